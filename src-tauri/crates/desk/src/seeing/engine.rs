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
    Tesseract {
        program: Tesseract,
        languages: String,
    },
    /// Tesseract for what it reads well, the models for the rest.
    Fast {
        program: Tesseract,
        languages: String,
        models: sight::Models,
    },
}

/// Languages that Tesseract is told at once: each makes it slower.
const MOST_LANGUAGES: usize = 8;

impl Engine {
    /// The engine of this name, ready to read; the models where none is named.
    pub fn of(desk: &Desk, name: Option<&str>, languages: &[String]) -> Result<Engine> {
        match name {
            None | Some("models") if languages.is_empty() => Ok(Engine::Models(models_of(desk)?)),
            None | Some("models") => Err(Error::new(Code::Usage, "Only Tesseract has to be told the language.").hint(
                "The models read Latin, Chinese and Japanese letters as they come. Else add --engine tesseract.",
            )),
            Some("tesseract") => {
                let program = tesseract_of(desk)?;
                Ok(Engine::Tesseract { languages: spoken(&program, languages)?, program })
            }
            Some("fast") => {
                let (program, models) = (tesseract_of(desk)?, models_of(desk)?);
                Ok(Engine::Fast { languages: spoken(&program, languages)?, program, models })
            }
            Some(name) => Err(Error::new(Code::Usage, format!("{name} is no engine that reads pictures."))
                .hint("Engines are: models (default), tesseract, fast")),
        }
    }

    /// What the pages it read are kept under until they are part of a text.
    pub fn name(&self) -> String {
        match self {
            Engine::Models(_) => sight::ENGINE.to_owned(),
            Engine::Tesseract { languages, .. } => format!("{} {languages}", tesseract::ENGINE),
            Engine::Fast { languages, .. } => format!("{} {languages} or {}", tesseract::ENGINE, sight::ENGINE),
        }
    }
}

fn models_of(desk: &Desk) -> Result<sight::Models> {
    models::load(desk)?.ok_or_else(models::missing)
}

fn tesseract_of(desk: &Desk) -> Result<Tesseract> {
    desk.tesseract.clone().ok_or_else(|| {
        Error::new(Code::NotFound, "Tesseract is not installed where this system keeps programs.")
            .hint("On Debian: apt install tesseract-ocr, and tesseract-ocr-deu or another for each language.")
    })
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
