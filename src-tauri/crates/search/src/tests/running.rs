use super::{FIRST, MEMORY, found, index_of, parity, run};
use crate::{DocSet, Entry, Error, Hit, Index, Order, Page, Query, Sort};

const TEXTS: [(&str, Option<&str>); 6] = [
    ("Meridian bought servers", None),
    ("Meridian sold servers to Aurora", None),
    ("Aurora sold nothing", None),
    ("MSKU-1234567 and MSKU-1299999 at berth 12", None),
    ("meridian meridian meridian", None),
    ("", None),
];

#[test]
fn operators_and_fields() {
    let dir = tempfile::tempdir().unwrap();
    let index = index_of(dir.path(), &TEXTS);
    let check = |query: &str, expect: &[u64]| assert_eq!(found(&index, query), expect, "{query}");
    check("meridian", &[0, 1, 4]);
    check("meridian aurora", &[1]);
    check("bought OR sold", &[0, 1, 2]);
    check("meridian -servers", &[4]);
    check("NOT meridian", &[2, 3, 5]);
    check("-meridian -aurora", &[3, 5]);
    check("aurora OR NOT sold", &[0, 1, 2, 3, 4, 5]);
    check("NOT (meridian OR aurora)", &[3, 5]);
    check("NOT NOT aurora", &[1, 2]);
    check("\"sold servers\"", &[1]);
    check("\"servers sold\"", &[]);
    check("ser*", &[0, 1]);
    check("m*", &[0, 1, 3, 4]);
    check("MSKU-12*", &[3]);
    check("MSKU-13*", &[]);
    check("MSKU-1234567", &[3]);
    check("\"meridian meridian\"", &[4]);
    check("nobody", &[]);
    check("tag:even", &[0, 2, 4]);
    check("meridian tag:one", &[1]);
    check("meridian -tag:even", &[1]);
    check("lang:xx OR aurora", &[1, 2]);
}

