//! The timeline as text: what happened, in order, each item with the words it rests on.

use std::io::{Result, Write};

use serde_json::Value;

use super::layout::{count, items, number, plain, text};

pub(super) fn timeline(answer: &Value, out: &mut dyn Write) -> Result<()> {
    for event in items(answer, "events") {
        let label = match text(event, "label") {
            "" => "undated",
            label => label,
        };
        let mark = if event["supported"].as_bool() == Some(true) { '●' } else { '○' };
        writeln!(out, "{mark} {label}  {}", plain(text(event, "title")))?;
        let people: Vec<String> = items(event, "participants")
            .iter()
            .map(|p| match text(p, "role") {
                "" => plain(text(p, "name")),
                role => format!("{} ({})", plain(text(p, "name")), plain(role)),
            })
            .collect();
        if !people.is_empty() {
            writeln!(out, "    {}", people.join(", "))?;
        }
        if event["conflict"].as_bool() == Some(true) {
            writeln!(out, "    Sources disagree on the date:")?;
        }
        let dates = items(event, "dates");
        if dates.len() > 1 {
            for date in dates {
                writeln!(out, "      {} ({})", text(date, "label"), text(date, "standing"))?;
            }
        }
        for source in items(event, "sources") {
            let said_by = match text(source, "said_by") {
                "" => String::new(),
                who => format!(", says {}", plain(who)),
            };
            writeln!(
                out,
                "    {} {}, {}{said_by}: \"{}\"",
                text(source, "stance"),
                plain(text(source, "path")),
                plain(text(source, "label")),
                plain(text(source, "quote"))
            )?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{}", count(number(answer, "total"), "event", "events"))
}
