//! JPEG 2000 (ISO/IEC 15444-1).

use std::panic::catch_unwind;

use hayro_jpeg2000::{DecodeSettings, DecoderContext, Image};
use image::{DynamicImage, GrayAlphaImage, GrayImage, RgbImage, RgbaImage};

use super::Failure;
use super::picture::{MAX_DECODED, UNDECODED, UNKNOWN, too_large};

/// Bytes that a pixel takes while it is decoded, for each of its colours.
const WORKING_BYTES: u64 = 8;

pub(super) fn decode(bytes: &[u8]) -> Result<DynamicImage, Failure> {
    // A picture is not worth the document it stands in.
    catch_unwind(|| pixels(bytes)).unwrap_or_else(|_| Err(Failure::Corrupt(UNDECODED.to_owned())))
}

/// Looks at what a picture says of itself.
pub(super) fn opens(bytes: &[u8]) -> Result<(), Failure> {
    let opened = catch_unwind(|| Image::new(bytes, &DecodeSettings::default()).is_ok());
    opened.unwrap_or(false).then_some(()).ok_or_else(|| Failure::Corrupt(UNDECODED.to_owned()))
}

fn pixels(bytes: &[u8]) -> Result<DynamicImage, Failure> {
    let damaged = |_| Failure::Corrupt(UNDECODED.to_owned());
    let image = Image::new(bytes, &DecodeSettings::default()).map_err(damaged)?;
    let n_colours = usize::from(image.color_space().num_channels());
    let n_channels = n_colours + usize::from(image.has_alpha());
    let (width, height) = (image.width(), image.height());
    let n_pixels = u64::from(width) * u64::from(height);
    if n_pixels.saturating_mul(n_channels as u64 * WORKING_BYTES) > MAX_DECODED {
        return Err(too_large());
    }
    let mut context = DecoderContext::default();
    let decoded = image.decode(&mut context).map_err(damaged)?;
    let channels = decoded.components().len();
    let pixels = decoded.data_u8();
    let made = match (channels, n_colours) {
        (1, _) => GrayImage::from_raw(width, height, pixels).map(DynamicImage::from),
        (2, _) => GrayAlphaImage::from_raw(width, height, pixels).map(DynamicImage::from),
        (3, _) => RgbImage::from_raw(width, height, pixels).map(DynamicImage::from),
        (4, 3) => RgbaImage::from_raw(width, height, pixels).map(DynamicImage::from),
        (4, 4) => {
            let (inks, _) = pixels.as_chunks::<4>();
            let rgb = inks.iter().flat_map(|ink| of_ink(*ink)).collect();
            RgbImage::from_raw(width, height, rgb).map(DynamicImage::from)
        }
        _ => None,
    };
    made.filter(|_| n_pixels > 0).ok_or_else(|| Failure::Corrupt(UNKNOWN.to_owned()))
}

/// A colour on a screen for one in four inks, near enough to be looked at.
fn of_ink([cyan, magenta, yellow, black]: [u8; 4]) -> [u8; 3] {
    [cyan, magenta, yellow].map(|ink| {
        let light = (255 - u32::from(ink)) * (255 - u32::from(black));
        ((light + 127) / 255) as u8
    })
}
