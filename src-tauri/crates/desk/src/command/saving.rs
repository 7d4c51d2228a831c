//! Writing a picture that the window made, where the person chose.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{Answer, request};
use crate::{Code, Desk, Error, Job, Result};

#[derive(Deserialize, TS)]
pub(super) struct SavePicture {
    /// Where.
    path: PathBuf,
    /// Whether what is there may be overwritten: the system's dialog has asked.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    force: bool,
    /// A PNG, in base64.
    png: String,
}

#[derive(Serialize, TS)]
pub(super) struct Saved {
    path: PathBuf,
    bytes: u64,
}

pub(super) fn picture(_desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let SavePicture { path, force, png } = request(value)?;
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, png)
        .map_err(|_| Error::new(Code::Usage, "This is not a picture."))?;
    super::timeline::write(&path, &bytes, force)?;
    Answer::of(Saved { path, bytes: bytes.len() as u64 })
}
