//! Saved searches, what is like a document, and two documents side by side.

use std::io::{Result, Write};

use serde_json::Value;

use super::layout::{count, items, number, plain, short, text};
use super::searches;

pub(super) fn saved(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let saved = items(answer, "saved");
    if saved.is_empty() {
        return writeln!(out, "No searches are saved. Save one with: casebound saved add CASE QUERY");
    }
    for line in saved {
        name(line, out)?;
        let looked_at = match (line["total"].as_u64(), line["new"].as_u64()) {
            (Some(total), Some(new)) => format!("{}, {new} new", count(total, "hit", "hits")),
            (None, Some(new)) => format!("{new} new"),
            (Some(total), None) => format!("{}, all new to you", count(total, "hit", "hits")),
            (None, None) => "not looked at yet".to_owned(),
        };
        match line["error"]["message"].as_str() {
            Some(message) => writeln!(out, "    {}", plain(message))?,
            None => writeln!(out, "    {looked_at}")?,
        }
    }
    Ok(())
}

/// What it is called, and what it looks for where that is not its name.
fn name(line: &Value, out: &mut dyn Write) -> Result<()> {
    let (name, query, mode) = (text(line, "name"), text(line, "query"), text(line, "mode"));
    let mut what = plain(name);
    if name != query || mode != "words" {
        let way = if mode == "words" { String::new() } else { format!("--{mode} ") };
        what.push_str(&format!(": {way}{}", plain(query)));
    }
    if !text(line, "filter").is_empty() {
        what.push_str(&format!("  (in {})", plain(text(line, "filter"))));
    }
    writeln!(out, "{what}  [{}]", short(text(line, "id")))
}

pub(super) fn found(answer: &Value, out: &mut dyn Write) -> Result<()> {
    name(&answer["saved"], out)?;
    writeln!(out)?;
    searches::search(&answer["found"], out)
}

pub(super) fn like(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let words: Vec<String> = items(answer, "words").iter().filter_map(Value::as_str).map(plain).collect();
    if words.is_empty() {
        return writeln!(out, "It has no words that tell it from other documents.");
    }
    writeln!(out, "Looked for: {}\n", words.join(", "))?;
    for line in items(answer, "documents") {
        let share = match line["share"].as_f64() {
            Some(share) if share >= 0.01 => format!("; {:.0} % the same", share * 100.0),
            _ => String::new(),
        };
        let common: Vec<String> = items(line, "common").iter().filter_map(Value::as_str).map(plain).collect();
        writeln!(
            out,
            "{}, {}  [{} --unit {}{share}]",
            plain(text(line, "path")),
            plain(text(line, "label")),
            short(text(line, "document")),
            number(line, "unit"),
        )?;
        writeln!(out, "    {}\n    in common: {}\n", plain(&searches::marked(line)), common.join(", "))?;
    }
    let total = number(answer, "total");
    let shown = items(answer, "documents").len() as u64;
    write!(out, "{}", count(total, "document", "documents"))?;
    if shown < total && shown > 0 {
        write!(out, ", {shown} shown; more with --offset")?;
    }
    searches::not_looked_into(answer, out)
}

pub(super) fn compared(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let (left, right) = (&answer["left"], &answer["right"]);
    let named = |of: &Value| format!("{}  [{}]", plain(text(of, "path")), short(text(of, "document")));
    writeln!(out, "- {}\n+ {}\n", named(left), named(right))?;
    let mut n_shown = 0;
    for row in items(answer, "rows") {
        match text(row, "kind") {
            "folded" => writeln!(out, "  … {} the same\n", count(number(row, "folded"), "paragraph", "paragraphs"))?,
            "same" => writeln!(out, "  {}\n", plain(text(&row["left"], "text")))?,
            _ => {
                n_shown += 1;
                for (sign, side) in [("-", &row["left"]), ("+", &row["right"])] {
                    if side.is_object() {
                        writeln!(out, "{sign} {}  [--unit {}]", plain(&marked(side)), number(side, "unit"))?;
                    }
                }
                writeln!(out)?;
            }
        }
    }
    let total = number(answer, "differences");
    let alone = items(answer, "alone");
    let alone = |side: usize| alone.get(side).and_then(Value::as_u64).unwrap_or(0);
    let words = format!(
        "{} words the same, {} in the first alone, {} in the second alone",
        number(answer, "same"),
        alone(0),
        alone(1)
    );
    match total {
        0 => writeln!(out, "No differences: {words}"),
        _ if n_shown < total => {
            writeln!(out, "{}, {n_shown} shown; more with --offset: {words}", count(total, "difference", "differences"))
        }
        _ => writeln!(out, "{}: {words}", count(total, "difference", "differences")),
    }
}

/// The words with what differs in brackets.
fn marked(side: &Value) -> String {
    let mut marked = String::new();
    let marks: Vec<(u64, u64)> =
        items(side, "marks").iter().filter_map(|mark| Some((mark[0].as_u64()?, mark[1].as_u64()?))).collect();
    let mut next = marks.iter().peekable();
    for (at, c) in (0..).zip(text(side, "text").chars()) {
        if next.peek().is_some_and(|(start, _)| *start == at) {
            marked.push('[');
        }
        marked.push(c);
        if next.next_if(|(_, end)| *end == at + 1).is_some() {
            marked.push(']');
        }
    }
    marked
}
