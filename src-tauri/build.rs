//! Checks the window's configuration and writes the access list of its commands.

use std::{fs, path::Path};

/// Stands in for the window's pages until they are built, so that the lints need no Node.
const NOT_BUILT: &str = "<!doctype html><title>Casebound</title><p>The window's pages are not built: cargo xtask run\n";

fn main() {
    let pages = Path::new("../ui/dist/app");
    if !pages.join("index.html").exists() {
        fs::create_dir_all(pages)
            .and_then(|()| fs::write(pages.join("index.html"), NOT_BUILT))
            .expect("ui/dist can be written");
    }
    println!("cargo::rerun-if-changed=../ui/dist/app");
    let names = &["call", "start", "cancel", "ready", "quit", "draw_fast", "open_copy", "show_copy"];
    let commands = tauri_build::AppManifest::new().commands(names);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))
        .expect("the window's configuration is sound");
}
