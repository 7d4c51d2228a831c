//! Comments and marks on pages: who wrote what, when, and where nothing was written but something was meant.

use anchor::{PageBox, Unit, WordBox};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::{self, Array, Dict, Name, String as Text};
use hayro_interpret::hayro_syntax::page::Page;
use kurbo::{Affine, Point, Rect};

use super::meta::{MAX_REFERENCES, give, pdf_date, text_string};
use crate::format::{Emit, Failure, MetaKey};
use crate::labels::PageLabels;

/// The side of a comment's sign, in points, where it lies on words.
const CORNER: f64 = 6.0;

/// Gives the comments on the pages: words of annotations (ISO 32000-1 §12.5.6) that a page does not show, with their
/// author and time. Marks for a redaction that was not carried out are told even where nothing is written.
pub(super) fn comments(pdf: &Pdf, labels: &PageLabels, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut n_left_out = 0_usize;
    let mut n_told = 0;
    for (number, page) in (1..).zip(pdf.pages().iter()) {
        let annotations = page.raw().get::<Array<'_>>(b"Annots").unwrap_or_default();
        for annotation in annotations.iter::<Dict<'_>>() {
            let Some(told) = told(&annotation, &labels.name(number)) else { continue };
            if n_told < MAX_REFERENCES {
                n_told += 1;
                give(out, MetaKey::Finding, told)?;
            } else {
                n_left_out += 1;
            }
        }
    }
    left_out(n_left_out, out)
}

/// Says how many comments are not told.
pub(super) fn left_out(n: usize, out: &mut dyn Emit) -> Result<(), Failure> {
    match n {
        0 => Ok(()),
        n => give(out, MetaKey::Finding, format!("{n} further comments are not listed")),
    }
}

/// Adds the comments on a page to its words. `place` maps the file's coordinates to the visible page.
pub(super) fn add_to(unit: &mut Unit, page: &Page<'_>, place: Affine) {
    let annotations = page.raw().get::<Array<'_>>(b"Annots").unwrap_or_default();
    let said = annotations.iter::<Dict<'_>>().filter_map(|annotation| {
        let rect = annotation.get::<object::Rect>(b"Rect").map(|rect| Rect::new(rect.x0, rect.y0, rect.x1, rect.y1));
        // One without a place stands in a corner of the page.
        of(&annotation, |said| Some(said.remark()?.at(rect.unwrap_or(Rect::ZERO), place)))
    });
    append(unit, said);
}

/// A comment in one line; `None` where there is none.
fn told(annotation: &Dict<'_>, page: &str) -> Option<String> {
    of(annotation, |said| said.line(page))
}

/// What an annotation says; `None` where that is nothing.
fn of<T>(annotation: &Dict<'_>, tell: impl FnOnce(&Said<'_>) -> Option<T>) -> Option<T> {
    let subtype = annotation.get::<Name<'_>>(b"Subtype")?;
    let text =
        |key: &[u8]| annotation.get::<Text<'_>>(key).map(|text| text_string(text.as_bytes())).unwrap_or_default();
    tell(&Said {
        subtype: &subtype,
        words: &text(b"Contents"),
        author: &text(b"T"),
        modified: &text(b"M"),
        created: &text(b"CreationDate"),
        is_answer: annotation.contains_key(b"IRT"),
    })
}

/// A comment as it stands among the words of its page.
pub(super) struct Remark {
    line: String,
    /// Words that the page may show.
    shown: Option<String>,
    /// Its sign on the visible page.
    rect: Option<Rect>,
}

impl Remark {
    /// With the box it has in the file's coordinates.
    pub fn at(self, rect: Rect, place: Affine) -> Remark {
        let [from, to] = [place * Point::new(rect.x0, rect.y0), place * Point::new(rect.x1, rect.y1)];
        Remark { rect: Some(Rect::from_points(from, to)), ..self }
    }
}

/// Adds comments to the words of their page, a line each, below all else.
pub(super) fn append(unit: &mut Unit, remarks: impl Iterator<Item = Remark>) {
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut page = None;
    let n_words = unit.boxes.len();
    let mut n_chars = 0;
    // An empty line parts them from the words of the page.
    let mut gap = if unit.text.is_empty() { "" } else { "\n\n" };
    for remark in remarks {
        let page = page.get_or_insert_with(|| {
            n_chars = unit.text.chars().count() as u32;
            squeezed(&unit.text)
        });
        if remark.shown.is_some_and(|words| page.contains(&squeezed(&words))) {
            continue;
        }
        unit.text.push_str(gap);
        unit.text.push_str(&remark.line);
        let start = n_chars + gap.len() as u32;
        gap = "\n";
        n_chars = start + remark.line.chars().count() as u32;
        if let (Some(page), Some(rect)) = (unit.page, remark.rect) {
            let sign = sign(rect, page, &unit.boxes[..n_words]);
            unit.boxes.extend(words_in(sign, &remark.line, start));
        }
    }
}

