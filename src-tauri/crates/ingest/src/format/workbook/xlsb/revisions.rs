//! Changes that were tracked in a shared binary workbook ([MS-XLSB], 2.1.7.43 and 2.1.7.44): a log for each time it was saved.

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use super::super::binary::{f64_at, place, rows_or_columns, short_time, small, truth};
use super::super::changes::{Changes, Saved, became};
use super::super::revisions::add_unlisted;
use super::super::sheet::{MOST_COLUMNS, plain_stored};
use super::cells::MOST_ROWS;
use super::globals::{Globals, each_record};
use super::records::{Record, rich, wide};
use crate::format::medium::Medium;
use crate::format::ooxml::relations;
use crate::format::package::{u16_at, u32_at};
use crate::format::zip::Archive;
use crate::format::{Emit, Failure, Problem, ProblemCode};

const HEADERS: &str = "xl/revisions/revisionHeaders.bin";
const USERS: &str = "xl/revisions/userNames.bin";
const SIZE: (u32, u32) = (MOST_ROWS, MOST_COLUMNS);

/// Reads the logs.
pub(super) fn changes(
    archive: &Archive,
    globals: &Globals,
    medium: &mut Medium<'_>,
    out: &mut dyn Emit,
) -> Result<Changes, Failure> {
    let mut changes = Changes::default();
    let mut logs = logs(archive, medium, out)?;
    add_unlisted(&mut logs, archive, ".bin");
    for (part, saved) in &logs {
        let mut log = Log { globals, saved, changes: &mut changes, cell: None, is_there: false, is_whole: false };
        let is_sound = each_record(archive, part, medium, out, |record| log.record(record))?;
        log.end_cell();
        // What else was wrong was told.
        if is_sound && !log.is_whole {
            let fault = if log.is_there { "breaks off" } else { "is not there" };
            let message = format!("{part}, a log of changes that were tracked, {fault}");
            out.problem(Problem { code: ProblemCode::Unreadable, message, unit: None })?;
        }
    }
    each_record(archive, USERS, medium, out, |record| {
        // BrtUsr
        if record.kind == 0x190 {
            changes.user(&wide(record.data, 28).unwrap_or_default().0);
        }
    })?;
    Ok(changes)
}

/// The logs in the order in which they were written, with whose they are.
fn logs(archive: &Archive, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<Vec<(String, Saved)>, Failure> {
    let related = relations(archive, HEADERS, medium, out)?;
    let here = related.iter().filter(|related| !related.is_external);
    let targets: HashMap<&str, &str> = here.map(|related| (related.id.as_str(), related.target.as_str())).collect();
    let mut known = HashSet::new();
    let mut logs = Vec::new();
    each_record(archive, HEADERS, medium, out, |record| {
        // BrtRRHeader
        if record.kind == 0x19b
            && let Some((author, end)) = wide(record.data, 48)
            && let Some((id, _)) = wide(record.data, end)
            && let Some(part) = targets.get(id.as_str()).copied()
            && known.insert(part)
        {
            logs.push((part.to_owned(), Saved { author, date: short_time(record.data, 30) }));
        }
    })?;
    Ok(logs)
}

struct Log<'a> {
    globals: &'a Globals,
    saved: &'a Saved,
    changes: &'a mut Changes,
    cell: Option<Changed>,
    is_there: bool,
    is_whole: bool,
}

/// A cell that changed. What was there and what is follow as cells of their own.
struct Changed {
    place: String,
    /// The kinds of what was there and of what is.
    kinds: (u8, u8),
    values: Vec<(u8, String)>,
}

