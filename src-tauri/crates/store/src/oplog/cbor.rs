//! Deterministic CBOR (RFC 8949, section 4.2.1): shortest integers and floats, definite lengths, map keys sorted by
//! their encoded bytes.
//!
//! Values go through the JSON data model, so that what stands in the log can be read with any CBOR and any JSON tool
//! and does not hang on how a Rust type happens to be laid out.

use ciborium::Value;
use serde::{Serialize, de::DeserializeOwned};

/// Encodes `value` deterministically.
pub fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, String> {
    let json = serde_json::to_value(value).map_err(|e| e.to_string())?;
    let cbor = Value::serialized(&json).map_err(|e| e.to_string())?;
    Ok(to_bytes(cbor))
}

/// Decodes what [`encode`] wrote.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let json: serde_json::Value = ciborium::from_reader(bytes).map_err(|e| e.to_string())?;
    serde_json::from_value(json).map_err(|e| e.to_string())
}

/// The deterministic bytes of a CBOR value.
pub fn to_bytes(value: Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(&sorted(value), &mut bytes).expect("writing to memory cannot fail");
    bytes
}

fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(sorted).collect()),
        Value::Map(entries) => {
            let mut entries: Vec<_> = entries.into_iter().map(|(k, v)| (to_bytes(k.clone()), k, sorted(v))).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Map(entries.into_iter().map(|(_, k, v)| (k, v)).collect())
        }
        Value::Tag(tag, inner) => Value::Tag(tag, Box::new(sorted(*inner))),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, hex: &str) {
        let value: serde_json::Value = serde_json::from_str(json).expect("the vector is JSON");
        let bytes = encode(&value).expect("it encodes");
        let got: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(got, hex, "{json}");
        assert_eq!(decode::<serde_json::Value>(&bytes).expect("it decodes"), value, "{json}");
    }

    /// Vectors from RFC 8949, appendix A, and for the order of keys section 4.2.1.
    #[test]
    fn golden_vectors() {
        check("0", "00");
        check("23", "17");
        check("24", "1818");
        check("1000000", "1a000f4240");
        check("-1000", "3903e7");
        check("1.5", "f93e00");
        check("100000.0", "fa47c35000");
        check("1.1", "fb3ff199999999999a");
        check("\"水\"", "63e6b0b4");
        check("[1,[2,3],[4,5]]", "8301820203820405");
        check(r#"{"a":1,"b":[2,3]}"#, "a26161016162820203");
        check(r#"{"aa":1,"b":2,"a":3}"#, "a361610361620262616101");
        check("null", "f6");
    }
}
