//! Objects within a document of an older office program, given as files of their own.

use std::io::{Cursor, Write};
use std::time::UNIX_EPOCH;

use cfb::CompoundFile;

use super::{Entry, Ole, Stream};
use crate::format::about::Told;
use crate::format::children::{Children, Naming};
use crate::format::medium::Medium;
use crate::format::package::package;
use crate::format::shown::shown;
use crate::format::{Emit, Failure, Limits, Problem, ProblemCode};
use crate::guess::readable_name;

const CHILD_BYTES: u64 = 256 << 20;
/// Streams that only say how an object is drawn.
const SHELL: &[&str] = &["\u{1}CompObj", "\u{1}Ole", "\u{3}ObjInfo", "\u{3}LinkInfo", "\u{3}PRINT", "\u{3}EPRINT"];

/// Gives what lies in the storages that `is_object` knows by their path: packed files as they were, other objects as
/// compound files.
pub(crate) fn give_embedded(
    ole: &Ole,
    is_object: impl Fn(&str) -> bool,
    medium: &mut Medium<'_>,
    limits: Limits,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let mut children = Children::new(limits, "object");
    let mut streams = Streams { ole, left: ole.len };
    for storage in ole.entries().filter(|entry| entry.is_storage && is_object(&entry.path)) {
        if streams.left == 0 {
            let message = "objects in it lie over each other; those that are more than the whole file are left out";
            return out.problem(Problem { code: ProblemCode::Limit, message: message.to_owned(), unit: None });
        }
        if let Some(found) = object(&mut streams, &storage.path, children.next(), medium)? {
            give(found, &mut children, out)?;
        }
    }
    Ok(())
}

/// Gives the one file that the whole compound file is only the wrapping of.
pub(crate) fn give_wrapped(
    ole: &Ole,
    medium: &mut Medium<'_>,
    limits: Limits,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let mut children = Children::new(limits, "object");
    match wrapped(&mut Streams { ole, left: ole.len }, "", children.next(), medium)? {
        Some(found) => give(found, &mut children, out),
        None => Err(Failure::Unsupported),
    }
}

/// A file that was found.
struct Found {
    name: String,
    raw_name: Option<Vec<u8>>,
    bytes: Vec<u8>,
    is_whole: bool,
    /// What is said of where it came from.
    told: Told,
}

impl Found {
    fn new(name: String, bytes: Vec<u8>, is_whole: bool) -> Found {
        Found { name, raw_name: None, bytes, is_whole, told: None }
    }
}

fn give(found: Found, children: &mut Children, out: &mut dyn Emit) -> Result<(), Failure> {
    let Found { name, raw_name, bytes, is_whole, told } = found;
    told.map_or(Ok(()), |(key, words)| out.meta(key, words))?;
    let broken = (!is_whole).then(|| Problem {
        code: ProblemCode::Unreadable,
        message: "its bytes break off".to_owned(),
        unit: None,
    });
    children.give(Naming { name: shown(&name), raw_name, modified: None, broken }, &bytes, out)
}

/// The streams of a file. Objects that name the same bytes would make a small file's children large.
struct Streams<'o> {
    ole: &'o Ole,
    /// Bytes that may still be read.
    left: u64,
}

impl Streams<'_> {
    fn read(&mut self, entry: &Entry, most: u64, medium: &mut Medium<'_>) -> Result<Stream, Failure> {
        let stream = self.ole.read(entry, most.min(self.left), medium)?;
        self.left = self.left.saturating_sub(stream.bytes.len() as u64);
        Ok(stream)
    }
}

fn object(
    streams: &mut Streams<'_>,
    storage: &str,
    number: u64,
    medium: &mut Medium<'_>,
) -> Result<Option<Found>, Failure> {
    if let Some(found) = wrapped(streams, &format!("{storage}/"), number, medium)? {
        return Ok(Some(found));
    }
    let name = format!("object {number}");
    repacked(streams, storage, medium).map(|found| found.map(|(bytes, is_whole)| Found::new(name, bytes, is_whole)))
}

/// What is a file of its own and needs no shell around it.
fn wrapped(
    streams: &mut Streams<'_>,
    prefix: &str,
    number: u64,
    medium: &mut Medium<'_>,
) -> Result<Option<Found>, Failure> {
    let name = format!("object {number}");
    if let Some(entry) = streams.ole.find(&format!("{prefix}\u{1}Ole10Native")) {
        let stream = streams.read(entry, CHILD_BYTES, medium)?;
        let native = stream.bytes.get(4..).unwrap_or_default();
        return Ok(Some(match package(native) {
            Some(packed) => Found {
                told: packed.told(),
                raw_name: (!packed.name.is_ascii()).then(|| packed.name.clone()),
                ..Found::new(readable_name(&packed.name), packed.bytes.to_vec(), stream.is_whole)
            },
            None => Found::new(name, native.to_vec(), stream.is_whole),
        }));
    }
    for part in ["Package", "CONTENTS"] {
        if let Some(entry) = streams.ole.find(&format!("{prefix}{part}")) {
            let stream = streams.read(entry, CHILD_BYTES, medium)?;
            return Ok(Some(Found::new(name, stream.bytes, stream.is_whole)));
        }
    }
    Ok(None)
}

/// The streams under a storage as a compound file.
fn repacked(
    streams: &mut Streams<'_>,
    storage: &str,
    medium: &mut Medium<'_>,
) -> Result<Option<(Vec<u8>, bool)>, Failure> {
    let ole = streams.ole;
    let prefix = format!("{storage}/");
    let mut file = CompoundFile::create(Cursor::new(Vec::new())).map_err(unwritable)?;
    let mut left = CHILD_BYTES;
    let (mut is_whole, mut has_content) = (true, false);
    let mut storages = Vec::new();
    let mut within: Vec<(&str, &Entry)> =
        ole.under(&prefix).filter_map(|entry| Some((entry.path.strip_prefix(&prefix)?, entry))).collect();
    within.sort_by_key(|(path, _)| path.len());
    for (path, entry) in within {
        // A name that a compound file cannot have is left out with what lies under it.
        if !is_path(path) {
            is_whole = false;
            continue;
        }
        if entry.is_storage {
            let is_made = file.create_storage(path).is_ok();
            storages.extend(is_made.then_some(path));
            is_whole &= is_made;
            continue;
        }
        has_content |= !SHELL.contains(&path) && !path.starts_with('\u{2}') && entry.size > 0;
        let stream = streams.read(entry, left, medium)?;
        left = left.saturating_sub(stream.bytes.len() as u64);
        let written = file.create_stream(path).and_then(|mut part| part.write_all(&stream.bytes));
        is_whole &= stream.is_whole && written.is_ok();
    }
    if !has_content {
        return Ok(None);
    }
    // The same object has the same bytes whenever it is read.
    for path in std::iter::once("/").chain(storages) {
        file.set_created_time(path, UNIX_EPOCH).map_err(unwritable)?;
        file.set_modified_time(path, UNIX_EPOCH).map_err(unwritable)?;
    }
    file.flush().map_err(unwritable)?;
    Ok(Some((file.into_inner().into_inner(), is_whole)))
}

fn is_path(path: &str) -> bool {
    let is_name = |name: &str| {
        let is_short = (1..=31).contains(&name.encode_utf16().count());
        is_short && !matches!(name, "." | "..") && !name.contains(['\\', ':', '!', '\0'])
    };
    path.split('/').all(is_name)
}

fn unwritable(error: std::io::Error) -> Failure {
    Failure::Corrupt(format!("an object in it could not be given as a file: {error}"))
}
