//! Which row of a sheet names its columns.
//!
//! Filings begin with titles, dates of printing and blank rows, and the names of the columns may come twice, in two
//! languages. So the first rows are looked at together. A row can name the columns if it has two texts or more, hardly
//! any of them twice and none of them a number, years aside. Of these the one counts that says most of what comes below
//! it: a column with a name and something in it says something, one whose name is a text over numbers, dates or codes says
//! more, one without a name takes away. The first that says as much as any does, give or take a half: so a row of the
//! table's own texts is not taken for its names because they left a column out. What stands below like rows with numbers is
//! no header.

use anchor::text::is_blank_cell;

use super::BLOCK_ROWS;
use crate::format::sections::SECTION_BYTES;

/// Rows with words in them that are looked at.
const ROWS: usize = 50;
/// Rows below a row that say whether it names them.
const ROWS_BELOW: usize = 20;
const HEADER_BYTES: usize = 16 << 10;

/// The first rows of a sheet, until its header is known.
#[derive(Default)]
pub(super) struct Sample {
    rows: Vec<String>,
    /// Number of the first row, and the one after the last.
    first: u32,
    next: u32,
    n_bytes: usize,
}

impl Sample {
    /// Takes the next row. `false`, and the row is not taken, where what was seen is to be enough: never after the end of
    /// the sheet's first block, so that all blocks have the same header, wherever a reading begins anew.
    pub(super) fn take(&mut self, row: u32, line: &str) -> bool {
        if self.next == 0 {
            (self.first, self.next) = (row, row);
        }
        let n_bytes = self.n_bytes + line.len() + 1;
        let is_over = row < self.next || row - self.first >= BLOCK_ROWS || n_bytes > SECTION_BYTES;
        if self.rows.len() == ROWS || (self.n_bytes > 0 && is_over) {
            return false;
        }
        self.n_bytes = n_bytes + (row - self.next) as usize;
        self.next = row.saturating_add(1);
        if !line.trim().is_empty() {
            self.rows.push(line.to_owned());
        }
        true
    }

    /// The names of the columns; none where no row has them.
    pub(super) fn header(&self) -> Vec<String> {
        let rows: Vec<Row<'_>> = self.rows.iter().map(|line| Row::of(line)).collect();
        let mut best: Option<(usize, Worth)> = None;
        for at in 0..rows.len() {
            let Some(worth) = worth(&rows, at) else { continue };
            let is_better = best.as_ref().is_none_or(|(before, best)| {
                worth.points * 2 >= best.points * 3 || (before + 1 == at && is_translation(&rows, at, &worth, best))
            });
            if is_better {
                best = Some((at, worth));
            }
        }
        best.map_or_else(Vec::new, |(at, _)| names(&self.rows[at]))
    }
}

/// The cells of a line as names of columns; none where that is no header's length.
pub(super) fn names(line: &str) -> Vec<String> {
    if line.len() > HEADER_BYTES || line.trim().is_empty() {
        return Vec::new();
    }
    line.split('\t').map(|cell| cell.trim().to_owned()).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Empty,
    /// Digits without letters that are no year.
    Number,
    Year,
    /// More digits than letters: a date, a code, an amount with its unit.
    Code,
    Text,
}

impl Kind {
    fn of(cell: &str) -> Kind {
        let n_digits = cell.chars().filter(|c| c.is_numeric()).count();
        let n_letters = cell.chars().filter(|c| c.is_alphabetic()).count();
        match (n_digits, n_letters) {
            _ if is_blank_cell(cell) => Kind::Empty,
            (0, _) => Kind::Text,
            (4, 0) if cell.len() == 4 && (cell.starts_with("19") || cell.starts_with("20")) => Kind::Year,
            (_, 0) => Kind::Number,
            _ if n_digits > n_letters => Kind::Code,
            _ => Kind::Text,
        }
    }

    fn is_typed(self) -> bool {
        matches!(self, Kind::Number | Kind::Year | Kind::Code)
    }
}

struct Row<'a> {
    line: &'a str,
    kinds: Vec<Kind>,
    n_filled: usize,
}

