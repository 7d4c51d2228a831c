//! What was typed into a form, where the file does not draw it.

use hayro_interpret::hayro_syntax::object::{Array, Dict, Name, Object, Rect, Stream, String as Text};
use hayro_interpret::hayro_syntax::page::Page;
use kurbo::{Affine, Point};

use super::glyphs::PageGlyphs;
use super::meta::text_string;

/// Adds the values of the page's text and choice fields (ISO 32000-1 §12.7) whose appearance shows no text. `place` maps
/// the file's coordinates to the visible page.
pub(super) fn add_values(page: &Page<'_>, place: Affine, glyphs: &mut PageGlyphs) {
    let annotations = page.raw().get::<Array<'_>>(b"Annots").unwrap_or_default();
    for widget in annotations.iter::<Dict<'_>>() {
        if widget.get::<Name<'_>>(b"Subtype").as_deref() != Some(b"Widget") || is_hidden(&widget) || is_drawn(&widget) {
            continue;
        }
        let is_text = matches!(inherited::<Name<'_>>(&widget, b"FT").as_deref(), Some(b"Tx" | b"Ch"));
        if let Some(rect) = widget.get::<Rect>(b"Rect").filter(|_| is_text) {
            let rect = kurbo::Rect::new(rect.x0, rect.y0, rect.x1, rect.y1);
            add_value(&value(&widget), rect, place, glyphs);
        }
    }
}

/// Adds a value whose field has this box in the file's coordinates.
pub(super) fn add_value(value: &str, rect: kurbo::Rect, place: Affine, glyphs: &mut PageGlyphs) {
    let lines: Vec<&str> = value.lines().filter(|line| !line.trim().is_empty()).collect();
    let corners = [place * Point::new(rect.x0, rect.y0), place * Point::new(rect.x1, rect.y1)];
    add_lines(&lines, kurbo::Rect::from_points(corners[0], corners[1]), glyphs);
}

/// Sets lines into a box, from its top.
fn add_lines(lines: &[&str], rect: kurbo::Rect, glyphs: &mut PageGlyphs) {
    let size = (rect.height() / lines.len().max(1) as f64 * 0.7).clamp(1.0, 12.0);
    for (i, line) in lines.iter().enumerate() {
        let baseline = rect.y0 + size * (1.0 + 1.3 * i as f64);
        let n_chars = line.chars().count().max(1) as f64;
        let width = (n_chars * size * 0.5).min(rect.width().max(1.0));
        glyphs.push_line(line, (rect.x0 as f32, baseline as f32), width as f32, size as f32);
    }
}

/// Flags hidden and no view.
fn is_hidden(widget: &Dict<'_>) -> bool {
    widget.get::<u32>(b"F").unwrap_or(0) & (1 << 1 | 1 << 5) != 0
}

/// Whether the widget's appearance shows text.
fn is_drawn(widget: &Dict<'_>) -> bool {
    let appearance = widget.get::<Dict<'_>>(b"AP").unwrap_or_default();
    let Some(stream) = appearance.get::<Stream<'_>>(b"N") else {
        return false;
    };
    let content = stream.decoded_data().unwrap_or_default();
    memchr::memmem::find(&content, b"Tj").is_some() || memchr::memmem::find(&content, b"TJ").is_some()
}

fn value(widget: &Dict<'_>) -> String {
    let text = |text: &Text<'_>| text_string(text.as_bytes()).replace('\r', "\n");
    match inherited::<Object<'_>>(widget, b"V") {
        Some(Object::String(value)) => text(&value),
        Some(Object::Array(values)) => {
            let values: Vec<String> = values.iter::<Text<'_>>().map(|value| text(&value)).collect();
            values.join("\n")
        }
        _ => String::new(),
    }
}

/// An attribute a field may have from its parents.
fn inherited<'a, T>(widget: &Dict<'a>, key: &[u8]) -> Option<T>
where
    T: TryFrom<Object<'a>>,
{
    let mut field = widget.clone();
    // A field's parents may be a ring.
    for _ in 0..16 {
        if let Some(value) = field.get::<Object<'_>>(key) {
            return T::try_from(value).ok();
        }
        field = field.get::<Dict<'_>>(b"Parent")?;
    }
    None
}
