//! Glyphs to words, lines and columns, in the order in which a person reads.
//!
//! Glyphs are grouped by the direction they run in; each group is turned upright, so that `u` runs along the line and
//! `v` down the page. Inside a group: glyphs drawn one after the other become [`Piece`]s, pieces on one baseline a row,
//! rows a flow of lines, cut into columns where white space runs down between two bodies of prose ([`columns`]).
//! A table keeps its rows: its cells stand on one line, parted by tabs.

mod columns;
mod rows;
mod text;

use std::collections::BTreeMap;

use anchor::WordBox;

use super::glyphs::{Glyph, PageGlyphs};

/// The text of a page and where its words stand.
#[derive(Debug, Default)]
pub(super) struct Laid {
    /// Unit text: words by space or tab, lines by `\n`, paragraphs, columns and directions by an empty line.
    pub text: String,
    /// A box for every word, several where a word changes between scripts written with and without spaces.
    pub boxes: Vec<WordBox>,
}

/// Lays a page out; `width` and `height` are its visible size in points.
pub(super) fn lay_out(page: &PageGlyphs, width: f32, height: f32) -> Laid {
    let mut out = text::Writer::new(page, width, height);
    for way in ways(page) {
        let frame = Frame::new(way);
        let mut glyphs: Vec<Upright> = upright(page, way, frame);
        let pieces = rows::pieces(page, &glyphs);
        let mut rows = rows::rows(&pieces);
        rows::drop_copies(&mut rows, &pieces, &mut glyphs);
        for flow in columns::flows(&pieces, rows) {
            out.flow(frame, &glyphs, &pieces, &flow);
        }
    }
    out.finish()
}

/// A direction of writing in degrees, and whether it is mirrored.
type Way = (u16, bool);

fn way_of(glyph: &Glyph) -> Way {
    (glyph.angle, glyph.mirrored)
}

/// The directions on the page, the one with most glyphs first.
fn ways(page: &PageGlyphs) -> Vec<Way> {
    let mut n_glyphs = BTreeMap::<Way, u32>::new();
    for glyph in page.glyphs.iter().filter(|g| !g.blank) {
        *n_glyphs.entry(way_of(glyph)).or_default() += 1;
    }
    let mut ways: Vec<(Way, u32)> = n_glyphs.into_iter().collect();
    ways.sort_by_key(|&(_, n)| std::cmp::Reverse(n));
    ways.into_iter().map(|(way, _)| way).collect()
}

/// A turned coordinate system: `u` along the direction of writing, `v` to where the next line is: a quarter turn
/// clockwise, or, mirrored, the other way.
#[derive(Debug, Clone, Copy)]
struct Frame {
    cos: f32,
    sin: f32,
    down: f32,
}

impl Frame {
    fn new((angle, mirrored): Way) -> Self {
        let (sin, cos) = match angle {
            0 => (0.0, 1.0),
            90 => (1.0, 0.0),
            180 => (0.0, -1.0),
            270 => (-1.0, 0.0),
            other => f32::from(other).to_radians().sin_cos(),
        };
        let down = if mirrored { -1.0 } else { 1.0 };
        Self { cos, sin, down }
    }

    fn enter(self, x: f32, y: f32) -> (f32, f32) {
        (x * self.cos + y * self.sin, self.down * (y * self.cos - x * self.sin))
    }

    fn leave(self, u: f32, v: f32) -> (f32, f32) {
        let v = self.down * v;
        (u * self.cos - v * self.sin, u * self.sin + v * self.cos)
    }
}

/// A glyph of the group at hand, turned upright.
#[derive(Debug, Clone, Copy)]
struct Upright {
    /// Index into [`PageGlyphs::glyphs`].
    glyph: u32,
    /// First character, for decisions about scripts.
    first: char,
    blank: bool,
    /// Start and end along the line.
    u0: f32,
    u1: f32,
    /// Baseline.
    v: f32,
    size: f32,
}

fn upright(page: &PageGlyphs, way: Way, frame: Frame) -> Vec<Upright> {
    let turn = |(glyph, g): (usize, &Glyph)| {
        let (u0, v) = frame.enter(g.x, g.y);
        Upright {
            glyph: glyph as u32,
            first: page.text_of(g).chars().next().unwrap_or(' '),
            blank: g.blank,
            u0,
            u1: u0 + g.advance,
            v,
            size: g.size,
        }
    };
    page.glyphs.iter().enumerate().filter(|(_, g)| way_of(g) == way).map(turn).collect()
}

/// Glyphs drawn one after the other on one baseline without a gap: a word or a part of one.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// First and one past the last of its glyphs, blanks between them included.
    first: u32,
    end: u32,
    u0: f32,
    u1: f32,
    v: f32,
    size: f32,
    /// How wide its text counts: 2 for a character of a script without spaces, 1 for others.
    weight: u32,
    /// A blank was drawn right before or after it.
    blank_before: bool,
    blank_after: bool,
}

/// Whether a character belongs to a script written without spaces between words (Han, kana, bopomofo, fullwidth forms).
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{30ff}' | '\u{3100}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}
