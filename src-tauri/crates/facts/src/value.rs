//! Values: each property type has a canonical form, and says what is wrong with a text that has none.

use std::net::IpAddr;

use crate::id::EntityId;
use crate::vocabulary::{Property, PropertyType};

mod format;
mod list;
mod quantity;
mod web;

pub use list::{country_name, currency, language_name};
pub use quantity::Quantity;

/// A value in its canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical {
    /// The form that is compared, sorted and exported.
    pub value: String,
    /// The text it was read from, where it differs.
    pub original: Option<String>,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ValueError {
    /// Nothing but white space.
    #[error("it is empty")]
    Empty,
    /// More than the type takes in FollowTheMoney.
    #[error("it has {length} characters, {limit} are the most")]
    TooLong {
        /// Characters there are.
        length: usize,
        /// Characters there may be.
        limit: usize,
    },
    /// Not a date.
    #[error("{0}")]
    Date(#[from] dates::DateError),
    /// None of a fixed list.
    #[error("`{text}` is not {what}")]
    NotListed {
        /// What the list is of, with its article.
        what: &'static str,
        /// What stood there.
        text: String,
    },
    /// Not a number with an optional unit or currency.
    #[error("`{text}` is not a number{why}")]
    Number {
        /// What stood there.
        text: String,
        /// What to write instead, if that can be told.
        why: &'static str,
    },
    /// A unit that looks like a currency.
    #[error("`{0}` is not a unit; a currency is written in capitals")]
    SmallCurrency(String),
    /// Not of the form the type asks for.
    #[error("`{text}` is not {what}")]
    Form {
        /// What stood there.
        text: String,
        /// The form asked for.
        what: &'static str,
    },
    /// Not JSON.
    #[error("it is not JSON: {0}")]
    Json(String),
}

/// Brings a value of a type into its canonical form.
///
/// - names and short texts: one space for each run of white space; long texts, markup and JSON stay as they are but
///   for their ends;
/// - date: EDTF as `dates` writes it; country: FollowTheMoney's code, also found by English name; language: ISO
///   639-3, also found by ISO 639-1 or English name; topic, gender, media type and checksum in lower case;
/// - number: see [`Quantity`]; identifier: as typed, its white space made single spaces; check digits are for
///   [`crate::identifier_check`];
/// - e-mail and web addresses: host in lower case; phone: `+` and digits (E.164); entity: hyphenated id.
///
/// # Errors
/// What is wrong; the caller knows the property.
pub fn check(kind: PropertyType, text: &str) -> Result<Canonical, ValueError> {
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return Err(ValueError::Empty);
    }
    let value = match kind {
        PropertyType::Name | PropertyType::String | PropertyType::Address | PropertyType::Identifier => {
            single_spaced(trimmed)
        }
        PropertyType::Text | PropertyType::Html => trimmed.to_owned(),
        PropertyType::Json => json(trimmed)?,
        PropertyType::Date => dates::Date::parse(trimmed)?.edtf().to_owned(),
        PropertyType::Country => list::country(trimmed)?.to_owned(),
        PropertyType::Language => list::language(trimmed)?.to_owned(),
        PropertyType::Topic => list::topic(trimmed)?.to_owned(),
        PropertyType::Gender => gender(trimmed)?,
        PropertyType::Number => Quantity::parse(trimmed)?.to_string(),
        PropertyType::Email => web::email(trimmed)?,
        PropertyType::Phone => web::phone(trimmed)?,
        PropertyType::Url => web::url(trimmed)?,
        PropertyType::Mimetype => web::media_type(trimmed)?,
        PropertyType::Ip => form(trimmed.parse::<IpAddr>().ok(), trimmed, "an internet address")?.to_string(),
        PropertyType::Checksum => checksum(trimmed)?,
        PropertyType::Entity => form(trimmed.parse::<EntityId>().ok(), trimmed, "the id of an entity")?.to_string(),
    };
    let length = value.chars().count();
    if length > limit(kind) {
        return Err(ValueError::TooLong { length, limit: limit(kind) });
    }
    let original = (value != text).then(|| text.to_owned());
    Ok(Canonical { value, original })
}

/// Brings a value of a property into its canonical form: that of its type, in the stricter form the property asks for.
///
/// # Errors
/// What is wrong; the caller knows the property.
pub fn check_for(property: &Property, text: &str) -> Result<Canonical, ValueError> {
    let canonical = check(property.kind, text)?;
    let Some(value) = property.format.and_then(|form| format::strict(form, &canonical.value)).transpose()? else {
        return Ok(canonical);
    };
    let original = (value != text).then(|| text.to_owned());
    Ok(Canonical { value, original })
}

/// Characters that FollowTheMoney keeps of a value; what is longer would be cut on the way out.
const fn limit(kind: PropertyType) -> usize {
    match kind {
        PropertyType::Text | PropertyType::Html | PropertyType::Json => 65_000,
        PropertyType::Url => 4_096,
        PropertyType::String => 1_024,
        PropertyType::Name => 384,
        PropertyType::Identifier => 64,
        _ => 250,
    }
}

fn form<T>(read: Option<T>, text: &str, what: &'static str) -> Result<T, ValueError> {
    read.ok_or_else(|| ValueError::Form { text: text.to_owned(), what })
}

fn single_spaced(text: &str) -> String {
    let mut words = text.split_whitespace();
    let mut out = String::with_capacity(text.len());
    out.extend(words.next());
    for word in words {
        out.push(' ');
        out.push_str(word);
    }
    out
}

fn gender(text: &str) -> Result<String, ValueError> {
    let text = text.to_lowercase();
    match &*text {
        "female" | "male" | "other" => Ok(text),
        _ => Err(ValueError::NotListed { what: "a gender: one of female, male, other", text }),
    }
}

fn checksum(text: &str) -> Result<String, ValueError> {
    let is_hash = matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    form(is_hash.then(|| text.to_ascii_lowercase()), text, "40 or 64 hexadecimal digits")
}

/// Kept as written: reading and writing it again would round its numbers.
fn json(text: &str) -> Result<String, ValueError> {
    serde_json::from_str::<serde::de::IgnoredAny>(text)
        .map(|_| text.to_owned())
        .map_err(|error| ValueError::Json(error.to_string()))
}

#[cfg(test)]
mod tests;
