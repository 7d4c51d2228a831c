//! One recorded change: its head, which is hashed, and its value, which is only committed to.
//!
//! The head never holds a file name, a person's name or free text. The value and its salt stand beside it and can be
//! destroyed by `erase` without breaking the chain: the head keeps `SHA-256(salt, value)`, which tells nothing once
//! the salt is gone.

use ciborium::Value;
use facts::{PersonId, ReplicaId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{HybridTime, cbor};

/// Version of the head's encoding.
pub const HEAD_VERSION: u64 = 1;

/// SHA-256 of a head's bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpId(pub [u8; 32]);

impl std::fmt::Display for OpId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl std::fmt::Debug for OpId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

impl Serialize for OpId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Who may ever see an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Goes with the case.
    Shared,
    /// Never leaves this installation: history, seen marks, private notes.
    Mine,
}

/// What of an operation is hashed and chained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The person, by pseudonymous key.
    pub who: PersonId,
    /// The copy of the case it was made in.
    pub replica: ReplicaId,
    /// Number in that replica's chain, from 1.
    pub seq: u64,
    /// The replica's operation before it; `None` for the first.
    pub prev: Option<OpId>,
    /// When. All operations of one transaction share it.
    pub time: HybridTime,
    /// Who may see it.
    pub scope: Scope,
    /// What was done: `statement.add`.
    pub kind: String,
    /// To what: the bytes of an id.
    pub subject: Vec<u8>,
    /// To which field, for registers.
    pub field: Option<String>,
    /// The operations whose values this one replaces, withdraws or undoes.
    pub base: Vec<OpId>,
    /// `SHA-256(salt, value)`; `None` for an operation without a value.
    pub commitment: Option<[u8; 32]>,
}

/// An operation as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Hash of the head.
    pub id: OpId,
    /// The head.
    pub head: Head,
    /// A signature over the id; none are made yet.
    pub signature: Option<Vec<u8>>,
    /// What the commitment is salted with; gone when erased.
    pub salt: Option<Vec<u8>>,
    /// Deterministic CBOR of the value; gone when erased.
    pub value: Option<Vec<u8>>,
}

impl Head {
    /// The bytes that are hashed: an array in the order of this struct's fields, after the version.
    pub fn encode(&self) -> Vec<u8> {
        let optional = |bytes: Option<&[u8; 32]>| bytes.map_or(Value::Null, |b| Value::Bytes(b.to_vec()));
        let scope = match self.scope {
            Scope::Shared => 0,
            Scope::Mine => 1,
        };
        cbor::to_bytes(Value::Array(vec![
            Value::from(HEAD_VERSION),
            Value::Bytes(self.who.as_uuid().as_bytes().to_vec()),
            Value::Bytes(self.replica.as_uuid().as_bytes().to_vec()),
            Value::from(self.seq),
            optional(self.prev.as_ref().map(|id| &id.0)),
            Value::from(self.time.get()),
            Value::from(scope),
            Value::from(self.kind.as_str()),
            Value::Bytes(self.subject.clone()),
            self.field.as_deref().map_or(Value::Null, Value::from),
            Value::Array(self.base.iter().map(|id| Value::Bytes(id.0.to_vec())).collect()),
            optional(self.commitment.as_ref()),
        ]))
    }

    /// Reads what [`Head::encode`] wrote; `None` for anything else, a newer version included.
    pub fn decode(bytes: &[u8]) -> Option<Head> {
        let Value::Array(items) = ciborium::from_reader(bytes).ok()? else {
            return None;
        };
        let [version, who, replica, seq, prev, time, scope, kind, subject, field, base, commitment] =
            <[Value; 12]>::try_from(items).ok()?;
        if number(&version)? != HEAD_VERSION {
            return None;
        }
        let head = Head {
            who: PersonId::from_uuid(uuid::Uuid::from_slice(who.as_bytes()?).ok()?),
            replica: ReplicaId::from_uuid(uuid::Uuid::from_slice(replica.as_bytes()?).ok()?),
            seq: number(&seq)?,
            prev: optional_hash(&prev)?.map(OpId),
            time: HybridTime::from_stored(i64::try_from(number(&time)?).ok()?),
            scope: match number(&scope)? {
                0 => Scope::Shared,
                1 => Scope::Mine,
                _ => return None,
            },
            kind: kind.as_text()?.to_owned(),
            subject: subject.as_bytes()?.clone(),
            field: if field.is_null() { None } else { Some(field.as_text()?.to_owned()) },
            base: base.as_array()?.iter().map(|v| optional_hash(v)?.map(OpId)).collect::<Option<_>>()?,
            commitment: optional_hash(&commitment)?,
        };
        // Only the one deterministic spelling counts, else two byte strings could stand for one operation.
        (head.encode() == bytes).then_some(head)
    }

    /// Hash of the head.
    pub fn id(&self) -> OpId {
        OpId(Sha256::digest(self.encode()).into())
    }
}

fn number(value: &Value) -> Option<u64> {
    u64::try_from(value.as_integer()?).ok()
}

fn optional_hash(value: &Value) -> Option<Option<[u8; 32]>> {
    match value {
        Value::Null => Some(None),
        Value::Bytes(bytes) => Some(Some(bytes.as_slice().try_into().ok()?)),
        _ => None,
    }
}

/// `SHA-256` over the length-prefixed salt and value.
pub fn commitment(salt: &[u8], value: &[u8]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in [salt, value] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head() -> Head {
        Head {
            who: PersonId::from_uuid(uuid::Uuid::from_u128(1)),
            replica: ReplicaId::from_uuid(uuid::Uuid::from_u128(2)),
            seq: 7,
            prev: Some(OpId([3; 32])),
            time: HybridTime::next(HybridTime::default(), 1_700_000_000_000),
            scope: Scope::Shared,
            kind: "statement.add".into(),
            subject: vec![4; 16],
            field: None,
            base: vec![OpId([5; 32])],
            commitment: Some(commitment(b"salt", b"value")),
        }
    }

    /// The format on disk: if this vector changes, old logs no longer verify.
    #[test]
    fn golden_vector() {
        let bytes = head().encode();
        let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(
            hex,
            concat!(
                "8c0150000000000000000000000000000000015000000000000000000000000000000002075820030303030303030303",
                "03030303030303030303030303030303030303030303031b018bcfe568000000006d73746174656d656e742e61646450",
                "04040404040404040404040404040404f681582005050505050505050505050505050505050505050505050505050505",
                "05050505582055a653c141037a2c4d5355c27098ce9c030312f9cdeeec24dcd29a88a9f4366b",
            )
        );
        assert_eq!(head().id().to_string(), "1075c94783816e166867461fa42c92fc3d82850e722c4494487e2a333f3aea86");
    }

    #[test]
    fn decodes_what_it_encodes_and_nothing_else() {
        let bytes = head().encode();
        assert_eq!(Head::decode(&bytes), Some(head()));
        for i in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[i] ^= 1;
            assert_ne!(Head::decode(&changed), Some(head()), "byte {i}");
            assert_eq!(Head::decode(&bytes[..i]), None);
        }
    }
}
