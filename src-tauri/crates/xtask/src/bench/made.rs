//! Made material of more than a hundred thousand units: how fast it is taken in, searched and verified.

use std::path::Path;

use serde_json::{Value, json};

use super::{
    Bench, Goal, inside,
    invent::{self, Searches},
    parsed, rounded, size_of, sweep,
    watch::watch,
};
use crate::Stop;

const LEAST_DOCUMENTS: usize = 300;
const N_CITATIONS: usize = 10_000;
/// How many documents the citations are spread over.
const N_CITED: usize = 400;
const MOST_SECONDS: f64 = 2.0;
const RUNS_OF_WORDS: u64 = 100;
/// Searches that look through all text.
const RUNS_OF_SCANS: u64 = 50;
const RUNS_OF_VERIFY: u64 = 10;

/// Makes the material, takes it in, searches it, looks for names in it, and cites and verifies from it.
pub(super) fn measure(bench: &Bench, goals: &mut Vec<Goal>) -> Result<Value, Stop> {
    let folder = bench.work.join("made");
    let n_files = invent::write(&folder).map_err(Stop::io(folder.display().to_string()))?;
    let case = bench.case("units")?;
    let run = watch(bench.command(&["ingest"]).arg("--json").arg(&case).arg(&folder))?;
    run.done()?;
    let told = parsed(&run.output)?;
    let inside = measured_inside(bench, &case)?;
    let sweep = sweep::measure(bench, &case, goals)?;

    let units = inside["units"].as_u64().unwrap_or(0);
    goals.push(Goal::at_least("made files found", n_files as f64, told["found"].as_f64().unwrap_or(0.0)));
    goals.push(Goal::at_least("made units", invent::LEAST_UNITS as f64, units as f64));
    let citations = inside["citations"].clone();
    let number = |name: &str| citations[name].as_f64().unwrap_or(f64::NAN);
    goals.push(Goal::at_least("documents cited", LEAST_DOCUMENTS as f64, number("documents")));
    goals.push(Goal::at_least("citations in place", N_CITATIONS as f64, number("in_place")));
    goals.push(Goal::below("seconds to verify 10,000 citations", MOST_SECONDS, number("slowest_seconds")));
    for search in inside["searches"].as_array().into_iter().flatten() {
        if search["hits"].as_array().is_none_or(|hits| hits.iter().all(|n| n.as_u64() == Some(0))) {
            return Err(Stop::failed(format!("no query of the kind {} finds anything", search["kind"])));
        }
    }

    let (bytes, text_bytes) = (told["bytes"].as_f64().unwrap_or(0.0), inside["text_bytes"].as_f64().unwrap_or(0.0));
    let index_bytes = size_of(&case.join("index"));
    Ok(json!({
        "files": n_files,
        "units": units,
        "bytes": told["bytes"],
        "states": told["states"],
        "seconds": rounded(run.seconds),
        "files_per_second": rounded(n_files as f64 / run.seconds),
        "units_per_second": rounded(units as f64 / run.seconds),
        "mb_per_second": rounded(bytes / 1e6 / run.seconds),
        "cpu_seconds": run.cpu_seconds,
        "peak_memory_bytes": run.peak_all,
        "peak_worker_bytes": run.peak_worker,
        "text_bytes": inside["text_bytes"],
        "index_bytes": index_bytes,
        "index_per_text": rounded(index_bytes as f64 / text_bytes),
        "case_bytes": size_of(&case),
        "search": { "every_search": inside["every_search"], "kinds": inside["searches"] },
        "sweep": sweep,
        "citations": citations,
    }))
}

/// Runs the part of the bench that calls commands in its own process.
fn measured_inside(bench: &Bench, case: &Path) -> Result<Value, Stop> {
    let searches: Vec<Value> = invent::searches().into_iter().map(plan).collect();
    let plan = json!({
        "case": case.display().to_string(),
        "searches": searches,
        "citations": N_CITATIONS,
        "cited": N_CITED,
        "verify_runs": RUNS_OF_VERIFY,
    });
    inside::run(bench, &plan)
}

fn plan(searches: Searches) -> Value {
    let Searches { kind, mode, sort, queries } = searches;
    let runs = if mode == "words" { RUNS_OF_WORDS } else { RUNS_OF_SCANS };
    json!({ "kind": kind, "mode": mode, "sort": sort, "queries": queries, "runs": runs })
}
