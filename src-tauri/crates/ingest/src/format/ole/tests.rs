#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use cfb::CompoundFile;
use proptest::prelude::*;

use super::{Ole, give_embedded, properties};
use crate::format::medium::Medium;
use crate::format::probe::{Probe, damage};
use crate::format::{Limits, MetaKey, ProblemCode};

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

/// A stream of sets of properties, each with its id and its type, value and all.
fn property_sets(sets: &[&[(u32, Vec<u8>)]]) -> Vec<u8> {
    let number = |n: usize| (n as u32).to_le_bytes();
    let mut bytes = vec![0; 24];
    bytes.extend(number(sets.len()));
    let mut bodies = Vec::new();
    for set in sets {
        bytes.extend([0; 16]);
        bytes.extend(number(28 + 20 * sets.len() + bodies.len()));
        let (mut list, mut values) = (Vec::new(), Vec::new());
        for (id, value) in *set {
            list.extend(id.to_le_bytes());
            list.extend(number(8 + 8 * set.len() + values.len()));
            values.extend(value);
        }
        let n_bytes = 8 + list.len() + values.len();
        bodies.extend([&number(n_bytes)[..], &number(set.len()), &list, &values].concat());
    }
    bytes.extend(bodies);
    bytes
}

fn narrow(text: &str) -> Vec<u8> {
    let mut bytes = vec![30, 0, 0, 0];
    bytes.extend((text.len() as u32 + 1).to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes.extend([0; 4]);
    bytes
}

#[test]
fn what_a_file_says_of_itself_is_told() {
    let time = |ticks: u64| [&[64, 0, 0, 0][..], &ticks.to_le_bytes()].concat();
    let first: &[(u32, Vec<u8>)] = &[
        (4, narrow("Mara Veld")),
        (5, narrow("servers")),
        (7, narrow("Board letter.dot")),
        (9, narrow("12")),
        (10, time(200 * 600_000_000)),
    ];
    let second: &[(u32, Vec<u8>)] = &[(2, narrow("loads")), (14, narrow("Ilse Brandt")), (15, narrow("Asterholm"))];
    let mut names = vec![2, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 0];
    names.extend(b"Matter\0");
    names.extend([3, 0, 0, 0, 13, 0, 0, 0]);
    names.extend(b"_AuthorEmail\0");
    let added: &[(u32, Vec<u8>)] =
        &[(0, names), (2, vec![3, 0, 0, 0, 0x77, 0x11, 0, 0]), (3, narrow("mara@asterholm.example"))];
    let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (path, sets) in
        [("\u{5}SummaryInformation", &[first][..]), ("\u{5}DocumentSummaryInformation", &[second, added])]
    {
        file.create_stream(path).unwrap().write_all(&property_sets(sets)).unwrap();
    }
    file.flush().unwrap();
    let file = file.into_inner().into_inner();
    let mut source = Cursor::new(&file);
    let mut medium = Medium::new(&mut source);
    let ole = Ole::open(&mut medium, file.len() as u64).unwrap();
    let mut found = Probe::default();
    properties(&ole, &mut medium, &mut found).unwrap();
    assert_eq!(found.metas(MetaKey::Author), ["Mara Veld"]);
    assert_eq!(
        found.metas(MetaKey::Finding),
        [
            "keywords: servers",
            "made from the template Board letter.dot",
            "saved 12 times by its own count",
            "edited for 3 h 20 min in all",
            "category: loads",
            "manager: Ilse Brandt",
            "made with a program registered to Asterholm",
            "property Matter: 4471",
            "property _AuthorEmail: mara@asterholm.example",
        ]
    );
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
