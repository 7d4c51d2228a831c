//! The text of a Word document, put together from the pieces it is kept in ([MS-DOC], 2.4.1 and 2.9.177).

use encoding_rs::{UTF_16LE, WINDOWS_1252};

use super::fib::Fib;
use crate::format::encoding::guess;
use crate::format::package::{u16_at, u32_at};

/// The text's characters (UTF-16 units), and where in the file each stands.
#[derive(Default)]
pub(super) struct Text {
    pub(super) units: Vec<u16>,
    /// Begins of stretches: place in `units`, place in the file, bytes a unit.
    stretches: Vec<(usize, u32, u32)>,
    /// Whether all pieces were there.
    pub(super) is_whole: bool,
}

const IS_NARROW: u32 = 0x4000_0000;

/// Puts the text together. `most` is how many units there may be.
pub(super) fn text(fib: &Fib, document: &[u8], clx: &[u8], most: usize) -> Text {
    let mut text = Text { is_whole: true, ..Text::default() };
    if !fib.has_pieces {
        let n: u32 = fib.lens.iter().fold(0, |sum, len| sum.saturating_add(*len));
        text.push(document, fib.first, n, Width::Old, most);
        return text;
    }
    let Some(table) = piece_table(clx) else {
        text.is_whole = false;
        return text;
    };
    let n = table.len().saturating_sub(4) / 12;
    for piece in 0..n {
        let places =
            (u32_at(table, 4 * piece), u32_at(table, 4 * piece + 4), u32_at(table, 4 * (n + 1) + 8 * piece + 2));
        let (Some(from), Some(to), Some(at)) = places else { break };
        let Some(len) = to.checked_sub(from) else {
            text.is_whole = false;
            continue;
        };
        let (at, width) = match at & IS_NARROW {
            _ if fib.is_old => (at, Width::Old),
            0 => (at, Width::Wide),
            _ => ((at & !IS_NARROW) / 2, Width::Narrow),
        };
        text.push(document, at, len, width, most);
    }
    text
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Width {
    Wide,
    /// One byte a character, of the Western code page.
    Narrow,
    /// One byte, of a code page that is not told.
    Old,
}

impl Text {
    fn push(&mut self, document: &[u8], at: u32, len: u32, width: Width, most: usize) {
        let size: u32 = if width == Width::Wide { 2 } else { 1 };
        let from = document.get(at as usize..).unwrap_or_default();
        let room = most.saturating_sub(self.units.len());
        let wanted = (len as usize).min(room);
        let bytes = from.get(..wanted.saturating_mul(size as usize)).unwrap_or(from);
        self.is_whole &= bytes.len() / size as usize >= len as usize;
        self.stretches.push((self.units.len(), at, size));
        match width {
            Width::Wide => self.units.extend(bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair))),
            Width::Narrow => self.units.extend(bytes.iter().map(|byte| unit(*byte))),
            Width::Old => {
                let encoding = guess(bytes);
                if encoding.is_single_byte() {
                    let table: Vec<u16> = (0..=255).map(|byte| single(encoding, byte)).collect();
                    self.units.extend(bytes.iter().map(|byte| table[usize::from(*byte)]));
                } else {
                    self.units.extend(encoding.decode_without_bom_handling(bytes).0.encode_utf16());
                }
            }
        }
    }

    /// Where in the file a unit stands.
    pub(super) fn place(&self, unit: usize) -> Option<u32> {
        let after = self.stretches.partition_point(|(first, ..)| *first <= unit);
        let (first, at, size) = self.stretches.get(after.checked_sub(1)?)?;
        at.checked_add(u32::try_from(unit - first).ok()?.checked_mul(*size)?)
    }
}

/// The table of pieces behind the changes of a fast save.
fn piece_table(mut clx: &[u8]) -> Option<&[u8]> {
    loop {
        match clx.first()? {
            1 => {
                let len = usize::from(u16_at(clx, 1)?);
                clx = clx.get(3 + len..)?;
            }
            2 => {
                let len = u32_at(clx, 1)? as usize;
                let rest = clx.get(5..)?;
                return Some(rest.get(..len).unwrap_or(rest));
            }
            _ => return None,
        }
    }
}

fn unit(byte: u8) -> u16 {
    if byte < 0x80 { u16::from(byte) } else { single(WINDOWS_1252, byte) }
}

fn single(encoding: &'static encoding_rs::Encoding, byte: u8) -> u16 {
    let text = encoding.decode_without_bom_handling(std::slice::from_ref(&byte)).0;
    text.encode_utf16().next().unwrap_or(0xfffd)
}

/// UTF-16 units as text; halves of characters are replaced.
pub(super) fn string(units: &[u16]) -> String {
    let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
    UTF_16LE.decode_without_bom_handling(&bytes).0.into_owned()
}
