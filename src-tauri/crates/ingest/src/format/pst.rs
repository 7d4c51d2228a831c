//! Outlook data files ([MS-PST]) and offline folders (OST), of all three forms: every message a child, under the names of
//! its folders.
//!
//! All messages that the list of nodes names are found, whether or not the tables of their folders still do. Each is
//! written as a message file of its own and so is read as those are. What programs keep for themselves in folders, such
//! as rules and views, is left out.

mod cipher;
mod file;
mod letter;
mod object;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use file::{File, Node};
use object::Object;

use super::medium::Medium;
use super::msg::{self, Property};
use super::shown::shown;
use super::split;
use super::{Child, Emit, Failure, Input, Limits, Problem, ProblemCode};
use crate::format::said::one_line;

/// Kinds of nodes, by the lowest bits of their numbers.
const FOLDER: u32 = 0x02;
const MESSAGE: u32 = 0x04;
const NAMES: u32 = 0x61;

const NAME: u16 = 0x3001;
const SUBJECT: u16 = 0x0037;
const MODIFIED: u16 = 0x3008;

const MOST_FOLDERS: usize = 1 << 20;
const MOST_LEVELS: usize = 32;
const CHECKPOINT_MESSAGES: u64 = 64;

/// Gives every message of a data file as a child. Resumes behind the message a checkpoint names.
///
/// # Errors
///
/// [`Failure::LimitHit`] for containers nested too deep or too large.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let limits = input.limits;
    if limits.depth >= limits.max_depth {
        return Err(Failure::LimitHit(format!("containers in containers, {} deep", limits.depth)));
    }
    let mut file = File::open(Medium::new(&mut *input.bytes), input.len)?;
    let mut folders = Folders::default();
    let n_lost = file.each_node(&mut |file, node| folders.look_at(file, node, out))?;
    let mut reading = Reading::new(limits, input.resume);
    let part = split::part_of(input.name).filter(|_| file.is_cut() || n_lost > 0);
    if let (Some(part), 0) = (&part, reading.n_done) {
        split::tell(part, out)?;
    }
    if n_lost > 0 && reading.n_done == 0 {
        let pages = if n_lost == 1 { "a part".to_owned() } else { format!("{n_lost} parts") };
        let message =
            format!("{pages} of the list of messages cannot be read; the messages listed there are not found");
        out.problem(problem(ProblemCode::Unreadable, message))?;
    }
    if folders.n_lost > 0 && reading.n_done == 0 {
        let message = "the names of some folders are not read: folders lie over each other".to_owned();
        out.problem(problem(ProblemCode::Limit, message))?;
    }
    let mut n_seen = 0;
    file.each_node(&mut |file, node| {
        if node.number & 0x1f != MESSAGE {
            return Ok(());
        }
        n_seen += 1;
        match n_seen {
            n if n > reading.n_done => reading.message(file, node, &folders, out),
            n if n % 4096 == 0 => out.alive(),
            _ => Ok(()),
        }
    })?;
    match n_seen {
        0 if n_lost > 0 && part.is_none() => Err(Failure::Corrupt("its list of messages cannot be read".to_owned())),
        _ => Ok(()),
    }
}

/// The folders of a data file, and the names that its properties have.
#[derive(Default)]
struct Folders {
    known: HashMap<u32, (u32, String)>,
    names: Object,
    n_seen: u64,
    /// Folders whose names were given up.
    n_lost: u64,
}

impl Folders {
    fn look_at(&mut self, file: &mut File<'_>, node: Node, out: &mut dyn Emit) -> Result<(), Failure> {
        self.n_seen += 1;
        if self.n_seen.is_multiple_of(4096) {
            out.alive()?;
        }
        // Folders are small: where they are more than the file, their names are given up.
        if file.is_overlaid(1) {
            self.n_lost += u64::from(node.number & 0x1f == FOLDER);
            return Ok(());
        }
        if node.number == NAMES {
            self.names = Object::read(file, &node)?.unwrap_or_default();
        } else if node.number & 0x1f == FOLDER && self.known.len() < MOST_FOLDERS {
            let folder = Object::read(file, &node)?.unwrap_or_default();
            let name = folder.get(NAME).map(text).unwrap_or_default();
            self.known.insert(node.number, (node.parent, name.replace(['/', '\\'], "-")));
        }
        Ok(())
    }

