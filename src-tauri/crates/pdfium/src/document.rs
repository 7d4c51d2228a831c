//! A document, open.
#![allow(unsafe_code, reason = "calls into a library of another language")]

use std::ffi::{CStr, CString, c_ulong};
use std::marker::PhantomData;
use std::ptr;

use crate::calls::Handle;
use crate::{Error, Page, Pdfium, turn};

/// `FPDF_ERR_PASSWORD`.
const PASSWORD: c_ulong = 4;
/// Most bytes of a property that are taken.
const MAX_PROPERTY: c_ulong = 64 << 10;

/// A document, open. Its bytes are borrowed: the library reads on in them.
pub struct Document<'b> {
    pub(crate) engine: &'static Pdfium,
    pub(crate) handle: Handle,
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
        // One with a zero in it cannot be said.
        let mut passwords = passwords.into_iter().filter_map(|password| CString::new(password).ok());
        while let Err(Error::Password) = opened {
            let Some(password) = passwords.next() else { break };
            opened = Self::try_one(engine, bytes, Some(&password));
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
            return Ok(Document { engine, handle, _bytes: PhantomData });
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
        let _turn = turn();
        let call = self.engine.calls().FPDF_GetMetaText;
        // SAFETY: without a buffer it only tells the length in bytes.
        let n_bytes = unsafe { call(self.handle, name.as_ptr(), ptr::null_mut(), 0) };
        // A lone end mark is two bytes.
        if !(3..=MAX_PROPERTY).contains(&n_bytes) {
            return None;
        }
        let mut units = vec![0_u16; n_bytes as usize / 2];
        // SAFETY: the buffer has as many bytes as are said.
        unsafe { call(self.handle, name.as_ptr(), units.as_mut_ptr().cast(), 2 * units.len() as c_ulong) };
        let units: Vec<u16> = units.into_iter().map(u16::from_le).take_while(|unit| *unit != 0).collect();
        Some(String::from_utf16_lossy(&units)).filter(|text| !text.is_empty())
    }
}

impl Drop for Document<'_> {
    fn drop(&mut self) {
        let _turn = turn();
        // SAFETY: pages and forms borrow the document, so none is left; it is closed once.
        unsafe { (self.engine.calls().FPDF_CloseDocument)(self.handle) };
    }
}
