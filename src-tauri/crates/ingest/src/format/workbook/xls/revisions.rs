//! Changes that were tracked in a shared workbook ([MS-XLS], 2.1.7.14): all in one stream, a head before those that were
//! saved together.

#[cfg(test)]
mod tests;

use super::super::HELD_BYTES;
use super::super::binary::{f64_at, place, rows_or_columns, short_time, small, truth};
use super::super::changes::{Changes, FORMULA, Saved, became};
use super::super::sheet::plain_stored;
use super::ENGINE;
use super::beside::EOF;
use super::globals::Globals;
use super::records::{Parts, Record, Records};
use crate::format::medium::Medium;
use crate::format::ole::Ole;
use crate::format::package::{u16_at, u32_at};
use crate::format::sections::Sections;
use crate::format::{Emit, Failure, Limits, MetaKey, Problem, ProblemCode};

const LOG: &str = "Revision Log";
/// Who has the workbook open (2.1.7.17).
const USERS: &str = "User Names";
/// The list of sheets stands near the begin of a workbook.
const LISTED_BYTES: u64 = 4 << 20;
/// Rows and columns of a sheet.
const SIZE: (u32, u32) = (1 << 16, 256);
const RECORDS_PER_SIGN: u32 = 100_000;

/// Gives the changes, and tells of those that cannot be read.
pub(in crate::format::workbook) fn give_changes(
    ole: &Ole,
    limits: Limits,
    medium: &mut Medium<'_>,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    give_users(ole, limits, medium, out)?;
    let Some(entry) = ole.find(LOG) else { return Ok(()) };
    let stream = ole.read(entry, HELD_BYTES, medium)?;
    let listed = match ole.find("Workbook") {
        Some(book) => ole.read(book, LISTED_BYTES, medium)?.bytes,
        None => Vec::new(),
    };
    let globals = Globals::of(&listed);
    let mut log = Log { globals: &globals, saved: Saved::default(), changes: Changes::default(), is_known: false };
    let is_whole = log.read(&stream.bytes, out)?;
    if !log.is_known && log.changes.is_empty() {
        out.meta(MetaKey::Finding, "changes were tracked in it".to_owned())?;
        let message = "the changes that were tracked in it cannot be read; they are not shown".to_owned();
        return out.problem(Problem { code: ProblemCode::Unreadable, message, unit: None });
    }
    log.changes.give(&mut Sections::new(&mut *out, ENGINE, limits))?;
    if !is_whole {
        let message = "the log of the changes that were tracked breaks off".to_owned();
        out.problem(Problem { code: ProblemCode::Unreadable, message, unit: None })?;
    }
    Ok(())
}

fn give_users(ole: &Ole, limits: Limits, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
    let Some(entry) = ole.find(USERS) else { return Ok(()) };
    let stream = ole.read(entry, LISTED_BYTES, medium)?;
    let mut users = Changes::default();
    // 2.4.340
    for record in Records::from(&stream.bytes, 0).filter(|record| record.kind == 0x0193) {
        users.user(&name(&record, 28).unwrap_or_default());
    }
    users.give(&mut Sections::new(out, ENGINE, limits))
}

struct Log<'g> {
    globals: &'g Globals,
    saved: Saved,
    changes: Changes,
    /// Whether it is such a log at all.
    is_known: bool,
}

impl Log<'_> {
    /// Reads the log as far as it goes. Says whether its end was there.
    fn read(&mut self, stream: &[u8], out: &mut dyn Emit) -> Result<bool, Failure> {
        for (n, record) in (1u32..).zip(Records::from(stream, 0)) {
            if n.is_multiple_of(RECORDS_PER_SIGN) {
                out.alive()?;
            }
            let read = match record.kind {
                EOF => return Ok(true),
                0x0196 => {
                    self.is_known = true;
                    continue;
                }
                0x0137 => self.rows_or_columns(record.data),
                0x0138 => self.head(&record),
                0x013b => self.cell(&record),
                0x013e => self.renamed(&record),
                0x0140 => self.moved(record.data),
                0x014d => self.inserted(&record),
                _ => continue,
            };
            if read.is_none() {
                self.changes.lose();
            }
        }
        Ok(false)
    }

    /// What was saved together begins (2.4.226).
    fn head(&mut self, record: &Record<'_>) -> Option<()> {
        // Those behind a head that cannot be read are nobody's.
        self.saved = Saved::default();
        of_kind(record.data, 0x20)?;
        self.is_known = true;
        let author = Parts::of(record, 32).plain(true).unwrap_or_default();
        self.saved = Saved { author, date: short_time(record.data, 148) };
        Some(())
    }

    /// 2.4.228
    fn rows_or_columns(&mut self, data: &[u8]) -> Option<()> {
        let what = rows_or_columns(u16_at(data, 8)?)?;
        let cells = cells(data, 16)?;
        self.add(&format!("{} {cells}", self.sheet(u16_at(data, 12)?)), what);
        Some(())
    }

    /// 2.4.231
    fn moved(&mut self, data: &[u8]) -> Option<()> {
        let to_tab = of_kind(data, 4)?;
        let (from, to, from_tab) = (cells(data, 14)?, cells(data, 22)?, u16_at(data, 30)?);
        let to_sheet = if from_tab == to_tab { "" } else { self.sheet(to_tab) };
        let what = format!("was moved to {}", format!("{to_sheet} {to}").trim_start());
        self.add(&format!("{} {from}", self.sheet(from_tab)), &what);
        Some(())
    }

    /// 2.4.234
    fn renamed(&mut self, record: &Record<'_>) -> Option<()> {
        of_kind(record.data, 9)?;
        let (old, new) = (name(record, 14)?, name(record, 271)?);
        self.add("", &format!("the sheet {old} was named {new}"));
        Some(())
    }

    /// 2.4.239
    fn inserted(&mut self, record: &Record<'_>) -> Option<()> {
        of_kind(record.data, 5)?;
        let name = name(record, 18)?;
        self.add("", &format!("the sheet {name} was inserted"));
        Some(())
    }

    /// 2.4.223
    fn cell(&mut self, record: &Record<'_>) -> Option<()> {
        let data = record.data;
        let tab = of_kind(data, 8)?;
        let flags = u16_at(data, 14)?;
        let at = (u32::from(u16_at(data, 18)?), u32::from(u16_at(data, 20)? & 0x3fff));
        let cell = place(at, at, SIZE)?;
        let n_old = u32_at(data, 22)? as usize;
        let mut parts = Parts::of(record, 28);
        for looks in [flags >> 8, flags >> 12] {
            // There is one, and it says something.
            if looks & 3 == 1 {
                skip_look(&mut parts)?;
            }
        }
        let (new, old) = (flags & 7, flags >> 3 & 7);
        let (old, new) = if old == FORMULAS {
            (FORMULA.to_owned(), behind_formula(&parts, n_old, new)?)
        } else {
            (value(&mut parts, old)?, last_value(&mut parts, new)?)
        };
        if old == FORMULA || new == FORMULA {
            self.changes.count_formula();
        }
        if let Some(what) = became(&old, &new) {
            self.add(&format!("{} {cell}", self.sheet(tab)), &what);
        }
        Some(())
    }

    /// The name of a sheet; empty where it cannot be known.
    fn sheet(&self, tab: u16) -> &str {
        let Globals { tabs, sheets, .. } = self.globals;
        // Where one list lacks an entry, the others do not stand beside theirs.
        let at = tabs.iter().position(|known| *known == tab).filter(|_| tabs.len() == sheets.len());
        at.and_then(|at| sheets.get(at)).map_or("", |sheet| sheet.name.as_str())
    }

    fn add(&mut self, place: &str, what: &str) {
        self.changes.add(place, &self.saved.author, self.saved.date.as_deref(), what);
    }
}

