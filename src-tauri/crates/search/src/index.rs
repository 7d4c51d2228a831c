//! The index on disk: made, opened, measured.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::directory::MmapDirectory;
use tantivy::{IndexReader, IndexSettings, ReloadPolicy};

use crate::error::guarded;
use crate::readonly::ReadOnly;
use crate::schema::{Fields, schema, tokenizers};
use crate::{Error, Shelf, Writer, stamp, writer};

/// An index in a folder of its own. Cheap to clone; all clones see the same commits.
#[derive(Clone)]
pub struct Index {
    pub(crate) dir: PathBuf,
    pub(crate) engine: tantivy::Index,
    pub(crate) reader: IndexReader,
    pub(crate) fields: Fields,
    /// What its files were when they were opened last.
    seen: Arc<Mutex<Option<Vec<u8>>>>,
}

/// Where the engine keeps which files there are.
pub(crate) const META: &str = "meta.json";

impl Index {
    /// Makes an empty index in `dir`. All files directly in `dir` are removed first; the folder is made if need be.
    ///
    /// # Errors
    /// [`Error::Full`], [`Error::ReadOnly`], [`Error::File`].
    pub fn create(dir: &Path) -> Result<Index, Error> {
        let failed = || Error::file("the folder of the index could not be emptied", dir);
        fs::create_dir_all(dir).map_err(failed())?;
        // The stamp goes first: whatever happens next, the remains are not taken for an index.
        let stamped = dir.join(stamp::STAMP_FILE);
        if stamped.exists() {
            fs::remove_file(&stamped).map_err(failed())?;
        }
        for entry in fs::read_dir(dir).map_err(failed())? {
            let entry = entry.map_err(failed())?;
            if !entry.file_type().map_err(failed())?.is_dir() {
                fs::remove_file(entry.path()).map_err(failed())?;
            }
        }
        let folder = MmapDirectory::open(dir).map_err(tantivy::TantivyError::from)?;
        tantivy::Index::create(folder, schema().0, IndexSettings::default())?;
        stamp::write(dir)?;
        Index::open(dir)
    }

    /// Opens the index in `dir`, or the one that answers where `dir` is a [`Shelf`]. Where nothing can be written it opens
    /// for reading only.
    ///
    /// # Errors
    /// [`Error::Missing`], [`Error::Outdated`] or [`Error::Damaged`] if it has to be made anew with [`Index::create`];
    /// [`Error::File`] if it could not be read.
    pub fn open(dir: &Path) -> Result<Index, Error> {
        settled(dir, Index::open_in)
    }

    fn open_in(dir: &Path) -> Result<Index, Error> {
        stamp::check(dir)?;
        let folder = MmapDirectory::open(dir).map_err(tantivy::TantivyError::from)?;
        match guarded(|| Index::over(dir, folder)) {
            Err(Error::ReadOnly { .. } | Error::Full) => Index::read_only_in(dir),
            other => other,
        }
    }

    /// Opens the index in `dir` and touches nothing in it, not even to lock.
    ///
    /// # Errors
    /// As [`Index::open`].
    pub fn open_read_only(dir: &Path) -> Result<Index, Error> {
        settled(dir, Index::read_only_in)
    }

    fn read_only_in(dir: &Path) -> Result<Index, Error> {
        stamp::check(dir)?;
        let folder = MmapDirectory::open(dir).map_err(tantivy::TantivyError::from)?;
        guarded(|| Index::over(dir, ReadOnly(folder)))
    }

    /// Opens an index of an older form that can still be searched until another is made: as [`Index::open_read_only`]. What
    /// its form lacks is found less well: it folds words by its own rules, and a code stands in it as it was written only.
    ///
    /// # Errors
    /// [`Error::Outdated`] if it cannot be searched; else as [`Index::open`].
    pub fn open_older(dir: &Path) -> Result<Index, Error> {
        settled(dir, |dir| {
            stamp::check_older(dir)?;
            let folder = MmapDirectory::open(dir).map_err(tantivy::TantivyError::from)?;
            guarded(|| {
                let engine = tantivy::Index::open(ReadOnly(folder))?;
                let Some(fields) = Fields::of_older(&engine.schema()) else {
                    return Err(Error::Damaged { reason: "its fields are not those of its format".into() });
                };
                Index::with_fields(dir, engine, fields)
            })
        })
    }

