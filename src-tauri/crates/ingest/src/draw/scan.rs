//! The pages of a TIFF (TIFF 6.0, section 2; BigTIFF), told by its directories without decoding a pixel.

use std::collections::HashSet;

use anchor::PageBox;

/// Most pages that are looked for in one file.
const MOST_PAGES: usize = 10_000;

const KIND: u64 = 254;
const WIDTH: u64 = 256;
const HEIGHT: u64 = 257;
const ORIENTATION: u64 = 274;
/// Where strips or tiles stand, and how many bytes they have.
const STRIPS: [u64; 2] = [273, 324];
const STRIP_SIZES: [u64; 2] = [279, 325];
const MOST_STRIPS: u64 = 1 << 20;
const BYTE: u64 = 1;
const SHORT: u64 = 3;
const LONG: u64 = 4;
const LONG8: u64 = 16;

/// One page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Page {
    /// Where its directory stands.
    pub(super) at: u64,
    /// Its size as it is looked at, one point a pixel.
    pub(crate) size: PageBox,
    /// Whether some of its pixels are said to stand behind the end of the file.
    pub(super) breaks_off: bool,
}

/// The pages of a TIFF, in order: smaller copies of others are none. Empty for what is no TIFF.
pub(crate) fn pages(bytes: &[u8]) -> Vec<Page> {
    let Some(tiff) = Tiff::new(bytes) else { return Vec::new() };
    let mut pages = Vec::new();
    let mut copies = Vec::new();
    let mut seen = HashSet::new();
    let mut at = tiff.number(tiff.first_at, tiff.width).unwrap_or(0);
    // A chain may go in circles.
    while at != 0 && seen.len() < MOST_PAGES && seen.insert(at) {
        let Some((page, is_copy, next)) = tiff.page(at) else { break };
        if is_copy {
            copies.push(page)
        } else {
            pages.push(page)
        }
        at = next;
    }
    if pages.is_empty() { copies } else { pages }
}

/// Makes a page the first of its file, so that a decoder that knows one page decodes it.
pub(super) fn put_first(bytes: &mut [u8], page: &Page) {
    let Some(tiff) = Tiff::new(bytes) else { return };
    let (at, width, is_big_endian) = (tiff.first_at as usize, tiff.width as usize, tiff.is_big_endian);
    if let Some(first) = bytes.get_mut(at..at + width) {
        let (big, little) = (page.at.to_be_bytes(), page.at.to_le_bytes());
        first.copy_from_slice(if is_big_endian { &big[8 - width..] } else { &little[..width] });
    }
}

struct Tiff<'a> {
    bytes: &'a [u8],
    is_big_endian: bool,
    /// How many bytes a place takes, and where that of the first directory stands.
    width: u64,
    first_at: u64,
}

