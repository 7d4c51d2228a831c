//! A line cut out of the picture, straightened and brought to the height that the recognition model reads.

use std::ops::Range;

use crate::{
    geometry::{Point, Quad},
    picture::Picture,
};

/// The height in pixels of what the model reads.
pub(crate) const HEIGHT: usize = 48;
/// No strip is longer: what is still longer for its height is no line.
const LONGEST: f32 = 16_384.0;
/// From this on a box that is taller than wide is a line that runs downwards.
const TALL: f32 = 1.5;

/// A level line, its colours row by row.
#[derive(Debug, Clone)]
pub(crate) struct Strip {
    pub(crate) width: usize,
    pub(crate) colours: Vec<[u8; 3]>,
    /// Where it was cut out.
    pub(crate) frame: Frame,
}

/// Leads from places of a strip back to places of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Frame {
    origin: Point,
    along: Point,
    across: Point,
}

impl Frame {
    /// Where the columns given lie in the picture, from top to bottom of the strip.
    pub(crate) fn quad(&self, left: f32, right: f32) -> Quad {
        let height = HEIGHT as f32;
        let corners = [(left, 0.0), (right, 0.0), (right, height), (left, height)];
        Quad(corners.map(|(x, y)| self.place(x, y)))
    }

    fn new(quad: &Quad, width: f32) -> Frame {
        let [a, b, _, d] = quad.0;
        Frame { origin: a, along: b.minus(a).times(1.0 / width), across: d.minus(a).times(1.0 / HEIGHT as f32) }
    }

    fn place(&self, x: f32, y: f32) -> Point {
        self.origin.plus(self.along.times(x)).plus(self.across.times(y))
    }
}

impl Strip {
    /// Cuts the quad out. A tall one is laid down, its top to the left.
    pub(crate) fn cut(picture: &Picture, quad: &Quad) -> Option<Strip> {
        let quad = if is_tall(quad) { quad.rolled(1) } else { *quad };
        let (length, thickness) = (quad.width(), quad.height());
        if picture.is_empty() || !(length >= 1.0 && thickness >= 1.0) {
            return None;
        }
        let width = (HEIGHT as f32 * length / thickness).clamp(8.0, LONGEST).round();
        let frame = Frame::new(&quad, width);
        let columns = width as usize;
        // A pixel of a strip that covers many of the picture's is their mean, or thin strokes get lost.
        let n_samples = (thickness / HEIGHT as f32).ceil().clamp(1.0, 4.0) as usize;
        let mut colours = Vec::with_capacity(columns * HEIGHT);
        for row in 0..HEIGHT {
            colours.extend((0..columns).map(|column| sampled(picture, &frame, column, row, n_samples)));
        }
        Some(Strip { width: columns, colours, frame })
    }

    /// Blue, green and red planes of some columns, from -1 to 1, `width` long: what is beyond the strip is its edge.
    pub(crate) fn planes(&self, columns: &Range<usize>, width: usize) -> Vec<f32> {
        let mut planes = Vec::with_capacity(3 * HEIGHT * width);
        for channel in [2, 1, 0] {
            for line in self.colours.chunks_exact(self.width.max(1)) {
                let part = line.get(columns.clone()).unwrap_or_default();
                let value = |colour: &[u8; 3]| f32::from(colour.get(channel).copied().unwrap_or(0)) / 127.5 - 1.0;
                let edge = part.last().map_or(0.0, value);
                planes.extend(part.iter().map(value).chain(std::iter::repeat(edge)).take(width));
            }
        }
        planes
    }
}

/// Whether the box holds a line that runs downwards.
pub(crate) fn is_tall(quad: &Quad) -> bool {
    quad.height() > TALL * quad.width()
}

