//! Waiting for a worker: how long, until when, and how a conversation ends.

use std::io::{Read, SeekFrom};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::process::{Heard, Process};
use super::{LOOK, Outcome, Settings, SinkError};
use crate::Error;
use crate::format::{Failure, Source};
use crate::protocol::{Chunk, FromWorker, MAX_CHUNK, ToWorker};

/// How a conversation about one file ended.
pub(super) enum End {
    Done(Result<(), Failure>),
    Sink(SinkError),
    Cancelled,
    Fault(String),
    Unread(String),
    Late(String),
    Gone,
}

impl End {
    /// Whether the worker ended, hung or went wrong by what it did.
    pub fn is_the_workers(&self) -> bool {
        matches!(self, End::Fault(_) | End::Late(_) | End::Gone)
    }

    /// What the end says of the file, and the process if it may be asked again.
    pub fn settle(self, process: Process) -> Result<(Outcome, Option<Process>), Error> {
        Ok(match self {
            End::Done(result) => (result.map_or_else(Outcome::Failed, |()| Outcome::Done), Some(process)),
            End::Sink(error) => return Err(Error::Sink(error)),
            End::Cancelled => (Outcome::Failed(Failure::Stopped), None),
            End::Fault(message) => (Outcome::ParserFailed(message), None),
            // nothing was asked of the worker
            End::Unread(message) => (Outcome::Failed(Failure::ReadError(message)), Some(process)),
            End::Late(message) => (Outcome::TimedOut(message), None),
            End::Gone => (process.post_mortem(), None),
        })
    }
}

/// Where the time of one conversation went, and how much there is.
pub(super) struct Watch<'a> {
    cancel: &'a AtomicBool,
    idle: Duration,
    total: Duration,
    started: Instant,
    /// In the sink and in the file's medium.
    elsewhere: Duration,
    /// Since the worker's last frame.
    silent: Duration,
}

impl<'a> Watch<'a> {
    /// Starts to count for a file of `len` bytes.
    pub fn start(settings: &Settings, len: u64, cancel: &'a AtomicBool) -> Watch<'a> {
        let (idle, total) = (settings.idle_deadline, settings.total(len));
        Watch { cancel, idle, total, started: Instant::now(), elsewhere: Duration::ZERO, silent: Duration::ZERO }
    }

    /// Waits for the worker's next frame.
    pub fn wait(&mut self, process: &mut Process) -> Result<FromWorker, End> {
        loop {
            if self.cancel.load(Ordering::Relaxed) {
                return Err(End::Cancelled);
            }
            let busy = self.started.elapsed().saturating_sub(self.elsewhere);
            if self.silent >= self.idle {
                return Err(End::Late(format!("stopped after {} without progress", in_words(self.idle))));
            }
            if busy >= self.total {
                return Err(End::Late(format!("stopped after {}", in_words(self.total))));
            }
            let before = Instant::now();
            match process.hear(LOOK.min(self.idle - self.silent).min(self.total - busy)) {
                Heard::Frame(frame) => {
                    self.silent = Duration::ZERO;
                    return Ok(frame);
                }
                Heard::Nothing => self.silent += before.elapsed(),
                Heard::Noise(what) => return Err(End::Fault(format!("its worker sent {what}"))),
                Heard::End => return Err(End::Gone),
            }
        }
    }

    /// Does something that is not the worker's time.
    pub fn apart<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let before = Instant::now();
        let done = work();
        self.elsewhere += before.elapsed();
        done
    }
}

/// A deadline as people say it, cut to whole hours or minutes where seconds would say nothing.
fn in_words(deadline: Duration) -> String {
    let seconds = deadline.as_secs();
    let (n, what) = match seconds {
        7200.. => (seconds / 3600, "hour"),
        600.. => (seconds / 60, "minute"),
        60.. if seconds.is_multiple_of(60) => (seconds / 60, "minute"),
        _ => (seconds, "second"),
    };
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// The file of a conversation, on its medium.
pub(super) struct Given<'a> {
    file: &'a mut dyn Source,
    len: u64,
    /// Bytes that were given, repeats counted.
    pub n_given: u64,
}

impl<'a> Given<'a> {
    pub fn new(file: &'a mut dyn Source, len: u64) -> Given<'a> {
        Given { file, len, n_given: 0 }
    }

    /// The first bytes, which spare small files every question.
    pub fn head(&mut self) -> Result<Chunk, End> {
        self.bytes_at(0, self.len.min(MAX_CHUNK as u64)).map(Chunk).map_err(End::Unread)
    }

    /// Answers a question that was looked at.
    pub fn answer(&mut self, process: &mut Process, offset: u64, len: u32) -> Result<(), End> {
        let n = u64::from(len).min(self.len.saturating_sub(offset));
        let answer = self.bytes_at(offset, n).map(Chunk);
        say(process, ToWorker::Bytes(answer))
    }

    fn bytes_at(&mut self, offset: u64, len: u64) -> Result<Vec<u8>, String> {
        let mut bytes = Vec::with_capacity(len as usize);
        let read =
            self.file.seek(SeekFrom::Start(offset)).and_then(|_| (&mut *self.file).take(len).read_to_end(&mut bytes));
        read.map_err(|error| error.to_string())?;
        self.n_given += bytes.len() as u64;
        match bytes.len() as u64 == len {
            true => Ok(bytes),
            false => Err("the file is shorter than it was".into()),
        }
    }
}

/// Answers a worker, which must be listening: it asked.
pub(super) fn say(process: &mut Process, answer: ToWorker) -> Result<(), End> {
    match process.say(answer) {
        true => Ok(()),
        false => Err(End::Fault("its worker asked without listening".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deadlines_are_told_as_people_tell_them() {
        let check = |seconds, words: &str| assert_eq!(in_words(Duration::from_secs(seconds)), words);
        check(1, "1 second");
        check(10, "10 seconds");
        check(60, "1 minute");
        check(120, "2 minutes");
        check(150, "150 seconds");
        check(700, "11 minutes");
        check(245_880, "68 hours");
    }
}
