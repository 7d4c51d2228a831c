//! The stamp beside the index: by which rules it was made.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::{Error, FOLDING_VERSION};

/// Changes whenever the fields, the positions or the engine's file format change.
pub const FORMAT_VERSION: u32 = 3;

/// The name of the file in the index folder.
pub(crate) const STAMP_FILE: &str = "stamp.json";

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp {
    format: u32,
    folding: u32,
}

const OURS: Stamp = Stamp { format: FORMAT_VERSION, folding: FOLDING_VERSION };

/// Says whether the index in `dir` follows the rules of this program.
///
/// # Errors
/// [`Error::Missing`], [`Error::Outdated`], [`Error::Damaged`], [`Error::File`].
pub(crate) fn check(dir: &Path) -> Result<(), Error> {
    let path = dir.join(STAMP_FILE);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(if dir.join("meta.json").exists() {
                Error::Damaged { reason: "its stamp is missing".into() }
            } else {
                Error::Missing { path: dir.to_path_buf() }
            });
        }
        Err(error) => {
            return Err(Error::file("the stamp of the index could not be read", &path)(error));
        }
    };
    let found: Stamp =
        serde_json::from_slice(&bytes).map_err(|error| Error::Damaged { reason: format!("its stamp: {error}") })?;
    if found == OURS { Ok(()) } else { Err(Error::Outdated { found: found.words(), needed: OURS.words() }) }
}

/// Writes this program's stamp; the last step of making an index, so that a half-made one is never taken for whole.
pub(crate) fn write(dir: &Path) -> Result<(), Error> {
    let path = dir.join(STAMP_FILE);
    let fresh = dir.join(".stamp.new");
    let failed = || Error::file("the stamp of the index could not be written", &path);
    let mut bytes = serde_json::to_vec(&OURS).map_err(|error| failed()(error.into()))?;
    bytes.push(b'\n');
    fs::write(&fresh, bytes).map_err(failed())?;
    fs::File::open(&fresh).and_then(|file| file.sync_all()).map_err(failed())?;
    fs::rename(&fresh, &path).map_err(failed())
}

impl Stamp {
    fn words(&self) -> String {
        format!("format {}, folding {}", self.format, self.folding)
    }
}
