//! Keeping the index in step with the case, and opening it.
//!
//! The index is a function of the case. Its last commit carries the number of the last reading it holds, so whatever
//! interrupted a run, what it lacks is known and added; whatever damaged it, it is made anew (`renewing.rs`).

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use anchor::{Unit, UnitKind};
use facts::DocumentId;
use search::{DocSet, Entry, Index, Shelf, Writer};
use store::{Case, CaseMut, vault::pack::PackReader};

use crate::{
    Code, Desk, Error, Job, Result,
    renewing::{self, Making},
};

/// Threads and memory of an index writer: sized for the two cores a small laptop has.
const WRITER_THREADS: usize = 2;
const WRITER_MEMORY: usize = 128 << 20;

/// An index that is being written. Where there is none that can be written, another is being made or will be, and takes
/// up what is missed: until then those documents count as not searchable yet.
pub struct IndexWriter {
    shelf: Shelf,
    open: Option<OpenWriter>,
}

/// An index that can be written, and is.
pub struct OpenWriter {
    pub(crate) index: Index,
    writer: Writer,
    sequence: u64,
    dir: PathBuf,
    /// Documents whose stored text could not be read; written beside the index, for every answer to count.
    lacking: BTreeSet<u64>,
}

/// Where an index says which documents it lacks, one local number a line.
const LACKING: &str = "lacking";

impl IndexWriter {
    /// Puts what the last reading of a document gave into the index, in place of what was there.
    pub fn add(&mut self, case: &Case, document: &DocumentId) -> Result<()> {
        if self.open.is_none() {
            self.open = renewing::adopt(case)?;
        }
        self.open.as_mut().map_or(Ok(()), |open| open.add(case, document))
    }

    /// Takes a document's words out. Until [`IndexWriter::forget`] it counts as one that could not be searched.
    pub fn drop_words(&mut self, ordinal: Option<u64>) -> Result<()> {
        let (Some(ordinal), Some(open)) = (ordinal, &mut self.open) else { return Ok(()) };
        open.lacking.insert(ordinal);
        open.delete(ordinal)
    }

    /// Takes out the words of a document that is set aside; it is counted as that.
    pub fn set_aside(&mut self, ordinal: u64) -> Result<()> {
        let Some(open) = &mut self.open else { return Ok(()) };
        open.lacking.remove(&ordinal);
        open.delete(ordinal)
    }

    /// Forgets a document that is no longer in the case.
    pub fn forget(&mut self, ordinal: u64) {
        if let Some(open) = &mut self.open {
            open.lacking.remove(&ordinal);
        }
    }

    /// Makes what was added last and be found.
    pub fn commit(&mut self) -> Result<()> {
        self.open.as_mut().map_or(Ok(()), OpenWriter::commit)
    }

    /// Commits and leaves no byte of what was taken out: neither in the index, nor in one that is being made, nor in one
    /// of an older form, which goes whole. Our own searches let go of the index before.
    pub fn purge(&mut self, desk: &Desk) -> Result<()> {
        desk.indexes.forget();
        let Some(open) = &mut self.open else { return Ok(self.shelf.discard()?) };
        open.write_lacking()?;
        open.writer.purge(open.sequence).map_err(|e| explained(e, &open.dir))?;
        self.shelf.discard_making()?;
        Ok(())
    }
}

impl OpenWriter {
    pub(crate) fn over(index: Index) -> Result<OpenWriter> {
        // The caller holds the case's lock or that of what is being made: nobody else writes.
        let writer = index.writer_patiently(WRITER_THREADS, WRITER_MEMORY)?;
        let (sequence, dir) = (index.sequence()?, index.dir().to_path_buf());
        let lacking = read_lacking(&dir);
        Ok(OpenWriter { index, writer, sequence, dir, lacking })
    }

    pub(crate) fn add(&mut self, case: &Case, document: &DocumentId) -> Result<()> {
        let (Some(row), Some(reading)) = (case.document(document)?, case.reading(document)?) else { return Ok(()) };
        self.delete(row.ordinal)?;
        self.lacking.remove(&row.ordinal);
        // What is set aside is not to be found, whoever has opened it.
        let is_shut = case.is_shut(document)?;
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
                    self.delete(row.ordinal)?;
                    self.lacking.insert(row.ordinal);
                }
                other => other?,
            }
        }
        self.sequence = self.sequence.max(reading.sequence);
        Ok(())
    }

    fn delete(&mut self, ordinal: u64) -> Result<()> {
        self.writer.delete(ordinal).map_err(|e| explained(e, &self.dir))
    }

    pub(crate) fn commit(&mut self) -> Result<()> {
        self.write_lacking()?;
        self.writer.commit(self.sequence).map_err(|e| explained(e, &self.dir))
    }

    /// Commits, and waits until the files are merged as far as they will be.
    pub(crate) fn close(mut self) -> Result<()> {
        self.commit()?;
        self.writer.close().map_err(|e| explained(e, &self.dir))
    }

    /// Written before the commit: a list that says too much is put right by the next look, one that says too little hides.
    fn write_lacking(&self) -> Result<()> {
        let text: String = self.lacking.iter().map(|ordinal| format!("{ordinal}\n")).collect();
        write_beside(&self.dir, LACKING, &text)
    }

    /// The last reading it holds.
    pub(crate) fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Adds every reading the index lacks.
    pub(crate) fn catch_up(&mut self, case: &Case) -> Result<()> {
        let missing = case.read_after(self.sequence)?;
        missing.iter().try_for_each(|document| self.add(case, document))?;
        if missing.is_empty() { Ok(()) } else { self.commit() }
    }
}

