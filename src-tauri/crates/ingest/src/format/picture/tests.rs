#![allow(clippy::unwrap_used)]

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Context, Field, In, Rational, Tag, Value};
use image::{DynamicImage, GrayImage, ImageFormat};
use proptest::prelude::*;

use super::{IN_PART, read, read_bare};
use crate::format::probe::{damage, probe};
use crate::format::{Failure, MetaKey, ProblemCode};

fn ascii(tag: Tag, text: &[u8]) -> Field {
    Field { tag, ifd_num: In::PRIMARY, value: Value::Ascii(vec![text.to_vec()]) }
}

fn angle(tag: Tag, parts: [u32; 3]) -> Field {
    let parts = parts.map(|num| Rational { num, denom: 10 }).to_vec();
    Field { tag, ifd_num: In::PRIMARY, value: Value::Rational(parts) }
}

fn notes(fields: &[Field]) -> Vec<u8> {
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut bytes = Cursor::new(Vec::new());
    writer.write(&mut bytes, false).unwrap();
    bytes.into_inner()
}

/// A small photograph with these notes.
fn photograph(notes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(notes.len() + 8).unwrap().to_be_bytes();
    [&[0xff, 0xd8, 0xff, 0xe1], &length[..], b"Exif\0\0", notes, &written(ImageFormat::Jpeg)[2..]].concat()
}

fn written(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let shades = GrayImage::from_fn(80, 60, |x, y| image::Luma([(x * 3 + y * 5) as u8]));
    DynamicImage::from(shades).into_rgb8().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn sample() -> Vec<Field> {
    let comment =
        [&b"UNICODE\0"[..], &"仓库 gate".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>()].concat();
    let title = "Crane 4\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        ascii(Tag::Make, b"Orrin"),
        ascii(Tag::Model, b"Orrin Vista 2"),
        ascii(Tag::DateTimeOriginal, b"2025:03:04 10:15:16"),
        ascii(Tag::OffsetTimeOriginal, b"+08:00"),
        ascii(Tag::DateTime, b"2025:03:05 09:00:00"),
        ascii(Tag::DateTimeDigitized, b"0000:00:00 00:00:00"),
        ascii(Tag::BodySerialNumber, b"00712"),
        ascii(Tag::ImageDescription, "Die Küste".as_bytes()),
        ascii(Tag::Copyright, b"Ana Sol\0"),
        ascii(Tag::GPSLatitudeRef, b"S"),
        angle(Tag::GPSLatitude, [330, 300, 360]),
        ascii(Tag::GPSLongitudeRef, b"E"),
        angle(Tag::GPSLongitude, [1510, 120, 0]),
        Field { tag: Tag::UserComment, ifd_num: In::PRIMARY, value: Value::Undefined(comment, 0) },
        Field { tag: Tag(Context::Tiff, 0x9c9b), ifd_num: In::PRIMARY, value: Value::Byte(title) },
    ]
}

#[test]
fn what_a_camera_notes_is_told() {
    let tiff = notes(&sample());
    for (picture, has_pixels) in [(photograph(&tiff), true), (tiff, false)] {
        let (outcome, found) = probe(read, &picture);
        assert_eq!(outcome.is_ok(), has_pixels);
        let check = |key: MetaKey, expect: &[&str]| assert_eq!(found.metas(key), expect, "{key:?}");
        check(MetaKey::TakenAt, &["2025-03-04T10:15:16+08:00"]);
        check(MetaKey::Modified, &["2025-03-05T09:00:00"]);
        check(MetaKey::Created, &[]);
        check(MetaKey::Device, &["Orrin Vista 2, number 00712"]);
        check(MetaKey::Place, &["-33.510000, 151.200000"]);
        check(MetaKey::Title, &["Crane 4"]);
        check(MetaKey::Subject, &["Die Küste"]);
        check(MetaKey::Finding, &["comment: 仓库 gate", "copyright: Ana Sol"]);
        let problems: Vec<ProblemCode> = found.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(problems, vec![ProblemCode::NoText; usize::from(has_pixels)]);
    }
}

#[test]
fn places_that_cannot_be_are_none() {
    let check = |latitude: [u32; 3], longitude: [u32; 3]| {
        let fields = [angle(Tag::GPSLatitude, latitude), angle(Tag::GPSLongitude, longitude)];
        let (_, found) = probe(read, &photograph(&notes(&fields)));
        assert!(found.metas(MetaKey::Place).is_empty());
    };
    check([0; 3], [0; 3]);
    check([910, 0, 0], [10, 0, 0]);
    check([10, 0, 0], [u32::MAX, 0, 0]);
}

#[test]
fn pictures_without_notes_say_that_there_is_no_text() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif] {
        let reader = if format == ImageFormat::Gif { read_bare } else { read };
        let (outcome, found) = probe(reader, &written(format));
        assert_eq!(outcome, Ok(()));
        assert!(found.meta.is_empty());
        let problems: Vec<ProblemCode> = found.problems.iter().map(|problem| problem.code).collect();
        assert_eq!((problems, found.unseen), (vec![ProblemCode::NoText], vec![1]));
    }
}

#[test]
fn damaged_pictures_are_told_as_such_and_not_by_their_notes() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Gif, ImageFormat::Bmp] {
        let reader = if matches!(format, ImageFormat::Gif | ImageFormat::Bmp) { read_bare } else { read };
        let (outcome, found) = probe(reader, &written(format)[..24]);
        assert_eq!(outcome, Err(Failure::Corrupt("its pixels cannot be decoded".to_owned())), "{format:?}");
        assert!(found.problems.is_empty() && found.unseen.is_empty(), "{format:?}");
    }
    let photograph = written(ImageFormat::Jpeg);
    let (outcome, found) = probe(read, &photograph[..photograph.len() - 200]);
    let problems: Vec<(ProblemCode, &str)> =
        found.problems.iter().map(|problem| (problem.code, problem.message.as_str())).collect();
    assert_eq!((outcome, problems[0]), (Ok(()), (ProblemCode::Unreadable, IN_PART)));
    assert_eq!((problems[1].0, problems.len(), found.unseen), (ProblemCode::NoText, 2, vec![1]));
}

