//! Putting right what was misread: a line of a page whose words were read off a picture.

use std::path::PathBuf;

use anchor::{
    Anchor, TextHash, Unit,
    attach::{Hold, attach_all, combine},
    text::cell_text,
};
use facts::{Citation, DocumentId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{
    Case, CaseMut, Made, Maker,
    vault::pack::{PackWriter, StagedText},
};
use ts_rs::TS;

use super::{Answer, request};
use crate::{
    Code, Desk, Error, Job, Result,
    findings::StoredUnits,
    known::words,
    library::{CORRECTED, UnitWords, is_by_ocr, is_corrected, open_mut},
    privilege::Matcher,
    sameness, searching,
    seeing::line::with_line,
    setting_aside,
    taking_in::{self, gist::Gist},
};

/// Most characters of a line.
const MOST_CHARS: usize = 10_000;

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Correct {
    case: PathBuf,
    doc: String,
    unit: Option<u32>,
    /// The line, from 1.
    line: Option<u32>,
    /// What stands there.
    words: String,
}

#[derive(Serialize, TS)]
pub(super) struct Corrected {
    document: String,
    unit: u32,
    line: u32,
    before: String,
    after: String,
    /// The text that counts now.
    version: String,
    /// Why the document is set aside now, where the words are on the privilege list.
    set_aside: Option<String>,
    /// Citations of the page whose words stand elsewhere now, or no longer.
    citations: Vec<Touched>,
}

/// A citation that a correction moved, or took its words from.
#[derive(Serialize, TS)]
struct Touched {
    citation: String,
    quote: String,
    #[ts(type = "\"moved\" | \"lost\"")]
    now: &'static str,
}

pub(super) fn correct(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Correct { case, doc, unit: number, line, words } = request(value)?;
    let (Some(number), Some(line)) = (number, line) else {
        return Err(Error::new(Code::Usage, "Say which line of which page: --unit N --line L."));
    };
    if words.chars().count() > MOST_CHARS {
        return Err(Error::new(Code::Usage, format!("A line has at most {MOST_CHARS} characters.")));
    }
    let mut case = open_mut(desk, &case)?;
    let document = case.find_document(&doc)?.id;
    // What is read, made and written is one text: nobody else changes it meanwhile.
    case.hold("putting words right")?;
    let matcher = Matcher::new(&case.privilege_rules()?)?;
    let fixed = put_right(&case, &document, &doc, (number, line), &words, matcher.as_ref())?;
    let Fixed { before, text: fresh, from, gist } = fixed;
    let version = fresh.hash;
    let after = fresh.reader()?.unit(number)?.and_then(|unit| line_of(unit, line)).unwrap_or_default();
    let citations = touched(&case, &document, number, &fresh)?;
    record(desk, &mut case, document, number, (from, fresh, gist), matcher.is_some())?;
    let mut index = searching::open_for_writing(&case, job)?;
    index.add(&case, &document)?;
    let aside = case.standing(&document)?.filter(|aside| aside.is_shut()).map(|aside| aside.because);
    if aside.is_some() {
        setting_aside::withdraw(&case, &mut index, &document)?;
        setting_aside::with_insides(desk, &mut case, &mut index)?;
        index.purge(desk)?;
    }
    index.commit()?;
    taking_in::compare(&mut case, job)?;
    case.release();
    let (document, version) = (document.to_string(), version.to_string());
    Answer::of(Corrected { document, unit: number, line, before, after, version, set_aside: aside, citations })
}

/// A text with a line put right.
struct Fixed {
    /// The line as it was.
    before: String,
    text: StagedText,
    /// The text it was made from.
    from: TextHash,
    gist: Gist,
}

/// The document's text with other words in one line of it.
fn put_right(
    case: &Case,
    document: &DocumentId,
    doc: &str,
    (number, line): (u32, u32),
    words: &str,
    matcher: Option<&Matcher>,
) -> Result<Fixed> {
    let Some(reading) = case.reading(document)?.map(|r| r.result) else {
        return Err(Error::new(Code::Refused, format!("{doc} has not been read yet. Nothing was changed.")));
    };
    let none = || UnitWords::of(&reading.kind).none(doc, reading.units, number);
    let from = reading.text.ok_or_else(none)?;
    let mut pack = case.text(&from)?;
    let Some(mut unit) = pack.unit(number)?.cloned() else { return Err(none()) };
    if !is_by_ocr(&unit) {
        let message = "Only words that were read off a picture can be put right. These are the file's own.";
        return Err(Error::new(Code::Refused, message));
    }
    unit.boxes = pack.boxes(number)?;
    let words = cell_text(words);
    let words = words.trim();
    let Some(before) = line_of(&unit, line) else {
        let n_lines = unit.text.split('\n').count();
        return Err(Error::new(Code::NotFound, format!("The page has {n_lines} lines; there is no line {line}.")));
    };
    if before == words {
        return Err(Error::new(Code::Refused, "The line says that already. Nothing was changed."));
    }
    let unit = with_line(&unit, line, words).ok_or_else(none)?;
    // Marks may join across what was a line's end and is none any more.
    if !anchor::text::is_unit_text(&unit.text) {
        return Err(Error::new(Code::Refused, "These words cannot stand in that line. Nothing was changed."));
    }
    let engine = if is_corrected(&unit) { unit.engine.clone() } else { format!("{}{CORRECTED}", unit.engine) };
    let mut corrected = Some(Unit { engine, ..unit });
    let mut gist = Gist::default();
    let mut fresh = PackWriter::new(document, case.vault().stage()?)?;
    for other in 1..=pack.n_units() {
        let unit = if other == number { corrected.take() } else { pack.unit(other)?.cloned() };
        let Some(mut unit) = unit else { continue };
        if other != number {
            unit.boxes = pack.boxes(other)?;
        }
        gist.take(&unit, matcher);
        fresh.unit(unit)?;
    }
    Ok(Fixed { before, text: fresh.finish()?, from, gist })
}

fn record(
    desk: &Desk,
    case: &mut CaseMut,
    document: DocumentId,
    number: u32,
    (from, text, gist): (TextHash, StagedText, Gist),
    watches: bool,
) -> Result<()> {
    let language = case.reading(&document)?.and_then(|r| r.result.language);
    let hash = text.hash;
    let mut tx = case.begin(&desk.author, "putting words right")?;
    // Who it was stands in the history, under a name that can be erased.
    let made = Made::extracted("a person", "", language);
    tx.add_text(document, text, Made { maker: Maker::Corrected, derived_from: Some(from), ..made })?;
    tx.correct_text(document, number, hash)?;
    if watches {
        tx.set_aside_unread(&document, gist.aside())?;
    }
    tx.keep_sketch(&sameness::kept(document, hash, &gist.sketch()))?;
    Ok(tx.commit()?)
}

fn line_of(unit: &Unit, line: u32) -> Option<String> {
    unit.text.split('\n').nth((line as usize).checked_sub(1)?).map(str::to_owned)
}

/// Citations of a page that do not stand where they stood.
fn touched(case: &Case, document: &DocumentId, number: u32, fresh: &StagedText) -> Result<Vec<Touched>> {
    let is_here = |anchor: &Anchor| anchor.version().is_some() && anchor.unit() == Some(number);
    let citations: Vec<Citation> =
        case.citations_of(document)?.into_iter().filter(|citation| citation.anchors.iter().any(is_here)).collect();
    let units = StoredUnits::new(fresh.reader()?);
    let anchors: Vec<&Anchor> = citations.iter().flat_map(|citation| &citation.anchors).collect();
    let mut outcomes = attach_all(&anchors, &fresh.hash, &units)?.into_iter().map(|attached| attached.outcome);
    let mut touched = Vec::new();
    for citation in &citations {
        let of_citation: Vec<_> = outcomes.by_ref().take(citation.anchors.len()).collect();
        let now = match combine(&of_citation) {
            Hold::Moved => "moved",
            Hold::Lost => "lost",
            Hold::InPlace | Hold::NotText => continue,
        };
        let (citation, quote) = (citation.id.to_string(), words(&citation.anchors));
        touched.push(Touched { citation, quote, now });
    }
    Ok(touched)
}
