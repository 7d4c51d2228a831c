//! Workbooks (XLSX) that the usual reader refuses as a whole, as it does those with sheets of macros: read here with less
//! asked of them, sheet by sheet (ECMA-376 part 1, 18.3 and 18.4).

use std::collections::HashMap;

use calamine::{DataRef, SheetVisible};
use quick_xml::events::{BytesStart, Event};

use super::binary::{Looks, Texts, text, truth};
use super::numbers::Look;
use super::sheet::{Sheet, cell};
use super::xml::Xml;
use super::{HELD_BYTES, Sheets, made_of_macros, tell_hidden};
use crate::format::medium::Medium;
use crate::format::ooxml::{Relation, attr, each_event, main_part, relation_id, relations, resolved, text_part};
use crate::format::table::{Cell, Table};
use crate::format::zip::Archive;
use crate::format::{Emit, Failure, Limits, MetaKey, Problem, ProblemCode};

const ENGINE: &str = "xlsx";
const MOST_ROWS: u32 = 1 << 20;
/// Longest value of a cell: programs write 32,767 characters.
const VALUE_BYTES: usize = 1 << 20;
const MOST_FORMATS: usize = 1 << 16;

/// A sheet as the list of them describes it.
struct Described {
    name: String,
    visible: SheetVisible,
    /// Where its part is; `None` where that is not said.
    related: Option<Relation>,
}

/// Gives the sheets. `why` is what the usual reader said of the workbook.
pub(super) fn read_refused(
    archive: &Archive,
    why: &str,
    medium: &mut Medium<'_>,
    limits: Limits,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    let main = main_part(archive, "xl/workbook.xml", medium, out)?;
    let related = relations(archive, &main, medium, out)?;
    let xml = text_part(archive, &main, medium, out)?.unwrap_or_default();
    let (described, is_1904) = list(&xml, &related);
    if described.is_empty() {
        return Err(Failure::Corrupt(why.to_owned()));
    }
    let part_of = |kind: &str| related.iter().find(|related| related.kind == kind && !related.is_external);
    let shared = match part_of("sharedStrings") {
        Some(related) => shared(archive, &related.target, medium, out)?,
        None => Texts::default(),
    };
    let styles = match part_of("styles") {
        Some(related) => text_part(archive, &related.target, medium, out)?.unwrap_or_default(),
        None => String::new(),
    };
    let looks = looks(&styles, is_1904);
    let mut sheets = Sheets::new(limits);
    for Described { name, visible, related } in &described {
        let kind = related.as_ref().map(|related| related.kind.to_ascii_lowercase()).unwrap_or_default();
        if kind == "chartsheet" {
            tell_hidden(name, *visible, out)?;
            continue;
        }
        let is_macros = kind.ends_with("macrosheet");
        if is_macros {
            out.meta(MetaKey::Finding, made_of_macros(name))?;
        }
        sheets.count(name, *visible, limits, out)?;
        let Some(related) = related else {
            sheets.fail(name, &"where its cells are is not said", out)?;
            continue;
        };
        let mut sheet = Sheet::new(Table::new(&mut *out, ENGINE, name, sheets.left));
        let mut cells = Cells { shared: &shared, looks: &looks, is_macros, row: 0, n_rows: 0, column: 0, open: None };
        let mut is_there = false;
        let broken = archive.lend(&related.target, medium, &mut |bytes| {
            is_there = true;
            let fault = cells.read(&mut Xml::new(bytes), &mut sheet)?;
            Ok(fault.map(|fault| (ProblemCode::Unreadable, fault)))
        })?;
        sheets.left = sheet.finish()?;
        match broken {
            Some(broken) => sheets.fail(name, &broken.message, out)?,
            None if !is_there => sheets.fail(name, &"its part is missing", out)?,
            None => {}
        }
    }
    sheets.finish()
}

