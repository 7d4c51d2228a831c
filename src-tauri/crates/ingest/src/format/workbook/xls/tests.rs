#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use proptest::prelude::*;

use super::super::read;
use crate::format::probe::{Probe, damage, probe};
use crate::format::{Failure, MetaKey, ProblemCode};

pub(super) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
}

pub(super) fn bof(kind: u16) -> Vec<u8> {
    record(0x0809, &[&0x0600u16.to_le_bytes()[..], &kind.to_le_bytes(), &[0; 12]].concat())
}

/// A text of one byte a character, behind its length of two bytes.
pub(super) fn text(words: &str) -> Vec<u8> {
    [&(words.len() as u16).to_le_bytes()[..], &[0], words.as_bytes()].concat()
}

pub(super) fn wide(words: &str) -> Vec<u8> {
    let units: Vec<u16> = words.encode_utf16().collect();
    let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    [&(units.len() as u16).to_le_bytes()[..], &[1], &bytes].concat()
}

fn place(row: u16, column: u16, format: u16) -> Vec<u8> {
    [row, column, format].iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn number(row: u16, column: u16, format: u16, value: f64) -> Vec<u8> {
    record(0x0203, &[place(row, column, format), value.to_le_bytes().to_vec()].concat())
}

fn shared(row: u16, column: u16, index: u32) -> Vec<u8> {
    record(0x00fd, &[place(row, column, 0), index.to_le_bytes().to_vec()].concat())
}

fn label(row: u16, column: u16, words: &str) -> Vec<u8> {
    record(0x0204, &[place(row, column, 0), text(words)].concat())
}

/// A workbook of sheets, each a name, whether it is hidden, and its records. One called `Macro…` is a sheet of macros.
fn workbook(globals: &[Vec<u8>], sheets: &[(&str, u8, Vec<Vec<u8>>)]) -> Vec<u8> {
    packed(&book(globals, sheets))
}

/// Its stream.
pub(super) fn book(globals: &[Vec<u8>], sheets: &[(&str, u8, Vec<Vec<u8>>)]) -> Vec<u8> {
    let sheet = |at: u32, name: &str, hidden: u8| {
        let kind = u8::from(name.starts_with("Macro"));
        let data = [&at.to_le_bytes()[..], &[hidden, kind, name.len() as u8, 0], name.as_bytes()].concat();
        record(0x0085, &data)
    };
    let n_listed: usize = sheets.iter().map(|(name, ..)| sheet(0, name, 0).len()).sum();
    let before = [bof(5), globals.concat()].concat();
    let end = record(0x000a, &[]);
    let mut at = before.len() + n_listed + end.len();
    let (mut listed, mut bodies) = (Vec::new(), Vec::new());
    for (name, hidden, records) in sheets {
        listed.extend(sheet(at as u32, name, *hidden));
        let body = [bof(0x10), records.concat(), end.clone()].concat();
        at += body.len();
        bodies.extend(body);
    }
    [before, listed, end, bodies].concat()
}

fn packed(stream: &[u8]) -> Vec<u8> {
    of_streams(&[("Workbook", stream)])
}

pub(super) fn of_streams(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// Formats of cells: 0 general, 1 a price, 2 a day.
fn formats() -> Vec<Vec<u8>> {
    let format = |number: u16, code: &str| record(0x041e, &[number.to_le_bytes().to_vec(), text(code)].concat());
    let look = |format: u16| record(0x00e0, &[[0, 0], format.to_le_bytes(), [0, 0]].concat());
    vec![format(164, "#,##0.00"), look(0), look(164), look(14)]
}

/// Texts that cells share; the second goes on in a further record, of two bytes a character.
fn texts() -> Vec<u8> {
    let first = [&[2, 0, 0, 0, 2, 0, 0, 0][..], &text("container"), &[4, 0, 0], b"we"].concat();
    let rest: Vec<u8> = std::iter::once(1).chain("ig".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    [record(0x00fc, &first), record(0x003c, &rest)].concat()
}

fn sample() -> Vec<u8> {
    let formula = |row, column, value: [u8; 8]| record(0x0006, &[&place(row, column, 0)[..], &value, &[0; 8]].concat());
    let many = [
        &place(2, 0, 0)[..2],
        &[0, 0, 0, 0],
        &(7u32 << 2 | 2).to_le_bytes(),
        &[1, 0],
        &(12_345u32 << 2 | 3).to_le_bytes(),
        &[1, 0],
    ]
    .concat();
    let records = vec![
        record(0x0200, &[0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 255, 255, 0, 0]),
        shared(0, 0, 0),
        shared(0, 1, 1),
        label(1, 0, "MSKU1234565"),
        number(1, 1, 1, 1234.5),
        number(1, 2, 2, 45720.0),
        record(0x00bd, &many),
        formula(3, 0, [0, 0, 0, 0, 0, 0, 255, 255]),
        record(0x0207, &text("by formula")),
        formula(3, 1, [2, 0, 0x07, 0, 0, 0, 255, 255]),
        record(0x0205, &[&place(3, 2, 0)[..], &[1, 0]].concat()),
        record(0x0208, &[&place(2, 0, 0)[..], &[0; 6], &[0x20, 0, 0, 0]].concat()),
        bof(0x20),
        number(0, 0, 0, 99.0),
        record(0x100d, &[&[0, 0, 7, 0][..], b"Servers"].concat()),
        record(0x000a, &[]),
        number(65_000, 3, 0, 5.0),
    ];
    workbook(
        &[formats().concat(), texts()],
        &[("Loads", 0, records), ("Notes", 1, vec![record(0x00d6, &[place(0, 0, 0), wide("内部 notes")].concat())])],
    )
}

fn comments() -> Vec<u8> {
    let object = |kind: u16, id: u16| {
        record(0x005d, &[&[0x15, 0, 0x12, 0][..], &kind.to_le_bytes(), &id.to_le_bytes(), &[0; 14]].concat())
    };
    let words = |words: &str| {
        let n = (words.len() as u16).to_le_bytes();
        let head = record(0x01b6, &[&[0; 10][..], &n, &[16, 0], &[0; 4]].concat());
        let body = record(0x003c, &[&[0][..], words.as_bytes()].concat());
        [head, body, record(0x003c, &[0; 16])].concat()
    };
    let note = record(0x001c, &[&place(1, 1, 0)[..], &[1, 0], &text("Ivo Tan")].concat());
    let records = vec![
        label(0, 0, "weight"),
        object(0x19, 1),
        words("who weighed this?"),
        object(6, 2),
        words("not for the buyer"),
        note,
    ];
    workbook(&[], &[("Loads", 0, records)])
}

#[test]
fn sheets_of_macros_are_told_of_and_read() {
    let command = vec![label(0, 0, "=EXEC(\"crates.exe\")")];
    let bytes = workbook(&[], &[("Loads", 0, vec![label(0, 0, "weight")]), ("Macro1", 2, command)]);
    let (outcome, found) = probe(read, &bytes);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.units[1].text, "=EXEC(\"crates.exe\")");
    assert_eq!(found.metas(MetaKey::Finding)[0], "it contains macros: the sheet Macro1 is made of them");
}

#[test]
fn headers_and_pictures_are_read() {
    let art = |head: u16, kind: u16, content: &[u8]| {
        [&head.to_le_bytes()[..], &kind.to_le_bytes(), &(content.len() as u32).to_le_bytes(), content].concat()
    };
    let picture = art(0x6e00, 0xf01e, &[&[0; 17][..], b"pixels"].concat());
    let listed = art(0x0062, 0xf007, &[&[0; 36][..], &picture].concat());
    let drawings = art(0xf, 0xf000, &art(0x1f, 0xf001, &listed));
    let (first, rest) = drawings.split_at(30);
    // Those of even pages: none above, one below; of the first page: one above, none below.
    let further = [&[0; 28][..], &[3, 0], &[0, 0, 4, 0, 9, 0, 0, 0], &text("even"), &text("&Cprivate")].concat();
    let records = vec![
        record(0x0014, &text("&LLoads of March&RVeld && Sons")),
        record(0x0015, &text("&CPage &P of &N")),
        record(0x089c, &further),
        label(0, 0, "weight"),
    ];
    let bytes = workbook(&[record(0x00eb, first), record(0x003c, rest)], &[("Loads", 0, records)]);
    let (outcome, found) = probe(read, &bytes);
    assert_eq!(outcome, Ok(()));
    assert_eq!(
        texts_of(&found)[1..],
        [("header", "Loads of March\nVeld & Sons\nprivate"), ("footer", "Page of\neven")]
    );
    assert_eq!(found.names(), ["picture 1.png"]);
    assert_eq!(found.children[0].1, b"pixels");
}

pub(super) fn texts_of(found: &Probe) -> Vec<(&str, &str)> {
    found.units.iter().map(|unit| (unit.label.as_str(), unit.text.as_str())).collect()
}

#[test]
fn cells_are_read_as_they_are_shown() {
    let (outcome, found) = probe(read, &sample());
    assert_eq!(outcome, Ok(()));
    assert_eq!(
        texts_of(&found),
        [
            (
                "Loads rows 1–4",
                "container\tweig\nMSKU1234565\t1,234.50\t2025-03-04\n7\t123.45\nby formula\t#DIV/0!\tTRUE"
            ),
            ("Loads row 65001", "\t\t\t5"),
            ("Notes row 1", "内部 notes"),
            ("charts", "Servers"),
        ]
    );
    let raw = &found.units[0].table.as_ref().unwrap().raw;
    let raw: Vec<(u32, u32, &str)> = raw.iter().map(|cell| (cell.row, cell.column, cell.value.as_str())).collect();
    assert_eq!(raw, [(2, 1, "1234.5"), (2, 2, "45720")]);
    assert_eq!(
        found.metas(MetaKey::Finding),
        ["in the sheet Loads, row 3 is hidden; all was read", "the sheet Notes is hidden; it was read"]
    );
    assert!(found.problems.is_empty());
}

#[test]
fn comments_and_boxes_are_read_with_where_they_stand() {
    let (outcome, found) = probe(read, &comments());
    assert_eq!(outcome, Ok(()));
    assert_eq!(
        texts_of(&found)[1..],
        [("comments", "Loads B2, Ivo Tan: who weighed this?"), ("text boxes", "not for the buyer")]
    );
}

#[test]
fn texts_of_older_workbooks_are_in_their_code_page() {
    let (name, _, bad) = encoding_rs::GBK.encode("货物").clone();
    assert!(!bad);
    let head = record(0x0809, &[&0x0500u16.to_le_bytes()[..], &[5, 0, 0, 0, 0, 0]].concat());
    let page = record(0x0042, &936u16.to_le_bytes());
    let end = record(0x000a, &[]);
    let listed = |at: u32| record(0x0085, &[&at.to_le_bytes()[..], &[0, 0, name.len() as u8], &name].concat());
    let at = head.len() + page.len() + listed(0).len() + end.len();
    let cell = record(0x0204, &[&place(0, 0, 0)[..], &(name.len() as u16).to_le_bytes(), &name].concat());
    let stream = [head.clone(), page, listed(at as u32), end.clone(), head, cell, end].concat();
    let (outcome, found) = probe(read, &packed(&stream));
    assert_eq!(outcome, Ok(()));
    assert_eq!(texts_of(&found), [("货物 row 1", "货物")]);
}

#[test]
fn damage_is_told_and_costs_no_more_than_itself() {
    // Cells in the farthest corners, in many sheets: what lies between takes no room.
    let corners = || vec![label(0, 0, "near"), label(65_535, 255, "far"), label(65_535, 9_999, "beyond")];
    let names: Vec<String> = (0..50).map(|n| format!("S{n}")).collect();
    let sheets: Vec<(&str, u8, Vec<Vec<u8>>)> = names.iter().map(|name| (name.as_str(), 0, corners())).collect();
    let (outcome, found) = probe(read, &workbook(&[], &sheets));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.units.len(), 100);
    assert_eq!(found.problems.len(), 50);
    assert!(found.problems[0].message.contains("beyond the last column"));

    // A sheet that is not where it should be, beside one that is.
    let stream = |far: u32| {
        let listed = |at: u32, name: u8| record(0x0085, &[&at.to_le_bytes()[..], &[0, 0, 1, 0, name]].concat());
        let end = record(0x000a, &[]);
        let at = bof(5).len() + 2 * listed(0, 0).len() + end.len();
        [bof(5), listed(at as u32, b'A'), listed(far, b'B'), end.clone(), bof(0x10), label(0, 0, "a"), end].concat()
    };
    let (outcome, found) = probe(read, &packed(&stream(1 << 30)));
    assert_eq!((outcome, found.text().as_str()), (Ok(()), "a"));
    assert_eq!(found.problems[0].code, ProblemCode::Unreadable);

    let locked = [bof(5), record(0x002f, &[1, 0]), record(0x000a, &[])].concat();
    assert_eq!(probe(read, &packed(&locked)).0, Err(Failure::Encrypted));
    assert!(matches!(probe(read, &packed(b"no records")).0, Err(Failure::Corrupt(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn damaged_workbooks_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        cut in prop_oneof![Just(0usize), any::<usize>()],
        has_comments in any::<bool>(),
    ) {
        let whole = if has_comments { comments() } else { sample() };
        let _ = probe(read, &damage(&whole, &changes, cut));
    }

    #[test]
    fn any_records_never_panic(records in prop::collection::vec(
        (prop::sample::select(vec![
            0x0809u16, 0x000a, 0x0042, 0x0022, 0x0085, 0x00fc, 0x003c, 0x041e, 0x00e0, 0x0203, 0x027e, 0x00fd, 0x0204,
            0x00d6, 0x0205, 0x0006, 0x0207, 0x00bd, 0x0208, 0x007d, 0x005d, 0x01b6, 0x001c, 0x100d,
            0x0014, 0x0015, 0x089c, 0x00eb,
        ]), prop::collection::vec(any::<u8>(), 0..24)),
        0..40,
    )) {
        let records: Vec<Vec<u8>> = records.iter().map(|(kind, data)| record(*kind, data)).collect();
        let _ = probe(read, &packed(&[bof(5), records.concat()].concat()));
        let _ = probe(read, &workbook(&[], &[("S", 0, records)]));
    }
}
