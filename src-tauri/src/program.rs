//! The program as it is installed: where its worker and its sample files lie.

use std::path::PathBuf;

use desk::Desk;

/// The commands' world. Files are read by the `casebound` program that is shipped beside this one.
pub(crate) fn desk() -> Desk {
    world::real_desk(worker())
}

fn worker() -> PathBuf {
    let name = if cfg!(windows) { "casebound.exe" } else { "casebound" };
    let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join(name)));
    beside.filter(|path| path.is_file()).unwrap_or_else(|| name.into())
}
