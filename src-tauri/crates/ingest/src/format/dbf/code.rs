//! What the letters of a table are written in.

use encoding_rs::{Encoding, UTF_8};

use crate::format::codepage;
use crate::format::encoding::guess;
use crate::format::names::dos_char;

/// A code of letters.
pub(super) struct Code {
    /// `None` for code page 437, the DOS of the West.
    encoding: Option<&'static Encoding>,
    said: String,
    /// Whether it is one that is read only in part.
    pub(super) is_doubtful: bool,
}

impl Code {
    /// By the header's mark. Rows that can only be UTF-8 are believed over it, and where it is missing their bytes decide.
    pub(super) fn find(mark: u8, sample: &[u8]) -> Code {
        let known = |encoding: &'static Encoding| {
            let said = encoding.name().to_lowercase();
            Code { encoding: Some(encoding), said, is_doubtful: false }
        };
        let is_ascii = sample.is_ascii();
        let is_utf8 = match str::from_utf8(sample) {
            Ok(_) => true,
            // The sample may end within a letter.
            Err(error) => error.error_len().is_none(),
        };
        if is_utf8 && !is_ascii {
            return known(UTF_8);
        }
        let page = page_of(mark);
        match (page.and_then(codepage::of_page), page) {
            (Some(encoding), _) => known(encoding),
            (None, Some(page)) => {
                let is_doubtful = page != 437 && !is_ascii;
                Code { encoding: None, said: format!("code page {page}"), is_doubtful }
            }
            (None, None) if is_ascii => known(UTF_8),
            (None, None) => known(guess(sample)),
        }
    }

    pub(super) fn name(&self) -> String {
        self.said.clone()
    }

    /// A field's text, without what fills it.
    pub(super) fn text(&self, raw: &[u8]) -> String {
        let raw = raw.split(|byte| *byte == 0).next().unwrap_or_default().trim_ascii_end();
        match self.encoding {
            Some(encoding) => encoding.decode_without_bom_handling(raw).0.into_owned(),
            None => raw.iter().map(|byte| dos_char(*byte)).collect(),
        }
    }
}

/// The code pages that marks stand for (the language driver ids of dBASE and FoxPro).
fn page_of(mark: u8) -> Option<u32> {
    Some(match mark {
        0x03 | 0x57 | 0x58 | 0x59 => 1252,
        0x04 => 10000,
        0x13 | 0x7b => 932,
        0x26 | 0x65 => 866,
        0x4d | 0x7a => 936,
        0x4e | 0x79 => 949,
        0x4f | 0x78 => 950,
        0x50 | 0x7c => 874,
        0x7d => 1255,
        0x7e => 1256,
        0x96 => 10007,
        0xc8 => 1250,
        0xc9 => 1251,
        0xca => 1254,
        0xcb => 1253,
        0xcc => 1257,
        // Code pages of DOS: their accented letters stand mostly where those of 437 do.
        0x01 | 0x09 | 0x0b | 0x0d | 0x0f | 0x11 | 0x15 | 0x18 | 0x19 | 0x1b => 437,
        0x02 | 0x0a | 0x0e | 0x10 | 0x12 | 0x14 | 0x16 | 0x1a | 0x1d | 0x25 | 0x37 => 850,
        0x08 | 0x17 | 0x66 => 865,
        0x1c | 0x6c => 863,
        0x1f | 0x22 | 0x23 | 0x40 | 0x64 | 0x87 => 852,
        0x24 => 860,
        0x67 => 861,
        0x6a | 0x86 => 737,
        0x6b | 0x88 => 857,
        _ => return None,
    })
}
