//! Taking material in: a folder of files becomes documents, texts, ledger rows and index entries.
//!
//! Threads with a worker process each copy, hash and read files; one committer writes what they find, in groups and in
//! the order blob, row, index. Nothing is lost when it stops at any point: what was taken in and not read is queued,
//! and the index knows by number which readings it lacks.

mod checkpoint;
mod child;
mod committer;
pub(crate) mod gist;
mod group;
mod outbox;
pub(crate) mod outcome;
mod queue;
mod reader;
mod room;
mod scan;
pub(crate) mod sink;
mod tally;
mod watching;

use std::{
    collections::{BTreeMap, HashSet},
    path::{Path, PathBuf},
    time::Instant,
};

use ingest::passwords::Passwords;
pub(crate) use reader::worker_error;
use serde::Serialize;
use store::{Case, CaseMut, NewSource, State, table::source::DERIVED_FROM};
use ts_rs::TS;

use room::{leave_room, room_for};
pub use watching::{Watched, watch};

use crate::{
    Code, Desk, Error, Job, Result, command, deriving, sameness, searching, setting_aside, sweeping::news, transcripts,
};

/// What to take in.
#[derive(Debug, Clone)]
pub struct Intake {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Where they come from: a source of this code name, or a new one.
    pub source: NewSource,
    /// Code names of the sources it derives from.
    pub derived_from: Vec<String>,
    /// Files read at once.
    pub n_jobs: usize,
    /// Whether workers must be confined.
    pub sandbox: ingest::sandbox::Sandbox,
    /// Whether what was erased before is taken in again; else it is passed over.
    pub take_erased_again: bool,
}

/// What came of it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Summary {
    /// Files and files inside files that were found this time.
    pub found: u64,
    /// Of them, new in the ledger.
    pub added: u64,
    /// Of the new ones, in another place the very same files as were in the case already.
    pub same: u64,
    /// Of them, in the ledger before.
    pub known: u64,
    /// Files and files inside files that were passed over this time because they had been erased.
    pub erased_before: u64,
    /// The whole ledger by state, as it is now.
    pub states: BTreeMap<&'static str, u64>,
    /// Bytes of the files found.
    pub bytes: u64,
    /// How long it took.
    pub seconds: f64,
    /// Documents of the case that could not be read, or not fully.
    #[serde(rename = "unreadable")]
    pub n_unreadable: u64,
    /// Pages and pictures of the case whose words wait to be read off them.
    pub waiting: u64,
    /// Whether it was stopped before the end; the next run goes on.
    pub stopped: bool,
}

/// What files and folders would take, before any is opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Estimate {
    /// Files found.
    pub files: u64,
    /// Of them, in the case already under the same path.
    pub known: u64,
    /// What will not be read: links, pipes, what could not be looked at.
    pub skipped: u64,
    /// Bytes of all files.
    pub bytes: u64,
    /// Bytes that the case may grow by, with room for it to work in.
    pub needed: u64,
    /// Bytes that are free where the case lies; `null` where the system does not say.
    pub free: Option<u64>,
}

/// Looks at files and folders as taking them in would, and opens none.
pub fn estimate(case: &Case, paths: &[PathBuf], job: &mut Job<'_>) -> Result<Estimate> {
    can_be_given(paths, case)?;
    let known = known_paths(case)?;
    let findings = scan::scan(paths, case.root(), &job.cancel);
    if job.cancel.is_cancelled() {
        return Err(Error::new(Code::Stopped, "It was stopped."));
    }
    let files = || findings.iter().filter(|f| f.trouble.is_none());
    let is_known = |f: &&scan::Finding| known.contains(&f.path);
    Ok(Estimate {
        files: files().count() as u64,
        known: files().filter(is_known).count() as u64,
        skipped: findings.iter().filter(|f| f.trouble.is_some()).count() as u64,
        bytes: files().map(|f| f.bytes).sum(),
        needed: room_for(files().filter(|f| !is_known(f))),
        free: case.vault().free_bytes(),
    })
}

/// Takes files and folders in.
pub fn take_in(desk: &Desk, job: &mut Job<'_>, case: &mut CaseMut, intake: &Intake) -> Result<Summary> {
    let started = Instant::now();
    can_be_given(&intake.paths, case)?;
    let findings = scan::scan(&intake.paths, case.root(), &job.cancel);
    let known = known_paths(case)?;
    leave_room(case, findings.iter().filter(|f| !known.contains(&f.path)))?;
    take_in_found(desk, job, case, intake, findings, started)
}

