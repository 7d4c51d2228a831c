//! What selected words offer.

use std::io::{Result, Write};

use desk::date_words;
use serde_json::Value;

use super::layout::{items, plain, short, text};

pub(super) fn suggest(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "\"{}\"", plain(text(answer, "quote")))?;
    for date in items(answer, "dates") {
        writeln!(out, "\n\"{}\"{}", plain(text(date, "words")), place(date))?;
        for reading in items(date, "readings") {
            let how = match text(reading, "how") {
                "" => String::new(),
                how => format!(" ({how})"),
            };
            writeln!(out, "  {}  {}{how}", text(reading, "date"), text(reading, "label"))?;
        }
        if !text(date, "note").is_empty() {
            writeln!(out, "  {}", text(date, "note"))?;
        }
    }
    heading("Look again: read off a picture, and check digits do not agree", answer, "doubtful", out)?;
    for one in items(answer, "doubtful") {
        writeln!(out, "  {} ({})", plain(text(one, "words")), text(one, "what"))?;
    }
    heading("Named", answer, "entities", out)?;
    for entity in items(answer, "entities") {
        let (name, schema, id) = (plain(text(entity, "name")), text(entity, "schema"), text(entity, "id"));
        writeln!(out, "  {name} ({schema}) {id}{}", place(entity))?;
    }
    heading("Cited already", answer, "cited", out)?;
    for cited in items(answer, "cited") {
        writeln!(out, "  \"{}\" {}", plain(text(cited, "quote")), text(cited, "citation"))?;
        for fact in items(cited, "facts") {
            let date = date_words(text(fact, "date"));
            let date = if date.is_empty() { String::new() } else { format!("{date}  ") };
            let (title, schema) = (plain(text(fact, "title")), text(fact, "schema"));
            writeln!(out, "    {} {date}{title} ({schema}) {}", text(fact, "stance"), text(fact, "id"))?;
        }
    }
    heading("May speak to", answer, "same", out)?;
    for event in items(answer, "same") {
        let relation = if text(event, "relation") == "contradiction" { "against" } else { "for" };
        let date = date_words(text(event, "date"));
        writeln!(out, "  {relation}: {date}  {} {}", plain(text(event, "title")), text(event, "id"))?;
        writeln!(out, "    {}", plain(text(event, "why")))?;
    }
    writeln!(out, "\nDocument {}", short(text(answer, "document")))
}

fn heading(words: &str, answer: &Value, field: &str, out: &mut dyn Write) -> Result<()> {
    if items(answer, field).is_empty() { Ok(()) } else { writeln!(out, "\n{words}") }
}

/// Where it was found, if not in the words themselves.
fn place(found: &Value) -> &'static str {
    if found["in_selection"].as_bool() == Some(true) { "" } else { ", in the sentence" }
}
