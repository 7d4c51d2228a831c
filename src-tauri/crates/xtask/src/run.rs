//! From a fresh checkout to the sample's timeline in one command.

use std::{env, fs, path::PathBuf, process::Command};

use crate::{Stop, cargo, root, setup};

/// Builds Casebound and shows the timeline of the sample case, which is made once in a folder the user owns.
pub(crate) fn run() -> Result<(), Stop> {
    setup::setup()?;
    let casebound = cargo::build_casebound()?;
    let case = case_folder()?;
    if case.join("case.casebound").exists() {
        println!("the sample case is at {}", case.display());
    } else {
        if let Some(parent) = case.parent() {
            fs::create_dir_all(parent).map_err(Stop::io(parent.display().to_string()))?;
        }
        println!("making the sample case at {}", case.display());
        // 3 = done, but some files could not be read: the sample has such on purpose.
        let samples = root().join("samples");
        call(Command::new(&casebound).arg("demo").arg(&case).env("CASEBOUND_SAMPLES", samples), &[0, 3])?;
    }
    call(Command::new(&casebound).arg("timeline").arg(&case), &[0])
}

fn call(command: &mut Command, good: &[i32]) -> Result<(), Stop> {
    let status = command.current_dir(root()).status().map_err(Stop::io("casebound could not be started"))?;
    match status.code() {
        Some(code) if good.contains(&code) => Ok(()),
        _ => Err(Stop::failed(format!("casebound ended with {status}"))),
    }
}

/// Where the platform keeps a user's data.
fn case_folder() -> Result<PathBuf, Stop> {
    let variable = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        variable("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        // The specification has relative values ignored.
        variable("XDG_DATA_HOME")
            .filter(|folder| folder.is_absolute())
            .or_else(|| variable("HOME").map(|home| home.join(".local/share")))
    };
    data.map(|folder| folder.join("casebound").join("sample"))
        .ok_or_else(|| Stop::usage("no home folder is known: set HOME"))
}
