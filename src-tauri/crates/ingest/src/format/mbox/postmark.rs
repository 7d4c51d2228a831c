//! The line that begins a message in a mailbox, and when it is one.
//!
//! A body may well have a line that begins with "From ". It begins a message where it ends with a full date as C programs
//! write it (`Tue Mar  4 10:15:16 2025`), or where it has at least a time and a year and a header follows, or where it is
//! nothing but an address and a header of mail follows. A blank line stands before it, or else it has all of the first
//! two.

use dates::Date;

/// Longest line that is looked at.
const LINE_BYTES: usize = 512;

/// A line that begins a message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its bytes with the line end.
    pub(super) n_bytes: usize,
    /// The date it gives, as EDTF.
    pub(super) date: Option<String>,
}

/// Whether `rest` begins with such a line. `before` is what stands in front of it, some bytes are enough.
pub(super) fn judge(before: &[u8], rest: &[u8]) -> Option<Line> {
    let before = before.strip_prefix(b"\xef\xbb\xbf").unwrap_or(before);
    if !ends_a_line(before) {
        return None;
    }
    let (line, next) = first_line(rest)?;
    let words = line.strip_prefix("From ")?;
    let written = date(words);
    let has_header = header_name(next).is_some() || next.starts_with(b">From ");
    let holds = match () {
        () if before.is_empty() => true,
        () if !follows_a_blank(before) => written.is_some() && has_header,
        () if written.is_some() => true,
        () if has_time_and_year(words) => has_header,
        () => is_address(words) && header_name(next).is_some_and(is_of_mail),
    };
    holds.then(|| Line { n_bytes: rest.len() - next.len(), date: written })
}

fn ends_a_line(before: &[u8]) -> bool {
    matches!(before.last(), None | Some(b'\n' | 0))
}

fn follows_a_blank(before: &[u8]) -> bool {
    before.ends_with(&[0])
        || before.ends_with(b"\n\n")
        || before.ends_with(b"\n\r\n")
        || matches!(before, b"\n" | b"\r\n")
}

fn first_line(rest: &[u8]) -> Option<(String, &[u8])> {
    let within = rest.get(..rest.len().min(LINE_BYTES))?;
    let (line, next) = match memchr::memchr(b'\n', within) {
        Some(end) => rest.split_at(end + 1),
        None if rest.len() < LINE_BYTES => (rest, &rest[rest.len()..]),
        None => return None,
    };
    Some((String::from_utf8_lossy(line).trim_end().to_owned(), next))
}

/// The date as asctime of C writes it, with a zone before or after the year or none.
fn date(words: &str) -> Option<String> {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let words: Vec<&str> = words.split_whitespace().collect();
    let is_day = |word: &str| DAYS.contains(&word.trim_end_matches(',').to_ascii_lowercase().as_str());
    let at = words.iter().rposition(|word| is_day(word))?;
    let [month, day, time, rest @ ..] = words.get(at + 1..)? else { return None };
    // A letter's own order of day and month is rarer, and as clear.
    let (month, day) = if month.parse::<u8>().is_ok() { (day, month) } else { (month, day) };
    let (year, time, rest) = match (is_year(time), rest) {
        (true, [late, rest @ ..]) => (time, late, rest),
        _ => (rest.iter().find(|word| is_year(word))?, time, rest),
    };
    if !time.contains(':') {
        return None;
    }
    let zone = rest.iter().find(|word| *word != year && is_zone(word)).copied().unwrap_or_default();
    Date::from_mail_header(&format!("{day} {month} {year} {time} {zone}")).ok().map(|date| date.edtf().to_owned())
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_zone(word: &str) -> bool {
    word.starts_with(['+', '-']) || (word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_uppercase()))
}

fn has_time_and_year(words: &str) -> bool {
    let is_time = |word: &str| {
        word.split(':').count() >= 2 && word.split(':').all(|part| part.len() <= 2 && part.parse::<u8>().is_ok())
    };
    words.split_whitespace().any(is_time) && words.split_whitespace().any(is_year)
}

fn is_address(words: &str) -> bool {
    let mut words = words.split_whitespace();
    matches!((words.next(), words.next()), (Some(only), None) if only.contains('@') || only == "-")
}

/// The name of the header that a line begins with (RFC 5322, 2.2).
fn header_name(line: &[u8]) -> Option<&[u8]> {
    let end = line.iter().take(80).position(|byte| *byte == b':')?;
    let name = &line[..end];
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some(name)
}

fn is_of_mail(name: &[u8]) -> bool {
    const FIRST: [&str; 12] = [
        "from",
        "to",
        "cc",
        "subject",
        "date",
        "message-id",
        "mime-version",
        "received",
        "return-path",
        "delivered-to",
        "content-type",
        "status",
    ];
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    FIRST.contains(&name.as_str()) || name.starts_with("x-")
}
