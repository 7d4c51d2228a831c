//! RAR archives of every version since 1.5: every file in them a child, in the order in which they are packed.
//!
//! Headers are read here, so that what an archive says of its files is known where its bytes cannot be unpacked; sizes
//! and checksums are compared here, too. Of a split archive each part gives the files that lie whole in it. Folders are
//! left out, links are children without bytes.

mod entry;
mod five;
mod four;
mod list;
mod packed;
#[cfg(test)]
mod tests;

use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use encoding_rs::Encoding;

use entry::{Entry, Method, What};
use list::{List, Next};
use packed::Unpacker;

use super::medium::Medium;
use super::names::NameCode;
use super::split;
use super::unpacking::{Poured, Unpacking, give_link, locked, problem, target};
use super::{Child, Emit, Failure, Input, Limits, MetaKey, Packing, Problem, ProblemCode};

const CHECKPOINT_ENTRIES: u64 = 64;
const CHECKPOINT_BYTES: u64 = 16 << 20;
const ALIVE_BYTES: u64 = 16 << 20;
const COMMENT_BYTES: u64 = 256 << 10;

/// Gives every file of an archive as a child. Resumes at the entry a checkpoint names.
///
/// # Errors
///
/// [`Failure::Encrypted`] where the headers or all files are locked (each file whose name is known is given all the same,
/// without bytes), [`Failure::LimitHit`] for archives nested too deep, too large, packed too well, or that would take too
/// much memory to unpack.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut reading = Reading::new(input.limits, input.resume, input.len)?;
    let mut medium = Medium::new(&mut *input.bytes);
    let mut list = List::open(&mut medium, input.len)?;
    if let Some(words) = list.part(input.name).filter(|_| reading.from == 0) {
        out.problem(problem(ProblemCode::Unreadable, words))?;
    }
    let cut = split::part_of(input.name).filter(|part| part.is_plain);
    let code = name_code(&mut list, &mut medium, out)?;
    loop {
        match list.next(&mut medium)? {
            Next::Entry(entry) => reading.entry(&entry, &list, code, &mut medium, out)?,
            Next::End => break,
            Next::Broken => match &cut {
                Some(part) => {
                    split::tell(part, out)?;
                    break;
                }
                None => {
                    let message = format!("its list of files breaks off after {}", reading.next);
                    return Err(Failure::Corrupt(message));
                }
            },
        }
    }
    reading.end(out)
}

/// Goes over all names once, and back to the first: what code those are in that say none is guessed over all.
fn name_code(
    list: &mut List,
    medium: &mut Medium<'_>,
    out: &mut dyn Emit,
) -> Result<Option<&'static Encoding>, Failure> {
    let mut code = NameCode::new();
    let mut n_seen = 0u32;
    while list.may_have_codes() {
        let Next::Entry(entry) = list.next(medium)? else { break };
        if entry.unicode_name.is_none() {
            code.feed(&entry.raw_name);
        }
        n_seen = n_seen.wrapping_add(1);
        if n_seen.is_multiple_of(1024) {
            out.alive()?;
        }
    }
    list.rewind();
    Ok(code.guess())
}

/// How far a reading has come.
struct Reading {
    limits: Limits,
    unpacking: Unpacking,
    unpacker: Unpacker,
    /// How many bytes the archive has.
    len: u64,
    /// The entry that comes next, from 0, and the one an earlier reading came to.
    next: u64,
    from: u64,
    n_files: u64,
    n_locked: u64,
    /// Packed and unpacked bytes of the files so far that are packed as one.
    run: (u64, u64),
    /// Why something needs too much memory.
    over: Option<String>,
    /// Files whose checksum is of a kind that is not compared.
    n_unchecked: u64,
    /// Entries and bytes at the last checkpoint.
    marked: (u64, u64),
}

impl Reading {
    /// A checkpoint is `next entry:bytes so far`; one that cannot be read means from the start.
    fn new(limits: Limits, resume: Option<&str>, len: u64) -> Result<Reading, Failure> {
        let parsed = resume.and_then(|token| token.split_once(':'));
        let place = parsed.and_then(|(next, n_bytes)| Some((next.parse().ok()?, n_bytes.parse().ok()?)));
        let (from, n_bytes) = place.unwrap_or((0, 0));
        Ok(Reading {
            limits,
            unpacking: Unpacking::new(limits, n_bytes)?,
            unpacker: Unpacker::default(),
            len,
            next: 0,
            from,
            n_files: 0,
            n_locked: 0,
            run: (0, 0),
            over: None,
            n_unchecked: 0,
            marked: (from, n_bytes),
        })
    }

    fn entry(
        &mut self,
        entry: &Entry,
        list: &List,
        code: Option<&'static Encoding>,
        medium: &mut Medium<'_>,
        out: &mut dyn Emit,
    ) -> Result<(), Failure> {
        if let What::Comment = entry.what {
            return match self.from {
                0 => comment(entry, medium, out),
                _ => Ok(()),
            };
        }
        self.next += 1;
        if let What::File = entry.what {
            self.n_files += 1;
            self.n_locked += u64::from(entry.is_locked);
        }
        if self.n_files > self.limits.max_children {
            return Err(Failure::LimitHit(format!("more than {} entries", self.limits.max_children)));
        }
        let is_passed = self.next <= self.from;
        match entry.what {
            What::File if is_passed => self.pass(entry, list.is_solid(), medium, out)?,
            What::File => self.file(entry, list.is_solid(), code, medium, out)?,
            What::Link if !is_passed => {
                let (name, locator) = (entry.name(code), format!("entry {}", self.next));
                let modified = entry.modified.clone();
                let child = Child { name: name.shown, raw_name: name.raw, locator, modified, broken: None };
                let to = link(entry, medium)?;
                give_link(child, to.as_deref(), out)?;
            }
            _ => {}
        }
        medium.check()?;
        if is_passed {
            return Ok(());
        }
        self.mark(out)
    }

