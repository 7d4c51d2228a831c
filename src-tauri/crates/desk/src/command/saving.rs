//! Writing files where the person chose, and a picture that the window made.

use std::{
    fs::File,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

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
    write(&path, &bytes, force)?;
    Answer::of(Saved { path, bytes: bytes.len() as u64 })
}

/// Writes a file where the person chose; what is there stays unless they said otherwise.
pub(super) fn write(path: &Path, bytes: &[u8], force: bool) -> Result<()> {
    let mut options = File::options();
    if force {
        options.write(true).create(true).truncate(true)
    } else {
        options.write(true).create_new(true)
    };
    options.open(path).and_then(|mut file| file.write_all(bytes)).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => in_the_way(path),
        _ => Error::new(Code::File, format!("{} could not be written.", path.display())).detail(error),
    })
}

pub(super) fn in_the_way(path: &Path) -> Error {
    Error::new(Code::Exists, format!("{} exists. Nothing was written.", path.display()))
        .hint("Choose another name, or add --force to overwrite it.")
}
