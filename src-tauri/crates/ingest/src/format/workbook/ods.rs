//! Sheets of OpenDocument (ODF 1.3, part 3, chapter 9), packed or flat, read as they are unpacked: what a sheet repeats is
//! counted, and never held in memory.

mod beside;
mod cell;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::io::Read;

use calamine::SheetVisible;
use quick_xml::events::{BytesStart, Event};

use super::Sheets;
use super::hidden::{Hidden, column_name};
use super::unsolved::Unsolved;
use super::xml::Xml;
use crate::format::ooxml::attr;
use crate::format::table::{Cell, Table};
use crate::format::{Emit, Failure, Limits, MetaKey, Problem, ProblemCode};
pub(super) use beside::Beside;
use beside::Remark;
use cell::Reading;

pub(super) const ENGINE: &str = "ods";
/// Most rows and columns of the largest sheets there are.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;
/// A row with words in it that is to stand oftener is given so often.
const REPEATS: u32 = 10_000;
/// Cells past this many bytes of a row are left out, as the table does.
const ROW_BYTES: usize = 4 << 20;
const MOST_STYLES: usize = 100_000;
/// Groups within groups beyond this depth are taken to be unfolded.
const MOST_GROUPS: usize = 64;

/// Gives the sheets of a document's body, and keeps what stands beside their cells. Returns what was wrong with it, where it
/// breaks off.
pub(super) fn give_sheets(
    content: &mut dyn Read,
    sheets: &mut Sheets,
    beside: &mut Beside,
    limits: Limits,
    out: &mut dyn Emit,
) -> Result<Option<String>, Failure> {
    let mut xml = Xml::new(content);
    let mut styles = Styles::default();
    let fault = loop {
        match xml.next() {
            Ok(Event::Eof) => break None,
            Ok(Event::Start(tag)) if tag.local_name().as_ref() == "table" => {
                let name = attr(&tag, "name").unwrap_or_default();
                let visible = styles.visible(attr(&tag, "style-name").as_deref());
                sheets.count(&name, visible, limits, out)?;
                beside.begin(&name);
                let broken = give_sheet(&mut xml, &name, sheets, beside, out)?;
                if let Some(fault) = broken {
                    sheets.fail(&name, &fault, out)?;
                    break None;
                }
            }
            Ok(Event::Start(tag)) if tag.local_name().as_ref() == "tracked-changes" => {
                if let Err(fault) = beside.changes(&mut xml) {
                    break Some(fault);
                }
            }
            Ok(Event::Start(tag) | Event::Empty(tag)) => styles.look(&tag),
            Ok(_) => {}
            Err(fault) => break Some(fault),
        }
    };
    Ok(fault)
}

/// Which styles hide a sheet.
#[derive(Default)]
struct Styles {
    current: String,
    hiding: HashMap<String, bool>,
}

impl Styles {
    fn look(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "style" => self.current = attr(tag, "name").unwrap_or_default(),
            "table-properties" if self.hiding.len() < MOST_STYLES => {
                let is_hiding = attr(tag, "display").is_some_and(|display| display == "false");
                self.hiding.insert(self.current.clone(), is_hiding);
            }
            _ => {}
        }
    }

    fn visible(&self, style: Option<&str>) -> SheetVisible {
        let is_hidden = style.and_then(|style| self.hiding.get(style)).is_some_and(|is_hiding| *is_hiding);
        if is_hidden { SheetVisible::Hidden } else { SheetVisible::Visible }
    }
}

/// A sheet in the making.
struct Rows<'a> {
    table: Table<'a>,
    beside: &'a mut Beside,
    hidden: Hidden,
    unsolved: Unsolved,
    /// Number of the row, from 1.
    row: u32,
    n_columns: u32,
    cells: Vec<Cell<'static>>,
    n_bytes: usize,
    /// The first row that stands oftener than it is given: how often it stands, and how often it is given.
    repeated: Option<(u32, u32, u32)>,
    /// The first row with a cell that stands oftener than it is given.
    thinned: Option<u32>,
    /// Groups of rows or columns that are open, and whether they are folded away.
    folded: Vec<bool>,
    /// Bytes that may still be repeated.
    repeatable: u64,
    n_quiet: u32,
}

