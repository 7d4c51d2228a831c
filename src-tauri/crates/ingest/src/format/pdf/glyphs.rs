//! The glyphs of a page: what each says, where it stands, which way it runs. Nothing is drawn, no picture is decoded.

use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::object::{self, Dict};
use hayro_interpret::{BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask};
use kurbo::{Affine, BezPath, Point, Rect, Shape, Vec2};

use super::cjk::Collections;
use super::hidden::{self, Way};
use super::paints::{self, Ink, Paints, Sight, UNKNOWN};

/// All glyphs of one page in the order they are drawn.
#[derive(Debug, Default)]
pub(super) struct PageGlyphs {
    /// The glyphs, blanks included.
    pub glyphs: Vec<Glyph>,
    /// The texts of all glyphs, one after the other.
    pub text: String,
    /// How many glyphs (blanks aside) have a known text.
    pub n_known: u32,
    /// How many have none: they stand in the text as U+FFFD.
    pub n_unknown: u32,
    /// How many pictures the page draws.
    pub n_pictures: u32,
    /// The words that cannot be seen, by the way they are hidden.
    pub hidden: Vec<(Way, String)>,
}

/// One glyph in page space: points from the top left of the visible page, y downwards.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    /// Start of its text in [`PageGlyphs::text`], in bytes.
    pub start: u32,
    /// Length of its text in bytes.
    pub len: u16,
    /// Direction it runs in, in whole degrees, clockwise from rightwards: 0..360.
    pub angle: u16,
    /// Drawn as in a mirror: its lines follow each other the other way.
    pub mirrored: bool,
    /// A blank: parts words, has no ink.
    pub blank: bool,
    /// The number of the ink it is drawn with, among those of its page.
    pub ink: u16,
    /// Start on its baseline.
    pub x: f32,
    /// Baseline.
    pub y: f32,
    /// Length along its direction.
    pub advance: f32,
    /// Height of its font.
    pub size: f32,
}

/// How a glyph stands in page space.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stroke {
    /// Start on its baseline.
    pub origin: Point,
    /// The direction it runs in, of length 1.
    pub unit: Vec2,
    pub advance: f64,
    /// Height of its font.
    pub size: f64,
    pub mirrored: bool,
}

impl PageGlyphs {
    /// What a glyph says.
    pub(super) fn text_of(&self, glyph: &Glyph) -> &str {
        let start = glyph.start as usize;
        self.text.get(start..start + glyph.len as usize).unwrap_or_default()
    }

    /// Adds a line of text of this width that no font draws, from its start on the baseline.
    pub(super) fn push_line(&mut self, text: &str, start: (f32, f32), width: f32, size: f32) {
        let at = self.text.len();
        self.text.push_str(text);
        self.n_known += text.chars().filter(|c| !c.is_whitespace()).count() as u32;
        let whole = Glyph {
            start: at as u32,
            len: 0,
            angle: 0,
            mirrored: false,
            blank: false,
            ink: UNKNOWN,
            x: start.0,
            y: start.1,
            advance: width,
            size,
        };
        self.spread(whole, Vec2::new(1.0, 0.0));
    }

    /// Adds a glyph that says this; nothing that means something makes it unknown.
    pub(super) fn push(&mut self, says: &str, stroke: &Stroke) {
        let start = self.text.len();
        // A mapping longer than this is nonsense; the cap also keeps `Glyph::len` in its type.
        for c in says.chars().take(256) {
            match c {
                '\u{fffd}' => {}
                c if c.is_whitespace() => self.text.push(' '),
                c if c.is_control() || c == '\u{feff}' || c == '\u{ffff}' => {}
                c => self.text.push(c),
            }
        }
        let known = self.text.len() > start;
        if !known {
            self.text.push('\u{fffd}');
        }
        let text = self.text.get(start..).unwrap_or_default();
        let blank = text.chars().all(char::is_whitespace);
        match (blank, known) {
            (true, _) => {}
            (false, true) => self.n_known += 1,
            (false, false) => self.n_unknown += 1,
        }
        let glyph = Glyph {
            start: start as u32,
            len: text.len() as u16,
            angle: angle_of(stroke.unit),
            mirrored: stroke.mirrored,
            blank,
            ink: UNKNOWN,
            x: stroke.origin.x as f32,
            y: stroke.origin.y as f32,
            advance: stroke.advance as f32,
            size: stroke.size as f32,
        };
        if !blank && text.contains(char::is_whitespace) {
            self.spread(glyph, stroke.unit);
        } else {
            self.glyphs.push(glyph);
        }
    }

    /// Pushes a glyph whose text is all that follows its start as one glyph a character, evenly spread.
    fn spread(&mut self, whole: Glyph, unit: Vec2) {
        let start = whole.start as usize;
        let text = self.text.get(start..).unwrap_or_default();
        let step = whole.advance / text.chars().count().max(1) as f32;
        for (i, (offset, c)) in text.char_indices().enumerate() {
            let along = f64::from(step) * i as f64;
            self.glyphs.push(Glyph {
                start: (start + offset) as u32,
                len: c.len_utf8() as u16,
                blank: c.is_whitespace(),
                x: whole.x + (unit.x * along) as f32,
                y: whole.y + (unit.y * along) as f32,
                advance: step,
                ..whole
            });
        }
    }

    /// How many glyphs there are, blanks aside.
    pub(super) fn n_all(&self) -> u32 {
        self.n_known + self.n_unknown
    }

    /// Whether so many glyphs are unknown that another engine is asked.
    pub(super) fn is_poor(&self) -> bool {
        self.n_unknown as f32 > super::TOLERATED * self.n_all() as f32
    }

    /// The share of glyphs whose text is known, `None` where there are none.
    pub(super) fn quality(&self) -> Option<f32> {
        let n = self.n_all();
        (n > 0).then(|| self.n_known as f32 / n as f32)
    }
}

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

/// Most glyphs taken from one page; a page of a book has 3,000.
pub(super) const MAX_GLYPHS: usize = 2_000_000;
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

/// The direction in whole degrees; within two degrees of upright, on its side or upside down counts as such.
fn angle_of(unit: Vec2) -> u16 {
    let degrees = unit.y.atan2(unit.x).to_degrees().rem_euclid(360.0);
    let nearest = (degrees / 90.0).round() * 90.0;
    let snapped = if (degrees - nearest).abs() <= 2.5 { nearest } else { (degrees / 3.0).round() * 3.0 };
    snapped as u16 % 360
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
