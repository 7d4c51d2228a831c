//! What is kept of a sweep: its list, and what it found the last time. Only rows that found anything are kept, packed, as of
//! ten thousand names few are met.

use base64::{Engine, engine::general_purpose::STANDARD};
use facts::SweepId;
use serde::{Deserialize, Serialize};
use store::Case;

use super::{Counts, list::BadRow};
use crate::{Code, Error, Result, library};

/// A list that is kept.
pub struct Sweep {
    /// Its id.
    pub id: SweepId,
    /// The list.
    pub list: List,
}

/// A list of names and how they are looked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct List {
    /// What to call it.
    pub name: String,
    /// Whether words may be one letter off.
    pub fuzzy: bool,
    /// Whether names are looked for in other scripts.
    pub transliterate: bool,
    /// Whether it is told when new material has any of the names.
    pub watch: bool,
    /// When it was made, in milliseconds since 1970.
    pub at: u64,
    /// The column the names stood in; empty where there was but one.
    pub column: String,
    /// The names.
    pub names: Vec<String>,
    /// For each of them the number of its row.
    pub rows: Vec<u32>,
    /// Rows that were passed over.
    pub bad: Vec<BadRow>,
}

/// What a list found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// When it was looked for before that; `None` for the first time.
    pub before_at: Option<u64>,
    /// The last entry of the log that it knew of.
    pub sequence: u64,
    /// Documents that could not be read, or not fully.
    pub unreadable: u64,
    /// Documents that waited to be read.
    pub behind: u64,
    /// Documents that are set aside.
    pub quarantined: u64,
    /// Pages and pictures whose words waited to be read off them.
    pub waiting: u64,
    /// What was found, or was before, by the number of the name.
    pub tallies: Vec<Tally>,
}

/// What was found of one name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// The number of the name in its list, from 0.
    pub name: u32,
    /// How often it stands.
    pub counts: Counts,
    /// In how many documents.
    pub documents: u32,
    /// How often it stood the time before.
    pub before: Counts,
    /// Of the places now, how many are in documents that were read since.
    pub new: u32,
    /// Tells one set of places from another.
    pub print: u64,
    /// Whether the places are others than the time before.
    pub changed: bool,
}

/// As [`Found`] is written down.
#[derive(Serialize, Deserialize)]
struct Packed {
    at: u64,
    before_at: Option<u64>,
    sequence: u64,
    unreadable: u64,
    behind: u64,
    quarantined: u64,
    /// Lists that were looked for before this was counted know of none.
    #[serde(default)]
    waiting: u64,
    tallies: String,
}

impl Found {
    /// As it is kept.
    pub fn packed(&self) -> Result<impl Serialize + use<>> {
        let tallies = postcard::to_stdvec(&self.tallies).map_err(|e| Error::internal("what was found", &e))?;
        Ok(Packed {
            at: self.at,
            before_at: self.before_at,
            sequence: self.sequence,
            unreadable: self.unreadable,
            behind: self.behind,
            quarantined: self.quarantined,
            waiting: self.waiting,
            tallies: STANDARD.encode(tallies),
        })
    }

    /// The names that were found.
    pub fn names_found<'a>(&self, list: &'a List) -> impl Iterator<Item = &'a str> {
        let found = self.tallies.iter().filter(|tally| tally.counts.is_any());
        found.filter_map(|tally| list.names.get(tally.name as usize)).map(String::as_str)
    }
}

/// All lists of a person, in the order in which they were made.
pub fn all(case: &Case, author: &str) -> Result<Vec<Sweep>> {
    let of = |(id, value)| -> Result<Sweep> {
        let list = serde_json::from_value(value).map_err(|e| Error::internal("a list that was kept", &e))?;
        Ok(Sweep { id, list })
    };
    case.sweeps(author)?.into_iter().map(of).collect()
}

/// The list that is meant: by what it is called, or by the start or end of its id.
pub fn find(case: &Case, author: &str, id: &str) -> Result<Sweep> {
    let mut all = all(case, author)?;
    let called: Vec<usize> = (0..all.len()).filter(|&at| all[at].list.name == id).collect();
    match called.as_slice() {
        [only] => Ok(all.swap_remove(*only)),
        [] => library::by_prefix("sweep", id, all, |sweep| sweep.id.to_string()),
        several => Err(Error::new(Code::Ambiguous, format!("{} sweeps are called {id}.", several.len()))
            .hint("Give the id of the one you mean: casebound sweep list CASE")),
    }
}

/// What a list found the last time; `None` if it was never looked for to the end.
pub fn last(case: &Case, author: &str, id: SweepId) -> Result<Option<Found>> {
    let Some(value) = case.sweep_result(author, id)? else { return Ok(None) };
    let damaged = || Error::new(Code::Damaged, "What the sweep found last cannot be read. The list is not affected.");
    let packed: Packed = serde_json::from_value(value).map_err(|_| damaged())?;
    let tallies = STANDARD.decode(packed.tallies).map_err(|_| damaged())?;
    Ok(Some(Found {
        at: packed.at,
        before_at: packed.before_at,
        sequence: packed.sequence,
        unreadable: packed.unreadable,
        behind: packed.behind,
        quarantined: packed.quarantined,
        waiting: packed.waiting,
        tallies: postcard::from_bytes(&tallies).map_err(|_| damaged())?,
    }))
}

/// What was told of new material since a list was looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The last entry of the log that the list knew of when it was looked for; 0 if it never was to the end. Once it is
    /// looked for again, this is of no account.
    of: u64,
    /// The last entry of the log that is accounted for.
    pub sequence: u64,
    /// The names that were told, by their numbers, in order.
    pub names: Vec<u32>,
}

/// What was told since a list was looked for last, which found `found`.
pub fn told(case: &Case, author: &str, id: SweepId, found: Option<&Found>) -> Result<Told> {
    let of = found.map_or(0, |found| found.sequence);
    let told = case.sweep_told(author, id)?.and_then(|value| serde_json::from_value::<Told>(value).ok());
    Ok(told.filter(|told| told.of == of).unwrap_or(Told { of, sequence: of, names: Vec::new() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_names_of_which_few_are_met_take_little_room() {
        let tally = |name| Tally { name, print: u64::MAX / 3, documents: 2, ..Tally::default() };
        let found = Found { tallies: (0..500).map(tally).collect(), at: 5, ..Found::default() };
        let value = serde_json::to_value(found.packed().expect("packed")).expect("a value");
        assert!(value.to_string().len() < 30_000, "{}", value.to_string().len());
    }
}
