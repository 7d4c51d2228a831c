//! Headers of RAR 5 and 7 (RAR 5.0 archive format).

use flate2::Crc;

use super::entry::{Entry, Method, What};
use super::list::{Header, Main};
use crate::format::Failure;
use crate::format::medium::Medium;
use crate::format::moment::of_seconds;

/// A checksum and the longest length of a header.
const HEAD_BYTES: usize = 7;
const MOST_HEADER_BYTES: usize = 2 << 20;

const MAIN: u64 = 1;
const FILE: u64 = 2;
const SERVICE: u64 = 3;
const LOCK: u64 = 4;
const END: u64 = 5;

const HAS_EXTRA: u64 = 1;
const HAS_DATA: u64 = 2;
const FROM_PART_BEFORE: u64 = 8;
const INTO_PART_BEHIND: u64 = 0x10;

/// The header at a place, and where the next one stands; `None` where it cannot be read.
pub(super) fn header(medium: &mut Medium<'_>, at: u64) -> Result<Option<(Header, u64)>, Failure> {
    let mut head = [0; HEAD_BYTES];
    let n_read = medium.read_at(at, &mut head)?;
    let mut rest = Fields(head.get(4..n_read).unwrap_or_default());
    let Some(size) = rest.number().and_then(|size| usize::try_from(size).ok()) else { return Ok(None) };
    if size > MOST_HEADER_BYTES {
        return Ok(None);
    }
    let n_before = n_read - rest.0.len();
    let mut bytes = vec![0; n_before + size];
    if medium.read_at(at, &mut bytes)? < bytes.len() {
        return Ok(None);
    }
    let mut crc = Crc::new();
    crc.update(&bytes[4..]);
    let is_whole = bytes.first_chunk().is_some_and(|sum| u32::from_le_bytes(*sum) == crc.sum());
    let behind = at.saturating_add(bytes.len() as u64);
    Ok(parse(&bytes[n_before..], behind).filter(|_| is_whole))
}

fn parse(bytes: &[u8], behind: u64) -> Option<(Header, u64)> {
    let mut fields = Fields(bytes);
    let (kind, flags) = (fields.number()?, fields.number()?);
    let n_extra = if flags & HAS_EXTRA != 0 { usize::try_from(fields.number()?).ok()? } else { 0 };
    let packed = if flags & HAS_DATA != 0 { fields.number()? } else { 0 };
    let (own, extra) = fields.0.split_at_checked(fields.0.len().checked_sub(n_extra)?)?;
    let after = behind.checked_add(packed)?;
    let header = match kind {
        MAIN => Header::Main(main(Fields(own))?),
        FILE | SERVICE => {
            let mut entry = entry(Fields(own), behind, packed)?;
            take_extra(&mut entry, Fields(extra));
            entry.is_split = flags & (FROM_PART_BEFORE | INTO_PART_BEHIND) != 0;
            match (kind, entry.raw_name.as_slice()) {
                (SERVICE, b"CMT") => Header::Entry(Box::new(Entry { what: What::Comment, ..entry })),
                (SERVICE, _) => Header::Other,
                _ => Header::Entry(Box::new(entry)),
            }
        }
        LOCK => Header::Locked,
        END => Header::End,
        _ => Header::Other,
    };
    Some((header, after))
}

fn main(mut fields: Fields<'_>) -> Option<Main> {
    let flags = fields.number()?;
    let is_part = flags & 1 != 0;
    // The first part has no number.
    let number = if flags & 2 != 0 { fields.number()? } else { 0 };
    let part = u32::try_from(number).ok().and_then(|number| number.checked_add(1)).filter(|_| is_part);
    Some(Main { is_solid: flags & 4 != 0, is_part, part })
}

fn entry(mut fields: Fields<'_>, at: u64, packed: u64) -> Option<Entry> {
    let flags = fields.number()?;
    let (size, _attributes) = (fields.number()?, fields.number()?);
    let seconds = if flags & 2 != 0 { Some(fields.four()?) } else { None };
    let sum = if flags & 4 != 0 { Some(fields.four()?) } else { None };
    let (packing, _system) = (fields.number()?, fields.number()?);
    let name_len = usize::try_from(fields.number()?).ok()?;
    let name = fields.0.get(..name_len)?;
    Some(Entry {
        what: if flags & 1 != 0 { What::Folder } else { What::File },
        raw_name: name.to_vec(),
        unicode_name: str::from_utf8(name).ok().map(str::to_owned),
        modified: seconds.and_then(|seconds| of_seconds(i64::from(seconds))),
        size: (flags & 8 == 0).then_some(size),
        at,
        packed,
        sum,
        method: method(packing),
        is_solid: packing & 0x40 != 0,
        is_locked: false,
        leads_to: None,
        is_split: false,
    })
}

/// How a file is packed: the version, a bit for files packed as one, how hard it was tried, how far back it may refer.
fn method(packing: u64) -> Method {
    let (version, power) = (packing & 0x3f, (packing >> 10) & 0x1f);
    let fraction = (packing >> 15) & 0x1f;
    match (packing >> 7 & 7, version) {
        (0, _) => Method::Stored,
        (_, 0) if power <= 15 => Method::Fifty { version: 0, dictionary: (128 << 10) << power },
        (_, 1) => {
            // What RAR 7 packs as RAR 5 would says so.
            let version = if packing & 0x10_0000 != 0 { 0 } else { 1 };
            Method::Fifty { version, dictionary: (fraction + 32) << (power + 12) }
        }
        (_, version) => Method::Unknown(version),
    }
}

/// What stands behind a header: whether the file is locked, is a link, and its time to a fraction of a second.
fn take_extra(entry: &mut Entry, mut extra: Fields<'_>) {
    while let Some(size) = extra.number().and_then(|size| usize::try_from(size).ok()) {
        let Some((record, rest)) = extra.0.split_at_checked(size) else { return };
        extra = Fields(rest);
        let mut record = Fields(record);
        match record.number() {
            Some(1) => entry.is_locked = true,
            Some(3) => entry.modified = time(record).or(entry.modified.take()),
            Some(5) => {
                entry.what = What::Link;
                entry.leads_to = link(record);
            }
            _ => {}
        }
    }
}

/// Where a link leads: behind what kind of link it is and flags.
fn link(mut record: Fields<'_>) -> Option<Vec<u8>> {
    let (_kind, _flags, len) = (record.number()?, record.number()?, record.number()?);
    record.0.get(..usize::try_from(len).ok()?).map(<[u8]>::to_vec)
}

/// When the file was last changed: in seconds since 1970, or as Windows counts.
fn time(mut record: Fields<'_>) -> Option<String> {
    let flags = record.number()?;
    if flags & 2 == 0 {
        return None;
    }
    if flags & 1 != 0 {
        return of_seconds(i64::from(record.four()?));
    }
    let ticks = u64::from_le_bytes(*record.0.first_chunk()?);
    of_seconds(i64::try_from(ticks / 10_000_000).ok()? - 11_644_473_600)
}

/// What is left of a header.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    /// A number in groups of seven bits, the lowest first.
    fn number(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..63).step_by(7) {
            let (first, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(first & 0x7f) << shift;
            if first & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn four(&mut self) -> Option<u32> {
        let (four, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(u32::from_le_bytes(*four))
    }
}
