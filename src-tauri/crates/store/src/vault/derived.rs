//! Documents without bytes of their own: they stand, as they are or deflated, in those of the document they were found in.
//! An archive of films would else be kept twice.

use std::{
    collections::{HashSet, VecDeque},
    io::{Read, Write},
    sync::{Arc, Mutex, PoisonError},
};

use facts::DocumentId;
use rusqlite::{Connection, params};

use super::{At, Bytes, Codec, Key, Place, Staged, Vault, inflated::Marks};
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
}

/// Documents in documents past this depth were not written by us.
const MOST_LEVELS: u32 = 64;
/// No more of them are deflated in each other: reading the innermost inflates all around it.
const MOST_DEFLATED: u32 = 3;
/// Of so many streams it is remembered how to come to a place in them.
const MOST_PASSED: usize = 4;

/// How to come to a place in the streams that were inflated last.
#[derive(Debug, Clone, Default)]
pub(super) struct Passed(Arc<Mutex<VecDeque<(Stream, Marks)>>>);

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
    /// How many of the blobs around it, and it itself, are deflated.
    fn n_deflated(&self) -> u32 {
        match &self.at {
            At::File { .. } => 0,
            At::Blob { place, .. } => place.n_deflated() + u32::from(self.codec == Codec::Deflated),
        }
    }
}

impl Vault {
    pub(crate) fn record_within(conn: &Connection, key: Key, derived: &Derived) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO blob (key, name, start, within, codec, bytes, sha256) \
                   VALUES (?, '', ?, ?, ?, ?, ?)";
        let Derived { within, at, bytes, sha256, packing } = derived;
        let codec = match packing {
            Packing::Plain => Codec::Within,
            Packing::Deflated => Codec::Deflated,
        };
        conn.prepare_cached(sql)?.execute(params![
            key.bytes(),
            at,
            within.as_bytes(),
            codec.as_str(),
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
            Packing::Deflated => at < outer.bytes && outer.n_deflated() < MOST_DEFLATED,
        };
        if outer.codec == Codec::Pack1 || !is_inside {
            return Err(Error::Damaged(format!("{key} is said to stand where it cannot")));
        }
        let (codec, at) = match (packing, outer) {
            (Packing::Deflated, outer) => (Codec::Deflated, At::Blob { place: Box::new(outer), start: at }),
            (Packing::Plain, Place { at: At::File { name, start }, .. }) => {
                (Codec::Within, At::File { name, start: Some(start.unwrap_or(0).saturating_add(at)) })
            }
            (Packing::Plain, outer) => (Codec::Within, At::Blob { place: Box::new(outer), start: at }),
        };
        Ok(Some(Place { at, codec, bytes, sha256 }))
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

    /// Whether what stands deflated in this document needs no bytes of its own: not where too much is deflated around it.
    pub(crate) fn may_hold_deflated(&self, conn: &Connection, document: DocumentId) -> Result<bool> {
        let place = self.place(conn, Key::Document(document))?;
        Ok(place.is_none_or(|place| place.n_deflated() < MOST_DEFLATED))
    }

    /// The bytes of a blob where every place is as near as any other: one that is deflated is inflated into a file that is
    /// gone once the second of what is given back is dropped.
    pub(crate) fn open_at_hand(&self, key: Key, place: &Place) -> Result<(Bytes, Option<Staged>)> {
        if place.n_deflated() == 0 {
            return Ok((self.open(key, place)?, None));
        }
        let mut staged = self.stage()?;
        match self.pour(key, place, &mut staged)? {
            true => Ok((staged.reopen()?, Some(staged))),
            false => Err(Error::Blob { what: key.to_string(), trouble: "changed" }),
        }
    }

    /// Copies a blob out, to be stored by itself; `None` where its bytes are not the ones that were written.
    pub(crate) fn copy_out(&self, key: Key, place: &Place) -> Result<Option<Staged>> {
        let mut staged = self.stage()?;
        if !self.pour(key, place, &mut staged)? {
            return Ok(None);
        }
        staged.rest().map_err(Error::file("cannot write a file in", &self.staging()))?;
        Ok(Some(staged))
    }

    /// Copies a blob's bytes; false where they are not the ones that were written.
    fn pour(&self, key: Key, place: &Place, staged: &mut Staged) -> Result<bool> {
        let Ok(mut bytes) = self.open(key, place) else { return Ok(false) };
        let mut buffer = vec![0; 256 << 10];
        loop {
            match bytes.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => {
                    staged.write_all(&buffer[..n]).map_err(Error::file("cannot write a file in", &self.staging()))?;
                }
                Err(_) => return Ok(false),
            }
        }
        Ok(staged.sha256() == place.sha256)
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
