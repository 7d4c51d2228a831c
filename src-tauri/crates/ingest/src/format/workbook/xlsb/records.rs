//! The records of a part of a binary workbook ([MS-XLSB], 2.1.4), read as the part is unpacked.

use std::io::{self, BufReader, Read};

use crate::format::package::u32_at;
use crate::format::unpacking::fault_words;

/// Bytes of a record that are looked at: a cell has no more than 32,767 characters.
const RECORD_BYTES: u32 = 1 << 20;

/// Goes through the records of a part.
pub(super) struct Records<'a> {
    bytes: BufReader<&'a mut dyn Read>,
    data: Vec<u8>,
}

/// A record, of a very long one the begin.
pub(super) struct Record<'r> {
    pub(super) kind: u32,
    pub(super) data: &'r [u8],
}

impl<'a> Records<'a> {
    pub(super) fn of(bytes: &'a mut dyn Read) -> Records<'a> {
        Records { bytes: BufReader::with_capacity(64 << 10, bytes), data: Vec::new() }
    }

    /// The next record; `None` behind the last.
    ///
    /// # Errors
    ///
    /// Says why the part breaks off.
    pub(super) fn next(&mut self) -> Result<Option<Record<'_>>, String> {
        self.read().map(|kind| kind.map(|kind| Record { kind, data: &self.data })).map_err(|error| fault_words(&error))
    }

    fn read(&mut self) -> io::Result<Option<u32>> {
        let Some(kind) = self.number(2)? else { return Ok(None) };
        let len = self.number(4)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let n_kept = len.min(RECORD_BYTES);
        self.data.clear();
        let mut n_read = self.bytes.by_ref().take(u64::from(n_kept)).read_to_end(&mut self.data)? as u64;
        if n_kept < len {
            n_read += io::copy(&mut self.bytes.by_ref().take(u64::from(len - n_kept)), &mut io::sink())?;
        }
        if n_read < u64::from(len) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Some(kind))
    }

    /// A number of at most so many bytes, seven bits each, the lowest first; `None` where there is none.
    fn number(&mut self, most: u32) -> io::Result<Option<u32>> {
        let mut number = 0;
        for place in 0..most {
            let Some(byte) = self.bytes.by_ref().bytes().next().transpose()? else {
                return if place == 0 { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            };
            number |= u32::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                break;
            }
        }
        Ok(Some(number))
    }
}

/// A text behind its length of four bytes (XLWideString), and where it ends. One that is not there at all is empty.
pub(super) fn wide(data: &[u8], at: usize) -> Option<(String, usize)> {
    let n_chars = u32_at(data, at)?;
    let start = at.checked_add(4)?;
    if n_chars == u32::MAX {
        return Some((String::new(), start));
    }
    let end = start.checked_add((n_chars as usize).checked_mul(2)?)?;
    let units = data.get(start..end)?.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair));
    Some((char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect(), end))
}

/// A text that may have several looks, and says so before it (RichStr).
pub(super) fn rich(data: &[u8], at: usize) -> Option<String> {
    wide(data, at.checked_add(1)?).map(|(text, _)| text)
}
