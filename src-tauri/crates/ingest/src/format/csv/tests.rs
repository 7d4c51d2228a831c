#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::read;
use crate::format::probe::{damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey, ProblemCode};

#[test]
fn rows_are_read_whatever_parts_them() {
    let check = |bytes: &[u8], delimiter: &str, text: &str| {
        let (outcome, found) = probe(read, bytes);
        assert_eq!(outcome, Ok(()));
        assert_eq!(found.text(), text);
        assert_eq!(found.metas(MetaKey::Delimiter), [delimiter]);
    };
    check(b"name,country\nAsterholm Ltd,CY\n", "comma", "name\tcountry\nAsterholm Ltd\tCY");
    check(b"name;price\nA;1,5\nB;2,5\n", "semicolon", "name\tprice\nA\t1,5\nB\t2,5");
    check(b"name\tprice\r\nA\t1,5\r\n", "tab", "name\tprice\nA\t1,5");
    check(b"a|b\r1|2\r", "bar", "a\tb\n1\t2");
    check(b"sep=;\na;b\n", "semicolon", "sep=\na\tb");
    check(b"a,b\n\n1,2", "comma", "a\tb\n\n1\t2");
    check(b"a,b,\n1\n1,2,3,4\n", "comma", "a\tb\n1\n1\t2\t3\t4");
    check(b"\"a \"\"b\"\"\",c\n", "comma", "a \"b\"\tc");
    check("货物,数量\n芯片,8\n".as_bytes(), "comma", "货物\t数量\n芯片\t8");
    check(b"\xef\xbb\xbfa,b\n", "comma", "a\tb");
    check(b"\xff\xfea\0,\0b\0\n\x001\0,\x002\0\n\0", "comma", "a\tb\n1\t2");
    check(b"one column\nof words\n", "comma", "one column\nof words");
}

#[test]
fn other_encodings_are_found() {
    let check = |encoding: &'static encoding_rs::Encoding, text: &str| {
        let (outcome, found) = probe(read, &encoding.encode(text).0);
        assert_eq!(outcome, Ok(()));
        assert_eq!(found.text().replace('\t', ","), text.trim_end());
        assert_eq!(found.metas(MetaKey::Encoding), [encoding.name().to_lowercase()]);
        assert!(found.problems.is_empty());
    };
    check(
        encoding_rs::GBK,
        "货物名称,数量,收货人\n人工智能芯片,八台,深圳市南山区远星科技有限公司\n服务器,四台,香港海晏贸易\n",
    );
    check(encoding_rs::BIG5, "貨物名稱,數量\n人工智慧晶片與伺服器設備,香港倉庫檢查報告與設備清單\n");
    check(encoding_rs::WINDOWS_1251, "Наименование,Получатель\nСерверное оборудование,Общество с ограниченной\n");
    check(encoding_rs::WINDOWS_1252, "Société,Prix\nMétallurgie générale,à définir après réception\n");
}

#[test]
fn header_blocks_and_raw_values() {
    let (outcome, found) = probe(read, b"no,container,note\n007,MSCU1234565,\"two\nlines\"\n");
    assert_eq!(outcome, Ok(()));
    let table = found.units[0].table.as_ref().unwrap();
    assert_eq!(table.header, ["no", "container", "note"]);
    assert_eq!((table.first_row, table.n_rows), (1, 2));
    assert_eq!(found.units[0].text, "no\tcontainer\tnote\n007\tMSCU1234565\ttwo lines");
    assert_eq!(table.raw.len(), 1);
    assert_eq!((table.raw[0].row, table.raw[0].column, table.raw[0].value.as_str()), (2, 2, "two\nlines"));

    let headless = |bytes: &[u8]| probe(read, bytes).1.units[0].table.as_ref().unwrap().header.is_empty();
    assert!(headless(b"1,two\n3,four\n"));
    assert!(headless(b"a,a\nb,c\n"));
    assert!(!headless(b"Shipments in March\n\na,b\n1,2\n"));
}

#[test]
fn long_tables_come_in_blocks_and_can_be_resumed() {
    let rows: String = (1..=40_000).map(|n| format!("{n},row number {n}\n")).collect();
    let bytes = format!("no,words\n{rows}");
    let (outcome, whole) = probe(read, bytes.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(whole.units.len(), 81);
    assert_eq!(whole.units[0].label, "rows 1–500");
    assert_eq!(whole.units[80].label, "row 40001");
    assert_eq!(whole.units[1].table.as_ref().unwrap().header, ["no", "words"]);
    assert_eq!(whole.checkpoints, ["32001"]);
    let (_, rest) = probe_with(read, bytes.as_bytes(), Limits::DESKTOP, Some("32001"));
    assert!(rest.units == whole.units[64..]);

    let wide = format!("{}\n", "x".repeat(40_000)).repeat(4);
    assert_eq!(probe(read, wide.as_bytes()).1.units.len(), 4);
}

#[test]
fn limits_and_odd_rows_are_told() {
    let (outcome, _) = probe_with(read, b"a,b\n", Limits { max_text_bytes: 2, ..Limits::DESKTOP }, None);
    assert!(matches!(outcome, Err(Failure::LimitHit(_))));

    let (outcome, found) = probe(read, b"a,b\n1,\"open\n2,closed\n3,also\n");
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.text(), "a\tb\n1\t\"open\n2\tclosed\n3\talso");
    assert_eq!(found.problems[0].code, ProblemCode::Quality);

    let (outcome, found) = probe(read, &b"x".repeat(5 << 20));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.units.len(), 3);
    assert_eq!(found.problems[0].code, ProblemCode::Limit);

    let (_, found) =
        probe(read, &[b"a,b\nK\xf6ln,1\n" as &[u8], &"\u{e9}t\u{e9},2\n".repeat(20).into_bytes()].concat());
    assert_eq!(found.problems[0].code, ProblemCode::Encoding);

    assert_eq!(probe(read, b"").0, Ok(()));
}

proptest! {
    #[test]
    fn what_a_writer_writes_is_read(rows in prop::collection::vec(
        prop::collection::vec("[a-c\",;\n\r 字é]{0,6}x", 2..5), 1..8,
    )) {
        let mut writer = ::csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let mut fields = Vec::new();
        let mut rest = text.as_str();
        for row in &rows {
            let ending = super::record(rest, b',', super::Quotes::Enclose, &mut fields);
            prop_assert_eq!(&fields, row);
            let super::Ending::Line(n_taken) = ending else { panic!("a line end") };
            rest = &rest[n_taken..];
        }
    }

    #[test]
    fn damaged_tables_never_panic(
        bytes in prop::collection::vec(prop_oneof![Just(b'"'), Just(b','), Just(b'\n'), Just(b'\r'), any::<u8>()], 0..600),
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..4),
    ) {
        let _ = probe(read, &damage(&bytes, &changes, 0));
    }
}
