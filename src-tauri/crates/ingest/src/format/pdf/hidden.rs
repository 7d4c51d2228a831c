//! Words of a page that are in the file and cannot be seen on it: drawn invisibly, in the colour of what is behind them,
//! under a filled box, off the page.
//!
//! Told is what is sure. Words that are read off a scan are drawn invisibly over its picture: those are seen. Of words on
//! pictures, and on shapes that are no upright rectangles, nothing is said.

#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use kurbo::{Point, Rect, Vec2};

use super::glyphs::{Glyph, PageGlyphs};
use super::layout::lay_out;
use super::paints::{Colour, Ink, Painted, Paints, Piece};
use crate::format::hidden::are_words;
use crate::format::said::one_line;

/// How words are hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Undrawn,
    Pale,
    Covered,
    Outside,
}

impl Way {
    pub(super) const ALL: [Way; 4] = [Way::Undrawn, Way::Pale, Way::Covered, Way::Outside];

    /// How they are hidden, in words.
    pub(super) fn words(self) -> &'static str {
        match self {
            Way::Undrawn => "drawn invisibly",
            Way::Pale => "in the colour of what is behind them",
            Way::Covered => "under a filled box",
            Way::Outside => "off the page and not in the text",
        }
    }
}

/// From this on red, green and blue are no longer told from white paper.
const WHITE: u8 = 247;
/// Colours that differ by no more in each part look the same.
const ALIKE: u8 = 8;
/// Least side, in points, of a box that hides words or has words in its own colour.
const LEAST_SIDE: f64 = 4.0;
/// Most colours of boxes that are compared with those of words.
const MAX_SHADES: usize = 32;
/// Cells of the page each way.
const SIDE: usize = 24;
/// Most entries in all cells; a page with more is a drawing.
const MAX_ENTRIES: usize = 400_000;

/// The words that cannot be seen on a page, by the way they are hidden.
pub(super) fn hidden(page: &PageGlyphs, paints: &Paints, visible: Rect) -> Vec<(Way, String)> {
    let suspects = Suspects::of(paints);
    if paints.is_full() || !(suspects.has_boxes || page.glyphs.iter().any(|glyph| suspects.holds(glyph.ink))) {
        return Vec::new();
    }
    let Some(grid) = Grid::of(&paints.painted, visible) else { return Vec::new() };
    let way = |(at, glyph): (usize, &Glyph)| {
        let is_suspect = suspects.holds(glyph.ink);
        if glyph.blank || !(is_suspect || suspects.has_boxes) {
            return None;
        }
        let over = grid.at(middle(glyph)).iter().filter_map(|&number| paints.painted.get(number as usize));
        way(at, glyph, (paints.ink_of(glyph.ink), is_suspect), over)
    };
    let mut ways: Vec<Option<Way>> = page.glyphs.iter().enumerate().map(way).collect();
    if ways.iter().all(Option::is_none) {
        return Vec::new();
    }
    spare_twins(page, &mut ways);
    take_blanks(page, &mut ways);
    let words = |way: Way| {
        let glyphs = page.glyphs.iter().zip(&ways).filter(|(_, found)| **found == Some(way)).map(|(glyph, _)| *glyph);
        words(glyphs.collect(), &page.text, visible)
    };
    Way::ALL.into_iter().map(|way| (way, words(way))).filter(|(_, words)| are_words(words)).collect()
}

/// The words of glyphs that were drawn off the page.
pub(super) fn outside(page: PageGlyphs, visible: Rect) -> Option<(Way, String)> {
    let words = words(page.glyphs, &page.text, visible);
    are_words(&words).then_some((Way::Outside, words))
}

fn words(glyphs: Vec<Glyph>, text: &str, visible: Rect) -> String {
    if glyphs.is_empty() {
        return String::new();
    }
    let some = PageGlyphs { glyphs, text: text.to_owned(), ..PageGlyphs::default() };
    one_line(&lay_out(&some, visible.width() as f32, visible.height() as f32).text)
}

/// What may be hidden, by what all glyphs and boxes have in common: most pages have nothing of the kind.
struct Suspects {
    inks: Vec<bool>,
    /// Whether boxes were filled after glyphs.
    has_boxes: bool,
}

impl Suspects {
    fn of(paints: &Paints) -> Suspects {
        let mut shades: Vec<Colour> = Vec::new();
        let mut has_boxes = false;
        for painted in &paints.painted {
            let Piece::Sheet(shade) = painted.piece else { continue };
            if painted.rect.width() < LEAST_SIDE || painted.rect.height() < LEAST_SIDE {
                continue;
            }
            has_boxes |= painted.n_before > 0;
            if shades.len() < MAX_SHADES && !shades.contains(&shade) {
                shades.push(shade);
            }
        }
        let is_suspect = |ink: &Ink| match ink {
            Ink::Unknown => false,
            Ink::None => true,
            Ink::Solid(colour) => is_white(*colour) || shades.iter().any(|shade| are_alike(*shade, *colour)),
        };
        Suspects { inks: paints.inks.iter().map(is_suspect).collect(), has_boxes }
    }

    fn holds(&self, ink: u16) -> bool {
        self.inks.get(usize::from(ink)).is_some_and(|is_suspect| *is_suspect)
    }
}

fn is_white(colour: Colour) -> bool {
    colour.iter().all(|part| *part >= WHITE)
}

fn are_alike(one: Colour, other: Colour) -> bool {
    one.iter().zip(other).all(|(one, other)| one.abs_diff(other) <= ALIKE)
}

