//! The window: its pages, the app around them, tests in it, pictures of it, and the package.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{Stop, cargo, models::MODELS, pdfium::PDFIUM, root, setup};

/// Installs what the pages are built with, as the lock file has it, unless that is done.
pub(crate) fn install_pages() -> Result<(), Stop> {
    let ui = root().join("ui");
    let newer = |a: &Path, b: &Path| {
        let time = |path: &Path| path.metadata().and_then(|m| m.modified()).ok();
        time(a).zip(time(b)).is_some_and(|(a, b)| a >= b)
    };
    let done = ui.join("node_modules/.package-lock.json");
    if newer(&done, &ui.join("package-lock.json")) {
        return Ok(());
    }
    npm(&["ci", "--no-audit", "--no-fund"])
}

/// Builds the pages into `ui/dist/app`, where the app takes them from.
pub(crate) fn build_pages() -> Result<(), Stop> {
    install_pages()?;
    npm(&["run", "build"])
}

/// Types, rules and tests of the pages.
pub(crate) fn check_pages() -> Result<(), Stop> {
    npm(&["run", "check"])?;
    npm(&["test"])
}

/// Builds the app in release with its pages in it, and the program beside it that is its worker. Returns where the app
/// lies.
pub(crate) fn build_app() -> Result<PathBuf, Stop> {
    build_pages()?;
    let both = ["--package", "cli", "--package", "casebound-app", "--features", "casebound-app/custom-protocol"];
    cargo::build(cargo::Profile::Release, &both, "casebound-app")
}

/// Builds the window's pages over an invented case in memory, as the bench counts frames on them. Returns where they lie.
pub(crate) fn build_bench_pages() -> Result<PathBuf, Stop> {
    install_pages()?;
    npm(&["run", "build:bench"])?;
    Ok(root().join("ui/dist/bench"))
}

/// Runs a measuring script over the app in a display whose pixels lie in a file of the folder `screen`. What it printed.
pub(crate) fn measure(app: &Path, script: &str, screen: &Path, env: &[(&str, &Path)]) -> Result<Vec<u8>, Stop> {
    let size = format!("1280x800x24 -noreset -fbdir {}", screen.display());
    let mut command = display(&size, app, "node", &[script], env);
    let output = command.stderr(Stdio::inherit()).output().map_err(Stop::io("xvfb-run could not be started"))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(Stop::failed(format!("{script} ended with {}", output.status)))
    }
}

/// Runs the tests in the real window, each in a display of its own.
pub(crate) fn test_window(app: &Path) -> Result<(), Stop> {
    in_display("1280x800x24", app, "node", &["--test", "--test-concurrency=1", "tests/e2e/"], &[])
}

/// Runs the tests of the pages in a browser: over real commands, and over the invented case. `host` is the test host.
pub(crate) fn test_in_browser(host: &Path) -> Result<(), Stop> {
    npm(&["run", "build:http"])?;
    npm(&["run", "build:memory"])?;
    npm_with(&["run", "browser"], &[("CASEBOUND_TESTHOST", host), ("CASEBOUND_SAMPLES", &root().join("samples"))])
}

/// Takes pictures of the window: every view, or those named, in light and dark and in two sizes.
pub(crate) fn shoot(args: &[&str]) -> Result<(), Stop> {
    let (out, views) = match args {
        ["--out", folder, views @ ..] => (PathBuf::from(folder), views),
        views => (root().join("target/shots"), views),
    };
    setup::setup(setup::For::Shooting)?;
    let app = build_app()?;
    std::fs::create_dir_all(&out).map_err(Stop::io(out.display().to_string()))?;
    let mut words = vec!["tests/e2e/shoot.mjs"];
    words.extend(views);
    in_display("1600x1000x24", &app, "node", &words, &[("CASEBOUND_SHOTS", out.as_path())])?;
    println!("pictures in {}", out.display());
    Ok(())
}

fn in_display(screen: &str, app: &Path, program: &str, args: &[&str], env: &[(&str, &Path)]) -> Result<(), Stop> {
    let mut command = display(screen, app, program, args, env);
    let status = command.status().map_err(Stop::io("xvfb-run could not be started"))?;
    if status.success() { Ok(()) } else { Err(Stop::failed(format!("{program} ended with {status}"))) }
}

fn display(screen: &str, app: &Path, program: &str, args: &[&str], env: &[(&str, &Path)]) -> Command {
    eprintln!("$ {program} {}", args.join(" "));
    let mut command = Command::new("xvfb-run");
    command
        .args(["-a", "-s", &format!("-screen 0 {screen}"), program])
        .args(args)
        .envs(env.iter().copied())
        .env("CASEBOUND_APP", app)
        .env("CASEBOUND_SAMPLES", root().join("samples"))
        .env("CASEBOUND_MODELS", MODELS.folder())
        .env("CASEBOUND_PDFIUM", PDFIUM.folder())
        .current_dir(root());
    command
}

/// Makes the `.deb`: the app, the program beside it, the sample files, desktop entry and file type.
pub(crate) fn package() -> Result<(), Stop> {
    setup::setup(setup::For::Building)?;
    MODELS.fetch()?;
    PDFIUM.fetch()?;
    build_app()?;
    // Built already, pages and programs: only the bundle is left to make.
    let tauri = root().join("ui/node_modules/.bin").join(if cfg!(windows) { "tauri.cmd" } else { "tauri" });
    eprintln!("$ tauri bundle --bundles deb");
    let status = Command::new(tauri)
        .args(["bundle", "--bundles", "deb", "--features", "custom-protocol"])
        .current_dir(root())
        .status()
        .map_err(Stop::io("tauri could not be started"))?;
    if !status.success() {
        return Err(Stop::failed(format!("tauri ended with {status}")));
    }
    println!("the package is in target/release/bundle/deb");
    Ok(())
}

fn npm(args: &[&str]) -> Result<(), Stop> {
    npm_with(args, &[])
}

fn npm_with(args: &[&str], env: &[(&str, &Path)]) -> Result<(), Stop> {
    eprintln!("$ npm {}", args.join(" "));
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let status = Command::new(npm)
        .args(args)
        .envs(env.iter().copied())
        .current_dir(root().join("ui"))
        .status()
        .map_err(Stop::io("npm could not be started"))?;
    if status.success() { Ok(()) } else { Err(Stop::failed(format!("npm {} failed", args.join(" ")))) }
}