/// Gives a sheet whose start was read. Returns why it breaks off, if it does.
fn give_sheet(
    xml: &mut Xml<'_>,
    name: &str,
    sheets: &mut Sheets,
    beside: &mut Beside,
    out: &mut dyn Emit,
) -> Result<Option<String>, Failure> {
    let mut rows = Rows {
        table: Table::new(&mut *out, ENGINE, name, sheets.left),
        beside,
        hidden: Hidden::default(),
        unsolved: Unsolved::default(),
        row: 1,
        n_columns: 0,
        cells: Vec::new(),
        n_bytes: 0,
        repeated: None,
        thinned: None,
        folded: Vec::new(),
        repeatable: sheets.repeatable,
        n_quiet: 0,
    };
    let fault = rows.read(xml)?;
    let Rows { table, hidden, unsolved, repeated, thinned, repeatable, .. } = rows;
    (sheets.left, sheets.repeatable) = (table.finish()?, repeatable);
    hidden.finding(name).map_or(Ok(()), |finding| out.meta(MetaKey::Finding, finding))?;
    if let Some(message) = unsolved.told(name) {
        out.problem(Problem { code: ProblemCode::Quality, message, unit: None })?;
    }
    let repeated = repeated.map(|(row, n, n_given)| {
        let are = if n_given == 1 { "is" } else { "are" };
        format!("in the sheet {name}, row {row} stands {n} times; {n_given} of them {are} shown")
    });
    let thinned = thinned.map(|row| {
        format!("in the sheet {name}, from row {row} on cells that stand many times in a row are shown less often")
    });
    for message in repeated.into_iter().chain(thinned) {
        out.problem(Problem { code: ProblemCode::Limit, message, unit: None })?;
    }
    Ok(fault)
}

