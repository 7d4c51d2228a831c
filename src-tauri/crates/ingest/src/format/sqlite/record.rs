//! The values of a row (file format, 2.1).

use encoding_rs::Encoding;

const MOST_VALUES: usize = 32_767;

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Value {
    pub(super) fn text(self) -> String {
        match self {
            Value::Null => String::new(),
            Value::Integer(number) => number.to_string(),
            Value::Real(number) => number.to_string(),
            Value::Text(text) => text,
            Value::Bytes(bytes) => format!("({} bytes)", bytes.len()),
        }
    }
}

/// The values, as far as the row goes.
pub(super) fn record(payload: &[u8], encoding: &'static Encoding) -> Vec<Value> {
    let Some((head_len, after)) = varint(payload) else { return Vec::new() };
    let n_taken = payload.len() - after.len();
    let head_len = usize::try_from(head_len).unwrap_or(usize::MAX).min(payload.len());
    let mut kinds = payload.get(n_taken..head_len).unwrap_or_default();
    let mut body = &payload[head_len..];
    let mut values = Vec::new();
    while let Some((kind, rest)) = varint(kinds) {
        kinds = rest;
        let len = match kind {
            0 | 8..=11 => 0,
            1..=4 => kind as usize,
            5 => 6,
            6 | 7 => 8,
            _ => usize::try_from((kind - 12) / 2).unwrap_or(usize::MAX),
        };
        let (bytes, rest) = body.split_at(len.min(body.len()));
        body = rest;
        if values.len() >= MOST_VALUES {
            break;
        }
        values.push(match kind {
            1..=6 if bytes.len() == len => Value::Integer(integer(bytes)),
            7 if bytes.len() == len => Value::Real(f64::from_bits(integer(bytes).cast_unsigned())),
            8 | 9 => Value::Integer(i64::from(kind == 9)),
            12.. if kind % 2 == 0 => Value::Bytes(bytes.to_vec()),
            13.. => Value::Text(encoding.decode_without_bom_handling(bytes).0.into_owned()),
            _ => Value::Null,
        });
    }
    values
}

/// A number in at most nine bytes, seven bits of each but the last.
pub(super) fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0_u64;
    for (place, byte) in bytes.iter().enumerate().take(9) {
        if place == 8 {
            return Some((number << 8 | u64::from(*byte), &bytes[9..]));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, &bytes[place + 1..]));
        }
    }
    None
}

/// A number whose highest bit is its sign.
fn integer(bytes: &[u8]) -> i64 {
    let sign = if bytes.first().is_some_and(|first| first & 0x80 != 0) { -1 } else { 0 };
    bytes.iter().fold(sign, |number, byte| number << 8 | i64::from(*byte))
}
