//! Words that stand in an OpenDocument sheet and in none of its cells: comments, what is drawn over it, changes that were
//! tracked (ODF 1.3, part 3, 9.9).

use anchor::UnitKind;
use quick_xml::events::{BytesStart, Event};

use super::super::changes::Changes;
use super::super::hidden::column_name;
use super::super::xml::Xml;
use crate::format::flow::Flow;
use crate::format::moment::edtf;
use crate::format::ooxml::{attr, resolved};
use crate::format::said::said;
use crate::format::sections::Sections;
use crate::format::{Failure, Problem, ProblemCode};

/// Longest text of a comment or a box.
const TEXT_BYTES: usize = 8 << 20;
/// Comments, boxes and earlier values of a workbook, together.
const MOST_BYTES: usize = 64 << 20;
const MOST_REFERENCES: usize = 10_000;

/// What was found beside the cells of all sheets.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    sheets: Vec<String>,
    comments: Vec<String>,
    boxes: Vec<String>,
    changes: Vec<Change>,
    pub(crate) references: Vec<String>,
    n_bytes: usize,
    is_full: bool,
}

impl Beside {
    /// Begins a sheet.
    pub(super) fn begin(&mut self, sheet: &str) {
        self.sheets.push(sheet.to_owned());
    }

    /// Takes a comment at a column and a row of the sheet, both counted from 1.
    pub(super) fn comment(&mut self, place: Option<(u32, u32)>, remark: Remark) {
        let cell = place.map(|(column, row)| format!(" {}{row}", column_name(column))).unwrap_or_default();
        let sheet = self.sheets.last().map_or("", String::as_str);
        let place = format!("{sheet}{cell}");
        let who: Vec<&str> = [place.trim(), remark.author.trim()].into_iter().filter(|part| !part.is_empty()).collect();
        let line = said(&who.join(", "), remark.date.as_deref(), &remark.words);
        if !remark.words.is_empty() && self.has_room(line.len()) {
            self.comments.push(line);
        }
    }

    /// Takes the words of a drawing.
    pub(super) fn drawn(&mut self, remark: Remark) {
        if !remark.words.is_empty() && self.has_room(remark.words.len()) {
            self.boxes.push(remark.words);
        }
    }

    pub(super) fn reference(&mut self, target: String) {
        let is_elsewhere = target.contains(':') && !target.starts_with("mailto:");
        if is_elsewhere && self.references.len() < MOST_REFERENCES {
            self.references.push(target);
        }
    }

    fn has_room(&mut self, n_bytes: usize) -> bool {
        self.n_bytes = self.n_bytes.saturating_add(n_bytes);
        self.is_full |= self.n_bytes > MOST_BYTES;
        !self.is_full
    }

    pub(crate) fn give(&self, sections: &mut Sections<'_>) -> Result<(), Failure> {
        for (label, texts) in [("comments", &self.comments), ("text boxes", &self.boxes)] {
            sections.give(UnitKind::Section, label, label, &texts.join("\n\n"))?;
        }
        let mut changes = Changes::default();
        for change in &self.changes {
            let sheet = change.sheet.and_then(|sheet| self.sheets.get(sheet)).map_or("", String::as_str);
            change.tell(sheet, &mut changes);
        }
        changes.give(sections)?;
        if self.is_full {
            let message = "there are more than 64 MiB of comments, boxes and changes; the rest is left out".to_owned();
            sections.out().problem(Problem { code: ProblemCode::Limit, message, unit: None })?;
        }
        Ok(())
    }

