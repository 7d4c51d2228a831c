//! What words say about a date, before it is one: parts may be missing, and are filled in from what stands around.

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::date::Date;
use crate::form::zone;

/// A calendar place as far as the words give it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub year: Option<i32>,
    /// 1–12, or an EDTF code: 21–24 a season, 33–36 a quarter, 40 and 41 a half.
    pub month: Option<u32>,
    pub day: Option<u32>,
    pub time: Option<Time>,
    /// Only the decade of the year is meant.
    pub decade: bool,
    /// About then.
    pub about: bool,
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Time {
    pub hour: u32,
    pub minute: u32,
    pub second: Option<u32>,
    /// Minutes east of UTC.
    pub zone: Option<i16>,
}

/// One way to read words: a place, or from one to another; `None` at an end is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value {
    One(Parts),
    Between(Option<Parts>, Option<Parts>),
}

impl Parts {
    pub fn year(year: i32) -> Parts {
        Parts { year: Some(year), ..Parts::default() }
    }

    pub fn month(year: i32, month: u32) -> Parts {
        Parts { month: Some(month), ..Parts::year(year) }
    }

    pub fn day(day: NaiveDate) -> Parts {
        Parts { day: Some(day.day()), ..Parts::month(day.year(), day.month()) }
    }

    /// The day, if the words name one that exists.
    pub fn as_day(&self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year?, self.month?, self.day?)
    }

    pub fn about(self) -> Parts {
        // A time of day cannot be marked.
        Parts { about: self.time.is_none(), ..self }
    }

    /// What its own words leave out, as another says it.
    pub fn or(self, other: Parts) -> Parts {
        let month = self.month.or(if self.day.is_some() { other.month } else { None });
        Parts { year: self.year.or(other.year), month, ..self }
    }

    /// The place as long as this one that ends where this begins, or the one that begins where this ends.
    pub fn beside(&self, steps: i32) -> Option<Parts> {
        if self.time.is_some() || self.decade {
            return Some(*self);
        }
        let year = self.year?;
        let shifted = |months: u32| {
            let first = NaiveDate::from_ymd_opt(year, months, 1)?;
            shift_months(first, steps)
        };
        Some(match (self.month, self.day) {
            (_, Some(_)) => Parts { about: self.about, ..Parts::day(shift_days(self.as_day()?, steps)?) },
            (Some(month @ 1..=12), None) => {
                let first = shifted(month)?;
                Parts { about: self.about, ..Parts::month(first.year(), first.month()) }
            }
            (Some(code), None) => {
                let (first, n) = match code {
                    21..=24 => (21, 4),
                    33..=36 => (33, 4),
                    _ => (40, 2),
                };
                let at = i64::from(year) * n + i64::from(code) - first + i64::from(steps);
                let code = u32::try_from(at.rem_euclid(n) + first).ok()?;
                Parts { month: Some(code), year: i32::try_from(at.div_euclid(n)).ok(), ..*self }
            }
            (None, None) => Parts { year: Some(year + steps), ..*self },
        })
    }

    fn edtf(&self) -> Option<String> {
        let year = self.year.filter(|year| (0..=9999).contains(year))?;
        let mut text = if self.decade { format!("{:03}X", year / 10) } else { format!("{year:04}") };
        if let Some(month) = self.month {
            text += &format!("-{month:02}");
        }
        if let Some(day) = self.day {
            text += &format!("-{day:02}");
        }
        if let Some(Time { hour, minute, second, zone: minutes }) = self.time {
            text += &format!("T{hour:02}:{minute:02}");
            if let Some(second) = second {
                text += &format!(":{second:02}");
            }
            text +=
                &minutes.map(|minutes| if minutes == 0 { "Z".to_owned() } else { zone(minutes) }).unwrap_or_default();
        } else if self.about {
            text.push('~');
        }
        Some(text)
    }

    /// The date, if it exists.
    pub fn date(&self) -> Option<Date> {
        Date::parse(&self.edtf()?).ok()
    }
}

impl Value {
    /// The date, if it exists and does not end before it begins.
    pub fn date(&self) -> Option<Date> {
        match self {
            Value::One(parts) => parts.date(),
            Value::Between(start, end) => {
                let text = |end: &Option<Parts>| end.as_ref().map_or(Some("..".to_owned()), Parts::edtf);
                Date::parse(&format!("{}/{}", text(start)?, text(end)?)).ok()
            }
        }
    }

    pub fn map(self, change: impl Fn(Parts) -> Parts) -> Value {
        match self {
            Value::One(parts) => Value::One(change(parts)),
            Value::Between(start, end) => Value::Between(start.map(&change), end.map(change)),
        }
    }

    /// Where it begins.
    pub fn start(&self) -> Option<Parts> {
        match self {
            Value::One(parts) => Some(*parts),
            Value::Between(start, _) => *start,
        }
    }

    /// Where it ends.
    pub fn end(&self) -> Option<Parts> {
        match self {
            Value::One(parts) => Some(*parts),
            Value::Between(_, end) => *end,
        }
    }
}

pub(super) fn shift_days(day: NaiveDate, n: i32) -> Option<NaiveDate> {
    let size = Days::new(n.unsigned_abs().into());
    if n < 0 { day.checked_sub_days(size) } else { day.checked_add_days(size) }
}

pub(super) fn shift_months(day: NaiveDate, n: i32) -> Option<NaiveDate> {
    let size = Months::new(n.unsigned_abs());
    if n < 0 { day.checked_sub_months(size) } else { day.checked_add_months(size) }
}
