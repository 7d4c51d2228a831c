//! Phrases that begin on one page and end on the next.

use super::{FIRST, MEMORY, parity};
use crate::{Entry, Index, Marks, Query, Scope, Sort, marks};

const PAGES: [&str; 4] = [
    "The goods were sold by Aurora Semi",
    "conductor Holdings of Penang. 由深圳市华岭",
    "半导体有限公司出售, as the annex of Königs-",
    "berg says",
];

/// A document of pages, and one of rows with the same words.
fn pages_and_rows(dir: &std::path::Path) -> Index {
    let index = Index::create(dir).unwrap();
    let mut writer = index.writer(1, MEMORY).unwrap();
    for (idx, text) in PAGES.iter().enumerate() {
        let entry = Entry {
            doc: 1,
            unit: idx as u32 + 1,
            row: None,
            start: 0,
            text,
            ahead: PAGES.get(idx + 1).copied(),
            language: Some("en"),
        };
        writer.add(&entry).unwrap();
        writer.add(&Entry { doc: 2, unit: 1, row: Some(idx as u32), ahead: None, ..entry }).unwrap();
        // Which parts of the index neighbours lie in makes no difference.
        writer.commit(idx as u64).unwrap();
    }
    index
}

fn units(index: &Index, query: &str) -> Vec<(u64, u32)> {
    let query = Query::parse(query).unwrap();
    let answer = index.search(&query, &parity, None, Sort::Relevance, FIRST).unwrap();
    assert_eq!(answer.total, answer.hits.len() as u64);
    let mut units: Vec<_> = answer.hits.iter().map(|hit| (hit.doc, hit.row.unwrap_or(hit.unit))).collect();
    units.sort_unstable();
    units
}

#[test]
fn a_phrase_runs_on_to_the_next_page_and_is_found_where_it_begins() {
    let dir = tempfile::tempdir().unwrap();
    let index = pages_and_rows(dir.path());
    let check = |query: &str, expect: &[(u64, u32)]| assert_eq!(units(&index, query), expect, "{query}");
    check("\"aurora semi conductor holdings\"", &[(1, 1)]);
    check("\"semi conductor\"", &[(1, 1)]);
    check("深圳市华岭半导体有限公司", &[(1, 2)]);
    check("华岭半导体", &[(1, 2)]);
    check("岭半 OR \"königs berg\"", &[(1, 2), (1, 3)]);
    check("aurora-semi-cond*", &[(1, 1)]);
    check("\"conductor holdings\"", &[(1, 2), (2, 1)]);
    check("\"semi holdings\"", &[]);
    check("\"aurora semi conductor holdings of penang 由深圳市华岭 半\"", &[]);
    // Words stand on their own page, however near.
    check("semi conductor", &[]);
    check("\"semi conductor\"~3", &[]);
    check("aurora -\"semi conductor\"", &[(2, 0)]);
    check("in:document (\"semi conductor\" \"华岭半导体\")", &[(1, 1), (1, 2)]);
}

#[test]
fn both_ends_are_marked() {
    let resolved = crate::Resolved::default();
    let scope = Scope { text: PAGES[1], ahead: Some(PAGES[2]), language: None, doc: 1, resolved: &resolved };
    let of = |query: &str| marks(&Query::parse(query).unwrap(), &scope);
    assert_eq!(of("华岭半导体"), Some(Marks { spans: vec![[34, 36]], ahead: vec![[0, 3]] }));
    assert_eq!(of("conductor 华岭半"), Some(Marks { spans: vec![[0, 9], [34, 36]], ahead: vec![[0, 1]] }));
    assert_eq!(of("半导体"), None);
    assert_eq!(of("conductor -华岭半导体"), None);
}

#[test]
fn so_many_words_may_stand_beyond_the_border() {
    let words = |range: std::ops::Range<u32>| range.map(|n| format!("w{n}")).collect::<Vec<_>>().join(" ");
    let (first, second) = (words(0..30), words(30..90));
    let dir = tempfile::tempdir().unwrap();
    let index = Index::create(dir.path()).unwrap();
    let mut writer = index.writer(1, MEMORY).unwrap();
    let entry = Entry { doc: 1, unit: 1, row: None, start: 0, text: &first, ahead: Some(&second), language: None };
    writer.add(&entry).unwrap();
    writer.commit(1).unwrap();
    assert_eq!(units(&index, &format!("\"{}\"", words(0..54))), [(1, 1)]);
    assert_eq!(units(&index, &format!("\"{}\"", words(29..54))), [(1, 1)]);
    assert_eq!(units(&index, &format!("\"{}\"", words(29..55))), []);
}
