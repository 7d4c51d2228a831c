//! Platforms without a sandbox of their own yet.

use std::fs::File;
use std::io;

use super::{OffBecause, SandboxReport};

pub(super) fn lock_in(_memory: u64) -> Result<SandboxReport, String> {
    Ok(SandboxReport::off(OffBecause::Platform))
}

pub(super) fn limit_memory(_memory: u64) -> Result<(), String> {
    Ok(())
}

#[cfg(unix)]
pub(super) fn take_stdio() -> io::Result<(File, File)> {
    use std::os::fd::AsFd;
    let input = io::stdin().as_fd().try_clone_to_owned()?;
    let output = io::stdout().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stdout(File::options().write(true).open("/dev/null")?)?;
    Ok((File::from(input), File::from(output)))
}

/// Windows has no safe way to point standard output elsewhere: a library that prints ends its worker.
#[cfg(windows)]
pub(super) fn take_stdio() -> io::Result<(File, File)> {
    use std::os::windows::io::AsHandle;
    let input = io::stdin().as_handle().try_clone_to_owned()?;
    let output = io::stdout().as_handle().try_clone_to_owned()?;
    Ok((File::from(input), File::from(output)))
}
