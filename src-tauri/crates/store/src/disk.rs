//! The medium a case lies on: is it shared over a network, how much is free, and making writes last.

use std::{fs::File, path::Path};

use crate::{Error, Result};

/// From how many files or folders on one `syncfs` is cheaper than syncing each.
#[cfg(target_os = "linux")]
const SYNC_WHOLE: usize = 4;

/// Makes what was written to `files`, all on the medium of `dir`, last through a power cut.
pub fn sync_files(dir: &Path, files: &[&File]) -> Result<()> {
    #[cfg(target_os = "linux")]
    if files.len() > SYNC_WHOLE {
        return sync_medium(dir);
    }
    for file in files {
        file.sync_data().map_err(Error::file("cannot sync a file in", dir))?;
    }
    Ok(())
}

/// Makes the names in `dirs`, all on the medium of `dir`, last. Windows does it itself.
pub fn sync_dirs<'a>(dir: &Path, dirs: impl ExactSizeIterator<Item = &'a Path>) -> Result<()> {
    #[cfg(target_os = "linux")]
    if dirs.len() > SYNC_WHOLE {
        return sync_medium(dir);
    }
    #[cfg(unix)]
    for one in dirs {
        File::open(one).and_then(|d| d.sync_all()).map_err(Error::file("cannot sync the folder", one))?;
    }
    #[cfg(not(unix))]
    let _ = (dir, dirs);
    Ok(())
}

#[cfg(target_os = "linux")]
fn sync_medium(dir: &Path) -> Result<()> {
    let handle = File::open(dir).map_err(Error::file("cannot open the folder", dir))?;
    rustix::fs::syncfs(handle).map_err(|e| Error::file("cannot sync", dir)(e.into()))
}

/// Free bytes for this user where `dir` lies; `None` where the system does not say.
pub fn free_bytes(dir: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        let stat = rustix::fs::statvfs(dir).ok()?;
        Some(stat.f_bavail.saturating_mul(stat.f_frsize))
    }
    #[cfg(not(unix))]
    {
        let _ = dir;
        None
    }
}

/// The kind of network share `dir` lies on, if it lies on one. SQLite's WAL needs memory shared between all who have
/// the file open, which no network share gives: such a case is only read.
pub fn network_share(dir: &Path) -> Option<&'static str> {
    #[cfg(target_os = "linux")]
    {
        let kind = rustix::fs::statfs(dir).ok()?.f_type as u64 & 0xffff_ffff;
        match kind {
            0x6969 => Some("NFS"),
            0x517b | 0xff53_4d42 | 0xfe53_4d42 => Some("SMB"),
            0x0102_1997 => Some("9P"),
            0x5346_414f => Some("AFS"),
            0x7375_7245 => Some("Coda"),
            _ => None,
        }
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _ = dir;
        None
    }
}
