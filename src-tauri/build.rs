//! Checks the window's configuration and writes the access list of its commands.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&["call", "start", "cancel", "ready"]);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands))
        .expect("the window's configuration is sound");
}
