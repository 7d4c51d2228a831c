//! Citing.

use std::path::PathBuf;

use anchor::{Anchor, RegionAnchor};
use facts::SaidBy;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::table::citation::NewCitation;
use ts_rs::TS;

use super::{Answer, request};
use crate::{
    Code, Desk, Error, Job, Result,
    findings::{self, Found, Selection, Wanted},
    library::open_mut,
    lookup,
    pages::{
        artist::Artist,
        region::{self, Region},
    },
    placing::What,
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Cite {
    case: PathBuf,
    doc: String,
    unit: Option<u32>,
    quote: Option<String>,
    occurrence: Option<u32>,
    start: Option<u32>,
    to_unit: Option<u32>,
    end: Option<u32>,
    row: Option<u32>,
    columns: Option<String>,
    #[serde(rename = "box")]
    region: Option<String>,
    said_by: Option<String>,
}

#[derive(Serialize, TS)]
pub(super) struct Cited {
    citation: String,
    document: String,
    parts: Vec<Part>,
}

#[derive(Serialize, TS)]
pub(super) struct Part {
    unit: u32,
    /// Where the words stand; 0 to 0 for a box.
    start: u32,
    end: u32,
    /// The words; empty for a box.
    quote: String,
    /// Whether they were read off a picture, and may have been misread.
    by_ocr: bool,
    /// Left, top, width and height in points, for a box.
    #[serde(rename = "box", skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    region: Option<[f64; 4]>,
    /// Beginning and end in milliseconds, for a stretch of a recording.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    time: Option<[u64; 2]>,
}

pub(super) fn cite(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Cite { case, doc, unit, quote, occurrence, start, to_unit, end, row, columns, region, said_by } =
        request(value)?;
    let unit = on_unit(unit)?;
    let what = match (quote, row, start.zip(end), region) {
        (Some(quote), None, None, None) => What::InText(Wanted::Quote { quote, occurrence }),
        (None, Some(row), None, None) => {
            let columns = columns.map(|c| c.split(',').map(str::to_owned).collect()).unwrap_or_default();
            What::InText(Wanted::Row { row, columns })
        }
        (None, None, Some((start, end)), None) => What::InText(Wanted::Span(Selection { start, to_unit, end })),
        (None, None, None, Some(region)) => What::OnPage(Region::parse(&region)?),
        _ => {
            let message = "Say what to cite: --quote TEXT, --row R, --box X,Y,W,H, or --start S --end E.";
            return Err(Error::new(Code::Usage, message));
        }
    };
    let mut case = open_mut(desk, &case)?;
    let document = case.find_document(&doc)?.id;
    let said_by = said_by.map(|who| speaker(&case, who)).transpose()?;
    let (anchors, mut parts): (Vec<Anchor>, Vec<Part>) = match what {
        What::InText(wanted) => findings::find(&case, &document, &doc, unit, &wanted)?.into_iter().map(in_text).unzip(),
        What::OnPage(area) => {
            let made = region::cite(&case, &mut Artist::new(desk), document, unit, area, &job.cancel)?;
            std::iter::once(on_page(made)).unzip()
        }
    };
    for (part, anchor) in parts.iter_mut().zip(&anchors) {
        part.by_ocr = findings::is_by_ocr(&case, anchor)?;
    }
    let mut tx = case.begin(&desk.author, "citing")?;
    let id = tx.add_citation(&NewCitation { document, anchors, said_by, translation: None })?;
    tx.commit()?;
    Answer::of(Cited { citation: id.to_string(), document: document.to_string(), parts })
}

fn in_text(found: Found) -> (Anchor, Part) {
    let Found { unit, start, end, quote, anchor } = found;
    let time = match &anchor {
        Anchor::Time(time) => Some([time.from_ms, time.to_ms]),
        _ => None,
    };
    (anchor, Part { unit, start, end, quote, by_ocr: false, region: None, time })
}

fn on_page(made: RegionAnchor) -> (Anchor, Part) {
    let region = Some([made.x, made.y, made.width, made.height]);
    let part = Part { unit: made.unit, start: 0, end: 0, quote: String::new(), by_ocr: false, region, time: None };
    (made.into(), part)
}

fn on_unit(unit: Option<u32>) -> Result<u32> {
    unit.ok_or_else(|| {
        Error::new(Code::Usage, "Say on which page, message, section or block of rows it stands, with --unit N.")
    })
}

/// The unit, start and end of selected words, all of which must be given.
pub(super) fn selected(unit: Option<u32>, start: Option<u32>, end: Option<u32>) -> Result<(u32, u32, u32)> {
    let unit = on_unit(unit)?;
    let (start, end) =
        start.zip(end).ok_or_else(|| Error::new(Code::Usage, "Say which words, with --start S --end E."))?;
    Ok((unit, start, end))
}

/// An entity if the words are its name or id, else the words.
pub(super) fn speaker(case: &store::Case, who: String) -> Result<SaidBy> {
    match lookup::entity(case, &who) {
        Ok(entity) => Ok(SaidBy::Entity(entity)),
        Err(error) if error.code == Code::NotFound => Ok(SaidBy::Words(who)),
        // Somebody may be called as an entity that was withdrawn is; only an id can mean nothing else.
        Err(error) if error.code == Code::Refused && who.parse::<facts::EntityId>().is_err() => Ok(SaidBy::Words(who)),
        Err(error) => Err(error),
    }
}
