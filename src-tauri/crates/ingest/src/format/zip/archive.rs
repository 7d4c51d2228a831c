//! An archive that is one document in parts, read by name. Lost lists and damaged parts are borne as far as they can be.

use std::cell::Cell;
use std::collections::HashMap;
use std::io::{ErrorKind, Read};

use super::entry::Entry;
use super::{List, Next};
use crate::format::medium::Medium;
use crate::format::unpacking::fault_words;
use crate::format::{Failure, Problem, ProblemCode};

const MOST_PARTS: usize = 100_000;
/// The parts of one document that are read as text, together.
const TEXT_BYTES: u64 = 768 << 20;

/// The parts of a document.
pub(crate) struct Archive {
    parts: Vec<(String, Entry)>,
    /// Where a name in small letters stands among the parts: the first of several.
    places: HashMap<String, usize>,
    /// Whether the list was lost and the parts were looked for.
    pub(crate) is_salvaged: bool,
    /// Bytes of parts that may still be held as text.
    left: Cell<u64>,
}

/// A part's bytes, as far as they could be read.
pub(crate) struct Part {
    pub(crate) bytes: Vec<u8>,
    pub(crate) modified: Option<String>,
    pub(crate) broken: Option<Problem>,
}

impl Archive {
    pub(crate) fn open(medium: &mut Medium<'_>, len: u64) -> Result<Archive, Failure> {
        let mut list = List::find(medium, len)?;
        let mut parts = Vec::new();
        let mut places = HashMap::new();
        while let Next::Entry(entry) = list.next(medium)? {
            if parts.len() >= MOST_PARTS {
                return Err(Failure::LimitHit(format!("more than {MOST_PARTS} parts in one document")));
            }
            // Names of parts are ASCII, whatever else the archive holds.
            let name = entry.name(None).shown;
            if !entry.is_folder() {
                places.entry(name.to_ascii_lowercase()).or_insert(parts.len());
                parts.push((name, *entry));
            }
        }
        Ok(Archive { parts, places, is_salvaged: list.is_salvaged(), left: Cell::new(TEXT_BYTES) })
    }

    /// Counts bytes whose words are gathered. All parts together are not to be larger than memory.
    pub(crate) fn spend(&self, n_bytes: u64) -> Result<(), Failure> {
        let left = self.left.get().checked_sub(n_bytes);
        let limit = || Failure::LimitHit(format!("its parts take more than {} MiB", TEXT_BYTES >> 20));
        self.left.set(left.ok_or_else(limit)?);
        Ok(())
    }

    /// The names of all parts, in the archive's order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|(name, _)| name.as_str())
    }

    /// Reads a part of at most `most` bytes; `None` where there is none of that name.
    pub(crate) fn read(&self, name: &str, most: u64, medium: &mut Medium<'_>) -> Result<Option<Part>, Failure> {
        let Some(entry) = self.entry(name) else { return Ok(None) };
        let mut bytes = Vec::new();
        let broken = self.scan(name, most, medium, &mut |more| {
            bytes.extend_from_slice(more);
            Ok(())
        })?;
        if bytes.len() as u64 > most {
            return Err(Failure::LimitHit(format!("{name} takes more than {} MiB", most >> 20)));
        }
        Ok(Some(Part { bytes, modified: entry.modified(), broken }))
    }

    /// Gives a part to `take` in pieces, and ends behind the first that goes past `most` bytes. Returns what was wrong.
    pub(crate) fn scan(
        &self,
        name: &str,
        most: u64,
        medium: &mut Medium<'_>,
        take: &mut Take<'_>,
    ) -> Result<Option<Problem>, Failure> {
        self.lend(name, medium, &mut |unpacked| {
            let mut unpacked = unpacked.take(most.saturating_add(1));
            // What was read before the fault is kept, which reading to the end in one go would not promise.
            let mut buf = vec![0; 64 << 10];
            loop {
                match unpacked.read(&mut buf) {
                    Ok(0) => return Ok(None),
                    Ok(n_read) => take(&buf[..n_read])?,
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => return Ok(Some((ProblemCode::Checksum, fault_words(&error)))),
                }
            }
        })
    }

    /// Lends a part to `read` while it is unpacked. Returns what was wrong, as `read` tells it or before it came to that.
    pub(crate) fn lend(
        &self,
        name: &str,
        medium: &mut Medium<'_>,
        read: &mut Lent<'_>,
    ) -> Result<Option<Problem>, Failure> {
        let Some(entry) = self.entry(name) else { return Ok(None) };
        let fault = if entry.is_encrypted() {
            Some((ProblemCode::Encrypted, "locked by a password".to_owned()))
        } else {
            unpack(entry, medium, read)?
        };
        medium.check()?;
        Ok(fault.map(|(code, message)| Problem { code, message, unit: None }))
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        let place = self.places.get(&name.to_ascii_lowercase()).copied()?;
        self.parts.get(place).map(|(_, entry)| entry)
    }
}

type Take<'a> = dyn FnMut(&[u8]) -> Result<(), Failure> + 'a;
type Lent<'a> = dyn FnMut(&mut dyn Read) -> Result<Fault, Failure> + 'a;
type Fault = Option<(ProblemCode, String)>;

fn unpack(entry: &Entry, medium: &mut Medium<'_>, read: &mut Lent<'_>) -> Result<Fault, Failure> {
    let unreadable = |message| Ok(Some((ProblemCode::Unreadable, message)));
    let mut packed = match entry.packed(medium, None) {
        Ok(packed) => packed,
        Err(message) => return unreadable(message),
    };
    match entry.unpack(&mut packed) {
        Ok(mut unpacked) => read(&mut unpacked),
        Err(message) => unreadable(message),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{Archive, TEXT_BYTES};
    use crate::format::Failure;
    use crate::format::medium::Medium;

    #[test]
    fn the_words_of_all_parts_together_have_a_bound() {
        let bytes = zip::ZipWriter::new(Cursor::new(Vec::new())).finish().expect("an archive").into_inner();
        let mut source = Cursor::new(&bytes[..]);
        let archive = Archive::open(&mut Medium::new(&mut source), bytes.len() as u64).expect("an archive");
        assert_eq!(archive.spend(TEXT_BYTES), Ok(()));
        assert!(matches!(archive.spend(1), Err(Failure::LimitHit(_))));
    }
}
