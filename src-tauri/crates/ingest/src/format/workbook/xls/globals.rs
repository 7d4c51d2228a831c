//! What stands before the sheets of an older workbook: their names and places, shared texts, how numbers look.

use std::collections::HashMap;

use calamine::SheetVisible;
use encoding_rs::Encoding;

use super::super::binary::{Looks, Texts};
use super::beside::{BOF, EOF};
use super::records::{Parts, Record, Records, shared};
use crate::format::codepage;
use crate::format::package::{u16_at, u32_at};

/// Most formats there can be: cells name them with two bytes.
const MOST_FORMATS: usize = 1 << 16;

/// What a place in the list of sheets is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Cells,
    Chart,
    /// Macros that are written into cells, as before Excel 5.
    MacroCells,
    /// Macros alone.
    Macros,
}

/// A sheet as the list of them describes it.
pub(super) struct Described {
    pub(super) name: String,
    pub(super) at: usize,
    pub(super) kind: Kind,
    pub(super) visible: SheetVisible,
}

/// The part that all sheets share.
pub(super) struct Globals {
    pub(super) is_locked: bool,
    /// Whether texts are in a code page: before Excel 97.
    pub(super) is_old: bool,
    pub(super) encoding: &'static Encoding,
    pub(super) sheets: Vec<Described>,
    /// The numbers that logs of changes know the sheets by, in their order.
    pub(super) tabs: Vec<u16>,
    pub(super) shared: Texts,
    pub(super) looks: Looks,
    /// What drawings share: their pictures.
    pub(super) drawings: Vec<u8>,
}

impl Globals {
    pub(super) fn of(stream: &[u8]) -> Globals {
        let mut globals = Globals {
            is_locked: false,
            is_old: false,
            encoding: encoding_rs::WINDOWS_1252,
            sheets: Vec::new(),
            tabs: Vec::new(),
            shared: Texts::default(),
            looks: Looks::default(),
            drawings: Vec::new(),
        };
        let mut is_1904 = false;
        let mut codes: HashMap<u16, String> = HashMap::new();
        let mut formats: Vec<u16> = Vec::new();
        for record in Records::from(stream, 0) {
            let number = |at| u16_at(record.data, at);
            match record.kind {
                BOF => globals.is_old = number(0).is_some_and(|version| version < 0x0600),
                EOF => break,
                0x002f => globals.is_locked = true,
                0x0042 => {
                    let page = number(0).map(u32::from).and_then(codepage::of_page);
                    globals.encoding = page.filter(|page| *page != encoding_rs::UTF_16LE).unwrap_or(globals.encoding);
                }
                0x0022 => is_1904 = number(0) == Some(1),
                0x0085 => globals.sheets.extend(globals.described(&record)),
                // 2.4.241
                0x013d => {
                    globals.tabs = record.data.as_chunks::<2>().0.iter().map(|two| u16::from_le_bytes(*two)).collect();
                }
                0x00eb => {
                    globals.drawings.extend_from_slice(record.data);
                    record.more.iter().for_each(|more| globals.drawings.extend_from_slice(more));
                }
                0x00fc => globals.shared = shared(&record),
                0x041e => {
                    let text = globals.text(&record, 2, !globals.is_old);
                    codes.extend(number(0).zip(text));
                }
                0x00e0 if formats.len() < MOST_FORMATS => formats.push(number(2).unwrap_or(0)),
                _ => {}
            }
        }
        globals.looks = Looks::of(&formats, &codes, is_1904);
        globals
    }

    /// A text that stands in a record, behind its length.
    pub(super) fn text(&self, record: &Record<'_>, at: usize, has_long_len: bool) -> Option<String> {
        let mut parts = Parts::of(record, at);
        if self.is_old { parts.bytes(has_long_len, self.encoding) } else { parts.plain(has_long_len) }
    }

    fn described(&self, record: &Record<'_>) -> Option<Described> {
        let at = u32_at(record.data, 0)? as usize;
        let visible = match record.data.get(4)? & 3 {
            0 => SheetVisible::Visible,
            1 => SheetVisible::Hidden,
            _ => SheetVisible::VeryHidden,
        };
        let kind = match record.data.get(5)? {
            1 => Kind::MacroCells,
            2 => Kind::Chart,
            6 => Kind::Macros,
            _ => Kind::Cells,
        };
        let mut name = self.text(record, 6, false)?;
        name.retain(|c| c != '\0');
        Some(Described { name, at, kind, visible })
    }
}
