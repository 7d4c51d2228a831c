#![allow(clippy::unwrap_used)]

use flate2::Crc;
use proptest::prelude::*;
use rars::{ArchiveVersion, Builder};

use super::read;
use crate::format::probe::{Probe, damage, probe, probe_limited, probe_named, probe_with};
use crate::format::{Failure, Limits, MetaKey, Packing, ProblemCode, split};

/// 2025-03-04T10:15:16Z, and as DOS writes that hour of who knows where.
const UNIX_TIME: u32 = 1_741_083_316;
const DOS_TIME: u32 = (45 << 25 | 3 << 21 | 4 << 16) | (10 << 11 | 15 << 5 | 8);
const VERSIONS: [ArchiveVersion; 6] = [
    ArchiveVersion::Rar15,
    ArchiveVersion::Rar20,
    ArchiveVersion::Rar29,
    ArchiveVersion::Rar40,
    ArchiveVersion::Rar50,
    ArchiveVersion::Rar70,
];

fn is_old(version: ArchiveVersion) -> bool {
    !matches!(version, ArchiveVersion::Rar50 | ArchiveVersion::Rar70)
}

fn archive(builder: Builder, version: ArchiveVersion, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = builder;
    let time = if is_old(version) { DOS_TIME } else { UNIX_TIME };
    for (name, bytes) in files {
        builder.add_bytes(name.as_bytes().to_vec(), bytes.to_vec(), Some(time), None).unwrap();
    }
    builder.to_bytes().unwrap()
}

fn packed(version: ArchiveVersion, files: &[(&str, &[u8])]) -> Vec<u8> {
    archive(Builder::new(version).compression_level(Some(3)), version, files)
}

fn solid(version: ArchiveVersion, files: &[(&str, &[u8])]) -> Vec<u8> {
    archive(Builder::new(version).compression_level(Some(3)).solid(true), version, files)
}

fn stored(version: ArchiveVersion, files: &[(&str, &[u8])]) -> Vec<u8> {
    archive(Builder::new(version).store(true), version, files)
}

fn words(n: u32) -> Vec<u8> {
    (0..n).flat_map(|n| format!("{} chips\n", n.wrapping_mul(2_654_435_761)).into_bytes()).collect()
}

