//! People who work on the case: a pseudonymous key, and the name they chose to sign with.

use facts::PersonId;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};

use super::{id, payload};
use crate::{Result, oplog::Operation};

/// Value of `person.add`. An empty name is somebody who did not say.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PersonValue {
    pub name: String,
}

pub(super) fn apply(conn: &Connection, op: &Operation) -> Result<()> {
    let value: PersonValue = payload(op)?;
    conn.prepare_cached("INSERT OR REPLACE INTO person (id, name, op) VALUES (?, ?, ?)")?.execute(params![
        op.head.subject,
        value.name,
        op.id.0
    ])?;
    Ok(())
}

/// The person of this name: the first who took it.
pub(crate) fn find(conn: &Connection, name: &str) -> Result<Option<PersonId>> {
    let found = conn
        .prepare_cached("SELECT id FROM person WHERE name = ? ORDER BY id LIMIT 1")?
        .query_row([name], |row| row.get::<_, [u8; 16]>(0))
        .optional()?;
    Ok(found.map(id))
}

/// Name of every person, by key.
pub fn names(conn: &Connection) -> Result<std::collections::HashMap<PersonId, String>> {
    let mut query = conn.prepare_cached("SELECT id, name FROM person")?;
    let rows = query.query_map([], |row| Ok((id(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
