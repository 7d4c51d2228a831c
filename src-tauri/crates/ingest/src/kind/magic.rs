//! Binary kinds, by the bytes they begin with.

use super::Kind;
use crate::format::{sealed, tar};

/// (place, bytes, kind): the first that agrees wins.
const SIGNATURES: &[(usize, &[u8], Kind)] = &[
    (0, b"PK\x03\x04", Kind::Zip),
    (0, b"PK\x05\x06", Kind::Zip),
    (0, b"PK\x07\x08PK\x03\x04", Kind::Zip),
    (0, b"PK00PK\x03\x04", Kind::Zip),
    (0, &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], Kind::Ole),
    (0, b"{\\rtf", Kind::Rtf),
    (0, b"!BDN", Kind::Pst),
    (0, &[0x78, 0x9f, 0x3e, 0x22], Kind::Tnef),
    (0, b"WARC/0.", Kind::Warc),
    (0, b"WARC/1.", Kind::Warc),
    (0, b"%!PS", Kind::Postscript),
    (0, &[0xc5, 0xd0, 0xd3, 0xc6], Kind::Postscript),
    (0, b"AT&TFORM", Kind::Djvu),
    (0, &[b'7', b'z', 0xbc, 0xaf, 0x27, 0x1c], Kind::SevenZip),
    (0, b"Rar!\x1a\x07", Kind::Rar),
    (257, b"ustar", Kind::Tar),
    (0, &[0x1f, 0x8b, 0x08], Kind::Gzip),
    (4, b"1AY&SY", Kind::Bzip2),
    (0, &[0xfd, b'7', b'z', b'X', b'Z', 0], Kind::Xz),
    (0, &[0x28, 0xb5, 0x2f, 0xfd], Kind::Zstd),
    (0, b"MSCF\0\0\0\0", Kind::Cab),
    (0, b"SQLite format 3\0", Kind::Sqlite),
    (0, b"\0\x01\0\0Standard Jet DB", Kind::Mdb),
    (0, b"\0\x01\0\0Standard ACE DB", Kind::Mdb),
    (0, b"\x89PNG\r\n\x1a\n", Kind::Png),
    (0, &[0xff, 0xd8, 0xff], Kind::Jpeg),
    (0, b"GIF87a", Kind::Gif),
    (0, b"GIF89a", Kind::Gif),
    (0, b"II*\0", Kind::Tiff),
    (0, b"MM\0*", Kind::Tiff),
    (0, b"II+\0", Kind::Tiff),
    (0, b"MM\0+", Kind::Tiff),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", Kind::Jpeg2000),
    (0, &[0xff, 0x4f, 0xff, 0x51], Kind::Jpeg2000),
    (40, b" EMF\0\0", Kind::Emf),
    (0, &[0xd7, 0xcd, 0xc6, 0x9a], Kind::Emf),
    (0, b"ID3\x02", Kind::Audio),
    (0, b"ID3\x03", Kind::Audio),
    (0, b"ID3\x04", Kind::Audio),
    (0, b"OggS", Kind::Audio),
    (0, b"fLaC", Kind::Audio),
    (0, b"#!AMR", Kind::Audio),
    (0, b"MThd\0\0\0\x06", Kind::Audio),
    (0, &[0x1a, 0x45, 0xdf, 0xa3], Kind::Video),
    (0, &[0, 0, 1, 0xba], Kind::Video),
    (0, &[0, 0, 1, 0xb3], Kind::Video),
    (0, b"FLV\x01", Kind::Video),
    (0, &[0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11], Kind::Video),
    (0, b"\x7fELF", Kind::Executable),
    (0, &[0xca, 0xfe, 0xba, 0xbe], Kind::Executable),
    (0, &[0xcf, 0xfa, 0xed, 0xfe], Kind::Executable),
    (0, &[0xce, 0xfa, 0xed, 0xfe], Kind::Executable),
    (0, b"\0asm", Kind::Executable),
    (0, &[0x4c, 0, 0, 0, 0x01, 0x14, 0x02, 0], Kind::Shortcut),
];

/// PDF allows other bytes before its header; readers look this far (ISO 32000-1, annex H.3, note 13).
const PDF_SEARCH: usize = 1024;

