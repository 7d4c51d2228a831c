//! Tables for spreadsheets. The timeline as one: an event a row.

use super::{
    audiences::{PROTECTED, Protected},
    timeline::{DateLine, EventLine, SourceLine, TimelineAnswer},
};
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

/// The timeline as CSV. What is protected is counted and stays unnamed.
pub(super) fn table(answer: &TimelineAnswer, protected: &Protected, unnamed: &mut u64) -> Result<Vec<u8>> {
    written(HEADING, answer.events.iter().map(|event| cells(event, protected, unnamed)))
}

/// Rows as CSV. A cell that a spreadsheet would run as a formula gets an apostrophe before it.
pub(super) fn written<const N: usize>(heading: [&str; N], rows: impl Iterator<Item = [String; N]>) -> Result<Vec<u8>> {
    let failed = |e: csv::Error| Error::internal("the table", &e);
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(heading).map_err(failed)?;
    for row in rows {
        writer.write_record(row.map(|cell| harmless(&cell))).map_err(failed)?;
    }
    writer.into_inner().map_err(|e| Error::internal("the table", &e))
}

fn cells(event: &EventLine, protected: &Protected, unnamed: &mut u64) -> [String; HEADING.len()] {
    let is_open = |source: &&SourceLine| !protected.document(&source.spoken.document);
    let speakers = distinct(event.sources.iter().filter(is_open).filter_map(|s| s.spoken.said_by.as_deref()));
    *unnamed += event.sources.iter().filter(|source| !is_open(source)).count() as u64;
    let source = |s: &SourceLine| if is_open(&s) { quoted(s) } else { unquoted(s) };
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

fn unquoted(source: &SourceLine) -> String {
    format!("{}: {} {PROTECTED}", source.date, source.spoken.stance)
}

fn quoted(source: &SourceLine) -> String {
    let spoken = &source.spoken;
    let says = spoken.said_by.as_ref().map(|who| format!(", says {who}")).unwrap_or_default();
    format!("{}: {} {}, {}{says}: \"{}\"", source.date, spoken.stance, spoken.path, spoken.label, spoken.quote)
}

/// A cell as a spreadsheet takes it for words: what it would run as a formula gets an apostrophe before it. Some take the
/// wide forms of East Asian keyboards for the same.
pub(super) fn harmless(cell: &str) -> String {
    if is_risky(cell) { format!("'{cell}") } else { cell.to_owned() }
}

/// Whether a spreadsheet could run a cell as a formula. Some pass over what is not seen before it.
pub(super) fn is_risky(cell: &str) -> bool {
    let is_unseen = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}');
    cell.starts_with(['\t', '\r', '\n'])
        || cell.trim_start_matches(is_unseen).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_could_run_is_words() {
        for cell in ["=1+1", "+1", "-1", "@a", "\t=1", "\n", "＝1", " =1+1", "\u{a0}=1", "\u{feff}=1", "\u{200b}@a"] {
            assert_eq!(harmless(cell), format!("'{cell}"));
        }
        for cell in ["", "1", "a=b", "crates - two", " a"] {
            assert_eq!(harmless(cell), cell);
        }
    }
}
