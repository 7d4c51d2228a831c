//! What is said from the day of writing: yesterday, last Tuesday, two weeks ago.

use chrono::Weekday;

use crate::find::lexicon::{Meaning, Role};
use crate::find::reference::{Reference, Unit};
use crate::find::stretch::{Bare, Cue, Stretch, longest};
use crate::find::value::{Parts, Value, shift_days};
use crate::find::words::{month, weekday};

/// More units than this are no date.
const MOST: u32 = 1000;

/// Any of them; `None` without a reference.
pub(super) fn relative(stretch: &Stretch<'_>, i: usize, cue: Cue) -> Option<Bare> {
    let reference = stretch.reference?;
    longest([
        named_day(stretch, reference, i),
        shifted(stretch, reference, i),
        counted(stretch, reference, i),
        lone_weekday(stretch, reference, i, cue),
    ])
}

/// `yesterday`, `avant-hier`
fn named_day(stretch: &Stretch<'_>, reference: &Reference, i: usize) -> Option<Bare> {
    let (days, next) = stretch.run(i, |meaning| if let Meaning::Day(days, _) = meaning { Some(days) } else { None })?;
    let value = reference.shifted(Unit::Day, days)?;
    Some(Bare::reckoned(value, reference.shift_words(Unit::Day, days), next))
}

/// `last Tuesday`, `mardi dernier`, `next month`, `last March`, `the last two weeks`
fn shifted(stretch: &Stretch<'_>, reference: &Reference, i: usize) -> Option<Bare> {
    let shift = |i| stretch.role(i, |role| if let Role::Shift { n, .. } = role { Some(*n) } else { None });
    let following = |role: &Role| if let Role::Shift { n, follows: true } = role { Some(*n) } else { None };
    if let Some(n) = shift(i) {
        return to_shift(stretch, reference, i + 1, n).or_else(|| stretch_of_time(stretch, reference, i + 1, n));
    }
    let next = i + 1;
    let n = stretch.role(next, following)?;
    let bare = to_shift(stretch, reference, i, n)?;
    Some(Bare { next: next + 1, ..bare })
}

/// The weekday, unit or month at `i`, so many on.
fn to_shift(stretch: &Stretch<'_>, reference: &Reference, i: usize, n: i32) -> Option<Bare> {
    if let Some((weekday, next)) = weekday(stretch, i) {
        let day = match n {
            0 => this_week(reference, weekday)?,
            _ => reference.weekday(weekday, n)?,
        };
        let how = match n {
            0 => format!("{} in the week of {}", name(weekday), reference.label),
            _ => beside(weekday, n, reference),
        };
        return Some(Bare::reckoned(Value::One(Parts::day(day)), how, next));
    }
    if let Some(unit) = unit(stretch, i) {
        // "the last week of March" is no week of the document's.
        let is_part = unit == Unit::Day || stretch.word(i + 1) == Some("of");
        let value = reference.shifted(unit, n).filter(|_| !is_part)?;
        return Some(Bare::reckoned(value, reference.shift_words(unit, n), i + 1));
    }
    let month = month(stretch, i).filter(|month| month.is_firm && stretch.number(month.next).is_none())?;
    let this_year = reference.shifted(Unit::Year, 0)?.start()?.year?;
    let this_month = reference.shifted(Unit::Month, 0)?.start()?.month?;
    let year = match n {
        -1 if month.number >= this_month => this_year - 1,
        1 if month.number <= this_month => this_year + 1,
        _ => this_year,
    };
    let side = ["before", "in the year of", "after"].get(usize::try_from(n + 1).ok()?)?;
    let value = Value::One(Parts::month(year, month.number));
    let label = value.date()?.label();
    let month_name = label.split(' ').next().unwrap_or_default();
    Some(Bare::reckoned(value, format!("{month_name} {side} {}", reference.label), month.next))
}

/// `last two weeks`: up to the day of writing, or from it on.
fn stretch_of_time(stretch: &Stretch<'_>, reference: &Reference, i: usize, n: i32) -> Option<Bare> {
    let (count, at) = count(stretch, i).filter(|_| n != 0)?;
    let unit = unit(stretch, at)?;
    let days = reference.counts(Unit::Day).then_some(Parts::day(reference.day))?;
    let far = far_day(reference, unit, n * count)?;
    let value = if n < 0 { Value::Between(Some(far), Some(days)) } else { Value::Between(Some(days), Some(far)) };
    let how = format!("{} up to it", reference.shift_words(unit, -count));
    let how = if n < 0 { how } else { format!("from it to {}", reference.shift_words(unit, count)) };
    Some(Bare::reckoned(value, how, at + 1))
}

