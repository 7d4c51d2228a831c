//! Hits by document: those of one stand together, in the order one reads; documents that are nearly the same may stand
//! for one another.

use std::collections::HashMap;
use std::convert::Infallible;

use tantivy::DocId;

use crate::error::guarded;
use crate::matching::{Columns, Compiled, merged};
use crate::{DocSet, Error, Hit, Index, Page, Query, Resolved, Resolver, Sort, Tally};

/// What a search found, by document.
#[derive(Debug, Clone, PartialEq)]
pub struct Grouped {
    /// How many entries match, exactly.
    pub total: u64,
    /// How many documents they are in.
    pub documents: u64,
    /// How many are left of them where those that stand for one another count once.
    pub groups: u64,
    /// How many hits the pages run over: all but those of documents that are folded away.
    pub shown: u64,
    /// The hits of the page asked for; a page may begin and end inside a document.
    pub hits: Vec<GroupedHit>,
    /// Where in the whole list the place asked for is, from 0; `None` if it is no hit. Of a document that is folded away,
    /// where the one that stands for it begins.
    pub at: Option<u64>,
    /// How many hits each document has, those that are folded away included.
    pub tally: Tally,
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
    /// Which document of its group it is in, from 1, and how many of them have hits; `(1, 1)` where nothing is folded.
    pub alike: (u32, u32),
}

/// A place that a hit may have: document, unit, row.
pub type At = (u64, u32, Option<u32>);

/// What is asked of grouped hits besides their page.
#[derive(Clone, Copy, Default)]
pub struct Grouping<'a> {
    /// Where in the whole list does this stand?
    pub find: Option<At>,
    /// Which documents stand for one another.
    pub fold: Option<Fold<'a>>,
}

/// Documents that stand for one another: of those with hits only the first is on the list, unless their group is open.
#[derive(Clone, Copy)]
pub struct Fold<'a> {
    /// The number of a document's group; `None` if it is like no other.
    pub group_of: &'a dyn Fn(u64) -> Option<u64>,
    /// Whether all of a group are on the list.
    pub is_open: &'a dyn Fn(u64) -> bool,
}

impl Index {
    /// Finds what [`Index::search`] finds and pages over it by document: documents in the order of their best hit, within
    /// each its hits by unit and row. Documents that stand for one another follow the best of them.
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
        grouping: Grouping<'_>,
    ) -> Result<(Grouped, Resolved), Error> {
        let resolved = self.resolved(query, resolver)?;
        let compiled = self.compiled(query, &resolved, within)?;
        let found = collect(&compiled, sort)?;
        let grouped = guarded(|| {
            let columns = Columns::of_all(&compiled.searcher)?;
            found.page(page, grouping, |found| columns[found.segment as usize].hit(found.entry, found.score))
        })?;
        Ok((grouped, resolved))
    }
}

/// Groups hits that were found otherwise, in the same order and with the same pages.
pub fn by_document(hits: &[Hit], sort: Sort<'_>, page: Page, grouping: Grouping<'_>) -> Grouped {
    let mut found = Found::default();
    for hit in hits {
        found.add(hit.doc, sort.rank(|| hit.doc, hit.score), hit);
    }
    let Ok(grouped) = found.page(page, grouping, |hit: &&Hit| Ok::<_, Infallible>(**hit));
    grouped
}

/// All that matches, in no order.
struct Found<T> {
    entries: Vec<(u64, T)>,
    documents: HashMap<u64, Document>,
}

struct Entry {
    segment: u32,
    entry: DocId,
    score: f32,
}

/// The hits of a document.
#[derive(Clone, Copy)]
struct Document {
    /// That of the best.
    rank: i64,
    n: u32,
}

/// A document on the list.
struct Listed {
    doc: u64,
    n: u32,
    alike: (u32, u32),
    /// Where in the list its hits begin; if it is folded away, where those of the one that stands for it do.
    begins: u64,
    is_folded: bool,
}

fn collect(compiled: &Compiled, sort: Sort<'_>) -> Result<Found<Entry>, Error> {
    let found = compiled.each_match(Found::default, |found, segment, columns, entry, score| {
        let doc = (columns.doc)(entry);
        found.add(doc, sort.rank(|| doc, score), Entry { segment, entry, score });
        Ok(())
    })?;
    Ok(merged(found, Found::append))
}

impl<T> Default for Found<T> {
    fn default() -> Self {
        Found { entries: Vec::new(), documents: HashMap::new() }
    }
}

