//! A million units, about a gigabyte of text: taking it in, and searching it, beside what plain Tantivy takes.

use std::{fs, path::Path, process::Command};

use serde_json::{Value, json};

use super::{
    Bench, Goal, fed, inside,
    invent::{self, Searches},
    parsed, rounded, size_of,
    watch::watch,
};
use crate::{Stop, cargo};

const RUNS_OF_WORDS: u64 = 200;
/// Searches of stored text are a second each at most, so fewer are made.
const RUNS_OF_SCANS: u64 = 10;
const MOST_P50_MS: f64 = 20.0;
const MOST_P99_MS: f64 = 100.0;
const MOST_SCAN_MS: f64 = 1_000.0;
const MOST_RATIO: f64 = 3.0;
const MOST_MEMORY: u64 = 500_000_000;
const MOST_INDEX_PER_TEXT: f64 = 2.0;
const LEAST_MB_PER_SECOND: f64 = 15.0;

/// Makes the material, takes it in, and searches it.
pub(super) fn measure(bench: &Bench, goals: &mut Vec<Goal>) -> Result<Value, Stop> {
    let folder = bench.work.join("registers");
    let n_files = invent::write_million(&folder).map_err(Stop::io(folder.display().to_string()))?;
    let case = bench.case("registers-case")?;
    let run = watch(bench.command(&["ingest"]).arg("--json").arg(&case).arg(&folder))?;
    run.done()?;
    let told = parsed(&run.output)?;
    // The index alone, from nothing; `reindex` compares all texts with each other, too.
    let index = case.join("index");
    fs::remove_dir_all(&index).map_err(Stop::io(index.display().to_string()))?;
    let indexed = watch(bench.command(&["reindex", "--if-needed"]).arg(&case))?;
    indexed.done()?;
    let reindexed = watch(bench.command(&["reindex"]).arg(&case))?;
    reindexed.done()?;

    let searches: Vec<Value> = invent::million_searches().into_iter().map(plan).collect();
    let inside = inside::run(bench, &json!({ "case": case.display().to_string(), "searches": searches }))?;
    let plain = plain(&index, &searches)?;

    let text_bytes = inside["text_bytes"].as_f64().unwrap_or(0.0);
    let index_bytes = size_of(&index);
    let index_per_text = index_bytes as f64 / text_bytes;
    let indexing = text_bytes / 1e6 / indexed.seconds;
    goals.push(Goal::at_least("units of the large folder", invent::MILLION as f64, number(&inside["units"])));
    goals.push(Goal::at_most_share("index to text", MOST_INDEX_PER_TEXT, index_per_text));
    goals.push(Goal::at_least("MB of text indexed a second", LEAST_MB_PER_SECOND, indexing));
    if let Some(peak) = inside["peak_memory_bytes"].as_u64() {
        goals.push(Goal::at_most("memory while searching", MOST_MEMORY, peak));
    }
    let mut kinds = Vec::new();
    for search in inside["searches"].as_array().into_iter().flatten() {
        kinds.push(judged(search, &plain, goals)?);
    }
    Ok(json!({
        "files": n_files,
        "units": inside["units"],
        "bytes": told["bytes"],
        "text_bytes": inside["text_bytes"],
        "ingest_seconds": rounded(run.seconds),
        "ingest_mb_per_second": rounded(number(&told["bytes"]) / 1e6 / run.seconds),
        "ingest_cpu_seconds": run.cpu_seconds,
        "ingest_peak_memory_bytes": run.peak_all,
        "index_seconds": rounded(indexed.seconds),
        "index_mb_per_second": rounded(indexing),
        "index_cpu_seconds": indexed.cpu_seconds,
        "reindex_seconds": rounded(reindexed.seconds),
        "index_bytes": index_bytes,
        "index_per_text": rounded(index_per_text),
        "searching_peak_memory_bytes": inside["peak_memory_bytes"],
        "searching_own_memory_bytes": inside["own_memory_bytes"],
        "every_search": inside["every_search"],
        "kinds": kinds,
    }))
}

fn plan(searches: Searches) -> Value {
    let Searches { kind, mode, sort, queries } = searches;
    let runs = if mode == "words" { RUNS_OF_WORDS } else { RUNS_OF_SCANS };
    json!({ "kind": kind, "mode": mode, "sort": sort, "queries": queries, "runs": runs })
}

/// One kind of search with what plain Tantivy takes for it; its goals.
fn judged(search: &Value, plain: &[Value], goals: &mut Vec<Goal>) -> Result<Value, Stop> {
    let kind = search["kind"].as_str().unwrap_or_default();
    if search["hits"].as_array().is_none_or(|hits| hits.iter().any(|n| n.as_u64() == Some(0))) {
        return Err(Stop::failed(format!("a query of the kind {kind} finds nothing")));
    }
    let mut told = search.clone();
    let (p50, p99) = (number(&search["command"]["p50_ms"]), number(&search["command"]["p99_ms"]));
    if kind == "exact" || kind == "regex" {
        goals.push(Goal::at_most_ms(format!("{kind} over a million units, slowest"), MOST_SCAN_MS, p99));
        return Ok(told);
    }
    if kind != "cjk_phrase" {
        goals.push(Goal::at_most_ms(format!("{kind} over a million units, median"), MOST_P50_MS, p50));
    }
    goals.push(Goal::at_most_ms(format!("{kind} over a million units, 99 in 100"), MOST_P99_MS, p99));
    if let Some(plain) = plain.iter().find(|plain| plain["kind"] == kind) {
        let ratio = number(&search["index_alone"]["p50_ms"]) / number(&plain["p50_ms"]);
        goals.push(Goal::at_most_share(format!("{kind} to plain Tantivy"), MOST_RATIO, ratio));
        told["plain"] = plain.clone();
        told["ratio"] = json!(rounded(ratio));
    }
    Ok(told)
}

/// What plain Tantivy takes for the kinds of searches it has words for.
fn plain(index: &Path, searches: &[Value]) -> Result<Vec<Value>, Stop> {
    let plan = json!({ "index": index.display().to_string(), "searches": searches });
    let mut command = Command::new(cargo::build_plain()?);
    match fed(&mut command, &plan, "the plain searches")? {
        Value::Array(kinds) => Ok(kinds),
        other => Err(Stop::failed(format!("the plain searches told {other}"))),
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}
