//! PDF: one unit a page, with the place of every word.
//!
//! Glyphs come from `hayro-interpret` ([`glyphs`]), their order from us ([`layout`]). A page of which more than 2 % of
//! the glyphs are unknown is offered to `pdf-extract`, and the better reading is taken ([`fallback`]).

mod bidi;
mod cjk;
mod glyphs;
mod layout;
mod meta;
mod stand_in;

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use anchor::{PageBox, Unit, UnitKind};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};
use kurbo::{Affine, Rect};

use super::{Emit, Failure, Input, Problem, ProblemCode};
use glyphs::{Collector, PageGlyphs};

/// Largest file that is read; all of it is held in memory.
const MAX_BYTES: u64 = 600 << 20;

/// Reads a PDF. Pages become units `p. 1`, `p. 2`…; the information dictionary becomes metadata.
///
/// # Errors
/// [`Failure::Encrypted`] where the empty password does not open it, [`Failure::Corrupt`] where no page is found.
pub fn read(input: &mut Input<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
    if input.len > MAX_BYTES {
        return Err(Failure::LimitHit("a PDF of more than 600 MiB".to_owned()));
    }
    let mut bytes = Vec::with_capacity(input.len as usize);
    let read = input.bytes.take(MAX_BYTES).read_to_end(&mut bytes);
    read.map_err(|error| Failure::ReadError(error.to_string()))?;
    let pdf = open(bytes)?;
    meta::information(&pdf, out)?;
    pages(&pdf, input.limits.max_text_bytes, out)
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
    let settings = stand_in::settings();
    let cache = InterpreterCache::new();
    let mut collections = cjk::Collections::default();
    let mut n_bytes = 0_u64;
    for (i, page) in pdf.pages().iter().enumerate() {
        out.alive()?;
        let number = i as u32 + 1;
        let (width, height) = page.render_dimensions();
        let read = catch_unwind(AssertUnwindSafe(|| {
            let mut collector = Collector::new(width, height, &mut collections);
            interpret(page, &settings, &cache, &mut collector);
            collector.finish()
        }));
        let glyphs = match read {
            Ok(glyphs) => glyphs,
            Err(_) => {
                out.problem(Problem {
                    code: ProblemCode::Unreadable,
                    message: "the page could not be read".to_owned(),
                    unit: Some(number),
                })?;
                PageGlyphs::default()
            }
        };
        let laid = layout::lay_out(&glyphs, width, height);
        if laid.text.is_empty() {
            let message = match glyphs.n_pictures {
                0 => "the page is blank",
                _ => "the page is a picture without text",
            };
            out.problem(Problem { code: ProblemCode::NoText, message: message.to_owned(), unit: Some(number) })?;
        }
        n_bytes += laid.text.len() as u64;
        if n_bytes > max_text_bytes {
            return Err(Failure::LimitHit("its text is too long".to_owned()));
        }
        out.unit(Unit {
            kind: UnitKind::Page,
            label: format!("p. {number}"),
            text: laid.text,
            engine: "hayro".to_owned(),
            quality: glyphs.quality(),
            page: Some(PageBox { width, height }),
            boxes: laid.boxes,
            table: None,
        })?;
    }
    Ok(())
}

fn interpret<'a>(
    page: &Page<'a>,
    settings: &InterpreterSettings,
    cache: &InterpreterCache<'a>,
    collector: &mut Collector<'_>,
) {
    let (width, height) = page.render_dimensions();
    let visible = Rect::new(0.0, 0.0, width.into(), height.into());
    let place = Affine::new(page.initial_transform(true).as_coeffs());
    let mut context = Context::new(place, visible, cache, page.xref(), settings.clone());
    interpret_page(page, &mut context, collector);
}
