#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::read;
use crate::format::probe::{damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey, ProblemCode};

/// A table: fields as (name, kind, length), rows with their mark.
fn table(version: u8, code: u8, fields: &[(&str, u8, u8)], rows: &[&[u8]]) -> Vec<u8> {
    let row_len = 1 + fields.iter().map(|(_, _, len)| u16::from(*len)).sum::<u16>();
    let mut bytes = vec![version, 125, 3, 4];
    bytes.extend((rows.len() as u32).to_le_bytes());
    bytes.extend((33 + 32 * fields.len() as u16).to_le_bytes());
    bytes.extend(row_len.to_le_bytes());
    bytes.resize(32, 0);
    bytes[29] = code;
    for (name, kind, len) in fields {
        let start = bytes.len();
        bytes.extend(name.as_bytes());
        bytes.resize(start + 11, 0);
        bytes.push(*kind);
        bytes.extend([0; 4]);
        bytes.push(*len);
        bytes.resize(start + 32, 0);
    }
    bytes.push(0x0d);
    for row in rows {
        assert_eq!(row.len(), usize::from(row_len));
        bytes.extend(*row);
    }
    bytes.push(0x1a);
    bytes
}

const FIELDS: &[(&str, u8, u8)] = &[("SHIP", b'C', 6), ("TONS", b'N', 5), ("LEFT", b'D', 8), ("OWN", b'L', 1)];

fn sample() -> Vec<u8> {
    table(3, 0x57, FIELDS, &[b" Nova   12.520250304T", b"*Ara       3        ?", b" L\xe9a                F"])
}

#[test]
fn rows_are_read_and_deleted_ones_told_of() {
    let (outcome, found) = probe(read, &sample());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.text(), "SHIP\tTONS\tLEFT\tOWN\nNova\t12.5\t2025-03-04\tT\nAra\t3\t\t?\nLéa\t\t\tF");
    let block = found.units[0].table.as_ref().unwrap();
    assert_eq!(block.header, ["SHIP", "TONS", "LEFT", "OWN"]);
    assert_eq!(block.raw[0].value, "20250304");
    assert_eq!(found.metas(MetaKey::Finding), ["row 3 is marked as deleted; its words are in the text"]);
    assert_eq!(found.metas(MetaKey::Encoding), ["windows-1252"]);
    assert!(found.problems.is_empty());
}

#[test]
fn letters_are_read_by_their_code() {
    let check = |code: u8, raw: &[u8], expect: &str| {
        let mut row = vec![b' '];
        row.extend(raw);
        row.resize(11, b' ');
        let (outcome, found) = probe(read, &table(3, code, &[("NAME", b'C', 10)], &[&row]));
        assert_eq!(outcome, Ok(()));
        assert_eq!(found.text(), format!("NAME\n{expect}"), "{code}");
        found.problems.len()
    };
    check(0xc9, &encoding_rs::WINDOWS_1251.encode("Лена").0, "Лена");
    check(0x65, &[0x8b, 0xa5, 0xad, 0xa0], "Лена");
    check(0x4d, &encoding_rs::GBK.encode("深圳").0, "深圳");
    check(0x57, "深圳".as_bytes(), "深圳");
    assert_eq!(check(1, b"R\x82sum\x82", "Résumé"), 0);
    assert_eq!(check(2, b"R\x82sum\x82", "Résumé"), 1);
}

#[test]
fn values_of_fox_pro_are_read() {
    let fields = [("I", b'I', 4), ("B", b'B', 8), ("Y", b'Y', 8), ("T", b'T', 8), ("N", b'0', 1)];
    let mut row = vec![b' '];
    row.extend((-5_i32).to_le_bytes());
    row.extend(2.5_f64.to_le_bytes());
    row.extend((-123_400_i64).to_le_bytes());
    row.extend(2_460_739_u32.to_le_bytes());
    row.extend(36_916_000_u32.to_le_bytes());
    row.push(0);
    let (outcome, found) = probe(read, &table(0x30, 3, &fields, &[&row]));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.text(), "I\tB\tY\tT\n-5\t2.5\t-12.3400\t2025-03-04T10:15:16");
}

#[test]
fn memos_are_missed() {
    let fields = [("A", b'C', 2), ("MEMO", b'M', 10)];
    let (_, found) = probe(read, &table(0x83, 3, &fields, &[b" ab         7", b" cd          "]));
    assert_eq!(found.text(), "A\tMEMO\nab\ncd");
    assert_eq!(found.problems[0].code, ProblemCode::Unreadable);
    let (_, found) = probe(read, &table(0x83, 3, &fields, &[b" cd          "]));
    assert!(found.problems.is_empty());
}

#[test]
fn counts_that_lie_are_told() {
    let whole = sample();
    let (outcome, found) = probe(read, &whole[..whole.len() - 12]);
    assert_eq!(outcome, Ok(()));
    assert!(found.text().ends_with("Léa"));
    assert_eq!(found.problems[0].message, "2 of 3 rows were read: the table breaks off or is damaged");
    let mut lying = whole.clone();
    lying[4] = 1;
    let (_, found) = probe(read, &lying);
    assert!(found.text().contains("Léa"));
    assert_eq!(found.problems[0].message, "3 rows were read, but the table says that it has 1");
    assert!(matches!(probe(read, &whole[..20]).0, Err(Failure::Corrupt(_))));
    assert!(matches!(probe(read, &[3; 40]).0, Err(Failure::Corrupt(_)) | Ok(())));
    let tight = Limits { max_text_bytes: 10, ..Limits::DESKTOP };
    assert!(matches!(probe_with(read, &whole, tight, None).0, Err(Failure::LimitHit(_))));
}

proptest! {
    #[test]
    fn damaged_tables_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..8),
        version in any::<u8>(),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let mut bytes = damage(&sample(), &changes, cut);
        if let Some(first) = bytes.first_mut() {
            *first = version;
        }
        let _ = probe(read, &bytes);
    }
}
