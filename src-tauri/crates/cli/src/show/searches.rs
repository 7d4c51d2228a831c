//! Hits and citations.

use std::io::{Result, Write};

use serde_json::Value;

use super::alike::more_like_it;
use super::layout::{count, items, joined, number, plain, read_off, short, text};

pub(super) fn search(answer: &Value, out: &mut dyn Write) -> Result<()> {
    for hit in items(answer, "hits") {
        let date = match text(hit, "date") {
            "" => String::new(),
            date => format!(", {date}"),
        };
        let other = if hit["transliterated"] == true { "; by transliteration" } else { "" };
        let more = more_like_it(hit).map_or_else(String::new, |more| format!("; {more}"));
        let whence = read_off(hit);
        writeln!(
            out,
            "{}, {}{whence}  [{} --unit {}{date}; {}{more}{other}]",
            plain(text(hit, "path")),
            plain(text(hit, "label")),
            short(text(hit, "document")),
            number(hit, "unit"),
            joined(hit, "sources")
        )?;
        writeln!(out, "    {}\n", plain(&marked(hit)))?;
    }
    facets(&answer["facets"], out)?;
    let total = number(answer, "total");
    let shown = items(answer, "hits").len() as u64;
    let least = if answer["cut_short"].is_null() { "" } else { "at least " };
    write!(out, "{least}{}", count(total, "hit", "hits"))?;
    if let Some(groups) = answer["groups"].as_u64() {
        write!(out, " in {}", count(number(answer, "documents"), "document", "documents"))?;
        write!(out, ", of which {groups} are unlike each other")?;
    }
    if shown < total && shown > 0 {
        write!(out, ", {shown} shown; more with --offset")?;
    }
    not_looked_into(answer, out)?;
    match understood(answer) {
        Some(understood) => writeln!(out, "Understood as: {}", plain(understood)),
        None => Ok(()),
    }
}

/// How words were understood, where they were not written so.
fn understood(answer: &Value) -> Option<&str> {
    let (query, understood) = (text(answer, "query"), text(answer, "understood"));
    let is_as_typed = query.split_whitespace().eq(understood.split_whitespace());
    (answer["mode"] == "words" && !understood.is_empty() && !is_as_typed).then_some(understood)
}

/// Ends a line with what could not be looked into.
pub(super) fn not_looked_into(answer: &Value, out: &mut dyn Write) -> Result<()> {
    if !answer["cut_short"].is_null() {
        write!(out, "; {}", cut_short(&answer["cut_short"]))?;
    }
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
        0 => {}
        1 => write!(out, "; 1 document is not searchable yet")?,
        n => write!(out, "; {n} documents are not searchable yet")?,
    }
    match number(answer, "waiting") {
        0 => writeln!(out),
        1 => writeln!(out, "; 1 page waits to be read off its picture"),
        n => writeln!(out, "; {n} pages wait to be read off their pictures"),
    }
}

/// What there was no time for.
fn cut_short(cut: &Value) -> String {
    let (missed, partly) = (number(cut, "documents"), number(cut, "partly"));
    let of = count(number(cut, "of"), "document", "documents");
    let were = |n: u64| if n == 1 { "was" } else { "were" };
    let what = match (missed, partly) {
        (0, partly) => format!("{partly} of {of} {} looked into only in part", were(partly)),
        (missed, 0) => format!("{missed} of {of} {} not looked into", were(missed)),
        (missed, partly) => format!("{missed} of {of} {} not looked into, {partly} only in part", were(missed)),
    };
    let seconds = count(number(cut, "seconds"), "second", "seconds");
    format!("the time was up after {seconds}: {what} (--time-limit 0 looks everywhere)")
}

/// What the hits can be narrowed by: a line for each field, then one for each step of time.
fn facets(facets: &Value, out: &mut dyn Write) -> Result<()> {
    if facets.is_null() {
        return Ok(());
    }
    for facet in items(facets, "fields").iter().filter(|facet| !items(facet, "values").is_empty()) {
        writeln!(out, "{}:", text(facet, "field"))?;
        for value in items(facet, "values") {
            let documents = count(number(value, "documents"), "document", "documents");
            let hits = count(number(value, "hits"), "hit", "hits");
            let name = match (text(value, "name"), text(value, "value")) {
                (name, value) if name == value => plain(name),
                (name, value) => format!("{} ({})", plain(name), short(value)),
            };
            writeln!(out, "    {name}  {documents}, {hits}")?;
        }
        match number(facet, "others") {
            0 => {}
            others => writeln!(out, "    and {}", count(others, "other", "others"))?,
        }
    }
    let dates = &facets["dates"];
    writeln!(out, "date:")?;
    for bar in items(dates, "bars") {
        let documents = count(number(bar, "documents"), "document", "documents");
        writeln!(out, "    {}  {documents}, {}", text(bar, "date"), count(number(bar, "hits"), "hit", "hits"))?;
    }
    for (name, what) in [("vaguer", "less finely dated"), ("outside", "at other times"), ("undated", "without a date")]
    {
        match number(&dates[name], "documents") {
            0 => {}
            documents => writeln!(out, "    {what}  {}", count(documents, "document", "documents"))?,
        }
    }
    writeln!(out)
}

/// The snippet with what matched in brackets, which a terminal without colour shows, too, and where it is cut.
pub(super) fn marked(hit: &Value) -> String {
    let is_cut = |end: usize| hit["snippet_cut"][end] == true;
    let mut marked = String::from(if is_cut(0) { "…" } else { "" });
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
    if is_cut(1) {
        marked.push('…');
    }
    marked
}

pub(super) fn explained(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let path = plain(text(answer, "path"));
    match (answer["found"].as_bool() == Some(true), number(answer, "hits")) {
        (true, hits) => writeln!(out, "{path} is found, with {}.", count(hits, "hit", "hits"))?,
        (false, _) => writeln!(out, "{path} is not found.")?,
    }
    if !text(answer, "unsearched").is_empty() {
        writeln!(out, "{}", plain(text(answer, "unsearched")))?;
    }
    writeln!(out)?;
    explained_part(&answer["tree"], 0, out)?;
    if !answer["filter"].is_null() {
        writeln!(out, "filter:")?;
        explained_part(&answer["filter"], 1, out)?;
    }
    if !answer["hint"].is_null() {
        writeln!(out, "\n{}\n    {}", text(&answer["hint"], "says"), plain(text(&answer["hint"], "query")))?;
    }
    Ok(())
}

fn explained_part(part: &Value, depth: usize, out: &mut dyn Write) -> Result<()> {
    let indent = "    ".repeat(depth);
    writeln!(out, "{indent}{}: {}", plain(text(part, "text")), plain(text(part, "says")))?;
    for place in items(part, "places") {
        writeln!(out, "{indent}  {}: {}", plain(text(place, "label")), plain(&marked(place)))?;
    }
    items(part, "parts").iter().try_for_each(|inner| explained_part(inner, depth + 1, out))
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
            "  document {} --unit {}, characters {} to {}: \"{}\"{}",
            short(text(answer, "document")),
            number(part, "unit"),
            number(part, "start"),
            number(part, "end"),
            plain(text(part, "quote")),
            read_off(part)
        )?;
    }
    Ok(())
}
