//! Corrections: a person put words of a document right, and the text they made is the one that counts.

use anchor::TextHash;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::payload;
use crate::{Error, Result, WhyNotUndone, oplog::Operation, table::reading::NewReading, transaction::operations};

/// Value of `text.correct`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewCorrection {
    /// The unit whose words were put right, from 1.
    pub unit: u32,
    /// The whole text with them in it.
    pub text: TextHash,
}

pub(super) fn apply(conn: &Connection, op: &Operation) -> Result<()> {
    let value: NewCorrection = payload(op)?;
    make_current(conn, &op.head.subject, Some(value.text))
}

/// Takes a correction back, unless the document was read again since: that reading holds it.
pub(super) fn revert(conn: &Connection, op: &Operation) -> Result<()> {
    let is_later = |last: &Operation| last.head.kind == "document.read" && last.head.time > op.head.time;
    if last(conn, &op.head.subject)?.is_some_and(|last| is_later(&last)) {
        return Err(Error::CannotUndo { reason: WhyNotUndone::ReadSince });
    }
    settle(conn, op)
}

/// The text that counts is that of the last reading or correction that counts.
pub(super) fn settle(conn: &Connection, op: &Operation) -> Result<()> {
    let Some(last) = last(conn, &op.head.subject)? else { return Ok(()) };
    let text = match last.head.kind.as_str() {
        "text.correct" => Some(payload::<NewCorrection>(&last)?.text),
        _ => payload::<NewReading>(&last)?.text,
    };
    make_current(conn, &op.head.subject, text)
}

fn last(conn: &Connection, document: &[u8]) -> Result<Option<Operation>> {
    let rest = "WHERE subject = ? AND kind IN ('document.read', 'text.correct') AND value NOT NULL \
                AND id NOT IN (SELECT op FROM undone) ORDER BY time DESC, replica DESC, seq DESC LIMIT 1";
    Ok(operations(conn, rest, [document])?.pop())
}

/// The index counts what it holds by a reading's number: with another text it gets the number of the last log entry.
fn make_current(conn: &Connection, document: &[u8], text: Option<TextHash>) -> Result<()> {
    conn.prepare_cached(
        "UPDATE reading SET text = ?, ordinal = (SELECT coalesce(max(n), 0) FROM op) WHERE document = ?",
    )?
    .execute(params![text.map(|t| *t.as_bytes()), document])?;
    Ok(())
}

/// Corrections of a document by others than this operation that were made after it and still count.
pub(crate) const LATER: &str = "SELECT id FROM op WHERE subject = ?1 AND kind = 'text.correct' AND time > ?2 \
                                AND value NOT NULL AND id NOT IN (SELECT op FROM undone)";
