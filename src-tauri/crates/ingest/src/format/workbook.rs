//! Spreadsheets (XLSX, XLSB, XLS, ODS): sheets in blocks of rows, with the values as stored beside those shown.
//!
//! XLSX and XLSB are read cell by cell in bounded memory (their shared texts aside). Number formats are known for XLSX;
//! in the other kinds only dates are told from numbers. Row numbers are the sheet's own.

mod beside;
mod hidden;
mod numbers;
mod sheet;
#[cfg(test)]
mod tests;

use std::io::{BufReader, Read, Seek};

use calamine::{Ods, OdsError, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb, XlsbError, Xlsx, XlsxError};
use zip::ZipArchive;

use beside::{give_beside, give_beside_of_ods, give_beside_of_xls};
use numbers::Look;
use sheet::{Sheet, cell, owned_cell};

use super::medium::Medium;
use super::ooxml::{give_embedded, properties};
use super::table::Table;
use super::zip::Archive;
use super::{Emit, Failure, Input, Limits, MetaKey, Problem, ProblemCode};

/// Parts of a workbook that are held in memory are not to be larger, unpacked.
const HELD_BYTES: u64 = 384 << 20;
const ENGINE: &str = "calamine";

/// Gives each sheet in blocks of rows. A sheet that cannot be read is a problem, and the others go on.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let limits = input.limits;
    let mut medium = Medium::new(&mut *input.bytes);
    let mut magic = [0; 4];
    let n_read = medium.read_at(0, &mut magic)?;
    let outcome = match &magic[..n_read] {
        b"PK\x03\x04" => read_packed(&mut medium, input.len, limits, out),
        [0xd0, 0xcf, 0x11, 0xe0] => {
            let outcome = read_xls(&mut medium, limits, out);
            if is_within(&outcome) {
                give_beside_of_xls(&mut medium, input.len, limits, out)?;
            }
            outcome
        }
        [] => Err(Failure::Corrupt("an empty file".to_owned())),
        _ => Err(Failure::Corrupt("not a workbook of any known kind".to_owned())),
    };
    outcome.map_err(|failure| medium.blame(failure))
}

/// The kinds that are archives.
#[derive(Clone, Copy)]
enum Packed {
    Xlsx,
    Xlsb,
    Ods,
}

fn read_packed(medium: &mut Medium<'_>, len: u64, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
    let kind = look_inside(medium, out)?;
    let archive = Archive::open(medium, len)?;
    properties(&archive, medium, out)?;
    let outcome = {
        let bytes = BufReader::new(&mut *medium);
        match kind {
            Packed::Xlsx => read_xlsx(bytes, limits, out),
            Packed::Xlsb => read_xlsb(bytes, limits, out),
            Packed::Ods => read_ods(bytes, limits, out),
        }
    };
    // What stands beside the cells is given even where these cannot be read to their end.
    if is_within(&outcome) {
        match kind {
            Packed::Ods => give_beside_of_ods(&archive, medium, limits, out)?,
            Packed::Xlsx | Packed::Xlsb => {
                give_beside(&archive, medium, limits, out)?;
                give_embedded(&archive, |_| false, medium, limits, out)?;
            }
        }
    }
    outcome
}

/// Whether what stands beside the cells is worth a look.
fn is_within(outcome: &Result<(), Failure>) -> bool {
    !matches!(outcome, Err(Failure::Stopped | Failure::LimitHit(_) | Failure::Encrypted))
}

fn look_inside(medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<Packed, Failure> {
    let mut archive = ZipArchive::new(BufReader::new(medium)).map_err(corrupt)?;
    let mut kind = None;
    let mut has_macros = false;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(corrupt)?;
        let name = String::from_utf8_lossy(entry.name_raw()).to_ascii_lowercase();
        let found = match name.as_str() {
            "xl/workbook.bin" => Some(Packed::Xlsb),
            "xl/workbook.xml" => Some(Packed::Xlsx),
            "content.xml" => Some(Packed::Ods),
            _ => None,
        };
        has_macros |= name.ends_with("vbaproject.bin") || name.starts_with("basic/");
        let is_held = found.is_some()
            || ["sharedstrings.xml", "sharedstrings.bin", "styles.xml"].iter().any(|held| name.ends_with(held));
        if is_held && entry.size() > HELD_BYTES {
            return Err(Failure::LimitHit(format!("{name} takes more than 384 MiB")));
        }
        kind = kind.or(found);
    }
    if has_macros {
        out.meta(MetaKey::Finding, "it contains macros".to_owned())?;
    }
    // Programs other than Excel call the parts as they like, and say where they are.
    Ok(kind.unwrap_or(Packed::Xlsx))
}

