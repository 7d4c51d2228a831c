//! What the cells of both binary kinds of workbook ([MS-XLS], [MS-XLSB]) have in common: how numbers are kept and how they
//! look, and the texts that cells share. Numbers of sections are those of [MS-XLS].

use std::collections::HashMap;

use calamine::{CellErrorType, DataRef, ExcelDateTime, ExcelDateTimeType};

use super::hidden::column_name;
use super::numbers::Look;
use super::sheet::cell;
use crate::format::moment::edtf;
use crate::format::package::u16_at;
use crate::format::table::Cell;

/// How the numbers of cells look, by the number of their format.
#[derive(Default)]
pub(super) struct Looks {
    shown: Vec<Shown>,
    is_1904: bool,
}

struct Shown {
    look: Look,
    is_duration: bool,
}

impl Looks {
    /// `formats` are the number formats of cells, in their order; `codes` those that not every workbook has.
    pub(super) fn of(formats: &[u16], codes: &HashMap<u16, String>, is_1904: bool) -> Looks {
        let code = |format: &u16| codes.get(format).map_or_else(|| built_in(*format), String::as_str);
        Looks { shown: formats.iter().map(|format| Shown::of(code(format))).collect(), is_1904 }
    }

    /// A number as a cell of format `index` shows it.
    pub(super) fn number<'s>(&self, value: f64, index: u32) -> Option<Cell<'s>> {
        let shown = self.shown.get(index as usize);
        let look = shown.map_or(&Look::Plain, |shown| &shown.look);
        let is_duration = shown.is_some_and(|shown| shown.is_duration);
        let kind = if is_duration { ExcelDateTimeType::TimeDelta } else { ExcelDateTimeType::DateTime };
        let value = match look {
            Look::Time { .. } => DataRef::DateTime(ExcelDateTime::new(value, kind, self.is_1904)),
            _ => DataRef::Float(value),
        };
        cell(value, look)
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

pub(super) fn text<'s>(text: String) -> Option<Cell<'s>> {
    cell(DataRef::String(text), &Look::Plain)
}

pub(super) fn truth<'s>(value: u8, is_error: bool) -> Option<Cell<'s>> {
    let value = match (is_error, value) {
        (false, value) => DataRef::Bool(value != 0),
        (true, 0x00) => DataRef::Error(CellErrorType::Null),
        (true, 0x07) => DataRef::Error(CellErrorType::Div0),
        (true, 0x17) => DataRef::Error(CellErrorType::Ref),
        (true, 0x1d) => DataRef::Error(CellErrorType::Name),
        (true, 0x24) => DataRef::Error(CellErrorType::Num),
        (true, 0x2a) => DataRef::Error(CellErrorType::NA),
        (true, 0x2b) => DataRef::Error(CellErrorType::GettingData),
        (true, _) => DataRef::Error(CellErrorType::Value),
    };
    cell(value, &Look::Plain)
}

/// A number kept in four bytes (2.5.217): a whole one, or the upper part of one with a point, and whether it was made a
/// hundred times as large.
pub(super) fn small(rk: u32) -> f64 {
    let value = if rk & 2 != 0 {
        f64::from(i32::from_le_bytes(rk.to_le_bytes()) >> 2)
    } else {
        f64::from_bits(u64::from(rk & 0xffff_fffc) << 32)
    };
    if rk & 1 != 0 { value / 100.0 } else { value }
}

pub(super) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    Some(f64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?))
}

/// When something was saved (2.5.239).
pub(super) fn short_time(bytes: &[u8], at: usize) -> Option<String> {
    let year = u16_at(bytes, at)?;
    let [month, day, hour, minute, second] = *bytes.get(at.checked_add(2)?..)?.first_chunk()?;
    edtf(&format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"))
}

/// What was done to whole rows or columns (2.5.212).
pub(super) fn rows_or_columns(kind: u16) -> Option<&'static str> {
    match kind {
        0 => Some("rows were inserted"),
        1 => Some("columns were inserted"),
        2 => Some("rows were deleted"),
        3 => Some("columns were deleted"),
        _ => None,
    }
}

/// Cells from a corner to the one across, as `A5:IV5`; each a row and a column, from 0. `None` where there are no such
/// cells in a sheet of that size.
pub(super) fn place(from: (u32, u32), to: (u32, u32), size: (u32, u32)) -> Option<String> {
    if from.0 > to.0 || from.1 > to.1 || to.0 >= size.0 || to.1 >= size.1 {
        return None;
    }
    let name = |(row, column): (u32, u32)| format!("{}{}", column_name(column + 1), row + 1);
    Some(if from == to { name(from) } else { format!("{}:{}", name(from), name(to)) })
}

/// The texts that cells share, in one piece.
#[derive(Default)]
pub(super) struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    /// Adds what `write` appends to the others. Says whether there was a text, and room for it.
    pub(super) fn add(&mut self, write: impl FnOnce(&mut String) -> Option<()>) -> bool {
        let is_there = write(&mut self.text).is_some();
        let end = u32::try_from(self.text.len()).ok().filter(|_| is_there);
        self.ends.extend(end);
        end.is_some()
    }

    pub(super) fn get(&self, index: u32) -> Option<&str> {
        let index = index as usize;
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start as usize..end as usize)
    }
}
