//! Names that are written otherwise: `fuzzy:"Meridian Shipping"` and `translit:深圳`.
//!
//! Either is a choice of rows of words, of which one must stand in a text. What a word of a row may be met as is its
//! [`Slot`]; search, sweep and spans all go by it, so that they find the same.

mod engine;
mod rows;
mod slot;
#[cfg(test)]
mod tests;

use std::fmt;

pub(crate) use engine::compile;
pub(crate) use slot::{Slot, is_within_one};

use crate::query::{Form, Words};
use crate::tokens::{Token, tokens};

/// How a name may differ from what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Way {
    /// `fuzzy:`: each word of four letters or more may be one letter off, as with `word~1`; shorter words, those with digits
    /// in them and single Chinese, Japanese or Korean characters are as typed.
    Fuzzy,
    /// `translit:`: as it is written in other scripts.
    Translit,
}

impl Way {
    /// All ways, in the order they are listed to people.
    pub const ALL: [Way; 2] = [Way::Fuzzy, Way::Translit];

    /// As it is written before the colon.
    pub fn name(self) -> &'static str {
        match self {
            Way::Fuzzy => "fuzzy",
            Way::Translit => "translit",
        }
    }
}

/// A name in all the ways it is looked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Alike {
    /// As typed, without quotes.
    text: String,
    way: Way,
    /// Any of them will do; the first is the name as typed.
    pub(crate) rows: Vec<Vec<Slot>>,
}

impl Alike {
    /// The ways of a name; `None` if there is no letter or digit in it.
    pub(crate) fn new(text: &str, way: Way) -> Option<Alike> {
        let name: Vec<Token> = tokens(text).filter(|token| !token.joined).collect();
        let rows = match way {
            _ if name.is_empty() => return None,
            Way::Fuzzy => rows::fuzzy(&name),
            Way::Translit => rows::transliterated(&name),
        };
        Some(Alike { text: text.to_owned(), way, rows })
    }

    /// The name as it was typed, if other scripts were asked for.
    pub(crate) fn as_typed(&self) -> Option<Words> {
        Words::new(&self.text, Form::Quoted).filter(|_| self.way == Way::Translit)
    }
}

impl fmt::Display for Alike {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:\"{}\"", self.way.name(), self.text)
    }
}

/// Rows of the folded words of a name as they stand: what `"name"` finds.
pub(crate) fn as_typed(name: &[Token]) -> Vec<Slot> {
    name.iter().map(|token| Slot::Words(token.forms().map(str::to_owned).collect())).collect()
}
