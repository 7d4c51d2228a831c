//! What rests on what.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::id::{CitationId, DocumentId, EntityId, StatementId, TieId};
use crate::model::{Citation, Entity, SaidBy, Stance, Statement, Tie};

/// What is asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A document.
    Document(DocumentId),
    /// A citation.
    Citation(CitationId),
    /// An entity, link or event; of merged ones, each is asked about by itself.
    Entity(EntityId),
    /// A statement.
    Statement(StatementId),
}

/// What rests on a subject, each list sorted. Withdrawn statements are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uses {
    /// A document's citations; the citations said by an entity; those tied to a statement or to the statements of an
    /// entity.
    pub citations: Vec<CitationId>,
    /// The ties between these citations and statements.
    pub ties: Vec<TieId>,
    /// The statements tied to a document or citation; an entity's own, and those of others that name it.
    pub statements: Vec<StatementId>,
    /// The entities these statements are about, links and events included, and the events that the Participations
    /// among them belong to; the subject itself left out.
    pub entities: Vec<EntityId>,
    /// Of a document or citation: the statements that nothing else supports.
    pub only_support: Vec<StatementId>,
}

/// Answers what rests on a subject, in one pass over what the case knows. A subject that is not in it has no uses.
#[must_use]
pub fn uses(subject: Subject, entities: &[Entity], ties: &[Tie], citations: &[Citation]) -> Uses {
    match subject {
        Subject::Document(document) => {
            let cited = citations.iter().filter(|citation| citation.document == document);
            of_citations(cited.map(|citation| citation.id).collect(), entities, ties, citations)
        }
        Subject::Citation(citation) => {
            let cited = citations.iter().filter(|known| known.id == citation);
            let mut uses = of_citations(cited.map(|citation| citation.id).collect(), entities, ties, citations);
            uses.citations.clear();
            uses
        }
        Subject::Entity(entity) => {
            let words = entity.to_string();
            let concerns = |statement: &Statement| statement.entity == entity || statement.value == words;
            let said = citations.iter().filter(|citation| citation.said_by == Some(SaidBy::Entity(entity)));
            let mut uses = of_statements(concerns, entities, ties);
            uses.citations.extend(said.map(|citation| citation.id));
            uses.citations.sort_unstable();
            uses.citations.dedup();
            uses.entities.retain(|other| *other != entity);
            uses
        }
        Subject::Statement(id) => {
            let mut uses = of_statements(|statement| statement.id == id, entities, ties);
            uses.statements.clear();
            uses
        }
    }
}

fn live(entities: &[Entity]) -> impl Iterator<Item = &Statement> {
    entities.iter().flat_map(|entity| &entity.statements).filter(|statement| statement.is_live())
}

fn of_citations(cited: HashSet<CitationId>, entities: &[Entity], ties: &[Tie], citations: &[Citation]) -> Uses {
    let known: HashSet<CitationId> = citations.iter().map(|citation| citation.id).collect();
    let tied: HashSet<StatementId> =
        ties.iter().filter(|tie| cited.contains(&tie.citation)).map(|tie| tie.statement).collect();
    let about: HashMap<StatementId, EntityId> =
        live(entities).filter(|statement| tied.contains(&statement.id)).map(|s| (s.id, s.entity)).collect();
    let supports = |tie: &&Tie| tie.stance == Stance::Supports && known.contains(&tie.citation);
    let supported_by = |by: bool| -> HashSet<StatementId> {
        ties.iter()
            .filter(supports)
            .filter(|tie| cited.contains(&tie.citation) == by)
            .map(|tie| tie.statement)
            .collect()
    };
    let (by_these, by_others) = (supported_by(true), supported_by(false));
    Uses {
        ties: sorted(
            ties.iter().filter(|t| cited.contains(&t.citation) && about.contains_key(&t.statement)).map(|t| t.id),
        ),
        only_support: sorted(
            about.keys().copied().filter(|statement| by_these.contains(statement) && !by_others.contains(statement)),
        ),
        statements: sorted(about.keys().copied()),
        entities: with_events(about.into_values(), entities),
        citations: sorted(cited),
    }
}

fn of_statements(concerns: impl Fn(&Statement) -> bool, entities: &[Entity], ties: &[Tie]) -> Uses {
    let about: HashMap<StatementId, EntityId> =
        live(entities).filter(|statement| concerns(statement)).map(|s| (s.id, s.entity)).collect();
    let held: Vec<&Tie> = ties.iter().filter(|tie| about.contains_key(&tie.statement)).collect();
    Uses {
        citations: sorted(held.iter().map(|tie| tie.citation)),
        ties: sorted(held.iter().map(|tie| tie.id)),
        statements: sorted(about.keys().copied()),
        entities: with_events(about.into_values(), entities),
        only_support: Vec::new(),
    }
}

/// Adds the events of Participations: nobody looks for a Participation, it shows as part of its event.
fn with_events(about: impl Iterator<Item = EntityId>, entities: &[Entity]) -> Vec<EntityId> {
    let mut found: HashSet<EntityId> = about.collect();
    let parts = entities.iter().filter(|entity| entity.schema == "Participation" && found.contains(&entity.id));
    let named: HashSet<EntityId> =
        parts.flat_map(|part| part.live("event")).filter_map(|statement| statement.value.parse().ok()).collect();
    found.extend(entities.iter().map(|entity| entity.id).filter(|id| named.contains(id)));
    sorted(found)
}

fn sorted<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    items.into_iter().collect::<BTreeSet<T>>().into_iter().collect()
}

#[cfg(test)]
mod tests;
