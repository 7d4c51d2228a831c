//! The worker's side: a process that reads or draws one file after another and can open nothing itself.
//!
//! [`main`] is all that a program with a worker in it needs to call. The process captures its standard output before
//! anything else runs, so that a library that prints cannot spoil the frames; locks itself in ([`crate::sandbox`]); and
//! then answers requests until its standard input ends. A panic ends it: what a parser left behind is not trusted.

mod drawing;
mod eyes;
mod outlet;
mod remote;
mod seeing;

use std::io::{BufReader, BufWriter, Cursor, Read, Write};
use std::panic::AssertUnwindSafe;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use pdfium::Pdfium;

use crate::draw::Shelf;
use crate::format::lock::{self, Opened};
use crate::format::{Emit, Failure, Input, MetaKey, Problem, ProblemCode};
use crate::kind::{self, Kind};
use crate::protocol::{FrameError, FromWorker, Request, ToWorker, VERSION, read_frame, write_frame};
use crate::sandbox::{self, SandboxReport};
use eyes::Eyes;
use outlet::Outlet;
use remote::Remote;

/// Reads a file whose kind is known: [`crate::format::read_as`], or a test's own.
pub type ReadAs = fn(Kind, &mut Input, &mut dyn Emit) -> Result<(), Failure>;

/// Room for parsers that recurse.
const STACK: usize = 64 << 20;

/// Runs this process as a worker until its standard input ends. Call it before any other thread is started. `second` is
/// where the second engine for PDF lies: it is opened before the worker locks itself in, and left out where it cannot be.
pub fn main(read_as: ReadAs, second: Option<&Path>) -> ExitCode {
    let (input, output) = match sandbox::take_stdio() {
        Ok(pipes) => pipes,
        Err(_) => return ExitCode::FAILURE,
    };
    keep_panics_quiet();
    // the process's only thread until the sandbox is shut hands over to one with a larger stack
    let serving = std::thread::Builder::new().stack_size(STACK);
    let second = second.and_then(|path| Pdfium::open(path).ok());
    let thread = serving.spawn(move || serve(input, output, read_as, second, sandbox::enter));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// How a worker locks itself in: [`sandbox::enter`], or a test's own. The error says what would not hold.
pub type Enter = fn(sandbox::Sandbox, u64) -> Result<SandboxReport, String>;

/// Answers a host over two streams until the first ends or a parser panics.
pub fn serve<R: Read, W: Write>(
    input: R,
    output: W,
    read_as: ReadAs,
    second: Option<&'static Pdfium>,
    enter: Enter,
) -> Result<(), FrameError> {
    let mut wire = Wire {
        input: BufReader::with_capacity(64 << 10, input),
        output: BufWriter::with_capacity(64 << 10, output),
        received: Vec::new(),
        sending: Vec::new(),
    };
    let Some(ToWorker::Hello { version, sandbox, memory }) = wire.receive()? else { return Ok(()) };
    if version != VERSION {
        wire.send(&FromWorker::Refused(format!("the worker speaks protocol {VERSION}, not {version}")))?;
        return wire.flush();
    }
    match enter(sandbox, memory) {
        Ok(sandbox) => {
            let (pid, has_second) = (std::process::id(), second.is_some());
            wire.send(&FromWorker::Ready { version: VERSION, pid, sandbox, has_second })?;
        }
        Err(reason) => {
            wire.send(&FromWorker::Refused(reason))?;
            return wire.flush();
        }
    }
    wire.flush()?;
    let mut shelf = Shelf::default();
    let mut eyes = Eyes::default();
    let mut next = wire.receive()?;
    loop {
        next = match next {
            Some(ToWorker::Read(request)) => {
                let job = request.job;
                let result = std::panic::catch_unwind(AssertUnwindSafe(|| read(&mut wire, request, read_as, second)));
                if answer(&mut wire, job, result)? == Then::End {
                    return Ok(());
                }
                wire.receive()?
            }
            Some(ToWorker::Draw(request)) => match drawing::sitting(&mut wire, request, &mut shelf, second)? {
                drawing::After::Next(frame) => frame.map(|frame| *frame),
                drawing::After::End => return Ok(()),
            },
            Some(ToWorker::See(request)) => match seeing::sitting(&mut wire, request, &mut eyes, second)? {
                drawing::After::Next(frame) => frame.map(|frame| *frame),
                drawing::After::End => return Ok(()),
            },
            _ => return Ok(()),
        };
    }
}

/// What a worker does after a file.
#[derive(PartialEq, Eq)]
enum Then {
    GoOn,
    /// What a panic left behind is not trusted.
    End,
}

/// Tells the host how a reading or drawing ended.
fn answer(wire: &mut dyn Talk, job: u32, result: std::thread::Result<Result<(), Failure>>) -> Result<Then, FrameError> {
    let (frame, then) = match result {
        Ok(result) => (FromWorker::Done(job, result.map_err(outlet::shorten_failure)), Then::GoOn),
        Err(payload) => {
            let mut text = std::mem::take(&mut *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner));
            if text.is_empty() {
                let words = payload.downcast_ref::<&str>().map(|words| (*words).to_owned());
                text = one_line(&words.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default());
            }
            (FromWorker::Panicked(text), Then::End)
        }
    };
    wire.send(&frame)?;
    wire.flush()?;
    Ok(then)
}

