use proptest::prelude::*;

use super::{FIRST, MEMORY, parity};
use crate::{At, Entry, Fold, Grouped, GroupedHit, Grouping, Hit, Index, Order, Page, Query, Sort, Tally, by_document};

/// An index in which document `doc` has so many units, each with so many berths.
fn berths(dir: &std::path::Path, docs: &[Vec<usize>]) -> Index {
    let index = Index::create(dir).unwrap();
    let mut writer = index.writer(1, MEMORY).unwrap();
    for (doc, units) in docs.iter().enumerate() {
        for (unit, n) in units.iter().enumerate() {
            let text = format!("quay {}", "berth ".repeat(*n));
            let entry = Entry {
                doc: doc as u64,
                unit: unit as u32 + 1,
                row: None,
                start: 0,
                text: &text,
                ahead: None,
                language: None,
            };
            writer.add(&entry).unwrap();
        }
        if doc % 3 == 2 {
            writer.commit(doc as u64).unwrap();
        }
    }
    writer.commit(docs.len() as u64).unwrap();
    index
}

fn search(index: &Index, sort: Sort<'_>, page: Page, find: Option<At>, fold: Option<Fold<'_>>) -> Grouped {
    let query = Query::parse("berth").unwrap();
    index.search_by_document(&query, &parity, None, sort, page, Grouping { find, fold }).unwrap().0
}

fn place(hit: &Hit) -> (u64, u32) {
    (hit.doc, hit.unit)
}

