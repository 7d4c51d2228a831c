//! The outline of a document, entry by entry. What is damaged may lead in rings: who walks it counts.
#![allow(unsafe_code, reason = "calls into a library of another language")]

use std::ffi::c_ulong;
use std::ptr;

use crate::calls::{Handle, OutlineCalls};
use crate::{Document, Error, text, turn};

/// `PDFACTION_GOTO`.
const GO_TO: c_ulong = 1;

/// An entry of the outline.
#[derive(Clone, Copy)]
pub struct Heading<'d> {
    document: &'d Document<'d>,
    calls: &'static OutlineCalls,
    handle: Handle,
}

impl Document<'_> {
    /// The first entry of the outline, if there is one.
    ///
    /// # Errors
    /// [`Error::Absent`].
    pub fn first_heading(&self) -> Result<Option<Heading<'_>>, Error> {
        let calls = self.engine.outline_calls()?;
        let _turn = turn();
        // SAFETY: the document is open; without an entry the first of all is asked for.
        let handle = unsafe { (calls.FPDFBookmark_GetFirstChild)(self.handle, ptr::null_mut()) };
        Ok((!handle.is_null()).then_some(Heading { document: self, calls, handle }))
    }
}

// The library keeps entries for as long as their document is open.
impl Heading<'_> {
    /// What tells it from others of its document.
    #[must_use]
    pub fn place(&self) -> usize {
        self.handle.addr()
    }

    /// What it says.
    ///
    /// # Errors
    /// [`Error::Size`].
    pub fn title(&self) -> Result<String, Error> {
        let _turn = turn();
        // SAFETY: the entry is its document's, the room as large as is said.
        text::wide(|room, n_bytes| unsafe { (self.calls.FPDFBookmark_GetTitle)(self.handle, room, n_bytes) })
    }

    /// The first entry below it.
    #[must_use]
    pub fn below(&self) -> Option<Self> {
        let _turn = turn();
        // SAFETY: the entry is its document's.
        let handle = unsafe { (self.calls.FPDFBookmark_GetFirstChild)(self.document.handle, self.handle) };
        (!handle.is_null()).then_some(Heading { handle, ..*self })
    }

    /// The entry after it.
    #[must_use]
    pub fn next(&self) -> Option<Self> {
        let _turn = turn();
        // SAFETY: the entry is its document's.
        let handle = unsafe { (self.calls.FPDFBookmark_GetNextSibling)(self.document.handle, self.handle) };
        (!handle.is_null()).then_some(Heading { handle, ..*self })
    }

    /// The index of the page that it leads to, if that is one of this document.
    #[must_use]
    pub fn page(&self) -> Option<usize> {
        let calls = self.calls;
        let _turn = turn();
        // SAFETY: entry, target and action are the document's.
        let index = unsafe {
            let action = (calls.FPDFBookmark_GetAction)(self.handle);
            // An action may lead into another document.
            if !action.is_null() && (calls.FPDFAction_GetType)(action) != GO_TO {
                return None;
            }
            let target = (calls.FPDFBookmark_GetDest)(self.document.handle, self.handle);
            if target.is_null() {
                return None;
            }
            (calls.FPDFDest_GetDestPageIndex)(self.document.handle, target)
        };
        usize::try_from(index).ok()
    }
}
