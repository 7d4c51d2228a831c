//! Compound files, in which older office programs keep their parts ([MS-CFB]). Read leniently: a file that is cut off
//! or whose tree of names is torn gives what parts can be reached.

mod directory;
mod embedded;
mod summary;
#[cfg(test)]
mod tests;

pub(crate) use directory::Entry;
use std::collections::HashMap;

use directory::directory;
pub(crate) use embedded::{give_embedded, give_wrapped};
pub(crate) use summary::properties;

use super::Failure;
use super::medium::Medium;
use super::package::{u16_at, u32_at};

const MAGIC: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/// Sectors of the table that the header lists.
const IN_HEADER: usize = 109;
const LAST_SECTOR: u32 = 0xffff_fffa;
const MINI_SHIFT: u32 = 6;
/// Streams shorter than this are kept in small sectors.
const MINI_BELOW: u64 = 4096;
const MINI_BYTES: u64 = 512 << 20;
/// Most bytes that are read at once.
const RUN_BYTES: usize = 1 << 20;

/// A compound file's tables.
#[derive(Default)]
pub(crate) struct Ole {
    shift: u32,
    /// How long the file is: its streams are no longer together.
    len: u64,
    /// What sector follows each, and the same for the small ones.
    next: Vec<u32>,
    mini_next: Vec<u32>,
    mini: Vec<u8>,
    /// In the order of their paths.
    entries: Vec<Entry>,
    /// Where a path in small letters stands among them.
    places: HashMap<String, usize>,
}

/// A stream's bytes, as far as they could be read.
pub(crate) struct Stream {
    pub(crate) bytes: Vec<u8>,
    /// Whether all are there.
    pub(crate) is_whole: bool,
}

impl Ole {
    pub(crate) fn open(medium: &mut Medium<'_>, len: u64) -> Result<Ole, Failure> {
        let mut header = vec![0; 512];
        let n_read = medium.read_at(0, &mut header)?;
        header.truncate(n_read);
        let corrupt = || Failure::Corrupt("it is no compound file".to_owned());
        if !header.starts_with(MAGIC) {
            return Err(corrupt());
        }
        let shift = u16_at(&header, 30).map(u32::from).filter(|shift| (9..=12).contains(shift)).ok_or_else(corrupt)?;
        let number = |at| u32_at(&header, at).ok_or_else(corrupt);
        let (first_entry, first_mini, first_list) = (number(48)?, number(60)?, number(68)?);
        let mut ole = Ole { shift, len, ..Ole::default() };
        ole.read_table(&header, first_list, len, medium)?;
        let all = ole.chain(first_entry, u64::MAX, len, medium)?.bytes;
        ole.entries = directory(&all);
        ole.entries.sort_by(|one, other| one.path.cmp(&other.path));
        for (place, entry) in ole.entries.iter().enumerate().filter(|(_, entry)| !entry.is_root) {
            ole.places.entry(entry.path.to_ascii_lowercase()).or_insert(place);
        }
        let mini_next = ole.chain(first_mini, u64::MAX, len, medium)?.bytes;
        ole.mini_next = numbers(&mini_next);
        if let Some(root) = ole.entries.iter().find(|entry| entry.is_root) {
            let (start, size) = (root.start, root.size.min(MINI_BYTES));
            ole.mini = ole.chain(start, size, len, medium)?.bytes;
        }
        Ok(ole)
    }

