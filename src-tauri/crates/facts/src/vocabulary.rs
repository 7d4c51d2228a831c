//! The vocabulary: which kinds of things there are, what can be stated of each, and which of them join two others.
//!
//! Schemata and properties keep the names they have in FollowTheMoney 4.11 (<https://followthemoney.tech>), so that
//! facts go in and out of it unchanged; the labels are ours. The departures, all in `vocabulary.json`:
//! - seven schemata are ours and marked so: Product (a model of chip), ProductUnit (one item with its serial number),
//!   Site, Shipment (an event), ShipmentLine, Rule, and Participation, the edge by which things take part in events;
//! - left out are schemata for material rather than facts (e-mail, pages, notes, mentions), reverse properties,
//!   deprecated ones, those that only a machine fills (`indexText`, `proof`, the whole of Analyzable) and most codes
//!   of single registries;
//! - Event has no `namesMentioned` and its kin, so it descends from Interval and Thing alone;
//! - what is an edge there is one here, and nothing else: a Sanction or an Identification is an interval that names
//!   its subject;
//! - some free texts and numbers take only what makes sense of them ([`Format`]): a percentage is a number.
//!
//! `required` and `caption` are those of a schema alone, as there; a schema without a caption takes its nearest
//! ancestor's.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::identifier::IdentifierKind;

mod read;

/// All schemata, with what they inherit.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    schemata: Vec<Schema>,
    by_name: HashMap<String, usize>,
}

/// One kind of thing.
#[derive(Debug, Clone)]
pub struct Schema {
    /// Its name in facts: `LegalEntity`.
    pub name: String,
    /// What people call one of it.
    pub label: String,
    /// What people call several.
    pub plural: String,
    /// The schemata it directly descends from.
    pub extends: Vec<String>,
    /// Whether nothing can be just this.
    pub is_abstract: bool,
    /// Whether it happens: it has a date and participants.
    pub is_event: bool,
    /// Whether it is one of ours and not of FollowTheMoney.
    pub is_ours: bool,
    /// Which two things it joins, if it does.
    pub edge: Option<Edge>,
    /// Properties that one of these should have. The ends of an edge must be there; the others are asked for.
    pub required: Vec<String>,
    /// Properties to call it by, best first.
    pub caption: Vec<String>,
    properties: Vec<Property>,
    index: HashMap<String, usize>,
    ancestors: HashSet<String>,
}

/// Which two things a schema joins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// The property that names where it starts.
    pub source: String,
    /// The property that names where it ends.
    pub target: String,
    /// Whether the two ends differ in role.
    pub directed: bool,
    /// The verb between them: "owns".
    pub label: String,
}

/// Something that can be stated of a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Its name in facts: `registrationNumber`.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Which values it takes.
    pub kind: PropertyType,
    /// For entities: the schema that the one named must be.
    pub range: Option<String>,
    /// The form its values have, where that says more than the type.
    pub format: Option<Format>,
}

/// A form that is stricter than a property's type. FollowTheMoney leaves many amounts as free texts; here a share that
/// is no number is refused, and goes out as a text all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// A container number, with a check digit; like those of the next three, a wrong one is a warning.
    Container,
    /// A ship's IMO number.
    Imo,
    /// A legal entity identifier.
    Lei,
    /// A bank account number.
    Iban,
    /// A share from 0 to 100: `60`, `25-50`, `over 50`.
    Percentage,
    /// A number with an optional unit or currency.
    Number,
    /// A currency, by its ISO 4217 code.
    Currency,
    /// An amount in euros: a number without a unit, or with this one.
    Eur,
    /// An amount in US dollars.
    Usd,
    /// Degrees north of the equator, from -90 to 90.
    Latitude,
    /// Degrees east of Greenwich, from -180 to 180.
    Longitude,
}

impl Format {
    /// The identifier whose check digits its values carry, if they do.
    #[must_use]
    pub const fn identifier(self) -> Option<IdentifierKind> {
        match self {
            Self::Container => Some(IdentifierKind::Container),
            Self::Imo => Some(IdentifierKind::Imo),
            Self::Lei => Some(IdentifierKind::Lei),
            Self::Iban => Some(IdentifierKind::Iban),
            _ => None,
        }
    }
}

