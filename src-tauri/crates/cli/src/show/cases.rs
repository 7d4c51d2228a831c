//! Cases, ledgers, documents, checks.

use std::io::{Result, Write};

use serde_json::Value;

use super::alike::with_more_like_it;
use super::layout::{count, items, joined, number, plain, read_off, short, size, table, text};

pub(super) fn made(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "Made the case \"{}\" in {}", text(answer, "name"), text(answer, "path"))
}

pub(super) fn summary(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let (found, added, known) = (number(answer, "found"), number(answer, "added"), number(answer, "known"));
    let seconds = answer["seconds"].as_f64().unwrap_or(0.0);
    let same = match number(answer, "same") {
        0 => String::new(),
        1 => " (1 of them the same file as one in the case already)".to_owned(),
        same => format!(" ({same} of them the same files as some in the case already)"),
    };
    writeln!(
        out,
        "This run: {} ({}), {added} new{same}, {known} known, in {seconds:.1} s",
        count(found, "file", "files"),
        size(number(answer, "bytes"))
    )?;
    if answer["stopped"].as_bool() == Some(true) {
        writeln!(out, "Stopped before the end. What was taken in is safe; the same command goes on from here.")?;
    }
    let total = answer["states"].as_object().map_or(0, |states| states.values().filter_map(Value::as_u64).sum());
    writeln!(out, "The whole case now: {}", count(total, "file", "files"))?;
    states(answer, out)?;
    let unreadable = number(answer, "unreadable");
    // After a stop most of them only wait to be read.
    if unreadable > 0 && answer["stopped"].as_bool() != Some(true) {
        let documents = count(unreadable, "document", "documents");
        writeln!(out, "{documents} of the case could not be read, or not fully. See why with: casebound ledger CASE")?;
    }
    waiting(answer, out)
}

/// What came of reading some documents again.
pub(super) fn retried(answer: &Value, out: &mut dyn Write) -> Result<()> {
    summary(answer, out)?;
    held_since(answer, out)
}

/// How citations hold in what reads otherwise now, if there are any.
fn held_since(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let citations = &answer["citations"];
    match ["in_place", "moved", "lost", "no_source"].iter().any(|hold| number(citations, hold) > 0) {
        true => held("Citations of what reads otherwise now", citations, items(answer, "problems"), out),
        false => Ok(()),
    }
}

/// Pages that wait to be looked at, if any.
fn waiting(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let how = "Read them with: casebound ocr CASE";
    match number(answer, "waiting") {
        0 => Ok(()),
        1 => writeln!(out, "1 page waits to be read off its picture. {how}"),
        n => writeln!(out, "{n} pages wait to be read off their pictures. {how}"),
    }
}

/// What came of looking at pages.
pub(super) fn looked(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let (pages, with_words, failed) = (number(answer, "pages"), number(answer, "with_words"), number(answer, "failed"));
    let seconds = answer["seconds"].as_f64().unwrap_or(0.0);
    let pages = count(pages, "page", "pages");
    write!(out, "Looked at {pages} in {seconds:.1} s: words on {with_words}")?;
    if failed > 0 {
        write!(out, ", {failed} could not be looked at")?;
    }
    writeln!(out)?;
    if number(answer, "corrected") > 0 {
        let corrected = count(number(answer, "corrected"), "page", "pages");
        writeln!(out, "{corrected} that a person put right: left as they are")?;
    }
    if answer["stopped"].as_bool() == Some(true) {
        writeln!(out, "Stopped before the end. The same command goes on from here.")?;
    }
    held_since(answer, out)?;
    writeln!(out, "The whole case now:")?;
    states(answer, out)?;
    waiting(answer, out)
}

pub(super) fn reread(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let documents = count(number(answer, "documents"), "document", "documents");
    writeln!(out, "Read again: {documents}, {} of them with other words than before", number(answer, "changed"))?;
    held("Citations in them", &answer["citations"], items(answer, "problems"), out)?;
    writeln!(out)?;
    summary(answer, out)
}

pub(super) fn watched(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let files = count(number(answer, "added"), "file was", "files were");
    writeln!(out, "Watching {} has ended. {files} taken in.", plain(text(answer, "folder")))
}

fn states(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let Some(states) = answer["states"].as_object() else { return Ok(()) };
    for (state, n) in states {
        writeln!(out, "{:>8}  {state}", n.as_u64().unwrap_or(0))?;
    }
    Ok(())
}

