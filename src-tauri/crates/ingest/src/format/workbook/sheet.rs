//! One sheet's cells gathered into rows.

use calamine::DataRef;

use super::numbers::{Look, plain};
use crate::format::Failure;
use crate::format::table::{Cell, Table};

/// The last column there is in any spreadsheet.
pub(super) const MOST_COLUMNS: u32 = 16_384;
const CELLS_PER_SIGN: u32 = 100_000;

/// Cells on their way into rows.
pub(super) struct Sheet<'a, 'c> {
    table: Table<'a>,
    /// The current row, from 0, and its cells in the order they came.
    row: u32,
    cells: Vec<(u32, Cell<'c>)>,
    n_quiet: u32,
}

impl<'a, 'c> Sheet<'a, 'c> {
    pub(super) fn new(table: Table<'a>) -> Sheet<'a, 'c> {
        Sheet { table, row: 0, cells: Vec::new(), n_quiet: 0 }
    }

    /// Takes a cell at row and column, both from 0.
    pub(super) fn cell(&mut self, (row, column): (u32, u32), cell: Option<Cell<'c>>) -> Result<(), Failure> {
        self.n_quiet += 1;
        if self.n_quiet.is_multiple_of(CELLS_PER_SIGN) {
            self.table.out().alive()?;
        }
        if row != self.row {
            self.end_row()?;
            self.row = row;
        }
        if column < MOST_COLUMNS {
            self.cells.extend(cell.map(|cell| (column, cell)));
        }
        Ok(())
    }

    /// Gives the last rows. Returns how many bytes of text the workbook may still give.
    pub(super) fn finish(mut self) -> Result<u64, Failure> {
        self.end_row()?;
        self.table.finish()
    }

    fn end_row(&mut self) -> Result<(), Failure> {
        if self.cells.is_empty() {
            return Ok(());
        }
        // Stable, so of two cells in one place the later stays.
        self.cells.sort_by_key(|(column, _)| *column);
        let mut row = Vec::new();
        for (column, cell) in self.cells.drain(..) {
            row.resize(column as usize, Cell::default());
            row.push(cell);
        }
        self.table.row(self.row.saturating_add(1), &row)
    }
}

/// What a cell stores and shows; `None` for an empty one.
pub(super) fn cell<'c>(value: DataRef<'c>, look: &Look) -> Option<Cell<'c>> {
    let text = |text: String| (!text.is_empty()).then(|| Cell::plain(text));
    match value {
        DataRef::Empty => None,
        DataRef::String(string) => text(string),
        DataRef::SharedString("") => None,
        DataRef::SharedString(string) => Some(Cell::plain(string)),
        DataRef::Int(value) => Some(number(value as f64, value.to_string(), look)),
        DataRef::Float(value) => Some(number(value, plain_stored(value), look)),
        DataRef::Bool(value) => text(if value { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::DateTime(time) => {
            let stored = plain_stored(time.as_f64());
            Some(Cell { stored: stored.into(), shown: Some(look.time(&time)) })
        }
        DataRef::DateTimeIso(written) => {
            let shown = written.replacen('T', " ", 1);
            Some(Cell { stored: written.into(), shown: Some(shown) })
        }
        DataRef::DurationIso(written) => text(written),
        DataRef::Error(error) => text(error.to_string()),
    }
}

fn number<'c>(value: f64, stored: String, look: &Look) -> Cell<'c> {
    let shown = if *look == Look::Plain && value.fract() == 0.0 { stored.clone() } else { look.number(value) };
    Cell { stored: stored.into(), shown: Some(shown) }
}

/// A number exactly, without an exponent.
pub(super) fn plain_stored(value: f64) -> String {
    if value.fract() == 0.0 { plain(value) } else { value.to_string() }
}
