//! Running a query: exact totals, stable pages.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

use tantivy::query::AllQuery;

use crate::matching::{Compiled, merged};
use crate::phrase::steps;
use crate::query::{Field, Query};
use crate::{DocSet, Error, Index, SyntaxError, Unresolved};

/// Turns a field and its value into documents.
pub type Resolver<'a> = dyn Fn(Field, &str) -> Result<DocSet, Unresolved> + 'a;

/// Which part of the hits to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// How many hits to pass over.
    pub offset: usize,
    /// How many to give at most.
    pub limit: usize,
}

/// In which order hits come. Equal ones come by document, unit and row.
#[derive(Clone, Copy)]
pub enum Sort<'a> {
    /// Best first (BM25 over all entries of the index).
    Relevance,
    /// By a number of the document, such as its date.
    Key {
        /// The number.
        key: &'a (dyn Fn(u64) -> i64 + Sync),
        /// Which way.
        order: Order,
    },
}

impl Sort<'_> {
    /// What an entry is ordered by: the least first.
    pub(crate) fn rank(&self, doc: impl FnOnce() -> u64, score: f32) -> i64 {
        match self {
            Sort::Relevance => -i64::from(steps(score)),
            Sort::Key { key, order: Order::Ascending } => key(doc()),
            // Not the negative, which the least number does not have.
            Sort::Key { key, order: Order::Descending } => !key(doc()),
        }
    }
}

/// Which way a key sorts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Least first.
    Ascending,
    /// Greatest first.
    Descending,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// How many entries match, exactly.
    pub total: u64,
    /// The hits of the page asked for.
    pub hits: Vec<Hit>,
    /// What the fields of the query stood for; [`crate::spans`] needs it.
    pub resolved: Resolved,
}

/// An entry that matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The document's ordinal.
    pub doc: u64,
    /// The unit's number.
    pub unit: u32,
    /// The row's number; `None` outside tables.
    pub row: Option<u32>,
    /// Where the row's text begins in the unit's text, in Unicode scalar values.
    pub start: u32,
    /// BM25, in steps of 1/1024; 0 if only negations and fields were asked for.
    pub score: f32,
}

/// The documents each field and value of a query stood for, and those that what is asked of whole documents is true of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Resolved {
    fields: BTreeMap<Field, BTreeMap<String, DocSet>>,
    /// By the question as it is shown.
    whole: BTreeMap<String, DocSet>,
    none: DocSet,
}

impl Resolved {
    /// Looks all fields of a query up, each once.
    pub(crate) fn fields_of(query: &Query, resolver: &Resolver<'_>) -> Result<Resolved, Error> {
        let mut resolved = Resolved::default();
        for term in query.field_terms() {
            let values = resolved.fields.entry(term.field).or_default();
            if values.contains_key(&term.value) {
                continue;
            }
            let documents = resolver(term.field, &term.value).map_err(|error| match error {
                Unresolved::Value { message, hint } => {
                    Error::Syntax(SyntaxError { at: term.at, len: term.len, message, hint })
                }
                Unresolved::Failed(source) => Error::Lookup { field: term.field.name(), source },
            })?;
            values.insert(term.value.clone(), documents);
        }
        Ok(resolved)
    }

    /// The documents of a field's value; `None` if the query did not name it.
    pub fn documents(&self, field: Field, value: &str) -> Option<&DocSet> {
        self.fields.get(&field)?.get(value)
    }

    /// The documents that a question about whole documents is true of.
    pub(crate) fn in_document(&self, question: &Query) -> &DocSet {
        self.whole.get(&question.to_string()).unwrap_or(&self.none)
    }
}

