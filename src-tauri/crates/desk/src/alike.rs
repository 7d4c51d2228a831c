//! Events of the case that words may speak to: the same event from a second source, or one that the words contradict.

use std::collections::HashSet;

use dates::{Date, Truth};
use facts::{
    CitationId, EntityId,
    timeline::Row,
    views::{Event, Participant},
};
use search::tokens;
use serde::Serialize;
use ts_rs::TS;

/// Dates further apart than this are of different events, however alike the words.
const MOST_DAYS: i64 = 60;
/// Shorter words are in too many titles to say anything.
const SHORTEST_WORD: usize = 4;
/// As much of a word is compared: `dismantled` and `dismantling` are one.
const STEM: usize = 5;

/// An event that words may speak to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Alike {
    /// The event.
    #[ts(type = "string")]
    pub id: EntityId,
    /// What it is called.
    pub title: String,
    /// Where it is drawn on the timeline, EDTF.
    pub date: String,
    /// Why it is offered, in words.
    pub why: String,
    /// What the words would be to it.
    pub relation: Relation,
}

/// What words can be to an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// They may say the same.
    SecondSource,
    /// They may say it of another time.
    Contradiction,
}

/// What words say, as far as a machine sees.
#[derive(Debug)]
pub struct Said<'a> {
    /// Dates in them, every reading.
    pub dates: Vec<Date>,
    /// Who is named in them.
    pub named: HashSet<EntityId>,
    /// The words.
    pub words: &'a str,
    /// Citations that they are cited with already.
    pub cited: HashSet<CitationId>,
}

/// The events that somebody named took part in and whose date fits, or nearly fits while the words are alike.
pub fn alike(rows: &[Row], said: &Said<'_>) -> Vec<Alike> {
    let words = stems(said.words);
    let mut found: Vec<Alike> = rows
        .iter()
        .filter(|row| !row.event.citations.iter().any(|citation| said.cited.contains(citation)))
        .filter_map(|row| of(row, said, &words))
        .collect();
    found.sort_by_key(|alike| alike.relation);
    found
}

fn of(row: &Row, said: &Said<'_>, words: &HashSet<String>) -> Option<Alike> {
    let date = row.date.as_ref()?;
    let shared = row.event.participants.iter().find(|p| said.named.contains(&p.entity))?;
    // What has no end fits anything.
    let bounded = || said.dates.iter().filter(|said| said.earliest().is_some() && said.latest().is_some());
    let fits = bounded().find(|said| said.overlaps(date) != Truth::No);
    let (relation, why) = match fits {
        Some(said) => (Relation::SecondSource, format!("{} fits its date; {} took part.", said.label(), shared.name)),
        None => {
            let (days, near) =
                bounded().filter_map(|said| Some((days_apart(said, date)?, said))).min_by_key(|(d, _)| *d)?;
            if days > MOST_DAYS || !has_words_of(&row.event, words) {
                return None;
            }
            let days = if days == 1 { "1 day".to_owned() } else { format!("{days} days") };
            let why = format!(
                "{} is {days} from its date, {}; {} took part and the words are alike.",
                near.label(),
                date.label(),
                shared.name
            );
            (Relation::Contradiction, why)
        }
    };
    Some(Alike { id: row.event.id, title: row.event.title.clone(), date: date.edtf().to_owned(), why, relation })
}

/// Whole days between the end of the one and the beginning of the other; `None` if they meet or one has no end.
fn days_apart(a: &Date, b: &Date) -> Option<i64> {
    let gap = |first: &Date, then: &Date| Some((then.earliest()?.date() - first.latest()?.date()).num_days());
    [gap(a, b)?, gap(b, a)?].into_iter().find(|days| *days > 0)
}

/// Whether half the words of its title that are not names stand among the words.
fn has_words_of(event: &Event, words: &HashSet<String>) -> bool {
    let of_names: HashSet<String> =
        event.participants.iter().flat_map(|Participant { name, .. }| stems(name)).collect();
    let own: Vec<String> = stems(&event.title).into_iter().filter(|word| !of_names.contains(word)).collect();
    let n_shared = own.iter().filter(|word| words.contains(*word)).count();
    n_shared > 0 && n_shared * 2 >= own.len()
}

/// The beginnings of the words that say something: long ones, and pairs of Han, kana and Hangul characters.
fn stems(text: &str) -> HashSet<String> {
    let terms: Vec<String> = tokens(text).filter(|token| !token.joined).map(|token| token.term).collect();
    let is_single = |term: &str| term.chars().nth(1).is_none() && !term.is_ascii();
    let long = terms.iter().filter(|term| term.chars().count() >= SHORTEST_WORD);
    let pairs = terms.windows(2).filter(|pair| pair.iter().all(|term| is_single(term))).map(|pair| pair.concat());
    long.map(|term| term.chars().take(STEM).collect()).chain(pairs).collect()
}
