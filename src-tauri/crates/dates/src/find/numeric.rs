//! Dates in figures.

use crate::find::clock;
use crate::find::lexicon::Role;
use crate::find::stretch::{Bare, Cue, Stretch};
use crate::find::value::{Parts, Value};

/// `2024-11-21`, `2024/11/21`, `2024.11.21`, with a time of day if one follows.
pub(super) fn year_first(stretch: &Stretch<'_>, i: usize) -> Option<Bare> {
    let year = whole_year(stretch, i)?;
    let separator = stretch.sign(i + 1).filter(|sign| "-/.".contains(*sign))?;
    let glued = (i + 1..i + 5).all(|i| stretch.is_glued(i)) && stretch.sign(i + 3) == Some(separator);
    let (month, day) = (two_digits(stretch, i + 2)?, two_digits(stretch, i + 4)?);
    let parts = Parts { day: Some(day), ..Parts::month(year, month) };
    parts.as_day().filter(|_| glued)?;
    Some(with_time(stretch, parts, i + 5))
}

/// `2024-11`, which may also be the years 2024 and 2025 where the figures allow it.
pub(super) fn year_month(stretch: &Stretch<'_>, i: usize) -> Option<Bare> {
    let year = whole_year(stretch, i)?;
    let (month, n_digits) = stretch.number(i + 2)?;
    let is_month = stretch.is_sign(i + 1, "-") && stretch.is_glued(i + 1) && stretch.is_glued(i + 2);
    if !is_month || n_digits != 2 || !(1..=12).contains(&month) {
        return None;
    }
    let mut bare = Bare::one(Parts::month(year, month), i + 3);
    if i64::from(month) == i64::from(year + 1) % 100 {
        bare.options[0].1 = Some("read as year and month".to_owned());
        let years = Value::Between(Some(Parts::year(year)), Some(Parts::year(year + 1)));
        bare.options.push((years, Some("read as two years".to_owned())));
    }
    Some(bare)
}

/// `2024–25`, `2024/25`, `2019–2023`: years alone.
pub(super) fn years(stretch: &Stretch<'_>, i: usize, cue: Cue) -> Option<Bare> {
    let first = plausible_year(stretch, i)?;
    if !stretch.is_sign(i + 1, "-–—/") || !stretch.is_glued(i + 1) || !stretch.is_glued(i + 2) {
        return None;
    }
    let last = match stretch.number(i + 2)? {
        (last, 4) if !stretch.is_sign(i + 1, "/") => i32::try_from(last).ok()?,
        (last, 2) if cue == Cue::Given || stretch.is_inside(i) => {
            first - first % 100 + i32::try_from(last).ok().filter(|last| *last == (first + 1) % 100)?
        }
        _ => return None,
    };
    if !(first..=first + 100).contains(&last) || last == first {
        return None;
    }
    Some(Bare::of(Value::Between(Some(Parts::year(first)), Some(Parts::year(last))), i + 3))
}

/// `21/11/2024`, `11/21/2024`, `21.11.2024`, `21-11-24`: both readings where the figures allow them.
pub(super) fn year_last(stretch: &Stretch<'_>, i: usize) -> Option<Bare> {
    let separator = stretch.sign(i + 1).filter(|sign| "/.-".contains(*sign))?;
    // German writes a space after the full stops.
    let joined = |i| stretch.is_glued(i) || (separator == '.' && stretch.is_glued(i - 1));
    let is_date = stretch.sign(i + 3) == Some(separator)
        && [i + 1, i + 3].iter().all(|i| stretch.is_glued(*i))
        && [i + 2, i + 4].iter().all(|i| joined(*i));
    let (a, b) = (two_digits(stretch, i).filter(|_| is_date)?, two_digits(stretch, i + 2)?);
    let year = whole_year(stretch, i + 4).or_else(|| short_year(stretch, i + 4))?;
    let of = |day, month| Parts { day: Some(day), ..Parts::month(year, month) };
    let (day_first, month_first) = (of(a, b), of(b, a));
    let is_day_first = day_first.as_day().is_some();
    let is_month_first = separator != '.' && month_first.as_day().is_some();
    match (is_day_first, is_month_first) {
        (true, true) if a != b => {
            let day_first = with_time(stretch, day_first, i + 5);
            let month_first = with_time(stretch, month_first, i + 5);
            let next = day_first.next;
            let said = |bare: Bare, how: &'static str| {
                bare.options.into_iter().map(move |(value, _)| (value, Some(how.to_owned())))
            };
            let mut options: Vec<_> = said(day_first, "read as day, month, year")
                .chain(said(month_first, "read as month, day, year"))
                .collect();
            if stretch.habits.month_first && separator == '/' {
                options.reverse();
            }
            Some(Bare { options, next, note: None })
        }
        (true, _) => Some(with_time(stretch, day_first, i + 5)),
        (false, true) => Some(with_time(stretch, month_first, i + 5)),
        (false, false) => None,
    }
}

