//! Where a page of a PDF lies, and how it is laid on a sheet of pixels: the same for words and for both engines.

use hayro_syntax::page::Page;
use kurbo::Affine;

use super::{Turn, View, fitting};

/// The visible page: its size in points, and the way from the file's coordinates to its top left corner.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visible {
    pub width: f32,
    pub height: f32,
    pub place: Affine,
}

/// A visible page on pixels.
pub(super) struct Laid {
    /// Pixels across and down.
    pub size: (u16, u16),
    /// From the file's coordinates to pixels.
    pub transform: Affine,
}

impl Visible {
    /// As the first engine has it: where it can tell, both engines keep to it.
    pub fn of(page: &Page<'_>) -> Visible {
        let (width, height) = page.render_dimensions();
        Visible { width, height, place: Affine::new(page.initial_transform(true).as_coeffs()) }
    }

    /// As the second engine has it. A page without a size is taken for A4, as by the first.
    pub fn told_by(page: &pdfium::Page<'_>) -> Visible {
        let told = page.bounds().filter(|[left, bottom, right, top]| right - left >= 1.0 && top - bottom >= 1.0);
        let [left, bottom, right, top] = told.unwrap_or([0.0, 0.0, 595.0, 842.0]).map(f64::from);
        let place = match page.quarters() {
            0 => Affine::new([1.0, 0.0, 0.0, -1.0, -left, top]),
            1 => Affine::new([0.0, 1.0, 1.0, 0.0, -bottom, -left]),
            2 => Affine::new([-1.0, 0.0, 0.0, 1.0, right, -bottom]),
            _ => Affine::new([0.0, -1.0, -1.0, 0.0, top, right]),
        };
        let (width, height) = ((right - left) as f32, (top - bottom) as f32);
        let (width, height) = if page.quarters() % 2 == 1 { (height, width) } else { (width, height) };
        Visible { width, height, place }
    }

    /// As it is to be drawn: the word boxes' transform, then the turn, then the scale.
    pub(super) fn laid(&self, view: &View) -> Laid {
        let scale = f64::from(fitting(view, (self.width, self.height)));
        let (w, h) = (f64::from(self.width), f64::from(self.height));
        let turn = match view.turn {
            Turn::None => Affine::IDENTITY,
            Turn::Quarter => Affine::new([0.0, 1.0, -1.0, 0.0, h, 0.0]),
            Turn::Half => Affine::new([-1.0, 0.0, 0.0, -1.0, w, h]),
            Turn::ThreeQuarters => Affine::new([0.0, -1.0, 1.0, 0.0, 0.0, w]),
        };
        let (w, h) = view.turn.of((w, h));
        let size = (n_pixels(w * scale, view), n_pixels(h * scale, view));
        Laid { size, transform: Affine::scale(scale) * turn * self.place }
    }
}

/// As many pixels as hold this length, at least one.
fn n_pixels(length: f64, view: &View) -> u16 {
    // a hair over a whole number comes from rounding, not from the page
    (length - 1e-3).ceil().clamp(1.0, f64::from(view.max_side)) as u16
}
