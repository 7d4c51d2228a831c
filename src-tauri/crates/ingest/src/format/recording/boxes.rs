//! The boxes of a recording that hold what is noted about it.

use super::found::Found;
use crate::format::Failure;
use crate::format::medium::Medium;

/// From 1904, when QuickTime's time begins, to 1970.
const SECONDS_TO_1970: i64 = 2_082_844_800;
const DEEPEST: u32 = 8;
const MOST_BOXES: u32 = 20_000;
const MOST_KEYS: usize = 1000;
const NOTE_BYTES: u64 = 64 << 10;

/// What is noted in a recording of MPEG-4 or QuickTime.
pub(super) fn found(medium: &mut Medium<'_>, len: u64) -> Result<Found, Failure> {
    let mut boxes = Boxes { medium, len, n_boxes: 0, keys: Vec::new(), found: Found::default() };
    boxes.inside(0, len, 0, false)?;
    Ok(boxes.found)
}

/// A walk over the boxes.
struct Boxes<'a, 'm> {
    medium: &'a mut Medium<'m>,
    len: u64,
    n_boxes: u32,
    /// The names that numbered notes have.
    keys: Vec<String>,
    found: Found,
}

impl Boxes<'_, '_> {
    /// Goes over the boxes from one place to another. In a list of notes each box is one.
    fn inside(&mut self, mut at: u64, end: u64, depth: u32, is_list: bool) -> Result<(), Failure> {
        while at < end && self.n_boxes < MOST_BOXES {
            self.n_boxes += 1;
            let mut head = [0; 16];
            let n_read = self.medium.read_at(at, &mut head)?;
            if n_read < 8 {
                return Ok(());
            }
            let [a, b, c, d, kind @ ..] = *head.first_chunk::<8>().unwrap_or(&[0; 8]);
            let (size, head_len) = match u32::from_be_bytes([a, b, c, d]) {
                0 => (end - at, 8),
                1 if n_read == 16 => (u64::from_be_bytes(*head.last_chunk::<8>().unwrap_or(&[0; 8])), 16),
                size => (u64::from(size), 8),
            };
            if size < head_len {
                return Ok(());
            }
            let (start, after) = (at + head_len, at.saturating_add(size));
            self.take(kind, start, after.min(end).max(start), depth, is_list)?;
            at = after;
        }
        Ok(())
    }

    fn take(&mut self, kind: [u8; 4], start: u64, end: u64, depth: u32, is_list: bool) -> Result<(), Failure> {
        if depth >= DEEPEST {
            return Ok(());
        }
        match &kind {
            b"moov" | b"udta" => self.inside(start, end, depth + 1, false),
            b"meta" => {
                // In QuickTime the boxes begin at once, in MPEG-4 after a version.
                let first = self.bytes(start, end.min(start + 8))?;
                let skipped = if first.get(4..8) == Some(b"hdlr") { 0 } else { 4 };
                self.inside(start.saturating_add(skipped).min(end), end, depth + 1, false)
            }
            b"ilst" => self.inside(start, end, depth + 1, true),
            b"keys" => self.keys(start, end),
            b"mvhd" => self.header(start, end),
            b"titl" | b"auth" | b"dscp" => self.asset(kind, start, end),
            b"loci" => self.place(start, end),
            _ if is_list => self.numbered(kind, start, end),
            [0xa9, ..] => self.note(kind, start, end),
            _ => Ok(()),
        }
    }

