//! What an Office document says of itself: its properties, its writers, and data that programs keep beside its text.

use std::collections::HashSet;

use quick_xml::events::Event;

use super::{Words, attr, each_event, text_part};
use crate::format::moment::edtf;
use crate::format::zip::Archive;
use crate::format::{Emit, Failure, MetaKey, about, medium::Medium};

/// Most properties and most writers that are told.
const MOST_PROPERTIES: usize = 500;

/// Tells title, author, times and program, what properties were added by hand, and who else is named as a writer.
pub(crate) fn properties(archive: &Archive, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
    // Some programs give the first of these a name that differs from file to file.
    let is_other_core = |name: &&str| name.to_ascii_lowercase().ends_with(".psmdcp");
    let core = archive.names().find(|name| name.eq_ignore_ascii_case("docProps/core.xml"));
    let core = core.or_else(|| archive.names().find(is_other_core)).unwrap_or("docProps/core.xml");
    for part in [core, "docProps/app.xml", "docProps/custom.xml"] {
        let Some(xml) = text_part(archive, part, medium, out)? else { continue };
        let mut found: Vec<(MetaKey, String)> = Vec::new();
        let mut words = Words::default();
        // What a property that was added by hand is called.
        let mut added: Option<String> = None;
        each_event(&xml, |event| {
            if let Event::Start(tag) = event
                && tag.local_name().as_ref() == "property"
            {
                added = attr(tag, "name");
            }
            let Some((element, words)) = words.ended(event) else { return };
            found.extend(match &added {
                Some(name) => about::custom(name, &words),
                None => property(&element, words),
            });
        });
        for (key, value) in found.into_iter().take(MOST_PROPERTIES) {
            out.meta(key, value)?;
        }
    }
    writers(archive, medium, out)
}

/// Tells who is named in the lists of those who commented, changed or worked on it at once. A name stays there when what
/// they wrote is gone.
fn writers(archive: &Archive, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<(), Failure> {
    let is_list = |name: &&str| {
        let name = name.to_ascii_lowercase();
        let is_known = matches!(name.as_str(), "word/people.xml" | "ppt/authors.xml" | "ppt/commentauthors.xml");
        is_known || name.starts_with("xl/persons/") || name.starts_with("ppt/changesinfos/changesinfo")
    };
    let mut known = HashSet::new();
    for part in archive.names().filter(|name| name.ends_with(".xml")).filter(is_list) {
        let Some(xml) = text_part(archive, part, medium, out)? else { continue };
        let mut found: Vec<(String, String)> = Vec::new();
        each_event(&xml, |event| {
            let (Event::Start(tag) | Event::Empty(tag)) = event else { return };
            let account = attr(tag, "userId").unwrap_or_default();
            match tag.local_name().as_ref() {
                "person" | "author" | "cmAuthor" | "chgData" => {
                    let name = ["author", "displayName", "name"].into_iter().find_map(|name| attr(tag, name));
                    found.push((name.unwrap_or_default(), account));
                }
                "presenceInfo" => {
                    if let Some((_, known)) = found.last_mut() {
                        *known = account;
                    }
                }
                _ => {}
            }
        });
        for (key, words) in found.iter().filter_map(|(name, account)| about::writer(name, account)) {
            if known.len() < MOST_PROPERTIES && known.insert(words.clone()) {
                out.meta(key, words)?;
            }
        }
    }
    Ok(())
}

fn property(element: &str, value: String) -> Option<(MetaKey, String)> {
    if value.is_empty() {
        return None;
    }
    Some(match element {
        "title" => (MetaKey::Title, value),
        "subject" => (MetaKey::Subject, value),
        "creator" => (MetaKey::Author, value),
        "lastModifiedBy" => (MetaKey::Finding, format!("last saved by {value}")),
        "description" => about::remark(&value)?,
        "keywords" => about::keywords(&value)?,
        "category" => about::category(&value)?,
        "contentStatus" => about::finding("status:", &value)?,
        "lastPrinted" => (MetaKey::Finding, format!("last printed {}", edtf(&value)?)),
        "revision" => about::savings(&value)?,
        "TotalTime" => about::editing(value.parse().ok()?)?,
        "Template" => about::template(&value)?,
        "Manager" => about::manager(&value)?,
        "HyperlinkBase" => (MetaKey::RemoteReference, value),
        "created" => (MetaKey::Created, edtf(&value)?),
        "modified" => (MetaKey::Modified, edtf(&value)?),
        "language" => (MetaKey::Language, value),
        "Application" => (MetaKey::Application, value),
        "Company" => about::firm(&value)?,
        _ => return None,
    })
}

/// What is said of a template that lies elsewhere: one on another machine is loaded whenever the document is opened.
pub(crate) fn template_finding(target: &str) -> Option<(MetaKey, String)> {
    let path = target.strip_prefix("file:///").unwrap_or(target);
    let is_remote = path.starts_with(r"\\") || path.contains("://");
    let remote = || (MetaKey::Finding, "it would load a template from elsewhere".to_owned());
    if is_remote { Some(remote()) } else { about::template(path) }
}

/// The words of data that programs keep beside a document, as forms and archives of documents do: a line for each, behind
/// its element's name. Tells of people among them.
pub(crate) fn custom_data(archive: &Archive, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<String, Failure> {
    let is_data = |name: &&str| {
        let name = name.to_ascii_lowercase();
        let number = name.strip_prefix("customxml/item").and_then(|rest| rest.strip_suffix(".xml"));
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let mut lines = Vec::new();
    let mut people = Vec::new();
    for part in archive.names().filter(is_data) {
        let Some(xml) = text_part(archive, part, medium, out)? else { continue };
        let (mut words, mut is_first, mut is_form) = (Words::default(), true, false);
        each_event(&xml, |event| {
            if let Event::Start(tag) = event {
                // What forms and fields are called is the same in all of them.
                is_form |= is_first && matches!(tag.local_name().as_ref(), "FormTemplates" | "contentTypeSchema");
                is_first = false;
            }
            let Some((element, words)) = words.ended(event).filter(|(_, words)| !words.is_empty() && !is_form) else {
                return;
            };
            people.extend((element == "DisplayName").then(|| about::finding("named beside the text:", &words)));
            lines.push(if element.is_empty() { words } else { format!("{element}: {words}") });
        });
    }
    for (key, words) in people.into_iter().flatten().take(MOST_PROPERTIES) {
        out.meta(key, words)?;
    }
    Ok(lines.join("\n"))
}
