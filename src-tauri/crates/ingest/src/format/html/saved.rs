//! The notes that browsers, archivists and their programs leave in pages they saved: where from, and when.

use html5ever::tokenizer::Tag;

use super::facts::Facts;
use super::walk::attr;

/// Takes a comment. Returns whether it is such a note and all of it is told.
pub(super) fn comment(facts: &mut Facts, comment: &str) -> bool {
    // Internet Explorer began it, other browsers do the same; the number is the address's length.
    if let Some((_, rest)) = comment.split_once("saved from url=(")
        && let Some((_, address)) = rest.split_once(')')
    {
        facts.saved(address.split_whitespace().next(), None, "the note of the browser that saved it");
        return true;
    }
    if comment.contains("saved with SingleFile") {
        single_file(facts, comment);
        return true;
    }
    if let Some((_, rest)) = comment.split_once("Mirrored from ") {
        mirrored(facts, rest);
    }
    if let Some((_, rest)) = comment.split_once("FILE ARCHIVED ON ") {
        let written = rest.split(" AND ").next().and_then(archived);
        facts.saved(None, written.as_deref(), "the note of the Internet Archive");
    }
    false
}

/// Takes what ScrapBook writes into the page's first tag.
pub(super) fn scrap_book(facts: &mut Facts, tag: &Tag) {
    let source = attr(tag, "data-scrapbook-source");
    let written = attr(tag, "data-scrapbook-create").and_then(compact);
    if source.is_some() || written.is_some() {
        facts.saved(source, written.as_deref(), "the note of ScrapBook");
    }
}

/// Its note has a line for each thing it tells.
fn single_file(facts: &mut Facts, comment: &str) {
    let value = |name: &str| comment.lines().find_map(|line| line.trim().strip_prefix(name)).map(str::trim);
    facts.saved(value("url:"), value("saved date:"), "the note of SingleFile");
}

/// `news.example.org/a by HTTrack Website Copier/3.x [XR&CO'2014], Tue, 04 Mar 2025 10:15:16 GMT`.
fn mirrored(facts: &mut Facts, note: &str) {
    let Some((address, rest)) = note.split_once(" by HTTrack") else { return };
    let written = rest.split_once("], ").map(|(_, written)| written.trim());
    facts.saved(Some(&format!("http://{}", address.trim())), written, "the note of HTTrack");
}

/// `10:15:16 Mar 04, 2025` as a date that can be read; it is in UTC.
fn archived(written: &str) -> Option<String> {
    let mut words = written.split_whitespace();
    let (time, month, day, year) = (words.next()?, words.next()?, words.next()?, words.next()?);
    Some(format!("{} {month} {year} {time} +0000", day.trim_end_matches(',')))
}

/// `20250304101516123`, which is in UTC, as a date that can be read.
fn compact(written: &str) -> Option<String> {
    let part = |from: usize, to: usize| written.get(from..to).filter(|part| part.bytes().all(|b| b.is_ascii_digit()));
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    let (hour, minute, second) = (part(8, 10)?, part(10, 12)?, part(12, 14)?);
    Some(format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z"))
}
