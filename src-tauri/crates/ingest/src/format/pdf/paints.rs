//! What a page is painted with beside its glyphs, and with what its glyphs are drawn: as much of it as tells whether words
//! can be seen. Nothing is drawn, no picture is decoded.

use hayro_interpret::{BlendMode, DrawMode, DrawProps, Paint, StrokeProps};
use kurbo::{Affine, BezPath, PathEl, Rect};

/// Most pieces noted of a page; one with more is a drawing.
const MAX_PAINTED: usize = 50_000;
/// Most inks told apart on a page.
const MAX_INKS: usize = 256;
/// A stroke as thick as this, in points, can be what words stand on.
const THICK: f64 = 3.0;
/// Most rectangles of one path that are told apart.
const MAX_RECTS: usize = 32;

/// A colour: red, green, blue.
pub(super) type Colour = [u8; 3];

/// What a glyph is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    /// Something of which nothing is known, and which is taken for visible.
    Unknown,
    /// Nothing, or a colour that is wholly transparent.
    None,
    Solid(Colour),
}

/// The number of [`Ink::Unknown`].
pub(super) const UNKNOWN: u16 = 0;

/// Something painted, in page space.
#[derive(Debug, Clone, Copy)]
pub(super) struct Painted {
    /// A box around what is seen of it.
    pub rect: Rect,
    /// How many glyphs were drawn before it.
    pub n_before: u32,
    pub piece: Piece,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece {
    /// An upright rectangle of one colour through which nothing shows.
    Sheet(Colour),
    Picture,
    /// Anything else that is filled, or stroked with a thick pen.
    Shape,
    /// Thin lines.
    Line,
}

/// What of the page can be painted on now.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sight {
    pub clip: Rect,
    /// Whether all within `clip` is seen as it is painted: no clip is slanted or round, nothing is blended.
    pub is_plain: bool,
    pub n_before: usize,
}

/// All that a page is painted with.
#[derive(Debug)]
pub(super) struct Paints {
    pub inks: Vec<Ink>,
    pub painted: Vec<Painted>,
    last: u16,
}

impl Default for Paints {
    fn default() -> Paints {
        Paints { inks: vec![Ink::Unknown], painted: Vec::new(), last: UNKNOWN }
    }
}

impl Paints {
    /// The number of the ink that glyphs are drawn with.
    pub(super) fn ink(&mut self, props: &DrawProps<'_>, mode: &DrawMode, is_plain: bool) -> u16 {
        let ink = match mode {
            DrawMode::Invisible => Ink::None,
            _ if !is_plain => Ink::Unknown,
            _ => match colour(props) {
                Some((_, 0)) => Ink::None,
                Some((colour, _)) => Ink::Solid(colour),
                None => Ink::Unknown,
            },
        };
        if self.inks.get(usize::from(self.last)) != Some(&ink) {
            let known = self.inks.iter().position(|known| *known == ink);
            self.last = known.map_or(UNKNOWN, |known| known as u16);
            if known.is_none() && self.inks.len() < MAX_INKS {
                self.last = self.inks.len() as u16;
                self.inks.push(ink);
            }
        }
        self.last
    }

    pub(super) fn ink_of(&self, number: u16) -> Ink {
        self.inks.get(usize::from(number)).copied().unwrap_or(Ink::Unknown)
    }

    /// Whether more was painted than is noted: then nothing is known for sure.
    pub(super) fn is_full(&self) -> bool {
        self.painted.len() >= MAX_PAINTED
    }

    pub(super) fn picture(&mut self, outline: Rect, sight: Sight) {
        self.note(outline, Piece::Picture, sight);
    }

    pub(super) fn rect(&mut self, rect: &Rect, props: &DrawProps<'_>, mode: &DrawMode, sight: Sight) {
        match mode {
            DrawMode::Invisible => {}
            DrawMode::Stroke(stroke) => {
                let width = width(stroke, props.transform);
                // A frame is neither what words stand on nor what they are drawn with.
                if width >= THICK {
                    self.note(
                        props.transform.transform_rect_bbox(*rect).inflate(width / 2.0, width / 2.0),
                        Piece::Shape,
                        sight,
                    );
                }
            }
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => {
                self.fill(&[*rect], props, sight);
            }
        }
    }