impl<'a> Row<'a> {
    fn of(line: &'a str) -> Row<'a> {
        let kinds: Vec<Kind> = line.split('\t').map(|cell| Kind::of(cell.trim())).collect();
        Row { line, n_filled: kinds.iter().filter(|kind| **kind != Kind::Empty).count(), kinds }
    }

    fn kind(&self, column: usize) -> Kind {
        self.kinds.get(column).copied().unwrap_or(Kind::Empty)
    }

    fn has_numbers(&self) -> bool {
        self.kinds.contains(&Kind::Number)
    }

    /// Whether it fills as much as a row of `n` cells or nearly so.
    fn is_as_wide_as(&self, n: usize) -> bool {
        self.n_filled * 5 >= n * 3
    }

    /// How many of its texts there are, each counted once.
    fn n_distinct(&self) -> usize {
        let mut cells: Vec<&str> = self.line.split('\t').map(str::trim).filter(|cell| !is_blank_cell(cell)).collect();
        cells.sort_unstable();
        cells.dedup();
        cells.len()
    }
}

/// How well a row names what is below it.
struct Worth {
    points: i64,
    /// Columns with a text over what is none.
    n_contrasts: usize,
}

/// `None` for a row that cannot name the columns.
fn worth(rows: &[Row<'_>], at: usize) -> Option<Worth> {
    let (row, below) = (&rows[at], &rows[at + 1..]);
    let first = row.kinds.iter().find(|kind| **kind != Kind::Empty);
    if row.n_filled < 2 || row.has_numbers() || row.line.len() > HEADER_BYTES || first == Some(&Kind::Year) {
        return None;
    }
    let below = &below[..below.len().min(ROWS_BELOW)];
    let mut worth = Worth { points: 1, n_contrasts: 0 };
    let n_columns = below.iter().map(|row| row.kinds.len()).max().unwrap_or(0).max(row.kinds.len());
    for column in 0..n_columns {
        let count = |is_one: fn(Kind) -> bool| below.iter().filter(|row| is_one(row.kind(column))).count();
        let n_filled = count(|kind| kind != Kind::Empty);
        let is_typed = n_filled > 0 && count(Kind::is_typed) * 10 >= n_filled * 7;
        match row.kind(column) {
            Kind::Empty if n_filled * 2 >= below.len().max(1) => worth.points -= 2,
            Kind::Empty => {}
            // A year over years is one more of them.
            Kind::Year if !is_typed || count(|kind| kind == Kind::Year) * 2 > n_filled => return None,
            Kind::Year | Kind::Text if is_typed => {
                worth.points += 5;
                worth.n_contrasts += 1;
            }
            _ if n_filled > 0 => worth.points += 2,
            _ => {}
        }
    }
    let n_distinct = row.n_distinct();
    let is_named = n_distinct == row.n_filled || (worth.n_contrasts > 0 && n_distinct * 5 >= row.n_filled * 3);
    (is_named && worth.points > 0 && !comes_too_late(rows, at, below, &worth)).then_some(worth)
}

/// Whether the rows above it are rows of the table already.
fn comes_too_late(rows: &[Row<'_>], at: usize, below: &[Row<'_>], worth: &Worth) -> bool {
    let n_filled = rows[at].n_filled;
    let above: Vec<&Row<'_>> =
        rows[..at].iter().filter(|row| row.n_filled > 1 && row.is_as_wide_as(n_filled)).collect();
    if worth.n_contrasts == 0 && !above.is_empty() {
        return true;
    }
    let n_above = above.iter().filter(|row| row.has_numbers()).count();
    let n_below = below.iter().filter(|row| row.is_as_wide_as(n_filled) && row.has_numbers()).count();
    n_above > 0 && n_above * 4 > n_below
}

/// Whether a row says in another script what the one above it says.
fn is_translation(rows: &[Row<'_>], at: usize, worth: &Worth, above: &Worth) -> bool {
    let n_han = |row: &Row<'_>| row.line.chars().filter(|c| ('\u{3400}'..='\u{9fff}').contains(c)).count();
    let n_letters = |row: &Row<'_>| row.line.chars().filter(|c| c.is_alphabetic()).count();
    let (upper, lower) = (&rows[at - 1], &rows[at]);
    let is_han = |row: &Row<'_>| n_han(row) * 2 > n_letters(row);
    let least = if is_han(lower) { 2 } else { 4 };
    // What is shorter than names are is the units that the columns are counted in.
    is_han(upper) != is_han(lower)
        && n_letters(lower) >= lower.n_filled * least
        && worth.n_contrasts > 0
        && worth.n_contrasts >= above.n_contrasts
        && worth.points * 5 >= above.points * 4
}
