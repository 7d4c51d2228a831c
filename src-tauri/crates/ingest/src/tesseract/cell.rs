//! The process that becomes Tesseract.

use std::path::Path;
use std::process::ExitCode;

use super::MEMORY;
use crate::sandbox;

/// How a process ends that could not be locked in: Tesseract has no such code.
pub(super) const NOT_LOCKED_IN: u8 = 77;

/// Locks this process in and becomes Tesseract: pixels come in, words in places go out.
pub(super) fn enter(program: &Path, data: &Path, languages: &str) -> ExitCode {
    let Some(folder) = data.to_str() else { return refused("its languages lie where no name can say") };
    let args = ["stdin", "stdout", "-l", languages, "--psm", "3", "tsv"].map(str::to_owned);
    // It starts threads of its own unless it is told not to; here it could start none.
    let env = [("TESSDATA_PREFIX", folder), ("OMP_THREAD_LIMIT", "1")];
    refused(&sandbox::become_program(program, &args, data, MEMORY, &env))
}

fn refused(why: &str) -> ExitCode {
    use std::io::Write;
    // Whoever does not hear it sees the code.
    let _ = writeln!(std::io::stderr(), "{why}");
    ExitCode::from(NOT_LOCKED_IN)
}
