//! Records as rows: a column for each key, the keys themselves as the first row.

use std::collections::HashMap;

use super::tokens::{Shape, Token};
use crate::format::table::{Cell, Table};
use crate::format::unpacking::problem;
use crate::format::{Emit, Failure, Limits, ProblemCode};

/// Cells past this length go on no further.
const CELL_BYTES: usize = 1 << 20;

/// The rows in the making.
pub(super) struct Rows<'a> {
    table: Table<'a>,
    places: HashMap<String, usize>,
    /// The depth at which records stand.
    level: usize,
    depth: usize,
    row: u32,
    cells: Vec<String>,
    /// Which cell the next values belong to.
    cell: Option<usize>,
    /// Whether the values in that cell are to be parted.
    is_filled: bool,
    has_cut: bool,
}

impl<'a> Rows<'a> {
    pub(super) fn new(
        out: &'a mut dyn Emit,
        columns: Vec<String>,
        is_list: bool,
        limits: Limits,
    ) -> Result<Rows<'a>, Failure> {
        let mut table = Table::new(out, "json", "", limits.max_text_bytes);
        let header: Vec<Cell<'_>> = columns.iter().map(|key| Cell::plain(key.as_str())).collect();
        table.heading(&header)?;
        let places = columns.into_iter().enumerate().map(|(place, key)| (key, place)).collect();
        let level = usize::from(is_list);
        Ok(Rows {
            table,
            places,
            level,
            depth: 0,
            row: 1,
            cells: Vec::new(),
            cell: None,
            is_filled: false,
            has_cut: false,
        })
    }

    pub(super) fn token(&mut self, token: Token) -> Result<(), Failure> {
        match token {
            Token::Open(shape) => {
                if self.depth == self.level && shape == Shape::Array {
                    self.begin_cell("");
                } else if self.is_inside_cell(shape) {
                    self.mark(if shape == Shape::Object { "{" } else { "[" });
                }
                self.depth += 1;
            }
            Token::Close(shape) => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == self.level {
                    return self.end_value();
                }
                if self.is_inside_cell(shape) {
                    self.is_filled = false;
                    self.mark(if shape == Shape::Object { "}" } else { "]" });
                    self.is_filled = true;
                }
            }
            Token::Key(key) if self.depth == self.level + 1 => self.begin_cell(&key),
            Token::Key(key) => {
                self.mark(&key);
                self.mark(": ");
            }
            Token::Value(value) if self.depth == self.level => {
                self.begin_cell("");
                self.add(&value);
                return self.end_value();
            }
            Token::Value(value) => self.add(&value),
            Token::Null => {}
        }
        Ok(())
    }

    /// Whether what opens or closes here lies deeper than a list of plain values.
    fn is_inside_cell(&self, shape: Shape) -> bool {
        self.depth > self.level + usize::from(shape == Shape::Array)
    }

    /// Gives the row as far as it goes.
    pub(super) fn end_value(&mut self) -> Result<(), Failure> {
        self.depth = self.level;
        self.cell = None;
        let Some(row) = self.row.checked_add(1) else {
            return Err(Failure::LimitHit("more records than can be numbered".to_owned()));
        };
        self.row = row;
        let cells: Vec<Cell<'_>> = self.cells.iter().map(|cell| Cell::plain(cell.as_str())).collect();
        self.table.row(row, &cells)?;
        self.cells.clear();
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<&'a mut dyn Emit, Failure> {
        if !self.cells.is_empty() {
            self.end_value()?;
        }
        let out = self.table.finish_into()?;
        if self.has_cut {
            let message = "some cells are longer than 1 MiB; the rest of each is left out";
            out.problem(problem(ProblemCode::Limit, message.to_owned()))?;
        }
        Ok(out)
    }

    /// A key that is no column, or comes again, is put before its value, behind all columns.
    fn begin_cell(&mut self, key: &str) {
        self.is_filled = false;
        let n_columns = self.places.len();
        let place = self.places.get(key).copied();
        if self.cells.len() < n_columns {
            self.cells.resize(n_columns, String::new());
        }
        let place = place.filter(|place| self.cells.get(*place).is_some_and(String::is_empty));
        self.cell = Some(place.unwrap_or(self.cells.len()));
        if place.is_none() {
            self.cells.push(if key.is_empty() { String::new() } else { format!("{key}: ") });
        }
    }

    fn add(&mut self, value: &str) {
        self.mark(value);
        self.is_filled = true;
    }

    /// Adds to the cell, parted from what stands there, and lets the next follow directly.
    fn mark(&mut self, value: &str) {
        let Some(cell) = self.cell.and_then(|cell| self.cells.get_mut(cell)) else { return };
        if cell.len() + value.len() > CELL_BYTES {
            self.has_cut = true;
            return;
        }
        if std::mem::take(&mut self.is_filled) {
            cell.push_str("; ");
        }
        cell.push_str(value);
    }
}