fn read(
    wire: &mut dyn Talk,
    request: Request,
    read_as: ReadAs,
    second: Option<&'static Pdfium>,
) -> Result<(), Failure> {
    let Request { len, name, limits, resume, passwords, head, .. } = request;
    let wire = std::cell::RefCell::new(wire);
    let mut bytes = Remote::new(&wire, len, head.0);
    let (name, resume, passwords) = (name.as_deref(), resume.as_deref(), &passwords);
    let mut input = Input { bytes: &mut bytes, len, name, limits, resume, passwords };
    let mut out = Outlet::new(&wire, limits, second);
    let result = told(&mut input, &mut out, read_as).and_then(|()| out.finish());
    // a parser sees only an io error and may call the file damaged: the medium's word comes first
    match bytes.failure() {
        Some(failure) => Err(failure),
        None => result,
    }
}

/// Tells what a file is and reads it: one that was locked and could be opened, as what it was before.
fn told(input: &mut Input<'_>, out: &mut Outlet<'_, '_>, read_as: ReadAs) -> Result<(), Failure> {
    let kind = detect(input)?;
    let Some(Opened { bytes, finding, damaged }) = lock::open(kind, input, out)? else {
        out.kind(kind)?;
        return read_as(kind, input, out);
    };
    let mut source = Cursor::new(&bytes);
    let len = bytes.len() as u64;
    let Input { name, limits, resume, passwords, .. } = *input;
    let mut input = Input { bytes: &mut source, len, name, limits, resume, passwords };
    let kind = detect(&mut input)?;
    out.kind(kind)?;
    out.meta(MetaKey::Finding, finding.to_owned())?;
    for part in damaged {
        let message = format!("the part {part} is damaged behind its lock");
        out.problem(Problem { code: ProblemCode::Unreadable, message, unit: None })?;
    }
    read_as(kind, &mut input, out)
}

fn detect(input: &mut Input<'_>) -> Result<Kind, Failure> {
    kind::detect(input).map_err(|error| Failure::ReadError(error.to_string()))
}

/// The two pipes, as a reading needs them.
trait Talk {
    fn send(&mut self, frame: &FromWorker) -> Result<(), FrameError>;
    fn flush(&mut self) -> Result<(), FrameError>;
    fn receive(&mut self) -> Result<Option<ToWorker>, FrameError>;
}

struct Wire<R, W: Write> {
    input: BufReader<R>,
    output: BufWriter<W>,
    received: Vec<u8>,
    sending: Vec<u8>,
}

impl<R: Read, W: Write> Talk for Wire<R, W> {
    fn send(&mut self, frame: &FromWorker) -> Result<(), FrameError> {
        write_frame(&mut self.output, frame, &mut self.sending)
    }

    fn flush(&mut self) -> Result<(), FrameError> {
        Ok(self.output.flush()?)
    }

    fn receive(&mut self) -> Result<Option<ToWorker>, FrameError> {
        read_frame(&mut self.input, &mut self.received)
    }
}

/// The last panic's words and place, kept instead of printed.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());

fn keep_panics_quiet() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|at| format!(" ({}:{})", file_name(at.file()), at.line())).unwrap_or_default();
        let text = format!("{}{place}", one_line(info.payload_as_str().unwrap_or("no message")));
        *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = text;
    }));
}

/// Parsers like to print what they choked on: a document's words stay out of the ledger beyond a line.
fn one_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().chars().filter(|c| !c.is_control()).take(160).collect()
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}
