//! The worker's eyes: the models that read words off pictures, asked of the host when the first picture comes.

use super::Talk;
use crate::protocol::{FromWorker, ModelPart, ToWorker};
use crate::sight::{MAX_MODEL, Model};

/// What this process reads pictures with, once it has it.
#[derive(Default)]
pub(super) struct Eyes(Option<ocr::Reader>);

/// Why no picture can be read.
pub(super) enum Blind {
    /// The models are no use, for this reason.
    Models(String),
    /// The host is gone.
    Gone,
}

impl Eyes {
    /// The reader of pictures, made when first needed.
    pub fn open(&mut self, wire: &mut dyn Talk) -> Result<&ocr::Reader, Blind> {
        if self.0.is_none() {
            let models = ocr::Models {
                detection: fetch(wire, Model::Detection)?,
                recognition: fetch(wire, Model::Recognition)?,
            };
            stay_alone();
            self.0 = Some(ocr::Reader::new(models).map_err(|error| Blind::Models(error.to_string()))?);
        }
        self.0.as_ref().ok_or(Blind::Gone)
    }
}

/// Has the models run in this thread: the process may start no other.
fn stay_alone() {
    // Fails only where it was done before.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
}

/// Asks the host for a model, piece by piece.
fn fetch(wire: &mut dyn Talk, model: Model) -> Result<Vec<u8>, Blind> {
    let mut whole = Vec::new();
    loop {
        let asked = wire.send(&FromWorker::ModelAt { model, offset: whole.len() as u64 }).and_then(|()| wire.flush());
        let (Ok(()), Ok(Some(ToWorker::Model(ModelPart { len, bytes })))) = (asked, wire.receive()) else {
            return Err(Blind::Gone);
        };
        if len > MAX_MODEL || bytes.0.is_empty() {
            return Err(Blind::Models("they did not come whole".into()));
        }
        whole.extend_from_slice(&bytes.0);
        if whole.len() as u64 >= len {
            return Ok(whole);
        }
    }
}
