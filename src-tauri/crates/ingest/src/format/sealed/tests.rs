#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::{is_one, read};
use crate::format::probe::{damage, probe};
use crate::format::{Failure, MetaKey, ProblemCode, mail};

const PKCS: [u8; 7] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1];
const WORDS: &str = "Content-Type: text/plain\r\n\r\nThe crates left.\r\n";

fn value(tag: u8, body: &[u8]) -> Vec<u8> {
    let len = u16::try_from(body.len()).unwrap().to_be_bytes();
    match body.len() {
        0..=0x7f => [&[tag, len[1]][..], body].concat(),
        _ => [&[tag, 0x82][..], &len, body].concat(),
    }
}

/// A list that two zeros end.
fn open(tag: u8, body: &[u8]) -> Vec<u8> {
    [&[tag, 0x80][..], body, &[0, 0]].concat()
}

fn number(last: &[u8]) -> Vec<u8> {
    value(0x06, &[&PKCS[..], last].concat())
}

fn person(parts: &[(&[u8], &str)]) -> Vec<u8> {
    let part = |(id, text): &(&[u8], &str)| {
        value(0x31, &value(0x30, &[value(0x06, id), value(0x0c, text.as_bytes())].concat()))
    };
    value(0x30, &parts.iter().flat_map(part).collect::<Vec<_>>())
}

fn issuer() -> Vec<u8> {
    person(&[(&[0x55, 4, 6], "NO"), (&[0x55, 4, 3], "Asterholm Root")])
}

fn certificate() -> Vec<u8> {
    let times = [value(0x17, b"240304101516Z"), value(0x18, b"20260304101516Z")].concat();
    let names = value(0x30, &value(0x81, b"mara@asterholm.example"));
    let other = value(0x30, &[value(0x06, &[0x55, 0x1d, 0x11]), value(0x04, &names)].concat());
    let fields = [
        value(0xa0, &value(0x02, &[2])),
        value(0x02, &[0x1a, 0x2b]),
        value(0x30, &[]),
        issuer(),
        value(0x30, &times),
        person(&[(&[0x55, 4, 10], "Asterholm"), (&[0x55, 4, 3], "Mara Lindqvist")]),
        value(0x30, &[]),
        value(0xa3, &value(0x30, &other)),
    ]
    .concat();
    value(0x30, &value(0x30, &fields))
}

/// As Outlook writes it: all lengths before, or as others do: none, the words in two pieces.
fn signed(is_open: bool) -> Vec<u8> {
    let (first, second) = WORDS.as_bytes().split_at(10);
    let words = match is_open {
        true => open(0xa0, &open(0x24, &[value(0x04, first), value(0x04, second)].concat())),
        false => value(0xa0, &value(0x04, WORDS.as_bytes())),
    };
    let list = if is_open { open } else { value };
    let content = list(0x30, &[number(&[7, 1]), words].concat());
    let data = [value(0x02, &[1]), value(0x31, &[]), content, value(0xa0, &certificate()), value(0x31, &[])].concat();
    list(0x30, &[number(&[7, 2]), list(0xa0, &list(0x30, &data))].concat())
}

#[test]
fn what_was_signed_is_a_message_and_who_signed_is_told() {
    for bytes in [signed(false), signed(true)] {
        assert!(is_one(&bytes) && is_one(&bytes[..20]));
        let (outcome, found) = probe(read, &bytes);
        assert_eq!(outcome, Ok(()));
        assert_eq!(
            found.text(),
            "Signed. The signature was not checked.\nCertificate of: CN=Mara Lindqvist, O=Asterholm\n\
             Address: mara@asterholm.example\nIssued by: CN=Asterholm Root, C=NO\nNumber: 1a2b\n\
             Valid: 2024-03-04T10:15:16Z to 2026-03-04T10:15:16Z"
        );
        assert_eq!(found.metas(MetaKey::Author), ["CN=Mara Lindqvist, O=Asterholm"]);
        assert_eq!(found.names(), ["signed message.eml"]);
        assert_eq!(found.children[0].1, WORDS.as_bytes());
        assert_eq!(probe(mail::read, &found.children[0].1).1.text(), "The crates left.");
    }
}

#[test]
fn a_signature_alone_and_a_lock_are_told() {
    let content = value(0x30, &number(&[7, 1]));
    let data = [value(0x02, &[1]), value(0x31, &[]), content, value(0xa0, &certificate()), value(0x31, &[])].concat();
    let alone = value(0x30, &[number(&[7, 2]), value(0xa0, &value(0x30, &data))].concat());
    let (outcome, found) = probe(read, &alone);
    assert_eq!((outcome, found.children.len()), (Ok(()), 0));
    assert!(found.text().contains("CN=Mara Lindqvist"));

    let who = value(0x30, &[issuer(), value(0x02, &[0x1a, 0x2b])].concat());
    let one = value(0x30, &[value(0x02, &[0]), who, value(0x30, &[])].concat());
    let data = [value(0x02, &[0]), value(0x31, &one), value(0x30, &[])].concat();
    let locked = value(0x30, &[number(&[7, 3]), value(0xa0, &value(0x30, &data))].concat());
    assert!(is_one(&locked));
    let (outcome, found) = probe(read, &locked);
    assert_eq!(outcome, Err(Failure::Encrypted));
    assert_eq!(found.text(), "Locked.\nFor the certificate 1a2b issued by: CN=Asterholm Root, C=NO");
}

#[test]
fn torn_files_and_others_are_told() {
    let whole = signed(false);
    let at = memchr::memmem::find(&whole, b"crates").unwrap();
    let (_, found) = probe(read, &whole[..at]);
    assert!(found.problems.iter().any(|problem| problem.code == ProblemCode::Unreadable), "{found:?}");
    assert!(matches!(probe(read, b"\x30\x03\x02\x01\x01").0, Err(Failure::Corrupt(_))));
    assert!(!is_one(b"\x30\x03\x02\x01\x01") && !is_one(b"0 is a number") && !is_one(b""));
    let deep = [0x30, 0x80].repeat(100_000);
    assert!(matches!(probe(read, &deep).0, Err(Failure::Corrupt(_))));
}

proptest! {
    #[test]
    fn damaged_files_never_panic(
        is_open in any::<bool>(),
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..20),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let (_, found) = probe(read, &damage(&signed(is_open), &changes, cut));
        prop_assert!(found.units.iter().all(|unit| anchor::text::is_unit_text(&unit.text)));
    }
}
