//! Passwords, by what they are called.

use std::io::{Result, Write};

use serde_json::Value;

use super::cases;
use super::layout::{count, items, number, short, table, text};

pub(super) fn added(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let label = text(answer, "label");
    match answer["had"].as_bool() {
        Some(true) => writeln!(out, "The case had it already, as \"{label}\".")?,
        _ => writeln!(out, "Added as \"{label}\".")?,
    }
    let (tried, opened) = (number(answer, "tried"), number(answer, "opened"));
    writeln!(out, "Tried on {}, opened {opened}.\n", count(tried, "locked document", "locked documents"))?;
    cases::retried(answer, out)
}

pub(super) fn passwords(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let all = items(answer, "passwords");
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|password| {
            let word = password["word"].as_str().unwrap_or("(not shown)");
            let id = short(text(password, "id"));
            [id, text(password, "label"), word, text(password, "since"), text(password, "by")]
                .map(str::to_owned)
                .to_vec()
        })
        .collect();
    if rows.is_empty() {
        writeln!(out, "The case has no passwords.")?;
    } else {
        table(out, &["ID", "LABEL", "PASSWORD", "SINCE", "BY"], &rows)?;
    }
    writeln!(
        out,
        "\n{} locked, or with something locked inside",
        count(number(answer, "shut"), "document", "documents")
    )
}
