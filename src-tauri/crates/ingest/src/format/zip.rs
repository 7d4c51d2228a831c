//! ZIP archives: every entry a child, in the order of the archive's list.
//!
//! The bytes of an entry are unpacked once before they are given out, so that a child knows from the start whether it is
//! whole: small entries are kept, large ones unpacked a second time. An archive that lost its list is salvaged from the
//! headers before each entry. Folders are left out, links are told of and not followed.

mod archive;
mod directory;
mod entry;
mod names;
mod salvage;
#[cfg(test)]
mod tests;

use std::io::{ErrorKind, Read};

pub(crate) use archive::{Archive, Part};

use directory::{Directory, Next};
use encoding_rs::Encoding;
use entry::Entry;
use names::NameCode;
use salvage::Salvage;

use super::medium::Medium;
use super::{Child, Emit, Failure, Input, Limits, Problem, ProblemCode};

const KEPT_BYTES: u64 = 8 << 20;
const ALIVE_BYTES: u64 = 16 << 20;
const CHECKPOINT_ENTRIES: u64 = 64;
const CHECKPOINT_BYTES: u64 = 16 << 20;
const RATIO_FROM_BYTES: u64 = 1 << 20;

/// Gives every entry of an archive as a child. Resumes at the entry a checkpoint names.
///
/// # Errors
///
/// [`Failure::Encrypted`] where all entries are locked (each is given all the same, without bytes),
/// [`Failure::LimitHit`] for archives nested too deep, too large, packed too well or with entries over each other.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    if input.len == 0 {
        return Err(Failure::Corrupt("empty archive".to_owned()));
    }
    let limits = input.limits;
    if limits.depth >= limits.max_depth {
        return Err(Failure::LimitHit(format!("containers in containers, {} deep", limits.depth)));
    }
    let mut medium = Medium::new(&mut *input.bytes);
    let mut list = List::find(&mut medium, input.len)?;
    let code = list.name_code(&mut medium, out)?;
    let mut reading = Reading::new(limits, input.resume);
    if list.is_salvaged() && reading.next == 0 {
        let message = "the list of entries is missing; what entries there are were looked for one by one";
        out.problem(problem(ProblemCode::Unreadable, message.to_owned()))?;
    }

    let (mut index, mut n_packed, mut n_files, mut n_locked) = (0, 0u64, 0, 0);
    loop {
        let entry = match list.next(&mut medium)? {
            Next::Entry(entry) => *entry,
            Next::End => break,
            Next::Broken => {
                return Err(Failure::Corrupt(format!("the list of entries breaks off after {index}")));
            }
        };
        if entry.packed <= input.len {
            n_packed = n_packed.saturating_add(entry.packed);
        }
        if n_packed > input.len {
            return Err(Failure::LimitHit("entries lie over each other".to_owned()));
        }
        n_files += u64::from(!entry.is_folder());
        n_locked += u64::from(!entry.is_folder() && entry.is_encrypted());
        if n_files > limits.max_children {
            return Err(Failure::LimitHit(format!("more than {} entries", limits.max_children)));
        }
        if index >= reading.next {
            reading.entry(&entry, code, &mut medium, out)?;
        }
        index += 1;
    }
    match (n_files, n_locked) {
        (0, _) if list.is_salvaged() => Err(Failure::Corrupt("neither a list of entries nor any entry".to_owned())),
        (1.., _) if n_files == n_locked => Err(Failure::Encrypted),
        (_, 1..) => {
            let message = format!("{n_locked} of {n_files} entries are locked by a password");
            out.problem(problem(ProblemCode::Encrypted, message))
        }
        _ => Ok(()),
    }
}

/// Where the entries come from.
enum List {
    Directory(Directory),
    Salvage(Salvage),
}

impl List {
    fn find(medium: &mut Medium<'_>, len: u64) -> Result<List, Failure> {
        Ok(match Directory::find(medium, len)? {
            Some(directory) => List::Directory(directory),
            None => List::Salvage(Salvage::new(len)),
        })
    }

    fn is_salvaged(&self) -> bool {
        matches!(self, List::Salvage(_))
    }

    fn next(&mut self, medium: &mut Medium<'_>) -> Result<Next, Failure> {
        match self {
            List::Directory(directory) => directory.next(medium),
            List::Salvage(salvage) => salvage.next(medium),
        }
    }

    /// Goes over all names once, and back to the first.
    fn name_code(&mut self, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<Option<&'static Encoding>, Failure> {
        let mut code = NameCode::new();
        let mut n_seen = 0u32;
        while let Next::Entry(entry) = self.next(medium)? {
            code.feed(&entry);
            n_seen = n_seen.wrapping_add(1);
            if n_seen.is_multiple_of(1024) {
                out.alive()?;
            }
        }
        match self {
            List::Directory(directory) => directory.rewind(),
            List::Salvage(salvage) => salvage.rewind(),
        }
        Ok(code.guess())
    }
}

/// How far a reading has come.
struct Reading {
    limits: Limits,
    /// The entry that comes next, from 0.
    next: u64,
    /// Bytes of all children so far.
    n_bytes: u64,
    /// Entries and bytes at the last checkpoint.
    marked: (u64, u64),
}

/// An entry's bytes, as far as they could be unpacked.
struct Unpacked {
    n_bytes: u64,
    /// The bytes, where they are few.
    kept: Option<Vec<u8>>,
    broken: Option<Problem>,
}

