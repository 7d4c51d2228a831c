//! Withdrawals: who took a statement or an entity back, and when.

use facts::Withdrawal;
use rusqlite::{Connection, params};

use super::{at, id, who};
use crate::{Result, oplog::Operation};

pub(super) fn apply(conn: &Connection, op: &Operation) -> Result<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO withdrawal (op, subject, author, at) VALUES (?, ?, ?, ?)")?
        .execute(params![op.id.0, op.head.subject, who(op), at(op)])?;
    Ok(())
}

/// The first withdrawal of every subject that was withdrawn.
pub(super) fn all(conn: &Connection) -> Result<std::collections::HashMap<[u8; 16], Withdrawal>> {
    let mut query = conn.prepare_cached("SELECT subject, author, at FROM withdrawal ORDER BY at DESC, op DESC")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, Withdrawal { author: id(row.get(1)?), at: row.get(2)? })))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
