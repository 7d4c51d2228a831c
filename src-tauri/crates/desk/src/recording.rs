//! Putting checked facts into the case: used by the fact commands and by the sample case.

use std::collections::{HashMap, HashSet};

use facts::{
    CitationId, EntityId, Stance, StatementId, Vocabulary,
    author::{self, Checked, Cited, Draft, Fact},
    knowledge::common_schema,
    same::Clusters,
};
use store::{
    Case, Transaction,
    table::{statement::NewStatement, tie::NewTie},
};

use crate::{Code, Error, Result, library};

/// What was recorded.
pub struct Recorded {
    /// The new entity, link or event.
    pub entity: EntityId,
    /// Its statements.
    pub statements: Vec<StatementId>,
    /// What is odd about it, in words; it was recorded all the same.
    pub warnings: Vec<String>,
}

/// Checks a draft against the vocabulary and what the case knows.
pub fn check(schemata: &Schemata, draft: Draft) -> Result<Checked> {
    author::check(Vocabulary::standard(), schemata, draft).map_err(|error| match error {
        facts::Error::UnknownEntity { property, entity } if schemata.withdrawn.contains(&entity) => {
            let message = format!("This was not recorded: `{property}` names {entity}, which was withdrawn.");
            Error::new(Code::Refused, message)
        }
        error => refused(error),
    })
}

/// Checks one more fact about something of this schema.
pub fn check_fact(schemata: &Schemata, schema: &str, fact: Fact) -> Result<(Fact, Option<author::Warning>)> {
    author::check_fact(Vocabulary::standard(), schemata, schema, fact).map_err(refused)
}

/// The schema of everything in a case that was not withdrawn, and what counts as one.
#[derive(Debug, Default)]
pub struct Schemata {
    live: HashMap<EntityId, String>,
    withdrawn: HashSet<EntityId>,
    clusters: Clusters,
}

impl Schemata {
    /// Of a case.
    pub fn of(case: &Case) -> Result<Schemata> {
        let mut schemata = Schemata { clusters: Clusters::of(&case.judgements()?), ..Schemata::default() };
        for entity in case.entities()? {
            if entity.withdrawn {
                schemata.withdrawn.insert(entity.id);
            } else {
                schemata.live.insert(entity.id, entity.schema);
            }
        }
        Ok(schemata)
    }

    /// Adds one that was just made.
    pub fn add(&mut self, id: EntityId, schema: &str) {
        self.live.insert(id, schema.to_owned());
    }
}

impl author::Known for Schemata {
    fn schema_of(&self, entity: EntityId) -> Option<String> {
        self.live.get(&entity)?;
        let members = self.clusters.members(entity);
        let schemata = members.iter().filter_map(|member| self.live.get(member)).map(String::as_str);
        Some(common_schema(Vocabulary::standard(), schemata).to_owned())
    }

    fn whole_of(&self, entity: EntityId) -> EntityId {
        self.clusters.canonical(entity)
    }
}

/// Records what was checked.
pub fn record(tx: &mut Transaction<'_>, checked: Checked) -> Result<Recorded> {
    let entity = tx.add_entity(&checked.schema)?;
    let mut statements = Vec::new();
    for fact in checked.facts {
        statements.push(record_fact(tx, entity, fact)?);
    }
    let warnings = checked.warnings.iter().map(ToString::to_string).collect();
    Ok(Recorded { entity, statements, warnings })
}

/// Records one checked statement with its ties.
pub fn record_fact(tx: &mut Transaction<'_>, entity: EntityId, fact: Fact) -> Result<StatementId> {
    let Fact { property, value, original, language, standing, citations } = fact;
    let statement = tx.add_statement(&NewStatement { entity, property, value, original, language, standing })?;
    for Cited { citation, stance } in citations {
        tx.add_tie(&NewTie { citation, statement, stance })?;
    }
    Ok(statement)
}

/// Reads `ID` or `ID:stance`.
pub fn cited(case: &Case, texts: &[String]) -> Result<Vec<Cited>> {
    let known: Vec<CitationId> = case.citations()?.into_iter().map(|c| c.id).collect();
    texts
        .iter()
        .map(|text| {
            let (id, stance) = match text.split_once(':') {
                None => (text.as_str(), Stance::Supports),
                Some((id, word)) => (id, stance(word)?),
            };
            let citation = library::by_prefix("citation", id, known.iter().copied(), ToString::to_string)?;
            Ok(Cited { citation, stance })
        })
        .collect()
}

/// What a citation can do, by its word.
pub fn stance(word: &str) -> Result<Stance> {
    match word {
        "supports" => Ok(Stance::Supports),
        "contradicts" => Ok(Stance::Contradicts),
        "context" => Ok(Stance::Context),
        _ => {
            let message = format!("{word} is not what a citation can do.");
            Err(Error::new(Code::Usage, message).hint("After the id and a colon: supports, contradicts or context"))
        }
    }
}

/// Why the vocabulary or the rules of citing refuse a fact.
pub fn refused(error: facts::Error) -> Error {
    Error::new(Code::Refused, format!("This was not recorded: {error}."))
}
