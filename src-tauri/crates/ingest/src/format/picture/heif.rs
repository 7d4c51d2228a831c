//! Pictures of HEIF (ISO/IEC 23008-12), as telephones take them: how large they are. What they are packed by, HEVC or AV1,
//! is not unpacked here.

use crate::format::Failure;
use crate::format::medium::Medium;

/// How far the box that describes the picture may go.
const MOST_META_BYTES: u64 = 1 << 20;
const MOST_BOXES: usize = 64;

/// Whether a file is of this kind, by its first bytes.
pub(super) fn is_heif(head: &[u8]) -> bool {
    let Some(brand) = head.get(8..12).filter(|_| head.get(4..8) == Some(b"ftyp")) else { return false };
    matches!(brand, b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"mif1" | b"msf1" | b"avif" | b"avis")
}

/// Width and height of the largest picture in a file, in pixels.
pub(super) fn size(medium: &mut Medium<'_>) -> Result<Option<(u32, u32)>, Failure> {
    let mut at = 0_u64;
    for _ in 0..MOST_BOXES {
        let mut head = [0; 8];
        if medium.read_at(at, &mut head)? < head.len() {
            break;
        }
        let [a, b, c, d, kind @ ..] = head;
        let len = u64::from(u32::from_be_bytes([a, b, c, d]));
        if &kind == b"meta" {
            let mut meta = vec![0; usize::try_from(len.min(MOST_META_BYTES)).unwrap_or(0)];
            let n_read = medium.read_at(at, &mut meta)?;
            return Ok(largest(&meta[..n_read]));
        }
        match at.checked_add(len).filter(|_| len >= 8) {
            Some(next) => at = next,
            None => break,
        }
    }
    Ok(None)
}

/// The largest of the sizes that a description gives: the others are of tiles and of the small picture beside it.
fn largest(meta: &[u8]) -> Option<(u32, u32)> {
    let sizes = memchr::memmem::find_iter(meta, b"ispe").filter_map(|at| {
        // The name, a version, width and height.
        let number = |at: usize| Some(u32::from_be_bytes(*meta.get(at..)?.first_chunk()?));
        Some((number(at + 8)?, number(at + 12)?))
    });
    sizes
        .filter(|(width, height)| *width > 0 && *height > 0)
        .max_by_key(|(width, height)| u64::from(*width) * u64::from(*height))
}
