//! Chats as Telegram exports them to `result.json`: every message a unit, who and when in its first line.
//!
//! One chat, or all chats of an account: the file is walked message by message and never held. What is not a message of a
//! chat (the account's own data, its contacts, its sessions) is one unit for each list, cut where it is long.

mod message;
#[cfg(test)]
mod tests;
mod walk;

use std::collections::HashSet;
use std::io::{self, BufReader, Read};

use anchor::UnitKind;
use serde_json::{Map, Value};

use super::medium::Medium;
use super::records::{Entry, Records};
use super::{Emit, Failure, Input, Limits, MetaKey};
use message::Told;

const MOST_PEOPLE: usize = 1000;
const ALIVE_MESSAGES: u64 = 512;
/// No message is as long.
const VALUE_BYTES: u64 = 64 << 20;

/// Gives the messages of the chats as units, the people in them, and when they began and ended.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let limits = input.limits;
    let budget = walk::Budget::new(VALUE_BYTES);
    let mut medium = Medium::new(&mut *input.bytes);
    let mut chats = Chats::new(limits, out);
    let outcome = {
        let bytes = BufReader::with_capacity(256 << 10, walk::Counted { bytes: &mut medium, budget: &budget });
        walk::walk(WithoutMark::new(bytes), &budget, &mut chats)
    };
    let ended = match (chats.failure.take(), outcome) {
        (Some(failure), _) => Err(failure),
        (None, Ok(())) => Ok(()),
        (None, Err(error)) => Err(match budget.is_spent() {
            true => Failure::LimitHit("one of its values is longer than 64 MiB".to_owned()),
            false => medium.blame(Failure::Corrupt(chats.where_it_broke(&error))),
        }),
    };
    if !matches!(ended, Err(Failure::Stopped)) {
        chats.tell()?;
    }
    ended
}

/// What the walk gives to.
struct Chats<'a> {
    out: &'a mut dyn Emit,
    records: Records,
    /// The chat being read: its name and whether there are others.
    name: Option<String>,
    is_one_of_many: bool,
    n_messages: u64,
    people: Vec<String>,
    known: HashSet<String>,
    first: Option<String>,
    last: Option<String>,
    n_left_out: u64,
    /// Why the walk was ended from here.
    failure: Option<Failure>,
}

impl<'a> Chats<'a> {
    fn new(limits: Limits, out: &'a mut dyn Emit) -> Chats<'a> {
        Chats {
            out,
            records: Records::new("telegram", limits),
            name: None,
            is_one_of_many: false,
            n_messages: 0,
            people: Vec::new(),
            known: HashSet::new(),
            first: None,
            last: None,
            n_left_out: 0,
            failure: None,
        }
    }

    /// A chat begins: what is told of it before its messages. Its name may be unknown, as that of a deleted account is;
    /// then its number stands for it among others.
    fn chat(&mut self, about: &Map<String, Value>) -> Result<(), Failure> {
        let said = |key: &str| about.get(key).map(message::one_word).filter(|word| !word.is_empty());
        let lines = ["name", "type", "id"].map(|key| Some(format!("{key}: {}", said(key)?.replace('_', " "))));
        if let Some(name) = said("name").filter(|_| !self.is_one_of_many) {
            self.out.meta(MetaKey::Title, name)?;
        }
        let number = || said("id").map(|id| format!("chat {id}"));
        self.name = said("name").or_else(number);
        let label = self.name.clone().filter(|_| self.is_one_of_many).unwrap_or_else(|| "chat".to_owned());
        let lines: Vec<String> = lines.into_iter().flatten().collect();
        if lines.is_empty() { Ok(()) } else { self.unit(UnitKind::Section, label, &lines.join("\n")) }
    }

    /// What is told of a chat behind its messages.
    fn late(&mut self, key: &str, value: &Value) -> Result<(), Failure> {
        let word = message::one_word(value);
        if key == "name" && !self.is_one_of_many && !word.is_empty() {
            self.out.meta(MetaKey::Title, word.clone())?;
        }
        self.unit(UnitKind::Section, format!("{key} of the chat before"), &word)
    }

    fn message(&mut self, message: &Value) -> Result<(), Failure> {
        self.n_messages += 1;
        let Told { number, person, date, text, n_left_out } = message::told(message);
        let number = number.unwrap_or_else(|| self.n_messages.to_string());
        self.n_left_out += n_left_out;
        let label = match (&self.name, self.is_one_of_many) {
            (Some(name), true) => format!("{name} message {number}"),
            _ => format!("message {number}"),
        };
        if let Some(person) = person
            && self.people.len() < MOST_PEOPLE
            && self.known.insert(person.clone())
        {
            self.people.push(person);
        }
        if let Some(date) = date {
            // Chats follow one another; the earliest and the latest of all count.
            let is_earlier = self.first.as_ref().is_none_or(|first| date < *first);
            let is_later = self.last.as_ref().is_none_or(|last| date > *last);
            if is_earlier {
                self.first = Some(date.clone());
            }
            if is_later {
                self.last = Some(date);
            }
        }
        if self.n_messages.is_multiple_of(ALIVE_MESSAGES) {
            self.out.alive()?;
        }
        self.unit(UnitKind::Message, label, &text)
    }

    /// What stands beside the chats.
    fn other(&mut self, key: &str, value: &Value) -> Result<(), Failure> {
        let mut lines = Vec::new();
        message::flatten("", value, &mut lines);
        self.unit(UnitKind::Section, key.replace('_', " "), &lines.join("\n"))
    }

    fn unit(&mut self, kind: UnitKind, label: String, text: &str) -> Result<(), Failure> {
        let mut entry = Entry::new(label);
        self.records.line(&mut entry, text, self.out)?;
        self.records.give(kind, entry, self.out)
    }

    fn where_it_broke(&self, error: &serde_json::Error) -> String {
        let how =
            if error.is_eof() { "it breaks off".to_owned() } else { format!("line {} cannot be read", error.line()) };
        match self.n_messages {
            0 => how,
            1 => format!("{how} after one message"),
            n => format!("{how} after {n} messages"),
        }
    }

    fn tell(&mut self) -> Result<(), Failure> {
        for person in std::mem::take(&mut self.people) {
            self.out.meta(MetaKey::From, person)?;
        }
        for (key, value) in [(MetaKey::Created, self.first.take()), (MetaKey::Modified, self.last.take())] {
            if let Some(value) = value {
                self.out.meta(key, value)?;
            }
        }
        let files = match self.n_left_out {
            0 => return Ok(()),
            1 => "one file was".to_owned(),
            n => format!("{n} files were"),
        };
        self.out.meta(MetaKey::Finding, format!("{files} sent in the chats and left out of the export"))
    }
}

/// Bytes without the mark that some programs put before UTF-8.
struct WithoutMark<R> {
    bytes: R,
    is_begun: bool,
}

impl<R: io::BufRead> WithoutMark<R> {
    fn new(bytes: R) -> WithoutMark<R> {
        WithoutMark { bytes, is_begun: false }
    }
}

impl<R: io::BufRead> Read for WithoutMark<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if !self.is_begun {
            self.is_begun = true;
            if self.bytes.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
                self.bytes.consume(3);
            }
        }
        self.bytes.read(buf)
    }
}
