#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use cfb::CompoundFile;
use proptest::prelude::*;

use super::{Ole, give_embedded};
use crate::format::medium::Medium;
use crate::format::probe::{Probe, damage};
use crate::format::{Limits, ProblemCode};

/// A stream of whole sectors, one of small ones, and one in a storage.
fn sample() -> Vec<u8> {
    let mut file = CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    file.create_storage("Pool").unwrap();
    for (path, bytes) in [("Large", &[7; 9000][..]), ("Small", b"few bytes"), ("Pool/Inner", &[8; 100])] {
        file.create_stream(path).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// The bytes of a stream, and whether all were there.
fn read(file: &[u8], path: &str, most: u64) -> Option<(Vec<u8>, bool)> {
    let mut source = Cursor::new(file);
    let mut medium = Medium::new(&mut source);
    let ole = Ole::open(&mut medium, file.len() as u64).ok()?;
    let stream = ole.read(ole.find(path)?, most, &mut medium).unwrap();
    Some((stream.bytes, stream.is_whole))
}

/// Where in the file the sector begins that has some bytes.
fn sector_of(file: &[u8], bytes: &[u8]) -> usize {
    file.windows(bytes.len()).position(|window| window == bytes).unwrap() / 512
}

#[test]
fn streams_are_found_by_their_paths() {
    let file = sample();
    let check = |path: &str, expect: Option<(&[u8], bool)>| {
        let found = read(&file, path, 1 << 20);
        assert_eq!(found.as_ref().map(|(bytes, is_whole)| (bytes.as_slice(), *is_whole)), expect, "{path}");
    };
    check("Large", Some((&[7; 9000], true)));
    check("small", Some((b"few bytes", true)));
    check("Pool/Inner", Some((&[8; 100], true)));
    check("Inner", None);
    check("Pool", None);
    assert_eq!(read(&file, "Large", 10), Some((vec![7; 10], false)));
}

#[test]
fn chains_that_go_in_circles_end() {
    let mut file = sample();
    let first = sector_of(&file, &[7; 512]) - 1;
    // The table of sectors says of the first of the stream that it follows itself.
    let table = 512 * (1 + u32::from_le_bytes(file[76..80].try_into().unwrap()) as usize);
    file[table + 4 * first..table + 4 * first + 4].copy_from_slice(&(first as u32).to_le_bytes());
    let (bytes, _) = read(&file, "Large", 1 << 20).unwrap();
    assert!(bytes.len() <= 9000 && bytes.starts_with(&[7; 512]));
}

#[test]
fn streams_that_no_storage_leads_to_are_found() {
    let mut file = sample();
    // The root's entry is the first of the directory: nothing lies under it any more.
    let root = 512 * (1 + u32::from_le_bytes(file[48..52].try_into().unwrap()) as usize);
    file[root + 76..root + 80].fill(0xff);
    assert_eq!(read(&file, "Small", 1 << 20), Some((b"few bytes".to_vec(), true)));
    assert_eq!(read(&file, "Inner", 1 << 20), Some((vec![8; 100], true)));
}

#[test]
fn a_file_that_is_cut_off_gives_what_is_left() {
    let file = sample();
    let at = 512 * sector_of(&file, &[7; 512]);
    let (bytes, is_whole) = read(&file[..at + 2000], "Large", 1 << 20).unwrap();
    assert!(!is_whole);
    assert!(bytes.starts_with(&[7; 1536]), "{}", bytes.len());
    assert_eq!(read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Large", 10), None);
    assert_eq!(read(b"", "Large", 10), None);
}

#[test]
fn objects_that_lie_over_each_other_are_given_up() {
    let mut file = CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    for n in 0..20 {
        file.create_storage(format!("Obj{n}")).unwrap();
        let bytes = vec![n; if n == 0 { 400_000 } else { 5000 }];
        file.create_stream(format!("Obj{n}/Package")).unwrap().write_all(&bytes).unwrap();
    }
    file.flush().unwrap();
    let mut file = file.into_inner().into_inner();
    // Every package is said to be where the large one is.
    let name: Vec<u8> = "Package\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let entries: Vec<usize> =
        (0..file.len() / 128).map(|n| 128 * n).filter(|at| file[*at..].starts_with(&name)).collect();
    let size = 400_000_u32.to_le_bytes();
    let large = entries.iter().find(|at| file[**at + 120..**at + 124] == size).unwrap();
    let start: [u8; 4] = file[large + 116..large + 120].try_into().unwrap();
    for at in entries {
        file[at + 116..at + 120].copy_from_slice(&start);
        file[at + 120..at + 124].copy_from_slice(&size);
    }

    let mut source = Cursor::new(&file[..]);
    let mut medium = Medium::new(&mut source);
    let ole = Ole::open(&mut medium, file.len() as u64).unwrap();
    let mut found = Probe::default();
    let is_object = |path: &str| !path.contains('/');
    give_embedded(&ole, is_object, &mut medium, Limits::DESKTOP, &mut found).unwrap();
    let n_bytes: usize = found.children.iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(n_bytes <= file.len(), "{n_bytes}");
    assert_eq!(found.children[0].1.len(), 400_000);
    assert_eq!(found.problems[0].code, ProblemCode::Limit);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_never_panic(
        changes in prop::collection::vec((0_usize..2048, any::<u8>()), 0..40),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let file = damage(&sample(), &changes, cut);
        for path in ["Large", "Small", "Pool/Inner"] {
            let _ = read(&file, path, 1 << 20);
        }
    }
}
