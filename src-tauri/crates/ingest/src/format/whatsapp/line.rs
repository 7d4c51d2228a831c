//! The line that begins a message: `[31/12/2024, 22:15:16] Name: words` on one kind of phone, `31/12/24, 10:15 PM - Name:
//! words` on the other, with the dates and times of any country.

use chrono::{NaiveDate, NaiveDateTime};

use super::clock::{self, Half};
use super::order::Order;

/// Whether a text begins like such a chat. A log looks much the same: a chat has a comma between date and time, or
/// words that the program puts in, or at least people instead of the grades of a log. Where the year stands first, as in
/// most logs, there are no seconds, and the program speaks first or the names are those of people.
pub(crate) fn looks_like_one(text: &str) -> bool {
    let Some(first) = text.lines().next().and_then(|line| begins(line, None)) else { return false };
    let lines = || text.lines().take(400).filter_map(|line| begins(line, Some(first.style)));
    let is_personal = |name: &str| name.starts_with('+') || name.contains(' ') || !name.is_ascii();
    let has_people = first.said().0.is_none() && first.rest.chars().count() > NOTICE_CHARS
        || lines().any(|start| start.half.is_some() || start.said().0.is_some_and(is_personal));
    let (mut n_said, mut n_with_comma, mut n_like_logs, mut n_grades) = (0_usize, 0_usize, 0_usize, 0_usize);
    for start in lines() {
        if let (Some(person), _) = start.said() {
            let grade = ["trace", "debug", "info", "notice", "warn", "warning", "error", "fatal", "critical"];
            n_said += 1;
            n_with_comma += usize::from(start.has_comma);
            let is_grade = grade.contains(&person.to_lowercase().as_str());
            n_grades += usize::from(is_grade);
            let is_stamp = start.is_year_first && (start.has_seconds() || !has_people);
            n_like_logs += usize::from(is_stamp || is_grade);
        }
    }
    let has_words =
        ["end-to-end encrypt", "<Media omitted>", "(file attached)", " omitted\n", "<attached:", "\u{200e}"];
    let is_sure = n_with_comma > 0 || has_words.iter().any(|words| text.contains(words));
    n_said >= if is_sure { 2 } else { 3 } && (is_sure || n_like_logs == 0) && n_grades * 2 < n_said
}

/// The two ways in which messages begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Bracket,
    Dash,
}

/// The beginning of a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Start<'l> {
    pub(super) style: Style,
    /// The three numbers of the date, and whether the first has four digits.
    pub(super) numbers: [u32; 3],
    pub(super) is_year_first: bool,
    hour: u32,
    minute: u32,
    second: Option<u32>,
    /// Which half of the day its hour is in, where a word says so.
    half: Option<Half>,
    has_comma: bool,
    written: &'l str,
    rest: &'l str,
}

/// What the program says first of all is longer than this.
const NOTICE_CHARS: usize = 12;
/// Names longer than this are none.
const NAME_CHARS: usize = 100;
/// Date and time are written within so many bytes.
const WHEN_BYTES: usize = 64;

/// The beginning of a message, if a line is one, in one style where that is known.
pub(super) fn begins(line: &str, style: Option<Style>) -> Option<Start<'_>> {
    let line = line.trim_start_matches(is_mark);
    let bracket = || {
        let (when, rest) = line.strip_prefix('[')?.split_once(']')?;
        start(Style::Bracket, when, rest.strip_prefix(' ').unwrap_or(rest))
    };
    let dash = || {
        let near = &line[..line.floor_char_boundary(WHEN_BYTES)];
        // A date may have dashes too, but without spaces on both sides.
        let at = near.find(" - ").or_else(|| near.find(" – "))?;
        let rest = line[at..].trim_start().trim_start_matches(['-', '–']);
        start(Style::Dash, &line[..at], rest.strip_prefix(' ').unwrap_or(rest))
    };
    match style {
        Some(Style::Bracket) => bracket(),
        Some(Style::Dash) => dash(),
        None => bracket().or_else(dash),
    }
}