impl Index {
    /// Finds the entries that match `query`, within the documents of `within` if given.
    ///
    /// Within one state of the index, pages neither overlap nor leave anything out, and do not depend on how the index is
    /// laid out in files. Deleted entries are never found, but count in BM25's statistics until they are merged away, so
    /// after deletions the order by relevance may shift a little once more when that happens.
    ///
    /// # Errors
    /// [`Error::Syntax`] or [`Error::Lookup`] if a field cannot be resolved; [`Error::Damaged`], [`Error::Medium`].
    pub fn search(
        &self,
        query: &Query,
        resolver: &Resolver<'_>,
        within: Option<&DocSet>,
        sort: Sort<'_>,
        page: Page,
    ) -> Result<Answer, Error> {
        let resolved = self.resolved(query, resolver)?;
        let (total, hits) = collect(&self.compiled(query, &resolved, within)?, sort, page)?;
        Ok(Answer { total, hits, resolved })
    }

    /// Looks up what a query says of documents: fields by the resolver, whole documents in the index.
    pub(crate) fn resolved(&self, query: &Query, resolver: &Resolver<'_>) -> Result<Resolved, Error> {
        let mut resolved = Resolved::fields_of(query, resolver)?;
        for question in query.of_documents() {
            let documents = self.documents_with(question, &resolved)?;
            resolved.whole.insert(question.to_string(), documents);
        }
        Ok(resolved)
    }

    /// The documents that a question is true of as a whole.
    fn documents_with(&self, question: &Query, resolved: &Resolved) -> Result<DocSet, Error> {
        let of = |part: &Query| self.documents_with(part, resolved);
        Ok(match question {
            Query::And(parts) => {
                let mut all = of(&parts[0])?;
                for part in &parts[1..] {
                    all.keep(&of(part)?);
                }
                all
            }
            Query::Or(parts) => {
                let mut any = DocSet::new();
                for part in parts {
                    any.add(&of(part)?);
                }
                any
            }
            Query::Not(part) => {
                let mut rest = self.documents_of(&self.as_compiled(Box::new(AllQuery), None))?;
                rest.remove(&of(part)?);
                rest
            }
            Query::Field(term) => resolved.documents(term.field, &term.value).cloned().unwrap_or_default(),
            Query::InDocument(inner) => resolved.in_document(inner).clone(),
            Query::Words(_) | Query::Parts(_) | Query::Near(_) | Query::Pattern(_) | Query::Alike(_) => {
                self.documents_of(&self.compiled(question, resolved, None)?)?
            }
        })
    }
}

/// A hit with its rank; the least comes first.
struct Ranked {
    rank: i64,
    hit: Hit,
}

impl Ranked {
    fn order(&self) -> (i64, u64, u32, Option<u32>, u32) {
        (self.rank, self.hit.doc, self.hit.unit, self.hit.row, self.hit.start)
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order().cmp(&other.order())
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

fn collect(compiled: &Compiled, sort: Sort<'_>, page: Page) -> Result<(u64, Vec<Hit>), Error> {
    let n_kept = page.offset.saturating_add(page.limit);
    let begin = || (0, BinaryHeap::<Ranked>::new());
    let found = compiled.each_match(begin, |(total, best), _, columns, entry, score| {
        *total += 1;
        if page.limit == 0 {
            return Ok(());
        }
        let rank = sort.rank(|| (columns.doc)(entry), score);
        let full = best.len() >= n_kept;
        // Most are told by their rank, of those with the same most by their document: the rest is looked up for few.
        let is_after = |worst: &Ranked| match rank.cmp(&worst.rank) {
            Ordering::Equal => (columns.doc)(entry) > worst.hit.doc,
            order => order == Ordering::Greater,
        };
        if full && best.peek().is_some_and(is_after) {
            return Ok(());
        }
        best.push(Ranked { rank, hit: columns.hit(entry, score)? });
        if full {
            best.pop();
        }
        Ok(())
    })?;
    let (total, best) = merged(found, |(total, best), (n_more, mut more)| {
        *total += n_more;
        best.append(&mut more);
    });
    let hits = best.into_sorted_vec().into_iter().skip(page.offset).take(page.limit).map(|ranked| ranked.hit).collect();
    Ok((total, hits))
}
