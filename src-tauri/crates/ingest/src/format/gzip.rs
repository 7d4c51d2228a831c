//! gzip files (RFC 1952): what was packed is the only child, under the name in the header where there is one.

#[cfg(test)]
mod tests;

use std::io::{self, BufRead, BufReader, Seek};

use flate2::GzHeader;
use flate2::bufread::GzDecoder;

use super::medium::Medium;
use super::moment::of_seconds;
use super::shown::shown;
use super::single::{self, Content, Member, Members};
use super::unpacking::STANDING_FROM_BYTES;
use super::{Emit, Failure, Input, Packing};

/// Gives the packed file. Parts one after another are one file.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut medium = Medium::new(&mut *input.bytes);
    if let Some(at) = stands_at(&mut medium, input.len)? {
        out.child_at(at, Packing::Deflated)?;
    }
    let decoder = GzDecoder::new(BufReader::with_capacity(64 << 10, &mut medium));
    let content = content(decoder.header(), input.name);
    let outcome = single::give(Members::within(decoder), content, input.len, input.limits, out);
    medium.check()?;
    outcome
}

/// Where the packed bytes begin, where what comes out is large enough for that to matter. Of parts one after another it
/// is where the first begins: who takes the bytes from there sees that they are not all.
fn stands_at(medium: &mut Medium<'_>, len: u64) -> Result<Option<u64>, Failure> {
    const HEADER: usize = 10;
    let tail = medium.part(len.saturating_sub(4), 4)?;
    let told = tail.first_chunk().map_or(0, |size| u64::from(u32::from_le_bytes(*size)));
    let mut bytes = [0; 4 << 10];
    let n_read = medium.read_at(0, &mut bytes)?;
    medium.rewind().map_err(|error| Failure::ReadError(error.to_string()))?;
    Ok(match len.max(told) >= STANDING_FROM_BYTES && n_read > HEADER {
        true => header_len(&bytes[..n_read]).map(|len| len as u64),
        false => None,
    })
}

/// How long the header is (RFC 1952, 2.3), if it is all here.
fn header_len(bytes: &[u8]) -> Option<usize> {
    let flags = *bytes.get(3)?;
    let mut at = 10;
    if flags & 4 != 0 {
        at += 2 + usize::from(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?));
    }
    for text in [8, 16] {
        if flags & text != 0 {
            at += bytes.get(at..)?.iter().position(|byte| *byte == 0)? + 1;
        }
    }
    at += if flags & 2 != 0 { 2 } else { 0 };
    (at < bytes.len()).then_some(at)
}

fn content(header: Option<&GzHeader>, found_as: Option<&str>) -> Content {
    let raw = header.and_then(GzHeader::filename).unwrap_or_default();
    // The standard wants Latin-1; most programs write what they were given, which is UTF-8.
    let given = str::from_utf8(raw).map_or_else(|_| raw.iter().map(|byte| char::from(*byte)).collect(), str::to_owned);
    let name = given.rsplit(['/', '\\']).next().map(shown).unwrap_or_default();
    let modified = header.and_then(|header| of_seconds(i64::from(header.mtime())));
    if name.trim().is_empty() {
        return Content { modified, ..Content::of(found_as) };
    }
    let raw_name = (name.as_bytes() != raw).then(|| raw.to_vec());
    Content { name, raw_name, modified, ..Content::of(found_as) }
}

impl<R: BufRead> Member<R> for GzDecoder<R> {
    fn open(bytes: R) -> io::Result<Self> {
        Ok(GzDecoder::new(bytes))
    }

    fn into_rest(self) -> R {
        self.into_inner()
    }

    fn begins(head: &[u8]) -> bool {
        [0x1f, 0x8b].starts_with(&head[..head.len().min(2)])
    }
}
