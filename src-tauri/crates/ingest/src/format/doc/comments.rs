//! Comments in a Word document, each with who wrote it and when ([MS-DOC], 2.8.2, 2.9.4 and 2.9.5).

use super::fib::{Fib, Part, Table};
use super::pieces::string;
use super::words::{Found, Source, words};
use crate::format::dttm::dttm;
use crate::format::package::{u16_at, u32_at};
use crate::format::said::said;

const MARK_BYTES: usize = 30;
const DATE_BYTES: usize = 18;
const MOST_NAMES: usize = 65_536;

/// Reads the comments: `author, date: words`.
pub(super) fn comments(fib: &Fib, source: &Source, table: &[u8], found: &mut Found) -> Vec<String> {
    let (start, end) = fib.range(Part::Comments);
    let marks = fib.table(Table::CommentMarks, table);
    let places = fib.table(Table::CommentPlaces, table);
    let n = marks.len().saturating_sub(4) / (4 + MARK_BYTES);
    if fib.is_old || n == 0 || places.len() < 4 * (n + 1) {
        let all = words(source, (start, end), found);
        return if all.is_empty() { Vec::new() } else { vec![all] };
    }
    let authors = xsts(fib.table(Table::CommentAuthors, table));
    let dates = fib.table(Table::CommentDates, table);
    let place = |index: usize| Some(start.saturating_add(u32_at(places, 4 * index)? as usize).min(end));
    let mut lines = Vec::new();
    let mut last = start;
    for index in 0..n {
        let (Some(from), Some(to)) = (place(index), place(index + 1)) else { break };
        // Comments over each other would make a small file's text large.
        if from < last {
            continue;
        }
        last = to.max(from);
        let text = words(source, (from, to), found);
        let mark = marks.get(4 * (n + 1) + MARK_BYTES * index..).unwrap_or_default();
        let author = u16_at(mark, 20).and_then(|author| authors.get(usize::from(author)));
        // Older programs kept no dates, and the list of them has no length of its own.
        let date = (dates.len() == n * DATE_BYTES).then(|| u32_at(dates, DATE_BYTES * index)).flatten();
        if !text.is_empty() {
            lines.push(said(author.map_or("", String::as_str), date.and_then(dttm).as_deref(), &text));
        }
    }
    lines
}

/// Texts that follow each other, each behind its length.
fn xsts(mut bytes: &[u8]) -> Vec<String> {
    let mut texts = Vec::new();
    while let Some(len) = u16_at(bytes, 0)
        && texts.len() < MOST_NAMES
    {
        let len = 2 * usize::from(len);
        let Some(text) = bytes.get(2..2 + len) else { break };
        texts.push(wide(text));
        bytes = &bytes[2 + len..];
    }
    texts
}

/// The texts of a list that says how many it has ([MS-DOC], 2.2.4).
pub(super) fn names(bytes: &[u8]) -> Vec<String> {
    let (Some(0xffff), Some(extra)) = (u16_at(bytes, 0), u16_at(bytes, 4)) else { return Vec::new() };
    let mut rest = bytes.get(6..).unwrap_or_default();
    let mut texts = Vec::new();
    while let Some(len) = u16_at(rest, 0)
        && texts.len() < MOST_NAMES
    {
        let len = 2 * usize::from(len);
        let Some(text) = rest.get(2..2 + len) else { break };
        texts.push(wide(text));
        rest = rest.get(2 + len + usize::from(extra)..).unwrap_or_default();
    }
    texts
}

fn wide(bytes: &[u8]) -> String {
    let units: Vec<u16> = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
    string(&units)
}
