//! Going through the entries of the index that match: in parts, by as many threads as there are.

use std::ops::Range;
use std::sync::atomic::{self, AtomicUsize};
use std::sync::{Mutex, OnceLock, PoisonError};

use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query as EngineQuery, Scorer};
use tantivy::{DocId, Score, Searcher, SegmentReader};

use crate::compile::{Lexicon, compile, in_documents};
use crate::error::guarded;
use crate::phrase::{OneTerm, PhraseScorer};
use crate::query::Query;
use crate::run::Resolved;
use crate::{DocSet, Error, Hit, Index};

/// A query as the engine runs it, by the searcher it was compiled by and by no other: words that are nowhere in its files
/// are left out.
pub(crate) struct Compiled {
    pub searcher: Searcher,
    query: Box<dyn EngineQuery>,
    reach: Reach,
}

/// How many entries of the index a query goes through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// So few that one thread does it best.
    Few,
    /// As many as there are, for all that is known.
    Unknown,
}

impl Index {
    /// Compiles a query, within the documents of `within` if given.
    pub(crate) fn compiled(
        &self,
        query: &Query,
        resolved: &Resolved,
        within: Option<&DocSet>,
    ) -> Result<Compiled, Error> {
        let searcher = self.reader.searcher();
        let lexicon = Lexicon { fields: &self.fields, searcher: &searcher };
        let (compiled, n_likely) = guarded(|| Ok((compile(query, &lexicon, resolved)?, lexicon.n_likely(query))))?;
        let reach = if n_likely.is_some_and(|n| n < FEW_HITS) { Reach::Few } else { Reach::Unknown };
        Ok(Compiled { query: self.only_within(compiled, within), searcher, reach })
    }

    /// A query of the engine's own, within the documents of `within` if given.
    pub(crate) fn as_compiled(&self, query: Box<dyn EngineQuery>, within: Option<&DocSet>) -> Compiled {
        let query = self.only_within(query, within);
        Compiled { searcher: self.reader.searcher(), query, reach: Reach::Unknown }
    }

    fn only_within(&self, query: Box<dyn EngineQuery>, within: Option<&DocSet>) -> Box<dyn EngineQuery> {
        let Some(documents) = within else { return query };
        let within = in_documents(documents, &self.fields);
        Box::new(BooleanQuery::new(vec![(Occur::Must, query), (Occur::Must, within)]))
    }

    /// The documents that any entry of matches.
    pub(crate) fn documents_of(&self, compiled: &Compiled) -> Result<DocSet, Error> {
        let found = compiled.each_entry(DocSet::new, |documents, doc| _ = documents.insert(doc))?;
        Ok(merged(found, |documents, more| documents.add(&more)))
    }
}

