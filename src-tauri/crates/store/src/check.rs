//! Checking a case against itself: the log's chains, the tables against the log, the blobs against their checksums.

use std::collections::HashSet;

use rusqlite::{Connection, types::ValueRef};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::{
    Case, Result, migrate,
    oplog::{ChainTrouble, OpId, Operation, Verifier},
    registry, table, transaction,
    vault::{Condition, Key},
};

/// What a check found.
#[derive(Debug, Clone, Serialize)]
pub struct CheckReport {
    /// SQLite's own words about its file: `ok`, or what is wrong.
    pub database: String,
    /// The log.
    pub log: LogReport,
    /// Tables that are not what the log says; looked at only if the log is sound.
    pub tables_that_differ: Vec<String>,
    /// Stored files as they were written.
    pub blobs_ok: u64,
    /// Documents and texts whose bytes changed.
    pub blobs_changed: Vec<String>,
    /// Documents and texts whose bytes are gone.
    pub blobs_missing: Vec<String>,
    /// Files in the vault that nothing names, as a writer that died leaves them; they are swept before the next change.
    pub files_unnamed: u64,
}

impl CheckReport {
    /// Whether everything agrees.
    pub fn is_sound(&self) -> bool {
        self.database == "ok"
            && self.log.troubles.is_empty()
            && self.log.missing_at_end == 0
            && self.tables_that_differ.is_empty()
            && self.blobs_changed.is_empty()
            && self.blobs_missing.is_empty()
    }
}

/// What is to be said of the log.
#[derive(Debug, Clone, Serialize)]
pub struct LogReport {
    /// How many operations it has.
    pub operations: u64,
    /// What is wrong with it.
    pub troubles: Vec<ChainTrouble>,
    /// How many operations that this installation wrote are missing at its end, as when an older copy of the case was put
    /// in its place. The next change starts a chain of its own, and then they are no longer missed.
    pub missing_at_end: u64,
}

pub(crate) fn check(case: &Case) -> Result<CheckReport> {
    let database = case.conn.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    let operations = case.conn.query_row("SELECT count(*) FROM op", [], |row| row.get(0))?;
    let log = LogReport { operations, troubles: verify_log(&case.conn)?, missing_at_end: missing_at_end(case)? };
    // A log that is not what was written has nothing to say about the tables.
    let tables_that_differ = if log.troubles.is_empty() { compare_tables(&case.conn)? } else { Vec::new() };
    let mut report = CheckReport {
        database,
        log,
        tables_that_differ,
        blobs_ok: 0,
        blobs_changed: Vec::new(),
        blobs_missing: Vec::new(),
        files_unnamed: case.vault().unnamed(&case.conn)?.len() as u64,
    };
    for key in keys(&case.conn)? {
        match case.examine(key)? {
            // What cannot be unpacked is not what was written either.
            Condition::Ok if !is_named_rightly(case, key).unwrap_or(false) => {
                report.blobs_changed.push(key.to_string())
            }
            Condition::Ok => report.blobs_ok += 1,
            Condition::Changed => report.blobs_changed.push(key.to_string()),
            Condition::Missing => report.blobs_missing.push(key.to_string()),
        }
    }
    Ok(report)
}

/// How much longer the log of this copy was when we last wrote it: a chain tells nothing of what was cut off its end.
fn missing_at_end(case: &Case) -> Result<u64> {
    let known = registry::find(&case.world, case.id(), case.root())?;
    let Some((replica, kept)) = known.and_then(|copy| Some((copy.replica?, copy.kept))) else { return Ok(0) };
    let end: u64 = case.conn.query_row(
        "SELECT coalesce(max(seq), 0) FROM op WHERE replica = ?",
        [replica.as_uuid().as_bytes()],
        |row| row.get(0),
    )?;
    Ok(kept.saturating_sub(end))
}

/// Every document and text version whose bytes the case must have.
pub(crate) fn keys(conn: &Connection) -> Result<Vec<Key>> {
    let mut keys = Vec::new();
    let mut query = conn.prepare("SELECT id FROM document ORDER BY ordinal")?;
    for id in query.query_map([], |row| row.get(0))? {
        keys.push(Key::Document(facts::DocumentId::from_bytes(id?)));
    }
    let mut query = conn.prepare("SELECT hash FROM text_version ORDER BY hash")?;
    for hash in query.query_map([], |row| row.get(0))? {
        keys.push(Key::Text(anchor::TextHash::from_bytes(hash?)));
    }
    Ok(keys)
}

