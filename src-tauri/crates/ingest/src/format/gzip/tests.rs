#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Read, Write};

use flate2::write::GzEncoder;
use flate2::{Compression, GzBuilder};

use super::read;
use crate::format::probe::Probe;
use crate::format::single::checks::single_file_tests;
use crate::format::{Input, Packing};
use crate::passwords::NONE;

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

single_file_tests!(b"", |len: usize| len - 6);

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
        let mut input = Input { bytes: &mut source, len, name: Some(found_as), limits, resume: None, passwords: &NONE };
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

#[test]
fn a_large_child_stands_in_the_file_behind_any_header() {
    let prose: Vec<u8> = (0..40_000).flat_map(|n| format!("Crate {n} left on Monday.\n").into_bytes()).collect();
    let builders = [
        GzBuilder::new(),
        GzBuilder::new().filename("ledger.csv").comment("of March"),
        GzBuilder::new().extra(vec![7; 300]).filename("ledger.csv"),
    ];
    for builder in builders {
        let mut encoder = builder.write(Vec::new(), Compression::default());
        encoder.write_all(&prose).unwrap();
        let bytes = encoder.finish().unwrap();
        let (outcome, found) = probe(read, &bytes);
        assert_eq!(outcome, Ok(()));
        let [(0, at, Packing::Deflated)] = found.standing[..] else { panic!("{:?}", found.standing) };
        let mut inflated = Vec::new();
        flate2::bufread::DeflateDecoder::new(&bytes[usize::try_from(at).unwrap()..])
            .read_to_end(&mut inflated)
            .unwrap();
        assert!(inflated == prose && found.children[0].1 == prose);
    }
    assert!(probe(read, &packed(&prose[..900])).1.standing.is_empty());
}
