//! The host's side of one worker: starts it, asks it to read, and believes nothing it says.
//!
//! A worker that breaks the protocol, hangs, dies or is cancelled is killed; the next file gets a new one. What it gave
//! before stays with the sink. Time is counted while the host waits for the worker, not while the sink works.

mod process;

use std::io::{Read, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anchor::Unit;

use crate::Error;
use crate::format::{Child, Failure, Limits, MetaKey, Problem, ProblemCode, Source};
use crate::kind::Kind;
use crate::protocol::inspect::Inspector;
use crate::protocol::{Chunk, FromWorker, MAX_CHUNK, Request, ToWorker};
use crate::sandbox::{Sandbox, SandboxReport};
use process::{Heard, Process};

/// What the caller's sink may fail with; it reaches the caller as [`Error::Sink`].
pub type SinkError = Box<dyn std::error::Error + Send + Sync>;

/// What a reading's findings are given to. An error ends the reading.
pub trait Sink {
    /// What the file is: before anything else.
    fn kind(&mut self, kind: Kind) -> Result<(), SinkError>;
    /// The next unit, in order.
    fn unit(&mut self, unit: Unit) -> Result<(), SinkError>;
    /// A document found inside begins. Its name is hostile: never a path.
    fn child_start(&mut self, child: Child) -> Result<(), SinkError>;
    /// More of its bytes.
    fn child_bytes(&mut self, bytes: &[u8]) -> Result<(), SinkError>;
    /// It ends, even where the worker died; `broken` where bytes are missing.
    fn child_end(&mut self, broken: Option<Problem>) -> Result<(), SinkError>;
    /// A property.
    fn meta(&mut self, key: MetaKey, value: String) -> Result<(), SinkError>;
    /// Something that was not right.
    fn problem(&mut self, problem: Problem) -> Result<(), SinkError>;
    /// All so far is complete: after an interruption the reading may go on from this token.
    fn checkpoint(&mut self, token: &str) -> Result<(), SinkError>;
}

/// The program that is a worker: it calls [`crate::worker::main`].
#[derive(Debug, Clone)]
pub struct WorkerCommand {
    /// Absolute path of the program.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<String>,
}

/// How workers live and what they may spend.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Most workers at a time.
    pub n_workers: usize,
    /// Most bytes of memory one may hold.
    pub memory: u64,
    /// Whether they lock themselves in.
    pub sandbox: Sandbox,
    /// After how many files a worker is replaced.
    pub recycle_after: u32,
    /// Longest silence during a reading.
    pub idle_deadline: Duration,
    /// Longest reading of an empty file …
    pub total_base: Duration,
    /// … and this much more for each MiB.
    pub total_per_mib: Duration,
}

impl Settings {
    /// 1 GiB, 200 files, 60 s of silence, 2 minutes in all and 6 s more for each MiB.
    pub const DESKTOP: Settings = Settings {
        n_workers: 2,
        memory: 1 << 30,
        sandbox: Sandbox::Required,
        recycle_after: 200,
        idle_deadline: Duration::from_secs(60),
        total_base: Duration::from_secs(120),
        total_per_mib: Duration::from_secs(6),
    };

    fn total(&self, len: u64) -> Duration {
        let mib = u32::try_from(len >> 20).unwrap_or(u32::MAX);
        self.total_base.saturating_add(self.total_per_mib.saturating_mul(mib))
    }
}

/// One file to read, beside its bytes.
#[derive(Debug, Clone, Copy)]
pub struct Job<'a> {
    /// How many bytes it has.
    pub len: u64,
    /// The name it was found under, readable.
    pub name: Option<&'a str>,
    /// What the reading may spend.
    pub limits: Limits,
    /// The last checkpoint of an earlier reading of the same bytes.
    pub resume: Option<&'a str>,
}

/// How a reading went.
#[derive(Debug)]
pub struct Reading {
    /// What the file is, unless the worker failed before it could tell.
    pub kind: Option<Kind>,
    /// How it ended.
    pub outcome: Outcome,
    /// How many units were given.
    pub units: u32,
    /// How many documents inside it were given.
    pub children: u64,
    /// Bytes the worker was given of the file, repeats counted.
    pub bytes_in: u64,
    /// Most bytes the worker held since it started, where the system tells.
    pub peak_memory: Option<u64>,
    /// What held the worker in.
    pub sandbox: SandboxReport,
}

