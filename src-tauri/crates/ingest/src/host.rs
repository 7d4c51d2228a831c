//! The host's side of one worker: starts it, asks it to read, to draw or to look, and believes nothing it says.
//!
//! A worker that breaks the protocol, hangs, dies or is cancelled is killed; the next file gets a new one. What it gave
//! before stays with the sink, and where it said how the reading goes on without what ended it, another goes on. Time is counted while the host waits for the worker, not while the sink works.

mod drawing;
mod process;
mod seeing;
mod waiting;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anchor::Unit;

use crate::Error;
use crate::format::{Child, Failure, Limits, MetaKey, Packing, Problem, ProblemCode, Source};
use crate::kind::Kind;
use crate::passwords::Passwords;
use crate::protocol::inspect::Inspector;
use crate::protocol::{Chunk, FromWorker, MAX_CHUNK, ModelPart, Request, ToWorker};
use crate::sandbox::{Sandbox, SandboxReport};
use crate::sight::{Model, Models};
use process::Process;
use waiting::{End, Given, Watch, say};

pub use drawing::{DrawJob, Drawing, FindFont, Font};
pub use seeing::{SeeJob, Seeing};

/// What the caller's sink may fail with; it reaches the caller as [`Error::Sink`].
pub type SinkError = Box<dyn std::error::Error + Send + Sync>;

/// What a reading's findings are given to. An error ends the reading.
pub trait Sink {
    /// What the file is: before anything else.
    fn kind(&mut self, kind: Kind) -> Result<(), SinkError>;
    /// The next unit, in order.
    fn unit(&mut self, unit: Unit) -> Result<(), SinkError>;
    /// The next document found inside is said to stand in the file's own bytes, from `at` on. Not to be believed unseen.
    fn child_at(&mut self, _at: u64, _packing: Packing) -> Result<(), SinkError> {
        Ok(())
    }
    /// A document found inside begins. Its name is hostile: never a path.
    fn child_start(&mut self, child: Child) -> Result<(), SinkError>;
    /// More of its bytes.
    fn child_bytes(&mut self, bytes: &[u8]) -> Result<(), SinkError>;
    /// It ends, even where the worker died, unless the worker was cancelled or killed by others; `broken` where bytes
    /// are missing.
    fn child_end(&mut self, broken: Option<Problem>) -> Result<(), SinkError>;
    /// A property.
    fn meta(&mut self, key: MetaKey, value: String) -> Result<(), SinkError>;
    /// Something that was not right.
    fn problem(&mut self, problem: Problem) -> Result<(), SinkError>;
    /// This page is a picture whose words nobody has read.
    fn unseen(&mut self, page: u32) -> Result<(), SinkError>;
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

/// What the C library of Linux reads from the environment, so that a process gives memory back: pieces of this many bytes and
/// more go to the system when they are freed, and no more than that is kept free. Left to itself, it raises both to twice the
/// largest piece there ever was.
pub const GIVE_BACK: [(&str, &str); 2] = [("MALLOC_MMAP_THRESHOLD_", "131072"), ("MALLOC_TRIM_THRESHOLD_", "131072")];

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
    /// Whether they give memory back as soon as it is free, which costs a little time: where few things are large and the
    /// worker waits for the next one.
    pub gives_back: bool,
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
        gives_back: false,
        idle_deadline: Duration::from_secs(60),
        total_base: Duration::from_secs(120),
        total_per_mib: Duration::from_secs(6),
    };

    /// For reading the words off pages, which takes seconds each: 2 GiB, ten minutes for a page and a little more for each
    /// MiB to be read.
    pub const SEEING: Settings = Settings {
        memory: 2 << 30,
        total_base: Duration::from_secs(10 * 60),
        total_per_mib: Duration::from_millis(200),
        ..Settings::DESKTOP
    };

    /// For drawing pages: 1 GiB, 500 pages, 10 s for a page and a little more for each MiB to be read.
    pub const DRAWING: Settings = Settings {
        recycle_after: 500,
        gives_back: true,
        idle_deadline: Duration::from_secs(10),
        total_base: Duration::from_secs(10),
        total_per_mib: Duration::from_millis(20),
        ..Settings::DESKTOP
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
    /// What a locked file is tried with.
    pub passwords: &'a Passwords,
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
    /// Whether the last of them breaks off where the reading did.
    pub is_cut: bool,
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
    /// Its worker was ended by somebody else, as the system does when memory is short: another try may do.
    Killed,
    /// A deadline passed. The words say which, and go on after "it was".
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
    /// The document that the process has open for drawing.
    open: Option<[u8; 32]>,
    /// The document that the process has open for looking.
    seeing: Option<[u8; 32]>,
    /// What reads words off pictures, where that is wanted.
    models: Option<Models>,
}

