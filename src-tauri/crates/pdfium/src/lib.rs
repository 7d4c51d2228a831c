//! Chrome's PDF engine, as far as Casebound needs it: the letters of a page with their places, its pixels, and what else a
//! document tells: its outline, what its pages are called, its comments, form fields and files.
//!
//! The library is no part of this program: it is opened where the host found it ([`Pdfium::open`]), and without it all
//! goes on. It is written in C++ and reads hostile files, so it belongs in a worker that is locked in; it must be opened
//! before the worker is. Deliberately not here: which page is given to it, and what is made of the letters.
//!
//! The library allows one call at a time in a process. Every call takes [`turn`], so that what this crate gives out can
//! be used as any other Rust. This is the one crate of ours with `unsafe` in it: `calls.rs` says what is relied on.

mod calls;
mod document;
mod draw;
mod file;
mod heading;
mod mark;
mod page;
mod text;
mod traits;

pub use document::Document;
pub use draw::{Drawn, Form, Sheet};
pub use file::Attachment;
pub use heading::Heading;
pub use mark::{Field, FieldKind, Mark};
pub use page::{Letter, Page};
pub use traits::Signature;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use calls::{Calls, FileCalls, LabelCalls, MarkCalls, Opened, OutlineCalls, TraitCalls};

/// The engine's name, with the build that `cargo xtask setup` fetches.
pub const ENGINE: &str = "pdfium 8149";

/// The library, opened.
pub struct Pdfium {
    opened: Opened,
}

/// Why the library, or a document, cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is no such library, or it is another one.
    #[error("the library could not be opened")]
    Library,
    /// A password is needed.
    #[error("locked by a password")]
    Password,
    /// It is not a document that the engine can follow.
    #[error("not a document that can be followed")]
    Document,
    /// The page is not there, or cannot be followed.
    #[error("not a page that can be followed")]
    Page,
    /// Its pixels, letters or bytes are too many.
    #[error("too large to be taken")]
    Size,
    /// The library is another version, which has no call for it.
    #[error("the library cannot tell this")]
    Absent,
}

/// A process has one, whatever path is given later: the library keeps things of its own.
static OPENED: OnceLock<Option<Pdfium>> = OnceLock::new();
static TURN: Mutex<()> = Mutex::new(());

impl Pdfium {
    /// Opens the library, once in a process; later calls give what the first did.
    ///
    /// # Errors
    /// [`Error::Library`].
    pub fn open(path: &Path) -> Result<&'static Pdfium, Error> {
        let opened = OPENED.get_or_init(|| Opened::open(path).ok().map(|opened| Pdfium { opened }));
        opened.as_ref().ok_or(Error::Library)
    }

    fn calls(&self) -> &Calls {
        &self.opened.calls
    }

    fn outline_calls(&self) -> Result<&OutlineCalls, Error> {
        self.opened.outline.as_ref().ok_or(Error::Absent)
    }

    fn label_calls(&self) -> Result<&LabelCalls, Error> {
        self.opened.labels.as_ref().ok_or(Error::Absent)
    }

    fn mark_calls(&self) -> Result<&MarkCalls, Error> {
        self.opened.marks.as_ref().ok_or(Error::Absent)
    }

    fn file_calls(&self) -> Result<&FileCalls, Error> {
        self.opened.files.as_ref().ok_or(Error::Absent)
    }

    fn trait_calls(&self) -> Result<&TraitCalls, Error> {
        self.opened.traits.as_ref().ok_or(Error::Absent)
    }
}

impl std::fmt::Debug for Pdfium {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(ENGINE)
    }
}

/// What a platform calls the library's file.
#[must_use]
pub fn file_name() -> &'static str {
    if cfg!(windows) {
        "pdfium.dll"
    } else if cfg!(target_os = "macos") {
        "libpdfium.dylib"
    } else {
        "libpdfium.so"
    }
}

/// The right to call the library.
fn turn() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}