/// The sheets, and whether their days are counted from 1904.
fn list(xml: &str, related: &[Relation]) -> (Vec<Described>, bool) {
    let here = related.iter().filter(|related| !related.is_external);
    let ids: HashMap<&str, &Relation> = here.map(|related| (related.id.as_str(), related)).collect();
    let mut sheets: Vec<Described> = Vec::new();
    let mut known = std::collections::HashSet::new();
    let mut is_1904 = false;
    each_event(xml, |event| {
        let (Event::Start(tag) | Event::Empty(tag)) = event else { return };
        match tag.local_name().as_ref() {
            "workbookPr" => is_1904 |= attr(tag, "date1904").is_some_and(|value| value == "1" || value == "true"),
            "sheet" => {
                let visible = match attr(tag, "state").as_deref() {
                    Some("hidden") => SheetVisible::Hidden,
                    Some("veryHidden") => SheetVisible::VeryHidden,
                    _ => SheetVisible::Visible,
                };
                let related = relation_id(tag).and_then(|id| ids.get(id.as_str()).copied());
                // Two names for one part would make a small file's text large.
                if related.is_none_or(|related| known.insert(related.target.as_str())) {
                    let name = attr(tag, "name").unwrap_or_default();
                    sheets.push(Described { name, visible, related: related.cloned() });
                }
            }
            _ => {}
        }
    });
    (sheets, is_1904)
}

/// The texts that cells share.
fn shared(archive: &Archive, part: &str, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<Texts, Failure> {
    let mut texts = Texts::default();
    let mut n_bytes = 0u64;
    let broken = archive.lend(part, medium, &mut |bytes| {
        let mut xml = Xml::new(bytes);
        let mut words = Words::default();
        while n_bytes <= HELD_BYTES {
            match xml.next() {
                Ok(Event::Eof) => break,
                Ok(Event::End(tag)) if tag.local_name().as_ref() == "si" => {
                    let text = std::mem::take(&mut words.text);
                    n_bytes += text.len() as u64 + 4;
                    texts.add(|all| {
                        all.push_str(&text);
                        Some(())
                    });
                }
                Ok(Event::Empty(tag)) if tag.local_name().as_ref() == "si" => {
                    n_bytes += 4;
                    texts.add(|_| Some(()));
                }
                Ok(event) => words.event(&event),
                Err(fault) => return Ok(Some((ProblemCode::Unreadable, fault))),
            }
        }
        Ok(None)
    })?;
    out.alive()?;
    if n_bytes > HELD_BYTES {
        return Err(Failure::LimitHit(format!("{part} takes more than {} MiB", HELD_BYTES >> 20)));
    }
    if let Some(Problem { code, message, .. }) = broken {
        let message = format!("{part} cannot be read to its end: {message}");
        out.problem(Problem { code, message, unit: None })?;
    }
    Ok(texts)
}

/// The words of a text that may have several looks, without the readings that stand beside Chinese characters.
#[derive(Default)]
struct Words {
    text: String,
    is_text: bool,
    n_phonetic: u32,
}

impl Words {
    fn event(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "t" => self.is_text = true,
                "rPh" => self.n_phonetic += 1,
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "t" => self.is_text = false,
                "rPh" => self.n_phonetic = self.n_phonetic.saturating_sub(1),
                _ => {}
            },
            Event::Text(text) => self.words(&text.xml10_content()),
            Event::CData(text) => self.words(&text.xml10_content()),
            Event::GeneralRef(reference) => self.words(&resolved(reference)),
            _ => {}
        }
    }

    fn words(&mut self, words: &str) {
        if self.is_text && self.n_phonetic == 0 && self.text.len() + words.len() <= VALUE_BYTES {
            self.text.push_str(words);
        }
    }
}

fn looks(xml: &str, is_1904: bool) -> Looks {
    let mut codes = HashMap::new();
    let mut formats = Vec::new();
    let mut is_in_cells = false;
    each_event(xml, |event| match event {
        Event::Start(tag) | Event::Empty(tag) => {
            let number = || attr(tag, "numFmtId").and_then(|number| number.parse::<u16>().ok());
            match tag.local_name().as_ref() {
                "numFmt" => codes.extend(number().zip(attr(tag, "formatCode"))),
                "cellXfs" => is_in_cells = true,
                "xf" if is_in_cells && formats.len() < MOST_FORMATS => formats.push(number().unwrap_or(0)),
                _ => {}
            }
        }
        Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => is_in_cells = false,
        _ => {}
    });
    Looks::of(&formats, &codes, is_1904)
}

/// The cells of a sheet.
struct Cells<'s> {
    shared: &'s Texts,
    looks: &'s Looks,
    is_macros: bool,
    /// The current row, from 0, and how many there are up to it.
    row: u32,
    n_rows: u32,
    column: u32,
    open: Option<Open>,
}

