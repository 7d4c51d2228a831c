//! What stands before the sheets of an older workbook: their names and places, shared texts, how numbers look.

use std::collections::HashMap;

use calamine::{ExcelDateTime, ExcelDateTimeType, SheetVisible};
use encoding_rs::Encoding;

use super::super::numbers::Look;
use super::beside::{BOF, EOF};
use super::records::{Parts, Record, Records, Shared};
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
    pub(super) shared: Shared,
    is_1904: bool,
    looks: Vec<Shown>,
}

/// How a cell's numbers look.
#[derive(Clone, Default)]
struct Shown {
    look: Look,
    is_duration: bool,
}

impl Globals {
    pub(super) fn of(stream: &[u8]) -> Globals {
        let mut globals = Globals {
            is_locked: false,
            is_old: false,
            encoding: encoding_rs::WINDOWS_1252,
            sheets: Vec::new(),
            shared: Shared::default(),
            is_1904: false,
            looks: Vec::new(),
        };
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
                0x0022 => globals.is_1904 = number(0) == Some(1),
                0x0085 => globals.sheets.extend(globals.described(&record)),
                0x00fc => globals.shared = Shared::of(&record),
                0x041e => {
                    let text = globals.text(&record, 2, !globals.is_old);
                    codes.extend(number(0).zip(text));
                }
                0x00e0 if formats.len() < MOST_FORMATS => formats.push(number(2).unwrap_or(0)),
                _ => {}
            }
        }
        let looks = formats.iter().map(|format| match codes.get(format) {
            Some(code) => Shown::of(code),
            None => Shown::of(built_in(*format)),
        });
        globals.looks = looks.collect();
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

    /// How the numbers of cells look that have format `index`.
    pub(super) fn look(&self, index: u16) -> &Look {
        self.looks.get(usize::from(index)).map_or(&Look::Plain, |shown| &shown.look)
    }

    /// A number as the time that cells of format `index` show it as; `None` where they show none.
    pub(super) fn time(&self, value: f64, index: u16) -> Option<ExcelDateTime> {
        let shown = self.looks.get(usize::from(index))?;
        let kind = if shown.is_duration { ExcelDateTimeType::TimeDelta } else { ExcelDateTimeType::DateTime };
        matches!(shown.look, Look::Time { .. }).then(|| ExcelDateTime::new(value, kind, self.is_1904))
    }
}

impl Shown {
    fn of(code: &str) -> Shown {
        let small = code.to_ascii_lowercase();
        Shown { look: Look::of(code), is_duration: ["[h", "[m", "[s"].iter().any(|part| small.contains(part)) }
    }
}

/// The formats that every workbook has without saying so (2.4.126 and ECMA-376, 18.8.30).
fn built_in(format: u16) -> &'static str {
    match format {
        1 => "0",
        2 => "0.00",
        3 | 37 | 38 => "#,##0",
        4 | 39 | 40 => "#,##0.00",
        9 => "0%",
        10 => "0.00%",
        14 | 27..=31 | 36 | 50..=54 | 57 | 58 => "yyyy-mm-dd",
        15 => "d-mmm-yy",
        16 => "d-mmm",
        17 => "mmm-yy",
        18..=21 | 32..=35 | 55 | 56 => "h:mm",
        22 => "yyyy-mm-dd h:mm",
        45 | 47 => "mm:ss",
        46 => "[h]:mm:ss",
        _ => "General",
    }
}