fn crc(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// A RAR 4 header: its checksum, its kind, its flags, its length, the rest.
fn four(kind: u8, flags: u16, rest: &[u8]) -> Vec<u8> {
    let size = rest.len() as u16 + 7;
    let body = [&[kind][..], &flags.to_le_bytes(), &size.to_le_bytes(), rest].concat();
    [&(crc(&body) as u16).to_le_bytes()[..], &body].concat()
}

/// A RAR 4 archive by hand: one file, stored. `name` is as it stands in the header.
fn four_by_hand(main_flags: u16, flags: u16, version: u8, method: u8, name: &[u8], bytes: &[u8]) -> Vec<u8> {
    let len = (bytes.len() as u32).to_le_bytes();
    let sizes = [len, len].concat();
    let rest = [
        &sizes[..],
        &[2],
        &crc(bytes).to_le_bytes(),
        &DOS_TIME.to_le_bytes(),
        &[version, method],
        &(name.len() as u16).to_le_bytes(),
        &0x20_u32.to_le_bytes(),
        name,
    ]
    .concat();
    let head = b"Rar!\x1a\x07\0".to_vec();
    [head, four(0x73, main_flags, &[0; 6]), four(0x74, 0x8000 | flags, &rest), bytes.to_vec(), four(0x7b, 0, &[])]
        .concat()
}

/// A RAR 5 header: its checksum, its length, the rest.
fn five(rest: &[u8]) -> Vec<u8> {
    let body = [&[rest.len() as u8][..], rest].concat();
    [&crc(&body).to_le_bytes()[..], &body].concat()
}

/// A RAR 5 archive by hand: one file, stored, with what stands behind its header.
fn five_by_hand(main: &[u8], flags: u8, packing: &[u8], size: u8, extra: &[u8], bytes: &[u8]) -> Vec<u8> {
    let header = [
        &[2, 2 | 1 | flags, extra.len() as u8, bytes.len() as u8][..],
        &[4, size, 0],
        &crc(bytes).to_le_bytes(),
        packing,
        &[0, 5],
        b"a.txt",
        extra,
    ]
    .concat();
    let head = b"Rar!\x1a\x07\x01\0".to_vec();
    [head, five(main), five(&header), bytes.to_vec(), five(&[5, 0, 0])].concat()
}

fn codes(found: &Probe) -> Vec<Option<ProblemCode>> {
    found.children.iter().map(|(child, _)| child.broken.as_ref().map(|broken| broken.code)).collect()
}

#[test]
fn files_come_in_order_with_names_times_and_bytes() {
    let (one, two) = (words(4000), words(9000));
    let files: [(&str, &[u8]); 4] =
        [("letters/one.txt", &one), ("two.txt", &two), ("again.txt", &one), ("empty.txt", b"")];
    for version in VERSIONS {
        for bytes in [packed(version, &files), solid(version, &files), stored(version, &files)] {
            let (outcome, found) = probe(read, &bytes);
            assert_eq!(outcome, Ok(()), "{version}");
            assert_eq!(found.names(), ["letters/one.txt", "two.txt", "again.txt", "empty.txt"], "{version}");
            assert!(found.children[0].1 == one && found.children[1].1 == two && found.children[2].1 == one);
            assert_eq!(found.children[1].0.locator, "entry 2");
            let time = if is_old(version) { "2025-03-04T10:15:16" } else { "2025-03-04T10:15:16Z" };
            assert_eq!(found.children[0].0.modified.as_deref(), Some(time), "{version}");
            assert!(codes(&found).iter().all(Option::is_none) && found.problems.is_empty(), "{version}: {found:?}");
        }
    }
}

#[test]
fn archives_written_by_hand_are_read() {
    let (outcome, found) = probe(read, &four_by_hand(0, 0, 29, 0x30, b"a.txt", b"words"));
    assert_eq!((outcome, found.names()), (Ok(()), vec!["a.txt"]));
    assert_eq!(found.children[0].1, b"words");
    let time = [&[6, 3, 3][..], &UNIX_TIME.to_le_bytes()].concat();
    let (outcome, found) = probe(read, &five_by_hand(&[1, 0, 0], 0, &[0], 5, &time, b"words"));
    assert_eq!((outcome, found.names()), (Ok(()), vec!["a.txt"]));
    assert_eq!(found.children[0].1, b"words");
    assert_eq!(found.children[0].0.modified.as_deref(), Some("2025-03-04T10:15:16Z"));
}

#[test]
fn names_are_told_in_unicode_and_by_guess() {
    let (_, found) = probe(read, &four_by_hand(0, 0x200, 29, 0x30, b"__.txt\0\0\xac\xd1\x53\x27\x8d\x02", b"words"));
    assert_eq!(found.names(), ["发货.txt"]);
    assert_eq!(found.children[0].0.raw_name.as_deref(), Some(&b"__.txt"[..]));
    let (_, found) = probe(read, &four_by_hand(0, 0, 29, 0x30, b"R\x82sum\x82.doc", b"words"));
    assert_eq!(found.names(), ["Résumé.doc"]);
    let (_, found) = probe(read, &stored(ArchiveVersion::Rar50, &[("发货/two.txt", b"second")]));
    assert_eq!(found.names(), ["发货/two.txt"]);
}

#[test]
fn folders_are_left_out_and_links_have_no_bytes() {
    for version in [ArchiveVersion::Rar29, ArchiveVersion::Rar50] {
        let mut builder = Builder::new(version).comment(Some(b"for the desk\r\nonly".to_vec()));
        builder.add_directory(b"folder".to_vec(), None, None).unwrap();
        builder.add_unix_symlink(b"folder/link".to_vec(), b"../secret".to_vec(), false, None, None).unwrap();
        builder.add_bytes(b"folder/a".to_vec(), words(50), None, None).unwrap();
        let (outcome, found) = probe(read, &builder.to_bytes().unwrap());
        assert_eq!((outcome, found.names()), (Ok(()), vec!["folder/link", "folder/a"]));
        assert_eq!(found.children[1].0.locator, "entry 3");
        let link = found.children[0].0.broken.as_ref().unwrap();
        assert_eq!(link.message, "a link to ../secret; links are not followed");
        assert!(found.problems.is_empty() && found.children[0].1.is_empty());
        assert_eq!(found.metas(MetaKey::Finding), ["comment: for the desk only"]);
    }
}

#[test]
fn damaged_bytes_are_told_and_the_rest_is_given() {
    let (one, two, three) = (words(3000), words(20_000), words(40));
    let files: [(&str, &[u8]); 3] = [("one", &one), ("two", &two), ("three", &three)];
    for version in VERSIONS {
        let mut bytes = packed(version, &files);
        let middle = bytes.len() / 2;
        bytes[middle..middle + 4].iter_mut().for_each(|byte| *byte ^= 0x55);
        let (outcome, found) = probe(read, &bytes);
        assert_eq!(outcome, Ok(()), "{version}");
        assert_eq!(codes(&found), [None, Some(ProblemCode::Checksum), None], "{version}");
        assert!(found.children[0].1 == one && found.children[2].1 == three);
        assert!(found.children[1].1.len() <= two.len());

        // Packed as one, what stands behind cannot be reached.
        let mut bytes = solid(version, &files);
        bytes[middle..middle + 4].iter_mut().for_each(|byte| *byte ^= 0x55);
        let (outcome, found) = probe(read, &bytes);
        assert_eq!(outcome, Ok(()), "{version}");
        assert_eq!(found.names(), ["one", "two", "three"]);
        assert!(found.children[0].1 == one && codes(&found)[0].is_none());
        assert!(codes(&found)[1].is_some(), "{version}");
    }
}

#[test]
fn archives_that_break_off_keep_what_came_before() {
    let (one, two) = (words(3000), words(6000));
    for version in VERSIONS {
        let bytes = packed(version, &[("one", &one), ("two", &two)]);
        let (outcome, found) = probe(read, &bytes[..bytes.len() * 3 / 4]);
        assert_eq!(outcome, Err(Failure::Corrupt("its list of files breaks off after 2".to_owned())), "{version}");
        assert!(found.children[0].1 == one && found.children[0].0.broken.is_none());
        assert_eq!(codes(&found)[1], Some(ProblemCode::Checksum), "{version}");
        // What older packing makes of bytes that are not there only the checksum tells from words.
        assert!(is_old(version) || two.starts_with(&found.children[1].1), "{version}");
        for len in [0, 3, 7, 8, 12] {
            let (outcome, found) = probe(read, &bytes[..len]);
            assert!(matches!(outcome, Err(Failure::Corrupt(_))), "{outcome:?}");
            assert!(found.children.is_empty());
        }
    }
}

#[test]
fn archives_cut_by_other_programs_are_told_as_parts() {
    let (one, two) = (words(3000), words(6000));
    for version in VERSIONS {
        let whole = packed(version, &[("one", &one), ("two", &two)]);
        let cut = &whole[..whole.len() * 3 / 4];
        let (outcome, found) = probe_named(read, "heap.rar.aa", cut);
        assert_eq!((outcome, found.names()), (Ok(()), vec!["one", "two"]), "{version}");
        assert!(found.children[0].1 == one);
        assert_eq!(found.problems.len(), 1);
        assert!(found.problems[0].message.starts_with("this is part 1 of the split archive heap.rar; put"));
        assert!(probe_named(read, "heap.part1.rar", cut).0.is_err(), "it would say so itself");
        let (outcome, found) = probe_named(read, "heap.rar.001", &whole);
        assert_eq!((outcome, found.children.len(), found.problems.len()), (Ok(()), 2, 0), "{version}");
    }
}

#[test]
fn sizes_and_checksums_that_lie_are_told() {
    for size in [4, 6] {
        let (outcome, found) = probe(read, &five_by_hand(&[1, 0, 0], 0, &[0], size, &[], b"words"));
        assert_eq!(outcome, Ok(()));
        assert_eq!(codes(&found), [Some(ProblemCode::Checksum)]);
        assert_eq!(found.children[0].1, b"words");
    }
    let mut bytes = four_by_hand(0, 0, 29, 0x30, b"a.txt", b"words");
    let at = bytes.len() - 10;
    bytes[at] ^= 1;
    let (_, found) = probe(read, &bytes);
    assert!(found.children[0].0.broken.as_ref().unwrap().message.starts_with("its checksum"));
}

#[test]
fn locked_files_are_children_without_bytes() {
    let lock = [&[2 + 34, 1, 0, 0, 15][..], &[7; 32]].concat();
    let five = five_by_hand(&[1, 0, 0], 0, &[0], 5, &lock, b"words");
    for bytes in [four_by_hand(0, 4, 29, 0x30, b"a.txt", b"words"), five] {
        let (outcome, found) = probe(read, &bytes);
        assert_eq!(outcome, Err(Failure::Encrypted));
        assert_eq!(found.names(), ["a.txt"]);
        assert_eq!(codes(&found), [Some(ProblemCode::Encrypted)]);
        assert!(found.children[0].1.is_empty());
    }
    // Locked with its names.
    let headers = [b"Rar!\x1a\x07\x01\0".to_vec(), self::five(&[4, 0, 0, 0, 15])].concat();
    for bytes in [four_by_hand(0x80, 0, 29, 0x30, b"a.txt", b"words"), headers] {
        let (outcome, found) = probe(read, &bytes);
        assert_eq!(outcome, Err(Failure::Encrypted));
        assert!(found.children.is_empty());
    }
}

#[test]
fn parts_give_what_lies_whole_in_them() {
    let five = five_by_hand(&[1, 0, 3, 1], 8, &[0], 5, &[], b"words");
    for bytes in [four_by_hand(1, 2, 29, 0x30, b"a.txt", b"words"), five] {
        let (outcome, found) = probe(split::read, &bytes);
        assert_eq!(outcome, Ok(()));
        assert_eq!(codes(&found), [Some(ProblemCode::Unreadable)]);
        assert!(found.problems[0].message.contains("of a split archive"), "{:?}", found.problems);
    }
    let whole = five_by_hand(&[1, 0, 3, 1], 0, &[0], 5, &[], b"words");
    let (_, found) = probe(split::read, &whole);
    assert_eq!(found.children[0].1, b"words");
    assert!(found.problems[0].message.starts_with("this is part 2 of a split archive"));
    let scene = four_by_hand(1, 0, 29, 0x30, b"a.txt", b"words");
    let (_, found) = probe_named(split::read, "leak/heap.s00", &scene);
    assert_eq!(found.children[0].1, b"words");
    assert!(found.problems[0].message.starts_with("this is part 102 of the split archive heap.rar: the files"));
}

#[test]
fn methods_that_are_not_known_are_told() {
    let five = five_by_hand(&[1, 0, 0], 0, &[0x85, 3], 5, &[], b"words");
    for bytes in [four_by_hand(0, 0, 60, 0x33, b"a.txt", b"words"), five] {
        let (outcome, found) = probe(read, &bytes);
        assert_eq!(outcome, Ok(()));
        let broken = found.children[0].0.broken.as_ref().unwrap();
        assert!(broken.message.starts_with("packed by the method"), "{}", broken.message);
    }
}

#[test]
fn limits_end_the_reading_and_keep_what_was_read() {
    let check = |limits: Limits, bytes: &[u8], n_children: usize| probe_limited(read, bytes, limits, n_children);
    let zeros = vec![0; 3 << 20];
    for version in VERSIONS {
        let sample = packed(version, &[("one", b"first"), ("two", b"second"), ("three", b"third")]);
        check(Limits { depth: 16, ..Limits::DESKTOP }, &sample, 0);
        check(Limits { max_children: 2, ..Limits::DESKTOP }, &sample, 2);
        check(Limits { max_child_bytes: 10, ..Limits::DESKTOP }, &sample, 2);
        let tight = Limits { max_ratio: 20, ..Limits::DESKTOP };
        let bomb = packed(version, &[("note", b"x"), ("bomb", &zeros), ("after", b"y")]);
        let found = check(tight, &bomb, 2);
        assert_eq!(codes(&found)[1], Some(ProblemCode::Limit), "{version}");
    }
    // Many small files out of the same few bytes are a bomb as well.
    let piece = vec![0; 900 << 10];
    let names: Vec<String> = (0..8).map(|n| n.to_string()).collect();
    let pieces: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), piece.as_slice())).collect();
    check(Limits::DESKTOP, &solid(ArchiveVersion::Rar50, &pieces), 2);
}