/// Tells a kind from a file's first bytes; [`Kind::Zip`] and [`Kind::Ole`] stand for all that is packed in them.
pub(super) fn look(head: &[u8]) -> Option<Kind> {
    if head.starts_with(b"%PDF-") {
        return Some(Kind::Pdf);
    }
    let agrees = |(at, bytes, _): &&(usize, &[u8], Kind)| head.get(*at..).is_some_and(|rest| rest.starts_with(bytes));
    if let Some((_, _, kind)) = SIGNATURES.iter().find(agrees) {
        return Some(*kind);
    }
    // Words that begin as these do are no film, table or picture.
    let is_binary = head.contains(&0);
    if head.starts_with(b"PAR1") && is_binary {
        return Some(Kind::Parquet);
    }
    match (head.get(..4), head.get(4..8), head.get(8..12)) {
        (Some(b"RIFF" | b"RF64"), _, Some(b"WAVE")) => return Some(Kind::Audio),
        (Some(b"FORM"), _, Some(b"AIFF" | b"AIFC")) => return Some(Kind::Audio),
        (Some(b"RIFF"), _, Some(b"AVI ")) => return Some(Kind::Video),
        (Some(b"RIFF"), _, Some(b"WEBP")) => return Some(Kind::Webp),
        (_, Some(b"ftyp"), Some(brand)) if is_binary => return Some(brand_of(brand)),
        (_, Some(b"moov" | b"mdat" | b"wide"), _) if is_binary => return Some(Kind::Video),
        _ => {}
    }
    if head.starts_with(b"MZ") && head.contains(&0) {
        return Some(Kind::Executable);
    }
    // the first byte of an MP3 frame looks like many things: only where binary bytes follow
    if matches!(head, [0xff, second, ..] if second & 0xe6 == 0xe2) && head.contains(&0) {
        return Some(Kind::Audio);
    }
    if is_aac(head) {
        return Some(Kind::Audio);
    }
    if head.starts_with(b"BM") && head.get(6..10) == Some(&[0; 4]) && head.get(15..18) == Some(&[0; 3]) {
        return Some(Kind::Bmp);
    }
    if is_pnm(head) {
        return Some(Kind::Pnm);
    }
    // archives from before the signature are told by the checksum of their first header
    if tar::is_header(head) {
        return Some(Kind::Tar);
    }
    if sealed::is_one(head) {
        return Some(Kind::Sealed);
    }
    if is_dbf(head) {
        return Some(Kind::Dbf);
    }
    let start = &head[..head.len().min(PDF_SEARCH)];
    let late = start.windows(5).position(|window| window == b"%PDF-")?;
    // a text that speaks of "%PDF-" is no PDF: what a PDF begins with is followed by a version and a line end
    let version = head.get(late + 5..late + 9)?;
    let proper = version[0].is_ascii_digit() && version[1] == b'.' && version[2].is_ascii_digit();
    let follows = memchr_any(&head[late..], &[b" obj", b"xref"]);
    (proper && version[3].is_ascii_whitespace() && follows).then_some(Kind::Pdf)
}

fn memchr_any(bytes: &[u8], needles: &[&[u8]]) -> bool {
    needles.iter().any(|needle| bytes.windows(needle.len()).any(|window| window == *needle))
}

/// Brands of the ISO base media file format, <https://mp4ra.org/registered-types/brands>.
fn brand_of(brand: &[u8]) -> Kind {
    match brand {
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"mif1" | b"msf1" | b"avif" | b"avis" => Kind::Heif,
        b"jp2 " | b"jpx " => Kind::Jpeg2000,
        b"M4A " | b"M4B " | b"M4P " => Kind::Audio,
        _ => Kind::Video,
    }
}

/// Sound of MPEG-4 as it is streamed: two frames, the first of which says where the second stands (ISO/IEC 14496-3, 1.A.2).
fn is_aac(head: &[u8]) -> bool {
    let is_frame = |bytes: &[u8]| matches!(bytes, [0xff, second, ..] if second & 0xf6 == 0xf0);
    let [_, _, _, third, fourth, fifth, ..] = *head else { return false };
    let len = usize::from(third & 3) << 11 | usize::from(fourth) << 3 | usize::from(fifth) >> 5;
    is_frame(head) && len > 7 && head.get(len..).is_some_and(is_frame)
}

/// A dBASE table has no signature: its version, date and lengths must agree.
fn is_dbf(head: &[u8]) -> bool {
    let Some(header) = head.get(..32) else { return false };
    let version =
        matches!(header[0], 0x02 | 0x03 | 0x04 | 0x05 | 0x30 | 0x31 | 0x32 | 0x83 | 0x8b | 0x8e | 0xf5 | 0xfb);
    let date = (1..=12).contains(&header[2]) && (1..=31).contains(&header[3]);
    let header_len = usize::from(u16::from_le_bytes([header[8], header[9]]));
    let row_len = u16::from_le_bytes([header[10], header[11]]);
    let ends = head.get(header_len.wrapping_sub(1)).is_none_or(|&byte| byte == 0x0d || byte == 0);
    version && date && row_len > 1 && header_len >= 65 && header[12..14] == [0, 0] && ends
}

/// A portable anymap: after its mark the width and height, remarks among them (netpbm's `pnm(5)`).
fn is_pnm(head: &[u8]) -> bool {
    let [b'P', kind @ b'1'..=b'6', b'\n' | b'\r', rest @ ..] = head else { return false };
    let mut lines = rest.split(|byte| *byte == b'\n').filter(|line| !line.starts_with(b"#") && !line.is_empty());
    let is_plain = |line: &[u8]| line.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_whitespace());
    let has_numbers = |line: &[u8]| is_plain(line) && line.iter().any(u8::is_ascii_digit);
    // Of the first three the pixels are written in digits, too.
    match kind {
        b'1'..=b'3' => lines.next().is_some_and(has_numbers) && lines.all(is_plain),
        _ => lines.next().is_some_and(has_numbers),
    }
}
