//! Cases and links opened from outside: named when the program is started, or by the desktop while it runs.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use desk::HostEvent;
use tauri::{AppHandle, Manager, Url};

use crate::host;

/// How links to places in a case begin.
const SCHEME: &str = "casebound:";

/// Something to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Opened {
    /// A case: its folder or its marker.
    Case(PathBuf),
    /// A link to a place in a case.
    Link(String),
}

impl Opened {
    /// What a word means that the desktop or a person gave: a link, the address of a file, or a path seen from `cwd`.
    fn of(word: &str, cwd: &Path) -> Opened {
        if word.starts_with(SCHEME) {
            return Opened::Link(word.to_owned());
        }
        let file = word.starts_with("file://").then(|| Url::parse(word).ok()?.to_file_path().ok()).flatten();
        Opened::Case(file.unwrap_or_else(|| cwd.join(word)))
    }
}

/// What is to be opened as soon as the window can.
pub(crate) struct Waiting(Mutex<Option<Opened>>);

impl Waiting {
    /// What this start of the program names.
    pub(crate) fn of_this_start() -> Waiting {
        let cwd = std::env::current_dir().unwrap_or_default();
        let args: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
        Waiting(Mutex::new(named(&args, &cwd)))
    }
}

/// What waits to be opened; from now on it is opened as it comes.
pub(crate) fn take_waiting(app: &AppHandle) -> Option<Opened> {
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

/// Has the window open something.
pub(crate) fn open(app: &AppHandle, opened: Option<Opened>) {
    match opened {
        Some(Opened::Case(path)) => host(app).tell(HostEvent::OpenCase { path: path.to_string_lossy().into_owned() }),
        Some(Opened::Link(link)) => host(app).tell(HostEvent::OpenLink { link }),
        None => {}
    }
}

/// What the system hands over while the program runs.
#[cfg(target_os = "macos")]
pub(crate) fn handed_over(url: &Url) -> Opened {
    Opened::of(url.as_str(), Path::new("/"))
}

/// What arguments name: the first that is no option.
fn named(args: &[String], cwd: &Path) -> Option<Opened> {
    args.iter().skip(1).find(|arg| !arg.starts_with('-')).map(|arg| Opened::of(arg, cwd))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_argument_that_is_no_option_is_opened() {
        let of = |args: &[&str]| named(&args.iter().map(|a| (*a).to_owned()).collect::<Vec<_>>(), Path::new("/here"));
        let case = |path: &str| Some(Opened::Case(path.into()));
        assert_eq!(of(&["app"]), None);
        assert_eq!(of(&["app", "--flag"]), None);
        assert_eq!(of(&["app", "--flag", "tern", "other"]), case("/here/tern"));
        assert_eq!(of(&["app", "/cases/tern/case.casebound"]), case("/cases/tern/case.casebound"));
        assert_eq!(of(&["app", "file:///cases/%E6%A1%88%20tern"]), case("/cases/案 tern"));
        assert_eq!(of(&["app", "file:no address"]), case("/here/file:no address"));
        assert_eq!(of(&["app", "casebound:3f/search?q=a"]), Some(Opened::Link("casebound:3f/search?q=a".into())));
    }
}
