use std::collections::HashMap;

use super::{Dated, Ground, named};
use crate::id::{CitationId, EntityId, StatementId};
use crate::knowledge::{Knowledge, Whole};
use crate::model::Standing;
use crate::vocabulary::PropertyType;

/// Something that happened, or is said to have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its id.
    pub id: EntityId,
    /// Its schema.
    pub schema: String,
    /// What to call it.
    pub title: String,
    /// When: every date that is stated, however they differ.
    pub dates: Vec<Dated>,
    /// Who and what took part.
    pub participants: Vec<Participant>,
    /// All citations that speak to it or to its participations, sorted.
    pub citations: Vec<CitationId>,
    /// Live statements, those of its participations included, that no citation supports.
    pub unsupported: Vec<StatementId>,
    /// What it and its participations name that is no longer in the case.
    pub gone: Vec<EntityId>,
    /// Live dates that cannot be read.
    pub unread: Vec<StatementId>,
}

/// Somebody or something that took part in an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// The statement that names it.
    pub statement: StatementId,
    /// The Participation, or the event itself where a property of it names the participant (a Shipment's `receiver`).
    pub via: EntityId,
    /// Who or what, as the whole it belongs to.
    pub entity: EntityId,
    /// What to call it.
    pub name: String,
    /// In what role, in the source's words; of a property of the event, its label in lower case.
    pub role: Option<String>,
    /// In what role the participation is said.
    pub standing: Standing,
}

/// All events, by rising id, with their participants.
#[must_use]
pub fn events(knowledge: &Knowledge<'_>) -> Vec<Event> {
    let mut parts: HashMap<EntityId, Vec<&Whole<'_>>> = HashMap::new();
    for whole in knowledge.wholes().filter(|whole| whole.schema == "Participation") {
        let mut events: Vec<_> =
            whole.live().filter(|s| s.property == "event").filter_map(|s| named(knowledge, s)).collect();
        events.sort_unstable();
        events.dedup();
        for event in events {
            parts.entry(event).or_default().push(whole);
        }
    }
    let is_event = |whole: &&Whole<'_>| whole.schema(knowledge.vocabulary()).is_some_and(|schema| schema.is_event);
    let all = knowledge.wholes().filter(is_event);
    all.map(|whole| event(knowledge, whole, parts.get(&whole.id).map_or(&[], Vec::as_slice))).collect()
}

fn event(knowledge: &Knowledge<'_>, whole: &Whole<'_>, parts: &[&Whole<'_>]) -> Event {
    let mut ground = Ground::default();
    let mut participants = Vec::new();
    for statement in whole.live() {
        ground.take(knowledge, whole, statement);
        let property = knowledge.vocabulary().property(&whole.schema, &statement.property);
        let Some(property) = property.filter(|property| property.kind == PropertyType::Entity) else { continue };
        participants.extend(named(knowledge, statement).map(|entity| Participant {
            statement: statement.id,
            via: whole.id,
            entity,
            name: knowledge.name(entity),
            role: Some(property.label.to_lowercase()),
            standing: statement.standing,
        }));
    }
    for part in parts {
        // A participation has its own dates; they are not the event's.
        let mut own = Ground::default();
        let role = part.live().filter(|s| s.property == "role").min_by_key(|s| (!s.standing.asserts(), s.at, s.id));
        for statement in part.live() {
            own.take(knowledge, part, statement);
            if statement.property == "entity" {
                participants.extend(named(knowledge, statement).map(|entity| Participant {
                    statement: statement.id,
                    via: part.id,
                    entity,
                    name: knowledge.name(entity),
                    role: role.map(|role| role.value.clone()),
                    standing: statement.standing,
                }));
            }
        }
        ground.citations.append(&mut own.citations);
        ground.unsupported.append(&mut own.unsupported);
        ground.gone.append(&mut own.gone);
        ground.unread.append(&mut own.unread);
    }
    participants.sort_by_key(|participant| participant.statement);
    let Ground { dates, citations, unsupported, gone, unread } = ground.settled();
    Event {
        id: whole.id,
        schema: whole.schema.clone(),
        title: whole.name.clone(),
        dates,
        participants,
        citations,
        unsupported,
        gone,
        unread,
    }
}