    fn over(dir: &Path, folder: impl tantivy::Directory) -> Result<Index, Error> {
        let engine = tantivy::Index::open(folder)?;
        let (schema, fields) = schema();
        if engine.schema() != schema {
            return Err(Error::Damaged { reason: "its fields are not those of its format".into() });
        }
        Index::with_fields(dir, engine, fields)
    }

    fn with_fields(dir: &Path, mut engine: tantivy::Index, fields: Fields) -> Result<Index, Error> {
        engine.set_tokenizers(tokenizers());
        let seen = Arc::new(Mutex::new(fs::read(dir.join(META)).ok()));
        let reader = engine.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Index { dir: dir.to_path_buf(), engine, reader, fields, seen })
    }

    /// A writer; there is one at a time, over all processes. `memory_bytes` is shared by the threads, each of which gets
    /// at least 16 MB.
    ///
    /// # Errors
    /// [`Error::Busy`] if there is a writer, [`Error::ReadOnly`], [`Error::Full`].
    pub fn writer(&self, threads: usize, memory_bytes: usize) -> Result<Writer, Error> {
        Writer::new(self.clone(), threads.max(1), memory_bytes)
    }

    /// As [`Index::writer`], for a caller who knows that nobody else writes: it waits for what merely looks so.
    ///
    /// # Errors
    /// As [`Index::writer`], after ten seconds.
    pub fn writer_patiently(&self, threads: usize, memory_bytes: usize) -> Result<Writer, Error> {
        writer::patiently(|| self.writer(threads, memory_bytes))
    }

    /// Sees what other processes have committed; commits of this index's own writers are seen at once.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Medium`].
    pub fn refresh(&self) -> Result<(), Error> {
        guarded(|| Ok(self.reader.reload()?))
    }

    /// As [`Index::refresh`], where the files are others than before: that takes next to no time.
    ///
    /// # Errors
    /// As [`Index::open`].
    pub fn keep_up(&self) -> Result<(), Error> {
        stamp::check(&self.dir)?;
        let now = fs::read(self.dir.join(META)).ok();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if now.is_none() || *seen != now {
            self.refresh()?;
            *seen = now;
        }
        Ok(())
    }

    /// The sequence number of the last commit on disk; 0 if there was none.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Medium`].
    pub fn sequence(&self) -> Result<u64, Error> {
        match self.engine.load_metas()?.payload {
            None => Ok(0),
            Some(payload) => {
                payload.parse().map_err(|_| Error::Damaged { reason: "its sequence is not a number".into() })
            }
        }
    }

    /// How many entries can be found.
    pub fn n_entries(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// The folder its files lie in.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// How many bytes the files of the index take.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn size_on_disk(&self) -> Result<u64, Error> {
        let failed = || Error::file("the index could not be measured", &self.dir);
        let mut total = 0;
        for entry in fs::read_dir(&self.dir).map_err(failed())? {
            match entry.and_then(|entry| entry.metadata()) {
                Ok(data) if data.is_file() => total += data.len(),
                Ok(_) => {}
                // A merge may remove a file between the listing and the look.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(failed()(error)),
            }
        }
        Ok(total)
    }

    /// Reads every file of the index against its checksum; the names of those that do not fit. Slow on large indexes.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Medium`].
    pub fn damaged_files(&self) -> Result<Vec<PathBuf>, Error> {
        let mut files: Vec<_> = guarded(|| Ok(self.engine.validate_checksum()?))?.into_iter().collect();
        files.sort();
        Ok(files)
    }
}

/// Opens what answers. Another may be put in its place and its folder go between a look and the opening: then once more.
fn settled(dir: &Path, open: impl Fn(&Path) -> Result<Index, Error>) -> Result<Index, Error> {
    let shelf = Shelf::new(dir);
    let mut current = shelf.current();
    loop {
        let opened = open(&current);
        let now = shelf.current();
        match opened {
            Err(_) if now != current => current = now,
            opened => return opened,
        }
    }
}

impl fmt::Debug for Index {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Index").field("dir", &self.dir).field("entries", &self.n_entries()).finish_non_exhaustive()
    }
}
