//! The two networks: one tells where text is, the other which characters a strip shows.

use std::fmt;

use rten::{Model, ModelOptions, Value};

use crate::Error;

/// The models as bytes, for the process that reads may be one that can open no file.
#[derive(Debug, Clone)]
pub struct Models {
    /// A PP-OCR detection model as ONNX: pictures to a map of where text is.
    pub detection: Vec<u8>,
    /// A PP-OCR recognition model as ONNX, its characters in the metadata key `character`, one a line.
    pub recognition: Vec<u8>,
}

/// Which of the models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Tells where text is.
    Detection,
    /// Tells what the text is.
    Recognition,
}

impl fmt::Display for Role {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Role::Detection => "detection",
            Role::Recognition => "recognition",
        })
    }
}

/// A loaded model with one input and one output.
pub(crate) struct Network {
    role: Role,
    model: Model,
}

impl Network {
    pub(crate) fn load(role: Role, bytes: Vec<u8>) -> Result<Network, Error> {
        let model = ModelOptions::with_all_ops()
            .prepack_weights(true)
            .load(bytes)
            .map_err(|source| Error::Load { role, source: Box::new(source) })?;
        Ok(Network { role, model })
    }

    /// A text that came with the model.
    pub(crate) fn note(&self, key: &str) -> Option<&str> {
        self.model.metadata().get(key)
    }

    /// Runs the model over `n` pictures of three planes each; the answer must have `N` dimensions.
    pub(crate) fn run<const N: usize>(
        &self,
        [n, height, width]: [usize; 3],
        planes: Vec<f32>,
    ) -> Result<([usize; N], Vec<f32>), Error> {
        let role = self.role;
        let input = Value::from_shape(&[n, 3, height, width], planes).map_err(|_| Error::Answer { role })?;
        let output =
            self.model.run_one(input.into(), None).map_err(|source| Error::Run { role, source: Box::new(source) })?;
        output.into_shape_vec::<f32, N>().map_err(|_| Error::Answer { role })
    }
}
