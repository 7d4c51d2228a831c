#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::super::super::read;
use super::super::tests::{bof, book, of_streams, record, text, texts_of, wide};
use crate::format::probe::{Probe, damage, probe};
use crate::format::{MetaKey, ProblemCode};

const NONE: u16 = 0;
const RK: u16 = 1;
const REAL: u16 = 2;
const WORDS: u16 = 3;
const TRUTH: u16 = 4;
const FORMULA: u16 = 5;

/// What every change begins with.
fn change(kind: u16, tab: u16) -> Vec<u8> {
    [&26u32.to_le_bytes()[..], &7u32.to_le_bytes(), &kind.to_le_bytes(), &[0; 2], &tab.to_le_bytes()].concat()
}

fn numbers(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn filled(mut bytes: Vec<u8>, len: usize) -> Vec<u8> {
    bytes.resize(len, 0xaa);
    bytes
}

fn head(author: &[u8], day: u8) -> Vec<u8> {
    let when = [&2025u16.to_le_bytes()[..], &[3, day, 10, 15, 0, 2]].concat();
    let data = [change(0x20, 0xffff), vec![0; 16], numbers(&[1200]), filled(author.to_vec(), 116), when, vec![3, 0]];
    record(0x0138, &data.concat())
}

/// A cell that changed: its sheet, row, column, the kinds of what was and is, how it looked, both values.
fn cell(tab: u16, (row, column): (u16, u16), (old, new): (u16, u16), looks: (u16, &[u8]), values: &[&[u8]]) -> Vec<u8> {
    let n_old = if old == NONE { 0 } else { values[0].len() as u32 };
    let flags = new | old << 3 | looks.0;
    let data = [change(8, tab), numbers(&[flags, 0, row, column]), n_old.to_le_bytes().to_vec(), vec![0; 2]].concat();
    record(0x013b, &[&data[..], looks.1, &values.concat()].concat())
}

fn rk(value: u32) -> Vec<u8> {
    (value << 2 | 2).to_le_bytes().to_vec()
}

fn range(rows: (u16, u16), columns: (u16, u16)) -> Vec<u8> {
    numbers(&[rows.0, rows.1, columns.0, columns.1])
}

fn rows_or_columns(kind: u16, range: &[u8]) -> Vec<u8> {
    record(0x0137, &[&change(kind, 4)[..], &[0, 0], range, &[0; 4]].concat())
}

fn moved(from_tab: u16, to_tab: u16) -> Vec<u8> {
    let ranges = [range((0, 0), (0, 0)), range((8, 8), (0, 0)), numbers(&[from_tab]), vec![0; 4]].concat();
    record(0x0140, &[change(4, to_tab), ranges].concat())
}

fn info() -> Vec<u8> {
    record(0x0196, &[0; 50])
}

fn end() -> Vec<u8> {
    record(0x000a, &[])
}

fn shared(log: &[u8]) -> Vec<u8> {
    let tabs = record(0x013d, &numbers(&[9, 4]));
    let sheets = [("Costs", 0, Vec::new()), ("Loads", 0, Vec::new())];
    of_streams(&[("Workbook", &book(&[tabs], &sheets)), ("Revision Log", log)])
}

fn sample() -> Vec<u8> {
    let crates = text("12 crates");
    [
        info(),
        head(&text("Ivo Tan"), 4),
        cell(4, (1, 1), (NONE, WORDS), (0, &[]), &[&crates]),
        cell(4, (2, 2), (RK, REAL), (0, &[]), &[&rk(5), &8.5f64.to_le_bytes()]),
        head(&wide("韦拉"), 5),
        record(0x0150, &[]),
        rows_or_columns(2, &range((4, 4), (0, 255))),
        cell(4, (4, 0), (RK, NONE), (0, &[]), &[&rk(7)]),
        record(0x0151, &[]),
        moved(4, 4),
        moved(9, 4),
        cell(9, (0, 0), (TRUTH, TRUTH), (0, &[]), &[&[1, 0], &[7, 1]]),
        record(0x013e, &[change(9, 4), filled(text("Load"), 257), filled(wide("Loads"), 257)].concat()),
        record(0x014d, &[change(5, 9), vec![0; 4], filled(text("Costs"), 258)].concat()),
        end(),
    ]
    .concat()
}

fn told(found: &Probe) -> Vec<&str> {
    found.problems.iter().map(|problem| problem.message.as_str()).collect()
}

#[test]
fn changes_have_both_wordings() {
    let (_, found) = probe(read, &shared(&sample()));
    assert_eq!(
        texts_of(&found),
        [(
            "tracked changes",
            "Loads B2, Ivo Tan, 2025-03-04T10:15:00: was empty, became 12 crates\n\
             Loads C3, Ivo Tan, 2025-03-04T10:15:00: was 5, became 8.5\n\
             Loads A5:IV5, 韦拉, 2025-03-05T10:15:00: rows were deleted\n\
             Loads A5, 韦拉, 2025-03-05T10:15:00: was 7, was emptied\n\
             Loads A1, 韦拉, 2025-03-05T10:15:00: was moved to A9\n\
             Costs A1, 韦拉, 2025-03-05T10:15:00: was moved to Loads A9\n\
             Costs A1, 韦拉, 2025-03-05T10:15:00: was TRUE, became #DIV/0!\n\
             韦拉, 2025-03-05T10:15:00: the sheet Load was named Loads\n\
             韦拉, 2025-03-05T10:15:00: the sheet Costs was inserted"
        )]
    );
    assert_eq!(found.metas(MetaKey::Finding), ["changes were tracked: 9 (by Ivo Tan, 韦拉)"]);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
}

/// What is shown of changes to cells, and what is told of them.
fn check(changes: &[Vec<u8>], expect: &str, problems: &[&str]) {
    let log = [info(), changes.concat(), end()].concat();
    let (_, found) = probe(read, &shared(&log));
    assert_eq!((found.text().as_str(), told(&found).as_slice()), (expect, problems));
}

#[test]
fn how_a_cell_looked_is_passed_over() {
    // Number formats by number before and after, as dates that are typed get them.
    let look = [&(1u32 << 25).to_le_bytes()[..], &[0, 0], &[0, 14]].concat();
    let values: [&[u8]; 2] = [&rk(1), &rk(2)];
    check(
        &[
            cell(4, (0, 0), (RK, RK), (0x1100, &[look.clone(), look.clone()].concat()), &values),
            cell(4, (1, 0), (RK, RK), (0x1300, &look), &values),
        ],
        "Loads A1: was 1, became 2\nLoads A2: was 1, became 2",
        &[],
    );
    // A format of one's own, typeface, alignment, borders, pattern, protection.
    let all = [&(0x3fu32 << 25).to_le_bytes()[..], &[1, 0], &[7, 0], &text("0.0"), &[0; 118 + 8 + 8 + 4 + 2]].concat();
    check(&[cell(4, (0, 0), (RK, RK), (0x1000, &all), &values)], "Loads A1: was 1, became 2", &[]);
}

#[test]
fn texts_that_go_on_in_further_records_are_whole() {
    let begun = [&[9, 0, 0][..], b"12 cr"].concat();
    let first = cell(4, (0, 0), (NONE, WORDS), (0, &[]), &[&begun]);
    let rest = record(0x003c, &[&[1][..], &wide("ates")[3..]].concat());
    check(&[first, rest], "Loads A1: was empty, became 12 crates", &[]);
    // A text with several looks.
    let rich = [&[2, 0, 8, 1, 0][..], b"ab", &[0; 4]].concat();
    check(&[cell(4, (0, 0), (WORDS, WORDS), (0, &[]), &[&rich, &text("c")])], "Loads A1: was ab, became c", &[]);
}

#[test]
fn formulas_are_named_and_what_stands_beside_them_is_shown() {
    let formula = [&[3u8, 0, 0x1e, 5, 0][..], &[0]].concat();
    let referring = [&[7u8, 0, 0x3a, 0xff, 0xff, 0, 0, 0, 0][..], &[1, 0, 0, 4, 0, 1], &[0]].concat();
    let text = text("closed");
    check(
        &[
            cell(4, (0, 0), (FORMULA, RK), (0, &[]), &[&formula, &rk(9)]),
            cell(4, (1, 0), (FORMULA, WORDS), (0, &[]), &[&formula, &text]),
            cell(4, (2, 0), (FORMULA, WORDS), (0, &[]), &[&referring, &text]),
            cell(4, (3, 0), (WORDS, FORMULA), (0, &[]), &[&text, &formula]),
            cell(4, (4, 0), (FORMULA, NONE), (0, &[]), &[&formula]),
        ],
        "Loads A1: was (a formula), became 9\nLoads A2: was (a formula), became closed\n\
         Loads A3: was (a formula), became closed\nLoads A4: was closed, became (a formula)\n\
         Loads A5: was (a formula), was emptied",
        &["5 of the changes that were tracked have formulas, which are not shown"],
    );
}

#[test]
fn changes_that_cannot_be_read_are_counted() {
    let good = || cell(4, (0, 0), (NONE, RK), (0, &[]), &[&rk(9)]);
    let shown = "Loads A1: was empty, became 9";
    let one = "1 of the changes that were tracked cannot be read; it is not shown";
    let bad = |bad: Vec<u8>| check(&[good(), bad], shown, &[one]);
    bad(record(0x013b, &[]));
    bad(record(0x013e, &change(9, 4)));
    bad(record(0x014d, &change(9, 4)));
    bad(rows_or_columns(2, &range((5, 4), (0, 255))));
    bad(rows_or_columns(77, &range((4, 4), (0, 255))));
    // A cell that no sheet has; a kind of value there is not; values that are cut off or followed by others.
    bad(cell(4, (0, 300), (NONE, RK), (0, &[]), &[&rk(9)]));
    bad(cell(4, (0, 0), (6, RK), (0, &[]), &[&rk(9), &rk(9)]));
    bad(cell(4, (0, 0), (NONE, RK), (0, &[]), &[&rk(9)[..3]]));
    bad(cell(4, (0, 0), (NONE, RK), (0, &[]), &[&rk(9), &[0]]));
    bad(cell(4, (0, 0), (NONE, WORDS), (0, &[]), &[&text("crates")[..6]]));
    bad(cell(4, (0, 0), (FORMULA, WORDS), (0, &[]), &[&[200, 0, 1], &text("crates")]));
    check(&[cell(77, (0, 0), (NONE, RK), (0, &[]), &[&rk(9)])], "A1: was empty, became 9", &[]);
    // Those behind a head that cannot be read are not the one's before.
    let torn = record(0x0138, &change(0x20, 0)[..8]);
    check(&[head(&text("Ivo Tan"), 4), torn, good()], shown, &[one]);
}

#[test]
fn a_log_that_breaks_off_is_read_as_far_as_it_goes() {
    let whole = sample();
    let cut = whole.len() - 272;
    let (_, found) = probe(read, &shared(&whole[..cut]));
    assert!(found.text().starts_with("Loads B2, Ivo Tan, 2025-03-04T10:15:00: was empty, became 12 crates\n"));
    assert!(found.text().ends_with("the sheet Load was named Loads"));
    assert_eq!(
        told(&found),
        [
            "1 of the changes that were tracked cannot be read; it is not shown",
            "the log of the changes that were tracked breaks off"
        ]
    );
    assert!(found.problems.iter().all(|problem| problem.code == ProblemCode::Unreadable));
    // A log without changes says nothing.
    let (_, found) = probe(read, &shared(&[info(), end()].concat()));
    assert_eq!((told(&found).len(), found.metas(MetaKey::Finding).len()), (0, 0));
}

#[test]
fn a_log_that_is_none_is_told_of_even_where_there_are_no_sheets() {
    let book = [bof(5), end()].concat();
    let (_, found) = probe(read, &of_streams(&[("Workbook", &book), ("Revision Log", &[0; 8])]));
    assert_eq!(found.metas(MetaKey::Finding), ["changes were tracked in it"]);
    assert_eq!(told(&found), ["the changes that were tracked in it cannot be read; they are not shown"]);
}

#[test]
fn those_who_had_it_open_are_named() {
    let user = |name: &[u8]| record(0x0193, &[&[0; 28][..], name, &[0]].concat());
    let users = [record(0x0191, &[2, 0]), user(&text("Ivo Tan")), user(&wide("韦拉")), user(&[9, 0, 0, b'I'])].concat();
    let book = [bof(5), end()].concat();
    let (_, found) = probe(read, &of_streams(&[("Workbook", &book), ("User Names", &users)]));
    assert_eq!(found.metas(MetaKey::Finding), ["named among its writers: Ivo Tan", "named among its writers: 韦拉"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn damaged_logs_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &shared(&damage(&sample(), &changes, cut)));
    }

    #[test]
    fn any_changes_never_panic(records in prop::collection::vec(
        (
            prop::sample::select(vec![0x0137u16, 0x0138, 0x013b, 0x003c, 0x013e, 0x0140, 0x014d, 0x0196]),
            prop::sample::select(vec![0u16, 3, 4, 5, 8, 9, 0x20]),
            prop::collection::vec(any::<u8>(), 0..64),
        ),
        0..30,
    )) {
        let log = records.iter().flat_map(|(kind, of, data)| record(*kind, &[&change(*of, 4)[..], data].concat()));
        let _ = probe(read, &shared(&log.collect::<Vec<u8>>()));
    }
}