/// Writes a small file of ours into the folder of an index.
pub(crate) fn write_beside(dir: &Path, name: &str, text: &str) -> Result<()> {
    std::fs::write(dir.join(name), text).map_err(|e| match e.kind() {
        std::io::ErrorKind::StorageFull => store::Error::Full.into(),
        _ => Error::new(Code::File, "The search index could not be written.").detail(e),
    })
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
pub(crate) fn open_ours(case: &Case) -> Result<Index, search::Error> {
    not_ahead(case, Index::open(&case.index_dir())?)
}

/// As [`open_ours`], of a form before ours.
pub(crate) fn open_older(case: &Case) -> Result<Index, search::Error> {
    not_ahead(case, Index::open_older(&case.index_dir())?)
}

pub(crate) fn not_ahead(case: &Case, index: Index) -> Result<Index, search::Error> {
    match case.sequence() {
        Ok(last) if index.sequence()? > last => {
            Err(search::Error::Damaged { reason: "it is ahead of the case".into() })
        }
        _ => Ok(index),
    }
}

/// Whether another index has to be made in place of one that fails so.
pub(crate) fn is_lost(error: &search::Error) -> bool {
    use search::Error as E;
    matches!(error, E::Missing { .. } | E::Outdated { .. } | E::Damaged { .. })
}

/// Opens the index for adding to it, made anew beside the one there if that is missing, damaged or of an older form, and
/// adds what it lacks. The caller holds the case's lock.
pub fn open_for_writing(case: &CaseMut, job: &mut Job<'_>) -> Result<IndexWriter> {
    let shelf = Shelf::new(&case.index_dir());
    match open_ours(case) {
        Ok(index) => {
            let mut open = OpenWriter::over(index)?;
            open.catch_up(case)?;
            Ok(IndexWriter { shelf, open: Some(open) })
        }
        Err(error) if is_lost(&error) => Ok(IndexWriter { open: renewing::make_holding(case, job)?, shelf }),
        Err(error) => Err(error.into()),
    }
}

/// Opens the index for taking something out of it, or putting a document back: one that cannot be written is not made
/// anew for that. The caller holds the case's lock.
pub fn open_if_there(case: &CaseMut) -> Result<IndexWriter> {
    let shelf = Shelf::new(&case.index_dir());
    let open = match open_ours(case) {
        Ok(index) => {
            let mut open = OpenWriter::over(index)?;
            open.catch_up(case)?;
            Some(open)
        }
        Err(error) if is_lost(&error) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(IndexWriter { shelf, open })
}

/// An index that can be searched, and what it does not hold.
pub struct OpenIndex {
    /// The index.
    pub index: Index,
    /// Number of the last reading it holds.
    pub sequence: u64,
    /// Documents, by local number, whose stored text could not be read.
    pub lacking: BTreeSet<u64>,
    /// Where it is of an older form: how far another one is.
    pub older: Option<Making>,
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
    fn of(index: Index) -> Result<OpenIndex> {
        Ok(OpenIndex { sequence: index.sequence()?, lacking: read_lacking(index.dir()), index, older: None })
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

    /// The documents to look into: those of `only` that may be shown. Out of an index of an older form nothing can be
    /// taken, so what was set aside or erased since is passed over here.
    pub fn within(&self, case: &Case, only: Option<DocSet>) -> Result<Option<DocSet>> {
        if self.older.is_none() {
            return Ok(only);
        }
        let there = case.current_texts()?.into_iter().map(|text| text.ordinal);
        Ok(Some(there.filter(|ordinal| only.as_ref().is_none_or(|only| only.contains(*ordinal))).collect()))
    }
}

/// Opens the index as it is, however far it has come.
pub fn open_for_reading(case: &Case) -> Result<OpenIndex> {
    OpenIndex::of(open_ours(case)?)
}

/// Opens the index for searching. One that is behind is put right first if nobody else is writing; if somebody is, it
/// answers at once from what it has and says how much it lacks. One of an older form answers, too, and says so. One that
/// is lost or damaged is made anew by `renew`, which comes back when that is done or says why it is not.
pub fn open_for_search(
    desk: &Desk,
    case: &Case,
    reopen: impl FnOnce() -> Result<CaseMut>,
    renew: impl FnOnce() -> Result<()>,
) -> Result<OpenIndex> {
    if !case.index_is_ours()? {
        return Err(Error::new(
            Code::ReadOnly,
            "This case came from elsewhere and its folder cannot be written, so its search index is not trusted.",
        )
        .hint("Copy the case folder to a disk of this machine, or search it word for word with --exact."));
    }
    let index = match desk.indexes.ours(case) {
        Ok(index) => index,
        Err(error) if is_lost(&error) => {
            if let (search::Error::Outdated { .. }, Ok(index)) = (&error, open_older(case)) {
                let older = Some(renewing::making(case)?);
                return Ok(OpenIndex { older, ..OpenIndex::of(index)? });
            }
            return match renew() {
                Ok(()) => open_for_reading(case),
                Err(why) if matches!(why.code, Code::ReadOnly | Code::NoSpace) => Err(error.into()),
                Err(why) => Err(why),
            };
        }
        Err(error) => return Err(error.into()),
    };
    if case.read_after(index.sequence()?)?.is_empty() {
        return OpenIndex::of(index);
    }
    let put_right = || -> Result<OpenIndex> {
        let mut case = reopen()?;
        case.hold_at_once("putting the search index right")?;
        let mut open = OpenWriter::over(open_ours(&case)?)?;
        open.catch_up(&case)?;
        OpenIndex::of(open.index.clone())
    };
    match put_right() {
        Err(error) if matches!(error.code, Code::Locked | Code::ReadOnly | Code::NoSpace) => OpenIndex::of(index),
        other => other,
    }
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