impl<T> Found<T> {
    fn add(&mut self, doc: u64, rank: i64, entry: T) {
        let document = self.documents.entry(doc).or_insert(Document { rank, n: 0 });
        document.rank = document.rank.min(rank);
        document.n += 1;
        self.entries.push((doc, entry));
    }

    fn append(&mut self, more: Found<T>) {
        self.entries.extend(more.entries);
        for (doc, Document { rank, n }) in more.documents {
            let document = self.documents.entry(doc).or_insert(Document { rank, n: 0 });
            document.rank = document.rank.min(rank);
            document.n += n;
        }
    }

    /// The documents as they are listed.
    fn listed(&self, fold: Option<Fold<'_>>) -> (Vec<Listed>, u64) {
        let mut order: Vec<(i64, u64)> = self.documents.iter().map(|(&doc, document)| (document.rank, doc)).collect();
        order.sort_unstable();
        // By the best of its group; the documents of one keep their order.
        let mut group_of: HashMap<u64, u64> = HashMap::new();
        let mut places: HashMap<u64, usize> = HashMap::new();
        let mut groups: Vec<Vec<u64>> = Vec::with_capacity(order.len());
        for (_, doc) in order {
            let group = fold.and_then(|fold| (fold.group_of)(doc));
            if let Some(group) = group {
                group_of.insert(doc, group);
            }
            match group.and_then(|group| places.get(&group).copied()) {
                Some(place) => groups[place].push(doc),
                None => {
                    if let Some(group) = group {
                        places.insert(group, groups.len());
                    }
                    groups.push(vec![doc]);
                }
            }
        }
        let mut listed = Vec::with_capacity(self.documents.len());
        let mut next = 0;
        let n_groups = groups.len() as u64;
        for group in groups {
            let of = group.len() as u32;
            let is_open = group.len() == 1
                || fold.is_some_and(|fold| group_of.get(&group[0]).is_some_and(|&group| (fold.is_open)(group)));
            let first = next;
            for (nth, doc) in (1..).zip(group) {
                let n = self.documents[&doc].n;
                let is_folded = nth > 1 && !is_open;
                let begins = if is_folded { first } else { next };
                listed.push(Listed { doc, n, alike: (nth, of), begins, is_folded });
                next += if is_folded { 0 } else { u64::from(n) };
            }
        }
        (listed, n_groups)
    }

    /// The hits of a page, and where the place asked for is.
    fn page<E>(
        &self,
        page: Page,
        Grouping { find, fold }: Grouping<'_>,
        hit_of: impl Fn(&T) -> Result<Hit, E>,
    ) -> Result<Grouped, E> {
        let (listed, groups) = self.listed(fold);
        let end = page.offset.saturating_add(page.limit) as u64;
        let shown = listed.iter().filter(|listed| !listed.is_folded).map(|listed| u64::from(listed.n)).sum();
        // The documents that are looked into.
        let wanted: HashMap<u64, &Listed> = listed
            .iter()
            .filter(|listed| {
                let ends = listed.begins + u64::from(listed.n);
                let is_on_page = !listed.is_folded && listed.begins < end && ends > page.offset as u64;
                is_on_page || find.is_some_and(|(of, ..)| of == listed.doc)
            })
            .map(|listed| (listed.doc, listed))
            .collect();
        let mut hits: Vec<Hit> = Vec::new();
        let mut tally = Tally::default();
        for (doc, entry) in &self.entries {
            tally.count(*doc);
            if wanted.contains_key(doc) {
                hits.push(hit_of(entry)?);
            }
        }
        let order = |hit: &Hit| {
            let of = wanted[&hit.doc];
            (of.begins, of.is_folded, hit.doc, hit.unit, hit.row, hit.start)
        };
        hits.sort_unstable_by_key(order);
        let mut at = None;
        let mut on_page = Vec::new();
        let mut nth = 0;
        for (idx, hit) in hits.iter().enumerate() {
            let of = wanted[&hit.doc];
            nth = if idx > 0 && hits[idx - 1].doc == hit.doc { nth + 1 } else { 1 };
            let place = if of.is_folded { of.begins } else { of.begins + u64::from(nth - 1) };
            if at.is_none() && find == Some((hit.doc, hit.unit, hit.row)) {
                at = Some(place);
            }
            if !of.is_folded && place >= page.offset as u64 && place < end {
                on_page.push(GroupedHit { hit: *hit, nth, of: of.n, alike: of.alike });
            }
        }
        let (total, documents) = (self.entries.len() as u64, self.documents.len() as u64);
        Ok(Grouped { total, documents, groups, shown, hits: on_page, at, tally })
    }
}
