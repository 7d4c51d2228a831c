//! Text → form. The calendar part is read by `edtf-core`; times without seconds, zones and intervals between times are read here.

use edtf_core::{Edtf, YearKind};

use crate::error::DateError;
use crate::explain::{clip, explain};
use crate::form::{Clock, End, Form, Moment};
use crate::precision::Precision;
use crate::span::Span;

pub(crate) fn parse(text: &str) -> Result<Form, DateError> {
    let trimmed = text.trim();
    let at = n_chars(&text[..text.len() - text.trim_start().len()]);
    let mut slashes = trimmed.match_indices('/').map(|(slash, _)| slash);
    let Some(slash) = slashes.next() else {
        return Ok(Form::Moment(moment(trimmed, at)?));
    };
    if let Some(second) = slashes.next() {
        return Err(DateError::ManyEnds { at: at + n_chars(&trimmed[..second]) });
    }
    let end_at = at + n_chars(&trimmed[..=slash]);
    interval(&trimmed[..slash], at, &trimmed[slash + 1..], end_at)
}

fn interval(start: &str, at: usize, end: &str, end_at: usize) -> Result<Form, DateError> {
    let (start, end) = (interval_end(start, at)?, interval_end(end, end_at)?);
    match (start, end) {
        (End::Known(a), End::Known(b)) if a.zone().is_some() != b.zone().is_some() => {
            return Err(DateError::MixedZones { at: end_at });
        }
        (End::Known(_), _) | (_, End::Known(_)) => {}
        _ => return Err(DateError::NoEnds { at }),
    }
    let form = Form::Interval(start, end);
    let span = Span::written(&form);
    if span.is_some_and(|span| span.start_lo.zip(span.end_hi).is_some_and(|(start, end)| end < start)) {
        return Err(DateError::Backwards { at: end_at });
    }
    Ok(form)
}

fn interval_end(text: &str, at: usize) -> Result<End, DateError> {
    match text {
        "" => Ok(End::Unknown),
        ".." => Ok(End::Open),
        _ if text.starts_with("..") || text.ends_with("..") => Err(DateError::OpenEnd { at }),
        _ => moment(text, at).map(End::Known),
    }
}

fn moment(text: &str, at: usize) -> Result<Moment, DateError> {
    if text.is_empty() {
        return Err(DateError::Empty { at });
    }
    let moment = match text.split_once('T') {
        Some((day, time)) => Moment::Clock(clock(day, time, at)?),
        None => Moment::Calendar(calendar(text, at)?),
    };
    match Span::written(&Form::Moment(moment)) {
        Some(_) => Ok(moment),
        None => Err(DateError::YearOutOfRange { at, found: clip(text) }),
    }
}

fn calendar(text: &str, at: usize) -> Result<edtf_core::Date, DateError> {
    let Ok(Edtf::Date(date)) = Edtf::parse(text) else {
        return Err(explain(text, at));
    };
    if date.year.significant_digits.is_some() || matches!(date.year.kind, YearKind::Exponential { .. }) {
        return Err(DateError::YearNotation { at });
    }
    if !unspecified_come_last(&date) {
        return Err(DateError::Unspecified { at: at + n_chars(text.split('X').next().unwrap_or(text)) });
    }
    Ok(date)
}

/// The shapes of level 1 (Annex A.5.5): `202X`, `20XX`, `2025-XX`, `2025-XX-XX`, `2025-03-XX`.
fn unspecified_come_last(date: &edtf_core::Date) -> bool {
    let year_ends = match date.year.kind {
        YearKind::Standard { digits: [Some(_), Some(_), Some(_), Some(_)], .. } => false,
        YearKind::Standard { digits: [Some(_), Some(_), _, None], .. } => true,
        YearKind::Standard { .. } => return false,
        YearKind::Big { .. } | YearKind::Exponential { .. } => false,
    };
    let Some(month) = date.month else { return true };
    let month_ends = match month.digits {
        [Some(_), Some(_)] => false,
        [None, None] => true,
        _ => return false,
    };
    let day_fits = date.day.is_none_or(|day| match day.digits {
        [Some(_), Some(_)] => !month_ends,
        [None, None] => true,
        _ => false,
    });
    !year_ends && day_fits
}

fn clock(day: &str, time: &str, at: usize) -> Result<Clock, DateError> {
    if day.is_empty() {
        return Err(DateError::TimeWithoutDay { at });
    }
    let date = calendar(day, at)?;
    if Precision::of(&Moment::Calendar(date)) != Precision::Day {
        return Err(DateError::TimeWithoutDay { at });
    }
    let time_at = at + n_chars(day) + 1;
    let mark = |text: &str| text.find(['~', '?', '%']).map(|mark| n_chars(&text[..mark]));
    let in_day = mark(day).map(|mark| at + mark);
    if let Some(at) = in_day.or_else(|| mark(time).map(|mark| time_at + mark)) {
        return Err(DateError::TimeQualified { at });
    }
    let (hms, zone) = time.split_at(time.find(['Z', '+', '-']).unwrap_or(time.len()));
    let (hour, minute, second) = time_of_day(hms, time_at)?;
    let zone = match zone {
        "" => None,
        _ => Some(minutes_east(zone).ok_or_else(|| DateError::Zone { at: time_at + n_chars(hms), found: clip(zone) })?),
    };
    Ok(Clock { day: date, hour, minute, second, zone })
}

/// `hh:mm`, `hh:mm:ss`, or with a fraction of a second, which is dropped: bounds are whole seconds.
fn time_of_day(text: &str, at: usize) -> Result<(u8, u8, Option<u8>), DateError> {
    let shape = || DateError::TimeShape { at, found: clip(text) };
    let mut fields = text.splitn(3, ':');
    let (hour, minute) = (fields.next().unwrap_or_default(), fields.next().ok_or_else(shape)?);
    let second = fields.next().map(|second| match second.split_once(['.', ',']) {
        Some((whole, fraction)) if !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit()) => whole,
        _ => second,
    });
    let value = |field: &str| two_digits(field).ok_or_else(shape);
    let found = str::to_owned;
    let in_range = |value: u8, last: u8, error: DateError| if value <= last { Ok(value) } else { Err(error) };
    let (h, m, s) = (value(hour)?, value(minute)?, second.map(value).transpose()?);
    Ok((
        in_range(h, 23, DateError::Hour { at, found: found(hour) })?,
        in_range(m, 59, DateError::Minute { at: at + 3, found: found(minute) })?,
        s.map(|s| in_range(s, 60, DateError::Second { at: at + 6, found: found(second.unwrap_or_default()) }))
            .transpose()?,
    ))
}

/// `Z`, `±hh`, `±hhmm` or `±hh:mm` in minutes; as in EDTF less than a day.
pub(crate) fn minutes_east(zone: &str) -> Option<i16> {
    if zone == "Z" {
        return Some(0);
    }
    let (sign, digits) = match zone.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, zone.strip_prefix('+')?),
    };
    let (hours, minutes) = match digits.len() {
        2 => (digits, "00"),
        4 => digits.split_at_checked(2)?,
        _ => digits.split_once(':')?,
    };
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    (hours <= 23 && minutes <= 59).then(|| sign * (i16::from(hours) * 60 + i16::from(minutes)))
}

pub(crate) fn two_digits(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => Some((tens - b'0') * 10 + (ones - b'0')),
        _ => None,
    }
}

fn n_chars(text: &str) -> usize {
    text.chars().count()
}
