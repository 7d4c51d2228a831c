//! Properties of drawn pages: their size, their ink, their turn. Never their very pixels.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::Cursor;

use anchor::{Unit, WordBox};
use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};

use super::*;
use crate::format::probe::probe;
use crate::format::{Limits, pdf};
use crate::passwords::NONE;

const VIEW: View = View { unit: 1, scale: 2.0, max_side: MAX_SIDE, turn: Turn::None, engine: Engine::Best };

fn draw(bytes: &[u8], view: &View) -> Result<Picture, Failure> {
    draw_with(bytes, view, &Shelf::default())
}

fn draw_with(bytes: &[u8], view: &View, shelf: &Shelf) -> Result<Picture, Failure> {
    let mut source = Cursor::new(bytes);
    let len = bytes.len() as u64;
    let mut input =
        Input { bytes: &mut source, len, name: None, limits: Limits::DESKTOP, resume: None, passwords: &NONE };
    let opened = open(&mut input, None)?;
    Easel::new(&opened).draw(view, shelf)
}

fn sample(path: &str) -> Vec<u8> {
    let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../samples/");
    std::fs::read(format!("{samples}{path}")).unwrap()
}

/// Whether anything dark is drawn in this box, of points on the page as drawn.
fn has_ink(picture: &Picture, (x, y, width, height): (f32, f32, f32, f32)) -> bool {
    let canvas = &picture.canvas;
    let pixel = |at: f32, most: u32| ((at * canvas.scale).max(0.0) as u32).min(most - 1);
    let (left, right) = (pixel(x, canvas.width), pixel(x + width, canvas.width));
    let (top, bottom) = (pixel(y, canvas.height), pixel(y + height, canvas.height));
    let n_bytes = if canvas.grey { 1 } else { 3 };
    (top..=bottom)
        .any(|row| (left..=right).any(|column| picture.pixels[(row * canvas.width + column) as usize * n_bytes] < 128))
}

fn units(bytes: &[u8]) -> Vec<Unit> {
    let (read, probe) = probe(pdf::read, bytes);
    read.unwrap();
    probe.units
}

fn is_blank(unit: &Unit, word: &WordBox) -> bool {
    let (skip, take) = (word.start as usize, (word.end - word.start) as usize);
    unit.text.chars().skip(skip).take(take).all(char::is_whitespace)
}

/// PDFs of the samples whose fonts are there.
const PDFS: &[&str] = &[
    "leak/contract-VX-2024-0219.pdf",
    "leak/commissioning-hall-3.pdf",
    "leak/floor-plan-hall-3.pdf",
    "filings/inspection-report-2024-118.pdf",
    "filings/inspection-follow-up-2025-009.pdf",
    "filings/register-quillmarrow.pdf",
    "filings/strike-off-quillmarrow.pdf",
];

#[test]
fn word_boxes_lie_on_their_ink() {
    for path in PDFS {
        let bytes = sample(path);
        for (idx, unit) in units(&bytes).iter().enumerate() {
            let picture = draw(&bytes, &View { unit: idx as u32 + 1, ..VIEW }).unwrap();
            let page = unit.page.unwrap();
            assert_eq!((picture.canvas.page, picture.canvas.scale), (page, 2.0), "{path}");
            assert_eq!(picture.canvas.width, (page.width * 2.0).ceil() as u32, "{path}");
            assert_eq!(picture.canvas.height, (page.height * 2.0).ceil() as u32, "{path}");
            assert_eq!(picture.pixels.len() as u64, picture.canvas.n_bytes());
            let words: Vec<&WordBox> = unit.boxes.iter().filter(|word| !is_blank(unit, word)).collect();
            let n_inked =
                words.iter().filter(|word| has_ink(&picture, (word.x, word.y, word.width, word.height))).count();
            assert!(n_inked * 100 >= words.len() * 95, "{path}: {n_inked} of {} words have ink", words.len());
        }
    }
}

