//! Entries of an archive whose list is gone: each has a header before its bytes, and those are looked for.

use super::directory::Next;
use super::entry::{Entry, LOCAL, LOCAL_BYTES, Place, u16_le, u32_le};
use crate::format::{Failure, medium::Medium};

const DESCRIPTOR: [u8; 4] = *b"PK\x07\x08";
const CENTRAL: [u8; 4] = *b"PK\x01\x02";
/// Entries are mostly small: the search begins with little and reads more the longer it takes.
const FIRST_WINDOW: usize = 4 << 10;
const WINDOW: usize = 256 << 10;

/// A walk from header to header.
#[derive(Debug, Clone)]
pub(super) struct Salvage {
    len: u64,
    at: u64,
}

impl Salvage {
    pub(super) fn new(len: u64) -> Salvage {
        Salvage { len, at: 0 }
    }

    pub(super) fn rewind(&mut self) {
        self.at = 0;
    }

    pub(super) fn next(&mut self, medium: &mut Medium<'_>) -> Result<Next, Failure> {
        while let Some((header_at, _)) = find(medium, self.at, self.len, &[LOCAL])? {
            self.at = header_at + LOCAL.len() as u64;
            let mut head = [0; LOCAL_BYTES];
            if medium.read_at(header_at, &mut head)? < LOCAL_BYTES {
                break;
            }
            if !is_likely(&head) {
                continue;
            }
            let name_bytes = usize::from(u16_le(&head[26..]));
            let mut variable = vec![0; name_bytes + usize::from(u16_le(&head[28..]))];
            let data_at = header_at + (LOCAL_BYTES + variable.len()) as u64;
            if medium.read_at(header_at + LOCAL_BYTES as u64, &mut variable)? < variable.len() {
                break;
            }
            let (name, extra) = variable.split_at(name_bytes);
            let mut entry = Entry {
                raw_name: name.to_vec(),
                flags: u16_le(&head[6..]),
                method: u16_le(&head[8..]),
                dos_time: u32_le(&head[10..]),
                crc: Some(u32_le(&head[14..])),
                packed: u64::from(u32_le(&head[18..])),
                size: Some(u64::from(u32_le(&head[22..]))),
                place: Place::Data(data_at),
                ..Entry::default()
            };
            entry.take_extra(extra, &mut 0);
            if entry.has_descriptor() {
                self.measure(&mut entry, data_at, medium)?;
            } else {
                // Nested archives packed without compression have headers inside: go on behind the bytes.
                self.at = data_at.saturating_add(entry.packed).min(self.len);
                entry.packed = self.at - data_at.min(self.at);
            }
            return Ok(Next::Entry(Box::new(entry)));
        }
        Ok(Next::End)
    }

    /// Sizes that follow the bytes: the bytes end where the next record begins.
    fn measure(&mut self, entry: &mut Entry, data_at: u64, medium: &mut Medium<'_>) -> Result<(), Failure> {
        (entry.crc, entry.size) = (None, None);
        let found = find(medium, data_at, self.len, &[DESCRIPTOR, LOCAL, CENTRAL])?;
        let end = found.map_or(self.len, |(at, _)| at);
        entry.packed = end - data_at.min(end);
        self.at = end;
        if let Some((at, DESCRIPTOR)) = found {
            let mut record = [0; 16];
            let is_whole = medium.read_at(at, &mut record)? == record.len();
            if is_whole && u64::from(u32_le(&record[8..])) == entry.packed {
                entry.crc = Some(u32_le(&record[4..]));
                entry.size = Some(u64::from(u32_le(&record[12..])));
            }
        }
        Ok(())
    }
}

/// Whether a header is one, and not four bytes that look like its mark: the version and the method are known.
fn is_likely(head: &[u8]) -> bool {
    let (version, method) = (head[4], u16_le(&head[8..]));
    version < 100 && matches!(method, 0..=20 | 93..=99) && u16_le(&head[26..]) > 0
}

/// The first of `marks` in the file from `from` on.
fn find(medium: &mut Medium<'_>, from: u64, len: u64, marks: &[[u8; 4]]) -> Result<Option<(u64, [u8; 4])>, Failure> {
    let mut at = from;
    let mut window = vec![0; FIRST_WINDOW];
    while at + 4 <= len {
        let n_read = medium.read_at(at, &mut window)?;
        if n_read < 4 {
            return Ok(None);
        }
        let seen = &window[..n_read];
        for (start, mark) in seen.windows(4).enumerate() {
            if mark[0] == b'P'
                && let Some(found) = marks.iter().find(|known| known[..] == *mark)
            {
                return Ok(Some((at + start as u64, *found)));
            }
        }
        at += n_read as u64 - 3;
        window.resize((window.len() * 4).min(WINDOW), 0);
    }
    Ok(None)
}
