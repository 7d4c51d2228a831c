//! The list of entries at the end of an archive, read a window at a time: a million entries cost no memory, and two
//! entries of the same name stay two.

use super::entry::{Entry, LOCAL, Place, u16_le, u32_le, u64_le};
use crate::format::{Failure, medium::Medium};

const CENTRAL: [u8; 4] = *b"PK\x01\x02";
const CENTRAL_BYTES: usize = 46;
const END: [u8; 4] = *b"PK\x05\x06";
const END_BYTES: usize = 22;
const END64: [u8; 4] = *b"PK\x06\x06";
const END64_BYTES: usize = 56;
const LOCATOR64: [u8; 4] = *b"PK\x06\x07";
const LOCATOR64_BYTES: usize = 20;
const WINDOW: usize = 256 << 10;

/// Where an archive's list of entries stands.
#[derive(Debug, Clone)]
pub(super) struct Directory {
    start: u64,
    end: u64,
    /// How far the archive stands behind the start of the file (self-extracting archives).
    shift: u64,
    at: u64,
    window: Vec<u8>,
    window_at: u64,
    /// Which part of a split archive this is, from 0: the list stands in the last.
    pub(super) part: u16,
}

/// What comes next in a list of entries.
#[derive(Debug)]
pub(super) enum Next {
    Entry(Box<Entry>),
    End,
    /// The list breaks off.
    Broken,
}

/// Whether a record that says where an archive ends is followed by more of an archive: then it ends one that lies inside
/// this one, whose own end is lost. Other bytes may follow, as downloads and mail add some.
fn is_of_an_inner_archive(end: &[u8]) -> bool {
    let comment_bytes = usize::from(u16_le(&end[20..]));
    let behind = end.get(END_BYTES + comment_bytes..).unwrap_or_default();
    behind.windows(4).any(|bytes| bytes == CENTRAL || bytes == LOCAL)
}

impl Directory {
    /// Finds the list (APPNOTE.TXT 4.3.14 to 4.3.16), `None` where there is none.
    pub(super) fn find(medium: &mut Medium<'_>, len: u64) -> Result<Option<Directory>, Failure> {
        let tail_bytes = len.min((END_BYTES + LOCATOR64_BYTES + 0xffff) as u64);
        let tail_at = len - tail_bytes;
        let mut tail = vec![0; usize::try_from(tail_bytes).unwrap_or(0)];
        let n_read = medium.read_at(tail_at, &mut tail)?;
        tail.truncate(n_read);

        for at in (0..tail.len().saturating_sub(END_BYTES - 1)).rev() {
            if !tail[at..].starts_with(&END) || is_of_an_inner_archive(&tail[at..]) {
                continue;
            }
            let before = at.checked_sub(LOCATOR64_BYTES).map(|start| &tail[start..at]);
            let end = &tail[at..at + END_BYTES];
            if let Some(found) = Directory::from_end(medium, tail_at + at as u64, end, before)? {
                // All ones stand for a number that is told elsewhere, in an archive that is not split.
                let part = Some(u16_le(&end[4..])).filter(|part| *part != u16::MAX).unwrap_or(0);
                return Ok(Some(Directory { part, ..found }));
            }
        }
        Ok(None)
    }

