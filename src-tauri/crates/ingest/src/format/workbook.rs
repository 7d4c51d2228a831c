//! Spreadsheets (XLSX, XLSB, XLS, ODS, flat ODS): sheets in blocks of rows, with the values as stored beside those shown.
//!
//! All are read cell by cell in bounded memory (shared texts aside), so that a cell far out costs no more than one near by.
//! Row numbers are the sheet's own.

mod beside;
mod binary;
mod changes;
mod hidden;
mod margins;
mod numbers;
mod ods;
mod revisions;
mod scan;
mod sheet;
#[cfg(test)]
mod tests;
mod unsolved;
mod xls;
mod xlsb;
mod xlsx;
mod xml;

use std::io::{BufReader, Read, Seek, SeekFrom};

use calamine::{Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use zip::ZipArchive;

use beside::{Pages, give_beside, give_beside_of_flat, give_beside_of_ods, give_beside_of_xls};
use numbers::Look;
use ods::give_sheets;
use sheet::{Sheet, cell};
use xls::read_xls;
use xlsb::read_xlsb;
use xlsx::read_refused;

use super::medium::Medium;
use super::odf;
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
            let outcome = read_xls(&mut medium, input.len, limits, out);
            if is_within(&outcome) {
                give_beside_of_xls(&mut medium, input.len, limits, out)?;
            }
            outcome
        }
        [] => Err(Failure::Corrupt("an empty file".to_owned())),
        [b'<', ..] | [0xef, 0xbb, 0xbf, ..] => read_flat(&mut medium, input.len, limits, out),
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
    let mut pages = Pages::default();
    let mut beside = ods::Beside::default();
    let outcome = match kind {
        Packed::Xlsx => read_xlsx(&archive, medium, limits, out),
        Packed::Xlsb => read_xlsb(&archive, &mut pages, medium, limits, out),
        Packed::Ods => read_ods(&archive, &mut beside, medium, limits, out),
    };
    // What stands beside the cells is given even where these cannot be read to their end.
    if is_within(&outcome) {
        match kind {
            Packed::Ods => give_beside_of_ods(&archive, &beside, medium, limits, out)?,
            Packed::Xlsx => {
                give_beside(&archive, &Pages::of_xlsx(&archive, medium, out)?, ENGINE, medium, limits, out)?
            }
            Packed::Xlsb => give_beside(&archive, &pages, xlsb::ENGINE, medium, limits, out)?,
        }
        if !matches!(kind, Packed::Ods) {
            give_embedded(&archive, |_| false, medium, limits, out)?;
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
        has_macros |= name.ends_with("vbaproject.bin") || name.starts_with("basic/") || name.starts_with("scripts/");
        let is_held = matches!(found, Some(Packed::Xlsx | Packed::Xlsb))
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

fn read_xlsx(archive: &Archive, medium: &mut Medium<'_>, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
    let refused = match Xlsx::new(BufReader::new(&mut *medium)) {
        Ok(workbook) => return read_opened(workbook, limits, out),
        Err(XlsxError::Password) => return Err(Failure::Encrypted),
        Err(error) => error.to_string(),
    };
    read_refused(archive, &refused, medium, limits, out)
}

fn read_opened<B: Read + Seek>(mut workbook: Xlsx<B>, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
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

fn read_ods(
    archive: &Archive,
    beside: &mut ods::Beside,
    medium: &mut Medium<'_>,
    limits: Limits,
    out: &mut dyn Emit,
) -> Result<(), Failure> {
    odf::refuse_locked(archive, medium, out)?;
    let mut sheets = Sheets::new(limits);
    let broken = archive.lend("content.xml", medium, &mut |content| {
        let fault = give_sheets(content, &mut sheets, beside, limits, out)?;
        Ok(fault.map(|fault| (ProblemCode::Unreadable, format!("it cannot be read to its end: {fault}"))))
    })?;
    finish_ods(sheets, broken, out)
}

/// Tells what was wrong with a body, if anything was; one without any sheet is no workbook.
fn finish_ods(sheets: Sheets, broken: Option<Problem>, out: &mut dyn Emit) -> Result<(), Failure> {
    match broken {
        Some(Problem { message, .. }) if sheets.n_sheets == 0 => return Err(Failure::Corrupt(message)),
        Some(problem) => out.problem(problem)?,
        None => {}
    }
    sheets.finish()
}

/// A workbook that is one stream of XML.
fn read_flat(medium: &mut Medium<'_>, len: u64, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
    medium.seek(SeekFrom::Start(0)).map_err(|error| Failure::ReadError(error.to_string()))?;
    let mut sheets = Sheets::new(limits);
    let mut beside = ods::Beside::default();
    let fault = give_sheets(medium, &mut sheets, &mut beside, limits, out)?;
    let broken = fault.map(|message| Problem { code: ProblemCode::Unreadable, message, unit: None });
    let outcome = finish_ods(sheets, broken, out);
    if is_within(&outcome) {
        give_beside_of_flat(medium, len, &beside, limits, out)?;
    }
    outcome
}

/// The sheets of a workbook, and how their reading went.
struct Sheets {
    names: std::vec::IntoIter<String>,
    n_sheets: u64,
    n_failed: u64,
    /// Bytes of text that may still be given.
    left: u64,
    /// Bytes that may still be given of what stands once in the file and many times in a sheet.
    repeatable: u64,
}

/// Most bytes that a workbook gives of what it says to repeat.
const REPEATED_BYTES: u64 = 64 << 20;

impl Sheets {
    /// Lists the sheets that have cells, and tells of hidden ones, those of charts among them.
    fn of<B: Read + Seek, W: Reader<B>>(workbook: &W, limits: Limits, out: &mut dyn Emit) -> Result<Sheets, Failure> {
        let mut sheets = Sheets::new(limits);
        let mut names = Vec::new();
        for sheet in workbook.sheets_metadata() {
            if matches!(sheet.typ, SheetType::WorkSheet | SheetType::MacroSheet | SheetType::DialogSheet) {
                if sheet.typ == SheetType::MacroSheet {
                    out.meta(MetaKey::Finding, made_of_macros(&sheet.name))?;
                }
                sheets.count(&sheet.name, sheet.visible, limits, out)?;
                names.push(sheet.name.clone());
            } else {
                tell_hidden(&sheet.name, sheet.visible, out)?;
            }
        }
        sheets.names = names.into_iter();
        Ok(sheets)
    }

    fn new(limits: Limits) -> Sheets {
        let (names, left) = (Vec::new().into_iter(), limits.max_text_bytes);
        Sheets { names, n_sheets: 0, n_failed: 0, left, repeatable: REPEATED_BYTES }
    }

    /// Counts a sheet, and tells if it is hidden.
    fn count(&mut self, name: &str, visible: SheetVisible, limits: Limits, out: &mut dyn Emit) -> Result<(), Failure> {
        tell_hidden(name, visible, out)?;
        if self.n_sheets >= limits.max_children {
            return Err(Failure::LimitHit(format!("more than {} sheets", limits.max_children)));
        }
        self.n_sheets += 1;
        Ok(())
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

fn tell_hidden(name: &str, visible: SheetVisible, out: &mut dyn Emit) -> Result<(), Failure> {
    let how = match visible {
        SheetVisible::Visible => return Ok(()),
        SheetVisible::Hidden => "is hidden",
        SheetVisible::VeryHidden => "is hidden so that the program does not offer to show it",
    };
    out.meta(MetaKey::Finding, format!("the sheet {name} {how}; it was read"))
}

/// Macros are never run, and that there are any is told.
fn made_of_macros(sheet: &str) -> String {
    format!("it contains macros: the sheet {sheet} is made of them")
}

fn corrupt(error: impl std::fmt::Display) -> Failure {
    Failure::Corrupt(error.to_string())
}
