//! Sources, as the form for taking material in shows them.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;
use store::{Audience, SourceKind};
use ts_rs::TS;

use super::{Answer, OfCase, request};
use crate::{Desk, Job, Result, library::open};

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
    documents: u64,
}

pub(super) fn sources(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfCase { case } = request(value)?;
    let case = open(desk, &case)?;
    let mut counts: HashMap<_, std::collections::HashSet<_>> = HashMap::new();
    for acquisition in case.all_acquisitions()? {
        counts.entry(acquisition.source).or_default().extend(acquisition.document);
    }
    let mut sources = Vec::new();
    for source in case.sources()?.into_values() {
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
            documents: counts.get(&source.id).map_or(0, |documents| documents.len() as u64),
            name: source.code_name,
        });
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    Answer::of(SourcesAnswer { sources })
}