impl Log<'_> {
    fn record(&mut self, record: &Record<'_>) {
        self.is_there = true;
        let data = record.data;
        let read = match record.kind {
            1..=11 | 62 => return self.value(record.kind, data.get(8..).unwrap_or_default()),
            0x193 => {
                self.is_whole = true;
                return;
            }
            0x195 => self.rows_or_columns(data),
            0x197 => self.moved(data),
            0x199 => self.begin_cell(data),
            0x19a => return self.end_cell(),
            0x19d => self.renamed(data),
            0x19e => self.inserted(data),
            _ => return,
        };
        if read.is_none() {
            self.changes.lose();
        }
    }

    fn rows_or_columns(&mut self, data: &[u8]) -> Option<()> {
        let what = rows_or_columns(u16_at(data, 8)?)?;
        let cells = cells(data, 15)?;
        self.add(&format!("{} {cells}", self.sheet(u16_at(data, 12)?)), what);
        Some(())
    }

    fn moved(&mut self, data: &[u8]) -> Option<()> {
        let (from, to) = (cells(data, 14)?, cells(data, 30)?);
        let (to_tab, from_tab) = (u16_at(data, 12)?, u16_at(data, 46)?);
        let to_sheet = if from_tab == to_tab { "" } else { self.sheet(to_tab) };
        let what = format!("was moved to {}", format!("{to_sheet} {to}").trim_start());
        self.add(&format!("{} {from}", self.sheet(from_tab)), &what);
        Some(())
    }

    fn renamed(&mut self, data: &[u8]) -> Option<()> {
        let (old, end) = wide(data, 14)?;
        let (new, _) = wide(data, end)?;
        self.add("", &format!("the sheet {old} was named {new}"));
        Some(())
    }

    fn inserted(&mut self, data: &[u8]) -> Option<()> {
        let (name, _) = wide(data, 16)?;
        self.add("", &format!("the sheet {name} was inserted"));
        Some(())
    }

    fn begin_cell(&mut self, data: &[u8]) -> Option<()> {
        self.end_cell();
        let at = (u32_at(data, 14)?, u32_at(data, 18)?);
        let cell = place(at, at, SIZE)?;
        let flags = *data.get(22)?;
        let place = format!("{} {cell}", self.sheet(u16_at(data, 12)?));
        self.cell = Some(Changed { place, kinds: (flags >> 3 & 7, flags & 7), values: Vec::new() });
        Some(())
    }

    fn value(&mut self, kind: u32, data: &[u8]) {
        let Some(cell) = &mut self.cell else { return };
        match value(kind, data, self.globals) {
            Some(value) if cell.values.len() < 2 => cell.values.push(value),
            // Without one value it is not known which the other is.
            _ => {
                self.cell = None;
                self.changes.lose();
            }
        }
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        match cell.values() {
            Some((old, new)) => {
                if let Some(what) = became(&old, &new) {
                    self.add(&cell.place, &what);
                }
            }
            None => self.changes.lose(),
        }
    }

    /// The name of a sheet; empty where it cannot be known.
    fn sheet(&self, id: u16) -> &str {
        let sheet = self.globals.sheets.iter().find(|sheet| sheet.id == u32::from(id));
        sheet.map_or("", |sheet| sheet.name.as_str())
    }

    fn add(&mut self, place: &str, what: &str) {
        self.changes.add(place, &self.saved.author, self.saved.date.as_deref(), what);
    }
}

impl Changed {
    /// What was there and what is. A cell that was or is empty may be left out; which of two was first is said by their
    /// kinds, where these are not the same.
    fn values(&self) -> Option<(String, String)> {
        let (old, new) = self.kinds;
        match self.values.as_slice() {
            [] => (old == 0 && new == 0).then(Default::default),
            [(kind, value)] if old == 0 && (*kind == 0) == (new == 0) => Some((String::new(), value.clone())),
            [(kind, value)] if new == 0 && *kind != 0 => Some((value.clone(), String::new())),
            [first, second] if old != new && (first.0, second.0) == (new, old) => {
                Some((second.1.clone(), first.1.clone()))
            }
            [first, second] => Some((first.1.clone(), second.1.clone())),
            _ => None,
        }
    }
}

/// A cell's value in words, and its kind as changes name it.
fn value(kind: u32, data: &[u8], globals: &Globals) -> Option<(u8, String)> {
    let told = |value: u8, is_error: bool| truth(value, is_error).map(|cell| cell.stored.into_owned());
    Some(match kind {
        1 => (0, String::new()),
        2 => (1, plain_stored(small(u32_at(data, 0)?))),
        3 => (4, told(*data.first()?, true)?),
        4 => (4, told(*data.first()?, false)?),
        5 => (2, plain_stored(f64_at(data, 0)?)),
        6 => (3, wide(data, 0)?.0),
        7 => (3, globals.shared.get(u32_at(data, 0)?)?.to_owned()),
        8 => (5, wide(data, 0)?.0),
        9 => (5, plain_stored(f64_at(data, 0)?)),
        10 => (5, told(*data.first()?, false)?),
        11 => (5, told(*data.first()?, true)?),
        62 => (3, rich(data, 0)?),
        _ => return None,
    })
}

/// Cells from a first row to a last, and a first column to a last.
fn cells(data: &[u8], at: usize) -> Option<String> {
    let number = |nth: usize| u32_at(data, at + 4 * nth);
    place((number(0)?, number(2)?), (number(1)?, number(3)?), SIZE)
}
