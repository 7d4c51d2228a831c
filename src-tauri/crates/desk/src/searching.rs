//! Keeping the index in step with the case, and opening it.
//!
//! The index is a function of the case. Its last commit carries the number of the last reading it holds, so whatever
//! interrupted a run, what it lacks is known and added; whatever damaged it, it is made anew.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use anchor::{Unit, UnitKind};
use facts::DocumentId;
use search::{Entry, Index, Writer};
use store::{Case, CaseMut, vault::pack::PackReader};

use crate::{Code, Error, Event, Job, Progress, Result};

/// Threads and memory of an index writer: sized for the two cores a small laptop has.
const WRITER_THREADS: usize = 2;
const WRITER_MEMORY: usize = 128 << 20;

/// An index that is being written.
pub struct IndexWriter {
    index: Index,
    writer: Writer,
    sequence: u64,
    dir: PathBuf,
    /// Documents whose stored text could not be read; written beside the index, for every answer to count.
    lacking: BTreeSet<u64>,
}

/// Where an index says which documents it lacks, one local number a line.
const LACKING: &str = "lacking";

impl IndexWriter {
    fn over(index: Index, dir: PathBuf) -> Result<IndexWriter> {
        let writer = writer(&index)?;
        let sequence = index.sequence()?;
        let lacking = read_lacking(&dir);
        Ok(IndexWriter { index, writer, sequence, dir, lacking })
    }

    /// Puts what the last reading of a document gave into the index, in place of what was there.
    pub fn add(&mut self, case: &Case, document: &DocumentId) -> Result<()> {
        let (Some(row), Some(reading)) = (case.document(document)?, case.reading(document)?) else { return Ok(()) };
        self.writer.delete(row.ordinal).map_err(|e| explained(e, &self.dir))?;
        self.lacking.remove(&row.ordinal);
        // What is set aside is not to be found, whoever has opened it.
        let is_shut = case.standing(document)?.is_some_and(|aside| aside.is_shut());
        if let Some(hash) = reading.result.text.filter(|_| !is_shut) {
            let language = reading.result.language.as_deref();
            let added = case.text_for_us(&hash).map_err(Error::from).and_then(|mut pack| {
                each_scope(&mut pack, |scope| {
                    let Scope { unit, row: table_row, start, text, ahead } = scope;
                    let entry = Entry { doc: row.ordinal, unit, row: table_row, start, text, ahead, language };
                    self.writer.add(&entry).map_err(|e| explained(e, &self.dir))
                })
            });
            match added {
                // One damaged text must not keep every other from being found.
                Err(error) if error.code == Code::Damaged => {
                    self.writer.delete(row.ordinal).map_err(|e| explained(e, &self.dir))?;
                    self.lacking.insert(row.ordinal);
                }
                other => other?,
            }
        }
        self.sequence = self.sequence.max(reading.sequence);
        Ok(())
    }

    /// Takes a document's words out. Until [`IndexWriter::forget`] it counts as one that could not be searched.
    pub fn drop_words(&mut self, ordinal: Option<u64>) -> Result<()> {
        let Some(ordinal) = ordinal else { return Ok(()) };
        self.lacking.insert(ordinal);
        self.writer.delete(ordinal).map_err(|e| explained(e, &self.dir))
    }

    /// Takes out the words of a document that is set aside; it is counted as that.
    pub fn set_aside(&mut self, ordinal: u64) -> Result<()> {
        self.lacking.remove(&ordinal);
        self.writer.delete(ordinal).map_err(|e| explained(e, &self.dir))
    }

    /// Forgets a document that is no longer in the case.
    pub fn forget(&mut self, ordinal: u64) {
        self.lacking.remove(&ordinal);
    }

    /// Makes what was added last and be found.
    pub fn commit(&mut self) -> Result<()> {
        self.write_lacking()?;
        self.writer.commit(self.sequence).map_err(|e| explained(e, &self.dir))
    }

