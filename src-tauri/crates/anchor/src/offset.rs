//! Offsets into unit text. Anchors, spans and the command line count Unicode scalar values; Rust slices by bytes, the
//! window by UTF-16 code units. The three meet here and nowhere else.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A place in a unit's text, in Unicode scalar values from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CharOffset(pub u32);

/// A place in a unit's text, in bytes of its UTF-8 from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ByteOffset(pub usize);

/// A place in a unit's text, in UTF-16 code units from 0: what the window counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Utf16Offset(pub u32);

/// A run of a unit's text in Unicode scalar values, `start` inclusive, `end` exclusive. JSON: `[start, end]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "[CharOffset; 2]", into = "[CharOffset; 2]")]
pub struct Span {
    /// The first scalar.
    pub start: CharOffset,
    /// One past the last scalar.
    pub end: CharOffset,
}

impl Span {
    /// The run from `start` to `end`, in scalars.
    pub fn new(start: u32, end: u32) -> Span {
        Span { start: CharOffset(start), end: CharOffset(end) }
    }

    /// How many scalars it covers; 0 if it ends before it starts.
    pub fn len(&self) -> u32 {
        self.end.0.saturating_sub(self.start.0)
    }

    /// Whether it covers nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl From<[CharOffset; 2]> for Span {
    fn from([start, end]: [CharOffset; 2]) -> Span {
        Span { start, end }
    }
}

impl From<Span> for [CharOffset; 2] {
    fn from(span: Span) -> [CharOffset; 2] {
        [span.start, span.end]
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}–{}", self.start.0, self.end.0)
    }
}

/// Scalars between two samples of a [`TextIndex`]: a conversion walks at most this far.
const STRIDE: usize = 128;

/// A text with a sampled table, so that any offset is converted in a short walk. Making one reads the text once; a
/// text of ASCII alone needs no table. Every conversion answers `None` for a place outside the text or inside a
/// character, never panics.
#[derive(Debug, Clone)]
pub struct TextIndex<'a> {
    text: &'a str,
    /// One per `STRIDE` scalars, from offset 0; empty where all three offsets are the same number.
    samples: Vec<Sample>,
    end: Sample,
}

#[derive(Debug, Clone, Copy)]
struct Sample {
    char: usize,
    byte: usize,
    utf16: usize,
}

impl<'a> TextIndex<'a> {
    /// Reads `text` once.
    pub fn new(text: &'a str) -> TextIndex<'a> {
        let mut samples = Vec::new();
        let mut at = Sample { char: 0, byte: 0, utf16: 0 };
        if text.is_ascii() {
            at = Sample { char: text.len(), byte: text.len(), utf16: text.len() };
        } else {
            for c in text.chars() {
                if at.char.is_multiple_of(STRIDE) {
                    samples.push(at);
                }
                at.step(c);
            }
        }
        TextIndex { text, samples, end: at }
    }

    /// The text itself.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The offset one past the last scalar.
    pub fn end(&self) -> CharOffset {
        CharOffset(u32::try_from(self.end.char).unwrap_or(u32::MAX))
    }

    /// Where scalar `at` starts in bytes; the end of the text counts as a place.
    pub fn byte_of(&self, at: CharOffset) -> Option<ByteOffset> {
        let found = self.walk(at.0 as usize, |sample| sample.char)?;
        Some(ByteOffset(found.byte))
    }

    /// Where scalar `at` starts in UTF-16 code units.
    pub fn utf16_of(&self, at: CharOffset) -> Option<Utf16Offset> {
        let found = self.walk(at.0 as usize, |sample| sample.char)?;
        u32::try_from(found.utf16).ok().map(Utf16Offset)
    }

    /// Which scalar starts at byte `at`; `None` inside a character.
    pub fn char_of_byte(&self, at: ByteOffset) -> Option<CharOffset> {
        let found = self.walk(at.0, |sample| sample.byte)?;
        u32::try_from(found.char).ok().map(CharOffset)
    }

    /// Which scalar starts at UTF-16 code unit `at`; `None` between the halves of a surrogate pair.
    pub fn char_of_utf16(&self, at: Utf16Offset) -> Option<CharOffset> {
        let found = self.walk(at.0 as usize, |sample| sample.utf16)?;
        u32::try_from(found.char).ok().map(CharOffset)
    }

    /// The words of `span`; `None` where it leaves the text or ends before it starts.
    pub fn slice(&self, span: Span) -> Option<&'a str> {
        let start = self.byte_of(span.start)?.0;
        let end = self.byte_of(span.end)?.0;
        self.text.get(start..end)
    }

