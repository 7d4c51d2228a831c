//! Headers of RAR 1.5 to 4 (`technote.txt` of RAR 4).

use flate2::Crc;

use super::entry::{Entry, Method, What, of_dos};
use super::list::{Header, Main};
use crate::format::Failure;
use crate::format::medium::Medium;

const HEAD_BYTES: usize = 7;
const MAIN_BYTES: u64 = 13;
const COMMENT_BYTES: usize = 13;
const FILE_BYTES: usize = 32;
const MAIN: u8 = 0x73;
const FILE: u8 = 0x74;
const COMMENT: u8 = 0x75;
const SERVICE: u8 = 0x7a;
const END: u8 = 0x7b;

const IS_LONG: u16 = 0x8000;
const MAIN_IS_PART: u16 = 1;
const MAIN_HAS_COMMENT: u16 = 2;
const MAIN_IS_SOLID: u16 = 8;
const MAIN_IS_LOCKED: u16 = 0x80;
const HAS_COMMENT: u16 = 8;
const FROM_PART_BEFORE: u16 = 1;
const INTO_PART_BEHIND: u16 = 2;
const IS_LOCKED: u16 = 4;
const IS_SOLID: u16 = 0x10;
const IS_FOLDER: u16 = 0xe0;
const IS_LARGE: u16 = 0x100;
const IS_UNICODE: u16 = 0x200;

const STORED: u8 = 0x30;
const UNIX: u8 = 3;

/// The header at a place, and where the next one stands; `None` where it cannot be read.
pub(super) fn header(medium: &mut Medium<'_>, at: u64) -> Result<Option<(Header, u64)>, Failure> {
    let mut head = [0; HEAD_BYTES];
    if medium.read_at(at, &mut head)? < HEAD_BYTES {
        return Ok(None);
    }
    let size = usize::from(u16_at(&head, 5).unwrap_or_default());
    if size < HEAD_BYTES {
        return Ok(None);
    }
    let mut bytes = vec![0; size];
    if medium.read_at(at, &mut bytes)? < size {
        return Ok(None);
    }
    Ok(parse(&bytes, at))
}

fn parse(bytes: &[u8], at: u64) -> Option<(Header, u64)> {
    let (kind, flags) = (*bytes.get(2)?, u16_at(bytes, 3)?);
    // Where a comment stands in a header the checksum leaves it out.
    let is_summed = matches!(kind, FILE | SERVICE | END) && flags & HAS_COMMENT == 0;
    if is_summed && u16_at(bytes, 0)? != sum(bytes.get(2..)?) {
        return None;
    }
    let behind = at.checked_add(bytes.len() as u64)?;
    match kind {
        MAIN if flags & MAIN_IS_LOCKED != 0 => Some((Header::Locked, behind)),
        MAIN => {
            let main = Main { is_solid: flags & MAIN_IS_SOLID != 0, is_part: flags & MAIN_IS_PART != 0, part: None };
            // A comment that stands in this header is one of its own.
            let has_comment = flags & MAIN_HAS_COMMENT != 0;
            Some((Header::Main(main), if has_comment { at.checked_add(MAIN_BYTES)? } else { behind }))
        }
        COMMENT => Some((Header::Entry(Box::new(comment(bytes, at)?)), behind)),
        FILE | SERVICE => {
            let entry = entry(bytes, kind, flags, behind)?;
            let after = behind.checked_add(entry.packed)?;
            let is_known = kind == FILE || entry.raw_name == b"CMT";
            Some((if is_known { Header::Entry(Box::new(entry)) } else { Header::Other }, after))
        }
        END => Some((Header::End, behind)),
        0x72..END => {
            let more = if flags & IS_LONG != 0 { u32_at(bytes, HEAD_BYTES)? } else { 0 };
            Some((Header::Other, behind.checked_add(u64::from(more))?))
        }
        _ => None,
    }
}

/// Words about the archive as older versions keep them: how long they are, by what they are packed, half a checksum.
fn comment(bytes: &[u8], at: u64) -> Option<Entry> {
    let packed = bytes.len().checked_sub(COMMENT_BYTES)? as u64;
    Some(Entry {
        what: What::Comment,
        raw_name: Vec::new(),
        unicode_name: None,
        modified: None,
        size: Some(u16_at(bytes, 7)?.into()),
        at: at.checked_add(COMMENT_BYTES as u64)?,
        packed,
        sum: None,
        method: method(*bytes.get(10)?, *bytes.get(9)?),
        is_solid: false,
        is_locked: false,
        leads_to: None,
        is_split: false,
    })
}

fn method(method: u8, version: u8) -> Method {
    match (method, version) {
        (STORED, _) => Method::Stored,
        (_, 15) => Method::Fifteen,
        (_, 20 | 26) => Method::Twenty,
        (_, 29..=36) => Method::TwentyNine,
        (_, version) => Method::Unknown(u64::from(version)),
    }
}

