//! Making a case, taking material in, and the ledger that accounts for it.

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{CaseMut, NewSource, SourceKind, State};

use super::{Answer, request};
use crate::{
    Code, Desk, Error, Job, Result,
    library::{self, open},
    taking_in::{self, Intake, Summary},
};

#[derive(Deserialize)]
struct New {
    case: PathBuf,
    name: Option<String>,
}

/// What `new` answers.
#[derive(Serialize)]
struct Made {
    case: String,
    name: String,
    path: PathBuf,
}

pub(super) fn new(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let New { case: path, name } = request(value)?;
    let name = name
        .unwrap_or_else(|| path.file_name().map_or_else(|| "case".to_owned(), |n| n.to_string_lossy().into_owned()));
    let case = CaseMut::create(&path, &name, &desk.author, &desk.world)?;
    Answer::of(Made { case: case.id().to_string(), name, path })
}

#[derive(Deserialize)]
struct Ingest {
    case: PathBuf,
    paths: Vec<PathBuf>,
    source: Option<String>,
    kind: Option<SourceKind>,
    jobs: Option<usize>,
    #[serde(default)]
    take_erased_again: bool,
    #[serde(default)]
    without_sandbox: bool,
}

pub(super) fn ingest(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Ingest { case, paths, source, kind, jobs, take_erased_again, without_sandbox } = request(value)?;
    let mut case = library::open_mut(desk, &case)?;
    let intake = Intake {
        paths,
        source: NewSource::new(source.unwrap_or_else(|| "unsorted".into()), kind.unwrap_or(SourceKind::Received)),
        n_jobs: n_jobs(desk, jobs)?,
        sandbox: sandbox(desk, without_sandbox),
        take_erased_again,
    };
    let summary = taking_in::take_in(desk, job, &mut case, &intake)?;
    answer(summary)
}

#[derive(Deserialize)]
struct Retry {
    case: PathBuf,
    state: Option<String>,
    jobs: Option<usize>,
    #[serde(default)]
    without_sandbox: bool,
}

pub(super) fn retry(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Retry { case, state, jobs, without_sandbox } = request(value)?;
    let state = state.as_deref().map(library::state).transpose()?;
    let mut case = library::open_mut(desk, &case)?;
    let sandbox = sandbox(desk, without_sandbox);
    let summary = taking_in::retry(desk, job, &mut case, state, n_jobs(desk, jobs)?, sandbox)?;
    answer(summary)
}

fn sandbox(desk: &Desk, without: bool) -> ingest::sandbox::Sandbox {
    if without { ingest::sandbox::Sandbox::Off } else { desk.sandbox }
}

fn n_jobs(desk: &Desk, asked: Option<usize>) -> Result<usize> {
    match asked {
        Some(0) => Err(Error::new(Code::Usage, "At least one file must be read at once.")),
        Some(n) => Ok(n.min(256)),
        None => Ok(desk.n_jobs.max(1)),
    }
}

fn answer(summary: Summary) -> Result<Answer> {
    let (unreadable, failed) = (summary.n_unreadable > 0, summary.stopped);
    Ok(Answer { unreadable, failed, ..Answer::of(summary)? })
}

#[derive(Deserialize)]
struct Ledger {
    case: PathBuf,
    state: Option<String>,
}

#[derive(Serialize)]
struct LedgerAnswer {
    found: u64,
    states: BTreeMap<&'static str, u64>,
    rows: Vec<LedgerLine>,
}

#[derive(Serialize)]
struct LedgerLine {
    path: String,
    document: Option<String>,
    parent: Option<String>,
    kind: String,
    state: &'static str,
    reason: String,
    bytes: u64,
    units: u32,
    sandbox: String,
    can_retry: bool,
}

pub(super) fn ledger(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Ledger { case, state } = request(value)?;
    let wanted = state.as_deref().map(library::state).transpose()?;
    let case = open(desk, &case)?;
    let rows = case.ledger()?;
    let states = count_states(rows.iter().map(|row| row.state));
    let found = rows.len() as u64;
    let rows = rows
        .into_iter()
        .filter(|row| wanted.is_none_or(|state| row.state == state))
        .map(|row| LedgerLine {
            path: row.path,
            document: row.document.map(|d| d.to_string()),
            parent: row.parent.map(|d| d.to_string()),
            kind: row.kind,
            state: row.state.as_str(),
            reason: row.reason,
            bytes: row.bytes,
            units: row.units,
            sandbox: row.sandbox,
            can_retry: row.state.can_retry(),
        })
        .collect();
    Answer::of(LedgerAnswer { found, states, rows })
}

/// How many rows are in each state that occurs.
pub(crate) fn count_states(states: impl Iterator<Item = State>) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for state in states {
        *counts.entry(state.as_str()).or_insert(0) += 1;
    }
    counts
}
