//! The part of `cargo xtask bench` that runs commands in its own process: searches, the verifying of citations, and
//! drawing pages.
//!
//! Reads a plan as JSON from standard input and prints what it measured as JSON. `cargo xtask bench` makes the case and
//! the plan; this is a program of its own so that `cargo xtask` itself stays small and this is always optimised.

#![allow(clippy::print_stdout, reason = "its answer goes to the bench that started it")]

mod citing;
mod drawing;
mod searching;

use std::{error::Error, path::PathBuf, time::Instant};

use desk::{CancelToken, Desk, Job};
use serde_json::{Value, json};
use store::Case;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let plan: Value = serde_json::from_reader(std::io::stdin())?;
    let ground = Ground {
        desk: Desk { author: "Bench".into(), ..world::real_desk("casebound".into()) },
        case: plan["case"].as_str().ok_or("the plan names no case")?.into(),
    };
    if let Some(n_pages) = plan["pages"].as_u64() {
        let report = drawing::measure(&with_worker(ground, &plan)?, u32::try_from(n_pages)?)?;
        println!("{report}");
        return Ok(());
    }
    let every_search = searching::every_search(&ground)?;
    let searches = plan["searches"].as_array().ok_or("the plan names no searches")?;
    let searches = searches.iter().map(|search| searching::measure(&ground, search)).collect::<Result<Vec<_>>>()?;
    // Before anything else is measured: the peak is the process's.
    let (peak, own) = (memory("VmHWM:"), memory("RssAnon:"));
    let (units, text_bytes) = size(&ground)?;
    let citations = if plan["citations"].is_null() { Value::Null } else { citing::measure(&ground, &plan)? };
    let report = json!({
        "units": units,
        "text_bytes": text_bytes,
        "every_search": every_search,
        "searches": searches,
        "citations": citations,
        "peak_memory_bytes": peak,
        "own_memory_bytes": own,
    });
    println!("{report}");
    Ok(())
}

/// The same ground with the worker that the plan names: this program is none.
fn with_worker(mut ground: Ground, plan: &Value) -> Result<Ground> {
    ground.desk.worker.program = plan["worker"].as_str().ok_or("the plan names no worker")?.into();
    Ok(ground)
}

/// What is measured, and the desk that runs it.
struct Ground {
    desk: Desk,
    case: PathBuf,
}

impl Ground {
    fn open(&self) -> Result<Case> {
        Ok(Case::open(&self.case, &self.desk.world)?)
    }

    /// Runs a command as the window does.
    fn run(&self, command: &[&str], request: Value) -> Result<Value> {
        let mut job = Job { events: &mut |_| {}, cancel: CancelToken::default() };
        let answer = desk::command::run(&self.desk, &mut job, command, request)?;
        Ok(answer.value)
    }
}

/// A line of what Linux says of this process's memory, in bytes: `VmHWM:` its peak with the pages of files it looks into,
/// `RssAnon:` what is its own now.
fn memory(line: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let value = status.lines().find_map(|l| l.strip_prefix(line))?;
    Some(value.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()? * 1024)
}

/// How many entries the index has, and how many bytes of text stand behind them.
fn size(ground: &Ground) -> Result<(u64, u64)> {
    let case = ground.open()?;
    let mut bytes = 0;
    for reading in case.readings_since(0)? {
        if let Some(hash) = reading.result.text {
            let mut pack = case.text(&hash)?;
            for number in 1..=pack.n_units() {
                bytes += pack.unit(number)?.map_or(0, |unit| unit.text.len() as u64);
            }
        }
    }
    Ok((search::Index::open_read_only(&case.index_dir())?.n_entries(), bytes))
}

/// How long each of `n_runs` runs takes, in milliseconds.
fn timed(n_runs: usize, mut run: impl FnMut(usize) -> Result<()>) -> Result<Vec<f64>> {
    (0..n_runs)
        .map(|idx| {
            let started = Instant::now();
            run(idx)?;
            Ok(started.elapsed().as_secs_f64() * 1e3)
        })
        .collect()
}

/// The median and the 99th percentile (nearest rank) of times in milliseconds.
fn percentiles(mut times: Vec<f64>) -> Value {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let rank = (share * times.len() as f64).ceil() as usize;
        times.get(rank.saturating_sub(1)).map(|time| rounded(*time))
    };
    json!({ "p50_ms": at(0.5), "p99_ms": at(0.99) })
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
