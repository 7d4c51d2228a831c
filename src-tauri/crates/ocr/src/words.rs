//! From the letters of a cell to words: spaces that the model forgot are put back where the paper shows them, and every
//! word knows its columns.

use crate::{split::Ink, strip::HEIGHT};

/// A letter and where its middle lies in the strip, in columns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Glyph {
    pub(crate) text: String,
    pub(crate) x: f32,
    pub(crate) confidence: f32,
    /// How likely the model found a space before it that it did not read.
    pub(crate) space: f32,
}

impl Glyph {
    pub(crate) fn is_space(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// A word of a strip.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    pub(crate) text: String,
    /// Whether a space stands before it.
    pub(crate) is_spaced: bool,
    pub(crate) left: f32,
    pub(crate) right: f32,
    pub(crate) confidence: f32,
}

/// Narrower gaps are never taken for a space that the model forgot.
const NARROWEST_SPACE: f32 = HEIGHT as f32 / 4.0;
/// Next to punctuation and between digits, which stand apart of themselves, a space is wider.
const NARROWEST_LOOSE_SPACE: f32 = HEIGHT as f32 / 3.0;
/// Where the model found a space as likely as this and yet read none, so much of such a gap is enough: the gaps within a
/// word are hardly ever likelier than a thousandth, and the spaces that are forgotten, most often in short cells and on
/// grainy pages, are narrower than most.
const NEARLY_READ: f32 = 0.02;
/// The same next to punctuation and between digits.
const NEARLY_READ_LOOSE: f32 = 0.05;
const SHARE_OF_GAP: f32 = 0.5;
/// In scripts without spaces only a gap as wide as a letter is one.
const WIDE_SPACE: f32 = HEIGHT as f32 * 0.62;

/// Puts letters together. In scripts that part no words every letter is a word of its own, with the closing
/// punctuation after it: so a place in the text leads to a place on the page.
pub(crate) fn words(glyphs: &[Glyph], ink: &Ink) -> Vec<Run> {
    let pitch = pitch(glyphs);
    let mut runs: Vec<Run> = Vec::new();
    let mut n_letters = 0;
    let mut before: Option<&Glyph> = None;
    let mut said_space = false;
    for glyph in glyphs {
        if glyph.is_space() {
            said_space = true;
            continue;
        }
        let Some(last) = before.replace(glyph) else {
            runs.push(begin(glyph, false, glyph.x - pitch / 2.0));
            n_letters = 1;
            said_space = false;
            continue;
        };
        let (end, start, gap) = border(last, glyph, ink);
        let is_in_figure = runs.last().is_some_and(|run| goes_on(&run.text, glyph));
        let nearly_said = if is_in_figure { 0.0 } else { glyph.space };
        let is_spaced = parts(last, glyph, gap, narrowest_space(last, glyph, pitch, nearly_said), said_space);
        said_space = false;
        match runs.last_mut() {
            Some(run) if !is_spaced && !is_own_word(last, glyph) => {
                n_letters += 1;
                run.text.push_str(&glyph.text);
                run.confidence += (glyph.confidence - run.confidence) / n_letters as f32;
                run.right = glyph.x + pitch / 2.0;
            }
            last_run => {
                if let Some(run) = last_run {
                    run.right = end;
                }
                runs.push(begin(glyph, is_spaced, start));
                n_letters = 1;
            }
        }
    }
    if let (Some(run), Some(glyph)) = (runs.last_mut(), before) {
        run.right = glyph.x + pitch / 2.0;
    }
    runs
}

/// Punctuation that fills a whole place among letters of a script without spaces is what it looks like, full-width: the
/// model takes it for the narrow one where a scan is blurred.
pub(crate) fn widen_marks(glyphs: &mut [Glyph]) {
    let is_unspaced = |glyph: &Glyph| script(&glyph.text) == Script::Unspaced;
    let mut places: Vec<f32> = glyphs
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if is_unspaced(a) && is_unspaced(b) => Some(b.x - a.x),
            _ => None,
        })
        .collect();
    places.sort_by(f32::total_cmp);
    let Some(place) = places.get(places.len() / 2).copied() else { return };
    for idx in 0..glyphs.len() {
        let Some([before, mark, after]) = glyphs.get_mut(idx..idx.saturating_add(3)) else { return };
        let Some(wide) = wide_mark(&mark.text).filter(|_| is_unspaced(before) && !after.is_space()) else { continue };
        // Half of the letter before, the mark, half of what comes after: letters are twice as wide as figures.
        let least = if is_unspaced(after) { 1.65 } else { 1.4 };
        if after.x - before.x >= least * place {
            mark.text = wide.to_owned();
        }
    }
}

fn wide_mark(mark: &str) -> Option<&'static str> {
    match mark {
        "," => Some("，"),
        ":" => Some("："),
        ";" => Some("；"),
        "!" => Some("！"),
        "?" => Some("？"),
        _ => None,
    }
}

fn begin(glyph: &Glyph, is_spaced: bool, left: f32) -> Run {
    Run { text: glyph.text.clone(), is_spaced, left, right: left, confidence: glyph.confidence }
}

