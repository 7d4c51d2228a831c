//! Tombstones: what was erased, by whom and why. They win over everything.

use rusqlite::{Connection, OptionalExtension, params};

use super::{at, who};
use crate::{Result, oplog::Operation};

/// The rows of erased operations went with their values ([`super::forget`]); what stays is the stone.
///
/// Erasing names the subject, what it is in `field` and its reason in the kind of value that may be kept:
/// `document:privilege`.
pub(super) fn apply(conn: &Connection, op: &Operation) -> Result<()> {
    let field = op.head.field.as_deref().unwrap_or_default();
    let (what, reason) = field.split_once(':').unwrap_or((field, ""));
    conn.execute(
        "INSERT OR IGNORE INTO tombstone (subject, what, reason, who, at, op) VALUES (?, ?, ?, ?, ?, ?)",
        params![op.head.subject, what, reason, who(op), at(op), op.id.0],
    )?;
    Ok(())
}

/// Takes a document's stone away: its bytes were taken in again, on purpose. With it go the ledger's rows that say they
/// were passed over, whose operations it names.
pub(super) fn lift(conn: &Connection, op: &Operation) -> Result<()> {
    conn.execute("DELETE FROM tombstone WHERE subject = ?", [&op.head.subject])?;
    for passed_over in &op.head.base {
        conn.prepare_cached("DELETE FROM acquisition WHERE op = ?")?.execute([passed_over.0])?;
    }
    Ok(())
}

pub(super) fn exists(conn: &Connection, subject: &[u8]) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM tombstone WHERE subject = ?")?.exists([subject])?)
}

/// When and why a subject was erased, if it was: milliseconds since 1970, and the class of reason.
pub(crate) fn of(conn: &Connection, subject: &[u8]) -> Result<Option<(u64, String)>> {
    Ok(conn
        .prepare_cached("SELECT at, reason FROM tombstone WHERE subject = ?")?
        .query_row([subject], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// Erased documents: id and reason, in the order of their ids.
pub(crate) fn documents(conn: &Connection) -> Result<Vec<([u8; 32], String)>> {
    let mut query =
        conn.prepare_cached("SELECT subject, reason FROM tombstone WHERE what = 'document' ORDER BY subject")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
