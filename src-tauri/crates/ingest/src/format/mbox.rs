//! Mailboxes in one file (RFC 4155): every message a child, in the file's order, streamed whatever the size of the file.
//!
//! A message begins at a line `From sender date`; see [`postmark`] for when such a line counts. A `Content-Length` is
//! believed only where the next message, or the end of the file, stands right behind it: many programs leave it wrong.
//! Lines that were quoted for the mailbox (`>From `) are given as they were. Zeros that a broken disk left behind a
//! message are left out and told of.

mod boxed;
mod postmark;
#[cfg(test)]
mod tests;
mod unquote;

use std::io::{Read, Seek, SeekFrom};

use boxed::{Boxed, Mailbox};
use mail_parser::HeaderName;
use unquote::Unquoted;

use super::mail;
use super::medium::Medium;
use super::shown::shown;
use super::unpacking::STANDING_FROM_BYTES;
use super::{Child, Emit, Failure, Input, Limits, MetaKey, Packing, Problem, ProblemCode};

const CHECKPOINT_MESSAGES: u64 = 64;
const CHECKPOINT_BYTES: u64 = 16 << 20;

/// Gives every message of a mailbox as a child. Resumes at the message a checkpoint names.
///
/// # Errors
///
/// [`Failure::LimitHit`] for containers nested too deep or too large, [`Failure::Corrupt`] where there is no message.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let limits = input.limits;
    if limits.depth >= limits.max_depth {
        return Err(Failure::LimitHit(format!("containers in containers, {} deep", limits.depth)));
    }
    let mut mailbox = Mailbox::new(Medium::new(&mut *input.bytes), input.len);
    let mut reading = Reading::new(limits, input.resume);
    let Some(mut mark) = mailbox.first(reading.at, out)? else {
        return match reading.n_given {
            0 => Err(Failure::Corrupt("there is no message in it".to_owned())),
            _ => Ok(()),
        };
    };
    if mark.at > reading.at {
        let message =
            format!("{} before the first message belong to none and are left out", bytes(mark.at - reading.at));
        out.problem(problem(ProblemCode::Unreadable, message))?;
    }
    loop {
        let (boxed, next) = mailbox.message(&mark, out)?;
        reading.give(&mut mailbox, &boxed, out)?;
        match next {
            Some(next) => mark = next,
            None => break,
        }
        reading.mark(mark.at, out)?;
    }
    reading.tell(out)
}

/// How far a reading has come.
struct Reading {
    limits: Limits,
    /// Where the next message begins.
    at: u64,
    n_given: u64,
    n_bytes: u64,
    /// Messages and bytes at the last checkpoint.
    marked: (u64, u64),
    /// Messages whose stated length is not theirs, and the first of them.
    n_lies: u64,
    first_lie: u64,
    /// Messages that are marked as deleted and still there, and the first of them.
    n_deleted: u64,
    first_deleted: u64,
}

impl Reading {
    /// A checkpoint is all the numbers below; one that cannot be read means from the start.
    fn new(limits: Limits, resume: Option<&str>) -> Reading {
        let numbers: Vec<u64> = resume.into_iter().flat_map(|token| token.split(':')).flat_map(str::parse).collect();
        let [at, n_given, n_bytes, n_lies, first_lie, n_deleted, first_deleted] = numbers.try_into().unwrap_or([0; 7]);
        let marked = (n_given, n_bytes);
        Reading { limits, at, n_given, n_bytes, marked, n_lies, first_lie, n_deleted, first_deleted }
    }

    /// What [`Reading::new`] goes on from.
    fn token(&self) -> String {
        let Reading { at, n_given, n_bytes, n_lies, first_lie, n_deleted, first_deleted, .. } = self;
        format!("{at}:{n_given}:{n_bytes}:{n_lies}:{first_lie}:{n_deleted}:{first_deleted}")
    }

