//! The older drawings: WMF with the header that says how large they are.

use super::{MOST_RECORD_BYTES, MOST_RECORDS, Words};
use crate::format::codepage::of_charset;
use crate::format::medium::Medium;
use crate::format::{Emit, Failure};

pub(super) const MARK: [u8; 4] = [0xd7, 0xcd, 0xc6, 0x9a];

/// The header before the drawing's own, and that.
const HEADERS_BYTES: u64 = 22 + 18;
const TEXT: u16 = 0x0521;
const PLACED_TEXT: u16 = 0x0a32;
const FONT: u16 = 0x02fb;
const IS_GLYPHS: u16 = 0x10;
/// Whether a rectangle stands before the words.
const HAS_RECTANGLE: u16 = 6;

/// Goes over the records; false where they break off before their end.
pub(super) fn records(
    medium: &mut Medium<'_>,
    len: u64,
    words: &mut Words,
    out: &mut dyn Emit,
) -> Result<bool, Failure> {
    let mut at = HEADERS_BYTES;
    let mut charset = 0;
    for n in 0..MOST_RECORDS {
        let mut head = [0; 6];
        if medium.read_at(at, &mut head)? < head.len() {
            return Ok(false);
        }
        let [a, b, c, d, e, f] = head;
        // Lengths are in pairs of bytes.
        let (size, kind) = (u64::from(u32::from_le_bytes([a, b, c, d])) * 2, u16::from_le_bytes([e, f]));
        if kind == 0 {
            return Ok(true);
        }
        if size < 6 || size > len.saturating_sub(at) {
            return Ok(false);
        }
        if matches!(kind, TEXT | PLACED_TEXT | FONT) && size <= MOST_RECORD_BYTES {
            let mut record = vec![0; usize::try_from(size).unwrap_or_default()];
            medium.read_at(at, &mut record)?;
            let rest = record.get(6..).unwrap_or_default();
            match kind {
                // The words that follow are most often in the font made last.
                FONT => charset = rest.get(13).copied().unwrap_or_default(),
                TEXT => text(rest, charset, words),
                _ => placed_text(rest, charset, words),
            }
        }
        if n % 65_536 == 65_535 {
            out.alive()?;
        }
        at += size;
    }
    Ok(false)
}

/// A length, the words, where they stand.
fn text(rest: &[u8], charset: u8, words: &mut Words) {
    let Some(len) = two(rest, 0).map(usize::from) else { return };
    if let (Some(raw), Some(y)) = (rest.get(2..2 + len), two(rest, 2 + len.next_multiple_of(2))) {
        words.add(y.cast_signed().into(), &decoded(raw, charset));
    }
}

/// Where they stand, a length, how they are written, a rectangle or none, the words.
fn placed_text(rest: &[u8], charset: u8, words: &mut Words) {
    let (Some(y), Some(len), Some(options)) = (two(rest, 0), two(rest, 4), two(rest, 6)) else { return };
    let at = if options & HAS_RECTANGLE != 0 { 16 } else { 8 };
    match rest.get(at..at + usize::from(len)) {
        Some(_) if options & IS_GLYPHS != 0 => words.n_glyphs += 1,
        Some(raw) => words.add(y.cast_signed().into(), &decoded(raw, charset)),
        None => {}
    }
}

fn decoded(raw: &[u8], charset: u8) -> String {
    let encoding = of_charset(charset.into()).unwrap_or(encoding_rs::WINDOWS_1252);
    encoding.decode_without_bom_handling(raw).0.into_owned()
}

fn two(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
