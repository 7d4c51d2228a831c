//! Tape archives: every file in them a child. Old ones, POSIX ones and those of GNU, with their long names.
//!
//! Where an archive is damaged, the next header whose checksum holds is looked for. Blocks of zeros do not end the
//! reading: what was written behind the end, or a second archive, is read as well. Links are children without bytes;
//! devices and second names are told of, folders left out.

mod header;
mod pax;
#[cfg(test)]
mod tests;
mod walk;

use std::io::{Read, Seek, SeekFrom};

use encoding_rs::{Encoding, UTF_8};

pub(crate) use header::is_header;

use header::{BLOCK, EntryKind};
use walk::{Entry, Step, Walk};

use super::medium::Medium;
use super::moment::of_seconds;
use super::names::{NameCode, name};
use super::split;
use super::unpacking::{Packed, STANDING_FROM_BYTES, Unpacking, give_link, problem};
use super::{Child, Emit, Failure, Input, Limits, MetaKey, Packing, ProblemCode};

const CHECKPOINT_ENTRIES: u64 = 64;
const CHECKPOINT_BYTES: u64 = 16 << 20;

/// Gives every file of an archive as a child. Resumes at the entry a checkpoint names.
///
/// # Errors
///
/// [`Failure::Corrupt`] where not one entry can be found, [`Failure::LimitHit`] for archives nested too deep or too large.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut reading = Reading::new(input.len, input.limits, input.resume)?;
    let mut medium = Medium::new(&mut *input.bytes);
    let mut walk = Walk::new(reading.at, input.len);
    let mut n_foreign = 0;
    let part = split::part_of(input.name);
    // Nothing that a checkpoint would have to keep.
    let begins_within = part.is_some() && !is_header(&medium.part(0, BLOCK as u64)?);
    if let (Some(part), true, None) = (&part, begins_within, input.resume) {
        split::tell(part, out)?;
    }
    loop {
        match walk.next(&mut medium, out)? {
            Step::Entry(entry) => reading.entry(*entry, &mut medium, out)?,
            Step::Foreign(n_bytes) => {
                n_foreign += n_bytes;
                if begins_within && reading.n_entries == 0 {
                    continue;
                }
                let place = match reading.n_entries {
                    0 => "before the first entry".to_owned(),
                    n => format!("after entry {n}"),
                };
                let message = format!("{n_bytes} bytes {place} are damaged and were not read");
                out.problem(problem(ProblemCode::Unreadable, message))?;
            }
            Step::End { .. } if begins_within => return Ok(()),
            Step::End { .. } if reading.n_entries == 0 && n_foreign > 0 => {
                return Err(Failure::Corrupt("there is not one entry of an archive in it".to_owned()));
            }
            Step::End { is_marked } => {
                if let (false, Some(part)) = (is_marked, &part) {
                    split::tell(part, out)?;
                } else if !is_marked {
                    let message = "the archive breaks off without a mark of its end; files may be missing";
                    out.problem(problem(ProblemCode::Unreadable, message.to_owned()))?;
                }
                return Ok(());
            }
        }
    }
}

/// How far a reading has come.
struct Reading {
    len: u64,
    limits: Limits,
    unpacking: Unpacking,
    /// Entries so far, of whatever kind.
    n_entries: u64,
    n_files: u64,
    /// Where the next entry begins.
    at: u64,
    /// What names past UTF-8 are written in, once it was asked.
    code: Option<Option<&'static Encoding>>,
    /// Entries and bytes at the last checkpoint.
    marked: (u64, u64),
}

impl Reading {
    /// A checkpoint is `entries:files:place:bytes`; one that cannot be read means from the start.
    fn new(len: u64, limits: Limits, resume: Option<&str>) -> Result<Reading, Failure> {
        let numbers: Option<Vec<u64>> = resume.map(|token| token.split(':').flat_map(str::parse).collect());
        let (n_entries, n_files, at, n_bytes) = match numbers.as_deref() {
            Some(&[n_entries, n_files, at, n_bytes]) => (n_entries, n_files, at, n_bytes),
            _ => (0, 0, 0, 0),
        };
        let unpacking = Unpacking::new(limits, n_bytes)?;
        let marked = (n_entries, n_bytes);
        Ok(Reading { len, limits, unpacking, n_entries, n_files, at, code: None, marked })
    }

