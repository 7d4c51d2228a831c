//! Page pictures for the window, by the `doc:` protocol. The window never gets a document's own bytes.

use tauri::{
    AppHandle, UriSchemeResponder,
    http::{Request, Response, StatusCode, header},
};

use crate::host;

/// Answers one request on a thread of its own: drawing takes longer than a frame.
pub(crate) fn answer(app: &AppHandle, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let host = host(app);
    tauri::async_runtime::spawn_blocking(move || {
        let path = request.uri().path().to_owned();
        let query = request.uri().query().unwrap_or_default().to_owned();
        let (status, kind, bytes) = match host.picture(&path, &query) {
            Ok(png) => (StatusCode::OK, "image/png", png),
            Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, "text/plain; charset=utf-8", error.message.into_bytes()),
        };
        let response = Response::builder()
            .status(status)
            .header(header::CONTENT_TYPE, kind)
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            // Pictures are kept in the case, never in the window's own storage.
            .header(header::CACHE_CONTROL, "no-store")
            .body(bytes)
            .expect("these headers are sound");
        responder.respond(response);
    });
}