    /// The header of the film: version, times, their scale, the length.
    fn header(&mut self, start: u64, end: u64) -> Result<(), Failure> {
        let bytes = self.bytes(start, end)?;
        let number = |at: usize, width: usize| -> Option<u64> {
            Some(bytes.get(at..at + width)?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
        };
        let (created, scale, length) = match bytes.first() {
            Some(1) => (number(4, 8), number(20, 4), number(24, 8)),
            _ => (number(4, 4), number(12, 4), number(16, 4)),
        };
        let created = created.and_then(|created| i64::try_from(created).ok()).filter(|created| *created > 0);
        let created = created.and_then(|created| created.checked_sub(SECONDS_TO_1970));
        self.found.created = self.found.created.or(created);
        // All ones mean that nobody knows.
        let known = length.filter(|length| *length > 0 && *length < u64::from(u32::MAX));
        self.found.seconds = self.found.seconds.or(known.and_then(|length| length.checked_div(scale?)));
        Ok(())
    }

    fn keys(&mut self, start: u64, end: u64) -> Result<(), Failure> {
        let bytes = self.bytes(start, end)?;
        let mut rest = bytes.get(8..).unwrap_or_default();
        while let Some((size, _)) = rest.split_first_chunk::<4>() {
            let size = u32::from_be_bytes(*size) as usize;
            let Some(key) = rest.get(8..size).filter(|_| self.keys.len() < MOST_KEYS) else { break };
            self.keys.push(String::from_utf8_lossy(key).into_owned());
            rest = &rest[size..];
        }
        Ok(())
    }

    /// A note in a list: a box of data, under a name or the number of one.
    fn numbered(&mut self, kind: [u8; 4], start: u64, end: u64) -> Result<(), Failure> {
        let number = (u32::from_be_bytes(kind) as usize).checked_sub(1);
        let name = number.and_then(|number| self.keys.get(number)).cloned().unwrap_or_else(|| name(kind));
        let bytes = self.bytes(start, end)?;
        // The length, `data`, the type of the text (1 is UTF-8), a language.
        if bytes.get(4..8) == Some(b"data") && bytes.get(8..12) == Some(&[0, 0, 0, 1]) {
            self.keep(name, bytes.get(16..).unwrap_or_default());
        }
        Ok(())
    }

    /// A note of QuickTime: a length, a language, the text.
    fn note(&mut self, kind: [u8; 4], start: u64, end: u64) -> Result<(), Failure> {
        let bytes = self.bytes(start, end)?;
        if let Some((len, rest)) = bytes.split_first_chunk::<2>() {
            let len = usize::from(u16::from_be_bytes(*len));
            self.keep(name(kind), rest.get(2..).and_then(|text| text.get(..len)).unwrap_or_default());
        }
        Ok(())
    }

    /// A note of a phone (3GPP TS 26.244, 8): a version, a language, the text.
    fn asset(&mut self, kind: [u8; 4], start: u64, end: u64) -> Result<(), Failure> {
        let bytes = self.bytes(start, end)?;
        let text = bytes.get(6..).unwrap_or_default();
        match text {
            [0xfe, 0xff, wide @ ..] => {
                let units: Vec<u16> = wide.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]])).collect();
                self.found.keep(name(kind), String::from_utf16_lossy(&units).trim_end_matches('\0'));
            }
            text => self.keep(name(kind), text),
        }
        Ok(())
    }

    /// Where a phone was: a version, a language, a name up to a zero, a role, longitude and latitude.
    fn place(&mut self, start: u64, end: u64) -> Result<(), Failure> {
        let bytes = self.bytes(start, end)?;
        let rest = bytes.get(6..).unwrap_or_default();
        let Some(zero) = rest.iter().position(|byte| *byte == 0) else { return Ok(()) };
        let degrees = |at: usize| -> Option<f64> {
            let four = rest.get(zero + at..)?.first_chunk::<4>()?;
            Some(f64::from(i32::from_be_bytes(*four)) / 65536.0)
        };
        if let (Some(longitude), Some(latitude)) = (degrees(2), degrees(6)) {
            self.found.keep("loci", &format!("{latitude:+.6}{longitude:+.6}/"));
        }
        Ok(())
    }

    fn keep(&mut self, name: String, raw: &[u8]) {
        self.found.keep(name, &String::from_utf8_lossy(raw));
    }

    fn bytes(&mut self, start: u64, end: u64) -> Result<Vec<u8>, Failure> {
        self.medium.part(start, end.saturating_sub(start).min(NOTE_BYTES).min(self.len.saturating_sub(start)))
    }
}

/// The four letters of a box; the sign of copyright that begins many is Mac Roman.
fn name(kind: [u8; 4]) -> String {
    kind.iter().map(|byte| if *byte == 0xa9 { '©' } else { char::from(*byte) }).collect()
}
