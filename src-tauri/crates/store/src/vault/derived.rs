//! Documents without bytes of their own: they stand, as they are or packed, in those of the document they were found in.
//! An archive of films would else be kept twice.
//!
//! What lies in a locked archive has bytes of its own all the same: a password is destroyed when it is taken off the list and
//! never leaves this installation, and no evidence is to hang on one. So has what only a library unpacks that is not safe
//! Rust: that is done in workers alone.

use std::{
    collections::{HashSet, VecDeque},
    fs::{File, OpenOptions},
    io::{Read, Write},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use facts::DocumentId;
use rusqlite::{Connection, params};

use super::{
    At, Bytes, Codec, Hasher, Key, Place, Staged, Vault,
    inflated::Marks,
    unpacked::{Form, Left, MOST_REACH},
};
use crate::{Error, Result};

/// Bytes that stand in those of another document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Derived {
    /// The document whose bytes they are part of.
    pub within: DocumentId,
    /// Where in them they begin.
    pub at: u64,
    /// How many there are.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: [u8; 32],
    /// How they stand there.
    pub packing: Packing,
}

/// How bytes stand in others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// As they are.
    Plain,
    /// Deflated (RFC 1951).
    Deflated,
    /// Packed with LZMA, in a stream that begins there, `skip` bytes from its beginning.
    Lzma {
        /// How the stream is packed.
        form: Form,
        /// What comes out before.
        skip: u64,
    },
}

impl Packing {
    fn word(self) -> String {
        match self {
            Packing::Plain => Codec::Within.as_str().to_owned(),
            Packing::Deflated => Codec::Deflated.as_str().to_owned(),
            Packing::Lzma { form, skip } => format!("{skip}+{}", form.word()),
        }
    }

    pub(super) fn parse(word: &str) -> Option<Packing> {
        if let Some((skip, form)) = word.split_once('+') {
            return Some(Packing::Lzma { form: Form::parse(form)?, skip: skip.parse().ok()? });
        }
        match Codec::parse(word)? {
            Codec::Within => Some(Packing::Plain),
            Codec::Deflated => Some(Packing::Deflated),
            Codec::Plain | Codec::Pack1 | Codec::Lzma => None,
        }
    }
}

/// Documents in documents past this depth were not written by us.
const MOST_LEVELS: u32 = 64;
/// No more of them are packed in each other: reading the innermost unpacks all around it.
const MOST_PACKED: u32 = 3;
/// Of so many streams it is remembered how to come to a place in them.
const MOST_PASSED: usize = 4;
/// A blob that was unpacked is kept at hand up to this size.
const MOST_KEPT: u64 = 256 << 20;

/// How to come to a place in the streams that were inflated last.
#[derive(Debug, Clone, Default)]
pub(super) struct Passed(Arc<Mutex<VecDeque<(Stream, Marks)>>>);

/// What was unpacked last of what is packed with LZMA.
#[derive(Debug, Clone, Default)]
pub(super) struct Opened(Arc<Mutex<Last>>);

#[derive(Debug, Default)]
struct Last {
    /// How far the stream was unpacked that was read last: of one alone, for it takes much memory.
    left: Option<(LzmaStream, Left)>,
    /// The blob that was unpacked last, by its checksum: who draws its pages opens it for each.
    whole: Option<([u8; 32], File)>,
}

/// In which bytes, where in them, and how it is packed.
type LzmaStream = ([u8; 32], u64, Form);

impl Opened {
    fn last(&self) -> MutexGuard<'_, Last> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn left(&self, stream: LzmaStream) -> Left {
        let left = &mut self.last().left;
        match left {
            Some((one, left)) if *one == stream => left.clone(),
            _ => left.insert((stream, Left::default())).1.clone(),
        }
    }

    fn whole(&self, place: &Place) -> Option<File> {
        let last = self.last();
        let (_, file) = last.whole.as_ref().filter(|(sha256, _)| *sha256 == place.sha256)?;
        file.try_clone().ok()
    }

    fn keep(&self, place: &Place, file: &File) {
        let is_kept = place.bytes <= MOST_KEPT;
        self.last().whole = file.try_clone().ok().filter(|_| is_kept).map(|file| (place.sha256, file));
    }

    /// Lets go of what was unpacked: it may have been erased.
    pub fn forget(&self) {
        *self.last() = Last::default();
    }
}

/// Which stream: what it holds, in which bytes, and where in them.
type Stream = ([u8; 32], [u8; 32], u64);

