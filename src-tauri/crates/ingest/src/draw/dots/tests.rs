#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, RgbImage};

use super::{Page, find};

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % u64::from(n)) as u32
    }
}

const YELLOW: [u8; 3] = [250, 246, 190];

/// Paper of so many inches, as a scanner sees it: not quite white, and uneven.
fn paper(dpi: u32, (across, down): (f32, f32)) -> RgbImage {
    let mut chance = Chance(7);
    let (width, height) = ((across * dpi as f32) as u32, (down * dpi as f32) as u32);
    RgbImage::from_fn(width, height, |_, _| {
        let value = (246 + chance.below(5)) as u8;
        Rgb([value, value, value - chance.below(4) as u8])
    })
}

/// A spot about a place in inches, softer at its edge.
fn spot(image: &mut RgbImage, dpi: u32, (x, y): (f32, f32), across: f32, colour: [u8; 3]) {
    let (x, y, radius) = (x * dpi as f32, y * dpi as f32, across * dpi as f32 / 2.0);
    let reach = radius.ceil() as i32 + 1;
    for down in -reach..=reach {
        for right in -reach..=reach {
            let (at_x, at_y) = (x.floor() as i32 + right, y.floor() as i32 + down);
            if at_x < 0 || at_y < 0 || at_x >= image.width() as i32 || at_y >= image.height() as i32 {
                continue;
            }
            let far = (at_x as f32 + 0.5 - x).hypot(at_y as f32 + 0.5 - y);
            let ink = (radius + 0.5 - far).clamp(0.0, 1.0);
            let pixel = image.get_pixel_mut(at_x as u32, at_y as u32);
            for (value, wanted) in pixel.0.iter_mut().zip(colour) {
                *value = (f32::from(*value) * (1.0 - ink) + f32::from(wanted) * ink) as u8;
            }
        }
    }
}

/// Lines of something like letters, darker than the paper.
fn letters(image: &mut RgbImage, dpi: u32, colour: [u8; 3]) {
    let inch = dpi as f32;
    let mut chance = Chance(11);
    let lines = (image.height() as f32 / inch / 0.2) as u32;
    for line in 4..lines.saturating_sub(8) {
        if line % 9 > 6 {
            continue;
        }
        let mut x = (0.8 * inch) as u32;
        while x < image.width() - (0.9 * inch) as u32 {
            let (width, height) = (inch * 0.015, 0.04 + 0.06 * chance.below(10) as f32 / 10.0);
            let top = (line as f32 * 0.2 * inch) as u32;
            for y in top..top + (height * inch) as u32 {
                for x in x..x + width as u32 {
                    image.put_pixel(x, y, Rgb(colour));
                }
            }
            x += (inch * (0.03 + 0.05 * chance.below(10) as f32 / 10.0)) as u32;
        }
    }
}

/// A group of dots in a raster of so many places, which comes again all over the page, a little askew.
struct Pattern {
    places: (u32, u32),
    /// From place to place, in inches.
    step: (f32, f32),
    /// Dots of a hundred places.
    dense: u32,
    askew: f32,
}

fn dots(image: &mut RgbImage, dpi: u32, pattern: &Pattern) {
    let mut chance = Chance(3);
    let (columns, rows) = pattern.places;
    let group: Vec<(u32, u32)> = (0..rows)
        .flat_map(|row| (0..columns).map(move |column| (column, row)))
        .filter(|_| chance.below(100) < pattern.dense)
        .collect();
    let inches = (image.width() as f32 / dpi as f32, image.height() as f32 / dpi as f32);
    let period = (columns as f32 * pattern.step.0, rows as f32 * pattern.step.1);
    for down in 0..=(inches.1 / period.1) as u32 {
        for across in 0..=(inches.0 / period.0) as u32 {
            for (column, row) in &group {
                let x = across as f32 * period.0 + *column as f32 * pattern.step.0 + 0.03;
                let y = down as f32 * period.1 + *row as f32 * pattern.step.1 + 0.03;
                let turned = (x - y * pattern.askew, y + x * pattern.askew);
                spot(image, dpi, turned, 0.1 / 25.4, YELLOW);
            }
        }
    }
}

/// With one colour for four pixels, as most JPEGs have it.
fn coarse(image: &RgbImage) -> RgbImage {
    let mut coarse = image.clone();
    let grey = |pixel: &Rgb<u8>| pixel.0.iter().map(|value| i32::from(*value)).sum::<i32>() / 3;
    for y in (0..image.height() - 1).step_by(2) {
        for x in (0..image.width() - 1).step_by(2) {
            let four = [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)];
            let off = |colour: usize| {
                let all = four.iter().map(|(x, y)| image.get_pixel(*x, *y));
                all.map(|pixel| i32::from(pixel.0[colour]) - grey(pixel)).sum::<i32>() / 4
            };
            let off = [off(0), off(1), off(2)];
            for (x, y) in four {
                let grey = grey(image.get_pixel(x, y));
                coarse.put_pixel(x, y, Rgb(off.map(|off| (grey + off).clamp(0, 255) as u8)));
            }
        }
    }
    coarse
}

/// As it comes out of a JPEG.
fn packed(image: &RgbImage, quality: u8) -> RgbImage {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(image).unwrap();
    image::load(Cursor::new(bytes), ImageFormat::Jpeg).unwrap().into_rgb8()
}

fn found(image: &RgbImage, dpi: u32) -> Option<(f32, f32)> {
    let (width, height) = image.dimensions();
    find(&Page { pixels: image.as_raw(), width, height, dpi: dpi as f32 })
}

