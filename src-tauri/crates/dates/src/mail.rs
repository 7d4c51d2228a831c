use chrono::NaiveDate;

use crate::date::Date;
use crate::error::DateError;
use crate::explain::clip;
use crate::parse::minutes_east;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

impl Date {
    /// The `Date:` of an e-mail (RFC 5322 section 3.3, obsolete forms of 4.3): zone kept, the header kept as original wording.
    ///
    /// The weekday is passed over, right or wrong; `-0000` and `GMT` are UTC. A zone that is missing or named ambiguously stays unknown:
    /// `CST` is central time to the RFC and China's to half of the mail that says so.
    ///
    /// # Errors
    /// [`DateError::Mail`] says which part cannot be read.
    pub fn from_mail_header(header: &str) -> Result<Self, DateError> {
        let bare = without_comments(header);
        let fail = |what| DateError::Mail { at: 0, found: clip(header.trim()), what };
        let mut words = bare.split([' ', '\t', '\r', '\n', ',']).filter(|word| !word.is_empty()).peekable();
        // A weekday has no digits, a day of the month has nothing else.
        words.next_if(|word| word.bytes().all(|b| b.is_ascii_alphabetic() || b == b'.'));
        let day = number(words.next(), 1..=2).ok_or_else(|| fail("no day"))?;
        let month = words.next().and_then(month_number).ok_or_else(|| fail("no month"))?;
        let year_word = words.next();
        let year = number(year_word, 2..=4).ok_or_else(|| fail("no year"))?;
        let year = match (year_word.map_or(0, str::len), year) {
            (2, 0..=49) => year + 2000,
            (2 | 3, _) => year + 1900,
            _ => year,
        };
        let day = NaiveDate::from_ymd_opt(i32::try_from(year).unwrap_or(i32::MAX), month, day)
            .ok_or_else(|| fail("no such day"))?;
        let time = words.next().ok_or_else(|| fail("no time"))?;
        let mut fields = time.split([':', '.']);
        let hour = number(fields.next(), 1..=2).ok_or_else(|| fail("no hour"))?;
        let minute = number(fields.next(), 1..=2).ok_or_else(|| fail("no minute"))?;
        let second =
            fields.next().map(|second| number(Some(second), 1..=2).ok_or_else(|| fail("no second"))).transpose()?;
        // chrono has no second 60 of its own.
        let at = day.and_hms_opt(hour, minute, second.map_or(0, |second| if second == 60 { 59 } else { second }));
        let at = at.ok_or_else(|| fail("no such time"))?;
        let zone = words.next().and_then(zone);
        Ok(Self::from_clock_parts(at, second.is_some(), zone).with_original(header.trim()))
    }
}

fn zone(word: &str) -> Option<i16> {
    if word.starts_with(['+', '-']) {
        return minutes_east(word);
    }
    let hours = match word.to_ascii_uppercase().as_str() {
        "UT" | "UTC" | "GMT" | "Z" => 0,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        _ => return None,
    };
    Some(hours * 60)
}

fn month_number(word: &str) -> Option<u32> {
    let start = word.get(..3)?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|month| *month == start)?;
    u32::try_from(month + 1).ok()
}

fn number(word: Option<&str>, len: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let word = word?;
    (len.contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit())).then(|| word.parse().ok()).flatten()
}

/// Comments stand in parentheses and nest; one that is never closed runs to the end.
fn without_comments(header: &str) -> String {
    let mut depth = 0_usize;
    let mut bare = String::with_capacity(header.len());
    for c in header.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    bare
}
