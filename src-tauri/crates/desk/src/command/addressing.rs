//! Where a saved page is from and when it was saved, by the word of a person: for pages that do not say so themselves.

use std::path::PathBuf;

use dates::Date;
use facts::DocumentId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{Acquisition, Case};
use ts_rs::TS;

use super::{Answer, request};
use crate::{Code, Desk, Error, Job, Result, library::open_mut};

/// The register of a document that holds it.
const FIELD: &str = "address";
const MOST_CHARS: usize = 2_000;

/// What somebody said of a saved page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub(in crate::command) struct Said {
    pub address: Option<String>,
    /// EDTF.
    pub saved_at: Option<String>,
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Address {
    case: PathBuf,
    doc: String,
    url: Option<String>,
    saved_at: Option<String>,
}

#[derive(Serialize, TS)]
pub(super) struct Addressed {
    document: String,
    #[serde(flatten)]
    said: Said,
}

pub(super) fn address(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Address { case, doc, url, saved_at } = request(value)?;
    let (url, saved_at) = (url.as_deref().map(web_address).transpose()?, saved_at.as_deref().map(moment).transpose()?);
    let mut case = open_mut(desk, &case)?;
    let document = case.find_document(&doc)?.id;
    let before = said(&case, &document)?.unwrap_or_default();
    let now =
        Said { address: url.unwrap_or(before.address.clone()), saved_at: saved_at.unwrap_or(before.saved_at.clone()) };
    if now != before {
        let mut tx = case.begin(&desk.author, "saying where a page is from")?;
        tx.set(document.as_bytes(), FIELD, &now)?;
        tx.commit()?;
    }
    Answer::of(Addressed { document: document.to_string(), said: now })
}

/// What was said of a document, if anything.
pub(super) fn said(case: &Case, document: &DocumentId) -> Result<Option<Said>> {
    let value = case.register(document.as_bytes(), FIELD)?.pop();
    let said: Option<Said> = value.and_then(|value| serde_json::from_value(value).ok());
    Ok(said.filter(|said| *said != Said::default()))
}

/// Where a document lies in others, with the kinds of these.
pub(super) fn inside<'a>(case: &Case, found_at: &'a [Acquisition]) -> Result<Vec<(&'a Acquisition, String)>> {
    let mut places = Vec::new();
    for place in found_at {
        if let Some(parent) = place.parent
            && let Some(reading) = case.reading(&parent)?
        {
            places.push((place, reading.result.kind));
        }
    }
    Ok(places)
}

/// Adds to what a document tells from where and when it was fetched, by the word of the web archives it lies in.
pub(super) fn add_archived(inside: &[(&Acquisition, String)], meta: &mut Value) {
    for (place, _) in inside.iter().filter(|(_, kind)| kind == "warc") {
        let raw = place.raw_path.as_deref().and_then(|raw| str::from_utf8(raw).ok());
        let address = raw.or_else(|| place.path.rsplit_once("//").map(|(_, name)| name)).unwrap_or_default();
        let facts = [("address", "address", Some(address)), ("saved", "saved_at", place.modified.as_deref())];
        for (word, key, value) in facts {
            let Some(value) = value.filter(|value| !value.is_empty()) else { continue };
            add(meta, key, value);
            add(meta, "read_from", &format!("{word} {value}: the web archive it lies in"));
        }
    }
}

fn add(meta: &mut Value, key: &str, value: &str) {
    let Some(values) = meta[key].as_array_mut() else {
        meta[key] = json!([value]);
        return;
    };
    if !values.iter().any(|known| known == value) {
        values.push(json!(value));
    }
}

/// Whether a page says neither itself nor by anybody's word from where or when it was saved. That of a frame is the page's
/// it stands in.
pub(super) fn is_asked(kind: &str, meta: &Value, said: Option<&Said>, inside: &[(&Acquisition, String)]) -> bool {
    let tells = |key: &str| meta[key].as_array().is_some_and(|values| !values.is_empty());
    let has_address = tells("address") || said.is_some_and(|said| said.address.is_some());
    let has_time = tells("saved_at") || said.is_some_and(|said| said.saved_at.is_some());
    let is_frame = inside.iter().any(|(_, kind)| matches!(kind.as_str(), "html" | "mhtml"));
    kind == "html" && !(has_address && has_time) && !is_frame
}

/// An address as browsers show it; none where it is empty, which takes one back.
fn web_address(written: &str) -> Result<Option<String>> {
    let written = written.trim();
    let is_address = written.split_once("://").is_some_and(|(scheme, rest)| {
        !rest.is_empty() && !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric())
    });
    match written {
        "" => Ok(None),
        _ if is_address && !written.contains(char::is_whitespace) && written.chars().count() <= MOST_CHARS => {
            Ok(Some(written.to_owned()))
        }
        _ => Err(Error::new(Code::Usage, format!("{written} is no address of a page."))
            .hint("Write it as a browser shows it: https://news.example.org/2025/ship")),
    }
}

fn moment(written: &str) -> Result<Option<String>> {
    match written.trim() {
        "" => Ok(None),
        written => match Date::parse(written) {
            Ok(date) => Ok(Some(date.edtf().to_owned())),
            Err(_) => Err(Error::new(Code::Usage, format!("{written} is no date."))
                .hint("Write it as 2025-03-04 or 2025-03-04T10:15:00Z.")),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_words() {
        let check = |written: &str, expect: Option<Option<&str>>| {
            assert_eq!(web_address(written).ok(), expect.map(|found| found.map(str::to_owned)), "{written}");
        };
        check(" https://news.example.org/1 ", Some(Some("https://news.example.org/1")));
        check("", Some(None));
        check("news.example.org", None);
        check("https://", None);
        check("https://a b", None);
        assert!(moment("yesterday").is_err());
        assert_eq!(moment("2025-03-04").ok(), Some(Some("2025-03-04".to_owned())));
    }
}
