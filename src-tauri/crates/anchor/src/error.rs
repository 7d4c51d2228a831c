//! What can go wrong in this crate.

/// Why an anchor could not be made or a hash not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The span leaves the unit's text.
    #[error("part {unit}: the place {start}–{end} is not in its text of {len} characters")]
    OutsideText {
        /// The unit's number, from 1.
        unit: u32,
        /// First scalar asked for.
        start: u32,
        /// End asked for, exclusive.
        end: u32,
        /// How many scalars the text has.
        len: u32,
    },
    /// The span holds nothing but white space.
    #[error("part {unit}: there are no words at {start}–{end}")]
    NoWords {
        /// The unit's number, from 1.
        unit: u32,
        /// First scalar asked for.
        start: u32,
        /// End asked for, exclusive.
        end: u32,
    },
    /// A cell was asked for in a unit that is not a block of a table.
    #[error("part {unit} is not a table")]
    NotATable {
        /// The unit's number, from 1.
        unit: u32,
    },
    /// The row is not in the unit's block.
    #[error("part {unit} has rows {first}–{last}, not row {row}")]
    NoSuchRow {
        /// The unit's number, from 1.
        unit: u32,
        /// The row asked for.
        row: u32,
        /// First row of the block.
        first: u32,
        /// Last row of the block.
        last: u32,
    },
    /// The row has no such column.
    #[error("row {row} has {n_columns} columns, not column {column}")]
    NoSuchColumn {
        /// The row asked for.
        row: u32,
        /// The column asked for, from 0.
        column: u32,
        /// How many columns the row has.
        n_columns: u32,
    },
    /// All cells asked for are empty.
    #[error("row {row} has nothing in the cells asked for")]
    EmptyCells {
        /// The row asked for.
        row: u32,
    },
    /// A text that should be a hash is none.
    #[error("`{0}` is not a text hash of 64 hexadecimal digits")]
    NotAHash(String),
}
