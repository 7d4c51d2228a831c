//! All that a case knows, indexed once, so that views over it take linear time.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::id::{CitationId, EntityId, StatementId, TieId};
use crate::model::{Citation, Entity, Preference, SaidBy, Stance, Statement, Tie};
use crate::same::Clusters;
use crate::vocabulary::{Schema, Vocabulary};

mod caption;

/// Entities, their statements, and what those rest on, with merged entities as one.
#[derive(Debug)]
pub struct Knowledge<'a> {
    vocabulary: &'a Vocabulary,
    clusters: &'a Clusters,
    wholes: BTreeMap<EntityId, Whole<'a>>,
    gone: HashMap<EntityId, Gone>,
    ties: HashMap<StatementId, Vec<&'a Tie>>,
    citations: HashMap<CitationId, &'a Citation>,
    preferences: HashMap<StatementId, &'a Preference>,
}

/// What is left of an entity that is no longer in the case, though facts still name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gone {
    /// Somebody withdrew it.
    Withdrawn {
        /// What it was called last.
        name: String,
    },
    /// It was erased, its name with it.
    Erased,
}

/// An entity with all that count as the same.
#[derive(Debug)]
pub struct Whole<'a> {
    /// The id of the whole: the smallest of its members' ids.
    pub id: EntityId,
    /// The most special schema among the members, where one of them is all the others; else the schema of the first.
    pub schema: String,
    /// What to call it: the best of its names. Without any, its schema's label and its id.
    pub name: String,
    /// The members that are in the case, by rising id.
    pub members: Vec<&'a Entity>,
}

/// A citation as it speaks to a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitedBy {
    /// The tie.
    pub tie: TieId,
    /// The citation.
    pub citation: CitationId,
    /// How it speaks to the statement.
    pub stance: Stance,
    /// Who in the source says it.
    pub said_by: Option<SaidBy>,
}

impl<'a> Knowledge<'a> {
    /// Indexes what a case knows. Withdrawn entities and removed ties are left out by the caller; withdrawn
    /// statements may be in.
    #[must_use]
    pub fn new(
        vocabulary: &'a Vocabulary,
        clusters: &'a Clusters,
        entities: &'a [Entity],
        ties: &'a [Tie],
        citations: &'a [Citation],
    ) -> Self {
        let mut members: BTreeMap<EntityId, Vec<&Entity>> = BTreeMap::new();
        for entity in entities {
            members.entry(clusters.canonical(entity.id)).or_default().push(entity);
        }
        let wholes = members
            .into_iter()
            .map(|(id, mut members)| {
                members.sort_by_key(|member| member.id);
                let schema = common_schema(vocabulary, members.iter().map(|member| &*member.schema)).to_owned();
                let name = caption::of(vocabulary, id, &schema, &members);
                (id, Whole { id, schema, name, members })
            })
            .collect();
        let mut by_statement: HashMap<StatementId, Vec<&Tie>> = HashMap::new();
        for tie in ties {
            by_statement.entry(tie.statement).or_default().push(tie);
        }
        let citations = citations.iter().map(|citation| (citation.id, citation)).collect();
        let (gone, preferences) = (HashMap::new(), HashMap::new());
        Self { vocabulary, clusters, wholes, gone, ties: by_statement, citations, preferences }
    }

    /// Adds what is no longer in the case, so that facts which name it say so instead of showing an id.
    #[must_use]
    pub fn with_gone(mut self, withdrawn: &[Entity], erased: &[EntityId]) -> Self {
        for entity in withdrawn {
            let name = caption::last(self.vocabulary, entity);
            self.gone.entry(self.canonical(entity.id)).or_insert(Gone::Withdrawn { name });
        }
        for entity in erased {
            self.gone.entry(self.canonical(*entity)).or_insert(Gone::Erased);
        }
        self
    }

    /// Adds which statements people prefer to their rivals.
    #[must_use]
    pub fn with_preferences(mut self, preferences: &'a [Preference]) -> Self {
        self.preferences = preferences.iter().map(|preference| (preference.statement, preference)).collect();
        self
    }

