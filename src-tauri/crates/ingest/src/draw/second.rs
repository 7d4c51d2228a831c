//! Pages of a PDF, drawn by PDFium. The page is laid where the first engine lays it, so that word boxes lie on their ink.

use anchor::PageBox;
use pdfium::{Document, Form, Pdfium, Sheet};

use crate::passwords::Passwords;

use super::{Canvas, Drawer, Failure, Note, Picture, View, Visible, fitting, lean};

/// The second engine at one document.
pub(super) struct Easel<'f> {
    engine: Option<&'static Pdfium>,
    bytes: &'f [u8],
    passwords: &'f Passwords,
    document: Option<Result<Document<'f>, pdfium::Error>>,
}

impl<'f> Easel<'f> {
    /// Without an engine it draws nothing.
    pub fn new(engine: Option<&'static Pdfium>, bytes: &'f [u8], passwords: &'f Passwords) -> Self {
        Easel { engine, bytes, passwords, document: None }
    }

    pub fn is_there(&self) -> bool {
        self.engine.is_some()
    }

    /// Draws a page, where the first engine says it lies if that is known.
    pub fn draw(&mut self, view: &View, visible: Option<Visible>, notes: Vec<Note>) -> Result<Picture, Failure> {
        let corrupt = |why: &str| Failure::Corrupt(why.to_owned());
        let engine = self.engine.ok_or_else(|| corrupt("the second engine is not on this computer"))?;
        let (bytes, passwords) = (self.bytes, self.passwords);
        let document = match self.document.get_or_insert_with(|| Document::open(engine, bytes, passwords.iter())) {
            Ok(document) => document,
            Err(pdfium::Error::Password) => return Err(Failure::Encrypted),
            Err(_) => return Err(corrupt("no pages could be found in it")),
        };
        let index = (view.unit as usize).checked_sub(1);
        let page = index.and_then(|index| document.page(index).ok());
        let page = page.ok_or_else(|| corrupt("the second engine cannot follow the page"))?;
        let visible = visible.unwrap_or_else(|| Visible::told_by(&page));
        let laid = visible.laid(view);
        let (width, height) = (u32::from(laid.size.0), u32::from(laid.size.1));
        let sheet = Sheet { width, height, place: laid.transform.as_coeffs(), quarters: view.turn.degrees() / 90 };
        let form = if page.has_marks() { Form::open(document) } else { None };
        let drawn = page.draw(&sheet, form.as_ref());
        let drawn = drawn.map_err(|_| corrupt("the second engine cannot draw the page"))?;
        let (pixels, _) = drawn.0.as_chunks::<4>();
        let rgb = pixels.iter().flat_map(|[blue, green, red, _]| [*red, *green, *blue]).collect();
        let (grey, pixels) = lean(rgb);
        let page = PageBox { width: visible.width, height: visible.height };
        let scale = fitting(view, (visible.width, visible.height));
        Ok(Picture { canvas: Canvas { width, height, grey, page, scale, drawer: Drawer::Pdfium, notes }, pixels })
    }
}