/// How a reading ended. What was given before is kept in each case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// All of it was read.
    Done,
    /// The reader gave up, for a reason that lies in the file, its medium or its size; or the caller cancelled.
    Failed(Failure),
    /// Our fault: the parser crashed or its worker no longer made sense. The words say how.
    ParserFailed(String),
    /// A deadline passed. The words say which.
    TimedOut(String),
    /// The worker wanted more memory than it may hold.
    OutOfMemory,
}

/// One worker, started when first needed.
pub struct Worker {
    command: Arc<WorkerCommand>,
    settings: Settings,
    process: Option<Process>,
    n_read: u32,
}

impl Worker {
    /// A worker that is not started yet.
    #[must_use]
    pub fn new(command: Arc<WorkerCommand>, settings: Settings) -> Self {
        Worker { command, settings, process: None, n_read: 0 }
    }

    /// Reads one file and gives what is found to `sink`. Setting `cancel` ends the reading within a quarter of a second.
    pub fn read(
        &mut self,
        file: &mut dyn Source,
        job: Job,
        sink: &mut dyn Sink,
        cancel: &AtomicBool,
    ) -> Result<Reading, Error> {
        if self.n_read >= self.settings.recycle_after {
            self.process = None;
        }
        let mut process = match self.process.take() {
            Some(process) => process,
            None => {
                self.n_read = 0;
                Process::start(&self.command, &self.settings, cancel)?
            }
        };
        self.n_read += 1;
        let sandbox = process.sandbox;
        let mut talk = Conversation {
            inspector: Inspector::new(self.n_read, job.len, job.limits),
            file,
            sink,
            cancel,
            spent: Spent { started: Instant::now(), elsewhere: Duration::ZERO, silent: Duration::ZERO },
            deadlines: (self.settings.idle_deadline, self.settings.total(job.len)),
            in_child: false,
            reading: Reading {
                kind: None,
                outcome: Outcome::Failed(Failure::Stopped),
                units: 0,
                children: 0,
                bytes_in: 0,
                peak_memory: None,
                sandbox,
            },
        };
        let end = talk.run(&mut process, self.n_read, job);
        if talk.in_child {
            let message = "the reading of what it lies in ended early".to_owned();
            let broken = Problem { code: ProblemCode::Unreadable, message, unit: None };
            // a sink that failed already is told nothing more, and what was cancelled is read again from the start
            if !matches!(end, End::Sink(_) | End::Cancelled) {
                talk.sink.child_end(Some(broken)).map_err(Error::Sink)?;
            }
        }
        let mut reading = talk.reading;
        reading.peak_memory = process.peak_memory();
        reading.outcome = match end {
            End::Done(result) => {
                self.process = Some(process);
                result.map_or_else(Outcome::Failed, |()| Outcome::Done)
            }
            End::Sink(error) => return Err(Error::Sink(error)),
            End::Cancelled => Outcome::Failed(Failure::Stopped),
            End::Fault(message) => Outcome::ParserFailed(message),
            End::Unread(message) => {
                // nothing was asked of the worker
                self.process = Some(process);
                Outcome::Failed(Failure::ReadError(message))
            }
            End::Late(message) => Outcome::TimedOut(message),
            End::Gone => process.post_mortem(),
        };
        Ok(reading)
    }
}

/// How a conversation about one file ended.
enum End {
    Done(Result<(), Failure>),
    Sink(SinkError),
    Cancelled,
    Fault(String),
    Unread(String),
    Late(String),
    Gone,
}

/// Where the time of one reading went.
struct Spent {
    started: Instant,
    /// In the sink and in the file's medium.
    elsewhere: Duration,
    /// Since the worker's last frame.
    silent: Duration,
}

struct Conversation<'a> {
    inspector: Inspector,
    file: &'a mut dyn Source,
    sink: &'a mut dyn Sink,
    cancel: &'a AtomicBool,
    spent: Spent,
    deadlines: (Duration, Duration),
    in_child: bool,
    reading: Reading,
}

/// How often a waiting host looks whether it was cancelled.
const LOOK: Duration = Duration::from_millis(100);

