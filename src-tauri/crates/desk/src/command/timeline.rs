//! The timeline: as an answer, as a table, as a drawing.

use std::path::{Path, PathBuf};

use dates::Date;
use facts::{
    timeline::{self, Filter, Row},
    views::Dated,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Answer, facts_of::entity, request, svg};
use crate::{
    Code, Desk, Error, Job, Result,
    known::{Known, Spoken},
    library::open,
};

#[derive(Deserialize)]
struct Timeline {
    case: PathBuf,
    #[serde(default)]
    entity: Vec<String>,
    from: Option<String>,
    to: Option<String>,
    csv: Option<PathBuf>,
    svg: Option<PathBuf>,
}

#[derive(Serialize)]
pub(super) struct TimelineAnswer {
    total: u64,
    pub events: Vec<EventLine>,
}

#[derive(Serialize)]
pub(super) struct EventLine {
    id: String,
    pub title: String,
    date: Option<String>,
    pub label: String,
    pub earliest: Option<String>,
    pub latest: Option<String>,
    /// How it is said that it happened: an allegation is never shown as if it were known.
    pub standing: Option<&'static str>,
    pub conflict: bool,
    pub supported: bool,
    dates: Vec<DateLine>,
    pub participants: Vec<ParticipantLine>,
    citations: Vec<String>,
    /// What the event's dates rest on: the places and the words, date by date.
    sources: Vec<SourceLine>,
}

#[derive(Serialize)]
struct SourceLine {
    /// The date that it speaks to.
    date: String,
    #[serde(flatten)]
    spoken: Spoken,
}

#[derive(Serialize)]
struct DateLine {
    date: String,
    label: String,
    original: Option<String>,
    earliest: Option<String>,
    latest: Option<String>,
    standing: &'static str,
    ties: Vec<TieLine>,
}

#[derive(Serialize)]
struct TieLine {
    citation: String,
    stance: &'static str,
    said_by: Option<String>,
}

#[derive(Serialize)]
pub(super) struct ParticipantLine {
    entity: String,
    pub name: String,
    role: Option<String>,
}

pub(super) fn timeline(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Timeline { case, entity: of, from, to, csv, svg } = request(value)?;
    let case = open(desk, &case)?;
    let filter = Filter {
        entities: of.iter().map(|prefix| entity(&case, prefix)).collect::<Result<_>>()?,
        from: from.as_deref().map(date).transpose()?,
        to: to.as_deref().map(date).transpose()?,
    };
    let answer = lines(&Known::load(&case)?, &filter);
    if let Some(path) = csv {
        write(&path, &table(&answer)?)?;
    }
    if let Some(path) = svg {
        write(&path, svg::draw(&answer).as_bytes())?;
    }
    Answer::of(answer)
}

#[derive(Deserialize)]
struct OfCase {
    case: PathBuf,
}

pub(super) fn event_list(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfCase { case } = request(value)?;
    let case = open(desk, &case)?;
    Answer::of(lines(&Known::load(&case)?, &Filter::default()))
}

fn date(text: &str) -> Result<Date> {
    Date::parse(text).map_err(|error| {
        Error::new(Code::Usage, format!("{text} is not a date: {error}."))
            .hint("Dates are written 2025-03-04, 2025-03, 2025, 2025-03/2025-05 or 2024~")
    })
}

