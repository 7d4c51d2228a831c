//! Destroying what must go, and holding what must not.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Case, EraseReason, HoldOn, Target};
use ts_rs::TS;

use super::{Answer, request};
use crate::{
    Code, Desk, Error, Job, Result,
    library::{self, open, open_mut},
    sameness, searching,
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Erase {
    case: PathBuf,
    id: String,
    reason: String,
}

#[derive(Serialize, TS)]
pub(super) struct EraseAnswer {
    erased: String,
    /// `document`, `entity`, `statement`, `citation`, `person` or `source`.
    what: &'static str,
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
    let was_settled = sameness::is_settled(&case)?;
    // Asked before anything goes: the index is first.
    case.refuse_held(target)?;
    let mut index = searching::open_if_there(&case)?;
    let ordinals: HashMap<_, _> = case.documents()?.into_iter().map(|d| (d.id, d.ordinal)).collect();
    // The index goes first: cut short here, a document is missing from it and counted as unreadable, not left in it.
    if let Target::Document(id) = target {
        let mut ids = case.erased_with(id)?;
        let made = case.texts_made_from(&ids)?;
        ids.extend(made.into_iter().map(|(_, wordless)| wordless));
        for id in ids {
            index.drop_words(ordinals.get(&id).copied())?;
        }
        index.purge(desk)?;
    }
    let erased = case.erase(target, reason, &desk.author);
    // Whatever is no longer in the case need not be searched, even where old pages of it are still held.
    let still_there: HashSet<_> = case.documents()?.into_iter().map(|d| d.ordinal).collect();
    for ordinal in ordinals.values().filter(|ordinal| !still_there.contains(ordinal)) {
        index.forget(*ordinal);
    }
    if let Ok(erased) = &erased {
        for id in &erased.wordless {
            index.add(&case, id)?;
        }
    }
    index.commit()?;
    let erased = erased?;
    // What was not compared before is not compared by the way.
    if was_settled {
        sameness::regroup(&mut case)?;
    }
    if !erased.still_in.is_empty() {
        job.note("The bytes are still inside other documents: erase those, too, if they must go.");
    }
    Answer::of(EraseAnswer {
        erased: id,
        what: word(target),
        documents: erased.documents.iter().map(ToString::to_string).collect(),
        values: erased.n_values,
        blobs: erased.n_blobs,
        still_in: erased.still_in.iter().map(ToString::to_string).collect(),
    })
}

fn word(target: Target) -> &'static str {
    match target {
        Target::Document(_) => "document",
        Target::Entity(_) => "entity",
        Target::Statement(_) => "statement",
        Target::Citation(_) => "citation",
        Target::Person(_) => "person",
        Target::Source(_) => "source",
    }
}

