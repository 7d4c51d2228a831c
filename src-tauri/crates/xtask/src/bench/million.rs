//! One CSV file of a million rows of twenty columns: it has to be read as a stream, and fast.

use std::{
    fs::File,
    io::{BufWriter, Write},
};

use serde_json::{Value, json};

use super::{Bench, Goal, parsed, rounded, size_of, watch::watch};
use crate::Stop;

const ROWS: u32 = 1_000_000;
const COLUMNS: usize = 20;
const MOST_MEMORY: u64 = 500_000_000;
/// End to end, the index included, on two idle cores.
const MB_PER_SECOND: f64 = 12.0;

const GOODS: [&str; 5] = ["ceramic tiles", "water pumps", "tea", "服务器", "office furniture"];
const PEOPLE: [&str; 4] = ["Quillmarrow Trading", "Ostrand Freight", "Lumenhalt Systems", "贸易有限公司"];
const PORTS: [&str; 4] = ["Port of Varesk", "Halmere", "深圳", "Sant Orell"];
const VESSELS: [&str; 3] = ["MV Grey Tern", "MV Asterholm", "MV Corvane"];
const REMARKS: [&str; 5] = ["", "said to contain", "shipped on board", "freight prepaid", "to order"];

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
    let mb_per_second = told["bytes"].as_f64().unwrap_or(0.0) / 1e6 / run.seconds;
    goals.push(Goal::at_least("MB a second of a million rows", MB_PER_SECOND, mb_per_second));
    let units = bench.json(bench.command(&["documents", "--json"]).arg(&case), &[0])?;
    if units["documents"][0]["state"] != "indexed" {
        return Err(Stop::failed(format!("the million rows are {}", units["documents"][0]["state"])));
    }
    Ok(json!({
        "rows": ROWS,
        "columns": COLUMNS,
        "mb_per_second": rounded(mb_per_second),
        "busy": run.busy().map(rounded),
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
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(
        out,
        "bl_no,date,container,goods,packages,gross_kg,net_kg,shipper,consignee,port_from,port_to,vessel,voyage,hs_code,\
         value_usd,seal,booking,agent,free_days,remark"
    )?;
    for row in 0..ROWS {
        let mixed = row.wrapping_mul(2_654_435_761);
        let pick = |from: &[&'static str], shift: u32| from[(mixed >> shift) as usize % from.len()];
        writeln!(
            out,
            "BL{row:08},2024-{:02}-{:02},QZXU{:07},{},{},{},{},{},{},{},{},{},{:03}E,{},{}.{:02},S{:06},BK{:08},{},{},{}",
            1 + mixed % 12,
            1 + mixed / 12 % 28,
            mixed % 10_000_000,
            pick(&GOODS, 8),
            1 + mixed % 900,
            100 + mixed % 24_000,
            90 + mixed % 23_000,
            pick(&PEOPLE, 5),
            pick(&PEOPLE, 11),
            pick(&PORTS, 7),
            pick(&PORTS, 13),
            pick(&VESSELS, 9),
            mixed % 400,
            8_400_000 + mixed % 90_000,
            mixed % 1_000_000,
            mixed % 100,
            mixed % 1_000_000,
            mixed % 100_000_000,
            pick(&PEOPLE, 17),
            mixed % 21,
            pick(&REMARKS, 15),
        )?;
    }
    out.flush()
}