impl Reading {
    /// A checkpoint is `next entry:bytes so far`; one that cannot be read means from the start.
    fn new(limits: Limits, resume: Option<&str>) -> Reading {
        let parsed = resume.and_then(|token| token.split_once(':'));
        let place = parsed.and_then(|(next, n_bytes)| Some((next.parse().ok()?, n_bytes.parse().ok()?)));
        let (next, n_bytes) = place.unwrap_or((0, 0));
        Reading { limits, next, n_bytes, marked: (next, n_bytes) }
    }

    fn entry(
        &mut self,
        entry: &Entry,
        code: Option<&'static Encoding>,
        medium: &mut Medium<'_>,
        out: &mut dyn Emit,
    ) -> Result<(), Failure> {
        self.next += 1;
        if entry.is_folder() {
            return Ok(());
        }
        let name = names::name(entry, code);
        if entry.is_link() {
            let message = format!("entry {} is a link and was not followed: {}", self.next, name.shown);
            return out.problem(problem(ProblemCode::Unreadable, message));
        }
        let mut unpacked = if entry.is_encrypted() {
            let broken = Some(problem(ProblemCode::Encrypted, "locked by a password".to_owned()));
            Unpacked { n_bytes: 0, kept: Some(Vec::new()), broken }
        } else {
            self.unpack(entry, medium, out)?
        };
        let over = unpacked.broken.clone().filter(|broken| broken.code == ProblemCode::Limit);
        let child = Child {
            name: name.shown,
            raw_name: name.raw,
            locator: format!("entry {}", self.next),
            modified: entry.modified(),
            broken: unpacked.broken.take(),
        };
        match unpacked.kept {
            Some(kept) => out.child(child, &mut kept.as_slice())?,
            None => {
                let mut packed = entry.packed(medium).map_err(Failure::Corrupt)?;
                let again = entry.unpack(&mut packed).map_err(Failure::Corrupt)?;
                out.child(child, &mut again.take(unpacked.n_bytes))?
            }
        };
        medium.check()?;
        self.n_bytes += unpacked.n_bytes;
        if let Some(over) = over {
            return Err(Failure::LimitHit(format!("entry {}: {}", self.next, over.message)));
        }
        self.mark(out)
    }

    /// Unpacks once to the end, the fault or the limit.
    fn unpack(&self, entry: &Entry, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<Unpacked, Failure> {
        let mut unpacked = Unpacked { n_bytes: 0, kept: Some(Vec::new()), broken: None };
        let fault = self.drain(entry, medium, &mut unpacked, out)?;
        medium.check()?;
        unpacked.broken = fault.or(unpacked.broken);
        Ok(unpacked)
    }

    fn drain(
        &self,
        entry: &Entry,
        medium: &mut Medium<'_>,
        unpacked: &mut Unpacked,
        out: &mut dyn Emit,
    ) -> Result<Option<Problem>, Failure> {
        let unreadable = |message| Ok(Some(problem(ProblemCode::Unreadable, message)));
        let mut packed = match entry.packed(medium) {
            Ok(packed) => packed,
            Err(message) => return unreadable(message),
        };
        let mut bytes = match entry.unpack(&mut packed) {
            Ok(bytes) => bytes,
            Err(message) => return unreadable(message),
        };
        let mut buf = vec![0; 64 << 10];
        let mut n_quiet = 0;
        loop {
            let n_read = match bytes.read(&mut buf) {
                Ok(0) => break,
                Ok(n_read) => n_read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == ErrorKind::Unsupported => {
                    return unreadable(error.to_string());
                }
                Err(error) => return Ok(Some(problem(ProblemCode::Checksum, fault_words(&error)))),
            };
            unpacked.n_bytes += n_read as u64;
            if let Some(message) = self.excess(entry, unpacked.n_bytes) {
                unpacked.n_bytes -= n_read as u64;
                return Ok(Some(problem(ProblemCode::Limit, message)));
            }
            match &mut unpacked.kept {
                Some(kept) if unpacked.n_bytes <= KEPT_BYTES => kept.extend_from_slice(&buf[..n_read]),
                kept => *kept = None,
            }
            n_quiet += n_read as u64;
            if n_quiet >= ALIVE_BYTES {
                n_quiet = 0;
                out.alive()?;
            }
        }
        let is_short = entry.size.is_some_and(|size| size != unpacked.n_bytes);
        Ok(is_short.then(|| problem(ProblemCode::Checksum, "its size is not the size given".to_owned())))
    }

    fn excess(&self, entry: &Entry, n_bytes: u64) -> Option<String> {
        let Limits { max_child_bytes, max_ratio, .. } = self.limits;
        if self.n_bytes.saturating_add(n_bytes) > max_child_bytes {
            return Some(format!("more than {max_child_bytes} bytes in one archive"));
        }
        let is_bomb = n_bytes > RATIO_FROM_BYTES && n_bytes / entry.packed.max(1) > max_ratio;
        is_bomb.then(|| format!("more than {max_ratio} times as large as its packed bytes"))
    }

    fn mark(&mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        let (next, n_bytes) = self.marked;
        if self.next - next < CHECKPOINT_ENTRIES && self.n_bytes - n_bytes < CHECKPOINT_BYTES {
            return Ok(());
        }
        self.marked = (self.next, self.n_bytes);
        out.checkpoint(&format!("{}:{}", self.next, self.n_bytes))
    }
}

/// What a library says of broken bytes, in plain words.
fn fault_words(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::UnexpectedEof => "its bytes break off".to_owned(),
        _ => format!("its bytes are damaged: {}", error.to_string().to_lowercase()),
    }
}

fn problem(code: ProblemCode, message: String) -> Problem {
    Problem { code, message, unit: None }
}
