//! Reading with the models, which are not part of the source: `CASEBOUND_OCR_MODELS` names the folder that has them.
#![allow(clippy::print_stderr, clippy::unwrap_used)]

use std::{cell::Cell, fs, path::PathBuf};

use ocr::{Error, Image, Models, Page, Pixels, Reader, Turn};

/// The reader, unless there are no models.
fn reader() -> Option<Reader> {
    let Some(folder) = std::env::var_os("CASEBOUND_OCR_MODELS").map(PathBuf::from) else {
        eprintln!("left out: CASEBOUND_OCR_MODELS names no folder with the models");
        return None;
    };
    let bytes = |name: &str| fs::read(folder.join(name)).unwrap();
    let models = Models { detection: bytes("ppocrv6_det.onnx"), recognition: bytes("ppocrv6_rec.onnx") };
    Some(Reader::new(models).unwrap())
}

/// A row of a table, a sentence and a line of Chinese, two degrees askew.
fn slip() -> image::GrayImage {
    image::load_from_memory(include_bytes!("slip.png")).unwrap().into_luma8()
}

fn read(reader: &Reader, picture: &image::GrayImage) -> Page {
    let (width, height) = picture.dimensions();
    reader.read(&Image { width, height, pixels: Pixels::Grey(picture.as_raw()) }, &|| true).unwrap()
}

const TEXT: &str = "MSCU3834528 69 CTN 2,128 kg\nThe vessel named on the voucher never called there.\n登记机关以书面形式确认，申报材料齐全。";

#[test]
fn a_slip_is_read_whichever_way_it_lies() {
    let Some(reader) = reader() else { return };
    let upright = slip();
    let turned = [
        (upright.clone(), Turn::None),
        (image::imageops::rotate90(&upright), Turn::ThreeQuarters),
        (image::imageops::rotate180(&upright), Turn::Half),
        (image::imageops::rotate270(&upright), Turn::Quarter),
    ];
    for (picture, turn) in turned {
        let page = read(&reader, &picture);
        assert_eq!((page.text().as_str(), page.turn), (TEXT, turn));
        for line in &page.lines {
            assert!(line.confidence > 0.8, "{}: {}", line.text, line.confidence);
            let chars: Vec<char> = line.text.chars().collect();
            for word in &line.words {
                let n_chars = word.text.chars().count();
                let found: String = chars[word.start..word.start + n_chars].iter().collect();
                assert_eq!(found, word.text);
                let (width, height) = (picture.width() as f32, picture.height() as f32);
                assert!(word.bounds.left >= -5.0 && word.bounds.right <= width + 5.0, "{word:?}");
                assert!(word.bounds.top >= -5.0 && word.bounds.bottom <= height + 5.0, "{word:?}");
                assert!(word.bounds.left < word.bounds.right && word.bounds.top < word.bounds.bottom, "{word:?}");
            }
        }
    }
}

#[test]
fn words_lie_where_they_are_drawn() {
    let Some(reader) = reader() else { return };
    let page = read(&reader, &slip());
    let words = || page.lines.iter().flat_map(|line| &line.words);
    // Where the picture's program put the words' ink, to a few pixels.
    for (text, left, right) in SLIP_WORDS {
        let word = words().find(|word| word.text == *text).unwrap();
        let (found_left, found_right) = (word.bounds.left, word.bounds.right);
        assert!((found_left - left).abs() < 8.0 && (found_right - right).abs() < 8.0, "{word:?}: {left} to {right}");
    }
}

const SLIP_WORDS: &[(&str, f32, f32)] = &[("MSCU3834528", 38.0, 243.0), ("voucher", 364.0, 468.0)];

#[test]
fn odd_pictures_are_read_as_nothing() {
    let Some(reader) = reader() else { return };
    for (width, height) in [(0, 0), (0, 7), (1, 1), (3, 2), (1, 5000), (5000, 1), (31, 33), (2, 40_000)] {
        for shade in [0, 255] {
            let mut bytes = vec![shade; (width * height) as usize];
            bytes.iter_mut().step_by(7).for_each(|byte| *byte = 128);
            let image = Image { width, height, pixels: Pixels::Grey(&bytes) };
            reader.read(&image, &|| true).unwrap();
        }
    }
}

#[test]
fn reading_stops_when_asked() {
    let Some(reader) = reader() else { return };
    let picture = slip();
    let (width, height) = picture.dimensions();
    let n_asked = Cell::new(0);
    let alive = || {
        n_asked.set(n_asked.get() + 1);
        n_asked.get() < 3
    };
    let image = Image { width, height, pixels: Pixels::Grey(picture.as_raw()) };
    assert!(matches!(reader.read(&image, &alive), Err(Error::Stopped)));
    assert_eq!(n_asked.get(), 3);
}

#[test]
fn what_is_no_model_is_refused() {
    let models = Models { detection: b"no model".to_vec(), recognition: Vec::new() };
    assert!(matches!(Reader::new(models), Err(Error::Load { .. })));
}
