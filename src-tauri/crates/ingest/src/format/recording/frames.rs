//! Speech of phones (AMR and AMR-WB, RFC 4867): nothing is noted in it, its frames of a fiftieth of a second are counted.

use super::found::Found;
use crate::format::Failure;
use crate::format::medium::Medium;

const NARROW: &[u8] = b"#!AMR\n";
const WIDE: &[u8] = b"#!AMR-WB\n";
const PART_BYTES: u64 = 64 << 10;
/// Bytes of a frame behind its first, by its type; a type that is not listed ends the count.
const NARROW_BYTES: [Option<u64>; 16] = sizes(&[12, 13, 15, 17, 19, 20, 26, 31, 5], &[15]);
const WIDE_BYTES: [Option<u64>; 16] = sizes(&[17, 23, 32, 36, 40, 46, 50, 58, 60, 5], &[14, 15]);

const fn sizes(full: &[u64], blank: &[usize]) -> [Option<u64>; 16] {
    let mut sizes = [None; 16];
    let mut at = 0;
    while at < full.len() {
        sizes[at] = Some(full[at]);
        at += 1;
    }
    let mut at = 0;
    while at < blank.len() {
        sizes[blank[at]] = Some(0);
        at += 1;
    }
    sizes
}

/// How long a recording is whose frames can be counted; nothing of one with several channels.
pub(super) fn found(medium: &mut Medium<'_>, len: u64) -> Result<Found, Failure> {
    let head = medium.part(0, WIDE.len() as u64)?;
    let (sizes, mut at) = match () {
        () if head.starts_with(NARROW) => (&NARROW_BYTES, NARROW.len() as u64),
        () if head == WIDE => (&WIDE_BYTES, WIDE.len() as u64),
        () => return Ok(Found::default()),
    };
    let mut n_frames = 0_u64;
    'parts: while at < len {
        let part = medium.part(at, PART_BYTES)?;
        let start = at;
        while let Some(first) = part.get((at - start) as usize) {
            let Some(size) = sizes[usize::from(first >> 3 & 0xf)].filter(|size| at + size < len) else { break 'parts };
            n_frames += 1;
            at += 1 + size;
        }
        if at == start {
            break;
        }
    }
    let mut found = Found::default();
    found.seconds = Some(n_frames / 50).filter(|seconds| *seconds > 0);
    Ok(found)
}
