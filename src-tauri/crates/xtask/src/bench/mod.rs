//! Measures the built `casebound` program from outside, the way a user meets it, and its commands from inside, where
//! starting a program would blur what is measured. Prints one JSON document. Missed goals are named there and on standard
//! error and end in a non-zero exit.

mod against;
mod archive;
mod folder;
mod heaps;
mod inside;
mod invent;
mod made;
mod million;
mod million_units;
mod pdfs;
mod scans;
mod sweep;
mod watch;
mod window;
mod words;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{self, Command, Stdio},
    thread,
};

use serde_json::{Map, Value, json};

use crate::{Stop, cargo, root, setup};

/// `bench --corpus DIR`: how fast and how well a folder of real files is taken in.
pub(crate) fn corpus(given: &Path) -> Result<(), Stop> {
    let given = given.canonicalize().map_err(Stop::io(given.display().to_string()))?;
    let bench = Bench::start()?;
    let mut measured = Measured::on(&bench);
    measured.part("corpus", |goals| folder::measure(&bench, &given, goals));
    measured.part("pdf", |goals| pdfs::measure(&bench, &given, goals));
    measured.part("window", |goals| window::measure(&bench, Some(&given), goals));
    measured.finish()
}

/// `bench --against recoll DIR…`: taking folders in, and what Recoll takes for the same.
pub(crate) fn against_recoll(given: &[&str]) -> Result<(), Stop> {
    let canonical = |folder: &&str| Path::new(folder).canonicalize().map_err(Stop::io(*folder));
    let folders = given.iter().map(canonical).collect::<Result<Vec<PathBuf>, Stop>>()?;
    let bench = Bench::start()?;
    let mut measured = Measured::on(&bench);
    measured.part("against", |goals| against::recoll(&bench, &folders, goals));
    measured.finish()
}

/// `bench`: what is measured on material made for it.
pub(crate) fn made() -> Result<(), Stop> {
    let bench = Bench::start()?;
    let mut measured = Measured::on(&bench);
    measured.part("made", |goals| made::measure(&bench, goals));
    measured.part("sample_pages", |goals| sample_pages(&bench, goals));
    measured.heaps(&bench);
    measured.part("window", |goals| window::measure(&bench, None, goals));
    measured.finish()
}

/// `bench --heaps`: how fast heaps of one kind each are taken in.
pub(crate) fn heaps() -> Result<(), Stop> {
    let bench = Bench::start()?;
    let mut measured = Measured::on(&bench);
    measured.heaps(&bench);
    measured.finish()
}

/// `bench --ocr`: how well and how fast words are read off pictures of pages made for it.
pub(crate) fn ocr() -> Result<(), Stop> {
    let bench = Bench::start()?;
    let mut measured = Measured::on(&bench);
    measured.part("scans", |goals| scans::measure(&bench, goals));
    measured.finish()
}

/// `bench --window [--corpus DIR]`: the window alone.
pub(crate) fn window(given: Option<&Path>) -> Result<(), Stop> {
    let bench = Bench::start()?;
    let mut measured = Measured::on(&bench);
    measured.part("window", |goals| window::measure(&bench, given, goals));
    measured.finish()
}

/// `bench --search`: a hundred thousand units, searched and swept for ten thousand names; a million units, searched.
pub(crate) fn search() -> Result<(), Stop> {
    let bench = Bench::start()?;
    let mut measured = Measured::on(&bench);
    measured.part("made", |goals| made::measure(&bench, goals));
    measured.part("million_units", |goals| million_units::measure(&bench, goals));
    measured.finish()
}

/// What was measured, part by part.
struct Measured {
    report: Map<String, Value>,
    goals: Vec<Goal>,
}

impl Measured {
    fn on(bench: &Bench) -> Measured {
        Measured { report: bench.report(), goals: Vec::new() }
    }

    /// Measures a part. What goes wrong in one is told in its place, and the others are measured all the same.
    fn part(&mut self, name: &str, measure: impl FnOnce(&mut Vec<Goal>) -> Result<Value, Stop>) {
        let told = measure(&mut self.goals).unwrap_or_else(|stop| {
            self.goals.push(Goal::not_measured(name, &stop.message));
            json!({ "failed": stop.message })
        });
        self.report.insert(name.to_owned(), told);
    }

    fn heaps(&mut self, bench: &Bench) {
        self.part("heaps", |goals| Ok(heaps::measure(bench, goals)?.into()));
        self.part("million_rows", |goals| million::measure(bench, goals));
        self.part("archive", |goals| archive::measure(bench, goals));
    }

    /// Prints it all; an error if a goal was missed.
    fn finish(self) -> Result<(), Stop> {
        let Measured { mut report, goals } = self;
        let list: Vec<Value> = goals
            .iter()
            .map(|goal| json!({ "name": goal.name, "goal": goal.goal, "value": goal.value, "met": goal.met }))
            .collect();
        let missed: Vec<String> = goals
            .iter()
            .filter(|goal| !goal.met)
            .map(|goal| format!("{}: {}, is {}", goal.name, goal.goal, goal.value))
            .collect();
        report.insert("goals".into(), list.into());
        report.insert("missed".into(), missed.clone().into());
        println!("{:#}", Value::Object(report));
        if missed.is_empty() { Ok(()) } else { Err(Stop::failed(format!("missed:\n  {}", missed.join("\n  ")))) }
    }
}

