//! The vault: the one seam through which all bytes of a case pass.
//!
//! A blob has a key (a document, or a text version) and, in a table, the random name it is stored under and its codec.
//! Encryption, compression and packing are codecs; nothing above this module changes with them. Bytes are staged under
//! a temporary name while they stream in, and take their final name only inside a transaction. Small blobs of one
//! transaction share a file: a mailbox of a hundred thousand messages is not two hundred thousand files.

mod bytes;
pub(crate) mod derived;
mod files;
mod inflated;
pub mod pack;
pub mod pages;
pub(crate) mod shared;
mod staged;
mod unpacked;

use std::{fs::File, io::Read, path::PathBuf};

use facts::DocumentId;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

pub use bytes::Bytes;
pub use derived::{Derived, Packing};
pub use staged::Staged;
pub use unpacked::{Form, Left};

use crate::{Error, Result, World, disk};
use files::{dirs_in, files_in, is_our_name, open_plain, reading, shred};

/// What a blob holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A document's original bytes.
    Document(DocumentId),
    /// A text version's units.
    Text(anchor::TextHash),
}

impl Key {
    fn bytes(&self) -> Vec<u8> {
        let (kind, id) = match self {
            Key::Document(id) => (b'd', id.as_bytes()),
            Key::Text(hash) => (b't', hash.as_bytes()),
        };
        let mut bytes = vec![kind];
        bytes.extend_from_slice(id);
        bytes
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Key::Document(id) => write!(f, "document {}", id.short()),
            Key::Text(hash) => write!(f, "text {}", hash.short()),
        }
    }
}

/// How the bytes of a blob are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codec {
    /// As they are.
    Plain,
    /// A text pack, version 1 (see [`pack`]).
    Pack1,
    /// As they are, in the bytes of another document (see [`Derived`]).
    Within,
    /// Deflated (RFC 1951), in the bytes of another document.
    Deflated,
    /// Packed with LZMA, in the bytes of another document.
    Lzma,
}

impl Codec {
    fn as_str(self) -> &'static str {
        match self {
            Codec::Plain => "plain",
            Codec::Pack1 => "pack1",
            Codec::Within => "within",
            Codec::Deflated => "deflated",
            Codec::Lzma => "lzma",
        }
    }

    fn parse(word: &str) -> Option<Codec> {
        match word {
            "plain" => Some(Codec::Plain),
            "pack1" => Some(Codec::Pack1),
            "within" => Some(Codec::Within),
            "deflated" => Some(Codec::Deflated),
            _ => None,
        }
    }
}

/// Where a blob is.
#[derive(Debug, Clone)]
pub struct Place {
    at: At,
    /// How it is stored.
    pub codec: Codec,
    /// How many bytes are read from it.
    pub bytes: u64,
    /// SHA-256 of them.
    pub sha256: [u8; 32],
}

#[derive(Debug, Clone)]
enum At {
    /// In a file, from a place on where it shares it with others.
    File { name: String, start: Option<u64> },
    /// In a blob that is no file itself, from `start`.
    Blob { place: Box<Place>, start: u64 },
    /// In a stream in a blob that begins at `start`, after `skip` bytes that come out before.
    Lzma { place: Box<Place>, start: u64, form: Form, skip: u64 },
}

/// Names bytes as documents are named, without storing them.
#[derive(Debug, Clone, Default)]
pub struct Hasher(Sha256);

impl Hasher {
    /// Of no bytes yet.
    pub fn new() -> Hasher {
        Hasher::default()
    }

    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// SHA-256 of all of them.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// What a look at a blob found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// As it was written.
    Ok,
    /// Other bytes than were written.
    Changed,
    /// Not there, or not readable.
    Missing,
}

/// The folder of blobs. Cheap to clone; streams can be staged from any thread.
#[derive(Debug, Clone)]
pub struct Vault {
    dir: PathBuf,
    world: World,
    passed: derived::Passed,
    opened: derived::Opened,
}

impl Vault {
    pub(crate) fn new(dir: PathBuf, world: World) -> Vault {
        Vault { dir, world, passed: derived::Passed::default(), opened: derived::Opened::default() }
    }

    pub(crate) fn create(&self) -> Result<()> {
        let staging = self.staging();
        std::fs::create_dir_all(&staging).map_err(Error::file("cannot make the vault", &staging))
    }

