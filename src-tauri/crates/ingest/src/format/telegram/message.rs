//! One message of a chat in words.

use chrono::{DateTime, FixedOffset, NaiveDateTime};
use dates::Date;
use serde_json::{Map, Value};

/// What a message says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) number: Option<String>,
    pub(super) person: Option<String>,
    /// As EDTF.
    pub(super) date: Option<String>,
    /// Who and when, the words, and what else there is, line by line.
    pub(super) text: String,
    /// Files that were sent and are not in the export.
    pub(super) n_left_out: u64,
}

/// What is shown elsewhere or says nothing to a reader.
const LEFT_OUT: [&str; 14] = [
    "id",
    "type",
    "date",
    "date_unixtime",
    "edited_unixtime",
    "from",
    "from_id",
    "actor",
    "actor_id",
    "text",
    "text_entities",
    "width",
    "height",
    "thumbnail",
];

/// A message in words. What is no message stands as it is.
pub(super) fn told(message: &Value) -> Told {
    let Value::Object(fields) = message else {
        return Told { text: message.to_string(), ..Told::default() };
    };
    let word = |key: &str| fields.get(key).and_then(scalar).filter(|word| !word.is_empty());
    let name = word("from").or_else(|| word("actor"));
    let account = word("from_id").or_else(|| word("actor_id"));
    let person = match (name, account) {
        (Some(name), Some(account)) => Some(format!("{name} ({account})")),
        (name, account) => name.or(account),
    };
    let moment = moment(fields);
    let when = match moment {
        Some(Moment::Zoned(at)) => Some(at.format("%Y-%m-%d %H:%M:%S %:z").to_string()),
        Some(Moment::Local(at)) => Some(at.format("%Y-%m-%d %H:%M:%S").to_string()),
        None => word("date"),
    };
    let date = moment.map(|moment| match moment {
        Moment::Zoned(at) => Date::from_datetime(at).edtf().to_owned(),
        Moment::Local(at) => Date::from_naive(at).edtf().to_owned(),
    });
    let head: Vec<String> = [person.clone(), when].into_iter().flatten().collect();
    let n_left_out = fields.values().filter(|value| value.as_str().is_some_and(is_left_out)).count() as u64;
    let mut lines = vec![head.join(", ")];
    if let Some(text) = fields.get("text").map(words).filter(|text| !text.is_empty()) {
        lines.push(text);
    }
    for (key, value) in fields {
        if !LEFT_OUT.contains(&key.as_str()) && !key.starts_with("thumbnail_") {
            flatten(key, value, &mut lines);
        }
    }
    lines.retain(|line| !line.is_empty());
    Told { number: word("id"), person, date, text: lines.join("\n"), n_left_out }
}

/// Whether it stands where the path of a file would.
fn is_left_out(path: &str) -> bool {
    ["(File not included", "(File exceeds maximum size", "(File unavailable"].iter().any(|note| path.starts_with(note))
}

/// A value that is one word or number; what is none says nothing.
pub(super) fn one_word(value: &Value) -> String {
    scalar(value).unwrap_or_default()
}

/// The fields of a value as lines `name: value`.
pub(super) fn flatten(name: &str, value: &Value, lines: &mut Vec<String>) {
    let mut rest = vec![(name.replace('_', " "), value)];
    while let Some((name, value)) = rest.pop() {
        // It stands before each item of a list.
        let name: String = name.chars().take(100).collect();
        let within = |key: &str| {
            let key = key.replace('_', " ");
            if name.is_empty() { key } else { format!("{name} {key}") }
        };
        match value {
            // Texts with links in them are lists of pieces; other lists are gone through.
            Value::Array(pieces)
                if pieces.iter().any(|piece| piece.get("text").is_some() && piece.get("type").is_some())
                    && !pieces.iter().any(|piece| piece.get("data").is_some() || piece.get("dataBase64").is_some()) =>
            {
                lines.push(format!("{name}: {}", words(value)));
            }
            Value::Array(items) => rest.extend(items.iter().rev().map(|item| (name.clone(), item))),
            Value::Object(fields) => rest.extend(fields.iter().rev().map(|(key, value)| (within(key), value))),
            _ => {
                if let Some(value) = scalar(value).filter(|value| !value.is_empty()) {
                    lines.push(if name.is_empty() { value } else { format!("{name}: {value}") });
                }
            }
        }
    }
}

/// A text: a string, or pieces of which some are links.
fn words(text: &Value) -> String {
    match text {
        Value::Array(pieces) => pieces.iter().map(piece).collect(),
        other => piece(other),
    }
}

fn piece(piece: &Value) -> String {
    let Some(text) = piece.get("text").and_then(Value::as_str) else { return scalar(piece).unwrap_or_default() };
    // A link whose words are not its address says both; so does a name that stands for an account.
    match (piece.get("href").and_then(Value::as_str), piece.get("user_id").and_then(scalar)) {
        (Some(address), _) if address != text => format!("{text} <{address}>"),
        (_, Some(account)) => format!("{text} <user {account}>"),
        _ => text.to_owned(),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(is_so) => Some(if *is_so { "yes" } else { "no" }.to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[derive(Debug, Clone, Copy)]
enum Moment {
    Zoned(DateTime<FixedOffset>),
    Local(NaiveDateTime),
}

/// When it was sent: the time on the exporting computer's clock, whose zone shows beside the time in UTC.
fn moment(fields: &Map<String, Value>) -> Option<Moment> {
    let text = |key: &str| fields.get(key).and_then(scalar);
    let local = text("date").and_then(|date| NaiveDateTime::parse_from_str(&date, "%Y-%m-%dT%H:%M:%S").ok());
    let utc = text("date_unixtime").and_then(|seconds| DateTime::from_timestamp(seconds.parse().ok()?, 0));
    let zoned = |local: NaiveDateTime, utc: DateTime<chrono::Utc>| {
        let offset = local.signed_duration_since(utc.naive_utc()).num_seconds();
        let is_zone = offset % 900 == 0 && offset.abs() <= 14 * 3600;
        let zone = FixedOffset::east_opt(i32::try_from(offset).ok()?).filter(|_| is_zone)?;
        Some(Moment::Zoned(utc.with_timezone(&zone)))
    };
    match (local, utc) {
        (Some(local), Some(utc)) => zoned(local, utc).or(Some(Moment::Local(local))),
        (Some(local), None) => Some(Moment::Local(local)),
        (None, Some(utc)) => Some(Moment::Zoned(utc.fixed_offset())),
        (None, None) => None,
    }
}
