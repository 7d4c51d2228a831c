//! Cases opened from outside: named when the program is started, or by the desktop while it runs.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use desk::HostEvent;
use tauri::{AppHandle, Manager};

use crate::host;

/// A case to open as soon as the window can.
pub(crate) struct Waiting(Mutex<Option<PathBuf>>);

impl Waiting {
    /// What this start of the program names.
    pub(crate) fn of_this_start() -> Waiting {
        let cwd = std::env::current_dir().unwrap_or_default();
        let args: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
        Waiting(Mutex::new(named(&args, &cwd)))
    }
}

/// What waits to be opened; from now on cases are opened as they come.
pub(crate) fn take_waiting(app: &AppHandle) -> Option<PathBuf> {
    app.state::<Waiting>().0.lock().unwrap_or_else(PoisonError::into_inner).take()
}

/// The program was started again: its window comes to the front and opens what that start named.
pub(crate) fn second_start(app: &AppHandle, args: &[String], cwd: &str) {
    if let Some(window) = app.get_webview_window("main") {
        // As in `commands::ready`.
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
    open(app, named(args, Path::new(cwd)));
}

/// Has the window open a case.
pub(crate) fn open(app: &AppHandle, path: Option<PathBuf>) {
    if let Some(path) = path {
        host(app).tell(HostEvent::OpenCase { path: path.to_string_lossy().into_owned() });
    }
}

/// The case that arguments name: the first that is no option.
fn named(args: &[String], cwd: &Path) -> Option<PathBuf> {
    args.iter().skip(1).find(|arg| !arg.starts_with('-')).map(|arg| cwd.join(arg))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_argument_that_is_no_option_is_the_case() {
        let of = |args: &[&str]| named(&args.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>(), Path::new("/here"));
        assert_eq!(of(&["app"]), None);
        assert_eq!(of(&["app", "--flag"]), None);
        assert_eq!(of(&["app", "--flag", "tern", "other"]), Some("/here/tern".into()));
        assert_eq!(of(&["app", "/cases/tern/case.casebound"]), Some("/cases/tern/case.casebound".into()));
    }
}