#[test]
fn a_scan_shows_what_was_scanned() {
    let bytes = sample("leak/gate-pass-scan.pdf");
    let picture = draw(&bytes, &VIEW).unwrap();
    assert!(has_ink(&picture, (0.0, 0.0, picture.canvas.page.width, picture.canvas.page.height)));
    assert_eq!(picture.canvas.notes, []);
}

#[test]
fn a_turned_page_is_the_page_turned() {
    let bytes = sample("leak/floor-plan-hall-3.pdf");
    let upright = draw(&bytes, &VIEW).unwrap();
    let (width, height) = (upright.canvas.width, upright.canvas.height);
    assert_ne!(width, height);
    let unit = &units(&bytes)[0];
    for (turn, size) in
        [(Turn::Quarter, (height, width)), (Turn::Half, (width, height)), (Turn::ThreeQuarters, (height, width))]
    {
        let turned = draw(&bytes, &View { turn, ..VIEW }).unwrap();
        assert_eq!((turned.canvas.width, turned.canvas.height), size);
        assert_eq!(turned.canvas.page, upright.canvas.page);
        let (w, h) = (turned.canvas.page.width, turned.canvas.page.height);
        let words: Vec<&WordBox> = unit.boxes.iter().filter(|word| !is_blank(unit, word)).collect();
        let inked = words.iter().filter(|word| {
            let place = match turn {
                Turn::Quarter => (h - word.y - word.height, word.x, word.height, word.width),
                Turn::Half => (w - word.x - word.width, h - word.y - word.height, word.width, word.height),
                _ => (word.y, w - word.x - word.width, word.height, word.width),
            };
            has_ink(&turned, place)
        });
        assert!(inked.count() * 100 >= words.len() * 95, "{turn:?}");
    }
}

#[test]
fn chinese_without_a_font_says_which_is_missing() {
    let bytes = sample("leak/采购合同-DL20241015.pdf");
    let mut shelf = Shelf::default();
    draw_with(&bytes, &VIEW, &shelf).unwrap();
    assert_eq!(shelf.take_wanted().into_iter().collect::<Vec<_>>(), [Script::SimplifiedChinese]);
    shelf.put(Script::SimplifiedChinese, None);
    let mut source = Cursor::new(&bytes);
    let len = bytes.len() as u64;
    let mut input =
        Input { bytes: &mut source, len, name: None, limits: Limits::DESKTOP, resume: None, passwords: &NONE };
    let opened = open(&mut input, None).unwrap();
    let mut easel = Easel::new(&opened);
    // of every page and every time, though the engine looks for a font once
    for _ in 0..2 {
        let picture = easel.draw(&VIEW, &shelf).unwrap();
        assert!(matches!(&picture.canvas.notes[..], [Note::FontMissing(_)]), "{:?}", picture.canvas.notes);
        assert!(picture.canvas.notes[0].to_string().starts_with("a font is missing: "));
    }
}

#[test]
fn what_cannot_be_drawn_says_why() {
    let check = |bytes: &[u8], view: &View, expect: &str| {
        assert_eq!(draw(bytes, view).map(drop).map_err(|failure| failure.to_string()), Err(expect.to_owned()));
    };
    check(&sample("leak/minutes-locked.pdf"), &VIEW, "locked by a password");
    check(&sample("leak/serials.csv"), &VIEW, "no reader for this kind of file");
    check(b"", &VIEW, "no reader for this kind of file");
    check(b"%PDF-1.7 and nothing", &VIEW, "damaged: no pages could be found in it");
    let contract = sample("leak/contract-VX-2024-0219.pdf");
    let n_pages = units(&contract).len();
    for unit in [0, n_pages as u32 + 1] {
        check(&contract, &View { unit, ..VIEW }, &format!("damaged: it has {n_pages} pages, no page {unit}"));
    }
    check(b"\x89PNG\r\n\x1a\nand no more", &VIEW, "damaged: its pixels cannot be decoded");
    check(&picture(ImageFormat::Png), &View { unit: 2, ..VIEW }, "damaged: it has 1 page, no page 2");
    // damaged, yet there is something to see or a reason why not
    if let Ok(drawn) = draw(&sample("leak/delivery-note-damaged.pdf"), &VIEW) {
        assert_eq!(drawn.pixels.len() as u64, drawn.canvas.n_bytes());
    }
}

