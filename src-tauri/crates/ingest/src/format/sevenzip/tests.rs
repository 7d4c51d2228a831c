#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Read};

use proptest::prelude::*;
use sevenz_rust2::encoder_options::AesEncoderOptions;
use sevenz_rust2::{ArchiveEntry, ArchiveWriter, EncoderConfiguration, EncoderMethod, NtTime, Password, SourceReader};

use super::read;
use crate::format::lock::OPENED;
use crate::format::probe::{damage, probe, probe_limited, probe_locked, probe_named, probe_with};
use crate::format::{Failure, Limits, MetaKey, Packing, ProblemCode};

/// 2025-03-04T10:15:16Z.
const TIME: u64 = (1_741_083_316 + 11_644_473_600) * 10_000_000;
const LZMA2: &[u8] = &[0x21];
const COPY: &[u8] = &[0];
const AES: &[u8] = &[6, 0xf1, 7, 1];

fn file(name: &str) -> ArchiveEntry {
    let mut entry = ArchiveEntry::new_file(name);
    entry.has_last_modified_date = true;
    entry.last_modified_date = NtTime::new(TIME);
    entry
}

/// An archive whose files are packed as one, and whose last file is empty.
fn solid(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ArchiveWriter::new(Cursor::new(Vec::new())).unwrap();
    let files = entries.iter().map(|(name, _)| file(name)).collect();
    let bytes = entries.iter().map(|(_, bytes)| SourceReader::new(*bytes)).collect();
    writer.push_archive_entries(files, bytes).unwrap();
    writer.push_archive_entry(ArchiveEntry::new_directory("folder"), None::<&[u8]>).unwrap();
    writer.push_archive_entry(file("empty.txt"), Some(&b""[..])).unwrap();
    writer.finish().unwrap().into_inner()
}

fn words(n: u32) -> Vec<u8> {
    (0..n).flat_map(|n| format!("{} chips\n", n.wrapping_mul(2_654_435_761)).into_bytes()).collect()
}

/// An archive of one file, whose list is not packed. The parts are the file's packed bytes and its list.
fn by_hand(method: &[u8], properties: &[u8], packed: &[u8], size: u8) -> (Vec<u8>, Vec<u8>) {
    let name: Vec<u8> = "a.txt\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let list = [
        &[1, 4, 6, 0, 1, 9, packed.len() as u8, 0, 7, 0xb, 1, 0, 1, 0x20 | method.len() as u8],
        method,
        &[properties.len() as u8],
        properties,
        &[0xc, size, 0, 8, 0, 0, 5, 1, 0x11, name.len() as u8 + 1, 0],
        &name,
        &[0, 0],
    ];
    (packed.to_vec(), list.concat())
}

fn seal((packed, list): &(Vec<u8>, Vec<u8>)) -> Vec<u8> {
    let numbers = [&(packed.len() as u64).to_le_bytes()[..], &(list.len() as u64).to_le_bytes(), &crc(list)].concat();
    [b"7z\xbc\xaf\x27\x1c\0\x04", &crc(&numbers)[..], &numbers, packed, list].concat()
}

fn crc(bytes: &[u8]) -> [u8; 4] {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum().to_le_bytes()
}

#[test]
fn files_come_in_order_with_names_times_and_bytes() {
    let (outcome, found) = probe(read, &solid(&[("letters/one.txt", b"first"), ("发货/two.txt", b"second")]));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.names(), ["letters/one.txt", "发货/two.txt", "empty.txt"]);
    assert_eq!(found.children[0].1, b"first");
    assert_eq!(found.children[1].1, b"second");
    assert_eq!(found.children[1].0.locator, "entry 2");
    assert_eq!(found.children[0].0.modified.as_deref(), Some("2025-03-04T10:15:16Z"));
    assert!(found.children.iter().all(|(child, _)| child.broken.is_none()) && found.problems.is_empty());
    assert_eq!(probe(read, &seal(&by_hand(COPY, &[], b"words", 5))).1.children[0].1, b"words");
    let (outcome, found) = probe(read, &seal(&by_hand(LZMA2, &[24], b"\x01\0\x04words\0", 5)));
    assert_eq!((outcome, found.children[0].1.as_slice()), (Ok(()), &b"words"[..]));
}

