//! Undo: an operation that takes back what one transaction asserted.

use facts::PersonId;

use crate::{
    CaseMut, Error, Result,
    oplog::{OpId, Operation, Scope},
    table::{self, is_undoable},
    transaction::{Transaction, operations},
};

/// What was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// Kinds of the operations taken back, oldest first: `citation.add`.
    pub kinds: Vec<String>,
    /// When they had been made, in milliseconds since 1970.
    pub made_at: u64,
}

impl CaseMut {
    /// Takes back the last thing `author` asserted in this copy of the case. What was taken in stays.
    pub fn undo(&mut self, author: &str) -> Result<Undone> {
        let mut tx = self.begin(author, "undoing")?;
        let taken_back = last_transaction(&tx, tx.who())?;
        let Some(first) = taken_back.first() else {
            return Err(Error::NothingToUndo);
        };
        let made_at = first.head.time.millis();
        let base = taken_back.iter().map(|op| op.id).collect();
        let undo = tx.record::<()>("undo", &first.id.0, None, base, None)?;
        mark(tx.conn(), &undo)?;
        for op in taken_back.iter().rev() {
            table::revert(tx.conn(), op)?;
        }
        tx.commit()?;
        Ok(Undone { kinds: taken_back.into_iter().map(|op| op.head.kind).collect(), made_at })
    }
}

/// Remembers which operations an undo took back.
pub(crate) fn mark(conn: &rusqlite::Connection, undo: &Operation) -> Result<()> {
    for op in &undo.head.base {
        conn.execute("INSERT OR IGNORE INTO undone (op, by) VALUES (?, ?)", rusqlite::params![op.0, undo.id.0])?;
    }
    Ok(())
}

/// Whether an operation was undone.
pub(crate) fn is_undone(conn: &rusqlite::Connection, op: OpId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM undone WHERE op = ?")?.exists([op.0])?)
}

/// The undoable operations of the person's last transaction that still counts. All operations of one transaction
/// share their time.
fn last_transaction(tx: &Transaction<'_>, who: PersonId) -> Result<Vec<Operation>> {
    let conn = tx.conn();
    let mut query = conn.prepare(
        "SELECT o.time, o.kind FROM op o WHERE o.replica = ? AND o.who = ? AND o.value IS NOT NULL \
         AND NOT EXISTS (SELECT 1 FROM undone u WHERE u.op = o.id) \
         UNION ALL SELECT o.time, o.kind FROM op o WHERE o.replica = ?1 AND o.who = ?2 AND o.value IS NULL \
         AND o.kind IN ('statement.withdraw', 'entity.withdraw', 'tie.remove') \
         AND NOT EXISTS (SELECT 1 FROM undone u WHERE u.op = o.id) ORDER BY 1 DESC",
    )?;
    let replica = tx.replica();
    let mut rows = query.query(rusqlite::params![replica.as_uuid().as_bytes(), who.as_uuid().as_bytes()])?;
    let case_id = tx.case().id();
    while let Some(row) = rows.next()? {
        let (time, kind): (i64, String) = (row.get(0)?, row.get(1)?);
        if !is_undoable(&kind) {
            continue;
        }
        let ops = operations(
            conn,
            "WHERE replica = ? AND time = ? ORDER BY seq",
            rusqlite::params![replica.as_uuid().as_bytes(), time],
        )?;
        // Files taken in with their source, marks of a person's own, and the making of the case, whose first name is the first, are not taken back.
        let is_taking_in = ops.iter().any(|op| {
            let kinds = ["document.add", "acquisition.add", "document.read", "text.add", "source.add"];
            kinds.contains(&op.head.kind.as_str())
                || op.head.scope == Scope::Mine
                || (op.head.subject == case_id.as_uuid().as_bytes()
                    && op.head.field.as_deref() == Some("name")
                    && op.head.base.is_empty())
        });
        if is_taking_in {
            continue;
        }
        return Ok(ops.into_iter().filter(|op| is_undoable(&op.head.kind)).collect());
    }
    Ok(Vec::new())
}
