//! The same folders taken in by Recoll, a free desktop search that is good at it: what a reporter could run instead.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};

use super::{
    Bench, Goal, parsed, rounded, size_of,
    watch::{Run, watch},
};
use crate::Stop;

/// How many times faster Casebound has to be by the clock on the wall, and the memory it may take for all its processes.
const TIMES_FASTER: f64 = 12.0;
const MOST_MEMORY: f64 = 600e6;

/// Takes `folders` in with both, Casebound first, each into nothing. Words on pictures are read by neither.
pub(super) fn recoll(bench: &Bench, folders: &[PathBuf], goals: &mut Vec<Goal>) -> Result<Value, Stop> {
    let help = Command::new("recollindex").arg("-h").output().map_err(|_| {
        Stop::usage(
            "Recoll is not installed. On Debian: apt install recollcmd python3-recoll poppler-utils antiword unrtf wv",
        )
    })?;
    let help = String::from_utf8_lossy(&help.stdout).into_owned() + &String::from_utf8_lossy(&help.stderr);
    let version = help.lines().find(|line| line.starts_with("Recoll version")).unwrap_or_default();

    let case = bench.case("against")?;
    let ours = watch(bench.command(&["ingest", "--json"]).arg(&case).args(folders))?;
    ours.done()?;
    let told = parsed(&ours.output)?;

    let config = bench.work.join("recoll");
    fs::create_dir(&config).map_err(Stop::io(config.display().to_string()))?;
    let quoted: Vec<String> = folders.iter().map(|folder| format!("\"{}\"", folder.display())).collect();
    let written = format!("topdirs = {}\nloglevel = 1\n", quoted.join(" "));
    fs::write(config.join("recoll.conf"), written).map_err(Stop::io("recoll.conf"))?;
    let theirs = watch(Command::new("recollindex").arg("-c").arg(&config).env("HOME", &bench.work))?;
    if theirs.exit != Some(0) {
        return Err(Stop::failed(format!("recollindex ended with {:?}", theirs.exit)));
    }

    let times = theirs.seconds / ours.seconds;
    goals.push(Goal::at_least("times faster than Recoll, by the clock on the wall", TIMES_FASTER, times));
    goals.push(Goal::below("memory of all processes together", MOST_MEMORY, ours.peak_all.unwrap_or(u64::MAX) as f64));
    Ok(json!({
        "how": "each takes the same folders in from nothing, one after the other; Recoll with its default filters and those that are installed",
        "recoll": version,
        "bytes": folders.iter().map(|folder| size_of(folder)).sum::<u64>(),
        "times_faster": rounded(times),
        "casebound": { "found": told["found"], "states": told["states"], "run": taken(&ours, &case) },
        "theirs": { "documents": documents(&config), "run": taken(&theirs, &config) },
    }))
}

fn taken(run: &Run, written: &Path) -> Value {
    json!({
        "seconds": rounded(run.seconds),
        "cpu_seconds": run.cpu_seconds,
        "peak_memory_bytes": run.peak_all,
        "written_bytes": size_of(written),
    })
}

/// How many documents Recoll's index holds: it lists them, a line each, with the address in brackets.
fn documents(config: &Path) -> Option<usize> {
    let asked =
        Command::new("recollq").arg("-c").arg(config).args(["-C", "-n", "0-1000000", "mime:*"]).output().ok()?;
    Some(String::from_utf8_lossy(&asked.stdout).lines().filter(|line| line.contains("\t[file://")).count())
}