impl Passed {
    fn of(&self, stream: Stream) -> Marks {
        let mut passed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let marks = match passed.iter().position(|(one, _)| *one == stream).and_then(|idx| passed.remove(idx)) {
            Some((_, marks)) => marks,
            None => Marks::default(),
        };
        passed.push_front((stream, marks.clone()));
        passed.truncate(MOST_PASSED);
        marks
    }
}

impl Place {
    /// How many of the blobs around it, and it itself, are packed.
    fn n_packed(&self) -> u32 {
        match &self.at {
            At::File { .. } => 0,
            At::Blob { place, .. } => place.n_packed() + u32::from(self.codec == Codec::Deflated),
            At::Lzma { place, .. } => place.n_packed() + 1,
        }
    }

    /// Whether what is packed in it needs no bytes of its own.
    fn may_hold_packed(&self) -> bool {
        self.n_packed() < MOST_PACKED && !self.is_lzma()
    }

    /// Whether it, or a blob around it, is packed with LZMA: going back in it means to begin again.
    fn is_lzma(&self) -> bool {
        match &self.at {
            At::File { .. } => false,
            At::Blob { place, .. } => place.is_lzma(),
            At::Lzma { .. } => true,
        }
    }
}

impl Vault {
    pub(crate) fn record_within(conn: &Connection, key: Key, derived: &Derived) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO blob (key, name, start, within, codec, bytes, sha256) \
                   VALUES (?, '', ?, ?, ?, ?, ?)";
        let Derived { within, at, bytes, sha256, packing } = derived;
        conn.prepare_cached(sql)?.execute(params![
            key.bytes(),
            at,
            within.as_bytes(),
            packing.word(),
            bytes,
            sha256
        ])?;
        Ok(())
    }

    /// Where the bytes are that a document stands in; `None` where they are not in the case.
    pub(super) fn place_within(
        &self,
        conn: &Connection,
        key: Key,
        derived: &Derived,
        depth: u32,
    ) -> Result<Option<Place>> {
        if depth >= MOST_LEVELS {
            return Err(Error::Damaged(format!("{key} is said to stand in itself")));
        }
        let Derived { within, at, bytes, sha256, packing } = *derived;
        let Some(outer) = self.place_below(conn, Key::Document(within), depth + 1)? else { return Ok(None) };
        let is_inside = match packing {
            Packing::Plain => at.checked_add(bytes).is_some_and(|end| end <= outer.bytes),
            Packing::Deflated | Packing::Lzma { .. } => at < outer.bytes && outer.may_hold_packed(),
        };
        if outer.codec == Codec::Pack1 || !is_inside {
            return Err(Error::Damaged(format!("{key} is said to stand where it cannot")));
        }
        let (codec, at) = match (packing, outer) {
            (Packing::Deflated, outer) => (Codec::Deflated, At::Blob { place: Box::new(outer), start: at }),
            (Packing::Lzma { form, skip }, outer) => {
                (Codec::Lzma, At::Lzma { place: Box::new(outer), start: at, form, skip })
            }
            (Packing::Plain, Place { at: At::Lzma { place, start, form, skip }, .. }) => {
                (Codec::Lzma, At::Lzma { place, start, form, skip: skip.saturating_add(at) })
            }
            (Packing::Plain, Place { at: At::File { name, start }, .. }) => {
                (Codec::Within, At::File { name, start: Some(start.unwrap_or(0).saturating_add(at)) })
            }
            (Packing::Plain, outer) => (Codec::Within, At::Blob { place: Box::new(outer), start: at }),
        };
        Ok(Some(Place { at, codec, bytes, sha256 }))
    }

    /// The bytes of a blob that stands packed with LZMA in another.
    pub(super) fn bytes_unpacked(
        &self,
        place: &Place,
        outer: &Place,
        (start, form, skip): (u64, Form, u64),
    ) -> Option<Bytes> {
        let left = self.opened.left((outer.sha256, start, form));
        Some(Bytes::packed_in(self.bytes(outer)?, start, form, skip, place.bytes, left))
    }

    /// The bytes of a blob that is packed with LZMA, unpacked as a whole and compared with their checksum: who draws a page
    /// goes back and forth. They lie in a file without a name, which nobody has to remove. `None` where none can be made.
    pub(super) fn open_unpacked(&self, key: Key, place: &Place) -> Result<Option<Bytes>> {
        if let Some(file) = self.opened.whole(place) {
            return Ok(Some(Bytes::part(file, 0, place.bytes)));
        }
        let Ok(mut file) = self.nameless() else { return Ok(None) };
        match self.pour(place, &mut file) {
            Ok(true) => {
                self.opened.keep(place, &file);
                Ok(Some(Bytes::part(file, 0, place.bytes)))
            }
            Ok(false) => Err(Error::Blob { what: key.to_string(), trouble: "changed" }),
            Err(_) => Ok(None),
        }
    }

    fn nameless(&self) -> std::io::Result<File> {
        let path = self.staging().join(self.new_name());
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
        std::fs::remove_file(&path)?;
        Ok(file)
    }

    /// The bytes of a blob that stands in another.
    pub(super) fn bytes_within(&self, place: &Place, outer: &Place, start: u64) -> Option<Bytes> {
        let around = self.bytes(outer)?;
        Some(match place.codec {
            Codec::Deflated => {
                let marks = self.passed.of((place.sha256, outer.sha256, start));
                Bytes::deflated_in(around, start, place.bytes, marks)
            }
            _ => Bytes::within(around, start, place.bytes),
        })
    }

    /// Whether what stands so in this document, from `at` on, needs no bytes of its own: not where too much is packed around
    /// it, or lies before it.
    pub(crate) fn may_hold(&self, conn: &Connection, document: DocumentId, at: u64, packing: Packing) -> Result<bool> {
        let Some(place) = self.place(conn, Key::Document(document))? else { return Ok(true) };
        let At::Lzma { place: outer, start, form, skip } = &place.at else {
            return Ok((packing == Packing::Plain && !place.is_lzma()) || place.may_hold_packed());
        };
        let of_place = (*start, *form, skip.saturating_add(at));
        let bytes = self.bytes_unpacked(&place, outer, of_place).filter(|_| packing == Packing::Plain);
        Ok(bytes.is_some_and(|mut bytes| bytes.reach().is_ok_and(|reach| reach <= MOST_REACH)))
    }

    /// The bytes of a blob where every place is as near as any other: one that is packed is unpacked into a file that is
    /// gone once the second of what is given back is dropped.
    pub(crate) fn open_at_hand(&self, key: Key, place: &Place) -> Result<(Bytes, Option<Staged>)> {
        if place.n_packed() == 0 {
            return Ok((self.open(key, place)?, None));
        }
        let mut staged = self.stage()?;
        match self.pour(place, &mut staged)? {
            true => Ok((staged.reopen()?, Some(staged))),
            false => Err(Error::Blob { what: key.to_string(), trouble: "changed" }),
        }
    }

    /// Copies a blob out, to be stored by itself; `None` where its bytes are not the ones that were written.
    pub(crate) fn copy_out(&self, place: &Place) -> Result<Option<Staged>> {
        let mut staged = self.stage()?;
        if !self.pour(place, &mut staged)? {
            return Ok(None);
        }
        staged.rest().map_err(Error::file("cannot write a file in", &self.staging()))?;
        Ok(Some(staged))
    }

    /// Copies a blob's bytes; false where they are not the ones that were written.
    fn pour(&self, place: &Place, to: &mut impl Write) -> Result<bool> {
        let Some(mut bytes) = self.bytes(place) else { return Ok(false) };
        let mut buffer = vec![0; 256 << 10];
        let mut hasher = Hasher::new();
        loop {
            match bytes.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => {
                    hasher.update(&buffer[..n]);
                    to.write_all(&buffer[..n]).map_err(Error::file("cannot write a file in", &self.staging()))?;
                }
                Err(_) => return Ok(false),
            }
        }
        Ok(hasher.finish() == place.sha256)
    }
}

/// Blobs that stand in these documents and are not their own.
pub(crate) fn standing_in(conn: &Connection, documents: &[DocumentId]) -> Result<Vec<Key>> {
    let leaving: HashSet<&DocumentId> = documents.iter().collect();
    let mut keys = Vec::new();
    let mut query = conn.prepare_cached("SELECT key FROM blob WHERE within = ?")?;
    for document in documents {
        for key in query.query_map([document.as_bytes()], |row| row.get::<_, Vec<u8>>(0))? {
            let key = key?;
            let id = key.strip_prefix(b"d").and_then(|id| <[u8; 32]>::try_from(id).ok()).map(DocumentId::from_bytes);
            keys.extend(id.filter(|id| !leaving.contains(id)).map(Key::Document));
        }
    }
    Ok(keys)
}
