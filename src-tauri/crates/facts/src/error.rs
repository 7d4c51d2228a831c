use crate::id::EntityId;
use crate::value::ValueError;

/// What is wrong with an id, or why a fact is refused before it is written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A text that is not an id of the kind asked for.
    #[error("`{text}` is not the id of {what}")]
    NotAnId {
        /// The kind of id, with its article.
        what: &'static str,
        /// What stood there.
        text: String,
    },
    /// A word that is none of the few that can stand there.
    #[error("`{text}` is not {what}: one of {}", known.join(", "))]
    NotAWord {
        /// What should have stood there, with its article.
        what: &'static str,
        /// What stood there.
        text: String,
        /// The words that can.
        known: &'static [&'static str],
    },
    /// A schema the vocabulary does not have.
    #[error("there is no kind of thing called `{schema}`{}", meant(nearest.as_deref()))]
    UnknownSchema {
        /// The name given.
        schema: String,
        /// The name perhaps meant.
        nearest: Option<String>,
    },
    /// A schema that only others descend from.
    #[error("nothing is just a `{schema}`: choose a narrower kind")]
    AbstractSchema {
        /// The name given.
        schema: String,
    },
    /// A property the schema does not have.
    #[error("`{schema}` has no property `{property}`{}", meant(nearest.as_deref()))]
    UnknownProperty {
        /// The schema.
        schema: String,
        /// The name given.
        property: String,
        /// The name perhaps meant.
        nearest: Option<String>,
    },
    /// A value that its property does not take.
    #[error("the value of `{property}` cannot be taken: {why}")]
    Value {
        /// The property.
        property: String,
        /// What is wrong.
        why: ValueError,
    },
    /// A value naming an entity that is not in the case.
    #[error("`{property}` names {entity}, which is not in this case")]
    UnknownEntity {
        /// The property.
        property: String,
        /// The entity named.
        entity: EntityId,
    },
    /// A value naming an entity of the wrong schema.
    #[error("`{property}` of `{schema}` must be a kind of `{range}`; {entity} is a `{found}`")]
    WrongEntity {
        /// The schema of the fact.
        schema: String,
        /// The property.
        property: String,
        /// The schema asked for.
        range: String,
        /// The entity named.
        entity: EntityId,
        /// What that is.
        found: String,
    },
    /// A link that does not say what it joins.
    #[error("`{schema}` joins two things, and `{property}` is missing")]
    MissingEnd {
        /// The edge schema.
        schema: String,
        /// The end that is missing.
        property: String,
    },
    /// A link that joins a thing with itself, or two that were merged.
    #[error("both ends of this `{schema}` are one and the same, {entity}")]
    SameEnds {
        /// The edge schema.
        schema: String,
        /// What stands at both ends, as the whole it belongs to.
        entity: EntityId,
    },
    /// A link was asked for, of a schema that joins nothing.
    #[error("`{schema}` does not join two things")]
    NotAnEdge {
        /// The schema given.
        schema: String,
    },
    /// An event was asked for, of a schema that does not happen.
    #[error("`{schema}` is not a kind of event")]
    NotAnEvent {
        /// The schema given.
        schema: String,
    },
    /// An entity of which nothing is stated.
    #[error("nothing is stated of this `{schema}`")]
    NoFacts {
        /// Its schema.
        schema: String,
    },
    /// A fact without a source.
    #[error("`{property}` rests on no citation")]
    NoCitation {
        /// The property stated.
        property: String,
    },
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!(": is `{name}` meant?"))
}
