//! A citation, and where its words stand now.

use anchor::{
    Anchor,
    attach::{Hold, Outcome, Units, attach_all, combine},
};
use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use crate::{
    Desk, Job, Result,
    command::{Answer, OfId, request},
    findings,
    known::{self, Known},
    library::{self, open},
};

/// A citation, and where its words stand now.
#[derive(Serialize, TS)]
pub(in crate::command) struct CitationPage {
    citation: String,
    document: String,
    parts: Vec<CitedPart>,
    /// `in_place`, `moved`, `lost` or `no_source`.
    state: &'static str,
    said_by: Option<String>,
}

#[derive(Serialize, TS)]
struct CitedPart {
    /// The unit the words stand in now; where they are lost, the one they stood in.
    unit: u32,
    start: u32,
    end: u32,
    row: Option<u32>,
    /// x, y, width, height in points, for a marked area.
    area: Option<[f64; 4]>,
    quote: String,
}

pub(in crate::command) fn citation(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfId { case, id } = request(value)?;
    let case = open(desk, &case)?;
    let citation = library::by_prefix("citation", &id, case.citations()?, |c| c.id.to_string())?;
    let known = Known::load(&case)?;
    let mut page = CitationPage {
        citation: citation.id.to_string(),
        document: citation.document.to_string(),
        parts: citation.anchors.iter().map(as_cited).collect(),
        state: "no_source",
        said_by: known::speaker(&known.knowledge(), citation.said_by.as_ref()),
    };
    let version = case.reading(&citation.document)?.and_then(|r| r.result.text);
    let anchors: Vec<&Anchor> = citation.anchors.iter().collect();
    let outcomes: Vec<Outcome> = match version {
        Some(version) => {
            let units = findings::StoredUnits::new(case.text(&version)?);
            let found = attach_all(&anchors, &version, &units)?;
            for (part, found) in page.parts.iter_mut().zip(&found) {
                let (Outcome::InPlace { unit, .. } | Outcome::Moved { unit, .. }) = found.outcome else { continue };
                let Some(now) = units.get(unit)? else { continue };
                if let Some((row, start, end)) = findings::stands_at(&found.outcome, &now, unit) {
                    (part.unit, part.row, part.start, part.end) = (unit, row, start, end);
                }
            }
            found.into_iter().map(|f| f.outcome).collect()
        }
        None => anchors.iter().map(|a| if a.version().is_some() { Outcome::Lost } else { Outcome::NotText }).collect(),
    };
    page.state = match combine(&outcomes) {
        Hold::InPlace | Hold::NotText => "in_place",
        Hold::Moved => "moved",
        Hold::Lost => "lost",
    };
    if case.document(&citation.document)?.is_none() {
        page.state = "no_source";
    }
    Answer::of(page)
}

/// An anchor as it was cited.
fn as_cited(anchor: &Anchor) -> CitedPart {
    let mut part = CitedPart {
        unit: anchor.unit().unwrap_or(1),
        start: 0,
        end: 0,
        row: None,
        area: None,
        quote: anchor.quote().unwrap_or_default(),
    };
    match anchor {
        Anchor::Text(text) => (part.start, part.end) = (text.start.0, text.end.0),
        Anchor::Cells(cells) => part.row = Some(cells.row),
        Anchor::Region(region) => part.area = Some([region.x, region.y, region.width, region.height]),
        Anchor::Time(_) | Anchor::Unknown(_) => {}
    }
    part
}
