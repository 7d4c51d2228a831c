//! Registers: scalar fields of which one value is meant to hold. Values set without knowing of each other both stay
//! until somebody who sees both sets a new one.

use rusqlite::{Connection, params};

use super::{at, payload, to_json, who};
use crate::{
    Result,
    oplog::{OpId, Operation},
};

pub(super) fn apply(conn: &Connection, op: &Operation) -> Result<()> {
    let value: serde_json::Value = payload(op)?;
    insert(conn, op, &value)?;
    for base in &op.head.base {
        conn.prepare_cached("DELETE FROM register WHERE op = ?")?.execute([base.0])?;
    }
    Ok(())
}

fn insert(conn: &Connection, op: &Operation, value: &serde_json::Value) -> Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO register (subject, field, op, value, author, at) VALUES (?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        op.head.subject,
        op.head.field.as_deref().unwrap_or_default(),
        op.id.0,
        to_json(value)?,
        who(op),
        at(op)
    ])?;
    Ok(())
}

pub(super) fn revert(conn: &Connection, op: &Operation) -> Result<()> {
    conn.execute("DELETE FROM register WHERE op = ?", [op.id.0])?;
    for base in &op.head.base {
        if let Some(earlier) = crate::transaction::operation(conn, *base)?
            && earlier.value.is_some()
        {
            insert(conn, &earlier, &payload(&earlier)?)?;
        }
    }
    Ok(())
}

/// The values that hold now, each with the operation that set it: none, one, or several that compete.
pub(crate) fn current(conn: &Connection, subject: &[u8], field: &str) -> Result<Vec<(OpId, serde_json::Value)>> {
    let mut query =
        conn.prepare_cached("SELECT op, value FROM register WHERE subject = ? AND field = ? ORDER BY op")?;
    let rows = query.query_map(params![subject, field], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    rows.map(|row| {
        let (op, value) = row?;
        Ok((OpId(op), super::from_json(&value)?))
    })
    .collect()
}
