//! Feeds files to a target: `casebound-fuzz TARGET FILE…`. With the feature `engine` it is libFuzzer instead, with that
//! library's arguments, and the target's name in `CASEBOUND_FUZZ`.

#![cfg_attr(all(feature = "engine", not(test)), no_main)]

#[cfg(feature = "engine")]
use casebound_fuzz as _;

#[cfg(not(feature = "engine"))]
fn main() -> std::process::ExitCode {
    use std::io::Write;

    match feed() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "{message}");
            std::process::ExitCode::from(2)
        }
    }
}

#[cfg(not(feature = "engine"))]
fn feed() -> Result<(), String> {
    use casebound_fuzz::{begin, run, targets};

    let mut args = std::env::args().skip(1);
    let name = args.next().ok_or("usage: casebound-fuzz TARGET FILE…")?;
    let target = targets::named(&name).ok_or_else(|| format!("there is no target {name}"))?;
    begin();
    for path in args {
        let bytes = std::fs::read(&path).map_err(|error| format!("{path}: {error}"))?;
        run(target, &bytes);
    }
    Ok(())
}
