//! What can be recorded, with the words people use for it: what forms and labels are made from.

use facts::Vocabulary;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{Answer, request};
use crate::{Desk, Job, Result};

#[derive(Deserialize, TS)]
pub(super) struct Nothing {}

#[derive(Serialize, TS)]
pub(super) struct VocabularyAnswer {
    kinds: Vec<KindLine>,
}

/// A kind of thing: a company, a payment, a shipment.
#[derive(Serialize, TS)]
struct KindLine {
    /// Its FollowTheMoney name, as facts carry it.
    name: String,
    label: String,
    plural: String,
    extends: Vec<String>,
    /// Whether nothing can be just this.
    is_abstract: bool,
    is_event: bool,
    edge: Option<EdgeLine>,
    /// What one of these should have.
    required: Vec<String>,
    /// All that can be stated of it, what it inherits included.
    properties: Vec<PropertyLine>,
}

/// Which two things a connection joins.
#[derive(Serialize, TS)]
struct EdgeLine {
    source: String,
    target: String,
    /// Kinds that can stand at either end.
    source_range: Option<String>,
    target_range: Option<String>,
    directed: bool,
    label: String,
}

#[derive(Serialize, TS)]
struct PropertyLine {
    name: String,
    label: String,
    /// `name`, `date`, `country`, `entity`…
    kind: String,
    range: Option<String>,
}

pub(super) fn vocabulary(_desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Nothing {} = request(value)?;
    let kinds = Vocabulary::standard()
        .schemata()
        .iter()
        .map(|schema| {
            let range = |property: &str| schema.property(property).and_then(|p| p.range.clone());
            KindLine {
                name: schema.name.clone(),
                label: schema.label.clone(),
                plural: schema.plural.clone(),
                extends: schema.extends.clone(),
                is_abstract: schema.is_abstract,
                is_event: schema.is_event,
                edge: schema.edge.as_ref().map(|edge| EdgeLine {
                    source_range: range(&edge.source),
                    target_range: range(&edge.target),
                    source: edge.source.clone(),
                    target: edge.target.clone(),
                    directed: edge.directed,
                    label: edge.label.clone(),
                }),
                required: schema.required.clone(),
                properties: schema
                    .properties()
                    .iter()
                    .map(|property| PropertyLine {
                        name: property.name.clone(),
                        label: property.label.clone(),
                        kind: property.kind.word().to_owned(),
                        range: property.range.clone(),
                    })
                    .collect(),
            }
        })
        .collect();
    Answer::of(VocabularyAnswer { kinds })
}
