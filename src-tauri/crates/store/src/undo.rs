//! Undo: an operation that takes back what one transaction asserted; and redo: one that takes an undo back.

use std::collections::HashSet;

use facts::PersonId;
use rusqlite::{Connection, params};

use crate::{
    CaseMut, Error, Result,
    oplog::{OpId, Operation, Scope},
    resting::{Resting, resting_on},
    table::{self, is_undoable},
    transaction::{Transaction, operation, operations},
};

/// What was taken back, or done again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undone {
    /// The operations, oldest first.
    pub operations: Vec<Operation>,
    /// When they had been made, in milliseconds since 1970.
    pub made_at: u64,
}

impl Undone {
    /// Kinds of the operations, oldest first: `citation.add`.
    pub fn kinds(&self) -> Vec<&str> {
        self.operations.iter().map(|op| op.head.kind.as_str()).collect()
    }

    fn of(operations: Vec<Operation>) -> Undone {
        let made_at = operations.first().map_or(0, |op| op.head.time.millis());
        Undone { operations, made_at }
    }
}

/// Why a change stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNotUndone {
    /// What others made rests on it.
    RestedOn(Vec<Resting>),
    /// The person's last change was erasing.
    Erasing {
        /// What was erased: `document`, `entity`…
        what: String,
        /// When, in milliseconds since 1970.
        at: u64,
    },
    /// The document was read again since: what it says now came later.
    ReadSince,
    /// It is of a kind that nobody undoes.
    Kind(String),
}

impl std::fmt::Display for WhyNotUndone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            WhyNotUndone::RestedOn(all) => {
                let n_resting: u64 = all.iter().map(|r| r.count).sum();
                write!(f, "{n_resting} changes by others rest on it")
            }
            WhyNotUndone::Erasing { what, .. } => write!(f, "the last change erased a {what}"),
            WhyNotUndone::ReadSince => f.write_str("the document was read again since"),
            WhyNotUndone::Kind(kind) => write!(f, "a change of kind {kind} is not undone"),
        }
    }
}

impl CaseMut {
    /// Takes back the last thing `author` asserted in this copy of the case. What was taken in stays.
    ///
    /// Refused with [`Error::CannotUndo`] where others built on it, and where the last change destroyed something.
    pub fn undo(&mut self, author: &str) -> Result<Undone> {
        self.undo_last(author, Erasing::StandsInTheWay)
    }

    /// As [`CaseMut::undo`], passing over what was erased since: that stays gone.
    pub fn undo_before_erasing(&mut self, author: &str) -> Result<Undone> {
        self.undo_last(author, Erasing::PassedOver)
    }

    fn undo_last(&mut self, author: &str, erasing: Erasing) -> Result<Undone> {
        let mut tx = self.begin(author, "undoing")?;
        let taken_back = last_transaction(&tx, tx.who(), erasing)?;
        let Some(first) = taken_back.first() else {
            return Err(Error::NothingToUndo);
        };
        let resting = resting_on(&tx, &taken_back)?;
        if !resting.is_empty() {
            return Err(Error::CannotUndo { reason: WhyNotUndone::RestedOn(resting) });
        }
        let base = taken_back.iter().map(|op| op.id).collect();
        let undo = tx.record::<()>("undo", &first.id.0, None, base, None)?;
        mark(tx.conn(), &undo)?;
        for op in taken_back.iter().rev() {
            table::revert(tx.conn(), op)?;
        }
        tx.commit()?;
        Ok(Undone::of(taken_back))
    }

    /// Takes the last undo of `author` back, if they have recorded nothing since in this copy of the case.
    pub fn redo(&mut self, author: &str) -> Result<Undone> {
        let mut tx = self.begin(author, "redoing")?;
        let Some(undo) = last_undo(&tx, tx.who())? else {
            return Err(Error::NothingToRedo);
        };
        let mut again = Vec::new();
        for id in &undo.head.base {
            again.extend(operation(tx.conn(), *id)?.filter(has_effect));
        }
        if again.is_empty() {
            // What was undone has been erased since.
            return Err(Error::NothingToRedo);
        }
        tx.record::<()>("redo", &undo.id.0, None, vec![undo.id], None)?;
        tx.conn().execute("DELETE FROM undone WHERE by = ?", [undo.id.0])?;
        for op in &again {
            table::reapply(tx.conn(), op)?;
        }
        tx.commit()?;
        Ok(Undone::of(again))
    }
}

/// What an erasing does to the search for the last change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Erasing {
    StandsInTheWay,
    PassedOver,
}

/// Remembers which operations an undo took back.
pub(crate) fn mark(conn: &Connection, undo: &Operation) -> Result<()> {
    for op in &undo.head.base {
        conn.execute("INSERT OR IGNORE INTO undone (op, by) VALUES (?, ?)", params![op.0, undo.id.0])?;
    }
    Ok(())
}

