//! How likely each place of a picture is to be text: the picture is made small, cut into tiles and shown to the
//! detection model.

use std::ops::Range;

use crate::{
    Error,
    models::{Network, Role},
    picture::Picture,
};

/// Sides that the model sees are multiples of this.
const STEP: usize = 32;
/// No tile is longer, so that memory stays bounded.
const TILE: usize = 1280;
/// A page is first looked at as if it were as long as this: enough for letters of eight points.
const FIRST_LOOK: f32 = 1024.0;
/// What neighbouring tiles share: half of it is seen by one only, with text around it on both sides.
const SHARED: usize = 128;
/// A map that would need more places is drawn smaller.
const MOST_PLACES: f32 = 24e6;
/// Nor may a map be longer than this.
const LONGEST: f32 = 120_000.0;

/// Likelihoods from 0 to 255, row by row.
pub(crate) struct Map {
    pub(crate) width: usize,
    pub(crate) likely: Vec<u8>,
    /// Places of the map a pixel of the picture.
    pub(crate) scale: f32,
}

/// The scale at which a picture is first looked at: a page as a whole fits one tile.
pub(crate) fn first_scale(picture: &Picture) -> f32 {
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    // A long roll is looked at as if it were cut into pages, not from so far that nothing can be told.
    let long = width.max(height).min(2.2 * width.min(height)).max(1.0);
    bounded_scale(picture, (FIRST_LOOK / long).min(2.0))
}

/// The scale, or a smaller one where the map would grow beyond bounds.
pub(crate) fn bounded_scale(picture: &Picture, scale: f32) -> f32 {
    let (width, height) = (picture.width().max(1) as f32, picture.height().max(1) as f32);
    let by_places = (MOST_PLACES / (width * height)).sqrt();
    scale.min(by_places).min(LONGEST / width.max(height))
}

/// Looks at the whole picture at the scale given.
pub(crate) fn draw(network: &Network, picture: &Picture, scale: f32, alive: &dyn Fn() -> bool) -> Result<Map, Error> {
    let places = |n_pixels: usize| ((n_pixels as f32 * scale).ceil() as usize).max(1);
    let (width, height) = (places(picture.width()), places(picture.height()));
    let mut map = Map { width, likely: vec![0; width * height], scale };
    for rows in tiles(height) {
        for columns in tiles(width) {
            if !alive() {
                return Err(Error::Stopped);
            }
            let tile = Tile::new(picture, scale, &columns, &rows);
            if tile.is_blank() {
                continue;
            }
            let (tile_width, tile_height) = (tile.width, tile.height);
            let (shape, likely) = network.run::<4>([1, tile_height, tile_width], tile.planes())?;
            if shape != [1, 1, tile_height, tile_width] {
                return Err(Error::Answer { role: Role::Detection });
            }
            map.paste(&likely, tile_width, &columns, &rows);
        }
    }
    Ok(map)
}

impl Map {
    fn paste(&mut self, likely: &[f32], tile_width: usize, columns: &Stretch, rows: &Stretch) {
        let width = self.width;
        let lines = likely.chunks_exact(tile_width).enumerate().map(|(row, line)| (rows.seen.start + row, line));
        for (row, line) in lines.filter(|(row, _)| rows.kept.contains(row)) {
            let from = columns.kept.start.saturating_sub(columns.seen.start);
            let source = line.iter().skip(from).take(columns.kept.len());
            let target = self.likely.iter_mut().skip(row * width + columns.kept.start).take(columns.kept.len());
            for (place, likely) in target.zip(source) {
                *place = (likely * 255.0) as u8;
            }
        }
    }
}

/// A stretch of the map that one tile sees, and the part of it whose answer is kept.
#[derive(Debug, Clone, PartialEq)]
struct Stretch {
    seen: Range<usize>,
    kept: Range<usize>,
}

/// Cuts a side into stretches of equal length that share a margin; what is kept covers the side once.
fn tiles(side: usize) -> Vec<Stretch> {
    if side <= TILE {
        return vec![Stretch { seen: 0..side, kept: 0..side }];
    }
    let n_tiles = (side - SHARED).div_ceil(TILE - SHARED);
    let length = (side + (n_tiles - 1) * SHARED).div_ceil(n_tiles);
    (0..n_tiles)
        .map(|idx| {
            let start = idx * (length - SHARED);
            let end = (start + length).min(side);
            let kept_start = if idx == 0 { 0 } else { start + SHARED / 2 };
            let kept_end = if idx + 1 == n_tiles { side } else { start + length - SHARED / 2 };
            Stretch { seen: start..end, kept: kept_start..kept_end.min(side) }
        })
        .collect()
}

