//! Taking the last change back, and doing it again.

use std::{collections::HashSet, path::PathBuf};

use facts::Vocabulary;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{
    Undone,
    oplog::{Operation, cbor},
};
use ts_rs::TS;

use super::{Answer, OfCase, request};
use crate::{
    Desk, Job, Result, headings,
    library::{self, open_mut},
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Undo {
    case: PathBuf,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    before_erase: bool,
}

#[derive(Serialize, TS)]
pub(super) struct UndoAnswer {
    /// Kinds of the operations.
    undone: Vec<String>,
    /// What it was, in words: `event added`.
    what: Vec<String>,
    made: String,
}

pub(super) fn undo(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Undo { case, before_erase } = request(value)?;
    let mut case = open_mut(desk, &case)?;
    let undone = match before_erase {
        true => case.undo_before_erasing(&desk.author)?,
        false => case.undo(&desk.author)?,
    };
    let (kinds, what, made) = told(&undone);
    Answer::of(UndoAnswer { undone: kinds, what, made })
}

#[derive(Serialize, TS)]
pub(super) struct RedoAnswer {
    /// Kinds of the operations.
    redone: Vec<String>,
    /// What it was, in words: `event added`.
    what: Vec<String>,
    made: String,
}

pub(super) fn redo(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfCase { case } = request(value)?;
    let redone = open_mut(desk, &case)?.redo(&desk.author)?;
    let (kinds, what, made) = told(&redone);
    Answer::of(RedoAnswer { redone: kinds, what, made })
}

fn told(undone: &Undone) -> (Vec<String>, Vec<String>, String) {
    let kinds = undone.kinds().into_iter().map(str::to_owned).collect();
    (kinds, words(&undone.operations), library::moment(undone.made_at))
}

/// What a change was, as a person would say it: an event with its dates, participants and ties is one event.
fn words(operations: &[Operation]) -> Vec<String> {
    let added: HashSet<String> = operations.iter().filter(|op| op.head.kind.ends_with(".add")).map(subject).collect();
    let mut counted: Vec<(&'static str, &'static str, u64)> = Vec::new();
    for op in operations {
        let value = op.value.as_deref().and_then(|bytes| cbor::decode::<Value>(bytes).ok()).unwrap_or_default();
        let is_part_of = |field: &str| value[field].as_str().is_some_and(|id| added.contains(id));
        let (one, many) = match op.head.kind.as_str() {
            "entity.add" => match thing(value["schema"].as_str().unwrap_or_default()) {
                Some(thing) => thing,
                None => continue,
            },
            "statement.add" if is_part_of("entity") => continue,
            "tie.add" if is_part_of("statement") => continue,
            "statement.add" => ("fact added", "facts added"),
            "statement.withdraw" => ("fact withdrawn", "facts withdrawn"),
            "entity.withdraw" => ("entity withdrawn", "entities withdrawn"),
            "citation.add" => ("citation added", "citations added"),
            "tie.add" => ("citation tied to a fact", "citations tied to facts"),
            "text.correct" => ("line put right", "lines put right"),
            "tie.remove" => ("citation taken away from a fact", "citations taken away from facts"),
            "judgement.add" => match value["verdict"].as_str() {
                Some("yes") => ("entities merged", "pairs of entities merged"),
                Some("no") => ("entities split", "pairs of entities split"),
                _ => ("note that entities may be the same", "notes that entities may be the same"),
            },
            "register.set" if op.head.field.as_deref() == Some("name") => ("name changed", "names changed"),
            "register.set" if op.head.field.as_deref() == Some("preferred") => match value {
                Value::Null => ("preference taken back", "preferences taken back"),
                _ => ("preference recorded", "preferences recorded"),
            },
            "register.set" if op.head.field.as_deref() == Some(headings::FIELD) => {
                ("header of a sheet chosen", "headers of sheets chosen")
            }
            _ => ("detail changed", "details changed"),
        };
        match counted.iter_mut().find(|(known, ..)| *known == one) {
            Some((.., n)) => *n += 1,
            None => counted.push((one, many, 1)),
        }
    }
    let told = counted.into_iter().map(|(one, many, n)| if n == 1 { one.to_owned() } else { format!("{n} {many}") });
    told.collect()
}

/// What an entity of a schema is called when it comes; `None` for what is only a part of the event it comes with.
fn thing(schema: &str) -> Option<(&'static str, &'static str)> {
    match Vocabulary::standard().schema(schema) {
        Some(_) if schema == "Participation" => None,
        Some(schema) if schema.is_event => Some(("event added", "events added")),
        Some(schema) if schema.edge.is_some() => Some(("connection added", "connections added")),
        _ => Some(("entity added", "entities added")),
    }
}

fn subject(op: &Operation) -> String {
    uuid::Uuid::from_slice(&op.head.subject).map(|uuid| uuid.to_string()).unwrap_or_default()
}
