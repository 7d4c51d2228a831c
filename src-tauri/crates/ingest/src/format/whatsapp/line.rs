//! The line that begins a message: `[31/12/2024, 22:15:16] Name: words` on one kind of phone, `31/12/24, 10:15 PM - Name:
//! words` on the other, with the dates and times of any country.

use chrono::{NaiveDate, NaiveDateTime};

use super::order::Order;

/// Whether a text begins like such a chat. A log looks much the same: a chat has a comma between date and time, or
/// words that the program puts in, or at least people instead of the grades of a log.
pub(crate) fn looks_like_one(text: &str) -> bool {
    let Some(first) = text.lines().next().and_then(|line| begins(line, None)) else { return false };
    let lines = text.lines().take(400).filter_map(|line| begins(line, Some(first.style)));
    let (mut n_said, mut n_with_comma, mut n_like_logs, mut n_grades) = (0_usize, 0_usize, 0_usize, 0_usize);
    for start in lines {
        if let (Some(person), _) = start.said() {
            let grade = ["trace", "debug", "info", "notice", "warn", "warning", "error", "fatal", "critical"];
            n_said += 1;
            n_with_comma += usize::from(start.has_comma);
            let is_grade = grade.contains(&person.to_lowercase().as_str());
            n_grades += usize::from(is_grade);
            n_like_logs += usize::from(start.is_year_first || is_grade);
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
    has_comma: bool,
    written: &'l str,
    rest: &'l str,
}

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
        let year = if year < 100 { year + 2000 } else { year };
        let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
        day.and_hms_opt(self.hour, self.minute, self.second.unwrap_or(0))
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
    let (first, after) = number(written.trim_start_matches(is_mark))?;
    let separator = after.chars().next().filter(|c| matches!(c, '/' | '.' | '-'))?;
    let (second, after) = number(after.strip_prefix(separator)?.trim_start())?;
    let (third, after) = number(after.strip_prefix(separator)?.trim_start())?;
    let year_digits = |n: (u32, usize)| n.1 == 4 || n.1 == 2;
    let is_year_first = first.1 == 4;
    if first.1 > 4 || second.1 > 2 || third.1 > 4 || !(is_year_first || year_digits(third)) {
        return None;
    }
    let has_comma = after.starts_with([',', '،']);
    let (hour, minute, second_of, after) = time(after)?;
    // What follows a time is at most a word for its half of the day.
    if after.chars().filter(|c| c.is_alphanumeric()).count() > 4 {
        return None;
    }
    Some(Start {
        style,
        numbers: [first.0, second.0, third.0],
        is_year_first,
        hour,
        minute,
        second: second_of,
        has_comma,
        written,
        rest,
    })
}

/// Hour, minute and second by the clock of 24 hours, and what follows.
fn time(text: &str) -> Option<(u32, u32, Option<u32>, &str)> {
    let at = text.find(|c: char| c.is_ascii_digit())?;
    let (before, text) = text.split_at(at);
    // Commas, `à`, `um`, or a word for the half of the day.
    if before.chars().filter(|c| c.is_alphanumeric()).count() > 3 {
        return None;
    }
    let (hour, after) = number(text)?;
    let separator = after.chars().next().filter(|c| matches!(c, ':' | '.'))?;
    let (minute, after) = number(after.strip_prefix(separator)?)?;
    let (second, after) = match after.strip_prefix(separator).and_then(number) {
        Some((second, after)) => (Some(second.0), after),
        None => (None, after),
    };
    if hour.1 > 2 || minute.1 != 2 {
        return None;
    }
    let hour = match half(before).or_else(|| half(after)) {
        Some(_) if hour.0 > 12 => hour.0,
        Some(Half::Morning) => hour.0 % 12,
        Some(Half::Evening) => hour.0 % 12 + 12,
        None => hour.0,
    };
    (hour < 24 && minute.0 < 60 && second.is_none_or(|second| second < 60)).then_some((hour, minute.0, second, after))
}

enum Half {
    Morning,
    Evening,
}

fn half(words: &str) -> Option<Half> {
    let letters: String = words.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect();
    match letters.as_str() {
        "am" | "a" | "上午" | "午前" | "오전" | "ص" | "πμ" => Some(Half::Morning),
        "pm" | "p" | "下午" | "午後" | "오후" | "م" | "μμ" => Some(Half::Evening),
        _ => None,
    }
}

/// A number and how many digits it has, at most four, and what follows.
fn number(text: &str) -> Option<((u32, usize), &str)> {
    let n_digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let value = text.get(..n_digits).filter(|_| (1..=4).contains(&n_digits))?.parse().ok()?;
    Some(((value, n_digits), &text[n_digits..]))
}

/// Marks of direction and of the beginning of a file, which phones strew in.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