fn entry(bytes: &[u8], kind: u8, flags: u16, behind: u64) -> Option<Entry> {
    let wide = |low: usize, high: usize| -> Option<u64> {
        let high = if flags & IS_LARGE != 0 { u32_at(bytes, high)? } else { 0 };
        Some(u64::from(u32_at(bytes, low)?) | u64::from(high) << 32)
    };
    let (packed, size) = (wide(7, 32)?, wide(11, 36)?);
    let (version, packing, attributes) = (*bytes.get(24)?, *bytes.get(25)?, u32_at(bytes, 28)?);
    let name_at = if flags & IS_LARGE != 0 { FILE_BYTES + 8 } else { FILE_BYTES };
    let raw = bytes.get(name_at..name_at + usize::from(u16_at(bytes, 26)?))?;
    let (raw_name, unicode_name) = if flags & IS_UNICODE != 0 { names(raw) } else { (raw.to_vec(), None) };
    let is_folder = flags & IS_FOLDER == IS_FOLDER || version < 20 && attributes & 0x10 != 0;
    let is_link = *bytes.get(15)? == UNIX && attributes & 0xf000 == 0xa000;
    let what = match kind {
        SERVICE => What::Comment,
        _ if is_folder => What::Folder,
        _ if is_link => What::Link,
        _ => What::File,
    };
    Some(Entry {
        what,
        raw_name,
        unicode_name,
        modified: of_dos(u32_at(bytes, 20)?),
        size: (size != u64::MAX).then_some(size),
        at: behind,
        packed,
        sum: Some(u32_at(bytes, 16)?),
        method: method(packing, version),
        // Before version 2 what the archive says of itself holds for all its files.
        is_solid: flags & IS_SOLID != 0 || version < 20,
        is_locked: flags & IS_LOCKED != 0,
        leads_to: None,
        is_split: flags & (FROM_PART_BEFORE | INTO_PART_BEHIND) != 0,
    })
}

/// A name in the code of the machine and, behind a zero, what makes Unicode of it; without a zero it is UTF-8.
fn names(raw: &[u8]) -> (Vec<u8>, Option<String>) {
    let Some(zero) = raw.iter().position(|byte| *byte == 0) else {
        return (raw.to_vec(), str::from_utf8(raw).ok().map(str::to_owned));
    };
    let (plain, packed) = (&raw[..zero], &raw[zero + 1..]);
    let unicode = unicode(plain, packed).filter(|units| !units.is_empty());
    (plain.to_vec(), unicode.map(|units| String::from_utf16_lossy(&units)))
}

/// Unpacks a name: two bits for each letter or run say how many of its bytes are written and which are taken from the
/// plain name.
fn unicode(plain: &[u8], packed: &[u8]) -> Option<Vec<u16>> {
    let (high, rest) = packed.split_first()?;
    let high = u16::from(*high) << 8;
    let mut bytes = rest.iter().copied();
    let mut units: Vec<u16> = Vec::new();
    let (mut flags, mut n_flags) = (0u8, 0);
    loop {
        if n_flags == 0 {
            let Some(next) = bytes.next() else { return Some(units) };
            (flags, n_flags) = (next, 4);
        }
        let Some(byte) = bytes.next() else { return Some(units) };
        match flags >> 6 {
            0 => units.push(u16::from(byte)),
            1 => units.push(u16::from(byte) | high),
            2 => units.push(u16::from(byte) | u16::from(bytes.next()?) << 8),
            _ => {
                let (shift, above) = if byte & 0x80 != 0 { (bytes.next()?, high) } else { (0, 0) };
                for _ in 0..usize::from(byte & 0x7f) + 2 {
                    units.push(u16::from(plain.get(units.len())?.wrapping_add(shift)) | above);
                }
            }
        }
        flags <<= 2;
        n_flags -= 1;
    }
}

/// The lower half of a CRC-32.
pub(super) fn sum(bytes: &[u8]) -> u16 {
    let mut crc = Crc::new();
    crc.update(bytes);
    (crc.sum() & 0xffff) as u16
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn names_become_unicode() {
        let check = |raw: &[u8], plain: &[u8], expect: Option<&str>| {
            let (found, unicode) = names(raw);
            assert_eq!((found.as_slice(), unicode.as_deref()), (plain, expect), "{raw:?}");
        };
        check("发货.txt".as_bytes(), "发货.txt".as_bytes(), Some("发货.txt"));
        // Two letters with both bytes, then a run of four that are those of the plain name.
        check(b"__.txt\0\0\xac\xd1\x53\x27\x8d\x02", b"__.txt", Some("发货.txt"));
        // Letters of one page of Unicode, and plain ones.
        check(b"_a\0\x04\x40\x1fa", b"_a", Some("Пa"));
        check(b"broken\0\0\xc0\x7f", b"broken", None);
        check(b"bare\0", b"bare", None);
    }
}