/// Verifies every chain of the log.
pub(crate) fn verify_log(conn: &Connection) -> Result<Vec<ChainTrouble>> {
    let mut erased: HashSet<OpId> = HashSet::new();
    transaction::each_operation(conn, "WHERE kind = 'erase'", |op| {
        erased.extend(op.head.base);
        Ok(())
    })?;
    let mut verifier = Verifier::new(&erased);
    transaction::each_operation(conn, "ORDER BY replica, seq", |op| {
        verifier.look(&op);
        if !has_its_columns(conn, &op)? {
            verifier.note(&op, "what it is found by is not what it says");
        }
        Ok(())
    })?;
    Ok(verifier.finish())
}

/// Whether the columns an operation is looked up by say what its head says.
fn has_its_columns(conn: &Connection, op: &Operation) -> Result<bool> {
    let head = &op.head;
    Ok(conn
        .prepare_cached(
            "SELECT 1 FROM op WHERE id = ? AND replica = ? AND seq = ? AND time = ? AND who = ? AND kind = ? AND subject = ?",
        )?
        .exists(rusqlite::params![
            op.id.0,
            head.replica.as_uuid().as_bytes(),
            head.seq,
            head.time.stored(),
            head.who.as_uuid().as_bytes(),
            head.kind,
            head.subject
        ])?)
}

/// Whether sound stored bytes are the ones their name stands for: the checksum beside them could have been changed with
/// them.
fn is_named_rightly(case: &Case, key: Key) -> Result<bool> {
    match key {
        Key::Document(id) => {
            let Some(document) = case.document(&id)? else { return Ok(false) };
            let place = case.vault().place(&case.conn, key)?;
            Ok(case.document_id(&document.sha256) == id && place.is_some_and(|p| p.sha256 == document.sha256))
        }
        Key::Text(hash) => {
            let Some(document) = table::text::document_of(&case.conn, &hash)? else { return Ok(false) };
            let mut pack = case.text_for_us(&hash)?;
            let mut hasher = anchor::TextHasher::new(document.as_bytes());
            for number in 1..=pack.n_units() {
                if let Some(unit) = pack.unit(number)? {
                    hasher.unit(unit);
                }
            }
            Ok(hasher.finish() == hash)
        }
    }
}

/// Rebuilds the tables from the log in memory and names those that differ from what the case has.
pub(crate) fn compare_tables(conn: &Connection) -> Result<Vec<String>> {
    let fresh = Connection::open_in_memory()?;
    migrate::migrate(&fresh)?;
    rebuild(conn, &fresh)?;
    let mut differ = Vec::new();
    for (table, columns) in table::PROJECTED {
        // A case of an older version lacks what later migrations make; nothing else, or it would not have been opened.
        if !conn.prepare_cached("SELECT 1 FROM sqlite_schema WHERE name = ?")?.exists([table])? {
            continue;
        }
        if digest(conn, table, columns)? != digest(&fresh, table, columns)? {
            differ.push((*table).to_owned());
        }
    }
    Ok(differ)
}

/// Applies every operation that still counts, in the order of time, to empty tables.
fn rebuild(from: &Connection, into: &Connection) -> Result<()> {
    let mut redone: HashSet<OpId> = HashSet::new();
    transaction::each_operation(from, "WHERE kind = 'redo'", |op| {
        redone.extend(op.head.base);
        Ok(())
    })?;
    let mut undone: HashSet<OpId> = HashSet::new();
    transaction::each_operation(from, "WHERE kind = 'undo' ORDER BY time, replica, seq", |op| {
        if redone.contains(&op.id) {
            return Ok(());
        }
        undone.extend(&op.head.base);
        crate::undo::mark(into, &op)
    })?;
    into.execute_batch("BEGIN")?;
    transaction::each_operation(from, "ORDER BY time, replica, seq", |op: Operation| {
        if undone.contains(&op.id) { Ok(()) } else { table::apply(into, &op) }
    })?;
    into.execute_batch("COMMIT")?;
    Ok(())
}

fn digest(conn: &Connection, table: &str, columns: &str) -> Result<[u8; 32]> {
    let mut query = conn.prepare(&format!("SELECT {columns} FROM {table} ORDER BY {columns}"))?;
    let n_columns = query.column_count();
    let mut rows = query.query([])?;
    let mut hasher = Sha256::new();
    while let Some(row) = rows.next()? {
        for column in 0..n_columns {
            let (tag, bytes) = match row.get_ref(column)? {
                ValueRef::Null => (0_u8, Vec::new()),
                ValueRef::Integer(i) => (1, i.to_be_bytes().to_vec()),
                ValueRef::Real(r) => (2, r.to_be_bytes().to_vec()),
                ValueRef::Text(text) => (3, text.to_vec()),
                ValueRef::Blob(blob) => (4, blob.to_vec()),
            };
            hasher.update([tag]);
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        }
    }
    Ok(hasher.finalize().into())
}
