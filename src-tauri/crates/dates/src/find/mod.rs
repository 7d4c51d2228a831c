//! Finding dates in running text.
//!
//! A text is cut into words, numbers and signs; at each of them every pattern is tried, none of which looks further than a few tokens
//! ahead, so the time is linear in the text whatever it holds. The longest match wins. What languages differ in is data.
//!
//! Start at [`find`], then `find/phrase.rs`: what a whole expression can be.

use crate::date::Date;

mod cjk;
mod clock;
mod language;
mod lexicon;
mod numeric;
mod phrase;
mod range;
mod reference;
mod relative;
mod stretch;
mod token;
mod value;
mod words;

use reference::Reference;
use stretch::{Habits, Stretch};

/// A date that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it begins, in Unicode scalar values from 0.
    pub start: u32,
    /// One past its end.
    pub end: u32,
    /// The words, exactly as they stand there.
    pub words: String,
    /// What they can mean, the likeliest first; at least one.
    pub readings: Vec<Reading>,
    /// What is odd about the words, as a weekday that the calendar contradicts.
    pub note: Option<String>,
}

/// One thing that words can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The date, with the words as its original wording.
    pub date: Date,
    /// How it was reckoned, where the words alone do not say it: "Tuesday before 20 May 2025".
    pub how: Option<String>,
}

/// Finds the dates in a text, in order and apart from each other.
///
/// Words like "yesterday" and days without a year are reckoned from `reference`, the document's own date, and passed over without one;
/// an interval and what is longer than a year is no reference. What rests on another event ("three days later") is passed over always.
#[must_use]
pub fn find(text: &str, reference: Option<&Date>) -> Vec<Found> {
    let reference = reference.and_then(Reference::of);
    let stretches = token::stretches(text);
    let habits = Habits::of(&stretches);
    let mut found = Vec::new();
    let mut cut = Cut::new(text);
    for tokens in &stretches {
        let stretch = Stretch::new(tokens, reference.as_ref(), &habits);
        let mut at = 0;
        while at < tokens.len() {
            let Some(phrase) = phrase::at(&stretch, at) else {
                at += 1;
                continue;
            };
            let (start, end) = stretch.span(at, phrase.next);
            let words = cut.out(start, end);
            let reading = |(value, how): (value::Value, Option<String>)| {
                value.date().map(|date| Reading { date: date.with_original(words), how })
            };
            let mut readings: Vec<Reading> = phrase.readings.into_iter().filter_map(reading).collect();
            readings.dedup_by(|a, b| a.date == b.date);
            if readings.is_empty() {
                at += 1;
                continue;
            }
            found.push(Found { start, end, words: words.to_owned(), readings, note: phrase.note });
            at = phrase.next.max(at + 1);
        }
    }
    found
}

/// Cuts runs of scalars out of a text, walking through it once where they do not overlap.
struct Cut<'a> {
    text: &'a str,
    byte: usize,
    scalar: u32,
}

impl<'a> Cut<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, byte: 0, scalar: 0 }
    }

    fn out(&mut self, start: u32, end: u32) -> &'a str {
        if start < self.scalar {
            (self.byte, self.scalar) = (0, 0);
        }
        self.byte += bytes(&self.text[self.byte..], start - self.scalar);
        self.scalar = start;
        let rest = &self.text[self.byte..];
        &rest[..bytes(rest, end - start)]
    }
}

fn bytes(text: &str, n_scalars: u32) -> usize {
    let nth = usize::try_from(n_scalars).unwrap_or(usize::MAX);
    text.char_indices().nth(nth).map_or(text.len(), |(byte, _)| byte)
}
