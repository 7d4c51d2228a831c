//! What narrows a search down, part by part: to be shown as it was understood, and to be taken away.

use search::{Field, Query};
use serde::Serialize;
use store::Case;
use ts_rs::TS;

use crate::{Result, known::Known, lookup};

/// A part of a query or filter that is made of fields alone.
#[derive(Debug, Serialize, TS)]
pub(super) struct Chip {
    /// As it was understood: `NOT source:HERON`.
    text: String,
    /// Whether it stands in the words of the search or in its filter.
    #[ts(type = "\"query\" | \"filter\"")]
    stands_in: &'static str,
    /// What is left of these words without it.
    rest: String,
    fields: Vec<ChipField>,
}

#[derive(Debug, Serialize, TS)]
struct ChipField {
    field: &'static str,
    value: String,
    /// As people call it.
    name: String,
    /// Whether documents with it are left out.
    out: bool,
}

impl Chip {
    /// How it was understood, if it stands in the filter.
    pub fn of_filter(&self) -> Option<&str> {
        (self.stands_in == "filter").then_some(&self.text)
    }
}

pub(super) fn chips(case: &Case, query: Option<&Query>, filter: Option<&Query>) -> Result<Vec<Chip>> {
    let parts = query.map(|query| ("query", query)).into_iter().chain(filter.map(|filter| ("filter", filter)));
    let narrowings: Vec<_> =
        parts.flat_map(|(stands_in, part)| part.narrowings().into_iter().map(move |n| (stands_in, n))).collect();
    let names_entities = narrowings.iter().flat_map(|(_, n)| &n.fields).any(|(term, _)| term.field == Field::Entity);
    let known = names_entities.then(|| Known::load(case)).transpose()?;
    let knowledge = known.as_ref().map(Known::knowledge);
    let name = |field: Field, value: &str| match (&knowledge, field) {
        (Some(knowledge), Field::Entity) => lookup::entity(case, value).ok().map(|entity| knowledge.name(entity)),
        _ => None,
    };
    Ok(narrowings
        .into_iter()
        .map(|(stands_in, narrowing)| Chip {
            text: narrowing.part.to_string(),
            stands_in,
            rest: narrowing.rest,
            fields: narrowing
                .fields
                .into_iter()
                .map(|(term, out)| ChipField {
                    field: term.field.name(),
                    value: term.value.clone(),
                    name: name(term.field, &term.value).unwrap_or_else(|| term.value.clone()),
                    out,
                })
                .collect(),
        })
        .collect())
}
