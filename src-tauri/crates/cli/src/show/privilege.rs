//! What is set aside, and by what.

use std::io::{Result, Write};

use serde_json::Value;

use super::layout::{count, items, number, plain, short, table, text};

pub(super) fn listed(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let rules = items(answer, "rules");
    let row = |rule: &Value| {
        [text(rule, "kind"), text(rule, "text"), text(rule, "since"), text(rule, "by")].map(str::to_owned).to_vec()
    };
    if rules.is_empty() {
        writeln!(out, "There is nothing on the list.")?;
    } else {
        table(out, &["WHAT", "LINE", "SINCE", "BY"], &rules.iter().map(row).collect::<Vec<_>>())?;
    }
    let newly = number(answer, "newly");
    if newly > 0 {
        writeln!(out, "\nSet aside now: {}", count(newly, "document", "documents"))?;
    }
    let row = |line: &Value| {
        [text(line, "standing"), short(text(line, "document")), text(line, "path"), text(line, "because")]
            .map(str::to_owned)
            .to_vec()
    };
    let rows: Vec<Vec<String>> = items(answer, "documents").iter().map(row).collect();
    if !rows.is_empty() {
        writeln!(out)?;
        table(out, &["STANDING", "ID", "PATH", "BECAUSE"], &rows)?;
    }
    writeln!(out, "\n{} set aside in all", count(number(answer, "set_aside"), "document", "documents"))
}

pub(super) fn decided(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let (done, path) = (text(answer, "done"), plain(text(answer, "path")));
    match done {
        "opened" => writeln!(out, "Opened for you alone, and recorded: {path}"),
        "released" => writeln!(out, "Released: {path} can be read and found like any other."),
        _ => writeln!(out, "Kept: {path} stays set aside."),
    }
}
