//! Where in a source: units, unit text v1, offsets, anchors, and finding the words again.
//!
//! Start at [`anchors::Anchor`] (what a citation points with) and [`attach::attach_all`] (whether it still holds).
//! Not in here: bytes, files, databases, dates; who says what a place proves; drawing of pages.

pub mod anchors;
pub mod attach;
pub mod error;
pub mod exact;
pub mod offset;
pub mod text;
pub mod unit;
pub mod version;

pub use anchors::{Anchor, Cell, CellsAnchor, RegionAnchor, TextAnchor, TimeAnchor};
pub use attach::{Attachment, Hold, Outcome, Place, Units, attach, attach_all, combine};
pub use error::Error;
pub use exact::Needle;
pub use offset::{ByteOffset, CharOffset, Span, TextIndex, Utf16Offset};
pub use unit::{PageBox, RawCell, TableBlock, Unit, UnitKind, WordBox};
pub use version::{TextHash, TextHasher};
