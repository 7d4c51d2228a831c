//! 7z archives: every file in them a child, in the order in which they are packed.
//!
//! Files are often packed as one: then they are unpacked one after another, and where the packed bytes are damaged, those
//! behind cannot be reached. Checksums are compared here, file by file, so that one that disagrees loses no other file.
//! Folders are left out, links are children without bytes.

mod faults;
mod keys;
#[cfg(test)]
mod tests;

use std::io::{self, BufReader, Read};
use std::ops::Range;

use encoding_rs::UTF_8;
use flate2::Crc;
use keys::Keyring;
use sevenz_rust2::{Archive, ArchiveEntry, BlockDecoder, EncoderMethod, SIGNATURE_HEADER_SIZE};

use super::lock::OPENED;
use super::medium::Medium;
use super::moment::of_seconds;
use super::names::name;
use super::split;
use super::unpacking::{Broken, Packed, STANDING_FROM_BYTES, Unpacking, give_link, locked, problem, target};
use super::{Child, Emit, Failure, Input, Limits, MetaKey, Packing, Problem, ProblemCode};

/// What a list of files may take unpacked, and what unpacking may take: packing at the highest level needs 64 MiB.
const MOST_LIST_KIB: usize = 64 << 10;
const MOST_MEMORY_KIB: usize = 256 << 10;
const ALIVE_BYTES: u64 = 16 << 20;
const CHECKPOINT_ENTRIES: u64 = 64;
const CHECKPOINT_BYTES: u64 = 16 << 20;

type Bytes<'a, 'm> = BufReader<&'a mut Medium<'m>>;

/// Gives every file of an archive as a child. Resumes at the entry a checkpoint names.
///
/// # Errors
///
/// [`Failure::Encrypted`] where the list or all files are locked and no password fits (each file whose name is known is given all the same,
/// without bytes), [`Failure::LimitHit`] for archives nested too deep, too large, packed too well, or that would take too
/// much memory to unpack.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut reading = Reading::new(input)?;
    let mut medium = Medium::new(&mut *input.bytes);
    let mut bytes = BufReader::with_capacity(64 << 10, &mut medium);
    let opened = reading.keys.list(&mut bytes, out);
    let outcome = opened.and_then(|archive| reading.archive(archive, &mut bytes, out));
    drop(bytes);
    if let (Err(Failure::Corrupt(_)), Some(part)) = (&outcome, split::part_of(input.name)) {
        return split::tell(&part, out);
    }
    medium.check()?;
    outcome
}

/// How far a reading has come.
struct Reading<'p> {
    limits: Limits,
    unpacking: Unpacking,
    keys: Keyring<'p>,
    /// How many bytes the archive has.
    len: u64,
    /// The entry that comes next, in the order of reading, from 0; and the one an earlier reading came to.
    next: u64,
    from: u64,
    n_files: u64,
    n_locked: u64,
    /// Why something needs too much memory.
    over: Option<String>,
    /// Entries and bytes at the last checkpoint.
    marked: (u64, u64),
}

/// One run of bytes in which files are packed one after another.
struct Block {
    n_packed: u64,
    /// Bytes unpacked so far.
    n_unpacked: u64,
}

