//! Whether an anchor still holds: the words stand where they stood, stand elsewhere, or are lost.
//!
//! An anchor made from the current text version is looked up where it points. Any other is looked for in all units of
//! the current version. It is found again only where nothing else could be meant; what would be a guess is `Lost`.
//! The rules stand in `attach/text.rs` for words and in `attach/cells.rs` for rows.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::convert::Infallible;

use serde::{Deserialize, Serialize};

use crate::anchors::{Anchor, CellsAnchor};
use crate::exact::Needle;
use crate::offset::{Span, TextIndex};
use crate::unit::Unit;
use crate::version::TextHash;

mod cells;
mod text;

/// The units of a text version, fetched one at a time.
pub trait Units {
    /// Why a unit could not be fetched.
    type Error;

    /// How many units there are.
    fn n_units(&self) -> u32;

    /// Unit `unit_no`, from 1; `None` past the last one. Fails where the unit exists and cannot be read: words that
    /// could not be looked for are not lost.
    fn get(&self, unit_no: u32) -> Result<Option<Cow<'_, Unit>>, Self::Error>;
}

impl Units for [Unit] {
    type Error = Infallible;

    fn n_units(&self) -> u32 {
        u32::try_from(self.len()).unwrap_or(u32::MAX)
    }

    fn get(&self, unit_no: u32) -> Result<Option<Cow<'_, Unit>>, Infallible> {
        let unit = (unit_no as usize).checked_sub(1).and_then(|idx| <[Unit]>::get(self, idx));
        Ok(unit.map(Cow::Borrowed))
    }
}

/// Where in a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A run of its text.
    Span(Span),
    /// A row of its table, by its number in the sheet.
    Row(u32),
}

/// What became of an anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// The words stand where they stood.
    InPlace {
        /// The unit, from 1.
        unit: u32,
        /// Where in it.
        place: Place,
    },
    /// The same words stand elsewhere in the current text.
    Moved {
        /// The unit they stand in now, from 1.
        unit: u32,
        /// Where in it.
        place: Place,
    },
    /// The current text no longer has them, or more than one place could be meant.
    Lost,
    /// The anchor does not point at text: a region, a time, an unknown kind. Its bytes can be checked, its words not.
    NotText,
}

/// What became of an anchor, and how often its words stand in the text now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// What became of it.
    pub outcome: Outcome,
    /// How many places have the words, or how many rows the cells; `None` where only the old place was looked at.
    pub occurrences: Option<u32>,
}

/// How a whole citation holds, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// None of its anchors points at text.
    NotText,
    /// All words stand where they stood.
    InPlace,
    /// All words stand in the text, some elsewhere.
    Moved,
    /// Some words are lost.
    Lost,
}

impl Outcome {
    /// The outcome without its place.
    pub fn hold(&self) -> Hold {
        match self {
            Outcome::InPlace { .. } => Hold::InPlace,
            Outcome::Moved { .. } => Hold::Moved,
            Outcome::Lost => Hold::Lost,
            Outcome::NotText => Hold::NotText,
        }
    }
}

/// How a citation with these anchors holds: as its worst one does. No anchors at all hold nothing: `Lost`.
pub fn combine(outcomes: &[Outcome]) -> Hold {
    outcomes.iter().map(Outcome::hold).max().unwrap_or(Hold::Lost)
}

/// What became of one anchor in `units`, the text version named `version`.
pub fn attach<U: Units + ?Sized>(anchor: &Anchor, version: &TextHash, units: &U) -> Result<Attachment, U::Error> {
    let mut attachments = attach_all(&[anchor], version, units)?;
    Ok(attachments.pop().expect("one attachment per anchor"))
}

