//! One more statement about something that is in the case already.

use std::path::PathBuf;

use facts::{PropertyType, Vocabulary, author::Fact};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{Answer, citing::speaker, facts_of::standing, request};
use crate::{
    Code, Desk, Error, Job, Result,
    library::open_mut,
    lookup::entity,
    placing,
    recording::{self, Schemata},
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct StatementAdd {
    case: PathBuf,
    entity: String,
    prop: String,
    /// The source's wording, where it differs.
    original: Option<String>,
    standing: Option<String>,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    cite: Vec<String>,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    at: Vec<String>,
    said_by: Option<String>,
}

#[derive(Serialize, TS)]
pub(super) struct StatementAdded {
    statement: String,
    warnings: Vec<String>,
}

pub(super) fn statement_add(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let StatementAdd { case, entity: of, prop, original, standing: word, cite, at, said_by } = request(value)?;
    let mut case = open_mut(desk, &case)?;
    let id = entity(&case, &of)?;
    let Some((key, value)) = prop.split_once('=') else {
        return Err(Error::new(Code::Usage, format!("{prop} is not KEY=VALUE.")));
    };
    let schemata = Schemata::of(&case)?;
    let schema = facts::Known::schema_of(&schemata, id).ok_or_else(|| Error::not_found("entity", &of))?;
    let names_entity =
        Vocabulary::standard().property(&schema, key).is_some_and(|property| property.kind == PropertyType::Entity);
    let value = if names_entity { entity(&case, value)?.to_string() } else { value.to_owned() };
    let mut fact = Fact::new(key, value);
    fact.original = original.filter(|words| !words.trim().is_empty());
    fact.standing = standing(word.as_deref())?;
    fact.citations = recording::cited(&case, &cite)?;
    let said_by = said_by.map(|who| speaker(&case, who)).transpose()?;
    let places = placing::places(desk, &job.cancel, &case, &at, said_by.as_ref())?;
    let mut tx = case.begin(&desk.author, "recording a statement")?;
    // Cited and recorded together: one undo takes both back.
    fact.citations.extend(placing::cite(&mut tx, places)?);
    let (fact, warning) = recording::check_fact(&schemata, &schema, fact)?;
    let statement = recording::record_fact(&mut tx, id, fact)?;
    tx.commit()?;
    Answer::of(StatementAdded {
        statement: statement.to_string(),
        warnings: warning.iter().map(ToString::to_string).collect(),
    })
}
