//! The stamp beside the index: by which rules it was made.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::index::META;
use crate::{Error, FOLDING_VERSION};

/// Changes whenever the fields, what they hold or the engine's file format change.
pub const FORMAT_VERSION: u32 = 5;

/// Earlier formats that can still be searched: 1 has no field of codes, 2 none of what a text goes on with, 3 no models
/// and fewer numbers among its codes, 4 no codes that a line's end or a cell's border breaks.
const SEARCHABLE: [u32; 5] = [1, 2, 3, 4, FORMAT_VERSION];

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
    let found = read(dir)?;
    if found == OURS { Ok(()) } else { Err(found.outdated()) }
}

/// Says whether the index in `dir` can be searched, though others of its kind are no longer made.
///
/// # Errors
/// As [`check`].
pub(crate) fn check_older(dir: &Path) -> Result<(), Error> {
    let found = read(dir)?;
    let is_older = SEARCHABLE.contains(&found.format) && found.folding <= OURS.folding;
    if is_older { Ok(()) } else { Err(found.outdated()) }
}

fn read(dir: &Path) -> Result<Stamp, Error> {
    let path = dir.join(STAMP_FILE);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(if dir.join(META).exists() {
                Error::Damaged { reason: "its stamp is missing".into() }
            } else {
                Error::Missing { path: dir.to_path_buf() }
            });
        }
        Err(error) => {
            return Err(Error::file("the stamp of the index could not be read", &path)(error));
        }
    };
    serde_json::from_slice(&bytes).map_err(|error| Error::Damaged { reason: format!("its stamp: {error}") })
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
    fn outdated(&self) -> Error {
        Error::Outdated { found: self.words(), needed: OURS.words() }
    }

    fn words(&self) -> String {
        format!("format {}, folding {}", self.format, self.folding)
    }
}
