//! Rows and columns of a sheet that are not shown, found in a stream of its XML.

use std::fmt::Write;

use memchr::memchr;

/// Longest tag that is looked at: those of rows and columns are short.
const TAG_BYTES: usize = 64 << 10;
const MOST_NAMED: usize = 20;
const MOST_RANGES: usize = 1 << 20;

/// What has been found so far.
#[derive(Default)]
pub(super) struct Hidden {
    rest: Vec<u8>,
    rows: Vec<(u32, u32)>,
    columns: Vec<(u32, u32)>,
}

impl Hidden {
    /// Takes the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        let mut text = std::mem::take(&mut self.rest);
        text.extend_from_slice(bytes);
        let mut rest = text.as_slice();
        while let Some(open) = memchr(b'<', rest) {
            rest = &rest[open..];
            let Some(close) = memchr(b'>', rest) else {
                if rest.len() < TAG_BYTES {
                    self.rest = rest.to_vec();
                }
                return;
            };
            self.tag(&rest[1..close]);
            rest = &rest[close..];
        }
    }

    /// What is said of the sheet, if anything of it is hidden.
    pub(super) fn finding(&self, sheet: &str) -> Option<String> {
        let rows = named("row", &self.rows, |row| row.to_string());
        let columns = named("column", &self.columns, column_name);
        let what: Vec<String> = rows.into_iter().chain(columns).collect();
        let [first] = what.as_slice() else {
            return (!what.is_empty())
                .then(|| format!("in the sheet {sheet}, {} are hidden; all was read", what.join(" and ")));
        };
        let is_one = first.starts_with("row ") || first.starts_with("column ");
        let verb = if is_one { "is" } else { "are" };
        Some(format!("in the sheet {sheet}, {first} {verb} hidden; all was read"))
    }

    /// Takes hidden rows, counted from 1.
    pub(super) fn rows(&mut self, first: u32, last: u32) {
        add(&mut self.rows, (first, last));
    }

    /// Takes hidden columns, counted from 1.
    pub(super) fn columns(&mut self, first: u32, last: u32) {
        add(&mut self.columns, (first, last));
    }

    fn tag(&mut self, tag: &[u8]) {
        let name_end = tag.iter().position(u8::is_ascii_whitespace).unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(name_end);
        let name = name.rsplit(|byte| *byte == b':').next().unwrap_or(name);
        let is_hidden = || matches!(value(attributes, " hidden"), Some(b"1" | b"true"));
        match name {
            b"row" if is_hidden() => {
                let after_last = self.rows.last().map_or(1, |(_, last)| last.saturating_add(1));
                let row = number(attributes, " r").unwrap_or(after_last);
                self.rows(row, row);
            }
            b"col" if is_hidden() => {
                if let (Some(first), Some(last)) = (number(attributes, " min"), number(attributes, " max")) {
                    self.columns(first, last);
                }
            }
            _ => {}
        }
    }
}

fn add(ranges: &mut Vec<(u32, u32)>, (first, last): (u32, u32)) {
    if let Some((_, end)) = ranges.last_mut()
        && first == end.saturating_add(1)
    {
        *end = last;
    } else if ranges.len() < MOST_RANGES {
        ranges.push((first, last));
    }
}

fn number(attributes: &[u8], name: &str) -> Option<u32> {
    std::str::from_utf8(value(attributes, name)?).ok()?.parse().ok()
}

/// The value of an attribute, given with the space before it.
fn value<'a>(attributes: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let at = memchr::memmem::find(attributes, format!("{name}=").as_bytes())?;
    let rest = attributes.get(at + name.len() + 1..)?;
    let (quote, rest) = rest.split_first()?;
    rest.get(..memchr(*quote, rest)?)
}

/// `rows 3, 7–9`.
fn named(noun: &str, ranges: &[(u32, u32)], name: impl Fn(u32) -> String) -> Option<String> {
    let is_one = matches!(ranges, [(first, last)] if first == last);
    let mut words = format!("{noun}{} ", if is_one { "" } else { "s" });
    for (index, (first, last)) in ranges.iter().take(MOST_NAMED).enumerate() {
        let parting = if index == 0 { "" } else { ", " };
        let end = if first == last { String::new() } else { format!("–{}", name(*last)) };
        write!(words, "{parting}{}{end}", name(*first)).ok()?;
    }
    if ranges.len() > MOST_NAMED {
        words.push_str(" and others");
    }
    (!ranges.is_empty()).then_some(words)
}

/// `A`, `Z`, `AA`.
pub(super) fn column_name(mut column: u32) -> String {
    let mut letters = Vec::new();
    while column > 0 {
        let letter = u8::try_from((column - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        column = (column - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::Hidden;

    #[test]
    fn hidden_rows_and_columns_are_named() {
        let check = |xml: &str, expect: Option<&str>| {
            for n in [1, 7, 1000] {
                let mut hidden = Hidden::default();
                xml.as_bytes().chunks(n).for_each(|bytes| hidden.feed(bytes));
                let expect = expect.map(|expect| format!("in the sheet S, {expect} hidden; all was read"));
                assert_eq!(hidden.finding("S"), expect, "{xml}");
            }
        };
        check("<cols><col min='1' max='2'/></cols><row r='1'><c r='A1'><v>1</v></c></row>", None);
        check("<x:row r=\"3\" hidden=\"1\"/>", Some("row 3 is"));
        check(
            "<col min='28' max='29' hidden='true'/><row r='3' hidden='1'>a</row><row r='4' hidden='1'/><row r='9' hidden='1'/>",
            Some("rows 3–4, 9 and columns AB–AC are"),
        );
        check("<row hidden='0' r='3'/><row r='4' a='hidden='/><row", None);
    }
}
