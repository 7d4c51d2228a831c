//! What a date says, as parsed; its `Display` is the canonical text.

use std::fmt;

use edtf_core::{DateField, Qualifier, Year, YearKind};

#[derive(Debug, Clone, Copy)]
pub(crate) enum Form {
    Moment(Moment),
    Interval(End, End),
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum End {
    Known(Moment),
    Open,
    Unknown,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Moment {
    /// A day or something longer.
    Calendar(edtf_core::Date),
    Clock(Clock),
}

/// A time of day on a fully known day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    /// Always a full, unqualified day.
    pub(crate) day: edtf_core::Date,
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    /// 60 is a leap second.
    pub(crate) second: Option<u8>,
    /// Minutes east of UTC; `None` when the zone is not known.
    pub(crate) zone: Option<i16>,
}

impl Moment {
    pub(crate) const fn zone(&self) -> Option<i16> {
        match self {
            Self::Clock(clock) => clock.zone,
            Self::Calendar(_) => None,
        }
    }
}

/// A calendar day or year of the form library; the caller has checked that it exists.
pub(crate) fn calendar(year: i32, month_day: Option<(u32, u32)>) -> edtf_core::Date {
    let qualifier = Qualifier::default();
    let digit = |value: u32| u8::try_from(value % 10).ok();
    let field = |value: u32| DateField { digits: [digit(value / 10), digit(value)], qualifier };
    let size = year.unsigned_abs();
    if size > 9999 {
        let year = Year { kind: YearKind::Big { value: i64::from(year) }, significant_digits: None, qualifier };
        return edtf_core::Date { year, month: None, day: None };
    }
    let digits = [digit(size / 1000), digit(size / 100), digit(size / 10), digit(size)];
    let year = Year { kind: YearKind::Standard { negative: year < 0, digits }, significant_digits: None, qualifier };
    edtf_core::Date { year, month: month_day.map(|(month, _)| field(month)), day: month_day.map(|(_, day)| field(day)) }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Moment(moment) => moment.fmt(f),
            Self::Interval(start, end) => write!(f, "{start}/{end}"),
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(moment) => moment.fmt(f),
            Self::Open => f.write_str(".."),
            Self::Unknown => Ok(()),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calendar(date) => date.fmt(f),
            Self::Clock(clock) => clock.fmt(f),
        }
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{:02}:{:02}", self.day, self.hour, self.minute)?;
        if let Some(second) = self.second {
            write!(f, ":{second:02}")?;
        }
        match self.zone {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(minutes) => f.write_str(&zone(minutes)),
        }
    }
}

/// `±hh:mm`
pub(crate) fn zone(minutes: i16) -> String {
    let (sign, size) = if minutes < 0 { ('-', -minutes) } else { ('+', minutes) };
    format!("{sign}{:02}:{:02}", size / 60, size % 60)
}
