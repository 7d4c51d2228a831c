//! The three forms a list of hits is written in, row by row: nothing of it is held but the row at hand.

use std::{
    fs::File,
    io::{BufWriter, Error, Result, Write},
    path::Path,
};

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use serde_json::Value;

use super::{Row, SearchAnswer};
use crate::command::sheet::{harmless, is_risky};

/// A table that is being written.
pub(super) trait Table {
    fn add(&mut self, row: &Row) -> Result<()>;

    /// Ends it, with what the search could not look into where the form has a place for it.
    fn end(self: Box<Self>, about: &SearchAnswer) -> Result<()>;
}

const HEADING: [&str; 12] =
    ["document", "path", "unit", "row", "place", "kind", "date", "sources", "snippet", "found", "spans", "citations"];

fn cells(row: &Row) -> [String; HEADING.len()] {
    let spans = row.spans.iter().map(|[start, end]| format!("{start}-{end}"));
    let cited = row.citations.iter().map(|cited| format!("{}: \"{}\"", cited.id, cited.quote));
    [
        row.document.clone(),
        row.path.clone(),
        row.unit.to_string(),
        row.row.map(|row| row.to_string()).unwrap_or_default(),
        row.label.clone(),
        row.kind.clone(),
        row.date.clone().unwrap_or_default(),
        row.sources.join("; "),
        row.snippet.clone(),
        row.quotes.join("; "),
        spans.collect::<Vec<_>>().join(" "),
        cited.collect::<Vec<_>>().join("\n"),
    ]
}

/// Comma-separated values.
pub(super) struct Csv(csv::Writer<BufWriter<File>>);

impl Csv {
    pub fn begin(out: BufWriter<File>) -> Result<Csv> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(HEADING)?;
        Ok(Csv(writer))
    }
}

impl Table for Csv {
    fn add(&mut self, row: &Row) -> Result<()> {
        Ok(self.0.write_record(cells(row).map(|cell| harmless(&cell)))?)
    }

    fn end(mut self: Box<Self>, _: &SearchAnswer) -> Result<()> {
        self.0.flush()
    }
}

/// One JSON document: what `search --json` says, with every hit.
pub(super) struct Json {
    out: BufWriter<File>,
    n: u64,
}

impl Json {
    pub fn begin(mut out: BufWriter<File>, about: &SearchAnswer) -> Result<Json> {
        let head = serde_json::to_value(about).map_err(Error::other)?;
        out.write_all(left_open(head).as_bytes())?;
        out.write_all(b",\"hits\":[")?;
        Ok(Json { out, n: 0 })
    }
}

/// An answer as an object that is left open for its hits. What they can be narrowed by stays out: it names every source.
fn left_open(mut head: Value) -> String {
    if let Some(head) = head.as_object_mut() {
        head.retain(|field, _| !["hits", "facets"].contains(&field.as_str()));
    }
    let mut text = head.to_string();
    // Its own end alone: what stands last in it may end in the same way.
    text.pop();
    text
}

impl Table for Json {
    fn add(&mut self, row: &Row) -> Result<()> {
        self.out.write_all(if self.n == 0 { b"\n" } else { b",\n" })?;
        self.n += 1;
        serde_json::to_writer(&mut self.out, row).map_err(Error::other)
    }

    fn end(mut self: Box<Self>, _: &SearchAnswer) -> Result<()> {
        self.out.write_all(b"\n]}\n")?;
        self.out.flush()
    }
}

/// A sheet holds so many rows, the heading included.
const SHEET_ROWS: u32 = 1_048_576;
/// A cell holds so many UTF-16 units.
const CELL_UNITS: usize = 32_767;

/// A workbook for spreadsheets. Its rows go to a nameless file in the folder of the export until it ends.
pub(super) struct Xlsx {
    book: Workbook,
    out: BufWriter<File>,
    /// The row after the last, in the sheet at hand.
    next: u32,
    n_sheets: u32,
    /// Cells that were too long for a sheet.
    n_cut: u64,
    plain: Format,
    /// For words that would be run as a formula if somebody typed them.
    quoted: Format,
}

impl Xlsx {
    pub fn begin(out: BufWriter<File>, folder: &Path) -> Result<Xlsx> {
        let mut book = Workbook::new();
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        book.set_tempdir(folder).map_err(failed)?;
        let (plain, quoted) = (Format::new().set_text_wrap(), Format::new().set_text_wrap().set_quote_prefix());
        let mut xlsx = Xlsx { book, out, next: 0, n_sheets: 0, n_cut: 0, plain, quoted };
        xlsx.sheet()?;
        Ok(xlsx)
    }

