use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::id::{EntityId, PersonId, StatementId};

/// One property of one entity: withdrawn, never overwritten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Its id.
    pub id: StatementId,
    /// The entity it is about.
    pub entity: EntityId,
    /// Name of the property in the vocabulary.
    pub property: String,
    /// The value in the canonical form of the property's type.
    pub value: String,
    /// The wording it was taken from, where it differs.
    pub original: Option<String>,
    /// Language of the value, BCP 47.
    pub language: Option<String>,
    /// In what role it is said.
    pub standing: Standing,
    /// Who wrote it down.
    pub author: PersonId,
    /// When it was written down.
    pub at: u64,
    /// Who took it back and when, if somebody did.
    pub withdrawn: Option<Withdrawal>,
}

impl Statement {
    /// Whether nobody has withdrawn it.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        self.withdrawn.is_none()
    }
}

/// A statement taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// By whom.
    pub author: PersonId,
    /// When.
    pub at: u64,
}

/// In what role something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// A record made in the course of business or office shows it.
    Documented,
    /// Somebody reports it.
    #[default]
    Reported,
    /// Somebody accuses somebody of it.
    Alleged,
    /// A prosecutor or authority has brought it as a charge.
    Charged,
    /// The party it concerns admits it.
    Admitted,
    /// A court has found it so.
    Convicted,
    /// A court has found it not proved.
    Acquitted,
    /// The party it concerns says it is not so.
    Denied,
    /// The reporter concludes it from other facts.
    Inferred,
    /// It is not so: the statement says that the value does not hold.
    Negated,
}

impl Standing {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 10] = [
        Self::Documented,
        Self::Reported,
        Self::Alleged,
        Self::Charged,
        Self::Admitted,
        Self::Convicted,
        Self::Acquitted,
        Self::Denied,
        Self::Inferred,
        Self::Negated,
    ];

    /// Whether somebody says that it is so, surely or not. A denial, an acquittal and a negation say that it is not.
    #[must_use]
    pub const fn asserts(self) -> bool {
        !matches!(self, Self::Acquitted | Self::Denied | Self::Negated)
    }

    /// Whether it must be said wherever the fact is shown: an allegation or a denial is never read as if it were known.
    #[must_use]
    pub const fn needs_saying(self) -> bool {
        !matches!(self, Self::Documented | Self::Reported)
    }
}

words! {
    Standing = "a standing" {
        Documented = "documented",
        Reported = "reported",
        Alleged = "alleged",
        Charged = "charged",
        Admitted = "admitted",
        Convicted = "convicted",
        Acquitted = "acquitted",
        Denied = "denied",
        Inferred = "inferred",
        Negated = "negated",
    }
}

/// A thing with a schema, and what is stated of it.
///
/// Links and events are entities of edge and event schemata; they are no tables of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Its id.
    pub id: EntityId,
    /// Its schema's name in the vocabulary.
    pub schema: String,
    /// What is stated of it: a set, in no meaningful order. Two names are two statements, not a conflict.
    pub statements: Vec<Statement>,
}

impl Entity {
    /// Gives each entity its statements, in linear time. Statements about entities that are not among them are left
    /// out.
    #[must_use]
    pub fn gather(
        entities: impl IntoIterator<Item = (EntityId, String)>,
        statements: impl IntoIterator<Item = Statement>,
    ) -> Vec<Self> {
        let mut gathered: Vec<Self> =
            entities.into_iter().map(|(id, schema)| Self { id, schema, statements: Vec::new() }).collect();
        let places: HashMap<EntityId, usize> = (0..).zip(&gathered).map(|(place, entity)| (entity.id, place)).collect();
        for statement in statements {
            if let Some(&place) = places.get(&statement.entity) {
                gathered[place].statements.push(statement);
            }
        }
        gathered
    }

    /// The live statements of a property.
    pub fn live<'a>(&'a self, property: &'a str) -> impl Iterator<Item = &'a Statement> {
        self.statements.iter().filter(move |statement| statement.is_live() && statement.property == property)
    }
}
