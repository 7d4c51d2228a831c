//! Pages of a PDF, drawn by `hayro`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use anchor::PageBox;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings, render_into};
use hayro_interpret::{InterpreterSettings, InterpreterWarning};
use hayro_syntax::object::dict::keys::{ANNOTS, AP, F, SUBTYPE};
use hayro_syntax::object::{Array, Dict, Name};
use hayro_syntax::{Pdf, page::Page};

use super::{Canvas, Drawer, Failure, Note, Picture, Shelf, View, Visible, fitting, no_such_page};

/// After how many pages the caches of glyphs and pictures begin anew: they only ever grow.
const FRESH_AFTER: u32 = 24;

/// Draws the pages of one PDF; fonts and pictures that pages share are decoded once.
pub(crate) struct Easel<'p> {
    pdf: &'p Pdf,
    cache: RenderCache<'p>,
    n_drawn: u32,
    was_noted: bool,
}

impl<'p> Easel<'p> {
    pub fn new(pdf: &'p Pdf) -> Self {
        Easel { pdf, cache: RenderCache::new(), n_drawn: 0, was_noted: false }
    }

    pub fn draw(&mut self, view: &View, shelf: &Shelf) -> Result<Picture, Failure> {
        let page = page(self.pdf, view.unit)?;
        // What is wrong with a font is told once for a cache, and must be told of every page.
        if self.n_drawn >= FRESH_AFTER || self.was_noted {
            self.renew();
        }
        self.n_drawn += 1;
        let warnings = Arc::new(Warnings::default());
        let pixmap = self.pixmap(page, view, settings(shelf, &warnings));
        let mut notes = shelf.take_notes();
        notes.extend(warnings.notes());
        if has_marks_without_looks(page, &WITHOUT_LOOKS) && !notes.contains(&Note::MarksNotDrawn) {
            notes.push(Note::MarksNotDrawn);
        }
        self.was_noted = !notes.is_empty();
        let (width, height) = page.render_dimensions();
        let (n_across, n_down) = (pixmap.width().into(), pixmap.height().into());
        let (grey, pixels) = without_alpha(pixmap.data_as_u8_slice());
        let scale = fitting(view, (width, height));
        let page = PageBox { width, height };
        Ok(Picture {
            canvas: Canvas { width: n_across, height: n_down, grey, page, scale, drawer: Drawer::Hayro, notes },
            pixels,
        })
    }

    /// Forgets what pages share: fonts that have come since would not be looked for again.
    pub fn renew(&mut self) {
        self.cache = RenderCache::new();
        self.n_drawn = 0;
    }

    fn pixmap(&self, page: &'p Page<'p>, view: &View, settings: InterpreterSettings) -> Pixmap {
        let laid = Visible::of(page).laid(view);
        let mut context = RenderContext::new(laid.size.0, laid.size.1);
        render_into(page, &self.cache, &settings, &RenderSettings::default(), &mut context, laid.transform);
        context.flush();
        let mut pixmap = Pixmap::new(context.width(), context.height());
        let paper = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..RasterizerSettings::default() };
        context.render_with(&mut pixmap, &mut Resources::default(), paper);
        pixmap
    }
}

fn settings(shelf: &Shelf, warnings: &Arc<Warnings>) -> InterpreterSettings {
    let (shelf, warnings) = (shelf.clone(), warnings.clone());
    InterpreterSettings {
        font_resolver: Arc::new(move |query| shelf.resolve(query)),
        warning_sink: Arc::new(move |warning| warnings.note(warning)),
        ..InterpreterSettings::default()
    }
}

/// What the engine warned of, a bit for each.
#[derive(Default)]
struct Warnings(AtomicU8);

impl Warnings {
    fn note(&self, warning: InterpreterWarning) {
        let bit = match warning {
            InterpreterWarning::UnsupportedFont => 1,
            InterpreterWarning::ImageDecodeFailure => 2,
            InterpreterWarning::UnresolvedAnnotationAppearance => 4,
            _ => return,
        };
        self.0.fetch_or(bit, Ordering::Relaxed);
    }

    fn notes(&self) -> impl Iterator<Item = Note> {
        let bits = self.0.load(Ordering::Relaxed);
        let all = [(1, Note::FontBroken), (2, Note::PictureBroken), (4, Note::MarksNotDrawn)];
        all.into_iter().filter(move |(bit, _)| bits & bit != 0).map(|(_, note)| note)
    }
}

/// Hidden, or not to be seen on a screen (ISO 32000-1, table 165).
const UNSEEN: u32 = 1 << 1 | 1 << 5;
/// Annotations that have no look of their own, or one that is shown elsewhere.
const WITHOUT_LOOKS: [&[u8]; 3] = [b"Link", b"Popup", b"Text"];

/// Those, and what the second engine draws though the file does not say how it looks.
const DRAWN_BY_SECOND: [&[u8]; 12] = [
    b"Link",
    b"Popup",
    b"Text",
    b"Circle",
    b"FreeText",
    b"Highlight",
    b"Ink",
    b"Square",
    b"Squiggly",
    b"StrikeOut",
    b"Underline",
    b"Widget",
];

/// The page of a unit.
pub(super) fn page(pdf: &Pdf, unit: u32) -> Result<&Page<'_>, Failure> {
    let pages = pdf.pages();
    let index = (unit as usize).checked_sub(1);
    index.and_then(|index| pages.get(index)).ok_or_else(|| no_such_page(unit, pages.len()))
}

/// Whether a page has marks that neither engine draws.
pub(super) fn has_marks_nobody_draws(pdf: &Pdf, unit: u32) -> bool {
    page(pdf, unit).is_ok_and(|page| has_marks_without_looks(page, &DRAWN_BY_SECOND))
}

/// Whether the page has comments, marks or fields that should be seen and whose looks the file does not hold, of other
/// kinds than these.
fn has_marks_without_looks(page: &Page<'_>, but: &[&[u8]]) -> bool {
    let Some(marks) = page.raw().get::<Array<'_>>(ANNOTS) else { return false };
    marks.iter::<Dict<'_>>().any(|mark| {
        let is_seen = mark.get::<u32>(F).unwrap_or(0) & UNSEEN == 0;
        let kind = mark.get::<Name<'_>>(SUBTYPE);
        let has_looks = kind.is_some_and(|kind| !but.contains(&kind.as_ref()));
        is_seen && has_looks && mark.get::<Dict<'_>>(AP).is_none()
    })
}

/// Opaque pixels as 1 byte each where all are grey, else as red, green, blue; and whether they are grey.
fn without_alpha(rgba: &[u8]) -> (bool, Vec<u8>) {
    let (pixels, _) = rgba.as_chunks::<4>();
    if pixels.iter().all(|[red, green, blue, _]| red == green && green == blue) {
        return (true, pixels.iter().map(|[red, ..]| *red).collect());
    }
    let mut rgb = Vec::with_capacity(pixels.len() * 3);
    for [red, green, blue, _] in pixels {
        rgb.extend_from_slice(&[*red, *green, *blue]);
    }
    (false, rgb)
}
