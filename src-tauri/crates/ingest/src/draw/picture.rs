//! Pictures: scans, photographs and screenshots, each a document of one page, one point a pixel.

use std::io::Cursor;

use anchor::PageBox;
use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};

use super::{Canvas, Drawer, Failure, Note, Picture, Turn, View, fitting, lean, no_such_page};
use crate::kind::Kind;

/// Most bytes a decoder may hold: 100 megapixels of colour, and as much again to work with.
const MAX_DECODED: u64 = 600 << 20;
/// Most pictures that are counted in one file.
const MAX_COUNTED: u32 = 10_000;

/// A picture as it looks the right way up, on white.
pub(crate) struct Decoded {
    image: DynamicImage,
    n_pictures: u32,
}

/// The format in which a kind of file is decoded; `None` for what is no picture, or one that cannot be drawn yet.
pub(super) fn format_of(kind: Kind) -> Option<ImageFormat> {
    match kind {
        Kind::Png => Some(ImageFormat::Png),
        Kind::Jpeg => Some(ImageFormat::Jpeg),
        Kind::Gif => Some(ImageFormat::Gif),
        Kind::Tiff => Some(ImageFormat::Tiff),
        Kind::Bmp => Some(ImageFormat::Bmp),
        Kind::Webp => Some(ImageFormat::WebP),
        _ => None,
    }
}

pub(super) fn decode(bytes: &[u8], format: ImageFormat) -> Result<Decoded, Failure> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODED);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| in_words(&error))?;
    // A picture that does not say how it is held is held as it is.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    // The library reserves what it works with, not what it gives.
    if decoder.total_bytes() > MAX_DECODED {
        return Err(Failure::LimitHit("a picture of more pixels than can be held".to_owned()));
    }
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| in_words(&error))?;
    image.apply_orientation(orientation);
    if image.width() == 0 || image.height() == 0 {
        return Err(Failure::Corrupt("a picture without a pixel".to_owned()));
    }
    let n_pictures = if format == ImageFormat::Tiff { count_tiff(bytes) } else { 1 };
    Ok(Decoded { image: on_white(image), n_pictures })
}

impl Decoded {
    pub(super) fn draw(&self, view: &View) -> Result<Picture, Failure> {
        if view.unit != 1 {
            return Err(no_such_page(view.unit, 1));
        }
        let (width, height) = (self.image.width(), self.image.height());
        let page = PageBox { width: width as f32, height: height as f32 };
        let scale = fitting(view, (page.width, page.height)).min(1.0);
        let drawn = if scale < 1.0 {
            let side = |length: f32| ((length * scale - 1e-3).ceil().max(1.0) as u32).min(view.max_side);
            resized(&self.image, side(page.width), side(page.height))
        } else {
            self.image.clone()
        };
        let drawn = match view.turn {
            Turn::None => drawn,
            Turn::Quarter => drawn.rotate90(),
            Turn::Half => drawn.rotate180(),
            Turn::ThreeQuarters => drawn.rotate270(),
        };
        let (width, height) = (drawn.width(), drawn.height());
        let (grey, pixels) = match drawn {
            DynamicImage::ImageLuma8(grey) => (true, grey.into_raw()),
            other => lean(other.into_rgb8().into_raw()),
        };
        let notes = if self.n_pictures > 1 { vec![Note::FirstOf(self.n_pictures)] } else { Vec::new() };
        Ok(Picture { canvas: Canvas { width, height, grey, page, scale, drawer: Drawer::Image, notes }, pixels })
    }
}

fn resized(image: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    match image {
        DynamicImage::ImageLuma8(grey) => imageops::resize(grey, width, height, FilterType::Triangle).into(),
        other => other.resize_exact(width, height, FilterType::Triangle),
    }
}

/// The picture in 8-bit grey or colour, with white where it lets light through.
pub(super) fn on_white(image: DynamicImage) -> DynamicImage {
    let color = image.color();
    match (color.has_alpha(), color.has_color()) {
        (false, false) => DynamicImage::ImageLuma8(image.into_luma8()),
        (false, true) => DynamicImage::ImageRgb8(image.into_rgb8()),
        (true, false) => {
            let image = image.into_luma_alpha8();
            let pixels = image.pixels().map(|pixel| over_white(pixel.0[0], pixel.0[1])).collect();
            GrayImage::from_raw(image.width(), image.height(), pixels).map_or_else(DynamicImage::default, Into::into)
        }
        (true, true) => {
            let image = image.into_rgba8();
            let pixel = |[red, green, blue, alpha]: [u8; 4]| [red, green, blue].map(|value| over_white(value, alpha));
            let pixels = image.pixels().flat_map(|rgba| pixel(rgba.0)).collect();
            RgbImage::from_raw(image.width(), image.height(), pixels).map_or_else(DynamicImage::default, Into::into)
        }
    }
}

fn over_white(value: u8, alpha: u8) -> u8 {
    let (value, alpha) = (u32::from(value), u32::from(alpha));
    ((value * alpha + 255 * (255 - alpha) + 127) / 255) as u8
}

fn in_words(error: &ImageError) -> Failure {
    match error {
        ImageError::Limits(_) => Failure::LimitHit("a picture of more pixels than can be held".to_owned()),
        ImageError::Unsupported(_) => Failure::Corrupt("a picture of a kind that cannot be drawn".to_owned()),
        _ => Failure::Corrupt("its pixels cannot be decoded".to_owned()),
    }
}

/// How many pictures a TIFF holds, by the chain of its directories (TIFF 6.0, section 2); 1 for a BigTIFF.
fn count_tiff(bytes: &[u8]) -> u32 {
    let big_endian = bytes.starts_with(b"MM");
    let number = |at: usize, len: usize| -> Option<usize> {
        let bytes = bytes.get(at..at.checked_add(len)?)?;
        let join = |sum: usize, byte: &u8| sum << 8 | usize::from(*byte);
        Some(if big_endian { bytes.iter().fold(0, join) } else { bytes.iter().rev().fold(0, join) })
    };
    if number(2, 2) != Some(42) {
        return 1;
    }
    let mut n_pictures = 0;
    let mut at = number(4, 4).unwrap_or(0);
    while at != 0 && n_pictures < MAX_COUNTED {
        let Some(n_entries) = number(at, 2) else { break };
        n_pictures += 1;
        at = number(at + 2 + 12 * n_entries, 4).unwrap_or(0);
    }
    n_pictures.max(1)
}
