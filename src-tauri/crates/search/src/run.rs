//! Running a query: exact totals, stable pages.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};
use std::ops::Range;
use std::sync::atomic::{self, AtomicUsize};
use std::sync::{Mutex, PoisonError};

use tantivy::query::{AllQuery, BooleanQuery, EnableScoring, Occur, Query as EngineQuery, Scorer, Weight};
use tantivy::{DocId, Searcher, SegmentReader};

use crate::compile::{Lexicon, compile, in_documents};
use crate::error::guarded;
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
        let searcher = self.reader.searcher();
        let engine_query = self.compiled(query, &searcher, &resolved, within)?;
        let reach = self.reach(query, &searcher);
        let (total, hits) = guarded(|| collect(&searcher, engine_query.as_ref(), reach, sort, page))?;
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
                let mut rest = self.documents_of(&AllQuery)?;
                rest.remove(&of(part)?);
                rest
            }
            Query::Field(term) => resolved.documents(term.field, &term.value).cloned().unwrap_or_default(),
            Query::InDocument(inner) => resolved.in_document(inner).clone(),
            Query::Words(_) | Query::Parts(_) | Query::Near(_) | Query::Pattern(_) | Query::Alike(_) => {
                let searcher = self.reader.searcher();
                let lexicon = Lexicon { fields: &self.fields, searcher: &searcher };
                self.documents_of(compile(question, &lexicon, resolved)?.as_ref())?
            }
        })
    }

    /// The documents that any entry of matches.
    fn documents_of(&self, query: &dyn EngineQuery) -> Result<DocSet, Error> {
        let searcher = self.reader.searcher();
        let visit = |documents: &mut DocSet, _, columns: &Columns, entry, _| _ = documents.insert((columns.doc)(entry));
        let found = guarded(|| each_match(&searcher, query, Reach::Unknown, DocSet::new, visit))?;
        Ok(merged(found, |documents, more| documents.add(&more)))
    }

    /// How far a query reaches.
    pub(crate) fn reach(&self, query: &Query, searcher: &Searcher) -> Reach {
        let n_likely = Lexicon { fields: &self.fields, searcher }.n_likely(query);
        if n_likely.is_some_and(|n| n < FEW_HITS) { Reach::Few } else { Reach::Unknown }
    }

    /// The query as the engine runs it by this searcher, and by no other: what is nowhere in it is left out.
    pub(crate) fn compiled(
        &self,
        query: &Query,
        searcher: &Searcher,
        resolved: &Resolved,
        within: Option<&DocSet>,
    ) -> Result<Box<dyn EngineQuery>, Error> {
        let compiled = compile(query, &Lexicon { fields: &self.fields, searcher }, resolved)?;
        Ok(match within {
            Some(documents) => {
                let within = in_documents(documents, &self.fields);
                Box::new(BooleanQuery::new(vec![(Occur::Must, compiled), (Occur::Must, within)]))
            }
            None => compiled,
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

fn collect(
    searcher: &Searcher,
    query: &dyn EngineQuery,
    reach: Reach,
    sort: Sort<'_>,
    page: Page,
) -> Result<(u64, Vec<Hit>), Error> {
    let n_kept = page.offset.saturating_add(page.limit);
    let begin = || (0, BinaryHeap::<Ranked>::new());
    let found = each_match(searcher, query, reach, begin, |(total, best), _, columns, entry, score| {
        *total += 1;
        if page.limit == 0 {
            return;
        }
        let rank = sort.rank(|| (columns.doc)(entry), score);
        let full = best.len() >= n_kept;
        // Most are told by their rank, of those with the same most by their document: the rest is looked up for few.
        let is_after = |worst: &Ranked| match rank.cmp(&worst.rank) {
            Ordering::Equal => (columns.doc)(entry) > worst.hit.doc,
            order => order == Ordering::Greater,
        };
        if full && best.peek().is_some_and(is_after) {
            return;
        }
        best.push(Ranked { rank, hit: columns.hit(entry, score) });
        if full {
            best.pop();
        }
    })?;
    let (total, best) = merged(found, |(total, best), (n_more, mut more)| {
        *total += n_more;
        best.append(&mut more);
    });
    let hits = best.into_sorted_vec().into_iter().skip(page.offset).take(page.limit).map(|ranked| ranked.hit).collect();
    Ok((total, hits))
}

/// Entries from which on a second thread is worth waking. Tests, which search few, use it all the same.
const SHARED_FROM: u32 = if cfg!(test) { 1 } else { 50_000 };
/// Hits up to which one thread is done before a second one is awake.
const FEW_HITS: u64 = if cfg!(test) { 3 } else { 50_000 };
/// Parts that the work is cut into for each thread: the last ones to end keep no other waiting for long.
const PARTS_A_THREAD: u32 = 2;
/// The least part.
const LEAST_PART: u32 = if cfg!(test) { 2 } else { 20_000 };

/// How many entries of the index a query goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// So few that one thread does it best.
    Few,
    /// As many as there are, for all that is known.
    Unknown,
}

/// A part of the index: entries of a segment.
pub(crate) struct Part<'s> {
    /// The segment's number.
    pub number: u32,
    pub segment: &'s SegmentReader,
    entries: Range<DocId>,
}

impl Part<'_> {
    /// Visits every entry in it that matches and was not deleted.
    pub fn each(&self, weight: &dyn Weight, mut visit: impl FnMut(DocId, &mut dyn Scorer)) -> Result<(), Error> {
        let alive = self.segment.alive_bitset();
        let mut scorer = weight.scorer(self.segment, 1.0)?;
        let mut entry = scorer.doc();
        if entry < self.entries.start {
            entry = scorer.seek(self.entries.start);
        }
        while entry < self.entries.end {
            if alive.is_none_or(|alive| alive.is_alive(entry)) {
                visit(entry, scorer.as_mut());
            }
            entry = scorer.advance();
        }
        Ok(())
    }
}

