//! What of a text a query matched.

use std::cell::OnceCell;

use crate::alike::in_row;
use crate::codes::{Code, codes};
use crate::near::{Near, Stand, groups, stands_of};
use crate::query::{Form, Query, Words};
use crate::run::Resolved;
use crate::stem::Stems;
use crate::tokens::{Token, tokens};

/// The text of one entry, and what is known of its document.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The entry's text, as it was indexed.
    pub text: &'a str,
    /// The language it was indexed with.
    pub language: Option<&'a str>,
    /// The document's ordinal.
    pub doc: u64,
    /// From the answer: what the query's fields stand for.
    pub resolved: &'a Resolved,
}

/// The places that make `scope` match: start and end (exclusive) in Unicode scalar values of its text, in order, not
/// overlapping. A phrase is one place, from its first token to its last. Only branches of the query that are true of this
/// scope count, and nothing under a negation does; if the whole query is not true of it, there are none.
pub fn spans(query: &Query, scope: &Scope<'_>) -> Vec<[u32; 2]> {
    let mut stems = scope.language.and_then(Stems::of);
    let tokens: Vec<Token> = tokens(scope.text).collect();
    let stemmed = match &mut stems {
        Some(stems) => tokens.iter().map(|token| token.stemmable().map(|plain| stems.term(plain).to_owned())).collect(),
        None => Vec::new(),
    };
    let mut looking = Looking { tokens, stemmed, stems, codes: OnceCell::new(), scope };
    let Some(mut places) = looking.places(query) else {
        return Vec::new();
    };
    places.sort_unstable();
    let mut merged: Vec<[u32; 2]> = Vec::with_capacity(places.len());
    for [start, end] in places {
        match merged.last_mut() {
            Some(last) if start < last[1] => last[1] = last[1].max(end),
            _ => merged.push([start, end]),
        }
    }
    merged
}

struct Looking<'a> {
    tokens: Vec<Token>,
    /// The stem of each token; empty if the language has no stemmer.
    stemmed: Vec<Option<String>>,
    stems: Option<Stems>,
    /// Made when the first word asks.
    codes: OnceCell<Vec<Code>>,
    scope: &'a Scope<'a>,
}

impl Looking<'_> {
    /// `None` if the query is not true of the scope.
    fn places(&mut self, query: &Query) -> Option<Vec<[u32; 2]>> {
        match query {
            Query::And(parts) => {
                let mut all = Vec::new();
                for part in parts {
                    all.extend(self.places(part)?);
                }
                Some(all)
            }
            Query::Or(parts) => {
                let found: Vec<_> = parts.iter().filter_map(|part| self.places(part)).collect();
                (!found.is_empty()).then(|| found.into_iter().flatten().collect())
            }
            Query::Not(part) => self.places(part).is_none().then(Vec::new),
            Query::Words(words) => Some(self.words(words)).filter(|places| !places.is_empty()),
            Query::Near(near) => Some(self.near(near)).filter(|places| !places.is_empty()),
            Query::Pattern(pattern) => {
                let fits = self.tokens.iter().filter(|token| pattern.fits(token));
                Some(fits.map(|token| [token.start, token.end]).collect::<Vec<_>>()).filter(|places| !places.is_empty())
            }
            Query::Alike(alike) => Some(alike.places(&self.tokens)).filter(|places| !places.is_empty()),
            Query::InDocument(inner) => {
                if !self.scope.resolved.in_document(inner).contains(self.scope.doc) {
                    return None;
                }
                let parts = inner.found_by();
                let found: Vec<_> = parts.iter().filter_map(|part| self.places(part)).collect();
                (parts.is_empty() || !found.is_empty()).then(|| found.into_iter().flatten().collect())
            }
            Query::Field(term) => {
                let documents = self.scope.resolved.documents(term.field, &term.value);
                documents.is_some_and(|documents| documents.contains(self.scope.doc)).then(Vec::new)
            }
        }
    }

    /// Each word of a group is a place of its own.
    fn near(&self, near: &Near) -> Vec<[u32; 2]> {
        let stands_of_row = |row: &Vec<Token>| {
            let of_word = |sought: &Token| {
                let here = self.tokens.iter().filter(|token| token.is(sought));
                here.map(Token::position).collect::<Vec<u32>>()
            };
            stands_of(&row.iter().map(of_word).collect::<Vec<_>>())
        };
        let stands: Vec<_> = near.rows.iter().map(stands_of_row).collect();
        let mut taken = Vec::new();
        groups(&stands, near.widest(), |group| taken.extend_from_slice(group));
        taken.sort_unstable();
        taken.dedup();
        let whole: Vec<&Token> = self.tokens.iter().filter(|token| !token.joined).collect();
        let place =
            |(first, after): Stand| Some([whole.get(first as usize)?.start, whole.get(after as usize - 1)?.end]);
        taken.into_iter().filter_map(place).collect()
    }

    fn words(&mut self, words: &Words) -> Vec<[u32; 2]> {
        let stem = words.stemmable().and_then(|plain| self.stems.as_mut().map(|stems| stems.term(plain).to_owned()));
        let last = words.tokens.len() - 1;
        let mut places = in_row(&self.tokens, words.tokens.len(), |slot, token_idx, token| {
            let same_stem = stem.is_some() && self.stemmed.get(token_idx) == Some(&stem);
            let sought = &words.tokens[slot];
            same_stem || token.is(sought) || (slot == last && words.form == Form::Prefix && token.begins_as(sought))
        });
        places.extend(self.code(words));
        places
    }

    /// Where a word is met as a code.
    fn code(&self, words: &Words) -> Vec<[u32; 2]> {
        let Some(sought) = words.code() else { return Vec::new() };
        let codes = self.codes.get_or_init(|| codes(self.scope.text, &self.tokens));
        let put_together = codes.iter().filter(|code| code.term == sought).map(|code| code.span);
        let alone = self.tokens.iter().filter(|token| words.tokens.len() > 1 && token.term == sought);
        put_together.chain(alone.map(|token| [token.start, token.end])).collect()
    }
}
