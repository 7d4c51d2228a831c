//! Pictures: scans, photographs and screenshots, each a document of one page or, where a TIFF has several, of as many;
//! one point a pixel.

use std::cell::RefCell;
use std::io::Cursor;

use anchor::PageBox;
use image::imageops::{self, FilterType};
use image::{DynamicImage, GrayImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};

use super::{
    Canvas, Drawer, Failure, Note, Picture, SHEET, Turn, View, dots, fitting, is_to_be_read, jpeg2000, lean,
    no_such_page, scan,
};
use crate::kind::Kind;

/// Most bytes a decoder may hold: 100 megapixels of colour, and as much again to work with.
pub(super) const MAX_DECODED: u64 = 600 << 20;
/// What is said of pictures that are of no kind known here, and of those that are damaged.
pub(super) const UNKNOWN: &str = "a picture of a kind that cannot be drawn";
pub(super) const UNDECODED: &str = "its pixels cannot be decoded";

/// A picture file, open.
pub(crate) enum Decoded {
    /// A picture as it looks the right way up, on white.
    One(DynamicImage),
    /// A TIFF of several pages, each decoded when it is drawn; the last one is kept.
    Several { bytes: RefCell<Vec<u8>>, pages: Vec<scan::Page>, last: RefCell<Option<(u32, DynamicImage)>> },
}

/// How a kind of file is decoded; `None` for what is no picture, or one that cannot be drawn yet.
pub(super) fn format_of(kind: Kind) -> Option<Format> {
    match kind {
        Kind::Png => Some(Format::Common(ImageFormat::Png)),
        Kind::Jpeg => Some(Format::Common(ImageFormat::Jpeg)),
        Kind::Gif => Some(Format::Common(ImageFormat::Gif)),
        Kind::Tiff => Some(Format::Common(ImageFormat::Tiff)),
        Kind::Bmp => Some(Format::Common(ImageFormat::Bmp)),
        Kind::Webp => Some(Format::Common(ImageFormat::WebP)),
        Kind::Pnm => Some(Format::Common(ImageFormat::Pnm)),
        Kind::Jpeg2000 => Some(Format::Jpeg2000),
        _ => None,
    }
}

/// Which library decodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Common(ImageFormat),
    Jpeg2000,
}

pub(super) fn open(bytes: Vec<u8>, format: Format) -> Result<Decoded, Failure> {
    match format {
        Format::Jpeg2000 => jpeg2000::decode(&bytes).map(|image| Decoded::One(on_white(image))),
        Format::Common(format) => {
            let pages = if format == ImageFormat::Tiff { scan::pages(&bytes) } else { Vec::new() };
            match pages.len() {
                0 => decode(&bytes, format).map(Decoded::One),
                _ => Ok(Decoded::Several { bytes: RefCell::new(bytes), pages, last: RefCell::new(None) }),
            }
        }
    }
}

/// A decoder that has read what a picture says of itself.
pub(super) fn decoder(bytes: &[u8], format: ImageFormat) -> Result<impl ImageDecoder, Failure> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODED);
    reader.limits(limits);
    reader.into_decoder().map_err(|error| in_words(&error))
}

pub(super) fn decode(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, Failure> {
    let mut decoder = decoder(bytes, format)?;
    // A picture that does not say how it is held is held as it is.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    // The library reserves what it works with, not what it gives.
    if decoder.total_bytes() > MAX_DECODED {
        return Err(too_large());
    }
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| in_words(&error))?;
    image.apply_orientation(orientation);
    if image.width() == 0 || image.height() == 0 {
        return Err(Failure::Corrupt("a picture without a pixel".to_owned()));
    }
    Ok(on_white(image))
}

impl Decoded {
    pub(super) fn draw(&self, view: &View) -> Result<Picture, Failure> {
        match self {
            Decoded::One(image) if view.unit == 1 => Ok(drawn(image, view)),
            Decoded::One(_) => Err(no_such_page(view.unit, 1)),
            Decoded::Several { bytes, pages, last } => {
                let mut last = last.borrow_mut();
                let image = match last.take() {
                    Some((unit, image)) if unit == view.unit => image,
                    _ => {
                        let page = (view.unit as usize).checked_sub(1).and_then(|page| pages.get(page));
                        let page = page.ok_or_else(|| no_such_page(view.unit, pages.len()))?;
                        let mut bytes = bytes.borrow_mut();
                        scan::put_first(&mut bytes, page);
                        decode(&bytes, ImageFormat::Tiff)?
                    }
                };
                let (_, image) = last.insert((view.unit, image));
                Ok(drawn(image, view))
            }
        }
    }
}

fn drawn(image: &DynamicImage, view: &View) -> Picture {
    let (width, height) = (image.width(), image.height());
    let notes = if is_to_be_read(view) { marks(image) } else { Vec::new() };
    let page = PageBox { width: width as f32, height: height as f32 };
    let scale = fitting(view, (page.width, page.height)).min(1.0);
    let drawn = if scale < 1.0 {
        let side = |length: f32| ((length * scale - 1e-3).ceil().max(1.0) as u32).min(view.max_side);
        resized(image, side(page.width), side(page.height))
    } else {
        image.clone()
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
    Picture { canvas: Canvas { width, height, grey, page, scale, drawer: Drawer::Image, notes }, pixels }
}

/// What printers left on the paper, seen on all pixels there are. How large the sheet is no picture says in a way to rely
/// on.
fn marks(image: &DynamicImage) -> Vec<Note> {
    let DynamicImage::ImageRgb8(rgb) = image else { return Vec::new() };
    let (width, height) = rgb.dimensions();
    let dpi = width.min(height) as f32 / SHEET;
    let found = dots::find(&dots::Page { pixels: rgb.as_raw(), width, height, dpi });
    found.map(|period| Note::printer_dots(period, true)).into_iter().collect()
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

pub(super) fn too_large() -> Failure {
    Failure::LimitHit("a picture of more pixels than can be held".to_owned())
}

fn in_words(error: &ImageError) -> Failure {
    match error {
        ImageError::Limits(_) => too_large(),
        ImageError::Unsupported(_) => Failure::Corrupt(UNKNOWN.to_owned()),
        _ => Failure::Corrupt(UNDECODED.to_owned()),
    }
}
