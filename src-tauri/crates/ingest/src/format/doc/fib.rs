//! The header of a Word document, which says where all else lies ([MS-DOC], 2.5).

use crate::format::Failure;
use crate::format::package::{u16_at, u32_at};

/// What the header says.
pub(super) struct Fib {
    /// Whether it is of Word 6 or 95, which keep text in one byte a character.
    pub(super) is_old: bool,
    /// The stream that has the tables.
    pub(super) table: &'static str,
    /// Where the text begins where there is no table of pieces.
    pub(super) first: u32,
    pub(super) has_pieces: bool,
    /// How many characters each part of the text has, in the order of [`Part`].
    pub(super) lens: [u32; 8],
    pairs: Vec<(u32, u32)>,
}

/// Parts of the text, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Body,
    Footnotes,
    Headers,
    /// Behind a part of no use since Word 6.
    Comments = 4,
    Endnotes,
    Boxes,
    HeaderBoxes,
}

/// Tables, by their place in the header's list.
#[derive(Debug, Clone, Copy)]
pub(super) enum Table {
    HeaderPlaces = 11,
    CharacterRuns = 12,
    ParagraphRuns = 13,
    CommentMarks = 4,
    CommentPlaces = 5,
    Printer = 27,
    Associated = 32,
    Pieces = 33,
    CommentAuthors = 36,
    Drawings = 50,
    ChangeAuthors = 51,
    SavedBy = 71,
    CommentDates = 112,
}

const WORD_97: u16 = 0xa5ec;
const WORD_6: u16 = 0xa5dc;
const LAST_OF_95: u16 = 105;

/// Reads the header of the stream that has the text.
pub(super) fn fib(bytes: &[u8]) -> Result<Fib, Failure> {
    let read = || {
        let (magic, version, flags) = (u16_at(bytes, 0)?, u16_at(bytes, 2)?, u16_at(bytes, 10)?);
        if !matches!(magic, WORD_97 | WORD_6) {
            return None;
        }
        let is_old = magic == WORD_6 || version <= LAST_OF_95;
        let lens_at = if is_old { 0x34 } else { 0x4c };
        let mut lens = [0; 8];
        for (place, len) in lens.iter_mut().enumerate() {
            *len = u32_at(bytes, lens_at + 4 * place)?.min(i32::MAX.cast_unsigned());
        }
        let (pairs_at, n) = if is_old { (0x58, 40) } else { (0x9a, usize::from(u16_at(bytes, 0x98)?)) };
        let pairs = (0..n.min(200)).map_while(|place| {
            let at = pairs_at + 8 * place;
            Some((u32_at(bytes, at)?, u32_at(bytes, at + 4)?))
        });
        Some((
            Fib {
                is_old,
                table: match flags & 0x200 {
                    _ if is_old => "WordDocument",
                    0 => "0Table",
                    _ => "1Table",
                },
                first: u32_at(bytes, 0x18)?,
                has_pieces: !is_old || flags & 4 != 0,
                lens,
                pairs: pairs.collect(),
            },
            flags,
        ))
    };
    let (fib, flags) = read().ok_or_else(|| Failure::Corrupt("its header is not that of a document".to_owned()))?;
    if flags & 0x100 != 0 {
        return Err(Failure::Encrypted);
    }
    Ok(fib)
}

impl Fib {
    /// A table's bytes within its stream; empty where there is none.
    pub(super) fn table<'a>(&self, table: Table, stream: &'a [u8]) -> &'a [u8] {
        let Some((at, len)) = self.pairs.get(table as usize) else { return &[] };
        let from = stream.get(*at as usize..).unwrap_or_default();
        from.get(..*len as usize).unwrap_or(from)
    }

    /// Where a part of the text begins and ends, in characters.
    pub(super) fn range(&self, part: Part) -> (usize, usize) {
        let before: u64 = self.lens.iter().take(part as usize).map(|len| u64::from(*len)).sum();
        let len = self.lens.get(part as usize).copied().unwrap_or_default();
        let clamp = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        (clamp(before), clamp(before + u64::from(len)))
    }
}
