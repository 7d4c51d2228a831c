//! A document, open.
#![allow(unsafe_code, reason = "calls into a library of another language")]

use std::ffi::{CStr, CString, c_int, c_ulong};
use std::marker::PhantomData;
use std::ptr;

use crate::calls::Handle;
use crate::{Error, Page, Pdfium, text, turn};

/// `FPDF_ERR_PASSWORD`.
const PASSWORD: c_ulong = 4;

/// A document, open. Its bytes are borrowed: the library reads on in them.
pub struct Document<'b> {
    pub(crate) engine: &'static Pdfium,
    pub(crate) handle: Handle,
    was_locked: bool,
    _bytes: PhantomData<&'b [u8]>,
}

impl<'b> Document<'b> {
    /// Opens a document: with the empty password, or with the first of these that fits.
    ///
    /// # Errors
    /// [`Error::Password`], [`Error::Document`].
    pub fn open<'p>(
        engine: &'static Pdfium,
        bytes: &'b [u8],
        passwords: impl IntoIterator<Item = &'p str>,
    ) -> Result<Document<'b>, Error> {
        let mut opened = Self::try_one(engine, bytes, None);
        let was_locked = matches!(opened, Err(Error::Password));
        // One with a zero in it cannot be said.
        let mut passwords = passwords.into_iter().filter_map(|password| CString::new(password).ok());
        while let Err(Error::Password) = opened {
            let Some(password) = passwords.next() else { break };
            opened = Self::try_one(engine, bytes, Some(&password));
        }
        if let Ok(document) = &mut opened {
            document.was_locked = was_locked;
        }
        opened
    }

    fn try_one(engine: &'static Pdfium, bytes: &'b [u8], password: Option<&CStr>) -> Result<Document<'b>, Error> {
        let _turn = turn();
        let calls = engine.calls();
        let password = password.map_or(ptr::null(), CStr::as_ptr);
        // SAFETY: the bytes outlive the document, which borrows them; the password may be null, and is read in the call.
        let handle = unsafe { (calls.FPDF_LoadMemDocument64)(bytes.as_ptr().cast(), bytes.len(), password) };
        if !handle.is_null() {
            return Ok(Document { engine, handle, was_locked: false, _bytes: PhantomData });
        }
        // SAFETY: it only tells why the last call failed.
        match unsafe { (calls.FPDF_GetLastError)() } {
            PASSWORD => Err(Error::Password),
            _ => Err(Error::Document),
        }
    }

    /// How many pages it has.
    #[must_use]
    pub fn n_pages(&self) -> usize {
        let _turn = turn();
        // SAFETY: the document is open.
        usize::try_from(unsafe { (self.engine.calls().FPDF_GetPageCount)(self.handle) }).unwrap_or(0)
    }

    /// A page by its index.
    ///
    /// # Errors
    /// [`Error::Page`].
    pub fn page(&self, index: usize) -> Result<Page<'_>, Error> {
        Page::open(self, index)
    }

    /// What the information dictionary says under a name, such as `Title`.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<String> {
        let name = CString::new(name).ok()?;
        let call = self.engine.calls().FPDF_GetMetaText;
        let _turn = turn();
        // SAFETY: the document is open, the room as large as is said.
        let told = text::wide(|room, n_bytes| unsafe { call(self.handle, name.as_ptr(), room, n_bytes) });
        told.ok().filter(|text| !text.is_empty())
    }

    /// What a page is called, by its index; `None` where the document says nothing of it.
    ///
    /// # Errors
    /// [`Error::Absent`], [`Error::Size`], [`Error::Page`].
    pub fn label(&self, index: usize) -> Result<Option<String>, Error> {
        let call = self.engine.label_calls()?.FPDF_GetPageLabel;
        let number = c_int::try_from(index).map_err(|_| Error::Page)?;
        let _turn = turn();
        let mut is_told = false;
        let told = text::wide(|room, n_bytes| {
            // SAFETY: the document is open, the room as large as is said.
            let n_told = unsafe { call(self.handle, number, room, n_bytes) };
            is_told |= n_told > 0;
            n_told
        })?;
        Ok(is_told.then_some(told))
    }

    /// Whether it took one of the passwords to open it.
    #[must_use]
    pub fn was_locked(&self) -> bool {
        self.was_locked
    }
}

impl Drop for Document<'_> {
    fn drop(&mut self) {
        let _turn = turn();
        // SAFETY: pages and forms borrow the document, so none is left; it is closed once.
        unsafe { (self.engine.calls().FPDF_CloseDocument)(self.handle) };
    }
}
