//! Pages to pixels.
#![allow(unsafe_code, reason = "calls into a library of another language")]

use std::ffi::{c_int, c_void};
use std::ptr;

use crate::calls::{FormInfo, Handle, Matrix, RectF};
use crate::{Document, Error, Page, turn};

/// `FPDFBitmap_BGRx`.
const BGRX: c_int = 3;
/// `FPDF_ANNOT`: marks are drawn, too.
const WITH_MARKS: c_int = 1;
/// Most pixels of a page.
const MAX_PIXELS: usize = 64 << 20;

/// What a page is drawn on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// From the page's own coordinates (points, y upwards) to pixels from the top left: a, b, c, d, e, f.
    pub place: [f64; 6],
    /// How the page lies on it beyond what the file says, in quarters, clockwise: form fields are drawn by it.
    pub quarters: u32,
}

/// A page as pixels: blue, green, red and one byte that means nothing; row by row from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn(pub Vec<u8>);

/// The form of a document: with it what is typed into fields is drawn, though the file does not say how it looks.
pub struct Form<'d> {
    document: &'d Document<'d>,
    pub(crate) handle: Handle,
    /// The library keeps a pointer to it.
    _info: Box<FormInfo>,
}

impl<'d> Form<'d> {
    /// The form of a document; `None` where the library makes none.
    #[must_use]
    pub fn open(document: &'d Document<'_>) -> Option<Form<'d>> {
        let mut info = Box::new(FormInfo { version: 1, callbacks: [ptr::null::<c_void>(); 62] });
        let calls = document.engine.calls();
        let _turn = turn();
        // SAFETY: the document is open; the callbacks are optional and the struct outlives the form.
        let handle = unsafe { (calls.FPDFDOC_InitFormFillEnvironment)(document.handle, &raw mut *info) };
        if handle.is_null() {
            return None;
        }
        // SAFETY: the form is open. Fields are not to be tinted.
        unsafe { (calls.FPDF_SetFormFieldHighlightAlpha)(handle, 0) };
        Some(Form { document, handle, _info: info })
    }

    pub(crate) fn is_of(&self, document: &Document<'_>) -> bool {
        ptr::eq(self.document.handle, document.handle)
    }
}

impl Drop for Form<'_> {
    fn drop(&mut self) {
        let _turn = turn();
        // SAFETY: it is closed once, before its document.
        unsafe { (self.document.engine.calls().FPDFDOC_ExitFormFillEnvironment)(self.handle) };
    }
}

impl Page<'_> {
    /// Draws the page on white.
    ///
    /// # Errors
    /// [`Error::Size`], [`Error::Page`].
    pub fn draw(&self, sheet: &Sheet, form: Option<&Form<'_>>) -> Result<Drawn, Error> {
        let (width, height) = (sheet.width as usize, sheet.height as usize);
        let n_pixels = width.checked_mul(height).filter(|n| (1..=MAX_PIXELS).contains(n)).ok_or(Error::Size)?;
        let matrix = self.matrix(sheet).ok_or(Error::Page)?;
        let mut pixels = vec![255_u8; n_pixels * 4];
        let clip = RectF { left: 0.0, top: 0.0, right: width as f32, bottom: height as f32 };
        let (across, down) = (width as c_int, height as c_int);
        let calls = self.document.engine.calls();
        let _turn = turn();
        // SAFETY: the bitmap lies in our pixels, four bytes each, and is gone before them; page and form are open and of
        // one document, or the form is left out.
        unsafe {
            let bitmap = (calls.FPDFBitmap_CreateEx)(across, down, BGRX, pixels.as_mut_ptr().cast(), 4 * across);
            if bitmap.is_null() {
                return Err(Error::Size);
            }
            (calls.FPDF_RenderPageBitmapWithMatrix)(
                bitmap,
                self.handle,
                &raw const matrix,
                &raw const clip,
                WITH_MARKS,
            );
            if let Some(form) = form.filter(|form| form.is_of(self.document)) {
                (calls.FORM_OnAfterLoadPage)(self.handle, form.handle);
                let quarters = sheet.quarters as c_int % 4;
                (calls.FPDF_FFLDraw)(form.handle, bitmap, self.handle, 0, 0, across, down, quarters, WITH_MARKS);
                (calls.FORM_OnBeforeClosePage)(self.handle, form.handle);
            }
            (calls.FPDFBitmap_Destroy)(bitmap);
        }
        Ok(Drawn(pixels))
    }

    /// The library first lays a page on a sheet of whole points, then asks for a matrix: this one undoes the first.
    fn matrix(&self, sheet: &Sheet) -> Option<Matrix> {
        let [left, bottom, right, top] = self.bounds()?.map(f64::from);
        let (w, h) = (right - left, top - bottom);
        let turned = self.quarters() % 2 == 1;
        let (across, down) = if turned { (h, w) } else { (w, h) };
        // As the library does: cut to whole points.
        let (across, down) = (across.trunc(), down.trunc());
        if !(w > 0.0 && h > 0.0 && across >= 1.0 && down >= 1.0) {
            return None;
        }
        // From the sheet of whole points back to the page: where its top left, top right and bottom left come from.
        let ([x0, y0], [x1, y1], [x2, y2]) = match self.quarters() {
            0 => ([left, top], [right, top], [left, bottom]),
            1 => ([left, bottom], [left, top], [right, bottom]),
            2 => ([right, bottom], [left, bottom], [right, top]),
            _ => ([right, top], [right, bottom], [left, top]),
        };
        let back = [(x1 - x0) / across, (y1 - y0) / across, (x2 - x0) / down, (y2 - y0) / down, x0, y0];
        let [a, b, c, d, e, f] = after(back, sheet.place).map(|n| n as f32);
        [a, b, c, d, e, f].iter().all(|n| n.is_finite()).then_some(Matrix { a, b, c, d, e, f })
    }
}

/// The matrix that does `first`, then `second`.
fn after(first: [f64; 6], second: [f64; 6]) -> [f64; 6] {
    let [a, b, c, d, e, f] = first;
    let [p, q, r, s, t, u] = second;
    [a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u]
}

#[cfg(test)]
mod tests {
    use super::after;

    #[test]
    fn matrices_follow_each_other() {
        let moved = [1.0, 0.0, 0.0, 1.0, 10.0, 20.0];
        let doubled = [2.0, 0.0, 0.0, 2.0, 0.0, 0.0];
        assert_eq!(after(moved, doubled), [2.0, 0.0, 0.0, 2.0, 20.0, 40.0]);
        assert_eq!(after(doubled, moved), [2.0, 0.0, 0.0, 2.0, 10.0, 20.0]);
        let quarter = [0.0, 1.0, -1.0, 0.0, 0.0, 0.0];
        assert_eq!(after(moved, quarter), [0.0, 1.0, -1.0, 0.0, -20.0, 10.0]);
    }
}
