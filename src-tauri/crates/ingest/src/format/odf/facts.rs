//! What an OpenDocument file says of itself: its properties, and whether it is locked (ODF 1.3, parts 2 and 3).

use quick_xml::events::Event;

use crate::format::MetaKey;
use crate::format::moment::edtf;
use crate::format::ooxml::{attr, each_event, resolved};
use crate::format::said::one_line;

/// What a password keeps from being read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Locked {
    No,
    Body,
    /// So many parts that are not the body.
    Parts(u32),
}

/// Looks in the manifest for what is locked.
pub(super) fn locked(manifest: &str) -> Locked {
    let mut path = String::new();
    let mut n_locked = 0;
    let mut is_body_locked = false;
    each_event(manifest, |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event {
            match tag.local_name().as_ref() {
                "file-entry" => path = attr(tag, "full-path").unwrap_or_default(),
                "encryption-data" => {
                    n_locked += 1;
                    is_body_locked |= matches!(path.as_str(), "content.xml" | "encrypted-package");
                }
                _ => {}
            }
        }
    });
    match n_locked {
        _ if is_body_locked => Locked::Body,
        0 => Locked::No,
        n => Locked::Parts(n),
    }
}

/// Title, authors, times and program.
pub(crate) fn properties(xml: &str) -> Vec<(MetaKey, String)> {
    let mut found = Vec::new();
    let mut element = String::new();
    let mut value = String::new();
    each_event(xml, |event| match event {
        Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "template" => {
            let name = attr(tag, "title").or_else(|| attr(tag, "href")).unwrap_or_default();
            found.extend((!name.is_empty()).then(|| (MetaKey::Finding, format!("made from the template {name}"))));
        }
        Event::Start(tag) => {
            element = tag.local_name().as_ref().to_owned();
            value.clear();
        }
        Event::Text(text) => value.push_str(&text.xml10_content()),
        Event::GeneralRef(reference) => value.push_str(&resolved(reference)),
        Event::End(_) => {
            let words = one_line(&value);
            found.extend(property(&element, words));
            element.clear();
            value.clear();
        }
        _ => {}
    });
    found
}

fn property(element: &str, value: String) -> Option<(MetaKey, String)> {
    if value.is_empty() {
        return None;
    }
    Some(match element {
        "title" => (MetaKey::Title, value),
        "subject" => (MetaKey::Subject, value),
        "initial-creator" => (MetaKey::Author, value),
        "creator" => (MetaKey::Finding, format!("last saved by {value}")),
        "printed-by" => (MetaKey::Finding, format!("last printed by {value}")),
        "creation-date" => (MetaKey::Created, edtf(&value)?),
        "date" => (MetaKey::Modified, edtf(&value)?),
        "language" => (MetaKey::Language, value),
        "generator" => (MetaKey::Application, value),
        _ => return None,
    })
}