/// Takes in bytes that were pasted: they lie in no file, and none is made of them outside the case.
pub fn take_in_pasted(
    desk: &Desk,
    job: &mut Job<'_>,
    case: &mut CaseMut,
    intake: &Intake,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Summary> {
    let started = Instant::now();
    let finding = scan::Finding {
        place: PathBuf::new(),
        path: name.to_owned(),
        raw_path: None,
        bytes: bytes.len() as u64,
        pasted: Some(bytes.into()),
        trouble: None,
    };
    leave_room(case, std::iter::once(&finding))?;
    take_in_found(desk, job, case, intake, vec![finding], started)
}

fn take_in_found(
    desk: &Desk,
    job: &mut Job<'_>,
    case: &mut CaseMut,
    intake: &Intake,
    findings: Vec<scan::Finding>,
    started: Instant,
) -> Result<Summary> {
    let bytes: u64 = findings.iter().map(|f| f.bytes).sum();
    hold(case, job)?;
    let source = source(desk, case, intake)?;
    let mut index = searching::open_for_writing(case, job)?;
    let plan = committer::Plan {
        source,
        findings,
        n_jobs: intake.n_jobs,
        sandbox: intake.sandbox,
        take_erased_again: intake.take_erased_again,
        retry: Vec::new(),
    };
    let tally = committer::run(desk, job, case, &mut index, plan)?;
    transcripts::join(desk, case, &mut index)?;
    setting_aside::with_insides(desk, case, &mut index)?;
    ask_about_erased(job, tally.erased_before());
    let summary = finish(case, job, tally, bytes, started)?;
    news::tell(desk, job, case);
    Ok(summary)
}

/// What was erased is not taken in unasked: on a command line, asking is saying so.
fn ask_about_erased(job: &mut Job<'_>, n_passed_over: u64) {
    let what = match n_passed_over {
        0 => return,
        1 => "1 file was passed over: it had been erased from this case. To take it in all the same".to_owned(),
        n => format!("{n} files were passed over: they had been erased from this case. To take them in all the same"),
    };
    job.note(format!("{what}, add --take-erased-again."));
}

/// Refuses what is not there, and what is the case itself.
fn can_be_given(paths: &[PathBuf], case: &Case) -> Result<()> {
    for path in paths {
        if path.symlink_metadata().is_err() {
            let message = format!("{} cannot be found. Nothing was taken in.", path.display());
            return Err(Error::new(Code::File, message));
        }
        if is_inside(path, case.root()) {
            let message = format!("{} is part of this case. Nothing was taken in.", path.display());
            return Err(Error::new(Code::File, message));
        }
    }
    Ok(())
}

/// Paths whose bytes are in the case.
fn known_paths(case: &Case) -> Result<HashSet<String>> {
    Ok(case.all_acquisitions()?.into_iter().filter(|a| a.document.is_some()).map(|a| a.path).collect())
}

fn is_inside(path: &Path, root: &Path) -> bool {
    matches!((path.canonicalize(), root.canonicalize()), (Ok(path), Ok(root)) if path.starts_with(&root))
}

/// What is to be read again, of what can be.
#[derive(Debug, Default)]
pub struct Again {
    /// Only what is in one of these states.
    pub states: Option<Vec<State>>,
    /// Only these documents, if any are named.
    pub only: Vec<facts::DocumentId>,
}

/// Reads again what could not be read, and what was left queued.
pub fn retry(
    desk: &Desk,
    job: &mut Job<'_>,
    case: &mut CaseMut,
    wanted: &Again,
    n_jobs: usize,
    sandbox: ingest::sandbox::Sandbox,
) -> Result<Summary> {
    hold(case, job)?;
    let mut again = Vec::new();
    for row in case.ledger()? {
        let is_wanted = row.state.can_retry()
            && wanted.states.as_ref().is_none_or(|states| states.contains(&row.state))
            && (wanted.only.is_empty() || row.document.is_some_and(|id| wanted.only.contains(&id)));
        if let (true, Some(document)) = (is_wanted, row.document) {
            again.push(document);
        }
    }
    reread(desk, job, case, again, n_jobs, sandbox)
}

/// Reads these documents again, whatever came of them before. What was read off their pictures stays.
pub fn reread(
    desk: &Desk,
    job: &mut Job<'_>,
    case: &mut CaseMut,
    documents: Vec<facts::DocumentId>,
    n_jobs: usize,
    sandbox: ingest::sandbox::Sandbox,
) -> Result<Summary> {
    hold(case, job)?;
    read_again(desk, job, case, documents, n_jobs, sandbox)
}

/// The version that readings are marked with now.
pub fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

/// What locked files are tried with.
pub fn words(case: &Case) -> Result<Passwords> {
    Ok(Passwords::new(case.passwords()?.into_iter().map(|password| password.word)))
}

/// Documents that are locked, or hold something that is, in the order they were read.
pub fn shut(case: &Case) -> Result<Vec<facts::DocumentId>> {
    let shut = case.readings_since(0)?.into_iter().filter(outcome::is_shut);
    Ok(shut.map(|reading| reading.document).collect())
}

fn read_again(
    desk: &Desk,
    job: &mut Job<'_>,
    case: &mut CaseMut,
    mut retry: Vec<facts::DocumentId>,
    n_jobs: usize,
    sandbox: ingest::sandbox::Sandbox,
) -> Result<Summary> {
    let started = Instant::now();
    retry.sort();
    retry.dedup();
    let mut index = searching::open_for_writing(case, job)?;
    let plan = committer::Plan { source: None, findings: Vec::new(), n_jobs, sandbox, take_erased_again: false, retry };
    let tally = committer::run(desk, job, case, &mut index, plan)?;
    transcripts::join(desk, case, &mut index)?;
    setting_aside::with_insides(desk, case, &mut index)?;
    let summary = finish(case, job, tally, 0, started)?;
    news::tell(desk, job, case);
    Ok(summary)
}

fn hold(case: &mut CaseMut, job: &mut Job<'_>) -> Result<()> {
    if let Some(holder) = case.hold("taking in files")? {
        let since = crate::library::moment(holder.since_ms);
        job.note(format!("An earlier run ({}, {since}) did not finish. Going on where it stopped.", holder.who));
    }
    Ok(())
}

fn source(desk: &Desk, case: &mut CaseMut, intake: &Intake) -> Result<Option<facts::SourceId>> {
    if let Some(known) = case.sources()?.into_values().find(|s| s.code_name == intake.source.code_name) {
        let mut from = deriving::derived_from(case, Some(&known), &intake.derived_from)?;
        from.retain(|source| !known.derived_from.contains(source));
        if !from.is_empty() {
            let message =
                format!("{} is known and was not said to derive from that. Nothing was taken in.", known.code_name);
            return Err(Error::new(Code::Refused, message)
                .hint(format!("Say so first: casebound source set CASE {} --derived-from CODENAME", known.code_name)));
        }
        return Ok(Some(known.id));
    }
    let from = deriving::derived_from(case, None, &intake.derived_from)?;
    let mut tx = case.begin(&desk.author, "adding a source")?;
    let id = tx.add_source(&intake.source)?;
    if !from.is_empty() {
        tx.set(id.as_uuid().as_bytes(), DERIVED_FROM, &from)?;
    }
    tx.commit()?;
    Ok(Some(id))
}

fn finish(case: &mut CaseMut, job: &mut Job<'_>, tally: tally::Tally, bytes: u64, started: Instant) -> Result<Summary> {
    compare(case, job)?;
    case.release();
    case.rest()?;
    let states = command::count_states(case.ledger()?.into_iter().map(|row| row.state));
    Ok(Summary {
        found: tally.found(),
        added: tally.added(),
        same: tally.same(),
        known: tally.found() - tally.added(),
        erased_before: tally.erased_before(),
        states,
        bytes,
        seconds: started.elapsed().as_secs_f64(),
        n_unreadable: case.n_unreadable()?,
        waiting: case.n_waiting_pages()?,
        stopped: job.cancel.is_cancelled(),
    })
}

/// Compares texts that are new with all others. After a stop the next run does it, and a disk that is full for this was not
/// too full for what came before.
pub(crate) fn compare(case: &mut CaseMut, job: &mut Job<'_>) -> Result<()> {
    match sameness::settle(case, job) {
        Err(error) if error.code == Code::NoSpace => {
            job.note(error.message);
            Ok(())
        }
        other => other,
    }
}
