//! Runs a program and watches what its whole process tree takes.

use std::{
    collections::HashMap,
    fs,
    io::Read,
    process::{Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::Stop;

/// What a run took. Memory and processor time are known on Linux alone.
pub(super) struct Run {
    pub(super) exit: Option<i32>,
    pub(super) output: Vec<u8>,
    pub(super) seconds: f64,
    /// Of all its processes together, user and system.
    pub(super) cpu_seconds: Option<f64>,
    /// Highest sum over all its processes at one moment, in bytes; shared pages count once (PSS) where the kernel tells.
    pub(super) peak_all: Option<u64>,
    /// Of the program itself, its child processes left out, in bytes.
    pub(super) peak_host: Option<u64>,
    /// Highest resident size of one of its child processes, in bytes.
    pub(super) peak_worker: Option<u64>,
}

impl Run {
    /// How busy it kept the machine's cores, of 1.
    pub(super) fn busy(&self) -> Option<f64> {
        let n_cores = thread::available_parallelism().map_or(1, usize::from);
        self.cpu_seconds.map(|cpu| cpu / self.seconds / n_cores as f64)
    }

    /// Fails unless the run was done, be it with unreadable files.
    pub(super) fn done(&self) -> Result<(), Stop> {
        match self.exit {
            Some(0 | 3) => Ok(()),
            Some(code) => Err(Stop::failed(format!("casebound ended with {code}"))),
            None => Err(Stop::failed("casebound was killed")),
        }
    }
}

const EVERY: Duration = Duration::from_millis(50);

/// Runs `command` to its end. Its standard error goes to the terminal.
pub(super) fn watch(command: &mut Command) -> Result<Run, Stop> {
    let cpu_before = children_cpu_seconds();
    let started = Instant::now();
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(Stop::io("casebound could not be started"))?;
    let mut pipe = child.stdout.take();
    let reader = thread::spawn(move || {
        let mut output = Vec::new();
        if let Some(pipe) = &mut pipe {
            // A pipe that breaks leaves half a document, which its parser will tell.
            let _ = pipe.read_to_end(&mut output);
        }
        output
    });
    let (mut peak_all, mut peak_host, mut peak_worker) = (None, None, None);
    let status = loop {
        if let Some(status) = child.try_wait().map_err(Stop::io("casebound"))? {
            break status;
        }
        if let Some(seen) = look(child.id()) {
            peak_all = peak_all.max(Some(seen.all));
            peak_host = peak_host.max(Some(seen.host));
            peak_worker = peak_worker.max(seen.worker);
        }
        thread::sleep(EVERY);
    };
    let seconds = started.elapsed().as_secs_f64();
    Ok(Run {
        exit: status.code(),
        output: reader.join().unwrap_or_default(),
        seconds,
        cpu_seconds: children_cpu_seconds().zip(cpu_before).map(|(after, before)| after - before),
        peak_all,
        peak_host,
        peak_worker,
    })
}

struct Seen {
    all: u64,
    host: u64,
    worker: Option<u64>,
}

fn look(root: u32) -> Option<Seen> {
    let mut children: HashMap<u32, Vec<u32>> = HashMap::new();
    for entry in fs::read_dir("/proc").ok()?.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        if let Some(parent) = stat_field(&format!("/proc/{pid}/stat"), 4) {
            children.entry(parent as u32).or_default().push(pid);
        }
    }
    let mut seen = Seen { all: 0, host: 0, worker: None };
    let mut open = vec![root];
    while let Some(pid) = open.pop() {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let shared_out = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
        let held = kilobytes(&shared_out, "Pss:").or_else(|| kilobytes(&status, "VmRSS:")).unwrap_or(0);
        seen.all += held;
        if pid == root {
            seen.host = held;
        } else {
            seen.worker = seen.worker.max(kilobytes(&status, "VmHWM:"));
        }
        open.extend(children.remove(&pid).unwrap_or_default());
    }
    Some(seen)
}

/// Processor time of all ended and waited-for descendants of this process. Linux counts it in hundredths of a second.
fn children_cpu_seconds() -> Option<f64> {
    let user = stat_field("/proc/self/stat", 16)?;
    let system = stat_field("/proc/self/stat", 17)?;
    Some((user + system) as f64 / 100.0)
}

/// Field `number` of a `stat` file, counted from 1 as proc(5) does, past the name.
fn stat_field(path: &str, number: usize) -> Option<u64> {
    let stat = fs::read_to_string(path).ok()?;
    // The name is in brackets and may hold anything, brackets included.
    let (_, after_name) = stat.rsplit_once(") ")?;
    after_name.split(' ').nth(number - 3)?.parse().ok()
}

fn kilobytes(table: &str, key: &str) -> Option<u64> {
    let line = table.lines().find_map(|line| line.strip_prefix(key))?;
    let number: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(number * 1024)
}
