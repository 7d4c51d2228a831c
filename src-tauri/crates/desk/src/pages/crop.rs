//! Parts of drawn pages, cut out of the picture of the whole: what a citation's words look like where they stand.

use ::png::{ColorType, Decoder};

use super::{
    DrawnPage,
    png::{self, Effort},
    region::Region,
};
use crate::{Code, Error, Result};

/// Cuts a box out of a page that is drawn without a turn, as PNG: every pixel that the box touches. What reaches over
/// the page's edge is left out.
pub fn cut(page: &DrawnPage, region: &Region) -> Result<Vec<u8>> {
    let scale = f64::from(page.scale);
    let span = |from: f64, length: f64, most: u32| {
        let first = (from.max(0.0) * scale).floor();
        let end = ((from + length) * scale).ceil().min(f64::from(most));
        (from.is_finite() && length.is_finite() && first < end).then_some((first as usize, end as usize))
    };
    let across = span(region.x, region.width, page.width);
    let down = span(region.y, region.height, page.height);
    let (Some((left, right)), Some((top, bottom))) = (across, down) else {
        return Err(Error::new(Code::Usage, "This box is not on the page."));
    };
    let failed = |error: &dyn std::fmt::Display| Error::internal("the pixels of a page", error);
    let mut reader = Decoder::new(std::io::Cursor::new(&page.png)).read_info().map_err(|e| failed(&e))?;
    let (color, width) = (reader.info().color_type, reader.info().width as usize);
    let n_bytes = if color == ColorType::Grayscale { 1 } else { 3 };
    let mut pixels = Vec::with_capacity((right - left) * (bottom - top) * n_bytes);
    for _ in 0..bottom {
        let row = reader.next_row().map_err(|e| failed(&e))?.filter(|row| row.data().len() == width * n_bytes);
        let row = row.ok_or_else(|| failed(&"they end early"))?;
        pixels.push(row.data().get(left * n_bytes..right * n_bytes).unwrap_or_default().to_vec());
    }
    let size = ((right - left) as u32, (bottom - top) as u32);
    png::write(size, color, &pixels.split_off(top).concat(), Effort::Fast)
}

#[cfg(test)]
mod tests {
    use anchor::PageBox;
    use ingest::draw::{Canvas, Drawer, Picture};

    use super::*;
    use crate::pages::png::encode;

    /// Four pixels by three, two a point, each of a shade of its own.
    fn page(grey: bool) -> DrawnPage {
        let shades: Vec<u8> = (0..12).collect();
        let pixels = if grey { shades } else { shades.iter().flat_map(|shade| [*shade; 3]).collect() };
        let page = PageBox { width: 2.0, height: 1.5 };
        let drawer = Drawer::Hayro;
        let canvas = Canvas { width: 4, height: 3, grey, page, scale: 2.0, drawer, notes: Vec::new() };
        let png = encode(&Picture { canvas, pixels }, Effort::Fast).expect("sound");
        DrawnPage { width: 4, height: 3, scale: 2.0, page, engine: String::new(), notes: Vec::new(), png }
    }

    fn shades(png: &[u8]) -> (u32, Vec<u8>) {
        let mut reader = Decoder::new(std::io::Cursor::new(png)).read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("small")];
        let info = reader.next_frame(&mut pixels).expect("whole");
        let n_bytes = info.color_type.samples();
        (info.width, pixels.chunks_exact(n_bytes).map(|pixel| pixel[0]).collect())
    }

    #[test]
    fn every_pixel_that_a_box_touches_is_cut_out() {
        let check = |x: f64, y: f64, width: f64, height: f64, expect: Option<(u32, Vec<u8>)>| {
            for grey in [true, false] {
                let cut = cut(&page(grey), &Region { x, y, width, height });
                assert_eq!(cut.ok().map(|png| shades(&png)), expect, "{x},{y},{width},{height}");
            }
        };
        check(0.6, 0.5, 0.8, 0.5, Some((2, vec![5, 6])));
        check(0.5, 0.0, 0.5, 1.5, Some((1, vec![1, 5, 9])));
        check(-9.0, 1.0, 99.0, 9.0, Some((4, vec![8, 9, 10, 11])));
        check(2.0, 0.0, 1.0, 1.0, None);
        check(0.0, -3.0, 1.0, 1.0, None);
        check(0.0, 0.0, 0.0, 1.0, None);
        check(f64::NAN, 0.0, f64::NAN, 1.0, None);
    }
}
