//! Hits by document: those of one stand together, in the order one reads.

use std::collections::HashMap;

use tantivy::query::Query as EngineQuery;
use tantivy::{DocId, Searcher};

use crate::error::guarded;
use crate::run::{Columns, each_match};
use crate::{DocSet, Error, Hit, Index, Page, Query, Resolved, Resolver, Sort};

/// What a search found, by document.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouped {
    /// How many entries match, exactly.
    pub total: u64,
    /// How many documents they are in.
    pub documents: u64,
    /// The hits of the page asked for; a page may begin and end inside a document.
    pub hits: Vec<GroupedHit>,
    /// Where in the whole list the place asked for is, from 0; `None` if it is no hit.
    pub at: Option<u64>,
    /// What the fields of the query stood for; [`crate::spans`] needs it.
    pub resolved: Resolved,
}

/// A hit, and its place among those of its document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupedHit {
    /// The hit.
    pub hit: Hit,
    /// Which one of its document it is, from 1.
    pub nth: u32,
    /// How many its document has.
    pub of: u32,
}

/// A place that a hit may have: document, unit, row.
pub type At = (u64, u32, Option<u32>);

impl Index {
    /// Finds what [`Index::search`] finds and pages over it by document: documents in the order of their best hit, within
    /// each its hits by unit and row. `find` asks where a place stands in that order.
    ///
    /// Takes 24 bytes a hit while it runs.
    ///
    /// # Errors
    /// As [`Index::search`].
    pub fn search_by_document(
        &self,
        query: &Query,
        resolver: &Resolver<'_>,
        within: Option<&DocSet>,
        sort: Sort<'_>,
        page: Page,
        find: Option<At>,
    ) -> Result<Grouped, Error> {
        let resolved = self.resolved(query, resolver)?;
        let engine_query = self.compiled(query, &resolved, within)?;
        let searcher = self.reader.searcher();
        let found = guarded(|| Found::collect(&searcher, engine_query.as_ref(), sort))?;
        let (hits, at) = guarded(|| found.page(&searcher, page, find))?;
        Ok(Grouped { total: found.entries.len() as u64, documents: found.groups.len() as u64, hits, at, resolved })
    }
}

/// All that matches, in no order.
struct Found {
    entries: Vec<Entry>,
    groups: HashMap<u64, Group>,
}

struct Entry {
    doc: u64,
    segment: u32,
    entry: DocId,
    score: f32,
}

/// The hits of a document.
#[derive(Clone, Copy)]
struct Group {
    /// That of the best.
    rank: i64,
    n: u32,
}

impl Found {
    fn collect(searcher: &Searcher, query: &dyn EngineQuery, sort: Sort<'_>) -> Result<Found, Error> {
        let mut found = Found { entries: Vec::new(), groups: HashMap::new() };
        each_match(searcher, query, |segment, columns, entry, score| {
            let doc = (columns.doc)(entry);
            let rank = sort.rank(|| doc, score);
            let group = found.groups.entry(doc).or_insert(Group { rank, n: 0 });
            group.rank = group.rank.min(rank);
            group.n += 1;
            found.entries.push(Entry { doc, segment, entry, score });
        })?;
        Ok(found)
    }

    /// The hits of a page, and where `find` is.
    fn page(&self, searcher: &Searcher, page: Page, find: Option<At>) -> Result<(Vec<GroupedHit>, Option<u64>), Error> {
        let mut order: Vec<(i64, u64, u32)> =
            self.groups.iter().map(|(&doc, group)| (group.rank, doc, group.n)).collect();
        order.sort_unstable();
        let end = page.offset.saturating_add(page.limit) as u64;
        let mut begins = 0;
        // Of the documents that are looked into: where in the list their hits begin.
        let mut wanted: HashMap<u64, u64> = HashMap::new();
        for (_, doc, n) in order {
            let next = begins + u64::from(n);
            let is_on_page = begins < end && next > page.offset as u64;
            if is_on_page || find.is_some_and(|(of, ..)| of == doc) {
                wanted.insert(doc, begins);
            }
            begins = next;
        }
        let columns = searcher.segment_readers().iter().map(Columns::of).collect::<Result<Vec<_>, _>>()?;
        let mut hits: Vec<(u64, Hit)> = self
            .entries
            .iter()
            .filter_map(|found| {
                let begins = wanted.get(&found.doc)?;
                Some((*begins, columns[found.segment as usize].hit(found.entry, found.score)))
            })
            .collect();
        hits.sort_unstable_by_key(|(begins, hit)| (*begins, hit.unit, hit.row, hit.start));
        let mut at = None;
        let mut on_page = Vec::new();
        let mut nth = 0;
        for (idx, (begins, hit)) in hits.iter().enumerate() {
            nth = if idx > 0 && hits[idx - 1].0 == *begins { nth + 1 } else { 1 };
            let place = begins + u64::from(nth - 1);
            if at.is_none() && find == Some((hit.doc, hit.unit, hit.row)) {
                at = Some(place);
            }
            if place >= page.offset as u64 && place < end {
                on_page.push(GroupedHit { hit: *hit, nth, of: self.groups[&hit.doc].n });
            }
        }
        Ok((on_page, at))
    }
}