    /// The names of a folder and those it lies in, from the outermost.
    fn path(&self, mut number: u32) -> Vec<&str> {
        let mut path = Vec::new();
        while let Some((parent, name)) = self.known.get(&number) {
            if !name.trim().is_empty() {
                path.push(name.trim());
            }
            if *parent == number || path.len() >= MOST_LEVELS {
                break;
            }
            number = *parent;
        }
        path.reverse();
        path
    }
}

/// How far a reading has come.
struct Reading {
    limits: Limits,
    n_done: u64,
    n_bytes: u64,
}

impl Reading {
    /// A checkpoint is `messages:bytes so far`; one that cannot be read means from the start.
    fn new(limits: Limits, resume: Option<&str>) -> Reading {
        let parsed = resume.and_then(|token| token.split_once(':'));
        let place = parsed.and_then(|(n_done, n_bytes)| Some((n_done.parse().ok()?, n_bytes.parse().ok()?)));
        let (n_done, n_bytes) = place.unwrap_or((0, 0));
        Reading { limits, n_done, n_bytes }
    }

    fn message(
        &mut self,
        file: &mut File<'_>,
        node: Node,
        folders: &Folders,
        out: &mut dyn Emit,
    ) -> Result<(), Failure> {
        let Limits { max_children, max_child_bytes, .. } = self.limits;
        self.n_done += 1;
        let number = self.n_done;
        if number > max_children {
            return Err(Failure::LimitHit(format!("more than {max_children} messages")));
        }
        if file.is_overlaid(16) {
            return Err(Failure::LimitHit("messages lie over each other".to_owned()));
        }
        let n_broken = file.n_broken;
        file.begin_message();
        let Some(message) = Object::read(file, &node)? else {
            let text = format!("message {number} cannot be read: its properties are not found");
            return out.problem(problem(ProblemCode::Unreadable, text));
        };
        let written = match letter::write(file, &message, &folders.names) {
            // One message is not worth the others.
            Err(Failure::Corrupt(why)) => {
                let text = format!("message {number} cannot be read: {why}");
                return out.problem(problem(ProblemCode::Unreadable, text));
            }
            written => written?,
        };
        self.n_bytes = self.n_bytes.saturating_add(written.bytes.len() as u64);
        if self.n_bytes > max_child_bytes {
            return Err(Failure::LimitHit(format!("more than {max_child_bytes} bytes in one data file")));
        }
        let fault = match () {
            () if file.n_broken > n_broken => Some("parts of it cannot be read, or are not as their checksums say"),
            () if written.is_cut => Some("parts of it are left out: it is too large, or they are not found"),
            () => None,
        };
        let child = Child {
            name: name(&message, folders.path(node.parent), number),
            raw_name: None,
            locator: format!("message {number}"),
            modified: message.get(MODIFIED).and_then(|property| msg::moment(&property.value)),
            broken: fault.map(|fault| problem(ProblemCode::Unreadable, fault.to_owned())),
        };
        out.child(child, &mut written.bytes.as_slice())?;
        if number.is_multiple_of(CHECKPOINT_MESSAGES) {
            out.checkpoint(&format!("{}:{}", self.n_done, self.n_bytes))?;
        }
        Ok(())
    }
}

/// What a message is called: by its subject, within its folders.
fn name(message: &Object, path: Vec<&str>, number: u64) -> String {
    let subject = message.get(SUBJECT).map(|property| {
        let value = msg::without_mark(property.kind, &property.value).to_vec();
        text(&Property { value, ..property.clone() })
    });
    let named = subject.and_then(|subject| super::mail::named_after(&subject, "msg"));
    let named = named.unwrap_or_else(|| format!("message {number}.msg"));
    let path = [path, vec![named.as_str()]].concat();
    shown(&path.join("/"))
}

fn text(property: &Property) -> String {
    let decoded = match property.kind {
        0x001f => encoding_rs::UTF_16LE.decode_without_bom_handling(&property.value).0.into_owned(),
        _ => msg::decode(&property.value, None).into_owned(),
    };
    one_line(decoded.trim_end_matches('\0'))
}

fn problem(code: ProblemCode, message: String) -> Problem {
    Problem { code, message, unit: None }
}
