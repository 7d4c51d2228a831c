//! xz files (the .xz file format, version 1.2.1): what was packed is the only child.

#[cfg(test)]
mod tests;

use std::io::{self, BufRead, BufReader};

use lzma_rust2::XzReader;

use super::medium::Medium;
use super::single::{self, Content, Member, Members};
use super::{Emit, Failure, Input, Packing};

/// From how many packed bytes on it is told that they hold the child: words pack to a fourth.
const STANDING_FROM_PACKED: u64 = 256 << 10;

/// Gives the packed file. Parts one after another are one file.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    if input.len >= STANDING_FROM_PACKED {
        out.child_at(0, Packing::Xz)?;
    }
    let mut medium = Medium::new(&mut *input.bytes);
    let bytes = BufReader::with_capacity(64 << 10, &mut medium);
    let members: Members<_, XzReader<_>> = Members::new(bytes);
    let outcome = single::give(members, Content::of(input.name), input.len, input.limits, out);
    medium.check()?;
    outcome
}

/// What packing at the highest level takes to unpack is 65 MiB; a worker can bear a good deal more.
const MOST_MEMORY_KIB: u32 = 256 << 10;

impl<R: BufRead> Member<R> for XzReader<R> {
    fn open(bytes: R) -> io::Result<Self> {
        Ok(XzReader::new_mem_limit(bytes, false, MOST_MEMORY_KIB))
    }

    fn into_rest(self) -> R {
        self.into_inner()
    }

    fn begins(head: &[u8]) -> bool {
        b"\xfd7zXZ\0".starts_with(&head[..head.len().min(6)])
    }
}
