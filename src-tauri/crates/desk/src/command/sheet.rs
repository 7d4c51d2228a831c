//! The timeline as a table for spreadsheets: an event a row.

use super::timeline::{DateLine, EventLine, SourceLine, TimelineAnswer};
use crate::{Error, Result, library::distinct};

const HEADING: [&str; 12] = [
    "id",
    "date",
    "earliest",
    "latest",
    "standing",
    "conflict",
    "title",
    "participants",
    "supported",
    "dates",
    "said_by",
    "sources",
];

/// The timeline as CSV. A cell that a spreadsheet would run as a formula gets an apostrophe before it.
pub(super) fn table(answer: &TimelineAnswer) -> Result<Vec<u8>> {
    let failed = |e: csv::Error| Error::internal("the table", &e);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEADING).map_err(failed)?;
    for event in &answer.events {
        writer.write_record(cells(event).map(|cell| harmless(&cell))).map_err(failed)?;
    }
    writer.into_inner().map_err(|e| Error::internal("the table", &e))
}

fn cells(event: &EventLine) -> [String; HEADING.len()] {
    let speakers = distinct(event.sources.iter().filter_map(|s| s.spoken.said_by.as_deref()));
    [
        event.id.clone(),
        event.date.clone().unwrap_or_default(),
        event.earliest.clone().unwrap_or_default(),
        event.latest.clone().unwrap_or_default(),
        event.standing.map(|standing| standing.to_string()).unwrap_or_default(),
        event.conflict.to_string(),
        event.title.clone(),
        event.names().join("; "),
        event.supported.to_string(),
        event.dates.iter().map(date).collect::<Vec<_>>().join("\n"),
        speakers.join("; "),
        event.sources.iter().map(source).collect::<Vec<_>>().join("\n"),
    ]
}

/// Each date with how it is said, who wrote it down and who prefers it: what sources disagree on is told apart by that.
fn date(date: &DateLine) -> String {
    let author = if date.author.is_empty() { String::new() } else { format!(", recorded by {}", date.author) };
    let preferred = date.preferred.as_ref().map(|by| format!(", {}", by.told())).unwrap_or_default();
    format!("{}: {}{author}{preferred}", date.label, date.standing)
}

fn source(source: &SourceLine) -> String {
    let spoken = &source.spoken;
    let says = spoken.said_by.as_ref().map(|who| format!(", says {who}")).unwrap_or_default();
    format!("{}: {} {}, {}{says}: \"{}\"", source.date, spoken.stance, spoken.path, spoken.label, spoken.quote)
}

fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}