/// Whether an operation was undone.
fn is_undone(conn: &Connection, op: OpId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM undone WHERE op = ?")?.exists([op.0])?)
}

/// Whether an operation changes anything: the values of some were erased, others never had one.
fn has_effect(op: &Operation) -> bool {
    op.value.is_some() || op.head.commitment.is_none()
}

/// The undoable operations of the person's last transaction in this copy that still counts. All operations of one
/// transaction share their time.
fn last_transaction(tx: &Transaction<'_>, who: PersonId, erasing: Erasing) -> Result<Vec<Operation>> {
    let (conn, replica) = (tx.conn(), tx.replica());
    let mut query = conn.prepare("SELECT time, kind FROM op WHERE replica = ? AND who = ? ORDER BY seq DESC")?;
    let mut rows = query.query(params![replica.as_uuid().as_bytes(), who.as_uuid().as_bytes()])?;
    let mut looked_at = None;
    while let Some(row) = rows.next()? {
        let (time, kind): (i64, String) = (row.get(0)?, row.get(1)?);
        if kind == "erase" && erasing == Erasing::StandsInTheWay {
            return Err(erased_last(tx, time)?);
        }
        // Taking in files makes transactions of thousands of operations, none of which is looked at.
        if looked_at == Some(time) || !is_undoable(&kind, None) {
            continue;
        }
        looked_at = Some(time);
        let of_time = params![replica.as_uuid().as_bytes(), time];
        let ops = operations(conn, "WHERE replica = ? AND time = ? ORDER BY seq", of_time)?;
        if is_taking_in(tx, &ops) {
            continue;
        }
        let mut counting = Vec::new();
        for op in ops {
            let is_ours = is_undoable(&op.head.kind, op.head.field.as_deref()) && has_effect(&op);
            if is_ours && !is_undone(conn, op.id)? {
                counting.push(op);
            }
        }
        if !counting.is_empty() {
            return Ok(counting);
        }
    }
    Ok(Vec::new())
}

/// Files taken in with their source, marks of a person's own, and the making of the case, whose first name is the first, are not taken back.
fn is_taking_in(tx: &Transaction<'_>, ops: &[Operation]) -> bool {
    let case_id = tx.case().id();
    // The text that a person's correction made is theirs.
    if ops.iter().any(|op| op.head.kind == "text.correct") {
        return false;
    }
    let kinds = ["document.add", "document.readmit", "acquisition.add", "document.read", "text.add", "source.add"];
    ops.iter().any(|op| {
        kinds.contains(&op.head.kind.as_str())
            || op.head.scope == Scope::Mine
            || (op.head.subject == case_id.as_uuid().as_bytes()
                && op.head.field.as_deref() == Some("name")
                && op.head.base.is_empty())
    })
}

/// That the last change destroyed what it was about.
fn erased_last(tx: &Transaction<'_>, time: i64) -> Result<Error> {
    let replica = tx.replica();
    let of_time = params![replica.as_uuid().as_bytes(), time];
    let erasings = operations(tx.conn(), "WHERE replica = ? AND time = ? AND kind = 'erase' ORDER BY seq", of_time)?;
    let head = erasings.first().map(|op| &op.head);
    let what = head.and_then(|h| h.field.as_deref()).and_then(|f| f.split(':').next()).unwrap_or_default().to_owned();
    Ok(Error::CannotUndo { reason: WhyNotUndone::Erasing { what, at: head.map_or(0, |h| h.time.millis()) } })
}

/// The person's last undo in this copy that was not taken back, if they have done nothing but undo and redo since.
fn last_undo(tx: &Transaction<'_>, who: PersonId) -> Result<Option<Operation>> {
    let (conn, replica) = (tx.conn(), tx.replica());
    let mut query = conn.prepare("SELECT id, kind FROM op WHERE replica = ? AND who = ? ORDER BY seq DESC")?;
    let mut rows = query.query(params![replica.as_uuid().as_bytes(), who.as_uuid().as_bytes()])?;
    let mut redone: HashSet<OpId> = HashSet::new();
    while let Some(row) = rows.next()? {
        let (id, kind): (OpId, String) = (OpId(row.get(0)?), row.get(1)?);
        match kind.as_str() {
            "undo" if !redone.contains(&id) => return operation(conn, id),
            "redo" => redone.extend(operation(conn, id)?.into_iter().flat_map(|op| op.head.base)),
            "undo" => {}
            // Marks of a person's own are no change to what the case says.
            "register.set" if operation(conn, id)?.is_some_and(|op| op.head.scope == Scope::Mine) => {}
            _ => return Ok(None),
        }
    }
    Ok(None)
}