/// Draws every page of the samples' PDFs.
fn sample_pages(bench: &Bench, goals: &mut Vec<Goal>) -> Result<Value, Stop> {
    let case = bench.case("samples")?;
    // the samples hold files that cannot be read: 3
    bench.json(bench.command(&["ingest", "--json"]).arg(&case).arg(root().join("samples")), &[0, 3])?;
    inside::draw(bench, &case, u32::MAX, goals)
}

/// A number that must be reached.
struct Goal {
    name: String,
    goal: String,
    value: Value,
    met: bool,
}

impl Goal {
    fn not_measured(part: &str, trouble: &str) -> Goal {
        Goal { name: format!("{part}, measured"), goal: "to its end".into(), value: json!(trouble), met: false }
    }

    fn at_least(name: impl Into<String>, goal: f64, value: f64) -> Goal {
        Goal { name: name.into(), goal: format!("at least {goal}"), value: json!(rounded(value)), met: value >= goal }
    }

    fn below(name: impl Into<String>, goal: f64, value: f64) -> Goal {
        Goal { name: name.into(), goal: format!("below {goal}"), value: json!(rounded(value)), met: value < goal }
    }

    fn at_most(name: impl Into<String>, goal: u64, value: u64) -> Goal {
        Goal { name: name.into(), goal: format!("at most {goal}"), value: json!(value), met: value <= goal }
    }

    fn at_most_share(name: impl Into<String>, goal: f64, value: f64) -> Goal {
        Goal { name: name.into(), goal: format!("at most {goal}"), value: json!(rounded(value)), met: value <= goal }
    }

    fn at_most_ms(name: impl Into<String>, goal: f64, ms: f64) -> Goal {
        Goal { name: name.into(), goal: format!("at most {goal} ms"), value: json!(rounded(ms)), met: ms <= goal }
    }
}

/// The program that is measured and a folder for its work, gone when the bench ends.
struct Bench {
    casebound: PathBuf,
    work: PathBuf,
}

impl Bench {
    fn start() -> Result<Bench, Stop> {
        setup::setup(setup::For::Building)?;
        let casebound = cargo::build_casebound()?;
        let work = std::env::temp_dir().join(format!("casebound-bench-{}", process::id()));
        fs::create_dir(&work).map_err(Stop::io(work.display().to_string()))?;
        Ok(Bench { casebound, work })
    }

    /// A new, empty case.
    fn case(&self, name: &str) -> Result<PathBuf, Stop> {
        let case = self.work.join(name);
        let status = self.command(&["new"]).arg(&case).stdout(Stdio::null()).status();
        match status.map_err(Stop::io("casebound"))? {
            done if done.success() => Ok(case),
            status => Err(Stop::failed(format!("casebound new ended with {status}"))),
        }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.casebound);
        command.args(args).env("CASEBOUND_PROFILE", self.profile());
        command
    }

    /// The bench's own profile: what it does is nothing the user's has to know.
    fn profile(&self) -> PathBuf {
        self.work.join("profile")
    }

    /// What `casebound` prints as JSON; `good` are the exit codes that count as done.
    fn json(&self, command: &mut Command, good: &[i32]) -> Result<Value, Stop> {
        let output = command.output().map_err(Stop::io("casebound"))?;
        if !output.status.code().is_some_and(|code| good.contains(&code)) {
            let message = String::from_utf8_lossy(&output.stderr);
            return Err(Stop::failed(format!("casebound ended with {}: {message}", output.status)));
        }
        parsed(&output.stdout)
    }

    fn report(&self) -> Map<String, Value> {
        let cpus = thread::available_parallelism().map_or(0, usize::from);
        let mut report = Map::new();
        report.insert(
            "machine".into(),
            json!({ "os": std::env::consts::OS, "arch": std::env::consts::ARCH, "cpus": cpus, "load": load() }),
        );
        report
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        // What cannot be removed lies in the temporary folder and hurts nobody.
        let _ = fs::remove_dir_all(&self.work);
    }
}

/// Gives a program its plan and reads what it measured; `what` it is, for errors.
fn fed(command: &mut Command, plan: &Value, what: &str) -> Result<Value, Stop> {
    let failed = || Stop::io(what);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(failed())?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(plan.to_string().as_bytes()).map_err(failed())?;
    }
    let output = child.wait_with_output().map_err(failed())?;
    if output.status.success() {
        parsed(&output.stdout)
    } else {
        Err(Stop::failed(format!("{what} ended with {}", output.status)))
    }
}

fn parsed(output: &[u8]) -> Result<Value, Stop> {
    serde_json::from_slice(output)
        .map_err(|error| Stop::failed(format!("casebound printed something that is not JSON: {error}")))
}

/// How many processes ran or waited to, of late, before the bench; `None` where the system does not say. Speeds count on an
/// idle machine alone.
fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

/// `part / whole`, or 1 where there is nothing.
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

fn rounded(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// Bytes of all files under a folder; 0 if there is none.
fn size_of(folder: &Path) -> u64 {
    let mut total = 0;
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(meta) if meta.is_dir() => open.push(entry.path()),
                Ok(meta) if meta.is_file() => total += meta.len(),
                _ => {}
            }
        }
    }
    total
}
