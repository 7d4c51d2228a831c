//! A case that is open for writing.

use std::{path::Path, time::Duration};

use facts::CaseId;
use rusqlite::params;

use crate::{
    Case, Error, Mode, ReadOnly, Result, World,
    connection::{self, BUSY, prepare_writing},
    layout::Layout,
    lock::{self, Held, Holder},
    migrate, registry, share,
    transaction::Transaction,
    vault::{Vault, shared::Doomed},
};

/// A case, open for writing. Everything it can read, it reads as [`Case`] does.
#[derive(Debug)]
pub struct CaseMut {
    case: Case,
    held: Option<Held>,
    /// Whether it had the right to write at some time: else there is nothing of it to write back.
    has_changed: bool,
}

impl std::ops::Deref for CaseMut {
    type Target = Case;

    fn deref(&self) -> &Case {
        &self.case
    }
}

impl CaseMut {
    /// Makes a new case in `root`, which must not exist or be empty, and signs its beginning as `author`.
    pub fn create(root: &Path, name: &str, author: &str, world: &World) -> Result<CaseMut> {
        if root.exists() && std::fs::read_dir(root).map_or(true, |mut entries| entries.next().is_some()) {
            return Err(Error::NotEmpty { path: root.to_path_buf() });
        }
        // Asked of what is there already: a refusal leaves no folder behind.
        if let Some(kind) = share::network_share(share::standing(root)) {
            return Err(Error::ReadOnly { reason: ReadOnly::NetworkShare(kind).to_string() });
        }
        let layout = Layout::new(root);
        layout.create()?;
        let conn = connection::create(&layout)?;
        prepare_writing(&conn)?;
        migrate::migrate(&conn)?;
        let id = CaseId::from_uuid(world.uuid());
        conn.execute(
            "INSERT INTO meta (key, value) VALUES ('case', ?), ('secret', ?)",
            params![id.as_uuid().as_bytes(), world.random_bytes::<32>()],
        )?;
        drop(conn);
        Vault::new(layout.vault(), world.clone()).create()?;
        registry::remember(world, id, root, None, 0)?;
        // The marker comes last: a folder without it is no case yet.
        std::fs::write(layout.marker(), Layout::marker_text())
            .map_err(Error::file("cannot write the marker", &layout.marker()))?;
        let mut case = CaseMut::open(root, world)?;
        let mut tx = case.begin(author, "making the case")?;
        tx.set(id.as_uuid().as_bytes(), "name", &name)?;
        tx.commit()?;
        Ok(case)
    }

    /// Opens the case at `path` for writing; refuses in words where it can only be read.
    pub fn open(path: &Path, world: &World) -> Result<CaseMut> {
        let case = Case::open(path, world)?;
        if let Mode::ReadOnly(why) = case.mode() {
            return Err(Error::ReadOnly { reason: why.to_string() });
        }
        let copy = case.layout.before_migration();
        if migrate::version(&case.conn)? < migrate::newest() {
            let _held = lock::take(&case.layout.lock(), world, "bringing the case up to date")?;
            migrate::migrate_copied(&case.conn, &copy)?;
        } else {
            migrate::forget_copy(&copy)?;
        }
        case.vault().create()?;
        Ok(CaseMut { case, held: None, has_changed: false })
    }

    /// As [`Case::seen_by`].
    #[must_use]
    pub fn seen_by(mut self, reader: &str) -> CaseMut {
        self.case.set_reader(reader);
        self
    }

    /// Holds the lock over many transactions, as taking in files does. Says who died holding it before, having first
    /// swept away what they left half done.
    pub fn hold(&mut self, purpose: &str) -> Result<Option<Holder>> {
        match &self.held {
            Some(_) => Ok(None),
            None => self.held_with(lock::take(&self.layout.lock(), &self.world, purpose)?),
        }
    }

    /// As [`CaseMut::hold`], without waiting for somebody who is writing.
    pub fn hold_at_once(&mut self, purpose: &str) -> Result<Option<Holder>> {
        match &self.held {
            Some(_) => Ok(None),
            None => self.held_with(lock::take_at_once(&self.layout.lock(), &self.world, purpose)?),
        }
    }

    fn held_with(&mut self, held: Held) -> Result<Option<Holder>> {
        self.has_changed = true;
        let left_by = held.left_by.clone();
        self.clear_up(left_by.is_some())?;
        self.held = Some(held);
        Ok(left_by)
    }

    /// Ends what was begun and not finished: by a writer that died, or by an erasing that could not destroy a file.
    fn clear_up(&self, somebody_died: bool) -> Result<()> {
        if somebody_died {
            self.vault().sweep(&self.conn)?;
        }
        self.destroy_doomed().map(drop)
    }

    /// Lets go of a held lock.
    pub fn release(&mut self) {
        self.held = None;
    }

    /// Begins a change, signed as `author`; an empty name is somebody who did not say.
    pub fn begin(&mut self, author: &str, purpose: &str) -> Result<Transaction<'_>> {
        self.has_changed = true;
        let held = match &self.held {
            Some(_) => None,
            None => {
                let held = lock::take(&self.layout.lock(), &self.world, purpose)?;
                self.clear_up(held.left_by.is_some())?;
                Some(held)
            }
        };
        Transaction::begin(&self.case, held, author)
    }

    /// Writes what is worked out from the case and is no part of its log, all or nothing.
    pub(crate) fn derived(
        &mut self,
        purpose: &str,
        write: impl FnOnce(&rusqlite::Connection) -> Result<()>,
    ) -> Result<()> {
        self.has_changed = true;
        let _held = match &self.held {
            Some(_) => None,
            None => {
                let held = lock::take(&self.layout.lock(), &self.world, purpose)?;
                self.clear_up(held.left_by.is_some())?;
                Some(held)
            }
        };
        self.conn.execute_batch("BEGIN IMMEDIATE")?;
        match write(&self.conn).and_then(|()| Ok(self.conn.execute_batch("COMMIT")?)) {
            Ok(()) => Ok(()),
            Err(error) => {
                // The first error is the one to tell.
                let _ = self.conn.execute_batch("ROLLBACK");
                Err(error)
            }
        }
    }

    /// Moves what the write-ahead log holds into the database file, as far as nobody reads it now. For quiet moments.
    pub fn rest(&self) -> Result<()> {
        self.write_back(Duration::ZERO).map(drop)
    }

    /// As [`CaseMut::rest`], waiting for those who read; false where somebody still holds old pages after that.
    pub(crate) fn write_back(&self, patience: Duration) -> Result<bool> {
        self.conn.busy_timeout(patience)?;
        let done = self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        self.conn.busy_timeout(BUSY)?;
        match done {
            Ok(busy) => Ok(busy == 0),
            Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Destroys the blobs that an erasing doomed, those included that it did not get to because it was cut short.
    pub(crate) fn destroy_doomed(&self) -> Result<u64> {
        let mut query = self.conn.prepare_cached("SELECT name FROM doomed")?;
        let names: Vec<String> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut n_destroyed = 0;
        for name in &names {
            let doomed = Doomed::parse(name).ok_or_else(|| Error::Damaged("a storage name is not ours".into()))?;
            if self.vault().destroy(&self.conn, &doomed)? {
                self.conn.execute("DELETE FROM doomed WHERE name = ?", [name])?;
                n_destroyed += 1;
            }
        }
        Ok(n_destroyed)
    }
}

impl Drop for CaseMut {
    fn drop(&mut self) {
        if self.has_changed {
            // The log of an unfinished checkpoint is simply read again next time.
            let _ = self.rest();
        }
    }
}
