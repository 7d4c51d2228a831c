//! Set-up, run, test and bench.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command of the repository talks to its terminal"
)]

mod samples;

fn main() {
    let _ = samples::rewrite(std::path::Path::new("samples"));
}
