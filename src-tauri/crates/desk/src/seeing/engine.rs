//! What reads words off pictures: our own models, or Tesseract where the system has it.

use ingest::{
    sight,
    tesseract::{self, Tesseract},
};

use super::models;
use crate::{Code, Desk, Error, Result};

/// What reads, ready for every looker.
#[derive(Clone)]
pub(super) enum Engine {
    Models(sight::Models),
    Tesseract { program: Tesseract, languages: String },
}

/// Languages that Tesseract is told at once: each makes it slower.
const MOST_LANGUAGES: usize = 8;

impl Engine {
    /// The engine of this name, ready to read; the models where none is named.
    pub fn of(desk: &Desk, name: Option<&str>, languages: &[String]) -> Result<Engine> {
        match name {
            None | Some("models") if languages.is_empty() => match models::load(desk)? {
                Some(models) => Ok(Engine::Models(models)),
                None => Err(models::missing()),
            },
            None | Some("models") => Err(Error::new(Code::Usage, "Only Tesseract has to be told the language.").hint(
                "The models read Latin, Chinese and Japanese letters as they come. Else add --engine tesseract.",
            )),
            Some("tesseract") => match &desk.tesseract {
                Some(program) => {
                    Ok(Engine::Tesseract { languages: spoken(program, languages)?, program: program.clone() })
                }
                None => Err(Error::new(Code::NotFound, "Tesseract is not installed where this system keeps programs.")
                    .hint("On Debian: apt install tesseract-ocr, and tesseract-ocr-deu or another for each language.")),
            },
            Some(name) => Err(Error::new(Code::Usage, format!("{name} is no engine that reads pictures."))
                .hint("Engines are: models (default), tesseract")),
        }
    }

    /// As units name it.
    pub fn name(&self) -> String {
        match self {
            Engine::Models(_) => sight::ENGINE.to_owned(),
            Engine::Tesseract { languages, .. } => format!("{} {languages}", tesseract::ENGINE),
        }
    }
}

/// The languages as Tesseract takes them, each of which it must have; English where none is said.
fn spoken(program: &Tesseract, wanted: &[String]) -> Result<String> {
    let has = program.languages();
    let known = |what: String| Error::new(Code::Usage, what).hint(format!("Tesseract has: {}", has.join(", ")));
    let wanted: Vec<String> = match wanted {
        [] => has.iter().find(|name| *name == "eng").or(has.first()).cloned().into_iter().collect(),
        said => said.to_vec(),
    };
    if wanted.is_empty() || wanted.len() > MOST_LANGUAGES {
        return Err(known(format!("Tesseract reads one to {MOST_LANGUAGES} languages at once, of those it has.")));
    }
    match wanted.iter().find(|name| !has.contains(name)) {
        Some(name) => Err(known(format!("Tesseract has no language {name} here. No picture was looked at."))),
        None => Ok(wanted.join("+")),
    }
}
