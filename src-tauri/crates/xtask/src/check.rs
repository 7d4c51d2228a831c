//! What has to hold before a change is shown to anybody.

use crate::{Stop, cargo, setup};

/// Formatter, lints as errors, all tests; needs nothing outside the repository.
pub(crate) fn test() -> Result<(), Stop> {
    setup::setup()?;
    for (component, program) in [("rustfmt", "cargo-fmt"), ("clippy", "cargo-clippy")] {
        if !setup::starts(program, &["--version"]) {
            return Err(Stop::usage(format!(
                "{component} is missing, install it with: rustup component add {component}"
            )));
        }
    }
    cargo::run(&["fmt", "--all", "--check"])?;
    cargo::run(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?;
    cargo::run(&["test", "--workspace"])?;
    println!("all tests passed");
    Ok(())
}