#[test]
fn memory_is_not_taken_on_an_archives_word() {
    // Files that may refer 4 GiB back, the first of which is small.
    let follows = |is_solid: u8| {
        let packing = [0x80 | is_solid << 6, 0x80 | 0x3d, 0];
        five_by_hand(&[1, 0, 4], 0, &packing, 5, &[], b"words")
    };
    let (outcome, found) = probe(read, &follows(0));
    assert_eq!(outcome, Ok(()));
    assert_eq!(codes(&found), [Some(ProblemCode::Checksum)]);
    let (_, found) = probe(read, &follows(1));
    assert_eq!(codes(&found), [Some(ProblemCode::Unreadable)]);
}

#[test]
fn a_reading_goes_on_after_its_checkpoint() {
    let names: Vec<String> = (0..200).map(|n| format!("{n}.txt")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    for bytes in [solid(ArchiveVersion::Rar29, &entries), solid(ArchiveVersion::Rar50, &entries)] {
        let (_, whole) = probe(read, &bytes);
        assert_eq!(whole.checkpoints.len(), 3);
        let (outcome, rest) = probe_with(read, &bytes, Limits::DESKTOP, Some(&whole.checkpoints[1]));
        assert_eq!(outcome, Ok(()));
        assert_eq!(rest.names(), whole.names()[128..]);
        assert_eq!(rest.children[0].0.locator, "entry 129");
        assert_eq!(rest.children[0].1, b"128.txt");
    }
}

proptest! {
    #[test]
    fn damaged_archives_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..6),
        cut in prop_oneof![Just(0usize), any::<usize>()],
        version in 0usize..6,
    ) {
        let version = VERSIONS[version];
        let words = words(200);
        let files: [(&str, &[u8]); 2] = [("one", &words), ("two", b"second")];
        let _ = probe(read, &damage(&solid(version, &files), &changes, cut));
        let _ = probe(read, &damage(&packed(version, &files), &changes, cut));
    }

    /// Headers whose checksums hold and whose fields do not.
    #[test]
    fn odd_headers_never_panic(
        main in prop::collection::vec(any::<u8>(), 0..12),
        file in prop::collection::vec(any::<u8>(), 0..90),
        bytes in prop::collection::vec(any::<u8>(), 0..90),
    ) {
        let file = [&[2, 3], file.as_slice()].concat();
        let _ = probe(read, &[b"Rar!\x1a\x07\x01\0".to_vec(), five(&[1, 0, 0]), five(&file), bytes.clone()].concat());
        let _ = probe(read, &[b"Rar!\x1a\x07\x01\0".to_vec(), five(&main), five(&file), bytes.clone()].concat());
        let main = four(0x73, 8, &main);
        let file = four(0x74, 0x8200, &file);
        let _ = probe(read, &[b"Rar!\x1a\x07\0".to_vec(), main, file, bytes].concat());
    }
}

#[test]
fn large_files_that_are_stored_stand_in_the_archive() {
    let (large, small) = (words(100_000), words(40));
    let files: [(&str, &[u8]); 2] = [("small.txt", &small), ("large.txt", &large)];
    for version in VERSIONS {
        let bytes = stored(version, &files);
        let (outcome, found) = probe(read, &bytes);
        assert_eq!(outcome, Ok(()), "{version:?}");
        let [(1, at, Packing::Plain)] = found.standing[..] else { panic!("{version:?}: {:?}", found.standing) };
        let at = usize::try_from(at).unwrap();
        assert!(bytes[at..at + large.len()] == large, "{version:?}");
        assert!(probe(read, &packed(version, &files)).1.standing.is_empty());
    }
}
