//! What selected words offer, for a form that is already filled in.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
};

use anchor::{Anchor, Span, TextAnchor, TextIndex, Unit, attach::attach_all};
use dates::Date;
use facts::{
    Citation, CitationId, DocumentId, EntityId, Statement, StatementId, Tie,
    knowledge::Knowledge,
    timeline::{Filter, Row, timeline},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{Answer, request};
use crate::{
    Desk, Job, Result,
    alike::{Alike, Said, alike},
    doubtful::{self, Doubtful},
    findings::{self, Current, stands_at},
    known::{Known, words},
    library::{is_by_ocr, open},
    naming::Names,
    sentence,
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Suggest {
    case: PathBuf,
    doc: String,
    unit: Option<u32>,
    start: Option<u32>,
    end: Option<u32>,
}

#[derive(Serialize, TS)]
pub(super) struct Suggestions {
    document: String,
    unit: u32,
    start: u32,
    end: u32,
    quote: String,
    /// The sentence around the words; the row, in a table.
    sentence: String,
    /// Dates in the selection, then those in its sentence.
    dates: Vec<SuggestedDate>,
    /// Who is named in the selection, then in its sentence.
    entities: Vec<SuggestedEntity>,
    /// Whether the words were read off a picture.
    by_ocr: bool,
    /// Numbers in the selection, read off a picture, whose check digits do not agree.
    doubtful: Vec<Doubtful>,
    /// Citations of any of these words.
    cited: Vec<SuggestedCitation>,
    /// Events that the words may speak to.
    same: Vec<Alike>,
}

#[derive(Serialize, TS)]
struct SuggestedDate {
    start: u32,
    end: u32,
    words: String,
    in_selection: bool,
    note: Option<String>,
    readings: Vec<SuggestedReading>,
}

#[derive(Serialize, TS)]
struct SuggestedReading {
    date: String,
    label: String,
    how: Option<String>,
}

#[derive(Serialize, TS)]
struct SuggestedEntity {
    #[ts(type = "string")]
    id: EntityId,
    name: String,
    schema: String,
    start: u32,
    end: u32,
    words: String,
    in_selection: bool,
}

#[derive(Serialize, TS)]
struct SuggestedCitation {
    #[ts(type = "string")]
    citation: CitationId,
    start: u32,
    end: u32,
    quote: String,
    facts: Vec<SuggestedFact>,
}

#[derive(Serialize, TS, PartialEq)]
struct SuggestedFact {
    #[ts(type = "string")]
    id: EntityId,
    schema: String,
    title: String,
    date: Option<String>,
    stance: &'static str,
}

/// What was selected, and where.
struct Shown<'a> {
    unit_no: u32,
    unit: &'a Unit,
    selection: Span,
    sentence: Span,
}

pub(super) fn suggest(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Suggest { case, doc, unit, start, end } = request(value)?;
    let (unit_no, start, end) = super::citing::selected(unit, start, end)?;
    let case = open(desk, &case)?;
    let document = case.find_document(&doc)?.id;
    let current = findings::current(&case, &document, &doc)?;
    let unit = current.unit(&doc, unit_no)?;
    let made =
        TextAnchor::make(current.version, unit_no, &unit.text, Span::new(start, end), 1).map_err(findings::refused)?;
    let place = Shown { unit_no, unit: &unit, selection: made.span(), sentence: sentence::around(&unit, made.span()) };
    let written = current.date().and_then(|date| Date::parse(&date).ok());
    let known = Known::load(&case)?;
    let knowledge = known.knowledge();
    let rows = timeline(&knowledge, &Filter::default());

    let dates = dates_in(&place, written.as_ref());
    let entities = entities_in(&place, &knowledge)?;
    let cited = cited_in(&place, &document, &current, &known, &knowledge, &rows)?;
    let said = Said {
        dates: said_dates(&dates),
        named: entities.iter().map(|line| line.id).collect(),
        words: place.text(place.sentence),
        cited: cited.iter().map(|line| line.citation).collect(),
    };
    Answer::of(Suggestions {
        document: document.to_string(),
        unit: unit_no,
        start: place.selection.start.0,
        end: place.selection.end.0,
        quote: made.quote,
        sentence: said.words.to_owned(),
        same: alike(&rows, &said),
        dates,
        entities,
        cited,
        by_ocr: is_by_ocr(&unit),
        doubtful: doubtful_in(&place),
    })
}

/// Numbers that meet the selection and cannot be right, where a machine read them off a picture.
fn doubtful_in(place: &Shown<'_>) -> Vec<Doubtful> {
    if !is_by_ocr(place.unit) {
        return Vec::new();
    }
    let all = doubtful::in_text(&place.unit.text).into_iter();
    all.filter(|one| meet(Span::new(one.start, one.end), place.selection)).collect()
}

/// The dates that count: those in the selection, if there are any.
fn said_dates(lines: &[SuggestedDate]) -> Vec<Date> {
    let selected: Vec<&SuggestedDate> = lines.iter().filter(|line| line.in_selection).collect();
    let lines = if selected.is_empty() { lines.iter().collect() } else { selected };
    lines.into_iter().flat_map(|line| &line.readings).filter_map(|reading| Date::parse(&reading.date).ok()).collect()
}

fn dates_in(place: &Shown<'_>, written: Option<&Date>) -> Vec<SuggestedDate> {
    // All of the unit is read: how it writes some dates says how others are meant.
    let found = dates::find(&place.unit.text, written);
    let mut lines: Vec<SuggestedDate> = found
        .into_iter()
        .filter(|found| meet(Span::new(found.start, found.end), place.sentence))
        .map(|found| SuggestedDate {
            in_selection: meet(Span::new(found.start, found.end), place.selection),
            start: found.start,
            end: found.end,
            words: found.words,
            note: found.note,
            readings: found
                .readings
                .into_iter()
                .map(|r| SuggestedReading { date: r.date.edtf().to_owned(), label: r.date.label(), how: r.how })
                .collect(),
        })
        .collect();
    lines.sort_by_key(|line| (!line.in_selection, line.start));
    lines
}

fn entities_in(place: &Shown<'_>, knowledge: &Knowledge<'_>) -> Result<Vec<SuggestedEntity>> {
    let text = place.text(place.sentence);
    let mut lines = Vec::new();
    for named in Names::of(knowledge)?.find(text) {
        let (start, end) = (named.start + place.sentence.start.0, named.end + place.sentence.start.0);
        let span = Span::new(start, end);
        lines.extend(named.entities.into_iter().filter_map(|id| knowledge.whole(id)).map(|whole| SuggestedEntity {
            id: whole.id,
            name: whole.name.clone(),
            schema: whole.schema.clone(),
            start,
            end,
            words: place.text(span).to_owned(),
            in_selection: meet(span, place.selection),
        }));
    }
    lines.sort_by_key(|line| (!line.in_selection, line.start));
    let mut seen = HashSet::new();
    lines.retain(|line| seen.insert(line.id));
    Ok(lines)
}

fn cited_in(
    place: &Shown<'_>,
    document: &DocumentId,
    current: &Current,
    known: &Known,
    knowledge: &Knowledge<'_>,
    rows: &[Row],
) -> Result<Vec<SuggestedCitation>> {
    // Anchors of this text that point at other units need no look; those of older texts may have moved here.
    let may_be_here =
        |anchor: &Anchor| anchor.version() != Some(&current.version) || anchor.unit() == Some(place.unit_no);
    let of_document = known.citations.iter().filter(|citation| citation.document == *document);
    let (citations, anchors): (Vec<&Citation>, Vec<&Anchor>) = of_document
        .flat_map(|citation| citation.anchors.iter().map(move |anchor| (citation, anchor)))
        .filter(|(_, anchor)| may_be_here(anchor))
        .unzip();
    let attached = attach_all(&anchors, &current.version, &current.units)?;
    let statements = known.statements();
    let mut lines: Vec<SuggestedCitation> = Vec::new();
    for (citation, attachment) in citations.into_iter().zip(attached) {
        let Some((_, start, end)) = stands_at(&attachment.outcome, place.unit, place.unit_no) else { continue };
        let span = Span::new(start, end);
        if !meet(span, place.selection) {
            continue;
        }
        if lines.iter().any(|line| line.citation == citation.id) {
            continue;
        }
        lines.push(SuggestedCitation {
            citation: citation.id,
            start: span.start.0,
            end: span.end.0,
            quote: words(&citation.anchors),
            facts: facts_on(citation.id, &known.ties, &statements, knowledge, rows),
        });
    }
    Ok(lines)
}

/// What rests on a citation; a part in an event counts as the event.
fn facts_on(
    citation: CitationId,
    ties: &[Tie],
    statements: &HashMap<StatementId, &Statement>,
    knowledge: &Knowledge<'_>,
    rows: &[Row],
) -> Vec<SuggestedFact> {
    let mut lines = Vec::new();
    for tie in ties.iter().filter(|tie| tie.citation == citation) {
        let Some(statement) = statements.get(&tie.statement).filter(|s| s.is_live()) else { continue };
        let Some(whole) = knowledge.whole(statement.entity) else { continue };
        let event = whole.live().find(|s| whole.schema == "Participation" && s.property == "event");
        let of_event = event.and_then(|s| s.value.parse::<EntityId>().ok()).and_then(|id| knowledge.whole(id));
        let whole = of_event.unwrap_or(whole);
        let row = rows.iter().find(|row| row.event.id == whole.id);
        let line = SuggestedFact {
            id: whole.id,
            schema: whole.schema.clone(),
            title: whole.name.clone(),
            date: row.and_then(|row| row.date.as_ref()).map(|date| date.edtf().to_owned()),
            stance: tie.stance.word(),
        };
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

impl Shown<'_> {
    fn text(&self, span: Span) -> &str {
        TextIndex::new(&self.unit.text).slice(span).unwrap_or_default()
    }
}

fn meet(a: Span, b: Span) -> bool {
    a.start < b.end && b.start < a.end
}
