//! Where in a source: units, unit text v1, offsets, anchors, and finding the words again.

pub mod unit;

pub use unit::{PageBox, RawCell, TableBlock, Unit, UnitKind, WordBox};