impl<'l> Start<'l> {
    /// The moment, with the numbers of the date taken in an order.
    pub(super) fn moment(&self, order: Order) -> Option<NaiveDateTime> {
        let [first, second, third] = self.numbers;
        let (year, month, day) = match order {
            _ if self.is_year_first => (first, second, third),
            Order::DayMonthYear => (third, second, first),
            Order::MonthDayYear => (third, first, second),
            Order::YearMonthDay => (first, second, third),
        };
        let year = match year {
            0..100 => year + 2000,
            1900..2400 => year,
            // The years of Thailand are counted from the death of the Buddha.
            2400..2900 => year - 543,
            // Those of other calendars have other months, too.
            _ => return None,
        };
        let hour = match &self.half {
            Some(half) => half.hour(self.hour)?,
            None => self.hour,
        };
        let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
        day.and_hms_opt(hour, self.minute, self.second.unwrap_or(0))
    }

    pub(super) fn has_seconds(&self) -> bool {
        self.second.is_some()
    }

    /// Date and time as they stand in the file.
    pub(super) fn written(&self) -> String {
        self.written.trim_matches(is_mark).to_owned()
    }

    /// Who said it and what: messages of the program itself have nobody.
    pub(super) fn said(&self) -> (Option<&'l str>, &'l str) {
        let rest = self.rest.trim_start_matches(is_mark);
        let name = |name: &str| {
            let is_name = !name.trim().is_empty() && name.chars().count() <= NAME_CHARS;
            // What the program says of a change quotes it: `Mara changed the subject to "Crates: all"`.
            is_name && !name.contains(['"', '“', '«', '„'])
        };
        match rest.split_once(':') {
            Some((person, text)) if name(person) && (text.is_empty() || text.starts_with(' ')) => {
                (Some(person.trim_matches(is_mark).trim()), text.strip_prefix(' ').unwrap_or(text))
            }
            _ => (None, rest),
        }
    }
}

fn start<'l>(style: Style, written: &'l str, rest: &'l str) -> Option<Start<'l>> {
    if written.len() > WHEN_BYTES {
        return None;
    }
    let (first, after) = number(written)?;
    let separator = after.chars().next().filter(|c| matches!(c, '/' | '.' | '-'))?;
    let (second, after) = number(after.strip_prefix(separator)?.trim_start())?;
    let (third, after) = number(after.strip_prefix(separator)?.trim_start())?;
    let year_digits = |n: (u32, usize)| n.1 == 4 || n.1 == 2;
    let is_year_first = first.1 == 4;
    if first.1 > 4 || second.1 > 2 || third.1 > 4 || !(is_year_first || year_digits(third)) {
        return None;
    }
    let has_comma = after.starts_with([',', '،']);
    let time = clock::time(after)?;
    Some(Start {
        style,
        numbers: [first.0, second.0, third.0],
        is_year_first,
        hour: time.hour,
        minute: time.minute,
        second: time.second,
        half: time.half,
        has_comma,
        written,
        rest,
    })
}

/// A number and how many digits it has, at most four, and what follows; the digits may be those of any script, and marks of
/// direction stand around them.
pub(super) fn number(text: &str) -> Option<((u32, usize), &str)> {
    let text = text.trim_start_matches(is_mark);
    let (mut value, mut n_digits, mut n_bytes) = (0, 0, 0);
    for c in text.chars() {
        let Some(digit) = digit(c) else { break };
        (value, n_digits, n_bytes) = (value * 10 + digit, n_digits + 1, n_bytes + c.len_utf8());
        if n_digits > 4 {
            return None;
        }
    }
    let after = text[n_bytes..].trim_start_matches(is_mark);
    (n_digits > 0).then_some(((value, n_digits), after))
}

pub(super) fn digit(c: char) -> Option<u32> {
    /// The zeros of scripts whose countries write them: Arabic, Persian, Hindi, Bengali, Tamil, Thai, Burmese.
    const ZEROS: [u32; 8] = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xbe6, 0xe50, 0x1040];
    ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(*zero).filter(|digit| *digit < 10))
}

/// Marks of direction and of the beginning of a file, which phones strew in.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
