//! The marks in a Word document's text turned into lines and tables ([MS-DOC], 2.4.1 to 2.4.3), deletions taken out.

use super::pieces::{Text, string};
use super::runs::{Run, Runs};
use crate::format::cells::Cells;

const MOST_FIELDS: usize = 100_000;
const DEEPEST_FIELD: usize = 100;
const FIELD_UNITS: usize = 64 << 10;

/// Words that were deleted or inserted, with who did it and when.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub(super) author: u16,
    pub(super) date: u32,
    pub(super) words: String,
}

/// What is found beside the text, over all parts.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) deletions: Vec<Change>,
    /// What was inserted, which is in the text, too.
    pub(super) insertions: Vec<Change>,
    pub(super) n_hidden: u32,
    /// A field lost its end.
    pub(super) has_open_field: bool,
    pub(super) fields: Vec<String>,
}

/// A document's text and what holds where.
pub(super) struct Source {
    pub(super) text: Text,
    pub(super) characters: Runs,
    pub(super) paragraphs: Runs,
}

/// The text between two places, as it stands now.
pub(super) fn words(source: &Source, (from, to): (usize, usize), found: &mut Found) -> String {
    let units = &source.text.units;
    let mut walk = Walk::new(found);
    for (place, unit) in units.iter().enumerate().take(to).skip(from) {
        let at = source.text.place(place);
        let run = at.map(|at| source.characters.at(at)).unwrap_or_default();
        let around = at.map(|at| source.paragraphs.at(at)).unwrap_or_default();
        if walk.deletes(*unit, run) {
            continue;
        }
        walk.note(*unit, run);
        if around.is_in_table != walk.is_in_table {
            walk.flush();
            walk.is_in_table = around.is_in_table;
        }
        match unit {
            7 if source.paragraphs.is_empty() => walk.loose_cell(place > 0 && units.get(place - 1) == Some(&7)),
            7 => walk.cell(around.is_row_end),
            unit => walk.unit(*unit),
        }
    }
    walk.end_fields();
    walk.end_deletion();
    walk.end_insertion();
    walk.flush();
    walk.cells.finish()
}

struct Walk<'a> {
    found: &'a mut Found,
    cells: Cells,
    is_in_table: bool,
    units: Vec<u16>,
    deleted: Vec<u16>,
    /// Who deleted what is at hand, and when.
    deletion: (u16, u32),
    inserted: Vec<u16>,
    insertion: (u16, u32),
    /// Fields open: what each would do, and whether its result has begun.
    fields: Vec<(Vec<u16>, bool)>,
    n_deeper: usize,
    was_hidden: bool,
}

