//! What was done, undoing it, and destroying what must go.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{EraseReason, Target, oplog::cbor};

use super::{Answer, request};
use crate::{
    Code, Desk, Error, Job, Result,
    library::{self, open, open_mut},
    searching,
};

#[derive(Deserialize)]
struct OfCase {
    case: PathBuf,
}

#[derive(Serialize)]
struct LogAnswer {
    total: u64,
    operations: Vec<LogLine>,
}

#[derive(Serialize)]
struct LogLine {
    id: String,
    at: String,
    who: String,
    replica: String,
    seq: u64,
    kind: String,
    subject: String,
    field: Option<String>,
    base: Vec<String>,
    undone: bool,
    /// What was recorded; null where there is none or it was erased.
    value: Option<Value>,
}

pub(super) fn log(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfCase { case } = request(value)?;
    let case = open(desk, &case)?;
    let people = case.people()?;
    let operations = case.log()?;
    let undone: std::collections::HashSet<_> =
        operations.iter().filter(|op| op.head.kind == "undo").flat_map(|op| op.head.base.iter().copied()).collect();
    let operations: Vec<LogLine> = operations
        .into_iter()
        .map(|op| LogLine {
            undone: undone.contains(&op.id),
            id: op.id.to_string(),
            at: library::moment(op.head.time.millis()),
            who: people.get(&op.head.who).cloned().unwrap_or_default(),
            replica: op.head.replica.to_string(),
            seq: op.head.seq,
            kind: op.head.kind,
            subject: subject(&op.head.subject),
            field: op.head.field,
            base: op.head.base.iter().map(ToString::to_string).collect(),
            value: op.value.as_deref().and_then(|bytes| cbor::decode(bytes).ok()),
        })
        .collect();
    Answer::of(LogAnswer { total: operations.len() as u64, operations })
}

/// An id's bytes as the id is written: 16 are a UUID, others a hash.
fn subject(bytes: &[u8]) -> String {
    match uuid::Uuid::from_slice(bytes) {
        Ok(uuid) => uuid.to_string(),
        Err(_) => store::to_hex(bytes),
    }
}

#[derive(Serialize)]
struct UndoAnswer {
    undone: Vec<String>,
    made: String,
}

pub(super) fn undo(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfCase { case } = request(value)?;
    let undone = open_mut(desk, &case)?.undo(&desk.author)?;
    Answer::of(UndoAnswer { undone: undone.kinds, made: library::moment(undone.made_at) })
}

#[derive(Deserialize)]
struct Erase {
    case: PathBuf,
    id: String,
    reason: String,
}

#[derive(Serialize)]
struct EraseAnswer {
    erased: String,
    documents: Vec<String>,
    values: u64,
    blobs: u64,
    /// Documents that still hold the erased bytes, as an archive holds its files.
    still_in: Vec<String>,
}

pub(super) fn erase(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Erase { case, id, reason } = request(value)?;
    let reason = match reason.as_str() {
        "privilege" => EraseReason::Privilege,
        "source" => EraseReason::Source,
        "law" => EraseReason::Law,
        "error" => EraseReason::Error,
        _ => {
            let message = format!("{reason} is not a reason to erase.");
            return Err(Error::new(Code::Usage, message).hint("Reasons are: privilege, source, law, error"));
        }
    };
    let mut case = open_mut(desk, &case)?;
    case.hold("erasing")?;
    let target = target(&case, &id)?;
    let mut index = searching::open_for_writing(&case)?;
    let ordinals: std::collections::HashMap<_, _> = case.documents()?.into_iter().map(|d| (d.id, d.ordinal)).collect();
    // The index goes first: cut short here, a document is missing from it and counted as unreadable, not left in it.
    if let Target::Document(id) = target {
        for id in case.erased_with(id)? {
            index.drop_words(ordinals.get(&id).copied())?;
        }
        index.purge()?;
    }
    let erased = case.erase(target, reason, &desk.author);
    // Whatever is no longer in the case need not be searched, even where old pages of it are still held.
    let still_there: std::collections::HashSet<_> = case.documents()?.into_iter().map(|d| d.ordinal).collect();
    for ordinal in ordinals.values().filter(|ordinal| !still_there.contains(ordinal)) {
        index.forget(*ordinal);
    }
    index.commit()?;
    let erased = erased?;
    if !erased.still_in.is_empty() {
        job.note("The bytes are still inside other documents: erase those, too, if they must go.");
    }
    Answer::of(EraseAnswer {
        erased: id,
        documents: erased.documents.iter().map(ToString::to_string).collect(),
        values: erased.n_values,
        blobs: erased.n_blobs,
        still_in: erased.still_in.iter().map(ToString::to_string).collect(),
    })
}

fn target(case: &store::Case, id: &str) -> Result<Target> {
    match case.find_document(id) {
        Ok(document) => return Ok(Target::Document(document.id)),
        Err(store::Error::NotFound { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let found = [
        library::by_prefix("entity", id, case.entities()?, |e| e.id.to_string()).map(|e| Target::Entity(e.id)),
        library::by_prefix("statement", id, case.statements()?, |s| s.id.to_string()).map(|s| Target::Statement(s.id)),
        library::by_prefix("citation", id, case.citations()?, |c| c.id.to_string()).map(|c| Target::Citation(c.id)),
    ];
    library::one_of("document, entity, statement or citation", id, found)
}