/// What became of many anchors into one document, in their order. Anchors of this very version cost a look at their
/// unit; all others together cost one pass over the units.
pub fn attach_all<U: Units + ?Sized>(
    anchors: &[&Anchor],
    version: &TextHash,
    units: &U,
) -> Result<Vec<Attachment>, U::Error> {
    let lost = Attachment { outcome: Outcome::Lost, occurrences: Some(0) };
    let mut attachments = vec![lost; anchors.len()];
    let mut pointing: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut searched = Vec::new();
    for (idx, anchor) in anchors.iter().enumerate() {
        match (anchor.version(), anchor.unit()) {
            (Some(made_from), Some(unit_no)) if made_from == version => {
                pointing.entry(unit_no).or_default().push(idx);
            }
            (Some(_), _) => searched.push(idx),
            (None, _) => {
                attachments[idx] = Attachment { outcome: Outcome::NotText, occurrences: None };
            }
        }
    }

    for (unit_no, idxs) in pointing {
        let unit = units.get(unit_no)?;
        let look = unit.as_deref().map(Look::new);
        for idx in idxs {
            match look.as_ref().and_then(|look| look.at(anchors[idx])) {
                Some(place) => {
                    attachments[idx] =
                        Attachment { outcome: Outcome::InPlace { unit: unit_no, place }, occurrences: None };
                }
                None => searched.push(idx),
            }
        }
    }
    if searched.is_empty() {
        return Ok(attachments);
    }

    let mut quotes = text::Search::new(searched.iter().filter_map(|&idx| match anchors[idx] {
        Anchor::Text(anchor) => Some((idx, anchor)),
        _ => None,
    }));
    let mut rows = cells::Search::new(searched.iter().filter_map(|&idx| match anchors[idx] {
        Anchor::Cells(anchor) => Some((idx, anchor)),
        _ => None,
    }));
    for unit_no in 1..=units.n_units() {
        if let Some(unit) = units.get(unit_no)? {
            quotes.look(unit_no, &unit.text);
            rows.look(unit_no, &unit);
        }
    }
    for (idx, attachment) in quotes.finish().chain(rows.finish()) {
        attachments[idx] = attachment;
    }
    Ok(attachments)
}

/// At how many places of `units` the quote stands, overlapping ones included: what a text anchor's `occurrences` says.
pub fn count_quote<U: Units + ?Sized>(quote: &str, units: &U) -> Result<u32, U::Error> {
    let Some(needle) = Needle::new(quote) else {
        return Ok(0);
    };
    let mut count = 0u32;
    for unit_no in 1..=units.n_units() {
        if let Some(unit) = units.get(unit_no)? {
            let found = needle.find_overlapping(&unit.text).count();
            count = count.saturating_add(u32::try_from(found).unwrap_or(u32::MAX));
        }
    }
    Ok(count)
}

/// How many rows of the anchor's sheet have its cells and keys: what a cells anchor's `occurrences` says.
pub fn count_rows<U: Units + ?Sized>(anchor: &CellsAnchor, units: &U) -> Result<u32, U::Error> {
    let mut search = cells::Search::new([(0, anchor)].into_iter());
    for unit_no in 1..=units.n_units() {
        if let Some(unit) = units.get(unit_no)? {
            search.look(unit_no, &unit);
        }
    }
    let count = search.finish().next().and_then(|(_, found)| found.occurrences);
    Ok(count.unwrap_or(0))
}

/// One unit, opened to look where anchors of its own version point.
struct Look<'a> {
    text: TextIndex<'a>,
    rows: Vec<(u32, &'a str)>,
}

impl<'a> Look<'a> {
    fn new(unit: &'a Unit) -> Look<'a> {
        Look { text: TextIndex::new(&unit.text), rows: unit.rows().collect() }
    }

    /// The anchor's own place, if its words stand there.
    fn at(&self, anchor: &Anchor) -> Option<Place> {
        match anchor {
            Anchor::Text(text) => {
                let words = self.text.slice(text.span())?;
                (words == text.quote && !words.is_empty()).then_some(Place::Span(text.span()))
            }
            Anchor::Cells(cells) => {
                let (first, _) = self.rows.first()?;
                let line = cells.row.checked_sub(*first)?;
                let (_, row) = self.rows.get(line as usize)?;
                let values: Vec<&str> = row.split('\t').collect();
                let mut expected = cells.columns.iter().chain(&cells.keys);
                expected
                    .all(|cell| values.get(cell.index as usize) == Some(&cell.value.as_str()))
                    .then_some(Place::Row(cells.row))
            }
            Anchor::Region(_) | Anchor::Time(_) | Anchor::Unknown(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;
