//! Marks a person puts on documents: seen, starred, a note of their own, and tags that all who work on the case share.

use std::{
    collections::{BTreeSet, HashMap},
    path::PathBuf,
};

use facts::DocumentId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Case, Transaction};
use ts_rs::TS;

use super::{Answer, request};
use crate::{
    Code, Desk, Error, Job, Result,
    library::{open, open_mut},
};

/// The register of a document's tags. Two lists that were set without knowing of each other are shown as one.
const TAGS: &str = "tags";
const SEEN: &str = "seen";
const STARRED: &str = "starred";
const NOTE: &str = "note";
/// Most characters of a tag.
const TAG_CHARS: usize = 60;

/// What is marked on a document, as one person sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub(crate) struct Marks {
    pub seen: bool,
    pub starred: bool,
    pub tags: Vec<String>,
    pub note: String,
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Mark {
    case: PathBuf,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    doc: Vec<String>,
    seen: Option<YesNo>,
    starred: Option<YesNo>,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    tag: Vec<String>,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    untag: Vec<String>,
    note: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub(crate) enum YesNo {
    Yes,
    No,
}

#[derive(Serialize, TS)]
pub(super) struct Marked {
    documents: Vec<MarkedDocument>,
}

#[derive(Serialize, TS)]
struct MarkedDocument {
    document: String,
    #[serde(flatten)]
    marks: Marks,
}

pub(super) fn mark(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Mark { case, doc, seen, starred, tag, untag, note } = request(value)?;
    let add = tag.iter().map(|t| tidy(t)).collect::<Result<BTreeSet<_>>>()?;
    let remove = untag.iter().map(|t| tidy(t)).collect::<Result<BTreeSet<_>>>()?;
    let mut case = open_mut(desk, &case)?;
    let documents = doc.iter().map(|doc| Ok(case.find_document(doc)?.id)).collect::<Result<Vec<DocumentId>>>()?;
    let before = documents.iter().map(|id| of(desk, &case, id)).collect::<Result<Vec<_>>>()?;
    let mut tx = case.begin(&desk.author, "marking")?;
    for (id, before) in documents.iter().zip(&before) {
        set_own(&mut tx, id, SEEN, seen.map(|s| Value::from(s == YesNo::Yes)), &before.seen.into())?;
        set_own(&mut tx, id, STARRED, starred.map(|s| Value::from(s == YesNo::Yes)), &before.starred.into())?;
        set_own(&mut tx, id, NOTE, note.as_deref().map(|n| Value::from(n.trim())), &before.note.as_str().into())?;
        let had: BTreeSet<String> = before.tags.iter().cloned().collect();
        let tags: BTreeSet<String> = had.union(&add).filter(|t| !remove.contains(*t)).cloned().collect();
        if tags != had {
            tx.set(id.as_bytes(), TAGS, &tags)?;
        }
    }
    tx.commit()?;
    let documents = documents
        .iter()
        .map(|id| Ok(MarkedDocument { document: id.to_string(), marks: of(desk, &case, id)? }))
        .collect::<Result<_>>()?;
    Answer::of(Marked { documents })
}

/// Sets a mark that is this person's alone, if it is wanted and not so already.
fn set_own(tx: &mut Transaction<'_>, id: &DocumentId, mark: &str, wanted: Option<Value>, before: &Value) -> Result<()> {
    match wanted {
        Some(value) if value != *before => Ok(tx.set_own(id.as_bytes(), mark, &value)?),
        _ => Ok(()),
    }
}

fn tidy(tag: &str) -> Result<String> {
    let tag = tag.split_whitespace().collect::<Vec<_>>().join(" ");
    match tag.chars().count() {
        0 => Err(Error::new(Code::Usage, "A tag needs a name.")),
        n if n > TAG_CHARS => Err(Error::new(Code::Usage, format!("A tag has at most {TAG_CHARS} characters."))),
        _ => Ok(tag),
    }
}

/// The marks of one document.
pub(super) fn of(desk: &Desk, case: &Case, document: &DocumentId) -> Result<Marks> {
    let own =
        |mark: &str| -> Result<Option<Value>> { Ok(case.own_register(&desk.author, document.as_bytes(), mark)?.pop()) };
    let is = |value: Option<Value>| value.and_then(|v| v.as_bool()).unwrap_or(false);
    Ok(Marks {
        seen: is(own(SEEN)?),
        starred: is(own(STARRED)?),
        tags: joined(case.register(document.as_bytes(), TAGS)?),
        note: own(NOTE)?.and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default(),
    })
}

/// The marks of every document that has any.
pub(crate) fn all(desk: &Desk, case: &Case) -> Result<HashMap<DocumentId, Marks>> {
    let mut marks: HashMap<DocumentId, Marks> = HashMap::new();
    let document = |subject: &[u8]| <[u8; 32]>::try_from(subject).ok().map(DocumentId::from_bytes);
    for mark in [SEEN, STARRED, NOTE] {
        for (subject, value) in case.own_registers(&desk.author, mark)? {
            let Some(id) = document(&subject) else { continue };
            let of = marks.entry(id).or_default();
            match mark {
                SEEN => of.seen = value == Value::Bool(true),
                STARRED => of.starred = value == Value::Bool(true),
                _ => of.note = value.as_str().unwrap_or_default().to_owned(),
            }
        }
    }
    for (subject, value) in case.registers(TAGS)? {
        let Some(id) = document(&subject) else { continue };
        let of = marks.entry(id).or_default();
        of.tags = joined(vec![Value::from(std::mem::take(&mut of.tags)), value]);
    }
    Ok(marks)
}

fn joined(lists: Vec<Value>) -> Vec<String> {
    let tags: BTreeSet<String> =
        lists.iter().filter_map(Value::as_array).flatten().filter_map(|t| t.as_str().map(str::to_owned)).collect();
    tags.into_iter().collect()
}

#[derive(Serialize, TS)]
pub(super) struct Tags {
    tags: Vec<TagLine>,
}

#[derive(Serialize, TS)]
struct TagLine {
    tag: String,
    documents: u64,
}

pub(super) fn tags(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let super::OfCase { case } = request(value)?;
    let case = open(desk, &case)?;
    let mut counts: std::collections::BTreeMap<String, u64> = std::collections::BTreeMap::new();
    for marks in all(desk, &case)?.into_values() {
        for tag in marks.tags {
            *counts.entry(tag).or_default() += 1;
        }
    }
    Answer::of(Tags { tags: counts.into_iter().map(|(tag, documents)| TagLine { tag, documents }).collect() })
}