    fn staging(&self) -> PathBuf {
        self.dir.join("staged")
    }

    fn path(&self, name: &str) -> PathBuf {
        // Two letters of fan-out keep folders small with millions of blobs.
        self.dir.join(&name[..2]).join(&name[2..])
    }

    /// Bytes free where the vault lies; `None` where the system does not say.
    pub fn free_bytes(&self) -> Option<u64> {
        disk::free_bytes(&self.dir)
    }

    /// Starts a blob that streams in.
    pub fn stage(&self) -> Result<Staged> {
        let name = self.new_name();
        Ok(Staged::new(self.staging().join(&name), name))
    }

    fn new_name(&self) -> String {
        self.world.random_bytes::<16>().iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Gives staged blobs their final names and makes them last. Called inside a transaction, before its rows.
    pub(crate) fn settle(&self, staged: &mut [Staged]) -> Result<()> {
        let staging = self.staging();
        let files = staged.iter_mut().filter_map(|s| s.unsynced().transpose()).collect::<std::io::Result<Vec<&File>>>();
        let files = files.map_err(Error::file("cannot write a file in", &staging))?;
        disk::sync_files(&self.dir, &files)?;
        let mut touched = std::collections::BTreeSet::new();
        for blob in staged {
            let target = self.path(blob.name());
            let shard = target.parent().expect("a blob lies in a folder").to_path_buf();
            // A folder that is a link would lead our bytes elsewhere.
            if shard.is_symlink() {
                return Err(Error::Damaged("a folder of its vault is a link".into()));
            }
            if !shard.is_dir() {
                std::fs::create_dir_all(&shard).map_err(Error::file("cannot make the folder", &shard))?;
                touched.insert(self.dir.clone());
            }
            blob.settle(&target)?;
            touched.insert(shard);
        }
        disk::sync_dirs(&self.dir, touched.iter().map(PathBuf::as_path))
    }

    pub(crate) fn record(conn: &Connection, key: Key, staged: &Staged, codec: Codec) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO blob (key, name, start, codec, bytes, sha256) VALUES (?, ?, NULL, ?, ?, ?)";
        conn.prepare_cached(sql)?.execute(params![
            key.bytes(),
            staged.name(),
            codec.as_str(),
            staged.len(),
            staged.sha256()
        ])?;
        Ok(())
    }

    /// Where a blob is; `None` if the case has none for this key.
    pub fn place(&self, conn: &Connection, key: Key) -> Result<Option<Place>> {
        self.place_below(conn, key, 0)
    }

    /// As [`Vault::place`], of a blob in which others stand, so many of them in each other.
    fn place_below(&self, conn: &Connection, key: Key, depth: u32) -> Result<Option<Place>> {
        const PLACE: &str = "SELECT name, codec, bytes, sha256, start, within FROM blob WHERE key = ?";
        // A case of an earlier version that is only read is as it was.
        const EARLIER: &str = "SELECT name, codec, bytes, sha256, NULL, NULL FROM blob WHERE key = ?";
        let row = conn
            .prepare_cached(PLACE)
            .or_else(|_| conn.prepare_cached(EARLIER))?
            .query_row([key.bytes()], |row| {
                let stored = (
                    row.get::<_, String>(0)?,
                    row.get::<_, String>(1)?,
                    row.get(2)?,
                    row.get(3)?,
                    row.get::<_, Option<u64>>(4)?,
                );
                Ok((stored, row.get::<_, Option<_>>(5)?))
            })
            .optional()?;
        let Some(((name, codec, bytes, sha256, start), within)) = row else {
            return Ok(None);
        };
        let unknown = || Error::Damaged(format!("{key} has an unknown codec"));
        if let Some(within) = within {
            let packing = Packing::parse(&codec).ok_or_else(unknown)?;
            let within = DocumentId::from_bytes(within);
            let derived = Derived { within, at: start.unwrap_or(0), bytes, sha256, packing };
            return self.place_within(conn, key, &derived, depth);
        }
        let codec = Codec::parse(&codec).ok_or_else(unknown)?;
        // A case from elsewhere could name any path here: only our own kind of name is followed.
        if !is_our_name(&name) {
            return Err(Error::Damaged(format!("{key} has a storage name that is not ours")));
        }
        Ok(Some(Place { at: At::File { name, start }, codec, bytes, sha256 }))
    }

