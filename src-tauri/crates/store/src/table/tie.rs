//! Ties: which citation speaks for, against or around which statement.

use facts::{CitationId, Stance, StatementId, Tie};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::{at, from_word, id, payload, who, word};
use crate::{Result, oplog::Operation};

/// Value of `tie.add`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTie {
    /// The place in a source.
    pub citation: CitationId,
    /// The statement it speaks to.
    pub statement: StatementId,
    /// For, against, or around it.
    pub stance: Stance,
}

pub(super) fn apply(conn: &Connection, op: &Operation) -> Result<()> {
    let value: NewTie = payload(op)?;
    conn.prepare_cached(
        "INSERT OR IGNORE INTO tie (id, citation, statement, stance, author, at, op) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        op.head.subject,
        value.citation.as_uuid().as_bytes(),
        value.statement.as_uuid().as_bytes(),
        word(&value.stance),
        who(op),
        at(op),
        op.id.0
    ])?;
    Ok(())
}

pub(super) fn remove(conn: &Connection, op: &Operation) -> Result<()> {
    conn.prepare_cached("DELETE FROM tie WHERE id = ?")?.execute([&op.head.subject])?;
    Ok(())
}

/// Works out anew whether a tie holds, after one of the operations on it was undone or done again: somebody else may
/// have removed it, too.
pub(super) fn settle(conn: &Connection, changed: &Operation) -> Result<()> {
    remove(conn, changed)?;
    let counting = "WHERE subject = ? AND kind IN ('tie.add', 'tie.remove') \
                    AND NOT EXISTS (SELECT 1 FROM undone u WHERE u.op = op.id) ORDER BY time, replica, seq";
    for op in crate::transaction::operations(conn, counting, [&changed.head.subject])? {
        super::apply(conn, &op)?;
    }
    Ok(())
}

/// Every tie that holds.
pub fn all(conn: &Connection) -> Result<Vec<Tie>> {
    let mut query = conn.prepare_cached("SELECT id, citation, statement, stance, author, at FROM tie ORDER BY id")?;
    let mut rows = query.query([])?;
    let mut ties = Vec::new();
    while let Some(row) = rows.next()? {
        ties.push(Tie {
            id: id(row.get(0)?),
            citation: id(row.get(1)?),
            statement: id(row.get(2)?),
            stance: from_word(&row.get::<_, String>(3)?)?,
            author: id(row.get(4)?),
            at: row.get(5)?,
        });
    }
    Ok(ties)
}
