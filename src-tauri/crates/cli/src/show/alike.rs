//! Documents that are nearly the same, and messages that are one conversation.

use std::io::{Result, Write};

use serde_json::Value;

use super::layout::{count, items, joined, number, plain, short, table, text};

pub(super) fn similar(answer: &Value, out: &mut dyn Write) -> Result<()> {
    if !text(answer, "of").is_empty() {
        return like(answer, out);
    }
    for group in items(answer, "groups") {
        let documents = items(group, "documents");
        writeln!(out, "{}", count(number(group, "total"), "document", "documents"))?;
        table(out, &["SAME", "ID", "SOURCE", "PATH"], &documents.iter().map(line).collect::<Vec<_>>())?;
        let rest = number(group, "total").saturating_sub(documents.len() as u64);
        if rest > 0 {
            writeln!(out, "and {rest} more; see them with: casebound similar CASE DOC")?;
        }
        writeln!(out)?;
    }
    let total = number(answer, "total");
    let shown = items(answer, "groups").len() as u64;
    let more = if shown < total && shown > 0 { format!(", {shown} shown; more with --offset") } else { String::new() };
    writeln!(out, "{} of nearly equal documents{more}", count(total, "group", "groups"))?;
    left_out(answer, out)
}

/// What would be among them and is set aside.
fn left_out(answer: &Value, out: &mut dyn Write) -> Result<()> {
    match number(answer, "quarantined") {
        0 => Ok(()),
        n => writeln!(out, "{} set aside and left out", count(n, "document is", "documents are")),
    }
}

fn like(answer: &Value, out: &mut dyn Write) -> Result<()> {
    if answer["too_short"] == true {
        writeln!(out, "Its text is too short to be compared with others.")?;
    }
    let rows: Vec<Vec<String>> = items(answer, "documents").iter().map(line).collect();
    if !rows.is_empty() {
        table(out, &["SAME", "ID", "SOURCE", "PATH"], &rows)?;
        writeln!(out)?;
    }
    let total = number(answer, "total");
    let more = match rows.len() as u64 {
        shown if shown < total && shown > 0 => format!(", {shown} shown; more with --offset"),
        _ => String::new(),
    };
    writeln!(out, "{} nearly the same{more}", count(total, "document is", "documents are"))?;
    left_out(answer, out)
}

fn line(document: &Value) -> Vec<String> {
    vec![
        share(document),
        short(text(document, "document")).to_owned(),
        joined(document, "sources"),
        text(document, "path").to_owned(),
    ]
}

/// The share of passages both have; the first of a group is what the others are compared with.
fn share(document: &Value) -> String {
    document["share"].as_f64().map_or_else(|| "first".to_owned(), |share| format!("{:.0} %", (share * 100.0).floor()))
}

/// What follows a document's line where it has others like it; nothing where it has none.
pub(super) fn more_like_it(of: &Value) -> Option<String> {
    match number(of, "nearly_same") {
        0 => None,
        n => Some(format!("+{n} nearly the same")),
    }
}

pub(super) fn with_more_like_it(words: &str, of: &Value) -> String {
    also(of).map_or_else(|| plain(words), |more| format!("{} ({more})", plain(words)))
}

pub(super) fn conversation(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let messages = items(answer, "messages");
    if messages.is_empty() {
        return writeln!(out, "It is no message, or has no message number: no conversation can be told by it.");
    }
    for message in messages {
        let is_it = message["document"] == answer["of"]
            || items(message, "copies").iter().any(|copy| copy["document"] == answer["of"]);
        let mark = if is_it { "▸" } else { " " };
        let (date, from) = (text(message, "date"), plain(text(message, "from")));
        writeln!(out, "{mark} {date}  {from}  {}", plain(text(message, "subject")))?;
        writeln!(out, "    {}  {}", short(text(message, "document")), plain(text(message, "path")))?;
        for copy in items(message, "copies") {
            writeln!(out, "    also in {}  {}", short(text(copy, "document")), plain(text(copy, "path")))?;
        }
        if message["set_aside"] == true {
            writeln!(out, "    set aside, as it may be privileged")?;
        }
        if message["differs"] == true {
            writeln!(out, "    another message here has the same number and other words")?;
        }
    }
    missing(answer, out)
}

fn missing(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "\n{}", count(number(answer, "total"), "message", "messages"))?;
    let missing = items(answer, "missing");
    if !missing.is_empty() {
        let n = count(missing.len() as u64, "message of this conversation is", "messages of this conversation are");
        writeln!(out, "{n} not in this case:")?;
    }
    for one in missing {
        let by: Vec<&str> = items(one, "named_by").iter().filter_map(Value::as_str).map(short).collect();
        let how = if one["answered"] == true { "answered by" } else { "referred to by" };
        writeln!(out, "  {}  {how} {}", plain(text(one, "number")), by.join(", "))?;
    }
    match answer["goes_on"] == true {
        true => writeln!(out, "It goes on: only its first part was followed."),
        false => Ok(()),
    }
}

/// A document's line with what else is like it.
fn also(of: &Value) -> Option<String> {
    let copies = match number(of, "copies") {
        0 => None,
        n => Some(count(n, "copy", "copies")),
    };
    let parts: Vec<String> = copies.into_iter().chain(more_like_it(of)).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
