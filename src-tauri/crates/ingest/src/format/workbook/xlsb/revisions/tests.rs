#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::super::super::read;
use super::super::tests::{cell, loads, numbers, record, rich, told, wide, workbook};
use crate::format::MetaKey;
use crate::format::probe::{Probe, damage, probe};

const NONE: u8 = 0;
const RK: u8 = 1;
const REAL: u8 = 2;
const WORDS: u8 = 3;
const TRUTH: u8 = 4;
const FORMULA: u8 = 5;

/// What every change begins with.
fn change(kind: u16, tab: u16) -> Vec<u8> {
    [&numbers(&[0, 7])[..], &kind.to_le_bytes(), &[0; 2], &tab.to_le_bytes()].concat()
}

fn head(author: &str, day: u8, id: &str) -> Vec<u8> {
    let when = [&2025u16.to_le_bytes()[..], &[3, day, 10, 15, 0, 2]].concat();
    let data = [change(0x20, 0xffff), vec![0; 16], when, vec![3, 0], numbers(&[1, 9]), wide(author), wide(id)];
    record(0x19b, &[data.concat(), numbers(&[0, 0])].concat())
}

/// A cell that changed: its sheet, row, column, the kinds of what was and is, both as cells.
fn changed(tab: u16, (row, column): (u32, u32), (old, new): (u8, u8), cells: &[Vec<u8>]) -> Vec<u8> {
    let data = [&change(8, tab)[..], &numbers(&[row, column]), &[new | old << 3, 0, 0, 0], &numbers(&[0])].concat();
    [record(0x199, &data), cells.concat(), record(0x19a, &[])].concat()
}

fn words(words: &str) -> Vec<u8> {
    cell(6, 0, 0, &wide(words))
}

fn rk(value: u32) -> Vec<u8> {
    cell(2, 0, 0, &numbers(&[value << 2 | 2]))
}

fn rows_or_columns(kind: u16, range: [u32; 4]) -> Vec<u8> {
    record(0x195, &[&change(kind, 1)[..], &[0], &numbers(&range)].concat())
}

fn moved(from_tab: u16, to_tab: u16) -> Vec<u8> {
    let ranges = numbers(&[0, 0, 0, 0, 8, 8, 0, 0]);
    record(0x197, &[&change(4, to_tab)[..], &ranges, &from_tab.to_le_bytes()].concat())
}

fn end() -> Vec<u8> {
    record(0x193, &[])
}

fn first() -> Vec<u8> {
    [
        changed(1, (1, 1), (NONE, WORDS), &[words("12 crates")]),
        changed(1, (2, 2), (RK, REAL), &[rk(5), cell(5, 0, 0, &8.5f64.to_le_bytes())]),
        changed(
            1,
            (3, 2),
            (FORMULA, FORMULA),
            &[
                cell(9, 0, 0, &[&2f64.to_le_bytes()[..], &[0; 9]].concat()),
                cell(8, 0, 0, &[wide("none"), vec![0; 9]].concat()),
            ],
        ),
        changed(1, (4, 2), (TRUTH, TRUTH), &[cell(4, 0, 0, &[1]), cell(3, 0, 0, &[7])]),
        changed(1, (5, 2), (WORDS, WORDS), &[cell(7, 0, 0, &numbers(&[1])), cell(62, 0, 0, &rich("海晏"))]),
        end(),
    ]
    .concat()
}

fn second() -> Vec<u8> {
    [
        rows_or_columns(2, [4, 4, 0, 16_383]),
        changed(1, (4, 0), (RK, NONE), &[rk(7), cell(1, 0, 0, &[])]),
        changed(1, (4, 1), (RK, NONE), &[rk(8)]),
        record(0x196, &[]),
        moved(1, 1),
        moved(2, 1),
        record(0x19d, &[change(9, 1), wide("[a.xlsb]Load"), wide("[a.xlsb]Loads")].concat()),
        record(0x19e, &[change(5, 2), vec![0; 2], wide("[a.xlsb]Costs")].concat()),
        end(),
    ]
    .concat()
}

const RELATED: &str = r#"<Relationships><Relationship Id="r1" Type="http://x/revisionLog" Target="revisionLog1.bin"/><Relationship Id="r2" Type="http://x/revisionLog" Target="revisionLog2.bin"/></Relationships>"#;

/// A workbook with two logs, the earlier behind the later.
fn shared(first: &[u8], second: Option<&[u8]>) -> Vec<u8> {
    let heads = [record(0x18e, &[0; 50]), head("Ivo Tan", 4, "r2"), head("韦拉", 5, "r1")].concat();
    let mut others = vec![
        ("xl/revisions/revisionHeaders.bin", heads),
        ("xl/revisions/_rels/revisionHeaders.bin.rels", RELATED.as_bytes().to_vec()),
        ("xl/revisions/revisionLog2.bin", first.to_vec()),
    ];
    others.extend(second.map(|second| ("xl/revisions/revisionLog1.bin", second.to_vec())));
    workbook(&[("Loads", 0, "worksheet", loads()), ("Costs", 0, "worksheet", loads())], &others)
}

fn changes_of(found: &Probe) -> &str {
    found.units.iter().find(|unit| unit.label == "tracked changes").map_or("", |unit| unit.text.as_str())
}