    fn from_end(
        medium: &mut Medium<'_>,
        end_at: u64,
        end: &[u8],
        before: Option<&[u8]>,
    ) -> Result<Option<Directory>, Failure> {
        let mut n_entries = u64::from(u16_le(&end[10..]));
        let mut n_bytes = u64::from(u32_le(&end[12..]));
        let mut offset = u64::from(u32_le(&end[16..]));
        let mut list_end = end_at;
        if let Some(locator) = before.filter(|bytes| bytes.starts_with(&LOCATOR64)) {
            let locator_at = end_at - LOCATOR64_BYTES as u64;
            let end64_at = locator_at.saturating_sub(END64_BYTES as u64);
            // Where it says it is, or where it is in an archive with something in front.
            for at in [u64_le(&locator[8..]), end64_at] {
                let mut record = [0; END64_BYTES];
                if medium.read_at(at, &mut record)? == END64_BYTES && record.starts_with(&END64) {
                    n_entries = u64_le(&record[32..]);
                    n_bytes = u64_le(&record[40..]);
                    offset = u64_le(&record[48..]);
                    list_end = at;
                    break;
                }
            }
        }
        // An archive without entries is told from one that lost its list by the sum of it.
        if n_bytes == 0 && n_entries == 0 && offset == list_end {
            return Ok(Some(Directory::over(list_end, list_end, 0)));
        }
        let shifted = list_end.checked_sub(n_bytes);
        for start in [shifted, Some(offset)].into_iter().flatten() {
            let mut magic = [0; 4];
            if medium.read_at(start, &mut magic)? == 4 && magic == CENTRAL {
                let shift = start.saturating_sub(offset);
                return Ok(Some(Directory::over(start, list_end, shift)));
            }
        }
        Ok(None)
    }

    fn over(start: u64, end: u64, shift: u64) -> Directory {
        Directory { start, end, shift, at: start, window: Vec::new(), window_at: start, part: 0 }
    }

    /// Goes back to the first entry.
    pub(super) fn rewind(&mut self) {
        self.at = self.start;
    }

    pub(super) fn next(&mut self, medium: &mut Medium<'_>) -> Result<Next, Failure> {
        // The count is not asked: it is 16 bits wide in archives that hold more.
        if self.at >= self.end {
            return Ok(Next::End);
        }
        let Some(head) = self.bytes(medium, 0, CENTRAL_BYTES)? else {
            return Ok(Next::Broken);
        };
        if !head.starts_with(&CENTRAL) {
            return Ok(Next::Broken);
        }
        let name_bytes = usize::from(u16_le(&head[28..]));
        let extra_bytes = usize::from(u16_le(&head[30..]));
        let comment_bytes = u64::from(u16_le(&head[32..]));
        let mut header_at = u64::from(u32_le(&head[42..]));
        let mut entry = Entry {
            made_by: u16_le(&head[4..]),
            flags: u16_le(&head[8..]),
            method: u16_le(&head[10..]),
            dos_time: u32_le(&head[12..]),
            crc: Some(u32_le(&head[16..])),
            packed: u64::from(u32_le(&head[20..])),
            size: Some(u64::from(u32_le(&head[24..]))),
            attributes: u32_le(&head[38..]),
            ..Entry::default()
        };
        let Some(variable) = self.bytes(medium, CENTRAL_BYTES, name_bytes + extra_bytes)? else {
            return Ok(Next::Broken);
        };
        let (name, extra) = variable.split_at(name_bytes);
        entry.raw_name = name.to_vec();
        entry.take_extra(extra, &mut header_at);
        entry.place = Place::Header(header_at.saturating_add(self.shift));
        self.at += (CENTRAL_BYTES + name_bytes + extra_bytes) as u64 + comment_bytes;
        Ok(Next::Entry(Box::new(entry)))
    }

    /// `n` bytes of the list, `skip` behind the current entry's start; `None` past the list's end.
    fn bytes(&mut self, medium: &mut Medium<'_>, skip: usize, n: usize) -> Result<Option<&[u8]>, Failure> {
        let from = self.at + skip as u64;
        let to = from + n as u64;
        if to > self.end {
            return Ok(None);
        }
        let window_end = self.window_at + self.window.len() as u64;
        if from < self.window_at || to > window_end {
            let wanted = (self.end - from).min(WINDOW as u64);
            self.window.resize(usize::try_from(wanted).unwrap_or(WINDOW), 0);
            let n_read = medium.read_at(from, &mut self.window)?;
            self.window.truncate(n_read);
            self.window_at = from;
        }
        let start = usize::try_from(from - self.window_at).unwrap_or(usize::MAX);
        Ok(self.window.get(start..start.saturating_add(n)))
    }
}
