//! From a fresh checkout to the sample's timeline in one command.

use std::{env, fs, path::PathBuf, process::Command};

use crate::{Stop, models::MODELS, pdfium::PDFIUM, root, setup, window};

/// Builds Casebound and opens the sample case, which is made once in a folder the user owns. On a machine without a
/// display its timeline is printed instead, and pictures of the window are taken.
pub(crate) fn run() -> Result<(), Stop> {
    setup::setup(setup::For::Building)?;
    let app = window::build_app()?;
    let casebound = app.with_file_name(if cfg!(windows) { "casebound.exe" } else { "casebound" });
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
    if has_display() {
        println!("opening the window");
        let mut command = Command::new(&app);
        command.arg(&case).env("CASEBOUND_SAMPLES", root().join("samples")).env("CASEBOUND_MODELS", MODELS.folder());
        command.env("CASEBOUND_PDFIUM", PDFIUM.folder());
        return call(&mut command, &[0]);
    }
    call(Command::new(&casebound).arg("timeline").arg(&case), &[0])?;
    println!("\nThere is no display here, so the window cannot be shown. Pictures of it are taken instead.");
    println!("To see it: run this again where DISPLAY or WAYLAND_DISPLAY is set, as in a desktop or with ssh -X.");
    window::shoot(&[])
}

/// Whether a window can be shown.
fn has_display() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(any(windows, target_os = "macos")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
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
