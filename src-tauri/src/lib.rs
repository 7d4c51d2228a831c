//! The desktop window of Casebound: a thin shell around [`desk::Host`].
//!
//! What a window needs from the system is here: the window itself, dialogs, files dropped on it, cases opened from the
//! desktop, page pictures by the `doc:` protocol. What Casebound can do is `desk`'s to say. Start at [`run`].

mod commands;
#[cfg(target_os = "linux")]
mod drawing;
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod memory;
mod opening;
mod pictures;
mod program;

use std::sync::Arc;

use desk::{DropPhase, Host, HostEvent};
use tauri::{AppHandle, DragDropEvent, Emitter, Manager, RunEvent, WindowEvent};

/// The one channel on which the window is told things.
const EVENTS: &str = "event";

/// Opens the window and stays until it is closed.
pub fn run() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    memory::settle();
    #[cfg(target_os = "linux")]
    let drawing = drawing::settle();
    let app = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, args, cwd| opening::second_start(app, &args, &cwd)))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_window_state::Builder::new().build())
        .setup(|app| {
            #[cfg(target_os = "linux")]
            {
                app.manage(drawing);
                if let Some(window) = app.get_webview_window("main") {
                    drawing::watch(app.handle(), &window);
                }
            }
            let handle = app.handle().clone();
            let tell = move |event: HostEvent| {
                // Fails only once the window has gone, and then there is nobody to tell.
                let _ = handle.emit_to("main", EVENTS, event);
            };
            app.manage(Arc::new(program::host(Arc::new(tell))));
            app.manage(opening::Waiting::of_this_start());
            Ok(())
        })
        .invoke_handler(tauri::generate_handler![
            commands::call,
            commands::start,
            commands::cancel,
            commands::ready,
            commands::quit,
            commands::draw_fast,
            commands::open_copy,
            commands::show_copy
        ])
        .register_asynchronous_uri_scheme_protocol("doc", |context, request, responder| {
            pictures::answer(context.app_handle(), request, responder);
        })
        .on_window_event(|window, event| match event {
            WindowEvent::DragDrop(event) => dropped(window.app_handle(), event),
            WindowEvent::CloseRequested { .. } => host(window.app_handle()).cancel_all(),
            _ => {}
        })
        .build(tauri::generate_context!())
        .expect("the window can be opened");
    app.run(|app, event| match event {
        #[cfg(target_os = "macos")]
        RunEvent::Opened { urls } => urls.iter().for_each(|url| opening::open(app, Some(opening::handed_over(url)))),
        RunEvent::ExitRequested { .. } => host(app).cancel_all(),
        _ => {}
    });
}

/// The host that every command of the window goes through.
fn host(app: &AppHandle) -> Arc<Host> {
    Arc::clone(app.state::<Arc<Host>>().inner())
}

fn dropped(app: &AppHandle, event: &DragDropEvent) {
    let (paths, phase) = match event {
        DragDropEvent::Enter { paths, .. } => (paths.as_slice(), DropPhase::Over),
        DragDropEvent::Drop { paths, .. } => (paths.as_slice(), DropPhase::Drop),
        DragDropEvent::Leave => (&[][..], DropPhase::Leave),
        _ => return,
    };
    let paths = paths.iter().map(|path| path.to_string_lossy().into_owned()).collect();
    host(app).tell(HostEvent::Drop { paths, phase });
}
