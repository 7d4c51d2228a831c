//! Separated values: comma, semicolon, tab or bar, in any encoding, of any length in bounded memory.
//!
//! Row numbers are record numbers from 1, the header and empty lines included, as a spreadsheet would count them. A mark
//! of quotation that is never closed is taken as a plain character, so that it does not swallow the rest of the table.

mod record;
#[cfg(test)]
mod tests;

use std::io::{Seek, SeekFrom};

use record::{Ending, Quotes, RECORD_BYTES, record};

use super::decoded::Decoded;
use super::medium::Medium;
use super::table::{Cell, Table};
use super::text::find_encoding;
use super::{Emit, Failure, Input, MetaKey, Problem, ProblemCode};

const SAMPLE_BYTES: usize = 64 << 10;
const SAMPLE_ROWS: usize = 200;
const FILL_BYTES: usize = 256 << 10;

/// Gives the rows in blocks; tells encoding and delimiter. Resumes at a row.
pub fn read(input: &mut Input, out: &mut dyn Emit) -> Result<(), Failure> {
    let (encoding, mark) = find_encoding(input.bytes, out)?;
    out.meta(MetaKey::Encoding, encoding.name().to_lowercase())?;
    let mut medium = Medium::new(&mut *input.bytes);
    medium.seek(SeekFrom::Start(mark as u64)).map_err(|error| Failure::ReadError(error.to_string()))?;
    let mut decoded = Decoded::new(medium, encoding);
    let mut text = String::new();
    let unread = |error: std::io::Error| Failure::ReadError(error.to_string());
    decoded.fill(&mut text, SAMPLE_BYTES).map_err(unread)?;
    let delimiter = find_delimiter(&text, decoded.is_over(), input.name);
    if let Some(name) = delimiter_name(delimiter) {
        out.meta(MetaKey::Delimiter, name.to_owned())?;
    }

    let mut table = Table::new(out, "csv", "", input.limits.max_text_bytes).resuming(input.resume);
    let mut fields = Vec::new();
    let mut row = 0u32;
    let mut at = 0;
    let mut odd = Odd::default();
    loop {
        let rest = &text[at..];
        if rest.is_empty() && decoded.is_over() {
            break;
        }
        let is_long = rest.len() >= RECORD_BYTES;
        let is_last = decoded.is_over() || is_long;
        let mut ending = record(rest, delimiter, Quotes::Enclose, &mut fields);
        if ending == Ending::Open && is_last {
            odd.open_row.get_or_insert(row + 1);
            ending = record(rest, delimiter, Quotes::Literal, &mut fields);
        }
        let n_taken = match ending {
            Ending::Line(n_taken) => n_taken,
            _ if !is_last => {
                // Reading on by as much as there is keeps the work linear in the length of a record.
                let n_more = FILL_BYTES.max(rest.len());
                text.drain(..at);
                at = 0;
                decoded.fill(&mut text, n_more).map_err(unread)?;
                continue;
            }
            _ if decoded.is_over() && !is_long => rest.len(),
            _ => {
                odd.long_row.get_or_insert(row + 1);
                let cut = rest.floor_char_boundary(RECORD_BYTES);
                record(&rest[..cut], delimiter, Quotes::Literal, &mut fields);
                cut
            }
        };
        at += n_taken;
        let Some(next_row) = row.checked_add(1) else {
            return Err(Failure::LimitHit("more rows than can be numbered".to_owned()));
        };
        row = next_row;
        let cells: Vec<Cell<'_>> = fields.iter().map(|field| Cell::plain(field.as_str())).collect();
        table.row(row, &cells)?;
        if at > FILL_BYTES {
            text.drain(..at);
            at = 0;
        }
    }
    for (code, message) in odd.problems(decoded.is_damaged, encoding.name()) {
        table.out().problem(Problem { code, message, unit: None })?;
    }
    table.finish()?;
    Ok(())
}

/// What was odd about the rows, each told once.
#[derive(Default)]
struct Odd {
    open_row: Option<u32>,
    long_row: Option<u32>,
}

impl Odd {
    fn problems(self, is_damaged: bool, encoding: &str) -> Vec<(ProblemCode, String)> {
        let mut problems = Vec::new();
        if let Some(row) = self.open_row {
            let message = format!("from row {row} on, marks of quotation are not closed and were taken as characters");
            problems.push((ProblemCode::Quality, message));
        }
        if let Some(row) = self.long_row {
            problems.push((ProblemCode::Limit, format!("row {row} is longer than 2 MiB and goes on as further rows")));
        }
        if is_damaged {
            let message = format!("some bytes are not {encoding}; each is shown as \u{fffd}");
            problems.push((ProblemCode::Encoding, message));
        }
        problems
    }
}

/// The delimiter that parts the first rows most evenly. Where none parts them, the name or the comma decides.
fn find_delimiter(sample: &str, is_whole: bool, name: Option<&str>) -> u8 {
    if let Some(&delimiter) = sample.strip_prefix("sep=").and_then(|rest| rest.as_bytes().first())
        && delimiter_name(delimiter).is_some()
    {
        return delimiter;
    }
    let is_tabbed = name.is_some_and(|name| name.to_ascii_lowercase().ends_with(".tsv"));
    let by_name = if is_tabbed { b'\t' } else { b',' };
    let mut best = (0, by_name);
    for delimiter in [by_name, b',', b';', b'\t', b'|'] {
        let evenness = evenness(sample, is_whole, delimiter);
        if evenness > best.0 {
            best = (evenness, delimiter);
        }
    }
    best.1
}

/// How evenly a delimiter parts the rows: per mille of the rows with the commonest number of fields, and a little more
/// for more fields; 0 where that number is 1.
fn evenness(sample: &str, is_whole: bool, delimiter: u8) -> usize {
    let mut counts = std::collections::BTreeMap::<usize, usize>::new();
    let mut fields = Vec::new();
    let mut rest = sample;
    let mut n_rows = 0;
    while n_rows < SAMPLE_ROWS && !rest.is_empty() {
        let n_taken = match record(rest, delimiter, Quotes::Enclose, &mut fields) {
            Ending::Line(n_taken) => n_taken,
            Ending::Text if is_whole || n_rows == 0 => rest.len(),
            Ending::Text | Ending::Open => break,
        };
        rest = &rest[n_taken..];
        if fields.len() > 1 || fields.first().is_some_and(|field| !field.is_empty()) {
            *counts.entry(fields.len()).or_default() += 1;
            n_rows += 1;
        }
    }
    match counts.into_iter().max_by_key(|(n_fields, n)| (*n, *n_fields)) {
        Some((n_fields, n)) if n_fields > 1 => n * 1000 / n_rows + n_fields.min(50),
        _ => 0,
    }
}

fn delimiter_name(delimiter: u8) -> Option<&'static str> {
    match delimiter {
        b',' => Some("comma"),
        b';' => Some("semicolon"),
        b'\t' => Some("tab"),
        b'|' => Some("bar"),
        _ => None,
    }
}