    /// Commits and leaves no byte of what was taken out.
    pub fn purge(&mut self) -> Result<()> {
        self.write_lacking()?;
        self.writer.purge(self.sequence).map_err(|e| explained(e, &self.dir))
    }

    /// Written before the commit: a list that says too much is put right by the next look, one that says too little hides.
    fn write_lacking(&self) -> Result<()> {
        let text: String = self.lacking.iter().map(|ordinal| format!("{ordinal}\n")).collect();
        let path = self.dir.join(LACKING);
        std::fs::write(&path, text).map_err(|e| match e.kind() {
            std::io::ErrorKind::StorageFull => store::Error::Full.into(),
            _ => Error::new(Code::File, "The search index could not be written.").detail(e),
        })
    }

    /// Adds every reading the index lacks.
    fn catch_up(&mut self, case: &Case, job: Option<&mut Job<'_>>) -> Result<u64> {
        let missing = case.read_after(self.sequence)?;
        let total = missing.len() as u64;
        let mut job = job;
        for (done, document) in missing.into_iter().enumerate() {
            self.add(case, &document)?;
            if let Some(job) = job.as_deref_mut() {
                let done = done as u64 + 1;
                let progress = Progress { doing: "indexing".into(), done, total, ..Progress::default() };
                (job.events)(Event::Progress(progress));
                if job.cancel.is_cancelled() {
                    break;
                }
            }
        }
        if total > 0 {
            self.commit()?;
        }
        Ok(total)
    }
}

/// The caller holds the case's lock, so nobody else writes. But a process that is just being started holds all that is
/// open here, the index's lock included, until it becomes the worker it is to be; on a busy machine that takes a while.
fn writer(index: &Index) -> Result<Writer, search::Error> {
    let mut tries = 0;
    loop {
        match index.writer(WRITER_THREADS, WRITER_MEMORY) {
            Err(search::Error::Busy) if tries < 400 => {
                tries += 1;
                std::thread::sleep(std::time::Duration::from_millis(25));
            }
            other => return other,
        }
    }
}

/// What one entry of the index covers.
pub struct Scope<'a> {
    /// Number of the unit, from 1.
    pub unit: u32,
    /// Number of the row in its sheet, in tables.
    pub row: Option<u32>,
    /// Where the text begins in the unit's text, in Unicode scalars.
    pub start: u32,
    /// The text.
    pub text: &'a str,
    /// What it goes on with: the next page or section that has words.
    pub ahead: Option<&'a str>,
}

/// Hands out every scope of a text: each unit, or each row of a table, that has words.
pub fn each_scope(pack: &mut PackReader, mut each: impl FnMut(Scope<'_>) -> Result<()>) -> Result<()> {
    // A page that runs on waits for the next one.
    let mut waiting: Option<(u32, Unit)> = None;
    for number in 1..=pack.n_units() {
        let Some(unit) = pack.unit(number)?.filter(|unit| has_words(unit)) else { continue };
        if let Some((before, page)) = waiting.take() {
            let ahead = runs_on(page.kind, unit.kind).then_some(unit.text.as_str());
            scopes(before, &page).try_for_each(|scope| each(Scope { ahead, ..scope }))?;
        }
        if runs_on(unit.kind, unit.kind) {
            waiting = Some((number, unit.clone()));
        } else {
            scopes(number, unit).try_for_each(&mut each)?;
        }
    }
    match waiting {
        Some((number, page)) => scopes(number, &page).try_for_each(each),
        None => Ok(()),
    }
}

/// What a unit goes on with, and the number of that unit.
pub fn ahead_of(pack: &mut PackReader, number: u32) -> Result<Option<(u32, String)>> {
    let Some(kind) = pack.unit(number)?.map(|unit| unit.kind).filter(|kind| runs_on(*kind, *kind)) else {
        return Ok(None);
    };
    for next in number + 1..=pack.n_units() {
        if let Some(unit) = pack.unit(next)?.filter(|unit| has_words(unit)) {
            return Ok(runs_on(kind, unit.kind).then(|| (next, unit.text.clone())));
        }
    }
    Ok(None)
}

fn has_words(unit: &Unit) -> bool {
    !unit.text.trim().is_empty()
}

/// Whether a text goes on from one unit to the next: pages and sections are cut anywhere, messages, slides and sheets are
/// each for themselves.
fn runs_on(from: UnitKind, to: UnitKind) -> bool {
    from == to && matches!(from, UnitKind::Page | UnitKind::Section)
}

/// The scopes of one unit.
pub fn scopes(number: u32, unit: &Unit) -> impl Iterator<Item = Scope<'_>> {
    let first_row = unit.table.as_ref().map(|t| t.first_row);
    let whole = first_row.is_none().then_some(unit.text.as_str());
    let lines = first_row.map(|_| unit.text.split('\n')).into_iter().flatten();
    let mut start = 0;
    whole.into_iter().chain(lines).enumerate().filter_map(move |(line_idx, text)| {
        let at = start;
        start += text.chars().count() as u32 + 1;
        let row = first_row.map(|first| first + line_idx as u32);
        (!text.trim().is_empty()).then_some(Scope { unit: number, row, start: at, text, ahead: None })
    })
}

