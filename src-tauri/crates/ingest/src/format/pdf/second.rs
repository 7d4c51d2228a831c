//! The second engine, PDFium, for pages that the first does not read well. Its letters become glyphs like the first
//! engine's, so that lines, words and boxes are made by the same rules.

use kurbo::{Point, Rect, Vec2};
use pdfium::{Document, Letter, Pdfium};

use super::fallback::holds;
use super::glyphs::{MAX_GLYPHS, PageGlyphs, Stroke};
use crate::draw::Visible;
use crate::passwords::Passwords;

/// The name of the engine, as units have it.
pub(super) const ENGINE: &str = "pdfium";

/// The document as the second engine has it, opened when first asked for.
pub(super) struct Second<'b> {
    engine: Option<&'static Pdfium>,
    bytes: &'b [u8],
    passwords: &'b Passwords,
    document: Option<Option<Document<'b>>>,
}

impl<'b> Second<'b> {
    /// Without an engine it knows nothing of any page.
    pub(super) fn new(engine: Option<&'static Pdfium>, bytes: &'b [u8], passwords: &'b Passwords) -> Self {
        Second { engine, bytes, passwords, document: None }
    }

    /// Whether there is an engine at all.
    pub(super) fn is_there(&self) -> bool {
        self.engine.is_some()
    }

    /// The glyphs of a page, if the engine can read it.
    pub(super) fn glyphs(&mut self, index: usize, visible: &Visible) -> Option<PageGlyphs> {
        let (engine, bytes, passwords) = (self.engine?, self.bytes, self.passwords);
        let open = || Document::open(engine, bytes, passwords.iter()).ok();
        let document = self.document.get_or_insert_with(open).as_ref()?;
        glyphs(document.page(index).ok()?, visible)
    }
}

/// The glyphs of a page.
pub(super) fn glyphs(page: pdfium::Page<'_>, visible: &Visible) -> Option<PageGlyphs> {
    let n_pictures = page.n_pictures();
    let letters = page.into_letters().ok()?;
    let mut glyphs = PageGlyphs { n_pictures, ..PageGlyphs::default() };
    let mut says = String::new();
    // What one glyph says is told letter by letter, all of them in one place.
    for letters in letters.chunk_by(|a, b| a.origin == b.origin && a.bounds == b.bounds && a.is_known == b.is_known) {
        if glyphs.glyphs.len() >= MAX_GLYPHS {
            break;
        }
        let Some(stroke) = letters.first().and_then(|letter| stroke(letter, visible)) else { continue };
        says.clear();
        if letters.iter().all(|letter| letter.is_known) {
            says.extend(char::decode_utf16(letters.iter().flat_map(units)).flatten());
        }
        glyphs.push(&says, &stroke);
    }
    Some(glyphs)
}

/// A letter in UTF-16, whichever way the platform tells it.
fn units(letter: &Letter) -> impl Iterator<Item = u16> {
    let mut pair = [0; 2];
    let n_units = match char::from_u32(letter.code) {
        Some(c) => c.encode_utf16(&mut pair).len(),
        None => {
            // Half of a pair, or nonsense that decoding leaves out.
            pair[0] = u16::try_from(letter.code).unwrap_or(0xd800);
            1
        }
    };
    pair.into_iter().take(n_units)
}

/// How a letter stands on the visible page; `None` where it is not to be seen.
fn stroke(letter: &Letter, visible: &Visible) -> Option<Stroke> {
    let [a, b, c, d] = letter.matrix.map(f64::from);
    let linear = visible.place.with_translation(Vec2::ZERO);
    let turned = |x: f64, y: f64| (linear * Point::new(x, y)).to_vec2();
    let (along, up) = (turned(a, b), turned(c, d));
    let unit = along / along.hypot();
    let mut size = up.hypot();
    let advance = advance(letter, size);
    if size < advance * 0.3 {
        // A drawn font may have any unit: where the em says nothing, the width does.
        size = advance * 1.8;
    }
    let origin = visible.place * Point::new(letter.origin.0.into(), letter.origin.1.into());
    let sound = size > 0.0 && size.is_finite() && advance.is_finite() && unit.is_finite() && origin.is_finite();
    let page = Rect::new(0.0, 0.0, visible.width.into(), visible.height.into()).inflate(2.0, 2.0);
    let middle = origin + unit * (advance / 2.0) + up * 0.3;
    (sound && page.contains(middle)).then(|| Stroke { origin, unit, advance, size, mirrored: along.cross(up) > 0.0 })
}

/// How far a letter moves on: the length of its box along its direction.
fn advance(letter: &Letter, size: f64) -> f64 {
    let [left, bottom, right, top] = letter.bounds.map(f64::from);
    let (across, down) = ((right - left).abs(), (top - bottom).abs());
    let [a, b, ..] = letter.matrix.map(|n| f64::from(n).abs());
    let (cos, sin) = (a / a.hypot(b), b / a.hypot(b));
    match (cos, sin) {
        (cos, _) if cos > 0.999 => across,
        (_, sin) if sin > 0.999 => down,
        // A box around a slanted one: width and height are known but for the font's, which is near its size.
        (cos, sin) if cos >= sin => ((across - size * 1.1 * sin) / cos).max(0.0),
        (cos, sin) => ((down - size * 1.1 * cos) / sin).max(0.0),
    }
}

