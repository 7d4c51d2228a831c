//! Preferring one of several statements that rival each other. All of them stay.

use std::path::PathBuf;

use facts::{Statement, StatementId, knowledge::newest};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Case;
use ts_rs::TS;

use super::{Answer, request};
use crate::{
    Code, Desk, Error, Job, Result,
    known::{Known, shown},
    library::{self, moment, open_mut},
    lookup::entity,
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Prefer {
    case: PathBuf,
    fact: String,
    because: Option<String>,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    take_back: bool,
}

#[derive(Serialize, TS)]
pub(super) struct Preferred {
    statement: String,
    property: String,
    /// The value, as people read it.
    shown: String,
    /// Why; null where the preference was taken back.
    because: Option<String>,
    /// How many others of the same property stand beside it.
    rivals: u64,
}

/// Who prefers something, and why.
#[derive(Debug, Clone, Serialize, TS)]
pub(super) struct PreferredBy {
    pub by: String,
    pub because: String,
    pub at: String,
    /// Whether this is the preference that counts: of several the newest does.
    pub counts: bool,
}

impl PreferredBy {
    /// As a line of text: `preferred by R. Okafor: the seal`.
    pub fn told(&self) -> String {
        let by = if self.by.is_empty() { String::new() } else { format!(" by {}", self.by) };
        let before = if self.counts { "" } else { "earlier " };
        format!("{before}preferred{by}: {}", self.because)
    }
}

pub(super) fn prefer(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Prefer { case, fact, because, take_back } = request(value)?;
    let because = because.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if because.is_some() == take_back {
        let message = match take_back {
            true => "Choose one: --because prefers it, --take-back takes that back.",
            false => "A preference needs a reason: --because TEXT",
        };
        return Err(Error::new(Code::Usage, message));
    }
    let mut case = open_mut(desk, &case)?;
    let known = Known::load(&case)?;
    let knowledge = known.knowledge();
    let statement = stated(&case, &known, &fact)?;
    let whole = knowledge.whole(statement.entity).ok_or_else(|| Error::not_found("statement", &fact))?;
    let rivals: Vec<StatementId> =
        whole.live().filter(|s| s.property == statement.property && s.id != statement.id).map(|s| s.id).collect();
    if let Some(because) = &because {
        refuse(statement, &rivals, &knowledge.name(whole.id))?;
        let all = rivals.iter().chain([&statement.id]).filter_map(|id| knowledge.preference(*id));
        if let Some(counting) = newest(all).filter(|p| p.statement == statement.id)
            && let Some(by) = case.people()?.get(&counting.author).filter(|by| **by != desk.author)
        {
            let message = format!("{by} prefers this already: {}. It was left as it is.", counting.because);
            return Err(Error::new(Code::Refused, message)
                .hint("Take that back first if your reason is to stand in its place."));
        }
        let mut tx = case.begin(&desk.author, "preferring")?;
        tx.prefer(statement.id, &rivals, because)?;
        tx.commit()?;
    } else {
        let mut tx = case.begin(&desk.author, "taking a preference back")?;
        tx.stop_preferring(statement.id).map_err(|error| match error {
            store::Error::NotFound { .. } => Error::new(Code::NotFound, format!("Nobody prefers {fact}.")),
            error => error.into(),
        })?;
        tx.commit()?;
    }
    Answer::of(Preferred {
        statement: statement.id.to_string(),
        property: statement.property.clone(),
        shown: shown(&knowledge, statement),
        because,
        rivals: rivals.len() as u64,
    })
}

/// What there is nothing to prefer it to, and what says that something is not so, is not preferred.
fn refuse(statement: &Statement, rivals: &[StatementId], name: &str) -> Result<()> {
    let Statement { property, standing, .. } = statement;
    if rivals.is_empty() {
        let message = format!("{name} has no other {property}: there is nothing to prefer this one to.");
        return Err(Error::new(Code::Refused, message));
    }
    if !standing.asserts() {
        let message = format!("This is {standing}: it says what is not so, and cannot be preferred.");
        return Err(Error::new(Code::Refused, message).hint("Prefer one of the others."));
    }
    Ok(())
}

/// The live statement of an id, or of `FACT.PROP=VALUE`.
fn stated<'k>(case: &Case, known: &'k Known, text: &str) -> Result<&'k Statement> {
    let live = || known.entities.iter().flat_map(|e| &e.statements).filter(|s| s.is_live());
    let by_id = library::by_prefix("statement", text, live(), |s| s.id.to_string());
    let parts = text.split_once('=').and_then(|(fact, value)| Some((fact.rsplit_once('.')?, value)));
    let (Err(error), Some(((fact, property), value))) = (&by_id, parts) else { return by_id };
    if error.code != Code::NotFound {
        return by_id;
    }
    let knowledge = known.knowledge();
    let whole = knowledge.canonical(entity(case, fact)?);
    let is_it = |s: &&Statement| {
        knowledge.canonical(s.entity) == whole
            && s.property == property
            && [s.value.as_str(), &shown(&knowledge, s)].contains(&value.trim())
    };
    live().find(is_it).ok_or_else(|| {
        Error::new(Code::NotFound, format!("{fact} has no {property} {value}."))
            .hint("See what is stated of it with: casebound entity show CASE ID")
    })
}

/// Who prefers a statement, as views show it. `counting` are those that count.
pub(super) fn preferred_by(
    preference: Option<&facts::Preference>,
    people: &std::collections::HashMap<facts::PersonId, String>,
    counting: &[StatementId],
) -> Option<PreferredBy> {
    preference.map(|preference| PreferredBy {
        by: people.get(&preference.author).cloned().unwrap_or_default(),
        because: preference.because.clone(),
        at: moment(preference.at),
        counts: counting.contains(&preference.statement),
    })
}