impl Rows<'_> {
    fn read(&mut self, xml: &mut Xml<'_>) -> Result<Option<String>, Failure> {
        let mut n_tables = 0u32;
        let mut row = None;
        loop {
            let event = match xml.next() {
                Ok(event) => event,
                Err(fault) => return Ok(Some(fault)),
            };
            match event {
                Event::Eof => return Ok(Some("it breaks off".to_owned())),
                Event::Start(tag) => match tag.local_name().as_ref() {
                    // A table in a cell or a shape is none of this sheet's rows.
                    "table" => n_tables += 1,
                    "table-row" if n_tables == 0 => {
                        self.n_columns = 0;
                        row = Some(Repeated::of(&tag, "number-rows-repeated"));
                    }
                    "table-cell" | "covered-table-cell" if n_tables == 0 => {
                        let reading = Reading::of(&tag);
                        let n = number(&tag, "number-columns-repeated");
                        let place = (self.n_columns.saturating_add(1), self.row);
                        let is_unsolved = is_unsolved(&tag);
                        match reading.read(xml, place, self.beside) {
                            Ok(cell) => {
                                self.look_at_formula(is_unsolved && cell.is_none());
                                self.cell(cell, n);
                            }
                            Err(fault) => return Ok(Some(fault)),
                        }
                    }
                    "annotation" => match Remark::read(xml) {
                        Ok(remark) => self.beside.comment(None, remark),
                        Err(fault) => return Ok(Some(fault)),
                    },
                    "shapes" => match Remark::read(xml) {
                        Ok(remark) => self.beside.drawn(remark),
                        Err(fault) => return Ok(Some(fault)),
                    },
                    "table-column" if n_tables == 0 => self.column(&tag),
                    "table-row-group" | "table-column-group" if n_tables == 0 && self.folded.len() < MOST_GROUPS => {
                        self.folded.push(attr(&tag, "display").is_some_and(|display| display == "false"));
                    }
                    _ => {}
                },
                Event::Empty(tag) if n_tables == 0 => match tag.local_name().as_ref() {
                    "table-row" => self.end_row(&Repeated::of(&tag, "number-rows-repeated"))?,
                    "table-cell" | "covered-table-cell" => {
                        let n = number(&tag, "number-columns-repeated");
                        let cell = Reading::of(&tag).finish();
                        self.look_at_formula(cell.is_none() && is_unsolved(&tag));
                        self.cell(cell, n);
                    }
                    "table-column" => self.column(&tag),
                    _ => {}
                },
                Event::End(tag) => match tag.local_name().as_ref() {
                    "table" if n_tables == 0 => return Ok(None),
                    "table" => n_tables -= 1,
                    "table-row-group" | "table-column-group" if n_tables == 0 => drop(self.folded.pop()),
                    "table-row" if n_tables == 0 => {
                        if let Some(repeated) = row.take() {
                            self.end_row(&repeated)?;
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
        }
    }

    /// Notes the next cell if its formula was not worked out.
    fn look_at_formula(&mut self, is_unsolved: bool) {
        if is_unsolved {
            let (column, row) = (self.n_columns, self.row);
            self.unsolved.add(|| format!("{}{row}", column_name(column + 1)));
        }
    }

    /// Takes a cell that stands `n` times. Those at a row's end that are empty are not there.
    fn cell(&mut self, cell: Option<Cell<'static>>, n: u32) {
        let n = n.min(COLUMNS.saturating_sub(self.n_columns));
        if let Some(cell) = cell {
            self.cells.resize(self.n_columns as usize, Cell::default());
            let size = cell.stored.len() + cell.shown.as_ref().map_or(0, String::len);
            let n_given = self.copies(n, size);
            if n_given < n {
                self.thinned.get_or_insert(self.row);
            }
            for _ in 0..n_given {
                self.n_bytes += size;
                self.cells.push(cell.clone());
                if self.n_bytes > ROW_BYTES {
                    break;
                }
            }
        }
        self.n_columns += n;
    }

    fn end_row(&mut self, repeated: &Repeated) -> Result<(), Failure> {
        self.n_quiet += 1;
        if self.n_quiet.is_multiple_of(1000) {
            self.table.out().alive()?;
        }
        let n = repeated.n.min(ROWS.saturating_sub(self.row - 1));
        if (repeated.is_hidden || self.is_folded()) && n > 0 {
            self.hidden.rows(self.row, self.row + n - 1);
        }
        let cells = std::mem::take(&mut self.cells);
        if !cells.is_empty() {
            // an empty cell is a tab
            let n_given = self.copies(n.min(REPEATS), self.n_bytes + cells.len());
            for row in self.row..self.row + n_given {
                self.table.row(row, &cells)?;
            }
            if n > n_given {
                self.repeated.get_or_insert((self.row, n, n_given));
            }
        }
        self.row += n;
        (self.n_columns, self.n_bytes) = (0, 0);
        Ok(())
    }

    /// How often what takes `size` bytes is given where it stands `n` times: once, and again as long as there is room.
    fn copies(&mut self, n: u32, size: usize) -> u32 {
        let size = size.max(1) as u64;
        let n_more = (self.repeatable / size).min(u64::from(n.saturating_sub(1)));
        self.repeatable -= n_more * size;
        n.min(1 + n_more as u32)
    }

    fn is_folded(&self) -> bool {
        self.folded.iter().any(|is_folded| *is_folded)
    }

    fn column(&mut self, tag: &BytesStart<'_>) {
        let Repeated { n, is_hidden } = Repeated::of(tag, "number-columns-repeated");
        let first = self.n_columns + 1;
        self.n_columns = self.n_columns.saturating_add(n).min(COLUMNS);
        if (is_hidden || self.is_folded()) && first <= self.n_columns {
            self.hidden.columns(first, self.n_columns);
        }
    }
}

/// Whether a cell has a formula and nothing that it comes to: an empty text would be told as one.
fn is_unsolved(tag: &BytesStart<'_>) -> bool {
    attr(tag, "formula").is_some() && attr(tag, "value-type").is_none()
}

/// How often a row or column stands there, and whether it is shown.
struct Repeated {
    n: u32,
    is_hidden: bool,
}

impl Repeated {
    fn of(tag: &BytesStart<'_>, repeated: &str) -> Repeated {
        let is_hidden = attr(tag, "visibility").is_some_and(|visibility| visibility != "visible");
        Repeated { n: number(tag, repeated), is_hidden }
    }
}

fn number(tag: &BytesStart<'_>, name: &str) -> u32 {
    attr(tag, name).and_then(|number| number.parse().ok()).filter(|n| *n > 0).unwrap_or(1)
}
