//! What a list of documents can be narrowed by: each value that occurs, and how often.

use std::collections::{BTreeMap, HashMap};

use facts::SourceId;
use serde::Serialize;
use store::Source;
use ts_rs::TS;

use super::documents::DocumentLine;

/// The values of every facet.
#[derive(Serialize, TS)]
pub(super) struct Facets {
    sources: Vec<Facet>,
    kinds: Vec<Facet>,
    languages: Vec<Facet>,
    states: Vec<Facet>,
    tags: Vec<Facet>,
    /// The earliest and the latest year that a document is dated in.
    first_year: Option<i32>,
    last_year: Option<i32>,
}

/// A value and how many documents have it.
#[derive(Serialize, TS)]
struct Facet {
    name: String,
    documents: u64,
}

/// Counts them: linear in documents. Sources without documents are among them.
pub(super) fn of(sources: &HashMap<SourceId, Source>, documents: &[DocumentLine]) -> Facets {
    let mut by_source: BTreeMap<&str, u64> = sources.values().map(|s| (s.code_name.as_str(), 0)).collect();
    let [mut kinds, mut languages, mut states, mut tags]: [BTreeMap<&str, u64>; 4] = Default::default();
    let (mut first_year, mut last_year) = (None, None);
    for document in documents {
        for source in &document.sources {
            *by_source.entry(source).or_default() += 1;
        }
        for tag in &document.marks.tags {
            *tags.entry(tag).or_default() += 1;
        }
        *kinds.entry(&document.kind).or_default() += 1;
        *states.entry(document.state).or_default() += 1;
        if let Some(language) = &document.language {
            *languages.entry(language).or_default() += 1;
        }
        let year = document.date.as_deref().and_then(|date| date.get(..4)?.parse::<i32>().ok());
        if let Some(year) = year {
            first_year = Some(first_year.map_or(year, |first: i32| first.min(year)));
            last_year = Some(last_year.map_or(year, |last: i32| last.max(year)));
        }
    }
    let listed = |counts: BTreeMap<&str, u64>| {
        let named = counts.into_iter().filter(|(name, _)| !name.is_empty());
        named.map(|(name, documents)| Facet { name: name.to_owned(), documents }).collect()
    };
    Facets {
        sources: listed(by_source),
        kinds: listed(kinds),
        languages: listed(languages),
        states: listed(states),
        tags: listed(tags),
        first_year,
        last_year,
    }
}
