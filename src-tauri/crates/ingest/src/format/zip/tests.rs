#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Read, Write};

use proptest::prelude::*;
use zip::unstable::write::FileOptionsExt;
use zip::write::SimpleFileOptions;
use zip::{AesMode, CompressionMethod, DateTime, ZipWriter};

use super::read;
use crate::format::lock::OPENED;
use crate::format::probe::{Probe, damage, probe, probe_limited, probe_locked, probe_named, probe_with};
use crate::format::{Failure, Input, Limits, MetaKey, Packing, ProblemCode};
use crate::passwords::Passwords;

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let time = DateTime::from_date_and_time(2025, 3, 4, 10, 15, 16).unwrap();
    for (name, bytes) in entries {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        writer.start_file(*name, options.last_modified_time(time)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn sample() -> Vec<u8> {
    archive(&[("letters/one.txt", b"first letter"), ("../two.txt", b"second letter"), ("C:\\three.txt", b"third")])
}

/// Puts other bytes of the same length in the place of a name, everywhere, and clears the UTF-8 flag.
fn rename(archive: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut renamed = archive.to_vec();
    for at in 0..=renamed.len() - from.len() {
        if &renamed[at..at + from.len()] == from {
            renamed[at..at + from.len()].copy_from_slice(to);
        }
    }
    renamed
}

#[test]
fn entries_come_in_order_with_names_times_and_bytes() {
    let (outcome, found) = probe(read, &sample());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.names(), ["letters/one.txt", "../two.txt", "C:/three.txt"]);
    assert_eq!(found.children[0].1, b"first letter");
    assert_eq!(found.children[1].0.locator, "entry 2");
    assert_eq!(found.children[1].0.raw_name, None);
    assert_eq!(found.children[2].0.raw_name.as_deref(), Some(&b"C:\\three.txt"[..]));
    assert_eq!(found.children[0].0.modified.as_deref(), Some("2025-03-04T10:15:16"));
    assert!(found.children.iter().all(|(child, _)| child.broken.is_none()));
}

#[test]
fn names_in_other_codes_become_readable() {
    let check = |raw: &[u8], expect: &str| {
        let stand_in = "x".repeat(raw.len());
        let plain = archive(&[(stand_in.as_str(), b"bytes")]);
        let (outcome, found) = probe(read, &rename(&plain, stand_in.as_bytes(), raw));
        assert_eq!(outcome, Ok(()));
        assert_eq!(found.names(), [expect]);
        let is_utf8 = raw == expect.as_bytes();
        assert_eq!(found.children[0].0.raw_name.as_deref(), (!is_utf8).then_some(raw));
    };
    let gbk = encoding_rs::GBK.encode("合同/深圳发货清单与付款记录.txt").0;
    check(&gbk, "合同/深圳发货清单与付款记录.txt");
    let big5 = encoding_rs::BIG5.encode("香港倉庫檢查報告與設備清單.pdf").0;
    check(&big5, "香港倉庫檢查報告與設備清單.pdf");
    let sjis = encoding_rs::SHIFT_JIS.encode("データセンターの検査報告書.pdf").0;
    check(&sjis, "データセンターの検査報告書.pdf");
    check("данные/отчёт.txt".as_bytes(), "данные/отчёт.txt");
    check(b"R\x82sum\x82.doc", "Résumé.doc");
    check(b"two\nlines\x1b[2J.txt", "two\u{fffd}lines\u{fffd}[2J.txt");
    check("gnp\u{202e}.exe".as_bytes(), "gnp\u{fffd}.exe");
}

#[test]
fn entries_of_one_name_stay_apart() {
    let twins = archive(&[("a1.txt", b"one"), ("a2.txt", b"two")]);
    let (outcome, found) = probe(read, &rename(&twins, b"a2.txt", b"a1.txt"));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.names(), ["a1.txt", "a1.txt"]);
    assert_eq!(found.children[1].1, b"two");
}

