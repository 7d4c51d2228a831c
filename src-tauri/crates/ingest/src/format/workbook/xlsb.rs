//! Binary workbooks ([MS-XLSB]), read record by record as their parts are unpacked: a cell far out costs no more than its
//! record, and a part that breaks off is read as far as it goes.

mod cells;
mod comments;
mod globals;
mod records;
mod revisions;
#[cfg(test)]
mod tests;

use cells::Found;
pub(crate) use comments::{Comment, comments};
use globals::{Described, Globals};
use records::Records;

use super::beside::Pages;
use super::sheet::Sheet;
use super::{Sheets, corrupt, made_of_macros};
use crate::format::medium::Medium;
use crate::format::table::Table;
use crate::format::zip::Archive;
use crate::format::{Emit, Failure, Limits, MetaKey, Problem, ProblemCode};

pub(super) const ENGINE: &str = "xlsb";

/// Gives the sheets. What their pages have above and below, and where their parts are, is kept in `pages`.
pub(super) fn read_xlsb(
    archive: &Archive,
    pages: &mut Pages,
    medium: &mut Medium<'_>,
    limits: Limits,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let globals = Globals::read(archive, medium, out)?;
    pages.changes = revisions::changes(archive, &globals, medium, out)?;
    if globals.sheets.is_empty() {
        return Err(corrupt("it names no sheets"));
    }
    pages.sheets = globals.sheets.iter().map(|sheet| (sheet.name.clone(), sheet.part.clone())).collect();
    let mut sheets = Sheets::new(limits);
    for described in &globals.sheets {
        if described.is_macros {
            out.meta(MetaKey::Finding, made_of_macros(&described.name))?;
        }
        sheets.count(&described.name, described.visible, limits, out)?;
        read_sheet(archive, described, &globals, &mut sheets, pages, medium, out)?;
    }
    sheets.finish()
}

fn read_sheet(
    archive: &Archive,
    described: &Described,
    globals: &Globals,
    sheets: &mut Sheets,
    pages: &mut Pages,
    medium: &mut Medium<'_>,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let name = &described.name;
    let mut sheet = Sheet::new(Table::new(&mut *out, ENGINE, name, sheets.left));
    let mut found = Found::default();
    let mut is_there = false;
    let broken = archive.lend(&described.part, medium, &mut |bytes| {
        is_there = true;
        let fault = found.read(&mut Records::of(bytes), globals, &mut sheet, &mut pages.margins)?;
        Ok(fault.map(|fault| (ProblemCode::Unreadable, fault)))
    })?;
    sheets.left = sheet.finish()?;
    found.hidden.finding(name).map_or(Ok(()), |finding| out.meta(MetaKey::Finding, finding))?;
    for (n, what) in [
        (found.n_beyond, "beyond the last row or column there can be; not shown"),
        (found.n_lost, "without a value that can be read; not shown"),
    ] {
        if n > 0 {
            let cells = if n == 1 { "a cell stands".to_owned() } else { format!("{n} cells stand") };
            let message = format!("in the sheet {name}, {cells} {what}");
            out.problem(Problem { code: ProblemCode::Unreadable, message, unit: None })?;
        }
    }
    match broken {
        Some(broken) => sheets.fail(name, &broken.message, out),
        None if !is_there => sheets.fail(name, &"its part is missing", out),
        None => Ok(()),
    }
}
