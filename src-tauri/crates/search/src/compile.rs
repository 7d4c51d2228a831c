//! From a query to the engine's queries.

use std::ops::Bound;

use tantivy::query::doc_predicate_query::{DocPredicateQuery, FunctionPredicate};
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, FuzzyTermQuery, Occur, Query as EngineQuery, RangeQuery, RegexQuery,
    TermSetQuery,
};
use tantivy::schema::Field;
use tantivy::{DocId, Searcher, SegmentReader, Term};

use crate::alike;
use crate::codes::in_parts;
use crate::near::Near;
use crate::pattern::{Like, Pattern};
use crate::phrase::Phrase;
use crate::query::{Form, Query, Words};
use crate::run::Resolved;
use crate::schema::Fields;
use crate::stem::Stems;
use crate::tokens::Token;
use crate::{DocSet, Error};

/// Sets up to this size are looked up document by document; larger ones are a filter over all entries.
const FEW: u64 = 64;

/// Words of the same stem, and codes written otherwise, count half of the word itself.
const OTHERWISE_BOOST: f32 = 0.5;

/// What a query is compiled for: the fields, and the words that are in them.
pub(crate) struct Lexicon<'a> {
    pub fields: &'a Fields,
    pub searcher: &'a Searcher,
}

impl Lexicon<'_> {
    /// In how many entries a term stands; `None` where that cannot be told.
    fn n_entries(&self, field: Field, term: &str) -> Option<u64> {
        self.searcher.doc_freq(&Term::from_field_text(field, term)).ok()
    }

    /// How many entries about are gone through for a query; `None` where that is not known before, or each of them takes
    /// longer than a single word does.
    pub fn n_likely(&self, query: &Query) -> Option<u64> {
        match query {
            Query::Words(words) if words.form != Form::Prefix => match words.tokens.as_slice() {
                [only] => only.forms().map(|form| self.n_entries(self.fields.text, form)).sum(),
                _ => None,
            },
            Query::And(parts) => {
                let parts: Option<Vec<u64>> = parts.iter().map(|part| self.n_likely(part)).collect();
                parts?.into_iter().min()
            }
            Query::Or(parts) => parts.iter().map(|part| self.n_likely(part)).sum(),
            _ => None,
        }
    }
}

/// The engine's query for `query`.
pub(crate) fn compile(
    query: &Query,
    lexicon: &Lexicon<'_>,
    resolved: &Resolved,
) -> Result<Box<dyn EngineQuery>, Error> {
    Ok(match query {
        Query::And(parts) => {
            let mut clauses: Vec<(Occur, Box<dyn EngineQuery>)> = Vec::with_capacity(parts.len());
            for part in parts {
                clauses.push(match part {
                    Query::Not(inner) => (Occur::MustNot, compile(inner, lexicon, resolved)?),
                    _ => (Occur::Must, compile(part, lexicon, resolved)?),
                });
            }
            if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
                clauses.push((Occur::Must, everything()));
            }
            Box::new(BooleanQuery::new(clauses))
        }
        Query::Or(parts) => any_of(parts.iter(), lexicon, resolved)?,
        Query::Not(part) => Box::new(BooleanQuery::new(vec![
            (Occur::Must, everything()),
            (Occur::MustNot, compile(part, lexicon, resolved)?),
        ])),
        Query::Words(words) => compile_words(words, lexicon),
        Query::Parts(parts) => compile_parts(parts, lexicon),
        Query::Near(near) => compile_near(near, lexicon.fields),
        Query::Pattern(pattern) => compile_pattern(pattern, lexicon.fields)?,
        Query::Alike(alike) => alike::compile(alike, lexicon.fields),
        Query::InDocument(inner) => {
            let documents = in_documents(resolved.in_document(inner), lexicon.fields);
            match inner.found_by() {
                parts if parts.is_empty() => documents,
                parts => {
                    let words = any_of(parts.into_iter(), lexicon, resolved)?;
                    Box::new(BooleanQuery::new(vec![(Occur::Must, documents), (Occur::Must, words)]))
                }
            }
        }
        Query::Field(term) => match resolved.documents(term.field, &term.value) {
            Some(documents) => in_documents(documents, lexicon.fields),
            None => in_documents(&DocSet::new(), lexicon.fields),
        },
    })
}

fn any_of<'a>(
    parts: impl Iterator<Item = &'a Query>,
    lexicon: &Lexicon<'_>,
    resolved: &Resolved,
) -> Result<Box<dyn EngineQuery>, Error> {
    let mut clauses: Clauses = Vec::new();
    for part in parts {
        match part {
            // Each way of a word by itself: gathered word by word and then all together takes twice as long.
            Query::Words(words) => clauses.extend(ways_of(words, lexicon)),
            part => clauses.push((Occur::Should, compile(part, lexicon, resolved)?)),
        }
    }
    Ok(Box::new(BooleanQuery::new(clauses)))
}

/// Entries of these documents; adds nothing to the score.
pub(crate) fn in_documents(documents: &DocSet, fields: &Fields) -> Box<dyn EngineQuery> {
    let inner: Box<dyn EngineQuery> = if documents.len() <= FEW {
        Box::new(TermSetQuery::new(documents.iter().map(|doc| Term::from_field_u64(fields.doc, doc))))
    } else {
        let documents = std::sync::Arc::new(documents.clone());
        let filter = FunctionPredicate::from(move |segment: &SegmentReader| {
            let of_entry = segment.fast_fields().u64("doc")?.first_or_default_col(0);
            let documents = documents.clone();
            Ok(move |entry: DocId| documents.contains(of_entry.get_val(entry)))
        });
        Box::new(DocPredicateQuery::from(filter))
    };
    Box::new(ConstScoreQuery::new(inner, 0.0))
}

