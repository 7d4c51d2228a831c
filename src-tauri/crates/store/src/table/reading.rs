//! Readings: what came of reading a document, last time it was read.

use facts::DocumentId;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::{at, from_word, payload, word};
use crate::{Result, oplog::Operation};

/// The state of a file or child in the ledger. Exactly one holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Taken in, not read yet.
    Queued,
    /// Read and searchable.
    Indexed,
    /// Some of it could be read.
    Partly,
    /// Pages without text: pictures of text.
    NoText,
    /// No bytes, or nothing in it.
    Empty,
    /// Locked by a password.
    Encrypted,
    /// No reader for its kind yet.
    Unsupported,
    /// Damaged.
    Corrupt,
    /// The reader failed: our fault.
    ParserFailed,
    /// Time was up before anything was read.
    TimedOut,
    /// A limit of size, depth, memory or time was reached; what was read before is kept.
    LimitHit,
    /// The medium failed or refused.
    ReadError,
    /// A link, a pipe, a placeholder.
    Skipped,
    /// It may be between a lawyer and a client: its words are shown to nobody who has not opened it.
    SetAside,
    /// The same bytes as another file.
    Duplicate,
    /// Destroyed on purpose.
    Erased,
}

impl State {
    /// Every state, in the order they are listed.
    pub const ALL: [State; 16] = [
        State::Queued,
        State::Indexed,
        State::Partly,
        State::NoText,
        State::Empty,
        State::Encrypted,
        State::Unsupported,
        State::Corrupt,
        State::ParserFailed,
        State::TimedOut,
        State::LimitHit,
        State::ReadError,
        State::Skipped,
        State::SetAside,
        State::Duplicate,
        State::Erased,
    ];

    /// The word used everywhere.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Queued => "queued",
            State::Indexed => "indexed",
            State::Partly => "partly",
            State::NoText => "no_text",
            State::Empty => "empty",
            State::Encrypted => "encrypted",
            State::Unsupported => "unsupported",
            State::Corrupt => "corrupt",
            State::ParserFailed => "parser_failed",
            State::TimedOut => "timed_out",
            State::LimitHit => "limit_hit",
            State::ReadError => "read_error",
            State::Skipped => "skipped",
            State::SetAside => "set_aside",
            State::Duplicate => "duplicate",
            State::Erased => "erased",
        }
    }

    /// Whether a search may miss words because of it.
    pub fn is_unreadable(self) -> bool {
        !matches!(
            self,
            State::Indexed | State::Empty | State::SetAside | State::Duplicate | State::Erased | State::Skipped
        )
    }

    /// Whether reading again may give another result.
    pub fn can_retry(self) -> bool {
        self.is_unreadable() && self != State::Queued
    }
}

/// Value of `document.read`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewReading {
    /// What came of it.
    pub state: State,
    /// Why, in words; empty for `indexed`.
    pub reason: String,
    /// Kind of file, told by content.
    pub kind: String,
    /// Media type.
    pub mime: String,
    /// What read it.
    pub parser: String,
    /// In which version.
    pub parser_version: String,
    /// What confined it.
    pub sandbox: String,
    /// The text version it gave.
    pub text: Option<anchor::TextHash>,
    /// Units of that text.
    pub units: u32,
    /// BCP 47 language tag of most of the text.
    pub language: Option<String>,
    /// The document's own date, EDTF.
    pub date: Option<String>,
    /// Properties and problems, as the reader told them.
    pub details: serde_json::Value,
}

impl NewReading {
    /// The reading before words that were written down elsewhere, as a recording's are, became its text.
    pub fn alone(&self) -> Option<NewReading> {
        serde_json::from_value(self.details["alone"].clone()).ok()
    }

    /// The reading with such words for its text: what it was alone is kept with it.
    pub fn with_words_of(self, text: anchor::TextHash, units: u32) -> NewReading {
        let mut reading = NewReading { text: Some(text), units, ..self.clone() };
        reading.details["alone"] = serde_json::json!(self);
        reading
    }
}