fn far_day(reference: &Reference, unit: Unit, n: i32) -> Option<Parts> {
    let day = match unit {
        Unit::Day => shift_days(reference.day, n)?,
        Unit::Week => shift_days(reference.day, n.checked_mul(7)?)?,
        Unit::Month => crate::find::value::shift_months(reference.day, n)?,
        Unit::Year => crate::find::value::shift_months(reference.day, n.checked_mul(12)?)?,
    };
    Some(Parts::day(day))
}

/// `two weeks ago`, `vor zwei Wochen`, `il y a deux semaines`, `two weeks from now`
fn counted(stretch: &Stretch<'_>, reference: &Reference, i: usize) -> Option<Bare> {
    let back = stretch.run(i, |meaning| (meaning == Meaning::AgoBefore).then_some(()));
    let (count, at) = count(stretch, back.map_or(i, |((), next)| next))?;
    let unit = unit(stretch, at)?;
    let side = |meaning| match meaning {
        Meaning::AgoAfter => Some(-1),
        Meaning::FromNow => Some(1),
        _ => None,
    };
    let (side, next) = if back.is_some() { (-1, at + 1) } else { stretch.run(at + 1, side)? };
    let n = side * count;
    let how = reference.shift_words(unit, n);
    // People count days exactly and anything longer roughly.
    let value = match unit {
        Unit::Day => reference.shifted(Unit::Day, n)?,
        Unit::Week => Value::One(far_day(reference, unit, n).filter(|_| reference.counts(Unit::Day))?.about()),
        Unit::Month | Unit::Year => reference.shifted(unit, n)?.map(Parts::about),
    };
    Some(Bare::reckoned(value, how, next))
}

/// `on Tuesday`, `said Tuesday`: the one before, or the one after; the day itself if it is one.
fn lone_weekday(stretch: &Stretch<'_>, reference: &Reference, i: usize, cue: Cue) -> Option<Bare> {
    let (weekday, next) = weekday(stretch, i)?;
    let is_proper = stretch.role(i, |role| match role {
        Role::Weekday { has_capital: true, .. } => Some(()),
        _ => None,
    });
    let before = i.checked_sub(1);
    let is_led = before.is_some_and(|before| stretch.is(before, Role::Filler) || stretch.is(before, Role::Inside));
    let is_whole = stretch.word(i).is_some_and(|word| word.chars().count() > 5);
    let is_meant = match is_proper {
        Some(()) => stretch.is_capital(i) && is_whole,
        None => cue == Cue::Given || is_led,
    };
    if !is_meant {
        return None;
    }
    let one = |day, how| (Value::One(Parts::day(day)), Some(how));
    let (past, coming) = (reference.weekday(weekday, -1)?, reference.weekday(weekday, 1)?);
    let mut options = vec![one(past, beside(weekday, -1, reference)), one(coming, beside(weekday, 1, reference))];
    if shift_days(past, 7) == Some(reference.day) {
        options.insert(0, one(reference.day, reference.shift_words(Unit::Day, 0)));
        options.truncate(2);
    }
    Some(Bare { options, next, note: None })
}

fn this_week(reference: &Reference, weekday: Weekday) -> Option<chrono::NaiveDate> {
    let monday = reference.shifted(Unit::Week, 0)?.start()?.as_day()?;
    shift_days(monday, i32::try_from(weekday.num_days_from_monday()).ok()?).filter(|_| reference.counts(Unit::Day))
}

fn beside(weekday: Weekday, n: i32, reference: &Reference) -> String {
    format!("{} {} {}", name(weekday), if n < 0 { "before" } else { "after" }, reference.label)
}

/// In English.
pub(super) const fn name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

fn unit(stretch: &Stretch<'_>, i: usize) -> Option<Unit> {
    stretch.role(i, |role| if let Role::Unit(unit) = role { Some(*unit) } else { None })
}

fn count(stretch: &Stretch<'_>, i: usize) -> Option<(i32, usize)> {
    let cardinal = || stretch.role(i, |role| if let Role::Cardinal(n) = role { Some(*n) } else { None });
    let n = stretch.number(i).map(|(n, _)| n).or_else(cardinal)?;
    Some((i32::try_from(n).ok().filter(|_| (1..=MOST).contains(&n))?, i + 1))
}