/// Where the sign of a comment is on the page. On words it is but a corner, so that they can be told from it.
fn sign(rect: Rect, page: PageBox, words: &[WordBox]) -> Rect {
    let edge = Rect::new(0.0, 0.0, page.width.into(), page.height.into());
    let rect = if rect.is_finite() { rect } else { Rect::ZERO };
    let of = |word: &WordBox| {
        let (x, y) = (f64::from(word.x), f64::from(word.y));
        Rect::new(x, y, x + f64::from(word.width), y + f64::from(word.height))
    };
    let seen = rect.intersect(edge);
    let is_free = seen.width() > 1.0 && seen.height() > 1.0 && !words.iter().any(|word| of(word).overlaps(seen));
    if is_free {
        return seen;
    }
    let (width, height) = (CORNER.min(edge.width()), CORNER.min(edge.height()));
    let x = (rect.x1 - width).min(edge.width() - width).max(0.0);
    let y = rect.y0.min(edge.height() - height).max(0.0);
    Rect::new(x, y, x + width, y + height)
}

/// The words of a line in a box, side by side.
fn words_in(rect: Rect, line: &str, start: u32) -> Vec<WordBox> {
    let step = rect.width() / line.chars().count().max(1) as f64;
    let mut at = 0_u32;
    let words = line.split(char::is_whitespace).map(|word| {
        let from = at;
        at += word.chars().count() as u32 + 1;
        (from, at - 1)
    });
    let boxed = words.filter(|(from, to)| from < to).map(|(from, to)| WordBox {
        start: start + from,
        end: start + to,
        x: (rect.x0 + step * f64::from(from)) as f32,
        y: rect.y0 as f32,
        width: (step * f64::from(to - from)) as f32,
        height: rect.height() as f32,
    });
    boxed.collect()
}

/// Adds the comments on a page to words that were read off its picture, by what was noted of the document they are in.
pub fn keep<'f>(unit: &mut Unit, noted: impl Iterator<Item = &'f str>) {
    let lines: Vec<String> = noted.filter_map(|finding| line_on(finding, &unit.label)).collect();
    append(unit, lines.into_iter().map(|line| Remark { line, shown: None, rect: None }));
}

/// The line of a comment on the page of this label.
fn line_on(finding: &str, label: &str) -> Option<String> {
    let kind = kind_of(finding)?;
    let rest = finding[kind.len()..].strip_prefix(" on ")?.strip_prefix(label)?;
    let goes_on = [" by ", ", ", ": "].iter().any(|sign| rest.starts_with(sign)) && rest.contains(": ");
    goes_on.then(|| format!("{kind}{rest}"))
}

/// What the comment of a line is called.
fn kind_of(line: &str) -> Option<&'static str> {
    let all = KINDS.iter().map(|(_, kind)| *kind).chain([ANSWER]);
    // One may begin as another does.
    all.filter(|kind| line.starts_with(kind)).max_by_key(|kind| kind.len())
}

/// What an annotation says, whichever engine tells it: empty where it says nothing.
pub(super) struct Said<'t> {
    pub subtype: &'t [u8],
    pub words: &'t str,
    pub author: &'t str,
    pub modified: &'t str,
    pub created: &'t str,
    pub is_answer: bool,
}

impl Said<'_> {
    /// The comment in one line; `None` where there is none.
    pub fn line(&self, page: &str) -> Option<String> {
        let (what, rest) = self.parts()?;
        Some(format!("{what} on p. {page}{rest}"))
    }

    /// The comment as it stands among the words of its page; `None` where it has none.
    pub fn remark(&self) -> Option<Remark> {
        let (what, rest) = self.parts().filter(|_| is_written(self.words))?;
        let is_drawn = matches!(self.subtype, b"FreeText" | b"Stamp");
        let line = anchor::text::cell_text(format!("{what}{rest}").trim());
        Some(Remark { line, shown: is_drawn.then(|| self.words.to_owned()), rect: None })
    }

    /// What it is, and whose, when and with which words.
    fn parts(&self) -> Option<(&'static str, String)> {
        let (_, kind) = KINDS.iter().find(|(subtype, _)| *subtype == self.subtype)?;
        let words = Some(self.words).filter(|words| is_written(words)).map(|words| format!(": {words}"));
        if words.is_none() && self.subtype != b"Redact" {
            return None;
        }
        let author =
            Some(self.author).filter(|author| is_written(author)).map(|author| format!(" by {}", author.trim()));
        let time = Some(self.modified).filter(|time| is_written(time)).or(Some(self.created));
        let time = time.and_then(|date| pdf_date(date.as_bytes())).map(|time| format!(", {time}"));
        let what = if self.is_answer { ANSWER } else { kind };
        Some((what, [author, time, words].map(Option::unwrap_or_default).concat()))
    }
}

