//! A case at a glance, one document, one page of it, marks, and what is remembered between cases.

use std::io::{Result, Write};

use serde_json::Value;

use super::alike::more_like_it;
use super::layout::{count, items, joined, number, plain, read_off, short, size, table, text};

pub(super) fn case(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{}", text(answer, "name"))?;
    writeln!(out, "  in {}", text(answer, "path"))?;
    if !text(answer, "reason").is_empty() {
        writeln!(out, "  It can only be read: {}.", text(answer, "reason"))?;
    }
    let things = [
        ("documents", "document", "documents"),
        ("entities", "entity", "entities"),
        ("links", "connection", "connections"),
        ("events", "event", "events"),
        ("citations", "citation", "citations"),
    ];
    let counts: Vec<String> =
        things.iter().map(|(key, one, many)| count(number(&answer["counts"], key), one, many)).collect();
    writeln!(out, "  {}", counts.join(", "))?;
    match number(&answer["counts"], "unreadable") {
        0 => Ok(()),
        n => writeln!(out, "  {} could not be read, or not fully", count(n, "document", "documents")),
    }
}

/// So many findings of a document are told at a glance.
const MOST_FINDINGS: usize = 20;

pub(super) fn document(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{}", plain(text(answer, "path")))?;
    if !text(answer, "title").is_empty() {
        writeln!(out, "  {}", plain(text(answer, "title")))?;
    }
    writeln!(
        out,
        "  {} · {} · {} · {}",
        short(text(answer, "id")),
        text(answer, "kind"),
        size(number(answer, "bytes")),
        count(number(answer, "units"), "page or part", "pages or parts")
    )?;
    writeln!(out, "  {} {}", text(answer, "state"), plain(text(answer, "reason")))?;
    for dated in items(answer, "dates") {
        let own = if dated["own"] == true { "dated" } else { "also dated" };
        let unset = if dated["unset"] == true { ", by a clock that was never set" } else { "" };
        writeln!(out, "  {own} {} ({}{unset})", text(dated, "date"), whence(dated))?;
    }
    for found in items(answer, "found") {
        writeln!(out, "  found in {}: {}", text(found, "source"), plain(text(found, "path")))?;
    }
    for copy in items(answer, "copies") {
        writeln!(out, "  the same message: {} {}", short(text(copy, "document")), plain(text(copy, "path")))?;
    }
    if let Some(more) = more_like_it(answer) {
        writeln!(out, "  {more}; see them with: casebound similar CASE DOC")?;
    }
    for problem in items(answer, "problems") {
        writeln!(out, "  problem: {}", plain(text(problem, "message")))?;
    }
    let findings = items(&answer["meta"], "finding");
    for finding in findings.iter().take(MOST_FINDINGS).filter_map(Value::as_str) {
        writeln!(out, "  noticed: {}", plain(finding))?;
    }
    if findings.len() > MOST_FINDINGS {
        writeln!(out, "  and {} more; --json has them all", findings.len() - MOST_FINDINGS)?;
    }
    for citation in items(answer, "citations") {
        writeln!(out, "\n  \"{}\"", plain(text(citation, "quote")))?;
        for fact in items(citation, "facts") {
            writeln!(
                out,
                "    {} {}: {} {}",
                text(fact, "stance"),
                plain(text(fact, "name")),
                text(fact, "property"),
                plain(text(fact, "value"))
            )?;
        }
    }
    Ok(())
}

pub(super) fn sheets(answer: &Value, out: &mut dyn Write) -> Result<()> {
    for sheet in items(answer, "sheets") {
        let (first, last) = (number(sheet, "first_row"), number(sheet, "last_row"));
        let name = plain(text(sheet, "sheet"));
        writeln!(out, "{name}{}rows {first} to {last}", if name.is_empty() { "" } else { ": " })?;
        let how = if sheet["chosen"] == true { ", as somebody chose" } else { "" };
        let header: Vec<&str> = items(sheet, "header").iter().filter_map(Value::as_str).collect();
        match sheet["header_row"].as_u64() {
            Some(row) => writeln!(out, "  row {row} names the columns{how}: {}", plain(&header.join(" | ")))?,
            None => writeln!(out, "  no row names the columns{how}")?,
        }
    }
    Ok(())
}

/// Where a date comes from, in words.
fn whence(dated: &Value) -> String {
    match text(dated, "from") {
        "sent" => "sent, by its header".into(),
        "published" => "published, by the page".into(),
        "date_line" => format!("in its text: \"{}\"", plain(text(dated, "line"))),
        "taken_at" => "taken, by the camera's clock".into(),
        "received" => "arrived".into(),
        "created" => "made, by the file's properties".into(),
        "modified" => "changed, by the file's properties".into(),
        "saved_at" => "saved".into(),
        "entry" => "of the file, by the archive it was in".into(),
        _ => "of the file, by the disk".into(),
    }
}

