//! What stands beside the cells of an older workbook: comments, text boxes, the words of charts.

use std::collections::HashMap;

use super::super::hidden::column_name;
use super::super::margins::{Margins, Side};
use super::cells::Found;
use super::globals::Globals;
use super::records::{Parts, Record, Records};
use crate::format::package::u16_at;
use crate::format::said::said;

/// The begin and the end of a sheet, or of a chart within one.
pub(super) const BOF: u16 = 0x0809;
pub(super) const EOF: u16 = 0x000a;
const COMMENT_BOX: u16 = 0x19;

/// What was found of all sheets.
#[derive(Default)]
pub(super) struct Beside {
    sheet: String,
    pub(super) comments: Vec<String>,
    pub(super) boxes: Vec<String>,
    pub(super) charts: Vec<String>,
    pub(super) margins: Margins,
    /// Kind and number of the object that the next text is in.
    object: Option<(u16, u16)>,
    /// Texts of comments, by the number of their object.
    texts: HashMap<u16, String>,
    notes: Vec<Note>,
}

/// Where a comment stands, and whose it is.
struct Note {
    row: u16,
    column: u16,
    object: u16,
    author: String,
    /// In workbooks before Excel 97 the words stand here.
    words: String,
}

impl Beside {
    pub(super) fn begin(&mut self, sheet: &str) {
        self.end();
        sheet.clone_into(&mut self.sheet);
    }

    /// Gives what was gathered of a sheet: a comment's words may stand before or behind its place.
    pub(super) fn end(&mut self) {
        for note in std::mem::take(&mut self.notes) {
            let words = self.texts.remove(&note.object).unwrap_or(note.words);
            if words.trim().is_empty() {
                continue;
            }
            let cell = format!("{} {}{}", self.sheet, column_name(u32::from(note.column) + 1), u32::from(note.row) + 1);
            let who: Vec<&str> =
                [cell.trim(), note.author.trim()].into_iter().filter(|part| !part.is_empty()).collect();
            self.comments.push(said(&who.join(", "), None, words.trim()));
        }
        // Those that no place names.
        let mut rest: Vec<(u16, String)> = self.texts.drain().filter(|(_, words)| !words.trim().is_empty()).collect();
        rest.sort_unstable();
        self.comments.extend(rest.into_iter().map(|(_, words)| said(&self.sheet, None, words.trim())));
        self.object = None;
    }

    pub(super) fn of_sheet(&mut self, record: &Record<'_>, globals: &Globals) {
        match record.kind {
            // 2.4.181 and 2.5.143
            0x005d if u16_at(record.data, 0) == Some(0x15) => {
                self.object = u16_at(record.data, 4).zip(u16_at(record.data, 6));
            }
            // 2.4.329
            0x01b6 if !globals.is_old => self.text(record),
            // 2.4.179
            0x001c if globals.is_old => self.old_note(record, globals),
            0x001c => self.notes.extend(note(record)),
            _ => self.margin(record, globals),
        }
    }

    /// Titles, and names of what is drawn (2.4.254).
    pub(super) fn of_chart(&mut self, record: &Record<'_>, globals: &Globals) {
        if record.kind == 0x100d
            && let Some(text) = globals.text(record, 2, false)
            && !text.trim().is_empty()
        {
            self.charts.push(text.trim().to_owned());
        }
        self.margin(record, globals);
    }

    /// Takes what the pages have above and below (2.4.136, 2.4.124, 2.4.137).
    fn margin(&mut self, record: &Record<'_>, globals: &Globals) {
        let side = match record.kind {
            0x0014 => Side::Header,
            0x0015 => Side::Footer,
            0x089c => {
                // Those of even pages and of the first stand one behind another, as far as there are any.
                let mut parts = Parts::of(record, 38);
                for (at, side) in [(30, Side::Header), (32, Side::Footer), (34, Side::Header), (36, Side::Footer)] {
                    if u16_at(record.data, at).is_some_and(|n_chars| n_chars > 0) {
                        self.margins.coded(side, &parts.plain(true).unwrap_or_default());
                    }
                }
                return;
            }
            _ => return,
        };
        self.margins.coded(side, &globals.text(record, 0, !globals.is_old).unwrap_or_default());
    }

    /// The same for a chart that is a sheet of its own, which begins at `at`.
    pub(super) fn sheet_of_chart(&mut self, stream: &[u8], at: usize, globals: &Globals) -> Found {
        let mut depth = 0u32;
        for record in Records::from(stream, at) {
            match record.kind {
                BOF => depth += 1,
                EOF if depth <= 1 => return Found::none(true),
                EOF => depth -= 1,
                _ => self.of_chart(&record, globals),
            }
        }
        Found::none(false)
    }

    fn text(&mut self, record: &Record<'_>) {
        let n_chars = u16_at(record.data, 10).unwrap_or(0);
        let words = Parts::of(record, 0).continued(usize::from(n_chars));
        match self.object.take() {
            Some((COMMENT_BOX, object)) => drop(self.texts.insert(object, words)),
            _ if words.trim().is_empty() => {}
            _ => self.boxes.push(words.trim().to_owned()),
        }
    }

    /// A long text goes on in further records that name no row.
    fn old_note(&mut self, record: &Record<'_>, globals: &Globals) {
        let bytes = record.data.get(6..).unwrap_or_default();
        let words = globals.encoding.decode_without_bom_handling(bytes).0;
        match (u16_at(record.data, 0), u16_at(record.data, 2), self.notes.last_mut()) {
            (Some(u16::MAX), _, Some(last)) => last.words.push_str(&words),
            (Some(row), Some(column), _) => {
                let words = words.into_owned();
                self.notes.push(Note { row, column, object: u16::MAX, author: String::new(), words });
            }
            _ => {}
        }
    }
}

fn note(record: &Record<'_>) -> Option<Note> {
    let number = |at| u16_at(record.data, at);
    let (row, column, object) = (number(0)?, number(2)?, number(6)?);
    let author = Parts::of(record, 8).plain(true).unwrap_or_default();
    Some(Note { row, column, object, author, words: String::new() })
}
