//! One unit with the place of every word on it, and what of it is cited.

use std::path::PathBuf;

use anchor::{
    Anchor, UnitKind,
    attach::{Hold, attach_all},
};
use facts::{Citation, DocumentId};
use ingest::draw::{Engine, Turn};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Case;
use ts_rs::TS;

use crate::{
    Code, Desk, Error, Job, Result,
    command::{Answer, request},
    doubtful::{self, Doubtful},
    findings::{self, StoredUnits},
    headings::{self, Heading},
    library::{is_by_ocr, language_of, open},
    pages::{Wanted, artist::Artist},
    seeing::waiting,
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(in crate::command) struct OfUnit {
    case: PathBuf,
    doc: String,
    unit: Option<u32>,
}

/// One unit with everything a reader needs to show it.
#[derive(Serialize, TS)]
pub(in crate::command) struct UnitPage {
    document: String,
    unit: u32,
    /// How many the document has.
    units: u32,
    #[ts(type = "\"page\" | \"message\" | \"sheet\" | \"slide\" | \"web\" | \"section\"")]
    kind: UnitKind,
    label: String,
    text: String,
    engine: String,
    /// Whether its words were read off a picture: names and numbers want a look.
    by_ocr: bool,
    /// Whether it is a picture whose words wait to be read off it.
    waits: bool,
    /// Numbers read off the picture whose check digits do not agree: a sign of each may be misread.
    doubtful: Vec<Doubtful>,
    /// x, y, width, height (points) of what looks like text on it and was not read.
    unread: Vec<[f32; 4]>,
    quality: Option<f32>,
    /// The language it is in, as far as its words tell; else its document's.
    language: Option<String>,
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
    /// What the columns are called: by the row that its reader took for the header, or by the one that was chosen.
    header: Vec<String>,
    /// The row that says so, as the sheet counts; it may lie in another unit. Null where none does.
    header_row: Option<u32>,
    /// Whether somebody chose it.
    header_chosen: bool,
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

pub(in crate::command) fn unit(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfUnit { case, doc, unit: number } = request(value)?;
    let case = open(desk, &case)?;
    let document = case.find_document(&doc)?;
    let reading = case.reading(&document.id)?.map(|r| r.result);
    let number = number.unwrap_or(1);
    let looks = Looks::at(reading.as_ref(), number);
    let Some(hash) = reading.as_ref().and_then(|r| r.text) else {
        return picture_alone(desk, job, &case, &document.id, number, looks).map_err(|error| {
            let state = reading.map_or("queued", |r| r.state.as_str());
            Error::new(Code::NotFound, format!("{doc} has no text ({state}).")).detail(error)
        });
    };
    let mut pack = case.text(&hash)?;
    let units = pack.n_units();
    let Some(unit) = pack.unit(number)?.cloned() else {
        return Err(Error::new(Code::NotFound, format!("{doc} has no page or part {number}; it has {units}.")));
    };
    let boxes = pack.boxes(number)?;
    let units_read = StoredUnits::new(pack);
    let heading = match &unit.table {
        Some(table) => headings::heading(&headings::chosen(&case, &document.id)?, &units_read, number, table)?,
        None => Heading::default(),
    };
    let cited = cited_spans(&case, &document.id, &hash, number, &unit, &units_read)?;
    let by_ocr = is_by_ocr(&unit);
    let language = language_of(&unit, reading.as_ref().and_then(|r| r.language.as_deref()));
    let doubtful = if by_ocr { doubtful::in_text(&unit.text) } else { Vec::new() };
    Answer::of(UnitPage {
        document: document.id.to_string(),
        unit: number,
        units,
        kind: unit.kind,
        label: unit.label,
        text: unit.text,
        by_ocr,
        waits: looks.waits,
        doubtful,
        unread: looks.unread,
        engine: unit.engine,
        quality: unit.quality,
        language,
        page: unit.page.map(|p| [p.width, p.height]),
        // A unit has fewer scalars than a 32-bit float counts exactly.
        boxes: boxes.iter().map(|b| [b.start as f32, b.end as f32, b.x, b.y, b.width, b.height]).collect(),
        table: unit.table.map(|t| TablePage {
            sheet: t.sheet,
            first_row: t.first_row,
            rows: t.n_rows,
            header: heading.names,
            header_row: heading.row,
            header_chosen: heading.is_chosen,
            raw: t.raw.into_iter().map(|c| (c.row, c.column, c.value)).collect(),
        }),
        cited,
    })
}

/// What was made of a page as a picture.
struct Looks {
    waits: bool,
    unread: Vec<[f32; 4]>,
}

impl Looks {
    fn at(reading: Option<&store::NewReading>, number: u32) -> Looks {
        let Some(reading) = reading else { return Looks { waits: false, unread: Vec::new() } };
        let unread = &reading.details["unread"][number.to_string()];
        Looks {
            waits: waiting::pages(reading).contains(number),
            unread: serde_json::from_value(unread.clone()).unwrap_or_default(),
        }
    }
}

/// A page without words: a photograph, which can be looked at and cited by its areas.
fn picture_alone(
    desk: &Desk,
    job: &mut Job<'_>,
    case: &Case,
    document: &DocumentId,
    number: u32,
    looks: Looks,
) -> Result<Answer> {
    // Small: only its size is wanted.
    let wanted = Wanted { document: *document, unit: number, scale: 0.1, turn: Turn::None, engine: Engine::Best };
    let page = Artist::new(desk).draw(case, &wanted, &job.cancel)?.canvas.page;
    let areas = case.citations_of(document)?;
    let marked = areas.iter().flat_map(|citation| {
        citation.anchors.iter().filter_map(move |anchor| match anchor {
            Anchor::Region(region) if region.unit == number => Some(CitedSpan {
                citation: citation.id.to_string(),
                start: 0,
                end: 0,
                area: Some([region.x, region.y, region.width, region.height]),
                row: None,
                columns: Vec::new(),
                hold: "in_place",
            }),
            _ => None,
        })
    });
    Answer::of(UnitPage {
        document: document.to_string(),
        unit: number,
        units: 1,
        kind: UnitKind::Page,
        label: format!("p. {number}"),
        text: String::new(),
        engine: String::new(),
        by_ocr: false,
        waits: looks.waits,
        doubtful: Vec::new(),
        unread: looks.unread,
        quality: None,
        language: None,
        page: Some([page.width, page.height]),
        boxes: Vec::new(),
        table: None,
        cited: marked.collect(),
    })
}

/// What of a unit is cited: where the words of every citation of the document stand now, as far as that is here.
fn cited_spans(
    case: &Case,
    document: &DocumentId,
    version: &anchor::TextHash,
    number: u32,
    unit: &anchor::Unit,
    units: &StoredUnits,
) -> Result<Vec<CitedSpan>> {
    let citations = case.citations_of(document)?;
    let anchors: Vec<(&Citation, &Anchor)> =
        citations.iter().flat_map(|c| c.anchors.iter().map(move |a| (c, a))).collect();
    let only: Vec<&Anchor> = anchors.iter().map(|(_, anchor)| *anchor).collect();
    let found = attach_all(&only, version, units)?;
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
