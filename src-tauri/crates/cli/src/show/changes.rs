//! What was changed: the log, undo and redo, what was erased, what is held.

use std::io::{Result, Write};

use serde_json::Value;

use super::layout::{count, items, joined, number, plain, short, table, text};

pub(super) fn log(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let rows: Vec<Vec<String>> = items(answer, "operations")
        .iter()
        .map(|op| {
            let who = match text(op, "who") {
                "" => "(not named)",
                who => who,
            };
            let value = in_short(&op["value"]);
            let field = text(op, "field");
            let kind = text(op, "kind");
            let kind = if field.is_empty() { kind.to_owned() } else { format!("{kind} {field}") };
            let kind = if op["undone"].as_bool() == Some(true) { format!("{kind} (undone)") } else { kind };
            vec![text(op, "at").to_owned(), who.to_owned(), kind, short(text(op, "subject")).to_owned(), value]
        })
        .collect();
    table(out, &["WHEN", "WHO", "WHAT", "SUBJECT", "VALUE"], &rows)?;
    writeln!(out, "\n{}", count(number(answer, "total"), "operation", "operations"))
}

/// Most characters of a recorded value that are shown; `--json` has all of it.
const MOST_SHOWN: usize = 120;

/// A recorded value on one line: what stands in it as words and numbers, and of what is a list or has parts how many.
fn in_short(value: &Value) -> String {
    let one = |value: &Value| match value {
        Value::String(words) => words.clone(),
        Value::Array(list) => format!("[{}]", list.len()),
        Value::Object(parts) => format!("{{{}}}", parts.len()),
        other => other.to_string(),
    };
    let is_there = |value: &Value| match value {
        Value::Null => false,
        Value::String(words) => !words.is_empty(),
        _ => true,
    };
    let line = match value {
        Value::Null => return String::new(),
        Value::Object(parts) => {
            let told =
                parts.iter().filter(|(_, value)| is_there(value)).map(|(key, value)| format!("{key} {}", one(value)));
            told.collect::<Vec<_>>().join(", ")
        }
        value => one(value),
    };
    let line = plain(&line);
    match line.char_indices().nth(MOST_SHOWN) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

pub(super) fn undone(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "Took back what was done at {}: {}", text(answer, "made"), joined(answer, "what"))
}

pub(super) fn redone(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "Did again what was done at {}: {}", text(answer, "made"), joined(answer, "what"))
}

pub(super) fn corrected(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let line = |key: &str| plain(text(answer, key));
    writeln!(out, "Put line {} of unit {} right", number(answer, "line"), number(answer, "unit"))?;
    writeln!(out, "  was  {}", line("before"))?;
    writeln!(out, "  is   {}", line("after"))?;
    if let Some(because) = answer["set_aside"].as_str() {
        writeln!(out, "The document is set aside now, as it may be privileged: {}", plain(because))?;
    }
    for citation in items(answer, "citations") {
        let now = match text(citation, "now") {
            "moved" => "stands elsewhere on the page now",
            _ => "no longer has its words; the text that was cited still shows them",
        };
        writeln!(out, "Citation {} {now}: \"{}\"", short(text(citation, "citation")), plain(text(citation, "quote")))?;
    }
    Ok(())
}

pub(super) fn erased(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(
        out,
        "Erased {} for good: {}, {}, {}",
        text(answer, "erased"),
        count(items(answer, "documents").len() as u64, "document", "documents"),
        count(number(answer, "values"), "recorded value", "recorded values"),
        count(number(answer, "blobs"), "stored file", "stored files")
    )?;
    for holder in items(answer, "still_in").iter().filter_map(Value::as_str) {
        writeln!(out, "The bytes are still inside document {}", short(holder))?;
    }
    Ok(())
}

pub(super) fn holds(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let what = match text(answer, "on") {
        "case" => "the whole case".to_owned(),
        document => format!("document {}", short(document)),
    };
    match text(answer, "changed") {
        "held" => writeln!(out, "Put a legal hold on {what}.\n")?,
        "lifted" => writeln!(out, "Lifted the legal hold on {what}.\n")?,
        _ => {}
    }
    let holds = items(answer, "holds");
    if holds.is_empty() {
        return writeln!(out, "Nothing is held.");
    }
    let rows: Vec<Vec<String>> = holds
        .iter()
        .map(|hold| {
            let on = match text(hold, "document") {
                "" => "the whole case",
                document => short(document),
            };
            [on, text(hold, "since"), text(hold, "by"), text(hold, "because"), text(hold, "path")]
                .map(str::to_owned)
                .to_vec()
        })
        .collect();
    table(out, &["HELD", "SINCE", "BY", "BECAUSE", "PATH"], &rows)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_recorded_value_takes_one_line() {
        let check = |value: Value, line: &str| assert_eq!(in_short(&value), line);
        check(json!(null), "");
        check(json!("Project\nTern"), "Project Tern");
        check(
            json!({ "details": { "meta": {}, "n": 1 }, "of": [1], "reason": "", "state": "partly", "text": null, "units": 12 }),
            "details {2}, of [1], state partly, units 12",
        );
        let long = in_short(&json!("é".repeat(500)));
        assert_eq!((long.chars().count(), long.ends_with('…')), (MOST_SHOWN + 1, true));
    }
}