/// `11/2024`
pub(super) fn month_slash_year(stretch: &Stretch<'_>, i: usize) -> Option<Bare> {
    let month = two_digits(stretch, i).filter(|month| (1..=12).contains(month))?;
    let is_joined = stretch.is_sign(i + 1, "/") && stretch.is_glued(i + 1) && stretch.is_glued(i + 2);
    let year = plausible_year(stretch, i + 2).filter(|_| is_joined)?;
    Some(Bare::one(Parts::month(year, month), i + 3))
}

/// A year alone, where words say that it is one, and decades: `the 1990s`, `1990er`.
pub(super) fn year(stretch: &Stretch<'_>, i: usize, cue: Cue) -> Option<Bare> {
    let year = plausible_year(stretch, i)?;
    let next = i + 1;
    if year % 10 == 0 && stretch.is_glued(next) && matches!(stretch.word(next), Some("s" | "er")) {
        return Some(Bare::one(Parts { decade: true, ..Parts::year(year) }, next + 1));
    }
    let tailed = stretch.skip_year_tail(next);
    if tailed > next {
        return Some(Bare::one(Parts::year(year), tailed));
    }
    let is_inside = stretch.is_inside(i);
    if cue == Cue::Needed && !is_inside {
        return None;
    }
    // "about 2000 people", "by 1900 units": a round number before a word is a count sooner than a year.
    let counts = stretch.word(next).is_some() && !stretch.is(next, Role::Follow);
    if counts && (year % 100 == 0 || stretch.is_estimate(i)) {
        return None;
    }
    Some(Bare::one(Parts::year(year), next))
}

/// The day with the time of day that follows it, if one does.
pub(super) fn with_time(stretch: &Stretch<'_>, parts: Parts, next: usize) -> Bare {
    match clock::after_day(stretch, next) {
        Some((time, next)) => Bare::one(Parts { time: Some(time), ..parts }, next),
        None => Bare::one(parts, next),
    }
}

/// Four figures that a date may be written with.
pub(super) fn whole_year(stretch: &Stretch<'_>, i: usize) -> Option<i32> {
    let (year, _) = stretch.number(i).filter(|(year, n_digits)| *n_digits == 4 && (1000..3000).contains(year))?;
    i32::try_from(year).ok()
}

/// Four figures that are likely a year by themselves.
pub(super) fn plausible_year(stretch: &Stretch<'_>, i: usize) -> Option<i32> {
    whole_year(stretch, i).filter(|year| (1700..=2100).contains(year))
}

/// Two figures: 70–99 are 1970–1999, others 2000–2069.
pub(super) fn short_year(stretch: &Stretch<'_>, i: usize) -> Option<i32> {
    let (year, _) = stretch.number(i).filter(|(_, n_digits)| *n_digits == 2)?;
    let year = i32::try_from(year).ok()?;
    Some(if year < 70 { 2000 + year } else { 1900 + year })
}

fn two_digits(stretch: &Stretch<'_>, i: usize) -> Option<u32> {
    stretch.number(i).filter(|(value, n_digits)| *n_digits <= 2 && *value > 0).map(|(value, _)| value)
}