/// A part of the picture made as small as its stretch of the map.
struct Tile {
    width: usize,
    height: usize,
    pixels: Vec<[u8; 3]>,
}

impl Tile {
    fn new(picture: &Picture, scale: f32, columns: &Stretch, rows: &Stretch) -> Tile {
        let width = columns.seen.len().next_multiple_of(STEP);
        let height = rows.seen.len().next_multiple_of(STEP);
        let spans = |start: usize, n: usize, n_pixels: usize| -> Vec<Range<usize>> {
            let pixel = |place: usize| ((place as f32 / scale) as usize).min(n_pixels.saturating_sub(1));
            (start..start + n).map(|place| pixel(place)..pixel(place + 1).max(pixel(place) + 1)).collect()
        };
        let x_spans = spans(columns.seen.start, width, picture.width());
        let y_spans = spans(rows.seen.start, height, picture.height());
        let mut pixels = Vec::with_capacity(width * height);
        for y_span in &y_spans {
            pixels.extend(x_spans.iter().map(|x_span| mean(picture, x_span, y_span)));
        }
        Tile { width, height, pixels }
    }

    /// Whether there is nothing to see: paper has grain, but letters stand out from it.
    fn is_blank(&self) -> bool {
        let greens = || self.pixels.iter().map(|[_, green, _]| *green);
        let (low, high) = (greens().min().unwrap_or(0), greens().max().unwrap_or(0));
        high - low < 16
    }

    /// Blue, green and red planes, normalised as the model was trained.
    fn planes(&self) -> Vec<f32> {
        let mut planes = Vec::with_capacity(3 * self.pixels.len());
        planes.extend(self.pixels.iter().map(|[_, _, blue]| (f32::from(*blue) / 255.0 - 0.485) / 0.229));
        planes.extend(self.pixels.iter().map(|[_, green, _]| (f32::from(*green) / 255.0 - 0.456) / 0.224));
        planes.extend(self.pixels.iter().map(|[red, _, _]| (f32::from(*red) / 255.0 - 0.406) / 0.225));
        planes
    }
}

/// The mean colour of a block of pixels.
fn mean(picture: &Picture, x_span: &Range<usize>, y_span: &Range<usize>) -> [u8; 3] {
    // Far views take some pixels of a block only: more would not be seen and would cost as much as the picture is big.
    let stride = |span: &Range<usize>| span.len().div_ceil(4).max(1);
    let (mut sum, mut n_pixels) = ([0u32; 3], 0u32);
    for y in y_span.clone().step_by(stride(y_span)) {
        for x in x_span.clone().step_by(stride(x_span)) {
            let colour = picture.at(x, y);
            sum.iter_mut().zip(colour).for_each(|(sum, part)| *sum += u32::from(part));
            n_pixels += 1;
        }
    }
    sum.map(|sum| (sum / n_pixels.max(1)) as u8)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::picture::{Image, Pixels};

    #[test]
    fn tiles_cover_a_side_once() {
        for side in [1, 31, 1280, 1281, 1300, 2339, 2560, 9999, 120_000] {
            let tiles = tiles(side);
            assert_eq!(tiles[0].kept.start, 0);
            assert_eq!(tiles.last().unwrap().kept.end, side);
            assert!(tiles.windows(2).all(|pair| pair[0].kept.end == pair[1].kept.start), "{side}");
            for tile in &tiles {
                assert!(tile.seen.len() <= TILE, "{side}: {tile:?}");
                assert!(tile.seen.start <= tile.kept.start && tile.kept.end <= tile.seen.end, "{side}: {tile:?}");
            }
        }
    }

    #[test]
    fn a_map_stays_within_bounds() {
        let check = |width: u32, height: u32| {
            let bytes = vec![0; (width * height) as usize];
            let picture = Picture::new(&Image { width, height, pixels: Pixels::Grey(&bytes) }).unwrap();
            let scale = first_scale(&picture);
            let (map_width, map_height) = (width as f32 * scale, height as f32 * scale);
            assert!(scale > 0.0 && scale <= 2.0, "{width} x {height}: {scale}");
            assert!(map_width * map_height <= 1.01 * MOST_PLACES, "{width} x {height}: {scale}");
            assert!(map_width.max(map_height) <= 1.01 * LONGEST, "{width} x {height}: {scale}");
            scale
        };
        assert_eq!(check(1654, 2339), FIRST_LOOK / 2339.0);
        assert_eq!(check(300, 100), 2.0);
        check(0, 0);
        check(1, 1);
        check(1, 3_000_000);
        check(5000, 5000);
    }
}
