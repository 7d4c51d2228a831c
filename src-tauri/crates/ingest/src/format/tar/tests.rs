#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::read;
use crate::format::probe::{damage, probe, probe_limited, probe_named, probe_with};
use crate::format::{Failure, Limits, MetaKey, Packing, ProblemCode, split};

/// A header and its bytes, in whole blocks.
fn entry(name: &[u8], flag: u8, bytes: &[u8]) -> Vec<u8> {
    linked(name, flag, b"", bytes)
}

fn linked(name: &[u8], flag: u8, link: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut block = vec![0; 512];
    block[..name.len()].copy_from_slice(name);
    block[100..108].copy_from_slice(b"0000644\0");
    block[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
    block[136..148].copy_from_slice(format!("{:011o}\0", 1_741_083_316).as_bytes());
    block[156] = flag;
    block[157..157 + link.len()].copy_from_slice(link);
    block[257..265].copy_from_slice(b"ustar\x0000");
    seal(&mut block);
    block.extend(bytes);
    block.resize(block.len().next_multiple_of(512), 0);
    block
}

fn seal(block: &mut [u8]) {
    block[148..156].fill(b' ');
    let sum: u32 = block[..512].iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
}

fn archive(entries: &[Vec<u8>]) -> Vec<u8> {
    [entries.concat(), vec![0; 1024]].concat()
}

fn sample() -> Vec<u8> {
    archive(&[
        entry(b"letters/", b'5', b""),
        entry(b"letters/one.txt", b'0', b"first letter"),
        entry(b"../two.txt", b'\0', &[b'2'; 600]),
        entry(b"three.txt", b'0', b""),
    ])
}

#[test]
fn files_come_in_order_with_names_times_and_bytes() {
    let (outcome, found) = probe(read, &sample());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.names(), ["letters/one.txt", "../two.txt", "three.txt"]);
    assert_eq!(found.children[0].1, b"first letter");
    assert_eq!(found.children[1].1, [b'2'; 600]);
    assert_eq!(found.children[1].0.locator, "entry 3");
    assert_eq!(found.children[0].0.modified.as_deref(), Some("2025-03-04T10:15:16Z"));
    assert!(found.children.iter().all(|(child, _)| child.broken.is_none() && child.raw_name.is_none()));
    assert!(found.problems.is_empty());
}

#[test]
fn long_names_are_put_together() {
    let long = format!("{}/report.txt", "very-long-folder-name/".repeat(12));
    let gnu = [entry(b"././@LongLink", b'L', format!("{long}\0").as_bytes()), entry(b"cut", b'0', b"gnu")].concat();
    let record = format!(" path={long}\n");
    let length = record.len() + 3;
    let pax = format!("{length}{record}15 mtime=12.5x\n17 mtime=99.2501\n");
    let pax = [entry(b"PaxHeaders/x", b'x', pax.as_bytes()), entry(b"cut", b'0', b"pax")].concat();
    let mut prefixed = entry(b"report.txt", b'0', b"posix");
    prefixed[345..351].copy_from_slice(b"prefix");
    seal(&mut prefixed[..512]);
    let (outcome, found) = probe(read, &archive(&[gnu, pax, prefixed, entry(b"plain", b'0', b"after")]));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.names(), [&long, &long, "prefix/report.txt", "plain"]);
    assert_eq!(found.children[1].1, b"pax");
    assert_eq!(found.children[1].0.modified.as_deref(), Some("1970-01-01T00:01:39Z"));
}

#[test]
fn names_in_other_codes_become_readable() {
    let names = ["合同/深圳发货清单与付款记录.txt", "合同/仓库检查报告.txt"];
    let raw: Vec<Vec<u8>> = names.iter().map(|name| encoding_rs::GBK.encode(name).0.into_owned()).collect();
    let (outcome, found) = probe(read, &archive(&[entry(&raw[0], b'0', b"a"), entry(&raw[1], b'0', b"b")]));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.names(), names);
    assert_eq!(found.children[1].0.raw_name.as_ref(), Some(&raw[1]));
}

#[test]
fn what_has_no_bytes_is_told_of_and_never_followed() {
    let (outcome, found) = probe(
        read,
        &archive(&[
            linked(b"way", b'2', b"/etc/passwd", b""),
            linked(b"twin", b'1', b"one.txt", b""),
            entry(b"dev/null", b'3', b""),
            entry(b"holes", b'S', b"packed parts"),
            entry(b"label", b'V', b""),
            entry(b"after", b'0', b"words"),
        ]),
    );
    assert_eq!(outcome, Ok(()));
    let link = found.children[0].0.broken.as_ref().unwrap();
    assert_eq!(
        (link.code, link.message.as_str()),
        (ProblemCode::Link, "a link to /etc/passwd; links are not followed")
    );
    assert!(found.problems.is_empty());
    assert_eq!(
        found.metas(MetaKey::Finding),
        ["entry 2, twin, is another name of one.txt", "entry 3 is a device and has no bytes: dev/null"]
    );
    assert_eq!(found.names(), ["way", "holes", "after"]);
    assert_eq!(found.children[1].0.broken.as_ref().unwrap().code, ProblemCode::Unreadable);
    assert_eq!(found.children[2].1, b"words");
}

