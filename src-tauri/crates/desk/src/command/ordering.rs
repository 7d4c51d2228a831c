//! In which order hits come, which documents stand for one another, and where a place is written.

use std::collections::{HashMap, HashSet};

use search::{Order, Sort};
use serde::Deserialize;
use store::Case;
use ts_rs::TS;

use crate::{Code, Error, Result, catalogue::Catalogue, sameness};

#[derive(Debug, Deserialize, Clone, Copy, PartialEq, Eq, TS)]
#[serde(rename_all = "snake_case")]
pub(super) enum SortBy {
    /// Best first.
    Relevance,
    /// Latest first, by the documents' dates.
    Date,
    /// Earliest first.
    Oldest,
    /// Taken in last first.
    Added,
    /// By the path it was found at.
    Path,
}

impl SortBy {
    /// What the orders are called, the usual one first.
    pub const NAMES: [&str; 5] = ["relevance", "date", "oldest", "added", "path"];

    /// The order of this name, as a kept search has it.
    pub fn called(name: &str) -> Option<SortBy> {
        SortBy::deserialize(serde_json::Value::from(name)).ok()
    }

    /// Whether documents' dates or paths have to be known.
    pub fn needs_attributes(self) -> bool {
        matches!(self, SortBy::Date | SortBy::Oldest | SortBy::Path)
    }

    /// What a document is ordered by; those without the like come last.
    pub fn key(self, catalogue: Option<&Catalogue>, doc: u64) -> i64 {
        let date = |undated| catalogue.and_then(|known| known.date_key(doc)).unwrap_or(undated);
        match self {
            SortBy::Relevance => 0,
            SortBy::Date => date(i64::MIN),
            SortBy::Oldest => date(i64::MAX),
            // Local numbers are given as documents come.
            SortBy::Added => i64::try_from(doc).unwrap_or(i64::MAX),
            SortBy::Path => catalogue.map_or(0, |known| known.path_key(doc)),
        }
    }

    /// The order, as the index takes it.
    pub fn with(self, key: &(dyn Fn(u64) -> i64 + Sync)) -> Sort<'_> {
        match self {
            SortBy::Relevance => Sort::Relevance,
            SortBy::Oldest | SortBy::Path => Sort::Key { key, order: Order::Ascending },
            SortBy::Date | SortBy::Added => Sort::Key { key, order: Order::Descending },
        }
    }
}

/// Documents that are nearly the same, and which of them are all shown.
pub(super) struct Alike {
    group_of: HashMap<u64, u64>,
    open: HashSet<u64>,
    /// What a person should know of them.
    pub note: Option<String>,
}

impl Alike {
    pub fn load(case: &Case, open: &[String]) -> Result<Alike> {
        let group_of: HashMap<u64, u64> = case.kin_by_ordinal()?.into_iter().collect();
        let mut opened = HashSet::new();
        for document in open {
            opened.extend(group_of.get(&case.find_document(document)?.ordinal).copied());
        }
        let note = (!sameness::is_settled(case)?).then(|| {
            "Some documents were not compared with the others yet, so some that are nearly the same may stand apart. To compare them: casebound similar CASE".to_owned()
        });
        Ok(Alike { group_of, open: opened, note })
    }

    /// The number of a document's group.
    pub fn group_of(&self, doc: u64) -> Option<u64> {
        self.group_of.get(&doc).copied()
    }

    /// Whether all of a group are listed.
    pub fn is_open(&self, group: u64) -> bool {
        self.open.contains(&group)
    }
}

/// A place of a list of hits, as it is written: `DOC:UNIT`, `DOC:UNIT:row=R`. Nothing where its document is gone: then it
/// is no hit.
pub(super) fn at(case: &Case, text: &str) -> Result<Option<search::At>> {
    let wrong = || Error::new(Code::Usage, format!("{text} is no place: write DOC:UNIT or DOC:UNIT:row=R."));
    let (before, row) = match text.rsplit_once(":row=") {
        Some((before, row)) => (before, Some(row.parse().map_err(|_| wrong())?)),
        None => (text, None),
    };
    let (doc, unit) = before.rsplit_once(':').ok_or_else(wrong)?;
    let unit = unit.parse().map_err(|_| wrong())?;
    match case.find_document(doc) {
        Ok(document) => Ok(Some((document.ordinal, unit, row))),
        Err(store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_known_by_their_names() {
        assert!(SortBy::NAMES.iter().all(|name| SortBy::called(name).is_some()));
        assert_eq!(SortBy::called(SortBy::NAMES[0]), Some(SortBy::Relevance));
        assert_eq!(SortBy::called("size"), None);
    }
}
