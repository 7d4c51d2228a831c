#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::read;
use crate::format::probe::{damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey, ProblemCode};

const PAGE: usize = 512;

/// A value as it stands in a row: its kind, and its bytes.
fn text(text: &str) -> (u64, Vec<u8>) {
    (13 + 2 * text.len() as u64, text.as_bytes().to_vec())
}

fn bytes(bytes: &[u8]) -> (u64, Vec<u8>) {
    (12 + 2 * bytes.len() as u64, bytes.to_vec())
}

fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = vec![(number & 0x7f) as u8];
    while number > 0x7f {
        number >>= 7;
        bytes.insert(0, (number & 0x7f) as u8 | 0x80);
    }
    bytes
}

fn record(values: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let kinds: Vec<u8> = values.iter().flat_map(|(kind, _)| varint(*kind)).collect();
    let head_len = kinds.len() + if kinds.len() > 126 { 2 } else { 1 };
    let body: Vec<u8> = values.iter().flat_map(|(_, bytes)| bytes.clone()).collect();
    [varint(head_len as u64), kinds, body].concat()
}

/// A page of cells, after `start` other bytes.
fn page(kind: u8, start: usize, last: Option<u32>, cells: &[Vec<u8>]) -> Vec<u8> {
    let mut page = vec![0; PAGE];
    page[start] = kind;
    page[start + 3..start + 5].copy_from_slice(&(cells.len() as u16).to_be_bytes());
    let mut place = start + 8;
    if let Some(last) = last {
        page[place..place + 4].copy_from_slice(&last.to_be_bytes());
        place += 4;
    }
    let mut end = PAGE;
    for cell in cells {
        end -= cell.len();
        page[end..end + cell.len()].copy_from_slice(cell);
        page[place..place + 2].copy_from_slice(&(end as u16).to_be_bytes());
        place += 2;
    }
    page
}

fn leaf_cell(id: u64, record: &[u8]) -> Vec<u8> {
    [varint(record.len() as u64), varint(id), record.to_vec()].concat()
}

/// A row too long for its page: a part stands there, the rest on page 5.
fn long_cell(id: u64) -> (Vec<u8>, Vec<u8>) {
    let row = record(&[(0, Vec::new()), text(&"x".repeat(600)), text("end")]);
    let least = (PAGE - 12) * 32 / 255 - 23;
    let n_local = least + (row.len() - least) % (PAGE - 4);
    let mut cell = [varint(row.len() as u64), varint(id), row[..n_local].to_vec()].concat();
    cell.extend(5_u32.to_be_bytes());
    let mut over = [&[0; 4], &row[n_local..]].concat();
    over.resize(PAGE, 0);
    (cell, over)
}

/// Page 2 is the root of `crates`, 3 and 4 its leaves, 5 goes on from 4; 6 is the root of `empty`.
fn sample() -> Vec<u8> {
    let described = |id: u64, name: &str, root: u8, sql: &str| {
        leaf_cell(id, &record(&[text("table"), text(name), text(name), (1, vec![root]), text(sql)]))
    };
    let schema = page(
        13,
        100,
        None,
        &[
            described(1, "crates", 2, "CREATE TABLE crates(id INTEGER PRIMARY KEY, what TEXT, note)"),
            described(2, "empty", 6, "CREATE TABLE empty(a)"),
        ],
    );
    let picture = [&b"\x89PNG\r\n\x1a\n"[..], &[0; 60]].concat();
    let first = page(
        13,
        0,
        None,
        &[
            leaf_cell(3, &record(&[(0, Vec::new()), text("chips"), (2, vec![0xff, 0xfe])])),
            leaf_cell(5, &record(&[(0, Vec::new()), (0, Vec::new()), bytes(b"words that are stored as bytes alone")])),
            leaf_cell(7, &record(&[(0, Vec::new()), text("发货"), (7, 2.5_f64.to_be_bytes().to_vec())])),
            leaf_cell(8, &record(&[(0, Vec::new()), bytes(b"\x01\xff"), bytes(&picture)])),
        ],
    );
    let (cell, over) = long_cell(200);
    let second = page(13, 0, None, &[cell, leaf_cell(201, &record(&[(0, Vec::new()), (9, Vec::new())]))]);
    let root = page(5, 0, Some(4), &[[&3_u32.to_be_bytes()[..], &varint(8)].concat()]);
    let mut all = [schema, root, first, second, over, page(13, 0, None, &[])].concat();
    all[..16].copy_from_slice(b"SQLite format 3\0");
    all[16..18].copy_from_slice(&(PAGE as u16).to_be_bytes());
    all[18..20].copy_from_slice(&[1, 1]);
    all[59] = 1;
    all
}

