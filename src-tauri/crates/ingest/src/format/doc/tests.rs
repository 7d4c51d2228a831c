#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use cfb::CompoundFile;
use proptest::prelude::*;

use super::read;
use crate::format::lock::tests::{locked_document, opened, patterned_document};
use crate::format::officeart::shape_tests::{listed as shape_list, wide as shape_text};
use crate::format::probe::{damage, probe};
use crate::format::{Failure, MetaKey, ProblemCode};
use crate::kind::Kind;

const TEXT_AT: usize = 2048;
const RUNS_AT: usize = 8192;

const BODY: &str = "Memo\rEight never left\u{13} HYPERLINK \"https://asterholm.example/\" \u{14}servers\u{15} came.\u{1}\u{2}\u{5} hush\r\
    container\u{7}weight\u{7}\u{7}A\u{7}12\u{7}\u{7}после\u{b}end\r";
const FOOTNOTES: &str = "\u{2} a note\r";
const HEADERS: &str = "Confidential\rAsterholm\r";
const COMMENTS: &str = "\u{5}is this so?\r";
const BOXES: &str = "in a box\r";

/// 4 June 2005, 20:15.
const DTTM: u32 = 110_503_183;

fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    bytes[at..at + value.len()].copy_from_slice(value);
}

fn put32(bytes: &mut [u8], at: usize, value: usize) {
    put(bytes, at, &(value as u32).to_le_bytes());
}

