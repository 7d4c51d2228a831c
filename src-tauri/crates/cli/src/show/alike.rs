//! Documents that are nearly the same.

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
    writeln!(out, "{} of nearly equal documents{more}", count(total, "group", "groups"))
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
    writeln!(out, "{} nearly the same{more}", count(total, "document is", "documents are"))
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
    more_like_it(of).map_or_else(|| plain(words), |more| format!("{} ({more})", plain(words)))
}