    fn entry(&mut self, entry: Entry, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
        self.n_entries += 1;
        let number = self.n_entries;
        let code = self.code_for(&entry, medium, out)?;
        let shown = |raw: &[u8]| name(raw, None, code);
        let called = shown(&entry.raw_name);
        let child = || Child {
            name: called.shown.clone(),
            raw_name: called.raw.clone(),
            locator: format!("entry {number}"),
            modified: entry.seconds.and_then(of_seconds),
            broken: None,
        };
        match entry.kind {
            EntryKind::Folder => {}
            EntryKind::Link => give_link(child(), Some(&shown(&entry.raw_link).shown), out)?,
            EntryKind::OtherName => {
                let of = shown(&entry.raw_link).shown;
                out.meta(MetaKey::Finding, format!("entry {number}, {}, is another name of {of}", called.shown))?;
            }
            EntryKind::Device => {
                out.meta(MetaKey::Finding, format!("entry {number} is a device and has no bytes: {}", called.shown))?;
            }
            EntryKind::Sparse | EntryKind::Continued | EntryKind::File => {
                self.file(child(), &entry, medium, out)?;
            }
        }
        self.mark(entry.next_at, out)
    }

    fn file(
        &mut self,
        mut child: Child,
        entry: &Entry,
        medium: &mut Medium<'_>,
        out: &mut dyn Emit,
    ) -> Result<(), Failure> {
        self.n_files += 1;
        if self.n_files > self.limits.max_children {
            return Err(Failure::LimitHit(format!("more than {} files", self.limits.max_children)));
        }
        let apart = match entry.kind {
            EntryKind::Sparse => Some("a file stored with gaps, which cannot be put together yet"),
            EntryKind::Continued => Some("it begins in another part of the archive; only its rest is here"),
            _ => None,
        };
        child.broken = apart.map(|message| problem(ProblemCode::Unreadable, message.to_owned()));
        if entry.kind == EntryKind::Sparse {
            return out.child(child, &mut std::io::empty()).map(|_| ());
        }
        if entry.n_here < entry.size {
            let message = format!("its bytes break off: {} of {} are there", entry.n_here, entry.size);
            child.broken = Some(problem(ProblemCode::Checksum, message));
        }
        if entry.n_here >= STANDING_FROM_BYTES {
            out.child_at(entry.data_at, Packing::Plain)?;
        }
        medium.seek(SeekFrom::Start(entry.data_at)).map_err(|error| Failure::ReadError(error.to_string()))?;
        let mut bytes = (&mut *medium).take(entry.n_here);
        let packed = Packed { bytes: &mut bytes, n_packed: entry.n_here, n_before: 0, size: Some(entry.n_here) };
        let outcome = self.unpacking.give(child, packed, out);
        medium.check()?;
        outcome.map(|_| ())
    }

    /// All names are gone over once, at the first that is not UTF-8: one name alone is too short to tell.
    fn code_for(
        &mut self,
        entry: &Entry,
        medium: &mut Medium<'_>,
        out: &mut dyn Emit,
    ) -> Result<Option<&'static Encoding>, Failure> {
        if [&entry.raw_name, &entry.raw_link].into_iter().all(|raw| str::from_utf8(raw).is_ok()) {
            return Ok(Some(UTF_8));
        }
        if let Some(code) = self.code {
            return Ok(code);
        }
        let mut code = NameCode::new();
        let mut walk = Walk::new(0, self.len);
        loop {
            match walk.next(medium, out)? {
                Step::Entry(entry) => code.feed(&entry.raw_name),
                Step::Foreign(_) => {}
                Step::End { .. } => break,
            }
        }
        Ok(*self.code.insert(code.guess()))
    }

    fn mark(&mut self, at: u64, out: &mut dyn Emit) -> Result<(), Failure> {
        let (n_entries, n_bytes) = self.marked;
        let now = (self.n_entries, self.unpacking.n_bytes);
        if now.0 - n_entries < CHECKPOINT_ENTRIES && now.1 - n_bytes < CHECKPOINT_BYTES {
            return Ok(());
        }
        self.marked = now;
        out.checkpoint(&format!("{}:{}:{at}:{}", now.0, self.n_files, now.1))
    }
}
