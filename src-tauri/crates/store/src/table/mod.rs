//! The tables that are a projection of the log: one file per table, each with what it takes from an operation and what
//! can be read from it.
//!
//! [`apply`] puts one operation into the tables, [`revert`] takes it out again (undo). Rebuilding is applying every
//! operation that still counts, in order; `check` proves that both ways give the same rows.

pub mod acquisition;
pub mod citation;
pub mod correction;
pub mod document;
pub mod entity;
pub mod judgement;
pub mod mail;
pub mod person;
pub mod reading;
pub mod register;
pub mod seen;
pub mod source;
pub mod state;
pub mod statement;
pub mod text;
pub mod tie;
pub mod tombstone;
pub mod withdrawal;

use rusqlite::Connection;
use serde::de::DeserializeOwned;

use crate::{
    Error, Result, WhyNotUndone,
    oplog::{Operation, cbor},
    privilege,
};

/// Tables that rebuilding must reproduce, with the columns that count. Ordinals are local and do not.
pub(crate) const PROJECTED: &[(&str, &str)] = &[
    ("undone", "op, by"),
    ("tombstone", "subject, what, reason, who, at, op"),
    ("person", "id, name, op"),
    ("register", "subject, field, op, value, author, at"),
    ("document", "id, sha256, bytes, op"),
    ("source", "id, op"),
    (
        "acquisition",
        "id, document, source, parent, path, raw_path, locator, modified, state, reason, bytes, author, at, op",
    ),
    (
        "reading",
        "document, state, reason, kind, mime, parser, parser_version, sandbox, text, units, language, date, details, \
         at, op",
    ),
    ("mail_id", "id, document, role, n"),
    ("text_version", "hash, document, maker, engine, version, options, language, derived_from, units, chars, at, op"),
    ("withdrawal", "op, subject, author, at"),
    ("entity", "id, schema, author, at, op"),
    ("statement", "id, entity, property, value, original, language, standing, author, at, op"),
    ("citation", "id, document, anchors, said_by, translation, author, at, op"),
    ("tie", "id, citation, statement, stance, author, at, op"),
    ("judgement", "id, \"left\", \"right\", verdict, reason, author, at, op"),
];

/// Puts an operation's effect into the tables. An erased operation has none.
pub(crate) fn apply(conn: &Connection, op: &Operation) -> Result<()> {
    match op.head.kind.as_str() {
        "erase" => return tombstone::apply(conn, op),
        "statement.withdraw" | "entity.withdraw" => return withdrawal::apply(conn, op),
        "tie.remove" => return tie::remove(conn, op),
        "document.readmit" => return tombstone::lift(conn, op),
        "undo" | "redo" => return Ok(()),
        _ => {}
    }
    if op.value.is_none() || tombstone::exists(conn, &op.head.subject)? {
        return Ok(());
    }
    match op.head.kind.as_str() {
        "person.add" => person::apply(conn, op),
        "register.set" => register::apply(conn, op),
        "source.add" => source::apply(conn, op),
        "document.add" => document::apply(conn, op),
        "acquisition.add" => acquisition::apply(conn, op),
        "document.read" => reading::apply(conn, op),
        "text.add" => text::apply(conn, op),
        "text.correct" => correction::apply(conn, op),
        "entity.add" => entity::apply(conn, op),
        "statement.add" => statement::apply(conn, op),
        "citation.add" => citation::apply(conn, op),
        "tie.add" => tie::apply(conn, op),
        "judgement.add" => judgement::apply(conn, op),
        // A kind of a newer version is kept in the log and has no effect here.
        _ => Ok(()),
    }
}

