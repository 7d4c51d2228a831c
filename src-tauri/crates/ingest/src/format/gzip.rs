//! gzip files (RFC 1952): what was packed is the only child, under the name in the header where there is one.

#[cfg(test)]
mod tests;

use std::io::{self, BufRead, BufReader};

use flate2::GzHeader;
use flate2::bufread::GzDecoder;

use super::medium::Medium;
use super::moment::of_seconds;
use super::shown::shown;
use super::single::{self, Content, Member, Members, name_of_content};
use super::{Emit, Failure, Input};

/// Gives the packed file. Parts one after another are one file.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut medium = Medium::new(&mut *input.bytes);
    let decoder = GzDecoder::new(BufReader::with_capacity(64 << 10, &mut medium));
    let content = content(decoder.header(), input.name);
    let outcome = single::give(Members::within(decoder), content, input.len, input.limits, out);
    medium.check()?;
    outcome
}

fn content(header: Option<&GzHeader>, found_as: Option<&str>) -> Content {
    let raw = header.and_then(GzHeader::filename).unwrap_or_default();
    // The standard wants Latin-1; most programs write what they were given, which is UTF-8.
    let given = str::from_utf8(raw).map_or_else(|_| raw.iter().map(|byte| char::from(*byte)).collect(), str::to_owned);
    let name = given.rsplit(['/', '\\']).next().map(shown).unwrap_or_default();
    let modified = header.and_then(|header| of_seconds(i64::from(header.mtime())));
    if name.trim().is_empty() {
        return Content { name: name_of_content(found_as), raw_name: None, modified };
    }
    let raw_name = (name.as_bytes() != raw).then(|| raw.to_vec());
    Content { name, raw_name, modified }
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
