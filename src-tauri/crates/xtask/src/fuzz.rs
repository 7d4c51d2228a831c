//! Feeds every parser what libFuzzer makes up (`tests/fuzz`), one after the other.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus};
use std::time::{Duration, Instant};

use crate::{Stop, cargo, root};

/// How long a target is fed if nobody says.
const SECONDS: u32 = 60;
/// Longest run of one input, in seconds: more is told as a hang. All inputs are of a few kB.
const LONGEST: u32 = 20;
/// Most memory, in MiB: what a worker may hold, and as much again for what libFuzzer keeps.
const MEMORY: u32 = 2048;
/// What our own crates are compiled with beyond the usual: the checks of a debug build, and telling libFuzzer where they go
/// and what they compare.
const FLAGS: [&str; 7] = [
    "-Cdebug-assertions=on",
    "-Coverflow-checks=on",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
];
/// Set where Cargo calls this program for the compiler.
const AS_COMPILER: &str = "CASEBOUND_FUZZ_COMPILER";

/// Runs the targets that are named, or all. What is found stays in the target folder: `fuzz/corpus` has what reaches new
/// places, `fuzz/harm` what does harm, `fuzz/logs` what libFuzzer says.
pub(crate) fn fuzz(words: &[&str]) -> Result<(), Stop> {
    let asked = Asked::of(words)?;
    let home = target_folder().join("fuzz");
    let program = build()?;
    println!("{:<12} {:>11} {:>8} {:>8}  harm", "target", "runs", "a second", "places");
    let mut harmful = Vec::new();
    for name in &asked.targets {
        let told = feed(&program, &home, name, asked.seconds)?;
        let Told { runs, places, pace, harm, libraries } = told;
        println!("{name:<12} {runs:>11} {pace:>8.0} {places:>8}  {}", harm.as_deref().unwrap_or("none"));
        libraries.iter().for_each(|at| println!("{:<12} {at}", ""));
        harmful.extend(harm.map(|_| name.as_str()));
    }
    if harmful.is_empty() {
        return Ok(());
    }
    Err(Stop::failed(format!(
        "{} did harm: see it again with `cargo run --package casebound-fuzz -- TARGET FILE`, mend it, and put the file \
         among the seeds",
        harmful.join(", ")
    )))
}

/// What was asked for.
struct Asked {
    targets: Vec<String>,
    seconds: u32,
}

impl Asked {
    fn of(words: &[&str]) -> Result<Asked, Stop> {
        let known = known()?;
        let mut asked = Asked { targets: Vec::new(), seconds: SECONDS };
        let mut words = words.iter();
        while let Some(&word) = words.next() {
            if word == "--seconds" {
                let seconds = words.next().and_then(|word| word.parse().ok()).filter(|&seconds| seconds > 0);
                asked.seconds = seconds.ok_or_else(|| Stop::usage("--seconds needs a number"))?;
            } else if known.iter().any(|name| name == word) {
                asked.targets.push(word.to_owned());
            } else {
                return Err(Stop::usage(format!("there is no target {word}; there are: {}", known.join(" "))));
            }
        }
        if asked.targets.is_empty() {
            asked.targets = known;
        }
        Ok(asked)
    }
}

/// All targets: each has a folder of seeds, as a test of theirs sees to.
fn known() -> Result<Vec<String>, Stop> {
    let folder = seeds();
    let entries = fs::read_dir(&folder).map_err(Stop::io(folder.display().to_string()))?;
    let mut names: Vec<String> = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    Ok(names)
}

fn seeds() -> PathBuf {
    root().join("tests/fuzz/seeds")
}

fn target_folder() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Builds libFuzzer and all it feeds, in release: libraries are as they are shipped, and compiled once for this and for all
/// else, as Cargo calls this program for every crate of ours alone.
fn build() -> Result<PathBuf, Stop> {
    let this = env::current_exe().map_err(Stop::io("where this program lies is not known"))?;
    let variables = [("RUSTC_WORKSPACE_WRAPPER", this.as_os_str()), (AS_COMPILER, "1".as_ref())];
    let what = ["--release", "--package", "casebound-fuzz", "--features", "engine", "--bin", "casebound-fuzz"];
    cargo::build_with(&what, "casebound-fuzz", &variables)
}