    pub(super) fn path(&mut self, path: &BezPath, props: &DrawProps<'_>, mode: &DrawMode, sight: Sight) {
        let outline = |around: f64| props.transform.transform_rect_bbox(path.control_box()).inflate(around, around);
        match mode {
            DrawMode::Invisible => {}
            DrawMode::Stroke(stroke) => {
                let width = width(stroke, props.transform);
                let piece = if width >= THICK { Piece::Shape } else { Piece::Line };
                self.note(outline(width / 2.0), piece, sight);
            }
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => match rects(path) {
                Some(rects) => self.fill(&rects, props, sight),
                None => self.note(outline(0.0), Piece::Shape, sight),
            },
        }
    }

    fn fill(&mut self, rects: &[Rect], props: &DrawProps<'_>, sight: Sight) {
        let piece = match colour(props) {
            Some((_, 0)) => return,
            Some((colour, 254..)) if sight.is_plain && is_upright(props.transform) => Piece::Sheet(colour),
            _ => Piece::Shape,
        };
        for rect in rects {
            self.note(props.transform.transform_rect_bbox(*rect), piece, sight);
        }
    }

    fn note(&mut self, rect: Rect, piece: Piece, sight: Sight) {
        let Rect { x0, y0, x1, y1 } = sight.clip;
        // A line may have no height, and is seen.
        let is_seen = rect.x1 >= x0 && rect.x0 <= x1 && rect.y1 >= y0 && rect.y0 <= y1;
        let rect = rect.intersect(sight.clip);
        if is_seen && rect.is_finite() && !self.is_full() {
            self.painted.push(Painted { rect, n_before: sight.n_before as u32, piece });
        }
    }
}

/// The colour that something is painted with, and how opaque it is; `None` where it is a pattern or is blended.
fn colour(props: &DrawProps<'_>) -> Option<(Colour, u8)> {
    let Paint::Color(colour) = &props.paint else { return None };
    if props.soft_mask.is_some() || props.blend_mode != BlendMode::Normal {
        return None;
    }
    let [red, green, blue, alpha] = colour.to_rgba().to_rgba8();
    Some(([red, green, blue], alpha))
}

/// The width of a stroke on the page.
fn width(stroke: &StrokeProps, transform: Affine) -> f64 {
    f64::from(stroke.line_width) * transform.determinant().abs().sqrt()
}

/// Whether an upright rectangle stays one.
fn is_upright(transform: Affine) -> bool {
    let [a, b, c, d, ..] = transform.as_coeffs().map(f64::abs);
    let (straight, turned) = (a + d, b + c);
    straight.min(turned) <= straight.max(turned) * 1e-4
}

/// The rectangles that a path is made of; `None` where it is made of anything else or they lie over each other.
fn rects(path: &BezPath) -> Option<Vec<Rect>> {
    let elements = path.elements();
    if !elements.len().is_multiple_of(5) || elements.len() > 5 * MAX_RECTS {
        return None;
    }
    let rects: Vec<Rect> = elements.chunks_exact(5).map(rect).collect::<Option<_>>()?;
    let are_apart = rects.iter().enumerate().all(|(i, one)| {
        let others = rects.get(i + 1..).unwrap_or_default();
        others.iter().map(|other| one.intersect(*other)).all(|both| both.width() <= 0.0 || both.height() <= 0.0)
    });
    are_apart.then_some(rects)
}

/// The upright rectangle of these steps, if they make one.
pub(super) fn rect(steps: &[PathEl]) -> Option<Rect> {
    let [PathEl::MoveTo(a), PathEl::LineTo(b), PathEl::LineTo(c), PathEl::LineTo(d), PathEl::ClosePath] = steps else {
        return None;
    };
    let same = |one: f64, other: f64| (one - other).abs() < 1e-3;
    let is_rect = same(a.x, b.x) && same(b.y, c.y) && same(c.x, d.x) && same(d.y, a.y)
        || same(a.y, b.y) && same(b.x, c.x) && same(c.y, d.y) && same(d.x, a.x);
    is_rect.then(|| Rect::from_points(*a, *c))
}
