//! Ground for tests: a small case built step by step. Numbers stand for ids and times, in the order things are made.

use crate::id::{CitationId, DocumentId, EntityId, JudgementId, PersonId, StatementId, TieId, v7};
use crate::knowledge::Knowledge;
use crate::model::{Citation, Entity, Judgement, Preference, Stance, Standing, Statement, Tie, Verdict, Withdrawal};
use crate::same::Clusters;
use crate::vocabulary::Vocabulary;

#[derive(Default)]
pub struct Ground {
    pub entities: Vec<Entity>,
    pub ties: Vec<Tie>,
    pub citations: Vec<Citation>,
    pub judgements: Vec<Judgement>,
    pub preferences: Vec<Preference>,
    clusters: Clusters,
    now: u64,
}

pub fn author() -> PersonId {
    PersonId::from_uuid(v7(0, [0; 10]))
}

pub fn document(number: u8) -> DocumentId {
    DocumentId::from_bytes([number; 32])
}

impl Ground {
    fn tick(&mut self) -> uuid::Uuid {
        self.now += 1;
        v7(self.now, [0; 10])
    }

    pub fn entity(&mut self, schema: &str) -> EntityId {
        let id = EntityId::from_uuid(self.tick());
        self.entities.push(Entity { id, schema: schema.into(), statements: Vec::new() });
        id
    }

    pub fn named(&mut self, schema: &str, name: &str) -> EntityId {
        let id = self.entity(schema);
        self.state(id, "name", name);
        id
    }

    /// States something, resting on a citation of its own.
    pub fn state(&mut self, entity: EntityId, property: &str, value: impl ToString) -> StatementId {
        let statement = self.bare(entity, property, value, Standing::Reported);
        let citation = self.cite(1);
        self.tie(citation, statement, Stance::Supports);
        statement
    }

    /// States something that rests on nothing.
    pub fn bare(&mut self, entity: EntityId, property: &str, value: impl ToString, standing: Standing) -> StatementId {
        let id = StatementId::from_uuid(self.tick());
        let statement = Statement {
            id,
            entity,
            property: property.into(),
            value: value.to_string(),
            original: None,
            language: None,
            standing,
            author: author(),
            at: self.now,
            withdrawn: None,
        };
        let about = self.entities.iter_mut().find(|known| known.id == entity);
        about.expect("the entity was made before").statements.push(statement);
        id
    }

    pub fn withdraw(&mut self, statement: StatementId) {
        self.now += 1;
        let withdrawal = Withdrawal { author: author(), at: self.now };
        let all = self.entities.iter_mut().flat_map(|entity| &mut entity.statements);
        all.filter(|known| known.id == statement).for_each(|known| known.withdrawn = Some(withdrawal));
    }

    pub fn cite(&mut self, from: u8) -> CitationId {
        let id = CitationId::from_uuid(self.tick());
        let citation = Citation {
            id,
            document: document(from),
            anchors: Vec::new(),
            said_by: None,
            translation: None,
            author: author(),
            at: self.now,
        };
        self.citations.push(citation);
        id
    }

    pub fn tie(&mut self, citation: CitationId, statement: StatementId, stance: Stance) -> TieId {
        let id = TieId::from_uuid(self.tick());
        self.ties.push(Tie { id, citation, statement, stance, author: author(), at: self.now });
        id
    }

    pub fn judge(&mut self, left: EntityId, right: EntityId, verdict: Verdict) {
        let id = JudgementId::from_uuid(self.tick());
        let judgement = Judgement { id, left, right, verdict, author: author(), at: self.now, reason: None };
        self.judgements.push(judgement);
        self.clusters = Clusters::of(&self.judgements);
    }

    pub fn prefer(&mut self, statement: StatementId) {
        self.now += 1;
        self.preferences.push(Preference { statement, because: "seen".into(), author: author(), at: self.now });
    }

    pub fn event(&mut self, title: &str, date: &str) -> EntityId {
        let event = self.named("Event", title);
        self.state(event, "date", date);
        event
    }

    pub fn takes_part(&mut self, event: EntityId, entity: EntityId, role: &str) -> EntityId {
        let part = self.entity("Participation");
        self.state(part, "event", event);
        self.state(part, "entity", entity);
        self.state(part, "role", role);
        part
    }

    pub fn knowledge(&self) -> Knowledge<'_> {
        Knowledge::new(Vocabulary::standard(), &self.clusters, &self.entities, &self.ties, &self.citations)
            .with_preferences(&self.preferences)
    }
}
