//! PDF: one unit a page, with the place of every word.
//!
//! Glyphs come from `hayro-interpret` ([`glyphs`]), their order from us ([`layout`]). A page of which more than 2 % of
//! the glyphs are unknown is offered to `pdf-extract`, and the better reading is taken ([`fallback`]).

mod attachments;
mod bidi;
mod cjk;
mod fallback;
mod forms;
mod glyphs;
mod layout;
mod meta;
mod stand_in;
#[cfg(test)]
mod tests;

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use anchor::{PageBox, Unit, UnitKind};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};
use kurbo::{Affine, Rect};

use super::{Emit, Failure, Input, Problem, ProblemCode};
use fallback::SecondReading;
use glyphs::{Collector, PageGlyphs};

/// Largest file that is read; all of it is held in memory.
const MAX_BYTES: u64 = 600 << 20;

/// Reads a PDF. Pages become units `p. 1`, `p. 2`…; the information dictionary becomes metadata.
///
/// # Errors
/// [`Failure::Encrypted`] where the empty password does not open it, [`Failure::Corrupt`] where no page is found.
pub fn read(input: &mut Input<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
    let pdf = load(input)?;
    meta::information(&pdf, out)?;
    pages(&pdf, input.limits.max_text_bytes, out)?;
    meta::references(&pdf, out)?;
    meta::comments(&pdf, out)?;
    attachments::attachments(&pdf, &input.limits, out)
}

/// Opens a PDF, whole in memory.
///
/// # Errors
/// As [`read`].
pub(crate) fn load(input: &mut Input<'_>) -> Result<Pdf, Failure> {
    if input.len > MAX_BYTES {
        return Err(Failure::LimitHit("a PDF of more than 600 MiB".to_owned()));
    }
    let mut bytes = Vec::with_capacity(input.len as usize);
    let read = input.bytes.take(MAX_BYTES).read_to_end(&mut bytes);
    read.map_err(|error| Failure::ReadError(error.to_string()))?;
    open(bytes)
}

fn open(bytes: Vec<u8>) -> Result<Pdf, Failure> {
    let opened = catch_unwind(|| Pdf::new(bytes));
    let opened = opened.map_err(|_| Failure::Corrupt("its structure could not be followed".to_owned()))?;
    match opened {
        Ok(pdf) if pdf.pages().is_empty() => Err(Failure::Corrupt("no page was found".to_owned())),
        Ok(pdf) => Ok(pdf),
        Err(LoadPdfError::Decryption(DecryptionError::PasswordProtected | DecryptionError::UnsupportedAlgorithm)) => {
            Err(Failure::Encrypted)
        }
        Err(LoadPdfError::Decryption(_)) => Err(Failure::Corrupt("its encryption is not valid".to_owned())),
        Err(LoadPdfError::Invalid) => Err(Failure::Corrupt("no pages could be found in it".to_owned())),
    }
}

fn pages(pdf: &Pdf, max_text_bytes: u64, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut reading = Reading {
        pdf,
        settings: stand_in::settings(),
        cache: InterpreterCache::new(),
        collections: cjk::Collections::new(pdf),
        second: SecondReading::default(),
    };
    let mut n_bytes = 0_u64;
    for index in 0..pdf.pages().len() {
        out.alive()?;
        let unit = reading.page(index, out)?;
        n_bytes += unit.text.len() as u64;
        if n_bytes > max_text_bytes {
            return Err(Failure::LimitHit("its text is too long".to_owned()));
        }
        out.unit(unit)?;
    }
    Ok(())
}

/// What the pages of a document share.
struct Reading<'p> {
    pdf: &'p Pdf,
    settings: InterpreterSettings,
    cache: InterpreterCache<'p>,
    collections: cjk::Collections<'p>,
    second: SecondReading,
}

impl<'p> Reading<'p> {
    fn page(&mut self, index: usize, out: &mut dyn Emit) -> Result<Unit, Failure> {
        let page: &Page<'p> = &self.pdf.pages()[index];
        let number = index as u32 + 1;
        let mut tell = |code, message: String| {
            let unit = Some(number);
            out.problem(Problem { code, message, unit })
        };
        let (width, height) = page.render_dimensions();
        let glyphs = match self.glyphs(page) {
            Some(glyphs) => glyphs,
            None => {
                tell(ProblemCode::Unreadable, "the page could not be read".to_owned())?;
                PageGlyphs::default()
            }
        };
        let mut unit = Unit {
            kind: UnitKind::Page,
            label: format!("p. {number}"),
            text: String::new(),
            engine: "hayro".to_owned(),
            quality: glyphs.quality(),
            page: Some(PageBox { width, height }),
            boxes: Vec::new(),
            table: None,
        };
        let n_all = glyphs.n_known + glyphs.n_unknown;
        let poor = glyphs.n_unknown as f32 > fallback::TOLERATED * n_all as f32;
        let second = poor.then(|| self.second.page(self.pdf, index)).flatten();
        match second.filter(|second| second.is_better_than(&glyphs)) {
            Some(second) => {
                unit.engine = "pdf-extract".to_owned();
                unit.quality = Some(second.quality());
                unit.text = second.text;
                tell(ProblemCode::Quality, "read by the second engine, without places of words".to_owned())?;
            }
            // Marks for unknown characters alone are no text.
            None if glyphs.n_known == 0 => {}
            None => {
                let laid = layout::lay_out(&glyphs, width, height);
                unit.text = laid.text;
                unit.boxes = laid.boxes;
                if poor {
                    let message = format!("{} of {n_all} characters are unknown", glyphs.n_unknown);
                    tell(ProblemCode::Quality, message)?;
                }
            }
        }
        if unit.text.is_empty() {
            let message = match (n_all, glyphs.n_pictures) {
                (0, 0) => "the page is blank",
                (0, _) => "the page is a picture, and its words have not been read yet",
                _ => "what the page's characters mean is not said in the file",
            };
            tell(ProblemCode::NoText, message.to_owned())?;
            if n_all > 0 || glyphs.n_pictures > 0 {
                out.unseen(number)?;
            }
        }
        Ok(unit)
    }

    /// The glyphs of a page; `None` where reading it fails.
    fn glyphs(&mut self, page: &Page<'p>) -> Option<PageGlyphs> {
        let read = AssertUnwindSafe(|| {
            let (width, height) = page.render_dimensions();
            let visible = Rect::new(0.0, 0.0, width.into(), height.into());
            let place = Affine::new(page.initial_transform(true).as_coeffs());
            let mut context = Context::new(place, visible, &self.cache, page.xref(), self.settings.clone());
            let mut collector = Collector::new(width, height, &mut self.collections);
            interpret_page(page, &mut context, &mut collector);
            let mut glyphs = collector.finish();
            forms::add_values(page, place, &mut glyphs);
            glyphs
        });
        catch_unwind(read).ok()
    }
}