#[test]
fn links_have_no_bytes_and_say_where_they_lead() {
    let mut writer = ArchiveWriter::new(Cursor::new(Vec::new())).unwrap();
    let link = ArchiveEntry { has_windows_attributes: true, windows_attributes: 0xa1ff_8000, ..file("way") };
    let bytes = vec![SourceReader::new(&b"../secret"[..]), SourceReader::new(&b"second"[..])];
    writer.push_archive_entries(vec![link, file("two")], bytes).unwrap();
    let (outcome, found) = probe(read, &writer.finish().unwrap().into_inner());
    assert_eq!((outcome, found.names(), found.problems.len()), (Ok(()), vec!["way", "two"], 0));
    let broken = found.children[0].0.broken.as_ref().unwrap();
    assert_eq!(
        (broken.code, broken.message.as_str()),
        (ProblemCode::Link, "a link to ../secret; links are not followed")
    );
    assert!(found.children[0].1.is_empty() && found.children[1].0.broken.is_none());
    assert_eq!(found.children[1].1, b"second");
}

#[test]
fn damaged_bytes_are_told_and_the_rest_is_given() {
    let (one, two, three) = (words(3000), words(20_000), words(10));
    let mut archive = solid(&[("one", &one), ("two", &two), ("three", &three)]);
    let packed_len = u64::from_le_bytes(archive[12..20].try_into().unwrap());
    let place = 32 + usize::try_from(packed_len).unwrap() * 2 / 3;
    archive[place] ^= 0x55;
    let (outcome, found) = probe(read, &archive);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.names(), ["one", "two", "three", "empty.txt"]);
    assert!(found.children[0].1 == one && found.children[0].0.broken.is_none());
    let codes: Vec<_> =
        found.children.iter().map(|(child, _)| child.broken.as_ref().map(|broken| broken.code)).collect();
    assert_eq!(codes[1], Some(ProblemCode::Checksum));
    assert!(codes[2].is_some());
    assert_eq!(codes[3], None);
    assert!(found.children[1].1.len() <= two.len());

    // Bytes that are not those whose checksum was taken lose no other file.
    let mut writer = ArchiveWriter::new(Cursor::new(Vec::new())).unwrap();
    writer.set_content_methods(vec![EncoderConfiguration::new(EncoderMethod::COPY)]);
    let bytes = vec![SourceReader::new(&b"first"[..]), SourceReader::new(&b"second"[..])];
    writer.push_archive_entries(vec![file("one"), file("two")], bytes).unwrap();
    let mut archive = writer.finish().unwrap().into_inner();
    archive[32] = b'F';
    let (outcome, found) = probe(read, &archive);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.children[0].1, b"First");
    assert!(found.children[0].0.broken.as_ref().unwrap().message.starts_with("its checksum"));
    assert!(found.children[1].0.broken.is_none());
    assert_eq!(found.children[1].1, b"second");
}

#[test]
fn sizes_that_lie_are_told() {
    for size in [4, 6] {
        let (outcome, found) = probe(read, &seal(&by_hand(COPY, &[], b"words", size)));
        assert_eq!(outcome, Ok(()));
        assert_eq!(found.children[0].0.broken.as_ref().unwrap().code, ProblemCode::Checksum, "{size}");
        assert!(b"words".starts_with(found.children[0].1.as_slice()));
    }
}

#[test]
fn archives_without_a_list_are_damaged() {
    let whole = solid(&[("one", &words(3000))]);
    for bytes in [&whole[..whole.len() - 10], &whole[..20], &whole[..7], b"7z\xbc\xaf\x27\x1c no more"] {
        let (outcome, found) = probe(read, bytes);
        assert!(matches!(outcome, Err(Failure::Corrupt(_))), "{outcome:?}");
        assert!(found.children.is_empty());
    }
}

#[test]
fn a_part_of_a_split_archive_is_told_as_one() {
    let whole = solid(&[("one", &words(3000))]);
    for name in ["heap.7z.001", "heap.7z.aa", "heap.7z.part1"] {
        let (outcome, found) = probe_named(read, name, &whole[..whole.len() / 2]);
        assert_eq!((outcome, found.problems.len()), (Ok(()), 1), "{name}");
        assert!(found.problems[0].message.starts_with("this is part 1 of the split archive heap.7z; put"));
        let (outcome, found) = probe_named(read, name, &whole);
        assert_eq!((outcome, found.children.len(), found.problems.len()), (Ok(()), 2, 0), "{name}");
    }
}

