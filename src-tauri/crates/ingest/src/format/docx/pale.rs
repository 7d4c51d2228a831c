//! Words in white on white: a run's colour, and what is behind it (ECMA-376 part 1, 17.3.2.6, 17.3.2.15, 17.3.2.32,
//! 17.3.1.31, 17.4.32). Words in text boxes are passed over: what their boxes are filled with is told elsewhere.

use quick_xml::events::BytesStart;

use crate::format::hidden::{MOST_TOLD, are_words, finding, further};
use crate::format::ooxml::attr;

use super::styles::{Styles, is_on};

/// From this on red, green and blue are no longer told from white paper.
const WHITE: u8 = 247;
/// A picture or shape behind the text is one that words may stand on from this size, in square inches.
const LARGE: f64 = 4.0;
/// Units of length in an inch.
const EMU: f64 = 914_400.0;
/// Most places kept of a part, and most characters of each.
const MOST_PLACES: usize = 1_000;
const MOST_CHARS: usize = 4_000;

/// White words found in a part.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Each with the number of its paragraph.
    pub(super) places: Vec<(u32, String)>,
    /// Whether something large lies behind the text.
    pub(super) has_backdrop: bool,
}

/// How a paragraph or a run looks.
#[derive(Debug, Clone, Copy, Default)]
struct Look {
    /// Whether it is white, where it says so.
    is_white: Option<bool>,
    is_shaded: bool,
}

#[derive(Debug, Default)]
struct Table {
    is_shaded: bool,
    is_cell_shaded: bool,
}

/// Follows a part for its white words.
pub(super) struct Pale<'a> {
    styles: &'a Styles,
    paragraph: Look,
    run: Look,
    tables: Vec<Table>,
    is_run: bool,
    is_paragraph: bool,
    is_cell: bool,
    is_behind: bool,
    n_boxes: u32,
    n_paragraphs: u32,
    /// Whether the words that come go on with the last place.
    goes_on: bool,
    found: Found,
}

impl<'a> Pale<'a> {
    pub(super) fn new(styles: &'a Styles) -> Pale<'a> {
        Pale {
            styles,
            paragraph: Look::default(),
            run: Look::default(),
            tables: Vec::new(),
            is_run: false,
            is_paragraph: false,
            is_cell: false,
            is_behind: false,
            n_boxes: 0,
            n_paragraphs: 0,
            goes_on: false,
            found: Found::default(),
        }
    }

    pub(super) fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "txbxContent" => self.n_boxes += 1,
            "anchor" => self.is_behind = attr(tag, "behindDoc").is_some_and(|value| is_on(Some(value))),
            "extent" if self.is_behind => self.found.has_backdrop |= is_large(tag),
            "rect" | "roundrect" | "oval" => self.found.has_backdrop |= is_behind(tag),
            "background" => self.found.has_backdrop |= attr(tag, "color").is_some_and(|fill| is_dark(&fill)),
            _ if self.n_boxes > 0 => {}
            "p" => {
                self.n_paragraphs += 1;
                self.paragraph = Look::default();
                self.run = Look::default();
                (self.is_run, self.is_paragraph, self.goes_on) = (false, false, false);
            }
            "pPr" => self.is_paragraph = true,
            "pStyle" => self.paragraph = self.styled(tag),
            "r" => {
                (self.is_run, self.is_paragraph) = (true, false);
                self.run = Look::default();
            }
            "rStyle" if self.is_run => self.run = self.styled(tag),
            "color" if self.is_run => self.run.is_white = Some(is_white_ink(tag)),
            "highlight" if self.is_run => {
                self.run.is_shaded |= !matches!(attr(tag, "val").as_deref(), Some("none" | "white"));
            }
            "shd" => self.shade(tag),
            "tbl" => self.tables.push(Table::default()),
            "tblStyle" => {
                let is_shaded = attr(tag, "val").is_some_and(|style| self.styles.shades(&style));
                if let Some(table) = self.tables.last_mut() {
                    table.is_shaded |= is_shaded;
                }
            }
            "tc" => {
                if let Some(table) = self.tables.last_mut() {
                    table.is_cell_shaded = false;
                }
            }
            "tcPr" => self.is_cell = true,
            _ => {}
        }
    }

    pub(super) fn end(&mut self, name: &str) {
        match name {
            "txbxContent" => self.n_boxes = self.n_boxes.saturating_sub(1),
            "anchor" => self.is_behind = false,
            _ if self.n_boxes > 0 => {}
            "pPr" => self.is_paragraph = false,
            "r" => self.is_run = false,
            "tcPr" => self.is_cell = false,
            "tbl" => drop(self.tables.pop()),
            _ => {}
        }
    }

    /// Takes words as they come.
    pub(super) fn words(&mut self, words: &str) {
        if self.n_boxes > 0 {
            return;
        }
        let is_white = self.run.is_white.or(self.paragraph.is_white) == Some(true);
        let is_shaded = self.run.is_shaded
            || self.paragraph.is_shaded
            || self.tables.iter().any(|table| table.is_shaded || table.is_cell_shaded);
        if !is_white || is_shaded {
            self.goes_on &= words.trim().is_empty();
            return;
        }
        let places = &mut self.found.places;
        if !self.goes_on && places.len() < MOST_PLACES {
            places.push((self.n_paragraphs, String::new()));
        }
        self.goes_on = true;
        if let Some((_, place)) = places.last_mut().filter(|(_, place)| place.len() < MOST_CHARS) {
            place.extend(words.chars().take(MOST_CHARS));
        }
    }

    pub(super) fn finish(self) -> Found {
        self.found
    }

    fn styled(&self, tag: &BytesStart<'_>) -> Look {
        let style = attr(tag, "val").unwrap_or_default();
        Look { is_white: self.styles.is_white(&style), is_shaded: self.styles.shades(&style) }
    }

    fn shade(&mut self, tag: &BytesStart<'_>) {
        if !is_shade(tag) {
            return;
        }
        match self.tables.last_mut() {
            _ if self.is_run => self.run.is_shaded = true,
            _ if self.is_paragraph => self.paragraph.is_shaded = true,
            Some(table) if self.is_cell => table.is_cell_shaded = true,
            Some(table) => table.is_shaded = true,
            None => {}
        }
    }
}