#[test]
fn fields_that_cannot_be_resolved() {
    let dir = tempfile::tempdir().unwrap();
    let index = index_of(dir.path(), &TEXTS);
    match run(&index, "servers tag:\"prime\"") {
        Err(Error::Syntax(error)) => assert_eq!((error.at, error.len, error.message.as_str()), (12, 7, "no tag prime")),
        other => panic!("{other:?}"),
    }
    match run(&index, "path:x") {
        Err(Error::Lookup { field, source }) => {
            assert_eq!((field, source.to_string().as_str()), ("path", "the disk is gone"))
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn within_and_sorted() {
    let dir = tempfile::tempdir().unwrap();
    let index = index_of(dir.path(), &TEXTS);
    let query = Query::parse("meridian").unwrap();
    let within = DocSet::from_iter([1, 4, 5]);
    let docs = |within: Option<&DocSet>, sort: Sort<'_>| {
        let answer = index.search(&query, &parity, within, sort, FIRST).unwrap();
        answer.hits.iter().map(|hit| hit.doc).collect::<Vec<_>>()
    };
    assert_eq!(docs(None, Sort::Relevance), [4, 0, 1]);
    assert_eq!(docs(Some(&within), Sort::Relevance), [4, 1]);
    let many: DocSet = (1..900).collect();
    assert_eq!(docs(Some(&many), Sort::Relevance), [4, 1]);
    let key = |doc: u64| if doc == 0 { i64::MIN } else { 7 };
    assert_eq!(docs(None, Sort::Key { key: &key, order: Order::Ascending }), [0, 1, 4]);
    assert_eq!(docs(None, Sort::Key { key: &key, order: Order::Descending }), [1, 4, 0]);
    let none = index.search(&query, &parity, None, Sort::Relevance, Page { offset: 0, limit: 0 }).unwrap();
    assert_eq!((none.total, none.hits.len()), (3, 0));
    let beyond = Page { offset: usize::MAX, limit: usize::MAX };
    assert_eq!(index.search(&query, &parity, None, Sort::Relevance, beyond).unwrap().hits, []);
}

#[test]
fn hits_say_where() {
    let dir = tempfile::tempdir().unwrap();
    let index = Index::create(dir.path()).unwrap();
    let mut writer = index.writer(1, MEMORY).unwrap();
    let entry = Entry {
        doc: u64::from(u32::MAX) + 7,
        unit: 3,
        row: Some(0),
        start: 55,
        text: "berth",
        ahead: None,
        language: None,
    };
    writer.add(&entry).unwrap();
    writer.add(&Entry { row: Some(u32::MAX - 1), start: 90, ..entry }).unwrap();
    writer.commit(9).unwrap();
    let hits = run(&index, "berth").unwrap().hits;
    let place = |hit: &Hit| (hit.doc, hit.unit, hit.row, hit.start);
    let expect = [(u64::from(u32::MAX) + 7, 3, Some(0), 55), (u64::from(u32::MAX) + 7, 3, Some(u32::MAX - 1), 90)];
    assert_eq!(hits.iter().map(place).collect::<Vec<_>>(), expect);
}

#[test]
fn pages_do_not_depend_on_the_layout() {
    let text =
        |doc: u64| format!("berth {} {}", "port ".repeat(doc as usize % 7), "crane quay ".repeat(doc as usize % 3));
    let mut answers = Vec::new();
    for per_commit in [1_000, 37, 11] {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::create(dir.path()).unwrap();
        let mut writer = index.writer(2, 2 * MEMORY).unwrap();
        for doc in 0..200 {
            writer
                .add(&Entry { doc, unit: 1, row: None, start: 0, text: &text(doc), ahead: None, language: None })
                .unwrap();
            if doc % per_commit == per_commit - 1 {
                writer.commit(doc).unwrap();
            }
        }
        writer.commit(200).unwrap();
        let query = Query::parse("berth (port OR crane OR \"quay crane\")").unwrap();
        let page =
            |offset, limit| index.search(&query, &parity, None, Sort::Relevance, Page { offset, limit }).unwrap().hits;
        let whole = page(0, 1000);
        let parts: Vec<Hit> = (0..20).flat_map(|number| page(number * 13, 13)).collect();
        assert_eq!(whole, parts);
        answers.push(whole);
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}

/// The engine unpacks 128 entries of a word at a time; parts of the index begin and end anywhere among them.
#[test]
fn a_word_of_many_entries_is_followed_across_blocks() {
    let dir = tempfile::tempdir().unwrap();
    let text = |doc: u64| {
        let berth = if doc % 128 == 127 { " berth" } else { "" };
        if doc.is_multiple_of(3) { format!("quay{berth}") } else { format!("crane crane{berth}") }
    };
    let texts: Vec<String> = (0..1000).map(text).collect();
    let texts: Vec<(&str, Option<&str>)> = texts.iter().map(|text| (text.as_str(), None)).collect();
    let index = index_of(dir.path(), &texts);
    let of = |fits: &dyn Fn(u64) -> bool| (0..1000).filter(|doc| fits(*doc)).collect::<Vec<u64>>();
    assert_eq!(found(&index, "crane"), of(&|doc| !doc.is_multiple_of(3)));
    assert_eq!(found(&index, "quay"), of(&|doc| doc.is_multiple_of(3)));
    assert_eq!(found(&index, "crane berth"), of(&|doc| !doc.is_multiple_of(3) && doc % 128 == 127));
    assert_eq!(found(&index, "crane -berth"), of(&|doc| !doc.is_multiple_of(3) && doc % 128 != 127));
    assert_eq!(found(&index, "crane tag:odd"), of(&|doc| !doc.is_multiple_of(3) && doc % 2 == 1));
    let mut writer = index.writer(1, MEMORY).unwrap();
    (0..1000).step_by(4).for_each(|doc| writer.delete(doc).unwrap());
    writer.commit(2).unwrap();
    let index = Index::open(dir.path()).unwrap();
    assert_eq!(found(&index, "crane"), of(&|doc| !doc.is_multiple_of(3) && !doc.is_multiple_of(4)));
}
