//! What was done: the log.

use serde::Serialize;
use serde_json::{Value, json};
use store::oplog::{Operation, cbor};
use ts_rs::TS;

use super::{Answer, OfCase, request};
use crate::{
    Desk, Job, Result,
    library::{self, open},
};

#[derive(Serialize, TS)]
pub(super) struct LogAnswer {
    total: u64,
    operations: Vec<LogLine>,
}

#[derive(Serialize, TS)]
pub(super) struct LogLine {
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
    let undone = case.undone()?;
    let operations: Vec<LogLine> = operations
        .into_iter()
        .map(|op| (shown(&op), op))
        .map(|(value, op)| LogLine {
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
            value,
        })
        .collect();
    Answer::of(LogAnswer { total: operations.len() as u64, operations })
}

/// What was recorded; of a password and of a list of names what it is called alone.
fn shown(op: &Operation) -> Option<Value> {
    let value: Value = cbor::decode(op.value.as_deref()?).ok()?;
    let only = |key: &str| value.get(key).map(|called| json!({ key: called }));
    match op {
        op if store::holds_password(op) => only("label"),
        op if store::holds_sweep(op) => only("name"),
        _ => Some(value),
    }
}

/// An id's bytes as the id is written: 16 are a UUID, others a hash.
fn subject(bytes: &[u8]) -> String {
    match uuid::Uuid::from_slice(bytes) {
        Ok(uuid) => uuid.to_string(),
        Err(_) => store::to_hex(bytes),
    }
}