impl Worker {
    /// A worker that is not started yet.
    #[must_use]
    pub fn new(command: Arc<WorkerCommand>, settings: Settings) -> Self {
        Worker { command, settings, process: None, n_read: 0, open: None, seeing: None, models: None }
    }

    /// A worker that can read the words off pages, too.
    #[must_use]
    pub fn with_models(command: Arc<WorkerCommand>, settings: Settings, models: Models) -> Self {
        Worker { models: Some(models), ..Worker::new(command, settings) }
    }

    /// Reads one file and gives what is found to `sink`. Setting `cancel` ends the reading within a quarter of a second.
    pub fn read(
        &mut self,
        file: &mut dyn Source,
        job: Job,
        sink: &mut dyn Sink,
        cancel: &AtomicBool,
    ) -> Result<Reading, Error> {
        let mut process = self.ready(cancel)?;
        (self.open, self.seeing) = (None, None);
        let sandbox = process.sandbox;
        let mut talk = Conversation {
            inspector: Inspector::new(self.n_read, job.len, job.limits),
            given: Given::new(file, job.len),
            sink,
            watch: Watch::start(&self.settings, job.len, cancel),
            in_child: false,
            fallback: None,
            reading: Reading {
                kind: None,
                outcome: Outcome::Failed(Failure::Stopped),
                units: 0,
                children: 0,
                is_cut: false,
                bytes_in: 0,
                peak_memory: None,
                sandbox,
            },
        };
        let mut end = talk.run(&mut process, self.n_read, job);
        if let Some(token) = talk.fallback.take().filter(|_| end.is_the_workers()) {
            // What ended this worker is left out by the next.
            drop(process);
            process = self.ready(cancel)?;
            talk.inspector.go_on(self.n_read);
            talk.watch = Watch::start(&self.settings, job.len, cancel);
            end = talk.run(&mut process, self.n_read, Job { resume: Some(&token), ..job });
        }
        talk.reading.bytes_in = talk.given.n_given;
        talk.reading.peak_memory = process.peak_memory();
        (talk.reading.outcome, self.process) = end.settle(process)?;
        talk.reading.is_cut = talk.in_child;
        // What was cancelled or killed can be read again: then half a child would stand beside the whole.
        if talk.in_child && !matches!(talk.reading.outcome, Outcome::Failed(Failure::Stopped) | Outcome::Killed) {
            talk.sink.child_end(Some(cut_short(&talk.reading.outcome))).map_err(Error::Sink)?;
        }
        Ok(talk.reading)
    }

    /// Lets the process go; the next file starts another.
    pub fn rest(&mut self) {
        self.process = None;
    }

    /// The process, started or replaced where it must be, for one more file.
    fn ready(&mut self, cancel: &AtomicBool) -> Result<Process, Error> {
        if self.n_read >= self.settings.recycle_after {
            self.process = None;
        }
        let process = match self.process.take() {
            Some(process) => process,
            None => {
                self.n_read = 0;
                (self.open, self.seeing) = (None, None);
                let start = || Process::start(&self.command, &self.settings, cancel);
                match start() {
                    // As when it was ended from outside before it could greet.
                    Err(Error::Greeting(_)) if !cancel.load(Ordering::Relaxed) => start()?,
                    started => started?,
                }
            }
        };
        self.n_read += 1;
        Ok(process)
    }
}