/// The last reading of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The document.
    pub document: DocumentId,
    /// Number of the log entry: the index counts what it holds by it.
    pub sequence: u64,
    /// What came of it.
    pub result: NewReading,
}

pub(super) fn apply(conn: &Connection, op: &Operation) -> Result<()> {
    let value: NewReading = payload(op)?;
    let ordinal: Option<i64> =
        conn.prepare_cached("SELECT n FROM op WHERE id = ?")?.query_row([op.id.0], |row| row.get(0)).optional()?;
    conn.prepare_cached(
        "INSERT OR REPLACE INTO reading (document, ordinal, state, reason, kind, mime, parser, parser_version, sandbox, \
         text, units, language, date, details, at, op) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        op.head.subject,
        ordinal.unwrap_or(0),
        word(&value.state),
        value.reason,
        value.kind,
        value.mime,
        value.parser,
        value.parser_version,
        value.sandbox,
        value.text.map(|t| *t.as_bytes()),
        value.units,
        value.language,
        value.date,
        super::to_json(&value.details)?,
        at(op),
        op.id.0
    ])?;
    super::mail::apply(conn, &op.head.subject, &value.details)
}

const COLUMNS: &str = "document, ordinal, state, reason, kind, mime, parser, parser_version, sandbox, text, units, \
                       language, date, details";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Result<Reading>> {
    let state: String = row.get(2)?;
    let details: String = row.get(13)?;
    let document = DocumentId::from_bytes(row.get(0)?);
    let sequence = row.get(1)?;
    let text = row.get::<_, Option<[u8; 32]>>(9)?.map(anchor::TextHash::from_bytes);
    let partial = NewReading {
        state: State::Queued,
        reason: row.get(3)?,
        kind: row.get(4)?,
        mime: row.get(5)?,
        parser: row.get(6)?,
        parser_version: row.get(7)?,
        sandbox: row.get(8)?,
        text,
        units: row.get(10)?,
        language: row.get(11)?,
        date: row.get(12)?,
        details: serde_json::Value::Null,
    };
    Ok((|| {
        let result = NewReading { state: from_word(&state)?, details: super::from_json(&details)?, ..partial };
        Ok(Reading { document, sequence, result })
    })())
}

pub(crate) fn get(conn: &Connection, document: &DocumentId) -> Result<Option<Reading>> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM reading WHERE document = ?"))?
        .query_row([document.as_bytes()], from_row)
        .optional()?
        .transpose()
}

/// Documents that may have pages which wait to be looked at, oldest reading first: readings that older programs recorded
/// do not say.
pub(crate) fn waiting(conn: &Connection) -> Result<Vec<DocumentId>> {
    let mut query = conn.prepare_cached(
        "SELECT document FROM reading WHERE json_extract(details, '$.waiting') > 0 \
         OR (state IN ('no_text', 'partly') AND json_extract(details, '$.waiting') IS NULL) ORDER BY ordinal",
    )?;
    let rows = query.query_map([], |row| row.get(0).map(DocumentId::from_bytes))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many pages wait to be looked at.
pub(crate) fn n_waiting(conn: &Connection) -> Result<u64> {
    let mut query = conn.prepare_cached(
        "SELECT coalesce(sum(json_extract(details, '$.waiting')), 0) FROM reading \
         WHERE json_extract(details, '$.waiting') > 0",
    )?;
    Ok(query.query_row([], |row| row.get(0))?)
}

/// Readings later than `sequence`, oldest first.
pub(crate) fn since(conn: &Connection, sequence: u64) -> Result<Vec<Reading>> {
    let mut query =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM reading WHERE ordinal > ? ORDER BY ordinal"))?;
    let rows = query.query_map([sequence], from_row)?;
    rows.map(|row| row?).collect()
}
