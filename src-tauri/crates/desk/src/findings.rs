//! Finding the exact place a person means, and making the citation of it. Used by `cite` and by the sample case.

use std::borrow::Cow;

use anchor::{
    Anchor, CellsAnchor, Needle, Span, TextAnchor, TextHash, TextIndex, Unit, WordBox,
    attach::{Outcome, Place, Units, count_quote},
    exact::find_across,
};
use facts::DocumentId;
use store::{Case, NewReading, vault::pack::PackReader};

use crate::{
    Code, Error, Result, dating, headings,
    library::{self, UnitWords, why_blank, why_no_text},
    transcripts,
};

/// The units of a stored text, for looking anchors up.
pub struct StoredUnits(std::cell::RefCell<PackReader>);

impl StoredUnits {
    /// Over an opened text.
    pub fn new(pack: PackReader) -> StoredUnits {
        StoredUnits(std::cell::RefCell::new(pack))
    }

    /// Where the runs of a unit lie on its page.
    pub fn boxes(&self, number: u32) -> Result<Vec<WordBox>> {
        Ok(self.0.borrow_mut().boxes(number)?)
    }

    fn unit(&self, number: u32) -> Result<Option<Unit>> {
        Ok(self.0.borrow_mut().unit(number)?.cloned())
    }
}

impl Units for StoredUnits {
    type Error = store::Error;

    fn n_units(&self) -> u32 {
        self.0.borrow().n_units()
    }

    fn get(&self, unit_no: u32) -> store::Result<Option<Cow<'_, Unit>>> {
        Ok(self.0.borrow_mut().unit(unit_no)?.cloned().map(Cow::Owned))
    }
}

/// What of a unit is to be cited.
#[derive(Debug, Clone)]
pub enum Wanted {
    /// Words.
    Quote {
        /// As they stand there, white space aside.
        quote: String,
        /// Which one, from 1, if they stand there more than once.
        occurrence: Option<u32>,
    },
    /// What was selected, as the reader shows it.
    Span(Selection),
    /// Cells of a row of a table.
    Row {
        /// The row, as the sheet counts.
        row: u32,
        /// Headings or letters of columns; all with content if empty.
        columns: Vec<String>,
    },
}

/// A run of a document's text, in Unicode scalars of its units' texts.
#[derive(Debug, Clone, Copy)]
pub struct Selection {
    /// Where it begins in the unit.
    pub start: u32,
    /// The unit it ends in, where that is a later one.
    pub to_unit: Option<u32>,
    /// One past its end, in the unit it ends in.
    pub end: u32,
}

/// Over how many units a citation may go: each costs a pass over the whole text.
const MOST_UNITS: u32 = 16;

/// A place that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The unit, from 1.
    pub unit: u32,
    /// First scalar of what is cited in the unit's text.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// The words.
    pub quote: String,
    /// The anchor that will find them again.
    pub anchor: Anchor,
}

