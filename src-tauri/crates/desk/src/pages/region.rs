//! Boxes on pages, cited: a seal, a signature, a line of a scan.

use anchor::RegionAnchor;
use facts::DocumentId;
use ingest::draw::{Engine, Picture, Turn};
use sha2::{Digest, Sha256};
use store::Case;

use super::{Wanted, artist::Artist};
use crate::{CancelToken, Code, Error, Result};

/// Pixels a point at which a crop is drawn and hashed.
const CROP_SCALE: f32 = 2.0;
/// How far a box may reach over the page's edge, in points: what rounding does.
const SLACK: f64 = 0.5;

/// A box in points, from the top left of the visible page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Region {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

impl Region {
    /// A box as it is typed: `x,y,w,h`.
    pub fn parse(text: &str) -> Result<Region> {
        let numbers: Option<Vec<f64>> = text.split(',').map(|part| part.trim().parse().ok()).collect();
        match numbers.as_deref() {
            Some(&[x, y, width, height]) => Ok(Region { x, y, width, height }),
            _ => Err(Error::new(Code::Usage, format!("{text} is not a box."))
                .hint("Give left, top, width and height in points: --box 72,90,200,40")),
        }
    }
}

/// The anchor of a box on a page, with the hash of what it shows now.
pub fn cite(
    case: &Case,
    artist: &mut Artist,
    document: DocumentId,
    unit: u32,
    region: Region,
    cancel: &CancelToken,
) -> Result<RegionAnchor> {
    let wanted = Wanted { document, unit, scale: CROP_SCALE, turn: Turn::None, engine: Engine::Best };
    let picture = artist.draw(case, &wanted, cancel)?;
    let Region { x, y, width, height } = inside(region, &picture)?;
    let crop_hash = crop_hash(&picture, &Region { x, y, width, height });
    Ok(RegionAnchor { unit, x, y, width, height, crop_hash, engine: picture.canvas.drawer.name().to_owned() })
}

/// The box, cut to the page it lies on.
fn inside(region: Region, picture: &Picture) -> Result<Region> {
    let page = picture.canvas.page;
    let (page_width, page_height) = (f64::from(page.width), f64::from(page.height));
    let Region { x, y, width, height } = region;
    let is_sound = [x, y, width, height].iter().all(|number| number.is_finite()) && width > 0.0 && height > 0.0;
    let is_inside = x >= -SLACK && y >= -SLACK && x + width <= page_width + SLACK && y + height <= page_height + SLACK;
    if !is_sound || !is_inside {
        let message = format!("This box is not on the page, which is {page_width} by {page_height} points.");
        return Err(Error::new(Code::Usage, message).hint("A box is left, top, width and height, from the top left."));
    }
    let (left, top) = (x.max(0.0), y.max(0.0));
    let (right, bottom) = ((x + width).min(page_width), (y + height).min(page_height));
    Ok(Region { x: left, y: top, width: right - left, height: bottom - top })
}

/// SHA-256, in hexadecimal, of what a box shows on a page drawn at 2 pixels a point (or at as many as let its longest
/// side be 4,096 pixels, or a picture be as large as it is): the words `casebound crop 1` and a zero byte; the crop's
/// width and height in pixels as little-endian u32; then its pixels row by row, each as red, green and blue, so that a
/// page kept as grey has the hash of the same page in colour. The crop is every pixel that the box touches.
fn crop_hash(picture: &Picture, region: &Region) -> String {
    let canvas = &picture.canvas;
    let scale = f64::from(canvas.scale);
    let span = |from: f64, length: f64, most: u32| {
        let first = ((from * scale).floor() as u32).min(most - 1);
        let end = (((from + length) * scale).ceil() as u32).clamp(first + 1, most);
        (first as usize, end as usize)
    };
    let (left, right) = span(region.x, region.width, canvas.width);
    let (top, bottom) = span(region.y, region.height, canvas.height);
    let mut hasher = Sha256::new();
    hasher.update(b"casebound crop 1\0");
    hasher.update(((right - left) as u32).to_le_bytes());
    hasher.update(((bottom - top) as u32).to_le_bytes());
    let n_bytes = if canvas.grey { 1 } else { 3 };
    for row in picture.pixels.chunks_exact(canvas.width as usize * n_bytes).take(bottom).skip(top) {
        let row = &row[left * n_bytes..right * n_bytes];
        if canvas.grey {
            let rgb: Vec<u8> = row.iter().flat_map(|grey| [*grey; 3]).collect();
            hasher.update(rgb);
        } else {
            hasher.update(row);
        }
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use anchor::PageBox;
    use ingest::draw::{Canvas, Drawer};

    use super::*;

    fn picture(grey: bool) -> Picture {
        let shades: Vec<u8> = (0..12).collect();
        let pixels = if grey { shades } else { shades.iter().flat_map(|shade| [*shade; 3]).collect() };
        let page = PageBox { width: 2.0, height: 1.5 };
        let (drawer, notes) = (Drawer::Hayro, Vec::new());
        Picture { canvas: Canvas { width: 4, height: 3, grey, page, scale: 2.0, drawer, notes }, pixels }
    }

    fn region(x: f64, y: f64, width: f64, height: f64) -> Region {
        Region { x, y, width, height }
    }

    #[test]
    fn grey_and_colour_of_one_look_hash_alike() {
        let some = region(0.6, 0.5, 0.8, 0.5);
        let hash = crop_hash(&picture(true), &some);
        assert_eq!(hash, crop_hash(&picture(false), &some));
        // columns 1 and 2 of row 1: shades 5 and 6
        let mut by_hand = b"casebound crop 1\0\x02\0\0\0\x01\0\0\0".to_vec();
        by_hand.extend([5, 5, 5, 6, 6, 6]);
        assert_eq!(hash, Sha256::digest(by_hand).iter().map(|byte| format!("{byte:02x}")).collect::<String>());
        assert_ne!(hash, crop_hash(&picture(true), &region(0.6, 0.5, 0.8, 0.6)));
    }

    #[test]
    fn a_box_must_lie_on_its_page() {
        let check = |given: Region, expect: Option<Region>| assert_eq!(inside(given, &picture(true)).ok(), expect);
        check(region(0.5, 0.5, 1.0, 1.0), Some(region(0.5, 0.5, 1.0, 1.0)));
        check(region(-0.25, 0.0, 2.25, 1.75), Some(region(0.0, 0.0, 2.0, 1.5)));
        check(region(1.5, 0.0, 1.5, 1.0), None);
        check(region(0.0, 0.0, 0.0, 1.0), None);
        check(region(0.0, 0.0, -1.0, 1.0), None);
        check(region(f64::NAN, 0.0, 1.0, 1.0), None);
        check(region(0.0, 0.0, f64::INFINITY, 1.0), None);
    }

    #[test]
    fn a_box_is_typed_as_four_numbers() {
        assert_eq!(Region::parse("72, 90.5,200,40").ok(), Some(region(72.0, 90.5, 200.0, 40.0)));
        for text in ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "1;2;3;4"] {
            assert_eq!(Region::parse(text).map_err(|error| error.code), Err(Code::Usage), "{text}");
        }
    }
}