impl Compiled {
    /// Visits every entry that matches and was not deleted: with the number of its segment, what the segment keeps, its
    /// number there and its score. Gives back what each thread gathered.
    pub fn each_match<G: Send>(
        &self,
        begin: impl Fn() -> G + Sync,
        visit: impl Fn(&mut G, u32, &Columns<'_>, DocId, Score) -> Result<(), Error> + Sync,
    ) -> Result<Vec<G>, Error> {
        self.each(EnableScoring::enabled_from_searcher(&self.searcher), begin, visit)
    }

    /// As [`Compiled::each_match`] without looking at how good a match is: with its document alone.
    pub fn each_entry<G: Send>(
        &self,
        begin: impl Fn() -> G + Sync,
        visit: impl Fn(&mut G, u64) + Sync,
    ) -> Result<Vec<G>, Error> {
        self.each(EnableScoring::disabled_from_searcher(&self.searcher), begin, |gathered, _, columns, entry, _| {
            visit(gathered, (columns.doc)(entry));
            Ok(())
        })
    }

    fn each<G: Send>(
        &self,
        scoring: EnableScoring<'_>,
        begin: impl Fn() -> G + Sync,
        visit: impl Fn(&mut G, u32, &Columns<'_>, DocId, Score) -> Result<(), Error> + Sync,
    ) -> Result<Vec<G>, Error> {
        guarded(|| {
            let (weight, is_scored) = (self.query.weight(scoring)?, scoring.is_scoring_enabled());
            let columns = Columns::of_all(&self.searcher)?;
            self.gather(begin, |gathered, part| {
                let columns = &columns[part.number as usize];
                let mut scorer = weight.scorer(part.segment, 1.0)?;
                let visit = |entry, score| visit(gathered, part.number, columns, entry, score);
                // Most queries are of one word or phrase; what is done for each hit is compiled for these.
                if let Some(word) = scorer.downcast_mut::<OneTerm>() {
                    part.each_of_word(word, is_scored, visit)
                } else if let Some(phrase) = scorer.downcast_mut::<PhraseScorer>() {
                    part.each(phrase, is_scored, visit)
                } else {
                    part.each(scorer.as_mut(), is_scored, visit)
                }
            })
        })
    }

    /// What threads gather, each for itself, as they go through the parts of the index.
    fn gather<G: Send>(
        &self,
        begin: impl Fn() -> G + Sync,
        visit: impl Fn(&mut G, &Part<'_>) -> Result<(), Error> + Sync,
    ) -> Result<Vec<G>, Error> {
        let n_entries: u32 = self.searcher.segment_readers().iter().map(|segment| segment.max_doc()).sum();
        let is_shared = self.reach == Reach::Unknown && n_entries >= SHARED_FROM;
        let n_threads = if is_shared { rayon::current_num_threads() } else { 1 };
        let most = (n_entries / (n_threads as u32 * PARTS_A_THREAD)).max(LEAST_PART);
        let mut parts = Vec::new();
        for (number, segment) in (0..).zip(self.searcher.segment_readers()) {
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
}

/// Entries from which on a second thread is worth waking. Tests, which search few, use it all the same.
const SHARED_FROM: u32 = if cfg!(test) { 1 } else { 50_000 };
/// Hits up to which one thread is done before a second one is awake.
const FEW_HITS: u64 = if cfg!(test) { 3 } else { 50_000 };
/// Parts that the work is cut into for each thread: the last ones to end keep no other waiting for long.
const PARTS_A_THREAD: u32 = 2;
/// The least part.
const LEAST_PART: u32 = if cfg!(test) { 2 } else { 20_000 };

/// A part of the index: entries of a segment.
struct Part<'s> {
    /// The segment's number.
    number: u32,
    segment: &'s SegmentReader,
    entries: Range<DocId>,
}

impl Part<'_> {
    /// As [`Part::each`], of one word.
    fn each_of_word(
        &self,
        word: &mut OneTerm,
        is_scored: bool,
        mut visit: impl FnMut(DocId, Score) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let alive = self.segment.alive_bitset();
        word.each_within(self.entries.clone(), is_scored, |entry, score| {
            if alive.is_none_or(|alive| alive.is_alive(entry)) { visit(entry, score) } else { Ok(()) }
        })
    }

    /// Visits every entry in it that matches and was not deleted.
    fn each<S: Scorer + ?Sized>(
        &self,
        scorer: &mut S,
        is_scored: bool,
        mut visit: impl FnMut(DocId, Score) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let alive = self.segment.alive_bitset();
        let mut entry = scorer.doc();
        if entry < self.entries.start {
            entry = scorer.seek(self.entries.start);
        }
        while entry < self.entries.end {
            if alive.is_none_or(|alive| alive.is_alive(entry)) {
                visit(entry, if is_scored { scorer.score() } else { 0.0 })?;
            }
            entry = scorer.advance();
        }
        Ok(())
    }
}

/// What all threads gathered as one.
pub(crate) fn merged<G: Default>(gathered: Vec<G>, mut merge: impl FnMut(&mut G, G)) -> G {
    let mut parts = gathered.into_iter();
    let mut all = parts.next().unwrap_or_default();
    parts.for_each(|part| merge(&mut all, part));
    all
}

type Column = Box<dyn Fn(DocId) -> u64 + Send + Sync>;

/// What the index keeps of an entry besides its words.
pub(crate) struct Columns<'s> {
    segment: &'s SegmentReader,
    /// The document's ordinal.
    pub doc: Column,
    /// Opened for the first hit that is kept: many searches keep none of a segment.
    places: OnceLock<Places>,
}

struct Places {
    unit: Column,
    row: Column,
    start: Column,
}

impl<'s> Columns<'s> {
    /// Those of every segment, by its number.
    pub fn of_all(searcher: &'s Searcher) -> Result<Vec<Columns<'s>>, Error> {
        searcher.segment_readers().iter().map(Columns::of).collect()
    }

    pub fn of(segment: &'s SegmentReader) -> Result<Columns<'s>, Error> {
        Ok(Columns { segment, doc: column(segment, "doc")?, places: OnceLock::new() })
    }

    pub fn hit(&self, entry: DocId, score: Score) -> Result<Hit, Error> {
        let places = match self.places.get() {
            Some(places) => places,
            None => {
                let column = |name| column(self.segment, name);
                let opened = Places { unit: column("unit")?, row: column("row")?, start: column("start")? };
                self.places.get_or_init(|| opened)
            }
        };
        Ok(Hit {
            doc: (self.doc)(entry),
            unit: (places.unit)(entry) as u32,
            row: (places.row)(entry).checked_sub(1).map(|row| row as u32),
            start: (places.start)(entry) as u32,
            score,
        })
    }
}

fn column(segment: &SegmentReader, name: &str) -> Result<Column, Error> {
    let values = segment.fast_fields().u64(name)?.first_or_default_col(0);
    Ok(Box::new(move |entry| values.get_val(entry)))
}