/// Which values a property takes. The names are FollowTheMoney's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PropertyType {
    /// A postal address in one piece.
    Address,
    /// SHA-1 or SHA-256 in hexadecimal.
    Checksum,
    /// A country or territory, by code.
    Country,
    /// A partial date (EDTF).
    Date,
    /// An e-mail address.
    Email,
    /// Another entity, by id.
    Entity,
    /// A gender.
    Gender,
    /// Markup, kept and never shown as such.
    Html,
    /// A code given by some authority.
    Identifier,
    /// An internet address, version 4 or 6.
    Ip,
    /// A JSON document.
    Json,
    /// A language, by ISO 639-3 code.
    Language,
    /// A media type without parameters.
    Mimetype,
    /// What something is called.
    Name,
    /// A number, with a unit or a currency if it has one.
    Number,
    /// A telephone number in international form.
    Phone,
    /// A short text.
    String,
    /// A long text.
    Text,
    /// A category of interest to journalists, from a fixed list.
    Topic,
    /// A web address.
    Url,
}

words! {
    PropertyType = "a property type" {
        Address = "address",
        Checksum = "checksum",
        Country = "country",
        Date = "date",
        Email = "email",
        Entity = "entity",
        Gender = "gender",
        Html = "html",
        Identifier = "identifier",
        Ip = "ip",
        Json = "json",
        Language = "language",
        Mimetype = "mimetype",
        Name = "name",
        Number = "number",
        Phone = "phone",
        String = "string",
        Text = "text",
        Topic = "topic",
        Url = "url",
    }
}

static STANDARD: LazyLock<Vocabulary> = LazyLock::new(|| {
    read::vocabulary(include_str!("vocabulary.json"))
        .expect("the vocabulary is a part of the program and its tests read it")
});

impl Vocabulary {
    /// The vocabulary every case uses.
    #[must_use]
    pub fn standard() -> &'static Self {
        &STANDARD
    }

    /// All schemata: abstract ones first where others descend from them, otherwise as people look for them.
    #[must_use]
    pub fn schemata(&self) -> &[Schema] {
        &self.schemata
    }

    /// The schema of this name; names are case-sensitive.
    #[must_use]
    pub fn schema(&self, name: &str) -> Option<&Schema> {
        self.by_name.get(name).map(|&index| &self.schemata[index])
    }

    /// Whether `child` is `parent` or descends from it. What is not in the vocabulary is nothing.
    #[must_use]
    pub fn is_a(&self, child: &str, parent: &str) -> bool {
        self.schema(child).is_some_and(|schema| schema.is_a(parent))
    }

    /// A property of a schema, inherited ones included.
    #[must_use]
    pub fn property(&self, schema: &str, property: &str) -> Option<&Property> {
        self.schema(schema)?.property(property)
    }

    /// The name in this vocabulary that somebody may have meant: the same letters in other capitals.
    #[must_use]
    pub fn nearest_schema(&self, name: &str) -> Option<&str> {
        nearest(name, self.schemata.iter().map(|schema| &*schema.name))
    }
}

impl Schema {
    /// Whether this is `parent` or descends from it.
    #[must_use]
    pub fn is_a(&self, parent: &str) -> bool {
        self.name == parent || self.ancestors.contains(parent)
    }

    /// The property of this name, inherited ones included.
    #[must_use]
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.index.get(name).map(|&index| &self.properties[index])
    }

    /// All properties: its own first, then the inherited ones.
    #[must_use]
    pub fn properties(&self) -> &[Property] {
        &self.properties
    }

    /// The property name that somebody may have meant: the same letters in other capitals.
    #[must_use]
    pub fn nearest_property(&self, name: &str) -> Option<&str> {
        nearest(name, self.properties.iter().map(|property| &*property.name))
    }
}

fn nearest<'a>(name: &str, mut known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known.find(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests;
