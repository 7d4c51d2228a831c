//! The glyphs of a page: what each says, where it stands, which way it runs.

use kurbo::{Point, Vec2};

use super::hidden::Way;
use super::paints::UNKNOWN;

/// Most glyphs taken from one page; a page of a book has 3,000.
pub(super) const MAX_GLYPHS: usize = 2_000_000;

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
    pub(super) fn spread(&mut self, whole: Glyph, unit: Vec2) {
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

/// The direction in whole degrees; within two degrees of upright, on its side or upside down counts as such.
fn angle_of(unit: Vec2) -> u16 {
    let degrees = unit.y.atan2(unit.x).to_degrees().rem_euclid(360.0);
    let nearest = (degrees / 90.0).round() * 90.0;
    let snapped = if (degrees - nearest).abs() <= 2.5 { nearest } else { (degrees / 3.0).round() * 3.0 };
    snapped as u16 % 360
}
