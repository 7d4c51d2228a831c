//! Sources, as the form for taking material in shows them.

use std::{collections::HashMap, path::PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Audience, Case, SourceKind, table::source::DERIVED_FROM};
use ts_rs::TS;

use super::{Answer, OfCase, cases::grades, request};
use crate::{
    Code, Desk, Error, Job, Result, deriving,
    library::{open, open_mut},
};

#[derive(Serialize, TS)]
pub(super) struct SourcesAnswer {
    sources: Vec<SourceLine>,
}

#[derive(Serialize, TS)]
#[ts(rename = "KnownSource")]
struct SourceLine {
    id: String,
    /// Its code name.
    name: String,
    #[ts(type = "\"received\" | \"filing\" | \"register\" | \"news\" | \"interview\" | \"own\"")]
    kind: SourceKind,
    #[ts(type = "\"open\" | \"internal\" | \"protect\"")]
    audience: Audience,
    obtained: Option<String>,
    attribution: Option<String>,
    reliability: Option<String>,
    credibility: Option<String>,
    /// Code names of the sources it derives from.
    derived_from: Vec<String>,
    documents: u64,
}

pub(super) fn sources(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfCase { case } = request(value)?;
    Answer::of(lines(&open(desk, &case)?)?)
}

fn lines(case: &Case) -> Result<SourcesAnswer> {
    let mut counts: HashMap<_, std::collections::HashSet<_>> = HashMap::new();
    for acquisition in case.all_acquisitions()? {
        counts.entry(acquisition.source).or_default().extend(acquisition.document);
    }
    let mut sources = Vec::new();
    let all = case.sources()?;
    for source in all.values() {
        let detail = |field: &str| -> Result<Option<String>> {
            Ok(case.register(source.id.as_uuid().as_bytes(), field)?.pop().map(|value| match value {
                Value::String(text) => text,
                // As the sample has it: how and when, each for itself.
                Value::Object(parts) => parts.values().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
                other => other.to_string(),
            }))
        };
        sources.push(SourceLine {
            id: source.id.to_string(),
            kind: source.kind,
            audience: source.audience,
            obtained: detail("obtained")?,
            attribution: detail("attribution")?,
            reliability: detail("reliability")?,
            credibility: detail("credibility")?,
            derived_from: source.derived_from.iter().map(|id| deriving::code_name(&all, id)).collect(),
            documents: counts.get(&source.id).map_or(0, |documents| documents.len() as u64),
            name: source.code_name.clone(),
        });
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(SourcesAnswer { sources })
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct SetSource {
    case: PathBuf,
    source: String,
    #[ts(type = "\"open\" | \"internal\" | \"protect\"", optional)]
    audience: Option<Audience>,
    obtained: Option<String>,
    attribution: Option<String>,
    reliability: Option<String>,
    credibility: Option<String>,
    /// Code names, in place of those it derived from before.
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    derived_from: Vec<String>,
    /// It derives from no other.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    own_origin: bool,
}

/// Says anew what is known of a source; what is not given stays as it is.
pub(super) fn source_set(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let set: SetSource = request(value)?;
    if set.own_origin && !set.derived_from.is_empty() {
        return Err(Error::new(Code::Usage, "Choose one: --derived-from CODENAME or --own-origin."));
    }
    let grades = grades(set.reliability, set.credibility)?;
    let details = [("obtained", set.obtained), ("attribution", set.attribution)].into_iter().chain(grades);
    let told: Vec<(&str, String)> = details.filter_map(|(field, value)| Some((field, value?))).collect();
    let sets_origin = set.own_origin || !set.derived_from.is_empty();
    if told.is_empty() && set.audience.is_none() && !sets_origin {
        return Err(Error::new(Code::Usage, "Say what is to be set, as --attribution or --derived-from."));
    }
    let mut case = open_mut(desk, &set.case)?;
    let source = deriving::source_of(&case, &set.source)?;
    let from = deriving::derived_from(&case, Some(&source), &set.derived_from)?;
    let subject = source.id.as_uuid().as_bytes();
    let mut tx = case.begin(&desk.author, "changing a source")?;
    for (field, value) in &told {
        tx.set(subject, field, value)?;
    }
    if let Some(audience) = set.audience {
        tx.set(subject, "audience", &audience)?;
    }
    if sets_origin {
        tx.set(subject, DERIVED_FROM, &from)?;
    }
    tx.commit()?;
    Answer::of(lines(&case)?)
}