/// What threads gather, each for itself, as they go through the parts of the index.
pub(crate) fn gather<G: Send>(
    searcher: &Searcher,
    reach: Reach,
    begin: impl Fn() -> G + Sync,
    visit: impl Fn(&mut G, &Part<'_>) -> Result<(), Error> + Sync,
) -> Result<Vec<G>, Error> {
    let n_entries: u32 = searcher.segment_readers().iter().map(|segment| segment.max_doc()).sum();
    let is_shared = reach == Reach::Unknown && n_entries >= SHARED_FROM;
    let n_threads = if is_shared { rayon::current_num_threads() } else { 1 };
    let most = (n_entries / (n_threads as u32 * PARTS_A_THREAD)).max(LEAST_PART);
    let mut parts = Vec::new();
    for (number, segment) in (0..).zip(searcher.segment_readers()) {
        let n_parts = if is_shared { segment.max_doc().div_ceil(most).max(1) } else { 1 };
        let len = segment.max_doc().div_ceil(n_parts);
        parts.extend((0..n_parts).map(|n| {
            let entries = n * len..((n + 1) * len).min(segment.max_doc());
            Part { number, segment, entries }
        }));
    }
    let (next, gathered) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let work = || {
        let mut mine = begin();
        let mut outcome = Ok(());
        while let Some(part) = parts.get(next.fetch_add(1, atomic::Ordering::Relaxed)) {
            outcome = outcome.and_then(|()| visit(&mut mine, part));
        }
        let mut gathered = gathered.lock().unwrap_or_else(PoisonError::into_inner);
        gathered.push(outcome.map(|()| mine));
    };
    // A panic over damaged files comes up here, whichever thread it was in.
    rayon::in_place_scope(|scope| {
        for _ in 1..n_threads.min(parts.len()) {
            scope.spawn(|_| work());
        }
        work();
    });
    gathered.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().collect()
}

/// What all threads gathered as one.
pub(crate) fn merged<G: Default>(gathered: Vec<G>, mut merge: impl FnMut(&mut G, G)) -> G {
    let mut parts = gathered.into_iter();
    let mut all = parts.next().unwrap_or_default();
    parts.for_each(|part| merge(&mut all, part));
    all
}

/// Visits every entry that matches and was not deleted: with the number of its segment, what the segment keeps, its
/// number there and its score. Gives back what each thread gathered.
pub(crate) fn each_match<G: Send>(
    searcher: &Searcher,
    query: &dyn EngineQuery,
    reach: Reach,
    begin: impl Fn() -> G + Sync,
    visit: impl Fn(&mut G, u32, &Columns, DocId, f32) + Sync,
) -> Result<Vec<G>, Error> {
    let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
    let columns = Columns::of_all(searcher)?;
    gather(searcher, reach, begin, |gathered, part| {
        let columns = &columns[part.number as usize];
        part.each(weight.as_ref(), |entry, scorer| visit(gathered, part.number, columns, entry, scorer.score()))
    })
}

type Column = Box<dyn Fn(DocId) -> u64 + Send + Sync>;

/// What the index keeps of an entry besides its words.
pub(crate) struct Columns {
    pub(crate) doc: Column,
    unit: Column,
    row: Column,
    start: Column,
}

impl Columns {
    /// Those of every segment, by its number.
    pub(crate) fn of_all(searcher: &Searcher) -> Result<Vec<Columns>, Error> {
        searcher.segment_readers().iter().map(Columns::of).collect()
    }

    pub(crate) fn of(segment: &SegmentReader) -> Result<Columns, Error> {
        let column = |name: &str| -> Result<Column, Error> {
            let values = segment.fast_fields().u64(name)?.first_or_default_col(0);
            Ok(Box::new(move |entry| values.get_val(entry)))
        };
        Ok(Columns { doc: column("doc")?, unit: column("unit")?, row: column("row")?, start: column("start")? })
    }

    pub(crate) fn hit(&self, entry: DocId, score: f32) -> Hit {
        Hit {
            doc: (self.doc)(entry),
            unit: (self.unit)(entry) as u32,
            row: (self.row)(entry).checked_sub(1).map(|row| row as u32),
            start: (self.start)(entry) as u32,
            score,
        }
    }
}
