//! Taking in a folder: speed, memory, and whether the books balance.

use std::{collections::HashMap, path::Path};

use serde_json::{Value, json};

use super::{Bench, Goal, parsed, rounded, share, size_of, watch::watch};
use crate::Stop;

/// Share of the files that hold words anybody could read without a password which must be read, in part at least.
const READABLE: f64 = 0.97;
/// What is no fault of ours: nothing in it, no words, no key, no format that is read.
const NOT_MEANT: [&str; 5] = ["empty", "no_text", "encrypted", "unsupported", "skipped"];
const READ: [&str; 2] = ["indexed", "partly"];

/// Takes `given` in twice and tells of both.
pub(super) fn measure(bench: &Bench, given: &Path, goals: &mut Vec<Goal>) -> Result<Value, Stop> {
    let case = bench.case("corpus")?;
    let first = watch(bench.command(&["ingest"]).arg("--json").arg(&case).arg(given))?;
    first.done()?;
    let told = parsed(&first.output)?;
    let again = watch(bench.command(&["ingest"]).arg("--json").arg(&case).arg(given))?;
    again.done()?;
    let added_again = parsed(&again.output)?["added"].as_u64().unwrap_or(u64::MAX);
    let found = told["found"].as_u64().unwrap_or(0);
    let in_states: u64 = told["states"].as_object().into_iter().flatten().filter_map(|(_, n)| n.as_u64()).sum();
    goals.push(Goal::at_most("a second run adds nothing", 0, added_again));
    goals.push(Goal::at_most("files in no state or in two", 0, found.abs_diff(in_states)));
    let bytes = told["bytes"].as_u64().unwrap_or(0);
    let ledger = bench.json(bench.command(&["ledger", "--json"]).arg(&case), &[0])?;
    let rows = || ledger["rows"].as_array().into_iter().flatten();
    let given: Vec<&Value> = rows().filter(|row| row["parent"].is_null()).collect();
    // A file whose bytes came before has been read if those were.
    let documents = rows().filter(|row| row["state"] != "duplicate");
    let states: HashMap<&str, &str> =
        documents.filter_map(|row| row["document"].as_str().zip(row["state"].as_str())).collect();
    let is_one_of = |row: &Value, wanted: &[&str]| {
        let state = row["document"].as_str().and_then(|document| states.get(document).copied());
        state.or(row["state"].as_str()).is_some_and(|state| wanted.contains(&state))
    };
    let meant: Vec<&Value> = given.iter().copied().filter(|row| !is_one_of(row, &NOT_MEANT)).collect();
    let (read, unread): (Vec<&Value>, Vec<&Value>) = meant.iter().copied().partition(|row| is_one_of(row, &READ));
    let readable = share(read.len(), meant.len());
    goals.push(Goal::at_least("share of the readable files that are read", READABLE, readable));
    let unread: Vec<Value> = unread
        .iter()
        .map(|row| json!({ "path": row["path"], "state": row["state"], "reason": row["reason"] }))
        .collect();
    let formats = bench.json(bench.command(&["ledger", "--by-format", "--json"]).arg(&case), &[0])?;
    let given = given.len();
    Ok(json!({
        "files": given,
        "files_and_children": found,
        "states": told["states"],
        "readable": rounded(readable),
        "unread": unread,
        "formats": formats["formats"],
        "busy": first.busy().map(rounded),
        "bytes": bytes,
        "exit": first.exit,
        "seconds": rounded(first.seconds),
        "files_per_second": rounded(given as f64 / first.seconds),
        "mb_per_second": rounded(bytes as f64 / 1e6 / first.seconds),
        "cpu_seconds": first.cpu_seconds,
        "peak_memory_bytes": first.peak_all,
        "peak_worker_bytes": first.peak_worker,
        "index_bytes": size_of(&case.join("index")),
        "case_bytes": size_of(&case),
        "second_run_seconds": rounded(again.seconds),
    }))
}
