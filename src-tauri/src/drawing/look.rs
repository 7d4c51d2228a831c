//! Looks at the window as the toolkit draws it.

use std::sync::mpsc;

use gtk::{
    cairo::{Context, Format, ImageSurface},
    prelude::WidgetExt,
};
use tauri::WebviewWindow;
use webkit2gtk::{CacheModel, WebContextExt, WebViewExt};

/// Whether the window shows a single colour. `None` where it cannot be told: the window is away, or was not drawn.
pub(crate) fn is_blank(window: &WebviewWindow) -> Option<bool> {
    // A window that nobody sees need not be drawn.
    if window.is_minimized().unwrap_or(true) || !window.is_visible().unwrap_or(false) {
        return None;
    }
    let (tell, told) = mpsc::channel();
    let asked = window.with_webview(move |view| {
        // Nobody waits any more only when the program ends.
        let _ = tell.send(picture(&view.inner()));
    });
    asked.ok()?;
    told.recv().ok()?.map(|pixels| is_one_colour(&pixels))
}

/// Has the web view keep little of what it loads: there is nothing on a net to come back to, and memory is for pages.
pub(crate) fn keep_little(window: &WebviewWindow) -> Result<(), tauri::Error> {
    window.with_webview(|view| {
        if let Some(context) = WebViewExt::context(&view.inner()) {
            context.set_cache_model(CacheModel::DocumentViewer);
        }
    })
}

/// Calls back when the process ends that draws the page.
pub(crate) fn when_its_process_ends(
    window: &WebviewWindow,
    ended: impl Fn() + Send + 'static,
) -> Result<(), tauri::Error> {
    window.with_webview(move |view| {
        view.inner().connect_web_process_terminated(move |_, _| ended());
    })
}

/// What the view draws on the screen, four bytes a pixel.
fn picture(view: &webkit2gtk::WebView) -> Option<Vec<u8>> {
    if !view.is_mapped() {
        return None;
    }
    let (width, height) = (view.allocated_width(), view.allocated_height());
    let mut surface = ImageSurface::create(Format::Rgb24, width, height).ok()?;
    view.draw(&Context::new(&surface).ok()?);
    surface.flush();
    let pixels = surface.data().ok()?;
    Some(pixels.to_vec())
}

fn is_one_colour(pixels: &[u8]) -> bool {
    // The fourth byte of a pixel is not used.
    let mut colours = pixels.chunks_exact(4).map(|pixel| &pixel[..3]);
    let first = colours.next();
    colours.all(|colour| Some(colour) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_blank_when_all_its_pixels_are_alike() {
        let white = [255, 255, 255, 0].repeat(4);
        assert!(is_one_colour(&white));
        assert!(is_one_colour(&[[9, 9, 9, 1], [9, 9, 9, 2]].concat()));
        let mut dot = white;
        dot[9] = 254;
        assert!(!is_one_colour(&dot));
    }
}
