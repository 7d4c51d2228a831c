//! The worker's eyes: the models that read words off pictures, asked of the host when the first picture comes.

use std::cell::RefCell;

use super::Talk;
use crate::format::Failure;
use crate::protocol::{FrameError, FromWorker, ModelPart, ToWorker};
use crate::sight::{MAX_MODEL, Model};

/// What this process reads pictures with, once it has it.
#[derive(Default)]
pub(super) struct Eyes(Option<ocr::Reader>);

impl Eyes {
    /// The reader of pictures, made when first needed.
    pub fn open(&mut self, wire: &RefCell<&mut dyn Talk>) -> Result<&ocr::Reader, Failure> {
        if self.0.is_none() {
            let models = ocr::Models {
                detection: fetch(wire, Model::Detection)?,
                recognition: fetch(wire, Model::Recognition)?,
            };
            stay_alone();
            let reader = ocr::Reader::new(models);
            self.0 = Some(reader.map_err(|error| Failure::ReadError(format!("pictures cannot be read: {error}")))?);
        }
        self.0.as_ref().ok_or(Failure::Stopped)
    }
}

/// Has the models run in this thread: the process may start no other.
fn stay_alone() {
    // Fails only where it was done before.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
}

/// Asks the host for a model, piece by piece.
fn fetch(wire: &RefCell<&mut dyn Talk>, model: Model) -> Result<Vec<u8>, Failure> {
    let gone = |_: FrameError| Failure::Stopped;
    let mut wire = wire.borrow_mut();
    let mut whole = Vec::new();
    loop {
        wire.send(&FromWorker::ModelAt { model, offset: whole.len() as u64 }).map_err(gone)?;
        wire.flush().map_err(gone)?;
        let Some(ToWorker::Model(ModelPart { len, bytes })) = wire.receive().map_err(gone)? else {
            return Err(Failure::Stopped);
        };
        if len > MAX_MODEL || bytes.0.is_empty() {
            return Err(Failure::ReadError("what reads pictures did not come whole".into()));
        }
        whole.extend_from_slice(&bytes.0);
        if whole.len() as u64 >= len {
            return Ok(whole);
        }
    }
}
