//! A citation, and where its words stand now.

use anchor::{
    Anchor, WordBox,
    attach::{Hold, Outcome, Units, attach_all, combine},
};
use facts::DocumentId;
use serde::Serialize;
use serde_json::Value;
use store::{Acquisition, Case, SourceKind};
use ts_rs::TS;

use crate::{
    Desk, Job, Result,
    command::{Answer, OfId, request},
    findings,
    known::{self, Known},
    library::{self, open},
    transcripts,
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
    /// Whether it lies in a picture that is shown only when asked for, because it was received.
    covered: bool,
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
    /// When it is heard in its recording, as a player shows it.
    time: Option<String>,
    quote: String,
    /// Whether the words that were cited had been read off a picture, and may have been misread.
    by_ocr: bool,
    /// Width and height in points of the page that the words stand on now, where it is drawn.
    page: Option<[f32; 2]>,
    /// Where on that page they stand, line by line: x, y, width, height in points. None where they are lost.
    lines: Vec<[f32; 4]>,
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
        covered: is_covered(&case, &citation.document)?,
        said_by: known::speaker(&known.knowledge(), citation.said_by.as_ref()),
    };
    for (part, anchor) in page.parts.iter_mut().zip(&citation.anchors) {
        part.by_ocr = findings::is_by_ocr(&case, anchor)?;
    }
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
                    part.page = now.page.map(|page| [page.width, page.height]);
                    part.lines = lines(&units.boxes(unit)?, start, end);
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

/// A picture that somebody handed over may show what nobody wants to see unprepared.
fn is_covered(case: &Case, document: &DocumentId) -> Result<bool> {
    let is_picture = case.reading(document)?.is_some_and(|reading| reading.result.mime.starts_with("image/"));
    let sources = case.sources()?;
    let is_received = |a: &Acquisition| sources.get(&a.source).is_some_and(|s| s.kind == SourceKind::Received);
    Ok(is_picture && case.acquisitions(document)?.iter().any(is_received))
}

/// Where a stretch of a unit stands on its page, line by line. Of a run that is cited in part, its share by characters.
fn lines(boxes: &[WordBox], start: u32, end: u32) -> Vec<[f32; 4]> {
    let mut lines: Vec<[f32; 4]> = Vec::new();
    for run in boxes.iter().filter(|run| run.start < end && run.end > start) {
        let share = |at: u32| (at.clamp(run.start, run.end) - run.start) as f32 / (run.end - run.start).max(1) as f32;
        let (left, right) = (run.x + run.width * share(start), run.x + run.width * share(end));
        let (top, bottom) = (run.y, run.y + run.height);
        match lines.last_mut() {
            Some([x, y, width, height]) if (top + bottom) / 2.0 > *y && (top + bottom) / 2.0 < *y + *height => {
                let (far, low) = (right.max(*x + *width), bottom.max(*y + *height));
                (*x, *y) = (left.min(*x), top.min(*y));
                (*width, *height) = (far - *x, low - *y);
            }
            _ => lines.push([left, top, right - left, bottom - top]),
        }
    }
    lines
}

/// An anchor as it was cited.
fn as_cited(anchor: &Anchor) -> CitedPart {
    let mut part = CitedPart {
        unit: anchor.unit().unwrap_or(1),
        start: 0,
        end: 0,
        row: None,
        area: None,
        time: None,
        quote: anchor.quote().unwrap_or_default(),
        by_ocr: false,
        page: None,
        lines: Vec::new(),
    };
    match anchor {
        Anchor::Text(text) => (part.start, part.end) = (text.start.0, text.end.0),
        Anchor::Cells(cells) => part.row = Some(cells.row),
        Anchor::Region(region) => part.area = Some([region.x, region.y, region.width, region.height]),
        Anchor::Time(time) => part.time = Some(transcripts::shown(time)),
        Anchor::Unknown(_) => {}
    }
    part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_in_lines() {
        let run = |start, end, x, y| WordBox { start, end, x, y, width: 10.0 * (end - start) as f32, height: 12.0 };
        let boxes = [run(0, 4, 72.0, 90.0), run(5, 9, 122.0, 91.0), run(10, 14, 72.0, 105.0)];
        let check = |start: u32, end: u32, expect: &[[f32; 4]]| assert_eq!(lines(&boxes, start, end), expect);
        check(0, 4, &[[72.0, 90.0, 40.0, 12.0]]);
        check(0, 9, &[[72.0, 90.0, 90.0, 13.0]]);
        check(6, 12, &[[132.0, 91.0, 30.0, 12.0], [72.0, 105.0, 20.0, 12.0]]);
        check(4, 5, &[]);
        check(20, 30, &[]);
    }
}