/// A PDF of one empty page.
fn empty_page(media_box: &str) -> Vec<u8> {
    format!(
        "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
         3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[{media_box}]>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF\n"
    )
    .into_bytes()
}

#[test]
fn a_huge_page_is_drawn_no_larger_than_asked() {
    let check = |media_box: &str, max_side: u32, expect: (u32, u32)| {
        let picture = draw(&empty_page(media_box), &View { max_side, scale: 8.0, ..VIEW }).unwrap();
        assert_eq!((picture.canvas.width, picture.canvas.height), expect, "{media_box}");
        assert!(picture.canvas.grey && picture.pixels.iter().all(|shade| *shade == 255), "an empty page is white");
    };
    check("0 0 14400 7200", MAX_SIDE, (4096, 2048));
    check("0 0 1000000 1", 500, (500, 1));
    check("0 0 100 200", 1000, (500, 1000));
    check("0 0 10 20", 1000, (80, 160));
}

/// A picture of 40 by 30: the left half dark red, the right half transparent.
fn picture(format: ImageFormat) -> Vec<u8> {
    let pixel = |x: u32, _: u32| if x < 20 { Rgba([120, 10, 10, 255]) } else { Rgba([0, 0, 0, 0]) };
    let image = DynamicImage::from(RgbaImage::from_fn(40, 30, pixel));
    let image = match format {
        ImageFormat::Jpeg | ImageFormat::Bmp => picture::on_white(image),
        _ => image,
    };
    let mut file = Cursor::new(Vec::new());
    image.write_to(&mut file, format).unwrap();
    file.into_inner()
}

#[test]
fn pictures_are_pages_of_their_own_size() {
    use ImageFormat as F;
    for format in [F::Png, F::Jpeg, F::Gif, F::Tiff, F::Bmp, F::WebP] {
        let bytes = picture(format);
        let drawn = draw(&bytes, &VIEW).unwrap();
        let canvas = &drawn.canvas;
        assert_eq!((canvas.width, canvas.height, canvas.scale, canvas.grey), (40, 30, 1.0, false), "{format:?}");
        let pixel = |x: usize| &drawn.pixels[(10 * 40 + x) * 3..][..3];
        assert!(pixel(5)[0] > 80 && pixel(5)[1] < 60, "{format:?}: {:?}", pixel(5));
        assert!(pixel(35).iter().all(|value| *value > 230), "{format:?}: what is transparent is white");
        let half = draw(&bytes, &View { scale: 0.5, turn: Turn::Quarter, ..VIEW }).unwrap();
        assert_eq!((half.canvas.width, half.canvas.height, half.canvas.scale), (15, 20, 0.5), "{format:?}");
        assert!(half.pixels[1] < 60, "{format:?}: the left is above after a quarter turn");
    }
}

#[test]
fn each_page_of_a_scan_is_drawn() {
    // Two pages, the second of which is smaller; each is a picture of its own behind the header of one.
    let pages: Vec<Vec<u8>> = [ImageFormat::Tiff; 2].map(picture).to_vec();
    let opened =
        |bytes: &[u8], unit| draw(bytes, &View { unit, ..VIEW }).map(|drawn| (drawn.canvas.width, drawn.pixels));
    let alone = opened(&pages[0], 1).unwrap();
    let joined = joined(&pages[0], &pages[1]);
    assert_eq!(opened(&joined, 1).unwrap(), alone);
    assert_eq!(opened(&joined, 2).unwrap(), alone);
    let missing = opened(&joined, 3).unwrap_err().to_string();
    assert_eq!(missing, "damaged: it has 2 pages, no page 3");
}

