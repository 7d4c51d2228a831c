//! The table that Tesseract writes: a row for each word, with where it lies and how sure it is.

use ocr::{Bounds, Line, Page, Quad, Word};

use crate::draw::Picture;
use crate::sight::{Seen, seen_on};

/// Rows of this level are words.
const WORD: &str = "5";
/// More words than a page can have.
const MOST_WORDS: usize = 60_000;

/// What was read, from the table; the error says how it is none.
pub(super) fn seen(table: &[u8], picture: &Picture, unit: u32, engine: &str) -> Result<Seen, String> {
    let table = std::str::from_utf8(table).map_err(|_| "Tesseract wrote what is no text".to_owned())?;
    let mut rows = table.lines();
    if !rows.next().is_some_and(|head| head.starts_with("level\t")) {
        return Err("Tesseract wrote no table".into());
    }
    let (width, height) = (picture.canvas.width as f32, picture.canvas.height as f32);
    let mut lines: Vec<Line> = Vec::new();
    let (mut of, mut n_words) = ("", 0);
    for (place, word) in rows.filter_map(|row| word(row, width, height)) {
        n_words += 1;
        if n_words > MOST_WORDS {
            return Err("Tesseract wrote more words than a page can have".into());
        }
        match lines.last_mut().filter(|_| place == of) {
            Some(line) => add(line, word),
            None => {
                let mut line = Line { text: String::new(), words: Vec::new(), quad: Quad::default(), confidence: 0.0 };
                add(&mut line, word);
                lines.push(line);
            }
        }
        of = place;
    }
    for line in &mut lines {
        let n_chars = |word: &Word| word.text.chars().count() as f32;
        let weighed: f32 = line.words.iter().map(|word| word.confidence * n_chars(word)).sum();
        line.confidence = weighed / line.words.iter().map(n_chars).sum::<f32>().max(1.0);
    }
    Ok(seen_on(picture, &Page { lines, ..Page::default() }, unit, engine))
}

fn add(line: &mut Line, word: Word) {
    if !line.text.is_empty() {
        line.text.push(' ');
    }
    line.words.push(Word { start: line.text.chars().count(), ..word.clone() });
    line.text.push_str(&word.text);
}

/// The line that a word is of, and the word; `None` for rows of anything else and for what makes no sense.
fn word(row: &str, width: f32, height: f32) -> Option<(&str, Word)> {
    let mut cells = row.splitn(12, '\t');
    if cells.next()? != WORD {
        return None;
    }
    // Page, block, paragraph and line together name the line.
    let skipped = WORD.len() + 1;
    let named: usize = cells.by_ref().take(4).map(|cell| cell.len() + 1).sum();
    let place = row.get(skipped..skipped + named)?;
    let mut number = || cells.next()?.parse::<f32>().ok().filter(|number| number.is_finite());
    let (_number, left, top) = (number()?, number()?, number()?);
    let (wide, high, sure) = (number()?, number()?, number()?);
    let text = cells.next()?.trim();
    let is_inside =
        left >= 0.0 && top >= 0.0 && wide >= 0.0 && high >= 0.0 && left + wide <= width && top + high <= height;
    if text.is_empty() || !is_inside {
        return None;
    }
    let bounds = Bounds { left, top, right: left + wide, bottom: top + high };
    let confidence = (sure / 100.0).clamp(0.0, 1.0);
    Some((place, Word { text: text.to_owned(), start: 0, bounds, confidence }))
}

#[cfg(test)]
mod tests {
    use anchor::PageBox;

    use super::*;
    use crate::draw::{Canvas, Drawer};

    const HEAD: &str =
        "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n";

    fn picture() -> Picture {
        let page = PageBox { width: 200.0, height: 100.0 };
        let canvas =
            Canvas { width: 400, height: 200, grey: true, page, scale: 2.0, drawer: Drawer::Image, notes: Vec::new() };
        Picture { canvas, pixels: Vec::new() }
    }

    #[test]
    fn words_stand_in_their_lines_and_places() {
        let table = format!(
            "{HEAD}4\t1\t1\t1\t1\t0\t10\t10\t90\t20\t-1\t\n5\t1\t1\t1\t1\t1\t10\t10\t40\t20\t96.5\tGATE\n\
             5\t1\t1\t1\t1\t2\t60\t10\t40\t20\t90\tPASS\n5\t1\t1\t1\t2\t1\t10\t40\t20\t20\t80\t4\n"
        );
        let seen = seen(table.as_bytes(), &picture(), 3, "Tesseract eng").expect("a table");
        assert_eq!((seen.unit.text.as_str(), seen.unit.label.as_str()), ("GATE PASS\n4", "p. 3"));
        let places: Vec<_> = seen.unit.boxes.iter().map(|b| (b.start, b.end, b.x, b.y, b.width)).collect();
        assert_eq!(places, [(0, 4, 5.0, 5.0, 20.0), (5, 9, 30.0, 5.0, 20.0), (10, 11, 5.0, 20.0, 10.0)]);
        assert!(seen.unit.quality.is_some_and(|sure| sure > 0.9 && sure < 0.94), "{:?}", seen.unit.quality);
    }

    #[test]
    fn what_is_no_table_is_refused_and_odd_rows_are_passed_over() {
        assert!(seen(b"", &picture(), 1, "Tesseract").is_err());
        assert!(seen(b"\xff\xfe", &picture(), 1, "Tesseract").is_err());
        let odd =
            format!("{HEAD}5\t1\t1\n5\t1\t1\t1\t1\t1\t-4\t0\t9\t9\t9\tx\n5\t1\t1\t1\t1\t1\tNaN\t0\t9\t9\t9\tx\n\n");
        assert_eq!(seen(odd.as_bytes(), &picture(), 1, "Tesseract").expect("a table").unit.text, "");
    }

    proptest::proptest! {
        #[test]
        fn nothing_panics_and_what_is_seen_is_sane(rows in "([0-9a-zé\t.-]{0,40}\n){0,12}") {
            let table = format!("{HEAD}{rows}");
            if let Ok(seen) = seen(table.as_bytes(), &picture(), 1, "Tesseract eng") {
                proptest::prop_assert!(crate::protocol::inspect::look_at_unit(&seen.unit).is_ok());
            }
        }
    }
}
