//! Pixels to PNG.

use ingest::draw::Picture;
use png::{BitDepth, ColorType, Compression, Encoder};

use crate::{Error, Result};

/// How much time a smaller file is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Somebody waits.
    Fast,
    /// It is kept.
    Small,
}

/// Encodes a picture: 8 bits a pixel where grey, else 24.
pub fn encode(picture: &Picture, effort: Effort) -> Result<Vec<u8>> {
    let canvas = &picture.canvas;
    let color = if canvas.grey { ColorType::Grayscale } else { ColorType::Rgb };
    write((canvas.width, canvas.height), color, &picture.pixels, effort)
}

/// A file of pixels, row by row from the top, 8 bits a channel.
pub(super) fn write((width, height): (u32, u32), color: ColorType, pixels: &[u8], effort: Effort) -> Result<Vec<u8>> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, width, height);
    encoder.set_color(color);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(match effort {
        Effort::Fast => Compression::Fast,
        Effort::Small => Compression::Balanced,
    });
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(pixels)?;
        writer.finish()
    });
    written.map_err(|error| Error::internal("the pixels of a page", &error))?;
    Ok(file)
}
