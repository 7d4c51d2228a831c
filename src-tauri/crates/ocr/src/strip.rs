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
/// So much more of the picture is cut out on either side, for each pixel of thickness: a flat first letter is missed.
const BESIDE: f32 = 0.8;
/// From this on a box that is taller than wide is a line that runs downwards.
const TALL: f32 = 1.5;

/// A level line, its colours row by row.
#[derive(Debug, Clone)]
pub(crate) struct Strip {
    pub(crate) width: usize,
    pub(crate) colours: Vec<[u8; 3]>,
    /// The columns of the box that was found; there is some more on both sides.
    pub(crate) found: Range<usize>,
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

    /// A frame whose origin lies so many columns before the quad.
    fn new(quad: &Quad, width: f32, before: f32) -> Frame {
        let [a, b, _, d] = quad.0;
        let along = b.minus(a).times(1.0 / width);
        Frame { origin: a.minus(along.times(before)), along, across: d.minus(a).times(1.0 / HEIGHT as f32) }
    }

    fn place(&self, x: f32, y: f32) -> Point {
        self.origin.plus(self.along.times(x)).plus(self.across.times(y))
    }
}

impl Strip {
    /// Cuts a line out with some of the paper before and after it, no more than there is room.
    pub(crate) fn cut(picture: &Picture, line: &Quad, room: Room) -> Option<Strip> {
        let (length, thickness) = (line.width(), line.height());
        if picture.is_empty() || !(length >= 1.0 && thickness >= 1.0) {
            return None;
        }
        let scale = HEIGHT as f32 / thickness;
        let found = (scale * length).clamp(8.0, LONGEST).round();
        let beside = |room: f32| (scale * room).clamp(0.0, BESIDE * HEIGHT as f32).round();
        let (before, after) = (beside(room.before), beside(room.after));
        let columns = (before + found + after) as usize;
        let frame = Frame::new(line, found, before);
        // A pixel of a strip that covers many of the picture's is their mean, or thin strokes get lost.
        let n_samples = (thickness / HEIGHT as f32).ceil().clamp(1.0, 4.0) as usize;
        let mut colours = Vec::with_capacity(columns * HEIGHT);
        for row in 0..HEIGHT {
            colours.extend((0..columns).map(|column| sampled(picture, &frame, column, row, n_samples)));
        }
        let found = before as usize..(before + found) as usize;
        Some(Strip { width: columns, colours, found, frame })
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

/// How much paper there is before and after a line until another begins, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Room {
    pub(crate) before: f32,
    pub(crate) after: f32,
}

/// The room of each line: what another line reads must not be read twice.
pub(crate) fn rooms(lines: &[Quad]) -> Vec<Room> {
    let room = |line: &Quad| {
        let mut room = Room { before: f32::MAX, after: f32::MAX };
        let [a, ..] = line.0;
        let (length, thickness) = (line.width(), line.height());
        for other in lines {
            let bounds = other.map(|corner| corner.minus(a).turned(-line.angle())).bounds();
            let shared = bounds.bottom.min(thickness) - bounds.top.max(0.0);
            if shared < 0.3 * thickness.min(bounds.height()) {
                continue;
            }
            let middle = (bounds.left + bounds.right) / 2.0;
            if middle < 0.0 || (middle < length / 2.0 && bounds.left < 0.0) {
                room.before = room.before.min((-bounds.right).max(0.0));
            } else if middle > length || (middle > length / 2.0 && bounds.right > length) {
                room.after = room.after.min((bounds.left - length).max(0.0));
            }
        }
        room
    };
    lines.iter().map(room).collect()
}

/// The line as it is read: a tall one is laid down, its top to the left.
pub(crate) fn laid_down(quad: &Quad) -> Quad {
    if is_tall(quad) { quad.rolled(1) } else { *quad }
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
    use proptest::prelude::*;

    use super::*;
    use crate::{
        geometry::Bounds,
        grain::calm,
        map::first_scale,
        picture::{Image, Pixels, Turn},
        split::Ink,
    };

    /// A grey picture whose pixel at x, y is `shade(x, y)`.
    fn drawn(width: usize, height: usize, shade: impl Fn(usize, usize) -> u8) -> Vec<u8> {
        (0..width * height).map(|idx| shade(idx % width, idx / width)).collect()
    }

    fn picture(width: usize, height: usize, bytes: &[u8]) -> Picture<'_> {
        Picture::new(&Image { width: width as u32, height: height as u32, pixels: Pixels::Grey(bytes) }).unwrap()
    }