    /// All streams and storages but the root.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| !entry.is_root)
    }

    /// All under a path that ends in `/`.
    pub(crate) fn under(&self, prefix: &str) -> impl Iterator<Item = &Entry> {
        let first = self.entries.partition_point(|entry| entry.path.as_str() < prefix);
        self.entries.iter().skip(first).take_while(move |entry| entry.path.starts_with(prefix))
    }

    /// The stream of that path, whatever the size of its letters.
    pub(crate) fn find(&self, path: &str) -> Option<&Entry> {
        self.entry(path).filter(|entry| !entry.is_storage)
    }

    /// Whether there is a stream or storage of that path.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.entry(path).is_some()
    }

    fn entry(&self, path: &str) -> Option<&Entry> {
        self.entries.get(*self.places.get(&path.to_ascii_lowercase())?)
    }

    /// Reads a stream of at most `most` bytes; a longer one is cut off.
    pub(crate) fn read(&self, entry: &Entry, most: u64, medium: &mut Medium<'_>) -> Result<Stream, Failure> {
        let wanted = entry.size.min(most);
        let mut stream = if entry.size < MINI_BELOW {
            self.mini_chain(entry.start, wanted)
        } else {
            self.chain(entry.start, wanted, u64::MAX, medium)?
        };
        stream.is_whole &= wanted == entry.size;
        Ok(stream)
    }

    /// Puts changed bytes in a stream's place in the whole file's bytes, as far as there is room for them.
    pub(crate) fn put(&self, entry: &Entry, stream: &[u8], file: &mut [u8]) {
        let size = |shift: u32| 1_usize << shift;
        let is_small = entry.size < MINI_BELOW;
        let root = self.entries.iter().find(|entry| entry.is_root).map(|root| root.start);
        let held_by: Vec<u32> = match root {
            Some(root) if is_small => follow(&self.next, root).collect(),
            _ => Vec::new(),
        };
        let in_file = |sector: u32| (sector as usize + 1) << self.shift;
        let place = |sector: u32| {
            if !is_small {
                return Some(in_file(sector));
            }
            let at = (sector as usize) << MINI_SHIFT;
            Some(in_file(*held_by.get(at >> self.shift)?) + at % size(self.shift))
        };
        let (next, shift) = if is_small { (&self.mini_next, MINI_SHIFT) } else { (&self.next, self.shift) };
        for (sector, piece) in follow(next, entry.start).zip(stream.chunks(size(shift))) {
            let there = place(sector).and_then(|at| file.get_mut(at..)).unwrap_or_default();
            there.iter_mut().zip(piece).for_each(|(byte, new)| *byte = *new);
        }
    }

    /// The table of sectors: its own sectors are listed in the header, and further lists follow each other.
    fn read_table(&mut self, header: &[u8], first: u32, len: u64, medium: &mut Medium<'_>) -> Result<(), Failure> {
        let n_sectors = usize::try_from(len >> self.shift).unwrap_or(usize::MAX);
        let mut listed = numbers(header.get(76..76 + 4 * IN_HEADER).unwrap_or_default());
        let mut list = first;
        let mut n_lists = 0;
        while list < LAST_SECTOR && n_lists <= n_sectors && listed.len() <= n_sectors + IN_HEADER {
            let mut sector = numbers(&self.sector(list, medium)?);
            let Some(next) = sector.pop() else { break };
            listed.append(&mut sector);
            list = next;
            n_lists += 1;
        }
        listed.retain(|sector| (*sector as usize) < n_sectors);
        let mut known = std::collections::HashSet::new();
        for sector in listed {
            // The same sector twice would make a small file's table large.
            if known.insert(sector) {
                let bytes = self.sector(sector, medium)?;
                self.next.extend(numbers(&bytes));
            }
        }
        Ok(())
    }

    fn sector(&self, sector: u32, medium: &mut Medium<'_>) -> Result<Vec<u8>, Failure> {
        let mut bytes = vec![0; 1 << self.shift];
        let n_read = medium.read_at((u64::from(sector) + 1) << self.shift, &mut bytes)?;
        bytes.truncate(n_read);
        Ok(bytes)
    }

    fn chain(&self, start: u32, wanted: u64, len: u64, medium: &mut Medium<'_>) -> Result<Stream, Failure> {
        let mut bytes: Vec<u8> = Vec::new();
        let mut sector = start;
        let most = wanted.min(len);
        // A chain that goes in circles ends when each sector was passed once.
        let mut n_left = self.next.len() + 1;
        while n_left > 0 && (bytes.len() as u64) < most && sector < LAST_SECTOR {
            let n_wanted = usize::try_from((most - bytes.len() as u64) >> self.shift).unwrap_or(usize::MAX);
            let n_sectors = self.run(sector, n_left.min(n_wanted.saturating_add(1)));
            let mut more = vec![0; n_sectors << self.shift];
            let n_read = medium.read_at((u64::from(sector) + 1) << self.shift, &mut more)?;
            bytes.extend_from_slice(&more[..n_read]);
            n_left -= n_sectors;
            let Some(next) = self.next.get(sector as usize + n_sectors - 1) else { break };
            if n_read < more.len() {
                break;
            }
            sector = *next;
        }
        let is_whole = bytes.len() as u64 >= wanted;
        bytes.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(Stream { bytes, is_whole })
    }

    /// How many sectors of a chain, from this one on, follow each other in the file, so that they can be read at once.
    fn run(&self, sector: u32, most: usize) -> usize {
        let most = most.min(RUN_BYTES >> self.shift).max(1);
        let mut n_sectors = 1;
        for (before, after) in (sector as usize..).zip(u64::from(sector) + 1..).take(most - 1) {
            if self.next.get(before).is_none_or(|next| u64::from(*next) != after) {
                break;
            }
            n_sectors += 1;
        }
        n_sectors
    }

    fn mini_chain(&self, start: u32, wanted: u64) -> Stream {
        let mut bytes = Vec::new();
        let mut sector = start;
        for _ in 0..=self.mini_next.len() {
            let at = (sector as usize) << MINI_SHIFT;
            if bytes.len() as u64 >= wanted || sector >= LAST_SECTOR || at >= self.mini.len() {
                break;
            }
            let end = self.mini.len().min(at + (1 << MINI_SHIFT));
            bytes.extend_from_slice(&self.mini[at..end]);
            let Some(next) = self.mini_next.get(sector as usize) else { break };
            sector = *next;
        }
        let is_whole = bytes.len() as u64 >= wanted;
        bytes.truncate(usize::try_from(wanted).unwrap_or(usize::MAX));
        Stream { bytes, is_whole }
    }
}

/// The sectors of a chain. One that goes in circles ends when as many were passed as there are.
fn follow(next: &[u32], start: u32) -> impl Iterator<Item = u32> {
    let mut sector = Some(start);
    (0..=next.len()).map_while(move |_| {
        let this = sector.filter(|sector| *sector < LAST_SECTOR)?;
        sector = next.get(this as usize).copied();
        Some(this)
    })
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|four| u32::from_le_bytes(*four)).collect()
}