/// The usual distance of neighbouring letters.
fn pitch(glyphs: &[Glyph]) -> f32 {
    let pairs = glyphs.iter().zip(glyphs.iter().skip(1));
    let mut distances: Vec<f32> =
        pairs.filter(|(a, b)| !a.is_space() && !b.is_space()).map(|(a, b)| b.x - a.x).collect();
    distances.sort_by(f32::total_cmp);
    distances.get(distances.len() / 2).copied().unwrap_or(HEIGHT as f32 / 2.0).clamp(4.0, HEIGHT as f32)
}

/// Where the first letter ends and the second begins, and how wide the paper between them is.
fn border(a: &Glyph, b: &Glyph, ink: &Ink) -> (f32, f32, f32) {
    let columns = a.x.max(0.0) as usize..b.x.max(0.0) as usize;
    let widest = ink.gaps(columns).into_iter().max_by_key(|gap| gap.len());
    match widest {
        Some(gap) => (gap.start as f32, gap.end as f32, gap.len() as f32),
        None => ((a.x + b.x) / 2.0, (a.x + b.x) / 2.0, 0.0),
    }
}

/// Whether a space stands between two letters.
fn parts(a: &Glyph, b: &Glyph, gap: f32, narrowest: f32, said_space: bool) -> bool {
    match (script(&a.text), script(&b.text)) {
        // Such marks carry their own white with them.
        (Script::Mark, _) | (_, Script::Mark) => false,
        (Script::Unspaced, Script::Unspaced) => gap >= WIDE_SPACE,
        (Script::Spaced, Script::Spaced) => said_space || gap >= narrowest,
        _ => said_space || gap >= WIDE_SPACE,
    }
}

/// How wide a gap between letters of a script with spaces has to be to be one, if a space was as likely as given.
fn narrowest_space(a: &Glyph, b: &Glyph, pitch: f32, nearly_said: f32) -> f32 {
    let is = |glyph: &Glyph, is_kind: fn(char) -> bool| glyph.text.chars().next().is_some_and(is_kind);
    // The sign of multiplication is no wider than the letter that it is often read for: `8 x H100`.
    let is_letter = |c: char| c.is_alphanumeric() || c == '×';
    let are_letters = is(a, is_letter) && is(b, is_letter);
    let are_digits = is(a, char::is_numeric) && is(b, char::is_numeric);
    let (narrowest, likely) = match are_letters && !are_digits {
        true => (NARROWEST_SPACE.max(0.6 * pitch), NEARLY_READ),
        false => (NARROWEST_LOOSE_SPACE.max(0.9 * pitch), NEARLY_READ_LOOSE),
    };
    if nearly_said >= likely { SHARE_OF_GAP * narrowest } else { narrowest }
}

/// Whether a digit may go on with the figure that a word ends with, whose last mark stands apart of itself: `6,638.10`.
fn goes_on(word: &str, next: &Glyph) -> bool {
    let mut back = word.chars().rev();
    back.next().is_some_and(|mark| matches!(mark, '.' | ',' | ':'))
        && back.next().is_some_and(char::is_numeric)
        && next.text.starts_with(char::is_numeric)
}

fn is_own_word(a: &Glyph, b: &Glyph) -> bool {
    let (before, after) = (script(&a.text), script(&b.text));
    match (before, after) {
        (Script::Spaced, Script::Spaced) => false,
        (_, Script::Mark) => is_opening(&b.text),
        (Script::Mark, _) => !is_opening(&a.text),
        _ => true,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    /// Words are parted by spaces.
    Spaced,
    /// Words are not parted.
    Unspaced,
    /// Punctuation as wide as a letter of such a script.
    Mark,
}

fn script(text: &str) -> Script {
    match text.chars().next() {
        Some('\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' | '\u{FF3B}'..='\u{FF40}') => {
            Script::Mark
        }
        Some('\u{FF5B}'..='\u{FF65}' | '\u{30FB}') => Script::Mark,
        Some(letter) if is_unspaced(letter) => Script::Unspaced,
        _ => Script::Spaced,
    }
}

/// Whether a space stands between two words that were found apart, so that there is some gap at least. A line of a
/// script without spaces may be found in two pieces, and its wide marks look like gaps.
pub(crate) fn parts_found_apart(before: &str, after: &str, gap: f32, thickness: f32) -> bool {
    let last = before.char_indices().last().and_then(|(at, _)| before.get(at..)).unwrap_or_default();
    match (script(last), script(after)) {
        (Script::Mark, _) | (_, Script::Mark) => gap >= thickness,
        (Script::Unspaced, Script::Unspaced) => gap >= 0.6 * thickness,
        _ => gap >= 0.1 * thickness,
    }
}

/// Whether words of the letter's script stand without spaces. Korean parts them.
fn is_unspaced(letter: char) -> bool {
    matches!(letter,
        '\u{2E80}'..='\u{31FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

fn is_opening(text: &str) -> bool {
    matches!(text, "《" | "〈" | "「" | "『" | "【" | "〔" | "〖" | "（" | "［" | "｛")
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
