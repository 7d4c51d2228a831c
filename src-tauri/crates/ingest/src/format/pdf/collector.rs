//! Takes glyphs, and what is painted around them, as the interpreter goes through a page. Nothing is drawn, no picture is
//! decoded.

use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::object::{self, Dict};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};
use kurbo::{Affine, BezPath, Point, Rect, Shape, Vec2};

use super::cjk::Collections;
use super::glyphs::{Glyph, MAX_GLYPHS, PageGlyphs, Stroke};
use super::hidden;
use super::paints::{self, Ink, Paints, Sight, UNKNOWN};

/// Takes the glyphs from the interpreter.
pub(super) struct Collector<'c, 'p> {
    page: PageGlyphs,
    /// What is drawn off the page.
    outside: PageGlyphs,
    visible: Rect,
    clips: Vec<Clip>,
    /// Groups that are open, and whether each lets through what is behind it.
    groups: Vec<bool>,
    paints: Paints,
    /// The first of the glyphs that were drawn with nothing else between them.
    text_from: usize,
    spans: Vec<Option<Span>>,
    collections: &'c mut Collections<'p>,
    scratch: String,
}

/// What limits where things are seen.
#[derive(Debug, Clone, Copy)]
struct Clip {
    /// A box around what it leaves of the page.
    seen: Rect,
    /// The same, were the page without an end.
    free: Rect,
    /// Whether it is that box.
    is_box: bool,
}

/// A marked sequence whose text the file gives in words (`ActualText`, ISO 32000-1 §14.9.4).
struct Span {
    first: usize,
    text: String,
}

/// Most glyphs taken that are off the page.
const MAX_OUTSIDE: usize = 20_000;

impl<'c, 'p> Collector<'c, 'p> {
    /// A collector for a page of this visible size in points.
    pub(super) fn new(width: f32, height: f32, collections: &'c mut Collections<'p>) -> Self {
        let visible = Rect::new(0.0, 0.0, width.into(), height.into());
        Self {
            page: PageGlyphs::default(),
            outside: PageGlyphs::default(),
            visible,
            clips: Vec::new(),
            groups: Vec::new(),
            paints: Paints::default(),
            text_from: 0,
            spans: Vec::new(),
            collections,
            scratch: String::new(),
        }
    }

    /// What was collected.
    pub(super) fn finish(mut self) -> PageGlyphs {
        while !self.spans.is_empty() {
            self.close_span();
        }
        self.page.hidden = hidden::hidden(&self.page, &self.paints, self.visible);
        self.page.hidden.extend(hidden::outside(self.outside, self.visible));
        self.page
    }

    fn take(&mut self, glyph: &Drawn<'_>, place: Affine, writing: WritingMode, ink: u16) {
        if self.page.glyphs.len() >= MAX_GLYPHS {
            return;
        }
        let [a, b, c, d, x, y] = place.as_coeffs();
        if ![a, b, c, d, x, y].iter().all(|n| n.is_finite()) {
            return;
        }
        let (along, up) = (Vec2::new(a, b) * 1000.0, Vec2::new(c, d) * 1000.0);
        let advance = match glyph {
            Drawn::Outline(outline) => outline.advance_width().unwrap_or(500.0),
            Drawn::Type3(drawn) => drawn.advance_width().unwrap_or(500.0),
        };
        let mut advance = along.hypot() * f64::from(advance) / 1000.0;
        let mut size = up.hypot();
        let mut direction = along;
        let mut origin = Point::new(x, y);
        if writing == WritingMode::Vertical {
            // The outline's origin is at its bottom left: a vertical glyph hangs from its top, centred.
            direction = -up;
            origin += along * 0.5 + up * 0.88 - up.hypot() * 0.25 * along.normalize();
            advance = size;
        }
        if let Drawn::Type3(_) = glyph {
            // A Type 3 font may be drawn in any unit: where the em says nothing, the width does.
            if size < advance * 0.8 || size > advance * 20.0 {
                size = advance * 1.8;
            }
        }
        if size <= 0.0 || !size.is_finite() || !advance.is_finite() {
            return;
        }
        advance = advance.max(0.0);
        let unit = direction / direction.hypot();
        let middle = origin + unit * (advance / 2.0) + up * 0.3;
        let stroke = Stroke { origin, unit, advance, size, mirrored: along.cross(up) > 0.0 };
        if !unit.is_finite() || !self.shows(middle) {
            self.take_outside(glyph, &stroke, middle, ink);
            return;
        }
        self.look_up(glyph);
        let first = self.page.glyphs.len();
        self.page.push(&self.scratch, &stroke);
        if ink != UNKNOWN {
            self.page.glyphs.iter_mut().skip(first).for_each(|glyph| glyph.ink = ink);
        }
    }

