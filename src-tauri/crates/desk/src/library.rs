//! Small things several commands share: opening cases, times and ids as people read them.

use std::path::Path;

use chrono::DateTime;
use store::{Case, CaseMut, NewReading, State};

use crate::{Code, Desk, Error, Result, sameness::sketch::body};

/// Opens a case for reading.
pub fn open(desk: &Desk, path: &Path) -> Result<Case> {
    Ok(Case::open(path, &desk.world)?.seen_by(&desk.author))
}

/// Opens a case for writing.
pub fn open_mut(desk: &Desk, path: &Path) -> Result<CaseMut> {
    Ok(CaseMut::open(path, &desk.world)?.seen_by(&desk.author))
}

/// A moment as `2025-03-04 10:15 UTC`.
pub fn moment(millis: u64) -> String {
    DateTime::from_timestamp_millis(millis.cast_signed())
        .map_or_else(|| "an unknown time".to_owned(), |t| t.format("%Y-%m-%d %H:%M UTC").to_string())
}

/// All states in which a document could not be read, or not fully.
const UNREADABLE: &str = "unreadable";

/// The states that a person's word means: one, or all that are unreadable.
pub fn states(word: &str) -> Result<Vec<State>> {
    let meant: Vec<State> =
        State::ALL.into_iter().filter(|s| s.as_str() == word || (word == UNREADABLE && s.is_unreadable())).collect();
    if meant.is_empty() {
        let known: Vec<_> = State::ALL.iter().map(|s| s.as_str()).collect();
        let hint = format!("States are: {}; {UNREADABLE} means all that could not be read", known.join(", "));
        return Err(Error::new(Code::Usage, format!("{word} is not a state.")).hint(hint));
    }
    Ok(meant)
}

/// Digits of an id below which it means nothing.
pub const LEAST_DIGITS: usize = 4;

/// Picks the one item whose id starts or ends with `prefix` (at least four digits of it): ids made together share their
/// beginning, which is the time.
pub fn by_prefix<T>(
    what: &'static str,
    prefix: &str,
    items: impl IntoIterator<Item = T>,
    id: impl Fn(&T) -> String,
) -> Result<T> {
    let wanted = prefix.to_lowercase();
    let mut found: Vec<T> = if wanted.len() < LEAST_DIGITS {
        Vec::new()
    } else {
        items.into_iter().filter(|item| is_meant(&id(item), &wanted)).collect()
    };
    match found.len() {
        0 => Err(Error::not_found(what, prefix)),
        1 => Ok(found.swap_remove(0)),
        count => {
            let message = format!("{prefix} fits {count} of this kind ({what}).");
            Err(Error::new(Code::Ambiguous, message).hint("Give more digits of the id, or its last ones."))
        }
    }
}

/// Whether an id starts or ends with these digits.
pub fn is_meant(id: &str, digits: &str) -> bool {
    id.starts_with(digits) || id.ends_with(digits)
}

/// What people call the units of a kind of document.
#[derive(Debug, Clone, Copy)]
pub struct UnitWords {
    /// One: `page`.
    pub one: &'static str,
    /// Several: `pages`.
    pub many: &'static str,
    /// Where words stand: `on` a page, `in` a message.
    pub at: &'static str,
}

impl UnitWords {
    /// Of documents of this kind.
    pub fn of(kind: &str) -> UnitWords {
        let (one, many, at) = match kind {
            "pdf" => ("page", "pages", "on"),
            "mail" => ("message", "messages", "in"),
            "csv" | "tsv" | "xlsx" | "xlsb" | "xls" | "ods" => ("block of rows", "blocks of rows", "in"),
            _ => ("section", "sections", "in"),
        };
        UnitWords { one, many, at }
    }

    /// That there is no unit of this number.
    pub fn none(self, name: &str, n_units: u32, number: u32) -> Error {
        let has = if n_units == 1 { format!("1 {}", self.one) } else { format!("{n_units} {}", self.many) };
        Error::new(Code::NotFound, format!("{name} has {has}; there is no {} {number}.", self.one))
    }
}

/// Why a document has no text, in words; its state where nothing more is known.
pub fn why_no_text(reading: Option<&NewReading>) -> String {
    match reading {
        None => "it has not been read yet".to_owned(),
        Some(reading) if reading.state == State::Queued || reading.reason.is_empty() => {
            format!("its state is {}", reading.state.as_str())
        }
        Some(reading) => format!("{} ({})", reading.reason, reading.state.as_str()),
    }
}

/// Why a unit has no text, where the reader said so.
pub fn why_blank(reading: &NewReading, unit: u32) -> Option<&str> {
    let problems = reading.details["problems"].as_array()?;
    let of_unit = problems.iter().find(|p| p["code"] == "no_text" && p["unit"] == unit)?;
    of_unit["message"].as_str()
}

/// What a unit's engine ends in once a person put its words right.
pub const CORRECTED: &str = ", corrected";

/// Whether a unit's words were read off a picture.
pub fn is_by_ocr(unit: &anchor::Unit) -> bool {
    reads_pictures(&unit.engine)
}

/// Whether an engine, as units name it, reads words off pictures.
pub fn reads_pictures(engine: &str) -> bool {
    let engine = engine.strip_suffix(CORRECTED).unwrap_or(engine);
    let first = engine.split_once(' ').map_or(engine, |(name, _)| name);
    [ingest::sight::ENGINE, ingest::tesseract::ENGINE].contains(&first)
}

/// Whether a person put words right that were read off a picture.
pub fn is_corrected(unit: &anchor::Unit) -> bool {
    unit.engine.ends_with(CORRECTED)
}

/// Enough of a unit to tell its language by; more would take longer than drawing it.
const SAMPLE_BYTES: usize = 8 << 10;

/// The language a unit is in: its own where it is long enough to tell, else its document's.
pub fn language_of(unit: &anchor::Unit, of_document: Option<&str>) -> Option<String> {
    let words = body(unit);
    let own = ingest::language(&words[..words.floor_char_boundary(SAMPLE_BYTES)]);
    own.or(of_document).map(str::to_owned)
}

/// Each item once, in the order they came first.
pub fn distinct<T: PartialEq>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = Vec::new();
    for item in items {
        if !seen.contains(&item) {
            seen.push(item);
        }
    }
    seen
}

/// The one thing a person means, of several kinds that were looked through with [`by_prefix`].
pub fn one_of<T>(what: &str, text: &str, found: impl IntoIterator<Item = Result<T>>) -> Result<T> {
    let mut things = Vec::new();
    for one in found {
        match one {
            Ok(thing) => things.push(thing),
            Err(error) if error.code == Code::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    match things.len() {
        0 => Err(Error::not_found(what, text)),
        1 => Ok(things.swap_remove(0)),
        n => Err(Error::new(Code::Ambiguous, format!("{text} fits {n} things.")).hint("Give more digits of the id.")),
    }
}
