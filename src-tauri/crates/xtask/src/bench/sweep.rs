//! Ten thousand names against a hundred thousand units: in every way at once, and only as typed and by their words.

use std::{fs, path::Path};

use serde_json::{Value, json};

use super::{Bench, Goal, invent, parsed, rounded, watch::watch};
use crate::Stop;

const N_NAMES: usize = 10_000;
const MOST_SECONDS: f64 = 60.0;
const MOST_MEMORY: u64 = 1_000_000_000;

/// Looks for the names in the case of made material.
pub(super) fn measure(bench: &Bench, case: &Path, goals: &mut Vec<Goal>) -> Result<Value, Stop> {
    let list = bench.work.join("names.txt");
    fs::write(&list, invent::names(N_NAMES).join("\n")).map_err(Stop::io(list.display().to_string()))?;
    let plain = sweep(bench, case, &list, &[])?;
    let every = sweep(bench, case, &list, &["--fuzzy", "--transliterate"])?;
    let number = |told: &Value, key: &str| told[key].as_f64().unwrap_or(f64::NAN);
    goals.push(Goal::at_least("names of the sweep", N_NAMES as f64, number(&every, "names")));
    goals.push(Goal::below("seconds for 10,000 names in every way", MOST_SECONDS, number(&every, "seconds")));
    if let Some(peak) = every["peak_memory_bytes"].as_u64() {
        goals.push(Goal::at_most("memory for 10,000 names", MOST_MEMORY, peak));
    }
    Ok(json!({ "as_typed_and_words": plain, "every_way": every }))
}

fn sweep(bench: &Bench, case: &Path, list: &Path, ways: &[&str]) -> Result<Value, Stop> {
    let run = watch(bench.command(&["sweep", "--json"]).arg(case).arg("--list").arg(list).args(ways))?;
    run.done()?;
    let told = parsed(&run.output)?;
    Ok(json!({
        "names": told["names"],
        "found": told["found"],
        "seconds": rounded(run.seconds),
        "cpu_seconds": run.cpu_seconds,
        "peak_memory_bytes": run.peak_all,
    }))
}
