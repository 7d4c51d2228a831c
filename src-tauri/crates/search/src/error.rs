//! What can go wrong with the index and with a query.

use std::path::{Path, PathBuf};

use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

/// Why the index could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no index in the folder.
    #[error("no index in {path}")]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// The index was made by other rules than this program's; it must be made anew.
    #[error("the index was made by other rules ({found}, needed {needed})")]
    Outdated {
        /// The stamp in the folder.
        found: String,
        /// The stamp this program writes.
        needed: String,
    },
    /// The files of the index are not as they were written; it must be made anew.
    #[error("the index is damaged: {reason}")]
    Damaged {
        /// What was found.
        reason: String,
    },
    /// Another writer has the index.
    #[error("the index is being written elsewhere")]
    Busy,
    /// The index can only be read.
    #[error("the index cannot be written: {reason}")]
    ReadOnly {
        /// The system's reason, in words.
        reason: String,
    },
    /// The medium is full.
    #[error("no space left where the index lies")]
    Full,
    /// A file of the index could not be read or written.
    #[error("{what}: {path}")]
    File {
        /// What was tried.
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The index engine could not read or write.
    #[error("the index could not be read or written")]
    Medium {
        /// The system's reason.
        source: std::sync::Arc<std::io::Error>,
    },
    /// The writer stopped; what was not committed is lost and a new writer is needed.
    #[error("the index writer stopped: {reason}")]
    WriterStopped {
        /// The engine's reason.
        reason: String,
    },
    /// Deleted words are still in files of the folder, because a search holds them open; purging again later removes them.
    #[error("{files} files with deleted words are still in use")]
    StillInUse {
        /// How many files could not be removed.
        files: usize,
    },
    /// The query cannot be understood.
    #[error(transparent)]
    Syntax(#[from] SyntaxError),
    /// The documents of a field could not be looked up.
    #[error("the documents of {field}: could not be looked up")]
    Lookup {
        /// The field's name.
        field: &'static str,
        /// The caller's own error.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// A place in a query that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// Where it begins, in Unicode scalar values from the start of the query.
    pub at: usize,
    /// How many Unicode scalar values it spans; 0 at the end of the query.
    pub len: usize,
    /// What is wrong there.
    pub message: String,
    /// What to write instead.
    pub hint: String,
}

/// Why the caller could not turn a field and its value into documents.
#[derive(Debug)]
pub enum Unresolved {
    /// The value makes no sense for the field; becomes a [`SyntaxError`] at the value's place.
    Value {
        /// What is wrong with it.
        message: String,
        /// What to write instead.
        hint: String,
    },
    /// Looking it up failed; becomes [`Error::Lookup`].
    Failed(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    pub(crate) fn file(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.to_path_buf();
        move |source| match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Error::Full,
            _ => Error::File { what, path, source },
        }
    }

    fn medium(source: std::sync::Arc<std::io::Error>) -> Error {
        use std::io::ErrorKind;
        match source.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Error::Full,
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => {
                Error::ReadOnly { reason: source.to_string() }
            }
            ErrorKind::InvalidData | ErrorKind::UnexpectedEof => Error::Damaged { reason: source.to_string() },
            _ => Error::Medium { source },
        }
    }
}

impl From<TantivyError> for Error {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::LockFailure(LockError::LockBusy, _) => Error::Busy,
            TantivyError::LockFailure(LockError::IoError(source), _)
            | TantivyError::IoError(source)
            | TantivyError::OpenReadError(OpenReadError::IoError { io_error: source, .. })
            | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error: source, .. })
            | TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error: source, .. }) => {
                Error::medium(source)
            }
            TantivyError::ErrorInThread(reason) | TantivyError::SystemError(reason) => Error::WriterStopped { reason },
            TantivyError::Poisoned => Error::WriterStopped { reason: "a thread of it failed".into() },
            other => Error::Damaged { reason: other.to_string() },
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Error::medium(std::sync::Arc::new(error))
    }
}

/// Runs something over the files of an index. On files that are not as they were written the engine may panic instead of
/// failing; that becomes [`Error::Damaged`].
pub(crate) fn guarded<T>(over_files: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    let panicked = |_| Err(Error::Damaged { reason: "its files do not fit together".into() });
    // What could be left half changed is the engine's reader, which exchanges whole states only.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(over_files)).unwrap_or_else(panicked)
}
