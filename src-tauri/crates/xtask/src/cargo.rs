//! Cargo, as it is called from inside Cargo.

use std::{
    env,
    path::PathBuf,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::{Stop, root};

/// Runs `cargo` with `args` in the repository, its output going to the terminal.
pub(crate) fn run(args: &[&str]) -> Result<(), Stop> {
    eprintln!("$ cargo {}", args.join(" "));
    let status = command(args).status().map_err(Stop::io("cargo could not be started"))?;
    if status.success() { Ok(()) } else { Err(Stop::failed(format!("cargo {} failed", args[0]))) }
}

/// Builds the `casebound` binary in release and returns where it lies.
pub(crate) fn build_casebound() -> Result<PathBuf, Stop> {
    let args = ["build", "--release", "--package", "cli", "--message-format=json-render-diagnostics"];
    eprintln!("$ cargo build --release --package cli");
    let output = command(&args).stderr(Stdio::inherit()).output().map_err(Stop::io("cargo could not be started"))?;
    if !output.status.success() {
        return Err(Stop::failed("cargo build failed"));
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == "casebound")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .ok_or_else(|| Stop::failed("cargo build told of no program named casebound"))
}

fn command(args: &[&str]) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(args).current_dir(root());
    command
}
