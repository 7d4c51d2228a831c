use proptest::prelude::*;

use super::{FIRST, MEMORY, parity};
use crate::{Entry, GroupedHit, Hit, Index, Order, Page, Query, Sort};

/// An index in which document `doc` has so many units, each with so many berths.
fn berths(dir: &std::path::Path, docs: &[Vec<usize>]) -> Index {
    let index = Index::create(dir).unwrap();
    let mut writer = index.writer(1, MEMORY).unwrap();
    for (doc, units) in docs.iter().enumerate() {
        for (unit, n) in units.iter().enumerate() {
            let text = format!("quay {}", "berth ".repeat(*n));
            let entry =
                Entry { doc: doc as u64, unit: unit as u32 + 1, row: None, start: 0, text: &text, language: None };
            writer.add(&entry).unwrap();
        }
        if doc % 3 == 2 {
            writer.commit(doc as u64).unwrap();
        }
    }
    writer.commit(docs.len() as u64).unwrap();
    index
}

fn place(hit: &Hit) -> (u64, u32) {
    (hit.doc, hit.unit)
}

#[test]
fn documents_come_by_their_best_hit_and_hits_as_one_reads() {
    let dir = tempfile::tempdir().unwrap();
    let index = berths(dir.path(), &[vec![1, 0, 1], vec![0], vec![1, 5, 1]]);
    let query = Query::parse("berth").unwrap();
    let search = |sort: Sort<'_>, find| index.search_by_document(&query, &parity, None, sort, FIRST, find).unwrap();
    let found = search(Sort::Relevance, Some((0, 3, None)));
    let places: Vec<_> = found.hits.iter().map(|GroupedHit { hit, nth, of }| (place(hit), *nth, *of)).collect();
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
        let page = |offset, limit| {
            index.search_by_document(&query, &parity, None, sort(), Page { offset, limit }, None).unwrap()
        };
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
            let again = index.search_by_document(&query, &parity, None, sort(), nothing, asked).unwrap();
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
}
