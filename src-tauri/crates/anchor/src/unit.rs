//! Units: what a reader turns to, and what anchors point into.

use serde::{Deserialize, Serialize};

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
