//! What the hits of a search can be narrowed by: each value their documents have, and how many hits and documents have it.
//!
//! The counts are of the very hits that were found. A value to leave out or to keep to is put into the query's own words,
//! so that the same words mean the same in the window, on the command line and in a saved search.

use std::collections::{BTreeSet, HashMap, HashSet};

use facts::{CitationId, DocumentId, EntityId, StatementId, Vocabulary};
use search::{Field, Tally};
use serde::Serialize;
use store::Case;
use ts_rs::TS;

use super::bars::{self, DateBars};
use crate::{
    Result,
    catalogue::{Catalogue, Names},
    known::Known,
};

/// What hits can be narrowed by.
#[derive(Serialize, TS)]
pub(super) struct HitFacets {
    /// A list of values for each field.
    fields: Vec<HitFacet>,
    /// When the documents are dated.
    dates: DateBars,
}

/// The values of one field.
#[derive(Serialize, TS)]
pub(super) struct HitFacet {
    /// The field, as it is written in a query.
    field: &'static str,
    /// The most frequent values.
    values: Vec<FacetValue>,
    /// How many values there are besides.
    others: u64,
    /// Documents that have no value.
    without: u64,
}

/// A value, and what has it.
#[derive(Serialize, TS)]
pub(super) struct FacetValue {
    /// As it is written in a query.
    value: String,
    /// As people call it.
    name: String,
    documents: u64,
    hits: u64,
}

/// Documents and their hits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
pub(super) struct Count {
    pub documents: u64,
    pub hits: u64,
}

impl Count {
    pub fn add(&mut self, n_hits: u32) {
        self.documents += 1;
        self.hits += u64::from(n_hits);
    }
}

/// So many values of a field are named, the most frequent ones.
const MOST_VALUES: usize = 40;

/// Counts them: linear in the documents that have hits.
pub(super) fn facets(case: &Case, catalogue: &Catalogue, tally: &Tally, zoom: Option<&str>) -> Result<HitFacets> {
    let mut sources = Counted::default();
    let mut kinds = Counted::default();
    let mut languages: Counted<&str> = Counted::default();
    let mut states = Counted::default();
    let mut tags = Counted::default();
    let mut ordinals: HashMap<DocumentId, u32> = HashMap::new();
    for (ordinal, n_hits) in tally.iter() {
        let Some(document) = catalogue.document(ordinal) else { continue };
        sources.add(document.sources.iter().copied(), n_hits);
        kinds.add(document.kind, n_hits);
        languages
            .add(document.language.into_iter().flat_map(|place| as_found(catalogue.languages.name(place))), n_hits);
        states.add([document.state], n_hits);
        tags.add(catalogue.marks.get(&document.id).into_iter().flat_map(|marks| marks.tags.as_slice()), n_hits);
        ordinals.insert(document.id, n_hits);
    }
    let of_names = |field: Field, names: &Names, counted: Counted<u32>| {
        counted.listed(field, |place| (names.name(*place).to_owned(), names.name(*place).to_owned()))
    };
    let own = |value: &str| (value.to_owned(), value.to_owned());
    let fields = vec![
        of_names(Field::Source, &catalogue.sources, sources),
        of_names(Field::Type, &catalogue.kinds, kinds),
        languages.listed(Field::Lang, |language| own(language)),
        entities(case, &ordinals)?,
        states.listed(Field::State, |state| own(state.as_str())),
        tags.listed(Field::Tag, |tag| own(tag)),
    ];
    Ok(HitFacets { fields, dates: bars::bars(catalogue, tally, zoom)? })
}

/// The values of `lang:` that find a language: `en` finds `en-gb`, too.
fn as_found(language: &str) -> impl Iterator<Item = &str> {
    let main = language.split('-').next().filter(|main| *main != language);
    std::iter::once(language).chain(main)
}

/// Values as they are counted.
struct Counted<V> {
    values: HashMap<V, Count>,
    without: u64,
}

impl<V> Default for Counted<V> {
    fn default() -> Self {
        Counted { values: HashMap::new(), without: 0 }
    }
}

impl<V: Eq + std::hash::Hash> Counted<V> {
    fn add(&mut self, values: impl IntoIterator<Item = V>, n_hits: u32) {
        let mut has_one = false;
        for value in values {
            self.values.entry(value).or_default().add(n_hits);
            has_one = true;
        }
        self.without += u64::from(!has_one);
    }

    /// `written` gives a value as a query has it, and its name.
    fn listed(self, field: Field, written: impl Fn(&V) -> (String, String)) -> HitFacet {
        let values = self.values.iter().map(|(value, Count { documents, hits })| {
            let (value, name) = written(value);
            FacetValue { value, name, documents: *documents, hits: *hits }
        });
        let mut values: Vec<FacetValue> = values.collect();
        values.sort_by(|a, b| (b.documents, b.hits, &a.name, &a.value).cmp(&(a.documents, a.hits, &b.name, &b.value)));
        let others = values.split_off(values.len().min(MOST_VALUES)).len() as u64;
        HitFacet { field: field.name(), values, others, without: self.without }
    }
}

/// Things that documents are cited for, whatever they were merged with: as `entity:` finds them.
fn entities(case: &Case, hits: &HashMap<DocumentId, u32>) -> Result<HitFacet> {
    let known = Known::load(case)?;
    let knowledge = known.knowledge();
    let cited_in: HashMap<CitationId, DocumentId> = known.citations.iter().map(|c| (c.id, c.document)).collect();
    let mut speak_to: HashMap<StatementId, Vec<DocumentId>> = HashMap::new();
    for tie in &known.ties {
        if let Some(document) = cited_in.get(&tie.citation).filter(|document| hits.contains_key(document)) {
            speak_to.entry(tie.statement).or_default().push(*document);
        }
    }
    let mut documents: HashMap<EntityId, HashSet<DocumentId>> = HashMap::new();
    for statement in known.entities.iter().flat_map(|entity| &entity.statements) {
        let Some(spoken_in) = speak_to.get(&statement.id) else { continue };
        let named = statement.value.parse::<EntityId>().ok();
        let of: BTreeSet<EntityId> =
            [Some(statement.entity), named].into_iter().flatten().map(|entity| knowledge.canonical(entity)).collect();
        for entity in of {
            documents.entry(entity).or_default().extend(spoken_in);
        }
    }
    let vocabulary = Vocabulary::standard();
    // Connections and events are about things: it is those that documents are narrowed by.
    let is_thing = |entity: &EntityId| {
        knowledge
            .whole(*entity)
            .is_some_and(|whole| vocabulary.schema(&whole.schema).is_none_or(|s| s.edge.is_none() && !s.is_event))
    };
    documents.retain(|entity, _| is_thing(entity));
    let named: HashSet<&DocumentId> = documents.values().flatten().collect();
    let mut counted = Counted { values: HashMap::new(), without: hits.len() as u64 - named.len() as u64 };
    for (entity, documents) in &documents {
        let count: &mut Count = counted.values.entry(*entity).or_default();
        documents.iter().filter_map(|document| hits.get(document)).for_each(|n_hits| count.add(*n_hits));
    }
    Ok(counted.listed(Field::Entity, |entity| (entity.to_string(), knowledge.name(*entity))))
}
