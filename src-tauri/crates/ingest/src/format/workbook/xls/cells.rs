//! The cells of one sheet of an older workbook, record by record, with what stands beside them.

use calamine::DataRef;

use super::super::binary::{f64_at, small, text, truth};
use super::super::hidden::Hidden;
use super::super::numbers::Look;
use super::super::sheet::{Sheet, cell};
use super::beside::{BOF, Beside, EOF};
use super::globals::Globals;
use super::records::{Record, Records};
use crate::format::Failure;
use crate::format::package::{u16_at, u32_at};
use crate::format::table::Cell;

/// Columns of the widest sheet an older workbook can have; cells beyond are damage.
const COLUMNS: u32 = 256;

/// What was found in a sheet.
#[derive(Default)]
pub(super) struct Found {
    pub(super) hidden: Hidden,
    /// Whether its end was there.
    pub(super) is_whole: bool,
    /// Cells that stand beyond the last column there is.
    pub(super) n_beyond: u64,
    /// The cell that the text of the formula before belongs to.
    awaits_text: Option<(u32, u32)>,
}

impl Found {
    /// What was found where there are no cells.
    pub(super) fn none(is_whole: bool) -> Found {
        Found { is_whole, ..Found::default() }
    }
}

/// Gives the cells of the sheet that begins at `at`.
pub(super) fn cells<'s>(
    stream: &'s [u8],
    at: usize,
    globals: &'s Globals,
    sheet: &mut Sheet<'_, 's>,
    beside: &mut Beside,
) -> Result<Found, Failure> {
    let mut found = Found::default();
    // Charts within the sheet have cells of their own, which are none of its.
    let mut depth = 0u32;
    for record in Records::from(stream, at) {
        match record.kind {
            BOF => depth += 1,
            EOF if depth <= 1 => {
                found.is_whole = true;
                break;
            }
            EOF => depth -= 1,
            _ if depth > 1 => beside.of_chart(&record, globals),
            _ => found.record(&record, globals, sheet, beside)?,
        }
    }
    Ok(found)
}

impl Found {
    fn record<'s>(
        &mut self,
        record: &Record<'s>,
        globals: &'s Globals,
        sheet: &mut Sheet<'_, 's>,
        beside: &mut Beside,
    ) -> Result<(), Failure> {
        let data = record.data;
        let (Some(row), Some(column)) = (u16_at(data, 0), u16_at(data, 2)) else { return Ok(()) };
        let place = (u32::from(row), u32::from(column));
        let format = u16_at(data, 4).unwrap_or(0);
        let number = |value: Option<f64>| value.map(|value| globals.looks.number(value, u32::from(format)));
        let value = match record.kind {
            0x0203 => number(f64_at(data, 6)),
            0x027e => number(u32_at(data, 6).map(small)),
            0x00fd => {
                let words = u32_at(data, 6).and_then(|index| globals.shared.get(index));
                words.map(|words| cell(DataRef::SharedString(words), &Look::Plain))
            }
            0x0204 | 0x00d6 => globals.text(record, 6, true).map(text),
            0x0205 => data.get(6).zip(data.get(7)).map(|(value, is_error)| truth(*value, *is_error != 0)),
            0x0006 => self.formula(data, place, format, globals),
            0x0207 => {
                let words = globals.text(record, 0, true);
                return match self.awaits_text.take().zip(words) {
                    Some((place, words)) => self.give(place, text(words), sheet),
                    None => Ok(()),
                };
            }
            0x00bd => {
                for (column, six) in (place.1..).zip(data.get(4..).unwrap_or_default().as_chunks::<6>().0) {
                    let format = u16::from_le_bytes([six[0], six[1]]);
                    let value = small(u32::from_le_bytes([six[2], six[3], six[4], six[5]]));
                    self.give((place.0, column), globals.looks.number(value, u32::from(format)), sheet)?;
                }
                return Ok(());
            }
            _ => {
                self.look_beside(record, place, globals, beside);
                return Ok(());
            }
        };
        value.map_or(Ok(()), |value| self.give(place, value, sheet))
    }

    fn give<'s>(
        &mut self,
        place: (u32, u32),
        value: Option<Cell<'s>>,
        sheet: &mut Sheet<'_, 's>,
    ) -> Result<(), Failure> {
        if place.1 >= COLUMNS {
            self.n_beyond += 1;
            return Ok(());
        }
        sheet.cell(place, value)
    }

    /// What a formula came to when the workbook was saved (2.5.133). A text follows in a record of its own.
    fn formula(
        &mut self,
        data: &[u8],
        place: (u32, u32),
        format: u16,
        globals: &Globals,
    ) -> Option<Option<Cell<'static>>> {
        self.awaits_text = None;
        if u16_at(data, 12) != Some(0xffff) {
            return f64_at(data, 6).map(|value| globals.looks.number(value, u32::from(format)));
        }
        match data.get(6)? {
            0 => self.awaits_text = Some(place),
            1 => return Some(truth(*data.get(8)?, false)),
            2 => return Some(truth(*data.get(8)?, true)),
            _ => {}
        }
        None
    }

    fn look_beside(&mut self, record: &Record<'_>, place: (u32, u32), globals: &Globals, beside: &mut Beside) {
        let has = |at: usize, bit: u16| u16_at(record.data, at).is_some_and(|flags| flags & bit != 0);
        match record.kind {
            0x0208 if has(12, 0x20) => self.hidden.rows(place.0 + 1, place.0 + 1),
            0x007d if has(8, 1) => self.hidden.columns(place.0 + 1, place.1.min(COLUMNS - 1) + 1),
            _ => beside.of_sheet(record, globals),
        }
    }
}
