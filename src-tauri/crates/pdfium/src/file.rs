//! Files inside a document.
#![allow(unsafe_code, reason = "calls into a library of another language")]

use std::ffi::{c_int, c_ulong};
use std::marker::PhantomData;
use std::ptr;

use crate::calls::{FileCalls, Handle};
use crate::{Document, Error, Page, text, turn};

/// A file inside a document, or attached to a page that is open.
pub struct Attachment<'a> {
    calls: &'static FileCalls,
    handle: Handle,
    _holder: PhantomData<&'a ()>,
}

impl Document<'_> {
    /// How many files it lists as embedded.
    ///
    /// # Errors
    /// [`Error::Absent`].
    pub fn n_attachments(&self) -> Result<usize, Error> {
        let calls = self.engine.file_calls()?;
        let _turn = turn();
        // SAFETY: the document is open.
        Ok(usize::try_from(unsafe { (calls.FPDFDoc_GetAttachmentCount)(self.handle) }).unwrap_or(0))
    }

    /// A file of those it lists, by its index.
    ///
    /// # Errors
    /// [`Error::Absent`], [`Error::Document`] where there is nothing of the kind.
    pub fn attachment(&self, index: usize) -> Result<Attachment<'_>, Error> {
        let calls = self.engine.file_calls()?;
        let number = c_int::try_from(index).map_err(|_| Error::Document)?;
        let _turn = turn();
        // SAFETY: the document is open.
        let handle = unsafe { (calls.FPDFDoc_GetAttachment)(self.handle, number) };
        if handle.is_null() { Err(Error::Document) } else { Ok(Attachment { calls, handle, _holder: PhantomData }) }
    }
}

impl Page<'_> {
    /// The file that a mark attaches to the page.
    ///
    /// # Errors
    /// [`Error::Absent`], [`Error::Page`] where there is nothing of the kind.
    pub fn attachment(&self, index: usize) -> Result<Attachment<'_>, Error> {
        let calls = self.document.engine.file_calls()?;
        let number = c_int::try_from(index).map_err(|_| Error::Page)?;
        let _turn = turn();
        // SAFETY: the page is open, and so is the mark until it is closed, once; what it attaches is the page's.
        let handle = unsafe {
            let mark = (calls.FPDFPage_GetAnnot)(self.handle, number);
            if mark.is_null() {
                return Err(Error::Page);
            }
            let handle = (calls.FPDFAnnot_GetFileAttachment)(mark);
            (calls.FPDFPage_CloseAnnot)(mark);
            handle
        };
        if handle.is_null() { Err(Error::Page) } else { Ok(Attachment { calls, handle, _holder: PhantomData }) }
    }
}

// The library keeps it for as long as what holds it is open.
impl Attachment<'_> {
    /// What it is called; empty where it has no name.
    ///
    /// # Errors
    /// [`Error::Size`].
    pub fn name(&self) -> Result<String, Error> {
        let _turn = turn();
        // SAFETY: what holds it is open, the room as large as is said.
        text::wide(|room, n_bytes| unsafe { (self.calls.FPDFAttachment_GetName)(self.handle, room, n_bytes) })
    }

    /// When it was changed, as the file has it; empty where that is not said.
    ///
    /// # Errors
    /// [`Error::Size`].
    pub fn modified(&self) -> Result<String, Error> {
        let call = self.calls.FPDFAttachment_GetStringValue;
        let _turn = turn();
        // SAFETY: what holds it is open, the room as large as is said.
        text::wide(|room, n_bytes| unsafe { call(self.handle, c"ModDate".as_ptr(), room, n_bytes) })
    }

    /// Its bytes, unpacked.
    ///
    /// # Errors
    /// [`Error::Size`] where they are more than `max`, [`Error::Document`] where they are not inside.
    pub fn bytes(&self, max: usize) -> Result<Vec<u8>, Error> {
        let call = self.calls.FPDFAttachment_GetFile;
        let mut n_bytes: c_ulong = 0;
        let _turn = turn();
        // SAFETY: what holds it is open; without room it only tells the length.
        if unsafe { call(self.handle, ptr::null_mut(), 0, &raw mut n_bytes) } == 0 {
            return Err(Error::Document);
        }
        let n = usize::try_from(n_bytes).ok().filter(|n| *n <= max).ok_or(Error::Size)?;
        let mut bytes = vec![0; n];
        // SAFETY: what holds it is open, the room as large as is said.
        let is_told = unsafe { call(self.handle, bytes.as_mut_ptr().cast(), n_bytes, &raw mut n_bytes) } != 0;
        if is_told { Ok(bytes) } else { Err(Error::Document) }
    }
}