#[test]
fn tables_are_sheets() {
    let (outcome, found) = probe(read, &sample());
    assert_eq!(outcome, Ok(()));
    let long = "x".repeat(600);
    assert_eq!(
        found.text(),
        format!(
            "id\twhat\tnote\n3\tchips\t-2\n5\t\twords that are stored as bytes alone\n7\t发货\t2.5\n8\t01ff\t(68 bytes)\n200\t{long}\tend\n201\t1"
        )
    );
    assert_eq!(found.units[0].label, "crates rows 1–7");
    assert_eq!(found.units[0].table.as_ref().unwrap().header, ["id", "what", "note"]);
    assert_eq!(found.names(), ["crates, row 5, note"]);
    assert_eq!(found.metas(MetaKey::Finding), ["tables without rows: empty"]);
    assert!(found.problems.is_empty());
}

#[test]
fn what_is_not_read_is_told() {
    let mut logged = sample();
    logged[18] = 2;
    logged[39] = 3;
    let (_, found) = probe(read, &logged);
    let findings = found.metas(MetaKey::Finding);
    assert!(findings[1].starts_with("3 of its pages are free") && findings[2].contains("-wal"), "{findings:?}");
}

#[test]
fn damaged_pages_are_passed_over() {
    let whole = sample();
    let mut damaged = whole.clone();
    damaged[2 * PAGE] = 77;
    let (outcome, found) = probe(read, &damaged);
    assert_eq!(outcome, Ok(()));
    assert!(found.text().starts_with("id\twhat\tnote\n200\t"));
    assert_eq!(found.problems[0].message, "a page of the table crates is damaged; its rows are missing");

    // The row on two pages breaks off; the tree leads in a circle.
    let (_, found) = probe(read, &whole[..4 * PAGE]);
    assert!(found.problems[0].message.contains("breaks off"), "{:?}", found.problems);
    let mut circle = whole.clone();
    circle[PAGE + 8..PAGE + 12].copy_from_slice(&2_u32.to_be_bytes());
    let (outcome, found) = probe(read, &circle);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.problems[0].code, ProblemCode::Unreadable);

    assert!(matches!(probe(read, &whole[..90]).0, Err(Failure::Corrupt(_))));
    assert!(matches!(probe(read, &whole[..200]).0, Err(Failure::Corrupt(_))));
    let mut odd = whole;
    odd[16..18].copy_from_slice(&[3, 1]);
    assert!(matches!(probe(read, &odd).0, Err(Failure::Corrupt(_))));
}

#[test]
fn limits_end_the_reading() {
    for limits in [
        Limits { max_text_bytes: 100, ..Limits::DESKTOP },
        Limits { max_child_bytes: 10, ..Limits::DESKTOP },
        Limits { max_children: 0, ..Limits::DESKTOP },
    ] {
        let (outcome, _) = probe_with(read, &sample(), limits, None);
        assert!(matches!(outcome, Err(Failure::LimitHit(_))), "{outcome:?}");
    }
}

proptest! {
    #[test]
    fn damaged_databases_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &damage(&sample(), &changes, cut));
    }

    #[test]
    fn any_pages_never_panic(bytes in prop::collection::vec(any::<u8>(), 1024), kind in 0usize..4) {
        let mut all = sample();
        all[PAGE..PAGE + 1024].copy_from_slice(&bytes);
        all[PAGE] = [2, 5, 10, 13][kind];
        let _ = probe(read, &all);
    }
}
