//! Documents: one set of bytes each.

use facts::DocumentId;
use hmac::{Hmac, KeyInit, Mac};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::payload;
use crate::{Error, Result, oplog::Operation};

/// Value of `document.add`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDocument {
    /// SHA-256 of the bytes, as hex.
    pub sha256: String,
    /// How many bytes.
    pub bytes: u64,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Local number, for the index and for sets; it does not travel.
    pub ordinal: u64,
    /// Its id.
    pub id: DocumentId,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// How many bytes.
    pub bytes: u64,
}

/// The id of the document with these bytes: HMAC-SHA-256 of their SHA-256 under the case's secret, so that an id tells
/// nobody outside the case what the case holds, and no parser version changes it.
pub(crate) fn id_of(secret: &[u8], sha256: &[u8; 32]) -> DocumentId {
    keyed(secret, &[b"document", sha256])
}

fn keyed(secret: &[u8], parts: &[&[u8]]) -> DocumentId {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    DocumentId::from_bytes(mac.finalize().into_bytes().into())
}

pub(super) fn apply(conn: &Connection, op: &Operation) -> Result<()> {
    let value: NewDocument = payload(op)?;
    let sha256 = from_hex(&value.sha256).ok_or_else(|| Error::Damaged("a checksum is not one".into()))?;
    conn.prepare_cached("INSERT OR IGNORE INTO document (id, sha256, bytes, op) VALUES (?, ?, ?, ?)")?
        .execute(params![op.head.subject, sha256, value.bytes, op.id.0])?;
    Ok(())
}

const COLUMNS: &str = "ordinal, id, sha256, bytes";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Document> {
    Ok(Document {
        ordinal: row.get(0)?,
        id: DocumentId::from_bytes(row.get(1)?),
        sha256: row.get(2)?,
        bytes: row.get(3)?,
    })
}

pub(crate) fn get(conn: &Connection, id: &DocumentId) -> Result<Option<Document>> {
    Ok(conn
        .prepare_cached(&format!("SELECT {COLUMNS} FROM document WHERE id = ?"))?
        .query_row([id.as_bytes()], from_row)
        .optional()?)
}

pub(crate) fn by_ordinal(conn: &Connection, ordinal: u64) -> Result<Option<Document>> {
    Ok(conn
        .prepare_cached(&format!("SELECT {COLUMNS} FROM document WHERE ordinal = ?"))?
        .query_row([ordinal], from_row)
        .optional()?)
}

pub(crate) fn all(conn: &Connection) -> Result<Vec<Document>> {
    let mut query = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM document ORDER BY ordinal"))?;
    let rows = query.query_map([], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The document a person means: a path as taken in, else an id prefix or a SHA-256 prefix of at least four digits.
pub(crate) fn find(conn: &Connection, text: &str) -> Result<Document> {
    let sql = format!(
        "SELECT {COLUMNS} FROM document WHERE id IN (SELECT document FROM acquisition WHERE path = ?) LIMIT 50"
    );
    let mut found: Vec<Document> = conn.prepare(&sql)?.query_map([text], from_row)?.collect::<Result<_, _>>()?;
    if found.len() > 1 {
        // What a limit left of a file is not meant where the file is there.
        let there: Vec<DocumentId> = found.iter().map(|d| d.id).collect();
        let mut left = Vec::with_capacity(found.len());
        for document in found {
            let whole = super::acquisition::whole_of(conn, &document.id)?;
            if whole.is_none_or(|whole| !there.contains(&whole)) {
                left.push(document);
            }
        }
        found = left;
    }
    if found.is_empty() && text.len() >= 4 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        let (low, high) = range_of_prefix(&text.to_ascii_lowercase());
        for column in ["id", "sha256"] {
            let sql = format!("SELECT {COLUMNS} FROM document WHERE {column} BETWEEN ? AND ? LIMIT 50");
            let rows: Vec<Document> =
                conn.prepare(&sql)?.query_map([low, high], from_row)?.collect::<Result<_, _>>()?;
            found.extend(rows);
        }
    }
    found.dedup_by_key(|d| d.id);
    match found.len() {
        0 => Err(Error::NotFound { what: "document", id: text.into() }),
        1 => Ok(found.swap_remove(0)),
        count => Err(Error::Ambiguous { what: "document", id: text.into(), count }),
    }
}

/// The lowest and highest 32 bytes whose hex starts with `prefix`.
fn range_of_prefix(prefix: &str) -> ([u8; 32], [u8; 32]) {
    let fill = |digit: char| {
        let mut hex: String = prefix.chars().take(64).collect();
        hex.extend(std::iter::repeat_n(digit, 64 - hex.len()));
        from_hex(&hex).and_then(|bytes| bytes.try_into().ok()).unwrap_or_default()
    };
    (fill('0'), fill('f'))
}

/// Bytes in hexadecimal, small letters: how hashes and raw names are written.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// What [`to_hex`] wrote.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok()).collect()
}
