//! Documents without bytes of their own: they stand, as they are, in those of the document they were found in. An archive
//! of films would else be kept twice.

use std::{
    collections::HashSet,
    io::{Read, Write},
};

use facts::DocumentId;
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use super::{Codec, Key, Place, Staged, Vault};
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
}

/// Documents in documents past this depth were not written by us.
const MOST_LEVELS: u32 = 64;

impl Vault {
    pub(crate) fn record_within(conn: &Connection, key: Key, derived: &Derived) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO blob (key, name, start, within, codec, bytes, sha256) \
                   VALUES (?, '', ?, ?, ?, ?, ?)";
        let Derived { within, at, bytes, sha256 } = derived;
        conn.prepare_cached(sql)?.execute(params![
            key.bytes(),
            at,
            within.as_bytes(),
            Codec::Within.as_str(),
            bytes,
            sha256
        ])?;
        Ok(())
    }

    /// Where the bytes are that a document stands in; `None` where they are not in the case.
    pub(super) fn place_within(&self, conn: &Connection, key: Key, derived: &Derived) -> Result<Option<Place>> {
        let mut outer = (derived.within, derived.at);
        for _ in 0..MOST_LEVELS {
            let (within, at) = outer;
            match standing(conn, Key::Document(within))? {
                Some((further, start)) => outer = (further, at.saturating_add(start)),
                None => {
                    let Some(place) = self.place(conn, Key::Document(within))? else { return Ok(None) };
                    let is_inside = at.checked_add(derived.bytes).is_some_and(|end| end <= place.bytes);
                    if place.codec != Codec::Plain || !is_inside {
                        return Err(Error::Damaged(format!("{key} is said to stand where it cannot")));
                    }
                    let start = Some(place.start.unwrap_or(0).saturating_add(at));
                    let Derived { bytes, sha256, .. } = *derived;
                    return Ok(Some(Place { name: place.name, start, codec: Codec::Within, bytes, sha256 }));
                }
            }
        }
        Err(Error::Damaged(format!("{key} is said to stand in itself")))
    }

    /// Copies a blob out, to be stored by itself; `None` where its bytes are not the ones that were written.
    pub(crate) fn copy_out(&self, key: Key, place: &Place) -> Result<Option<Staged>> {
        let Ok(mut bytes) = self.open(key, place) else { return Ok(None) };
        let mut staged = self.stage()?;
        let staging = self.staging();
        let writing = || Error::file("cannot write a file in", &staging);
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 256 << 10];
        loop {
            match bytes.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => {
                    hasher.update(&buffer[..n]);
                    staged.write_all(&buffer[..n]).map_err(writing())?;
                }
                Err(_) => return Ok(None),
            }
        }
        staged.rest().map_err(writing())?;
        Ok((hasher.finalize()[..] == place.sha256).then_some(staged))
    }
}

/// What a blob stands in and where, if it has no bytes of its own.
fn standing(conn: &Connection, key: Key) -> Result<Option<(DocumentId, u64)>> {
    let mut query = conn.prepare_cached("SELECT within, start FROM blob WHERE key = ? AND within NOT NULL")?;
    let mut rows = query.query([key.bytes()])?;
    Ok(match rows.next()? {
        Some(row) => Some((DocumentId::from_bytes(row.get(0)?), row.get::<_, Option<u64>>(1)?.unwrap_or(0))),
        None => None,
    })
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
