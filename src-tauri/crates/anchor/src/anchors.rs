//! Anchors: places in a source, as citations keep them.
//!
//! In JSON an anchor is `{"kind": "text" | "cells" | "region" | "time", …}`. A kind written by a newer version is kept
//! whole and written back as it came.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

use crate::offset::{CharOffset, Span};
use crate::version::TextHash;

mod make;

/// How many characters of context a text anchor keeps on each side.
pub const CONTEXT_CHARS: usize = 32;

/// How many other cells of the row a cells anchor keeps to know the row by.
pub const MAX_KEYS: usize = 6;

/// A place in a source.
#[derive(Debug, Clone, PartialEq)]
pub enum Anchor {
    /// Words of a unit's text.
    Text(TextAnchor),
    /// Cells of one row of a table.
    Cells(CellsAnchor),
    /// A box on a page or picture.
    Region(RegionAnchor),
    /// A stretch of a recording.
    Time(TimeAnchor),
    /// A kind this version does not know: the JSON object as it came.
    Unknown(Value),
}

/// Words of a unit's text, after the selectors of the W3C Web Annotation Data Model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextAnchor {
    /// The text version that was cited.
    pub version: TextHash,
    /// The unit's number in that version, from 1.
    pub unit: u32,
    /// First scalar of the quote in the unit's text.
    pub start: CharOffset,
    /// One past its last scalar.
    pub end: CharOffset,
    /// The words, exactly as in the unit's text; neither end is white space.
    pub quote: String,
    /// Up to 32 characters of the unit's text before the quote.
    pub prefix: String,
    /// Up to 32 characters of the unit's text after the quote.
    pub suffix: String,
    /// At how many places of the version the quote stood, overlapping ones included, over all units.
    pub occurrences: u32,
}

impl TextAnchor {
    /// Where in the unit's text.
    pub fn span(&self) -> Span {
        Span { start: self.start, end: self.end }
    }
}

/// Cells of one row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellsAnchor {
    /// The text version that was cited.
    pub version: TextHash,
    /// The unit's number in that version, from 1.
    pub unit: u32,
    /// The sheet's name; empty for CSV.
    pub sheet: String,
    /// The row's number in its sheet, from 1.
    pub row: u32,
    /// The cells that are cited, by rising index.
    pub columns: Vec<Cell>,
    /// Other filled cells of the row, by which it is known again: up to 6, by rising index.
    pub keys: Vec<Cell>,
    /// How many rows of the sheet had these cells and keys.
    pub occurrences: u32,
}

/// A cell of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// The column, from 0.
    pub index: u32,
    /// The column's header; empty if it has none.
    pub header: String,
    /// The text shown.
    pub value: String,
}

/// A box on a page or picture: points (1/72 inch), origin at the top left of the visible page, y downwards.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegionAnchor {
    /// The unit's number, from 1.
    pub unit: u32,
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Hash of the crop as it was drawn when cited, in hexadecimal: by it the same picture is known in other bytes.
    pub crop_hash: String,
    /// What drew the crop, with its version: another one may draw the same bytes a little differently.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub engine: String,
}

/// A stretch of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeAnchor {
    /// Its beginning, in milliseconds from the start.
    pub from_ms: u64,
    /// Its end, in milliseconds from the start.
    pub to_ms: u64,
}

impl From<RegionAnchor> for Anchor {
    fn from(region: RegionAnchor) -> Anchor {
        Anchor::Region(region)
    }
}

impl Anchor {
    /// The kind's name in JSON; empty for an unknown one that does not say.
    pub fn kind(&self) -> &str {
        match self {
            Anchor::Text(_) => "text",
            Anchor::Cells(_) => "cells",
            Anchor::Region(_) => "region",
            Anchor::Time(_) => "time",
            Anchor::Unknown(value) => value.get("kind").and_then(Value::as_str).unwrap_or(""),
        }
    }

    /// The unit it lies in, from 1, where the kind is known and has units.
    pub fn unit(&self) -> Option<u32> {
        match self {
            Anchor::Text(text) => Some(text.unit),
            Anchor::Cells(cells) => Some(cells.unit),
            Anchor::Region(region) => Some(region.unit),
            Anchor::Time(_) | Anchor::Unknown(_) => None,
        }
    }

    /// The text version it was made from, where it was made from one.
    pub fn version(&self) -> Option<&TextHash> {
        match self {
            Anchor::Text(text) => Some(&text.version),
            Anchor::Cells(cells) => Some(&cells.version),
            Anchor::Region(_) | Anchor::Time(_) | Anchor::Unknown(_) => None,
        }
    }

    /// The words a reader sees as quoted: the quote, or the cited cells parted by tabs. `None` for the other kinds.
    pub fn quote(&self) -> Option<String> {
        match self {
            Anchor::Text(text) => Some(text.quote.clone()),
            Anchor::Cells(cells) => {
                let values: Vec<&str> = cells.columns.iter().map(|cell| cell.value.as_str()).collect();
                Some(values.join("\t"))
            }
            Anchor::Region(_) | Anchor::Time(_) | Anchor::Unknown(_) => None,
        }
    }
}

impl Serialize for Anchor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        enum Known<'a> {
            Text(&'a TextAnchor),
            Cells(&'a CellsAnchor),
            Region(&'a RegionAnchor),
            Time(&'a TimeAnchor),
        }
        match self {
            Anchor::Text(text) => Known::Text(text).serialize(serializer),
            Anchor::Cells(cells) => Known::Cells(cells).serialize(serializer),
            Anchor::Region(region) => Known::Region(region).serialize(serializer),
            Anchor::Time(time) => Known::Time(time).serialize(serializer),
            Anchor::Unknown(value) => value.serialize(serializer),
        }
    }
}

/// Fails for what is no object, and for a known kind whose fields are missing or wrong.
impl<'de> Deserialize<'de> for Anchor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Anchor, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if !value.is_object() {
            return Err(de::Error::custom("an anchor is an object"));
        }
        let known = match value.get("kind").and_then(Value::as_str) {
            Some("text") => serde_json::from_value(value).map(Anchor::Text),
            Some("cells") => serde_json::from_value(value).map(Anchor::Cells),
            Some("region") => serde_json::from_value(value).map(Anchor::Region),
            Some("time") => serde_json::from_value(value).map(Anchor::Time),
            _ => Ok(Anchor::Unknown(value)),
        };
        known.map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