pub(super) fn ledger(answer: &Value, out: &mut dyn Write) -> Result<()> {
    if answer["unread"].is_object() || answer["formats"].is_array() {
        for line in text(&answer["unread"], "page").lines() {
            writeln!(out, "{}", plain(line))?;
        }
        return by_format(answer, out);
    }
    let rows: Vec<Vec<String>> = items(answer, "rows")
        .iter()
        .map(|row| {
            let path = match text(row, "path") {
                "" => "(erased)",
                path => path,
            };
            [text(row, "state"), text(row, "kind"), path, text(row, "reason")].map(str::to_owned).to_vec()
        })
        .collect();
    table(out, &["STATE", "KIND", "PATH", "REASON"], &rows)?;
    writeln!(out, "\n{} in the ledger:", count(number(answer, "found"), "file", "files"))?;
    states(answer, out)
}

fn by_format(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let rows: Vec<Vec<String>> = items(answer, "formats")
        .iter()
        .map(|line| {
            let states = line["states"].as_object().into_iter().flatten();
            let states: Vec<String> = states.map(|(state, n)| format!("{n} {state}")).collect();
            let speed = line["mb_per_second"].as_f64().map(|speed| format!("{speed:.1}")).unwrap_or_default();
            vec![
                match text(line, "kind") {
                    "" => "(not looked at)".to_owned(),
                    kind => kind.to_owned(),
                },
                number(line, "files").to_string(),
                size(number(line, "bytes")),
                format!("{:.1}", line["seconds"].as_f64().unwrap_or(0.0)),
                speed,
                states.join(", "),
            ]
        })
        .collect();
    if rows.is_empty() { Ok(()) } else { table(out, &["KIND", "FILES", "SIZE", "SECONDS", "MB/S", "STATES"], &rows) }
}

pub(super) fn documents(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let rows: Vec<Vec<String>> = items(answer, "documents")
        .iter()
        .map(|d| {
            let path = items(d, "paths").first().and_then(Value::as_str).unwrap_or_default();
            vec![
                short(text(d, "id")).to_owned(),
                text(d, "kind").to_owned(),
                text(d, "state").to_owned(),
                number(d, "units").to_string(),
                text(d, "language").to_owned(),
                text(d, "date").to_owned(),
                joined(d, "sources"),
                with_more_like_it(path, d),
            ]
        })
        .collect();
    table(out, &["ID", "KIND", "STATE", "PARTS", "LANG", "DATE", "SOURCE", "PATH"], &rows)?;
    writeln!(out, "\n{}", count(number(answer, "total"), "document", "documents"))
}

pub(super) fn units(answer: &Value, out: &mut dyn Write) -> Result<()> {
    if items(answer, "units").is_empty() {
        return writeln!(out, "No text ({}): {}", text(answer, "state"), plain(text(answer, "reason")));
    }
    for unit in items(answer, "units") {
        let language = match text(unit, "language") {
            "" => String::new(),
            language => format!(", {language}"),
        };
        let whence = read_off(unit);
        writeln!(out, "── {} (--unit {}{language}){whence}", plain(text(unit, "label")), number(unit, "unit"))?;
        if !text(unit, "blank_because").is_empty() {
            writeln!(out, "No text: {}", text(unit, "blank_because"))?;
            continue;
        }
        for line in text(unit, "text").split('\n') {
            let line: String = line.chars().filter(|c| *c == '\t' || !c.is_control()).collect();
            writeln!(out, "{line}")?;
        }
        for one in items(unit, "doubtful") {
            let (what, words) = (text(one, "what"), plain(text(one, "words")));
            writeln!(out, "Look again: the {what} {words} was misread, or is wrong: its check digits do not agree")?;
        }
    }
    Ok(())
}

pub(super) fn drawn(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let (width, height) = (number(answer, "width"), number(answer, "height"));
    writeln!(out, "Drew unit {}, {width} by {height} pixels: {}", number(answer, "unit"), text(answer, "path"))?;
    for note in items(answer, "notes") {
        writeln!(out, "  {}", plain(text(note, "message")))?;
    }
    Ok(())
}

pub(super) fn copied(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let what = match text(answer, "made_of") {
        "pages" => "the pages as pictures",
        "words" => "the words as plain text",
        _ => "the original as it came",
    };
    writeln!(out, "Copied {what}, {}: {}", size(number(answer, "bytes")), text(answer, "path"))?;
    for page in items(answer, "missing") {
        writeln!(out, "  {}", plain(text(page, "why")))?;
    }
    let remote = items(answer, "remote");
    if text(answer, "made_of") == "original" && !remote.is_empty() {
        writeln!(out, "A program that opens it may contact:")?;
        for address in remote {
            writeln!(out, "  {}", plain(address.as_str().unwrap_or_default()))?;
        }
    }
    Ok(())
}

