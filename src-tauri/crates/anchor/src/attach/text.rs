//! Finding quotes again: one pass of one automaton over the units, a small tally per anchor, one decision at the end.
//! The automaton reads the units without white space, so that it knows whole quotes and not their commonest word.
//!
//! A place has the anchor's words by the exact matcher. Its context *agrees in full* on a side if the characters kept
//! for that side stand there, white space and soft hyphens apart; fewer than 32 kept characters say that the unit ended
//! there, and it must again. The *evidence* of a place is how many characters of quote and of context next to it
//! agree, a CJK character counting as two.
//!
//! 1. One place agrees in full on both sides: that is it, given enough evidence or as many places as before.
//! 2. Several do: in place if one of them is the old place and there are as many places as before, else lost.
//! 3. None does, and the quote stood once: the only place it has now, or the only one of several that agrees in full on
//!    one side, given enough evidence.
//! 4. None does, and the quote stood more than once: lost. One side is not enough: a rival may always have agreed
//!    there, and the place that was cited may be the one that changed.

use std::collections::HashMap;

use aho_corasick::AhoCorasick;

use super::{Attachment, Outcome, Place};
use crate::anchors::{CONTEXT_CHARS, TextAnchor};
use crate::exact::{Compact, Needle, Stripped, is_cjk, is_passed};
use crate::offset::{ByteOffset, Span, TextIndex, count_chars};

/// Evidence that does not come together by chance.
const ENOUGH: u32 = 24;

/// Needles per automaton: what keeps one far below the 2^31 states it may have.
const NEEDLES_PER_AUTOMATON: usize = 1 << 16;

/// Characters of each quote an automaton knows: enough that few quotes share them, few enough to hold many quotes.
const MAX_CHARS: usize = 32;

/// A search for many quotes.
pub(super) struct Search<'a> {
    quotes: Vec<Quote<'a>>,
    automata: Vec<AhoCorasick>,
}

/// A quote and all anchors that quote it.
struct Quote<'a> {
    needle: Option<Needle>,
    anchors: Vec<Tally<'a>>,
    n_places: u32,
}

/// What has been found for one anchor.
struct Tally<'a> {
    idx: usize,
    anchor: &'a TextAnchor,
    quote_weight: u32,
    any: Best,
    one_side: Best,
    both_sides: Best,
}

/// The places of one sort.
#[derive(Default)]
struct Best {
    n: u32,
    first: Option<Found>,
    /// Whether one of them is the anchor's own.
    own: bool,
}

#[derive(Clone, Copy)]
struct Found {
    unit: u32,
    span: Span,
    evidence: u32,
}

