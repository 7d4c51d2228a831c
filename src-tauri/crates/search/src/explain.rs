//! Why a document is found, or is not: every part of a query, and where in the document it holds.

use crate::query::{Query, Words};
use crate::run::Resolved;
use crate::spans::{Looking, marked};
use crate::{Marks, Scope};

/// So many of the entries in which a part holds are named.
pub const MOST_NAMED: usize = 5;

/// A part of a query, and how it stands in a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Part<'q> {
    /// The part.
    pub query: &'q Query,
    /// In how many of the document's entries it holds.
    pub n: u64,
    /// The first of them: which one it is of those that were looked at, from 0, and what of it is marked.
    pub first: Vec<(usize, Marks)>,
    /// Of words in a row or near each other: in how many entries all of them stand, whichever way.
    pub n_loose: u64,
    /// The first of these.
    pub loose: Option<usize>,
    /// Of words in a row: which of them were met somewhere in the document.
    met: Vec<bool>,
    /// Whether it holds for the document as a whole, as `in:document` asks.
    pub of_document: bool,
    /// The parts it consists of.
    pub parts: Vec<Part<'q>>,
}

/// Looks at the entries of one document, one after another.
#[derive(Debug)]
pub struct Explaining<'q> {
    root: Part<'q>,
    n_seen: usize,
}

impl<'q> Explaining<'q> {
    /// Before any entry is looked at.
    pub fn new(query: &'q Query) -> Explaining<'q> {
        Explaining { root: Part::new(query), n_seen: 0 }
    }

    /// Looks at the next entry.
    pub fn look(&mut self, scope: &Scope<'_>) {
        self.root.look(self.n_seen, &mut Looking::at(scope));
        self.n_seen += 1;
    }

    /// What came of it; `doc` is the document, `resolved` what the fields of the query stand for.
    pub fn done(mut self, doc: u64, resolved: &Resolved) -> Part<'q> {
        self.root.settle(doc, resolved);
        self.root
    }
}

impl<'q> Part<'q> {
    fn new(query: &'q Query) -> Part<'q> {
        let parts = match query {
            Query::And(parts) | Query::Or(parts) => parts.iter().map(Part::new).collect(),
            Query::Not(part) | Query::InDocument(part) => vec![Part::new(part)],
            Query::Words(_)
            | Query::Parts(_)
            | Query::Near(_)
            | Query::Pattern(_)
            | Query::Alike(_)
            | Query::Field(_) => Vec::new(),
        };
        let n_words = match query {
            Query::Words(words) if words.tokens.len() > 1 => words.tokens.len(),
            _ => 0,
        };
        Part {
            met: vec![false; n_words],
            query,
            n: 0,
            first: Vec::new(),
            n_loose: 0,
            loose: None,
            of_document: false,
            parts,
        }
    }

    fn look(&mut self, number: usize, looking: &mut Looking<'_>) {
        if let Some(places) = looking.places(self.query) {
            self.n += 1;
            if self.first.len() < MOST_NAMED {
                self.first.push((number, marked(places)));
            }
        }
        if looking.has_loosely(self.query) {
            self.n_loose += 1;
            self.loose.get_or_insert(number);
        }
        if let Query::Words(words) = self.query {
            for (is_met, token) in self.met.iter_mut().zip(&words.tokens) {
                *is_met = *is_met || looking.has(token);
            }
        }
        self.parts.iter_mut().for_each(|part| part.look(number, looking));
    }

    /// Of words in a row: whether each of them stands somewhere in the document.
    pub fn is_scattered(&self) -> bool {
        !self.met.is_empty() && self.met.iter().all(|is_met| *is_met)
    }

    fn settle(&mut self, doc: u64, resolved: &Resolved) {
        self.parts.iter_mut().for_each(|part| part.settle(doc, resolved));
        let hold = || self.parts.iter().map(|part| part.of_document);
        self.of_document = match self.query {
            Query::And(_) => hold().all(|holds| holds),
            Query::Or(_) => hold().any(|holds| holds),
            Query::Not(_) => !hold().any(|holds| holds),
            Query::InDocument(_) => hold().all(|holds| holds),
            Query::Field(term) => {
                resolved.documents(term.field, &term.value).is_some_and(|documents| documents.contains(doc))
            }
            Query::Words(_) | Query::Parts(_) | Query::Near(_) | Query::Pattern(_) | Query::Alike(_) => self.n > 0,
        };
    }
}

impl Looking<'_> {
    /// Whether all words of a phrase or a group stand in the text, wherever.
    fn has_loosely(&self, query: &Query) -> bool {
        match query {
            Query::Words(Words { tokens, .. }) if tokens.len() > 1 => tokens.iter().all(|token| self.has(token)),
            Query::Near(near) => near.rows.iter().flatten().all(|token| self.has(token)),
            _ => false,
        }
    }
}