#[test]
fn locked_files_are_children_without_bytes() {
    let (outcome, found) = probe(read, &seal(&by_hand(AES, &[0x13, 0], b"locked bytes 1234", 5)));
    assert_eq!(outcome, Err(Failure::Encrypted));
    assert_eq!(found.names(), ["a.txt"]);
    assert_eq!(found.children[0].0.broken.as_ref().unwrap().code, ProblemCode::Encrypted);
    assert!(found.children[0].1.is_empty());
}

#[test]
fn methods_that_are_not_known_are_told() {
    let (outcome, found) = probe(read, &seal(&by_hand(&[4, 0xf7, 0x11, 2], &[], b"brotli bytes", 5)));
    assert_eq!(outcome, Ok(()));
    let broken = found.children[0].0.broken.as_ref().unwrap();
    assert!(broken.message.starts_with("packed by the method"), "{}", broken.message);
}

#[test]
fn limits_end_the_reading_and_keep_what_was_read() {
    let check = |limits: Limits, bytes: &[u8], n_children: usize| probe_limited(read, bytes, limits, n_children);
    let sample = solid(&[("one", b"first"), ("two", b"second"), ("three", b"third")]);
    check(Limits { depth: 16, ..Limits::DESKTOP }, &sample, 0);
    check(Limits { max_children: 2, ..Limits::DESKTOP }, &sample, 2);
    check(Limits { max_child_bytes: 10, ..Limits::DESKTOP }, &sample, 2);
    let zeros = vec![0; 3 << 20];
    let bomb = solid(&[("note", b"x"), ("bomb", &zeros), ("after", b"y")]);
    let found = check(Limits::DESKTOP, &bomb, 2);
    assert_eq!(found.children[1].0.broken.as_ref().unwrap().code, ProblemCode::Limit);
    // Many small files out of the same few bytes are a bomb as well.
    let piece = vec![0; 900 << 10];
    let names: Vec<String> = (0..8).map(|n| n.to_string()).collect();
    let pieces: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), piece.as_slice())).collect();
    check(Limits::DESKTOP, &solid(&pieces), 2);
}

#[test]
fn memory_is_not_taken_on_an_archives_word() {
    // A dictionary of 4 GiB.
    let (outcome, found) = probe(read, &seal(&by_hand(LZMA2, &[40], b"\x01\0\x04words\0", 5)));
    assert_eq!(outcome, Err(Failure::LimitHit("it would take too much memory to unpack".to_owned())));
    assert_eq!(found.children[0].0.broken.as_ref().unwrap().code, ProblemCode::Limit);
}

#[test]
fn a_reading_goes_on_after_its_checkpoint() {
    let names: Vec<String> = (0..200).map(|n| format!("{n}.txt")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    let bytes = solid(&entries);
    let (_, whole) = probe(read, &bytes);
    assert_eq!(whole.checkpoints.len(), 3);
    let (outcome, rest) = probe_with(read, &bytes, Limits::DESKTOP, Some(&whole.checkpoints[1]));
    assert_eq!(outcome, Ok(()));
    assert_eq!(rest.names(), whole.names()[128..]);
    assert_eq!(rest.children[0].0.locator, "entry 129");
    assert_eq!(rest.children[0].1, b"128.txt");
}

/// A locked archive of two files.
fn locked(word: &str, hides_list: bool) -> Vec<u8> {
    let mut writer = ArchiveWriter::new(Cursor::new(Vec::new())).unwrap();
    let mut lock = AesEncoderOptions::new(Password::new(word));
    lock.num_cycles_power = 8;
    writer.set_content_methods(vec![lock.into(), EncoderMethod::LZMA2.into()]);
    writer.set_encrypt_header(hides_list);
    let files = vec![file("a.txt"), file("b.txt")];
    let bytes = vec![SourceReader::new(&b"eight crates"[..]), SourceReader::new(&b"in the hall"[..])];
    writer.push_archive_entries(files, bytes).unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn locked_archives_are_opened_by_the_password_that_fits() {
    for hides_list in [false, true] {
        let archive = locked("heron", hides_list);
        let (outcome, found) = probe_locked(read, &archive, &["swan"]);
        assert_eq!(outcome, Err(Failure::Encrypted));
        assert_eq!(found.children.len(), if hides_list { 0 } else { 2 });
        let (outcome, found) = probe_locked(read, &archive, &["swan", "heron"]);
        assert_eq!(outcome, Ok(()));
        assert_eq!(found.names(), ["a.txt", "b.txt"]);
        assert_eq!(found.children[1].1, b"in the hall");
        assert!(found.children.iter().all(|(child, _)| child.broken.is_none()));
        assert_eq!(found.metas(MetaKey::Finding), [OPENED]);
    }
}

#[test]
fn a_key_that_takes_forever_to_make_is_not_made() {
    // 2 to the power of 40 times.
    let archive = seal(&by_hand(AES, &[40, 0], b"locked bytes 1234", 5));
    let (outcome, found) = probe_locked(read, &archive, &["heron"]);
    assert_eq!((outcome, found.children.len()), (Err(Failure::Encrypted), 1));
}

proptest! {
    #[test]
    fn damaged_archives_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..6),
        list in prop::collection::vec((any::<usize>(), any::<u8>()), 0..4),
        cut in prop_oneof![Just(0usize), any::<usize>()],
        method in 0usize..3,
    ) {
        let _ = probe(read, &damage(&solid(&[("one", b"first"), ("two", b"second")]), &changes, cut));
        let method = [COPY, LZMA2, AES][method];
        let mut parts = by_hand(method, &[24], b"\x01\0\x04words\0", 5);
        parts.1 = damage(&parts.1, &list, 0);
        parts.0 = damage(&parts.0, &changes, 0);
        let _ = probe(read, &seal(&parts));
    }
}

