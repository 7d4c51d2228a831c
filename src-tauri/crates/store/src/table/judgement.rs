//! Judgements: whether two entities are the same.

use facts::{EntityId, Judgement, Verdict};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::{at, from_word, id, payload, who, word};
use crate::{Result, oplog::Operation};

/// Value of `judgement.add`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewJudgement {
    /// One of the two.
    pub left: EntityId,
    /// The other.
    pub right: EntityId,
    /// The same, not the same, or unsure.
    pub verdict: Verdict,
    /// Why.
    pub reason: Option<String>,
}

pub(super) fn apply(conn: &Connection, op: &Operation) -> Result<()> {
    let value: NewJudgement = payload(op)?;
    conn.prepare_cached(
        "INSERT OR IGNORE INTO judgement (id, \"left\", \"right\", verdict, reason, author, at, op) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        op.head.subject,
        value.left.as_uuid().as_bytes(),
        value.right.as_uuid().as_bytes(),
        word(&value.verdict),
        value.reason,
        who(op),
        at(op),
        op.id.0
    ])?;
    Ok(())
}

/// Every judgement, oldest first.
pub fn all(conn: &Connection) -> Result<Vec<Judgement>> {
    let mut query = conn
        .prepare_cached("SELECT id, \"left\", \"right\", verdict, reason, author, at FROM judgement ORDER BY at, id")?;
    let mut rows = query.query([])?;
    let mut judgements = Vec::new();
    while let Some(row) = rows.next()? {
        judgements.push(Judgement {
            id: id(row.get(0)?),
            left: id(row.get(1)?),
            right: id(row.get(2)?),
            verdict: from_word(&row.get::<_, String>(3)?)?,
            reason: row.get(4)?,
            author: id(row.get(5)?),
            at: row.get(6)?,
        });
    }
    Ok(judgements)
}
