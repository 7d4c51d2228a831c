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
use kurbo::Affine;

use super::{Canvas, Failure, Note, Picture, Shelf, Turn, View, fitting, no_such_page};

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
        let pages = self.pdf.pages();
        let idx = (view.unit as usize).checked_sub(1);
        let page = idx.and_then(|idx| pages.get(idx)).ok_or_else(|| no_such_page(view.unit, pages.len()))?;
        // What is wrong with a font is told once for a cache, and must be told of every page.
        if self.n_drawn >= FRESH_AFTER || self.was_noted {
            self.renew();
        }
        self.n_drawn += 1;
        let warnings = Arc::new(Warnings::default());
        let pixmap = self.pixmap(page, view, settings(shelf, &warnings));
        let mut notes = shelf.take_notes();
        notes.extend(warnings.notes());
        if has_marks_without_looks(page) && !notes.contains(&Note::MarksNotDrawn) {
            notes.push(Note::MarksNotDrawn);
        }
        self.was_noted = !notes.is_empty();
        let (width, height) = page.render_dimensions();
        let (n_across, n_down) = (pixmap.width().into(), pixmap.height().into());
        let (grey, pixels) = without_alpha(pixmap.data_as_u8_slice());
        let scale = fitting(view, (width, height));
        let page = PageBox { width, height };
        Ok(Picture { canvas: Canvas { width: n_across, height: n_down, grey, page, scale, notes }, pixels })
    }

    /// Forgets what pages share: fonts that have come since would not be looked for again.
    pub fn renew(&mut self) {
        self.cache = RenderCache::new();
        self.n_drawn = 0;
    }

    fn pixmap(&self, page: &'p Page<'p>, view: &View, settings: InterpreterSettings) -> Pixmap {
        let (width, height) = page.render_dimensions();
        let scale = f64::from(fitting(view, (width, height)));
        // The word boxes' transform (see `format::pdf`), then the turn, then the scale.
        let place = Affine::new(page.initial_transform(true).as_coeffs());
        let (w, h) = (f64::from(width), f64::from(height));
        let turn = match view.turn {
            Turn::None => Affine::IDENTITY,
            Turn::Quarter => Affine::new([0.0, 1.0, -1.0, 0.0, h, 0.0]),
            Turn::Half => Affine::new([-1.0, 0.0, 0.0, -1.0, w, h]),
            Turn::ThreeQuarters => Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, w]),
        };
        let (w, h) = view.turn.of((w, h));
        let mut context = RenderContext::new(n_pixels(w * scale, view), n_pixels(h * scale, view));
        let transform = Affine::scale(scale) * turn * place;
        render_into(page, &self.cache, &settings, &RenderSettings::default(), &mut context, transform);
        context.flush();
        let mut pixmap = Pixmap::new(context.width(), context.height());
        let paper = RasterizerSettings { target_init: TargetInit::Clear(WHITE), ..RasterizerSettings::default() };
        context.render_with(&mut pixmap, &mut Resources::default(), paper);
        pixmap
    }
}

/// As many pixels as hold this length, at least one.
fn n_pixels(length: f64, view: &View) -> u16 {
    // a hair over a whole number comes from rounding, not from the page
    (length - 1e-3).ceil().clamp(1.0, f64::from(view.max_side)) as u16
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

/// Whether the page has comments, marks or fields that should be seen and whose looks the file does not hold.
fn has_marks_without_looks(page: &Page<'_>) -> bool {
    let Some(marks) = page.raw().get::<Array<'_>>(ANNOTS) else { return false };
    marks.iter::<Dict<'_>>().any(|mark| {
        let is_seen = mark.get::<u32>(F).unwrap_or(0) & UNSEEN == 0;
        let kind = mark.get::<Name<'_>>(SUBTYPE);
        let has_looks = kind.is_some_and(|kind| !WITHOUT_LOOKS.contains(&kind.as_ref()));
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