    /// Opens the stored bytes of a blob, read-only.
    pub fn open(&self, key: Key, place: &Place) -> Result<Bytes> {
        if let At::Lzma { .. } = &place.at
            && let Some(bytes) = self.open_unpacked(key, place)?
        {
            return Ok(bytes);
        }
        self.bytes(place).ok_or_else(|| Error::Blob { what: key.to_string(), trouble: "missing" })
    }

    /// The bytes of a blob, as many as there are.
    fn bytes(&self, place: &Place) -> Option<Bytes> {
        let (name, start) = match &place.at {
            At::File { name, start } => (name, *start),
            At::Blob { place: outer, start } => return self.bytes_within(place, outer, *start),
            At::Lzma { place: outer, start, form, skip } => {
                return self.bytes_unpacked(place, outer, (*start, *form, *skip));
            }
        };
        let file = open_plain(&self.path(name), &mut reading()).ok()?;
        let n_there = file.metadata().ok()?.len();
        Some(match start {
            Some(start) => Bytes::part(file, start, n_there.saturating_sub(start).min(place.bytes)),
            None => Bytes::part(file, 0, n_there),
        })
    }

    /// A quick look: is it there, and as long as it was written? What only its checksum tells, [`Vault::examine`] finds.
    pub(crate) fn is_there(&self, place: &Place) -> bool {
        let (name, start) = match &place.at {
            At::File { name, start } => (name, *start),
            At::Blob { place: outer, .. } | At::Lzma { place: outer, .. } => return self.is_there(outer),
        };
        self.path(name).symlink_metadata().is_ok_and(|m| match start {
            Some(start) => m.is_file() && start.checked_add(place.bytes).is_some_and(|end| m.len() >= end),
            None => m.is_file() && m.len() == place.bytes,
        })
    }

    /// Reads a blob through and compares it with what was written.
    pub fn examine(&self, place: &Place) -> Condition {
        let Some(mut bytes) = self.bytes(place) else {
            return Condition::Missing;
        };
        if bytes.len() != place.bytes {
            return Condition::Changed;
        }
        let mut hasher = Sha256::new();
        let mut buffer = vec![0; 256 << 10];
        loop {
            match bytes.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => hasher.update(&buffer[..n]),
                Err(error) if error.kind() == std::io::ErrorKind::InvalidData => return Condition::Changed,
                Err(_) => return Condition::Missing,
            }
        }
        if hasher.finalize()[..] == place.sha256 { Condition::Ok } else { Condition::Changed }
    }

    /// Removes a blob that was settled for rows that were then rolled back.
    pub(crate) fn discard(&self, staged: &Staged) {
        if staged.is_settled() {
            // What stays is swept when the case is next opened after a writer that did not finish.
            let _ = std::fs::remove_file(self.path(staged.name()));
        }
    }

    /// Removes what a writer that died left behind: staged files, and settled files no row names.
    pub(crate) fn sweep(&self, conn: &Connection) -> Result<u64> {
        let staging = self.staging();
        let left = files_in(&staging).chain(self.unnamed(conn)?);
        Ok(left.filter(|path| std::fs::remove_file(path).is_ok()).count() as u64)
    }

    /// Settled files that no row names.
    pub(crate) fn unnamed(&self, conn: &Connection) -> Result<Vec<PathBuf>> {
        let mut unnamed = Vec::new();
        let mut known = conn.prepare("SELECT 1 FROM blob WHERE name = ?")?;
        for shard in dirs_in(&self.dir).filter(|d| d.file_name().is_some_and(|n| n.len() == 2)) {
            for path in files_in(&shard) {
                let name = [shard.as_path(), &path]
                    .iter()
                    .filter_map(|p| p.file_name())
                    .map(|n| n.to_string_lossy())
                    .collect::<String>();
                if !known.exists([&name])? {
                    unnamed.push(path);
                }
            }
        }
        Ok(unnamed)
    }
}

/// Forgets where a blob is. Its bytes are destroyed once the transaction that forgets it has committed.
pub(crate) fn forget(conn: &Connection, key: Key) -> Result<()> {
    conn.execute("DELETE FROM blob WHERE key = ?", [key.bytes()])?;
    Ok(())
}