fn sampled(picture: &Picture, frame: &Frame, column: usize, row: usize, n_samples: usize) -> [u8; 3] {
    let mut sum = [0.0f32; 3];
    let part = |idx: usize| (idx as f32 + 0.5) / n_samples as f32;
    for sub_row in 0..n_samples {
        for sub_column in 0..n_samples {
            let place = frame.place(column as f32 + part(sub_column), row as f32 + part(sub_row));
            let colour = picture.between(place);
            sum.iter_mut().zip(colour).for_each(|(sum, part)| *sum += part);
        }
    }
    sum.map(|sum| (sum / (n_samples * n_samples) as f32).round() as u8)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::{
        geometry::Bounds,
        picture::{Image, Pixels},
    };

    /// A grey picture whose pixel at x, y is `shade(x, y)`.
    fn drawn(width: usize, height: usize, shade: impl Fn(usize, usize) -> u8) -> Vec<u8> {
        (0..width * height).map(|idx| shade(idx % width, idx / width)).collect()
    }

    fn picture(width: usize, height: usize, bytes: &[u8]) -> Picture<'_> {
        Picture::new(&Image { width: width as u32, height: height as u32, pixels: Pixels::Grey(bytes) }).unwrap()
    }

    fn mean(strip: &Strip, columns: Range<usize>, rows: Range<usize>) -> f32 {
        let n_pixels = (columns.len() * rows.len()) as f32;
        let at = |row: usize, column: usize| f32::from(strip.colours[row * strip.width + column][0]);
        rows.flat_map(|row| columns.clone().map(move |column| (row, column))).map(|(r, c)| at(r, c)).sum::<f32>()
            / n_pixels
    }

    #[test]
    fn a_level_box_is_scaled() {
        // The left half of the box is black.
        let bytes = drawn(100, 40, |x, _| if x < 50 { 0 } else { 200 });
        let quad = Bounds { left: 30.0, top: 10.0, right: 70.0, bottom: 30.0 }.quad();
        let strip = Strip::cut(&picture(100, 40, &bytes), &quad).unwrap();
        assert_eq!(strip.width, 96);
        assert_eq!(mean(&strip, 0..44, 0..48), 0.0);
        assert_eq!(mean(&strip, 52..96, 0..48), 200.0);
        assert_eq!(strip.frame.quad(0.0, 96.0), quad);
        assert_eq!(strip.frame.quad(48.0, 96.0).bounds().left, 50.0);
    }

    #[test]
    fn a_slanted_box_is_straightened() {
        // A slanted band, dark above its middle line and light below.
        let slope = 5f32.to_radians();
        let bytes = drawn(200, 100, |x, y| {
            let place = Point::new(x as f32 + 0.5 - 100.0, y as f32 + 0.5 - 50.0).turned(-slope);
            if place.y < 0.0 { 10 } else { 240 }
        });
        let band = Bounds { left: -80.0, top: -12.0, right: 80.0, bottom: 12.0 };
        let quad = band.quad().map(|corner| corner.turned(slope).plus(Point::new(100.0, 50.0)));
        let strip = Strip::cut(&picture(200, 100, &bytes), &quad).unwrap();
        assert!(mean(&strip, 0..320, 0..21) < 14.0);
        assert!(mean(&strip, 0..320, 27..48) > 236.0);
    }

    #[test]
    fn a_tall_box_is_laid_down() {
        let bytes = drawn(40, 200, |_, y| if y < 100 { 0 } else { 255 });
        let quad = Bounds { left: 10.0, top: 20.0, right: 30.0, bottom: 180.0 }.quad();
        let strip = Strip::cut(&picture(40, 200, &bytes), &quad).unwrap();
        assert_eq!(strip.width, 384);
        assert_eq!(mean(&strip, 0..180, 0..48), 0.0);
        assert_eq!(mean(&strip, 204..384, 0..48), 255.0);
    }

    #[test]
    fn boxes_beyond_the_picture_do_no_harm() {
        let bytes = [7; 4];
        let small = picture(2, 2, &bytes);
        for bounds in [[-9e9, -9e9, 9e9, 9e9], [0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1e9, 1.0], [5.0, 5.0, 9.0, 9.0]] {
            let [left, top, right, bottom] = bounds;
            let strip = Strip::cut(&small, &Bounds { left, top, right, bottom }.quad());
            assert!(strip.is_none_or(|strip| strip.colours.iter().all(|colour| *colour == [7; 3])));
        }
        assert!(
            Strip::cut(&picture(0, 0, &[]), &Bounds { left: 0.0, top: 0.0, right: 9.0, bottom: 9.0 }.quad()).is_none()
        );
    }
}