#[test]
fn documents_come_by_their_best_hit_and_hits_as_one_reads() {
    let dir = tempfile::tempdir().unwrap();
    let index = berths(dir.path(), &[vec![1, 0, 1], vec![0], vec![1, 5, 1]]);
    let search = |sort: Sort<'_>, find| search(&index, sort, FIRST, find, None);
    let found = search(Sort::Relevance, Some((0, 3, None)));
    let places: Vec<_> = found.hits.iter().map(|GroupedHit { hit, nth, of, .. }| (place(hit), *nth, *of)).collect();
    assert_eq!(places, [((2, 1), 1, 3), ((2, 2), 2, 3), ((2, 3), 3, 3), ((0, 1), 1, 2), ((0, 3), 2, 2)]);
    assert_eq!((found.total, found.documents, found.at), (5, 2, Some(4)));
    let by_number = Sort::Key { key: &|doc| doc as i64, order: Order::Ascending };
    assert_eq!(search(by_number, Some((2, 2, None))).at, Some(3));
    assert_eq!(search(by_number, Some((1, 1, None))).at, None);
    assert_eq!(search(by_number, Some((2, 2, Some(1)))).at, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn it_is_the_same_hits_in_groups_and_pages_make_the_whole(
        docs in prop::collection::vec(prop::collection::vec(0_usize..4, 0..5), 0..9),
        size in 1_usize..5,
        by_key: bool,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let index = berths(dir.path(), &docs);
        let query = Query::parse("berth").unwrap();
        let key = |doc: u64| (doc % 3) as i64;
        let sort = || if by_key { Sort::Key { key: &key, order: Order::Descending } } else { Sort::Relevance };
        let page = |offset, limit| search(&index, sort(), Page { offset, limit }, None, None);
        let whole = page(0, 1000);
        let single = index.search(&query, &parity, None, sort(), FIRST).unwrap();
        prop_assert_eq!(whole.total, single.total);
        let mut grouped: Vec<_> = whole.hits.iter().map(|found| place(&found.hit)).collect();
        let mut first_of_each: Vec<u64> = single.hits.iter().map(|hit| hit.doc).collect();
        let mut seen = std::collections::HashSet::new();
        first_of_each.retain(|doc| seen.insert(*doc));
        let mut order: Vec<u64> = grouped.iter().map(|(doc, _)| *doc).collect();
        order.dedup();
        prop_assert_eq!(&order, &first_of_each, "each document once, by its best hit");
        prop_assert_eq!(whole.documents, order.len() as u64);
        for (idx, found) in whole.hits.iter().enumerate() {
            let (at, hit) = (idx as u64, found.hit);
            let asked = Some((hit.doc, hit.unit, hit.row));
            let nothing = Page { offset: 0, limit: 0 };
            let again = search(&index, sort(), nothing, asked, None);
            prop_assert_eq!((again.at, again.hits.len()), (Some(at), 0));
            prop_assert!(found.nth >= 1 && found.nth <= found.of);
        }
        let pages: Vec<GroupedHit> =
            (0..whole.hits.len().div_ceil(size)).flat_map(|number| page(number * size, size).hits).collect();
        prop_assert_eq!(&pages, &whole.hits);
        grouped.sort_unstable();
        let mut all: Vec<_> = single.hits.iter().map(place).collect();
        all.sort_unstable();
        prop_assert_eq!(grouped, all);
    }

    #[test]
    fn documents_that_stand_for_one_another_are_folded_away_and_lost_from_no_count(
        docs in prop::collection::vec(prop::collection::vec(0_usize..4, 0..4), 0..10),
        groups in prop::collection::vec(prop::option::of(0..3_u64), 10),
        open in prop::collection::vec(any::<bool>(), 3),
        size in 1_usize..5,
        by_key: bool,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let index = berths(dir.path(), &docs);
        let key = |doc: u64| (doc % 3) as i64;
        let sort = || if by_key { Sort::Key { key: &key, order: Order::Descending } } else { Sort::Relevance };
        let (group_of, is_open) = (|doc: u64| groups[doc as usize], |group: u64| open[group as usize]);
        let fold = || Some(Fold { group_of: &group_of, is_open: &is_open });
        let plain = search(&index, sort(), FIRST, None, None);
        let folded = search(&index, sort(), FIRST, None, fold());
        prop_assert_eq!((plain.total, plain.documents), (folded.total, folded.documents));
        prop_assert_eq!(&plain.tally, &folded.tally);
        prop_assert_eq!((plain.groups, plain.shown), (plain.documents, plain.total));
        // One after another, as a person would fold the plain list.
        let mut order: Vec<u64> = plain.hits.iter().map(|found| found.hit.doc).collect();
        order.dedup();
        let mut expect: Vec<(u64, (u32, u32))> = Vec::new();
        let mut done: Vec<u64> = Vec::new();
        let mut n_groups = 0;
        for &doc in &order {
            if done.contains(&doc) {
                continue;
            }
            n_groups += 1;
            let is_of_group = |other: &&u64| **other == doc || (groups[doc as usize].is_some() && groups[doc as usize] == groups[**other as usize]);
            let group: Vec<u64> = order.iter().filter(is_of_group).copied().collect();
            done.extend(&group);
            let of = group.len() as u32;
            let n_shown = if groups[doc as usize].is_some_and(|group| open[group as usize]) { group.len() } else { 1 };
            expect.extend((1..).zip(&group).take(n_shown).map(|(nth, &doc)| (doc, (nth, of))));
        }
        let mut found: Vec<(u64, (u32, u32))> = folded.hits.iter().map(|found| (found.hit.doc, found.alike)).collect();
        found.dedup();
        prop_assert_eq!(&found, &expect);
        prop_assert_eq!((folded.groups, folded.shown), (n_groups, folded.hits.len() as u64));
        let page = |offset, limit| search(&index, sort(), Page { offset, limit }, None, fold());
        let pages: Vec<GroupedHit> =
            (0..folded.hits.len().div_ceil(size)).flat_map(|number| page(number * size, size).hits).collect();
        prop_assert_eq!(&pages, &folded.hits);
        // Every hit has a place: its own, or that of the document which stands for its own.
        for hit in plain.hits.iter().map(|found| found.hit) {
            let asked = Some((hit.doc, hit.unit, hit.row));
            let at = search(&index, sort(), Page { offset: 0, limit: 0 }, asked, fold()).at.unwrap();
            let there = folded.hits[at as usize];
            let same_group = groups[hit.doc as usize].is_some() && groups[hit.doc as usize] == groups[there.hit.doc as usize];
            prop_assert!(place(&there.hit) == place(&hit) || (same_group && there.nth == 1));
        }
        // Hits that were found otherwise are grouped alike.
        let query = Query::parse("berth").unwrap();
        let hits = index.search(&query, &parity, None, sort(), FIRST).unwrap().hits;
        prop_assert_eq!(by_document(&hits, sort(), FIRST, Grouping { find: None, fold: fold() }), folded);
        prop_assert_eq!(&hits.iter().collect::<Tally>(), &plain.tally);
        let mut counted: Vec<(u64, u32)> = index.tally(&query, &parity, None).unwrap().iter().collect();
        counted.sort_unstable();
        prop_assert_eq!(counted.iter().map(|(_, n)| u64::from(*n)).sum::<u64>(), plain.total);
        prop_assert_eq!(index.tally(&query, &parity, None).unwrap(), plain.tally);
    }
}
