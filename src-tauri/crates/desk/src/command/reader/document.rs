//! A document as a whole: where it was found, its problems, its properties, what is cited from it.

use std::{collections::HashMap, path::PathBuf};

use anchor::Anchor;
use facts::{Citation, DocumentId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Audience, Case, State};
use ts_rs::TS;

use crate::{
    Desk, Job, Result,
    command::{Answer, addressing, audiences, conversation, marks, request},
    dating,
    known::{self, Known},
    library::{moment, open},
    seeing::waiting,
    transcripts,
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(in crate::command) struct OfDocument {
    case: PathBuf,
    doc: String,
}

#[derive(Serialize, TS)]
pub(in crate::command) struct DocumentPage {
    id: String,
    sha256: String,
    /// The path it was found by first.
    path: String,
    title: Option<String>,
    kind: String,
    mime: String,
    bytes: u64,
    units: u32,
    /// Pages that wait to have their words read off them.
    waiting: u32,
    language: Option<String>,
    /// Its own date, of all that speak of it.
    date: Option<String>,
    /// Every date that speaks of it, the most trustworthy first.
    dates: Vec<DatedLine>,
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
    /// Transcripts that lie beside it, of a recording; the recording, of a transcript.
    beside: Vec<ChildLine>,
    /// Citations of it, in the order they stand.
    citations: Vec<CitedLine>,
    marks: marks::Marks,
    /// Set where it may be privileged: without its properties unless this person opened it.
    aside: Option<AsidePart>,
    /// Whether it came from a source whose pictures are shown only when asked for.
    received: bool,
    /// Who may see it: the strictest of its sources decides.
    #[ts(type = "\"open\" | \"internal\" | \"protect\"")]
    audience: Audience,
    /// How many other documents it is nearly the same as.
    nearly_same: u32,
    /// What somebody said of where a saved page is from.
    said: Option<addressing::Said>,
    /// Whether it is a web page that does not tell from where and when it was saved, and nobody has said so yet.
    asks_address: bool,
    /// The same message, found elsewhere: the same number and the same words.
    copies: Vec<conversation::CopyLine>,
}

/// A date that speaks of a document.
#[derive(Serialize, TS)]
struct DatedLine {
    date: String,
    /// Where it comes from.
    #[ts(
        type = "\"sent\" | \"published\" | \"date_line\" | \"taken_at\" | \"received\" | \"created\" | \"modified\" | \"saved_at\" | \"entry\" | \"file\""
    )]
    from: &'static str,
    /// The line of the text that it stands in.
    line: Option<String>,
    /// Whether it is taken for the document's own.
    own: bool,
    /// Whether it is what a clock shows that was never set.
    unset: bool,
}

