//! bzip2 files: what was packed is the only child.

#[cfg(test)]
mod tests;

use std::io::{self, BufRead, BufReader};

use bzip2::bufread::BzDecoder;

use super::medium::Medium;
use super::single::{self, Content, Member, Members};
use super::{Emit, Failure, Input};

/// Gives the packed file. Parts one after another are one file.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut medium = Medium::new(&mut *input.bytes);
    let bytes = BufReader::with_capacity(64 << 10, &mut medium);
    let members: Members<_, BzDecoder<_>> = Members::new(bytes);
    let outcome = single::give(members, Content::of(input.name), input.len, input.limits, out);
    medium.check()?;
    outcome
}

impl<R: BufRead> Member<R> for BzDecoder<R> {
    fn open(bytes: R) -> io::Result<Self> {
        Ok(BzDecoder::new(bytes))
    }

    fn into_rest(self) -> R {
        self.into_inner()
    }

    fn begins(head: &[u8]) -> bool {
        b"BZh".starts_with(&head[..head.len().min(3)])
    }
}