/// Whether words that are cited were read off a picture. A text that is not there any more does not say so.
pub fn is_by_ocr(case: &Case, anchor: &Anchor) -> Result<bool> {
    let (Some(version), Some(number)) = (anchor.version(), anchor.unit()) else { return Ok(false) };
    match case.text(version) {
        Ok(mut pack) => Ok(pack.unit(number)?.is_some_and(library::is_by_ocr)),
        Err(store::Error::Blob { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// A document's current text, opened.
pub struct Current {
    /// The text version.
    pub version: TextHash,
    /// Its units.
    pub units: StoredUnits,
    reading: NewReading,
}

/// Opens a document's current text.
pub fn current(case: &Case, document: &DocumentId, name: &str) -> Result<Current> {
    let reading = case.reading(document)?.map(|r| r.result);
    match reading.as_ref().and_then(|r| Some((r.text?, r.clone()))) {
        Some((version, reading)) => Ok(Current { version, units: StoredUnits::new(case.text(&version)?), reading }),
        None => {
            let message = format!("{name} has no text to cite: {}.", why_no_text(reading.as_ref()));
            Err(Error::new(Code::Quote, message).hint("See how it was read with: casebound ledger CASE"))
        }
    }
}

impl Current {
    /// A unit with words in it.
    pub fn unit(&self, name: &str, unit_no: u32) -> Result<Unit> {
        let Some(unit) = self.any_unit(name, unit_no)? else {
            let place = self.place(name, unit_no);
            let why = why_blank(&self.reading, unit_no).unwrap_or("there is nothing in it");
            return Err(Error::new(Code::Quote, format!("There is no text to cite {place}: {why}.")));
        };
        Ok(unit)
    }

    /// The document's own date, EDTF.
    pub fn date(&self) -> Option<String> {
        dating::date(&self.reading)
    }

    /// A unit that there must be; `None` if there are no words in it.
    fn any_unit(&self, name: &str, unit_no: u32) -> Result<Option<Unit>> {
        let none = || UnitWords::of(&self.reading.kind).none(name, self.units.n_units(), unit_no);
        let unit = self.units.unit(unit_no)?.ok_or_else(none)?;
        Ok(Some(unit).filter(|unit| !unit.text.trim().is_empty()))
    }

    /// `on page 2 of contract.pdf`
    fn place(&self, name: &str, unit_no: u32) -> String {
        let said = UnitWords::of(&self.reading.kind);
        format!("{} {} {unit_no} of {name}", said.at, said.one)
    }
}

/// Finds what is to be cited in a document's current text.
pub fn find(case: &Case, document: &DocumentId, name: &str, unit_no: u32, wanted: &Wanted) -> Result<Vec<Found>> {
    let current = current(case, document, name)?;
    let unit = current.unit(name, unit_no)?;
    let Current { version, units, reading } = &current;
    let found = match wanted {
        Wanted::Quote { quote, occurrence } => {
            words(units, *version, &current.place(name, unit_no), unit_no, &unit, quote, *occurrence)?
        }
        Wanted::Span(selection) => selected(&current, name, unit_no, *selection)?,
        Wanted::Row { row, columns } => {
            let chosen = headings::chosen(case, document)?;
            let heading =
                unit.table.as_ref().map(|table| headings::heading(&chosen, units, unit_no, table)).transpose()?;
            let names = heading.unwrap_or_default().names;
            vec![cells(*version, unit_no, &unit, &names, *row, columns)?]
        }
    };
    transcripts::with_times(reading, found, |number| Ok(units.unit(number)?.map(|unit| unit.text).unwrap_or_default()))
}

/// Words in one unit; `place` says where that is: `on page 2 of contract.pdf`.
fn words(
    units: &StoredUnits,
    version: TextHash,
    place: &str,
    unit_no: u32,
    unit: &Unit,
    quote: &str,
    occurrence: Option<u32>,
) -> Result<Vec<Found>> {
    let needle =
        Needle::new(quote).ok_or_else(|| Error::new(Code::Quote, "A quote needs something other than white space."))?;
    let spans = needle.find_all(&unit.text);
    let span = match (spans.as_slice(), occurrence) {
        ([], _) => return across(units, version, place, unit_no, unit, &needle),
        ([only], None) => *only,
        (all, None) => {
            let message = format!("These words stand {} times {place}.", all.len());
            return Err(Error::new(Code::Quote, message)
                .hint(format!("Say which one with --occurrence 1 to {}, or quote more of it.", all.len())));
        }
        (all, Some(k)) => *usize::try_from(k).ok().and_then(|k| all.get(k.checked_sub(1)?)).ok_or_else(|| {
            let message = format!("These words stand {} times {place}; there is no {k}.", all.len());
            Error::new(Code::Quote, message)
        })?,
    };
    Ok(vec![text_anchor(units, version, unit_no, unit, span)?])
}

/// Words that begin in this unit and end in the next, as a sentence across a page break does.
fn across(
    units: &StoredUnits,
    version: TextHash,
    place: &str,
    unit_no: u32,
    unit: &Unit,
    needle: &Needle,
) -> Result<Vec<Found>> {
    let missing = || {
        Error::new(Code::Quote, format!("These words do not stand {place}."))
            .hint("Copy them as they stand in the text: casebound text CASE DOC --unit N")
    };
    let next = units.unit(unit_no + 1)?.ok_or_else(missing)?;
    let found = find_across(&[&unit.text, &next.text], needle);
    let parts = match found.as_slice() {
        [] => return Err(missing()),
        [only] => only,
        _ => {
            return Err(Error::new(
                Code::Quote,
                "These words go on after it in more than one way. Quote more of them.",
            ));
        }
    };
    parts
        .iter()
        .map(|part| {
            let (number, unit) = if part.unit_idx == 0 { (unit_no, unit) } else { (unit_no + 1, &next) };
            text_anchor(units, version, number, unit, part.span)
        })
        .collect()
}

/// Where in `unit`, which has this number, an anchor was found: the row, in tables, and the first scalar and the one past
/// the last. `None` if it was found elsewhere or not at all.
pub fn stands_at(outcome: &Outcome, unit: &Unit, number: u32) -> Option<(Option<u32>, u32, u32)> {
    let (Outcome::InPlace { unit: at, place } | Outcome::Moved { unit: at, place }) = outcome else { return None };
    if *at != number {
        return None;
    }
    match place {
        Place::Span(span) => Some((None, span.start.0, span.end.0)),
        Place::Row(row) => unit.row_span(*row).map(|span| (Some(*row), span.start.0, span.end.0)),
    }
}

/// The selection unit by unit, without the white space at its ends; units without words in it are passed over.
fn selected(current: &Current, name: &str, unit_no: u32, selection: Selection) -> Result<Vec<Found>> {
    let Selection { start, to_unit, end } = selection;
    let last = to_unit.unwrap_or(unit_no);
    if last < unit_no || last - unit_no >= MOST_UNITS {
        let message = format!("A citation goes from a unit to itself or a later one, over {MOST_UNITS} at most.");
        return Err(Error::new(Code::Quote, message));
    }
    let mut found = Vec::new();
    for number in unit_no..=last {
        let Some(unit) = current.any_unit(name, number)? else { continue };
        let n_scalars = TextIndex::new(&unit.text).end().0;
        let from = if number == unit_no { start } else { 0 };
        let to = if number == last { end } else { n_scalars };
        if from > to || to > n_scalars {
            let place = current.place(name, number);
            let message = format!("There are {n_scalars} characters {place}; there is nothing from {from} to {to}.");
            return Err(Error::new(Code::Quote, message));
        }
        match TextAnchor::make(current.version, number, &unit.text, Span::new(from, to), 1) {
            Ok(made) => found.push(text_anchor(&current.units, current.version, number, &unit, made.span())?),
            Err(_) if unit_no < last => {}
            Err(error) => return Err(refused(error)),
        }
    }
    if found.is_empty() {
        return Err(Error::new(Code::Quote, "There are no words in what was selected."));
    }
    Ok(found)
}

fn text_anchor(units: &StoredUnits, version: TextHash, number: u32, unit: &Unit, span: Span) -> Result<Found> {
    let made = TextAnchor::make(version, number, &unit.text, span, 1).map_err(refused)?;
    let occurrences = count_quote(&made.quote, units)?;
    let made = TextAnchor { occurrences, ..made };
    let (start, end) = (made.start.0, made.end.0);
    Ok(Found { unit: number, start, end, quote: made.quote.clone(), anchor: Anchor::Text(made) })
}

/// Cells of a row; `names` are what the columns are called.
fn cells(
    version: TextHash,
    unit_no: u32,
    unit: &Unit,
    names: &[String],
    row: u32,
    columns: &[String],
) -> Result<Found> {
    let table = unit.table.as_ref().ok_or_else(|| refused(anchor::Error::NotATable { unit: unit_no }))?;
    let line_idx = row.checked_sub(table.first_row).filter(|_| row < table.first_row + table.n_rows);
    let Some(line_idx) = line_idx else {
        let (first, last) = (table.first_row, table.first_row + table.n_rows.saturating_sub(1));
        return Err(refused(anchor::Error::NoSuchRow { unit: unit_no, row, first, last }));
    };
    let line = unit.text.split('\n').nth(line_idx as usize).unwrap_or_default();
    let filled = || {
        let cells = line.split('\t').enumerate();
        cells.filter(|(_, cell)| !cell.trim().is_empty()).map(|(idx, _)| idx as u32).collect::<Vec<_>>()
    };
    let columns: Vec<u32> = if columns.is_empty() {
        filled()
    } else {
        columns.iter().map(|wanted| column(names, wanted)).collect::<Result<_>>()?
    };
    let made = CellsAnchor::make(version, unit_no, unit, row, &columns).map_err(refused)?;
    let start: usize = unit.text.split('\n').take(line_idx as usize).map(|l| l.chars().count() + 1).sum();
    let end = start + line.chars().count();
    let quote = made.columns.iter().map(|cell| cell.value.as_str()).collect::<Vec<_>>().join("\t");
    Ok(Found { unit: unit_no, start: start as u32, end: end as u32, quote, anchor: Anchor::Cells(made) })
}

/// A column by its heading, else by its letter.
fn column(header: &[String], wanted: &str) -> Result<u32> {
    let wanted = wanted.trim();
    if let Some(idx) = header.iter().position(|h| h.trim() == wanted) {
        return Ok(idx as u32);
    }
    let letters = wanted.to_ascii_uppercase();
    if !letters.is_empty() && letters.len() <= 3 && letters.bytes().all(|b| b.is_ascii_uppercase()) {
        let number = letters.bytes().fold(0, |n: u32, b| n * 26 + u32::from(b - b'A') + 1);
        return Ok(number - 1);
    }
    let headings = header.iter().filter(|h| !h.is_empty()).cloned().collect::<Vec<_>>().join(", ");
    Err(Error::new(Code::NotFound, format!("There is no column {wanted}.")).hint(format!("Columns are: {headings}")))
}

/// Why an anchor cannot be made.
pub fn refused(error: anchor::Error) -> Error {
    Error::new(Code::Quote, format!("This cannot be cited: {error}."))
}
