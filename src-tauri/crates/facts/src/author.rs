//! Authoring: what is checked before an entity, a link, an event or one more fact about them is written.
//!
//! [`check`] and [`check_fact`] refuse what the vocabulary has no place for and what rests on no citation. What is
//! only doubtful (a check digit, a missing title) is a [`Warning`].

use dates::{Date, Truth};

use crate::error::Error;
use crate::id::{CitationId, EntityId};
use crate::identifier::{IdentifierCheck, IdentifierKind, identifier_check};
use crate::model::Stance;
use crate::value;
use crate::vocabulary::{Edge, Property, Schema, Vocabulary};

mod draft;

pub use draft::{Draft, Fact};

/// What is already in the case.
pub trait Known {
    /// The schema of an entity; of merged ones, the schema of the whole. `None` if it is not in the case.
    fn schema_of(&self, entity: EntityId) -> Option<String>;

    /// The whole that an entity is a part of: merged ones count as one. Its own id where nobody merged it.
    fn whole_of(&self, entity: EntityId) -> EntityId {
        entity
    }
}

impl<F: Fn(EntityId) -> Option<String>> Known for F {
    fn schema_of(&self, entity: EntityId) -> Option<String> {
        self(entity)
    }
}

/// A place in a source, and how it speaks to the fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cited {
    /// The citation.
    pub citation: CitationId,
    /// How it speaks to the fact.
    pub stance: Stance,
}

/// A draft that may be written: all values in canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checked {
    /// The schema.
    pub schema: String,
    /// Its facts, in the draft's order.
    pub facts: Vec<Fact>,
    /// What somebody should look at.
    pub warnings: Vec<Warning>,
}

/// Something doubtful that does not keep a fact from being written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Warning {
    /// A property that one of its kind should have.
    #[error("`{schema}` should have a `{property}`")]
    Missing {
        /// The schema.
        schema: String,
        /// The property.
        property: String,
    },
    /// An identifier whose check digits do not agree, or that has not the form.
    #[error("`{value}` in `{property}` is not a right {}: {}", kind.label(), why(*found))]
    CheckDigits {
        /// The property.
        property: String,
        /// The value.
        value: String,
        /// What it should be.
        kind: IdentifierKind,
        /// What the check said.
        found: IdentifierCheck,
    },
    /// A beginning that surely lies after the end.
    #[error("it ends ({end}) before it begins ({start})")]
    EndsBeforeItBegins {
        /// The start date.
        start: String,
        /// The end date.
        end: String,
    },
}

/// Checks a new entity, link or event.
///
/// # Errors
/// The first thing that is wrong, by name.
pub fn check(vocabulary: &Vocabulary, known: &impl Known, draft: Draft) -> Result<Checked, Error> {
    let schema = schema(vocabulary, &draft.schema)?;
    if schema.is_abstract {
        return Err(Error::AbstractSchema { schema: draft.schema });
    }
    if let Some(edge) = &schema.edge {
        for end in [&edge.source, &edge.target] {
            if !draft.facts.iter().any(|fact| fact.property == *end) {
                return Err(Error::MissingEnd { schema: draft.schema, property: end.clone() });
            }
        }
    }
    if draft.facts.is_empty() {
        return Err(Error::NoFacts { schema: draft.schema });
    }
    let mut warnings = Vec::new();
    for required in &schema.required {
        if !draft.facts.iter().any(|fact| fact.property == *required) {
            warnings.push(Warning::Missing { schema: draft.schema.clone(), property: required.clone() });
        }
    }
    let mut facts = Vec::with_capacity(draft.facts.len());
    for fact in draft.facts {
        let (fact, warning) = one(vocabulary, known, schema, fact)?;
        facts.push(fact);
        warnings.extend(warning);
    }
    if let Some(edge) = &schema.edge {
        check_ends(known, &draft.schema, edge, &facts)?;
    }
    warnings.extend(ends_before_it_begins(&facts));
    Ok(Checked { schema: draft.schema, facts, warnings })
}