    fn file(
        &mut self,
        entry: &Entry,
        is_solid: bool,
        code: Option<&'static Encoding>,
        medium: &mut Medium<'_>,
        out: &mut dyn Emit,
    ) -> Result<(), Failure> {
        let name = entry.name(code);
        let locator = format!("entry {}", self.next);
        let modified = entry.modified.clone();
        let child = Child { name: name.shown, raw_name: name.raw, locator, modified, broken: None };
        let follows = self.unpacker.follows(entry, is_solid);
        if let Some(broken) = entry.hindrance().or_else(|| self.unpacker.hindrance(entry, follows)) {
            if broken.code == ProblemCode::Limit {
                self.over.get_or_insert_with(|| broken.message.clone());
            }
            self.unpacker.leave_out(entry);
            return out.child(Child { broken: Some(broken), ..child }, &mut io::empty()).map(|_| ());
        }
        if !follows {
            self.run = (0, 0);
        }
        self.run.0 = self.run.0.saturating_add(entry.packed.min(self.len));
        self.n_unchecked += u64::from(entry.sum.is_none() && entry.size != Some(0));
        if let Some(at) = entry.stands_at() {
            out.child_at(at, Packing::Plain)?;
        }
        let poured = Poured { child, size: entry.size, n_packed: self.run.0, n_before: self.run.1 };
        let unpacker = &mut self.unpacker;
        let mut pour = |to: &mut dyn Write| unpack(unpacker, entry, follows, medium, to);
        let (n_bytes, _) = self.unpacking.pour(poured, out, &mut pour)?;
        self.run.1 = self.run.1.saturating_add(n_bytes);
        Ok(())
    }

    /// Unpacks without giving where what comes behind needs it. A fault shows there.
    fn pass(
        &mut self,
        entry: &Entry,
        is_solid: bool,
        medium: &mut Medium<'_>,
        out: &mut dyn Emit,
    ) -> Result<(), Failure> {
        let follows = self.unpacker.follows(entry, is_solid);
        if !is_solid {
            return Ok(());
        }
        if entry.hindrance().or_else(|| self.unpacker.hindrance(entry, follows)).is_some() {
            self.unpacker.leave_out(entry);
            return Ok(());
        }
        let mut away = Away { out, n_bytes: 0, ended: None };
        // What is wrong with it was told when it was given.
        let _ = unpack(&mut self.unpacker, entry, follows, medium, &mut away);
        away.ended.map_or(Ok(()), Err)
    }

    fn end(&mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        if self.n_unchecked > 0 {
            let message = format!("{} files have no checksum that could be compared", self.n_unchecked);
            out.problem(problem(ProblemCode::Quality, message))?;
        }
        match self.over.take() {
            Some(over) => Err(Failure::LimitHit(over)),
            None => locked(self.n_locked, self.n_files, out),
        }
    }

    fn mark(&mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        let (next, n_bytes) = self.marked;
        let now = (self.next, self.unpacking.n_bytes);
        if now.0 - next < CHECKPOINT_ENTRIES && now.1 - n_bytes < CHECKPOINT_BYTES {
            return Ok(());
        }
        self.marked = now;
        out.checkpoint(&format!("{}:{}", now.0, now.1))
    }
}

fn unpack(
    unpacker: &mut Unpacker,
    entry: &Entry,
    follows: bool,
    medium: &mut Medium<'_>,
    to: &mut dyn Write,
) -> Result<(), Problem> {
    if let Err(error) = medium.seek(SeekFrom::Start(entry.at)) {
        return Err(problem(ProblemCode::Unreadable, error.to_string()));
    }
    let mut bytes = BufReader::with_capacity(64 << 10, (&mut *medium).take(entry.packed));
    unpacker.unpack(entry, follows, &mut bytes, to)
}

/// Tells what somebody wrote about the archive.
fn comment(entry: &Entry, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
    let is_small = entry.size.is_some_and(|size| size <= COMMENT_BYTES) && entry.packed <= COMMENT_BYTES;
    let mut words = Vec::new();
    if is_small
        && entry.hindrance().is_none()
        && unpack(&mut Unpacker::default(), entry, false, medium, &mut words).is_ok()
    {
        let words = entry.comment(&words);
        if !words.is_empty() {
            out.meta(MetaKey::Finding, format!("comment: {words}"))?;
        }
    }
    medium.check()
}

/// Where a link leads: its header says so, in older archives its bytes.
fn link(entry: &Entry, medium: &mut Medium<'_>) -> Result<Option<String>, Failure> {
    if let Some(raw) = &entry.leads_to {
        return Ok(target(&mut raw.as_slice()));
    }
    if entry.method != Method::Stored || entry.hindrance().is_some() {
        return Ok(None);
    }
    medium.seek(SeekFrom::Start(entry.at)).map_err(|error| Failure::ReadError(error.to_string()))?;
    Ok(target(&mut medium.take(entry.packed)))
}

/// Where bytes go that are unpacked for those behind them alone.
struct Away<'a> {
    out: &'a mut dyn Emit,
    n_bytes: u64,
    ended: Option<Failure>,
}

impl Write for Away<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.n_bytes += bytes.len() as u64;
        if self.n_bytes >= ALIVE_BYTES {
            self.n_bytes = 0;
            self.ended = self.out.alive().err();
        }
        match self.ended {
            None => Ok(bytes.len()),
            Some(_) => Err(io::Error::other("no more is taken")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
