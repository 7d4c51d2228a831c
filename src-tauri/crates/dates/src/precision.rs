use edtf_core::YearKind;

use crate::form::{End, Form, Moment};

/// How finely a date is known; finer sorts first. An interval is as precise as the coarser of its known ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// A time of day with seconds.
    Second,
    /// A time of day without seconds.
    Minute,
    /// A calendar day.
    Day,
    /// A calendar month, also when written `2025-03-XX`.
    Month,
    /// Three months named by season, EDTF codes 21–32.
    Season,
    /// A quarter of a calendar year, EDTF codes 33–36.
    Quarter,
    /// Four months, EDTF codes 37–39.
    ThirdOfYear,
    /// Six months, EDTF codes 40 and 41.
    HalfYear,
    /// A calendar year, also when written `2025-XX`.
    Year,
    /// Ten years, `202X`.
    Decade,
    /// A hundred years, `20XX`.
    Century,
}

impl Precision {
    pub(crate) fn of_form(form: &Form) -> Self {
        let known = |end: &End| match end {
            End::Known(moment) => Some(Self::of(moment)),
            End::Open | End::Unknown => None,
        };
        match form {
            Form::Moment(moment) => Self::of(moment),
            // The parser refuses an interval without a date, so the year is never used.
            Form::Interval(start, end) => known(start).max(known(end)).unwrap_or(Self::Year),
        }
    }

    pub(crate) fn of(moment: &Moment) -> Self {
        let date = match moment {
            Moment::Clock(clock) => {
                return if clock.second.is_some() { Self::Second } else { Self::Minute };
            }
            Moment::Calendar(date) => date,
        };
        if let YearKind::Standard { digits, .. } = date.year.kind {
            match digits {
                [.., None, None] => return Self::Century,
                [.., None] => return Self::Decade,
                _ => {}
            }
        }
        let Some(month) = date.month.and_then(|month| month.value()) else {
            return Self::Year;
        };
        match month {
            1..=12 if date.day.is_some_and(|day| day.value().is_some()) => Self::Day,
            1..=12 => Self::Month,
            21..=32 => Self::Season,
            33..=36 => Self::Quarter,
            37..=39 => Self::ThirdOfYear,
            _ => Self::HalfYear,
        }
    }

    /// Length in months; `None` for a day and finer.
    pub(crate) const fn months(self) -> Option<u32> {
        match self {
            Self::Second | Self::Minute | Self::Day => None,
            Self::Month => Some(1),
            Self::Season | Self::Quarter => Some(3),
            Self::ThirdOfYear => Some(4),
            Self::HalfYear => Some(6),
            Self::Year => Some(12),
            Self::Decade => Some(120),
            Self::Century => Some(1200),
        }
    }
}