fn everything() -> Box<dyn EngineQuery> {
    Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))
}

type Clauses = Vec<(Occur, Box<dyn EngineQuery>)>;

fn compile_words(words: &Words, lexicon: &Lexicon<'_>) -> Box<dyn EngineQuery> {
    let mut clauses = ways_of(words, lexicon);
    match clauses.pop() {
        Some((_, only)) if clauses.is_empty() => only,
        last => Box::new(BooleanQuery::new(clauses.into_iter().chain(last).collect())),
    }
}

/// The ways in which words may be met, each for itself.
fn ways_of(words: &Words, lexicon: &Lexicon<'_>) -> Clauses {
    let fields = lexicon.fields;
    let mut terms: Vec<Vec<String>> = words.tokens.iter().map(forms).collect();
    let prefix = match words.form {
        Form::Prefix => terms.pop().unwrap_or_default(),
        Form::Bare | Form::Quoted => Vec::new(),
    };
    if terms.is_empty() {
        let all: Box<dyn EngineQuery> = match prefix.as_slice() {
            [one] => all_with_prefix(one, fields),
            several => {
                let clause = |prefix: &String| (Occur::Should, all_with_prefix(prefix, fields));
                // Found by one of its forms or by two, a word counts the same.
                let any = BooleanQuery::new(several.iter().map(clause).collect());
                Box::new(ConstScoreQuery::new(Box::new(any), 1.0))
            }
        };
        return vec![(Occur::Should, all)];
    }
    let exact =
        Box::new(Phrase { field: fields.text, ahead: Some(fields.ahead), terms, prefix, near: None, boost: 1.0 });
    let mut clauses: Clauses = vec![(Occur::Should, exact)];
    let mut or = |field, term: String, boost| {
        // Of the stems in all languages most are nowhere: each would be looked up in every part of the index.
        if lexicon.n_entries(field, &term) == Some(0) {
            return;
        }
        let one = Phrase { field, ahead: None, terms: vec![vec![term]], prefix: Vec::new(), near: None, boost };
        clauses.push((Occur::Should, Box::new(one)));
    };
    if let Some(code) = words.code() {
        if words.tokens.len() > 1 {
            or(fields.text, code.clone(), 1.0);
        }
        or(fields.code, code, OTHERWISE_BOOST);
    }
    if let Some(plain) = words.stemmable() {
        for mut stems in Stems::all() {
            or(fields.stem, stems.term(plain).to_owned(), OTHERWISE_BOOST);
        }
    }
    clauses
}

/// Each of the words, or all of them as one code.
fn compile_parts(parts: &[Words], lexicon: &Lexicon<'_>) -> Box<dyn EngineQuery> {
    let fields = lexicon.fields;
    let each = parts.iter().map(|words| (Occur::Must, compile_words(words, lexicon))).collect();
    let mut clauses: Vec<(Occur, Box<dyn EngineQuery>)> = vec![(Occur::Should, Box::new(BooleanQuery::new(each)))];
    if let Some(term) = in_parts(parts) {
        for (field, boost) in [(fields.text, 1.0), (fields.code, OTHERWISE_BOOST)] {
            let terms = vec![vec![term.clone()]];
            let code = Phrase { field, ahead: None, terms, prefix: Vec::new(), near: None, boost };
            clauses.push((Occur::Should, Box::new(code)));
        }
    }
    Box::new(BooleanQuery::new(clauses))
}

fn compile_near(near: &Near, fields: &Fields) -> Box<dyn EngineQuery> {
    let terms = near.rows.iter().flatten().map(forms).collect();
    let near = Some((near.rows.iter().map(Vec::len).collect(), near.widest()));
    Box::new(Phrase { field: fields.text, ahead: None, terms, prefix: Vec::new(), near, boost: 1.0 })
}

fn forms(token: &Token) -> Vec<String> {
    token.forms().map(str::to_owned).collect()
}

/// Entries with any word that is like this; of similar words the one that was typed counts more.
fn compile_pattern(pattern: &Pattern, fields: &Fields) -> Result<Box<dyn EngineQuery>, Error> {
    Ok(match &pattern.like {
        Like::Near { term, distance } => {
            let sought = Term::from_field_text(fields.text, term);
            let similar: Box<dyn EngineQuery> = Box::new(FuzzyTermQuery::new(sought, *distance, true));
            let terms = vec![vec![term.clone()]];
            let exact = Phrase { field: fields.text, ahead: None, terms, prefix: Vec::new(), near: None, boost: 1.0 };
            Box::new(BooleanQuery::new(vec![(Occur::Should, similar), (Occur::Should, Box::new(exact))]))
        }
        // Folded words are letters, digits and marks: none of them means anything in an expression.
        Like::Open(pieces) => {
            Box::new(RegexQuery::from_pattern(&pieces.join(".*"), fields.text).map_err(|_| pattern.too_open())?)
        }
    })
}

/// Entries with any word that begins so; they all count the same.
fn all_with_prefix(prefix: &str, fields: &Fields) -> Box<dyn EngineQuery> {
    // Of the strings that do not begin with the prefix, this is the least one above it: no character follows U+10FFFF.
    let mut above = prefix.to_owned();
    let mut upper = Bound::Unbounded;
    while let Some(last) = above.pop() {
        let next = (u32::from(last) + 1..=0x0010_FFFF).find_map(char::from_u32);
        if let Some(next) = next {
            above.push(next);
            upper = Bound::Excluded(Term::from_field_text(fields.text, &above));
            break;
        }
    }
    let lower = Bound::Included(Term::from_field_text(fields.text, prefix));
    Box::new(ConstScoreQuery::new(Box::new(RangeQuery::new(lower, upper)), 1.0))
}
