//! Cargo, as it is called from inside Cargo.

use std::{
    env,
    ffi::OsStr,
    path::PathBuf,
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::{Stop, root};

/// Runs `cargo` with `args` in the repository, its output going to the terminal.
pub(crate) fn run(args: &[&str]) -> Result<(), Stop> {
    run_with(args, &[])
}

/// As [`run`], with these variables in its environment.
pub(crate) fn run_with(args: &[&str], variables: &[(&str, &str)]) -> Result<(), Stop> {
    eprintln!("$ cargo {}", args.join(" "));
    let status =
        command(args).envs(variables.iter().copied()).status().map_err(Stop::io("cargo could not be started"))?;
    if status.success() { Ok(()) } else { Err(Stop::failed(format!("cargo {} failed", args[0]))) }
}

/// Builds the `casebound` binary in release and returns where it lies.
pub(crate) fn build_casebound() -> Result<PathBuf, Stop> {
    build(Profile::Release, &["--package", "cli"], "casebound")
}

/// Builds the part of the bench that runs commands in its own process, in release, and returns where it lies. It is no
/// part of this program: `cargo xtask` would have to be built with all of Casebound in it, and without optimisation.
pub(crate) fn build_inside() -> Result<PathBuf, Stop> {
    build(Profile::Release, &["--package", "xtask", "--bench", "inside"], "inside")
}

/// Builds what reads pictures and compares it with what stands on them, in release, and returns where it lies.
pub(crate) fn build_measure() -> Result<PathBuf, Stop> {
    build(Profile::Release, &["--package", "ocr", "--example", "measure"], "measure")
}

/// Builds the program that asks the index in the engine's own words, in release, and returns where it lies.
pub(crate) fn build_plain() -> Result<PathBuf, Stop> {
    build(Profile::Release, &["--package", "search", "--bench", "plain"], "plain")
}

/// What tests and lints look at. Always the same words: with others, cargo would build every library anew for another
/// choice of features.
pub(crate) const EVERYTHING: &[&str] =
    &["--workspace", "--lib", "--bins", "--tests", "--examples", "--features", "casebound-app/custom-protocol"];

/// How something is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Quickly.
    Debug,
    /// To be fast.
    Release,
}

/// Builds a program and returns where it lies.
pub(crate) fn build(profile: Profile, what: &[&str], name: &str) -> Result<PathBuf, Stop> {
    let how: &[&str] = match profile {
        Profile::Debug => &["build"],
        Profile::Release => &["build", "--release"],
    };
    program(&[how, what].concat(), name, &[])
}

/// Builds a program as `what` says, with these variables in Cargo's environment, and returns where it lies.
pub(crate) fn build_with(what: &[&str], name: &str, variables: &[(&str, &OsStr)]) -> Result<PathBuf, Stop> {
    program(&[&["build"], what].concat(), name, variables)
}

fn program(args: &[&str], name: &str, variables: &[(&str, &OsStr)]) -> Result<PathBuf, Stop> {
    eprintln!("$ cargo {}", args.join(" "));
    let output = command(args)
        .envs(variables.iter().copied())
        .arg("--message-format=json-render-diagnostics")
        .stderr(Stdio::inherit())
        .output()
        .map_err(Stop::io("cargo could not be started"))?;
    if !output.status.success() {
        return Err(Stop::failed("cargo build failed"));
    }
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        // A test may have the name of a program.
        .filter(|message| message["target"]["name"] == name && message["target"]["kind"][0] != "test")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .ok_or_else(|| Stop::failed(format!("cargo build told of no program named {name}")))
}

fn command(args: &[&str]) -> Command {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(args).current_dir(root());
    command
}
