//! The date that relative words are reckoned from, and the arithmetic, said in words.

use chrono::{Datelike, NaiveDate, Weekday};

use crate::date::Date;
use crate::find::value::{Parts, Value, shift_days, shift_months};
use crate::precision::Precision;

/// A span of the calendar that people count in; finer ones first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// The document's own date.
#[derive(Debug)]
pub(super) struct Reference {
    /// Its day as its own clock shows it; the first day of it where only the month or the year is known.
    pub day: NaiveDate,
    /// The finest thing that is known.
    finest: Unit,
    /// In words, without its time of day.
    pub label: String,
}

impl Reference {
    /// `None` for an interval and anything longer than a year: nothing can be reckoned from them.
    pub fn of(date: &Date) -> Option<Reference> {
        if date.is_interval() {
            return None;
        }
        // The bounds of a time with a zone are in UTC; the text has the day of the clock on the wall.
        let text = date.edtf();
        let first = |from: &str| NaiveDate::parse_from_str(from, "%Y-%m-%d").ok();
        let (finest, day) = match date.precision() {
            Precision::Second | Precision::Minute | Precision::Day => (Unit::Day, first(text.get(..10)?)?),
            Precision::Month => (Unit::Month, first(&format!("{}-01", text.get(..7)?))?),
            Precision::Year => (Unit::Year, first(&format!("{}-01-01", text.get(..4)?))?),
            _ => return None,
        };
        let label = match finest {
            Unit::Day => Date::from_day(day).label(),
            _ => date.label(),
        };
        Some(Reference { day, finest, label })
    }

    /// Whether a unit can be counted from it.
    pub fn counts(&self, unit: Unit) -> bool {
        self.finest <= unit
    }

    /// `n` units on, or back: a day, a week from Monday to Sunday, a month, a year.
    pub fn shifted(&self, unit: Unit, n: i32) -> Option<Value> {
        if !self.counts(unit) {
            return None;
        }
        Some(match unit {
            Unit::Day => Value::One(Parts::day(shift_days(self.day, n)?)),
            Unit::Week => {
                let monday = shift_days(self.day, -days_from_monday(self.day.weekday()))?;
                let monday = shift_days(monday, n.checked_mul(7)?)?;
                Value::Between(Some(Parts::day(monday)), Some(Parts::day(shift_days(monday, 6)?)))
            }
            Unit::Month => {
                let day = shift_months(self.day, n)?;
                Value::One(Parts::month(day.year(), day.month()))
            }
            Unit::Year => Value::One(Parts::year(self.day.year().checked_add(n)?)),
        })
    }

    /// In words: how [`Reference::shifted`] came to its answer.
    pub fn shift_words(&self, unit: Unit, n: i32) -> String {
        let name = match unit {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Year => "year",
        };
        match n {
            0 if unit == Unit::Day => format!("the day of the document, {}", self.label),
            0 => format!("the {name} of {}", self.label),
            1 => format!("the {name} after {}", self.label),
            -1 => format!("the {name} before {}", self.label),
            2.. => format!("{n} {name}s after {}", self.label),
            _ => format!("{} {name}s before {}", n.unsigned_abs(), self.label),
        }
    }

    /// The nearest such weekday before or after, the day itself not counted.
    pub fn weekday(&self, weekday: Weekday, forward: i32) -> Option<NaiveDate> {
        if !self.counts(Unit::Day) {
            return None;
        }
        let ahead = (days_from_monday(weekday) - days_from_monday(self.day.weekday())).rem_euclid(7);
        let days = match (forward > 0, ahead) {
            (true, 0) => 7,
            (true, days) => days,
            (false, days) => days - 7,
        };
        shift_days(self.day, days)
    }

    /// Years for a day or month that names none, the nearest first: at most one to each side.
    pub fn years(&self, parts: Parts) -> Vec<(Parts, String)> {
        let Some(month) = parts.month.filter(|month| *month <= 12) else { return Vec::new() };
        let middle = |year| NaiveDate::from_ymd_opt(year, month, parts.day.unwrap_or(15));
        let mut found: Vec<(i64, Parts, String)> = Vec::new();
        let named = Date::parse(&format!("2024-{month:02}-{:02}", parts.day.unwrap_or(1))).map(|d| d.label());
        let named = named.unwrap_or_default().replace(" 2024", "");
        let named = if parts.day.is_some() { named } else { named.trim_start_matches("1 ").to_owned() };
        for year in (self.day.year() - 1..=self.day.year() + 1).filter(|_| self.counts(Unit::Month)) {
            let Some(day) = middle(year) else { continue };
            let days = (day - self.day).num_days();
            let is_within = match parts.day {
                Some(_) => self.counts(Unit::Day) && days == 0,
                None => (day.year(), day.month()) == (self.day.year(), self.day.month()),
            };
            let side = match (is_within, days) {
                (true, _) => "of",
                (false, ..0) => "before",
                (false, _) => "after",
            };
            let how = match side {
                "of" => format!("{named} in the year of {}", self.label),
                _ => format!("{named} {side} {}", self.label),
            };
            found.push((if is_within { 0 } else { days.abs() }, Parts { year: Some(year), ..parts }, how));
        }
        found.sort_by_key(|(distance, ..)| *distance);
        // Two neighbours lie on either side of the document; the third is another year away.
        found.truncate(if found.first().is_some_and(|(distance, ..)| *distance == 0) { 1 } else { 2 });
        found.into_iter().map(|(_, parts, how)| (parts, how)).collect()
    }
}

fn days_from_monday(weekday: Weekday) -> i32 {
    i32::try_from(weekday.num_days_from_monday()).unwrap_or(0)
}

/// A weekday by its place in the week, from Monday.
pub(super) fn nth_weekday(idx: usize) -> Option<Weekday> {
    u8::try_from(idx).ok().and_then(|idx| Weekday::try_from(idx).ok())
}
