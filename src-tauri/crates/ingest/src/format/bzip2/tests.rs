#![allow(clippy::unwrap_used)]

use std::io::Write;

use bzip2::Compression;
use bzip2::write::BzEncoder;

use super::read;
use crate::format::single::checks::single_file_tests;

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = BzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

single_file_tests!(b"", |len: usize| len / 2);