fn read_xlsx(bytes: impl Read + Seek, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut workbook = Xlsx::new(bytes).map_err(|error| match error {
        XlsxError::Password => Failure::Encrypted,
        error => corrupt(error),
    })?;
    let mut sheets = Sheets::of(&workbook, limits, out)?;
    let mut looks: Option<Vec<Look>> = None;
    while let Some(name) = sheets.next() {
        let mut cells = match workbook.worksheet_cells_reader(&name) {
            Ok(cells) => cells,
            Err(error) => {
                sheets.fail(&name, &error, out)?;
                continue;
            }
        };
        let looks = looks.get_or_insert_with(|| {
            let codes = cells.styles().iter().map(|style| style.number_format.as_ref());
            codes.map(|format| format.map(|format| Look::of(&format.format_code)).unwrap_or_default()).collect()
        });
        let mut sheet = Sheet::new(Table::new(&mut *out, ENGINE, &name, sheets.left));
        let broken = loop {
            match cells.next_cell_with_style_id() {
                Ok(Some((found, style))) => {
                    let place = found.get_position();
                    let look = looks.get(style).unwrap_or(&Look::Plain);
                    sheet.cell(place, cell(found.get_value().clone(), look))?;
                }
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
        };
        sheets.left = sheet.finish()?;
        if let Some(error) = broken {
            sheets.fail(&name, &error, out)?;
        }
    }
    sheets.finish()
}

fn read_xlsb(bytes: impl Read + Seek, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
    let mut workbook = Xlsb::new(bytes).map_err(|error| match error {
        XlsbError::Password => Failure::Encrypted,
        error => corrupt(error),
    })?;
    let mut sheets = Sheets::of(&workbook, limits, out)?;
    while let Some(name) = sheets.next() {
        let mut cells = match workbook.worksheet_cells_reader(&name) {
            Ok(cells) => cells,
            Err(error) => {
                sheets.fail(&name, &error, out)?;
                continue;
            }
        };
        let mut sheet = Sheet::new(Table::new(&mut *out, ENGINE, &name, sheets.left));
        let broken = loop {
            match cells.next_cell() {
                Ok(Some(found)) => sheet.cell(found.get_position(), cell(found.get_value().clone(), &Look::Plain))?,
                Ok(None) => break None,
                Err(error) => break Some(error),
            }
        };
        sheets.left = sheet.finish()?;
        if let Some(error) = broken {
            sheets.fail(&name, &error, out)?;
        }
    }
    sheets.finish()
}

fn read_xls(medium: &mut Medium<'_>, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
    let opened = Xls::new(BufReader::new(&mut *medium));
    let workbook = match opened {
        Ok(workbook) => workbook,
        Err(XlsError::Password) => return Err(Failure::Encrypted),
        Err(error) => {
            // A locked workbook of the newer kind has the older kind's shell.
            let is_locked = matches!(Xlsx::new(BufReader::new(medium)), Err(XlsxError::Password));
            return Err(if is_locked { Failure::Encrypted } else { corrupt(error) });
        }
    };
    read_ranges(workbook, limits, out)
}

fn read_ods(bytes: impl Read + Seek, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
    let workbook = Ods::new(bytes).map_err(|error| match error {
        OdsError::Password => Failure::Encrypted,
        error => corrupt(error),
    })?;
    read_ranges(workbook, limits, out)
}

/// Reads a workbook whose sheets are in memory already.
fn read_ranges<B, W>(mut workbook: W, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure>
where
    B: Read + Seek,
    W: Reader<B>,
    W::Error: std::fmt::Display,
{
    let mut sheets = Sheets::of(&workbook, limits, out)?;
    while let Some(name) = sheets.next() {
        let range = match workbook.worksheet_range(&name) {
            Ok(range) => range,
            Err(error) => {
                sheets.fail(&name, &error, out)?;
                continue;
            }
        };
        let (first_row, first_column) = range.start().unwrap_or_default();
        let mut sheet = Sheet::new(Table::new(&mut *out, ENGINE, &name, sheets.left));
        for (row, column, value) in range.used_cells() {
            let place = (first_row.saturating_add(row as u32), first_column.saturating_add(column as u32));
            sheet.cell(place, owned_cell(value))?;
        }
        sheets.left = sheet.finish()?;
    }
    sheets.finish()
}

/// The sheets of a workbook, and how their reading went.
struct Sheets {
    names: std::vec::IntoIter<String>,
    n_sheets: usize,
    n_failed: usize,
    /// Bytes of text that may still be given.
    left: u64,
}

impl Sheets {
    /// Lists the sheets that have cells, and tells of hidden ones.
    fn of<B: Read + Seek, W: Reader<B>>(workbook: &W, limits: Limits, out: &mut dyn Emit) -> Result<Sheets, Failure> {
        let mut names = Vec::new();
        for sheet in workbook.sheets_metadata() {
            if !matches!(sheet.typ, SheetType::WorkSheet | SheetType::MacroSheet | SheetType::DialogSheet) {
                continue;
            }
            let hidden = match sheet.visible {
                SheetVisible::Visible => None,
                SheetVisible::Hidden => Some("is hidden"),
                SheetVisible::VeryHidden => Some("is hidden so that the program does not offer to show it"),
            };
            if let Some(how) = hidden {
                out.meta(MetaKey::Finding, format!("the sheet {} {how}; it was read", sheet.name))?;
            }
            if names.len() as u64 >= limits.max_children {
                return Err(Failure::LimitHit(format!("more than {} sheets", limits.max_children)));
            }
            names.push(sheet.name.clone());
        }
        Ok(Sheets { n_sheets: names.len(), names: names.into_iter(), n_failed: 0, left: limits.max_text_bytes })
    }

    fn next(&mut self) -> Option<String> {
        self.names.next()
    }

    fn fail(&mut self, name: &str, error: &dyn std::fmt::Display, out: &mut dyn Emit) -> Result<(), Failure> {
        self.n_failed += 1;
        let message = format!("the sheet {name} could not be read to its end: {error}");
        out.problem(Problem { code: ProblemCode::Unreadable, message, unit: None })
    }

    fn finish(self) -> Result<(), Failure> {
        if self.n_sheets > 0 && self.n_failed == self.n_sheets {
            return Err(Failure::Corrupt("no sheet could be read to its end".to_owned()));
        }
        Ok(())
    }
}

fn corrupt(error: impl std::fmt::Display) -> Failure {
    Failure::Corrupt(error.to_string())
}
