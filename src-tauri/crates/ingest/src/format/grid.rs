//! Tables on a page: a row per line, cells parted by tabs. Tables that only lay out a page flow like it.

use super::flow::Flow;

/// Tables within tables beyond this depth flow like the page.
const DEEPEST: usize = 16;
/// A cell of several paragraphs and more bytes than this lays out a page.
const CELL_BYTES: usize = 1000;

/// The page's flow, and the tables open on it.
#[derive(Default)]
pub(crate) struct Grids {
    page: Flow,
    open: Vec<Grid>,
    /// Tables open beyond the deepest.
    n_deeper: u32,
}

#[derive(Default)]
struct Grid {
    /// What has been written of the table so far.
    rows: Flow,
    row: Vec<Cell>,
    cell: Option<Cell>,
}

#[derive(Default)]
struct Cell {
    flow: Flow,
    has_table: bool,
}

impl Grids {
    /// Where words go now.
    pub(crate) fn flow(&mut self) -> &mut Flow {
        match self.open.last_mut() {
            None => &mut self.page,
            Some(grid) => match &mut grid.cell {
                Some(cell) => &mut cell.flow,
                None => &mut grid.rows,
            },
        }
    }

    /// How many bytes of text the page has so far; `None` within a table, whose text comes when it ends.
    pub(crate) fn place(&self) -> Option<usize> {
        self.open.is_empty().then(|| self.page.len())
    }

    pub(crate) fn start(&mut self, name: &str) {
        match name {
            "table" if self.open.len() >= DEEPEST => self.n_deeper += 1,
            "table" => {
                if let Some(cell) = self.open.last_mut().and_then(|grid| grid.cell.as_mut()) {
                    cell.has_table = true;
                }
                self.open.push(Grid::default());
            }
            "tr" | "td" | "th" if self.n_deeper > 0 => self.flow().line(),
            "tr" | "thead" | "tbody" | "tfoot" | "caption" => {
                if let Some(grid) = self.open.last_mut() {
                    grid.end_row();
                }
            }
            "td" | "th" => match self.open.last_mut() {
                Some(grid) => {
                    grid.end_cell();
                    grid.cell = Some(Cell::default());
                }
                None => self.page.space(),
            },
            _ => {}
        }
    }

    pub(crate) fn end(&mut self, name: &str) {
        match name {
            "table" if self.n_deeper > 0 => self.n_deeper -= 1,
            "table" => self.end_table(),
            _ if self.n_deeper > 0 => {}
            "tr" | "thead" | "tbody" | "tfoot" => {
                if let Some(grid) = self.open.last_mut() {
                    grid.end_row();
                }
            }
            "td" | "th" => {
                if let Some(grid) = self.open.last_mut() {
                    grid.end_cell();
                }
            }
            _ => {}
        }
    }

    pub(crate) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.end_table();
        }
        self.page.finish()
    }

    fn end_table(&mut self) {
        let Some(mut grid) = self.open.pop() else { return };
        grid.end_row();
        let rows = grid.rows.finish();
        let flow = self.flow();
        flow.paragraph();
        flow.verbatim(&rows);
        flow.paragraph();
    }
}

impl Grid {
    fn end_cell(&mut self) {
        self.row.extend(self.cell.take());
    }

    fn end_row(&mut self) {
        self.end_cell();
        let cells: Vec<(String, bool)> = self.row.drain(..).map(|cell| (cell.flow.finish(), cell.has_table)).collect();
        let n_filled = cells.iter().filter(|(text, _)| !text.is_empty()).count();
        let is_layout =
            |(text, has_table): &(String, bool)| *has_table || (text.len() > CELL_BYTES && text.contains("\n\n"));
        self.rows.line();
        if n_filled == 1 || cells.iter().any(is_layout) {
            for (text, _) in cells.iter().filter(|(text, _)| !text.is_empty()) {
                self.rows.paragraph();
                self.rows.verbatim(text);
            }
            self.rows.paragraph();
        } else if n_filled > 0 {
            let texts: Vec<String> = cells.iter().map(|(text, _)| one_line(text)).collect();
            self.rows.verbatim(texts.join("\t").trim_end_matches('\t'));
        }
        self.rows.line();
    }
}

fn one_line(text: &str) -> String {
    text.split(['\n', '\t']).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}