fn check(image: &RgbImage, dpi: u32, expect: (f32, f32)) {
    let (across, down) = found(image, dpi).expect("dots");
    assert!((across - expect.0).abs() < 0.02 && (down - expect.1).abs() < 0.02, "{across} × {down}, not {expect:?}");
}

/// Fifteen places by eight, as the best known machines have it.
const WIDE: Pattern = Pattern { places: (16, 9), step: (0.066, 0.07), dense: 24, askew: 0.0 };
const NARROW: Pattern = Pattern { places: (14, 12), step: (0.043, 0.04), dense: 20, askew: 0.01 };
const TALL: Pattern = Pattern { places: (10, 16), step: (0.08, 0.06), dense: 30, askew: -0.02 };

fn printed(dpi: u32, inches: (f32, f32), pattern: &Pattern) -> RgbImage {
    let mut image = paper(dpi, inches);
    dots(&mut image, dpi, pattern);
    letters(&mut image, dpi, [40, 38, 42]);
    image
}

fn period(pattern: &Pattern) -> (f32, f32) {
    (pattern.places.0 as f32 * pattern.step.0, pattern.places.1 as f32 * pattern.step.1)
}

/// A printed page of so many inches at 300 dots to the inch, for those who draw it.
pub(in crate::draw) fn marked_page((across, down): (u32, u32)) -> RgbImage {
    printed(300, (across as f32, down as f32), &WIDE)
}

#[test]
fn dots_of_several_machines_are_seen_on_scans() {
    for pattern in [&WIDE, &NARROW, &TALL] {
        let image = printed(300, (5.5, 6.5), pattern);
        check(&image, 300, period(pattern));
        check(&packed(&image, 95), 300, period(pattern));
    }
}

#[test]
fn dots_on_fine_scans_outlive_small_jpegs() {
    for pattern in [&WIDE, &NARROW] {
        let image = printed(600, (4.2, 4.4), pattern);
        check(&packed(&image, 75), 600, period(pattern));
        check(&packed(&coarse(&image), 85), 600, period(pattern));
    }
}

#[test]
fn paper_without_dots_has_none() {
    for (dpi, inches) in [(300, (5.5, 6.5)), (600, (4.2, 4.4))] {
        let mut image = paper(dpi, inches);
        assert_eq!(found(&image, dpi), None);
        letters(&mut image, dpi, [40, 38, 42]);
        assert_eq!(found(&packed(&image, 70), dpi), None);
    }
}

#[test]
fn specks_that_do_not_come_again_are_no_marks() {
    let mut image = paper(300, (5.5, 6.5));
    let mut chance = Chance(5);
    for _ in 0..900 {
        let place = (chance.below(5500) as f32 / 1000.0, chance.below(6500) as f32 / 1000.0);
        spot(&mut image, 300, place, 0.1 / 25.4, YELLOW);
    }
    assert_eq!(found(&packed(&image, 90), 300), None);
}

#[test]
fn rasters_and_single_spots_in_rows_are_no_marks() {
    for step in [0.02, 0.06, 0.1, 0.2, 0.5] {
        let mut image = paper(300, (5.5, 6.5));
        dots(&mut image, 300, &Pattern { places: (1, 1), step: (step, step), dense: 100, askew: 0.0 });
        assert_eq!(found(&image, 300), None, "{step}");
    }
}

#[test]
fn marker_pens_and_yellow_print_are_no_marks() {
    let mut image = paper(300, (5.5, 6.5));
    letters(&mut image, 300, [250, 240, 90]);
    assert_eq!(found(&packed(&image, 90), 300), None);
    let mut image = paper(300, (5.5, 6.5));
    for line in 0..8 {
        for y in 200 + line * 180..260 + line * 180 {
            (300..1200).for_each(|x| image.put_pixel(x, y, Rgb([252, 245, 120])));
        }
    }
    letters(&mut image, 300, [40, 38, 42]);
    assert_eq!(found(&packed(&image, 90), 300), None);
}

#[test]
fn photographs_are_not_looked_at() {
    let mut chance = Chance(9);
    let mut image = RgbImage::from_fn(1650, 1950, |x, y| {
        let value = |n: u32| ((x * n / 7 + y * (5 - n) / 9) % 256) as u8;
        Rgb([value(1), value(2), value(3).wrapping_add(chance.below(9) as u8)])
    });
    dots(&mut image, 300, &WIDE);
    assert_eq!(found(&image, 300), None);
}

#[test]
fn odd_pages_do_no_harm() {
    for (width, height) in [(0, 0), (1, 1), (3, 900), (900, 3), (40, 40)] {
        let image = RgbImage::from_pixel(width, height, Rgb([255, 255, 255]));
        assert_eq!(found(&image, 300), None);
        let yellow =
            RgbImage::from_fn(
                width,
                height,
                |x, y| {
                    if x % 9 == 0 && y % 9 == 0 { Rgb(YELLOW) } else { Rgb([255, 255, 255]) }
                },
            );
        assert_eq!(found(&yellow, 300), None);
    }
    let (pixels, width, height) = (&[255; 30][..], 100, 100);
    assert_eq!(find(&Page { pixels, width, height, dpi: 300.0 }), None);
    assert_eq!(find(&Page { pixels, width: u32::MAX, height: u32::MAX, dpi: 300.0 }), None);
    assert_eq!(find(&Page { pixels, width: 3, height: 3, dpi: f32::NAN }), None);
}
