//! A page, open: its measures and its letters.
#![allow(unsafe_code, reason = "calls into a library of another language")]

use std::ffi::c_int;

use crate::calls::{Handle, Matrix, RectF};
use crate::{Document, Error, turn};

/// `FPDF_PAGEOBJ_IMAGE`, `FPDF_PAGEOBJ_FORM`.
const PICTURE: c_int = 3;
const FIGURE: c_int = 5;
/// Most letters taken from one page; a page of a book has 3,000.
const MAX_LETTERS: c_int = 2_000_000;

/// A page, open.
pub struct Page<'d> {
    pub(crate) document: &'d Document<'d>,
    pub(crate) handle: Handle,
    index: usize,
}

/// A letter on a page, in the page's own coordinates: points, y upwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Letter {
    /// What it says: a UTF-16 code unit or a Unicode scalar value, as the platform has it.
    pub code: u32,
    /// Whether the file says what it means.
    pub is_known: bool,
    /// Start on its baseline.
    pub origin: (f32, f32),
    /// Left, bottom, right, top: as wide as it moves on, as high as its font.
    pub bounds: [f32; 4],
    /// From the font's units (an em is 1) to the page: a, b, c, d.
    pub matrix: [f32; 4],
}

impl<'d> Page<'d> {
    pub(crate) fn open(document: &'d Document<'_>, index: usize) -> Result<Page<'d>, Error> {
        let number = c_int::try_from(index).map_err(|_| Error::Page)?;
        let _turn = turn();
        // SAFETY: the document is open.
        let handle = unsafe { (document.engine.calls().FPDF_LoadPage)(document.handle, number) };
        if handle.is_null() { Err(Error::Page) } else { Ok(Page { document, handle, index }) }
    }

    /// Left, bottom, right, top of what is visible.
    #[must_use]
    pub fn bounds(&self) -> Option<[f32; 4]> {
        let mut rect = RectF::default();
        let _turn = turn();
        // SAFETY: the page is open, the rectangle ours.
        let told = unsafe { (self.document.engine.calls().FPDF_GetPageBoundingBox)(self.handle, &raw mut rect) };
        (told != 0).then_some([rect.left, rect.bottom, rect.right, rect.top])
    }

    /// By how many quarters it is turned, clockwise.
    #[must_use]
    pub fn quarters(&self) -> u32 {
        let _turn = turn();
        // SAFETY: the page is open.
        unsafe { (self.document.engine.calls().FPDFPage_GetRotation)(self.handle) }.rem_euclid(4) as u32
    }

    /// Whether it has comments, marks or form fields.
    #[must_use]
    pub fn has_marks(&self) -> bool {
        let _turn = turn();
        // SAFETY: the page is open.
        unsafe { (self.document.engine.calls().FPDFPage_GetAnnotCount)(self.handle) > 0 }
    }

    /// How many pictures it draws; what it draws as one figure counts as one.
    #[must_use]
    pub fn n_pictures(&self) -> u32 {
        let calls = self.document.engine.calls();
        let _turn = turn();
        // SAFETY: the page is open, the indices are those of its objects.
        unsafe {
            let n = (calls.FPDFPage_CountObjects)(self.handle).clamp(0, MAX_LETTERS);
            let kind = |at| (calls.FPDFPageObj_GetType)((calls.FPDFPage_GetObject)(self.handle, at));
            (0..n).filter(|at| matches!(kind(*at), PICTURE | FIGURE)).count() as u32
        }
    }

    /// The letters of the page in the order they are drawn, those of its marks and form fields with them. Takes the page:
    /// it is changed in memory.
    ///
    /// # Errors
    /// [`Error::Page`].
    pub fn into_letters(self) -> Result<Vec<Letter>, Error> {
        let page = self.with_marks()?;
        let calls = page.document.engine.calls();
        let _turn = turn();
        // SAFETY: the page is open, and closed after its text.
        unsafe {
            let text = (calls.FPDFText_LoadPage)(page.handle);
            if text.is_null() {
                return Err(Error::Page);
            }
            let n = (calls.FPDFText_CountChars)(text).clamp(0, MAX_LETTERS);
            let letters = (0..n).filter_map(|at| page.letter(text, at)).collect();
            (calls.FPDFText_ClosePage)(text);
            Ok(letters)
        }
    }

    /// The page with what its marks and fields look like made part of it.
    fn with_marks(self) -> Result<Page<'d>, Error> {
        if !self.has_marks() {
            return Ok(self);
        }
        {
            let _turn = turn();
            // SAFETY: the page is open. What may come of flattening matters to no one: the page is opened again.
            unsafe { (self.document.engine.calls().FPDFPage_Flatten)(self.handle, 0) };
        }
        let (document, index) = (self.document, self.index);
        drop(self);
        Page::open(document, index)
    }

    /// A letter; `None` for what the library puts between letters of its own accord.
    ///
    /// # Safety
    /// `text` must be the page's, the index in it, and the turn taken.
    unsafe fn letter(&self, text: Handle, at: c_int) -> Option<Letter> {
        let calls = self.document.engine.calls();
        let (mut x, mut y) = (0.0, 0.0);
        let (mut rect, mut matrix) = (RectF::default(), Matrix::default());
        // SAFETY: as promised; what is written to is ours.
        let (code, is_hyphen, is_unknown, size) = unsafe {
            if (calls.FPDFText_IsGenerated)(text, at) == 1 {
                return None;
            }
            let has_place = (calls.FPDFText_GetCharOrigin)(text, at, &raw mut x, &raw mut y) != 0
                && (calls.FPDFText_GetMatrix)(text, at, &raw mut matrix) != 0;
            if !has_place {
                return None;
            }
            (calls.FPDFText_GetLooseCharBox)(text, at, &raw mut rect);
            (
                (calls.FPDFText_GetUnicode)(text, at),
                (calls.FPDFText_IsHyphen)(text, at) == 1,
                (calls.FPDFText_HasUnicodeMapError)(text, at) == 1,
                (calls.FPDFText_GetFontSize)(text, at) as f32,
            )
        };
        Some(Letter {
            // A hyphen at a line's end is told as a mark of the library's own.
            code: if is_hyphen { u32::from('-') } else { code },
            is_known: is_hyphen || !is_unknown,
            origin: (x as f32, y as f32),
            bounds: [rect.left, rect.bottom, rect.right, rect.top],
            matrix: [matrix.a * size, matrix.b * size, matrix.c * size, matrix.d * size],
        })
    }
}

impl Drop for Page<'_> {
    fn drop(&mut self) {
        let _turn = turn();
        // SAFETY: it is closed once, before its document.
        unsafe { (self.document.engine.calls().FPDF_ClosePage)(self.handle) };
    }
}