/// Two TIFFs of one page as one: places in the second move by the length of the first.
fn joined(first: &[u8], second: &[u8]) -> Vec<u8> {
    let four = |bytes: &[u8], at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    let end_of = |bytes: &[u8]| {
        let at = four(bytes, 4) as usize;
        at + 2 + 12 * usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]))
    };
    assert!(first.starts_with(b"II") && first.len().is_multiple_of(2));
    let (mut one, mut two, shift) = (first.to_vec(), second.to_vec(), first.len() as u32);
    let directory = four(&two, 4) as usize;
    for entry in (directory + 2..end_of(second)).step_by(12) {
        let tag = u16::from_le_bytes([two[entry], two[entry + 1]]);
        let width = match two[entry + 2] {
            3 => 2,
            4 => 4,
            5 => 8,
            _ => 1,
        };
        // Where strips stand, and values that do not fit into their entry.
        if tag == 273 && four(&two, entry + 4) == 1 || four(&two, entry + 4) * width > 4 {
            let place = four(&two, entry + 8) + shift;
            two[entry + 8..entry + 12].copy_from_slice(&place.to_le_bytes());
        }
    }
    let end = end_of(first);
    one[end..end + 4].copy_from_slice(&(directory as u32 + shift).to_le_bytes());
    [one, two].concat()
}

#[test]
fn a_portable_anymap_is_drawn() {
    let drawn = draw(b"P6\n# by hand\n2 1\n255\n\x78\x0a\x0a\xff\xff\xff", &VIEW).unwrap();
    assert_eq!((drawn.canvas.width, drawn.canvas.height), (2, 1));
    assert_eq!(drawn.pixels, [120, 10, 10, 255, 255, 255]);
}

#[test]
fn a_picture_of_jpeg_2000_is_drawn() {
    // Four by four pixels of which nothing is told: all are half light.
    let size: Vec<u8> = [4_u32, 4, 0, 0, 4, 4, 0, 0].iter().flat_map(|number| number.to_be_bytes()).collect();
    let header = [&[0xff, 0x4f, 0xff, 0x51, 0, 41, 0, 0][..], &size, &[0, 1, 7, 1, 1]].concat();
    let coding: &[u8] = &[0xff, 0x52, 0, 12, 0, 0, 0, 1, 0, 0, 4, 4, 0, 1, 0xff, 0x5c, 0, 4, 0x40, 0x40];
    let tile: &[u8] = &[0xff, 0x90, 0, 10, 0, 0, 0, 0, 0, 15, 0, 1, 0xff, 0x93, 0, 0xff, 0xd9];
    let drawn = draw(&[&header, coding, tile].concat(), &VIEW).unwrap();
    assert_eq!((drawn.canvas.width, drawn.canvas.height, drawn.canvas.grey), (4, 4, true));
    assert!(drawn.pixels.iter().all(|shade| (127..=128).contains(shade)), "{:?}", drawn.pixels);

    let failure = draw(b"\0\0\0\x0cjP  \r\n\x87\n and no more", &VIEW).map(drop).unwrap_err();
    assert_eq!(failure.to_string(), "damaged: its pixels cannot be decoded");
    // A size that would take all memory is believed of nobody.
    let huge: Vec<u8> =
        [60_000_u32, 60_000, 0, 0, 60_000, 60_000, 0, 0].iter().flat_map(|number| number.to_be_bytes()).collect();
    let header = [&[0xff, 0x4f, 0xff, 0x51, 0, 41, 0, 0][..], &huge, &[0, 1, 7, 1, 1]].concat();
    let failure = draw(&[&header, coding, tile].concat(), &VIEW).map(drop).unwrap_err();
    assert!(matches!(failure, Failure::LimitHit(_)), "{failure:?}");
}

#[test]
fn a_picture_of_too_many_pixels_is_refused() {
    let mut bytes = picture(ImageFormat::Bmp);
    bytes[18..22].copy_from_slice(&30_000_i32.to_le_bytes());
    bytes[22..26].copy_from_slice(&30_000_i32.to_le_bytes());
    let failure = draw(&bytes, &VIEW).map(drop).unwrap_err();
    assert!(matches!(failure, Failure::LimitHit(_) | Failure::Corrupt(_)), "{failure:?}");
}

