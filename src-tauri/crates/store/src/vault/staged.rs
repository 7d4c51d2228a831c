//! A blob while it streams in: its running hash, and its bytes in memory while they are few, else in a temporary file.
//! Dropped unsettled, it is gone.

use std::{
    fs::{File, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use super::Bytes;
use crate::{Error, Result};

/// A blob of up to so many bytes is small: it waits in memory, and many of them share a file.
pub(super) const SMALL: usize = 64 << 10;

/// Bytes on their way into the vault.
#[derive(Debug)]
pub struct Staged {
    body: Body,
    /// Where a file for it lies, or would lie, until it is settled.
    path: Option<PathBuf>,
    name: String,
    hasher: Sha256,
    len: u64,
}

#[derive(Debug)]
enum Body {
    Memory(Vec<u8>),
    File(File),
    /// Complete, synced and closed: where there are thousands, not all can be open.
    Resting,
}

impl Staged {
    pub(super) fn new(path: PathBuf, name: String) -> Staged {
        Staged { body: Body::Memory(Vec::new()), path: Some(path), name, hasher: Sha256::new(), len: 0 }
    }

    /// Bytes so far.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether nothing has come yet.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether it keeps a file open.
    pub fn holds_file(&self) -> bool {
        matches!(self.body, Body::File(_))
    }

    /// Whether it may share a file with others.
    pub(crate) fn is_small(&self) -> bool {
        matches!(self.body, Body::Memory(_))
    }

    /// SHA-256 of the bytes so far.
    pub fn sha256(&self) -> [u8; 32] {
        self.hasher.clone().finalize().into()
    }

    /// The bytes, read from the start, while the blob is not settled yet.
    pub fn reopen(&self) -> Result<Bytes> {
        match &self.body {
            Body::Memory(bytes) => Ok(Bytes::memory(bytes.as_slice().into())),
            Body::File(_) | Body::Resting => {
                let path = self.path.as_deref().unwrap_or(Path::new(""));
                let file = File::open(path).map_err(Error::file("cannot read a staged file", path))?;
                Ok(Bytes::part(file, 0, self.len))
            }
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The bytes of a small one.
    pub(super) fn small(&self) -> Option<&[u8]> {
        match &self.body {
            Body::Memory(bytes) => Some(bytes),
            Body::File(_) | Body::Resting => None,
        }
    }

    /// Its file, written now where it had none; `None` where it is synced already.
    pub(super) fn unsynced(&mut self) -> std::io::Result<Option<&File>> {
        self.spill()?;
        Ok(match &self.body {
            Body::File(file) => Some(file),
            Body::Memory(_) | Body::Resting => None,
        })
    }

    /// Syncs and closes it: nothing more comes.
    pub(super) fn rest(&mut self) -> std::io::Result<()> {
        if let Body::File(file) = &self.body {
            file.sync_data()?;
            self.body = Body::Resting;
        }
        Ok(())
    }

    fn spill(&mut self) -> std::io::Result<()> {
        if let (Body::Memory(bytes), Some(path)) = (&self.body, &self.path) {
            let mut file = OpenOptions::new().read(true).write(true).create_new(true).open(path)?;
            if let Err(error) = file.write_all(bytes) {
                // As in dropping: what stays is swept.
                let _ = std::fs::remove_file(path);
                return Err(error);
            }
            self.body = Body::File(file);
        }
        Ok(())
    }

    pub(super) fn is_settled(&self) -> bool {
        self.path.is_none()
    }

    pub(super) fn settle(&mut self, target: &Path) -> Result<()> {
        if let Some(path) = self.path.take() {
            std::fs::rename(&path, target).map_err(Error::file("cannot store a file", target))?;
        }
        Ok(())
    }
}

impl Write for Staged {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.len + bytes.len() as u64 > SMALL as u64 {
            self.spill()?;
        }
        let n = match &mut self.body {
            Body::Memory(held) => {
                held.extend_from_slice(bytes);
                bytes.len()
            }
            Body::File(file) => file.write(bytes)?,
            Body::Resting => return Err(std::io::Error::other("it is complete")),
        };
        self.hasher.update(&bytes[..n]);
        self.len += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        match &mut self.body {
            Body::File(file) => file.flush(),
            Body::Memory(_) | Body::Resting => Ok(()),
        }
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let (Body::File(_) | Body::Resting, Some(path)) = (&self.body, self.path.take()) {
            // What cannot be removed now is swept when the case is next opened for writing.
            let _ = std::fs::remove_file(path);
        }
    }
}
