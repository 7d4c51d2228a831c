//! Ids: what things are called in the case, in the log and in answers.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// Text that is no id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not the id of a {what}")]
pub struct IdError {
    what: &'static str,
    text: String,
}

/// A UUID of version 7 (RFC 9562, section 5.7) from `millis` since 1970 and random bytes, so that ids sort by time.
pub fn v7(millis: u64, random: [u8; 10]) -> Uuid {
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

macro_rules! ids {
    ($($(#[doc = $doc:literal])* $name:ident = $what:literal;)*) => {$(
        $(#[doc = $doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// From a UUID.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// As a UUID.
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
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                Uuid::try_parse(text).map(Self).map_err(|_| IdError { what: $what, text: text.to_owned() })
            }
        }
    )*};
}

ids! {
    /// A thing with a schema: an entity, a link or an event.
    EntityId = "entity";
    /// One property of one entity.
    StatementId = "statement";
    /// A place in a source that facts rest on.
    CitationId = "citation";
    /// A citation speaking to a statement.
    TieId = "tie";
    /// Somebody's word on whether two entities are the same.
    JudgementId = "judgement";
    /// Where material came from.
    SourceId = "source";
    /// Somebody who works on the case, by pseudonymous key.
    PersonId = "person";
    /// One installation's copy of a case.
    ReplicaId = "replica";
    /// A case.
    CaseId = "case";
    /// One place a document was found.
    AcquisitionId = "acquisition";
}

/// A document: a keyed hash of its bytes' SHA-256 (made by the case, which has the key). Written as 64 hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId([u8; 32]);

impl DocumentId {
    /// From its bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Its first twelve digits: enough for a person.
    pub fn short(&self) -> String {
        self.to_string()[..12].to_owned()
    }
}

impl fmt::Display for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for DocumentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for DocumentId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let error = || IdError { what: "document", text: text.to_owned() };
        if text.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(error());
        }
        let mut bytes = [0; 32];
        for (byte_idx, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * byte_idx..2 * byte_idx + 2], 16).map_err(|_| error())?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for DocumentId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DocumentId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_as_they_are_written() {
        let entity = EntityId::from_uuid(v7(1_700_000_000_000, [7; 10]));
        assert_eq!(entity.to_string().parse(), Ok(entity));
        let document = DocumentId::from_bytes([0xab; 32]);
        assert_eq!(document.to_string().parse(), Ok(document));
        assert_eq!(document.short(), "abababababab");
        let json = serde_json::to_string(&document).unwrap_or_default();
        assert_eq!(serde_json::from_str::<DocumentId>(&json).ok(), Some(document));
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in ["", "zz", "ab", &"é".repeat(32)] {
            assert!(text.parse::<DocumentId>().is_err(), "{text}");
            assert!(text.parse::<EntityId>().is_err(), "{text}");
        }
    }

    #[test]
    fn later_ids_sort_later() {
        assert!(v7(1, [255; 10]) < v7(2, [0; 10]));
    }
}
