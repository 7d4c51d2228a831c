//! The two pipes to the host, taken away from everything that would print.

use std::fs::File;
use std::io;

/// Standard input and output as files of their own; standard output leads nowhere afterwards.
#[cfg(unix)]
pub fn take_stdio() -> io::Result<(File, File)> {
    use std::os::fd::AsFd;
    let input = io::stdin().as_fd().try_clone_to_owned()?;
    let output = io::stdout().as_fd().try_clone_to_owned()?;
    rustix::stdio::dup2_stdout(File::options().write(true).open("/dev/null")?)?;
    Ok((File::from(input), File::from(output)))
}

/// Standard input and output as files of their own. Windows has no safe way to point standard output elsewhere: there a
/// library that prints spoils a frame, and its worker is ended.
#[cfg(windows)]
pub fn take_stdio() -> io::Result<(File, File)> {
    use std::os::windows::io::AsHandle;
    let input = io::stdin().as_handle().try_clone_to_owned()?;
    let output = io::stdout().as_handle().try_clone_to_owned()?;
    Ok((File::from(input), File::from(output)))
}