/// Where a stream of LZMA2 begins, unpacked up to a place and from there on.
fn lzma2_at(bytes: &[u8], at: u64, skip: u64, len: usize) -> Vec<u8> {
    let mut reader = lzma_rust2::Lzma2Reader::new(&bytes[usize::try_from(at).unwrap()..], 64 << 20, None);
    std::io::copy(&mut (&mut reader).take(skip), &mut std::io::sink()).unwrap();
    let mut found = vec![0; len];
    reader.read_exact(&mut found).unwrap();
    found
}

#[test]
fn large_files_stand_in_the_stream_they_are_packed_in() {
    let (large, small, larger) = (words(100_000), words(40), words(130_000));
    let bytes = solid(&[("large.txt", &large), ("small.txt", &small), ("larger.txt", &larger)]);
    let (outcome, found) = probe(read, &bytes);
    assert_eq!(outcome, Ok(()));
    let [(0, at, Packing::Lzma2 { skip: 0, .. }), (2, behind, Packing::Lzma2 { skip, .. })] = found.standing[..] else {
        panic!("{:?}", found.standing)
    };
    assert_eq!((at, skip), (behind, (large.len() + small.len()) as u64));
    assert!(lzma2_at(&bytes, at, 0, large.len()) == large);
    assert!(lzma2_at(&bytes, at, skip, larger.len()) == larger);

    let mut writer = ArchiveWriter::new(Cursor::new(Vec::new())).unwrap();
    writer.push_archive_entry(file("first.txt"), Some(&large[..])).unwrap();
    writer.set_content_methods(vec![EncoderConfiguration::new(EncoderMethod::COPY)]);
    writer.push_archive_entry(file("copied.txt"), Some(&larger[..])).unwrap();
    writer.set_content_methods(vec![EncoderConfiguration::new(EncoderMethod::LZMA)]);
    writer.push_archive_entry(file("older.txt"), Some(&large[..])).unwrap();
    let mut lock = AesEncoderOptions::new(Password::new("quay"));
    lock.num_cycles_power = 8;
    writer.set_content_methods(vec![lock.into(), EncoderMethod::LZMA2.into()]);
    writer.set_encrypt_header(false);
    writer.push_archive_entry(file("locked.txt"), Some(&large[..])).unwrap();
    let bytes = writer.finish().unwrap().into_inner();
    let (_, found) = probe(read, &bytes);
    let [
        (0, _, Packing::Lzma2 { .. }),
        (1, at, Packing::Plain),
        (2, older, Packing::Lzma { numbers, window, skip: 0 }),
    ] = found.standing[..]
    else {
        panic!("{:?}", found.standing)
    };
    let at = usize::try_from(at).unwrap();
    assert!(bytes[at..at + larger.len()] == larger);
    let packed = &bytes[usize::try_from(older).unwrap()..];
    let mut reader = lzma_rust2::LzmaReader::new_with_props(packed, u64::MAX, numbers, window, None).unwrap();
    let mut unpacked = vec![0; large.len()];
    reader.read_exact(&mut unpacked).unwrap();
    assert!(unpacked == large);
}
