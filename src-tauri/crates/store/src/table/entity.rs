//! Entities: things with a schema. What is known of them are statements.

use facts::{EntityId, PersonId};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use super::{at, id, payload, who};
use crate::{Result, oplog::Operation};

/// Value of `entity.add`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct EntityValue {
    pub schema: String,
}

/// An entity as it was made, without its statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its id.
    pub id: EntityId,
    /// Its schema's name.
    pub schema: String,
    /// Who made it.
    pub author: PersonId,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
}

pub(super) fn apply(conn: &Connection, op: &Operation) -> Result<()> {
    let value: EntityValue = payload(op)?;
    conn.prepare_cached("INSERT OR IGNORE INTO entity (id, schema, author, at, op) VALUES (?, ?, ?, ?, ?)")?
        .execute(params![op.head.subject, value.schema, who(op), at(op), op.id.0])?;
    Ok(())
}

/// Every entity, links and events included.
pub fn all(conn: &Connection) -> Result<Vec<Entity>> {
    let mut query = conn.prepare_cached(
        "SELECT id, schema, author, at, EXISTS (SELECT 1 FROM withdrawal w WHERE w.subject = entity.id) FROM entity \
         ORDER BY id",
    )?;
    let rows = query.query_map([], |row| {
        Ok(Entity {
            id: id(row.get(0)?),
            schema: row.get(1)?,
            author: id(row.get(2)?),
            at: row.get(3)?,
            withdrawn: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
