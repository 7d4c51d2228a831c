//! One CSV file of a million rows: it has to be read as a stream.

use std::{
    fs::File,
    io::{BufWriter, Write},
};

use serde_json::{Value, json};

use super::{Bench, Goal, parsed, rounded, size_of, watch::watch};
use crate::Stop;

const ROWS: u32 = 1_000_000;
const MOST_MEMORY: u64 = 500_000_000;

/// Makes the file, takes it in, and tells how much memory that took.
pub(super) fn measure(bench: &Bench, goals: &mut Vec<Goal>) -> Result<Value, Stop> {
    let path = bench.work.join("million.csv");
    write(&path).map_err(Stop::io(path.display().to_string()))?;
    let case = bench.case("million")?;
    let run = watch(bench.command(&["ingest"]).arg("--json").arg(&case).arg(&path))?;
    run.done()?;
    let told = parsed(&run.output)?;
    if let Some(peak) = run.peak_all {
        goals.push(Goal::at_most("memory for a million rows", MOST_MEMORY, peak));
    }
    Ok(json!({
        "rows": ROWS,
        "bytes": told["bytes"],
        "states": told["states"],
        "seconds": rounded(run.seconds),
        "rows_per_second": rounded(f64::from(ROWS) / run.seconds),
        "cpu_seconds": run.cpu_seconds,
        "peak_memory_bytes": run.peak_all,
        "peak_worker_bytes": run.peak_worker,
        "index_bytes": size_of(&case.join("index")),
    }))
}

fn write(path: &std::path::Path) -> std::io::Result<()> {
    const GOODS: [&str; 5] = ["ceramic tiles", "water pumps", "tea", "服务器", "office furniture"];
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "bl_no,date,container,goods,packages,gross_kg")?;
    for row in 0..ROWS {
        let mixed = row.wrapping_mul(2_654_435_761);
        writeln!(
            out,
            "BL{row:08},2024-{:02}-{:02},QZXU{:07},{},{},{}",
            1 + mixed % 12,
            1 + mixed / 12 % 28,
            mixed % 10_000_000,
            GOODS[(mixed >> 8) as usize % GOODS.len()],
            1 + mixed % 900,
            100 + mixed % 24_000,
        )?;
    }
    out.flush()
}