pub(super) fn estimate(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let known = match number(answer, "known") {
        0 => String::new(),
        known => format!(", {known} of them in the case already"),
    };
    let files = count(number(answer, "files"), "file", "files");
    writeln!(out, "{files}, {}{known}", size(number(answer, "bytes")))?;
    if number(answer, "skipped") > 0 {
        writeln!(out, "{} more are links, pipes or cannot be looked at", number(answer, "skipped"))?;
    }
    let free = answer["free"].as_u64();
    let of = free.map_or_else(String::new, |free| format!("; {} are free", size(free)));
    writeln!(out, "The case may grow by about {}{of}", size(number(answer, "needed")))?;
    match free.is_some_and(|free| free < number(answer, "needed")) {
        true => writeln!(out, "That does not fit: nothing would be taken in"),
        false => Ok(()),
    }
}

pub(super) fn verify(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let (blobs, citations) = (&answer["blobs"], &answer["citations"]);
    writeln!(
        out,
        "Stored files: {} as taken in, {} changed, {} missing",
        number(blobs, "ok"),
        number(blobs, "changed"),
        number(blobs, "missing")
    )?;
    held("Citations", citations, items(answer, "problems"), out)
}

/// How citations hold, and those that are not where they were.
fn held(what: &str, citations: &Value, problems: &[Value], out: &mut dyn Write) -> Result<()> {
    let [in_place, moved, lost, no_source] =
        ["in_place", "moved", "lost", "no_source"].map(|field| number(citations, field));
    writeln!(out, "{what}: {in_place} in place, {moved} moved, {lost} lost, {no_source} without source")?;
    for problem in problems {
        writeln!(out, "\n{}  {}", text(problem, "citation"), text(problem, "now").replace('_', " "))?;
        writeln!(out, "  \"{}\"", plain(text(problem, "was")))?;
        writeln!(out, "  {}", text(problem, "why"))?;
    }
    Ok(())
}

pub(super) fn check(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let (log, index) = (&answer["log"], &answer["index"]);
    writeln!(out, "Database: {}", text(answer, "database"))?;
    let troubles = items(log, "troubles");
    writeln!(
        out,
        "History: {} changes, {}",
        number(log, "operations"),
        match (troubles.is_empty(), number(log, "missing_at_end")) {
            (false, _) => "altered",
            (true, 0) => "ok",
            (true, _) => "cut short",
        }
    )?;
    for trouble in troubles {
        writeln!(out, "  change {}: {}", text(trouble, "operation"), text(trouble, "why"))?;
    }
    let missing = number(log, "missing_at_end");
    if missing > 0 {
        let what = if missing == 1 {
            "1 change recorded here before is".into()
        } else {
            format!("{missing} changes recorded here before are")
        };
        writeln!(out, "  {what} missing at its end: perhaps an older copy was put in its place")?;
    }
    match items(answer, "tables_that_differ") {
        [] => writeln!(out, "Tables: ok")?,
        _ => writeln!(out, "Tables that are not what the history says: {}", joined(answer, "tables_that_differ"))?,
    }
    writeln!(out, "Stored files: {} ok", number(answer, "blobs_ok"))?;
    for (field, word) in [("blobs_changed", "changed"), ("blobs_missing", "missing")] {
        for blob in items(answer, field).iter().filter_map(Value::as_str) {
            writeln!(out, "  {blob}: {word}")?;
        }
    }
    let behind = match number(index, "behind") {
        0 => String::new(),
        n => format!(", {} to add", count(n, "document", "documents")),
    };
    writeln!(out, "Search index: {}, {} entries{behind}", text(index, "state"), number(index, "entries"))
}

pub(super) fn reindexed(answer: &Value, out: &mut dyn Write) -> Result<()> {
    let documents = count(number(answer, "documents"), "document", "documents");
    let bytes = size(number(answer, "bytes"));
    let what =
        if answer["made"] == true { "Made the search index anew" } else { "The search index is as it should be" };
    writeln!(out, "{what}: {documents}, {} entries, {bytes}", number(answer, "entries"))
}

pub(super) fn demo(answer: &Value, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "Built the sample case in {}. All in it is invented.", text(answer, "path"))?;
    writeln!(
        out,
        "{}, {}, {}, {}, {}",
        count(number(answer, "documents"), "document", "documents"),
        count(number(answer, "entities"), "entity", "entities"),
        count(number(answer, "links"), "connection", "connections"),
        count(number(answer, "events"), "event", "events"),
        count(number(answer, "citations"), "citation", "citations")
    )?;
    states(answer, out)
}
