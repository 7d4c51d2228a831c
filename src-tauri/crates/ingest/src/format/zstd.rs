//! Zstandard files (RFC 8878): what was packed is the only child.

#[cfg(test)]
mod tests;

use std::io::{self, BufRead, BufReader};

use zstd::stream::read::Decoder;

use super::medium::Medium;
use super::single::{self, Content, Member, Members};
use super::{Emit, Failure, Input};

/// Gives the packed file. Parts one after another are one file.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut medium = Medium::new(&mut *input.bytes);
    let bytes = BufReader::with_capacity(64 << 10, &mut medium);
    let members: Members<_, Decoder<'static, _>> = Members::new(bytes);
    let outcome = single::give(members, Content::of(input.name), input.len, input.limits, out);
    medium.check()?;
    outcome
}

impl<R: BufRead> Member<R> for Decoder<'static, R> {
    /// The library refuses windows of more than 128 MiB.
    fn open(bytes: R) -> io::Result<Self> {
        Ok(Decoder::with_buffer(bytes)?.single_frame())
    }

    fn into_rest(self) -> R {
        self.finish()
    }

    /// Frames to be skipped belong to the file, too: programs that pack in parallel put one before each frame.
    fn begins(head: &[u8]) -> bool {
        let skipped = matches!(head, [first, rest @ ..] if first & 0xf0 == 0x50 && [0x2a, 0x4d, 0x18].starts_with(&rest[..rest.len().min(3)]));
        skipped || [0x28, 0xb5, 0x2f, 0xfd].starts_with(&head[..head.len().min(4)])
    }
}
