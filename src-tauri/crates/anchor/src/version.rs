//! The name of a text version: a hash of all that its readers see and cite.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::unit::Unit;

/// The hash that names a text version: 32 bytes, written as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextHash([u8; 32]);

impl TextHash {
    /// The hash with these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> TextHash {
        TextHash(bytes)
    }

    /// Its bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first 12 digits, for people.
    pub fn short(&self) -> String {
        self.to_string()[..12].to_owned()
    }
}

/// Makes a [`TextHash`] of a document's units, one after the other.
///
/// SHA-256 over parts, each led by its length as eight bytes, little end first: `casebound text 1`, the document's id;
/// per unit its kind's name, label and text, then either `-` or `table`, the sheet's name, first row, number of rows,
/// the header's cells and the raw cells; at the end `end` and the number of units. Numbers are parts of four bytes,
/// little end first; a list is led by its count, a part of eight bytes. Engine, quality, page and word boxes are not
/// in it: a newer engine that reads the same words reads the same version.
#[derive(Debug, Clone)]
pub struct TextHasher {
    sha: Sha256,
    n_units: u32,
}

impl TextHasher {
    /// Begins the version of a document, whose id may be any bytes.
    pub fn new(document: &[u8]) -> TextHasher {
        let mut hasher = TextHasher { sha: Sha256::new(), n_units: 0 };
        hasher.part(b"casebound text 1");
        hasher.part(document);
        hasher
    }

    /// Takes in the next unit.
    pub fn unit(&mut self, unit: &Unit) {
        self.n_units = self.n_units.wrapping_add(1);
        self.part(unit.kind.name().as_bytes());
        self.part(unit.label.as_bytes());
        self.part(unit.text.as_bytes());
        let Some(table) = &unit.table else {
            self.part(b"-");
            return;
        };
        self.part(b"table");
        self.part(table.sheet.as_bytes());
        self.number(table.first_row);
        self.number(table.n_rows);
        self.count(table.header.len());
        for cell in &table.header {
            self.part(cell.as_bytes());
        }
        self.count(table.raw.len());
        for cell in &table.raw {
            self.number(cell.row);
            self.number(cell.column);
            self.part(cell.value.as_bytes());
        }
    }

    /// The version's name.
    pub fn finish(mut self) -> TextHash {
        self.part(b"end");
        self.number(self.n_units);
        TextHash(self.sha.finalize().into())
    }

    fn part(&mut self, bytes: &[u8]) {
        self.sha.update((bytes.len() as u64).to_le_bytes());
        self.sha.update(bytes);
    }

    fn number(&mut self, number: u32) {
        self.part(&number.to_le_bytes());
    }

    fn count(&mut self, count: usize) {
        self.part(&(count as u64).to_le_bytes());
    }
}

impl fmt::Display for TextHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for TextHash {
    type Err = Error;

    fn from_str(text: &str) -> Result<TextHash, Error> {
        let refuse = || Error::NotAHash(text.chars().take(80).collect());
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(refuse());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let high = (pair[0] as char).to_digit(16).ok_or_else(refuse)?;
            let low = (pair[1] as char).to_digit(16).ok_or_else(refuse)?;
            *byte = (high * 16 + low) as u8;
        }
        Ok(TextHash(bytes))
    }
}

impl Serialize for TextHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TextHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TextHash, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::unit::tests::{page, sheet};
    use crate::unit::{RawCell, WordBox};

    fn check(units: &[Unit], expect: &str) {
        let mut hasher = TextHasher::new(b"doc");
        units.iter().for_each(|unit| hasher.unit(unit));
        let hash = hasher.finish();
        assert_eq!(hash.to_string(), expect);
        assert_eq!(expect.parse::<TextHash>().unwrap(), hash);
    }

    fn table() -> Unit {
        let mut unit = sheet("S", 2, &["when", "what"], "2025-03-04\tH100");
        unit.table.as_mut().unwrap().raw.push(RawCell { row: 2, column: 0, value: "45720".to_owned() });
        unit
    }

    #[test]
    fn golden_vectors() {
        check(&[], "dec56f282ec2a9f676935e76d886b244daf0a2236ad2ec29c56cbade87d22598");
        check(&[page("Kestrel 深圳")], "959ff84f2fe9e3806358809213ba0dc3418e4ca7029b5b7cf210d2d7aa147bea");
        check(&[page("a"), table()], "b6cdeb8d53b52d317106f4ad0a38e14734b6b3f4c1ba7da1b1548e86175d8f0e");
    }

    #[test]
    fn only_what_is_read_counts() {
        let hash = |unit: &Unit| {
            let mut hasher = TextHasher::new(b"doc");
            hasher.unit(unit);
            hasher.finish()
        };
        let unit = table();
        let mut other = unit.clone();
        other.engine = "newer".to_owned();
        other.quality = Some(0.5);
        other.boxes.push(WordBox { start: 0, end: 1, x: 0.0, y: 0.0, width: 1.0, height: 1.0 });
        assert_eq!(hash(&unit), hash(&other));
        other.table.as_mut().unwrap().raw[0].value.push('1');
        assert_ne!(hash(&unit), hash(&other));
    }

    #[test]
    fn what_is_no_hash_is_refused() {
        for text in ["", "abc", &"g".repeat(64), &"é".repeat(32), &"0".repeat(65)] {
            assert!(text.parse::<TextHash>().is_err(), "{text}");
        }
        assert_eq!("0".repeat(64).parse::<TextHash>().unwrap().short(), "000000000000");
    }
}