impl<'p> Reading<'p> {
    /// A checkpoint is `next entry:bytes so far`; one that cannot be read means from the start.
    fn new(input: &Input<'p>) -> Result<Reading<'p>, Failure> {
        let (limits, len, keys) = (input.limits, input.len, Keyring::new(input.passwords));
        let parsed = input.resume.and_then(|token| token.split_once(':'));
        let place = parsed.and_then(|(next, n_bytes)| Some((next.parse().ok()?, n_bytes.parse().ok()?)));
        let (from, n_bytes) = place.unwrap_or((0, 0));
        let unpacking = Unpacking::new(limits, n_bytes)?;
        let marked = (from, n_bytes);
        Ok(Reading { limits, unpacking, keys, len, next: 0, from, n_files: 0, n_locked: 0, over: None, marked })
    }

    fn archive(&mut self, mut archive: Archive, bytes: &mut Bytes<'_, '_>, out: &mut dyn Emit) -> Result<(), Failure> {
        let sums: Vec<Option<u32>> = archive.files.iter().map(|file| sum(file).filter(|_| file.has_crc)).collect();
        archive.files.iter_mut().for_each(|file| file.has_crc = false);
        for block_idx in 0..archive.blocks.len() {
            self.block(&archive, block_idx, &sums, bytes, out)?;
        }
        for (idx, file) in archive.files.iter().enumerate() {
            if archive.stream_map.file_block_index.get(idx).is_none_or(Option::is_none) {
                self.give(file, idx, Content::Known(None), out)?;
            }
        }
        if self.keys.has_opened() {
            out.meta(MetaKey::Finding, OPENED.to_owned())?;
        }
        match self.over.take() {
            Some(over) => Err(Failure::LimitHit(over)),
            None => locked(self.n_locked, self.n_files, out),
        }
    }

    /// Gives the files of one block, those that cannot be reached without bytes.
    fn block(
        &mut self,
        archive: &Archive,
        block_idx: usize,
        sums: &[Option<u32>],
        bytes: &mut Bytes<'_, '_>,
        out: &mut dyn Emit,
    ) -> Result<(), Failure> {
        let first = archive.stream_map.block_first_file_index.get(block_idx).copied().unwrap_or_default();
        let sum = sums.get(first).copied().flatten();
        let password = self.keys.of_block(archive, (block_idx, first), sum, bytes, out)?;
        let decoder = BlockDecoder::new_with_memory_limit(1, MOST_MEMORY_KIB, block_idx, archive, &password, bytes);
        let Range { mut start, end } = first..first + decoder.entry_count();
        let stands = Stands::of(archive, block_idx);
        let mut block = Block { n_packed: n_packed(archive, block_idx).min(self.len), n_unpacked: 0 };
        let mut skip = 0u64;
        let mut ended = Ok(());
        let decoded = decoder.for_each_entries(&mut |file, bytes| {
            let idx = start;
            start += 1;
            let at = stands.as_ref().filter(|_| file.size >= STANDING_FROM_BYTES).and_then(|stands| stands.at(skip));
            skip = skip.saturating_add(file.size);
            let content = Content::Packed { bytes, block: &mut block, sum: sums.get(idx).copied().flatten(), at };
            ended = self.give(file, idx, content, out);
            Ok(ended.is_ok())
        });
        ended?;
        let Err(error) = decoded else { return Ok(()) };
        let fault = faults::of_block(&error, start > first);
        if fault.code == ProblemCode::Limit {
            self.over.get_or_insert_with(|| fault.message.clone());
        }
        for (idx, file) in archive.files.iter().enumerate().take(end).skip(start) {
            self.give(file, idx, Content::Known(file.has_stream.then(|| fault.clone())), out)?;
        }
        Ok(())
    }

    fn give(
        &mut self,
        file: &ArchiveEntry,
        idx: usize,
        content: Content<'_>,
        out: &mut dyn Emit,
    ) -> Result<(), Failure> {
        self.next += 1;
        let is_file = !file.is_directory && !file.is_anti_item && !is_link(file);
        let is_locked = matches!(&content, Content::Known(Some(Problem { code: ProblemCode::Encrypted, .. })));
        self.n_files += u64::from(is_file);
        self.n_locked += u64::from(is_file && is_locked);
        if self.n_files > self.limits.max_children {
            return Err(Failure::LimitHit(format!("more than {} entries", self.limits.max_children)));
        }
        if self.next <= self.from {
            return content.pass(out);
        }
        let called = name(file.name.as_bytes(), None, Some(UTF_8));
        let locator = format!("entry {}", idx + 1);
        let modified = file.has_last_modified_date.then(|| of_windows(file.last_modified_date.into())).flatten();
        let child = Child { name: called.shown, raw_name: called.raw, locator, modified, broken: None };
        if is_file {
            content.give(child, file.size, &mut self.unpacking, out)?;
        } else if is_link(file) {
            let to = content.link(out)?;
            give_link(child, to.as_deref(), out)?;
        }
        self.mark(out)
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

/// A file's bytes, or why there are none.
enum Content<'a> {
    Known(Option<Problem>),
    Packed {
        bytes: &'a mut dyn Read,
        block: &'a mut Block,
        sum: Option<u32>,
        /// Where they stand in the archive, and how, where the vault can take them from there.
        at: Option<(u64, Packing)>,
    },
}

impl Content<'_> {
    fn give(self, child: Child, size: u64, unpacking: &mut Unpacking, out: &mut dyn Emit) -> Result<(), Failure> {
        match self {
            Content::Known(broken) => out.child(Child { broken, ..child }, &mut io::empty()).map(|_| ()),
            Content::Packed { bytes, block, sum, at } => {
                if let Some((at, packing)) = at {
                    out.child_at(at, packing)?;
                }
                let mut checked = Checked { bytes, crc: Crc::new(), sum, n_bytes: 0 };
                let (n_packed, n_before) = (block.n_packed, block.n_unpacked);
                let packed = Packed { bytes: &mut checked, n_packed, n_before, size: Some(size) };
                let outcome = unpacking.give(child, packed, out);
                block.n_unpacked += checked.n_bytes;
                outcome.map(|_| ())
            }
        }
    }

    /// Where a link leads, which its bytes say; what is behind needs all of them unpacked.
    fn link(mut self, out: &mut dyn Emit) -> Result<Option<String>, Failure> {
        let Content::Packed { bytes, block, .. } = &mut self else { return Ok(None) };
        let mut counted = Checked { bytes: &mut **bytes, crc: Crc::new(), sum: None, n_bytes: 0 };
        let to = target(&mut counted);
        block.n_unpacked += counted.n_bytes;
        self.pass(out)?;
        Ok(to)
    }

    /// Unpacks without giving: what comes behind needs it. A fault shows there.
    fn pass(self, out: &mut dyn Emit) -> Result<(), Failure> {
        let Content::Packed { bytes, block, .. } = self else { return Ok(()) };
        loop {
            let passed = io::copy(&mut (&mut *bytes).take(ALIVE_BYTES), &mut io::sink());
            block.n_unpacked += passed.as_ref().copied().unwrap_or_default();
            match passed {
                Ok(1..) => out.alive()?,
                _ => return Ok(()),
            }
        }
    }
}

/// A file's bytes and their checksum.
struct Checked<'a> {
    bytes: &'a mut dyn Read,
    crc: Crc,
    sum: Option<u32>,
    n_bytes: u64,
}