#[test]
fn faces_are_chosen_by_their_names() {
    let collection =
        collection(&["NotoSansCJKjp-Regular", "NotoSansCJKkr-Regular", "NotoSansCJKsc-Regular", "Other-TC"]);
    let check = |script, expect| assert_eq!(faces::choose(&collection, script), expect, "{script:?}");
    check(Script::Japanese, 0);
    check(Script::Korean, 1);
    check(Script::SimplifiedChinese, 2);
    check(Script::TraditionalChinese, 0);
    assert_eq!(faces::choose(b"", Script::Korean), 0);
    for len in 0..collection.len() {
        assert!(faces::choose(&collection[..len], Script::SimplifiedChinese) <= 2, "cut at {len}");
    }
}

/// A font collection whose faces have nothing but a name.
fn collection(names: &[&str]) -> Vec<u8> {
    let mut file = b"ttcf\0\x01\0\0".to_vec();
    file.extend((names.len() as u32).to_be_bytes());
    let first = 12 + 4 * names.len();
    let mut faces = Vec::new();
    for name in names {
        let face = first + faces.len();
        file.extend((face as u32).to_be_bytes());
        let table = face + 28;
        faces.extend([0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        faces.extend(b"name\0\0\0\0");
        faces.extend((table as u32).to_be_bytes());
        faces.extend(((18 + name.len()) as u32).to_be_bytes());
        faces.extend([0, 0, 0, 1, 0, 18, 0, 3, 0, 1, 4, 9, 0, 6]);
        faces.extend((name.len() as u16).to_be_bytes());
        faces.extend([0, 0]);
        faces.extend(name.as_bytes());
    }
    [file, faces].concat()
}

/// A scan that a colour printer's dots are on, in the middle of other paper.
fn marked(n_inches: (u32, u32)) -> Vec<u8> {
    let page = dots::tests::marked_page(n_inches);
    let mut bytes = Vec::new();
    page.write_with_encoder(image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 98)).unwrap();
    bytes
}

const TO_BE_READ: View = View { scale: SCALE, ..VIEW };

#[test]
fn what_a_printer_left_on_the_paper_is_told_where_words_are_to_be_read() {
    let bytes = marked((8, 10));
    let picture = draw(&bytes, &TO_BE_READ).unwrap();
    let [note] = picture.canvas.notes.as_slice() else { panic!("{:?}", picture.canvas.notes) };
    let words = note.to_string();
    assert!(
        words.starts_with("tiny yellow dots repeat every 2.8 × 1.7 cm (if the sheet is 21 cm wide), as "),
        "{words}"
    );
    assert_eq!(note.code(), "printer_dots");
    assert_eq!(draw(&bytes, &VIEW).unwrap().canvas.notes, []);
}

#[test]
fn what_a_printer_left_is_told_of_a_scan_in_a_pdf() {
    let scan = marked((8, 10));
    let mut file = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n\
        2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
        3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 576 720]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>\nendobj\n\
        4 0 obj\n<</Length 26>>\nstream\nq 576 0 0 720 0 0 cm /I Do\nendstream\nendobj\n"
        .to_vec();
    let head = format!(
        "5 0 obj\n<</Type/XObject/Subtype/Image/Width 2400/Height 3000/ColorSpace/DeviceRGB/BitsPerComponent 8\
         /Filter/DCTDecode/Length {}>>\nstream\n",
        scan.len()
    );
    file.extend([head.as_bytes(), &scan, b"\nendstream\nendobj\ntrailer\n<</Root 1 0 R/Size 6>>\n%%EOF\n"].concat());
    let picture = draw(&file, &TO_BE_READ).unwrap();
    let words: Vec<String> = picture.canvas.notes.iter().map(ToString::to_string).collect();
    assert!(words.len() == 1 && words[0].starts_with("tiny yellow dots repeat every 2.7 × 1.6 cm, as "), "{words:?}");
}
