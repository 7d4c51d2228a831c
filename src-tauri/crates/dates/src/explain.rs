//! Why a calendar part was refused: the first component that is wrong, in words.

use crate::error::DateError;

/// The reason `text`, which `edtf-core` refused, is not a calendar date. `at` is where it begins.
pub(crate) fn explain(text: &str, at: usize) -> DateError {
    if text.starts_with(['{', '[']) {
        return DateError::Set { at };
    }
    let mut rest = Rest { text, at };
    rest.skip_mark();
    if let Some(prefixed) = rest.text.strip_prefix('Y') {
        return explain_prefixed(prefixed, &rest);
    }
    let before_common_era = rest.skip('-');
    let (year_at, year) = (rest.at, rest.field());
    if year.len() != 4 || !all_digits_or_x(year) {
        return DateError::Year { at: year_at, found: clip(if year.is_empty() { text } else { year }) };
    }
    if before_common_era && year.contains('X') {
        return DateError::Unspecified { at: year_at };
    }
    if before_common_era && year == "0000" {
        return DateError::Year { at, found: clip(text) };
    }
    rest.skip_mark();
    if !rest.skip('-') {
        return rest.unexpected();
    }
    let (month_at, month) = match rest.component() {
        Ok(month) => month,
        Err((at, found)) => {
            return DateError::MonthShape { at, found: clip(found) };
        }
    };
    let season = match month.parse::<u8>() {
        Ok(1..=12) => false,
        Ok(21..=41) => true,
        Ok(_) => {
            return DateError::Month { at: month_at, found: month.to_owned() };
        }
        Err(_) if month == "XX" => false,
        Err(_) => return DateError::Unspecified { at: month_at },
    };
    if !rest.skip('-') {
        return rest.unexpected();
    }
    let (day_at, day) = match rest.component() {
        Ok(day) => day,
        Err((at, found)) => {
            return DateError::DayShape { at, found: clip(found) };
        }
    };
    if season {
        return DateError::SeasonDay { at: day_at, found: month.to_owned() };
    }
    if !rest.text.is_empty() {
        return rest.unexpected();
    }
    let sign = if before_common_era { "-" } else { "" };
    DateError::Day { at: day_at, found: day.to_owned(), month: format!("{sign}{year}-{month}") }
}

fn explain_prefixed(prefixed: &str, rest: &Rest<'_>) -> DateError {
    let digits = prefixed.strip_prefix('-').unwrap_or(prefixed);
    if digits.len() > 4 && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit()) {
        return DateError::YearOutOfRange { at: rest.at, found: clip(rest.text) };
    }
    if digits.contains(['E', 'S']) {
        return DateError::YearNotation { at: rest.at };
    }
    DateError::Year { at: rest.at, found: clip(rest.text) }
}

/// What is still to be read, and where it begins.
struct Rest<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Rest<'a> {
    fn skip(&mut self, c: char) -> bool {
        let Some(rest) = self.text.strip_prefix(c) else {
            return false;
        };
        (self.text, self.at) = (rest, self.at + 1);
        true
    }

    fn skip_mark(&mut self) {
        let _ = self.skip('~') || self.skip('?') || self.skip('%');
    }

    /// Up to the next hyphen or mark.
    fn field(&mut self) -> &'a str {
        let (field, rest) = self.text.split_at(self.text.find(['-', '~', '?', '%']).unwrap_or(self.text.len()));
        (self.text, self.at) = (rest, self.at + field.chars().count());
        field
    }

    /// A month or a day with its marks; the error is what stands there instead.
    fn component(&mut self) -> Result<(usize, &'a str), (usize, &'a str)> {
        self.skip_mark();
        let (at, field) = (self.at, self.field());
        self.skip_mark();
        if field.len() == 2 && all_digits_or_x(field) { Ok((at, field)) } else { Err((at, field)) }
    }

    fn unexpected(&self) -> DateError {
        DateError::Unexpected { at: self.at, found: clip(self.text) }
    }
}

fn all_digits_or_x(field: &str) -> bool {
    field.bytes().all(|b| b.is_ascii_digit() || b == b'X')
}

/// As much of a wrong text as belongs into a message.
pub(crate) fn clip(text: &str) -> String {
    const LONGEST: usize = 40;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