#[test]
fn folders_are_left_out_and_links_have_no_bytes() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_directory("folder/", SimpleFileOptions::default()).unwrap();
    writer.add_symlink("way", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    let (outcome, found) = probe(read, &writer.finish().unwrap().into_inner());
    assert_eq!(outcome, Ok(()));
    assert_eq!((found.names(), found.problems.len()), (vec!["way"], 0));
    let link = found.children[0].0.broken.as_ref().unwrap();
    assert_eq!(
        (link.code, link.message.as_str()),
        (ProblemCode::Link, "a link to /etc/passwd; links are not followed")
    );
    assert!(found.children[0].1.is_empty());
    // A name may end as a folder's does: in Big5, 功 ends with the byte of a backslash.
    let named = rename(&archive(&[("abcd", b"words of it")]), b"abcd", b"\xa6\xa8\xa5\x5c");
    assert_eq!(probe(read, &named).1.children[0].1, b"words of it");
}

#[test]
fn an_entry_whose_size_is_not_the_size_given_keeps_its_bytes() {
    let words = b"the words of the entry ".repeat(40);
    for (method, lie) in [CompressionMethod::Stored, CompressionMethod::Deflated]
        .into_iter()
        .flat_map(|method| [(method, 5), (method, 5000)])
    {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.start_file("lie.txt", SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(&words).unwrap();
        let mut bytes = writer.finish().unwrap().into_inner();
        let listed = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        bytes[listed + 24..listed + 28].copy_from_slice(&u32::to_le_bytes(lie));
        let (outcome, found) = probe(read, &bytes);
        assert_eq!(outcome, Ok(()));
        assert!(found.children[0].1 == words, "{method:?} {lie}");
        let broken = found.children[0].0.broken.as_ref().unwrap();
        assert_eq!(broken.message, "its size is not the size given", "{method:?} {lie}");
    }
}

#[test]
fn broken_archives_keep_what_can_be_read() {
    assert_eq!(probe(read, b"").0, Err(Failure::Corrupt("empty archive".to_owned())));
    assert!(matches!(probe(read, b"PK\x03\x04 nothing more").0, Err(Failure::Corrupt(_))));

    let whole = sample();
    let directory = whole.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let (outcome, found) = probe(read, &whole[..directory]);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.children.len(), 3);
    assert_eq!(found.children[2].1, b"third");
    assert!(found.children.iter().all(|(child, _)| child.broken.is_none()));
    assert_eq!(found.problems[0].code, ProblemCode::Unreadable);

    // The last entry's packed bytes break off.
    let (outcome, found) = probe(read, &whole[..directory - 3]);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.children[2].0.broken.as_ref().unwrap().code, ProblemCode::Checksum);

    // A damaged byte in the first entry's packed bytes.
    let mut damaged = whole.clone();
    damaged[30 + "letters/one.txt".len() + 3] ^= 0x40;
    let (outcome, found) = probe(read, &damaged);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.children[0].0.broken.as_ref().unwrap().code, ProblemCode::Checksum);
    assert!(found.children[1].0.broken.is_none());
}

#[test]
fn the_last_part_of_a_split_archive_says_so() {
    let mut last = sample();
    let end = last.len() - 22;
    last[end + 4] = 2;
    let (outcome, found) = probe(read, &last);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.children.len(), 3);
    assert!(found.problems[0].message.starts_with("this is part 3 of a split archive"));
}

#[test]
fn the_first_part_of_a_split_archive_says_so() {
    let whole = sample();
    let second = whole.windows(7).position(|bytes| bytes == b"two.txt").unwrap();
    // Cut in the bytes of the second entry, and before the end of the first one's header.
    for (n_bytes, n_files) in [(second + 10, 2), (40, 0)] {
        for name in ["heap.zip.aa", "heap.zip.001", "heap.zip.part1", "heap.z01"] {
            let (outcome, found) = probe_named(read, name, &whole[..n_bytes]);
            assert_eq!((outcome, found.children.len()), (Ok(()), n_files), "{name}");
            assert!(found.problems[0].message.starts_with("this is part 1 of the split archive heap.zip; put"));
        }
    }
    let (outcome, found) = probe_named(read, "heap.zip.aa", &whole);
    assert_eq!((outcome, found.children.len(), found.problems.len()), (Ok(()), 3, 0), "a whole one that is called so");
}

#[test]
fn an_empty_archive_is_no_error() {
    let (outcome, found) = probe(read, &archive(&[]));
    assert_eq!(outcome, Ok(()));
    assert!(found.children.is_empty() && found.problems.is_empty());
}

#[test]
fn bytes_in_front_of_the_archive_do_no_harm() {
    let (outcome, found) = probe(read, &[b"MZ a program that unpacks itself", &sample()[..]].concat());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.children.len(), 3);
    assert_eq!(found.children[0].1, b"first letter");
}

