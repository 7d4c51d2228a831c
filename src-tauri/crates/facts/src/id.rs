//! Ids. Documents are named by a keyed hash, everything else by a time-ordered UUID.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

use crate::Error;

/// A version 7 UUID (RFC 9562, 5.7) from the caller's clock, in milliseconds since 1970, and the caller's randomness.
///
/// Only the low 48 bits of the time are kept, as the format has it: they last until the year 10889.
#[must_use]
pub fn v7(millis: u64, random: [u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// Newtypes over a UUID: hyphenated lower case in text and in JSON, ordered by time of making.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $what:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Takes a UUID made by [`v7`] or read back from where one was kept.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID.
            #[must_use]
            pub const fn as_uuid(&self) -> &Uuid {
                &self.0
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                Self(uuid)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                Uuid::try_parse(text).map(Self).map_err(|_| Error::NotAnId { what: $what, text: text.into() })
            }
        }
    )*};
}

ids! {
    /// One thing with a schema: a company, a person, a link, an event.
    EntityId = "an entity";
    /// One property of one entity, as somebody stated it.
    StatementId = "a statement";
    /// One place in a source that facts can rest on.
    CitationId = "a citation";
    /// One citation bound to one statement.
    TieId = "a tie";
    /// One person's word on whether two entities are the same.
    JudgementId = "a judgement";
    /// Where material came from.
    SourceId = "a source";
    /// Somebody who works on the case, by pseudonymous key.
    PersonId = "a person";
    /// One installation's copy of a case.
    ReplicaId = "a replica";
    /// One investigation.
    CaseId = "a case";
    /// One place a document was found.
    AcquisitionId = "an acquisition";
    /// One password that locked files are tried with.
    PasswordId = "a password";
    /// One list of names that somebody looks for.
    SweepId = "a sweep";
    /// One rule that documents are set aside by.
    RuleId = "a rule";
    /// One search that was saved in a case.
    SavedSearchId = "a saved search";
}

/// One set of bytes, by the case's keyed hash of them; 64 hexadecimal digits in text and in JSON.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId([u8; 32]);

impl DocumentId {
    /// Takes the keyed hash.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The keyed hash.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Its first twelve digits, for people.
    #[must_use]
    pub fn short(&self) -> String {
        self.0[..6].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocumentId({self})")
    }
}

impl FromStr for DocumentId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || Error::NotAnId { what: "a document", text: text.into() };
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let (high, low) = (hex_digit(pair[0]).ok_or_else(wrong)?, hex_digit(pair[1]).ok_or_else(wrong)?);
            *byte = high << 4 | low;
        }
        Ok(Self(bytes))
    }
}

const fn hex_digit(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

impl Serialize for DocumentId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DocumentId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_uuid_says_when_it_was_made_and_sorts_by_it() {
        let early = v7(1_700_000_000_000, [0xff; 10]);
        let late = v7(1_700_000_000_001, [0; 10]);
        assert_eq!(early.get_version_num(), 7);
        assert!(EntityId::from_uuid(early) < EntityId::from_uuid(late));
        assert_eq!(early.to_string(), "018bcfe5-6800-7fff-bfff-ffffffffffff");
    }

    #[test]
    fn ids_go_through_text_and_json() {
        let id = CitationId::from_uuid(v7(1_700_000_000_000, [7; 10]));
        assert_eq!(id.to_string().parse::<CitationId>().unwrap(), id);
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{id}\""));
        let document = DocumentId::from_bytes(std::array::from_fn(|i| i as u8));
        assert_eq!(document.short(), "000102030405");
        assert_eq!(document.to_string().parse::<DocumentId>().unwrap(), document);
        let json = serde_json::to_string(&document).unwrap();
        assert_eq!(serde_json::from_str::<DocumentId>(&json).unwrap(), document);
    }

    #[test]
    fn what_is_not_an_id_is_named() {
        #[track_caller]
        fn check<T: FromStr<Err = Error> + fmt::Debug>(text: &str, expect: &str) {
            assert_eq!(text.parse::<T>().unwrap_err().to_string(), expect);
        }
        check::<EntityId>("Meridian", "`Meridian` is not the id of an entity");
        check::<DocumentId>("00ff", "`00ff` is not the id of a document");
        let not_hex = "é".repeat(32);
        check::<DocumentId>(&not_hex, &format!("`{not_hex}` is not the id of a document"));
    }
}