/// What a person means: a document as everywhere, other things by id, people and sources by name, too. What was undone
/// is in the history alone and needs its whole id.
fn target(case: &Case, text: &str) -> Result<Target> {
    match case.find_document(text) {
        Ok(document) => return Ok(Target::Document(document.id)),
        Err(store::Error::NotFound { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let found = [
        library::by_prefix("entity", text, case.entities()?, |e| e.id.to_string()).map(|e| Target::Entity(e.id)),
        library::by_prefix("statement", text, case.statements()?, |s| s.id.to_string())
            .map(|s| Target::Statement(s.id)),
        library::by_prefix("citation", text, case.citations()?, |c| c.id.to_string()).map(|c| Target::Citation(c.id)),
        named("person", text, case.people()?).map(Target::Person),
        named("source", text, case.sources()?.into_values().map(|s| (s.id, s.code_name))).map(Target::Source),
    ];
    match library::one_of("document, entity, statement, citation, person or source", text, found) {
        Err(error) if error.code == Code::NotFound => {
            let subject = whole_id(text).map(|subject| case.recorded(&subject)).transpose()?.flatten();
            subject.ok_or(error)
        }
        other => other,
    }
}

/// By name, exactly, else by the start or end of the id.
fn named<Id: Copy + ToString>(
    what: &'static str,
    text: &str,
    all: impl IntoIterator<Item = (Id, String)>,
) -> Result<Id> {
    let all: Vec<(Id, String)> = all.into_iter().collect();
    let mut of_name = all.iter().filter(|(_, name)| !name.is_empty() && name == text);
    match (of_name.next(), of_name.next()) {
        (Some((id, _)), None) => Ok(*id),
        (Some(_), Some(_)) => {
            let ids: Vec<_> = all.iter().filter(|(_, name)| name == text).map(|(id, _)| id.to_string()).collect();
            let message = format!("{text} is the name of {} of this kind ({what}).", ids.len());
            Err(Error::new(Code::Ambiguous, message).hint(format!("Give the id of one: {}", ids.join(", "))))
        }
        (None, _) => library::by_prefix(what, text, all.into_iter().map(|(id, _)| id), ToString::to_string),
    }
}

/// The bytes of an id written in full.
fn whole_id(text: &str) -> Option<Vec<u8>> {
    if let Ok(uuid) = text.parse::<uuid::Uuid>() {
        return Some(uuid.as_bytes().to_vec());
    }
    text.parse::<facts::DocumentId>().ok().map(|id| id.as_bytes().to_vec())
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Hold {
    case: PathBuf,
    id: Option<String>,
    because: Option<String>,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    lift: bool,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    list: bool,
}

#[derive(Serialize, TS)]
pub(super) struct HoldAnswer {
    /// `held` or `lifted`; null where it was only asked.
    changed: Option<&'static str>,
    /// What was held or lifted: `case`, or a document's id.
    on: Option<String>,
    /// What is held now.
    holds: Vec<HoldLine>,
}

#[derive(Serialize, TS)]
pub(super) struct HoldLine {
    /// Null for the whole case.
    document: Option<String>,
    path: Option<String>,
    because: String,
    by: String,
    since: String,
}

pub(super) fn hold(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Hold { case: path, id, because, lift, list } = request(value)?;
    let because = because.map(|text| text.trim().to_owned());
    let wants_change = because.is_some() || lift;
    let usage = |message: &str| Err(Error::new(Code::Usage, message));
    match (&because, lift, list) {
        (Some(_), true, _) => return usage("Choose one: --because puts a hold on, --lift takes it off."),
        (Some(text), ..) if text.is_empty() => return usage("A hold needs a reason: --because TEXT"),
        (_, _, true) if wants_change => return usage("--list only lists; leave --because and --lift out."),
        (None, false, false) if id.is_some() => {
            return usage("Say why with --because TEXT, or take it off with --lift.");
        }
        _ => {}
    }
    if !wants_change {
        return Answer::of(HoldAnswer { changed: None, on: None, holds: holds(&open(desk, &path)?)? });
    }
    let mut case = open_mut(desk, &path)?;
    let on = match &id {
        Some(id) => HoldOn::Document(case.find_document(id)?.id),
        None => HoldOn::Case,
    };
    let mut tx = case.begin(&desk.author, "holding")?;
    let changed = match because {
        Some(because) => {
            tx.hold_legally(on, &because)?;
            "held"
        }
        None => {
            tx.lift_legal_hold(on)?;
            "lifted"
        }
    };
    tx.commit()?;
    let on = match on {
        HoldOn::Case => "case".to_owned(),
        HoldOn::Document(id) => id.to_string(),
    };
    Answer::of(HoldAnswer { changed: Some(changed), on: Some(on), holds: holds(&case)? })
}

fn holds(case: &Case) -> Result<Vec<HoldLine>> {
    let people = case.people()?;
    let mut lines = Vec::new();
    for hold in case.legal_holds()? {
        let (document, path) = match hold.on {
            HoldOn::Case => (None, None),
            HoldOn::Document(id) => {
                (Some(id.to_string()), case.acquisitions(&id)?.into_iter().next().map(|place| place.path))
            }
        };
        lines.push(HoldLine {
            document,
            path,
            because: hold.because,
            by: people.get(&hold.author).cloned().unwrap_or_default(),
            since: library::moment(hold.at),
        });
    }
    Ok(lines)
}
