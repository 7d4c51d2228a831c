//! Which entity a person means: by its id, by the start or end of that, or by any of its names.

use std::collections::{HashMap, HashSet};

use facts::{EntityId, PropertyType, Statement, Vocabulary, same::Clusters};
use store::{Case, table::entity::Entity};

use crate::{
    Code, Error, Result,
    known::Known,
    library::{LEAST_DIGITS, is_meant},
};

/// How many are listed where a name fits several.
const MOST_LISTED: usize = 5;

/// The entity, connection or event that `text` means. A name must be the whole of one, its capitals, marks and
/// punctuation aside; what was merged counts as one.
///
/// # Errors
/// Nothing or several fit, or what fits was withdrawn or erased.
pub fn entity(case: &Case, text: &str) -> Result<EntityId> {
    let all = case.entities()?;
    let (withdrawn, live): (Vec<_>, Vec<_>) = all.into_iter().partition(|e| e.withdrawn);
    let named = Named::load(case, text)?;
    match named.among(&live).as_slice() {
        [only] => return Ok(*only),
        [] => {}
        several => return Err(ambiguous(case, text, several)?),
    }
    if !named.among(&withdrawn).is_empty() {
        return Err(Error::new(Code::Refused, format!("{text} was withdrawn from this case."))
            .hint("The history keeps it: casebound log CASE"));
    }
    match text.parse::<EntityId>() {
        Ok(id) if case.erased(id.as_uuid().as_bytes())?.is_some() => {
            Err(store::Error::Erased { what: text.to_owned() }.into())
        }
        _ => Err(Error::not_found("entity", text)
            .hint("Give its exact name, or its id or the start or end of it; casebound entity list CASE shows them.")),
    }
}

/// What bears a name.
struct Named {
    digits: String,
    /// Entities of which a statement gives this very name.
    bearers: HashSet<EntityId>,
    clusters: Clusters,
}

impl Named {
    fn load(case: &Case, text: &str) -> Result<Named> {
        let digits = text.trim().to_lowercase();
        // A whole id needs no look at the names.
        if digits.parse::<EntityId>().is_ok() {
            return Ok(Named { digits, bearers: HashSet::new(), clusters: Clusters::default() });
        }
        let schemata: HashMap<EntityId, String> = case.entities()?.into_iter().map(|e| (e.id, e.schema)).collect();
        let wanted = folded(text);
        let is_it = |s: &Statement| {
            let schema = schemata.get(&s.entity).map_or("", String::as_str);
            s.withdrawn.is_none() && names_it(schema, &s.property) && folded(&s.value) == wanted
        };
        let bearers = case.statements()?.into_iter().filter(is_it).map(|s| s.entity).collect();
        Ok(Named { digits, bearers, clusters: Clusters::of(&case.judgements()?) })
    }

    fn among(&self, entities: &[Entity]) -> Vec<EntityId> {
        let has_digits = |id: EntityId| self.digits.len() >= LEAST_DIGITS && is_meant(&id.to_string(), &self.digits);
        let mut found: Vec<EntityId> = entities.iter().map(|e| e.id).filter(|id| has_digits(*id)).collect();
        let mut wholes: HashSet<EntityId> = found.iter().map(|id| self.clusters.canonical(*id)).collect();
        for entity in entities.iter().filter(|e| self.bearers.contains(&e.id)) {
            if wholes.insert(self.clusters.canonical(entity.id)) {
                found.push(entity.id);
            }
        }
        found
    }
}

/// Whether a property says what to call an entity of this schema. Connections are called by what they join, not so.
fn names_it(schema: &str, property: &str) -> bool {
    let Some(schema) = Vocabulary::standard().schema(schema).filter(|schema| schema.edge.is_none()) else {
        return false;
    };
    let kind = schema.property(property).map(|property| property.kind);
    let calls = schema.caption.iter().any(|caption| caption == property);
    kind == Some(PropertyType::Name) || calls && kind != Some(PropertyType::Date)
}

/// A name as names are compared: its words as the search folds them; signs alone as they stand.
fn folded(name: &str) -> Vec<String> {
    let words: Vec<String> = search::tokens(name).map(|token| token.term).collect();
    if words.is_empty() { vec![name.trim().to_lowercase()] } else { words }
}

fn ambiguous(case: &Case, text: &str, ids: &[EntityId]) -> Result<Error> {
    let known = Known::load(case)?;
    let knowledge = known.knowledge();
    let mut hint = "Give the id of the one you mean:".to_owned();
    for id in ids.iter().take(MOST_LISTED) {
        let schema = knowledge.whole(*id).map_or("", |whole| &whole.schema);
        hint += &format!("\n  {id}  {} ({schema})", knowledge.name(*id));
    }
    if ids.len() > MOST_LISTED {
        hint += &format!("\n  and {} more", ids.len() - MOST_LISTED);
    }
    Ok(Error::new(Code::Ambiguous, format!("{text} fits {} entities.", ids.len())).hint(hint))
}
