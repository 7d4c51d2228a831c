//! One sheet of a binary workbook, record by record: its cells, what of it is hidden, what its pages have above and below.

use calamine::DataRef;

use super::super::binary::{f64_at, small, text, truth};
use super::super::hidden::Hidden;
use super::super::margins::{Margins, Side};
use super::super::numbers::Look;
use super::super::sheet::{MOST_COLUMNS, Sheet, cell};
use super::globals::Globals;
use super::records::{Record, Records, rich, wide};
use crate::format::Failure;
use crate::format::package::{u16_at, u32_at};
use crate::format::table::Cell;

pub(super) const MOST_ROWS: u32 = 1 << 20;

/// What was found in a sheet.
#[derive(Default)]
pub(super) struct Found {
    pub(super) hidden: Hidden,
    /// Cells that stand beyond the last row or column there can be.
    pub(super) n_beyond: u64,
    /// Cells whose value is not there.
    pub(super) n_lost: u64,
    is_whole: bool,
    row: u32,
    /// The column behind the last cell: short records do not name theirs.
    next_column: u32,
}

impl Found {
    /// Reads a sheet as far as it goes. Returns why it breaks off, if it does.
    pub(super) fn read<'s>(
        &mut self,
        records: &mut Records<'_>,
        globals: &'s Globals,
        sheet: &mut Sheet<'_, 's>,
        margins: &mut Margins,
    ) -> Result<Option<String>, Failure> {
        loop {
            match records.next() {
                Ok(Some(record)) => self.record(&record, globals, sheet, margins)?,
                Ok(None) if self.is_whole => return Ok(None),
                Ok(None) => return Ok(Some("it breaks off".to_owned())),
                Err(fault) => return Ok(Some(fault)),
            }
        }
    }

    fn record<'s>(
        &mut self,
        record: &Record<'_>,
        globals: &'s Globals,
        sheet: &mut Sheet<'_, 's>,
        margins: &mut Margins,
    ) -> Result<(), Failure> {
        let data = record.data;
        match record.kind {
            0 => {
                self.row = u32_at(data, 0).unwrap_or(u32::MAX);
                self.next_column = 0;
                // BrtRowHdr: the row takes no room.
                if data.get(11).is_some_and(|flags| flags & 0x10 != 0) && self.row < MOST_ROWS {
                    self.hidden.rows(self.row + 1, self.row + 1);
                }
            }
            1..=11 | 62 => {
                if let (Some(column), Some(style)) = (u32_at(data, 0), u32_at(data, 4)) {
                    return self.cell((column, style), record.kind, data.get(8..).unwrap_or_default(), globals, sheet);
                }
            }
            // The same without a column.
            12..=18 => {
                if let Some(style) = u32_at(data, 0) {
                    let at = (self.next_column, style);
                    return self.cell(at, record.kind - 11, data.get(4..).unwrap_or_default(), globals, sheet);
                }
            }
            0x3c => self.columns(data),
            0x82 | 0x92 => self.is_whole = true,
            0x1df => margins_of(data, margins),
            _ => {}
        }
        Ok(())
    }

    fn cell<'s>(
        &mut self,
        (column, style): (u32, u32),
        kind: u32,
        value: &[u8],
        globals: &'s Globals,
        sheet: &mut Sheet<'_, 's>,
    ) -> Result<(), Failure> {
        self.next_column = column.saturating_add(1);
        if self.row >= MOST_ROWS || column >= MOST_COLUMNS {
            self.n_beyond += 1;
            return Ok(());
        }
        let number = |value: Option<f64>| value.map(|value| globals.looks.number(value, style & 0x00ff_ffff));
        let found: Option<Option<Cell<'s>>> = match kind {
            2 => number(u32_at(value, 0).map(small)),
            3 | 11 => value.first().map(|value| truth(*value, true)),
            4 | 10 => value.first().map(|value| truth(*value, false)),
            5 | 9 => number(f64_at(value, 0)),
            6 | 8 => wide(value, 0).map(|(words, _)| text(words)),
            7 => {
                let shared = u32_at(value, 0).and_then(|index| globals.shared.get(index));
                shared.map(|words| cell(DataRef::SharedString(words), &Look::Plain))
            }
            62 => rich(value, 0).map(text),
            _ => Some(None),
        };
        self.n_lost += u64::from(found.is_none());
        sheet.cell((self.row, column), found.flatten())
    }

    /// Columns that look alike (BrtColInfo).
    fn columns(&mut self, data: &[u8]) {
        let is_hidden = u16_at(data, 16).is_some_and(|flags| flags & 1 != 0);
        if let (Some(first), Some(last)) = (u32_at(data, 0), u32_at(data, 4))
            && is_hidden
            && first <= last
            && first < MOST_COLUMNS
        {
            self.hidden.columns(first + 1, last.min(MOST_COLUMNS - 1) + 1);
        }
    }
}

/// Headers and footers of odd pages, of even ones, and of the first (BrtBeginHeaderFooter).
fn margins_of(data: &[u8], margins: &mut Margins) {
    let mut at = 2;
    for place in 0..6 {
        let Some((code, end)) = wide(data, at) else { return };
        margins.coded(if place % 2 == 0 { Side::Header } else { Side::Footer }, &code);
        at = end;
    }
}
