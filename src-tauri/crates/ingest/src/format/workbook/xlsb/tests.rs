#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use proptest::prelude::*;

use super::super::read;
use crate::format::probe::{Probe, damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey, ProblemCode};

/// Numbers of records.
const ROW: u32 = 0;
const BEGIN_SHEET: u32 = 0x81;
const END_SHEET: u32 = 0x82;
const BEGIN_CELLS: u32 = 0x91;
const END_CELLS: u32 = 0x92;

pub(super) fn record(kind: u32, data: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    match u8::try_from(kind) {
        Ok(kind) if kind < 0x80 => bytes.push(kind),
        _ => bytes.extend([(kind & 0x7f) as u8 | 0x80, (kind >> 7) as u8]),
    }
    let mut len = data.len();
    while len >= 0x80 {
        bytes.push((len & 0x7f) as u8 | 0x80);
        len >>= 7;
    }
    bytes.push(len as u8);
    bytes.extend_from_slice(data);
    bytes
}

pub(super) fn wide(words: &str) -> Vec<u8> {
    let units: Vec<u16> = words.encode_utf16().collect();
    let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    [&(units.len() as u32).to_le_bytes()[..], &bytes].concat()
}

pub(super) fn rich(words: &str) -> Vec<u8> {
    [&[0][..], &wide(words)].concat()
}

pub(super) fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn row(row: u32, is_hidden: bool) -> Vec<u8> {
    let flags = [0, if is_hidden { 0x10 } else { 0 }, 0];
    record(ROW, &[&numbers(&[row, 0])[..], &[0x2c, 1], &flags, &numbers(&[0])].concat())
}

pub(super) fn cell(kind: u32, column: u32, style: u32, value: &[u8]) -> Vec<u8> {
    record(kind, &[&numbers(&[column, style])[..], value].concat())
}

fn columns(first: u32, last: u32, is_hidden: bool) -> Vec<u8> {
    record(0x3c, &[&numbers(&[first, last, 0x900, 0])[..], &[u8::from(is_hidden), 0]].concat())
}

fn margins(texts: [Option<&str>; 6]) -> Vec<u8> {
    let texts = texts.map(|text| text.map_or(vec![0xff; 4], wide));
    [record(0x1df, &[&[0x0c, 0][..], &texts.concat()].concat()), record(0x1e0, &[])].concat()
}

/// A sheet of rows, with what stands before and behind them.
fn sheet(before: &[Vec<u8>], rows: &[Vec<u8>], behind: &[Vec<u8>]) -> Vec<u8> {
    let (begin, end) = (record(BEGIN_CELLS, &[]), record(END_CELLS, &[]));
    [record(BEGIN_SHEET, &[]), before.concat(), begin, rows.concat(), end, behind.concat(), record(END_SHEET, &[])]
        .concat()
}

pub(super) fn loads() -> Vec<u8> {
    sheet(
        &[record(0x186, &[]), columns(0, 1, false), columns(2, 3, true), record(0x187, &[])],
        &[
            row(0, false),
            cell(7, 0, 0, &numbers(&[0])),
            cell(7, 1, 0, &numbers(&[1])),
            row(1, true),
            cell(6, 0, 0, &wide("MSKU1234565")),
            cell(5, 1, 1, &1234.5f64.to_le_bytes()),
            cell(5, 2, 2, &45720f64.to_le_bytes()),
            row(2, true),
            cell(2, 0, 0, &numbers(&[7 << 2 | 2])),
            cell(2, 1, 0, &numbers(&[12_345 << 2 | 3])),
            row(3, false),
            cell(8, 0, 0, &[wide("by formula"), vec![0; 9]].concat()),
            cell(11, 1, 0, &[&[0x07][..], &[0; 9]].concat()),
            cell(4, 2, 0, &[1]),
            cell(62, 3, 0, &rich("海晏")),
            // A cell without a column stands behind the one before.
            record(18, &numbers(&[0, 0])),
            cell(1, 9, 0, &[]),
            row(1_000_000, false),
            cell(2, 3, 0, &numbers(&[5 << 2 | 2])),
        ],
        &[margins([
            Some("&L&\"Arial,Bold\"Loads of March"),
            Some("&CPage &P"),
            None,
            None,
            Some("&CStrictly private"),
            None,
        ])],
    )
}

