//! Times of day beside a date.

use crate::find::lexicon::Role;
use crate::find::stretch::Stretch;
use crate::find::value::Time;

/// Minutes east of UTC of zones that mean one thing everywhere. CST, IST and BST mean several.
const ZONES: &[(&str, i16)] = &[
    ("z", 0),
    ("utc", 0),
    ("gmt", 0),
    ("wet", 0),
    ("cet", 60),
    ("mez", 60),
    ("cest", 120),
    ("mesz", 120),
    ("eet", 120),
    ("eest", 180),
    ("msk", 180),
    ("мск", 180),
    ("hkt", 480),
    ("sgt", 480),
    ("jst", 540),
    ("kst", 540),
    ("est", -300),
    ("edt", -240),
    ("cdt", -300),
    ("mst", -420),
    ("mdt", -360),
    ("pst", -480),
    ("pdt", -420),
];

/// A time that goes on from a day: `T10:15`, `, 10:15`, `at 10:15`, `à 10h15`, `um 10.15 Uhr`, `10时15分`.
pub(super) fn after_day(stretch: &Stretch<'_>, i: usize) -> Option<(Time, usize)> {
    let mut at = i;
    if stretch.word(at) == Some("t") && stretch.is_glued(at) {
        return time(stretch, at + 1);
    }
    if stretch.is_sign(at, ",") {
        at += 1;
    }
    for _ in 0..2 {
        at += usize::from(stretch.is(at, Role::At));
    }
    time(stretch, at)
}

/// A time of day, with its zone if one follows.
pub(super) fn time(stretch: &Stretch<'_>, i: usize) -> Option<(Time, usize)> {
    let (time, next) = chinese(stretch, i).or_else(|| written(stretch, i))?;
    let (zone, next) = zone(stretch, next).map_or((None, next), |(zone, next)| (Some(zone), next));
    Some((Time { zone, ..time }, next))
}

fn written(stretch: &Stretch<'_>, i: usize) -> Option<(Time, usize)> {
    let hour = field(stretch, i, 1..=2, 23)?;
    let bare = |minute, second| Time { hour, minute, second, zone: None };
    let glued = |i| stretch.is_glued(i);
    if stretch.is_sign(i + 1, ":") && glued(i + 1) && glued(i + 2) {
        let minute = field(stretch, i + 2, 2..=2, 59)?;
        let more = stretch.is_sign(i + 3, ":") && glued(i + 3) && glued(i + 4);
        let second = field(stretch, i + 4, 2..=2, 59).filter(|_| more);
        let mut next = if second.is_some() { i + 5 } else { i + 3 };
        // A fraction of a second is dropped.
        if second.is_some()
            && stretch.is_sign(next, ".,")
            && glued(next)
            && glued(next + 1)
            && stretch.number(next + 1).is_some()
        {
            next += 2;
        }
        let next = next + usize::from(stretch.word(next) == Some("uhr"));
        return Some(halved(stretch, bare(minute, second), next).unwrap_or((bare(minute, second), next)));
    }
    if stretch.is_sign(i + 1, ".") && glued(i + 1) && glued(i + 2) && stretch.word(i + 3) == Some("uhr") {
        return Some((bare(field(stretch, i + 2, 2..=2, 59)?, None), i + 4));
    }
    if stretch.word(i + 1) == Some("uhr") {
        return Some((bare(0, None), i + 2));
    }
    if stretch.word(i + 1) == Some("h") {
        let minute = field(stretch, i + 2, 2..=2, 59).filter(|_| glued(i + 2));
        return Some((bare(minute.unwrap_or(0), None), if minute.is_some() { i + 3 } else { i + 2 }));
    }
    halved(stretch, bare(0, None), i + 1)
}

/// `am` or `pm`, also with full stops.
fn halved(stretch: &Stretch<'_>, time: Time, i: usize) -> Option<(Time, usize)> {
    let (is_afternoon, next) = match stretch.word(i)? {
        "am" => (false, i + 1),
        "pm" => (true, i + 1),
        half @ ("a" | "p") if stretch.is_sign(i + 1, ".") && stretch.word(i + 2) == Some("m") => {
            (half == "p", i + 3 + usize::from(stretch.is_sign(i + 3, ".") && stretch.is_glued(i + 3)))
        }
        _ => return None,
    };
    if !(1..=12).contains(&time.hour) {
        return None;
    }
    Some((Time { hour: time.hour % 12 + if is_afternoon { 12 } else { 0 }, ..time }, next))
}

/// `下午3时15分`, `15時15分`.
fn chinese(stretch: &Stretch<'_>, i: usize) -> Option<(Time, usize)> {
    let half = |signs: &str| stretch.is_sign(i, &signs[..3]) && stretch.is_sign(i + 1, &signs[3..]);
    let is_afternoon = ["下午", "晚上", "午後"].iter().any(|signs| half(signs));
    let is_morning = ["上午", "早上", "凌晨", "午前"].iter().any(|signs| half(signs));
    let at = if is_afternoon || is_morning { i + 2 } else { i };
    let hour = field(stretch, at, 1..=2, 23)?;
    if stretch.sign(at + 1) == Some(':') && (is_afternoon || is_morning) {
        let minute = field(stretch, at + 2, 2..=2, 59)?;
        return Some((Time { hour: afternoon(hour, is_afternoon), minute, second: None, zone: None }, at + 3));
    }
    if !stretch.is_sign(at + 1, "时時点點") {
        return None;
    }
    let minute = field(stretch, at + 2, 1..=2, 59).filter(|_| stretch.is_sign(at + 3, "分"));
    let next = if minute.is_some() { at + 4 } else { at + 2 };
    Some((Time { hour: afternoon(hour, is_afternoon), minute: minute.unwrap_or(0), second: None, zone: None }, next))
}

fn afternoon(hour: u32, is_afternoon: bool) -> u32 {
    if is_afternoon && hour < 12 { hour + 12 } else { hour }
}

fn zone(stretch: &Stretch<'_>, i: usize) -> Option<(i16, usize)> {
    let named = stretch.word(i).and_then(|word| ZONES.iter().find(|(name, _)| *name == word));
    match named {
        Some((_, 0)) if stretch.is_glued(i + 1) => Some(offset(stretch, i + 1).unwrap_or((0, i + 1))),
        Some((_, minutes)) => Some((*minutes, i + 1)),
        None => offset(stretch, i),
    }
}

/// `+01`, `+0100`, `+01:00`, and `+1` after UTC.
fn offset(stretch: &Stretch<'_>, i: usize) -> Option<(i16, usize)> {
    let sign = match stretch.sign(i)? {
        '+' => 1,
        '-' | '−' => -1,
        _ => return None,
    };
    let (value, n_digits) = stretch.number(i + 1).filter(|_| stretch.is_glued(i + 1))?;
    let (hours, minutes, next) = match n_digits {
        1 | 2 if stretch.is_sign(i + 2, ":") && stretch.is_glued(i + 3) => {
            (value, field(stretch, i + 3, 2..=2, 59)?, i + 4)
        }
        1 | 2 => (value, 0, i + 2),
        4 => (value / 100, value % 100, i + 2),
        _ => return None,
    };
    let minutes = i16::try_from(hours * 60 + minutes).ok().filter(|_| hours <= 14 && minutes <= 59)?;
    Some((sign * minutes, next))
}

fn field(stretch: &Stretch<'_>, i: usize, n_digits: std::ops::RangeInclusive<usize>, last: u32) -> Option<u32> {
    stretch.number(i).filter(|(value, n)| n_digits.contains(n) && *value <= last).map(|(value, _)| value)
}
