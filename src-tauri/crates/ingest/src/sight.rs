//! Words on pictures: what is read off them in the worker, by models that the host lends.

use std::sync::Arc;

use anchor::{Unit, UnitKind, WordBox, text};
use ocr::{Image, Page, Pixels, Reader};
use serde::{Deserialize, Serialize};

use crate::draw::{Canvas, Note, Picture};
use crate::protocol::inspect::MAX_BOXES;

/// What reads, as units name it.
pub const ENGINE: &str = "PP-OCRv6";
/// Most bytes of a model.
pub const MAX_MODEL: u64 = 256 << 20;
/// Pixels a point at which pages are drawn to be read: 200 to the inch.
pub const SCALE: f32 = 200.0 / 72.0;

/// One of the models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Model {
    /// Tells where text is.
    Detection,
    /// Tells which letters it has.
    Recognition,
}

/// The models, as a host lends them to its workers.
#[derive(Clone)]
pub struct Models {
    /// A PP-OCR detection model as ONNX.
    pub detection: Arc<Vec<u8>>,
    /// A PP-OCR recognition model as ONNX, its letters in its metadata.
    pub recognition: Arc<Vec<u8>>,
}

impl Models {
    pub(crate) fn get(&self, model: Model) -> &[u8] {
        match model {
            Model::Detection => &self.detection,
            Model::Recognition => &self.recognition,
        }
    }
}

/// Most places of a page that are told not to have been read.
pub const MAX_UNREAD: usize = 500;

/// A page that was looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    /// The page with the words that were found on it, if any, their places and how sure the reading is.
    pub unit: Unit,
    /// Where something like text stands that was not read, or little of it: x, y, width and height in points.
    pub unread: Vec<[f32; 4]>,
    /// What the picture that was looked at does not show.
    pub notes: Vec<Note>,
}

/// The words of a picture.
#[derive(Debug, Clone, PartialEq)]
struct Sight {
    /// Unit text: a line for each line of the picture.
    text: String,
    /// Where its words lie, in pixels of the picture.
    boxes: Vec<WordBox>,
    /// How sure the reading is, from 0 to 1.
    confidence: f32,
}

/// Reads the words off a page that was drawn. `alive` is asked whether to go on.
pub(crate) fn look(
    reader: &Reader,
    picture: &Picture,
    number: u32,
    alive: &dyn Fn() -> bool,
) -> Result<Seen, ocr::Error> {
    let Canvas { width, height, grey, .. } = picture.canvas;
    let pixels = if grey { Pixels::Grey(&picture.pixels) } else { Pixels::Rgb(&picture.pixels) };
    let found = reader.read(&Image { width, height, pixels }, alive)?;
    Ok(seen_on(picture, &found, number, ENGINE))
}

/// What was found on a picture, as a page in points.
pub(crate) fn seen_on(picture: &Picture, found: &Page, number: u32, engine: &str) -> Seen {
    let Canvas { page, scale, ref notes, .. } = picture.canvas;
    let sight = words_of(found);
    let on_page =
        |b: WordBox| WordBox { x: b.x / scale, y: b.y / scale, width: b.width / scale, height: b.height / scale, ..b };
    let mut boxes: Vec<WordBox> = sight.boxes.into_iter().map(on_page).collect();
    boxes.truncate(MAX_BOXES);
    let place = |quad: &ocr::Quad| {
        let bounds = quad.bounds();
        let (width, height) = ((bounds.right - bounds.left).max(0.0), (bounds.bottom - bounds.top).max(0.0));
        [bounds.left, bounds.top, width, height].map(|length| length / scale)
    };
    let has_words = !sight.text.is_empty();
    let unit = Unit {
        kind: UnitKind::Page,
        label: format!("p. {number}"),
        text: sight.text,
        engine: engine.to_owned(),
        quality: has_words.then_some(sight.confidence),
        page: Some(page),
        boxes,
        table: None,
    };
    let unread = found.unread.iter().take(MAX_UNREAD).map(place).collect();
    Seen { unit, unread, notes: notes.clone() }
}

