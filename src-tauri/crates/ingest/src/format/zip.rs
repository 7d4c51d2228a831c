//! ZIP archives: every entry a child, in the order of the archive's list.
//!
//! An archive that lost its list is salvaged from the headers before each entry. Folders are left out, links are
//! children without bytes.

mod archive;
mod directory;
mod entry;
mod lock;
mod salvage;
#[cfg(test)]
mod tests;

pub(crate) use archive::{Archive, Part};

use directory::{Directory, Next};
use encoding_rs::Encoding;
use entry::Entry;
use lock::{Cipher, Keyring, Unlocked};
use salvage::Salvage;

use super::lock::OPENED;
use super::medium::Medium;
use super::names::NameCode;
use super::split;
use super::unpacking::{Packed, Unpacking, give_link, locked, problem, target};
use super::{Child, Emit, Failure, Input, Limits, MetaKey, ProblemCode};

const CHECKPOINT_ENTRIES: u64 = 64;
const CHECKPOINT_BYTES: u64 = 16 << 20;

/// Gives every entry of an archive as a child. Resumes at the entry a checkpoint names.
///
/// # Errors
///
/// [`Failure::Encrypted`] where all entries are locked and no password fits (each is given all the same, without bytes),
/// [`Failure::LimitHit`] for archives nested too deep, too large, packed too well or with entries over each other.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    if input.len == 0 {
        return Err(Failure::Corrupt("empty archive".to_owned()));
    }
    let limits = input.limits;
    let mut reading = Reading::new(limits, input.resume, input.len, Keyring::new(input.passwords))?;
    let mut medium = Medium::new(&mut *input.bytes);
    let mut list = List::find(&mut medium, input.len)?;
    let code = list.name_code(&mut medium, out)?;
    let part = list.part(input.name);
    if let (Some(part), 0) = (&part, reading.next) {
        split::tell(part, out)?;
    }
    if list.is_salvaged() && reading.next == 0 {
        let message = "the list of entries is missing; what entries there are were looked for one by one";
        out.problem(problem(ProblemCode::Unreadable, message.to_owned()))?;
    }

    let (mut index, mut n_packed, mut n_files) = (0, 0u64, 0);
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
        if n_files > limits.max_children {
            return Err(Failure::LimitHit(format!("more than {} entries", limits.max_children)));
        }
        if index >= reading.next {
            reading.entry(&entry, code, &mut medium, out)?;
        }
        index += 1;
    }
    if reading.keys.n_opened > 0 {
        out.meta(MetaKey::Finding, OPENED.to_owned())?;
    }
    if n_files == 0 && list.is_salvaged() && part.is_none() {
        return Err(Failure::Corrupt("neither a list of entries nor any entry".to_owned()));
    }
    locked(reading.n_locked, n_files, out)
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

    /// Which part of a split archive this is, if it is one: one that has its list of entries says so itself.
    fn part(&self, name: Option<&str>) -> Option<split::Part> {
        match self {
            List::Directory(directory) => {
                let number = Some(u32::from(directory.part) + 1).filter(|part| *part > 1)?;
                Some(split::Part { number: Some(number), ..split::Part::default() })
            }
            List::Salvage(_) => split::part_of(name),
        }
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
            if !entry.says_utf8() {
                code.feed(&entry.raw_name);
            }
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
    /// The entry that comes next, from 0.
    next: u64,
    unpacking: Unpacking,
    keys: Keyring,
    /// How many entries stayed locked.
    n_locked: u64,
    /// How many bytes the archive has.
    len: u64,
    /// Entries and bytes at the last checkpoint.
    marked: (u64, u64),
}

impl Reading {
    /// A checkpoint is `next entry:bytes so far:entries locked so far:entries opened so far`; one that cannot be read
    /// means from the start.
    fn new(limits: Limits, resume: Option<&str>, len: u64, mut keys: Keyring) -> Result<Reading, Failure> {
        let numbers = |token: &str| token.split(':').map(|number| number.parse().ok()).collect::<Option<Vec<u64>>>();
        let place = resume.and_then(numbers).and_then(|numbers| <[u64; 4]>::try_from(numbers).ok());
        let [next, n_bytes, n_locked, n_opened] = place.unwrap_or_default();
        keys.n_opened = n_opened;
        let unpacking = Unpacking::new(limits, n_bytes)?;
        Ok(Reading { next, unpacking, keys, n_locked, len, marked: (next, n_bytes) })
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
        let name = entry.name(code);
        let child = Child {
            name: name.shown,
            raw_name: name.raw,
            locator: format!("entry {}", self.next),
            modified: entry.modified(),
            broken: None,
        };
        if entry.is_link() {
            let to = self.link(entry, medium);
            give_link(child, to.as_deref(), out)?;
        } else if !entry.is_encrypted() {
            self.unpack(entry, None, child, medium, out)?;
        } else if let Some(Unlocked { entry, cipher }) = self.keys.unlock(entry, medium, out)? {
            self.unpack(&entry, Some(cipher), child, medium, out)?;
        } else {
            self.n_locked += 1;
            let broken = Some(problem(ProblemCode::Encrypted, "locked by a password".to_owned()));
            out.child(Child { broken, ..child }, &mut std::io::empty())?;
        }
        medium.check()?;
        self.mark(out)
    }

    /// Where a link leads, which its bytes say.
    fn link(&self, entry: &Entry, medium: &mut Medium<'_>) -> Option<String> {
        if entry.is_encrypted() || entry.packed > self.len {
            return None;
        }
        let mut packed = entry.packed(medium, None).ok()?;
        target(&mut entry.unpack(&mut packed).ok()?)
    }

    fn unpack(
        &mut self,
        entry: &Entry,
        cipher: Option<Cipher>,
        child: Child,
        medium: &mut Medium<'_>,
        out: &mut dyn Emit,
    ) -> Result<(), Failure> {
        let unreadable = |message, out: &mut dyn Emit| {
            let broken = Some(problem(ProblemCode::Unreadable, message));
            out.child(Child { broken, ..child.clone() }, &mut std::io::empty()).map(|_| ())
        };
        if entry.packed > self.len {
            return unreadable("its packed bytes are not all here".to_owned(), out);
        }
        // What is locked stands nowhere as it is.
        let standing = if cipher.is_none() { entry.stands_at(medium) } else { None };
        let mut packed = match entry.packed(medium, cipher) {
            Ok(packed) => packed,
            Err(message) => return unreadable(message, out),
        };
        let mut bytes = match entry.unpack(&mut packed) {
            Ok(bytes) => bytes,
            Err(message) => return unreadable(message, out),
        };
        if let Some((at, packing)) = standing {
            out.child_at(at, packing)?;
        }
        let packed = Packed { bytes: &mut bytes, n_packed: entry.packed, n_before: 0, size: entry.size };
        let outcome = self.unpacking.give(child, packed, out);
        drop(bytes);
        medium.check()?;
        outcome.map(|_| ())
    }

    fn mark(&mut self, out: &mut dyn Emit) -> Result<(), Failure> {
        let (next, n_bytes) = self.marked;
        if self.next - next < CHECKPOINT_ENTRIES && self.unpacking.n_bytes - n_bytes < CHECKPOINT_BYTES {
            return Ok(());
        }
        self.marked = (self.next, self.unpacking.n_bytes);
        let (n_bytes, n_opened) = (self.unpacking.n_bytes, self.keys.n_opened);
        out.checkpoint(&format!("{}:{n_bytes}:{}:{n_opened}", self.next, self.n_locked))
    }
}
