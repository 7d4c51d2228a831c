//! A text without its soft hyphens, and the way back.

use std::borrow::Cow;

use memchr::memmem;

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
        if memmem::find(text.as_bytes(), "\u{AD}".as_bytes()).is_none() {
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
