//! The window's commands: run one, start a long one, stop it. None blocks the thread that draws.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use desk::{Code, CopyMade, Error, Host};
use serde_json::Value;
use tauri::{AppHandle, Manager, State};

#[cfg(target_os = "linux")]
use crate::drawing;
use crate::opening;

/// Runs a command of `desk`'s table and gives its answer.
#[tauri::command]
pub(crate) async fn call(host: State<'_, Arc<Host>>, name: String, request: Value) -> Result<Value, Error> {
    let host = Arc::clone(host.inner());
    tauri::async_runtime::spawn_blocking(move || host.call(&name, request))
        .await
        .unwrap_or_else(|e| Err(Error::new(Code::Internal, "Casebound could not run this.").detail(e)))
}

/// Starts a command whose progress and answer come as events, under the number given back.
#[tauri::command]
pub(crate) fn start(host: State<'_, Arc<Host>>, name: &str, request: Value) -> u64 {
    host.start(name, request)
}

/// Asks a started command to stop.
#[tauri::command]
pub(crate) fn cancel(host: State<'_, Arc<Host>>, job: u64) {
    host.cancel(job);
}

/// Closes the window; what runs is asked to stop, and loses nothing.
#[tauri::command]
pub(crate) fn quit(app: AppHandle) {
    app.exit(0);
}

/// The window has drawn itself and listens: it is shown, and told which case to open, if this start named one.
#[tauri::command]
pub(crate) fn ready(app: AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        // A window that cannot be shown or focused is the system's trouble, and it says so itself.
        let _ = window.show();
        let _ = window.set_focus();
    }
    opening::open(&app, opening::take_waiting(&app));
    #[cfg(target_os = "linux")]
    {
        if app.state::<drawing::Drawing>().is_safe_way() {
            crate::host(&app).tell(desk::HostEvent::SafeDrawing);
        }
        drawing::look_soon(&app);
    }
}

/// Starts anew and draws as the system has it, where a safer way had been taken.
#[tauri::command]
pub(crate) fn draw_fast(app: AppHandle) {
    #[cfg(target_os = "linux")]
    drawing::try_fast_way(&app);
    // Elsewhere there is one way alone.
    #[cfg(not(target_os = "linux"))]
    drop(app);
}

/// Has a safe copy that this window made opened by the program the system keeps for it.
#[tauri::command]
pub(crate) async fn open_copy(host: State<'_, Arc<Host>>, path: PathBuf) -> Result<(), Error> {
    // Opening an original could be running it.
    match host.copy_at(&path) {
        Some(CopyMade::Safe) => by_the_system(&path),
        _ => Err(not_ours()),
    }
}

/// Has the folder opened that a copy lies in.
#[tauri::command]
pub(crate) async fn show_copy(host: State<'_, Arc<Host>>, path: PathBuf) -> Result<(), Error> {
    match (host.copy_at(&path), path.parent()) {
        (Some(_), Some(folder)) => by_the_system(folder),
        _ => Err(not_ours()),
    }
}

fn by_the_system(path: &Path) -> Result<(), Error> {
    open::that_detached(path).map_err(|e| {
        let message = format!("No program of this computer would open {}. It is there, whole.", path.display());
        Error::new(Code::File, message).detail(e)
    })
}

fn not_ours() -> Error {
    Error::new(Code::Refused, "Only copies that were made here can be opened from here.")
}