#[test]
fn a_scan_that_breaks_off_loses_the_pages_behind() {
    let whole = scan();
    let (outcome, found) = probe(read, &whole[..whole.len() - 100]);
    assert_eq!(outcome, Ok(()));
    let problems: Vec<_> = found.problems.iter().map(|problem| (problem.code, problem.unit)).collect();
    assert_eq!(problems, [(ProblemCode::NoText, Some(1)), (ProblemCode::Unreadable, Some(2))]);
    assert_eq!((found.units.len(), found.unseen), (2, vec![1]));
}

#[test]
fn a_scan_of_many_pages_is_not_damaged() {
    let mut scan = b"MM\0*\0\0\0\x08".to_vec();
    for page in 1..=12_u32 {
        scan.extend([0, 1, 1, 0, 0, 3, 0, 0, 0, 1, 0, 9, 0, 0]);
        scan.extend(if page < 12 { (8 + 18 * page).to_be_bytes() } else { [0; 4] });
    }
    let (outcome, found) = probe(read, &scan);
    assert_eq!((outcome, found.units.len(), found.problems.len()), (Ok(()), 12, 12));
    assert!(found.problems.iter().all(|problem| problem.code == ProblemCode::NoText));
    // A chain that leads back to its start is.
    scan.truncate(8 + 18 * 2 - 4);
    scan.extend([0, 0, 0, 8]);
    assert_eq!(probe(read, &scan).1.problems.len(), 3);
}

/// A scan of two pages of one strip each: 40 by 30 all white, then 20 by 10 all black.
fn scan() -> Vec<u8> {
    let mut bytes = b"II*\0\x08\0\0\0".to_vec();
    for (width, height, shade, is_last) in [(40_u32, 30_u32, 255, false), (20, 10, 0, true)] {
        let strip = bytes.len() as u32 + 2 + 12 * 8 + 4;
        let size = width * height;
        bytes.extend(8_u16.to_le_bytes());
        for (tag, value) in
            [(256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, strip), (278, height), (279, size)]
        {
            bytes.extend([u16::to_le_bytes(tag), 4_u16.to_le_bytes()].concat());
            bytes.extend([1_u32.to_le_bytes(), value.to_le_bytes()].concat());
        }
        bytes.extend(if is_last { 0 } else { strip + size }.to_le_bytes());
        bytes.extend(vec![shade; size as usize]);
    }
    bytes
}

#[test]
fn each_page_of_a_scan_is_a_page() {
    let (outcome, found) = probe(read, &scan());
    assert_eq!(outcome, Ok(()));
    let labels: Vec<(&str, Option<f32>)> =
        found.units.iter().map(|unit| (unit.label.as_str(), unit.page.map(|page| page.width))).collect();
    assert_eq!(labels, [("p. 1", Some(40.0)), ("p. 2", Some(20.0))]);
    let problems: Vec<_> = found.problems.iter().map(|problem| (problem.code, problem.unit)).collect();
    assert_eq!(problems, [(ProblemCode::NoText, Some(1)), (ProblemCode::NoText, Some(2))]);
    assert_eq!(found.unseen, [1, 2]);
}

#[test]
fn damaged_notes_are_told() {
    let whole = notes(&sample());
    let (outcome, found) = probe(read, &photograph(&whole[..40]));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.problems[0].code, ProblemCode::Unreadable);
    assert_eq!(found.problems[1].code, ProblemCode::NoText);
}

#[test]
fn pictures_of_telephones_are_named_and_measured() {
    let boxed =
        |kind: &[u8; 4], content: &[u8]| [&(content.len() as u32 + 8).to_be_bytes()[..], kind, content].concat();
    let size = |width: u32, height: u32| boxed(b"ispe", &[[0; 4], width.to_be_bytes(), height.to_be_bytes()].concat());
    let sizes = [size(512, 512), size(4032, 3024), size(240, 320)].concat();
    let meta = boxed(b"meta", &[&[0; 4][..], &boxed(b"iprp", &boxed(b"ipco", &sizes))].concat());
    let (outcome, found) = probe(read, &[boxed(b"ftyp", b"heic\0\0\0\0mif1heic"), meta].concat());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.metas(MetaKey::Finding), ["4032 × 3024 pixels"]);
    assert!(found.problems.last().unwrap().message.starts_with("this picture cannot be shown here"));
}

proptest! {
    #[test]
    fn damaged_pictures_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..8),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let whole = notes(&sample());
        let _ = probe(read, &damage(&photograph(&whole), &changes, cut));
        let _ = probe(read, &photograph(&damage(&whole, &changes, cut)));
        let _ = probe(read, &damage(&whole, &changes, cut));
        let _ = probe(read, &damage(&scan(), &changes, cut));
    }

    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), start in 0usize..5) {
        let starts: [&[u8]; 5] = [
            b"MM\0*\0\0\0\x08",
            b"\x89PNG\r\n\x1a\n\0\0\0\x20eXIf",
            b"RIFF\0\0\0\x40WEBPVP8X",
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
            &[0xff, 0xd8, 0xff],
        ];
        let _ = probe(read, &[starts[start], &bytes].concat());
    }
}
