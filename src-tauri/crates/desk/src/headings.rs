//! What the columns of a sheet are called: by the row that its reader took for the header, or by the one that somebody
//! chose.
//!
//! A choice is a value of the register `header_rows` of the document, so that it is recorded, undone and erased with all
//! else that is said of it. It changes what columns are called where they are shown and asked for. Text versions, and the
//! anchors that rest on them, keep the names they were made with: no choice can loosen a citation.

use std::collections::BTreeMap;

use anchor::{TableBlock, Unit, attach::Units};
use facts::DocumentId;
use store::{Case, Transaction};

use crate::{Result, findings::StoredUnits};

/// The register's field.
pub(crate) const FIELD: &str = "header_rows";

/// Rows that were chosen, by the sheet's name; 0 says that no row of it is a header.
pub(crate) type Chosen = BTreeMap<String, u32>;

/// What the columns of a sheet are called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Heading {
    /// The row that says so, as the sheet counts; `None` where none does.
    pub(crate) row: Option<u32>,
    /// Its cells.
    pub(crate) names: Vec<String>,
    /// Whether somebody chose it.
    pub(crate) is_chosen: bool,
}

/// Which rows were chosen for the sheets of a document. Of choices that compete for a sheet one counts.
pub(crate) fn chosen(case: &Case, document: &DocumentId) -> Result<Chosen> {
    let values = case.register(document.as_bytes(), FIELD)?;
    Ok(values.into_iter().filter_map(|value| serde_json::from_value::<Chosen>(value).ok()).flatten().collect())
}

/// Records which rows are chosen, in place of all that were.
pub(crate) fn choose(tx: &mut Transaction<'_>, document: &DocumentId, chosen: &Chosen) -> Result<()> {
    Ok(tx.set(document.as_bytes(), FIELD, chosen)?)
}

/// What the columns of the block are called that is number `number` of its text.
pub(crate) fn heading(chosen: &Chosen, units: &StoredUnits, number: u32, table: &TableBlock) -> Result<Heading> {
    let first = || first_of_sheet(units, number, &table.sheet);
    match chosen.get(&table.sheet) {
        Some(0) => Ok(Heading { is_chosen: true, ..Heading::default() }),
        // A text that was made anew may have fewer rows: then its own header counts.
        Some(row) => match row_text(units, first()?, &table.sheet, *row)? {
            Some(text) => Ok(Heading { row: Some(*row), names: cells(&text), is_chosen: true }),
            None => as_read(units, first()?, table),
        },
        None if table.header.is_empty() => Ok(Heading::default()),
        None => as_read(units, first()?, table),
    }
}

/// The text of a row of the sheet whose first block is number `first`; `None` if it has no such row.
pub(crate) fn row_text(units: &StoredUnits, first: u32, sheet: &str, row: u32) -> Result<Option<String>> {
    let begins_before = |unit: &Unit| unit.table.as_ref().is_some_and(|t| t.sheet == sheet && t.first_row <= row);
    let end = first_where(units, first, units.n_units() + 1, |unit| !begins_before(unit))?;
    let unit = match end.checked_sub(1) {
        Some(number) if number >= first => units.get(number)?,
        _ => None,
    };
    Ok(unit.and_then(|unit| unit.row_text(row).map(str::to_owned)))
}

/// The number of the first block of the sheet that block `number` is of.
pub(crate) fn first_of_sheet(units: &StoredUnits, number: u32, sheet: &str) -> Result<u32> {
    first_where(units, 1, number, |unit| is_of(unit, sheet))
}

/// One past the number of the last block of the sheet whose first is `first`.
pub(crate) fn end_of_sheet(units: &StoredUnits, first: u32, sheet: &str) -> Result<u32> {
    first_where(units, first, units.n_units() + 1, |unit| !is_of(unit, sheet))
}

/// The row that its reader took for the header: the first of the sheet that reads like it. It is in the first block.
fn as_read(units: &StoredUnits, first: u32, table: &TableBlock) -> Result<Heading> {
    let unit = units.get(first)?;
    let mut rows = unit.iter().flat_map(|unit| unit.rows());
    let row = rows.find(|(_, text)| cells(text) == table.header).map(|(row, _)| row);
    Ok(Heading { row, names: table.header.clone(), is_chosen: false })
}

fn cells(text: &str) -> Vec<String> {
    text.split('\t').map(|cell| cell.trim().to_owned()).collect()
}

fn is_of(unit: &Unit, sheet: &str) -> bool {
    unit.table.as_ref().is_some_and(|table| table.sheet == sheet)
}

/// The first number from `low` to `high` whose unit is as asked, where all after it are, too; `high` if none is before it.
/// A sheet's blocks follow each other, so few have to be looked at.
fn first_where(units: &StoredUnits, low: u32, high: u32, is_so: impl Fn(&Unit) -> bool) -> Result<u32> {
    let (mut low, mut high) = (low, high);
    while low < high {
        let middle = low + (high - low) / 2;
        if units.get(middle)?.is_some_and(|unit| is_so(&unit)) { high = middle } else { low = middle + 1 }
    }
    Ok(high)
}
