//! Heaps of one kind each: how many messages, files and pages a second, how busy the cores are, and whether the program
//! itself holds more the more there is.

use serde_json::{Map, Value, json};

use super::{
    Bench, Goal, invent, parsed, rounded, size_of,
    watch::{Run, watch},
};
use crate::Stop;

/// On two idle cores, indexing included.
const MAILS_PER_SECOND: f64 = 300.0;
const SMALL_PDFS_PER_SECOND: f64 = 100.0;
const PAGES_PER_SECOND: f64 = 600.0;
/// How busy the cores are kept while there is work.
const BUSY: f64 = 0.85;

const N_MAILS: u64 = 10_000;
const FEWER_MAILS: u64 = 2_500;
const N_SMALL_PDFS: u64 = 2_000;
const PAGES_OF_SMALL: u64 = 2;
const N_LARGE_PDFS: u64 = 12;
const PAGES_OF_LARGE: u64 = 400;
/// What the program itself may hold more for four times as many messages: caches that fill up, not what grows with them.
const MOST_GROWTH: u64 = 64 << 20;

/// Makes each heap, takes it in into a case of its own, and tells how that went.
pub(super) fn measure(bench: &Bench, goals: &mut Vec<Goal>) -> Result<Map<String, Value>, Stop> {
    let mut report = Map::new();
    let fewer = take_in(bench, "fewer_mails", FEWER_MAILS, |folder| invent::mails(folder, FEWER_MAILS))?;
    let mails = take_in(bench, "mails", N_MAILS, |folder| invent::mails(folder, N_MAILS))?;
    let small =
        take_in(bench, "small_pdfs", N_SMALL_PDFS, |folder| invent::pdfs(folder, N_SMALL_PDFS, PAGES_OF_SMALL))?;
    let large =
        take_in(bench, "large_pdfs", N_LARGE_PDFS, |folder| invent::pdfs(folder, N_LARGE_PDFS, PAGES_OF_LARGE))?;
    goals.push(Goal::at_least("e-mails a second", MAILS_PER_SECOND, mails.per_second(N_MAILS)));
    goals.push(Goal::at_least("small PDFs a second", SMALL_PDFS_PER_SECOND, small.per_second(N_SMALL_PDFS)));
    let n_pages = N_LARGE_PDFS * PAGES_OF_LARGE;
    goals.push(Goal::at_least("pages of large PDFs a second", PAGES_PER_SECOND, large.per_second(n_pages)));
    for (name, heap) in [("e-mails", &mails), ("small PDFs", &small), ("large PDFs", &large)] {
        if let Some(busy) = heap.run.busy() {
            goals.push(Goal::at_least(format!("share of the cores kept busy by {name}"), BUSY, busy));
        }
    }
    if let (Some(few), Some(many)) = (fewer.run.peak_host, mails.run.peak_host) {
        let name = "bytes that four times as many e-mails take more of the program's own memory";
        goals.push(Goal::at_most(name, MOST_GROWTH, many.saturating_sub(few)));
    }
    let units = |heap: &Heap, n: u64| json!({ "pages": n, "pages_per_second": rounded(heap.per_second(n)) });
    for (name, heap, more) in [
        ("fewer_mails", &fewer, Value::Null),
        ("mails", &mails, Value::Null),
        ("small_pdfs", &small, units(&small, N_SMALL_PDFS * PAGES_OF_SMALL)),
        ("large_pdfs", &large, units(&large, n_pages)),
    ] {
        let mut told = heap.told.clone();
        told.extend(more.as_object().cloned().unwrap_or_default());
        report.insert(name.into(), told.into());
    }
    Ok(report)
}

struct Heap {
    run: Run,
    told: Map<String, Value>,
}

impl Heap {
    fn per_second(&self, n: u64) -> f64 {
        n as f64 / self.run.seconds
    }
}

fn take_in(
    bench: &Bench,
    name: &str,
    n_files: u64,
    write: impl FnOnce(&std::path::Path) -> std::io::Result<()>,
) -> Result<Heap, Stop> {
    let folder = bench.work.join(format!("heap-{name}"));
    write(&folder).map_err(Stop::io(folder.display().to_string()))?;
    let case = bench.case(name)?;
    let run = watch(bench.command(&["ingest"]).arg("--json").arg(&case).arg(&folder))?;
    run.done()?;
    let summary = parsed(&run.output)?;
    if summary["states"]["indexed"].as_u64() != Some(n_files) {
        return Err(Stop::failed(format!("of {n_files} files of {name}: {}", summary["states"])));
    }
    let bytes = summary["bytes"].as_f64().unwrap_or(0.0);
    let told = json!({
        "files": n_files,
        "bytes": summary["bytes"],
        "seconds": rounded(run.seconds),
        "files_per_second": rounded(n_files as f64 / run.seconds),
        "mb_per_second": rounded(bytes / 1e6 / run.seconds),
        "cpu_seconds": run.cpu_seconds,
        "busy": run.busy().map(rounded),
        "peak_memory_bytes": run.peak_all,
        "peak_host_bytes": run.peak_host,
        "peak_worker_bytes": run.peak_worker,
        "case_bytes": size_of(&case),
    });
    let told = told.as_object().cloned().unwrap_or_default();
    Ok(Heap { run, told })
}
