//! Finding rows again: rows are looked up by the values in the cells an anchor cites and in its key cells.
//!
//! A column is known by its header, where that is still there once; by its index, where there is no header or the names
//! still stand in their columns in a row above, so that another row is taken for the header now. A row is looked for in
//! the sheet of the anchor's name, or in all sheets if there is none of that name any more.
//!
//! 1. The row of the old number has the values: in place, or moved if it lies in another unit now. In a sheet of
//!    another name only the old unit will do.
//! 2. Otherwise the only row that has them, if there was but one before and it has key cells or long values: moved.
//! 3. Otherwise lost.

use std::collections::{HashMap, HashSet};

use super::{Attachment, Outcome, Place};
use crate::anchors::{Cell, CellsAnchor};
use crate::unit::{TableBlock, Unit};

/// Characters in the cited cells that do not come together by chance, where no key cell helps.
const ENOUGH: usize = 24;

/// A search for many rows.
pub(super) struct Search<'a> {
    layouts: Vec<Layout<'a>>,
    sheets: HashSet<String>,
}

/// Indexes and headers.
type Columns<'a> = Vec<(u32, &'a str)>;

/// Anchors that name the same columns of a sheet, so that one look-up per row serves them all.
struct Layout<'a> {
    sheet: &'a str,
    columns: Columns<'a>,
    /// Values to index in `rows`.
    by_values: HashMap<Vec<&'a str>, usize>,
    rows: Vec<Rows<'a>>,
    /// The sheet that was last found to have the names in a row that is not its header.
    named_in: Option<String>,
}

/// Anchors with the same values, and the rows that have them.
#[derive(Default)]
struct Rows<'a> {
    anchors: Vec<(usize, &'a CellsAnchor)>,
    /// Rows the anchors point at.
    own_rows: HashSet<u32>,
    in_sheet: Hits,
    elsewhere: Hits,
}

#[derive(Default)]
struct Hits {
    n: u32,
    /// Unit and row.
    first: Option<(u32, u32)>,
    /// Those of the rows the anchors point at, with the unit they lie in.
    own: HashMap<u32, u32>,
}