    /// The vocabulary it is read with.
    #[must_use]
    pub const fn vocabulary(&self) -> &'a Vocabulary {
        self.vocabulary
    }

    /// The id by which an entity goes.
    #[must_use]
    pub fn canonical(&self, entity: EntityId) -> EntityId {
        self.clusters.canonical(entity)
    }

    /// The whole that an entity belongs to.
    #[must_use]
    pub fn whole(&self, entity: EntityId) -> Option<&Whole<'a>> {
        self.wholes.get(&self.canonical(entity))
    }

    /// All wholes, by rising id; links and events are among them.
    pub fn wholes(&self) -> impl Iterator<Item = &Whole<'a>> {
        self.wholes.values()
    }

    /// What to call an entity. One that was withdrawn or erased says so; one that was never heard of goes by its id.
    #[must_use]
    pub fn name(&self, entity: EntityId) -> String {
        match (self.whole(entity), self.gone(entity)) {
            (Some(whole), _) => whole.name.clone(),
            (None, Some(Gone::Withdrawn { name })) => format!("{name} (withdrawn)"),
            (None, Some(Gone::Erased)) => "(erased)".to_owned(),
            (None, None) => entity.to_string(),
        }
    }

    /// What is left of an entity that is no longer in the case; `None` for one that is, if only by one it was merged
    /// with.
    #[must_use]
    pub fn gone(&self, entity: EntityId) -> Option<&Gone> {
        match self.whole(entity) {
            Some(_) => None,
            None => self.gone.get(&self.canonical(entity)),
        }
    }

    /// What a statement rests on and what speaks against it, in the order it was tied. Ties to erased citations are
    /// left out.
    #[must_use]
    pub fn cited_by(&self, statement: StatementId) -> Vec<CitedBy> {
        let mut cited: Vec<CitedBy> = self
            .live_ties(statement)
            .map(|(tie, citation)| CitedBy {
                tie: tie.id,
                citation: tie.citation,
                stance: tie.stance,
                said_by: citation.said_by.clone(),
            })
            .collect();
        cited.sort_by_key(|cited| cited.tie);
        cited
    }

    /// Whether some citation supports a statement.
    #[must_use]
    pub fn is_supported(&self, statement: StatementId) -> bool {
        self.live_ties(statement).any(|(tie, _)| tie.stance == Stance::Supports)
    }

    /// Who prefers a statement to its rivals, and why, if somebody does. Where people prefer different ones, the
    /// preference that counts is the [`newest`].
    #[must_use]
    pub fn preference(&self, statement: StatementId) -> Option<&'a Preference> {
        self.preferences.get(&statement).copied()
    }

    fn live_ties(&self, statement: StatementId) -> impl Iterator<Item = (&'a Tie, &'a Citation)> {
        let ties = self.ties.get(&statement).into_iter().flatten();
        ties.filter_map(|tie| self.citations.get(&tie.citation).map(|citation| (*tie, *citation)))
    }
}

impl<'a> Whole<'a> {
    /// All live statements, member by member.
    pub fn live(&self) -> impl Iterator<Item = &'a Statement> {
        self.members.iter().flat_map(|member| member.statements.iter().filter(|statement| statement.is_live()))
    }

    /// Its schema, if the vocabulary has it.
    #[must_use]
    pub fn schema<'v>(&self, vocabulary: &'v Vocabulary) -> Option<&'v Schema> {
        vocabulary.schema(&self.schema)
    }

    /// The whole as one entity: its id and schema, and the statements of all members.
    #[must_use]
    pub fn entity(&self) -> Entity {
        Entity {
            id: self.id,
            schema: self.schema.clone(),
            statements: self.members.iter().flat_map(|member| member.statements.iter().cloned()).collect(),
        }
    }
}

/// Of preferences for rivals, the one that counts: the last word.
#[must_use]
pub fn newest<'p>(preferences: impl Iterator<Item = &'p Preference>) -> Option<&'p Preference> {
    preferences.max_by_key(|preference| (preference.at, preference.statement))
}

/// The schema of a whole, by its members' in the order of their ids: the one that is all the others, or the first if
/// none is.
pub fn common_schema<'s>(vocabulary: &Vocabulary, schemata: impl Iterator<Item = &'s str> + Clone) -> &'s str {
    let first = schemata.clone().next().unwrap_or_default();
    let special =
        schemata.clone().fold(first, |best, schema| if vocabulary.is_a(schema, best) { schema } else { best });
    let is_all = schemata.clone().all(|schema| vocabulary.is_a(special, schema));
    if is_all { special } else { first }
}

#[cfg(test)]
mod tests;