fn words_of(page: &Page) -> Sight {
    let mut sight = Sight { text: String::new(), boxes: Vec::new(), confidence: 0.0 };
    let (mut n_chars, mut sure, mut n_weighed) = (0_u32, 0.0, 0.0);
    for line in page.lines.iter().filter(|line| !line.words.is_empty()) {
        if n_chars > 0 {
            sight.text.push('\n');
            n_chars += 1;
        }
        let mut end = 0;
        for word in &line.words {
            let plain = text::cell_text(&word.text);
            let n_of_word = u32::try_from(plain.chars().count()).unwrap_or(0);
            if n_of_word == 0 {
                continue;
            }
            if end > 0 && word.start > end {
                sight.text.push(' ');
                n_chars += 1;
            }
            end = word.start + word.text.chars().count();
            let bounds = word.bounds;
            let (width, height) = ((bounds.right - bounds.left).max(0.0), (bounds.bottom - bounds.top).max(0.0));
            let (start, end) = (n_chars, n_chars + n_of_word);
            sight.boxes.push(WordBox { start, end, x: bounds.left, y: bounds.top, width, height });
            sight.text.push_str(&plain);
            n_chars = end;
        }
        let weight = line.text.chars().count() as f32;
        sure += line.confidence * weight;
        n_weighed += weight;
    }
    sight.confidence = if n_weighed > 0.0 { (sure / n_weighed).clamp(0.0, 1.0) } else { 0.0 };
    if !text::is_unit_text(&sight.text) {
        // Marks that join across words move what follows: words without places are better than words in wrong ones.
        sight.text = text::unit_text(&sight.text);
        sight.boxes.clear();
    }
    sight
}

#[cfg(test)]
mod tests {
    use ocr::{Bounds, Line, Word};

    use super::*;

    fn word(text: &str, start: usize, left: f32) -> Word {
        let bounds = Bounds { left, top: 10.0, right: left + 30.0, bottom: 22.0 };
        Word { text: text.to_owned(), start, bounds, confidence: 0.9 }
    }

    fn line(text: &str, words: Vec<Word>, confidence: f32) -> Line {
        Line { text: text.to_owned(), words, quad: ocr::Quad::default(), confidence }
    }

    #[test]
    fn words_keep_their_places_and_spaces_stand_where_the_line_has_them() {
        let words = vec![word("Seal", 0, 5.0), word("no.", 5, 40.0), word("深", 9, 80.0), word("圳", 10, 95.0)];
        let lines = vec![
            line("Seal no. 深圳", words, 0.8),
            line("", Vec::new(), 0.1),
            line("44", vec![word("44", 0, 5.0)], 0.5),
        ];
        let sight = words_of(&Page { lines, ..Page::default() });
        assert_eq!(sight.text, "Seal no. 深圳\n44");
        let chars: Vec<char> = sight.text.chars().collect();
        let found: Vec<String> =
            sight.boxes.iter().map(|b| chars[b.start as usize..b.end as usize].iter().collect()).collect();
        assert_eq!(found, ["Seal", "no.", "深", "圳", "44"]);
        assert_eq!((sight.boxes[1].x, sight.boxes[1].width), (40.0, 30.0));
        assert!(sight.confidence > 0.7 && sight.confidence < 0.8, "{}", sight.confidence);
    }

    #[test]
    fn what_is_no_unit_text_becomes_it() {
        let lines = vec![line("e \u{301}x", vec![word("e\u{feff}", 0, 5.0), word("\u{301}x", 2, 40.0)], 0.8)];
        let sight = words_of(&Page { lines, ..Page::default() });
        assert!(text::is_unit_text(&sight.text), "{:?}", sight.text);
        assert_eq!(words_of(&Page::default()).text, "");
    }
}
