//! Properties of contacts in words.

use crate::format::property::{Property, value};

/// The name of a property.
pub(super) fn name(property: &str) -> &str {
    match property {
        "FN" => "Name",
        "N" => "Parts of the name",
        "NICKNAME" => "Nickname",
        "SORT-STRING" => "Sorted as",
        "ORG" => "Organization",
        "TITLE" => "Title",
        "ROLE" => "Role",
        "TEL" => "Telephone",
        "EMAIL" => "Email",
        "IMPP" => "Messenger",
        "X-SOCIALPROFILE" => "Profile",
        "ADR" => "Postal address",
        "LABEL" => "Address label",
        "URL" => "Website",
        "NOTE" => "Note",
        "BDAY" => "Born",
        "BIRTHPLACE" => "Place of birth",
        "DEATHDATE" => "Died",
        "ANNIVERSARY" => "Anniversary",
        "GENDER" => "Gender",
        "LANG" => "Language",
        "TZ" => "Time zone",
        "GEO" => "Place on the map",
        "RELATED" | "X-ABRELATEDNAMES" => "Related",
        "MEMBER" => "Member",
        "CATEGORIES" => "Categories",
        "PHOTO" => "Photo",
        "LOGO" => "Logo",
        "SOUND" => "Sound",
        "KEY" => "Key",
        "AGENT" => "Agent",
        "REV" => "Last changed",
        "UID" | "X-ABUID" => "Identifier",
        "PRODID" => "Written by",
        "SOURCE" => "Source",
        "KIND" => "Kind",
        "CLASS" => "Class",
        "X-ABDATE" => "Date",
        "X-ABADR" => "Country code",
        other => other,
    }
}

/// A property as a line, with its types, or the label of its group, in brackets.
pub(super) fn line(property: &Property, label: Option<&str>) -> String {
    let stored = property.value.trim_end();
    let shown = match property.name.as_str() {
        "N" | "ORG" | "ADR" | "GENDER" => value::parts(stored),
        "REV" | "BDAY" | "ANNIVERSARY" | "DEATHDATE" | "X-ABDATE" => value::moment(stored.trim(), None),
        "GEO" => stored.trim().to_owned(),
        _ => value::text(stored),
    };
    let mut notes: Vec<String> = label.map(str::to_owned).into_iter().collect();
    notes.extend(
        property
            .all("TYPE")
            .flat_map(|kinds| kinds.split(','))
            .map(str::to_lowercase)
            .filter(|kind| kind != "internet"),
    );
    if property.param("PREF").is_some() {
        notes.push("pref".to_owned());
    }
    for note in &mut notes {
        if note == "pref" {
            *note = "preferred".to_owned();
        }
    }
    let notes = if notes.is_empty() { String::new() } else { format!(" ({})", notes.join(", ")) };
    format!("{}{notes}: {shown}", name(&property.name))
}

/// The label of a group; programs of Apple write those of their own in `_$!<HomePage>!$_`.
pub(super) fn label(property: &Property) -> String {
    let label = value::text(property.value.trim());
    match label.strip_prefix("_$!<").and_then(|label| label.strip_suffix(">!$_")) {
        Some(own) => own.to_lowercase(),
        None => label,
    }
}

/// Whether a program that shows the contact would fetch what it names.
pub(super) fn is_fetched(property: &Property) -> bool {
    let value = property.value.trim_start().to_ascii_lowercase();
    matches!(property.name.as_str(), "PHOTO" | "LOGO" | "SOUND" | "KEY")
        && (value.starts_with("http") || value.starts_with("ftp"))
}