#[derive(Serialize, TS)]
struct AsidePart {
    /// Whether somebody decided that it stays aside.
    kept: bool,
    /// Why this person opened it; null where they did not.
    opened: Option<String>,
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

#[derive(Serialize, TS, PartialEq)]
pub(super) struct ChildLine {
    pub(super) document: Option<String>,
    pub(super) path: String,
    pub(super) kind: String,
    pub(super) state: &'static str,
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

pub(in crate::command) fn document(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfDocument { case, doc } = request(value)?;
    let case = open(desk, &case)?;
    let document = case.find_document(&doc)?;
    let reading = case.reading(&document.id)?.map(|r| r.result);
    // What it waits for is done before other work.
    if reading.as_ref().is_none_or(|r| waiting::pages(r).len() > 0) {
        desk.wanted.ask(case.id(), document.id);
    }
    let sources = case.sources()?;
    let found_at = case.acquisitions(&document.id)?;
    let aside = case.standing(&document.id)?.filter(|aside| aside.is_shut());
    let opened = case.opened_because(&document.id, &desk.author)?;
    let is_hidden = aside.is_some() && opened.is_none();
    let said = addressing::said(&case, &document.id)?;
    let (state, reason) = case.state(&document.id)?;
    let details = reading.as_ref().filter(|_| !is_hidden).map(|r| r.details.clone()).unwrap_or_default();
    let mut meta = match details.get("meta") {
        Some(meta) if meta.is_object() => meta.clone(),
        _ => Value::Object(serde_json::Map::new()),
    };
    let inside = if is_hidden { Vec::new() } else { addressing::inside(&case, &found_at)? };
    addressing::add_archived(&inside, &mut meta);
    let kind = reading.as_ref().map(|r| r.kind.clone()).unwrap_or_default();
    let asks_address = !is_hidden && addressing::is_asked(&kind, &meta, said.as_ref(), &inside);
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
        kind,
        mime: of(|r| &r.mime),
        bytes: document.bytes,
        units: reading.as_ref().map_or(0, |r| r.units),
        waiting: reading.as_ref().map_or(0, |r| waiting::pages(r).len()),
        language: reading.as_ref().and_then(|r| r.language.clone()),
        date: reading.as_ref().and_then(dating::date),
        // A line of its text is its words, too.
        dates: reading.as_ref().filter(|_| !is_hidden).map(|r| dated_lines(r, &found_at)).unwrap_or_default(),
        state: state.as_str(),
        reason,
        aside: aside.map(|aside| AsidePart { kept: aside.standing == store::Standing::Kept, opened }),
        parser: of(|r| &r.parser),
        sandbox: of(|r| &r.sandbox),
        problems: problems.collect(),
        meta,
        audience: audiences::strictest(&found_at, &sources),
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
        beside: beside(&case, reading.as_ref(), &found_at)?,
        citations: citations(&case, &document.id)?,
        marks: marks::of(desk, &case, &document.id)?,
        asks_address,
        said: said.filter(|_| !is_hidden),
        nearly_same: case.n_kin(&[document.id])?.into_iter().sum(),
        copies: conversation::copies(&case, &document.id)?,
    })
}

fn beside(case: &Case, reading: Option<&store::NewReading>, found_at: &[store::Acquisition]) -> Result<Vec<ChildLine>> {
    let others = transcripts::beside(case, reading, found_at)?.into_iter();
    let line = |other: transcripts::Beside| ChildLine {
        document: Some(other.document.to_string()),
        path: other.path,
        kind: other.reading.kind,
        state: other.reading.state.as_str(),
    };
    Ok(others.map(line).collect())
}

fn dated_lines(reading: &store::NewReading, found_at: &[store::Acquisition]) -> Vec<DatedLine> {
    let own = dating::date(reading);
    let mut is_own_told = false;
    let all = dating::dates(reading, found_at).into_iter().map(|dated| {
        let is_own =
            !is_own_told && !dated.is_unset && dated.whence.is_of_document() && Some(&dated.date) == own.as_ref();
        is_own_told |= is_own;
        DatedLine { date: dated.date, from: dated.whence.word(), line: dated.words, own: is_own, unset: dated.is_unset }
    });
    all.collect()
}

/// What was found in a document, each in the state that the ledger gives it there; what was found before, in its own.
fn children(case: &Case, parent: &DocumentId) -> Result<Vec<ChildLine>> {
    let standings = case.set_aside()?;
    let mut lines = Vec::new();
    for child in case.found_inside(parent)? {
        let (reading, is_shut) = match &child.document {
            Some(id) => (case.reading(id)?.map(|r| r.result), standings.get(id).is_some_and(store::SetAside::is_shut)),
            None => (None, false),
        };
        let read = reading.as_ref().map_or(State::Queued, |r| r.state);
        let is_cut = child.state == Some(State::LimitHit);
        let whole = child.document.as_ref().filter(|_| is_cut).map(|id| case.whole_of(id)).transpose()?.flatten();
        let state = match child.state {
            _ if is_shut => State::SetAside,
            Some(_) if whole.is_some() => State::Duplicate,
            own => own.unwrap_or(read),
        };
        lines.push(ChildLine {
            document: child.document.map(|d| d.to_string()),
            path: child.path,
            kind: reading.map(|r| r.kind).unwrap_or_default(),
            state: state.as_str(),
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
    let statements = known.statements();
    let mut ties: HashMap<_, Vec<&facts::Tie>> = HashMap::new();
    for tie in &known.ties {
        ties.entry(tie.citation).or_default().push(tie);
    }
    let fact = |tie: &&facts::Tie| {
        let statement = statements.get(&tie.statement).filter(|s| s.is_live())?;
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
