//! What can go wrong while a picture is read.

use rten::{LoadError, RunError};
use thiserror::Error;

use crate::models::Role;

/// Why a picture was not read. No picture, however odd, is an error as long as its bytes are as many as its size says.
#[derive(Debug, Error)]
pub enum Error {
    /// The bytes are no model that the runtime can run.
    #[error("the {role} model cannot be loaded")]
    Load {
        /// Which model.
        role: Role,
        /// What the runtime said.
        source: Box<LoadError>,
    },
    /// The recognition model does not say which characters it tells apart.
    #[error("the recognition model names no characters")]
    NoCharacters,
    /// A model could not be run.
    #[error("the {role} model failed")]
    Run {
        /// Which model.
        role: Role,
        /// What the runtime said.
        source: Box<RunError>,
    },
    /// A model's answer has not the form that such a model's answer has.
    #[error("the {role} model answered in an unknown form")]
    Answer {
        /// Which model.
        role: Role,
    },
    /// The picture's bytes are more or fewer than its size needs.
    #[error("a picture of {width} x {height} pixels came with {found} bytes")]
    Size {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// How many bytes came.
        found: usize,
    },
    /// The caller asked to stop.
    #[error("reading was stopped")]
    Stopped,
}