    const NO_ROOM: Room = Room { before: 0.0, after: 0.0 };

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
        let room = Room { before: 9e9, after: 5.0 };
        let strip = Strip::cut(&picture(100, 40, &bytes), &quad, room).unwrap();
        assert_eq!((strip.width, strip.found.clone()), (38 + 96 + 12, 38..134));
        assert_eq!(mean(&strip, 0..82, 0..48), 0.0);
        assert_eq!(mean(&strip, 90..146, 0..48), 200.0);
        assert_eq!(strip.frame.quad(38.0, 134.0).bounds(), quad.bounds());
        assert_eq!(strip.frame.quad(86.0, 134.0).bounds().left, 50.0);
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
        let strip = Strip::cut(&picture(200, 100, &bytes), &quad, NO_ROOM).unwrap();
        assert!(mean(&strip, 0..320, 0..21) < 14.0);
        assert!(mean(&strip, 0..320, 27..48) > 236.0);
    }

    #[test]
    fn room_ends_at_the_next_line() {
        let at = |left: f32, top: f32, width: f32| {
            let bounds = Bounds { left, top, right: left + width, bottom: top + 20.0 };
            bounds.quad().map(|corner| corner.turned(0.05))
        };
        let lines = [at(100.0, 0.0, 50.0), at(40.0, 2.0, 50.0), at(145.0, 1.0, 80.0), at(60.0, 25.0, 50.0)];
        let rooms = rooms(&lines);
        assert!((rooms[0].before - 10.0).abs() < 0.1 && rooms[0].after == 0.0, "{rooms:?}");
        assert!(rooms[1].before > 1e9 && (rooms[1].after - 10.0).abs() < 0.1, "{rooms:?}");
        assert!(rooms[2].before == 0.0 && rooms[3].after > 1e9, "{rooms:?}");
    }

    #[test]
    fn a_tall_box_is_laid_down() {
        let bytes = drawn(40, 200, |_, y| if y < 100 { 0 } else { 255 });
        let quad = Bounds { left: 10.0, top: 20.0, right: 30.0, bottom: 180.0 }.quad();
        let strip = Strip::cut(&picture(40, 200, &bytes), &laid_down(&quad), NO_ROOM).unwrap();
        assert_eq!(strip.found, 0..384);
        assert_eq!(mean(&strip, 0..180, 0..48), 0.0);
        assert_eq!(mean(&strip, 204..384, 0..48), 255.0);
    }

    proptest! {
        #[test]
        fn any_quad_of_any_picture_is_cut(
            (width, height) in prop_oneof![(0usize..70, 0usize..70), (0usize..3, 0usize..4000), (0usize..4000, 0usize..3)],
            corners in proptest::array::uniform8(-200f32..4200.0),
            turn in prop_oneof![Just(Turn::None), Just(Turn::Quarter), Just(Turn::Half), Just(Turn::ThreeQuarters)],
        ) {
            let bytes = vec![9; width * height];
            let picture = picture(width, height, &bytes).turned(turn);
            let [a, b, c, d, e, f, g, h] = corners;
            let quad = Quad([Point::new(a, b), Point::new(c, d), Point::new(e, f), Point::new(g, h)]);
            if let Some(mut strip) = Strip::cut(&picture, &laid_down(&quad), rooms(&[quad, quad])[0]) {
                prop_assert!(strip.width <= LONGEST as usize + 2 * HEIGHT);
                prop_assert_eq!(strip.colours.len(), strip.width * HEIGHT);
                calm(&mut strip);
                Ink::of(&strip).cells();
                prop_assert_eq!(strip.planes(&(0..strip.width), strip.width).len(), 3 * strip.colours.len());
            }
            let scale = first_scale(&picture);
            prop_assert!(scale > 0.0 && scale <= 2.0);
        }
    }

    #[test]
    fn boxes_beyond_the_picture_do_no_harm() {
        let bytes = [7; 4];
        let small = picture(2, 2, &bytes);
        for bounds in [[-9e9, -9e9, 9e9, 9e9], [0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 1e9, 1.0], [5.0, 5.0, 9.0, 9.0]] {
            let [left, top, right, bottom] = bounds;
            let strip = Strip::cut(&small, &Bounds { left, top, right, bottom }.quad(), NO_ROOM);
            assert!(strip.is_none_or(|strip| strip.colours.iter().all(|colour| *colour == [7; 3])));
        }
        assert!(
            Strip::cut(&picture(0, 0, &[]), &Bounds { left: 0.0, top: 0.0, right: 9.0, bottom: 9.0 }.quad(), NO_ROOM)
                .is_none()
        );
    }
}
