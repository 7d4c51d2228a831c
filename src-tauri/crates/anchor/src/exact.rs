//! The one exact matcher, for quotes and for exact search.
//!
//! - A run of white space equals any run of white space.
//! - Between two CJK characters, a run of white space with a line break in it also equals nothing: `深\n圳` and `深圳`
//!   find each other, whichever of the two was typed. A plain space between them is a space.
//! - Soft hyphens are passed over on both sides.
//! - Everything else is as typed, case and accents included; the needle is brought into unit text first
//!   ([`crate::text`]), the text that is looked through must already be that.
//!
//! Each place of a rare part of the needle is found with wide instructions and looked at from there, so that time grows
//! with the text alone, but for texts that repeat most of a needle without end.

use std::ops::{Range, RangeInclusive};

use memchr::memmem;

use crate::offset::{CharOffset, Span, count_chars};
use crate::text::unit_text;

mod across;
mod probe;
mod strip;

pub use across::{Part, find_across};
pub(crate) use strip::{Compact, Stripped};

/// Words to look for.
#[derive(Debug, Clone)]
pub struct Needle {
    text: String,
    /// The characters that are neither white space nor soft hyphens.
    chars: Vec<char>,
    /// What must stand between `chars[i]` and `chars[i + 1]`.
    gaps: Vec<Gap>,
    leading_space: bool,
    trailing_space: bool,
    probe: probe::Probe,
    finder: memmem::Finder<'static>,
}

/// What must stand between two characters of a needle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// Nothing.
    Closed,
    /// Nothing, or white space with a line break: between two CJK characters.
    ClosedOrBreak,
    /// White space.
    Space,
    /// Nothing or white space: the needle has a line break between two CJK characters.
    Any,
}

impl Needle {
    /// A quote: white space at its ends does not count. `None` if nothing else is in it.
    pub fn new(quote: &str) -> Option<Needle> {
        let mut needle = Needle::as_typed(quote)?;
        needle.leading_space = false;
        needle.trailing_space = false;
        needle.text = needle.text.trim_matches(is_passed).to_owned();
        Some(needle)
    }

    /// What was typed for an exact search: white space at an end must stand in the text too (`" H100"` does not find
    /// `GH100`), and is part of what is found. `None` if it holds nothing but white space.
    pub fn as_typed(typed: &str) -> Option<Needle> {
        let text = unit_text(typed);
        let mut chars: Vec<char> = Vec::new();
        let mut gaps = Vec::new();
        let mut run = Run::default();
        let mut leading_space = false;
        for c in text.chars().filter(|c| *c != SOFT_HYPHEN) {
            if c.is_whitespace() {
                run.take(c);
                continue;
            }
            match chars.last() {
                None => leading_space = run.space,
                Some(&before) => gaps.push(Gap::new(is_cjk(before) && is_cjk(c), run)),
            }
            run = Run::default();
            chars.push(c);
        }
        let probe = probe::Probe::choose(&chars, &gaps)?;
        Some(Needle {
            finder: memmem::Finder::new(probe.literal.as_bytes()).into_owned(),
            leading_space,
            trailing_space: run.space,
            text,
            chars,
            gaps,
            probe,
        })
    }

    /// The words, in unit text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Every place in `text`, from left to right, none overlapping the one before.
    pub fn find_all(&self, text: &str) -> Vec<Span> {
        self.find_iter(text).collect()
    }

    /// As [`Needle::find_all`], one at a time.
    pub fn find_iter<'a>(&'a self, text: &'a str) -> Matches<'a> {
        Matches::new(self, text, Overlaps::Skipped)
    }

    /// Every place in `text`, also those that overlap: `aa` stands in `aaa` twice. By these places anchors count.
    pub fn find_overlapping<'a>(&'a self, text: &'a str) -> Matches<'a> {
        Matches::new(self, text, Overlaps::Kept)
    }

    /// Whether it stands in `text` at all.
    pub fn is_in(&self, text: &str) -> bool {
        self.find_iter(text).next().is_some()
    }

    /// The bytes the needle covers in `text`, which has no soft hyphens, if its probe stands at byte `at`.
    fn cover_probe(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        let last = self.probe.first + self.probe.n_chars - 1;
        self.cover(text, at..at + self.probe.literal.len(), self.probe.first..=last)
    }

    /// The needle without white space, cut after `max` characters: what stands unbroken in a [`Compact`] text.
    pub(crate) fn compact(&self, max: usize) -> String {
        self.chars.iter().take(max).collect()
    }

    /// The bytes the needle covers in `text`, which has no soft hyphens, if its first character that is no white space
    /// stands at byte `at`.
    pub(crate) fn cover_from(&self, text: &str, at: usize) -> Option<(usize, usize)> {
        self.cover(text, at..at + self.chars.first()?.len_utf8(), 0..=0)
    }

