//! The ledger: every file and every file inside a file, in exactly one state, with the reason.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use facts::DocumentId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::LedgerRow;
use ts_rs::TS;

use super::{
    Answer,
    audiences::{PROTECTED, Protected, told},
    cases::count_states,
    formats::{self, FormatLine},
    request,
    saving::write,
    sheet,
    unread::{self, Unread},
};
use crate::{
    Desk, Job, Result,
    library::{self, open},
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Ledger {
    case: PathBuf,
    /// A state, or `unreadable` for all in which something could not be read.
    state: Option<String>,
    /// Writes a table there, too.
    csv: Option<PathBuf>,
    /// What could not be read, in plain words, in place of the rows.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    plain: bool,
    /// Writes that as text there.
    text: Option<PathBuf>,
    /// The kinds of files in place of the rows: how many, how large, how long they took.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    by_format: bool,
    /// Names what came from protected sources in the table, too.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    with_protected: bool,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    force: bool,
}

#[derive(Serialize, TS)]
#[ts(optional_fields)]
pub(super) struct LedgerAnswer {
    found: u64,
    states: BTreeMap<&'static str, u64>,
    rows: Vec<LedgerLine>,
    /// Of a table that was written: in how many places protected sources stay unnamed.
    #[serde(skip_serializing_if = "Option::is_none")]
    unnamed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unread: Option<Unread>,
    #[serde(skip_serializing_if = "Option::is_none")]
    formats: Option<Vec<FormatLine>>,
}

#[derive(Serialize, TS)]
pub(super) struct LedgerLine {
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

pub(super) fn ledger(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Ledger { case, state, csv, plain, text, by_format, with_protected, force } = request(value)?;
    let wanted = state.as_deref().map(library::states).transpose()?;
    let case = open(desk, &case)?;
    let rows = case.ledger()?;
    let states = count_states(rows.iter().map(|row| row.state));
    let found = rows.len() as u64;
    let rows: Vec<_> =
        rows.into_iter().filter(|row| wanted.as_ref().is_none_or(|states| states.contains(&row.state))).collect();
    let protected = match csv.is_some() || text.is_some() {
        true if !with_protected => Protected::of_case(&case)?,
        _ => Protected::default(),
    };
    let is_plain = plain || text.is_some();
    let waits = is_plain && !case.waiting()?.is_empty();
    if let Some(path) = text {
        write(&path, unread::unread(&rows, &protected, waits).page.as_bytes(), force)?;
        job.note(format!("Wrote what could not be read to {}", path.display()));
    }
    let unnamed = csv.map(|path| write_table(job, &path, &rows, &protected, force)).transpose()?;
    let unread = is_plain.then(|| unread::unread(&rows, &Protected::default(), waits));
    let formats = by_format.then(|| formats::by_format(&case, &rows)).transpose()?;
    let listed = if is_plain || by_format { Vec::new() } else { rows };
    let rows = listed
        .into_iter()
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
    Answer::of(LedgerAnswer { found, states, rows, unnamed, unread, formats })
}

/// Writes the rows as a table. Says in how many of them something stays unnamed.
fn write_table(job: &mut Job<'_>, path: &Path, rows: &[LedgerRow], protected: &Protected, force: bool) -> Result<u64> {
    let mut n_unnamed = 0;
    let cells = rows.iter().map(|row| cells(row, protected, &mut n_unnamed));
    write(path, &sheet::written(HEADING, cells)?, force)?;
    let files = if rows.len() == 1 { "1 file".to_owned() } else { format!("{} files", rows.len()) };
    job.note(format!("Wrote a table of {files} to {}", path.display()));
    if n_unnamed > 0 {
        job.note(told(n_unnamed));
    }
    Ok(n_unnamed)
}

const HEADING: [&str; 9] = ["path", "state", "reason", "kind", "bytes", "units", "document", "parent", "sandbox"];

fn cells(row: &LedgerRow, protected: &Protected, unnamed: &mut u64) -> [String; HEADING.len()] {
    let id = |id: Option<DocumentId>| id.map(|id| id.to_string()).unwrap_or_default();
    let (document, parent) = (id(row.document), id(row.parent));
    let is_protected = protected.row(row);
    *unnamed += u64::from(is_protected);
    let named = |text: &str| if is_protected { PROTECTED.to_owned() } else { text.to_owned() };
    [
        named(&row.path),
        row.state.as_str().to_owned(),
        named(&row.reason),
        row.kind.clone(),
        row.bytes.to_string(),
        row.units.to_string(),
        document,
        parent,
        row.sandbox.clone(),
    ]
}
