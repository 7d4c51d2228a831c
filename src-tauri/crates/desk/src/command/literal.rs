//! What is looked for in texts as they stand, not by their words: a text as typed, or a regular expression.

use anchor::{Needle, TextIndex};
use search::Sieve;

use super::expression::{Expression, places};
use crate::{Code, Error, Result};

pub(super) enum Literal {
    Exact(Box<Needle>),
    Regex(Expression),
}

impl Literal {
    /// # Errors
    /// There is nothing to look for, or the expression cannot be understood.
    pub fn exact(typed: &str) -> Result<Literal> {
        let needle = Needle::as_typed(typed);
        needle
            .map(|needle| Literal::Exact(Box::new(needle)))
            .ok_or_else(|| Error::new(Code::Query, "An exact search needs something other than white space."))
    }

    /// # Errors
    /// The expression cannot be understood.
    pub fn regex(typed: &str) -> Result<Literal> {
        Expression::of(typed).map(Literal::Regex)
    }

    /// What this way of searching is called.
    pub fn mode(&self) -> &'static str {
        match self {
            Literal::Exact(_) => "exact",
            Literal::Regex(_) => "regex",
        }
    }

    /// Whatever holds it passes one of these; none if nothing is known of it.
    pub fn sieves(&self) -> Vec<Sieve> {
        match self {
            Literal::Exact(needle) => Sieve::of(needle.text()).into_iter().collect(),
            Literal::Regex(expression) => expression.sieves.clone(),
        }
    }

    /// Why nothing is known of it, if so.
    pub fn unknown(&self) -> &'static str {
        match self {
            Literal::Exact(_) => "There are no letters in it that the search index could tell beforehand",
            Literal::Regex(_) => "This pattern has no fixed letters to look up in the search index",
        }
    }

    /// Whether a text holds it.
    pub fn is_in(&self, text: &str) -> bool {
        match self {
            Literal::Exact(needle) => needle.is_in(text),
            Literal::Regex(expression) => places(&expression.pattern, text).next().is_some(),
        }
    }

    /// Where it stands in a text, in Unicode scalar values.
    pub fn find(&self, text: &str) -> Vec<[u32; 2]> {
        match self {
            Literal::Exact(needle) => needle.find_iter(text).map(|span| [span.start.0, span.end.0]).collect(),
            Literal::Regex(expression) => {
                let index = TextIndex::new(text);
                let spans = places(&expression.pattern, text).filter_map(|place| index.span_of_bytes(place));
                spans.map(|span| [span.start.0, span.end.0]).collect()
            }
        }
    }
}