/// Takes the effect of an undoable operation, which is marked as undone, out of the tables again.
pub(crate) fn revert(conn: &Connection, op: &Operation) -> Result<()> {
    let table = match op.head.kind.as_str() {
        "statement.withdraw" | "entity.withdraw" => "withdrawal",
        "register.set" => return register::settle(conn, op),
        "tie.add" | "tie.remove" => return tie::settle(conn, op),
        "text.correct" => return correction::revert(conn, op),
        "entity.add" => "entity",
        "statement.add" => "statement",
        "citation.add" => "citation",
        "judgement.add" => "judgement",
        "source.add" => "source",
        kind => return Err(Error::CannotUndo { reason: WhyNotUndone::Kind(kind.to_owned()) }),
    };
    conn.execute(&format!("DELETE FROM {table} WHERE op = ?"), [op.id.0])?;
    Ok(())
}

/// Puts the effect of an operation, whose undo was taken back, into the tables again, as it would be there had it never
/// been undone.
pub(crate) fn reapply(conn: &Connection, op: &Operation) -> Result<()> {
    match op.head.kind.as_str() {
        "register.set" => register::settle(conn, op),
        "tie.add" | "tie.remove" => tie::settle(conn, op),
        "text.correct" => correction::settle(conn, op),
        _ => apply(conn, op),
    }
}

/// Takes the row of an operation whose value is being erased out of the tables.
pub(crate) fn forget(conn: &Connection, op: &Operation) -> Result<()> {
    let (table, key) = match op.head.kind.as_str() {
        "register.set" => {
            conn.prepare_cached("DELETE FROM register WHERE subject = ? AND op = ?")?
                .execute(rusqlite::params![op.head.subject, op.id.0])?;
            return Ok(());
        }
        "document.add" => ("document", "id"),
        "acquisition.add" => ("acquisition", "id"),
        "document.read" => {
            mail::forget(conn, &op.head.subject)?;
            ("reading", "document")
        }
        "text.add" => ("text_version", "hash"),
        "entity.add" => ("entity", "id"),
        "statement.add" => ("statement", "id"),
        "citation.add" => ("citation", "id"),
        "judgement.add" => ("judgement", "id"),
        "person.add" => ("person", "id"),
        "source.add" => ("source", "id"),
        _ => return Ok(()),
    };
    conn.prepare_cached(&format!("DELETE FROM {table} WHERE {key} = ?"))?.execute([&op.head.subject])?;
    Ok(())
}

/// Whether a person's `undo` may take back operations of this kind (and, for registers, on this field): what people
/// assert, not what was taken in. A legal hold is lifted by name, never by the way.
pub(crate) fn is_undoable(kind: &str, field: Option<&str>) -> bool {
    match kind {
        "register.set" => {
            field.is_none_or(|field| field != crate::legal_hold::FIELD && !privilege::is_decided_by_name(field))
        }
        "source.add" | "entity.add" | "entity.withdraw" | "statement.add" | "statement.withdraw" | "citation.add"
        | "tie.add" | "tie.remove" | "judgement.add" | "text.correct" => true,
        _ => false,
    }
}

/// The operation's value as the payload type of its kind.
fn payload<T: DeserializeOwned>(op: &Operation) -> Result<T> {
    let value = op.value.as_deref().unwrap_or_default();
    cbor::decode(value).map_err(|e| Error::Damaged(format!("operation {} holds no {}: {e}", op.id, op.head.kind)))
}

fn at(op: &Operation) -> i64 {
    op.head.time.millis().cast_signed()
}

fn who(op: &Operation) -> &[u8] {
    op.head.who.as_uuid().as_bytes()
}

/// The word of an enum as serde writes it.
pub(crate) fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The enum of a word; a word of a newer version is damage to this one.
pub(crate) fn from_word<T: DeserializeOwned>(word: &str) -> Result<T> {
    serde_json::from_value(serde_json::Value::String(word.into()))
        .map_err(|_| Error::Damaged(format!("\"{word}\" is not a word this program knows")))
}

/// A value of a column that holds JSON.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|e| Error::Damaged(format!("a stored value cannot be read: {e}")))
}

/// A column that holds JSON.
pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|e| Error::Damaged(format!("a value cannot be stored: {e}")))
}

/// An id column.
pub(crate) fn id<T: From<uuid::Uuid>>(bytes: [u8; 16]) -> T {
    T::from(uuid::Uuid::from_bytes(bytes))
}
