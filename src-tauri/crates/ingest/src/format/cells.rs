//! Text whose tables are told only by the end of each cell and row, as in RTF and older Word documents.

use super::flow::Flow;
use super::grid::Grids;

/// A text in the making.
#[derive(Default)]
pub(crate) struct Cells {
    grids: Grids,
    is_table: bool,
}

impl Cells {
    /// Where words go now; opens or closes a table as they stand in one or not.
    pub(crate) fn flow(&mut self, is_in_table: bool) -> &mut Flow {
        if is_in_table && !self.is_table {
            self.grids.start("table");
            self.grids.start("tr");
            self.grids.start("td");
        } else if !is_in_table && self.is_table {
            self.grids.end("table");
        }
        self.is_table = is_in_table;
        self.grids.flow()
    }

    pub(crate) fn end_cell(&mut self) {
        self.flow(true);
        self.grids.end("td");
        self.grids.start("td");
    }

    pub(crate) fn end_row(&mut self) {
        self.flow(true);
        self.grids.end("tr");
        self.grids.start("tr");
        self.grids.start("td");
    }

    pub(crate) fn finish(self) -> String {
        self.grids.finish()
    }
}
