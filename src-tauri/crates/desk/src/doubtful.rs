//! Numbers that were read off a picture and cannot be right: their check digits say so.

use anchor::TextIndex;
use facts::{IdentifierCheck, find_identifiers};
use serde::Serialize;
use ts_rs::TS;

/// Most that are told of one page.
const MOST: usize = 200;

/// A number with a check digit that does not agree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Doubtful {
    /// Where it stands, in Unicode scalars.
    pub start: u32,
    pub end: u32,
    pub words: String,
    /// What it looks like: `container number`, `IBAN`.
    pub what: &'static str,
}

/// Those of a text, in the order they stand.
pub(crate) fn in_text(text: &str) -> Vec<Doubtful> {
    let index = TextIndex::new(text);
    let wrong = find_identifiers(text).into_iter().filter(|found| found.check == IdentifierCheck::Invalid);
    wrong
        .take(MOST)
        .map(|found| {
            let span = anchor::Span::new(found.start, found.end);
            let words = index.slice(span).unwrap_or_default().to_owned();
            Doubtful { start: found.start, end: found.end, words, what: found.kind.label() }
        })
        .collect()
}
