//! The program as it is installed: where its worker and its sample files lie.

use std::{path::PathBuf, sync::Arc};

use desk::{Host, Listener};

/// The host of all commands. Files are read by the `casebound` program that is shipped beside this one.
pub(crate) fn host(listener: Arc<Listener>) -> Host {
    let host = Host::new(world::real_desk(worker()), listener);
    match world::sample_case() {
        Some(folder) => host.with_sample_in(folder),
        None => host,
    }
}

fn worker() -> PathBuf {
    let name = if cfg!(windows) { "casebound.exe" } else { "casebound" };
    let beside = std::env::current_exe().ok().and_then(|program| Some(program.parent()?.join(name)));
    beside.filter(|path| path.is_file()).unwrap_or_else(|| name.into())
}
