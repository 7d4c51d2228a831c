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

/// Works a field out anew from every operation on it that counts, after one of them was undone.
pub(super) fn settle(conn: &Connection, undone: &Operation) -> Result<()> {
    let field = undone.head.field.as_deref().unwrap_or_default();
    conn.execute("DELETE FROM register WHERE subject = ? AND field = ?", params![undone.head.subject, field])?;
    let counting = "WHERE subject = ? AND kind = 'register.set' AND value IS NOT NULL \
                    AND NOT EXISTS (SELECT 1 FROM undone u WHERE u.op = op.id) ORDER BY time, replica, seq";
    for op in crate::transaction::operations(conn, counting, [&undone.head.subject])? {
        if op.head.field.as_deref() == Some(field) {
            apply(conn, &op)?;
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

/// A value as it is stored: what it is about, itself, who set it and when.
pub(crate) type Made = ([u8; 16], String, [u8; 16], u64);

/// Every value of a field that holds now and is about something with a UUID, in the order they were set.
pub(crate) fn made(conn: &Connection, field: &str) -> Result<Vec<Made>> {
    let mut query =
        conn.prepare_cached("SELECT subject, value, author, at FROM register WHERE field = ? ORDER BY at, value")?;
    let rows = query.query_map([field], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Every value of a field that holds now, whatever it is about.
pub(crate) fn of_field(conn: &Connection, field: &str) -> Result<Vec<(Vec<u8>, serde_json::Value)>> {
    let mut query = conn.prepare_cached("SELECT subject, value FROM register WHERE field = ? ORDER BY subject, op")?;
    let rows = query.query_map([field], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    rows.map(|row| {
        let (subject, value) = row?;
        Ok((subject, super::from_json(&value)?))
    })
    .collect()
}

/// The field that holds what one person alone marks: no two people's marks compete.
pub(crate) fn own(who: facts::PersonId, mark: &str) -> String {
    format!("{mark}/{who}")
}
