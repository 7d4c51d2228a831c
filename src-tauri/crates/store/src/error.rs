//! What can go wrong with a case on disk.

use std::path::{Path, PathBuf};

use crate::{lock::Holder, undo::WhyNotUndone};

/// Why the store could not do what was asked. A case is never left half changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder is not a case.
    #[error("{path} is not a case")]
    NotACase {
        /// The folder or marker given.
        path: PathBuf,
    },
    /// A case cannot be made where something is already.
    #[error("{path} is not empty")]
    NotEmpty {
        /// The folder given.
        path: PathBuf,
    },
    /// The case was written by a newer Casebound.
    #[error("the case has format {found}; this program knows formats up to {known}")]
    NewerFormat {
        /// The case's format.
        found: u32,
        /// The newest format this program knows.
        known: u32,
    },
    /// Somebody else is writing.
    #[error("the case is being written by {}", holder.who)]
    Locked {
        /// Who, and since when.
        holder: Holder,
    },
    /// The case can only be read.
    #[error("the case can only be read: {reason}")]
    ReadOnly {
        /// Why, in words.
        reason: String,
    },
    /// The medium is full.
    #[error("no space left where the case lies")]
    Full,
    /// A file of the case could not be read or written.
    #[error("{what}: {path}")]
    File {
        /// What was tried.
        what: &'static str,
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The database refused.
    #[error("the case database: {0}")]
    Database(rusqlite::Error),
    /// Something in the case is not as it was written.
    #[error("the case is damaged: {0}")]
    Damaged(String),
    /// The database file is gone.
    #[error("the case database is missing")]
    DatabaseMissing,
    /// The database file is not what SQLite wrote.
    #[error("the case database is damaged: {0}")]
    DatabaseDamaged(String),
    /// The case is not what this program makes, and was not opened.
    #[error("the case was not opened: {0}")]
    NotOpened(String),
    /// An id that is not in the case.
    #[error("no {what} {id}")]
    NotFound {
        /// What was looked for: `document`, `citation`…
        what: &'static str,
        /// The id as given.
        id: String,
    },
    /// A prefix that fits several ids.
    #[error("{id} fits {count} {what}s")]
    Ambiguous {
        /// What was looked for.
        what: &'static str,
        /// The prefix as given.
        id: String,
        /// How many fit.
        count: usize,
    },
    /// The stored bytes of a document or text are gone or changed.
    #[error("the stored bytes of {what} are {trouble}")]
    Blob {
        /// Which blob.
        what: String,
        /// `missing` or `changed`.
        trouble: &'static str,
    },
    /// Bytes that were erased on purpose.
    #[error("{what} was erased")]
    Erased {
        /// What was erased.
        what: String,
    },
    /// A legal hold keeps it from being erased.
    #[error("{what} is held: {because}")]
    Held {
        /// What is held: `the whole case`, a document.
        what: String,
        /// Why, in the words of whoever put the hold on it.
        because: String,
    },
    /// It is set aside, and whoever reads has not opened it.
    #[error("{what} is set aside: {because}")]
    SetAside {
        /// Which document.
        what: String,
        /// Why.
        because: String,
    },
    /// What was erased is still in pages that another program holds.
    #[error("another program has the case open and holds what was erased")]
    StillHeld,
    /// There is nothing to undo.
    #[error("nothing to undo")]
    NothingToUndo,
    /// There is no undo to take back.
    #[error("nothing to redo")]
    NothingToRedo,
    /// The change cannot be undone.
    #[error("it cannot be undone: {reason}")]
    CannotUndo {
        /// Why.
        reason: WhyNotUndone,
    },
}

impl Error {
    pub(crate) fn file(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Error {
        let path = path.to_path_buf();
        move |source| match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Error::Full,
            _ => Error::File { what, path, source },
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DiskFull) => Error::Full,
            Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
                Error::DatabaseDamaged(error.to_string())
            }
            Some(rusqlite::ErrorCode::ReadOnly) => Error::ReadOnly { reason: "the database cannot be written".into() },
            _ => Error::Database(error),
        }
    }
}