/// Share of known letters from which a page that the first engine knows nothing of is words, not chance.
const WORDS: f32 = 0.5;
/// How much more must be known for the second engine to be taken: a reading does not change engines for a letter.
const CLEARLY: f32 = 0.02;

/// Whether the second engine read a page better than the first: clearly more of what it tells is known, and what the first
/// knows is there, too.
pub(super) fn is_better(second: &PageGlyphs, first: Option<&PageGlyphs>) -> bool {
    let quality = |glyphs: &PageGlyphs| glyphs.quality().unwrap_or(0.0);
    let Some(first) = first.filter(|first| first.n_known > 0) else {
        return second.n_known > 0 && quality(second) >= WORDS;
    };
    let is_clearer = quality(second) >= quality(first) + CLEARLY;
    let says_more = second.n_known * 10 > first.n_known * 11 && quality(second) >= quality(first);
    (is_clearer || says_more) && holds(&second.text, &first.text)
}

#[cfg(test)]
mod tests {
    use kurbo::Affine;

    use super::*;

    const A4: Visible = Visible { width: 595.0, height: 842.0, place: Affine::new([1.0, 0.0, 0.0, -1.0, 0.0, 842.0]) };

    fn letter(matrix: [f32; 4], bounds: [f32; 4]) -> Letter {
        Letter { code: 65, is_known: true, origin: (bounds[0], bounds[1] + 2.0), bounds, matrix }
    }

    #[test]
    fn letters_stand_as_the_page_has_them() {
        let upright = stroke(&letter([10.0, 0.0, 0.0, 10.0], [72.0, 698.0, 78.0, 709.0]), &A4).expect("seen");
        assert_eq!((upright.origin, upright.unit), (Point::new(72.0, 142.0), Vec2::new(1.0, 0.0)));
        assert_eq!((upright.advance, upright.size, upright.mirrored), (6.0, 10.0, false));
        // Upwards on the page, as a margin's stamp.
        let rising = stroke(&letter([0.0, 10.0, -10.0, 0.0], [20.0, 100.0, 31.0, 106.0]), &A4).expect("seen");
        assert_eq!((rising.unit, rising.advance), (Vec2::new(0.0, -1.0), 6.0));
        // The same on a page that is turned a quarter.
        let turned = Visible { width: 842.0, height: 595.0, place: Affine::new([0.0, 1.0, 1.0, 0.0, 0.0, 0.0]) };
        let flat = stroke(&letter([0.0, 10.0, -10.0, 0.0], [20.0, 100.0, 31.0, 106.0]), &turned).expect("seen");
        assert_eq!((flat.unit, flat.advance), (Vec2::new(1.0, 0.0), 6.0));
        assert!(stroke(&letter([10.0, 0.0, 0.0, 10.0], [700.0, 698.0, 706.0, 709.0]), &A4).is_none());
        assert!(stroke(&letter([0.0; 4], [72.0, 698.0, 78.0, 709.0]), &A4).is_none());
        assert!(stroke(&letter([f32::NAN; 4], [72.0, 698.0, 78.0, 709.0]), &A4).is_none());
    }

    #[test]
    fn the_second_engine_is_better_where_it_knows_more_and_loses_nothing() {
        let page = |text: &str| {
            let mut glyphs = PageGlyphs::default();
            for (at, c) in (0..).zip(text.chars()) {
                let origin = Point::new(72.0 + 6.0 * f64::from(at), 100.0);
                let stroke = Stroke { origin, unit: Vec2::new(1.0, 0.0), advance: 6.0, size: 10.0, mirrored: false };
                glyphs.push(c.encode_utf8(&mut [0; 4]), &stroke);
            }
            glyphs
        };
        let check = |second: &str, first: Option<&str>, expect: bool| {
            assert_eq!(is_better(&page(second), first.map(page).as_ref()), expect, "{second} {first:?}");
        };
        check("contract", None, true);
        check("", None, false);
        check("contract", Some(""), true);
        // A letter among unknown ones is no word.
        check("c\u{fffd}\u{fffd}\u{fffd}", Some("\u{fffd}\u{fffd}\u{fffd}\u{fffd}"), false);
        check("c\u{fffd}\u{fffd}\u{fffd}", None, false);
        check("contract", Some("\u{fffd}\u{fffd}\u{fffd}"), true);
        check("contract", Some("con\u{fffd}\u{fffd}act"), true);
        check("contract", Some("contract"), false);
        check("con\u{fffd}\u{fffd}act", Some("con\u{fffd}\u{fffd}act"), false);
        check("invoices", Some("con\u{fffd}\u{fffd}act"), false);
        check("con\u{fffd}\u{fffd}act", Some("contract"), false);
    }

    #[test]
    fn letters_are_told_in_either_width() {
        let said = |codes: &[u32]| {
            let all = codes.iter().map(|&code| Letter { code, ..letter([1.0, 0.0, 0.0, 1.0], [0.0; 4]) });
            let units: Vec<u16> = all.flat_map(|letter| units(&letter).collect::<Vec<_>>()).collect();
            char::decode_utf16(units).flatten().collect::<String>()
        };
        assert_eq!(said(&[0x66, 0x69]), "fi");
        assert_eq!(said(&[0x2_0bb7]), "𠮷");
        assert_eq!(said(&[0xd842, 0xdfb7]), "𠮷");
        assert_eq!(said(&[0xdfb7, 0x41, u32::MAX]), "A");
    }
}