impl<'a> Search<'a> {
    pub(super) fn new(anchors: impl Iterator<Item = (usize, &'a CellsAnchor)>) -> Search<'a> {
        let mut layouts: Vec<Layout<'a>> = Vec::new();
        let mut known: HashMap<(&str, Columns<'_>), usize> = HashMap::new();
        for (idx, anchor) in anchors {
            let cells = || anchor.columns.iter().chain(&anchor.keys);
            let columns: Columns<'_> = cells().map(name).collect();
            let at = *known.entry((&anchor.sheet, columns.clone())).or_insert_with(|| {
                layouts.push(Layout {
                    sheet: &anchor.sheet,
                    columns,
                    by_values: HashMap::new(),
                    rows: Vec::new(),
                    named_in: None,
                });
                layouts.len() - 1
            });
            let values: Vec<&str> = cells().map(|cell| cell.value.as_str()).collect();
            let Layout { by_values, rows, .. } = &mut layouts[at];
            let at = *by_values.entry(values).or_insert_with(|| {
                rows.push(Rows::default());
                rows.len() - 1
            });
            let rows = &mut rows[at];
            rows.anchors.push((idx, anchor));
            rows.own_rows.insert(anchor.row);
        }
        Search { layouts, sheets: HashSet::new() }
    }

    pub(super) fn look(&mut self, unit_no: u32, unit: &Unit) {
        let Some(table) = unit.table.as_ref().filter(|_| !self.layouts.is_empty()) else {
            return;
        };
        if !self.sheets.contains(&table.sheet) {
            self.sheets.insert(table.sheet.clone());
        }
        let mut places: Vec<Option<Vec<usize>>> = self.layouts.iter().map(|layout| layout.places(table)).collect();
        for (row, text) in unit.rows() {
            let values: Vec<&str> = text.split('\t').collect();
            for (layout, places) in self.layouts.iter_mut().zip(&mut places) {
                let Some(places) = places else {
                    *places = layout.named_by(&values, &table.sheet);
                    continue;
                };
                let wanted: Option<Vec<&str>> = places.iter().map(|at| values.get(*at).copied()).collect();
                if let Some(wanted) = wanted {
                    layout.take(unit_no, &table.sheet, row, &wanted);
                }
            }
        }
    }

    pub(super) fn finish(self) -> impl Iterator<Item = (usize, Attachment)> {
        let Search { layouts, sheets } = self;
        layouts.into_iter().flat_map(move |layout| {
            let renamed = !sheets.contains(layout.sheet);
            layout.rows.into_iter().flat_map(move |rows| {
                let Rows { anchors, in_sheet, elsewhere, .. } = rows;
                let hits = if renamed { elsewhere } else { in_sheet };
                anchors.into_iter().map(move |(idx, anchor)| {
                    let outcome = match hits.own.get(&anchor.row) {
                        Some(&unit) if unit == anchor.unit || !renamed => own_row(anchor, unit),
                        _ => hits.only_row(anchor),
                    };
                    let occurrences = Some(hits.n);
                    (idx, Attachment { outcome, occurrences })
                })
            })
        })
    }
}

impl Layout<'_> {
    /// Where in a row of `table` the columns stand; `None` if one of them is not there any more.
    fn places(&self, table: &TableBlock) -> Option<Vec<usize>> {
        let place = |&(index, header): &(u32, &str)| {
            let index = index as usize;
            let same = table.header.get(index).is_some_and(|name| name == header);
            if header.is_empty() || table.header.is_empty() || same {
                return Some(index);
            }
            let mut named = (0..).zip(&table.header).filter(|(_, name)| *name == header);
            let (at, _) = named.next()?;
            named.next().is_none().then_some(at)
        };
        let places: Option<Vec<usize>> = self.columns.iter().map(place).collect();
        places.or_else(|| (self.named_in.as_deref() == Some(&table.sheet)).then(|| self.indexes()))
    }

    /// Where the columns stand below a row with these values, if these are their names.
    fn named_by(&mut self, values: &[&str], sheet: &str) -> Option<Vec<usize>> {
        let is_named = |&(index, header): &(u32, &str)| {
            header.is_empty() || values.get(index as usize).is_some_and(|value| value.trim() == header)
        };
        if !self.columns.iter().all(is_named) {
            return None;
        }
        self.named_in = Some(sheet.to_owned());
        Some(self.indexes())
    }

    fn indexes(&self) -> Vec<usize> {
        self.columns.iter().map(|(index, _)| *index as usize).collect()
    }

    fn take(&mut self, unit_no: u32, sheet: &str, row: u32, values: &[&str]) {
        let Some(&at) = self.by_values.get(values) else {
            return;
        };
        let rows = &mut self.rows[at];
        let hits = if sheet == self.sheet { &mut rows.in_sheet } else { &mut rows.elsewhere };
        hits.n = hits.n.saturating_add(1);
        hits.first.get_or_insert((unit_no, row));
        if rows.own_rows.contains(&row) {
            hits.own.entry(row).or_insert(unit_no);
        }
    }
}

impl Hits {
    /// The only row that has the values, if there was but one when they were cited.
    fn only_row(&self, anchor: &CellsAnchor) -> Outcome {
        let n_chars: usize = anchor.columns.iter().map(|cell| cell.value.chars().count()).sum();
        let known_again = !anchor.keys.is_empty() || n_chars >= ENOUGH;
        match self.first {
            Some((unit, row)) if self.n == 1 && anchor.occurrences == 1 && known_again => {
                Outcome::Moved { unit, place: Place::Row(row) }
            }
            _ => Outcome::Lost,
        }
    }
}

/// The row the anchor points at, which has the values and lies in `unit` now.
fn own_row(anchor: &CellsAnchor, unit: u32) -> Outcome {
    let place = Place::Row(anchor.row);
    if unit == anchor.unit { Outcome::InPlace { unit, place } } else { Outcome::Moved { unit, place } }
}

fn name(cell: &Cell) -> (u32, &str) {
    (cell.index, &cell.header)
}