pub(super) fn unit(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "── {} of {}: {}", number(answer, "unit"), number(answer, "units"), plain(text(answer, "label")))?;
    for line in text(answer, "text").split('\n') {
        let line: String = line.chars().filter(|c| *c == '\t' || !c.is_control()).collect();
        writeln!(out, "{line}")?;
    }
    Ok(())
}

pub(super) fn marked(answer: &Value, out: &mut dyn Write) -> Result<()> {
    for document in items(answer, "documents") {
        let mut marks = Vec::new();
        for (key, word) in [("seen", "seen"), ("starred", "starred")] {
            marks.extend((document[key] == true).then(|| word.to_owned()));
        }
        marks.extend(items(document, "tags").iter().filter_map(Value::as_str).map(|tag| format!("#{tag}")));
        let marks = if marks.is_empty() { "no marks".to_owned() } else { marks.join(", ") };
        writeln!(out, "{}  {}", short(text(document, "document")), plain(&marks))?;
    }
    Ok(())
}

pub(super) fn tags(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let rows: Vec<Vec<String>> = items(answer, "tags")
        .iter()
        .map(|tag| vec![number(tag, "documents").to_string(), text(tag, "tag").to_owned()])
        .collect();
    table(out, &["DOCUMENTS", "TAG"], &rows)
}

pub(super) fn settings(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let author = match text(answer, "author") {
        "" => "nobody; give a name with: casebound settings --author NAME",
        author => author,
    };
    writeln!(out, "Changes are signed by {author}")?;
    writeln!(out, "The window's look: {}", text(answer, "theme"))?;
    if answer["recents_on"] == false {
        return writeln!(out, "Opened cases are not remembered");
    }
    for case in items(answer, "recents") {
        writeln!(out, "  {}  {}", plain(text(case, "name")), plain(text(case, "path")))?;
    }
    Ok(())
}

pub(super) fn citation(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{}  {}", text(answer, "citation"), text(answer, "state").replace('_', " "))?;
    for part in items(answer, "parts") {
        let whence = read_off(part);
        writeln!(out, "  page or part {}: \"{}\"{whence}", number(part, "unit"), plain(text(part, "quote")))?;
    }
    Ok(())
}

pub(super) fn stated(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{}", text(answer, "statement"))?;
    for warning in items(answer, "warnings").iter().filter_map(Value::as_str) {
        writeln!(out, "  look again: {}", plain(warning))?;
    }
    Ok(())
}

pub(super) fn sources(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let rows: Vec<Vec<String>> = items(answer, "sources")
        .iter()
        .map(|source| {
            let words = ["name", "kind", "audience", "obtained"].map(|key| text(source, key).to_owned());
            [vec![number(source, "documents").to_string()], words.to_vec(), vec![joined(source, "derived_from")]]
                .concat()
        })
        .collect();
    table(out, &["DOCUMENTS", "CODE NAME", "KIND", "WHO MAY SEE IT", "OBTAINED", "DERIVED FROM"], &rows)
}

pub(super) fn queries(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let rows: Vec<Vec<String>> = items(answer, "queries")
        .iter()
        .map(|query| {
            let hits = number(query, "total").to_string();
            vec![
                hits,
                text(query, "mode").to_owned(),
                text(query, "filter").to_owned(),
                text(query, "query").to_owned(),
            ]
        })
        .collect();
    table(out, &["HITS", "MODE", "FILTER", "SEARCH"], &rows)
}

pub(super) fn pasted(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "Taken in as {} ({})", plain(text(answer, "path")), short(text(answer, "document")))
}

/// What each kind of thing that a file tells is called.
const REVEALED: [(&str, &str); 11] = [
    ("person", "People"),
    ("organisation", "Firms"),
    ("account", "Folders and computers"),
    ("place", "Places"),
    ("device", "Devices"),
    ("route", "The way it was sent"),
    ("time", "Times"),
    ("program", "Programs"),
    ("hidden", "Not shown, and there"),
    ("kept", "Changes and remarks"),
    ("contact", "What it may contact"),
];

pub(super) fn reveals(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{}", plain(text(answer, "path")))?;
    let all = items(answer, "reveals");
    for (what, heading) in REVEALED {
        let mut of_kind = all.iter().filter(|line| text(line, "what") == what).peekable();
        if of_kind.peek().is_some() {
            writeln!(out, "\n{heading}")?;
        }
        of_kind.try_for_each(|line| writeln!(out, "  {}", plain(text(line, "words"))))?;
    }
    if all.is_empty() {
        writeln!(out, "\nNothing besides its words was found.")?;
    }
    let inside = items(answer, "inside");
    if !inside.is_empty() {
        writeln!(out, "\nInside it")?;
    }
    for line in inside {
        let things = count(number(line, "count"), "thing", "things");
        writeln!(out, "  {} tells {things} ({})", plain(text(line, "path")), short(text(line, "document")))?;
    }
    if let Some(why) = answer["unread"].as_str() {
        writeln!(out, "\nIt may tell more: {why}.")?;
    }
    items(answer, "not_looked_for")
        .iter()
        .filter_map(Value::as_str)
        .try_for_each(|what| writeln!(out, "\nNot looked for: {what}."))
}
