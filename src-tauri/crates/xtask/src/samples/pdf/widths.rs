//! Advance widths of Helvetica for ASCII, in thousandths of the size (Adobe's public font metrics).

const FROM_SPACE: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];

/// Width of a character at size 1000; bold is about 6 % wider, which line breaking can bear.
pub(super) fn helvetica(c: char) -> u32 {
    let index = (c as u32).wrapping_sub(32) as usize;
    FROM_SPACE.get(index).copied().map_or(556, u32::from)
}

/// Width of a character of the Chinese font: half for ASCII, else the full square.
pub(super) fn song(c: char) -> u32 {
    if c.is_ascii() { 500 } else { 1000 }
}