/// What is wrong with a child whose end never came, by how the reading of what it lies in ended.
pub fn cut_short(outcome: &Outcome) -> Problem {
    let (code, message) = match outcome {
        Outcome::TimedOut(_) => (ProblemCode::Limit, "the time for reading what it lies in was up"),
        Outcome::OutOfMemory => (ProblemCode::Limit, "no memory was left to read what it lies in"),
        _ => (ProblemCode::Unreadable, "the reading of what it lies in ended early"),
    };
    Problem { code, message: message.to_owned(), unit: None }
}

struct Conversation<'a> {
    inspector: Inspector,
    given: Given<'a>,
    sink: &'a mut dyn Sink,
    watch: Watch<'a>,
    in_child: bool,
    /// From where another worker goes on if this one ends.
    fallback: Option<String>,
    reading: Reading,
}

/// How often a waiting host looks whether it was cancelled.
pub(crate) const LOOK: Duration = Duration::from_millis(100);

impl Conversation<'_> {
    fn run(&mut self, process: &mut Process, number: u32, job: Job) -> End {
        let head = match self.given.head() {
            Ok(head) => head,
            Err(end) => return end,
        };
        let request = Request {
            job: number,
            len: job.len,
            name: job.name.map(|name| name.chars().take(4096).collect()),
            limits: job.limits,
            resume: job.resume.map(str::to_owned),
            passwords: job.passwords.clone(),
            head,
        };
        if !process.say(ToWorker::Read(request)) {
            return End::Gone;
        }
        loop {
            let frame = match self.watch.wait(process) {
                Ok(frame) => frame,
                Err(end) => return end,
            };
            if let Err(nonsense) = self.inspector.look(&frame) {
                return End::Fault(format!("its worker sent {nonsense}"));
            }
            if let FromWorker::Fallback(token) = frame {
                self.fallback = Some(token).filter(|token| !token.is_empty());
                continue;
            }
            let Conversation { given, sink, reading, in_child, .. } = self;
            let step = self.watch.apart(|| act(given, *sink, reading, in_child, process, frame));
            if let Err(end) = step {
                return end;
            }
        }
    }
}

/// Gives part of a model.
fn lend(models: &Models, process: &mut Process, model: Model, offset: u64) -> Result<(), End> {
    let whole = models.get(model);
    let from = usize::try_from(offset).unwrap_or(usize::MAX).min(whole.len());
    let bytes = &whole[from..from.saturating_add(MAX_CHUNK).min(whole.len())];
    say(process, ToWorker::Model(ModelPart { len: whole.len() as u64, bytes: Chunk(bytes.to_vec()) }))
}

/// Acts on a frame that was looked at. The error ends the conversation.
fn act(
    given: &mut Given<'_>,
    sink: &mut dyn Sink,
    reading: &mut Reading,
    in_child: &mut bool,
    process: &mut Process,
    frame: FromWorker,
) -> Result<(), End> {
    match frame {
        FromWorker::ReadAt { offset, len } => return given.answer(process, offset, len),
        FromWorker::Kind(kind) => match reading.kind.replace(kind) {
            None => sink.kind(kind),
            // Told before by a worker that ended.
            Some(told) if told == kind => Ok(()),
            Some(_) => return Err(End::Fault("its worker sent another kind than before".into())),
        },
        FromWorker::Unit(unit) => {
            reading.units += 1;
            sink.unit(unit)
        }
        FromWorker::ChildAt(at, packing) => sink.child_at(at, packing),
        FromWorker::ChildStart(child) => {
            *in_child = true;
            reading.children += 1;
            sink.child_start(child)
        }
        FromWorker::ChildBytes(chunk) => sink.child_bytes(&chunk.0),
        FromWorker::ChildEnd(broken) => {
            *in_child = false;
            sink.child_end(broken)
        }
        FromWorker::Meta(key, value) => sink.meta(key, value),
        FromWorker::Problem(problem) => sink.problem(problem),
        FromWorker::Unseen(page) => sink.unseen(page),
        FromWorker::Checkpoint(token) => sink.checkpoint(&token),
        FromWorker::Done(_, Err(Failure::Stopped)) => return Err(End::Fault("its worker stopped unasked".into())),
        FromWorker::Done(_, result) => return Err(End::Done(result)),
        FromWorker::Panicked(message) => return Err(End::Fault(format!("the parser panicked: {message}"))),
        _ => Ok(()),
    }
    .map_err(End::Sink)
}