/// Formats of cells: 0 general, 1 a price, 2 a day. What stands before them is of named looks, which are none.
fn styles() -> Vec<u8> {
    let format = record(0x2c, &[&[164, 0][..], &wide("#,##0.00")].concat());
    let look = |format: u16| record(0x2f, &[&[0, 0][..], &format.to_le_bytes(), &[0; 12]].concat());
    let named = [record(0x272, &numbers(&[1])), look(9), record(0x273, &[])].concat();
    let cells = [record(0x269, &numbers(&[3])), look(0), look(164), look(14), record(0x26a, &[])].concat();
    [format, named, cells].concat()
}

fn comments() -> Vec<u8> {
    let author = |name: &str| record(0x278, &wide(name));
    let comment = |author: u32, row: u32, column: u32, words: &str| {
        let place = numbers(&[author, row, row, column, column]);
        [record(0x27b, &[&place[..], &[0; 16]].concat()), record(0x27d, &rich(words)), record(0x27c, &[])].concat()
    };
    [
        record(0x274, &[]),
        [record(0x276, &[]), author("Ivo Tan"), author("Mara Veld"), record(0x277, &[])].concat(),
        [record(0x279, &[]), comment(1, 1, 1, "who weighed this?"), comment(0, 2, 27, "I did\n"), record(0x27a, &[])]
            .concat(),
        record(0x275, &[]),
    ]
    .concat()
}

