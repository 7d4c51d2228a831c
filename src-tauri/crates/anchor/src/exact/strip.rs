//! A text without its soft hyphens, or without white space, and the way back.

use std::borrow::Cow;

use memchr::memchr_iter;

use super::SOFT_HYPHEN;

/// A text without its soft hyphens. Most texts have none and are only borrowed.
#[derive(Debug)]
pub(crate) struct Stripped<'a> {
    text: Cow<'a, str>,
    /// For each soft hyphen, how many kept characters stand before it; rising.
    removed: Vec<usize>,
}

impl<'a> Stripped<'a> {
    pub(crate) fn new(text: &'a str) -> Stripped<'a> {
        if !has_soft_hyphen(text.as_bytes()) {
            return Stripped { text: Cow::Borrowed(text), removed: Vec::new() };
        }
        let mut kept = String::with_capacity(text.len());
        let mut removed = Vec::new();
        let mut n_kept = 0;
        for c in text.chars() {
            if c == SOFT_HYPHEN {
                removed.push(n_kept);
            } else {
                kept.push(c);
                n_kept += 1;
            }
        }
        Stripped { text: Cow::Owned(kept), removed }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Where kept character `char` stands in the original text.
    pub(crate) fn original_char(&self, char: usize) -> usize {
        char + self.removed.partition_point(|&before| before <= char)
    }
}

/// A soft hyphen is the bytes C2 AD. C2 only ever leads, and leads few characters.
fn has_soft_hyphen(bytes: &[u8]) -> bool {
    memchr_iter(0xC2, bytes).any(|at| bytes.get(at + 1) == Some(&0xAD))
}

/// A text without white space, and the way back: in it, the characters of a needle stand side by side.
#[derive(Debug)]
pub(crate) struct Compact {
    text: String,
    /// After each run of white space: the byte here and the byte in the original; rising.
    shifts: Vec<(usize, usize)>,
}

impl Compact {
    pub(crate) fn new(text: &str) -> Compact {
        let mut kept = String::with_capacity(text.len());
        let mut shifts = Vec::new();
        let mut after_space = true;
        for (at, c) in text.char_indices() {
            if c.is_whitespace() {
                after_space = true;
                continue;
            }
            if after_space {
                shifts.push((kept.len(), at));
                after_space = false;
            }
            kept.push(c);
        }
        Compact { text: kept, shifts }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The byte of the original text that byte `at` here was.
    pub(crate) fn original_byte(&self, at: usize) -> usize {
        let word = self.shifts.partition_point(|(here, _)| *here <= at);
        match self.shifts.get(word.wrapping_sub(1)) {
            Some((here, original)) => original + (at - here),
            None => at,
        }
    }
}
