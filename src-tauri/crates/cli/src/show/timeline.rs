//! The timeline as text: what happened, in order, each item with the words it rests on.

use std::io::{Result, Write};

use serde_json::Value;

use super::{
    facts::{doubt, preference, spoken},
    layout::{count, items, number, plain, text},
};

pub(super) fn timeline(answer: &Value, out: &mut dyn Write) -> Result<()> {
    for event in items(answer, "events") {
        let label = match text(event, "label") {
            "" => "undated",
            label => label,
        };
        let mark = if event["supported"].as_bool() == Some(true) { '●' } else { '○' };
        let doubt = doubt(event);
        writeln!(out, "{mark} {label}  {}{doubt}", plain(text(event, "title")))?;
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
        if !text(event, "because").is_empty() {
            writeln!(out, "    Not supported: {}", text(event, "because"))?;
        }
        if event["conflict"].as_bool() == Some(true) {
            writeln!(out, "    Sources disagree on the date:")?;
        }
        let dates = items(event, "dates");
        for date in dates {
            let label = text(date, "label");
            if dates.len() > 1 {
                writeln!(out, "    {label} ({})", text(date, "standing"))?;
            }
            let indent = if dates.len() > 1 { "      " } else { "    " };
            preference(date, indent, out)?;
            for source in items(event, "sources").iter().filter(|s| text(s, "date") == label) {
                spoken(source, indent, out)?;
            }
        }
        writeln!(out)?;
    }
    writeln!(out, "{}", count(number(answer, "total"), "event", "events"))
}