/// A workbook of sheets: a name, whether it is hidden, the kind of its relation, its part.
pub(super) fn workbook(sheets: &[(&str, u32, &str, Vec<u8>)], others: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut related = String::new();
    let mut listed = record(0x99, &[0; 8]);
    let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
    for (n, (name, hidden, kind, part)) in (1..).zip(sheets) {
        related.push_str(&format!(
            "<Relationship Id=\"rId{n}\" Type=\"http://x/{kind}\" Target=\"/xl/{kind}s/sheet{n}.bin\"/>"
        ));
        let line = [numbers(&[*hidden, n]), wide(&format!("rId{n}")), wide(name)].concat();
        listed.extend(record(0x9c, &line));
        parts.push((format!("xl/{kind}s/sheet{n}.bin"), part.clone()));
    }
    let texts = ["container", "weight"].map(|words| record(0x13, &rich(words)));
    parts.extend([
        ("[Content_Types].xml".to_owned(), b"<Types/>".to_vec()),
        ("xl/workbook.bin".to_owned(), listed),
        ("xl/_rels/workbook.bin.rels".to_owned(), format!("<Relationships>{related}</Relationships>").into_bytes()),
        ("xl/styles.bin".to_owned(), styles()),
        (
            "xl/sharedStrings.bin".to_owned(),
            [record(0x9f, &numbers(&[2, 2])), texts.concat(), record(0xa0, &[])].concat(),
        ),
    ]);
    parts.extend(others.iter().map(|(name, part)| ((*name).to_owned(), part.clone())));
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in &parts {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(part).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn related(to: &str, kind: &str) -> Vec<u8> {
    format!("<Relationships><Relationship Id=\"rId1\" Type=\"http://x/{kind}\" Target=\"{to}\"/></Relationships>")
        .into_bytes()
}

fn sample() -> Vec<u8> {
    let notes = sheet(&[], &[row(0, false), cell(6, 0, 0, &wide("内部 notes"))], &[]);
    let links = b"<Relationships><Relationship Id=\"r1\" Type=\"http://x/hyperlink\" Target=\"https://crates.example/\" TargetMode=\"External\"/></Relationships>";
    workbook(
        &[("Loads", 0, "worksheet", loads()), ("Notes", 2, "worksheet", notes)],
        &[
            ("xl/worksheets/_rels/sheet1.bin.rels", related("../comments1.bin", "comments")),
            ("xl/worksheets/_rels/sheet2.bin.rels", links.to_vec()),
            ("xl/comments1.bin", comments()),
            ("xl/media/image1.png", b"pixels".to_vec()),
            ("xl/embeddings/oleObject1.bin", b"an object".to_vec()),
            ("xl/vbaProject.bin", b"macros".to_vec()),
            (
                "docProps/core.xml",
                b"<cp:coreProperties><dc:creator>Mara Veld</dc:creator></cp:coreProperties>".to_vec(),
            ),
        ],
    )
}

pub(super) fn texts_of(found: &Probe) -> Vec<(&str, &str)> {
    found.units.iter().map(|unit| (unit.label.as_str(), unit.text.as_str())).collect()
}

pub(super) fn told(found: &Probe) -> Vec<&str> {
    found.problems.iter().map(|problem| problem.message.as_str()).collect()
}

#[test]
fn cells_and_what_stands_beside_them_are_read() {
    let (outcome, found) = probe(read, &sample());
    assert_eq!(outcome, Ok(()));
    assert_eq!(
        texts_of(&found),
        [
            (
                "Loads rows 1–4",
                "container\tweight\nMSKU1234565\t1,234.50\t2025-03-04\n7\t123.45\nby formula\t#DIV/0!\tTRUE\t海晏\tcontainer"
            ),
            ("Loads row 1000001", "\t\t\t5"),
            ("Notes row 1", "内部 notes"),
            ("comments", "Loads B2, Mara Veld: who weighed this?\n\nLoads AB3, Ivo Tan: I did"),
            ("header", "Loads of March\nStrictly private"),
            ("footer", "Page"),
        ]
    );
    let raw = &found.units[0].table.as_ref().unwrap().raw;
    let raw: Vec<(u32, u32, &str)> = raw.iter().map(|cell| (cell.row, cell.column, cell.value.as_str())).collect();
    assert_eq!(raw, [(2, 1, "1234.5"), (2, 2, "45720")]);
    assert_eq!(
        found.metas(MetaKey::Finding),
        [
            "it contains macros",
            "in the sheet Loads, rows 2–3 and columns C–D are hidden; all was read",
            "the sheet Notes is hidden so that the program does not offer to show it; it was read",
        ]
    );
    assert_eq!(found.metas(MetaKey::Author), ["Mara Veld"]);
    assert_eq!(found.metas(MetaKey::RemoteReference), ["https://crates.example/"]);
    assert_eq!(found.names(), ["image1.png", "oleObject1.bin"]);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
}

#[test]
fn sheets_of_macros_and_of_charts_are_told_of_and_read() {
    let command = sheet(&[], &[row(0, false), cell(6, 0, 0, &wide("=EXEC(\"crates.exe\")"))], &[]);
    let chart = [
        record(BEGIN_SHEET, &[]),
        margins([Some("&CServers by port"), None, None, None, None, None]),
        record(END_SHEET, &[]),
    ];
    let (outcome, found) = probe(
        read,
        &workbook(&[("Macro1", 1, "xlMacrosheet", command), ("Chart1", 1, "chartsheet", chart.concat())], &[]),
    );
    assert_eq!(outcome, Ok(()));
    assert_eq!(texts_of(&found), [("Macro1 row 1", "=EXEC(\"crates.exe\")"), ("header", "Servers by port")]);
    assert_eq!(
        found.metas(MetaKey::Finding),
        [
            "it contains macros: the sheet Macro1 is made of them",
            "the sheet Macro1 is hidden; it was read",
            "the sheet Chart1 is hidden; it was read",
        ]
    );
}

#[test]
fn damage_is_told_and_costs_no_more_than_itself() {
    let check = |rows: &[Vec<u8>], text: &str, problems: &[&str]| {
        let whole = sheet(&[], &[row(0, false), cell(6, 0, 0, &wide("whole"))], &[]);
        let part = [record(BEGIN_SHEET, &[]), record(BEGIN_CELLS, &[]), rows.concat()].concat();
        let (outcome, found) =
            probe(read, &workbook(&[("A", 0, "worksheet", part), ("B", 0, "worksheet", whole)], &[]));
        assert_eq!(outcome, Ok(()));
        assert_eq!((found.text().as_str(), told(&found).as_slice()), (text, problems));
    };
    let far = [row(1 << 20, false), cell(6, 0, 0, &wide("far")), row(0, false), cell(6, 16_384, 0, &wide("wide"))];
    check(
        &[far.concat(), record(END_CELLS, &[])],
        "whole",
        &["in the sheet A, 2 cells stand beyond the last row or column there can be; not shown"],
    );
    check(
        &[row(0, true), cell(7, 0, 0, &numbers(&[99])), cell(6, 1, 0, &numbers(&[99])), record(END_CELLS, &[])],
        "whole",
        &["in the sheet A, 2 cells stand without a value that can be read; not shown"],
    );
    let words = [row(0, false), cell(6, 0, 0, &wide("first"))].concat();
    check(
        std::slice::from_ref(&words),
        "first\n---\nwhole",
        &["the sheet A could not be read to its end: it breaks off"],
    );
    check(
        &[words, vec![6, 0x80, 0x80, 0x80, 0x80]],
        "first\n---\nwhole",
        &["the sheet A could not be read to its end: it breaks off"],
    );
    check(
        &[row(0, false), cell(6, 0, 0, &wide("cut"))[..12].to_vec()],
        "whole",
        &["the sheet A could not be read to its end: its bytes break off"],
    );
}

#[test]
fn broken_parts_are_told() {
    let cut = |n: usize| comments()[..comments().len() - n].to_vec();
    let with = |comments: Vec<u8>| {
        let links = related("../comments1.bin", "comments");
        let others = [("xl/worksheets/_rels/sheet1.bin.rels", links), ("xl/comments1.bin", comments)];
        probe(read, &workbook(&[("Loads", 0, "worksheet", loads())], &others)).1
    };
    let found = with(cut(12));
    assert!(found.text().contains("Loads B2, Mara Veld: who weighed this?"));
    assert_eq!(told(&found), ["xl/comments1.bin cannot be read to its end: its bytes break off"]);
    assert_eq!(found.problems[0].code, ProblemCode::Unreadable);
    // Authors and places that are not there, and words without a comment.
    let odd = [record(0x27d, &rich("loose")), record(0x27b, &[9]), record(0x27d, &rich("no place"))].concat();
    assert!(with(odd).text().contains("Loads: loose\n\nLoads: no place"));

    let (outcome, _) = probe(read, &workbook(&[], &[]));
    assert_eq!(outcome, Err(Failure::Corrupt("it names no sheets".to_owned())));
    // What the list of sheets leads to is not there.
    let missing = |parts: &[(&str, u32, &str, Vec<u8>)]| {
        let mut bytes = workbook(parts, &[]);
        let name = b"xl/worksheets/sheet1.bin";
        let places: Vec<usize> = (0..bytes.len() - name.len()).filter(|at| bytes[*at..].starts_with(name)).collect();
        places.iter().for_each(|at| bytes[at + 3] = b'v');
        probe(read, &bytes)
    };
    let (outcome, found) = missing(&[("Loads", 0, "worksheet", loads())]);
    assert_eq!(outcome, Err(Failure::Corrupt("no sheet could be read to its end".to_owned())));
    assert_eq!(told(&found), ["the sheet Loads could not be read to its end: its part is missing"]);
    let limits = Limits { max_text_bytes: 10, ..Limits::DESKTOP };
    assert!(matches!(probe_with(read, &sample(), limits, None).0, Err(Failure::LimitHit(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn damaged_workbooks_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &damage(&sample(), &changes, cut));
    }

    #[test]
    fn any_records_never_panic(records in prop::collection::vec(
        (prop::sample::select(vec![
            0u32, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 0x13, 0x2c, 0x2f, 0x3c, 62, 0x99, 0x9c,
            0x1df, 0x269, 0x278, 0x27b, 0x27d,
        ]), prop::collection::vec(any::<u8>(), 0..24)),
        0..40,
    )) {
        let part: Vec<u8> = records.iter().flat_map(|(kind, data)| record(*kind, data)).collect();
        let others = [
            ("xl/worksheets/_rels/sheet1.bin.rels", related("../comments1.bin", "comments")),
            ("xl/comments1.bin", part.clone()),
        ];
        let _ = probe(read, &workbook(&[("S", 0, "worksheet", sheet(&[], &[part], &[]))], &others));
    }
}
