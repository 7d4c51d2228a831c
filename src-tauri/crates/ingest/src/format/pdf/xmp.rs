//! What a PDF's metadata stream (XMP, ISO 16684-1) tells beyond the information dictionary.

use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::object::Stream;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::meta::{catalog, give};
use crate::format::moment::edtf;
use crate::format::ooxml::resolved;
use crate::format::xml::attributes;
use crate::format::{Emit, Failure, MetaKey};

/// Longest stream that is read.
const MAX_BYTES: usize = 4 << 20;
/// Most values that are told.
const MAX_VALUES: usize = 100;

/// Gives what the document's metadata stream tells and `told` does not have.
pub(super) fn xmp(pdf: &Pdf, told: &[(MetaKey, String)], out: &mut dyn Emit) -> Result<(), Failure> {
    let Some(stream) = catalog(pdf).get::<Stream<'_>>(b"Metadata") else { return Ok(()) };
    let packed = stream.raw_data().len();
    let bytes = if packed > MAX_BYTES { Vec::new() } else { stream.decoded_data().unwrap_or_default().into_owned() };
    if bytes.len() > MAX_BYTES {
        return Ok(());
    }
    let mut found = values(&String::from_utf8_lossy(&bytes));
    found.truncate(MAX_VALUES);
    for (idx, (key, value)) in found.iter().enumerate() {
        let is_told = |(other, is): &(MetaKey, String)| other == key && means_the_same(*key, is, value);
        if !told.iter().any(is_told) && !found[..idx].iter().any(is_told) {
            give(out, *key, value.clone())?;
        }
    }
    Ok(())
}

/// Whether two values say the same: of times, their second as written.
fn means_the_same(key: MetaKey, a: &str, b: &str) -> bool {
    let until = |text: &str| match key {
        MetaKey::Created | MetaKey::Modified => text.chars().take(19).collect::<String>(),
        _ => text.trim().to_owned(),
    };
    match key {
        // One name for both programs there, one for each here.
        MetaKey::Application => a.contains(b.trim()),
        _ => until(a) == until(b),
    }
}

/// The values in the order they stand, as elements or as attributes.
fn values(xml: &str) -> Vec<(MetaKey, String)> {
    let mut reader = Reader::from_str(xml);
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut found = Vec::new();
    // The names of the elements that are open.
    let mut open: Vec<String> = Vec::new();
    let mut text = String::new();
    while found.len() < MAX_VALUES {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                found.extend(attributes(&tag).iter().filter_map(|(name, value)| told(&[], name, value)));
                open.push(tag.local_name().as_ref().to_owned());
                text.clear();
                if open.len() > 64 {
                    break;
                }
            }
            Ok(Event::Empty(tag)) => {
                found.extend(attributes(&tag).iter().filter_map(|(name, value)| told(&open, name, value)));
            }
            Ok(Event::Text(words)) => text.push_str(&words.into_inner()),
            Ok(Event::GeneralRef(reference)) => text.push_str(&resolved(&reference)),
            Ok(Event::End(_)) => {
                // The items of a list stand for the list.
                let name = open.iter().rev().find(|name| !matches!(name.as_str(), "li" | "Alt" | "Seq" | "Bag"));
                let name = name.cloned().unwrap_or_default();
                found.extend(told(&open, &name, &text));
                open.pop();
                text.clear();
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    found
}

/// A value that means something here, by its name; inside a list of what was done before only programs are told.
fn told(open: &[String], name: &str, value: &str) -> Option<(MetaKey, String)> {
    let value = value.trim();
    let in_history = open.iter().any(|name| matches!(name.as_str(), "History" | "DerivedFrom" | "Ingredients"));
    let key = match name {
        _ if value.is_empty() => return None,
        "OriginalDocumentID" => return Some((MetaKey::Finding, format!("made from the document with the id {value}"))),
        "softwareAgent" => return Some((MetaKey::Application, value.to_owned())),
        _ if in_history => return None,
        "title" => MetaKey::Title,
        "creator" => MetaKey::Author,
        "description" => MetaKey::Subject,
        "CreatorTool" | "Producer" => MetaKey::Application,
        "CreateDate" => return edtf(value).map(|date| (MetaKey::Created, date)),
        "ModifyDate" => return edtf(value).map(|date| (MetaKey::Modified, date)),
        _ => return None,
    };
    Some((key, value.to_owned()))
}
