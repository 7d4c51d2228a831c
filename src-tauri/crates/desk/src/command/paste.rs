//! Taking in what was pasted: words, or a picture of a screen.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::NewSource;
use ts_rs::TS;

use super::{Answer, cases::SourceForm, request};
use crate::{
    Code, Desk, Error, Job, Result,
    library::open_mut,
    taking_in::{self, Intake},
};

/// Most bytes of a pasted picture.
const MOST_BYTES: usize = 64 << 20;

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Paste {
    case: PathBuf,
    /// What to call it, without an ending.
    name: String,
    /// The words.
    text: Option<String>,
    /// A PNG, in base64.
    png: Option<String>,
    /// Where it was seen, when and by whom, in words: kept beside it as how it was obtained.
    #[serde(flatten)]
    source: SourceForm,
}

#[derive(Serialize, TS)]
pub(super) struct Pasted {
    document: String,
    path: String,
}

pub(super) fn paste(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Paste { case, name, text, png, source } = request(value)?;
    let (bytes, ending) = match (text, png) {
        (Some(text), None) if !text.trim().is_empty() => (text.into_bytes(), "txt"),
        (None, Some(png)) => (picture(&png)?, "png"),
        _ => return Err(Error::new(Code::Usage, "There is nothing to paste: words or a picture.")),
    };
    let derived_from = source.derived_from.clone();
    let source: NewSource = source.checked()?;
    let mut case = open_mut(desk, &case)?;
    let path = format!("{}.{ending}", plain(&name)?);
    let intake =
        Intake { paths: Vec::new(), source, derived_from, n_jobs: 1, sandbox: desk.sandbox, take_erased_again: false };
    taking_in::take_in_pasted(desk, job, &mut case, &intake, &path, bytes)?;
    let document = case.find_document(&path)?.id.to_string();
    Answer::of(Pasted { document, path })
}

/// A name that is no path.
fn plain(name: &str) -> Result<String> {
    let name: String =
        name.trim().chars().map(|c| if c.is_control() || "/\\:".contains(c) { '-' } else { c }).collect();
    match name.chars().count() {
        0 => Err(Error::new(Code::Usage, "What is pasted needs a name.")),
        n if n > 120 => Err(Error::new(Code::Usage, "A name has at most 120 characters.")),
        _ => Ok(name),
    }
}

fn picture(text: &str) -> Result<Vec<u8>> {
    let wrong = || Error::new(Code::Usage, "What was pasted is not a picture that can be taken in.");
    if text.len() / 4 * 3 > MOST_BYTES {
        return Err(Error::new(Code::Usage, "The picture is larger than 64 MB."));
    }
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, text).map_err(|_| wrong())?;
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") { Ok(bytes) } else { Err(wrong()) }
}