/// A page of runs that follow each other: where each ends, and its properties. `size` bytes are kept for each run.
fn page(from: usize, runs: &[(usize, Vec<u8>)], size: usize) -> Vec<u8> {
    let mut page = vec![0; 512];
    page[511] = runs.len() as u8;
    put32(&mut page, 0, from);
    let mut free = 510;
    for (index, (to, properties)) in runs.iter().enumerate() {
        put32(&mut page, 4 * (index + 1), *to);
        if properties.is_empty() {
            continue;
        }
        let mut stored = properties.clone();
        if size == 13 {
            // A style of two bytes stands before; the length is in halves and rounds up.
            stored.splice(0..0, [0, 0]);
            if stored.len() % 2 == 0 {
                stored.push(0);
            }
            stored.insert(0, (stored.len() as u8).div_ceil(2));
        } else {
            stored.insert(0, stored.len() as u8);
        }
        free = (free - stored.len()) & !1;
        put(&mut page, free, &stored);
        page[4 * (runs.len() + 1) + size * index] = (free / 2) as u8;
    }
    page
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Where some words stand in the file, begin and end.
fn span(words: &str) -> (usize, usize) {
    let all = [BODY, FOOTNOTES, HEADERS, COMMENTS, BOXES].concat();
    let at = all.split(words).next().unwrap().encode_utf16().count();
    (TEXT_AT + 2 * at, TEXT_AT + 2 * (at + words.encode_utf16().count()))
}

fn parts() -> (Vec<u8>, Vec<u8>) {
    let all = [BODY, FOOTNOTES, HEADERS, COMMENTS, BOXES].concat();
    let n = all.encode_utf16().count();
    let mut document = vec![0; RUNS_AT];
    put(&mut document, 0, &[0xec, 0xa5, 0xc1, 0]);
    put(&mut document, 10, &[0, 2]);
    let lens = [BODY, FOOTNOTES, HEADERS, "", COMMENTS, "", BOXES, ""];
    for (place, part) in lens.iter().enumerate() {
        put32(&mut document, 0x4c + 4 * place, part.encode_utf16().count());
    }
    put(&mut document, 0x98, &113_u16.to_le_bytes());
    put(&mut document, TEXT_AT, &utf16(&all));

    let end = TEXT_AT + 2 * n;
    let picture = span("\u{1}");
    let (deleted, hush, table) = (span("never left"), span(" hush"), (span("container").0, span("после").0));
    let weight = span("weight");
    let row_ends = [span("weight\u{7}").1, span("12\u{7}").1];
    let deletion = [&[0x00, 0x08, 1, 0x63, 0x48, 1, 0, 0x64, 0x68][..], &DTTM.to_le_bytes()].concat();
    let insertion = [&[0x01, 0x08, 1, 0x04, 0x48, 2, 0, 0x05, 0x68][..], &DTTM.to_le_bytes()].concat();
    document.extend(page(
        TEXT_AT,
        &[
            (deleted.0, vec![]),
            (deleted.1, deletion),
            (picture.0, vec![]),
            (picture.1, vec![0x03, 0x6a, 4, 0, 0, 0]),
            (hush.0, vec![]),
            (hush.1, vec![0x3c, 0x08, 1]),
            (weight.0, vec![]),
            (weight.1, insertion),
            (end, vec![0x06, 0xd6, 1, 0, 9]),
        ],
        1,
    ));
    let (in_table, row_end) = (vec![0x16, 0x24, 1], vec![0x16, 0x24, 1, 0x17, 0x24, 1]);
    document.extend(page(
        TEXT_AT,
        &[
            (table.0, vec![]),
            (row_ends[0], in_table.clone()),
            (row_ends[0] + 2, row_end.clone()),
            (row_ends[1], in_table),
            (row_ends[1] + 2, row_end),
            (end, vec![]),
        ],
        13,
    ));

    let jpeg_at = document.len();
    let jpeg = record(0xf01d, 0x46a, &[&[0; 17][..], b"\xff\xd8\xff"].concat());
    document.extend(&jpeg);
    let mut listed = vec![0; 36];
    put32(&mut listed, 20, jpeg.len());
    put32(&mut listed, 28, jpeg_at);
    let shared = container(0xf000, &container(0xf001, &record(0xf007, 0, &listed)));
    let stamp = shape_list(&[(0x00c0, &shape_text("DRAFT"))]);
    // What pages draw stands behind it, a header's behind a one.
    let drawings = [shared, vec![0], container(0xf002, &[]), vec![1], container(0xf002, &stamp)].concat();

    let mut table = vec![0; 16];
    let mut add = |place: usize, bytes: Vec<u8>| {
        put32(&mut document, 0x9a + 8 * place, table.len());
        put32(&mut document, 0x9a + 8 * place + 4, bytes.len());
        table.extend(bytes);
    };
    let numbers = |numbers: &[usize]| -> Vec<u8> { numbers.iter().flat_map(|n| (*n as u32).to_le_bytes()).collect() };
    // Two pieces, and the changes of a fast save before them.
    let mut pieces = vec![1, 2, 0, 9, 9, 2];
    pieces.extend(numbers(&[28, 0, 5, n]));
    pieces.extend([0, 0]);
    pieces.extend(numbers(&[TEXT_AT]));
    pieces.extend([0, 0, 0, 0]);
    pieces.extend(numbers(&[TEXT_AT + 10]));
    pieces.extend([0, 0]);
    add(33, pieces);
    add(12, numbers(&[TEXT_AT, end, RUNS_AT / 512]));
    add(13, numbers(&[TEXT_AT, end, RUNS_AT / 512 + 1]));
    add(11, numbers(&[0, 0, 0, 0, 0, 0, 0, 0, 13, 13, 23, 23, 23]));
    add(4, [numbers(&[0, 1]), vec![0; 30]].concat());
    add(5, numbers(&[0, 13, 13]));
    add(36, [vec![7, 0], utf16("Ivo Tan")].concat());
    add(112, [numbers(&[DTTM as usize]), vec![0; 14]].concat());
    let names = [vec![0xff, 0xff, 2, 0, 0, 0, 7, 0], utf16("Unknown"), vec![9, 0], utf16("Mara Veld")].concat();
    let names = [names, vec![7, 0], utf16("Ivo Tan")].concat();
    add(51, names);
    let list = |texts: &[&str]| -> Vec<u8> {
        let each = texts.iter().flat_map(|text| [(text.len() as u16).to_le_bytes().to_vec(), utf16(text)].concat());
        [0xff, 0xff, texts.len() as u8, 0, 0, 0].into_iter().chain(each).collect()
    };
    add(71, list(&["Ivo Tan", r"C:\Users\itan\draft.doc", "Mara Veld", r"A:\memo.doc"]));
    add(32, list(&["", r"\\FILER3\forms\memo.dot"]));
    add(27, b"Kestrel\0\\\\FILER3\\Q\0winspool\0Kestrel on floor 2\0".to_vec());
    add(50, drawings);
    (document, table)
}

fn record(kind: u16, instance: u16, content: &[u8]) -> Vec<u8> {
    let mut bytes = (instance << 4).to_le_bytes().to_vec();
    bytes.extend(kind.to_le_bytes());
    bytes.extend((content.len() as u32).to_le_bytes());
    bytes.extend(content);
    bytes
}

fn container(kind: u16, content: &[u8]) -> Vec<u8> {
    let mut bytes = record(kind, 0, content);
    bytes[0] |= 0xf;
    bytes
}

/// Four bytes of something else, then a picture of a line.
fn data() -> Vec<u8> {
    let png = record(0xf01e, 0x6e0, &[&[0; 17][..], b"\x89PNG"].concat());
    let described = shape_list(&[(0x0381, &shape_text("the yard"))]);
    let drawn = [container(0xf004, &described), record(0xf007, 0, &[vec![0; 36], png].concat())].concat();
    let mut bytes = vec![0; 4 + 68];
    put32(&mut bytes, 4, 68 + drawn.len());
    put(&mut bytes, 8, &[68, 0, 0x64, 0]);
    bytes.extend(drawn);
    bytes
}

fn pack(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (path, bytes) in streams {
        if let Some((storage, _)) = path.rsplit_once('/') {
            file.create_storage_all(storage).unwrap();
        }
        file.create_stream(path).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

fn summary() -> Vec<u8> {
    let mut bytes = vec![0; 48];
    bytes[44] = 48;
    let numbers = |numbers: &[u32]| -> Vec<u8> { numbers.iter().flat_map(|n| n.to_le_bytes()).collect() };
    bytes.extend(numbers(&[100, 3, 1, 32, 2, 40, 12, 56, 2, 1251, 30, 8]));
    bytes.extend(b"\xcf\xeb\xe0\xed\0\0\0\0");
    bytes.extend(numbers(&[64]));
    bytes.extend(133_855_200_000_000_000_u64.to_le_bytes());
    bytes
}

fn sample() -> Vec<u8> {
    let (document, table) = parts();
    let native = b"\0\0\0\0\x02\0list.csv\0C:\\list.csv\0\0\0\x03\0\x04\0\0\0C:a\0\x05\0\0\0a,b,c";
    pack(&[
        ("WordDocument", &document),
        ("1Table", &table),
        ("Data", &data()),
        ("\u{5}SummaryInformation", &summary()),
        ("Macros/VBA/dir", b"macros"),
        ("ObjectPool/_1/\u{1}Ole10Native", native),
        ("ObjectPool/_2/Workbook", &[7; 5000]),
        ("ObjectPool/_2/Within/Words", b"words"),
        ("ObjectPool/_3/\u{3}ObjInfo", b"shell"),
    ])
}

#[test]
fn all_words_are_found_in_their_places() {
    let (outcome, found) = probe(read, &sample());
    assert_eq!(outcome, Ok(()));
    let units: Vec<(&str, &str)> = found.units.iter().map(|unit| (unit.label.as_str(), unit.text.as_str())).collect();
    assert_eq!(
        units,
        [
            ("section 1", "Memo\nEight servers came. hush\n\ncontainer\tweight\nA\t12\n\nпосле\nend"),
            ("footnotes", "a note"),
            ("comments", "Ivo Tan, 2005-06-04T20:15:00: is this so?"),
            ("header", "Confidential"),
            ("footer", "Asterholm"),
            ("text boxes", "in a box"),
            ("drawn words", "DRAFT"),
            ("descriptions of pictures", "the yard"),
            ("inserted text", "Ivo Tan, 2005-06-04T20:15:00: weight"),
            ("deleted text", "Mara Veld, 2005-06-04T20:15:00: never left"),
        ]
    );
    assert_eq!(found.names(), ["list.csv", "object 2", "picture 1.png", "picture 2.jpg"]);
    assert_eq!(
        (found.children[2].1.as_slice(), found.children[3].1.as_slice()),
        (&b"\x89PNG"[..], &b"\xff\xd8\xff"[..])
    );
    assert_eq!(found.children[0].1, b"a,b,c");
    let (child, bytes) = &found.children[1];
    assert_eq!(child.broken, None);
    let mut inner = CompoundFile::open(Cursor::new(bytes.clone())).unwrap();
    let mut cells = Vec::new();
    std::io::Read::read_to_end(&mut inner.open_stream("Workbook").unwrap(), &mut cells).unwrap();
    assert_eq!(cells, [7; 5000]);
    assert_eq!(found.metas(MetaKey::Title), ["План"]);
    assert_eq!(found.metas(MetaKey::Created), ["2025-03-04T00:00:00Z"]);
    assert_eq!(found.metas(MetaKey::RemoteReference), ["https://asterholm.example/"]);
    assert_eq!(
        found.metas(MetaKey::Finding),
        [
            r"earlier saved by Ivo Tan as C:\Users\itan\draft.doc",
            r"earlier saved by Mara Veld as A:\memo.doc",
            r"made from the template \\FILER3\forms\memo.dot",
            r"set up for the printer Kestrel on floor 2 at \\FILER3\Q",
            "named among its writers: Mara Veld",
            "named among its writers: Ivo Tan",
            "it contains macros",
            "changes were tracked: 1 insertion, 1 deletion (insertions by Ivo Tan; deletions by Mara Veld)",
            "one part is marked not to be shown; the words are in the text",
            r"embedded from C:\list.csv",
        ]
    );
    assert!(found.problems.is_empty(), "{:?}", found.problems);
}

#[test]
fn objects_have_the_same_bytes_whenever_they_are_read() {
    let file = sample();
    assert_eq!(probe(read, &file).1.children, probe(read, &file).1.children);
}

#[test]
fn older_documents_keep_their_text_in_bytes() {
    let mut document = vec![0; 0x400];
    put(&mut document, 0, &[0xdc, 0xa5, 0x65, 0]);
    let text =
        encoding_rs::WINDOWS_1251.encode("Поставка серверов задерживается до конца месяца.\rцена\u{7}вес\u{7}\u{7}").0;
    put32(&mut document, 0x18, 0x300);
    put32(&mut document, 0x34, text.len());
    put(&mut document, 0x300, &text);
    let (outcome, found) = probe(read, &pack(&[("WordDocument", &document)]));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.text(), "Поставка серверов задерживается до конца месяца.\nцена\tвес");
}

#[test]
fn locked_and_broken_documents_are_told() {
    assert!(matches!(probe(read, b"").0, Err(Failure::Corrupt(_))));
    assert!(matches!(probe(read, &pack(&[("WordDocument", b"short")])).0, Err(Failure::Corrupt(_))));
    let (mut document, table) = parts();
    document[11] |= 1;
    assert_eq!(probe(read, &pack(&[("WordDocument", &document), ("1Table", &table)])).0, Err(Failure::Encrypted));
    document[11] &= !1;

    // Pieces that say more than there is.
    let lying: Vec<u8> = table.iter().map(|byte| if *byte == 28 { 255 } else { *byte }).collect();
    let (outcome, _) = probe(read, &pack(&[("WordDocument", &document), ("1Table", &lying)]));
    assert_eq!(outcome, Ok(()));
    let short = &document[..TEXT_AT + 60];
    let (outcome, found) = probe(read, &pack(&[("WordDocument", short), ("1Table", &table)]));
    assert_eq!(outcome, Ok(()));
    assert!(found.text().starts_with("Memo\nEight"), "{}", found.text());
    assert_eq!(found.problems[0].code, ProblemCode::Unreadable);
}

#[test]
fn files_that_are_cut_off_give_what_is_left() {
    let whole = sample();
    let mut given = 0;
    for keep in (0..whole.len()).step_by(512) {
        let (outcome, found) = probe(read, &whole[..keep]);
        given += usize::from(outcome.is_ok() && found.text().contains("Eight"));
    }
    assert!(given > 0, "none of them gave its text");
}

#[test]
fn a_locked_document_gives_what_it_gave_before() {
    let (document, table) = parts();
    let plain = pack(&[("WordDocument", &document), ("1Table", &table), ("Data", &data())]);
    let (_, expected) = probe(read, &plain);
    let locked = [locked_document(&plain, true), locked_document(&plain, false), patterned_document(&plain, 0x80, 68)];
    for locked in locked {
        assert_eq!(probe(read, &locked).0, Err(Failure::Encrypted));
        let (outcome, found) = probe(read, &opened(Kind::Doc, &locked));
        assert_eq!(outcome, Ok(()));
        assert_eq!((found.text(), found.children.len()), (expected.text(), expected.children.len()));
    }
}

#[test]
fn a_locked_document_of_word_95_is_opened() {
    let words = b"Eight crates\rleft the hall.\r";
    let mut document = vec![0; 0x300];
    put(&mut document, 0, &[0xdc, 0xa5, 104, 0]);
    put32(&mut document, 0x18, 0x300);
    put32(&mut document, 0x34, words.len());
    document.extend(words);
    let plain = pack(&[("WordDocument", &document)]);
    let locked = patterned_document(&plain, 0, 52);
    assert_eq!(probe(read, &locked).0, Err(Failure::Encrypted));
    let (outcome, found) = probe(read, &opened(Kind::Doc, &locked));
    assert_eq!((outcome, found.text()), (Ok(()), probe(read, &plain).1.text()));
    assert_eq!(found.text(), "Eight crates\nleft the hall.");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_documents_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..40),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &damage(&sample(), &changes, cut));
    }

    #[test]
    fn damaged_tables_never_panic(
        of_document in prop::collection::vec((any::<usize>(), any::<u8>()), 0..40),
        of_table in prop::collection::vec((any::<usize>(), any::<u8>()), 0..20),
        of_header in prop::collection::vec((2_usize..1058, any::<u8>()), 0..20),
    ) {
        let (document, table) = parts();
        let document = damage(&damage(&document, &of_document, 0), &of_header, 0);
        let _ = probe(read, &pack(&[("WordDocument", &document), ("1Table", &damage(&table, &of_table, 0))]));
    }
}
