//! Makes sure that the window shows something.
//!
//! With some graphics drivers WebKit's fast way of drawing leaves the window blank, or its process ends at once. So the
//! window is looked at after it has drawn itself. Where it is blank, the program starts anew on a safer way and remembers
//! that until the driver or the web view is another. Start at [`settle`].

#![expect(clippy::print_stderr, reason = "before there is a window, what a desktop logs is all that can be said")]

mod look;
mod machine;
mod note;
mod way;

use std::{
    env,
    os::unix::process::CommandExt,
    process::Command,
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    thread,
    time::Duration,
};

use tauri::{AppHandle, Manager, WebviewWindow};

use note::Note;
use way::Way;

/// When the window is looked at, after it said that it is drawn. A slow machine needs a moment to show what there is: only
/// a window that is blank at every look is blank.
const LOOKS: [Duration; 3] = [Duration::from_millis(400), Duration::from_millis(1200), Duration::from_millis(2500)];

/// How the window is drawn.
pub(crate) struct Drawing {
    way: Way,
    /// The way is one that was found out here, not the system's or one that somebody chose.
    found_out: bool,
    /// The page has drawn itself at least once.
    is_up: AtomicBool,
}

/// Takes the way of drawing that is known to work here, before anything of the window exists.
pub(crate) fn settle() -> Drawing {
    let chosen = Way::of_environment(|name| env::var_os(name));
    let known = Note::read(&world::profile()).filter(|note| note.machine == machine::describe());
    match known {
        Some(Note { way, .. }) if chosen == Way::Fast && way != Way::Fast => {
            let trouble = start_again(way);
            eprintln!("casebound-app: could not start on the safe way of drawing: {trouble}");
        }
        _ => {}
    }
    let found_out = known.is_some_and(|note| note.way == chosen && chosen != Way::Fast);
    Drawing { way: chosen, found_out, is_up: AtomicBool::new(false) }
}

impl Drawing {
    /// Whether the window is drawn slower than it could be, because it was blank otherwise.
    pub(crate) fn is_safe_way(&self) -> bool {
        self.found_out
    }
}

/// Watches over the process that draws: where it ends before anything was drawn, a safer way is taken.
pub(crate) fn watch(app: &AppHandle, window: &WebviewWindow) {
    let handle = app.clone();
    let watched = look::when_its_process_ends(window, move || {
        let drawing = handle.state::<Drawing>();
        if !drawing.is_up.load(SeqCst) {
            take_safer(&handle);
        }
    });
    if let Err(trouble) = watched.and_then(|()| look::keep_little(window)) {
        eprintln!("casebound-app: the window cannot be watched: {trouble}");
    }
}

/// The page says that it has drawn itself: looks whether that can be seen.
pub(crate) fn look_soon(app: &AppHandle) {
    // A page that was loaded again is drawn as it was before.
    if app.state::<Drawing>().is_up.swap(true, SeqCst) {
        return;
    }
    let app = app.clone();
    tauri::async_runtime::spawn_blocking(move || {
        let mut is_blank = false;
        for wait in LOOKS {
            thread::sleep(wait);
            match app.get_webview_window("main").and_then(|window| look::is_blank(&window)) {
                Some(true) => is_blank = true,
                Some(false) => return,
                // What cannot be looked at yet is not known to be blank.
                None => {}
            }
        }
        if is_blank {
            take_safer(&app);
        }
    });
}

/// Starts the program anew on the next safer way, and remembers it. Without one, the window stays as it is.
fn take_safer(app: &AppHandle) {
    let Some(way) = app.state::<Drawing>().way.safer() else { return };
    let note = Note { way, machine: machine::describe() };
    if let Err(trouble) = note.write(&world::profile()) {
        // The next start finds it out again.
        eprintln!("casebound-app: the safe way of drawing could not be remembered: {trouble}");
    }
    restart(app, way);
}

/// Forgets what was found out and starts anew as the system has it.
pub(crate) fn try_fast_way(app: &AppHandle) {
    Note::forget(&world::profile());
    restart(app, Way::Fast);
}

fn restart(app: &AppHandle, way: Way) {
    // Nothing can run in a window that was never seen; where a person asks for it, what runs is stopped and loses nothing.
    crate::host(app).cancel_all();
    app.cleanup_before_exit();
    let trouble = start_again(way);
    eprintln!("casebound-app: could not start again: {trouble}");
}

/// Becomes the same program with the same arguments, on another way of drawing. Returns only where that failed.
fn start_again(way: Way) -> std::io::Error {
    match env::current_exe() {
        Ok(program) => {
            let mut command = Command::new(program);
            command.args(env::args_os().skip(1));
            for name in Way::VARIABLES {
                command.env_remove(name);
            }
            command.envs(way.variables().iter().copied()).exec()
        }
        Err(trouble) => trouble,
    }
}
