//! Older workbooks ([MS-XLS]; Excel 5 to 2003), read record by record: a cell far out costs no more than its record, and
//! one that is damaged costs itself alone.

mod beside;
mod cells;
mod globals;
mod records;
mod revisions;
#[cfg(test)]
mod tests;

use anchor::UnitKind;
use beside::Beside;
use globals::{Described, Globals, Kind};
pub(super) use revisions::give_changes;

use super::sheet::Sheet;
use super::{HELD_BYTES, Sheets, is_within, made_of_macros};
use crate::format::medium::Medium;
use crate::format::officeart::{LISTED, Pictures, all_records};
use crate::format::ole::Ole;
use crate::format::sections::Sections;
use crate::format::table::Table;
use crate::format::{Emit, Failure, Limits, MetaKey, Problem, ProblemCode};

const ENGINE: &str = "xls";

/// Gives the sheets, then comments, text boxes, the words of charts, headers and footers, and pictures.
pub(super) fn read_xls(medium: &mut Medium<'_>, len: u64, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
    let ole = Ole::open(medium, len)?;
    if ole.has("EncryptedPackage") {
        return Err(Failure::Encrypted);
    }
    let entry = ole.find("Workbook").or_else(|| ole.find("Book"));
    let entry = entry.ok_or_else(|| Failure::Corrupt("there is no workbook in it".to_owned()))?;
    let stream = ole.read(entry, HELD_BYTES, medium)?;
    if entry.size > HELD_BYTES {
        let message = "it has more than 384 MiB of cells; the rest is left out".to_owned();
        out.problem(Problem { code: ProblemCode::Limit, message, unit: None })?;
    }
    let globals = Globals::of(&stream.bytes);
    if globals.is_locked {
        return Err(Failure::Encrypted);
    }
    if globals.sheets.is_empty() {
        return Err(Failure::Corrupt("it names no sheets".to_owned()));
    }
    let outcome = read_sheets(&stream.bytes, &globals, limits, out);
    if is_within(&outcome) {
        give_pictures(&globals, limits, out)?;
    }
    outcome
}

fn read_sheets(stream: &[u8], globals: &Globals, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut sheets = Sheets::new(limits);
    let mut beside = Beside::default();
    let mut known = std::collections::HashSet::new();
    for described in &globals.sheets {
        if matches!(described.kind, Kind::Macros | Kind::MacroCells) {
            out.meta(MetaKey::Finding, made_of_macros(&described.name))?;
        }
        // Two names for one place would make a small file's text large.
        if described.kind == Kind::Macros || !known.insert(described.at) {
            continue;
        }
        sheets.count(&described.name, described.visible, limits, out)?;
        beside.begin(&described.name);
        read_sheet(stream, described, globals, &mut sheets, &mut beside, out)?;
    }
    beside.end();
    let Beside { comments, boxes, charts, margins, .. } = beside;
    let mut sections = Sections::new(out, ENGINE, limits);
    for (label, lines) in [("comments", comments), ("text boxes", boxes), ("charts", charts)] {
        let parting = if label == "charts" { "\n" } else { "\n\n" };
        sections.give(UnitKind::Section, label, label, &lines.join(parting))?;
    }
    margins.give(&mut sections)?;
    sheets.finish()
}

fn give_pictures(globals: &Globals, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut pictures = Pictures::new(limits);
    let mut listed = all_records(&globals.drawings).filter(|found| found.kind == LISTED);
    listed.try_for_each(|found| pictures.give_listed(found.content, &[], out))
}

fn read_sheet(
    stream: &[u8],
    described: &Described,
    globals: &Globals,
    sheets: &mut Sheets,
    beside: &mut Beside,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let name = &described.name;
    let mut sheet = Sheet::new(Table::new(&mut *out, ENGINE, name, sheets.left));
    let found = match described.kind {
        Kind::Chart => beside.sheet_of_chart(stream, described.at, globals),
        Kind::Cells | Kind::MacroCells | Kind::Macros => {
            cells::cells(stream, described.at, globals, &mut sheet, beside)?
        }
    };
    sheets.left = sheet.finish()?;
    found.hidden.finding(name).map_or(Ok(()), |finding| out.meta(MetaKey::Finding, finding))?;
    if found.n_beyond > 0 {
        let n = found.n_beyond;
        let what = if n == 1 { "a cell stands".to_owned() } else { format!("{n} cells stand") };
        let message = format!("in the sheet {name}, {what} beyond the last column there can be; not shown");
        out.problem(Problem { code: ProblemCode::Unreadable, message, unit: None })?;
    }
    if !found.is_whole {
        sheets.fail(name, &"it breaks off", out)?;
    }
    Ok(())
}