/// An index writer whose threads stopped does not say why: whether the disk is full shows when something is written.
fn explained(error: search::Error, dir: &Path) -> Error {
    if !matches!(error, search::Error::WriterStopped { .. }) {
        return error.into();
    }
    let probe = dir.join("probe");
    let written = std::fs::write(&probe, [0; 64 << 10]);
    // A probe that stays behind is an empty page in a folder that is made anew from time to time.
    let _ = std::fs::remove_file(&probe);
    match written {
        Err(full) if full.kind() == std::io::ErrorKind::StorageFull => store::Error::Full.into(),
        _ => error.into(),
    }
}

fn read_lacking(dir: &Path) -> BTreeSet<u64> {
    let text = std::fs::read_to_string(dir.join(LACKING)).unwrap_or_default();
    text.lines().filter_map(|line| line.parse().ok()).collect()
}

/// Opens the index if it belongs to the case as it is now: one that is ahead was made from another state of it.
fn open_ours(case: &Case) -> Result<Index, search::Error> {
    let index = Index::open(&case.index_dir())?;
    match case.sequence() {
        Ok(last) if index.sequence()? > last => {
            Err(search::Error::Damaged { reason: "it is ahead of the case".into() })
        }
        _ => Ok(index),
    }
}

/// Opens the index for writing, made anew if it is missing, damaged or outdated, and adds what it lacks.
pub fn open_for_writing(case: &CaseMut) -> Result<IndexWriter> {
    let dir = case.index_dir();
    let index = match open_ours(case) {
        Ok(index) => index,
        Err(search::Error::Missing { .. } | search::Error::Outdated { .. } | search::Error::Damaged { .. }) => {
            Index::create(&dir)?
        }
        Err(error) => return Err(error.into()),
    };
    let mut writer = IndexWriter::over(index, dir)?;
    writer.catch_up(case, None)?;
    Ok(writer)
}

/// Makes the index anew. Says how many documents went in.
pub fn rebuild(case: &CaseMut, job: &mut Job<'_>) -> Result<u64> {
    let mut writer = IndexWriter::over(Index::create(&case.index_dir())?, case.index_dir())?;
    let n_documents = writer.catch_up(case, Some(job))?;
    writer.commit()?;
    Ok(n_documents)
}

/// An index that can be searched, and what it does not hold.
pub struct OpenIndex {
    /// The index.
    pub index: Index,
    /// Number of the last reading it holds.
    pub sequence: u64,
    /// Documents, by local number, whose stored text could not be read.
    pub lacking: BTreeSet<u64>,
}

/// What an answer could not look into. No document is counted twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsearched {
    /// Documents that could not be read, or not fully.
    pub unreadable: u64,
    /// Documents whose words are not in the index yet.
    pub behind: u64,
    /// Documents that are set aside.
    pub quarantined: u64,
}

