//! Rows and columns of a sheet that are not shown.

use std::fmt::Write;

const MOST_NAMED: usize = 20;
const MOST_RANGES: usize = 1 << 20;

/// What has been found so far.
#[derive(Default)]
pub(super) struct Hidden {
    rows: Vec<(u32, u32)>,
    columns: Vec<(u32, u32)>,
}

impl Hidden {
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

    /// Takes a hidden row, which where it has no number follows the one before.
    pub(super) fn row(&mut self, row: Option<u32>) {
        let after_last = self.rows.last().map_or(1, |(_, last)| last.saturating_add(1));
        let row = row.unwrap_or(after_last);
        self.rows(row, row);
    }

    /// Takes hidden rows, counted from 1.
    pub(super) fn rows(&mut self, first: u32, last: u32) {
        add(&mut self.rows, (first, last));
    }

    /// Takes hidden columns, counted from 1.
    pub(super) fn columns(&mut self, first: u32, last: u32) {
        add(&mut self.columns, (first, last));
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
