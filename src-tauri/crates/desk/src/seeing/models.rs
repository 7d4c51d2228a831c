//! The models that read words off pictures, as they lie on disk.

use std::{path::Path, sync::Arc};

use ingest::sight::Models;

use crate::{Code, Desk, Error, Result};

/// The files of the models: the one that finds text, and the one that tells its letters.
pub const FILES: [&str; 2] = ["ppocrv6_det.onnx", "ppocrv6_rec.onnx"];

/// Loads the models; `None` where there are none.
pub(crate) fn load(desk: &Desk) -> Result<Option<Models>> {
    let Some(folder) = &desk.models else { return Ok(None) };
    let [detection, recognition] = FILES.map(|name| read(&folder.join(name)));
    Ok(Some(Models { detection: detection?, recognition: recognition? }))
}

/// That there is nothing to read pictures with.
pub(crate) fn missing() -> Error {
    Error::new(Code::NotFound, "What reads words off pictures is not installed. No picture was looked at.")
        .hint("Install Casebound again; from its source, run cargo xtask setup.")
}

fn read(path: &Path) -> Result<Arc<Vec<u8>>> {
    std::fs::read(path).map(Arc::new).map_err(|error| {
        Error::new(Code::File, format!("{} could not be read. No picture was looked at.", path.display())).detail(error)
    })
}
