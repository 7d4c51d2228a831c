//! What has to hold before a change is shown to anybody.

use crate::{Stop, cargo, setup, window};

/// Formatters, lints as errors, all tests, those in the real window and in a browser included; needs nothing outside the repository.
pub(crate) fn test() -> Result<(), Stop> {
    setup::setup(setup::For::Testing)?;
    for (component, program) in [("rustfmt", "cargo-fmt"), ("clippy", "cargo-clippy")] {
        if !setup::starts(program, &["--version"]) {
            return Err(Stop::usage(format!(
                "{component} is missing, install it with: rustup component add {component}"
            )));
        }
    }
    cargo::run(&["fmt", "--all", "--check"])?;
    window::build_pages()?;
    window::check_pages()?;
    cargo::run(&[&["clippy", "--benches"], cargo::EVERYTHING, &["--", "-D", "warnings"]].concat())?;
    cargo::run(&[&["test"], cargo::EVERYTHING].concat())?;
    let app = cargo::build(cargo::Profile::Debug, cargo::EVERYTHING, "casebound-app")?;
    window::test_window(&app)?;
    let host = cargo::build(cargo::Profile::Debug, cargo::EVERYTHING, "casebound-testhost")?;
    window::test_in_browser(&host)?;
    println!("all tests passed");
    Ok(())
}