/// How a glyph is hidden by what is painted where it stands, in the order it is painted; `None` where it is seen.
fn way<'p>(
    at: usize,
    glyph: &Glyph,
    (ink, is_suspect): (Ink, bool),
    painted: impl Iterator<Item = &'p Painted>,
) -> Option<Way> {
    let middle = middle(glyph);
    let (mut below, mut is_covered) = (None, false);
    let (mut is_pictured, mut is_boxed, mut has_ink) = (false, false, false);
    for painted in painted.filter(|painted| painted.rect.inflate(1.0, 1.0).contains(middle)) {
        let is_whole = covers(painted.rect, glyph);
        let is_later = painted.n_before as usize > at;
        match painted.piece {
            Piece::Sheet(_) if is_whole => {
                is_covered |= is_later;
                is_boxed |= is_pictured;
            }
            Piece::Picture => {
                is_pictured = true;
                is_boxed = false;
                has_ink = true;
            }
            _ => has_ink = true,
        }
        if !is_later && painted.piece != Piece::Line {
            below = Some((painted.piece, is_whole));
        }
    }
    match ink {
        Ink::None if is_boxed => Some(Way::Covered),
        Ink::None => (!has_ink).then_some(Way::Undrawn),
        _ if is_covered => Some(Way::Covered),
        Ink::Solid(colour) if is_suspect => {
            let paper = match below {
                None => Some([u8::MAX; 3]),
                Some((Piece::Sheet(shade), true)) => Some(shade),
                Some(_) => None,
            };
            paper.filter(|paper| are_alike(*paper, colour)).map(|_| Way::Pale)
        }
        _ => None,
    }
}

/// A glyph's direction, and the one its letters rise in.
fn directions(glyph: &Glyph) -> (Vec2, Vec2) {
    let (sin, cos) = f64::from(glyph.angle).to_radians().sin_cos();
    let along = Vec2::new(cos, sin);
    let up = Vec2::new(along.y, -along.x);
    (along, if glyph.mirrored { -up } else { up })
}

fn middle(glyph: &Glyph) -> Point {
    let (along, up) = directions(glyph);
    start(glyph) + along * f64::from(glyph.advance / 2.0) + up * f64::from(glyph.size * 0.3)
}

fn start(glyph: &Glyph) -> Point {
    Point::new(glyph.x.into(), glyph.y.into())
}

/// Whether a rectangle lies under or over all of a glyph.
fn covers(rect: Rect, glyph: &Glyph) -> bool {
    let (along, up) = directions(glyph);
    let (along, up) = (along * f64::from(glyph.advance), up * f64::from(glyph.size * 0.6));
    let rect = rect.inflate(0.75, 0.75);
    let start = start(glyph);
    [start, start + along, start + up, start + along + up].into_iter().all(|corner| rect.contains(corner))
}

/// Shows what stands in the same place and can be seen, too: letters have outlines and shadows in other colours.
fn spare_twins(page: &PageGlyphs, ways: &mut [Option<Way>]) {
    const NEAR: f32 = 4.0;
    let hasher = RandomState::new();
    let cell = |glyph: &Glyph| ((glyph.x / NEAR).floor() as i32, (glyph.y / NEAR).floor() as i32);
    let says = |glyph: &Glyph| hasher.hash_one(page.text_of(glyph));
    let seen = page.glyphs.iter().zip(ways.iter()).filter(|(glyph, way)| way.is_none() && !glyph.blank);
    let seen: HashSet<(i32, i32, u64)> = seen.map(|(glyph, _)| (cell(glyph).0, cell(glyph).1, says(glyph))).collect();
    for (glyph, way) in page.glyphs.iter().zip(ways.iter_mut()).filter(|(_, way)| way.is_some()) {
        let ((x, y), says) = (cell(glyph), says(glyph));
        let mut around = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy)));
        if around.any(|(dx, dy)| seen.contains(&(x.saturating_add(dx), y.saturating_add(dy), says))) {
            *way = None;
        }
    }
}

/// Blanks go with what stands before them.
fn take_blanks(page: &PageGlyphs, ways: &mut [Option<Way>]) {
    let mut last = None;
    for (glyph, way) in page.glyphs.iter().zip(ways) {
        if glyph.blank {
            *way = last;
        }
        last = *way;
    }
}

/// What is painted where, in cells of the page.
struct Grid {
    cells: Vec<Vec<u32>>,
    visible: Rect,
}

impl Grid {
    /// `None` where there is too much of it.
    fn of(painted: &[Painted], visible: Rect) -> Option<Grid> {
        let mut grid = Grid { cells: vec![Vec::new(); SIDE * SIDE], visible };
        let mut n_entries = 0;
        for (number, painted) in (0..).zip(painted) {
            let rect = painted.rect.inflate(1.0, 1.0);
            let (left, top) = grid.cell(Point::new(rect.x0, rect.y0));
            let (right, bottom) = grid.cell(Point::new(rect.x1, rect.y1));
            n_entries += (right + 1).saturating_sub(left) * (bottom + 1).saturating_sub(top);
            if n_entries > MAX_ENTRIES {
                return None;
            }
            for row in top..=bottom {
                let cells = grid.cells.get_mut(row * SIDE + left..=row * SIDE + right).unwrap_or_default();
                cells.iter_mut().for_each(|cell| cell.push(number));
            }
        }
        Some(grid)
    }

    fn cell(&self, point: Point) -> (usize, usize) {
        let share = |at: f64, length: f64| ((at / length.max(1.0) * SIDE as f64).max(0.0) as usize).min(SIDE - 1);
        (share(point.x, self.visible.width()), share(point.y, self.visible.height()))
    }

    /// The numbers of what is painted about there, in order.
    fn at(&self, point: Point) -> &[u32] {
        let (x, y) = self.cell(point);
        self.cells.get(y * SIDE + x).map(Vec::as_slice).unwrap_or_default()
    }
}
