//! One cue: its times, and its words without marks of style.

use std::fmt;

/// A time from the start of a recording, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(u64);

impl Moment {
    pub(crate) fn of_millis(millis: u64) -> Moment {
        Moment(millis)
    }

    /// So much later.
    pub(crate) fn after(self, length: Moment) -> Moment {
        Moment(self.0.saturating_add(length.0))
    }
}

impl fmt::Display for Moment {
    /// As `00:01:02`: what a player shows.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0 / 1000;
        write!(out, "{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
    }
}

/// What is said from one moment to another.
#[derive(Debug)]
pub(crate) struct Cue {
    pub(crate) start: Moment,
    pub(crate) end: Moment,
    pub(crate) text: String,
}

impl Cue {
    /// Adds a line. Lines are broken to fit a screen, so they go on; a dash or a name begins what another says.
    pub(super) fn add(&mut self, line: &str, is_web: bool) {
        let said = words(line, is_web);
        if said.is_empty() {
            return;
        }
        if !self.text.is_empty() {
            let is_reply = said.starts_with(['-', '–', '—']) || line.starts_with("<v");
            self.text.push(if is_reply { '\n' } else { ' ' });
        }
        self.text.push_str(&said);
    }
}

/// The times of a line such as `00:01:02,000 --> 00:01:05,500`; hours may be missing, settings may follow.
pub(crate) fn times(line: &str) -> Option<(Moment, Moment)> {
    let (start, rest) = line.split_once("-->")?;
    Some((moment(start.trim())?, moment(rest.split_whitespace().next()?)?))
}

fn moment(written: &str) -> Option<Moment> {
    let (clock, fraction) = written.split_once([',', '.']).unwrap_or((written, "0"));
    let number = |digits: &str, most: usize| -> Option<u64> {
        let is_number = (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse().ok().filter(|_| is_number)
    };
    let mut seconds = 0;
    let mut n_parts = 0;
    for part in clock.split(':') {
        if n_parts == 3 {
            return None;
        }
        seconds = seconds * 60 + number(part, if n_parts == 0 { 6 } else { 2 })?;
        n_parts += 1;
    }
    let millis = number(&format!("{:0<3}", fraction.get(..3).unwrap_or(fraction)), 3)?;
    (2..=3).contains(&n_parts).then_some(Moment(seconds * 1000 + millis))
}

/// What a line says: marks of style are taken off, the name of who speaks is put before it.
pub(super) fn words(line: &str, is_web: bool) -> String {
    let mut said = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{', '&']) {
        let (before, mark) = rest.split_at(at);
        said.push_str(before);
        rest = match take_mark(mark, is_web, &mut said) {
            Some(after) => after,
            None => {
                said.push_str(&mark[..1]);
                &mark[1..]
            }
        };
    }
    said.push_str(rest);
    said.trim().to_owned()
}

/// Takes a mark off; `None` where a character is only itself.
fn take_mark<'a>(mark: &'a str, is_web: bool, said: &mut String) -> Option<&'a str> {
    const NAMED: [(&str, &str); 6] = [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", "\u{a0}"),
        ("&lrm;", "\u{200e}"),
        ("&rlm;", "\u{200f}"),
    ];
    if mark.starts_with('&') {
        let (name, character) = NAMED.iter().find(|(name, _)| is_web && mark.starts_with(name))?;
        said.push_str(character);
        return Some(&mark[name.len()..]);
    }
    if mark.starts_with('{') {
        return mark.starts_with("{\\").then(|| mark.split_once('}')).flatten().map(|(_, after)| after);
    }
    let (tag, after) = mark.get(1..)?.split_once('>')?;
    if let Some(name) = tag.strip_prefix('v').filter(|name| name.starts_with(['.', ' ', '\t'])) {
        let name = name.split_once([' ', '\t']).map_or("", |(_, name)| name.trim());
        if !name.is_empty() {
            said.push_str(name);
            said.push_str(": ");
        }
        return Some(after);
    }
    let is_time = is_web && tag.starts_with(|c: char| c.is_ascii_digit());
    (is_time || is_style(tag)).then_some(after)
}

/// Marks of style in SubRip and WebVTT. Others in angle brackets are words.
fn is_style(tag: &str) -> bool {
    const STYLES: [&str; 15] =
        ["b", "br", "c", "em", "font", "i", "lang", "p", "rt", "ruby", "s", "span", "strong", "u", "v"];
    let name = tag.strip_prefix('/').unwrap_or(tag).trim_end_matches('/');
    let name = name.split(['.', ' ', '\t']).next().unwrap_or_default();
    STYLES.iter().any(|style| style.eq_ignore_ascii_case(name))
}