    /// The span of a range of bytes; `None` where an end leaves the text or lies inside a character.
    pub fn span_of_bytes(&self, range: std::ops::Range<usize>) -> Option<Span> {
        Some(Span {
            start: self.char_of_byte(ByteOffset(range.start))?,
            end: self.char_of_byte(ByteOffset(range.end))?,
        })
    }

    /// The place whose offset of one sort, told by `sort`, is exactly `target`.
    fn walk(&self, target: usize, sort: impl Fn(&Sample) -> usize) -> Option<Sample> {
        if target > sort(&self.end) {
            return None;
        }
        if self.samples.is_empty() {
            return Some(Sample { char: target, byte: target, utf16: target });
        }
        let idx = self.samples.partition_point(|sample| sort(sample) <= target);
        let mut at = self.samples[idx.saturating_sub(1)];
        for c in self.text[at.byte..].chars() {
            if sort(&at) >= target {
                break;
            }
            at.step(c);
        }
        (sort(&at) == target).then_some(at)
    }
}

impl Sample {
    fn step(&mut self, c: char) {
        self.char += 1;
        self.byte += c.len_utf8();
        self.utf16 += c.len_utf16();
    }
}

/// How many scalars `text` holds, counted eight or more bytes at a time.
pub(crate) fn count_chars(text: &str) -> usize {
    // A byte that continues a character is 0b10xxxxxx; every other one starts a scalar.
    text.as_bytes().iter().filter(|byte| (**byte as i8) >= -0x40).count()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, char: u32, expect: Option<(usize, u32)>) {
        let index = TextIndex::new(text);
        let at = CharOffset(char);
        let got = index.byte_of(at).map(|byte| byte.0);
        assert_eq!(got.zip(index.utf16_of(at).map(|u| u.0)), expect, "{text} at {char}");
    }

    #[test]
    fn offsets_convert() {
        check("", 0, Some((0, 0)));
        check("", 1, None);
        check("abc", 3, Some((3, 3)));
        check("aé深😀z", 3, Some((6, 3)));
        check("aé深😀z", 4, Some((10, 5)));
        check("aé深😀z", 5, Some((11, 6)));
        check("aé深😀z", 6, None);
        check("aé深😀z", u32::MAX, None);
    }

    #[test]
    fn places_inside_a_character_are_none() {
        let index = TextIndex::new("a深😀");
        assert_eq!(index.char_of_byte(ByteOffset(2)), None);
        assert_eq!(index.char_of_byte(ByteOffset(99)), None);
        assert_eq!(index.char_of_utf16(Utf16Offset(3)), None);
        assert_eq!(index.slice(Span::new(2, 1)), None);
        assert_eq!(index.slice(Span::new(1, 3)), Some("深😀"));
        assert_eq!(index.slice(Span::new(1, 4)), None);
    }

    #[test]
    fn a_span_is_a_pair_in_json() {
        let json = serde_json::to_string(&Span::new(3, 9)).unwrap();
        assert_eq!(json, "[3,9]");
        assert_eq!(serde_json::from_str::<Span>(&json).unwrap(), Span::new(3, 9));
    }

    proptest! {
        #[test]
        fn conversions_agree_with_counting(text in "([a-z ]{0,40}|[é深圳😀\n]{0,60}){0,12}") {
            let index = TextIndex::new(&text);
            let mut utf16 = 0;
            let n_chars = text.chars().count();
            prop_assert_eq!(count_chars(&text), n_chars);
            for (i, (byte, c)) in text.char_indices().chain([(text.len(), 'x')]).enumerate() {
                let at = CharOffset(i as u32);
                prop_assert_eq!(index.byte_of(at), Some(ByteOffset(byte)));
                prop_assert_eq!(index.utf16_of(at), Some(Utf16Offset(utf16)));
                prop_assert_eq!(index.char_of_byte(ByteOffset(byte)), Some(at));
                prop_assert_eq!(index.char_of_utf16(Utf16Offset(utf16)), Some(at));
                utf16 += c.len_utf16() as u32;
            }
            for byte in 0..=text.len() + 2 {
                let boundary = byte <= text.len() && text.is_char_boundary(byte);
                prop_assert_eq!(index.char_of_byte(ByteOffset(byte)).is_some(), boundary);
            }
        }
    }
}
