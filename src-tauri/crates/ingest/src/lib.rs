//! Bytes to units of text, children, metadata and problems, in sandboxed worker processes.
//!
//! Start at [`pool::Pool`], which reads one file after another in workers and gives what they find to a
//! [`host::Sink`]; [`worker::main`] is the other end of the pipe; [`format`] has the readers, one file each; [`kind`]
//! tells which one reads a file; [`draw`] makes pixels of pages; [`sight`] reads the words on them. Deliberately not here: where bytes come from and go to, the ledger's words, the order
//! in which files are read, and anything that opens a file by its path.
//!
//! The host's side reads one clock, [`std::time::Instant`], for the deadlines of workers and nothing else.

pub mod draw;
pub mod format;
pub mod host;
pub mod kind;
pub mod passwords;
pub mod pool;
pub mod protocol;
pub mod sandbox;
pub mod sight;
pub mod tesseract;
pub mod worker;

mod error;
mod guess;
mod labels;

pub use error::Error;
pub use guess::{language, readable_name};
pub use labels::PageLabels;
pub use pdfium::file_name as second_engine_file;