    /// Takes the changes that were tracked, whose start was read. They stand before the sheets they name by number.
    pub(super) fn changes(&mut self, xml: &mut Xml<'_>) -> Result<(), String> {
        let mut reading = Reading::default();
        let mut depth = 0u32;
        loop {
            match xml.next()? {
                Event::Start(tag) => {
                    depth += 1;
                    reading.start(&tag);
                    reading.of_change(&tag);
                }
                Event::Empty(tag) => {
                    reading.start(&tag);
                    reading.of_change(&tag);
                    reading.end(tag.local_name().as_ref());
                    if let Some(change) = reading.change_ends(tag.local_name().as_ref()) {
                        self.change(change);
                    }
                }
                Event::End(_) if depth == 0 => return Ok(()),
                Event::End(tag) => {
                    depth -= 1;
                    reading.end(tag.local_name().as_ref());
                    if let Some(change) = reading.change_ends(tag.local_name().as_ref()) {
                        self.change(change);
                    }
                }
                Event::Text(text) => reading.words(&text.xml10_content()),
                Event::CData(text) => reading.words(&text.xml10_content()),
                Event::GeneralRef(reference) => reading.words(&resolved(&reference)),
                Event::Eof => return Err("it breaks off".to_owned()),
                _ => {}
            }
        }
    }

    fn change(&mut self, change: Change) {
        // A change takes room even where it has no words.
        if self.has_room(change.author.len() + change.value.len() + 128) {
            self.changes.push(change);
        }
    }
}

/// Words with who wrote them and when, where that is known.
#[derive(Debug, Default)]
pub(super) struct Remark {
    author: String,
    date: Option<String>,
    words: String,
}

impl Remark {
    /// Reads an element whose start was read, to its end.
    pub(super) fn read(xml: &mut Xml<'_>) -> Result<Remark, String> {
        let mut reading = Reading::default();
        let mut depth = 0u32;
        loop {
            match xml.next()? {
                Event::Start(tag) => {
                    depth += 1;
                    reading.start(&tag);
                }
                Event::Empty(tag) => {
                    reading.start(&tag);
                    reading.end(tag.local_name().as_ref());
                }
                Event::End(_) if depth == 0 => break,
                Event::End(tag) => {
                    depth -= 1;
                    reading.end(tag.local_name().as_ref());
                }
                Event::Text(text) => reading.words(&text.xml10_content()),
                Event::CData(text) => reading.words(&text.xml10_content()),
                Event::GeneralRef(reference) => reading.words(&resolved(&reference)),
                Event::Eof => return Err("it breaks off".to_owned()),
                _ => {}
            }
        }
        let Reading { author, date, text, .. } = reading;
        Ok(Remark { author, date: edtf(&date), words: text.finish() })
    }
}

