use super::Cited;
use crate::error::Error;
use crate::id::EntityId;
use crate::model::Standing;
use crate::vocabulary::Vocabulary;

/// An entity, link or event that somebody wants to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its schema.
    pub schema: String,
    /// What is stated of it.
    pub facts: Vec<Fact>,
}

/// Something stated of an entity, before it is a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The property.
    pub property: String,
    /// Its value; of an entity, the id.
    pub value: String,
    /// The source's wording, where it differs.
    pub original: Option<String>,
    /// Language of the value, BCP 47.
    pub language: Option<String>,
    /// In what role it is said.
    pub standing: Standing,
    /// What it rests on.
    pub citations: Vec<Cited>,
}

impl Fact {
    /// A reported fact that rests on nothing yet.
    #[must_use]
    pub fn new(property: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            property: property.into(),
            value: value.into(),
            original: None,
            language: None,
            standing: Standing::default(),
            citations: Vec::new(),
        }
    }
}

impl Draft {
    /// A thing of which nothing is stated yet.
    #[must_use]
    pub fn new(schema: impl Into<String>) -> Self {
        Self { schema: schema.into(), facts: Vec::new() }
    }

    /// A link between two entities.
    ///
    /// # Errors
    /// A schema that is unknown or joins nothing.
    pub fn link(vocabulary: &Vocabulary, schema: &str, from: EntityId, to: EntityId) -> Result<Self, Error> {
        let Some(edge) = &super::schema(vocabulary, schema)?.edge else {
            return Err(Error::NotAnEdge { schema: schema.to_owned() });
        };
        Ok(Self::new(schema).with(&edge.source, from.to_string()).with(&edge.target, to.to_string()))
    }

    /// An event. The date is EDTF; its participants are drafts of their own.
    ///
    /// # Errors
    /// A schema that is unknown or does not happen.
    pub fn event(vocabulary: &Vocabulary, schema: &str, title: &str, date: &str) -> Result<Self, Error> {
        if !super::schema(vocabulary, schema)?.is_event {
            return Err(Error::NotAnEvent { schema: schema.to_owned() });
        }
        Ok(Self::new(schema).with("name", title).with("date", date))
    }

    /// That an entity takes part in an event, in a role if the source tells it.
    #[must_use]
    pub fn participation(event: EntityId, entity: EntityId, role: Option<&str>) -> Self {
        let draft = Self::new("Participation").with("event", event.to_string()).with("entity", entity.to_string());
        match role {
            Some(role) => draft.with("role", role),
            None => draft,
        }
    }

    /// With one fact more.
    #[must_use]
    pub fn with(mut self, property: impl Into<String>, value: impl Into<String>) -> Self {
        self.facts.push(Fact::new(property, value));
        self
    }

    /// With this standing for all its facts.
    #[must_use]
    pub fn standing(mut self, standing: Standing) -> Self {
        for fact in &mut self.facts {
            fact.standing = standing;
        }
        self
    }

    /// With all its facts resting on these citations.
    #[must_use]
    pub fn resting_on(mut self, citations: &[Cited]) -> Self {
        for fact in &mut self.facts {
            fact.citations = citations.to_vec();
        }
        self
    }
}
