//! A worker's process and the threads that carry frames to and from it, so that the host never blocks on a pipe.

use std::io::{BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use super::{LOOK, Outcome, Settings, WorkerCommand};
use crate::Error;
use crate::protocol::{FrameError, FromWorker, MAX_FRAME, ToWorker, VERSION, read_frame, write_frame};
use crate::sandbox::{OffBecause, Sandbox, SandboxReport};

/// Frames that may wait for the host.
const BACKLOG: usize = 8;
/// How much of what a dying worker says on standard error is kept.
const LAST_WORDS: usize = 4096;
/// How long a started worker may take to greet: its self-test takes milliseconds.
const GREETING: Duration = Duration::from_secs(20);
/// How long a dead worker's last words may take to arrive.
const PARTING: Duration = Duration::from_millis(500);

pub(super) struct Process {
    child: Child,
    to: SyncSender<ToWorker>,
    from: Receiver<Result<FromWorker, FrameError>>,
    last_words: Receiver<String>,
    pub sandbox: SandboxReport,
    /// Whether it has the second engine for PDF.
    pub has_second: bool,
}

pub(super) enum Heard {
    Frame(FromWorker),
    Nothing,
    Noise(String),
    End,
}

impl Process {
    /// Starts a worker and waits until it is locked in. It inherits no environment, and is given none but [`super::GIVE_BACK`].
    pub fn start(command: &WorkerCommand, settings: &Settings, cancel: &AtomicBool) -> Result<Process, Error> {
        let failed = |source| Error::Start { program: command.program.display().to_string(), source };
        let mut starting = Command::new(&command.program);
        starting
            .args(&command.args)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if settings.gives_back {
            starting.envs(super::GIVE_BACK);
        }
        // A terminal sends Ctrl-C to a whole group: in one of its own the worker is ended by its host alone.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut starting, 0);
        let mut child = starting.spawn().map_err(failed)?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(failed(std::io::Error::from(std::io::ErrorKind::BrokenPipe)));
        };
        // a worker asks only after it took the last answer: more than these waiting is one that does not listen
        let (to, outgoing) = sync_channel(2);
        let (incoming, from) = sync_channel(BACKLOG);
        let (parting, last_words) = sync_channel(1);
        // each thread ends with its pipe, which ends with the process
        std::thread::spawn(move || carry_out(stdin, &outgoing));
        std::thread::spawn(move || carry_in(stdout, &incoming));
        std::thread::spawn(move || {
            let _ = parting.send(keep_tail(stderr));
        });
        let sandbox = SandboxReport::off(OffBecause::Asked);
        let mut process = Process { child, to, from, last_words, sandbox, has_second: false };
        (process.sandbox, process.has_second) = process.greet(settings, cancel)?;
        Ok(process)
    }

    fn greet(&mut self, settings: &Settings, cancel: &AtomicBool) -> Result<(SandboxReport, bool), Error> {
        self.say(ToWorker::Hello { version: VERSION, sandbox: settings.sandbox, memory: settings.memory });
        let started = Instant::now();
        loop {
            match self.hear(LOOK) {
                Heard::Frame(FromWorker::Ready { version: VERSION, sandbox, has_second, .. }) => {
                    if settings.sandbox == Sandbox::Required && sandbox.off == Some(OffBecause::Asked) {
                        return Err(Error::Sandbox("it says that it runs without".into()));
                    }
                    return Ok((sandbox, has_second));
                }
                Heard::Frame(FromWorker::Refused(reason)) => {
                    return Err(Error::Sandbox(reason.chars().take(400).collect()));
                }
                Heard::Frame(_) => return Err(Error::Greeting("it speaks another language".into())),
                Heard::Noise(what) => return Err(Error::Greeting(format!("it sent {what}"))),
                Heard::End => return Err(Error::Greeting("it ended".into())),
                Heard::Nothing if started.elapsed() > GREETING || cancel.load(Ordering::Relaxed) => {
                    return Err(Error::Greeting("it said nothing".into()));
                }
                Heard::Nothing => {}
            }
        }
    }

    /// Sends a frame without waiting. False where the worker does not take them.
    pub fn say(&mut self, frame: ToWorker) -> bool {
        self.to.try_send(frame).is_ok()
    }

    /// Waits for a frame.
    pub fn hear(&mut self, most: Duration) -> Heard {
        match self.from.recv_timeout(most) {
            Ok(Ok(frame)) => Heard::Frame(frame),
            Ok(Err(FrameError::Pipe(_))) | Err(RecvTimeoutError::Disconnected) => Heard::End,
            Ok(Err(noise)) => Heard::Noise(noise.to_string()),
            Err(RecvTimeoutError::Timeout) => Heard::Nothing,
        }
    }

    /// Why a worker that is gone went.
    pub fn post_mortem(mut self) -> Outcome {
        let status = self.ended();
        let words = self.last_words.recv_timeout(PARTING).unwrap_or_default();
        if words.contains("memory allocation of") {
            return Outcome::OutOfMemory;
        }
        if words.contains("overflowed its stack") {
            return Outcome::ParserFailed("the parser went too deep for its stack".into());
        }
        match status {
            Some(status) if is_killed(status) => Outcome::Killed,
            Some(status) => Outcome::ParserFailed(format!("its worker ended ({})", in_words(status))),
            None => Outcome::ParserFailed("its worker ended".into()),
        }
    }

    /// How a process whose pipes are shut ended; one that goes on all the same is ended here, and that tells nothing.
    fn ended(&mut self) -> Option<ExitStatus> {
        let since = Instant::now();
        while since.elapsed() < PARTING {
            match self.child.try_wait() {
                Ok(None) => std::thread::sleep(Duration::from_millis(1)),
                ended => return ended.ok().flatten(),
            }
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
        None
    }

    /// Most bytes the process held so far.
    #[cfg(target_os = "linux")]
    pub fn peak_memory(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
    }

    /// Most bytes the process held so far: not told here.
    #[cfg(not(target_os = "linux"))]
    pub fn peak_memory(&self) -> Option<u64> {
        None
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // both fail only where it is gone already
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether it was somebody else who ended it: no parser sends itself this signal, and no limit of ours does.
#[cfg(unix)]
fn is_killed(status: ExitStatus) -> bool {
    std::os::unix::process::ExitStatusExt::signal(&status) == Some(9)
}

#[cfg(not(unix))]
fn is_killed(_status: ExitStatus) -> bool {
    false
}

#[cfg(unix)]
fn in_words(status: ExitStatus) -> String {
    use std::os::unix::process::ExitStatusExt;
    match (status.signal(), status.code()) {
        (Some(signal), _) => format!("signal {signal}"),
        (None, code) => format!("code {}", code.unwrap_or_default()),
    }
}

#[cfg(not(unix))]
fn in_words(status: ExitStatus) -> String {
    format!("code {}", status.code().unwrap_or_default())
}

fn carry_out(mut stdin: ChildStdin, outgoing: &Receiver<ToWorker>) {
    let mut buffer = Vec::new();
    while let Ok(frame) = outgoing.recv() {
        if write_frame(&mut stdin, &frame, &mut buffer).and_then(|()| Ok(stdin.flush()?)).is_err() {
            return;
        }
    }
}

fn carry_in(stdout: impl Read, incoming: &SyncSender<Result<FromWorker, FrameError>>) {
    let mut stdout = BufReader::with_capacity(64 << 10, stdout);
    let mut buffer = Vec::new();
    loop {
        let frame = match read_frame(&mut stdout, &mut buffer) {
            Ok(Some(frame)) => Ok(frame),
            Ok(None) => return,
            Err(error) => Err(error),
        };
        let failed = frame.is_err();
        if incoming.send(frame).is_err() || failed {
            return;
        }
        // one huge frame must not be held for the life of a worker
        if buffer.capacity() > MAX_FRAME / 8 {
            buffer = Vec::new();
        }
    }
}

fn keep_tail(mut stderr: impl Read) -> String {
    let mut tail = Vec::new();
    let mut block = [0; 1024];
    while let Ok(n @ 1..) = stderr.read(&mut block) {
        tail.extend_from_slice(&block[..n]);
        let surplus = tail.len().saturating_sub(LAST_WORDS);
        tail.drain(..surplus);
    }
    String::from_utf8_lossy(&tail).into_owned()
}