impl Conversation<'_> {
    fn run(&mut self, process: &mut Process, number: u32, job: Job) -> End {
        let head = match self.bytes_at(0, job.len.min(MAX_CHUNK as u64)) {
            Ok(head) => head,
            Err(message) => return End::Unread(message),
        };
        let request = Request {
            job: number,
            len: job.len,
            name: job.name.map(|name| name.chars().take(4096).collect()),
            limits: job.limits,
            resume: job.resume.map(str::to_owned),
            head: Chunk(head),
        };
        if !process.say(ToWorker::Read(request)) {
            return End::Gone;
        }
        loop {
            let frame = match self.wait(process) {
                Ok(frame) => frame,
                Err(end) => return end,
            };
            if let Err(nonsense) = self.inspector.look(&frame) {
                return End::Fault(format!("its worker sent {nonsense}"));
            }
            let before = Instant::now();
            let step = self.act(process, frame);
            self.spent.elsewhere += before.elapsed();
            if let Err(end) = step {
                return end;
            }
        }
    }

    fn wait(&mut self, process: &mut Process) -> Result<FromWorker, End> {
        loop {
            if self.cancel.load(Ordering::Relaxed) {
                return Err(End::Cancelled);
            }
            let (idle, total) = self.deadlines;
            let busy = self.spent.started.elapsed().saturating_sub(self.spent.elsewhere);
            if self.spent.silent >= idle {
                return Err(End::Late(format!("no progress for {} s", idle.as_secs())));
            }
            if busy >= total {
                return Err(End::Late(format!("not done after {} s", total.as_secs())));
            }
            let before = Instant::now();
            match process.hear(LOOK.min(idle - self.spent.silent).min(total - busy)) {
                Heard::Frame(frame) => {
                    self.spent.silent = Duration::ZERO;
                    return Ok(frame);
                }
                Heard::Nothing => self.spent.silent += before.elapsed(),
                Heard::Noise(what) => return Err(End::Fault(format!("its worker sent {what}"))),
                Heard::End => return Err(End::Gone),
            }
        }
    }

    /// Acts on a frame that was looked at. The error ends the conversation.
    fn act(&mut self, process: &mut Process, frame: FromWorker) -> Result<(), End> {
        let sink = &mut *self.sink;
        match frame {
            FromWorker::ReadAt { offset, len } => {
                let n = u64::from(len).min(self.inspector.len_of_file().saturating_sub(offset));
                let answer = self.bytes_at(offset, n).map(Chunk);
                return match process.say(ToWorker::Bytes(answer)) {
                    true => Ok(()),
                    false => Err(End::Fault("its worker asked without listening".into())),
                };
            }
            FromWorker::Kind(kind) => {
                self.reading.kind = Some(kind);
                sink.kind(kind)
            }
            FromWorker::Unit(unit) => {
                self.reading.units += 1;
                sink.unit(unit)
            }
            FromWorker::ChildStart(child) => {
                self.in_child = true;
                self.reading.children += 1;
                sink.child_start(child)
            }
            FromWorker::ChildBytes(chunk) => sink.child_bytes(&chunk.0),
            FromWorker::ChildEnd(broken) => {
                self.in_child = false;
                sink.child_end(broken)
            }
            FromWorker::Meta(key, value) => sink.meta(key, value),
            FromWorker::Problem(problem) => sink.problem(problem),
            FromWorker::Checkpoint(token) => sink.checkpoint(&token),
            FromWorker::Alive => Ok(()),
            FromWorker::Done(_, Err(Failure::Stopped)) => return Err(End::Fault("its worker stopped unasked".into())),
            FromWorker::Done(_, result) => return Err(End::Done(result)),
            FromWorker::Panicked(message) => return Err(End::Fault(format!("the parser panicked: {message}"))),
            FromWorker::Ready { .. } | FromWorker::Refused(_) => Ok(()),
        }
        .map_err(End::Sink)
    }

    fn bytes_at(&mut self, offset: u64, len: u64) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::with_capacity(len as usize);
        let read =
            self.file.seek(SeekFrom::Start(offset)).and_then(|_| (&mut *self.file).take(len).read_to_end(&mut bytes));
        read.map_err(|error| error.to_string())?;
        self.reading.bytes_in += bytes.len() as u64;
        match bytes.len() as u64 == len {
            true => Ok(bytes),
            false => Err("the file is shorter than it was".into()),
        }
    }
}