#[test]
fn locked_entries_are_children_without_bytes() {
    let mut locked = sample();
    let marks: Vec<usize> = (0..locked.len() - 4).filter(|at| locked[*at..].starts_with(b"PK\x01\x02")).collect();
    locked[marks[0] + 8] |= 1;
    let (outcome, found) = probe(read, &locked);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.children[0].0.broken.as_ref().unwrap().code, ProblemCode::Encrypted);
    assert!(found.children[0].1.is_empty());
    assert_eq!(found.problems[0].message, "1 of 3 entries are locked by a password");

    for at in marks {
        locked[at + 8] |= 1;
    }
    let (outcome, found) = probe(read, &locked);
    assert_eq!(outcome, Err(Failure::Encrypted));
    assert_eq!(found.children.len(), 3);
}

#[test]
fn limits_end_the_reading_and_keep_what_was_read() {
    let check = |limits: Limits, bytes: &[u8], n_children: usize| probe_limited(read, bytes, limits, n_children);
    check(Limits { depth: 16, ..Limits::DESKTOP }, &sample(), 0);
    check(Limits { max_children: 2, ..Limits::DESKTOP }, &sample(), 2);
    check(Limits { max_child_bytes: 20, ..Limits::DESKTOP }, &sample(), 2);
    let bomb = archive(&[("note.txt", b"x"), ("bomb", &vec![0; 4 << 20]), ("after", b"y")]);
    let found = check(Limits::DESKTOP, &bomb, 2);
    assert_eq!(found.children[1].0.broken.as_ref().unwrap().code, ProblemCode::Limit);
    assert!(found.children[1].1.len() <= 2 << 20);
}

#[test]
fn entries_over_each_other_are_refused() {
    let noise: Vec<u8> = (0..4096u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let mut overlapping = archive(&[("a", &noise), ("b", &noise), ("c", &noise)]);
    let second_data = overlapping[4..].windows(4).position(|window| window == b"PK\x03\x04").unwrap() + 4;
    // All entries of the list lead to the first header, and the file ends sooner than their sum.
    let list = overlapping.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let mut tail = overlapping.split_off(list);
    overlapping.truncate(second_data);
    let starts: Vec<usize> = (0..tail.len() - 4).filter(|at| tail[*at..].starts_with(b"PK\x01\x02")).collect();
    for at in starts {
        tail[at + 42..at + 46].fill(0);
    }
    let end = tail.len() - 22;
    tail[end + 16..end + 20].copy_from_slice(&u32::try_from(second_data).unwrap().to_le_bytes());
    let (outcome, _) = probe(read, &[overlapping, tail].concat());
    assert_eq!(outcome, Err(Failure::LimitHit("entries lie over each other".to_owned())));
}

#[test]
fn a_reading_goes_on_after_its_checkpoint() {
    let names: Vec<String> = (0..200).map(|n| format!("{n}.txt")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), name.as_bytes())).collect();
    let bytes = archive(&entries);
    let (_, whole) = probe(read, &bytes);
    assert_eq!(whole.checkpoints.len(), 3);
    let (outcome, rest) = probe_with(read, &bytes, Limits::DESKTOP, Some(&whole.checkpoints[1]));
    assert_eq!(outcome, Ok(()));
    assert_eq!(rest.names(), whole.names()[128..]);
    assert_eq!(rest.children[0].0.locator, "entry 129");
}

#[test]
fn large_entries_are_streamed() {
    let noise: Vec<u8> = (0..3u32 << 20).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let (outcome, found) = probe(read, &archive(&[("large", &noise)]));
    assert_eq!(outcome, Ok(()));
    assert!(found.children[0].1 == noise);
}

