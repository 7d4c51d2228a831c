//! Times of day as countries write them: `22:15`, `22.15`, `22 h 15`, `10:15 PM`, `下午10:15`, `10:15 da tarde`.

use super::line::{digit, number};

/// A time as it is written.
pub(super) struct Time {
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: Option<u32>,
    pub(super) half: Option<Half>,
}

/// The half of the day that an hour is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Noon,
    Evening,
    /// A word that is not known says which.
    Unknown,
}

impl Half {
    /// The hour of 24; `None` where it cannot be told.
    pub(super) fn hour(self, hour: u32) -> Option<u32> {
        match self {
            _ if hour > 12 => Some(hour),
            Half::Morning => Some(hour % 12),
            Half::Evening => Some(hour % 12 + 12),
            Half::Noon if hour < 6 => Some(hour + 12),
            Half::Noon => Some(hour),
            Half::Unknown => None,
        }
    }
}

/// The time that stands behind a date; nothing may follow but a word for its half of the day.
pub(super) fn time(text: &str) -> Option<Time> {
    let at = text.find(|c: char| digit(c).is_some())?;
    let (before, text) = text.split_at(at);
    // Commas, `à`, `um`, or a word for the half of the day.
    if before.chars().filter(|c| c.is_alphanumeric()).count() > 3 {
        return None;
    }
    let (hour, after) = number(text)?;
    // In Canada it is `22 h 15`.
    let of_letter = after.trim_start().strip_prefix('h').map(str::trim_start);
    let separator = after.chars().next().filter(|c| matches!(c, ':' | '.'));
    let (minute, after) = match (separator, of_letter) {
        (Some(separator), _) => number(after.strip_prefix(separator)?)?,
        (None, rest) => number(rest?)?,
    };
    let second = separator.and_then(|separator| number(after.strip_prefix(separator)?));
    let (second, after) = match second {
        Some((second, after)) => (Some(second.0), after),
        None => (None, after),
    };
    let is_time =
        hour.1 <= 2 && hour.0 < 24 && minute.1 == 2 && minute.0 < 60 && second.is_none_or(|second| second < 60);
    let known = half(before).filter(|half| *half != Half::Unknown).or_else(|| half(after));
    // What follows a time is at most such a word.
    let is_end = match known {
        None | Some(Half::Unknown) => after.chars().filter(|c| c.is_alphanumeric()).count() <= 4,
        Some(_) => true,
    };
    (is_time && is_end).then_some(Time { hour: hour.0, minute: minute.0, second, half: known })
}

/// Which half of the day a word names, in the languages of phones; `None` for those that name none.
fn half(words: &str) -> Option<Half> {
    let is_sign = |c: char| {
        c.is_whitespace() || c.is_ascii_punctuation() || matches!(c, '״' | '׳' | '،' | '\u{200e}' | '\u{200f}')
    };
    let letters: String = words.chars().filter(|c| !is_sign(*c)).flat_map(char::to_lowercase).collect();
    match letters.as_str() {
        "" | "h" | "uhr" | "น" | "ч" | "г" => None,
        "am"
        | "a"
        | "上午"
        | "午前"
        | "오전"
        | "凌晨"
        | "清晨"
        | "早上"
        | "ص"
        | "πμ"
        | "öö"
        | "sa"
        | "dop"
        | "de"
        | "fm"
        | "ap"
        | "pg"
        | "el"
        | "fh"
        | "damanhã"
        | "damadrugada"
        | "पूर्वाह्न"
        | "मपू"
        | "முற்பகல்"
        | "לפנהצ"
        | "قظ" => Some(Half::Morning),
        "中午" => Some(Half::Noon),
        "pm"
        | "p"
        | "下午"
        | "午後"
        | "오후"
        | "傍晚"
        | "晚上"
        | "م"
        | "μμ"
        | "ös"
        | "ch"
        | "odp"
        | "du"
        | "em"
        | "ip"
        | "ptg"
        | "pl"
        | "eh"
        | "datarde"
        | "danoite"
        | "अपराह्न"
        | "मउ"
        | "பிற்பகல்"
        | "אחהצ"
        | "بظ" => Some(Half::Evening),
        _ => Some(Half::Unknown),
    }
}
