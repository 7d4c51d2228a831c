//! What an OpenDocument file says of itself: its properties, and whether it is locked (ODF 1.3, parts 2 and 3).

use quick_xml::events::Event;

use crate::format::MetaKey;
use crate::format::about;
use crate::format::moment::edtf;
use crate::format::ooxml::{Words, attr, each_event, resolved};

/// Most properties that are told.
const MOST_PROPERTIES: usize = 500;

/// What a password keeps from being read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Locked {
    No,
    /// The body; and why no password of the case could open it, where that is so.
    Body(Option<&'static str>),
    /// So many parts that are not the body.
    Parts(u32),
}

/// Looks in the manifest for what is locked.
pub(super) fn locked(manifest: &str) -> Locked {
    let mut path = String::new();
    let mut n_locked = 0;
    let mut is_body_locked = false;
    let mut ways = String::new();
    each_event(manifest, |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event {
            match tag.local_name().as_ref() {
                "file-entry" => path = attr(tag, "full-path").unwrap_or_default(),
                "encryption-data" => {
                    n_locked += 1;
                    is_body_locked |= matches!(path.as_str(), "content.xml" | "encrypted-package");
                }
                "algorithm" => ways.extend(attr(tag, "algorithm-name")),
                "key-derivation" => ways.extend(attr(tag, "key-derivation-name")),
                _ => {}
            }
        }
    });
    match n_locked {
        _ if is_body_locked => Locked::Body(not_opened(&ways.to_ascii_lowercase())),
        0 => Locked::No,
        n => Locked::Parts(n),
    }
}

/// Why a lock of these ways is not opened, whatever the password.
fn not_opened(ways: &str) -> Option<&'static str> {
    let known = [
        ("pgp", "locked for those who hold certain keys (OpenPGP), not by a password"),
        (
            "argon2",
            "locked by a password in the way of LibreOffice 24.8 and later (Argon2, AES-GCM), which is not opened yet; \
             LibreOffice can save it without a password",
        ),
        (
            "-gcm",
            "locked by a password with AES-GCM, which is not opened yet; LibreOffice can save it without a password",
        ),
        (
            "blowfish",
            "locked by a password in the way of OpenOffice 3 and older (Blowfish), which is not opened; LibreOffice can \
             save it without a password",
        ),
    ];
    known.into_iter().find(|(way, _)| ways.contains(way)).map(|(_, why)| why)
}

/// Title, authors, times and program.
pub(crate) fn properties(xml: &str) -> Vec<(MetaKey, String)> {
    let mut found = Vec::new();
    let mut words = Words::default();
    // What a property that was added by hand is called.
    let mut added: Option<String> = None;
    each_event(xml, |event| {
        if let Event::Start(tag) | Event::Empty(tag) = event {
            match tag.local_name().as_ref() {
                "template" => {
                    let name = attr(tag, "title").or_else(|| attr(tag, "href")).unwrap_or_default();
                    found.extend(about::template(&name));
                }
                "user-defined" => added = attr(tag, "name"),
                _ => {}
            }
        }
        let Some((element, words)) = words.ended(event) else { return };
        found.extend(match added.take() {
            Some(name) => about::custom(&name, &words),
            None => property(&element, words),
        });
    });
    found.truncate(MOST_PROPERTIES);
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
        "description" => about::remark(&value)?,
        "keyword" => about::keywords(&value)?,
        "print-date" => (MetaKey::Finding, format!("last printed {}", edtf(&value)?)),
        "editing-cycles" => about::savings(&value)?,
        "editing-duration" => about::editing(about::minutes(&value)?)?,
        "printed-by" => (MetaKey::Finding, format!("last printed by {value}")),
        "creation-date" => (MetaKey::Created, edtf(&value)?),
        "date" => (MetaKey::Modified, edtf(&value)?),
        "language" => (MetaKey::Language, value),
        "generator" => (MetaKey::Application, value),
        _ => return None,
    })
}

/// What its settings tell: the printer it was laid out for.
pub(super) fn settings(xml: &str) -> Option<(MetaKey, String)> {
    let mut is_printer = false;
    let mut printer = String::new();
    each_event(xml, |event| match event {
        Event::Start(tag) => is_printer = attr(tag, "name").is_some_and(|name| name == "PrinterName"),
        Event::Text(text) if is_printer => printer.push_str(&text.xml10_content()),
        Event::GeneralRef(reference) if is_printer => printer.push_str(&resolved(reference)),
        Event::End(_) => is_printer = false,
        _ => {}
    });
    about::finding("set up for the printer", &printer)
}
