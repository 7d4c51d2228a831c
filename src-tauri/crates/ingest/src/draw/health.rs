//! Whether a picture is whole. That is told by how its bytes hang together, which is quick; only where they do not, or the
//! format has nothing to tell it by, is the picture decoded.

use std::panic::catch_unwind;

use flate2::Crc;
use image::ImageFormat;
use memchr::memmem;

use super::picture::{self, Format, UNKNOWN};
use super::{Failure, jpeg2000, scan};

/// How much of a picture there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Health {
    /// Nothing tells that something is missing.
    Sound,
    /// It is damaged or breaks off; some of it can be decoded.
    Partly,
    /// It cannot be decoded, for this reason.
    Broken(String),
}

/// Looks at a picture of one page.
pub(super) fn of(bytes: &[u8], format: Format) -> Health {
    match is_whole(bytes, format) {
        Some(true) => told(opens(bytes, format), Health::Sound),
        Some(false) => told(decodes(bytes, format), Health::Partly),
        None => told(decodes(bytes, format), Health::Sound),
    }
}

/// Looks at the first page of a scan.
pub(super) fn of_page(bytes: &[u8]) -> Health {
    told(decodes(bytes, Format::Common(ImageFormat::Tiff)), Health::Partly)
}

/// What is too large to be held, or of a kind that is not known here, is not damaged.
fn told(outcome: Result<(), Failure>, else_it_is: Health) -> Health {
    match outcome {
        Err(Failure::Corrupt(why)) if why != UNKNOWN => Health::Broken(why),
        _ => else_it_is,
    }
}

fn opens(bytes: &[u8], format: Format) -> Result<(), Failure> {
    match format {
        Format::Common(format) => picture::decoder(bytes, format).map(|_| ()),
        Format::Jpeg2000 => jpeg2000::opens(bytes),
    }
}

fn decodes(bytes: &[u8], format: Format) -> Result<(), Failure> {
    // A decoder that stumbles over damage is not worth the document.
    let decoded = catch_unwind(|| match format {
        Format::Common(format) => picture::decode(bytes, format).map(|_| ()),
        Format::Jpeg2000 => jpeg2000::decode(bytes).map(|_| ()),
    });
    decoded.unwrap_or_else(|_| Err(Failure::Corrupt(picture::UNDECODED.to_owned())))
}

/// Whether the bytes of a picture go on to its end; `None` where its format does not tell.
fn is_whole(bytes: &[u8], format: Format) -> Option<bool> {
    match format {
        Format::Common(ImageFormat::Jpeg) => Some(scan_of_jpeg(bytes).is_some_and(has_end)),
        // No packed byte ff is followed by one above 8f (ISO/IEC 15444-1, B.10.1).
        Format::Jpeg2000 => Some(memmem::find(bytes, b"\xff\x93").is_some_and(|at| has_end(&bytes[at..]))),
        Format::Common(ImageFormat::Png) => Some(has_all_chunks(bytes).unwrap_or(false)),
        Format::Common(ImageFormat::WebP) => {
            let size = bytes.get(4..)?.first_chunk().map(|size| u32::from_le_bytes(*size))?;
            Some(u64::from(size) + 8 <= bytes.len() as u64)
        }
        Format::Common(ImageFormat::Tiff) => Some(scan::pages(bytes).first().is_some_and(|page| !page.breaks_off)),
        Format::Common(_) => None,
    }
}

/// The end of a JPEG and of a code stream of JPEG 2000. Programs put other things behind it.
fn has_end(bytes: &[u8]) -> bool {
    memmem::rfind(bytes, b"\xff\xd9").is_some()
}

/// A JPEG from its first scan on, in which a byte ff is followed by 0 unless it begins a marker (ITU-T T.81, B.1.1.5).
fn scan_of_jpeg(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = 2;
    loop {
        match bytes.get(at..at + 2)? {
            [0xff, 0xff] => at += 1,
            [0xff, 0xda] => return bytes.get(at..),
            [0xff, 0x01 | 0xd0..=0xd8] => at += 2,
            [0xff, 0xd9] => return None,
            [0xff, _] => at += 2 + usize::from(u16::from_be_bytes(*bytes.get(at + 2..)?.first_chunk()?)),
            _ => return None,
        }
    }
}

/// Whether the chunks of a PNG go on to its end, with checksums that agree (PNG, 5.3).
fn has_all_chunks(bytes: &[u8]) -> Option<bool> {
    let mut at = 8;
    loop {
        let size = u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?) as usize;
        let end = (at + 8).checked_add(size)?;
        let named = bytes.get(at + 4..end)?;
        let mut crc = Crc::new();
        crc.update(named);
        if crc.sum() != u32::from_be_bytes(*bytes.get(end..)?.first_chunk()?) {
            return Some(false);
        }
        if named.starts_with(b"IEND") {
            return Some(true);
        }
        at = end + 4;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::io::Cursor;

    use image::{DynamicImage, RgbImage};

    use super::*;

    fn written(format: ImageFormat) -> Vec<u8> {
        let shade = |x: u32, y: u32| image::Rgb([(x * 7 + y * 3) as u8, (x ^ y) as u8, (x * y) as u8]);
        let mut bytes = Cursor::new(Vec::new());
        DynamicImage::from(RgbImage::from_fn(120, 90, shade)).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn whole_pictures_are_sound_and_their_beginnings_are_not() {
        let formats = [
            ImageFormat::Png,
            ImageFormat::Jpeg,
            ImageFormat::Gif,
            ImageFormat::Bmp,
            ImageFormat::Tiff,
            ImageFormat::WebP,
            ImageFormat::Pnm,
        ];
        for format in formats {
            let bytes = written(format);
            assert_eq!(of(&bytes, Format::Common(format)), Health::Sound, "{format:?}");
            let behind = [&bytes[..], &[0; 100]].concat();
            assert_eq!(of(&behind, Format::Common(format)), Health::Sound, "{format:?}");
            assert_ne!(of(&bytes[..bytes.len() / 2], Format::Common(format)), Health::Sound, "{format:?}");
            assert!(matches!(of(&bytes[..12], Format::Common(format)), Health::Broken(_)), "{format:?}");
        }
        // Of a photograph that breaks off, what is there is seen.
        let bytes = written(ImageFormat::Jpeg);
        assert_eq!(of(&bytes[..bytes.len() / 2], Format::Common(ImageFormat::Jpeg)), Health::Partly);
        assert!(matches!(of(b"\xff\x4f\xff\x51\0\x29", Format::Jpeg2000), Health::Broken(_)));
    }

    #[test]
    fn a_wrong_byte_in_a_screenshot_is_noticed() {
        let mut bytes = written(ImageFormat::Png);
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        assert_ne!(of(&bytes, Format::Common(ImageFormat::Png)), Health::Sound);
    }
}