impl<'a> Tiff<'a> {
    fn new(bytes: &'a [u8]) -> Option<Tiff<'a>> {
        let (is_big_endian, width, first_at) = match bytes.get(..4)? {
            b"II*\0" => (false, 4, 4),
            b"MM\0*" => (true, 4, 4),
            b"II+\0" => (false, 8, 8),
            b"MM\0+" => (true, 8, 8),
            _ => return None,
        };
        Some(Tiff { bytes, is_big_endian, width, first_at })
    }

    fn number(&self, at: u64, len: u64) -> Option<u64> {
        let at = usize::try_from(at).ok()?;
        let bytes = self.bytes.get(at..at.checked_add(len as usize)?)?;
        let join = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
        Some(if self.is_big_endian { bytes.iter().fold(0, join) } else { bytes.iter().rev().fold(0, join) })
    }

    /// The page whose directory stands here, whether it is a smaller copy of another, and where the next one stands.
    fn page(&self, at: u64) -> Option<(Page, bool, u64)> {
        let (count_len, entry_len) = if self.width == 8 { (8, 20) } else { (2, 12) };
        let n_entries = self.number(at, count_len)?.min(4096);
        let (mut width, mut height, mut is_copy, mut is_turned) = (0, 0, false, false);
        let (mut strips, mut sizes) = (None, None);
        let first = at.checked_add(count_len)?;
        for entry in (0..n_entries).map(|n| first.saturating_add(n * entry_len)) {
            let tag = self.number(entry, 2)?;
            if STRIPS.contains(&tag) {
                strips = Some(entry);
            } else if STRIP_SIZES.contains(&tag) {
                sizes = Some(entry);
            }
            let Some(value) = self.value(entry) else { continue };
            match tag {
                KIND => is_copy = value & 1 != 0,
                WIDTH => width = value,
                HEIGHT => height = value,
                ORIENTATION => is_turned = (5..=8).contains(&value),
                _ => {}
            }
        }
        let (width, height) = if is_turned { (height, width) } else { (width, height) };
        let size = PageBox { width: width as f32, height: height as f32 };
        let next = self.number(first.checked_add(n_entries * entry_len)?, self.width).unwrap_or(0);
        let breaks_off = strips.zip(sizes).is_some_and(|(strips, sizes)| !self.holds(strips, sizes).unwrap_or(false));
        Some((Page { at, size, breaks_off }, is_copy, next))
    }

    /// Whether all strips or tiles stand within the file; `None` where that list itself does not.
    fn holds(&self, strips: u64, sizes: u64) -> Option<bool> {
        let n_strips = self.number(strips.checked_add(4)?, self.width)?.min(MOST_STRIPS);
        for n in 0..n_strips {
            let end = self.nth(strips, n)?.checked_add(self.nth(sizes, n)?)?;
            if end > self.bytes.len() as u64 {
                return Some(false);
            }
        }
        Some(true)
    }

    /// One of the numbers of an entry: they stand in it, or elsewhere where they are too many.
    fn nth(&self, entry: u64, n: u64) -> Option<u64> {
        let len = match self.number(entry.checked_add(2)?, 2)? {
            BYTE => 1,
            SHORT => 2,
            LONG => 4,
            LONG8 => 8,
            _ => return None,
        };
        let n_numbers = self.number(entry.checked_add(4)?, self.width)?;
        let value_at = entry.checked_add(4 + self.width)?;
        let is_within = n_numbers.checked_mul(len)? <= self.width;
        let from = if is_within { value_at } else { self.number(value_at, self.width)? };
        self.number(from.checked_add(n.checked_mul(len)?)?, len)
    }

    /// The one number of an entry.
    fn value(&self, entry: u64) -> Option<u64> {
        let value_at = entry.checked_add(4 + self.width)?;
        match self.number(entry.checked_add(2)?, 2)? {
            BYTE => self.number(value_at, 1),
            SHORT => self.number(value_at, 2),
            LONG => self.number(value_at, 4),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A TIFF of directories alone: kind, width, height and how each is held.
    fn directories(is_big_endian: bool, pages: &[(u32, u32, u32, u32)]) -> Vec<u8> {
        let two = |n: u16| if is_big_endian { n.to_be_bytes() } else { n.to_le_bytes() };
        let four = |n: u32| if is_big_endian { n.to_be_bytes() } else { n.to_le_bytes() };
        let mut bytes = if is_big_endian { b"MM\0*".to_vec() } else { b"II*\0".to_vec() };
        bytes.extend(four(8));
        for (n, (kind, width, height, held)) in pages.iter().enumerate() {
            bytes.extend(two(4));
            for (tag, value) in [(254, kind), (256, width), (257, height), (274, held)] {
                bytes.extend([two(tag), two(4)].concat());
                bytes.extend([four(1), four(*value)].concat());
            }
            let next = if n + 1 < pages.len() { bytes.len() as u32 + 4 } else { 0 };
            bytes.extend(four(next));
        }
        bytes
    }

    #[test]
    fn pages_are_told_with_their_sizes_and_copies_are_none() {
        for is_big_endian in [false, true] {
            let bytes = directories(is_big_endian, &[(1, 20, 10, 1), (2, 200, 100, 1), (2, 200, 100, 6)]);
            let sizes: Vec<(f32, f32)> = pages(&bytes).iter().map(|page| (page.size.width, page.size.height)).collect();
            assert_eq!(sizes, [(200.0, 100.0), (100.0, 200.0)]);
            let alone = directories(is_big_endian, &[(1, 20, 10, 1)]);
            assert_eq!(pages(&alone).len(), 1);
            let mut turned = bytes.clone();
            put_first(&mut turned, &pages(&bytes)[1]);
            assert_eq!(pages(&turned).len(), 1);
        }
        assert!(pages(b"GIF89a").is_empty() && pages(b"II*\0").is_empty());
    }

    #[test]
    fn a_chain_that_goes_in_circles_ends() {
        let mut bytes = directories(true, &[(0, 20, 10, 1), (0, 20, 10, 1)]);
        let end = bytes.len();
        bytes[end - 4..].copy_from_slice(&8_u32.to_be_bytes());
        assert_eq!(pages(&bytes).len(), 2);
    }

    proptest! {
        #[test]
        fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), start in 0usize..4) {
            let starts: [&[u8]; 4] = [b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08", b"II+\0", b"MM\0+"];
            let _ = pages(&[starts[start], &bytes].concat());
        }
    }
}