/// Checks one more fact about an entity of `schema`.
///
/// # Errors
/// The first thing that is wrong, by name.
pub fn check_fact(
    vocabulary: &Vocabulary,
    known: &impl Known,
    schema_name: &str,
    fact: Fact,
) -> Result<(Fact, Option<Warning>), Error> {
    one(vocabulary, known, schema(vocabulary, schema_name)?, fact)
}

fn schema<'a>(vocabulary: &'a Vocabulary, name: &str) -> Result<&'a Schema, Error> {
    vocabulary.schema(name).ok_or_else(|| Error::UnknownSchema {
        schema: name.to_owned(),
        nearest: vocabulary.nearest_schema(name).map(str::to_owned),
    })
}

fn one(
    vocabulary: &Vocabulary,
    known: &impl Known,
    schema: &Schema,
    mut fact: Fact,
) -> Result<(Fact, Option<Warning>), Error> {
    let Some(property) = schema.property(&fact.property) else {
        return Err(Error::UnknownProperty {
            schema: schema.name.clone(),
            nearest: schema.nearest_property(&fact.property).map(str::to_owned),
            property: fact.property,
        });
    };
    if fact.citations.is_empty() {
        return Err(Error::NoCitation { property: fact.property });
    }
    let canonical =
        value::check_for(property, &fact.value).map_err(|why| Error::Value { property: property.name.clone(), why })?;
    fact.value = canonical.value;
    fact.original = fact.original.or(canonical.original);
    if let Some(range) = &property.range {
        check_range(vocabulary, known, schema, property, range, &fact.value)?;
    }
    let warning = check_digits(property, &fact.value);
    Ok((fact, warning))
}

fn check_range(
    vocabulary: &Vocabulary,
    known: &impl Known,
    schema: &Schema,
    property: &Property,
    range: &str,
    value: &str,
) -> Result<(), Error> {
    let entity: EntityId = value.parse()?;
    let Some(found) = known.schema_of(entity) else {
        return Err(Error::UnknownEntity { property: property.name.clone(), entity });
    };
    if vocabulary.is_a(&found, range) {
        return Ok(());
    }
    Err(Error::WrongEntity {
        schema: schema.name.clone(),
        property: property.name.clone(),
        range: range.to_owned(),
        entity,
        found,
    })
}

/// Nothing owns, employs or pays itself: most often the same id was given twice.
fn check_ends(known: &impl Known, schema: &str, edge: &Edge, facts: &[Fact]) -> Result<(), Error> {
    let at = |end: &str| -> Vec<EntityId> {
        let named = facts.iter().filter(|fact| fact.property == end).filter_map(|fact| fact.value.parse().ok());
        named.map(|entity| known.whole_of(entity)).collect()
    };
    let targets = at(&edge.target);
    match at(&edge.source).into_iter().find(|source| targets.contains(source)) {
        Some(entity) => Err(Error::SameEnds { schema: schema.to_owned(), entity }),
        None => Ok(()),
    }
}

fn ends_before_it_begins(facts: &[Fact]) -> Option<Warning> {
    let of = |property: &str| -> Vec<Date> {
        facts.iter().filter(|fact| fact.property == property).filter_map(|fact| Date::parse(&fact.value).ok()).collect()
    };
    let ends = of("endDate");
    of("startDate").iter().find_map(|start| {
        let end = ends.iter().find(|end| end.before(start) == Truth::Yes)?;
        Some(Warning::EndsBeforeItBegins { start: start.edtf().to_owned(), end: end.edtf().to_owned() })
    })
}

fn check_digits(property: &Property, value: &str) -> Option<Warning> {
    let kind = property.format?.identifier()?;
    match identifier_check(kind, value) {
        IdentifierCheck::Valid => None,
        found => {
            let (property, value) = (property.name.clone(), value.to_owned());
            Some(Warning::CheckDigits { property, value, kind, found })
        }
    }
}

const fn why(found: IdentifierCheck) -> &'static str {
    match found {
        IdentifierCheck::NotThatKind => "it has not the form",
        IdentifierCheck::Valid | IdentifierCheck::Invalid => "its check digits do not agree",
    }
}

#[cfg(test)]
mod tests;