impl Read for Checked<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n_read = match self.bytes.read(buf) {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                return Err(io::Error::other(Broken(faults::of_stream(error))));
            }
            outcome => outcome?,
        };
        self.crc.update(&buf[..n_read]);
        self.n_bytes += n_read as u64;
        if n_read == 0 && !buf.is_empty() && self.sum.is_some_and(|sum| sum != self.crc.sum()) {
            let message = "its checksum is not the one given: some of its bytes are wrong";
            return Err(io::Error::other(Broken(problem(ProblemCode::Checksum, message.to_owned()))));
        }
        Ok(n_read)
    }
}

/// Where the bytes of a block stand in the archive, and how, if they are packed in one way that the vault can unpack.
struct Stands {
    at: u64,
    method: Method,
}

enum Method {
    Copy,
    Lzma { numbers: u8, window: u32 },
    Lzma2 { window: u8 },
}

impl Stands {
    fn of(archive: &Archive, block_idx: usize) -> Option<Stands> {
        let [coder] = &archive.blocks.get(block_idx)?.coders[..] else { return None };
        let method = match (coder.encoder_method_id(), coder.properties()) {
            (EncoderMethod::ID_COPY, _) => Method::Copy,
            (EncoderMethod::ID_LZMA, [numbers, window @ ..]) => {
                Method::Lzma { numbers: *numbers, window: u32::from_le_bytes(window.try_into().ok()?) }
            }
            (EncoderMethod::ID_LZMA2, [window]) => Method::Lzma2 { window: *window },
            _ => return None,
        };
        let first = *archive.stream_map.block_first_pack_stream_index().get(block_idx)?;
        let before = archive.pack_sizes().get(..first)?.iter().try_fold(0u64, |sum, size| sum.checked_add(*size))?;
        let at = SIGNATURE_HEADER_SIZE.checked_add(archive.pack_pos())?.checked_add(before)?;
        Some(Stands { at, method })
    }

    /// Where and how what comes out after `skip` bytes stands.
    fn at(&self, skip: u64) -> Option<(u64, Packing)> {
        Some(match self.method {
            Method::Copy => (self.at.checked_add(skip)?, Packing::Plain),
            Method::Lzma { numbers, window } => (self.at, Packing::Lzma { numbers, window, skip }),
            Method::Lzma2 { window } => (self.at, Packing::Lzma2 { window, skip }),
        })
    }
}

fn sum(file: &ArchiveEntry) -> Option<u32> {
    u32::try_from(file.crc).ok()
}

fn is_link(file: &ArchiveEntry) -> bool {
    const MADE_ON_UNIX: u32 = 0x8000;
    let attributes = file.windows_attributes;
    file.has_windows_attributes && attributes & MADE_ON_UNIX != 0 && (attributes >> 16) & 0o170_000 == 0o120_000
}

/// How many bytes a block is packed in.
fn n_packed(archive: &Archive, block_idx: usize) -> u64 {
    let firsts = archive.stream_map.block_first_pack_stream_index();
    let first = firsts.get(block_idx).copied().unwrap_or_default();
    let end = firsts.get(block_idx + 1).copied().unwrap_or(archive.pack_sizes().len());
    let sizes = archive.pack_sizes().get(first..end).unwrap_or_default();
    sizes.iter().fold(0, |sum, size| sum.saturating_add(*size))
}

/// A time of Windows, in tenths of a microsecond since 1601.
fn of_windows(time: u64) -> Option<String> {
    of_seconds(i64::try_from(time / 10_000_000).ok()? - 11_644_473_600)
}
