//! Statements: one property of one entity each. Withdrawn, never overwritten.

use facts::{EntityId, Standing, Statement};
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};

use super::{at, from_word, id, payload, who, withdrawal, word};
use crate::{Result, oplog::Operation};

/// Value of `statement.add`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewStatement {
    /// The entity it is about.
    pub entity: EntityId,
    /// FollowTheMoney property name, or ours.
    pub property: String,
    /// The value in its canonical form.
    pub value: String,
    /// The wording it was taken from, where it differs.
    pub original: Option<String>,
    /// Language of the value, BCP 47.
    pub language: Option<String>,
    /// How sure, and in what role, it is said.
    pub standing: Standing,
}

pub(super) fn apply(conn: &Connection, op: &Operation) -> Result<()> {
    let value: NewStatement = payload(op)?;
    conn.prepare_cached(
        "INSERT OR IGNORE INTO statement (id, entity, property, value, original, language, standing, author, at, op) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        op.head.subject,
        value.entity.as_uuid().as_bytes(),
        value.property,
        value.value,
        value.original,
        value.language,
        word(&value.standing),
        who(op),
        at(op),
        op.id.0
    ])?;
    Ok(())
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Result<Statement>> {
    let standing: String = row.get(6)?;
    let parts = (id(row.get(0)?), id(row.get(1)?), row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?);
    let (author, at) = (id(row.get(7)?), row.get(8)?);
    Ok(from_word(&standing).map(|standing| {
        let (id, entity, property, value, original, language) = parts;
        Statement { id, entity, property, value, original, language, standing, author, at, withdrawn: None }
    }))
}

/// Every statement, withdrawn ones included.
pub fn all(conn: &Connection) -> Result<Vec<Statement>> {
    let withdrawn = withdrawal::all(conn)?;
    let mut query = conn.prepare_cached(
        "SELECT id, entity, property, value, original, language, standing, author, at FROM statement ORDER BY id",
    )?;
    let rows = query.query_map([], from_row)?;
    rows.map(|row| {
        let statement: Statement = row??;
        let withdrawn = withdrawn.get(statement.id.as_uuid().as_bytes()).copied();
        Ok(Statement { withdrawn, ..statement })
    })
    .collect()
}