/// What is told of the white words of all parts, each with the part they stand in.
pub(super) fn findings(parts: &[(String, Found)]) -> Vec<String> {
    let has_backdrop = parts.iter().any(|(_, found)| found.has_backdrop);
    let how = if has_backdrop { "in white, in a document with something large behind its text" } else { "in white" };
    let places = parts.iter().flat_map(|(part, found)| found.places.iter().map(move |place| (part, place)));
    let places: Vec<_> = places.filter(|(_, (_, words))| are_words(words)).collect();
    let told = places.iter().take(MOST_TOLD as usize).map(|(part, (paragraph, words))| {
        let place = match name(part) {
            "document" => format!("in paragraph {paragraph}"),
            name => format!("in paragraph {paragraph} of its {name}"),
        };
        finding(&place, how, words)
    });
    let n_further = (places.len() as u32).saturating_sub(MOST_TOLD);
    told.chain((n_further > 0).then(|| further(n_further, ("in", "place"), how))).collect()
}

/// What a part is, by its name: `word/header2.xml` is a header.
fn name(part: &str) -> &str {
    let file = part.rsplit_once('/').map_or(part, |(_, file)| file);
    file.split_once('.').map_or(file, |(stem, _)| stem).trim_end_matches(|c: char| c.is_ascii_digit())
}

/// Whether the colour of letters is white. One of the theme stands beside it as it comes out.
pub(super) fn is_white_ink(tag: &BytesStart<'_>) -> bool {
    match attr(tag, "val") {
        Some(value) => is_white(&value),
        None => {
            let is_paper =
                attr(tag, "themeColor").is_some_and(|name| matches!(name.as_str(), "background1" | "light1"));
            is_paper && attr(tag, "themeShade").is_none()
        }
    }
}

/// Whether a shading makes what is behind words anything but white.
pub(super) fn is_shade(tag: &BytesStart<'_>) -> bool {
    let is_plain = attr(tag, "val").is_none_or(|pattern| matches!(pattern.as_str(), "clear" | "nil"));
    !is_plain || attr(tag, "fill").is_some_and(|fill| is_dark(&fill))
}

fn is_white(value: &str) -> bool {
    let parts = |value: &str| u32::from_str_radix(value, 16).ok().map(u32::to_be_bytes);
    value.len() == 6 && parts(value).is_some_and(|[_, parts @ ..]| parts.iter().all(|part| *part >= WHITE))
}

fn is_dark(fill: &str) -> bool {
    !fill.is_empty() && fill != "auto" && !is_white(fill)
}

fn is_large(extent: &BytesStart<'_>) -> bool {
    let length = |name: &str| attr(extent, name).and_then(|value| value.parse::<f64>().ok()).unwrap_or_default() / EMU;
    length("cx") * length("cy") >= LARGE
}

/// Whether an older shape lies behind the text.
fn is_behind(shape: &BytesStart<'_>) -> bool {
    attr(shape, "style").is_some_and(|style| style.replace(' ', "").contains("z-index:-"))
}
