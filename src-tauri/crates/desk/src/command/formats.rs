//! The ledger by kind of file: how many, how large, how they were read and how long that took.

use std::collections::{BTreeMap, HashMap, HashSet};

use facts::DocumentId;
use serde::Serialize;
use store::{Case, LedgerRow};
use ts_rs::TS;

use crate::Result;

/// Files of one kind.
#[derive(Serialize, TS)]
pub(super) struct FormatLine {
    /// The kind; empty for what was never looked at.
    kind: String,
    /// Files and files inside files.
    files: u64,
    /// Their bytes, those of copies included.
    bytes: u64,
    /// Different documents among them whose reading was timed.
    timed: u64,
    /// How long reading these took, all together. Several are read at once.
    seconds: f64,
    /// Bytes of these, in millions, by seconds of reading; `null` where nothing was timed.
    mb_per_second: Option<f64>,
    states: BTreeMap<&'static str, u64>,
}

#[derive(Default)]
struct Gathered {
    files: u64,
    bytes: u64,
    timed: u64,
    timed_bytes: u64,
    ms: u64,
    states: BTreeMap<&'static str, u64>,
}

/// By kind, the one that took longest first.
pub(super) fn by_format(case: &Case, rows: &[LedgerRow]) -> Result<Vec<FormatLine>> {
    let took: HashMap<DocumentId, u64> = case
        .readings_since(0)?
        .into_iter()
        .filter_map(|reading| Some((reading.document, reading.result.details["ms"].as_u64()?)))
        .collect();
    let mut kinds: BTreeMap<&str, Gathered> = BTreeMap::new();
    let mut timed: HashSet<DocumentId> = HashSet::new();
    for row in rows {
        let kind = kinds.entry(&row.kind).or_default();
        kind.files += 1;
        kind.bytes += row.bytes;
        *kind.states.entry(row.state.as_str()).or_default() += 1;
        // A document found in several places was read once.
        if let Some((document, ms)) = row.document.and_then(|id| Some((id, took.get(&id)?)))
            && timed.insert(document)
        {
            kind.timed += 1;
            kind.timed_bytes += row.bytes;
            kind.ms += ms;
        }
    }
    let mut lines: Vec<FormatLine> = kinds.into_iter().map(|(kind, gathered)| line(kind, gathered)).collect();
    lines.sort_by(|a, b| b.seconds.total_cmp(&a.seconds).then_with(|| b.files.cmp(&a.files)));
    Ok(lines)
}

fn line(kind: &str, gathered: Gathered) -> FormatLine {
    let seconds = gathered.ms as f64 / 1e3;
    FormatLine {
        kind: kind.to_owned(),
        files: gathered.files,
        bytes: gathered.bytes,
        timed: gathered.timed,
        seconds,
        mb_per_second: (gathered.ms > 0).then(|| gathered.timed_bytes as f64 / 1e6 / seconds),
        states: gathered.states,
    }
}