impl Walk<'_> {
    fn new(found: &mut Found) -> Walk<'_> {
        Walk {
            found,
            cells: Cells::default(),
            is_in_table: false,
            units: Vec::new(),
            deleted: Vec::new(),
            deletion: (0, 0),
            inserted: Vec::new(),
            insertion: (0, 0),
            fields: Vec::new(),
            n_deeper: 0,
            was_hidden: false,
        }
    }

    /// Takes what was deleted. Says whether it was.
    fn deletes(&mut self, unit: u16, run: Run) -> bool {
        if !run.is_deleted || matches!(unit, 0x13..=0x15) {
            self.end_deletion();
            return false;
        }
        if self.deletion != (run.author, run.date) {
            self.end_deletion();
        }
        self.deletion = (run.author, run.date);
        self.deleted.push(kept(unit));
        true
    }

    fn end_deletion(&mut self) {
        let change = change(std::mem::take(&mut self.deleted), self.deletion);
        self.found.deletions.extend(change);
    }

    fn end_insertion(&mut self) {
        let change = change(std::mem::take(&mut self.inserted), self.insertion);
        self.found.insertions.extend(change);
    }

    /// Takes note of what is inserted, and counts stretches that are hidden.
    fn note(&mut self, unit: u16, run: Run) {
        if self.is_in_code() || matches!(unit, 0x13..=0x15) {
            return;
        }
        if !run.is_inserted || self.insertion != (run.inserter, run.inserted) {
            self.end_insertion();
        }
        if run.is_inserted {
            self.insertion = (run.inserter, run.inserted);
            self.inserted.push(kept(unit));
        }
        if unit > 0x20 {
            self.found.n_hidden += u32::from(run.is_hidden && !self.was_hidden);
            self.was_hidden = run.is_hidden;
        }
    }

    /// What fields without an end swallowed is text.
    fn end_fields(&mut self) {
        self.n_deeper = 0;
        for (code, has_result) in std::mem::take(&mut self.fields) {
            if !has_result {
                self.found.has_open_field = true;
                code.into_iter().for_each(|unit| self.shown(unit));
            }
        }
    }

    /// Whether what comes is what a field would do.
    fn is_in_code(&self) -> bool {
        self.n_deeper > 0 || self.fields.iter().any(|(_, has_result)| !has_result)
    }

    fn unit(&mut self, unit: u16) {
        match unit {
            0x13 => {
                self.flush();
                if self.fields.len() < DEEPEST_FIELD {
                    self.fields.push((Vec::new(), false));
                } else {
                    self.n_deeper += 1;
                }
            }
            0x14 if self.n_deeper == 0 => {
                if let Some((_, has_result)) = self.fields.last_mut() {
                    *has_result = true;
                }
            }
            0x15 if self.n_deeper > 0 => self.n_deeper -= 1,
            0x15 => {
                self.flush();
                if let Some((code, _)) = self.fields.pop()
                    && self.found.fields.len() < MOST_FIELDS
                {
                    self.found.fields.push(string(&code));
                }
            }
            unit if self.is_in_code() => {
                let Some((code, has_result)) = self.fields.last_mut() else { return };
                code.push(unit);
                // No field says so much: its end is missing, and what it swallowed is text.
                if code.len() >= FIELD_UNITS && self.n_deeper == 0 {
                    *has_result = true;
                    let lost = std::mem::take(code);
                    self.found.has_open_field = true;
                    lost.into_iter().for_each(|unit| self.shown(unit));
                }
            }
            unit => self.shown(unit),
        }
    }

    fn shown(&mut self, unit: u16) {
        match unit {
            9 => {
                self.flush();
                self.cells.flow(self.is_in_table).verbatim("\t");
            }
            0x0b => {
                self.flush();
                self.cells.flow(self.is_in_table).line();
            }
            0x0a | 0x0c..=0x0e => {
                self.flush();
                self.cells.flow(self.is_in_table).another_line();
            }
            0x1e => self.units.push(0x2011),
            0x1f => self.units.push(0xad),
            // Marks of pictures, notes and comments.
            0..0x20 => {}
            unit => self.units.push(unit),
        }
    }

    fn flush(&mut self) {
        if !self.units.is_empty() {
            let units = std::mem::take(&mut self.units);
            self.cells.flow(self.is_in_table).words(&string(&units));
        }
    }

    fn cell(&mut self, is_row_end: bool) {
        self.flush();
        if is_row_end {
            self.cells.end_row();
        } else {
            self.cells.end_cell();
        }
    }

    /// Ends a cell where nothing tells it from the end of a row but that it is empty.
    fn loose_cell(&mut self, is_second: bool) {
        self.flush();
        let flow = self.cells.flow(false);
        if is_second { flow.line() } else { flow.verbatim("\t") }
    }
}

/// What stands for a unit in the words of a change.
fn kept(unit: u16) -> u16 {
    match unit {
        7 | 9 => 9,
        10..=13 => 10,
        unit => unit,
    }
}

fn change(mut units: Vec<u16>, (author, date): (u16, u32)) -> Option<Change> {
    units.retain(|unit| *unit >= 0x20 || matches!(unit, 9 | 10));
    let words = string(&units).trim().to_owned();
    (!words.is_empty()).then_some(Change { author, date, words })
}