    fn give(&mut self, mailbox: &mut Mailbox<'_>, boxed: &Boxed, out: &mut dyn Emit) -> Result<(), Failure> {
        let Limits { max_children, max_child_bytes, .. } = self.limits;
        self.n_given += 1;
        let number = self.n_given;
        if number > max_children {
            return Err(Failure::LimitHit(format!("more than {max_children} messages")));
        }
        let n_bytes = boxed.end - boxed.start;
        self.n_bytes = self.n_bytes.saturating_add(n_bytes);
        if self.n_bytes > max_child_bytes {
            return Err(Failure::LimitHit(format!("more than {max_child_bytes} bytes in one mailbox")));
        }
        if boxed.has_wrong_length {
            self.n_lies += 1;
            self.first_lie = if self.n_lies == 1 { number } else { self.first_lie };
        }
        if is_deleted(&boxed.head) {
            self.n_deleted += 1;
            self.first_deleted = if self.n_deleted == 1 { number } else { self.first_deleted };
        }
        if boxed.n_zeros > 0 {
            let message = format!("behind message {number}, {} are zeros and are left out", bytes(boxed.n_zeros));
            out.problem(problem(ProblemCode::Unreadable, message))?;
        }
        if n_bytes == 0 {
            let message = format!("message {number} is empty: nothing follows the line that begins it");
            return out.problem(problem(ProblemCode::Unreadable, message));
        }
        let child = Child {
            name: name(&boxed.head, number),
            raw_name: None,
            locator: format!("message {number}"),
            modified: boxed.date.clone(),
            broken: boxed.fault.map(|fault| problem(ProblemCode::Unreadable, fault.to_owned())),
        };
        let medium = mailbox.medium();
        medium.seek(SeekFrom::Start(boxed.start)).map_err(|error| Failure::ReadError(error.to_string()))?;
        if boxed.is_verbatim && n_bytes >= STANDING_FROM_BYTES {
            out.child_at(boxed.start, Packing::Plain)?;
        }
        let stored = (&mut *medium).take(n_bytes);
        if boxed.is_verbatim {
            out.child(child, &mut { stored })?;
        } else {
            out.child(child, &mut Unquoted::new(stored))?;
        }
        medium.check()
    }

    fn mark(&mut self, next: u64, out: &mut dyn Emit) -> Result<(), Failure> {
        self.at = next;
        let (n_given, n_bytes) = self.marked;
        if self.n_given - n_given < CHECKPOINT_MESSAGES && self.n_bytes - n_bytes < CHECKPOINT_BYTES {
            return Ok(());
        }
        self.marked = (self.n_given, self.n_bytes);
        out.checkpoint(&self.token())
    }

    fn tell(&self, out: &mut dyn Emit) -> Result<(), Failure> {
        let first = self.first_deleted;
        match self.n_deleted {
            0 => {}
            1 => out.meta(MetaKey::Finding, format!("message {first} is marked as deleted and still there"))?,
            n => {
                let finding =
                    format!("{n} messages are marked as deleted and still there, the first is message {first}");
                out.meta(MetaKey::Finding, finding)?;
            }
        }
        let first = self.first_lie;
        let message = match self.n_lies {
            0 => return Ok(()),
            1 => format!("message {first} is not as long as it says; its end was found by the message behind it"),
            n => format!(
                "{n} messages are not as long as they say, the first is message {first}; \
                 their ends were found by the messages behind them"
            ),
        };
        out.problem(problem(ProblemCode::Checksum, message))
    }
}

/// Whether Thunderbird and its like have marked a message as deleted: they take it out only later, or never.
fn is_deleted(head: &[u8]) -> bool {
    const MARK: &[u8] = b"X-Mozilla-Status: ";
    const DELETED: u16 = 0x0008;
    let value = head.split(|byte| *byte == b'\n').find_map(|line| line.strip_prefix(MARK));
    let flags = value.and_then(|value| u16::from_str_radix(str::from_utf8(value).ok()?.trim(), 16).ok());
    flags.is_some_and(|flags| flags & DELETED != 0)
}

/// What a message is called: by its subject, else by its number.
fn name(head: &[u8], number: u64) -> String {
    let subject = mail::values(head, &HeaderName::Subject).into_iter().next();
    let named = subject.and_then(|subject| mail::named_after(&subject, "eml"));
    shown(&named.unwrap_or_else(|| format!("message {number}.eml")))
}

fn bytes(n: u64) -> String {
    if n == 1 { "one byte".to_owned() } else { format!("{n} bytes") }
}

fn problem(code: ProblemCode, message: String) -> Problem {
    Problem { code, message, unit: None }
}
