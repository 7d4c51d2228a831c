//! The picture to read, looked at upright whichever way it was scanned.

use crate::{Error, geometry::Point};

/// A picture to read, row by row from the top.
#[derive(Debug, Clone, Copy)]
pub struct Image<'a> {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The pixels.
    pub pixels: Pixels<'a>,
}

/// The bytes of a picture.
#[derive(Debug, Clone, Copy)]
pub enum Pixels<'a> {
    /// One byte a pixel.
    Grey(&'a [u8]),
    /// Red, green and blue.
    Rgb(&'a [u8]),
}

/// How far a picture has to be turned clockwise for its text to stand upright.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Turn {
    /// It stands upright.
    #[default]
    None,
    /// A quarter.
    Quarter,
    /// Upside down.
    Half,
    /// Three quarters: a quarter the other way.
    ThreeQuarters,
}

/// An image whose bytes are known to fit its size, seen turned.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Picture<'a> {
    bytes: &'a [u8],
    n_channels: usize,
    stored_width: usize,
    stored_height: usize,
    turn: Turn,
}

impl<'a> Picture<'a> {
    pub(crate) fn new(image: &Image<'a>) -> Result<Picture<'a>, Error> {
        let (bytes, n_channels) = match image.pixels {
            Pixels::Grey(bytes) => (bytes, 1),
            Pixels::Rgb(bytes) => (bytes, 3),
        };
        let (width, height) = (image.width as usize, image.height as usize);
        let needed = width.checked_mul(height).and_then(|n_pixels| n_pixels.checked_mul(n_channels));
        if needed != Some(bytes.len()) {
            return Err(Error::Size { width: image.width, height: image.height, found: bytes.len() });
        }
        Ok(Picture { bytes, n_channels, stored_width: width, stored_height: height, turn: Turn::None })
    }

    /// The same picture, turned.
    pub(crate) fn turned(&self, turn: Turn) -> Picture<'a> {
        Picture { turn, ..*self }
    }

    pub(crate) fn width(&self) -> usize {
        if self.is_sideways() { self.stored_height } else { self.stored_width }
    }

    pub(crate) fn height(&self) -> usize {
        if self.is_sideways() { self.stored_width } else { self.stored_height }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Red, green and blue of a pixel; outside the picture, of the nearest one inside.
    pub(crate) fn at(&self, x: usize, y: usize) -> [u8; 3] {
        let x = x.min(self.width().saturating_sub(1));
        let y = y.min(self.height().saturating_sub(1));
        let (last_x, last_y) = (self.stored_width.saturating_sub(1), self.stored_height.saturating_sub(1));
        let (x, y) = match self.turn {
            Turn::None => (x, y),
            Turn::Quarter => (y, last_y.saturating_sub(x)),
            Turn::Half => (last_x.saturating_sub(x), last_y.saturating_sub(y)),
            Turn::ThreeQuarters => (last_x.saturating_sub(y), x),
        };
        let start = (y * self.stored_width + x) * self.n_channels;
        match self.bytes.get(start..start + self.n_channels) {
            Some(&[grey]) => [grey; 3],
            Some(&[red, green, blue]) => [red, green, blue],
            _ => [u8::MAX; 3],
        }
    }

    /// The colour between pixels, in floating point; `place` counts pixel centres as halves.
    pub(crate) fn between(&self, place: Point) -> [f32; 3] {
        let (x, y) = ((place.x - 0.5).max(0.0), (place.y - 0.5).max(0.0));
        // A cast of a float saturates, and `at` keeps to the picture, so no place is out of reach.
        let (left, top) = (x.floor(), y.floor());
        let (part_x, part_y) = (x - left, y - top);
        let (left, top) = (left as usize, top as usize);
        let [a, b] = [self.at(left, top), self.at(left.saturating_add(1), top)];
        let [c, d] = [self.at(left, top.saturating_add(1)), self.at(left.saturating_add(1), top.saturating_add(1))];
        let mix = |a: u8, b: u8, part: f32| f32::from(a) + (f32::from(b) - f32::from(a)) * part;
        let channel = |a: u8, b: u8, c: u8, d: u8| {
            let (above, below) = (mix(a, b, part_x), mix(c, d, part_x));
            above + (below - above) * part_y
        };
        let ([ar, ag, ab], [br, bg, bb], [cr, cg, cb], [dr, dg, db]) = (a, b, c, d);
        [channel(ar, br, cr, dr), channel(ag, bg, cg, dg), channel(ab, bb, cb, db)]
    }

    /// Where a place of the picture as stored lies in the turned picture.
    pub(crate) fn to_turned(self, stored: Point) -> Point {
        let (width, height) = (self.stored_width as f32, self.stored_height as f32);
        match self.turn {
            Turn::None => stored,
            Turn::Quarter => Point::new(height - stored.y, stored.x),
            Turn::Half => Point::new(width - stored.x, height - stored.y),
            Turn::ThreeQuarters => Point::new(stored.y, width - stored.x),
        }
    }

    /// Where a place of the turned picture lies in the picture as stored.
    pub(crate) fn to_stored(self, turned: Point) -> Point {
        let (width, height) = (self.stored_width as f32, self.stored_height as f32);
        match self.turn {
            Turn::None => turned,
            Turn::Quarter => Point::new(turned.y, height - turned.x),
            Turn::Half => Point::new(width - turned.x, height - turned.y),
            Turn::ThreeQuarters => Point::new(width - turned.y, turned.x),
        }
    }

    fn is_sideways(&self) -> bool {
        matches!(self.turn, Turn::Quarter | Turn::ThreeQuarters)
    }
}
