//! Entities, connections, and what they rest on.

use std::io::{Result, Write};

use desk::{Standing, date_words};
use serde_json::Value;

use super::layout::{count, items, joined, number, plain, table, text};

pub(super) fn entities(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let rows: Vec<Vec<String>> = items(answer, "entities")
        .iter()
        .map(|e| vec![text(e, "id").to_owned(), text(e, "schema").to_owned(), knot(e), text(e, "name").to_owned()])
        .collect();
    table(out, &["ID", "KIND", "", "NAME"], &rows)?;
    writeln!(out, "\n{}", count(number(answer, "total"), "entity", "entities"))
}

/// A filled knot for what a source supports, a hollow one for what none does.
fn knot(fact: &Value) -> String {
    match (fact["supported"].as_bool(), text(fact, "because")) {
        (Some(true), _) => "●".into(),
        (_, "") => "○ unsupported".into(),
        (_, why) => format!("○ unsupported ({why})"),
    }
}

pub(super) fn entity(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{} ({})", plain(text(answer, "name")), text(answer, "schema"))?;
    for member in items(answer, "members").iter().filter_map(Value::as_str) {
        writeln!(out, "  {member}")?;
    }
    for statement in items(answer, "statements") {
        let withdrawn = if statement["withdrawn"].as_bool() == Some(true) { ", withdrawn" } else { "" };
        writeln!(
            out,
            "\n{} {}: {} ({}{withdrawn})",
            knot(statement),
            text(statement, "property"),
            plain(text(statement, "shown")),
            text(statement, "standing")
        )?;
        preference(statement, "    ", out)?;
        for tie in items(statement, "ties") {
            spoken(tie, "    ", out)?;
        }
    }
    if !items(answer, "links").is_empty() {
        writeln!(out, "\nConnections")?;
        links(answer, out)?;
    }
    if !items(answer, "events").is_empty() {
        writeln!(out, "\nEvents")?;
        for event in items(answer, "events") {
            let (date, title) = (words_or_undated(text(event, "date")), plain(text(event, "title")));
            writeln!(out, "{} {date}  {title}{}", knot(event), doubt(event))?;
        }
    }
    for other in items(answer, "unsure") {
        writeln!(out, "\nMay be the same as {} {}", plain(text(other, "name")), text(other, "id"))?;
    }
    Ok(())
}

fn words_or_undated(date: &str) -> String {
    if date.is_empty() { "undated".to_owned() } else { date_words(date) }
}

/// What is alleged, denied or inferred says so where it is read first.
pub(super) fn doubt(fact: &Value) -> String {
    match text(fact, "standing").parse::<Standing>() {
        Ok(standing) if standing.needs_saying() => format!(" ({standing})"),
        _ => String::new(),
    }
}

/// One place that speaks to a fact, with the words.
pub(super) fn spoken(tie: &Value, indent: &str, out: &mut dyn Write) -> Result<()> {
    let said_by = match text(tie, "said_by") {
        "" => String::new(),
        who => format!(", says {}", plain(who)),
    };
    let (stance, path, label) = (text(tie, "stance"), plain(text(tie, "path")), plain(text(tie, "label")));
    match text(tie, "quote") {
        // a marked area has no words
        "" => writeln!(out, "{indent}{stance} {path}, {label}{said_by}"),
        quote => writeln!(out, "{indent}{stance} {path}, {label}{said_by}: \"{}\"", plain(quote)),
    }
}

pub(super) fn links(answer: &Value, out: &mut dyn Write) -> Result<()> {
    for link in items(answer, "links") {
        let dates: Vec<String> = items(link, "dates").iter().filter_map(Value::as_str).map(date_words).collect();
        let dates = dates.join("; ");
        let when = if dates.is_empty() { String::new() } else { format!(" ({dates})") };
        writeln!(
            out,
            "{} {} {} {}{when}{}  [{} {}]",
            knot(link),
            plain(text(&link["from"], "name")),
            text(link, "label"),
            plain(text(&link["to"], "name")),
            doubt(link),
            text(link, "schema"),
            text(link, "id")
        )?;
    }
    Ok(())
}

pub(super) fn added(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "Added {}", text(answer, "id"))?;
    for warning in items(answer, "warnings").iter().filter_map(Value::as_str) {
        writeln!(out, "  {warning}")?;
    }
    Ok(())
}

pub(super) fn withdrawn(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "Withdrawn: {}. The history keeps it; undo takes this back.", text(answer, "id"))
}

pub(super) fn judged(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let verdict = match text(answer, "verdict") {
        "yes" => "the same",
        "no" => "not the same",
        _ => "perhaps the same",
    };
    writeln!(out, "Judged {verdict}: {}", joined(answer, "names"))
}

pub(super) fn tied(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "Tied {}", count(items(answer, "ties").len() as u64, "citation", "citations"))
}

pub(super) fn untied(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "Untied {}", count(number(answer, "removed"), "citation", "citations"))
}

pub(super) fn preferred(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let (property, shown) = (text(answer, "property"), plain(text(answer, "shown")));
    let rivals = count(number(answer, "rivals"), "other", "others");
    match text(answer, "because") {
        "" => writeln!(out, "Preferred no longer: {property} {shown}. It stands as the others do."),
        because => {
            writeln!(out, "Preferred to {rivals}: {property} {shown}, because: {}. All of them stay.", plain(because))
        }
    }
}

/// Who prefers a statement to its rivals, and why, on a line of its own.
pub(super) fn preference(statement: &Value, indent: &str, out: &mut dyn Write) -> Result<()> {
    let preferred = &statement["preferred"];
    if preferred.is_null() {
        return Ok(());
    }
    let by = match text(preferred, "by") {
        "" => String::new(),
        by => format!(" by {}", plain(by)),
    };
    let before = if preferred["counts"].as_bool() == Some(true) { "Preferred" } else { "Earlier preferred" };
    writeln!(out, "{indent}{before}{by}, {}: {}", text(preferred, "at"), plain(text(preferred, "because")))
}

pub(super) fn uses(answer: &Value, out: &mut dyn Write) -> Result<()> {
    for (field, one, many) in [
        ("citations", "citation", "citations"),
        ("statements", "statement", "statements"),
        ("entities", "entity, connection or event", "entities, connections and events"),
    ] {
        let list = items(answer, field);
        writeln!(out, "{}", count(list.len() as u64, one, many))?;
        for item in list {
            writeln!(out, "  {}  {}", text(item, "id"), plain(text(item, "shown")))?;
        }
    }
    Ok(())
}
