//! `reveals`: what a document tells besides its words, and what is inside it.

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Case, NewReading};
use ts_rs::TS;

use super::{Answer, request};
use crate::{
    Desk, Job, Result,
    library::{open, why_no_text},
    reveals::{Revealed, Told, reveals},
    seeing::folding::MARKS,
};

/// Of how many units the labels are looked at, for comments and deleted words: they stand behind all others.
const MOST_UNITS: u32 = 5_000;
/// Kinds whose comments and deleted words are units of their own.
const WITH_REMARKS: [&str; 12] =
    ["docx", "doc", "odt", "odp", "odg", "pptx", "ppt", "rtf", "xlsx", "xlsb", "xls", "ods"];
/// Labels of such units.
const WITH_NAMES: [&str; 4] = ["comments", "deleted text", "inserted text", "tracked changes"];
const ON_PAPER: [&str; 7] = ["pdf", "png", "jpeg", "tiff", "webp", "heif", "bmp"];
/// Kinds whose words have colours that nothing here looks at.
const IN_COLOURS: [&str; 22] = [
    "doc", "rtf", "odt", "odp", "odg", "ods", "pptx", "ppt", "xlsx", "xlsb", "xls", "html", "mhtml", "mail", "msg",
    "emlx", "tnef", "epub", "warc", "wacz", "svg", "emf",
];

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct RevealsOf {
    case: PathBuf,
    doc: String,
}

#[derive(Serialize, TS)]
pub(super) struct RevealsAnswer {
    document: String,
    path: String,
    /// What it tells besides its words, the most telling first.
    reveals: Vec<Revealed>,
    /// Documents inside it that tell something, and how much.
    inside: Vec<InsideLine>,
    /// Why it may tell more than is listed; null where all of it was read.
    unread: Option<String>,
    /// What could be there and is not looked for.
    not_looked_for: Vec<&'static str>,
}

#[derive(Serialize, TS)]
struct InsideLine {
    document: String,
    path: String,
    count: u64,
}

pub(super) fn reveals_of(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let RevealsOf { case, doc } = request(value)?;
    let case = open(desk, &case)?;
    let document = case.find_document(&doc)?.id;
    case.refuse_set_aside(&document)?;
    let paths: Vec<String> = case.acquisitions(&document)?.into_iter().map(|place| place.path).collect();
    let reading = case.reading(&document)?.map(|reading| reading.result);
    let mut inside = Vec::new();
    for place in case.found_inside(&document)? {
        let Some(id) = place.document else { continue };
        if case.refuse_set_aside(&id).is_err() {
            continue;
        }
        let Some(reading) = case.reading(&id)? else { continue };
        let count = of_reading(&case, &reading.result, std::slice::from_ref(&place.path))?.len() as u64;
        if count > 0 {
            inside.push(InsideLine { document: id.to_string(), path: place.path, count });
        }
    }
    let (found, unread, kind) = match &reading {
        Some(reading) => {
            let is_whole = !reading.state.is_unreadable();
            let unread = (!is_whole).then(|| why_no_text(Some(reading)));
            (of_reading(&case, reading, &paths)?, unread, reading.kind.as_str())
        }
        None => (Vec::new(), Some(why_no_text(None)), ""),
    };
    let has_dots = reading.as_ref().is_some_and(|reading| marks(reading).is_some());
    let dots = (ON_PAPER.contains(&kind) && !has_dots).then_some(
        "the dots by which colour printers mark what they print, except on colour scans whose words were read off them: \
         faint ones are missed there, too",
    );
    Answer::of(RevealsAnswer {
        document: document.to_string(),
        path: paths.into_iter().next().unwrap_or_default(),
        reveals: found,
        inside,
        unread,
        not_looked_for: dots.into_iter().chain(hidden_otherwise(kind)).collect(),
    })
}

/// How words of such a document could be hidden without being told.
fn hidden_otherwise(kind: &str) -> Option<&'static str> {
    match kind {
        "pdf" => Some(
            "words hidden on or under pictures, on layers that are switched off, beyond the edge of a frame or by letters too \
             small to read; and any hidden words on pages that only the second engine, PDFium, could read",
        ),
        "docx" => Some("words in white in text boxes, in colours other than white, or in letters too small to read"),
        kind if IN_COLOURS.contains(&kind) => {
            Some("words hidden by the colour of what is behind them or by letters too small to read")
        }
        _ => None,
    }
}

fn of_reading(case: &Case, reading: &NewReading, paths: &[String]) -> Result<Vec<Revealed>> {
    let mut meta: BTreeMap<String, Vec<String>> =
        serde_json::from_value(reading.details["meta"].clone()).unwrap_or_default();
    meta.extend(marks(reading).map(|words| (MARKS.to_owned(), vec![words])));
    let remarks = if WITH_REMARKS.contains(&reading.kind.as_str()) { remarks(case, reading)? } else { Vec::new() };
    Ok(reveals(&Told { meta: &meta, paths, remarks: &remarks }))
}

/// What printers left on the paper of the first page that shows it, and how many others do.
fn marks(reading: &NewReading) -> Option<String> {
    let pages = reading.details[MARKS].as_object()?;
    let (first, words) = pages
        .iter()
        .filter_map(|(number, words)| Some((number.parse::<u32>().ok()?, words.as_str()?)))
        .min_by_key(|(number, _)| *number)?;
    Some(match pages.len() {
        1 => format!("{words} (p. {first})"),
        2 => format!("{words} (p. {first} and 1 other page)"),
        n => format!("{words} (p. {first} and {} other pages)", n - 1),
    })
}

/// The lines of comments and of words that were deleted or inserted.
fn remarks(case: &Case, reading: &NewReading) -> Result<Vec<String>> {
    let Some(hash) = &reading.text else { return Ok(Vec::new()) };
    let mut pack = case.text(hash)?;
    let mut lines = Vec::new();
    let first = pack.n_units().saturating_sub(MOST_UNITS) + 1;
    for number in first..=pack.n_units() {
        if let Some(unit) = pack.unit(number)?
            && WITH_NAMES.iter().any(|label| unit.label.contains(label))
        {
            lines.extend(unit.text.lines().map(str::to_owned));
        }
    }
    Ok(lines)
}
