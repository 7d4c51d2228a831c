//! Drawn pages, kept so that they need not be drawn again. They are a function of the case: deleting them loses nothing.
//!
//! They lie in a folder of their own, by document, under names that are keyed hashes: nothing outside the case can tell
//! what they show. An entry begins with a checksum over its name and content, so that one that was cut short, damaged
//! or put in another's place counts as absent. The oldest go where room is needed; those of a document go with it.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use facts::DocumentId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use super::{dirs_in, files_in, open_plain, reading, shred};
use crate::{Case, Error, Result};

/// Most bytes of kept pages in one case.
const MOST_BYTES: u64 = 256 << 20;
const CHECKSUM: usize = 32;

/// Which drawing of which page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageKey<'a> {
    /// The document.
    pub document: DocumentId,
    /// The unit's number, from 1.
    pub unit: u32,
    /// Pixels a point, in thousandths.
    pub scale: u32,
    /// How it is turned, in degrees.
    pub turn: u32,
    /// What draws, with its version and all else that its pictures depend on.
    pub engine: &'a str,
}

/// The drawn pages of a case. Cheap to clone, for any thread.
#[derive(Clone)]
pub struct PageCache {
    dir: PathBuf,
    secret: Vec<u8>,
    may_read: bool,
    may_write: bool,
    most_bytes: u64,
    /// Bytes in use; `None` until they were counted.
    size: Arc<Mutex<Option<u64>>>,
}

impl PageCache {
    pub(crate) fn new(dir: PathBuf, secret: Vec<u8>, may_read: bool, may_write: bool) -> PageCache {
        PageCache { dir, secret, may_read, may_write, most_bytes: MOST_BYTES, size: Arc::default() }
    }

    /// The same pages, of which at most so many bytes are kept.
    #[must_use]
    pub fn bounded(self, most_bytes: u64) -> PageCache {
        PageCache { most_bytes, ..self }
    }

    /// What was kept for a page. Whatever is not as it was written counts as absent.
    pub fn get(&self, key: &PageKey<'_>) -> Option<Vec<u8>> {
        if !self.may_read {
            return None;
        }
        let name = self.name(key);
        let mut file = open_plain(&self.folder(&key.document).join(&name), &mut reading()).ok()?;
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).ok()?;
        let (checksum, content) = bytes.split_at_checked(CHECKSUM)?;
        if checksum != checksum_of(&name, content) {
            return None;
        }
        bytes.drain(..CHECKSUM);
        Some(bytes)
    }

    /// Keeps a page, where the case can be written. Says whether it was kept: a document that was erased meanwhile
    /// leaves nothing behind.
    pub fn put(&self, case: &Case, key: &PageKey<'_>, content: &[u8]) -> Result<bool> {
        let n_bytes = (CHECKSUM + content.len()) as u64;
        if !self.may_write || n_bytes > self.most_bytes {
            return Ok(false);
        }
        let folder = self.folder(&key.document);
        if [&self.dir, &folder].into_iter().any(|path| path.is_symlink()) {
            return Err(Error::Damaged("a folder of its drawn pages is a link".into()));
        }
        std::fs::create_dir_all(&folder).map_err(Error::file("cannot make the folder", &folder))?;
        let name = self.name(key);
        // Two who draw the same page must not write into one file.
        let staged = folder.join(format!("{name}-{}", hex(&case.world.random_bytes::<8>())));
        let entry = [checksum_of(&name, content).as_slice(), content].concat();
        let written =
            std::fs::write(&staged, entry).map_err(Error::file("cannot keep a drawn page", &staged)).and_then(|()| {
                let path = folder.join(&name);
                std::fs::rename(&staged, &path).map_err(Error::file("cannot keep a drawn page", &path))
            });
        if written.is_err() {
            // The first error is the one to tell; what stays here goes when room is made.
            let _ = std::fs::remove_file(&staged);
            written?;
        }
        // Erasing forgets the document first and then removes its pages: either it sees this one, or this sees it.
        if case.document(&key.document)?.is_none() {
            self.forget(&key.document)?;
            return Ok(false);
        }
        self.make_room(n_bytes);
        Ok(true)
    }

    /// Destroys every page of a document.
    pub(crate) fn forget(&self, document: &DocumentId) -> Result<()> {
        let folder = self.folder(document);
        if self.dir.is_symlink() || folder.is_symlink() {
            return Err(Error::Damaged("a folder of its drawn pages is a link".into()));
        }
        for path in files_in(&folder) {
            shred(&path)?;
        }
        match std::fs::remove_dir(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::file("cannot remove the folder", &folder)(error))
            }
            _ => Ok(()),
        }
    }

    /// Removes every page.
    pub(crate) fn discard(&self) -> Result<()> {
        match std::fs::remove_dir_all(&self.dir) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::file("cannot discard the drawn pages", &self.dir)(error))
            }
            _ => Ok(()),
        }
    }

    /// Counts what came, and where that is too much removes the oldest until a quarter is free.
    fn make_room(&self, n_new: u64) {
        let mut size = self.size.lock().unwrap_or_else(PoisonError::into_inner);
        let known = size.map(|size| size + n_new);
        if known.is_some_and(|size| size <= self.most_bytes) {
            *size = known;
            return;
        }
        let mut entries: Vec<(SystemTime, PathBuf, u64)> = dirs_in(&self.dir)
            .flat_map(|folder| files_in(&folder).collect::<Vec<_>>())
            .filter_map(|path| {
                let meta = path.symlink_metadata().ok()?;
                Some((meta.modified().unwrap_or(SystemTime::UNIX_EPOCH), path, meta.len()))
            })
            .collect();
        let mut total: u64 = entries.iter().map(|(.., len)| len).sum();
        if total > self.most_bytes {
            entries.sort();
            for (_, path, len) in entries {
                if total <= self.most_bytes / 4 * 3 {
                    break;
                }
                // one that cannot be removed now is the oldest next time too
                if std::fs::remove_file(&path).is_ok() {
                    total -= len;
                }
            }
        }
        *size = Some(total);
    }

    fn folder(&self, document: &DocumentId) -> PathBuf {
        self.dir.join(self.keyed(&[b"drawn pages", document.as_bytes()]))
    }

    fn name(&self, key: &PageKey<'_>) -> String {
        let numbers = [key.unit, key.scale, key.turn].map(u32::to_be_bytes);
        let [unit, scale, turn] = &numbers;
        self.keyed(&[b"drawn page", key.document.as_bytes(), unit, scale, turn, key.engine.as_bytes()])
    }

    /// The first half of HMAC-SHA-256 of length-prefixed parts under the case's secret, in hexadecimal.
    fn keyed(&self, parts: &[&[u8]]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret).expect("HMAC takes keys of any length");
        for part in parts {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        hex(&mac.finalize().into_bytes()[..16])
    }
}

impl std::fmt::Debug for PageCache {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PageCache").field("dir", &self.dir).finish_non_exhaustive()
    }
}

fn checksum_of(name: &str, content: &[u8]) -> [u8; CHECKSUM] {
    Sha256::new().chain_update(name).chain_update(content).finalize().into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