    /// Begins another sheet.
    fn sheet(&mut self) -> Result<()> {
        self.n_sheets += 1;
        let name = if self.n_sheets == 1 { "Hits".to_owned() } else { format!("Hits {}", self.n_sheets) };
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(name).map_err(failed)?;
        let bold = Format::new().set_bold();
        for (column, title) in (0..).zip(HEADING) {
            let width = match title {
                "path" | "snippet" | "citations" => 48.0,
                "found" | "sources" | "place" => 20.0,
                _ => 11.0,
            };
            sheet.set_column_width(column, width).map_err(failed)?;
            sheet.write_string_with_format(0, column, title, &bold).map_err(failed)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        self.next = 1;
        Ok(())
    }
}

impl Table for Xlsx {
    fn add(&mut self, row: &Row) -> Result<()> {
        if self.next >= SHEET_ROWS {
            self.sheet()?;
        }
        let (at, plain, quoted) = (self.next, self.plain.clone(), self.quoted.clone());
        self.next += 1;
        let sheet = self.book.worksheets_mut().last_mut().ok_or_else(|| Error::other("no sheet"))?;
        for ((column, title), cell) in (0..).zip(HEADING).zip(cells(row)) {
            let number = if matches!(title, "unit" | "row") { cell.parse::<u32>().ok() } else { None };
            match number {
                Some(number) => sheet.write_number(at, column, number).map_err(failed)?,
                None => {
                    let (cell, is_cut) = fitting(cell);
                    self.n_cut += u64::from(is_cut);
                    let format = if is_risky(&cell) { &quoted } else { &plain };
                    // A string is never run, whatever it begins with.
                    sheet.write_string_with_format(at, column, cell, format).map_err(failed)?
                }
            };
        }
        Ok(())
    }

    fn end(mut self: Box<Self>, about: &SearchAnswer) -> Result<()> {
        let n_cut = self.n_cut;
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name("About").map_err(failed)?;
        tell(sheet, about, n_cut).map_err(failed)?;
        self.book.save_to_writer(&mut self.out).map_err(failed)?;
        self.out.flush()
    }
}

/// What was looked for, and what could not be looked into.
fn tell(sheet: &mut Worksheet, about: &SearchAnswer, n_cut: u64) -> std::result::Result<(), XlsxError> {
    let quoted = Format::new().set_quote_prefix();
    sheet.set_column_width(0, 44)?.set_column_width(1, 60)?;
    for (at, (title, words)) in (0..).zip(about.asked()) {
        sheet.write_string(at, 0, title)?.write_string_with_format(at, 1, fitting(words).0, &quoted)?;
    }
    let counts = [
        ("Hits", about.total),
        ("Documents that could not be read, or not fully", about.unreadable),
        ("Documents that are not searchable yet", about.behind),
        ("Documents that are set aside, as they may be privileged", about.quarantined),
        ("Pages and pictures whose words are not read off them yet", about.waiting),
        ("Cells cut here, as a sheet holds no longer ones", n_cut),
    ];
    for (at, (title, n)) in (4..).zip(counts) {
        sheet.write_string(at, 0, title)?.write_number(at, 1, n as f64)?;
    }
    Ok(())
}

/// A cell as long as a sheet can hold, and whether it was longer.
fn fitting(cell: String) -> (String, bool) {
    let mut units = 0;
    let cut = cell.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > CELL_UNITS
    });
    match cut {
        Some(_) => {
            let mut kept: String = String::new();
            let mut units = 1;
            for c in cell.chars() {
                units += c.len_utf16();
                if units > CELL_UNITS {
                    break;
                }
                kept.push(c);
            }
            kept.push('…');
            (kept, true)
        }
        None => (cell, false),
    }
}

fn failed(error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(error) => error,
        other => Error::other(other),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_left_open_for_hits_is_whole_with_them() {
        let head = json!({ "total": 2, "hits": [1], "facets": { "a": "HERON" }, "index": { "making": { "done": 3 } } });
        let whole: Value = serde_json::from_str(&format!("{},\"hits\":[]}}", left_open(head))).expect("one document");
        assert_eq!(whole, json!({ "total": 2, "index": { "making": { "done": 3 } }, "hits": [] }));
    }

    #[test]
    fn a_cell_is_cut_where_a_sheet_ends_it_and_never_inside_a_character() {
        let check = |cell: String, is_cut: bool| {
            let (kept, cut) = fitting(cell.clone());
            assert_eq!(cut, is_cut);
            assert!(kept.encode_utf16().count() <= CELL_UNITS);
            assert!(is_cut || kept == cell);
        };
        check("a".repeat(CELL_UNITS), false);
        check("a".repeat(CELL_UNITS + 1), true);
        check("𝄞".repeat(CELL_UNITS / 2), false);
        check("𝄞".repeat(CELL_UNITS), true);
        check(String::new(), false);
    }
}