/// Words on their way to where they belong.
#[derive(Default)]
struct Reading {
    author: String,
    date: String,
    text: Flow,
    field: Field,
    n_paragraphs: u32,
    change: Option<Change>,
    /// The value of a cell as it was, where that is a number.
    value: Option<String>,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Field {
    #[default]
    None,
    Author,
    Date,
}

impl Reading {
    fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "creator" if self.n_paragraphs == 0 => self.field = Field::Author,
            "date" if self.n_paragraphs == 0 => self.field = Field::Date,
            "p" | "h" => self.n_paragraphs += 1,
            "s" | "tab" => self.text.space(),
            "line-break" => self.text.line(),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "creator" | "date" => self.field = Field::None,
            "p" | "h" => {
                self.n_paragraphs = self.n_paragraphs.saturating_sub(1);
                self.text.line();
            }
            _ => {}
        }
    }

    fn words(&mut self, words: &str) {
        let n_bytes = self.author.len() + self.date.len() + self.text.len();
        match self.field {
            _ if n_bytes + words.len() > TEXT_BYTES => {}
            Field::Author => self.author.push_str(words),
            Field::Date => self.date.push_str(words),
            Field::None if self.n_paragraphs > 0 => self.text.words(words),
            Field::None => {}
        }
    }

    /// Takes note of what an element says of a change.
    fn of_change(&mut self, tag: &BytesStart<'_>) {
        let number = |name: &str| attr(tag, name).and_then(|number| number.parse::<u32>().ok());
        match tag.local_name().as_ref() {
            name @ ("cell-content-change" | "insertion" | "deletion" | "movement") if self.change.is_none() => {
                let kind = match name {
                    "insertion" => Kind::Inserted,
                    "deletion" => Kind::Deleted,
                    "movement" => Kind::Moved,
                    _ => Kind::Cell,
                };
                let what = attr(tag, "type").unwrap_or_default();
                let n = number("count").unwrap_or(1);
                let sheet = number("table").map(|sheet| sheet as usize);
                let change = Change { kind, what, position: number("position"), n, sheet, ..Change::default() };
                (self.author, self.date, self.text) = (String::new(), String::new(), Flow::default());
                self.change = Some(change);
            }
            "cell-address" => {
                let place = number("column").zip(number("row"));
                if let Some(change) = self.change.as_mut().filter(|change| change.place.is_none()) {
                    change.sheet = change.sheet.or(number("table").map(|sheet| sheet as usize));
                    change.place = place;
                }
            }
            "change-track-table-cell" => self.value = attr(tag, "value").or_else(|| attr(tag, "date-value")),
            _ => {}
        }
    }

    /// The change that ends with an element, if it does.
    fn change_ends(&mut self, name: &str) -> Option<Change> {
        match name {
            "change-track-table-cell" => {
                let words = std::mem::take(&mut self.text).finish();
                let value = self.value.take().filter(|_| words.is_empty()).unwrap_or(words);
                if let Some(change) = self.change.as_mut().filter(|_| !value.is_empty()) {
                    let parting = if change.value.is_empty() { "" } else { ", " };
                    change.value.push_str(parting);
                    change.value.push_str(&value);
                }
                None
            }
            "cell-content-change" | "insertion" | "deletion" | "movement" => {
                let change = self.change.take()?;
                let author = std::mem::take(&mut self.author);
                Some(Change { author, date: edtf(&std::mem::take(&mut self.date)), ..change })
            }
            _ => None,
        }
    }
}

#[derive(Debug, Default, Clone, Copy)]
enum Kind {
    #[default]
    Cell,
    Inserted,
    Deleted,
    Moved,
}

/// A change that was tracked. Rows, columns and sheets are counted from 0.
#[derive(Debug, Default)]
struct Change {
    kind: Kind,
    /// Of what kind is that which was put in or taken out: row, column, table.
    what: String,
    position: Option<u32>,
    n: u32,
    sheet: Option<usize>,
    place: Option<(u32, u32)>,
    author: String,
    date: Option<String>,
    /// What the cell had before, or the cells that were taken out.
    value: String,
}

impl Change {
    fn tell(&self, sheet: &str, changes: &mut Changes) {
        let cell = self
            .place
            .map(|(column, row)| format!("{}{}", column_name(column.saturating_add(1)), row.saturating_add(1)));
        let is_many = self.n > 1;
        let was = if is_many { "were" } else { "was" };
        let lines = || {
            let first = self.position?.saturating_add(1);
            let noun = if self.what == "table" { "sheet" } else { self.what.as_str() };
            let name = |n: u32| if noun == "column" { column_name(n) } else { n.to_string() };
            let last = first.saturating_add(self.n.saturating_sub(1));
            let rest = if is_many { format!("–{}", name(last)) } else { String::new() };
            Some(format!("{noun}{} {}{rest}", if is_many { "s" } else { "" }, name(first)))
        };
        let (place, what) = match self.kind {
            // What became of it stands in the cell, or in a later change.
            Kind::Cell if self.value.is_empty() => (cell, "was empty".to_owned()),
            Kind::Cell => (cell, format!("was {}", self.value)),
            Kind::Inserted => (lines(), format!("{was} inserted")),
            Kind::Deleted if self.value.is_empty() => (lines(), format!("{was} deleted")),
            Kind::Deleted => (lines(), format!("{was} deleted: {}", self.value)),
            Kind::Moved => (None, "cells were moved".to_owned()),
        };
        let place = format!("{sheet} {}", place.unwrap_or_default());
        changes.add(&place, &self.author, self.date.as_deref(), &what);
    }
}