impl<'a> Search<'a> {
    pub(super) fn new(anchors: impl Iterator<Item = (usize, &'a TextAnchor)>) -> Search<'a> {
        let mut quotes: Vec<Quote<'a>> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        for (idx, anchor) in anchors {
            let at = *known.entry(&anchor.quote).or_insert_with(|| {
                quotes.push(Quote { needle: Needle::new(&anchor.quote), anchors: Vec::new(), n_places: 0 });
                quotes.len() - 1
            });
            quotes[at].anchors.push(Tally {
                idx,
                anchor,
                quote_weight: weight(&anchor.quote),
                any: Best::default(),
                one_side: Best::default(),
                both_sides: Best::default(),
            });
        }
        let automata = quotes
            .chunks(NEEDLES_PER_AUTOMATON)
            .map(|quotes| {
                // A quote without words is not looked for; a NUL never stands in unit text.
                let patterns = quotes.iter().map(|quote| match &quote.needle {
                    Some(needle) => needle.compact(MAX_CHARS),
                    None => "\0".to_owned(),
                });
                AhoCorasick::new(patterns).expect("65,536 patterns of at most 32 characters fit")
            })
            .collect();
        Search { quotes, automata }
    }

    pub(super) fn look(&mut self, unit_no: u32, text: &str) {
        if self.automata.is_empty() {
            return;
        }
        let stripped = Stripped::new(text);
        let text = stripped.as_str();
        let compact = Compact::new(text);
        let mut index = None;
        for (quotes, automaton) in self.quotes.chunks_mut(NEEDLES_PER_AUTOMATON).zip(&self.automata) {
            for hit in automaton.find_overlapping_iter(compact.as_str()) {
                let quote = &mut quotes[hit.pattern().as_usize()];
                let at = compact.original_byte(hit.start());
                let covered = quote.needle.as_ref().and_then(|needle| needle.cover_from(text, at));
                let Some((start, end)) = covered else {
                    continue;
                };
                let index = index.get_or_insert_with(|| TextIndex::new(text));
                let Some(first) = index.char_of_byte(ByteOffset(start)) else {
                    continue;
                };
                let first = first.0 as usize;
                let span = stripped.original(first, first + count_chars(&text[start..end]));
                quote.n_places = quote.n_places.saturating_add(1);
                for tally in &mut quote.anchors {
                    tally.take(unit_no, span, &text[..start], &text[end..]);
                }
            }
        }
    }

    pub(super) fn finish(self) -> impl Iterator<Item = (usize, Attachment)> {
        self.quotes.into_iter().flat_map(|quote| {
            let n_places = quote.n_places;
            quote.anchors.into_iter().map(move |tally| {
                let attachment = Attachment { outcome: tally.decide(n_places), occurrences: Some(n_places) };
                (tally.idx, attachment)
            })
        })
    }
}

impl Tally<'_> {
    fn take(&mut self, unit: u32, span: Span, before: &str, after: &str) {
        let prefix = agreement(before.chars().rev(), self.anchor.prefix.chars().rev());
        let suffix = agreement(after.chars(), self.anchor.suffix.chars());
        let found = Found { unit, span, evidence: self.quote_weight + prefix.weight + suffix.weight };
        let own = unit == self.anchor.unit && span == self.anchor.span();
        self.any.take(found, own);
        if prefix.full || suffix.full {
            self.one_side.take(found, own);
        }
        if prefix.full && suffix.full {
            self.both_sides.take(found, own);
        }
    }

    fn decide(&self, n_places: u32) -> Outcome {
        let n_before = self.anchor.occurrences;
        let chosen = match (self.both_sides.n, n_before) {
            (1, _) => self.both_sides.first.filter(|found| found.evidence >= ENOUGH || n_places == n_before),
            (2.., _) => {
                let own = Found { unit: self.anchor.unit, span: self.anchor.span(), evidence: 0 };
                (self.both_sides.own && n_places == n_before).then_some(own)
            }
            (0, 1) => {
                let only = if n_places == 1 { &self.any } else { &self.one_side };
                only.first.filter(|found| only.n == 1 && found.evidence >= ENOUGH)
            }
            (0, _) => None,
        };
        match chosen {
            None => Outcome::Lost,
            Some(Found { unit, span, .. }) => {
                let place = Place::Span(span);
                if unit == self.anchor.unit && span == self.anchor.span() {
                    Outcome::InPlace { unit, place }
                } else {
                    Outcome::Moved { unit, place }
                }
            }
        }
    }
}

impl Best {
    fn take(&mut self, found: Found, own: bool) {
        self.n = self.n.saturating_add(1);
        self.own |= own;
        self.first.get_or_insert(found);
    }
}

/// How far a context agrees.
struct Agreement {
    /// Weight of the characters that agree, from the quote outwards up to the first that does not.
    weight: u32,
    full: bool,
}

/// Compares the text on one side of a place with the context kept for that side, both read away from the quote.
fn agreement(text: impl Iterator<Item = char>, context: impl Iterator<Item = char> + Clone) -> Agreement {
    let kept_all = context.clone().count() < CONTEXT_CHARS;
    let mut text = text.filter(|c| !is_passed(*c));
    let mut weight = 0;
    for c in context.filter(|c| !is_passed(*c)) {
        if text.next() != Some(c) {
            return Agreement { weight, full: false };
        }
        weight += weight_of(c);
    }
    Agreement { weight, full: !kept_all || text.next().is_none() }
}

fn weight(words: &str) -> u32 {
    words.chars().filter(|c| !is_passed(*c)).map(weight_of).sum()
}

fn weight_of(c: char) -> u32 {
    if is_cjk(c) { 2 } else { 1 }
}
