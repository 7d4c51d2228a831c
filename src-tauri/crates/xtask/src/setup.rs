//! What a fresh machine lacks. This workspace needs a C compiler, for the SQLite and zstd that are built in; the rest
//! comes with Rust.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use crate::Stop;

/// A program that has to be there, and the Debian package that has it.
struct Need {
    program: &'static str,
    package: &'static str,
    why: &'static str,
}

const NEEDS: &[Need] = &[Need { program: "cc", package: "build-essential", why: "builds the bundled SQLite and zstd" }];

/// Installs what is missing with apt as root or through sudo without a question. Where that cannot be, the line to type
/// is printed and the command stops with exit code 2.
pub(crate) fn setup() -> Result<(), Stop> {
    if cfg!(windows) {
        // The MSVC toolchain that Rust asks for brings its own compiler.
        return Ok(());
    }
    let missing: Vec<&Need> = NEEDS.iter().filter(|need| !starts(need.program, &["--version"])).collect();
    if missing.is_empty() {
        return Ok(());
    }
    for need in &missing {
        eprintln!("{} is missing: it {}", need.program, need.why);
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    if cfg!(target_os = "macos") {
        return Err(Stop::usage("install it with: xcode-select --install"));
    }
    if !Path::new("/usr/bin/apt-get").exists() {
        let programs: Vec<&str> = missing.iter().map(|need| need.program).collect();
        return Err(Stop::usage(format!("install with your system's packages: {}", programs.join(" "))));
    }
    let line = format!("apt-get -o DPkg::Lock::Timeout=500 install -y {}", packages.join(" "));
    let by_hand = || Stop::usage(format!("type this, then try again:\n  sudo apt-get update && sudo {line}"));
    let before: &[&str] = if starts_quietly("id", &["-u"]).as_deref() == Some("0") {
        &[]
    } else if starts("sudo", &["-n", "true"]) {
        &["sudo", "-n"]
    } else {
        return Err(by_hand());
    };
    for step in ["apt-get update", &line] {
        let words: Vec<&str> = before.iter().copied().chain(step.split(' ')).collect();
        eprintln!("$ {}", words.join(" "));
        let done = Command::new(words[0]).args(&words[1..]).env("DEBIAN_FRONTEND", "noninteractive").status();
        if !done.is_ok_and(|status| status.success()) {
            return Err(by_hand());
        }
    }
    Ok(())
}

/// Whether a program can be started and ends well.
pub(crate) fn starts(program: &str, args: &[&str]) -> bool {
    Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn starts_quietly(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program).args(args).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}
