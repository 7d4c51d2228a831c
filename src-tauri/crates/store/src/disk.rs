//! The medium a case lies on: is it shared over a network, how much is free, and making writes last.

use std::{
    fs::{File, OpenOptions},
    path::Path,
};

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
    let _ = dirs;
    let _ = dir;
    Ok(())
}

#[cfg(target_os = "linux")]
fn sync_medium(dir: &Path) -> Result<()> {
    let handle = File::open(dir).map_err(Error::file("cannot open the folder", dir))?;
    rustix::fs::syncfs(handle).map_err(|e| Error::file("cannot sync", dir)(e.into()))
}

/// Has a file opened as itself or not at all: never through a link, never waiting on a pipe.
pub fn no_follow(options: &mut OpenOptions) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits().cast_signed());
    }
    #[cfg(not(unix))]
    let _ = options;
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
