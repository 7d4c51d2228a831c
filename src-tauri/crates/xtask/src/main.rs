//! `cargo xtask`: set-up, run, test, samples and bench. Not in here: anything a user of Casebound needs at run time.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the repository's own commands talk to the terminal they are typed in"
)]

mod bench;
mod cargo;
mod check;
mod fuzz;
mod kill;
mod models;
mod pdfium;
mod run;
mod samples;
mod setup;
mod wheel;
mod window;

use std::{env, path::PathBuf, process::ExitCode};

const HELP: &str = "\
usage: cargo xtask COMMAND

  setup                  install what building needs, or say what is missing
  run                    build Casebound, make the sample case, open it in the window
  test                   formatter, lints and all tests, as the project's CI runs them
  kill [--rounds N]      kill taking in at random moments (30 times), its readers, too, and see that nothing is lost
  fuzz [TARGET…] [--seconds N]  feed every parser what libFuzzer makes up, 60 seconds each
  shot [--out DIR] [VIEW…]  take pictures of the window's views, light and dark, in two sizes
  package                make the Debian package
  samples                write the generated files of samples/ anew
  types                  write the window's copy of the wire types anew
  bench [--window] [--corpus DIR]  measure, all or the window alone; one JSON document on standard output
  bench --heaps          measure taking in heaps of e-mails, PDFs, rows, and an archive
  bench --ocr            read the words off pictures of pages made for it, clean and spoilt
  bench --search         measure searching a million units and looking for 10,000 names; takes 6 GB of disk for a while
  bench --against recoll DIR…  take folders in, and have Recoll do the same";

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    if let Some(compiled) = fuzz::compile(&args) {
        return compiled;
    }
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["setup"] => setup::setup(setup::For::Testing),
        ["run"] => run::run(),
        ["test"] => check::test(),
        ["kill", rest @ ..] => kill::kill(rest),
        ["fuzz", rest @ ..] => fuzz::fuzz(rest),
        ["shot", rest @ ..] => window::shoot(rest),
        ["package"] => window::package(),
        ["samples"] => write_samples(),
        ["types"] => write_types(),
        ["bench"] => bench::made(),
        ["bench", "--corpus", folder] => bench::corpus(folder.as_ref()),
        ["bench", "--heaps"] => bench::heaps(),
        ["bench", "--ocr"] => bench::ocr(),
        ["bench", "--search"] => bench::search(),
        ["bench", "--window"] => bench::window(None),
        ["bench", "--window", "--corpus", folder] => bench::window(Some(folder.as_ref())),
        ["bench", "--against", "recoll", folders @ ..] if !folders.is_empty() => bench::against_recoll(folders),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(Stop::usage(HELP)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("{}", stop.message);
            ExitCode::from(stop.code)
        }
    }
}

/// Why a command ended early: the exit code and what to tell.
struct Stop {
    code: u8,
    message: String,
}

impl Stop {
    /// Something did not work: exit 1.
    fn failed(message: impl Into<String>) -> Stop {
        Stop { code: 1, message: message.into() }
    }

    /// The person at the keyboard has to do something first: exit 2.
    fn usage(message: impl Into<String>) -> Stop {
        Stop { code: 2, message: message.into() }
    }

    /// A file could not be read or written.
    fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Stop {
        let what = what.into();
        move |error| Stop::failed(format!("{what}: {error}"))
    }
}

/// The repository's root folder.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).map_or_else(PathBuf::new, PathBuf::from)
}

fn write_types() -> Result<(), Stop> {
    let types = cargo::build(cargo::Profile::Debug, cargo::EVERYTHING, "types")?;
    let output = std::process::Command::new(types).output().map_err(Stop::io("the types could not be printed"))?;
    if !output.status.success() {
        return Err(Stop::failed(String::from_utf8_lossy(&output.stderr)));
    }
    let path = root().join("ui/src/api/types.ts");
    std::fs::write(&path, output.stdout).map_err(Stop::io(path.display().to_string()))
}

fn write_samples() -> Result<(), Stop> {
    let folder = root().join("samples");
    let n_files = samples::rewrite(&folder).map_err(Stop::io("samples"))?;
    println!("{n_files} files written to {}", folder.display());
    Ok(())
}
