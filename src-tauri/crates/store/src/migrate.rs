//! Migrations: append-only, `PRAGMA user_version`, all pending ones in one transaction.

use rusqlite::Connection;

use crate::{Error, Result};

const MIGRATIONS: &[&str] = &[include_str!("migrations/0001_foundation.sql")];

/// Version of the database this program writes.
pub(crate) fn newest() -> u32 {
    MIGRATIONS.len() as u32
}

/// Version of a database; 0 for a new one.
pub(crate) fn version(conn: &Connection) -> Result<u32> {
    Ok(conn.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Brings a database up to date. A newer one is refused untouched.
pub(crate) fn migrate(conn: &Connection) -> Result<()> {
    let found = version(conn)?;
    if found > newest() {
        return Err(Error::NewerFormat { found, known: newest() });
    }
    if found == newest() {
        return Ok(());
    }
    conn.execute_batch("BEGIN IMMEDIATE")?;
    let done = MIGRATIONS[found as usize..]
        .iter()
        .try_for_each(|sql| conn.execute_batch(sql))
        .and_then(|()| conn.execute_batch(&format!("PRAGMA user_version = {}; COMMIT", newest())));
    if done.is_err() {
        // The first error is the one to tell; a failed rollback leaves the transaction to die with the connection.
        let _ = conn.execute_batch("ROLLBACK");
    }
    Ok(done?)
}

/// Whether the database has exactly the tables and indexes that our migrations up to its version make, and no trigger or
/// view: a case from elsewhere could carry SQL that runs when we write.
pub(crate) fn has_only_our_schema(conn: &Connection) -> Result<bool> {
    let made = MIGRATIONS.get(..version(conn)? as usize).unwrap_or_default();
    let fresh = Connection::open_in_memory()?;
    made.iter().try_for_each(|sql| fresh.execute_batch(sql))?;
    Ok(schema(conn)? == schema(&fresh)?)
}

fn schema(conn: &Connection) -> Result<Vec<(String, String, Option<String>)>> {
    let mut query = conn.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