fn lines(known: &Known, filter: &Filter) -> TimelineAnswer {
    let knowledge = known.knowledge();
    let by_id = known.by_id();
    let line = |row: Row| {
        let speaking = row.event.dates.iter().flat_map(|dated| dated.ties.iter().map(move |tie| (dated, tie)));
        let sources = speaking
            .filter_map(|(dated, tie)| {
                let spoken = known.spoken(&knowledge, &by_id, tie)?;
                Some(SourceLine { date: dated.date.label(), spoken })
            })
            .collect();
        EventLine {
            id: row.event.id.to_string(),
            standing: standing(&knowledge, &row),
            title: row.event.title,
            label: row.date.as_ref().map(Date::label).unwrap_or_default(),
            date: row.date.map(|d| d.edtf().to_owned()),
            earliest: row.earliest.map(|t| t.to_string()),
            latest: row.latest.map(|t| t.to_string()),
            conflict: row.conflict,
            supported: !row.unsupported,
            dates: row.event.dates.iter().map(|d| date_line(&knowledge, d)).collect(),
            participants: row
                .event
                .participants
                .into_iter()
                .map(|p| ParticipantLine { entity: p.entity.to_string(), name: p.name, role: p.role })
                .collect(),
            citations: row.event.citations.iter().map(ToString::to_string).collect(),
            sources,
        }
    };
    let events: Vec<EventLine> = timeline::timeline(&knowledge, filter).into_iter().map(line).collect();
    TimelineAnswer { total: events.len() as u64, events }
}

/// How the event's title is said, else how the date it is drawn at is said.
pub(super) fn standing(knowledge: &facts::knowledge::Knowledge<'_>, row: &Row) -> Option<&'static str> {
    let titled = knowledge.whole(row.event.id).and_then(|whole| {
        let mut titles = whole.live().filter(|s| s.property == "name" && s.value == row.event.title);
        titles.next().map(|s| s.standing)
    });
    let drawn = || row.event.dates.iter().find(|d| row.date.as_ref().is_some_and(|date| d.date.edtf() == date.edtf()));
    titled.or_else(|| drawn().map(|d| d.standing)).map(facts::Standing::word)
}

fn date_line(knowledge: &facts::knowledge::Knowledge<'_>, dated: &Dated) -> DateLine {
    DateLine {
        date: dated.date.edtf().to_owned(),
        label: dated.date.label(),
        original: dated.date.original().map(str::to_owned),
        earliest: dated.date.earliest().map(|t| t.to_string()),
        latest: dated.date.latest().map(|t| t.to_string()),
        standing: dated.standing.word(),
        ties: dated
            .ties
            .iter()
            .map(|tie| TieLine {
                citation: tie.citation.to_string(),
                stance: tie.stance.word(),
                said_by: crate::known::speaker(knowledge, tie.said_by.as_ref()),
            })
            .collect(),
    }
}

impl EventLine {
    /// The standing, where it is not what a reader takes for granted.
    pub fn doubt(&self) -> Option<&'static str> {
        self.standing.filter(|word| !matches!(*word, "documented" | "reported"))
    }
}

/// Writes a file that was asked for.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes)
        .map_err(|e| Error::new(Code::File, format!("{} could not be written.", path.display())).detail(e))
}

/// The timeline as CSV. A cell that a spreadsheet would run as a formula gets an apostrophe before it.
fn table(answer: &TimelineAnswer) -> Result<Vec<u8>> {
    let failed = |e: csv::Error| Error::internal("the table", &e);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let heading =
        ["id", "date", "earliest", "latest", "standing", "conflict", "title", "participants", "supported", "sources"];
    writer.write_record(heading).map_err(failed)?;
    for event in &answer.events {
        let people: Vec<_> = event.participants.iter().map(|p| p.name.as_str()).collect();
        let sources: Vec<_> = event
            .sources
            .iter()
            .map(|s| {
                format!("{}: {} {}, {}: \"{}\"", s.date, s.spoken.stance, s.spoken.path, s.spoken.label, s.spoken.quote)
            })
            .collect();
        let cells = [
            event.id.clone(),
            event.date.clone().unwrap_or_default(),
            event.earliest.clone().unwrap_or_default(),
            event.latest.clone().unwrap_or_default(),
            event.standing.unwrap_or_default().to_owned(),
            event.conflict.to_string(),
            event.title.clone(),
            people.join("; "),
            event.supported.to_string(),
            sources.join("\n"),
        ];
        writer.write_record(cells.map(|cell| harmless(&cell))).map_err(failed)?;
    }
    writer.into_inner().map_err(|e| Error::internal("the table", &e))
}

fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}
