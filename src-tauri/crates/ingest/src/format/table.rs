//! Rows gathered into blocks of at most 500 rows and 64 KiB, the same for every kind of table.

mod header;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use anchor::text::cell_text;
use anchor::{RawCell, TableBlock, Unit, UnitKind};

use header::Sample;

use super::sections::SECTION_BYTES;
use super::{Emit, Failure, Problem, ProblemCode};

const BLOCK_ROWS: u32 = 500;
/// Cells past this many bytes of a row are left out.
const ROW_BYTES: usize = 2 << 20;
const CHECKPOINT_BLOCKS: u32 = 64;

/// One cell on its way into a block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cell<'a> {
    /// The value as stored.
    pub(crate) stored: Cow<'a, str>,
    /// What a reader sees, where that is not the stored value.
    pub(crate) shown: Option<String>,
}

impl<'a> Cell<'a> {
    /// A cell that shows what it stores.
    pub(crate) fn plain(stored: impl Into<Cow<'a, str>>) -> Cell<'a> {
        Cell { stored: stored.into(), shown: None }
    }
}

/// Gives the rows of one sheet as units.
///
/// The header is the row among the first that names the columns best (see [`header`]), or the one said to. Rows above it
/// are titles. Both stay rows of their block all the same.
pub(crate) struct Table<'a> {
    out: &'a mut dyn Emit,
    engine: &'static str,
    sheet: String,
    left: u64,
    /// Rows before this one were given by an earlier reading.
    from_row: u32,
    header: Header,
    n_blocks: u32,
    has_checkpoints: bool,
    long_row: Option<u32>,
    block: Block,
}

enum Header {
    Sought(Sample),
    /// Its names; none where there is no header.
    Known(Vec<String>),
}

#[derive(Default)]
struct Block {
    first_row: u32,
    n_rows: u32,
    text: String,
    raw: Vec<RawCell>,
}

impl<'a> Table<'a> {
    /// `left` is how many bytes of text the document may still give.
    pub(crate) fn new(out: &'a mut dyn Emit, engine: &'static str, sheet: &str, left: u64) -> Table<'a> {
        Table {
            out,
            engine,
            sheet: sheet.to_owned(),
            left,
            from_row: 0,
            header: Header::Sought(Sample::default()),
            n_blocks: 0,
            has_checkpoints: false,
            long_row: None,
            block: Block::default(),
        }
    }

    /// Gives checkpoints, whose token is the next row, and leaves out rows before `resume`.
    pub(crate) fn resuming(mut self, resume: Option<&str>) -> Table<'a> {
        self.from_row = resume.and_then(|token| token.parse().ok()).unwrap_or(0);
        self.has_checkpoints = true;
        self
    }

    /// What the units go to.
    pub(crate) fn out(&mut self) -> &mut dyn Emit {
        self.out
    }

    /// Takes a first row that names the columns.
    pub(crate) fn heading(&mut self, cells: &[Cell<'_>]) -> Result<(), Failure> {
        let texts: Vec<String> = cells.iter().map(|cell| cell_text(&cell.stored)).collect();
        self.header = Header::Known(header::names(&texts.join("\t")));
        self.row(1, cells)
    }

    /// Takes the next row, numbered from 1. Rows left out are empty lines, or part two blocks.
    pub(crate) fn row(&mut self, row: u32, cells: &[Cell<'_>]) -> Result<(), Failure> {
        let mut line = String::new();
        let mut raw = Vec::new();
        let n_cells = cells.iter().rposition(|cell| !cell.stored.is_empty()).map_or(0, |last| last + 1);
        for (column, cell) in (0u32..).zip(&cells[..n_cells]) {
            if column > 0 {
                line.push('\t');
            }
            if line.len() > ROW_BYTES {
                self.long_row.get_or_insert(row);
                break;
            }
            let text = cell_text(cell.shown.as_deref().unwrap_or(&cell.stored));
            if text != cell.stored {
                raw.push(RawCell { row, column, value: cell.stored.clone().into_owned() });
            }
            line.push_str(&text);
        }
        self.look_for_header(row, &line);
        if row < self.from_row {
            return Ok(());
        }

        let block = &self.block;
        let next_row = block.first_row.saturating_add(block.n_rows);
        let n_after = row.saturating_sub(block.first_row).saturating_add(1);
        let is_over = n_after > BLOCK_ROWS || block.text.len() + line.len() + 1 > SECTION_BYTES;
        if block.n_rows > 0 && (row < next_row || is_over) {
            self.flush()?;
        }
        let block = &mut self.block;
        if block.n_rows == 0 {
            block.first_row = row;
        } else {
            let n_breaks = row - (block.first_row + block.n_rows) + 1;
            block.text.extend(std::iter::repeat_n('\n', n_breaks as usize));
        }
        block.n_rows = row - block.first_row + 1;
        block.text.push_str(&line);
        block.raw.append(&mut raw);
        Ok(())
    }

    /// Gives the last block. Returns how many bytes of text the document may still give.
    pub(crate) fn finish(mut self) -> Result<u64, Failure> {
        self.close()?;
        Ok(self.left)
    }

    /// Gives the last block. Returns what the units went to.
    pub(crate) fn finish_into(mut self) -> Result<&'a mut dyn Emit, Failure> {
        self.close()?;
        Ok(self.out)
    }

    fn close(&mut self) -> Result<(), Failure> {
        if let Some(row) = self.long_row {
            let message = format!("row {row} is longer than 2 MiB; the cells after that are left out");
            self.out.problem(Problem { code: ProblemCode::Limit, message, unit: None })?;
        }
        self.flush()
    }

    fn look_for_header(&mut self, row: u32, line: &str) {
        if let Header::Sought(sample) = &mut self.header
            && !sample.take(row, line)
        {
            self.settle_header();
        }
    }

    fn settle_header(&mut self) -> &[String] {
        if let Header::Sought(sample) = &self.header {
            self.header = Header::Known(sample.header());
        }
        match &self.header {
            Header::Known(names) => names,
            Header::Sought(_) => &[],
        }
    }

    fn flush(&mut self) -> Result<(), Failure> {
        let Block { first_row, n_rows, text, raw } = std::mem::take(&mut self.block);
        if n_rows == 0 || text.trim().is_empty() {
            return self.out.alive();
        }
        let header = self.settle_header().to_vec();
        // Rows that go back and forth give a block each, and every block has the header.
        let n_bytes = text.len() as u64 + header.iter().map(|name| name.len() as u64).sum::<u64>();
        if n_bytes > self.left {
            return Err(Failure::LimitHit("too much text for one document".to_owned()));
        }
        self.left -= n_bytes;
        let last_row = first_row + n_rows - 1;
        let rows = if n_rows == 1 { format!("row {first_row}") } else { format!("rows {first_row}–{last_row}") };
        self.out.unit(Unit {
            kind: UnitKind::Sheet,
            label: if self.sheet.is_empty() { rows } else { format!("{} {rows}", self.sheet) },
            text,
            engine: self.engine.to_owned(),
            quality: None,
            page: None,
            boxes: Vec::new(),
            table: Some(TableBlock { sheet: self.sheet.clone(), first_row, n_rows, header, raw }),
        })?;
        self.n_blocks += 1;
        if self.has_checkpoints && self.n_blocks.is_multiple_of(CHECKPOINT_BLOCKS) {
            self.out.checkpoint(&(last_row + 1).to_string())?;
        }
        Ok(())
    }
}
