//! The ledger: every file and every file inside a file, in exactly one state, with the reason.

use std::{collections::BTreeMap, path::PathBuf};

use facts::DocumentId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::LedgerRow;
use ts_rs::TS;

use super::{
    Answer,
    audiences::{PROTECTED, Protected, told},
    cases::count_states,
    request,
    saving::write,
    sheet,
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
    let Ledger { case, state, csv, with_protected, force } = request(value)?;
    let wanted = state.as_deref().map(library::states).transpose()?;
    let case = open(desk, &case)?;
    let rows = case.ledger()?;
    let states = count_states(rows.iter().map(|row| row.state));
    let found = rows.len() as u64;
    let rows: Vec<_> =
        rows.into_iter().filter(|row| wanted.as_ref().is_none_or(|states| states.contains(&row.state))).collect();
    let mut unnamed = None;
    if let Some(path) = csv {
        let protected = if with_protected { Protected::default() } else { Protected::of_case(&case)? };
        let mut n_unnamed = 0;
        let cells = rows.iter().map(|row| cells(row, &protected, &mut n_unnamed));
        write(&path, &sheet::written(HEADING, cells)?, force)?;
        let files = if rows.len() == 1 { "1 file".to_owned() } else { format!("{} files", rows.len()) };
        job.note(format!("Wrote a table of {files} to {}", path.display()));
        if n_unnamed > 0 {
            job.note(told(n_unnamed));
        }
        unnamed = Some(n_unnamed);
    }
    let rows = rows
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
    Answer::of(LedgerAnswer { found, states, rows, unnamed })
}

const HEADING: [&str; 9] = ["path", "state", "reason", "kind", "bytes", "units", "document", "parent", "sandbox"];

fn cells(row: &LedgerRow, protected: &Protected, unnamed: &mut u64) -> [String; HEADING.len()] {
    let id = |id: Option<DocumentId>| id.map(|id| id.to_string()).unwrap_or_default();
    let (document, parent) = (id(row.document), id(row.parent));
    // What was never taken in is its source's alone; reasons name files, too.
    let is_protected = protected.document(&document)
        || protected.document(&parent)
        || (row.document.is_none() && row.source.is_some_and(|source| protected.source(&source)));
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
