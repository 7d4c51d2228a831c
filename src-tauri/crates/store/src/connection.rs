//! The connection to a case's database: whether it may write, and SQLite's settings for files that may be hostile.

use std::{fs::OpenOptions, path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use crate::{Error, Mode, ReadOnly, Result, disk, layout::Layout, lock, share};

/// How long SQLite waits for another connection that is in the middle of a change.
pub(crate) const BUSY: Duration = Duration::from_secs(10);

/// Whether a case can be changed where it lies.
pub(crate) fn mode_of(layout: &Layout) -> Mode {
    if let Some(kind) = share::network_share(layout.root()) {
        return Mode::ReadOnly(ReadOnly::NetworkShare(kind));
    }
    let mut options = OpenOptions::new();
    options.write(true);
    disk::no_follow(&mut options);
    let can_write = lock::open(&layout.lock()).is_ok() && options.open(layout.database()).is_ok();
    if can_write { Mode::Writable } else { Mode::ReadOnly(ReadOnly::Medium) }
}

/// Connects to the database of a new case.
pub(crate) fn create(layout: &Layout) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    set_up(Connection::open_with_flags(layout.database(), flags)?)
}

/// Connects to the database of a case.
pub(crate) fn connect(layout: &Layout, mode: &Mode) -> Result<Connection> {
    let path = layout.database();
    // SQLite would make an empty one, and the case would look as if it had never held anything.
    if matches!(path.symlink_metadata(), Err(error) if error.kind() == std::io::ErrorKind::NotFound) {
        return Err(Error::DatabaseMissing);
    }
    set_up(match mode {
        Mode::Writable => {
            Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?
        }
        Mode::ReadOnly(_) => {
            let wal = path.with_extension("sqlite-wal");
            if wal.metadata().is_ok_and(|m| m.len() > 0) {
                return Err(Error::ReadOnly {
                    reason: "and its last changes were not written back; copy it to a disk that can be written".into(),
                });
            }
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            Connection::open_with_flags(immutable_uri(&path), flags)?
        }
    })
}

fn set_up(conn: Connection) -> Result<Connection> {
    conn.busy_timeout(BUSY)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    conn.execute_batch("PRAGMA secure_delete = ON; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;")?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(conn)
}

/// Switches on what a database needs that is written to.
pub(crate) fn prepare_writing(conn: &Connection) -> Result<()> {
    Ok(conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384;")?)
}

fn immutable_uri(path: &Path) -> String {
    let escaped: String = path
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .map(|&b| match b {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => char::from(b).to_string(),
            _ => format!("%{b:02x}"),
        })
        .collect();
    format!("file:{escaped}?immutable=1")
}