#[test]
fn broken_archives_keep_what_can_be_read() {
    assert!(matches!(probe(read, &[7; 2000]).0, Err(Failure::Corrupt(_))));

    let whole = sample();
    // The second file's bytes break off.
    let (outcome, found) = probe(read, &whole[..512 * 4 + 100]);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.children[1].1, [b'2'; 100]);
    let broken = found.children[1].0.broken.as_ref().unwrap();
    assert_eq!(broken.message, "its bytes break off: 100 of 600 are there");
    assert!(found.problems[0].message.contains("without a mark of its end"));

    // The first file's header is damaged: its bytes cannot be told from what else stands there.
    let mut damaged = whole.clone();
    damaged[512 + 130] ^= 1;
    let (outcome, found) = probe(read, &damaged);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.names(), ["../two.txt", "three.txt"]);
    assert_eq!(found.problems[0].message, "1024 bytes after entry 1 are damaged and were not read");

    // A size beyond the end of the archive.
    let mut lying = entry(b"a", b'0', b"words");
    lying[124..136].copy_from_slice(&[0x80, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    seal(&mut lying[..512]);
    let (outcome, found) = probe(read, &lying);
    assert_eq!(outcome, Ok(()));
    assert!(found.children[0].0.broken.is_some());
    assert_eq!(found.children[0].1.len(), 512);
}

#[test]
fn parts_of_a_split_archive_give_what_lies_whole_in_them() {
    let whole = sample();
    let check = |name: &str, bytes: &[u8], names: &[&str]| {
        for reader in [read, split::read] {
            let (outcome, found) = probe_named(reader, name, bytes);
            assert_eq!((outcome, found.names()), (Ok(()), names.to_vec()), "{name}");
            let told: Vec<&str> = found.problems.iter().map(|problem| problem.message.as_str()).collect();
            let number = if name.ends_with("aa") { 1 } else { 2 };
            let expect = format!("this is part {number} of the split archive heap.tar; put the parts");
            assert!(matches!(told[..], [told] if told.starts_with(&expect)), "{name}: {told:?}");
        }
    };
    // Cut within the second file, on the border of a block and past it.
    check("heap.tar.aa", &whole[..512 * 4 + 100], &["letters/one.txt", "../two.txt"]);
    check("heap.tar.aa", &whole[..512 * 4], &["letters/one.txt", "../two.txt"]);
    check("heap.tar.ab", &whole[512 * 4..], &["three.txt"]);
    check("heap.tar.ab", &whole[512 * 4 + 100..], &[]);
    // Cut between two files.
    check("heap.tar.aa", &whole[..512 * 3], &["letters/one.txt"]);
    // A whole one that is called so.
    let (outcome, found) = probe_named(read, "heap.tar.001", &whole);
    assert_eq!((outcome, found.children.len(), found.problems.len()), (Ok(()), 3, 0));
}

#[test]
fn what_is_written_behind_the_end_is_read() {
    let second = archive(&[entry(b"late.txt", b'0', b"more")]);
    let (outcome, found) = probe(read, &[sample(), vec![0; 100 * 512], second].concat());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.names().last(), Some(&"late.txt"));
    assert!(found.problems.is_empty());
}

#[test]
fn limits_end_the_reading_and_keep_what_was_read() {
    let check = |limits: Limits, n_children: usize| drop(probe_limited(read, &sample(), limits, n_children));
    check(Limits { depth: 16, ..Limits::DESKTOP }, 0);
    check(Limits { max_children: 2, ..Limits::DESKTOP }, 2);
    check(Limits { max_child_bytes: 20, ..Limits::DESKTOP }, 2);
}

#[test]
fn a_reading_goes_on_after_its_checkpoint() {
    let entries: Vec<Vec<u8>> = (0..200).map(|n| entry(format!("{n}.txt").as_bytes(), b'0', b"words")).collect();
    let bytes = archive(&entries);
    let (_, whole) = probe(read, &bytes);
    assert_eq!(whole.checkpoints.len(), 3);
    let (outcome, rest) = probe_with(read, &bytes, Limits::DESKTOP, Some(&whole.checkpoints[1]));
    assert_eq!(outcome, Ok(()));
    assert_eq!(rest.names(), whole.names()[128..]);
    assert_eq!(rest.children[0].0.locator, "entry 129");
}

#[test]
fn a_large_file_stands_in_the_archive() {
    let noise: Vec<u8> = (0..300_000u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let bytes = archive(&[entry(b"small", b'0', &noise[..9]), entry(b"large", b'0', &noise)]);
    let (outcome, found) = probe(read, &bytes);
    assert_eq!((outcome, found.children.len(), found.standing.len()), (Ok(()), 2, 1));
    let (child, at, packing) = found.standing[0];
    assert_eq!(packing, Packing::Plain);
    assert_eq!(child, 1);
    assert!(bytes[usize::try_from(at).unwrap()..].starts_with(&noise));
}

proptest! {
    #[test]
    fn damaged_archives_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        place in 0usize..4,
        header in prop::collection::vec((0usize..512, any::<u8>()), 0..6),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let mut bytes = archive(&[
            entry(b"PaxHeaders/x", b'x', b"12 path=abc\n"),
            entry(b"one", b'0', b"words"),
            entry(b"name", b'L', b"long name"),
            entry(b"two", b'S', b"words"),
        ]);
        let at = [0, 1024, 2048, 3072][place];
        for (offset, value) in header {
            bytes[at + offset] = value;
        }
        seal(&mut bytes[at..at + 512]);
        let _ = probe(read, &damage(&bytes, &changes, cut));
    }

    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..1500)) {
        let _ = probe(read, &bytes);
    }
}
