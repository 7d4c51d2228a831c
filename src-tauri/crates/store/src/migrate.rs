//! Migrations: append-only, `PRAGMA user_version`, all pending ones in one transaction after a copy of the file.

use std::{
    collections::BTreeMap,
    fs::File,
    path::Path,
    sync::{Mutex, PoisonError},
};

use rusqlite::Connection;

use crate::{Error, Result};

const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_foundation.sql"),
    include_str!("migrations/0002_counting.sql"),
    include_str!("migrations/0003_set_aside.sql"),
    include_str!("migrations/0004_sameness.sql"),
    include_str!("migrations/0005_shared.sql"),
    include_str!("migrations/0006_seeing.sql"),
];

/// Version of the database this program writes.
pub(crate) fn newest() -> u32 {
    MIGRATIONS.len() as u32
}

/// Version of a database; 0 for a new one.
pub(crate) fn version(conn: &Connection) -> Result<u32> {
    Ok(conn.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Brings the database of a case up to date, having copied it to `copy` first. The copy goes when all is well: it would
/// keep what is erased later. The caller holds the case's lock.
pub(crate) fn migrate_copied(conn: &Connection, copy: &Path) -> Result<()> {
    forget_copy(copy)?;
    let path = copy.to_str().ok_or_else(|| Error::NotOpened("its path is not UTF-8".into()))?;
    conn.execute("VACUUM INTO ?", [path])?;
    File::open(copy).and_then(|file| file.sync_all()).map_err(Error::file("cannot sync the copy", copy))?;
    migrate(conn)?;
    forget_copy(copy)
}

/// Removes the copy that a migration made, which one that was cut short leaves behind.
pub(crate) fn forget_copy(copy: &Path) -> Result<()> {
    match std::fs::remove_file(copy) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::file("cannot remove the copy", copy)(error))
        }
        _ => Ok(()),
    }
}

/// Brings a database up to date. A newer one is refused untouched.
pub(crate) fn migrate(conn: &Connection) -> Result<()> {
    conn.execute_batch("BEGIN IMMEDIATE")?;
    let done = pending(conn);
    if done.is_err() {
        // The first error is the one to tell; a failed rollback leaves the transaction to die with the connection.
        let _ = conn.execute_batch("ROLLBACK");
    }
    done
}

/// Runs what is pending, inside a transaction: before it began, somebody else could have done so.
fn pending(conn: &Connection) -> Result<()> {
    let found = version(conn)?;
    let pending = MIGRATIONS.get(found as usize..).ok_or(Error::NewerFormat { found, known: newest() })?;
    pending.iter().try_for_each(|sql| conn.execute_batch(sql))?;
    Ok(conn.execute_batch(&format!("PRAGMA user_version = {}; COMMIT", newest()))?)
}

/// Whether the database has exactly the tables and indexes that our migrations up to its version make, and no trigger or
/// view: a case from elsewhere could carry SQL that runs when we write.
pub(crate) fn has_only_our_schema(conn: &Connection) -> Result<bool> {
    /// What the migrations up to a version make; worked out once, as a case is opened for every question.
    static MADE: Mutex<BTreeMap<u32, Schema>> = Mutex::new(BTreeMap::new());
    let version = version(conn)?;
    let found = schema(conn)?;
    let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(made) = made.get(&version) {
        return Ok(found == *made);
    }
    let fresh = Connection::open_in_memory()?;
    let migrations = MIGRATIONS.get(..version as usize).unwrap_or_default();
    migrations.iter().try_for_each(|sql| fresh.execute_batch(sql))?;
    let ours = schema(&fresh)?;
    let is_ours = found == ours;
    // A database may say any number.
    if version <= newest() {
        made.insert(version, ours);
    }
    Ok(is_ours)
}

/// Of everything in a database its type, its name, and how it was made.
type Schema = Vec<(String, String, Option<String>)>;

fn schema(conn: &Connection) -> Result<Schema> {
    let mut query = conn.prepare("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name")?;
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn old() -> Connection {
        let conn = Connection::open_in_memory().expect("a database");
        conn.execute_batch(&format!("{}; PRAGMA user_version = 1", MIGRATIONS[0])).expect("made");
        conn
    }

    #[test]
    fn every_version_has_its_own_schema_and_migrates_to_the_newest() {
        let conn = old();
        assert!(has_only_our_schema(&conn).expect("read"));
        migrate(&conn).expect("migrated");
        assert_eq!(version(&conn).expect("read"), newest());
        assert!(has_only_our_schema(&conn).expect("read"));
        migrate(&conn).expect("nothing to do");
    }

    #[test]
    fn a_migration_that_fails_leaves_everything_as_it_was() {
        let conn = old();
        conn.execute_batch("CREATE INDEX acquisition_broken ON acquisition (state)").expect("in the way");
        assert!(migrate(&conn).is_err());
        assert_eq!(version(&conn).expect("read"), 1);
        let n_old: u64 = conn
            .query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'reading_ordinal'", [], |row| row.get(0))
            .expect("read");
        assert_eq!(n_old, 1);
    }
}