/// Compiles a crate, where Cargo called this program for that with the compiler and what to tell it.
pub(crate) fn compile(words: &[String]) -> Option<ExitCode> {
    let (compiler, words) = words.split_first().filter(|_| env::var_os(AS_COMPILER).is_some())?;
    let mut command = Command::new(compiler);
    command.args(words);
    // else it is only asked what it is
    if words.iter().any(|word| word == "--crate-name") {
        command.args(FLAGS);
    }
    match command.status() {
        Ok(status) if status.success() => Some(ExitCode::SUCCESS),
        Ok(_) => Some(ExitCode::FAILURE),
        Err(error) => {
            eprintln!("{compiler} could not be started: {error}");
            Some(ExitCode::FAILURE)
        }
    }
}

/// What libFuzzer told of one target.
struct Told {
    runs: u64,
    places: u64,
    /// Runs a second.
    pace: f64,
    /// The file that did harm, or how the program ended without one.
    harm: Option<String>,
    /// Where parsers that are not ours panicked.
    libraries: Vec<String>,
}

fn feed(program: &Path, home: &Path, name: &str, seconds: u32) -> Result<Told, Stop> {
    let folder = |what: &str| {
        let folder = home.join(what).join(name);
        fs::create_dir_all(&folder).map_err(Stop::io(folder.display().to_string())).map(|()| folder)
    };
    let (corpus, harm) = (folder("corpus")?, folder("harm")?);
    let log = folder("logs")?.join("libfuzzer.txt");
    let last = harm.join("last");
    let begun = Instant::now();
    let output = File::create(&log).map_err(Stop::io(log.display().to_string()))?;
    let status = Command::new(program)
        .arg(&corpus)
        .arg(seeds().join(name))
        .arg(format!("-max_total_time={seconds}"))
        .args([format!("-timeout={LONGEST}"), format!("-rss_limit_mb={MEMORY}")])
        .arg("-print_final_stats=1")
        .arg(format!("-artifact_prefix={}/", harm.display()))
        .envs([("CASEBOUND_FUZZ", name.as_ref()), ("CASEBOUND_FUZZ_LAST", last.as_os_str())])
        .env("RUST_BACKTRACE", "1")
        .current_dir(root())
        .stderr(output)
        .status()
        .map_err(Stop::io(program.display().to_string()))?;
    let said = fs::read(&log).map_err(Stop::io(log.display().to_string()))?;
    Ok(heard(&String::from_utf8_lossy(&said), status, begun.elapsed(), &last))
}

/// Reads what libFuzzer said.
fn heard(said: &str, status: ExitStatus, took: Duration, last: &Path) -> Told {
    let number = |before: &str| {
        let after = said.rsplit_once(before)?.1.trim_start();
        after.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u64>().ok()
    };
    let harm = match said.rsplit_once("Test unit written to ") {
        _ if status.success() => None,
        Some((_, file)) => file.lines().next().map(str::to_owned),
        None => Some(format!("{status}, at {}", last.display())),
    };
    // a run that ends early has no sums: its last line begins with how many there were
    let runs = number("stat::number_of_executed_units:").or_else(|| {
        let mut counts =
            said.lines().filter_map(|line| line.strip_prefix('#')?.split('\t').next()?.trim().parse().ok());
        counts.next_back()
    });
    let runs = runs.unwrap_or_default();
    Told {
        runs,
        places: number(" cov: ").unwrap_or_default(),
        pace: runs as f64 / took.as_secs_f64(),
        harm,
        libraries: said.lines().filter(|line| line.starts_with("a library panicked: ")).map(str::to_owned).collect(),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt;

    use super::*;

    const LINES: &str = "INFO: A corpus is not provided\n#2\tINITED cov: 90 ft: 91 corp: 1/1b exec/s: 0 rss: 30Mb\n\
        a library panicked: /registry/src/x/lib.rs:3:1\n#4096\tpulse  cov: 1234 ft: 5678 corp: 100/20Kb\n";

    #[test]
    fn what_libfuzzer_says_is_understood() {
        let check = |rest: &str, code: i32, runs: u64, harm: Option<&str>| {
            let said = format!("{LINES}{rest}");
            let told = heard(&said, ExitStatus::from_raw(code), Duration::from_secs(2), Path::new("last"));
            assert_eq!((told.runs, told.places, told.harm.as_deref()), (runs, 1234, harm), "{rest}");
            assert_eq!(told.libraries, ["a library panicked: /registry/src/x/lib.rs:3:1"]);
            assert!((told.pace - runs as f64 / 2.0).abs() < 0.1);
        };
        check("Done 5000 runs in 60 second(s)\nstat::number_of_executed_units: 5000\n", 0, 5000, None);
        check("artifact_prefix='x/'; Test unit written to x/crash-1\nBase64: eA==\n", 77 << 8, 4096, Some("x/crash-1"));
        check("", 11, 4096, Some("signal: 11 (SIGSEGV), at last"));
    }
}
