//! Writing: entries in, documents out, commits that carry a sequence number, purging.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use tantivy::indexer::{LogMergePolicy, NoMergePolicy};
use tantivy::{IndexWriter, Term};

use crate::document::Written;
use crate::index::META;
use crate::{Error, Index};

/// The least memory per thread the engine works with.
const MEMORY_PER_THREAD: usize = 16_000_000;

/// One page, message, section or table row.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// The caller's ordinal of the document.
    pub doc: u64,
    /// The number of the unit within the document.
    pub unit: u32,
    /// The number of the row within the unit; `None` outside tables.
    pub row: Option<u32>,
    /// Where `text` begins in the unit's text, in Unicode scalar values.
    pub start: u32,
    /// What is searched.
    pub text: &'a str,
    /// What the text goes on with: that of the next page or section. Phrases that begin in the one and end in the other are
    /// found where they begin. `None` where nothing follows, or what follows is another matter, as with rows and messages.
    pub ahead: Option<&'a str>,
    /// A language tag (`de`, `deu`, `de-CH`) to stem by; without one, or without a stemmer for it, words are only folded.
    pub language: Option<&'a str>,
}

/// The one writer of an index. Dropping it drops what was not committed.
pub struct Writer {
    index: Index,
    /// Always there but for the moment in which [`Writer::purge`] exchanges it; if that fails, the writer has stopped.
    engine: Option<IndexWriter<Written>>,
    threads: usize,
    memory_bytes: usize,
}

impl Writer {
    pub(crate) fn new(index: Index, threads: usize, memory_bytes: usize) -> Result<Writer, Error> {
        let memory_bytes = memory_bytes.max(threads.saturating_mul(MEMORY_PER_THREAD));
        let engine = Some(index.engine.writer_with_num_threads(threads, memory_bytes)?);
        Ok(Writer { index, engine, threads, memory_bytes })
    }

    /// Adds an entry; it is found after the next commit.
    ///
    /// # Errors
    /// [`Error::WriterStopped`] after a failure in the background, such as a full disk.
    pub fn add(&mut self, entry: &Entry<'_>) -> Result<(), Error> {
        let document = Written::new(entry, self.index.fields);
        self.engine()?.add_document(document)?;
        Ok(())
    }

    /// Takes out all entries of a document that were added before; they are gone from searches after the next commit, and
    /// from the disk after the next [`Writer::purge`].
    ///
    /// # Errors
    /// [`Error::WriterStopped`].
    pub fn delete(&mut self, doc: u64) -> Result<(), Error> {
        let term = Term::from_field_u64(self.index.fields.doc, doc);
        self.engine()?.delete_term(term);
        Ok(())
    }

    /// Makes all that was added and deleted durable together with `sequence`, and visible to searches.
    ///
    /// # Errors
    /// [`Error::Full`], [`Error::ReadOnly`], [`Error::Medium`], [`Error::WriterStopped`]; the last commit then still stands.
    pub fn commit(&mut self, sequence: u64) -> Result<(), Error> {
        let mut prepared = self.engine()?.prepare_commit()?;
        prepared.set_payload(&sequence.to_string());
        prepared.commit()?;
        self.index.refresh()
    }

    /// Ends the writing once the files are merged as far as they will be; what was not committed is lost.
    ///
    /// # Errors
    /// [`Error::Full`], [`Error::Medium`], [`Error::WriterStopped`]; the last commit then still stands.
    pub fn close(mut self) -> Result<(), Error> {
        match self.engine.take() {
            Some(engine) => Ok(engine.wait_merging_threads()?),
            None => Ok(()),
        }
    }

    /// Commits, then rewrites the files so that nothing of deleted entries remains in the folder.
    ///
    /// # Errors
    /// As [`Writer::commit`]; [`Error::StillInUse`] if a search in this process still reads files that have to go: purge
    /// again when it is done.
    pub fn purge(&mut self, sequence: u64) -> Result<(), Error> {
        self.commit(sequence)?;
        if let Some(engine) = self.engine.take() {
            engine.wait_merging_threads()?;
        }
        let index = self.index.engine.clone();
        // The lock was let go of with the writer before.
        let again = patiently(|| Ok(index.writer_with_num_threads(self.threads, self.memory_bytes)?))?;
        let engine = self.engine.insert(again);
        engine.set_merge_policy(Box::new(NoMergePolicy));
        for segment in index.searchable_segment_metas()? {
            if segment.num_deleted_docs() > 0 {
                engine.merge(&[segment.id()]).wait()?;
            }
        }
        // The old segments are held by the searcher until it is exchanged.
        self.index.refresh()?;
        engine.garbage_collect_files().wait()?;
        engine.set_merge_policy(Box::new(LogMergePolicy::default()));
        let living: Vec<_> = index.searchable_segment_ids()?.iter().map(|id| id.uuid_string()).collect();
        let of_living = |file: &Path| {
            let name = file.to_string_lossy();
            name == META || living.iter().any(|id| name.starts_with(id.as_str()))
        };
        let files = index.directory().list_managed_files();
        match files.iter().filter(|file| !of_living(file)).count() {
            0 => Ok(()),
            files => Err(Error::StillInUse { files }),
        }
    }

    fn engine(&mut self) -> Result<&mut IndexWriter<Written>, Error> {
        self.engine.as_mut().ok_or_else(|| Error::WriterStopped { reason: "it could not be started again".into() })
    }
}

/// How often and how long a writer waits for one that merely seems to be there.
const PATIENCE: (u32, Duration) = (400, Duration::from_millis(25));

/// A process that is just being started holds all that is open here, the lock of a writer included, from its beginning
/// until it becomes the program it is to be; on a busy machine that takes a while. So a lock that nobody can have is
/// asked for again.
pub(crate) fn patiently<T>(mut take: impl FnMut() -> Result<T, Error>) -> Result<T, Error> {
    for _ in 0..PATIENCE.0 {
        match take() {
            Err(Error::Busy) => std::thread::sleep(PATIENCE.1),
            other => return other,
        }
    }
    take()
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer").field("index", &self.index).finish_non_exhaustive()
    }
}
