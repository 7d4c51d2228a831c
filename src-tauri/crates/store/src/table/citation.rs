//! Citations: the places in sources that facts rest on.

use anchor::Anchor;
use facts::{Citation, DocumentId, SaidBy, Translation};
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};

use super::{at, from_json, id, payload, to_json, who};
use crate::{Result, oplog::Operation};

/// Value of `citation.add`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewCitation {
    /// The document cited.
    pub document: DocumentId,
    /// The places, in order.
    pub anchors: Vec<Anchor>,
    /// Who in the source says it.
    pub said_by: Option<SaidBy>,
    /// The words in the reporter's language.
    pub translation: Option<Translation>,
}

pub(super) fn apply(conn: &Connection, op: &Operation) -> Result<()> {
    let value: NewCitation = payload(op)?;
    conn.prepare_cached(
        "INSERT OR IGNORE INTO citation (id, document, anchors, said_by, translation, author, at, op) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        op.head.subject,
        value.document.as_bytes(),
        to_json(&value.anchors)?,
        value.said_by.as_ref().map(to_json).transpose()?,
        value.translation.as_ref().map(to_json).transpose()?,
        who(op),
        at(op),
        op.id.0
    ])?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Result<Citation>> {
    let (anchors, said_by, translation): (String, Option<String>, Option<String>) =
        (row.get(2)?, row.get(3)?, row.get(4)?);
    let (citation, document) = (id(row.get(0)?), DocumentId::from_bytes(row.get(1)?));
    let (author, at) = (id(row.get(5)?), row.get(6)?);
    Ok((|| {
        Ok(Citation {
            id: citation,
            document,
            anchors: from_json(&anchors)?,
            said_by: said_by.as_deref().map(from_json).transpose()?,
            translation: translation.as_deref().map(from_json).transpose()?,
            author,
            at,
        })
    })())
}

/// The citations of one document.
pub(crate) fn of_document(conn: &Connection, document: &DocumentId) -> Result<Vec<Citation>> {
    let mut query = conn.prepare_cached(
        "SELECT id, document, anchors, said_by, translation, author, at FROM citation WHERE document = ? ORDER BY id",
    )?;
    let rows = query.query_map([document.as_bytes()], from_row)?;
    rows.map(|row| row?).collect()
}

/// Every citation, grouped by document.
pub fn all(conn: &Connection) -> Result<Vec<Citation>> {
    let mut query = conn.prepare_cached(
        "SELECT id, document, anchors, said_by, translation, author, at FROM citation ORDER BY document, id",
    )?;
    let rows = query.query_map([], from_row)?;
    rows.map(|row| row?).collect()
}
