//! What of a text a query matched.

use std::cell::OnceCell;

use crate::alike::Slot;
use crate::codes::{Code, codes, in_parts};
use crate::near::{Near, Stand, groups, stands_of};
use crate::query::{Form, Query, Words};
use crate::run::Resolved;
use crate::stem::Stems;
use crate::tokens::{Token, beginning, n_words, tokens};

/// The text of one entry, and what is known of its document.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The entry's text, as it was indexed.
    pub text: &'a str,
    /// What the text goes on with, as it was indexed.
    pub ahead: Option<&'a str>,
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
    marks(query, scope).unwrap_or_default().spans
}

/// What of an entry matched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// The places in its text, as [`spans`] gives them.
    pub spans: Vec<[u32; 2]>,
    /// Of phrases that run on: the places in what it goes on with.
    pub ahead: Vec<[u32; 2]>,
}

/// What of `scope` matched; `None` if the query is not true of it.
pub fn marks(query: &Query, scope: &Scope<'_>) -> Option<Marks> {
    Looking::at(scope).places(query).map(marked)
}

/// Places in order, not overlapping.
pub(crate) fn marked(places: Vec<Place>) -> Marks {
    let ahead = places.iter().filter_map(|place| place.ahead).collect();
    Marks { spans: merged(places.into_iter().map(|place| place.span).collect()), ahead: merged(ahead) }
}

fn merged(mut places: Vec<[u32; 2]>) -> Vec<[u32; 2]> {
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

/// A place that matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    /// In the text.
    span: [u32; 2],
    /// In what the text goes on with, where a phrase runs on.
    ahead: Option<[u32; 2]>,
}

impl From<[u32; 2]> for Place {
    fn from(span: [u32; 2]) -> Place {
        Place { span, ahead: None }
    }
}

/// One entry that is looked at.
pub(crate) struct Looking<'a> {
    tokens: Vec<Token>,
    /// The first words of what the text goes on with, counted on from its own, their places there.
    ahead: Vec<Token>,
    /// What makes stems, and that of each token: made when the first word asks.
    stems: Option<Stems>,
    stemmed: Vec<Option<String>>,
    /// Made when the first word asks.
    codes: OnceCell<Vec<Code>>,
    scope: &'a Scope<'a>,
}

impl<'a> Looking<'a> {
    pub(crate) fn at(scope: &'a Scope<'a>) -> Looking<'a> {
        let own: Vec<Token> = tokens(scope.text).collect();
        let n_own = n_words(&own);
        let ahead = tokens(beginning(scope.ahead.unwrap_or_default()));
        let ahead = ahead.map(|token| token.after(n_own)).collect();
        Looking { tokens: own, ahead, stems: None, stemmed: Vec::new(), codes: OnceCell::new(), scope }
    }
}

