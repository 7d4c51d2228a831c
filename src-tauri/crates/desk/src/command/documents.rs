//! Documents and their texts.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
};

use facts::DocumentId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Audience, State};
use ts_rs::TS;

use super::{
    Answer,
    audiences::{self, Audiences},
    facets::{self, Facets},
    marks::{self, Marks},
    request, similar,
};
use crate::{
    Desk, Job, Result, dating,
    doubtful::{self, Doubtful},
    library::{UnitWords, distinct, is_by_ocr, language_of, open, why_blank},
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Documents {
    case: PathBuf,
    /// Only what filters are made from, no documents.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    only_facets: bool,
}

#[derive(Serialize, TS)]
pub(super) struct DocumentsAnswer {
    total: u64,
    documents: Vec<DocumentLine>,
    facets: Facets,
}

#[derive(Serialize, TS)]
pub(super) struct DocumentLine {
    pub(super) id: String,
    pub(super) sha256: String,
    pub(super) paths: Vec<String>,
    pub(super) sources: Vec<String>,
    pub(super) parents: Vec<String>,
    pub(super) kind: String,
    pub(super) mime: String,
    pub(super) bytes: u64,
    pub(super) units: u32,
    pub(super) language: Option<String>,
    pub(super) date: Option<String>,
    pub(super) state: &'static str,
    pub(super) title: Option<String>,
    /// How many of its units each engine read.
    #[ts(type = "Record<string, number>")]
    pub(super) engines: Value,
    /// The share of its characters that the engine knows, of the page that was read worst.
    pub(super) quality: Option<f32>,
    #[serde(flatten)]
    pub(super) marks: Marks,
    /// Whether a legal hold keeps it from being erased.
    pub(super) held: bool,
    #[ts(type = "\"open\" | \"internal\" | \"protect\"")]
    pub(super) audience: Audience,
    /// How many other documents it is nearly the same as.
    pub(super) nearly_same: u32,
    /// Of a message: how many other documents are the same one.
    pub(super) copies: u32,
}

pub(super) fn documents(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Documents { case, only_facets } = request(value)?;
    let case = open(desk, &case)?;
    let sources = case.sources()?;
    let mut places = audiences::places(&case)?;
    let mut audiences = Audiences::new(&places, &sources);
    let mut readings: HashMap<_, _> = case.readings_since(0)?.into_iter().map(|r| (r.document, r.result)).collect();
    let states = case.states()?;
    let mut marks = marks::all(desk, &case)?;
    let holds = case.legal_holds()?;
    let all_held = holds.iter().any(|hold| hold.on == store::HoldOn::Case);
    let held: HashSet<DocumentId> = holds
        .iter()
        .filter_map(|hold| match hold.on {
            store::HoldOn::Document(id) => Some(id),
            store::HoldOn::Case => None,
        })
        .collect();
    let (alike, copies) = match only_facets {
        true => (HashMap::new(), HashMap::new()),
        false => (similar::counts(&case)?, case.mail_copies()?),
    };
    let mut documents = Vec::new();
    for document in case.documents()? {
        let places = places.remove(&document.id).unwrap_or_default();
        let reading = readings.remove(&document.id);
        let found_in: Vec<_> = places.iter().filter_map(|a| sources.get(&a.source)).collect();
        let detail = |key: &str| {
            let details = &reading.as_ref()?.details;
            details["meta"][key].as_str().or_else(|| details["meta"][key][0].as_str()).map(str::to_owned)
        };
        let state = states.get(&document.id).copied().unwrap_or(State::Queued);
        documents.push(DocumentLine {
            id: document.id.to_string(),
            sha256: store::to_hex(&document.sha256),
            paths: places.iter().map(|a| a.path.clone()).collect(),
            sources: distinct(found_in.iter().map(|s| s.code_name.clone())),
            parents: distinct(places.iter().filter_map(|a| a.parent).map(|p| p.to_string())),
            kind: reading.as_ref().map(|r| r.kind.clone()).unwrap_or_default(),
            mime: reading.as_ref().map(|r| r.mime.clone()).unwrap_or_default(),
            bytes: document.bytes,
            units: reading.as_ref().map_or(0, |r| r.units),
            language: reading.as_ref().and_then(|r| r.language.clone()),
            date: reading.as_ref().and_then(dating::date),
            state: state.as_str(),
            engines: match reading.as_ref().map(|r| &r.details["engines"]) {
                Some(engines) if engines.is_object() => engines.clone(),
                _ => Value::Object(serde_json::Map::new()),
            },
            quality: reading.as_ref().and_then(|r| r.details["quality"].as_f64()).map(|q| q as f32),
            // What a message is about is its words, too.
            title: detail("title").or_else(|| detail("subject")).filter(|_| state != State::SetAside),
            marks: marks.remove(&document.id).unwrap_or_default(),
            held: all_held || held.contains(&document.id),
            audience: audiences.of(&document.id),
            nearly_same: alike.get(&document.id).copied().unwrap_or(0),
            copies: copies.get(&document.id).copied().unwrap_or(0),
        });
    }
    let facets = facets::of(&sources, &documents);
    let total = documents.len() as u64;
    if only_facets {
        documents.clear();
    }
    Answer::of(DocumentsAnswer { total, documents, facets })
}

#[derive(Deserialize, TS)]
#[ts(optional_fields, rename = "TextOf")]
pub(super) struct Text {
    case: PathBuf,
    doc: String,
    unit: Option<u32>,
    version: Option<String>,
}

#[derive(Serialize, TS)]
pub(super) struct TextAnswer {
    document: String,
    version: Option<String>,
    kind: String,
    state: &'static str,
    /// Why there is no text, or not all of it; empty where all was read.
    reason: String,
    units: Vec<UnitLine>,
}

#[derive(Serialize, TS)]
pub(super) struct UnitLine {
    unit: u32,
    label: String,
    text: String,
    engine: String,
    /// Whether its words were read off a picture: names and numbers want a look.
    by_ocr: bool,
    /// Numbers read off the picture whose check digits do not agree: a sign of each may be misread.
    doubtful: Vec<Doubtful>,
    quality: Option<f32>,
    /// The language it is in, as far as its words tell; else its document's.
    language: Option<String>,
    /// Why its text is empty, where the reader said so.
    blank_because: Option<String>,
}

pub(super) fn text(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Text { case, doc, unit, version } = request(value)?;
    let case = open(desk, &case)?;
    let document = case.find_document(&doc)?;
    let reading = case.reading(&document.id)?.map(|r| r.result);
    let hash = match version {
        None => reading.as_ref().and_then(|r| r.text),
        Some(prefix) => {
            let versions = case.text_versions(&document.id)?;
            let found = crate::library::by_prefix("text version", &prefix, versions, |v| v.hash.to_string())?;
            Some(found.hash)
        }
    };
    let kind = reading.as_ref().map(|r| r.kind.clone()).unwrap_or_default();
    let mut units = Vec::new();
    if let Some(hash) = &hash {
        let mut pack = case.text(hash)?;
        let numbers = match unit {
            Some(number) if number == 0 || number > pack.n_units() => {
                return Err(UnitWords::of(&kind).none(&doc, pack.n_units(), number));
            }
            Some(number) => number..=number,
            None => 1..=pack.n_units(),
        };
        for number in numbers {
            if let Some(unit) = pack.unit(number)? {
                units.push(UnitLine {
                    unit: number,
                    label: unit.label.clone(),
                    text: unit.text.clone(),
                    engine: unit.engine.clone(),
                    by_ocr: is_by_ocr(unit),
                    doubtful: if is_by_ocr(unit) { doubtful::in_text(&unit.text) } else { Vec::new() },
                    quality: unit.quality,
                    language: language_of(unit, reading.as_ref().and_then(|r| r.language.as_deref())),
                    blank_because: reading
                        .as_ref()
                        .filter(|_| unit.text.trim().is_empty())
                        .and_then(|reading| why_blank(reading, number))
                        .map(str::to_owned),
                });
            }
        }
    }
    let (state, reason) = case.state(&document.id)?;
    Answer::of(TextAnswer {
        document: document.id.to_string(),
        version: hash.map(|h| h.to_string()),
        kind,
        state: state.as_str(),
        reason: if state == State::Queued { "it has not been read yet".to_owned() } else { reason },
        units,
    })
}
