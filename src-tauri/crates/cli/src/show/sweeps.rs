//! Lists of names against everything.

use std::io::{Result, Write};

use serde_json::Value;

use super::layout::{count, items, number, plain, short, table, text};

pub(super) fn swept(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let (is_fuzzy, is_transliterated) = (answer["fuzzy"] == true, answer["transliterate"] == true);
    let has_before = !answer["before_at"].is_null();
    let columns = [
        ("ROW", true),
        ("NAME", true),
        ("EXACT", true),
        ("WORDS", true),
        ("ONE LETTER OFF", is_fuzzy),
        ("OTHER SCRIPTS", is_transliterated),
        ("DOCUMENTS", true),
        ("BEFORE", has_before),
        ("NEW", has_before),
    ];
    let is_found = |line: &&Value| {
        let any = |counts: &Value| counts.as_object().is_some_and(|counts| counts.values().any(|n| n != 0));
        any(&line["counts"]) || line["changed"] == true
    };
    let row = |line: &Value| {
        let counts = &line["counts"];
        let before =
            line["before"].as_object().map_or(0, |counts| counts.values().filter_map(Value::as_u64).max().unwrap_or(0));
        let cells = [
            number(line, "row").to_string(),
            text(line, "name").to_owned(),
            number(counts, "exact").to_string(),
            number(counts, "folded").to_string(),
            number(counts, "fuzzy").to_string(),
            number(counts, "transliterated").to_string(),
            number(line, "documents").to_string(),
            before.to_string(),
            number(line, "new").to_string(),
        ];
        cells.into_iter().zip(columns).filter(|(_, (_, is_shown))| *is_shown).map(|(cell, _)| cell).collect()
    };
    let rows: Vec<Vec<String>> = items(answer, "rows").iter().filter(is_found).map(row).collect();
    if !rows.is_empty() {
        let heading: Vec<&str> = columns.iter().filter(|(_, is_shown)| *is_shown).map(|(name, _)| *name).collect();
        table(out, &heading, &rows)?;
        writeln!(out)?;
    }
    let bad = items(answer, "bad");
    for row in bad {
        writeln!(out, "Row {} was passed over: {}.", number(row, "row"), plain(text(row, "reason")))?;
    }
    news(answer, out)?;
    if answer["at"].is_null() {
        return writeln!(
            out,
            "{} in the list; it was not looked for to the end yet.",
            count(number(answer, "names"), "name", "names")
        );
    }
    let names = count(number(answer, "names"), "name", "names");
    write!(out, "{names} looked for, {} found", number(answer, "found"))?;
    if has_before {
        write!(out, ", {} in other places than on {}", number(answer, "changed"), text(answer, "before_at"))?;
    }
    if !bad.is_empty() {
        write!(out, "; {} passed over", count(bad.len() as u64, "row", "rows"))?;
    }
    super::searches::not_looked_into(answer, out)?;
    match answer["id"].as_str() {
        Some(_) => writeln!(out, "Kept as {} \"{}\"", short(text(answer, "id")), plain(text(answer, "name"))),
        None => Ok(()),
    }
}

/// What came since a list was looked for.
fn news(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let names: Vec<String> = items(answer, "news").iter().filter_map(Value::as_str).map(plain).collect();
    match names.is_empty() {
        true => Ok(()),
        false => writeln!(out, "New material since then has: {}", names.join(", ")),
    }
}

pub(super) fn told(answer: &Value, out: &mut dyn Write) -> Result<()> {
    match items(answer, "told").len() as u64 {
        0 => writeln!(out, "What came since has none of the names that are watched, or was told before."),
        n => writeln!(out, "{} with names in what came since", count(n, "list", "lists")),
    }
}

pub(super) fn listed(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let row = |sweep: &Value| {
        let ways = [("fuzzy", "one letter off"), ("transliterate", "other scripts"), ("watch", "watched")];
        let also: Vec<&str> = ways.iter().filter(|(key, _)| sweep[*key] == true).map(|(_, words)| *words).collect();
        vec![
            short(text(sweep, "id")).to_owned(),
            text(sweep, "name").to_owned(),
            number(sweep, "names").to_string(),
            number(sweep, "found").to_string(),
            number(sweep, "changed").to_string(),
            number(sweep, "news").to_string(),
            text(sweep, "at").to_owned(),
            also.join(", "),
        ]
    };
    let rows: Vec<Vec<String>> = items(answer, "sweeps").iter().map(row).collect();
    if rows.is_empty() {
        return writeln!(out, "No list is kept. Look for one with: casebound sweep CASE --list FILE");
    }
    table(out, &["ID", "NAME", "NAMES", "FOUND", "CHANGED", "NEW", "LAST", "ALSO"], &rows)
}