impl Looking<'_> {
    /// `None` if the query is not true of the scope.
    pub(crate) fn places(&mut self, query: &Query) -> Option<Vec<Place>> {
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
            Query::Parts(parts) => {
                let each: Option<Vec<Vec<Place>>> =
                    parts.iter().map(|words| Some(self.words(words)).filter(|places| !places.is_empty())).collect();
                let together: Vec<Place> = match in_parts(parts) {
                    Some(code) => self.codes(&code).chain(self.alone(&code)).collect(),
                    None => Vec::new(),
                };
                let places: Vec<Place> = each.into_iter().flatten().flatten().chain(together).collect();
                Some(places).filter(|places| !places.is_empty())
            }
            Query::Near(near) => Some(self.near(near)).filter(|places| !places.is_empty()),
            Query::Pattern(pattern) => {
                let fits = self.tokens.iter().filter(|token| pattern.fits(token));
                Some(fits.map(|token| [token.start, token.end].into()).collect::<Vec<Place>>())
                    .filter(|places| !places.is_empty())
            }
            Query::Alike(alike) => {
                let of_row = |row: &Vec<Slot>| self.in_row(row.len(), |slot, _, token| row[slot].fits(token));
                let places: Vec<Place> = alike.rows.iter().flat_map(of_row).collect();
                Some(places).filter(|places| !places.is_empty())
            }
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

    /// Whether a word stands in the text.
    pub(crate) fn has(&self, sought: &Token) -> bool {
        self.tokens.iter().any(|token| token.is(sought))
    }

    /// Each word of a group is a place of its own.
    fn near(&self, near: &Near) -> Vec<Place> {
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
            |(first, after): Stand| Some([whole.get(first as usize)?.start, whole.get(after as usize - 1)?.end].into());
        taken.into_iter().filter_map(place).collect()
    }

    /// The stem of a word in the scope's language, if it has stems; those of the tokens are at hand afterwards.
    fn stem(&mut self, plain: &str) -> Option<String> {
        if self.stems.is_none() {
            let mut stems = self.scope.language.and_then(Stems::of)?;
            let of = |token: &Token| token.stemmable().map(|plain| stems.term(plain).to_owned());
            self.stemmed = self.tokens.iter().map(of).collect();
            self.stems = Some(stems);
        }
        self.stems.as_mut().map(|stems| stems.term(plain).to_owned())
    }

    fn words(&mut self, words: &Words) -> Vec<Place> {
        let stem = words.stemmable().and_then(|plain| self.stem(plain));
        let last = words.tokens.len() - 1;
        let mut places = self.in_row(words.tokens.len(), |slot, token_idx, token| {
            let same_stem = stem.is_some() && self.stemmed.get(token_idx) == Some(&stem);
            let sought = &words.tokens[slot];
            same_stem
                || if slot == last && words.form == Form::Prefix { token.begins_as(sought) } else { token.is(sought) }
        });
        places.extend(self.code(words));
        places
    }

    /// Where words stand in a row that begins in the text itself: `fits` is asked for each place of the row, with the number
    /// of a token.
    fn in_row(&self, n_slots: usize, fits: impl Fn(usize, usize, &Token) -> bool) -> Vec<Place> {
        let mut under_way: Vec<Begun> = Vec::new();
        let mut places = Vec::new();
        let n_own = self.tokens.len();
        let own_end = self.tokens.iter().map(|token| token.end).max().unwrap_or(0);
        let ahead_start = self.ahead.first().map_or(0, |token| token.start);
        for (token_idx, token) in self.tokens.iter().chain(&self.ahead).enumerate() {
            let is_own = token_idx < n_own;
            if !is_own && under_way.is_empty() {
                break;
            }
            under_way.retain(|begun| begun.next >= token.index);
            let here = Begun { slot: 0, next: token.index, start: token.start };
            let due = under_way.iter().copied().filter(|begun| begun.next == token.index);
            let gone_on: Vec<Begun> =
                due.chain(is_own.then_some(here)).filter(|begun| fits(begun.slot, token_idx, token)).collect();
            let next = token.index + 1 + u32::from(token.joined);
            for begun in gone_on {
                if begun.slot + 1 < n_slots {
                    under_way.push(Begun { slot: begun.slot + 1, next, ..begun });
                    continue;
                }
                places.push(match is_own {
                    true => [begun.start, token.end].into(),
                    false => Place { span: [begun.start, own_end], ahead: Some([ahead_start, token.end]) },
                });
            }
        }
        places
    }

    /// Where a word is met as a code; one that is several tokens as one token, too.
    fn code(&self, words: &Words) -> Vec<Place> {
        match words.code() {
            Some(sought) if words.tokens.len() > 1 => self.codes(&sought).chain(self.alone(&sought)).collect(),
            Some(sought) => self.codes(&sought).collect(),
            None => Vec::new(),
        }
    }

    /// Where a code stands, put together or in part.
    fn codes(&self, sought: &str) -> impl Iterator<Item = Place> {
        let codes = self.codes.get_or_init(|| codes(self.scope.text, &self.tokens));
        codes.iter().filter(move |code| code.term == sought).map(|code| code.span.into())
    }

    /// Where a code is a token by itself.
    fn alone(&self, sought: &str) -> impl Iterator<Item = Place> {
        let here = self.tokens.iter().filter(move |token| token.term == sought);
        here.map(|token| [token.start, token.end].into())
    }
}

/// Words in a row under way.
#[derive(Clone, Copy)]
struct Begun {
    /// The place of the row that is due.
    slot: usize,
    /// The number of the token it has to be.
    next: u32,
    /// Where the row began.
    start: u32,
}