impl OpenIndex {
    fn of(index: Index, lacking: BTreeSet<u64>) -> Result<OpenIndex> {
        Ok(OpenIndex { sequence: index.sequence()?, index, lacking })
    }

    /// Counts what a search of this index cannot look into.
    pub fn unsearched(&self, case: &Case) -> Result<Unsearched> {
        let unsearched = case.unsearched()?;
        Ok(Unsearched {
            unreadable: unsearched.unreadable + case.n_readable_of(&self.lacking, self.sequence)?,
            behind: unsearched.queued + case.n_behind(self.sequence)?,
            quarantined: unsearched.set_aside,
        })
    }
}

/// Opens the index as it is, however far it has come.
pub fn open_for_reading(case: &Case) -> Result<OpenIndex> {
    OpenIndex::of(open_ours(case)?, read_lacking(&case.index_dir()))
}

/// Opens the index for searching. One that is missing, damaged or behind is put right first if nobody else is writing;
/// if somebody is, it answers at once from what it has and says how much it lacks.
pub fn open_for_search(case: &Case, reopen: impl FnOnce() -> Result<CaseMut>) -> Result<OpenIndex> {
    if !case.index_is_ours()? {
        return Err(Error::new(
            Code::ReadOnly,
            "This case came from elsewhere and its folder cannot be written, so its search index is not trusted.",
        )
        .hint("Copy the case folder to a disk of this machine, or search it word for word with --exact."));
    }
    let dir = case.index_dir();
    let opened = open_ours(case);
    let is_current = match &opened {
        Ok(index) => case.read_after(index.sequence()?)?.is_empty(),
        Err(search::Error::Missing { .. } | search::Error::Outdated { .. } | search::Error::Damaged { .. }) => false,
        Err(_) => return Err(opened.map(drop).err().map_or_else(lost, Error::from)),
    };
    if is_current && let Ok(index) = opened {
        return OpenIndex::of(index, read_lacking(&dir));
    }
    match reopen().and_then(|mut case| {
        case.hold_at_once("putting the search index right")?;
        open_for_writing(&case)
    }) {
        Ok(writer) => OpenIndex::of(writer.index.clone(), writer.lacking.clone()),
        Err(error) if matches!(error.code, Code::Locked | Code::ReadOnly | Code::NoSpace) => match opened {
            Ok(index) => OpenIndex::of(index, read_lacking(&dir)),
            // Nothing can be found in what is only being made.
            Err(_) if error.code == Code::Locked => Err(Error::new(
                Code::Locked,
                "The search index is not there yet, and somebody else is writing in this case.",
            )
            .hint("Try again when it has finished, or search word for word with --exact.")
            .detail(error.message)),
            Err(opened) => Err(opened.into()),
        },
        Err(error) => Err(error),
    }
}

fn lost() -> Error {
    Error::new(Code::Internal, "The search index could not be opened.")
}

impl From<search::Error> for Error {
    fn from(error: search::Error) -> Error {
        use search::Error as E;
        let detail = error.to_string();
        match error {
            E::Syntax(syntax) => {
                Error::new(Code::Query, format!("{} (at character {}).", syntax.message, syntax.at + 1))
                    .at(syntax.at, syntax.len)
                    .hint(syntax.hint)
            }
            E::Full => store::Error::Full.into(),
            E::Medium { source } if source.kind() == std::io::ErrorKind::StorageFull => store::Error::Full.into(),
            E::Busy => Error::new(Code::Locked, "The search index is being written by another Casebound.")
                .hint("Try again when it has finished."),
            E::ReadOnly { .. } => Error::new(Code::ReadOnly, "The search index cannot be written.").detail(detail),
            E::Missing { .. } | E::Outdated { .. } | E::Damaged { .. } => {
                Error::new(Code::Damaged, "The search index cannot be used. No document is affected.")
                    .hint("Make it anew with: casebound reindex CASE")
                    .detail(detail)
            }
            _ => Error::new(Code::Internal, "The search index could not be used. No document is affected.")
                .hint("Make it anew with: casebound reindex CASE")
                .detail(detail),
        }
    }
}
