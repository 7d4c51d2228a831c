//! Units: what a reader turns to, and what anchors point into.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::offset::{CharOffset, Span, TextIndex, count_chars};

/// What a unit is to its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// A drawn page.
    Page,
    /// An e-mail or chat message: headers and body.
    Message,
    /// A block of rows of one sheet.
    Sheet,
    /// A slide.
    Slide,
    /// A web page.
    Web,
    /// A part of a long text, at most 64 KiB, cut at a paragraph.
    Section,
}

impl UnitKind {
    /// The kind's name in JSON and in hashes.
    pub fn name(self) -> &'static str {
        match self {
            UnitKind::Page => "page",
            UnitKind::Message => "message",
            UnitKind::Sheet => "sheet",
            UnitKind::Slide => "slide",
            UnitKind::Web => "web",
            UnitKind::Section => "section",
        }
    }
}

/// One unit of a document, in unit text v1. Unit numbers start at 1 and follow the order of a list of units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// What the unit is.
    pub kind: UnitKind,
    /// How a reader would name it: `p. 3`, `Sheet1 rows 2–400`, `section 2`, `message`.
    pub label: String,
    /// Unit text v1 (see [`crate::text`]).
    pub text: String,
    /// What read it: `hayro`, `pdf-extract`, `calamine`, `text`…
    pub engine: String,
    /// 0 (nothing usable) to 1 (every character known); `None` where the notion has no meaning.
    pub quality: Option<f32>,
    /// The page, if the unit is drawn.
    pub page: Option<PageBox>,
    /// Where runs of the text lie on the page, by rising start; empty where the unit is not drawn.
    pub boxes: Vec<WordBox>,
    /// The rows, if the unit is a block of a table.
    pub table: Option<TableBlock>,
}

impl Unit {
    /// The text of a row of its table, cells parted by tabs; `None` where the unit is no table or has no such row.
    pub fn row_text(&self, row: u32) -> Option<&str> {
        let line = self.table.as_ref()?.line_of(row)?;
        self.text.split('\n').nth(line)
    }

    /// The rows of its table, from the top: number in the sheet and text. Empty where the unit is no table.
    pub fn rows(&self) -> impl Iterator<Item = (u32, &str)> {
        self.table.iter().flat_map(|table| table.rows().zip(self.text.split('\n')))
    }

    /// Where a row of its table stands in the text, without the line break.
    pub fn row_span(&self, row: u32) -> Option<Span> {
        let line = self.table.as_ref()?.line_of(row)?;
        let mut start = 0;
        for (idx, text) in self.text.split('\n').enumerate() {
            let n_chars = u32::try_from(count_chars(text)).ok()?;
            if idx == line {
                return Some(Span::new(start, start + n_chars));
            }
            start += n_chars + 1;
        }
        None
    }

    /// The number of the row that scalar `at` of the text lies in; the line break after a row belongs to it.
    pub fn row_at(&self, at: CharOffset) -> Option<u32> {
        let table = self.table.as_ref()?;
        let before = TextIndex::new(&self.text).slice(Span { start: CharOffset(0), end: at })?;
        let line = before.bytes().filter(|byte| *byte == b'\n').count();
        table.rows().nth(line)
    }
}

impl TableBlock {
    /// The numbers of its rows in their sheet, from 1.
    pub fn rows(&self) -> Range<u32> {
        self.first_row..self.first_row.saturating_add(self.n_rows)
    }

    /// Which line of the unit's text, from 0, row `row` of the sheet is.
    fn line_of(&self, row: u32) -> Option<usize> {
        self.rows().contains(&row).then(|| (row - self.first_row) as usize)
    }
}

/// The visible size of a page after rotation and crop, in points (1/72 inch).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PageBox {
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
}

/// Where a run of a unit's text lies on its page: points, origin at the top left of the visible page, y downwards.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct WordBox {
    /// First Unicode scalar of the run, inclusive.
    pub start: u32,
    /// End of the run in Unicode scalars, exclusive.
    pub end: u32,
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

/// A block of consecutive rows of one sheet. Line `i` of the unit's text is row `first_row + i`, its cells parted by
/// tabs; tabs and line breaks inside a cell stand as a space in the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableBlock {
    /// The sheet's name; empty for CSV.
    pub sheet: String,
    /// Number of the block's first row in its sheet, from 1.
    pub first_row: u32,
    /// How many rows the block holds.
    pub n_rows: u32,
    /// The header row's shown texts, if the sheet has one: the same in every block of a sheet.
    pub header: Vec<String>,
    /// Cells whose stored value is not the text shown (dates, formatted numbers, texts with line breaks).
    pub raw: Vec<RawCell>,
}

/// A cell whose stored value differs from what is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RawCell {
    /// Row number in the sheet, from 1.
    pub row: u32,
    /// Column index, from 0.
    pub column: u32,
    /// The stored value as text, exactly.
    pub value: String,
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// A page with nothing but text.
    pub(crate) fn page(text: &str) -> Unit {
        Unit {
            kind: UnitKind::Page,
            label: "p. 1".to_owned(),
            text: text.to_owned(),
            engine: "test".to_owned(),
            quality: None,
            page: None,
            boxes: Vec::new(),
            table: None,
        }
    }

    /// A block of a table with the header given, its rows one per line of `text`.
    pub(crate) fn sheet(name: &str, first_row: u32, header: &[&str], text: &str) -> Unit {
        let table = TableBlock {
            sheet: name.to_owned(),
            first_row,
            n_rows: text.split('\n').count() as u32,
            header: header.iter().map(|cell| (*cell).to_owned()).collect(),
            raw: Vec::new(),
        };
        Unit { kind: UnitKind::Sheet, table: Some(table), ..page(text) }
    }

    #[test]
    fn rows_are_lines() {
        let unit = sheet("S", 7, &[], "深\ta\n\nlast");
        let check = |row: u32, text: Option<&str>, span: Option<Span>| {
            assert_eq!(unit.row_text(row), text, "row {row}");
            assert_eq!(unit.row_span(row), span, "row {row}");
        };
        check(6, None, None);
        check(7, Some("深\ta"), Some(Span::new(0, 3)));
        check(8, Some(""), Some(Span::new(4, 4)));
        check(9, Some("last"), Some(Span::new(5, 9)));
        check(10, None, None);
        assert_eq!(unit.rows().map(|row| row.0).collect::<Vec<_>>(), [7, 8, 9]);
        assert_eq!(unit.row_at(CharOffset(3)), Some(7));
        assert_eq!(unit.row_at(CharOffset(4)), Some(8));
        assert_eq!(unit.row_at(CharOffset(9)), Some(9));
        assert_eq!(unit.row_at(CharOffset(10)), None);
        assert_eq!(page("x").row_text(1), None);
    }
}