    /// The bytes the needle covers in `text`, which has no soft hyphens, if its characters `known` stand at `bytes`.
    fn cover(&self, text: &str, bytes: Range<usize>, known: RangeInclusive<usize>) -> Option<(usize, usize)> {
        let (first, last) = known.into_inner();

        let mut end = bytes.end;
        for (gap, expect) in self.gaps[last..].iter().zip(&self.chars[last + 1..]) {
            let (run, n_bytes) = Run::read(text[end..].chars());
            let c = text[end + n_bytes..].chars().next()?;
            if c != *expect || !gap.accepts(run) {
                return None;
            }
            end += n_bytes + c.len_utf8();
        }
        if self.trailing_space {
            let (run, n_bytes) = Run::read(text[end..].chars());
            end += n_bytes;
            if !run.space {
                return None;
            }
        }

        let mut start = bytes.start;
        for (gap, expect) in self.gaps[..first].iter().zip(&self.chars[..first]).rev() {
            let (run, n_bytes) = Run::read(text[..start].chars().rev());
            let c = text[..start - n_bytes].chars().next_back()?;
            if c != *expect || !gap.accepts(run) {
                return None;
            }
            start -= n_bytes + c.len_utf8();
        }
        if self.leading_space {
            let (run, n_bytes) = Run::read(text[..start].chars().rev());
            start -= n_bytes;
            if !run.space {
                return None;
            }
        }
        Some((start, end))
    }
}

/// The places of a needle in a text, as spans of its scalars.
#[derive(Debug)]
pub struct Matches<'a> {
    needle: &'a Needle,
    text: Stripped<'a>,
    overlaps: Overlaps,
    /// Where to look for the literal next.
    from: usize,
    /// End of the last match, in bytes.
    taken: usize,
    /// A byte whose character offset is known.
    counted: (usize, usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Overlaps {
    Skipped,
    Kept,
}

impl<'a> Matches<'a> {
    fn new(needle: &'a Needle, text: &'a str, overlaps: Overlaps) -> Matches<'a> {
        Matches { needle, text: Stripped::new(text), overlaps, from: 0, taken: 0, counted: (0, 0) }
    }
}

impl Iterator for Matches<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let text = self.text.as_str();
        loop {
            let at = self.from + self.needle.finder.find(text.as_bytes().get(self.from..)?)?;
            self.from = at + 1;
            let Some((start, end)) = self.needle.cover_probe(text, at) else {
                continue;
            };
            if self.overlaps == Overlaps::Skipped && start < self.taken {
                continue;
            }
            self.taken = end;
            let (byte, char) = self.counted;
            let first = char + count_chars(&text[byte..start]);
            self.counted = (start, first);
            return Some(self.text.original(first, first + count_chars(&text[start..end])));
        }
    }
}

const SOFT_HYPHEN: char = '\u{AD}';

/// White space and soft hyphens: what a quote may begin and end with without its being meant.
pub(crate) fn is_passed(c: char) -> bool {
    c == SOFT_HYPHEN || c.is_whitespace()
}

/// The characters between which a line break may stand for nothing: Han, kana, bopomofo and Hangul, their marks, and
/// full-width forms. Hangul is in though Korean parts words by spaces, since its lines may break inside words.
pub fn is_cjk(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11FF}' | '\u{2E80}'..='\u{2FDF}' | '\u{2FF0}'..='\u{2FFF}' | '\u{3001}'..='\u{A4CF}'
        | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}' | '\u{FE30}'..='\u{FE4F}'
        | '\u{FF01}'..='\u{FFEF}' | '\u{1AFF0}'..='\u{1B16F}' | '\u{1F200}'..='\u{1F2FF}'
        | '\u{20000}'..='\u{3FFFD}')
}

/// A run of white space, maybe empty.
#[derive(Debug, Clone, Copy, Default)]
struct Run {
    space: bool,
    line_break: bool,
}

impl Run {
    /// The run `chars` begins with and its length in bytes.
    fn read(chars: impl Iterator<Item = char>) -> (Run, usize) {
        let mut run = Run::default();
        let mut n_bytes = 0;
        for c in chars.take_while(|c| c.is_whitespace()) {
            run.take(c);
            n_bytes += c.len_utf8();
        }
        (run, n_bytes)
    }

    fn take(&mut self, c: char) {
        self.space = true;
        self.line_break |= c == '\n';
    }
}

impl Gap {
    fn new(between_cjk: bool, run: Run) -> Gap {
        match (between_cjk, run) {
            (true, Run { line_break: true, .. }) => Gap::Any,
            (true, Run { space: false, .. }) => Gap::ClosedOrBreak,
            (_, Run { space: true, .. }) => Gap::Space,
            (false, _) => Gap::Closed,
        }
    }

    fn accepts(self, run: Run) -> bool {
        match self {
            Gap::Closed => !run.space,
            Gap::ClosedOrBreak => !run.space || run.line_break,
            Gap::Space => run.space,
            Gap::Any => true,
        }
    }
}

impl Stripped<'_> {
    /// The span in the original text of scalars `start..end`, not empty, of the text without soft hyphens.
    pub(crate) fn original(&self, start: usize, end: usize) -> Span {
        let place = |char: usize| CharOffset(u32::try_from(char).unwrap_or(u32::MAX));
        Span { start: place(self.original_char(start)), end: place(self.original_char(end - 1) + 1) }
    }
}

#[cfg(test)]
mod tests;
