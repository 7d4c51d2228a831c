#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::read;
use crate::format::probe::{Probe, damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey, ProblemCode, msg};

/// 2025-03-04T02:15:16Z in hundreds of nanoseconds since 1601.
const SENT: u64 = (1_741_054_516 + 11_644_473_600) * 10_000_000;

fn attribute(level: u8, id: u16, value: &[u8]) -> Vec<u8> {
    let sum = value.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
    let len = u32::try_from(value.len()).unwrap();
    [&[level][..], &id.to_le_bytes(), &[6, 0], &len.to_le_bytes(), value, &sum.to_le_bytes()].concat()
}

fn padded(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

fn tag(id: u16, kind: u16) -> Vec<u8> {
    [kind.to_le_bytes(), id.to_le_bytes()].concat()
}

fn bytes(id: u16, kind: u16, value: &[u8]) -> Vec<u8> {
    let len = u32::try_from(value.len()).unwrap();
    [tag(id, kind), 1_u32.to_le_bytes().to_vec(), len.to_le_bytes().to_vec(), padded(value)].concat()
}

fn wide(id: u16, text: &str) -> Vec<u8> {
    let value: Vec<u8> = text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
    bytes(id, 0x001f, &value)
}

fn time(id: u16, value: u64) -> Vec<u8> {
    [tag(id, 0x0040), value.to_le_bytes().to_vec()].concat()
}

/// A time whose property has a number for a name.
fn named_time(name: u32, value: u64) -> Vec<u8> {
    [tag(0x8123, 0x0040), vec![7; 16], vec![0; 4], name.to_le_bytes().to_vec(), value.to_le_bytes().to_vec()].concat()
}

/// A property that has a text for a name, and two values.
fn named_list() -> Vec<u8> {
    let value = |text: &[u8]| [u32::try_from(text.len()).unwrap().to_le_bytes().to_vec(), padded(text)].concat();
    let name: Vec<u8> = "Key\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let name = [1_u32.to_le_bytes().to_vec(), value(&name)].concat();
    [tag(0x8200, 0x101e), vec![7; 16], name, 2_u32.to_le_bytes().to_vec(), value(b"one\0"), value(b"three\0")].concat()
}

fn list(properties: &[Vec<u8>]) -> Vec<u8> {
    let n = u32::try_from(properties.len()).unwrap();
    [n.to_le_bytes().to_vec(), properties.concat()].concat()
}

fn file(attributes: &[Vec<u8>]) -> Vec<u8> {
    [vec![0x78, 0x9f, 0x3e, 0x22, 1, 0], attributes.concat()].concat()
}

fn inner() -> Vec<u8> {
    file(&[
        attribute(1, 0x9003, &list(&[wide(0x0037, "Re: inner"), wide(0x1000, "Inner words.")])),
        attribute(2, 0x9002, &[0; 14]),
        attribute(2, 0x8010, b"deep.txt\0"),
        attribute(2, 0x800f, b"deep"),
    ])
}

fn letter() -> Vec<u8> {
    let object = [vec![9; 16], inner()].concat();
    file(&[
        attribute(1, 0x9006, &[0, 0, 1, 0]),
        attribute(1, 0x9007, &[0xa8, 3, 0, 0, 0, 0, 0, 0]),
        attribute(1, 0x8008, b"IPM.Microsoft Mail.Note\0"),
        attribute(1, 0x8004, b"Not this one\0"),
        attribute(
            1,
            0x9003,
            &list(&[
                named_list(),
                wide(0x0037, "Crates for 深圳"),
                wide(0x1035, "<one@asterholm.example>"),
                time(0x0039, SENT),
                wide(0x1000, "The crates left."),
            ]),
        ),
        attribute(
            1,
            0x9004,
            &[1_u32.to_le_bytes().to_vec(), list(&[wide(0x3001, "Ivo Tan"), wide(0x39fe, "ivo@kelvara.example")])]
                .concat(),
        ),
        attribute(2, 0x9002, &[0; 14]),
        attribute(2, 0x8010, &encoding_rs::GBK.encode("清单.csv").0),
        attribute(2, 0x800f, b"a,b\n1,2\n"),
        attribute(2, 0x9005, &list(&[time(0x3008, SENT)])),
        attribute(2, 0x9002, &[0; 14]),
        attribute(2, 0x9005, &list(&[bytes(0x3701, 0x000d, &object)])),
    ])
}

#[test]
fn words_people_and_attachments_are_found() {
    let (outcome, found) = probe(read, &letter());
    assert_eq!(outcome, Ok(()));
    assert_eq!(
        found.text(),
        "To: Ivo Tan <ivo@kelvara.example>\nDate: 2025-03-04T02:15:16Z\nSubject: Crates for 深圳\n\nThe crates left."
    );
    assert_eq!(found.names(), ["清单.csv", "Re: inner.msg"]);
    assert_eq!(found.children[0].1, b"a,b\n1,2\n");
    assert_eq!(found.children[0].0.modified.as_deref(), Some("2025-03-04T02:15:16Z"));
    assert_eq!(found.metas(MetaKey::MessageId), [""; 0], "it is no message besides the one it came with");
    assert!(found.problems.is_empty(), "{:?}", found.problems);
    let (outcome, within) = probe(msg::read, &found.children[1].1);
    assert_eq!(outcome, Ok(()));
    assert_eq!(within.text(), "Subject: Re: inner\n\nInner words.");
    assert_eq!(within.names(), ["deep.txt"]);
    assert_eq!(within.children[0].1, b"deep");
}

#[test]
fn meetings_and_old_files_are_read() {
    let meeting = file(&[
        attribute(1, 0x8008, b"IPM.Microsoft Schedule.MtgReq\0"),
        attribute(1, 0x8004, b"Inspection\0"),
        attribute(1, 0x9003, &list(&[named_time(0x8205, SENT), named_time(0x820d, SENT)])),
    ]);
    assert_eq!(probe(read, &meeting).1.text(), "Subject: Inspection\n\nStart: 2025-03-04 02:15 UTC");
    let old = file(&[attribute(1, 0x8004, b"Old\0"), attribute(1, 0x800c, b"No properties yet.\0")]);
    assert_eq!(probe(read, &old).1.text(), "Subject: Old\n\nNo properties yet.");
}

#[test]
fn torn_files_keep_what_can_be_read() {
    let told = |found: &Probe| found.problems.iter().any(|problem| problem.code == ProblemCode::Unreadable);
    let whole = letter();
    let (outcome, found) = probe(read, &whole[..whole.len() - 200]);
    assert_eq!(outcome, Ok(()));
    assert!(found.text().contains("The crates left.") && told(&found), "{found:?}");
    let mut changed = whole;
    let at = memchr::memmem::find(&changed, b"a,b\n1,2").unwrap();
    changed[at] = b'z';
    assert!(told(&probe(read, &changed).1));
    assert!(told(&probe(read, b"x\x9f>\"").1), "nothing but the signature");
    assert!(matches!(probe(read, b"x\x9f>!").0, Err(Failure::Corrupt(_))));
}

#[test]
fn limits_and_depth_are_borne() {
    let (outcome, found) = probe_with(read, &letter(), Limits { max_children: 1, ..Limits::DESKTOP }, None);
    assert!(matches!(outcome, Err(Failure::LimitHit(_))));
    assert_eq!(found.children.len(), 1);
    let mut deep = inner();
    for _ in 0..40 {
        let object = [vec![9; 16], deep].concat();
        deep = file(&[attribute(2, 0x9002, &[0; 14]), attribute(2, 0x9005, &list(&[bytes(0x3701, 0x000d, &object)]))]);
    }
    let (outcome, found) = probe(read, &deep);
    assert_eq!(outcome, Ok(()));
    assert!(found.problems.iter().any(|problem| problem.code == ProblemCode::Limit));
}

proptest! {
    #[test]
    fn damaged_files_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..20),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let (_, found) = probe(read, &damage(&letter(), &changes, cut));
        prop_assert!(found.units.iter().all(|unit| anchor::text::is_unit_text(&unit.text)));
    }
}
