//! A blob while it streams in: a temporary file and its running hash. Dropped unsettled, it is gone.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use sha2::{Digest, Sha256};

use crate::{Error, Result};

/// Bytes on their way into the vault.
#[derive(Debug)]
pub struct Staged {
    file: File,
    path: Option<PathBuf>,
    name: String,
    hasher: Sha256,
    len: u64,
}

impl Staged {
    pub(super) fn create(path: PathBuf, name: String) -> Result<Staged> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(Error::file("cannot stage a file", &path))?;
        Ok(Staged { file, path: Some(path), name, hasher: Sha256::new(), len: 0 })
    }

    /// Bytes so far.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether nothing has come yet.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// SHA-256 of the bytes so far.
    pub fn sha256(&self) -> [u8; 32] {
        self.hasher.clone().finalize().into()
    }

    /// A second handle on the bytes, read from the start, while the blob is not settled yet.
    pub fn reopen(&self) -> Result<File> {
        let path = self.path.as_deref().unwrap_or(Path::new(""));
        File::open(path).map_err(Error::file("cannot read a staged file", path))
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn file(&self) -> &File {
        &self.file
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
        let n = self.file.write(bytes)?;
        self.hasher.update(&bytes[..n]);
        self.len += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

impl Read for Staged {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.file.read(buffer)
    }
}

impl Seek for Staged {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.file.seek(to)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let Some(path) = self.path.take() {
            // What cannot be removed now is swept when the case is next opened for writing.
            let _ = std::fs::remove_file(path);
        }
    }
}
