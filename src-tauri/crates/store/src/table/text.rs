//! Text versions: the text of a document's units by one maker. Immutable, named by its hash.

use std::collections::HashSet;

use anchor::TextHash;
use facts::DocumentId;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{at, payload, word};
use crate::{Result, oplog::Operation};

/// How a text came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Maker {
    /// Taken out of the file.
    Extracted,
    /// Read from pictures.
    Ocr,
    /// Put right by a person.
    Corrected,
    /// Written down from a recording.
    Transcript,
    /// Put into another language.
    Translation,
}

/// Value of `text.add`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewText {
    /// Whose text it is.
    pub document: DocumentId,
    /// How it came about.
    pub maker: Maker,
    /// Engine or person.
    pub engine: String,
    /// Version of the engine.
    pub version: String,
    /// What the engine was told.
    pub options: String,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// The text it was made from.
    pub derived_from: Option<TextHash>,
    /// How many units.
    pub units: u32,
    /// How many Unicode scalars.
    pub chars: u64,
}

/// How a text that is to be added came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// How.
    pub maker: Maker,
    /// By which engine or person.
    pub engine: String,
    /// Version of the engine.
    pub version: String,
    /// What the engine was told.
    pub options: String,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// The text it was made from.
    pub derived_from: Option<TextHash>,
}

impl Made {
    /// By taking it out of the file.
    pub fn extracted(engine: &str, version: &str, language: Option<String>) -> Made {
        Made {
            maker: Maker::Extracted,
            engine: engine.to_owned(),
            version: version.to_owned(),
            options: String::new(),
            language,
            derived_from: None,
        }
    }
}

/// A text version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextVersion {
    /// Its name.
    pub hash: TextHash,
    /// Whose text it is.
    pub document: DocumentId,
    /// How it came about.
    pub maker: Maker,
    /// Engine or person.
    pub engine: String,
    /// Version of the engine.
    pub version: String,
    /// How many units.
    pub units: u32,
}

pub(super) fn apply(conn: &Connection, op: &Operation) -> Result<()> {
    let value: NewText = payload(op)?;
    conn.prepare_cached(
        "INSERT OR IGNORE INTO text_version (hash, document, maker, engine, version, options, language, derived_from, \
         units, chars, at, op) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        op.head.subject,
        value.document.as_bytes(),
        word(&value.maker),
        value.engine,
        value.version,
        value.options,
        value.language,
        value.derived_from.map(|t| *t.as_bytes()),
        value.units,
        value.chars,
        at(op),
        op.id.0
    ])?;
    Ok(())
}

/// A document's text versions, oldest first.
pub(crate) fn of_document(conn: &Connection, document: &DocumentId) -> Result<Vec<TextVersion>> {
    let mut query = conn.prepare_cached(
        "SELECT hash, document, maker, engine, version, units FROM text_version WHERE document = ? ORDER BY at, hash",
    )?;
    let mut rows = query.query([document.as_bytes()])?;
    let mut versions = Vec::new();
    while let Some(row) = rows.next()? {
        versions.push(TextVersion {
            hash: TextHash::from_bytes(row.get(0)?),
            document: DocumentId::from_bytes(row.get(1)?),
            maker: super::from_word(&row.get::<_, String>(2)?)?,
            engine: row.get(3)?,
            version: row.get(4)?,
            units: row.get(5)?,
        });
    }
    Ok(versions)
}

/// Whose text it is.
pub(crate) fn document_of(conn: &Connection, hash: &TextHash) -> Result<Option<DocumentId>> {
    let found = conn
        .prepare_cached("SELECT document FROM text_version WHERE hash = ?")?
        .query_row([hash.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(found.map(DocumentId::from_bytes))
}

/// Texts of other documents that were made from these documents' texts, and whose they are: a recording's, of a transcript.
pub(crate) fn made_from(conn: &Connection, documents: &[DocumentId]) -> Result<Vec<(TextHash, DocumentId)>> {
    if documents.is_empty() {
        return Ok(Vec::new());
    }
    let mut query = conn.prepare_cached(
        "SELECT made.hash, made.document, base.document FROM text_version made \
         JOIN text_version base ON base.hash = made.derived_from WHERE made.document <> base.document",
    )?;
    let documents: HashSet<&DocumentId> = documents.iter().collect();
    let mut rows = query.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (of, from) = (DocumentId::from_bytes(row.get(1)?), DocumentId::from_bytes(row.get(2)?));
        if documents.contains(&from) && !documents.contains(&of) {
            found.push((TextHash::from_bytes(row.get(0)?), of));
        }
    }
    Ok(found)
}

pub(crate) fn exists(conn: &Connection, hash: &TextHash) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM text_version WHERE hash = ?")?.exists([hash.as_bytes()])?)
}
