//! What the reader shows: a document as a whole, and one page, message, section or block of rows of it.

use std::{collections::HashMap, path::PathBuf};

use anchor::{
    Anchor, UnitKind,
    attach::{Hold, Outcome, Units, attach_all, combine},
};
use facts::{Citation, DocumentId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Case, State};
use ts_rs::TS;

use super::{Answer, OfId, marks, request};
use crate::{
    Code, Desk, Error, Job, Result, findings,
    known::{self, Known},
    library::{self, moment, open},
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct OfDocument {
    case: PathBuf,
    doc: String,
}

#[derive(Serialize, TS)]
pub(super) struct DocumentPage {
    id: String,
    sha256: String,
    /// The path it was found by first.
    path: String,
    title: Option<String>,
    kind: String,
    mime: String,
    bytes: u64,
    units: u32,
    language: Option<String>,
    date: Option<String>,
    state: &'static str,
    reason: String,
    /// What read it, and what confined the reader.
    parser: String,
    sandbox: String,
    /// Properties as the file tells them, by name: `from`, `subject`, `author`…
    #[ts(type = "Record<string, string[]>")]
    meta: Value,
    problems: Vec<ProblemLine>,
    found: Vec<FoundLine>,
    /// Documents found inside it.
    children: Vec<ChildLine>,
    /// Citations of it, in the order they stand.
    citations: Vec<CitedLine>,
    marks: marks::Marks,
    /// Whether it came from a source whose pictures are shown only when asked for.
    received: bool,
}

#[derive(Serialize, TS)]
struct ProblemLine {
    code: String,
    message: String,
    unit: Option<u32>,
}

#[derive(Serialize, TS)]
struct FoundLine {
    path: String,
    source: String,
    parent: Option<String>,
    modified: Option<String>,
}

#[derive(Serialize, TS)]
struct ChildLine {
    document: Option<String>,
    path: String,
    kind: String,
    state: &'static str,
}

/// A citation, and the facts that rest on it.
#[derive(Serialize, TS)]
struct CitedLine {
    citation: String,
    /// The unit it begins in, from 1.
    unit: Option<u32>,
    quote: String,
    said_by: Option<String>,
    translation: Option<String>,
    author: String,
    at: String,
    facts: Vec<FactLine>,
}

/// A fact that rests on a citation.
#[derive(Serialize, TS, PartialEq)]
struct FactLine {
    id: String,
    schema: String,
    name: String,
    property: String,
    value: String,
    standing: &'static str,
    stance: &'static str,
}

pub(super) fn document(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfDocument { case, doc } = request(value)?;
    let case = open(desk, &case)?;
    let document = case.find_document(&doc)?;
    let reading = case.reading(&document.id)?.map(|r| r.result);
    let sources = case.sources()?;
    let found_at = case.acquisitions(&document.id)?;
    let details = reading.as_ref().map(|r| r.details.clone()).unwrap_or_default();
    let source_of = |a: &store::Acquisition| sources.get(&a.source);
    let problems = details["problems"].as_array().into_iter().flatten().map(|p| ProblemLine {
        code: p["code"].as_str().unwrap_or_default().to_owned(),
        message: p["message"].as_str().unwrap_or_default().to_owned(),
        unit: p["unit"].as_u64().and_then(|n| u32::try_from(n).ok()),
    });
    let title = ["title", "subject"].iter().find_map(|key| details["meta"][key][0].as_str()).map(str::to_owned);
    let of = |text: fn(&store::NewReading) -> &str| reading.as_ref().map(text).unwrap_or_default().to_owned();
    Answer::of(DocumentPage {
        id: document.id.to_string(),
        sha256: store::to_hex(&document.sha256),
        path: found_at.first().map(|a| a.path.clone()).unwrap_or_default(),
        title,
        kind: of(|r| &r.kind),
        mime: of(|r| &r.mime),
        bytes: document.bytes,
        units: reading.as_ref().map_or(0, |r| r.units),
        language: reading.as_ref().and_then(|r| r.language.clone()),
        date: reading.as_ref().and_then(|r| r.date.clone()),
        state: reading.as_ref().map_or(State::Queued, |r| r.state).as_str(),
        reason: of(|r| &r.reason),
        parser: of(|r| &r.parser),
        sandbox: of(|r| &r.sandbox),
        problems: problems.collect(),
        meta: match details.get("meta") {
            Some(meta) if meta.is_object() => meta.clone(),
            _ => Value::Object(serde_json::Map::new()),
        },
        received: found_at.iter().filter_map(source_of).any(|s| s.kind == store::SourceKind::Received),
        found: found_at
            .iter()
            .map(|a| FoundLine {
                path: a.path.clone(),
                source: source_of(a).map(|s| s.code_name.clone()).unwrap_or_default(),
                parent: a.parent.map(|p| p.to_string()),
                modified: a.modified.clone(),
            })
            .collect(),
        children: children(&case, &document.id)?,
        citations: citations(&case, &document.id)?,
        marks: marks::of(desk, &case, &document.id)?,
    })
}

fn children(case: &Case, parent: &DocumentId) -> Result<Vec<ChildLine>> {
    let mut lines = Vec::new();
    for child in case.found_inside(parent)? {
        let reading = match &child.document {
            Some(id) => case.reading(id)?.map(|r| r.result),
            None => None,
        };
        lines.push(ChildLine {
            document: child.document.map(|d| d.to_string()),
            path: child.path,
            kind: reading.as_ref().map(|r| r.kind.clone()).unwrap_or_default(),
            state: reading.map_or(State::Queued, |r| r.state).as_str(),
        });
    }
    Ok(lines)
}

fn citations(case: &Case, document: &DocumentId) -> Result<Vec<CitedLine>> {
    let mut of_document = case.citations_of(document)?;
    if of_document.is_empty() {
        return Ok(Vec::new());
    }
    of_document.sort_by_key(place);
    let known = Known::load(case)?;
    let knowledge = known.knowledge();
    let people = case.people()?;
    let statements: HashMap<_, _> = known.entities.iter().flat_map(|e| &e.statements).map(|s| (s.id, s)).collect();
    let mut ties: HashMap<_, Vec<&facts::Tie>> = HashMap::new();
    for tie in &known.ties {
        ties.entry(tie.citation).or_default().push(tie);
    }
    let fact = |tie: &&facts::Tie| {
        let statement = statements.get(&tie.statement).filter(|s| s.withdrawn.is_none())?;
        let whole = knowledge.whole(statement.entity)?;
        Some(FactLine {
            id: whole.id.to_string(),
            schema: whole.schema.clone(),
            name: whole.name.clone(),
            property: statement.property.clone(),
            value: known::shown(&knowledge, statement),
            standing: statement.standing.word(),
            stance: tie.stance.word(),
        })
    };
    let line = |citation: &Citation| CitedLine {
        citation: citation.id.to_string(),
        unit: citation.anchors.first().and_then(Anchor::unit),
        quote: known::words(&citation.anchors),
        said_by: known::speaker(&knowledge, citation.said_by.as_ref()),
        translation: citation.translation.as_ref().map(|t| t.words.clone()),
        author: people.get(&citation.author).cloned().unwrap_or_default(),
        at: moment(citation.at),
        facts: ties.get(&citation.id).into_iter().flatten().filter_map(fact).collect(),
    };
    Ok(of_document.iter().map(line).collect())
}

/// Where a citation stands, for reading down a document.
fn place(citation: &Citation) -> (u32, u32) {
    match citation.anchors.first() {
        Some(Anchor::Text(text)) => (text.unit, text.start.0),
        Some(Anchor::Cells(cells)) => (cells.unit, cells.row),
        Some(anchor) => (anchor.unit().unwrap_or(0), 0),
        None => (0, 0),
    }
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct OfUnit {
    case: PathBuf,
    doc: String,
    unit: Option<u32>,
}

/// One unit with everything a reader needs to show it.
#[derive(Serialize, TS)]
pub(super) struct UnitPage {
    document: String,
    unit: u32,
    /// How many the document has.
    units: u32,
    #[ts(type = "\"page\" | \"message\" | \"sheet\" | \"slide\" | \"web\" | \"section\"")]
    kind: UnitKind,
    label: String,
    text: String,
    engine: String,
    quality: Option<f32>,
    /// Width and height of the visible page in points, where the unit is drawn.
    page: Option<[f32; 2]>,
    /// Start, end (Unicode scalars), x, y, width, height (points) of every run of words on the page.
    boxes: Vec<[f32; 6]>,
    table: Option<TablePage>,
    /// What of it is cited.
    cited: Vec<CitedSpan>,
}

#[derive(Serialize, TS)]
struct TablePage {
    sheet: String,
    first_row: u32,
    rows: u32,
    header: Vec<String>,
    /// Row, column from 0, stored value, of cells whose stored value is not what is shown.
    raw: Vec<(u32, u32, String)>,
}

/// A stretch of a unit that a citation rests on.
#[derive(Serialize, TS)]
struct CitedSpan {
    citation: String,
    start: u32,
    end: u32,
    /// x, y, width, height in points, for a marked area.
    area: Option<[f64; 4]>,
    row: Option<u32>,
    columns: Vec<u32>,
    /// Whether the words still stand there: `in_place`, `moved` or `lost`.
    hold: &'static str,
}

pub(super) fn unit(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfUnit { case, doc, unit: number } = request(value)?;
    let case = open(desk, &case)?;
    let document = case.find_document(&doc)?;
    let reading = case.reading(&document.id)?.map(|r| r.result);
    let Some(hash) = reading.as_ref().and_then(|r| r.text) else {
        let state = reading.map_or("queued", |r| r.state.as_str());
        return Err(Error::new(Code::NotFound, format!("{doc} has no text ({state}).")));
    };
    let number = number.unwrap_or(1);
    let mut pack = case.text(&hash)?;
    let units = pack.n_units();
    let Some(unit) = pack.unit(number)?.cloned() else {
        return Err(Error::new(Code::NotFound, format!("{doc} has no page or part {number}; it has {units}.")));
    };
    let boxes = pack.boxes(number)?;
    let cited = cited_spans(&case, &document.id, &hash, number, &unit, pack)?;
    Answer::of(UnitPage {
        document: document.id.to_string(),
        unit: number,
        units,
        kind: unit.kind,
        label: unit.label,
        text: unit.text,
        engine: unit.engine,
        quality: unit.quality,
        page: unit.page.map(|p| [p.width, p.height]),
        // A unit has fewer scalars than a 32-bit float counts exactly.
        boxes: boxes.iter().map(|b| [b.start as f32, b.end as f32, b.x, b.y, b.width, b.height]).collect(),
        table: unit.table.map(|t| TablePage {
            sheet: t.sheet,
            first_row: t.first_row,
            rows: t.n_rows,
            header: t.header,
            raw: t.raw.into_iter().map(|c| (c.row, c.column, c.value)).collect(),
        }),
        cited,
    })
}

/// What of a unit is cited: where the words of every citation of the document stand now, as far as that is here.
fn cited_spans(
    case: &Case,
    document: &DocumentId,
    version: &anchor::TextHash,
    number: u32,
    unit: &anchor::Unit,
    pack: store::vault::pack::PackReader,
) -> Result<Vec<CitedSpan>> {
    let citations = case.citations_of(document)?;
    let anchors: Vec<(&Citation, &Anchor)> =
        citations.iter().flat_map(|c| c.anchors.iter().map(move |a| (c, a))).collect();
    let only: Vec<&Anchor> = anchors.iter().map(|(_, anchor)| *anchor).collect();
    let units = findings::StoredUnits::new(pack);
    let found = attach_all(&only, version, &units)?;
    let mut spans = Vec::new();
    for ((citation, anchor), found) in anchors.into_iter().zip(found) {
        let hold = match found.outcome.hold() {
            Hold::InPlace | Hold::NotText => "in_place",
            Hold::Moved => "moved",
            Hold::Lost => "lost",
        };
        let mut span = CitedSpan {
            citation: citation.id.to_string(),
            start: 0,
            end: 0,
            area: None,
            row: None,
            columns: Vec::new(),
            hold,
        };
        match anchor {
            Anchor::Region(region) if region.unit == number => {
                span.area = Some([region.x, region.y, region.width, region.height]);
            }
            Anchor::Text(_) | Anchor::Cells(_) => {
                let Some((at, start, end)) = findings::stands_at(&found.outcome, unit, number) else { continue };
                (span.start, span.end) = (start, end);
                span.row = at;
                if let Anchor::Cells(cells) = anchor {
                    span.columns = cells.columns.iter().map(|c| c.index).collect();
                }
            }
            _ => continue,
        }
        spans.push(span);
    }
    Ok(spans)
}

/// A citation, and where its words stand now.
#[derive(Serialize, TS)]
pub(super) struct CitationPage {
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

pub(super) fn citation(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
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
