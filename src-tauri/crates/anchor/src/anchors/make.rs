//! Making anchors from what a reader selected.

use super::{Anchor, CONTEXT_CHARS, Cell, CellsAnchor, MAX_KEYS, TextAnchor};
use crate::error::Error;
use crate::exact::is_passed;
use crate::offset::{CharOffset, Span, TextIndex, count_chars};
use crate::text::is_blank_cell;
use crate::unit::Unit;
use crate::version::TextHash;

impl TextAnchor {
    /// An anchor at `span` of `text`, the text of unit `unit` of `version`. White space and soft hyphens at the ends of
    /// the span are left out. `occurrences` is what [`crate::attach::count_quote`] gives for the quote.
    ///
    /// Fails where the span leaves the text or has no words in it.
    pub fn make(version: TextHash, unit: u32, text: &str, span: Span, occurrences: u32) -> Result<TextAnchor, Error> {
        let index = TextIndex::new(text);
        let (start, end) = (span.start.0, span.end.0);
        let Some(selected) = index.slice(span) else {
            let len = index.end().0;
            return Err(Error::OutsideText { unit, start, end, len });
        };
        let from_start = selected.trim_start_matches(is_passed);
        let quote = from_start.trim_end_matches(is_passed);
        if quote.is_empty() {
            return Err(Error::NoWords { unit, start, end });
        }
        let n_before = selected.len() - from_start.len();
        let start = start + count_chars(&selected[..n_before]) as u32;
        let end = start + count_chars(quote) as u32;

        let slice = |from: u32, to: u32| index.slice(Span::new(from, to)).unwrap_or_default().to_owned();
        let context = CONTEXT_CHARS as u32;
        Ok(TextAnchor {
            version,
            unit,
            start: CharOffset(start),
            end: CharOffset(end),
            quote: quote.to_owned(),
            prefix: slice(start.saturating_sub(context), start),
            suffix: slice(end, (end + context).min(index.end().0)),
            occurrences,
        })
    }
}

impl CellsAnchor {
    /// An anchor to cells of row `row` of `unit`, which is number `unit_no` of `version`. `columns` are indexes from 0;
    /// none means every filled cell. Its `occurrences` is 1 until the caller sets what
    /// [`crate::attach::count_rows`] gives for it.
    ///
    /// Fails where the unit is no table, has no such row or column, or where all the cells are empty.
    pub fn make(version: TextHash, unit_no: u32, unit: &Unit, row: u32, columns: &[u32]) -> Result<CellsAnchor, Error> {
        let table = unit.table.as_ref().ok_or(Error::NotATable { unit: unit_no })?;
        let text = unit.row_text(row).ok_or_else(|| Error::NoSuchRow {
            unit: unit_no,
            row,
            first: table.first_row,
            last: table.rows().end.saturating_sub(1),
        })?;
        let values: Vec<&str> = text.split('\t').collect();
        let n_columns = values.len() as u32;
        if let Some(&column) = columns.iter().find(|column| **column >= n_columns) {
            return Err(Error::NoSuchColumn { row, column, n_columns });
        }

        let mut cited = Vec::new();
        let mut keys = Vec::new();
        for (index, value) in (0..n_columns).zip(&values) {
            let filled = !value.trim().is_empty();
            let cell = || Cell {
                index,
                header: table.header.get(index as usize).cloned().unwrap_or_default(),
                value: (*value).to_owned(),
            };
            if columns.contains(&index) || (columns.is_empty() && filled) {
                cited.push(cell());
            } else if !is_blank_cell(value) && keys.len() < MAX_KEYS {
                keys.push(cell());
            }
        }
        if cited.iter().all(|cell| cell.value.trim().is_empty()) {
            return Err(Error::EmptyCells { row });
        }
        Ok(CellsAnchor {
            version,
            unit: unit_no,
            sheet: table.sheet.clone(),
            row,
            columns: cited,
            keys,
            occurrences: 1,
        })
    }
}

impl From<TextAnchor> for Anchor {
    fn from(text: TextAnchor) -> Anchor {
        Anchor::Text(text)
    }
}

impl From<CellsAnchor> for Anchor {
    fn from(cells: CellsAnchor) -> Anchor {
        Anchor::Cells(cells)
    }
}
