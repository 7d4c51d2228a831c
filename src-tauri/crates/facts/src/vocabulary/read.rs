//! Reads a vocabulary file and works out what each schema inherits.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Edge, Format, Property, PropertyType, Schema, Vocabulary};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    schemata: Vec<RawSchema>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSchema {
    name: String,
    label: String,
    plural: String,
    extends: Vec<String>,
    #[serde(default, rename = "abstract")]
    is_abstract: bool,
    #[serde(default, rename = "event")]
    is_event: bool,
    #[serde(default, rename = "ours")]
    is_ours: bool,
    edge: Option<Edge>,
    #[serde(default)]
    required: Vec<String>,
    #[serde(default)]
    caption: Vec<String>,
    /// In the file's order.
    properties: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProperty {
    label: String,
    #[serde(rename = "type")]
    kind: PropertyType,
    range: Option<String>,
    format: Option<Format>,
}

/// Reads the file. A schema must stand after those it descends from, which also rules out circles.
pub(super) fn vocabulary(json: &str) -> Result<Vocabulary, String> {
    let file: File = serde_json::from_str(json).map_err(|error| error.to_string())?;
    let mut vocabulary = Vocabulary { schemata: Vec::with_capacity(file.schemata.len()), by_name: HashMap::new() };
    for raw in file.schemata {
        let schema = resolve(raw, &vocabulary)?;
        let place = vocabulary.schemata.len();
        if vocabulary.by_name.insert(schema.name.clone(), place).is_some() {
            return Err(format!("{} stands twice", schema.name));
        }
        vocabulary.schemata.push(schema);
    }
    Ok(vocabulary)
}

fn resolve(raw: RawSchema, known: &Vocabulary) -> Result<Schema, String> {
    let mut properties = Vec::new();
    for (name, value) in raw.properties {
        let property: RawProperty =
            serde_json::from_value(value).map_err(|error| format!("{}:{name}: {error}", raw.name))?;
        properties.push(Property {
            name,
            label: property.label,
            kind: property.kind,
            range: property.range,
            format: property.format,
        });
    }
    let mut schema = Schema {
        name: raw.name,
        label: raw.label,
        plural: raw.plural,
        extends: raw.extends,
        is_abstract: raw.is_abstract,
        is_event: raw.is_event,
        is_ours: raw.is_ours,
        edge: raw.edge,
        required: raw.required,
        caption: raw.caption,
        index: (0..).zip(&properties).map(|(place, property)| (property.name.clone(), place)).collect(),
        properties,
        ancestors: HashSet::new(),
    };
    for parent in schema.extends.clone() {
        let parent = known
            .schema(&parent)
            .ok_or_else(|| format!("{} descends from {parent}, which does not stand before it", schema.name))?;
        inherit(&mut schema, parent);
    }
    Ok(schema)
}

fn inherit(schema: &mut Schema, parent: &Schema) {
    schema.ancestors.insert(parent.name.clone());
    schema.ancestors.extend(parent.ancestors.iter().cloned());
    schema.is_event |= parent.is_event;
    if schema.edge.is_none() {
        schema.edge.clone_from(&parent.edge);
    }
    if schema.caption.is_empty() {
        schema.caption.clone_from(&parent.caption);
    }
    for property in &parent.properties {
        if !schema.index.contains_key(&property.name) {
            schema.index.insert(property.name.clone(), schema.properties.len());
            schema.properties.push(property.clone());
        }
    }
}
