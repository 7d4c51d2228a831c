//! The timeline: as an answer, as a table, as a drawing.

use std::{collections::HashMap, path::PathBuf};

use dates::{Date, Truth};
use facts::{
    Knowledge, Standing, StatementId,
    timeline::{self, Filter, Row},
    views::Dated,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Case;
use ts_rs::TS;

use super::{
    Answer, OfCase,
    audiences::{Protected, told},
    fitting::Fitting,
    preferring::{PreferredBy, preferred_by},
    request,
    saving::{in_the_way, write},
    sheet, svg,
    views::lost,
};
use crate::{
    Code, Desk, Error, Job, Result, deriving,
    known::{Known, Spoken, Whence},
    library::{distinct, open},
    lookup::entity,
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Timeline {
    case: PathBuf,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    entity: Vec<String>,
    source: Option<String>,
    text: Option<String>,
    from: Option<String>,
    to: Option<String>,
    csv: Option<PathBuf>,
    svg: Option<PathBuf>,
    /// Quotes protected sources in the table, too.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    with_protected: bool,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    force: bool,
}

#[derive(Serialize, TS)]
#[ts(optional_fields)]
pub(super) struct TimelineAnswer {
    pub total: u64,
    pub events: Vec<EventLine>,
    /// Of a table that was written: in how many places protected sources stay unnamed.
    #[serde(skip_serializing_if = "Option::is_none")]
    unnamed: Option<u64>,
}

#[derive(Serialize, TS)]
pub(super) struct EventLine {
    pub id: String,
    schema: String,
    pub title: String,
    pub date: Option<String>,
    pub label: String,
    pub earliest: Option<String>,
    pub latest: Option<String>,
    /// How it is said that it happened: an allegation is never shown as if it were known.
    #[ts(type = "string | null")]
    pub standing: Option<Standing>,
    pub conflict: bool,
    pub supported: bool,
    /// Why it is not supported, where no citation could mend that: a participant was withdrawn.
    because: Option<String>,
    pub dates: Vec<DateLine>,
    pub participants: Vec<ParticipantLine>,
    citations: Vec<String>,
    /// What the event's dates rest on: the places and the words, date by date.
    pub sources: Vec<SourceLine>,
    /// Where and how it is drawn.
    #[serde(skip)]
    pub marks: Vec<svg::Mark>,
}

#[derive(Serialize, TS)]
pub(super) struct SourceLine {
    /// The date that it speaks to.
    pub date: String,
    /// Code names of the sources that the document was found in.
    pub sources: Vec<String>,
    /// Code names of the sources that these go back to: those that derive from one are of one origin.
    pub origins: Vec<String>,
    #[serde(flatten)]
    pub spoken: Spoken,
}

#[derive(Serialize, TS)]
pub(super) struct DateLine {
    /// What `prefer` takes.
    statement: String,
    /// `date`, `startDate` or `endDate`.
    property: String,
    date: String,
    pub label: String,
    pub original: Option<String>,
    earliest: Option<String>,
    latest: Option<String>,
    #[ts(type = "string")]
    pub standing: Standing,
    /// Who wrote it down.
    pub author: String,
    /// Who prefers it to the event's other dates, if somebody does.
    pub preferred: Option<PreferredBy>,
    ties: Vec<TieLine>,
}

#[derive(Serialize, TS)]
pub(super) struct TieLine {
    citation: String,
    stance: &'static str,
    said_by: Option<String>,
}

#[derive(Serialize, TS)]
pub(super) struct ParticipantLine {
    entity: String,
    pub name: String,
    pub role: Option<String>,
}

pub(super) fn timeline(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Timeline { case, entity: of, source, text, from, to, csv, svg, with_protected, force } = request(value)?;
    let case = open(desk, &case)?;
    let filter = Filter {
        entities: of.iter().map(|text| entity(&case, text)).collect::<Result<_>>()?,
        from: from.as_deref().map(date).transpose()?,
        to: to.as_deref().map(date).transpose()?,
    };
    if let (Some(from), Some(to)) = (&filter.from, &filter.to)
        && to.before(from) == Truth::Yes
    {
        let message = format!("The end, {to}, lies before the beginning, {from}.");
        return Err(Error::new(Code::Usage, message));
    }
    let source = source.map(|name| deriving::source_of(&case, &name)).transpose()?.map(|source| source.code_name);
    let fitting = Fitting::new(source, text.as_deref().unwrap_or_default());
    let mut answer = lines(&case, &Known::load(&case)?, &filter, &fitting)?;
    let mut files = Vec::new();
    if let Some(path) = csv {
        let mut unnamed = 0;
        let protected = if with_protected { Protected::default() } else { Protected::of_case(&case)? };
        files.push((path, "a table", sheet::table(&answer, &protected, &mut unnamed)?));
        answer.unnamed = Some(unnamed);
    }
    if let Some(path) = svg {
        files.push((path, "a drawing", svg::draw(&answer, &case.name()?).into_bytes()));
    }
    // One that is in the way keeps the other from being written, too.
    if let Some((path, ..)) = files.iter().find(|(path, ..)| !force && path.symlink_metadata().is_ok()) {
        return Err(in_the_way(path));
    }
    for (path, what, bytes) in files {
        write(&path, &bytes, force)?;
        let events = if answer.total == 1 { "1 event".to_owned() } else { format!("{} events", answer.total) };
        job.note(format!("Wrote {what} of {events} to {}", path.display()));
    }
    if let Some(unnamed) = answer.unnamed.filter(|n| *n > 0) {
        job.note(told(unnamed));
    }
    Answer::of(answer)
}

pub(super) fn event_list(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfCase { case } = request(value)?;
    let case = open(desk, &case)?;
    Answer::of(lines(&case, &Known::load(&case)?, &Filter::default(), &Fitting::default())?)
}

fn date(text: &str) -> Result<Date> {
    Date::parse(text).map_err(|error| {
        Error::new(Code::Usage, format!("{text} is not a date: {error}."))
            .hint("Dates are written 2025-03-04, 2025-03, 2025, 2025-03/2025-05 or 2024~")
    })
}

fn lines(case: &Case, known: &Known, filter: &Filter, fitting: &Fitting) -> Result<TimelineAnswer> {
    let knowledge = known.knowledge();
    let by_id = known.by_id();
    let people = case.people()?;
    let statements = known.entities.iter().flat_map(|e| &e.statements);
    let authors: HashMap<_, _> = statements.map(|s| (s.id, people.get(&s.author).map_or("", String::as_str))).collect();
    let line = |row: Row| {
        let standing = standing(&knowledge, &row);
        let speaking = row.event.dates.iter().flat_map(|dated| dated.ties.iter().map(move |tie| (dated, tie)));
        let sources = speaking
            .filter_map(|(dated, tie)| {
                let spoken = known.spoken(&knowledge, &by_id, tie)?;
                let Whence { sources, origins } = known.whence(&by_id.get(&tie.citation)?.document);
                let (sources, origins) = (Vec::from_iter(sources), Vec::from_iter(origins));
                Some(SourceLine { date: dated.date.label(), sources, origins, spoken })
            })
            .collect();
        EventLine {
            marks: svg::marks(&row, standing),
            schema: knowledge.whole(row.event.id).map(|whole| whole.schema.clone()).unwrap_or_default(),
            id: row.event.id.to_string(),
            standing,
            title: row.event.title,
            label: row.date.as_ref().map(Date::label).unwrap_or_default(),
            date: row.date.map(|d| d.edtf().to_owned()),
            earliest: row.earliest.map(|t| t.to_string()),
            latest: row.latest.map(|t| t.to_string()),
            conflict: row.conflict,
            supported: !row.unsupported,
            because: lost(&knowledge, &row.event.gone, "a participant"),
            dates: row
                .event
                .dates
                .iter()
                .map(|d| {
                    let preferred = preferred_by(d.preference.as_ref(), &people, &row.preferred);
                    date_line(&knowledge, &authors, d, preferred)
                })
                .collect(),
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
    let events: Vec<EventLine> =
        timeline::timeline(&knowledge, filter).into_iter().map(line).filter(|event| fitting.fits(event)).collect();
    Ok(TimelineAnswer { total: events.len() as u64, events, unnamed: None })
}

/// How the event's title is said, else how the date it is drawn at is said.
pub(super) fn standing(knowledge: &Knowledge<'_>, row: &Row) -> Option<Standing> {
    let titled = knowledge.whole(row.event.id).and_then(|whole| {
        let mut titles = whole.live().filter(|s| s.property == "name" && s.value == row.event.title);
        titles.next().map(|s| s.standing)
    });
    let drawn = || row.event.dates.iter().find(|d| row.date.as_ref().is_some_and(|date| d.date.edtf() == date.edtf()));
    titled.or_else(|| drawn().map(|d| d.standing))
}

fn date_line(
    knowledge: &Knowledge<'_>,
    authors: &HashMap<StatementId, &str>,
    dated: &Dated,
    preferred: Option<PreferredBy>,
) -> DateLine {
    DateLine {
        statement: dated.statement.to_string(),
        preferred,
        property: dated.property.clone(),
        date: dated.date.edtf().to_owned(),
        label: dated.date.label(),
        original: dated.date.original().map(str::to_owned),
        earliest: dated.date.earliest().map(|t| t.to_string()),
        latest: dated.date.latest().map(|t| t.to_string()),
        standing: dated.standing,
        author: authors.get(&dated.statement).copied().unwrap_or_default().to_owned(),
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
    /// Who took part, each once, whatever the number of roles.
    pub fn names(&self) -> Vec<&str> {
        distinct(self.participants.iter().map(|p| p.name.as_str()))
    }

    /// The standing, where it is not what a reader takes for granted.
    pub fn doubt(&self) -> Option<&'static str> {
        self.standing.filter(|standing| standing.needs_saying()).map(Standing::word)
    }
}
