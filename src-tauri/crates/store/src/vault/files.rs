//! Files of the vault: opened as themselves or not at all, and destroyed for good.

use std::{
    fs::{File, OpenOptions},
    io::{Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use crate::{Error, Result, disk};

/// Destroys a file: overwritten, synced, unlinked. One that is not there is destroyed already.
pub(super) fn shred(path: &Path) -> Result<()> {
    blank(path, 0, u64::MAX)?;
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::file("cannot remove", path)(error)),
        _ => Ok(()),
    }
}

/// Overwrites a part of a file with zeros, as far as the file goes, and syncs it.
pub(super) fn blank(path: &Path, start: u64, len: u64) -> Result<()> {
    let Ok(mut file) = open_plain(path, OpenOptions::new().write(true)) else { return Ok(()) };
    let zeros = vec![0; 256 << 10];
    let mut left = file.metadata().map_or(0, |m| m.len()).saturating_sub(start).min(len);
    let overwriting = || Error::file("cannot overwrite", path);
    file.seek(SeekFrom::Start(start)).map_err(overwriting())?;
    while left > 0 {
        let n = left.min(zeros.len() as u64);
        file.write_all(&zeros[..n as usize]).map_err(overwriting())?;
        left -= n;
    }
    file.sync_data().map_err(Error::file("cannot sync", path))
}

/// Whether a storage name is one that [`Vault::stage`] makes.
pub(super) fn is_our_name(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|b| b.is_ascii_hexdigit())
}

/// Opens a blob, unless it or its folder is a link: those could lead anywhere.
pub(super) fn open_plain(path: &Path, options: &mut OpenOptions) -> std::io::Result<File> {
    disk::no_follow(options);
    let file = if is_plain(path) { options.open(path)? } else { return Err(not_plain()) };
    if file.metadata()?.is_file() { Ok(file) } else { Err(not_plain()) }
}

fn not_plain() -> std::io::Error {
    std::io::Error::other("not a plain file")
}

pub(super) fn reading() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    options
}

fn is_plain(path: &Path) -> bool {
    let is_link = |path: &Path| path.symlink_metadata().is_ok_and(|m| m.is_symlink());
    !is_link(path) && !path.parent().is_some_and(is_link)
}

pub(super) fn files_in(dir: &Path) -> impl Iterator<Item = PathBuf> {
    entries(dir).filter(|p| p.symlink_metadata().is_ok_and(|m| m.is_file()))
}

pub(super) fn dirs_in(dir: &Path) -> impl Iterator<Item = PathBuf> {
    entries(dir).filter(|p| p.symlink_metadata().is_ok_and(|m| m.is_dir()))
}

fn entries(dir: &Path) -> impl Iterator<Item = PathBuf> {
    std::fs::read_dir(dir).into_iter().flatten().flatten().map(|e| e.path())
}
