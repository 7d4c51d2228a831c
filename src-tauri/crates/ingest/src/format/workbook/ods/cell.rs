//! One cell of an OpenDocument sheet: what it stores and what it shows.

use quick_xml::events::{BytesStart, Event};

use super::super::xml::Xml;
use super::beside::{Beside, Remark};
use crate::format::ooxml::{attr, resolved};
use crate::format::table::Cell;

/// Longest text of a cell, and most spaces that one mark may stand for.
const TEXT_BYTES: usize = 8 << 20;
const SPACES: usize = 1000;

/// What stands in a cell and is none of its words.
enum Other {
    Comment,
    Drawing,
    Table,
}

/// A cell in the making.
#[derive(Default)]
pub(super) struct Reading {
    kind: String,
    /// What it stores: a number, a date, a duration, truth, or a text that is not the one shown.
    stored: Option<String>,
    text: String,
    n_paragraphs: u32,
    is_in_paragraph: bool,
}

impl Reading {
    pub(super) fn of(tag: &BytesStart<'_>) -> Reading {
        let kind = attr(tag, "value-type").unwrap_or_default();
        let name = match kind.as_str() {
            "date" => "date-value",
            "time" => "time-value",
            "boolean" => "boolean-value",
            "string" => "string-value",
            _ => "value",
        };
        Reading { stored: attr(tag, name), kind, ..Reading::default() }
    }

    /// Reads to the cell's end, which stands at a column and a row. Comments and what is drawn over it are none of its words
    /// and go to `beside`.
    pub(super) fn read(
        mut self,
        xml: &mut Xml<'_>,
        place: (u32, u32),
        beside: &mut Beside,
    ) -> Result<Option<Cell<'static>>, String> {
        let mut depth = 0u32;
        loop {
            let other = match xml.next()? {
                Event::Start(tag) => {
                    let name = tag.local_name();
                    match name.as_ref() {
                        "annotation" => Some(Other::Comment),
                        "frame" | "custom-shape" | "shapes" | "rect" | "ellipse" | "circle" | "line" | "polyline"
                        | "polygon" | "path" | "connector" | "caption" | "measure" | "g" => Some(Other::Drawing),
                        "table" => Some(Other::Table),
                        name => {
                            depth += 1;
                            self.start(name, &tag);
                            if name == "a" {
                                beside.reference(attr(&tag, "href").unwrap_or_default());
                            }
                            None
                        }
                    }
                }
                Event::Empty(tag) => {
                    self.start(tag.local_name().as_ref(), &tag);
                    self.end(tag.local_name().as_ref());
                    None
                }
                Event::End(tag) => {
                    if depth == 0 {
                        return Ok(self.finish());
                    }
                    depth -= 1;
                    self.end(tag.local_name().as_ref());
                    None
                }
                Event::Text(text) => {
                    self.words(&text.xml10_content());
                    None
                }
                Event::CData(text) => {
                    self.words(&text.xml10_content());
                    None
                }
                Event::GeneralRef(reference) => {
                    self.words(&resolved(&reference));
                    None
                }
                Event::Eof => return Err("it breaks off".to_owned()),
                _ => None,
            };
            match other {
                Some(Other::Comment) => beside.comment(Some(place), Remark::read(xml)?),
                Some(Other::Drawing) => beside.drawn(Remark::read(xml)?),
                Some(Other::Table) => xml.skip()?,
                None => {}
            }
        }
    }

    fn start(&mut self, name: &str, tag: &BytesStart<'_>) {
        match name {
            "p" | "h" => {
                if self.n_paragraphs > 0 {
                    self.text.push('\n');
                }
                self.n_paragraphs += 1;
                self.is_in_paragraph = true;
            }
            "s" => {
                let n = attr(tag, "c").and_then(|n| n.parse().ok()).unwrap_or(1).min(SPACES);
                self.words(&" ".repeat(n));
            }
            "tab" => self.words("\t"),
            "line-break" => self.words("\n"),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if matches!(name, "p" | "h") {
            self.is_in_paragraph = false;
        }
    }

    fn words(&mut self, words: &str) {
        if self.is_in_paragraph && self.text.len() + words.len() <= TEXT_BYTES {
            self.text.push_str(words);
        }
    }

    /// The cell; `None` for an empty one.
    pub(super) fn finish(self) -> Option<Cell<'static>> {
        let Reading { kind, stored, text, .. } = self;
        let cell = match stored.filter(|stored| !stored.is_empty()) {
            None => Cell::plain(text),
            // The day first and the month first look alike where a date is written as people do.
            Some(stored) if kind == "date" => {
                let shown = stored.replacen('T', " ", 1);
                Cell { stored: stored.into(), shown: Some(shown) }
            }
            Some(stored) if kind == "boolean" => Cell::plain(stored.to_uppercase()),
            Some(stored) if text.is_empty() => Cell::plain(stored),
            Some(stored) => Cell { stored: stored.into(), shown: Some(text) },
        };
        (!cell.stored.is_empty()).then_some(cell)
    }
}