/// The sheet of a change, if it is of that kind (2.5.220). What is enciphered is not.
fn of_kind(data: &[u8], kind: u16) -> Option<u16> {
    u16_at(data, 12).filter(|_| u16_at(data, 8) == Some(kind))
}

/// 2.5.209
fn cells(data: &[u8], at: usize) -> Option<String> {
    let number = |nth: usize| u16_at(data, at + 2 * nth).map(u32::from);
    place((number(0)?, number(2)?), (number(1)?, number(3)?), SIZE)
}

fn name(record: &Record<'_>, at: usize) -> Option<String> {
    let mut parts = Parts::of(record, at);
    let name = parts.plain(true)?;
    (!parts.is_short()).then_some(name)
}

/// Passes over how a cell looked (2.5.103, DXFN).
fn skip_look(parts: &mut Parts<'_, '_>) -> Option<()> {
    let (has, more) = (parts.u32()?, parts.u16()?);
    if has & 1 << 25 != 0 {
        parts.u16()?;
        if more & 1 != 0 {
            parts.plain(true)?;
        }
    }
    // Typeface, alignment, borders, pattern, protection.
    for (bit, n_bytes) in [(26, 118), (27, 8), (28, 8), (29, 4), (30, 2)] {
        if has & 1 << bit != 0 {
            parts.skip(n_bytes);
        }
    }
    Some(())
}

/// The kind of values that are formulas.
const FORMULAS: u16 = 5;

/// A value of a kind, in words.
fn value(parts: &mut Parts<'_, '_>, kind: u16) -> Option<String> {
    Some(match kind {
        0 => String::new(),
        1 => plain_stored(small(parts.u32()?)),
        2 => plain_stored(f64_at(parts.take::<8>()?, 0)?),
        3 => {
            let mut words = String::new();
            parts.rich(&mut words)?;
            words
        }
        4 => {
            let (value, is_error) = (parts.u8()?, parts.u8()?);
            truth(value, is_error != 0).map(|cell| cell.stored.into_owned()).unwrap_or_default()
        }
        _ => return None,
    })
}

/// The same for what a change ends with.
fn last_value(parts: &mut Parts<'_, '_>, kind: u16) -> Option<String> {
    if kind == FORMULAS {
        return (parts.n_left() > 0).then(|| FORMULA.to_owned());
    }
    value(parts, kind).filter(|_| parts.is_used_up())
}

/// The new value where the old one is a formula. What belongs to a formula has no length of its own, so the value is looked
/// for where it would end with the change.
fn behind_formula(parts: &Parts<'_, '_>, n_old: usize, kind: u16) -> Option<String> {
    let n_codes = usize::from(parts.clone().u16()?);
    let n_left = parts.n_left();
    if kind == 0 || kind == FORMULAS {
        return (n_left > 2 + n_codes).then(|| if kind == 0 { String::new() } else { FORMULA.to_owned() });
    }
    let n_new = [0, 4, 8, 0, 2].get(usize::from(kind)).copied().filter(|n_new| *n_new > 0);
    let begins = match n_new {
        Some(n_new) => vec![n_left.checked_sub(n_new)?],
        None => vec![2 + n_codes + 1, n_old, 2 + n_codes],
    };
    begins.into_iter().filter(|begin| *begin >= 2 + n_codes).find_map(|begin| {
        let mut behind = parts.clone();
        behind.skip(begin);
        last_value(&mut behind, kind)
    })
}
