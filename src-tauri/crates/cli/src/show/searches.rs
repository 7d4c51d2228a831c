//! Hits and citations.

use std::io::{Result, Write};

use serde_json::Value;

use super::alike::more_like_it;
use super::layout::{count, items, joined, number, plain, short, text};

pub(super) fn search(answer: &Value, out: &mut dyn Write) -> Result<()> {
    for hit in items(answer, "hits") {
        let date = match text(hit, "date") {
            "" => String::new(),
            date => format!(", {date}"),
        };
        let other = if hit["transliterated"] == true { "; by transliteration" } else { "" };
        let more = more_like_it(hit).map_or_else(String::new, |more| format!("; {more}"));
        writeln!(
            out,
            "{}, {}  [{} --unit {}{date}; {}{more}{other}]",
            plain(text(hit, "path")),
            plain(text(hit, "label")),
            short(text(hit, "document")),
            number(hit, "unit"),
            joined(hit, "sources")
        )?;
        writeln!(out, "    {}\n", plain(&marked(hit)))?;
    }
    let total = number(answer, "total");
    let shown = items(answer, "hits").len() as u64;
    write!(out, "{}", count(total, "hit", "hits"))?;
    if shown < total && shown > 0 {
        write!(out, ", {shown} shown; more with --offset")?;
    }
    not_searched(answer, out)
}

/// Ends a line with what could not be looked into.
pub(super) fn not_searched(answer: &Value, out: &mut dyn Write) -> Result<()> {
    match number(answer, "unreadable") {
        0 => {}
        1 => write!(out, "; 1 document could not be read, or not fully")?,
        n => write!(out, "; {n} documents could not be read, or not fully")?,
    }
    match number(answer, "quarantined") {
        0 => {}
        1 => write!(out, "; 1 document is set aside, as it may be privileged")?,
        n => write!(out, "; {n} documents are set aside, as they may be privileged")?,
    }
    match number(answer, "behind") {
        0 => writeln!(out),
        1 => writeln!(out, "; 1 document is not searchable yet"),
        n => writeln!(out, "; {n} documents are not searchable yet"),
    }
}

/// The snippet with what matched in brackets, which a terminal without colour shows, too.
fn marked(hit: &Value) -> String {
    let mut marked = String::new();
    let spans: Vec<(u64, u64)> =
        items(hit, "snippet_spans").iter().filter_map(|span| Some((span[0].as_u64()?, span[1].as_u64()?))).collect();
    for (at, c) in (0..).zip(text(hit, "snippet").chars()) {
        if spans.iter().any(|(start, _)| *start == at) {
            marked.push('[');
        }
        marked.push(c);
        if spans.iter().any(|(_, end)| *end == at + 1) {
            marked.push(']');
        }
    }
    marked
}

pub(super) fn cited(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "Cited as {}", text(answer, "citation"))?;
    for part in items(answer, "parts") {
        if let Some(area) = part["box"].as_array() {
            let numbers: Vec<String> = area.iter().map(Value::to_string).collect();
            let (document, unit) = (short(text(answer, "document")), number(part, "unit"));
            writeln!(out, "  document {document}, unit {unit}, marked area {}", numbers.join(", "))?;
            continue;
        }
        writeln!(
            out,
            "  document {} --unit {}, characters {} to {}: \"{}\"",
            short(text(answer, "document")),
            number(part, "unit"),
            number(part, "start"),
            number(part, "end"),
            plain(text(part, "quote"))
        )?;
    }
    Ok(())
}