    /// Takes a glyph that is not shown, if only the page's end keeps it from being seen.
    fn take_outside(&mut self, glyph: &Drawn<'_>, stroke: &Stroke, middle: Point, ink: u16) {
        let is_cut_off = !stroke.unit.is_finite() || !self.clip().free.inflate(2.0, 2.0).contains(middle);
        let is_on_page = self.visible.inflate(2.0, 2.0).contains(middle);
        let is_drawn = self.paints.ink_of(ink) != Ink::None;
        if !is_cut_off && !is_on_page && is_drawn && self.outside.glyphs.len() < MAX_OUTSIDE {
            self.look_up(glyph);
            self.outside.push(&self.scratch, stroke);
        }
    }

    /// Notes what the glyph says, as far as anybody knows.
    fn look_up(&mut self, glyph: &Drawn<'_>) {
        self.scratch.clear();
        match glyph.as_unicode() {
            Some(BfString::Char(c)) => self.scratch.push(c),
            Some(BfString::String(s)) => self.scratch.push_str(&s),
            None => {
                if let Drawn::Outline(outline) = glyph {
                    self.collections.look_up(outline, &mut self.scratch);
                }
            }
        }
    }

    /// Whether a point is on the visible page and inside the clip.
    fn shows(&self, point: Point) -> bool {
        self.clip().seen.inflate(2.0, 2.0).contains(point)
    }

    fn clip(&self) -> Clip {
        let all = Rect::new(f64::NEG_INFINITY, f64::NEG_INFINITY, f64::INFINITY, f64::INFINITY);
        self.clips.last().copied().unwrap_or(Clip { seen: self.visible, free: all, is_box: true })
    }

    fn push_clip(&mut self, inner: Rect, is_box: bool) {
        let outer = self.clip();
        let (seen, free) = (outer.seen.intersect(inner), outer.free.intersect(inner));
        self.clips.push(Clip { seen, free, is_box: outer.is_box && is_box });
    }

    fn is_blended(&self) -> bool {
        self.groups.contains(&true)
    }

    /// What can be painted now, which ends a stretch of glyphs.
    fn sight(&mut self) -> Sight {
        self.text_from = self.page.glyphs.len();
        let Clip { seen, is_box, .. } = self.clip();
        Sight { clip: seen, is_plain: is_box && !self.is_blended(), n_before: self.text_from }
    }

    /// Glyphs that are drawn to cut out what comes next are told as invisible, and are seen.
    fn see_what_cuts(&mut self, outline: Rect) {
        let outline = outline.inflate(2.0, 2.0);
        for glyph in self.page.glyphs.iter_mut().skip(self.text_from) {
            let is_cut = outline.contains(Point::new(glyph.x.into(), glyph.y.into()));
            if is_cut && self.paints.ink_of(glyph.ink) == Ink::None {
                glyph.ink = UNKNOWN;
            }
        }
    }

