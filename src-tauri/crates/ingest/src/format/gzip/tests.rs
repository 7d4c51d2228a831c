#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};
use proptest::prelude::*;

use super::read;
use crate::format::probe::{Probe, damage, probe, probe_with};
use crate::format::{Failure, Input, Limits, ProblemCode};

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Words that do not pack to nothing.
fn words() -> Vec<u8> {
    (0..20_000u32).flat_map(|n| format!("{} chips\n", n.wrapping_mul(2_654_435_761)).into_bytes()).collect()
}

#[test]
fn what_was_packed_is_the_only_child() {
    let (outcome, found) = probe(read, &packed(&words()));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.names(), ["content"]);
    assert!(found.children[0].1 == words());
    assert_eq!(found.children[0].0.locator, "content");
    assert!(found.children[0].0.broken.is_none() && found.problems.is_empty());

    let (outcome, found) = probe(read, &packed(b""));
    assert_eq!(outcome, Ok(()));
    assert!(found.children[0].1.is_empty());
}

#[test]
fn parts_one_after_another_are_one_file() {
    let parts = [packed(b"one, "), packed(b"two, "), packed(b"three")].concat();
    let (outcome, found) = probe(read, &parts);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.children[0].1, b"one, two, three");
    assert!(found.children[0].0.broken.is_none() && found.problems.is_empty());
}

#[test]
fn what_follows_is_told_of() {
    let (outcome, found) = probe(read, &[packed(b"words"), vec![0; 512]].concat());
    assert_eq!((outcome, found.problems.len()), (Ok(()), 0));
    let (outcome, found) = probe(read, &[packed(b"words"), b"and more".to_vec()].concat());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.children[0].1, b"words");
    assert!(found.problems[0].message.starts_with("8 bytes after the end"));
}

#[test]
fn a_file_cut_short_is_kept_as_far_as_it_goes() {
    let whole = packed(&words());
    let (outcome, found) = probe(read, &whole[..whole.len() * 3 / 4]);
    assert_eq!(outcome, Ok(()));
    let (child, bytes) = &found.children[0];
    assert_eq!(child.broken.as_ref().unwrap().message, "its bytes break off");
    assert!(bytes.len() > 1000 && words().starts_with(bytes));
    assert!(matches!(probe(read, &whole[..7]).0, Err(Failure::Corrupt(_))));
}

#[test]
fn a_checksum_that_disagrees_is_told() {
    let mut damaged = packed(&words());
    let place = damaged.len() - 6;
    damaged[place] ^= 0x10;
    let (outcome, found) = probe(read, &damaged);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.children[0].0.broken.as_ref().unwrap().code, ProblemCode::Checksum);
}

#[test]
fn limits_end_the_reading() {
    let bomb = packed(&vec![0; 12 << 20]);
    let (outcome, found) = probe(read, &bomb);
    assert!(matches!(outcome, Err(Failure::LimitHit(_))), "{outcome:?}");
    assert_eq!(found.children[0].0.broken.as_ref().unwrap().code, ProblemCode::Limit);
    assert!(found.children[0].1.len() < 12 << 20);
    let (outcome, found) = probe_with(read, &packed(b"words"), Limits { depth: 16, ..Limits::DESKTOP }, None);
    assert!(matches!(outcome, Err(Failure::LimitHit(_))) && found.children.is_empty());
}

#[test]
fn the_header_names_and_dates_the_child() {
    let check = |stored: &[u8], seconds: u32, found_as: &str, expect: (&str, Option<&str>)| {
        let mut encoder = GzBuilder::new().filename(stored).mtime(seconds).write(Vec::new(), Compression::default());
        encoder.write_all(b"words").unwrap();
        let bytes = encoder.finish().unwrap();
        let mut found = Probe::default();
        let len = bytes.len() as u64;
        let mut source = Cursor::new(bytes);
        let limits = Limits::DESKTOP;
        let mut input = Input { bytes: &mut source, len, name: Some(found_as), limits, resume: None };
        assert_eq!(read(&mut input, &mut found), Ok(()));
        let child = &found.children[0].0;
        assert_eq!((child.name.as_str(), child.modified.as_deref()), expect);
        assert_eq!(
            child.raw_name.as_deref(),
            (stored != child.name.as_bytes() && !stored.is_empty()).then_some(stored)
        );
    };
    check(b"ledger.csv", 1_741_083_316, "a.gz", ("ledger.csv", Some("2025-03-04T10:15:16Z")));
    check(b"", 0, "a.csv.gz", ("a.csv", None));
    check("发货.csv".as_bytes(), 0, "a.gz", ("发货.csv", None));
    check(b"caf\xe9.txt", 0, "a.gz", ("café.txt", None));
    check(b"../../etc/x", 0, "a.gz", ("x", None));
}

proptest! {
    #[test]
    fn damaged_files_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..6),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &damage(&packed(&words()[..4000]), &changes, cut));
        let _ = probe(read, &damage(&packed(b"few words"), &changes, cut));
    }

    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let start = &packed(b"x")[..6];
        let _ = probe(read, &bytes);
        let _ = probe(read, &[start, &bytes].concat());
    }
}