/// An archive whose entries are locked, each in another way, and one that is not.
fn locked() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let stored = plain.compression_method(CompressionMethod::Stored);
    let words = "eight crates went to the hall. ".repeat(20);
    let entries = [
        ("classic.txt", plain.with_deprecated_encryption(b"heron").unwrap()),
        ("aes128.txt", plain.with_aes_encryption(AesMode::Aes128, "heron")),
        ("aes192.txt", stored.with_aes_encryption(AesMode::Aes192, "heron")),
        ("aes256.txt", plain.with_aes_encryption(AesMode::Aes256, "teal")),
        ("open.txt", plain),
    ];
    for (name, options) in entries {
        writer.start_file(name, options).unwrap();
        writer.write_all(words.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn locked_entries_are_opened_by_the_passwords_that_fit() {
    let is_open =
        |found: &Probe| -> Vec<bool> { found.children.iter().map(|(child, _)| child.broken.is_none()).collect() };
    let (outcome, found) = probe(read, &locked());
    assert_eq!((outcome, is_open(&found)), (Ok(()), vec![false, false, false, false, true]));
    assert_eq!(found.problems[0].message, "4 of 5 entries are locked by a password");
    assert!(found.metas(MetaKey::Finding).is_empty());

    let (outcome, found) = probe_locked(read, &locked(), &["swan", "heron"]);
    assert_eq!((outcome, is_open(&found)), (Ok(()), vec![true, true, true, false, true]));
    assert_eq!(found.problems[0].message, "1 of 5 entries are locked by a password");

    let (outcome, found) = probe_locked(read, &locked(), &["swan", "teal", "heron"]);
    assert_eq!((outcome, is_open(&found)), (Ok(()), vec![true; 5]));
    assert!(found.children.iter().all(|(_, bytes)| bytes.starts_with(b"eight crates") && bytes.len() == 620));
    assert_eq!(found.metas(MetaKey::Finding), [OPENED]);
    assert!(found.problems.is_empty());
}

#[test]
fn what_was_locked_before_a_checkpoint_is_told_after_it() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default();
    for (number, word) in [Some("heron"), Some("teal")].into_iter().chain([None; 68]).enumerate() {
        let options = word.map_or(plain, |word| plain.with_deprecated_encryption(word.as_bytes()).unwrap());
        writer.start_file(format!("{number}.txt"), options).unwrap();
        writer.write_all(b"eight crates").unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let (_, whole) = probe_locked(read, &bytes, &["heron"]);
    let passwords = &Passwords::new(["heron".to_owned()]);
    let (len, resume) = (bytes.len() as u64, Some(whole.checkpoints[0].as_str()));
    let mut source = Cursor::new(bytes.as_slice());
    let mut input = Input { bytes: &mut source, len, name: None, limits: Limits::DESKTOP, resume, passwords };
    let mut rest = Probe::default();
    assert_eq!(read(&mut input, &mut rest), Ok(()));
    assert_eq!(rest.names(), whole.names()[64..]);
    assert_eq!(rest.metas(MetaKey::Finding), [OPENED]);
    assert_eq!(rest.problems[0].message, "1 of 70 entries are locked by a password");
}

#[test]
fn a_locked_entry_whose_bytes_were_changed_is_told() {
    let mut changed = locked();
    let at = changed.windows(10).position(|name| name == b"aes192.txt").unwrap() + 100;
    changed[at] ^= 1;
    let (_, found) = probe_locked(read, &changed, &["heron"]);
    let broken = found.children[2].0.broken.as_ref().map(|broken| broken.code);
    assert_eq!(broken, Some(ProblemCode::Checksum));
}

#[test]
fn a_large_entry_stands_in_the_archive_as_it_is_or_deflated() {
    let noise: Vec<u8> = (0..300_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let prose: Vec<u8> = (0..40_000).flat_map(|n| format!("Crate {n} left on Monday.\n").into_bytes()).collect();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let entries: [(_, _, &[u8]); 4] =
        [("s", stored, &noise[..9]), ("a", stored, &noise), ("b", packed, &prose), ("t", packed, &prose[..900])];
    for (name, options, bytes) in entries {
        writer.start_file(name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let (outcome, found) = probe(read, &bytes);
    assert_eq!((outcome, found.children.len()), (Ok(()), 4));
    let [(1, plain_at, Packing::Plain), (2, packed_at, Packing::Deflated)] = found.standing[..] else {
        panic!("{:?}", found.standing)
    };
    assert!(bytes[usize::try_from(plain_at).unwrap()..].starts_with(&found.children[1].1));
    let mut inflated = Vec::new();
    let packed = &bytes[usize::try_from(packed_at).unwrap()..];
    flate2::bufread::DeflateDecoder::new(packed).read_to_end(&mut inflated).unwrap();
    assert!(inflated == prose && found.children[2].1 == prose);
}

proptest! {
    #[test]
    fn damaged_archives_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &damage(&sample(), &changes, cut));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_locks_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe_locked(read, &damage(&locked(), &changes, cut), &["swan", "heron"]);
    }
}
