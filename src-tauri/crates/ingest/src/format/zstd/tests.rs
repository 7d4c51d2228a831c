#![allow(clippy::unwrap_used)]

use super::read;
use crate::format::single::checks::single_file_tests;

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
    encoder.include_checksum(true).unwrap();
    std::io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap()
}

single_file_tests!(b"\x50\x2a\x4d\x18\x02\0\0\0ab", |len: usize| len - 2);
