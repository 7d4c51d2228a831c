#![allow(clippy::unwrap_used)]

use std::io::Write;

use lzma_rust2::{XzOptions, XzWriter};

use super::read;
use crate::format::{Packing, single::checks::single_file_tests};

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = XzWriter::new(Vec::new(), XzOptions::with_preset(1)).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

single_file_tests!([0; 8], |len: usize| len / 2);

#[test]
fn memory_is_not_taken_on_a_files_word() {
    let mut greedy = packed(b"words");
    // The block header: size, flags, filter, length of properties, dictionary (here 4 GiB), padding, checksum.
    let size = (usize::from(greedy[12]) + 1) * 4;
    assert_eq!(greedy[14..16], [0x21, 1]);
    greedy[16] = 40;
    let crc = crc32(&greedy[12..12 + size - 4]);
    greedy[12 + size - 4..12 + size].copy_from_slice(&crc.to_le_bytes());
    let (outcome, found) = probe(read, &greedy);
    assert_eq!(outcome, Err(Failure::LimitHit("it needs too much memory to unpack".to_owned())));
    assert!(found.children.is_empty());
}

#[test]
fn a_large_child_stands_in_the_file() {
    let large: Vec<u8> =
        (0..200_000u32).flat_map(|n| format!("{} chips\n", n.wrapping_mul(2_654_435_761)).into_bytes()).collect();
    assert_eq!(probe(read, &packed(&large)).1.standing, [(0, 0, Packing::Xz)]);
    assert!(probe(read, &packed(&large[..9_000])).1.standing.is_empty());
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}