fn is_written(text: &str) -> bool {
    !text.trim().is_empty()
}

/// What a comment on a comment is called.
const ANSWER: &str = "answer to a comment";

/// What kinds of annotations are called; others are no comments.
const KINDS: [(&[u8], &str); 15] = [
    (b"Text", "comment"),
    (b"Highlight", "highlighted with a comment"),
    (b"Underline", "underlined with a comment"),
    (b"Squiggly", "underlined with a comment"),
    (b"StrikeOut", "struck out with a comment"),
    (b"Caret", "insertion"),
    (b"Stamp", "stamp"),
    (b"FreeText", "note"),
    (b"Square", DRAWING),
    (b"Circle", DRAWING),
    (b"Line", DRAWING),
    (b"Polygon", DRAWING),
    (b"PolyLine", DRAWING),
    (b"Ink", DRAWING),
    (b"Redact", "mark for a redaction that was not carried out"),
];
const DRAWING: &str = "drawing with a comment";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::pdf::glyphs::PageGlyphs;

    fn page(text: &str) -> Unit {
        let unit = super::super::unit_of(&PageGlyphs::default(), "hayro", "3", None);
        Unit { text: text.to_owned(), page: Some(PageBox { width: 200.0, height: 300.0 }), ..unit }
    }

    fn remark(subtype: &[u8], words: &str) -> Remark {
        let said = Said { subtype, words, author: "Ida Kolb", modified: "", created: "", is_answer: false };
        said.remark().expect("words")
    }

    #[test]
    fn comments_stand_below_the_words_of_their_page() {
        let mut unit = page("深圳 sold");
        let sign = Rect::new(10.0, 20.0, 30.0, 40.0);
        let away = Rect::new(900.0, 20.0, 930.0, 40.0);
        let turn = Affine::new([1.0, 0.0, 0.0, -1.0, 0.0, 300.0]);
        let all = [
            remark(b"Text", "ask\rMira").at(sign, turn),
            remark(b"FreeText", " sold ").at(sign, turn),
            remark(b"Text", "sold").at(away, turn),
        ];
        append(&mut unit, all.into_iter());
        assert_eq!(unit.text, "深圳 sold\n\ncomment by Ida Kolb: ask Mira\ncomment by Ida Kolb: sold");
        // Each over its own sign, the last at the edge of the page that it lies beyond.
        let places: Vec<(u32, u32, f32, f32)> = unit.boxes.iter().map(|b| (b.start, b.end, b.x, b.y)).collect();
        assert_eq!((places[0], places[1].0), ((9, 16, 10.0, 260.0), 17));
        assert_eq!((places[6].0, places[6].2), (39, 194.0));
        assert!(unit.boxes.iter().all(|b| b.x + b.width <= 200.0));
        // What the page itself says last is no comment.
        let mut unit = page("stamp here");
        append(&mut unit, [remark(b"Text", "why").at(sign, turn)].into_iter());
        assert_eq!(unit.text, "stamp here\n\ncomment by Ida Kolb: why");
        // On a word it is but a corner.
        let word = WordBox { start: 0, end: 2, x: 0.0, y: 250.0, width: 50.0, height: 20.0 };
        let mut unit = Unit { boxes: vec![word], ..page("深圳") };
        append(&mut unit, [remark(b"Text", "ask Mira").at(sign, turn)].into_iter());
        assert_eq!((unit.boxes.len(), unit.boxes[1].x, unit.boxes[1].height), (7, 24.0, 6.0));
    }

    #[test]
    fn comments_stay_when_a_page_is_read_off_its_picture() {
        let noted = [
            "comment on p. 3 by Ida Kolb, 2024-03-05: is it so: yes",
            "answer to a comment on p. 3: I did",
            "comment on p. 33: elsewhere",
            "mark for a redaction that was not carried out on p. 3 by Counsel",
            "form field cargo: on p. 3: 12 t",
        ];
        let mut unit = page("read off");
        keep(&mut unit, noted.into_iter());
        assert_eq!(unit.text, "read off\n\ncomment by Ida Kolb, 2024-03-05: is it so: yes\nanswer to a comment: I did");
        let mut empty = page("");
        keep(&mut empty, noted.into_iter().take(1));
        assert_eq!(empty.text, "comment by Ida Kolb, 2024-03-05: is it so: yes");
    }
}