/// A cell that is being read.
#[derive(Default)]
struct Open {
    kind: String,
    style: u32,
    value: String,
    formula: String,
    /// The words that stand in it itself.
    words: Words,
    element: Element,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Element {
    #[default]
    None,
    Value,
    Formula,
}

impl<'s> Cells<'s> {
    /// Reads to the end of the cells. Returns why they break off, if they do.
    fn read(&mut self, xml: &mut Xml<'_>, sheet: &mut Sheet<'_, 's>) -> Result<Option<String>, Failure> {
        loop {
            match xml.next() {
                Err(fault) => return Ok(Some(fault)),
                Ok(Event::Eof) => return Ok(Some("it breaks off".to_owned())),
                Ok(Event::Start(tag)) => self.start(&tag),
                Ok(Event::Empty(tag)) => {
                    self.start(&tag);
                    match tag.local_name().as_ref() {
                        "sheetData" => return Ok(None),
                        name => self.end(name, sheet)?,
                    }
                }
                Ok(Event::End(tag)) => match tag.local_name().as_ref() {
                    "sheetData" => return Ok(None),
                    name => self.end(name, sheet)?,
                },
                Ok(Event::Text(text)) => self.words(&text.xml10_content()),
                Ok(Event::CData(text)) => self.words(&text.xml10_content()),
                Ok(Event::GeneralRef(reference)) => self.words(&resolved(&reference)),
                Ok(_) => {}
            }
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "row" => {
                let number = attr(tag, "r").and_then(|row| row.parse::<u32>().ok()).and_then(|row| row.checked_sub(1));
                self.row = number.unwrap_or(self.n_rows);
                self.n_rows = self.row.saturating_add(1);
                self.column = 0;
            }
            "c" => {
                self.column = attr(tag, "r").and_then(|place| column_of(&place)).unwrap_or(self.column);
                let kind = attr(tag, "t").unwrap_or_default();
                let style = attr(tag, "s").and_then(|style| style.parse().ok()).unwrap_or(0);
                self.open = Some(Open { kind, style, ..Open::default() });
            }
            name => {
                let Some(open) = &mut self.open else { return };
                match name {
                    "v" => open.element = Element::Value,
                    "f" => open.element = Element::Formula,
                    _ => open.words.event(&Event::Start(tag.borrow())),
                }
            }
        }
    }

    fn end(&mut self, name: &str, sheet: &mut Sheet<'_, 's>) -> Result<(), Failure> {
        match name {
            "c" => {
                let Some(open) = self.open.take() else { return Ok(()) };
                let place = (self.row, self.column);
                self.column = self.column.saturating_add(1);
                if self.row < MOST_ROWS { sheet.cell(place, self.cell(open)) } else { Ok(()) }
            }
            name => {
                if let Some(open) = &mut self.open {
                    match name {
                        "v" | "f" => open.element = Element::None,
                        "t" => open.words.is_text = false,
                        "rPh" => open.words.n_phonetic = open.words.n_phonetic.saturating_sub(1),
                        _ => {}
                    }
                }
                Ok(())
            }
        }
    }

    fn words(&mut self, words: &str) {
        let Some(open) = &mut self.open else { return };
        let text = match open.element {
            Element::Value => &mut open.value,
            Element::Formula => &mut open.formula,
            Element::None => return open.words.words(words),
        };
        if text.len() + words.len() <= VALUE_BYTES {
            text.push_str(words);
        }
    }

    fn cell(&self, open: Open) -> Option<Cell<'s>> {
        let Open { kind, style, value, formula, words, .. } = open;
        // What a sheet of macros does stands in its formulas.
        if self.is_macros && !formula.is_empty() {
            return text(format!("={formula}"));
        }
        match kind.as_str() {
            "s" => {
                let shared = value.trim().parse().ok().and_then(|index| self.shared.get(index));
                shared.and_then(|words| cell(DataRef::SharedString(words), &Look::Plain))
            }
            "inlineStr" => text(words.text),
            "b" => truth(u8::from(value.trim() == "1"), false),
            "str" | "e" | "d" => text(value),
            _ => match value.trim().parse::<f64>() {
                Ok(number) => self.looks.number(number, style),
                Err(_) => text(value),
            },
        }
    }
}

/// The column of a place such as `AB12`, from 0.
fn column_of(place: &str) -> Option<u32> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let mut column = 0u32;
    for letter in letters {
        column = column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1)?;
    }
    column.checked_sub(1)
}
