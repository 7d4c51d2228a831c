//! Properties of calendars in words.

use crate::format::property::{Property, value};

/// What an entry is called; `None` for what is no entry of its own.
pub(super) fn noun(component: &str) -> Option<&'static str> {
    match component {
        "VEVENT" => Some("event"),
        "VTODO" => Some("task"),
        "VJOURNAL" => Some("journal entry"),
        "VFREEBUSY" => Some("free and busy times"),
        _ => None,
    }
}

/// The name of a property, or of a part of an entry.
pub(super) fn name(property: &str) -> String {
    let known = match property {
        "SUMMARY" => "Summary",
        "DTSTART" => "Start",
        "DTEND" => "End",
        "DUE" => "Due",
        "COMPLETED" => "Completed",
        "DURATION" => "Duration",
        "LOCATION" => "Location",
        "GEO" => "Place on the map",
        "DESCRIPTION" => "Description",
        "X-ALT-DESC" => "Description as HTML",
        "COMMENT" => "Comment",
        "ORGANIZER" => "Organizer",
        "ATTENDEE" => "Attendee",
        "CONTACT" => "Contact",
        "STATUS" => "Status",
        "CLASS" => "Class",
        "TRANSP" => "Shown as",
        "X-MICROSOFT-CDO-BUSYSTATUS" => "Shown as",
        "PRIORITY" => "Priority",
        "PERCENT-COMPLETE" => "Percent complete",
        "CATEGORIES" => "Categories",
        "RESOURCES" => "Resources",
        "ATTACH" => "Attachment",
        "URL" => "Address",
        "UID" => "Identifier",
        "RECURRENCE-ID" => "Instead of",
        "RRULE" => "Repeats",
        "RDATE" => "Also on",
        "EXDATE" | "EXRULE" => "Not on",
        "CREATED" => "Created",
        "LAST-MODIFIED" => "Last modified",
        "DTSTAMP" => "Stamped",
        "SEQUENCE" => "Revision",
        "FREEBUSY" => "Times",
        "METHOD" => "Method",
        "VALARM" | "AALARM" | "DALARM" | "MALARM" => "Reminder",
        "TRIGGER" => "Trigger",
        "ACTION" => "Action",
        "X-WR-CALNAME" => "Calendar",
        "X-WR-CALDESC" => "Description",
        "X-WR-TIMEZONE" => "Time zone",
        other => other,
    };
    known.to_owned()
}

/// A property as a line.
pub(super) fn line(property: &Property) -> String {
    let Property { name: key, value: stored, .. } = property;
    let shown = match key.as_str() {
        "DTSTART" | "DTEND" | "DUE" | "COMPLETED" | "RECURRENCE-ID" | "RDATE" | "EXDATE" | "CREATED"
        | "LAST-MODIFIED" | "DTSTAMP" | "FREEBUSY" => value::moment(stored.trim(), property.param("TZID")),
        "TRIGGER" if stored.ends_with('Z') => value::moment(stored.trim(), None),
        "ORGANIZER" | "ATTENDEE" => person(property),
        "RRULE" | "EXRULE" | "GEO" | "FREQ" => stored.trim().to_owned(),
        _ => value::text(stored).trim_end().to_owned(),
    };
    format!("{}: {shown}", name(key))
}

/// Whether a program that shows the entry would fetch what it names.
pub(super) fn is_fetched(property: &Property) -> bool {
    let value = property.value.trim_start().to_ascii_lowercase();
    matches!(property.name.as_str(), "ATTACH" | "IMAGE") && (value.starts_with("http") || value.starts_with("ftp"))
}

/// Somebody by name and address, and what is said of them.
fn person(property: &Property) -> String {
    let address = without_scheme(&property.value);
    let name = property.param("CN").map(str::trim).filter(|name| !name.is_empty());
    let mut person = match name {
        Some(name) if !address.is_empty() => format!("{name} <{address}>"),
        Some(name) => name.to_owned(),
        None => address.to_owned(),
    };
    let mut notes: Vec<String> = Vec::new();
    notes.extend(property.param("EMAIL").filter(|mail| *mail != address).map(str::to_owned));
    notes.extend(property.param("PARTSTAT").map(|status| match status.to_ascii_uppercase().as_str() {
        "NEEDS-ACTION" => "not answered".to_owned(),
        _ => status.to_lowercase(),
    }));
    notes.extend(property.param("ROLE").and_then(|role| match role.to_ascii_uppercase().as_str() {
        "REQ-PARTICIPANT" => None,
        "OPT-PARTICIPANT" => Some("optional".to_owned()),
        "NON-PARTICIPANT" => Some("for information".to_owned()),
        _ => Some(role.to_lowercase()),
    }));
    notes.extend(
        property.param("CUTYPE").filter(|kind| !kind.eq_ignore_ascii_case("individual")).map(str::to_lowercase),
    );
    for (key, words) in [
        ("SENT-BY", "sent by"),
        ("DELEGATED-TO", "delegated to"),
        ("DELEGATED-FROM", "delegated from"),
        ("MEMBER", "member of"),
    ] {
        notes.extend(property.all(key).map(|who| format!("{words} {}", without_scheme(who))));
    }
    if !notes.is_empty() {
        person.push_str(&format!(" ({})", notes.join(", ")));
    }
    person
}

fn without_scheme(address: &str) -> &str {
    let address = address.trim();
    match address.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => address[7..].trim(),
        _ => address,
    }
}
