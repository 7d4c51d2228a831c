//! The sheets of a document, and choosing the row that names the columns of one.

use std::path::PathBuf;

use anchor::attach::Units;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{Answer, request};
use crate::{
    Code, Desk, Error, Job, Result,
    findings::{self, StoredUnits},
    headings::{self, Chosen},
    library::{open, open_mut},
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Sheet {
    case: PathBuf,
    doc: String,
    sheet: Option<String>,
    header_row: Option<u32>,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    no_header: bool,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    as_read: bool,
}

#[derive(Serialize, TS)]
pub(super) struct SheetAnswer {
    document: String,
    sheets: Vec<SheetLine>,
}

#[derive(Serialize, TS)]
struct SheetLine {
    /// Its name; empty for CSV.
    sheet: String,
    /// Its first block of rows, and how many it has.
    unit: u32,
    units: u32,
    first_row: u32,
    last_row: u32,
    /// The row that names the columns; null where none does.
    header_row: Option<u32>,
    header: Vec<String>,
    /// Whether somebody chose it; else it is as the file was read.
    chosen: bool,
}

/// What is to become of a sheet's header.
#[derive(Clone, Copy)]
enum Choice {
    Row(u32),
    None,
    AsRead,
}

pub(super) fn sheet(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Sheet { case: path, doc, sheet, header_row, no_header, as_read } = request(value)?;
    let choice = match (header_row, no_header, as_read) {
        (None, false, false) => None,
        (Some(row), false, false) => Some(Choice::Row(row)),
        (None, true, false) => Some(Choice::None),
        (None, false, true) => Some(Choice::AsRead),
        _ => return Err(Error::new(Code::Usage, "Say one: --header-row N, --no-header or --as-read.")),
    };
    let Some(choice) = choice else {
        let case = open(desk, &path)?;
        let document = case.find_document(&doc)?.id;
        let units = findings::current(&case, &document, &doc)?.units;
        let sheets = sheets(&units, &headings::chosen(&case, &document)?, &doc)?;
        let sheets = sheets.into_iter().filter(|line| sheet.as_ref().is_none_or(|name| *name == line.sheet)).collect();
        return Answer::of(SheetAnswer { document: document.to_string(), sheets });
    };

    let mut case = open_mut(desk, &path)?;
    let document = case.find_document(&doc)?.id;
    let units = findings::current(&case, &document, &doc)?.units;
    let before = headings::chosen(&case, &document)?;
    let line = one(sheets(&units, &before, &doc)?, sheet, &doc)?;
    let mut after = before.clone();
    match choice {
        Choice::Row(row) => {
            check_row(&units, &line, row)?;
            after.insert(line.sheet.clone(), row);
        }
        Choice::None => drop(after.insert(line.sheet.clone(), 0)),
        Choice::AsRead => drop(after.remove(&line.sheet)),
    }
    if after != before {
        let mut tx = case.begin(&desk.author, "choosing a header")?;
        headings::choose(&mut tx, &document, &after)?;
        tx.commit()?;
    }
    let sheets = vec![line_of(&units, &after, line.unit)?.map_or(line, |(line, _)| line)];
    Answer::of(SheetAnswer { document: document.to_string(), sheets })
}

/// All sheets, from the first.
fn sheets(units: &StoredUnits, chosen: &Chosen, doc: &str) -> Result<Vec<SheetLine>> {
    let mut lines = Vec::new();
    let mut number = 1;
    while number <= units.n_units() {
        number = match line_of(units, chosen, number)? {
            Some((line, end)) => {
                lines.push(line);
                end
            }
            None => number + 1,
        };
    }
    if lines.is_empty() {
        return Err(Error::new(Code::NotFound, format!("{doc} has no table in it.")));
    }
    Ok(lines)
}

/// The sheet whose first block is this one, and the number after its last; `None` where there is no block of a sheet.
fn line_of(units: &StoredUnits, chosen: &Chosen, first: u32) -> Result<Option<(SheetLine, u32)>> {
    let Some(table) = units.get(first)?.and_then(|unit| unit.table.clone()) else { return Ok(None) };
    let end = headings::end_of_sheet(units, first, &table.sheet)?;
    let last = units.get(end - 1)?.and_then(|unit| unit.table.as_ref().map(|table| table.rows().end));
    let heading = headings::heading(chosen, units, first, &table)?;
    let line = SheetLine {
        unit: first,
        units: end - first,
        first_row: table.first_row,
        last_row: last.unwrap_or(table.rows().end).saturating_sub(1),
        header_row: heading.row,
        header: heading.names,
        chosen: heading.is_chosen,
        sheet: table.sheet,
    };
    Ok(Some((line, end)))
}

/// The sheet that is meant: the one of this name, or the only one.
fn one(lines: Vec<SheetLine>, name: Option<String>, doc: &str) -> Result<SheetLine> {
    let names = || lines.iter().map(|line| line.sheet.as_str()).collect::<Vec<_>>().join(", ");
    let missing = match &name {
        Some(name) if !lines.iter().any(|line| line.sheet == *name) => Some(format!("{doc} has no sheet {name}.")),
        None if lines.len() > 1 => Some(format!("{doc} has {} sheets; say which one with --sheet NAME.", lines.len())),
        _ => None,
    };
    if let Some(message) = missing {
        return Err(Error::new(Code::NotFound, message).hint(format!("Its sheets are: {}", names())));
    }
    let is_meant = |line: &SheetLine| name.as_ref().is_none_or(|name| line.sheet == *name);
    lines.into_iter().find(is_meant).ok_or_else(|| Error::new(Code::NotFound, format!("{doc} has no table in it.")))
}

fn check_row(units: &StoredUnits, line: &SheetLine, row: u32) -> Result<()> {
    let what = match headings::row_text(units, line.unit, &line.sheet, row)? {
        Some(text) if text.trim().is_empty() => "is empty",
        Some(_) => return Ok(()),
        None => "is not in the sheet",
    };
    let hint = format!("Its rows go from {} to {}.", line.first_row, line.last_row);
    Err(Error::new(Code::NotFound, format!("Row {row} cannot name the columns: it {what}.")).hint(hint))
}