#[test]
fn changes_have_both_wordings() {
    let (outcome, found) = probe(read, &shared(&first(), Some(&second())));
    assert_eq!(outcome, Ok(()));
    assert_eq!(
        changes_of(&found),
        "Loads B2, Ivo Tan, 2025-03-04T10:15:00: was empty, became 12 crates\n\
         Loads C3, Ivo Tan, 2025-03-04T10:15:00: was 5, became 8.5\n\
         Loads C4, Ivo Tan, 2025-03-04T10:15:00: was 2, became none\n\
         Loads C5, Ivo Tan, 2025-03-04T10:15:00: was TRUE, became #DIV/0!\n\
         Loads C6, Ivo Tan, 2025-03-04T10:15:00: was weight, became 海晏\n\
         Loads A5:XFD5, 韦拉, 2025-03-05T10:15:00: rows were deleted\n\
         Loads A5, 韦拉, 2025-03-05T10:15:00: was 7, was emptied\n\
         Loads B5, 韦拉, 2025-03-05T10:15:00: was 8, was emptied\n\
         Loads A1, 韦拉, 2025-03-05T10:15:00: was moved to A9\n\
         Costs A1, 韦拉, 2025-03-05T10:15:00: was moved to Loads A9\n\
         韦拉, 2025-03-05T10:15:00: the sheet [a.xlsb]Load was named [a.xlsb]Loads\n\
         韦拉, 2025-03-05T10:15:00: the sheet [a.xlsb]Costs was inserted"
    );
    assert!(found.metas(MetaKey::Finding).contains(&"changes were tracked: 12 (by Ivo Tan, 韦拉)"));
    assert!(found.problems.is_empty(), "{:?}", found.problems);
}

#[test]
fn what_was_first_is_known_by_its_kind() {
    let check = |kinds: (u8, u8), cells: &[Vec<u8>], expect: &str| {
        let (_, found) = probe(read, &shared(&[changed(1, (0, 0), kinds, cells), end()].concat(), Some(&end())));
        let what = changes_of(&found);
        assert_eq!(what.strip_prefix("Loads A1, Ivo Tan, 2025-03-04T10:15:00: ").unwrap_or(what), expect);
        let lost = "1 of the changes that were tracked cannot be read; it is not shown";
        assert_eq!(told(&found), if expect.is_empty() { vec![lost] } else { vec![] });
    };
    check((WORDS, RK), &[words("a"), rk(1)], "was a, became 1");
    check((WORDS, RK), &[rk(1), words("a")], "was a, became 1");
    check((RK, RK), &[rk(1), rk(2)], "was 1, became 2");
    // Of one value it is not known which it is.
    check((RK, RK), &[rk(1)], "");
    check((NONE, RK), &[cell(1, 0, 0, &[])], "");
    check((RK, RK), &[], "");
    check((RK, RK), &[rk(1), rk(2), rk(3)], "");
    check((RK, WORDS), &[rk(1), cell(6, 0, 0, &numbers(&[99]))], "");
    check((RK, WORDS), &[rk(1), cell(7, 0, 0, &numbers(&[99]))], "");
}

#[test]
fn logs_that_break_off_or_are_not_there_are_told() {
    let (whole, shown) = (first(), "Loads B2, Ivo Tan, 2025-03-04T10:15:00: was empty, became 12 crates");
    let (outcome, found) = probe(read, &shared(&whole[..120], Some(&second())));
    assert_eq!(outcome, Ok(()));
    assert!(changes_of(&found).starts_with(shown), "{}", changes_of(&found));
    assert!(changes_of(&found).ends_with("the sheet [a.xlsb]Costs was inserted"));
    assert_eq!(
        told(&found),
        [
            "xl/revisions/revisionLog2.bin cannot be read to its end: its bytes break off",
            "1 of the changes that were tracked cannot be read; it is not shown"
        ]
    );
    let (_, found) = probe(read, &shared(&changed(1, (1, 1), (NONE, WORDS), &[words("12 crates")]), None));
    assert_eq!(changes_of(&found), shown);
    assert_eq!(
        told(&found),
        [
            "xl/revisions/revisionLog2.bin, a log of changes that were tracked, breaks off",
            "xl/revisions/revisionLog1.bin, a log of changes that were tracked, is not there"
        ]
    );
    // Places that no sheet has, records that are too short; a log that no head names.
    let bad = [0x195, 0x197, 0x199, 0x19d, 0x19e].map(|kind| record(kind, &change(2, 1))).concat();
    let far = changed(1, (1 << 20, 0), (NONE, RK), &[rk(1)]);
    let log = [bad, far, rows_or_columns(9, [4, 4, 0, 1]), rows_or_columns(2, [4, 3, 0, 1]), end()].concat();
    let others = [("xl/revisions/revisionLog9.bin", [rows_or_columns(1, [0, 9, 0, 1]), log].concat())];
    let (_, found) = probe(read, &workbook(&[("Loads", 0, "worksheet", loads())], &others));
    assert_eq!(changes_of(&found), "Loads A1:B10: columns were inserted");
    assert_eq!(told(&found), ["8 of the changes that were tracked cannot be read; they are not shown"]);
}

#[test]
fn those_who_had_it_open_are_named() {
    let user = |name: &[u8]| record(0x190, &[&[0; 28][..], name].concat());
    let users = [record(0x191, &[]), user(&wide("Ivo Tan")), user(&[9, 0, 0, 0]), end()].concat();
    let others = [("xl/revisions/userNames.bin", users)];
    let (_, found) = probe(read, &workbook(&[("Loads", 0, "worksheet", loads())], &others));
    assert!(found.metas(MetaKey::Finding).contains(&"named among its writers: Ivo Tan"));
    assert!(found.problems.is_empty(), "{:?}", found.problems);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn damaged_logs_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &shared(&damage(&first(), &changes, cut), Some(&damage(&second(), &changes, cut))));
    }
}