    fn close_span(&mut self) {
        let Some(Some(span)) = self.spans.pop() else {
            return;
        };
        // Only the outermost text counts, and it stands for what was drawn inside it.
        if self.spans.iter().any(Option::is_some) {
            return;
        }
        let drawn = self.page.glyphs.get(span.first..).unwrap_or_default();
        let (Some(first), Some(last)) = (drawn.first().copied(), drawn.last().copied()) else {
            return;
        };
        let (sin, cos) = f64::from(first.angle).to_radians().sin_cos();
        let unit = Vec2::new(cos, sin);
        let end = Point::new(last.x.into(), last.y.into()) + unit * f64::from(last.advance);
        let reach = end - Point::new(first.x.into(), first.y.into());
        let one_line = drawn.iter().all(|g| (g.angle, g.mirrored) == (first.angle, first.mirrored))
            && reach.cross(unit).abs() < f64::from(first.size) * 0.6
            && reach.dot(unit) >= 0.0;
        let drawn_text: String = drawn.iter().map(|g| self.page.text_of(g)).collect();
        // Over several lines nobody knows which words stand where: what is drawn is then the better witness.
        if !one_line && !drawn_text.contains('\u{fffd}') || drawn_text.trim() == span.text.trim() {
            return;
        }
        let n_unknown = drawn_text.matches('\u{fffd}').count() as u32;
        self.page.glyphs.truncate(span.first);
        self.page.n_unknown = self.page.n_unknown.saturating_sub(n_unknown);
        self.page.n_known += n_unknown;
        if span.text.is_empty() {
            return;
        }
        let start = self.page.text.len();
        self.page.text.push_str(&span.text);
        let whole = Glyph {
            start: start as u32,
            len: 0,
            advance: if one_line { reach.dot(unit) as f32 } else { first.advance },
            ..first
        };
        self.page.spread(whole, unit);
    }
}

impl<'a> Device<'a> for Collector<'_, '_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let is_plain = !self.is_blended();
        let ink = self.paints.ink(&props, mode, is_plain);
        for glyph in run.glyphs() {
            // A Type 3 font brings its colours along, and is seen whatever the mode.
            let ink = if matches!(&**glyph, Drawn::Type3(_)) { UNKNOWN } else { ink };
            self.take(glyph, props.transform * glyph.transform(), run.writing_mode(), ink);
        }
    }

    fn begin_marked_content(&mut self, _tag: &[u8], properties: Option<&Dict<'_>>) {
        // A runaway of openings is bad input; the spans are then not needed for anything.
        if self.spans.len() >= 4096 {
            return;
        }
        let text = properties
            .and_then(|p| p.get::<object::String<'_>>(b"ActualText"))
            .map(|s| super::meta::text_string(s.as_bytes()));
        let first = self.page.glyphs.len();
        self.spans.push(text.map(|text| Span { first, text }));
    }

    fn end_marked_content(&mut self) {
        self.close_span();
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        let steps = clip.path.elements();
        match paints::rect(steps) {
            Some(rect) => self.push_clip(rect, true),
            None if steps.is_empty() => self.push_clip(self.clip().seen, true),
            None => {
                let outline = clip.path.bounding_box();
                self.see_what_cuts(outline);
                self.push_clip(outline, false);
            }
        }
        self.text_from = self.page.glyphs.len();
    }

    fn push_clip_rect(&mut self, rect: &Rect) {
        self.push_clip(*rect, true);
        self.text_from = self.page.glyphs.len();
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
        self.text_from = self.page.glyphs.len();
    }

    fn draw_image(&mut self, picture: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.page.n_pictures += 1;
        let sight = self.sight();
        let pixels = Rect::new(0.0, 0.0, picture.width().into(), picture.height().into());
        self.paints.picture(props.transform.transform_rect_bbox(pixels), sight);
    }

    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        let sight = self.sight();
        self.paints.path(path, &props, mode, sight);
    }

    fn draw_rect(&mut self, rect: &Rect, props: DrawProps<'a>, mode: &DrawMode) {
        let sight = self.sight();
        self.paints.rect(rect, &props, mode, sight);
    }

    fn push_transparency_group(&mut self, opacity: f32, mask: Option<SoftMask<'a>>, mode: BlendMode) {
        self.groups.push(opacity < 0.99 || mask.is_some() || mode != BlendMode::Normal);
    }

    fn pop_transparency_group(&mut self) {
        self.groups.pop();
    }
}
