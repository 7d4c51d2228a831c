//! Words that are only like what was typed: one letter off, or with a part left open.

use std::fmt;

use crate::SyntaxError;
use crate::tokens::{Token, tokens};

/// The most letters a similar word may be off.
pub(crate) const FARTHEST: u8 = 2;

/// A word with parts left open (`sh*ping`), or similar words (`meridian~1`).
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// As typed.
    text: String,
    pub(crate) like: Like,
    /// Where it stands in the query, in Unicode scalar values.
    at: usize,
    len: usize,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Like {
    /// At most so many letters put in, left out, changed or swapped with their neighbour.
    Near { term: String, distance: u8 },
    /// Folded pieces of a word, with any letters or none between each and the next: at least two, at the ends maybe empty.
    Open(Vec<String>),
}

impl Pattern {
    /// Similar words; `None` unless `word` is one word of letters and digits.
    pub(crate) fn near(word: &str, distance: u8, (at, len): (usize, usize)) -> Option<Pattern> {
        let like = Like::Near { term: one_word(word)?, distance };
        Some(Pattern { text: word.to_owned(), like, at, len })
    }

    /// A word with `*` in it; `None` if what stands between them is not part of one word.
    pub(crate) fn open(text: &str, (at, len): (usize, usize)) -> Option<Pattern> {
        let folded = |piece: &str| if piece.is_empty() { Some(String::new()) } else { one_word(piece) };
        let pieces = text.split('*').map(folded).collect::<Option<Vec<String>>>()?;
        let has_letters = pieces.iter().any(|piece| !piece.is_empty());
        has_letters.then(|| Pattern { text: text.to_owned(), like: Like::Open(pieces), at, len })
    }

    /// Whether a word is like this in one of its forms.
    pub(crate) fn fits(&self, token: &Token) -> bool {
        token.forms().any(|form| self.fits_form(form))
    }

    fn fits_form(&self, term: &str) -> bool {
        match &self.like {
            Like::Near { term: sought, distance } => is_within(sought, term, usize::from(*distance)),
            Like::Open(pieces) => fits_open(pieces, term),
        }
    }

    /// Why it cannot be searched for.
    pub(crate) fn too_open(&self) -> SyntaxError {
        SyntaxError {
            at: self.at,
            len: self.len,
            message: "this word has too many open places".to_owned(),
            hint: "write more of its letters".to_owned(),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.like {
            Like::Near { distance, .. } => write!(f, "{}~{distance}", self.text),
            Like::Open(_) => f.write_str(&self.text),
        }
    }
}

/// The folded form of a text that is one word through and through, and can be longer than one character.
fn one_word(text: &str) -> Option<String> {
    let mut all = tokens(text);
    let word = all.next()?;
    let is_whole = word.start == 0 && word.end as usize == text.chars().count() && !word.stands_alone();
    (is_whole && all.next().is_none()).then_some(word.term)
}

/// Whether one text becomes the other by at most `most` steps. A step puts a letter in, leaves one out, changes one or
/// swaps two neighbours, none of which is touched again (optimal string alignment).
pub(crate) fn is_within(a: &str, b: &str, most: usize) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > most {
        return false;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (row, &letter) in a.iter().enumerate() {
        let mut now = vec![row + 1];
        for (column, &other) in b.iter().enumerate() {
            let changed = last[column] + usize::from(letter != other);
            let mut least = changed.min(last[column + 1] + 1).min(now[column] + 1);
            if row > 0 && column > 0 && letter == b[column - 1] && a[row - 1] == other {
                least = least.min(before[column - 1] + 1);
            }
            now.push(least);
        }
        before = std::mem::replace(&mut last, now);
    }
    last[b.len()] <= most
}

/// Whether a word begins with the first piece, ends with the last, and holds the others between them in their order.
fn fits_open(pieces: &[String], word: &str) -> bool {
    let [first, between @ .., last] = pieces else { return false };
    let Some(rest) = word.strip_prefix(first.as_str()).and_then(|rest| rest.strip_suffix(last.as_str())) else {
        return false;
    };
    let left = between.iter().try_fold(rest, |rest, piece| rest.find(piece).map(|at| &rest[at + piece.len()..]));
    left.is_some()
}
