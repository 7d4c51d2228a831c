//! The records of an older workbook ([MS-XLS], 2.1.4), and the texts in them.

use encoding_rs::Encoding;

use super::super::binary::Texts;
use crate::format::package::{u16_at, u32_at};

const CONTINUE: u16 = 0x003c;
/// Records that go on with one; the texts of the largest workbooks take a twentieth of it.
const MOST_PARTS: usize = 1 << 20;

/// A record, with those that go on with it.
#[derive(Debug, Clone, Default)]
pub(super) struct Record<'a> {
    pub(super) kind: u16,
    pub(super) data: &'a [u8],
    pub(super) more: Vec<&'a [u8]>,
}

/// Goes through records as far as they are there.
pub(super) struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    /// The records of a stream from a place on.
    pub(super) fn from(stream: &'a [u8], at: usize) -> Records<'a> {
        Records { rest: stream.get(at..).unwrap_or_default() }
    }

    fn one(&mut self) -> Option<(u16, &'a [u8])> {
        let (kind, len) = (u16_at(self.rest, 0)?, u16_at(self.rest, 2)?);
        let rest = &self.rest[4..];
        let (data, rest) = rest.split_at(rest.len().min(usize::from(len)));
        self.rest = rest;
        Some((kind, data))
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        let (kind, data) = self.one()?;
        let mut more = Vec::new();
        while u16_at(self.rest, 0) == Some(CONTINUE) {
            let Some((_, data)) = self.one() else { break };
            if !data.is_empty() && more.len() < MOST_PARTS {
                more.push(data);
            }
        }
        Some(Record { kind, data, more })
    }
}

/// Reads a record from a place on, over the records that go on with it.
#[derive(Clone)]
pub(super) struct Parts<'r, 'a> {
    now: &'a [u8],
    more: std::slice::Iter<'r, &'a [u8]>,
    /// Whether a text or what was passed over ended before its length.
    is_short: bool,
}

impl<'r, 'a> Parts<'r, 'a> {
    pub(super) fn of(record: &'r Record<'a>, at: usize) -> Parts<'r, 'a> {
        Parts { now: record.data.get(at..).unwrap_or_default(), more: record.more.iter(), is_short: false }
    }

    /// Whether something was not there to its end.
    pub(super) fn is_short(&self) -> bool {
        self.is_short
    }

    /// Whether all was there and nothing is left.
    pub(super) fn is_used_up(&self) -> bool {
        self.is_over() && !self.is_short
    }

    /// How many bytes are left.
    pub(super) fn n_left(&self) -> usize {
        self.now.len() + self.more.as_slice().iter().map(|part| part.len()).sum::<usize>()
    }

    pub(super) fn is_over(&self) -> bool {
        self.now.is_empty() && self.more.as_slice().iter().all(|part| part.is_empty())
    }

    /// Moves on to the next record where this one is used up.
    fn step(&mut self) {
        while self.now.is_empty() {
            let Some(next) = self.more.next() else { break };
            self.now = next;
        }
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.step();
        let (first, rest) = self.now.split_first()?;
        self.now = rest;
        Some(*first)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.step();
        let number = u16_at(self.now, 0)?;
        self.now = &self.now[2..];
        Some(number)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.step();
        let number = u32_at(self.now, 0)?;
        self.now = &self.now[4..];
        Some(number)
    }

    pub(super) fn take<const N: usize>(&mut self) -> Option<&'a [u8; N]> {
        self.step();
        let (first, rest) = self.now.split_first_chunk()?;
        self.now = rest;
        Some(first)
    }

    /// Passes bytes over.
    pub(super) fn skip(&mut self, mut n: usize) {
        while n > 0 {
            self.step();
            let n_here = n.min(self.now.len());
            if n_here == 0 {
                self.is_short = true;
                break;
            }
            self.now = &self.now[n_here..];
            n -= n_here;
        }
    }

    /// Adds a rich text with its length before it (2.5.293) to `text`. `None`, and nothing added, where none is left.
    pub(super) fn rich(&mut self, text: &mut String) -> Option<()> {
        let n_chars = self.u16()?;
        let flags = self.u8()?;
        let n_runs = if flags & 8 != 0 { self.u16()? } else { 0 };
        let n_extra = if flags & 4 != 0 { self.u32()? } else { 0 };
        self.chars(usize::from(n_chars), flags & 1 != 0, text);
        self.skip(4 * usize::from(n_runs));
        self.skip(n_extra as usize);
        Some(())
    }

    /// A text behind its length of one byte or two and its flags.
    pub(super) fn plain(&mut self, has_long_len: bool) -> Option<String> {
        let n_chars = if has_long_len { usize::from(self.u16()?) } else { usize::from(self.u8()?) };
        let flags = self.u8()?;
        let mut text = String::new();
        self.chars(n_chars, flags & 1 != 0, &mut text);
        Some(text)
    }

    /// The same where all of the text lies in the records that go on, as in a text box.
    pub(super) fn continued(&mut self, n_chars: usize) -> String {
        self.now = &[];
        let mut text = String::new();
        if let Some(flags) = self.u8() {
            self.chars(n_chars, flags & 1 != 0, &mut text);
        }
        text
    }

    /// The same in a code page, without flags.
    pub(super) fn bytes(&mut self, has_long_len: bool, encoding: &'static Encoding) -> Option<String> {
        let n = if has_long_len { usize::from(self.u16()?) } else { usize::from(self.u8()?) };
        let bytes = self.now.get(..n).unwrap_or(self.now);
        Some(encoding.decode_without_bom_handling(bytes).0.into_owned())
    }

    /// Characters of two bytes or one. A record that goes on with them says anew how many it takes.
    fn chars(&mut self, mut n: usize, mut is_wide: bool, text: &mut String) {
        let mut units: Vec<u16> = Vec::new();
        loop {
            let width = if is_wide { 2 } else { 1 };
            let n_here = n.min(self.now.len() / width);
            let (here, rest) = self.now.split_at(n_here * width);
            match is_wide {
                true => units.extend(here.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair))),
                false => units.extend(here.iter().map(|byte| u16::from(*byte))),
            }
            self.now = rest;
            n -= n_here;
            if n == 0 {
                break;
            }
            let Some((flags, rest)) = self.more.next().and_then(|next| next.split_first()) else {
                self.is_short = true;
                break;
            };
            is_wide = flags & 1 != 0;
            self.now = rest;
        }
        text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
    }
}

/// The texts that cells share (2.4.265).
pub(super) fn shared(record: &Record<'_>) -> Texts {
    let mut texts = Texts::default();
    let mut parts = Parts::of(record, 8);
    while !parts.is_over() && texts.add(|text| parts.rich(text)) {}
    texts
}
