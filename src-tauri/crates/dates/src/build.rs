//! Dates from calendar and clock values, for readers of formats which store them so.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, Timelike, Utc};

use crate::date::Date;
use crate::form::{Clock, Form, Moment, calendar};
use crate::span::Span;

impl Date {
    /// An instant, its zone kept, to the second. An offset with seconds, which EDTF cannot write, becomes UTC.
    /// Beyond four-digit years only the year is kept.
    #[must_use]
    pub fn from_datetime(at: DateTime<FixedOffset>) -> Self {
        let offset = at.offset().local_minus_utc();
        let at_offset = (offset % 60 == 0).then(|| at.naive_utc().checked_add_offset(*at.offset())).flatten();
        let (local, zone) = match (at_offset, i16::try_from(offset / 60)) {
            (Some(local), Ok(zone)) => (local, zone),
            _ => (at.naive_utc(), 0),
        };
        Self::from_clock(local, Some(zone))
    }

    /// A time of day whose zone is not known, to the second. Beyond four-digit years only the year is kept.
    #[must_use]
    pub fn from_naive(at: NaiveDateTime) -> Self {
        Self::from_clock(at, None)
    }

    /// A calendar day. Beyond four-digit years only the year is kept.
    #[must_use]
    pub fn from_day(day: NaiveDate) -> Self {
        let (first, last) = match four_digits(day) {
            true => (day, day),
            false => (
                NaiveDate::from_ymd_opt(day.year(), 1, 1).unwrap_or(NaiveDate::MIN),
                NaiveDate::from_ymd_opt(day.year(), 12, 31).unwrap_or(NaiveDate::MAX),
            ),
        };
        let date = calendar(day.year(), Some((day.month(), day.day())));
        let end_of_day = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(NaiveTime::MIN);
        Self::bounded(Moment::Calendar(date), first.and_time(NaiveTime::MIN), last.and_time(end_of_day), false)
    }

    pub(crate) fn from_clock(local: NaiveDateTime, zone: Option<i16>) -> Self {
        let whole = local.with_nanosecond(0).unwrap_or(local);
        Self::from_clock_parts(whole, true, zone)
    }

    /// `local` without its seconds when the source gave none.
    pub(crate) fn from_clock_parts(local: NaiveDateTime, with_seconds: bool, zone: Option<i16>) -> Self {
        if !four_digits(local.date()) {
            return Self::from_day(local.date());
        }
        // The hours, minutes and seconds of a chrono time are below 60, so they fit.
        let small = |value: u32| u8::try_from(value).unwrap_or(0);
        let clock = Clock {
            day: calendar(local.year(), Some((local.month(), local.day()))),
            hour: small(local.hour()),
            minute: small(local.minute()),
            second: with_seconds.then(|| small(local.second())),
            zone,
        };
        let shift = TimeDelta::minutes(zone.unwrap_or(0).into());
        let (first, last) = if with_seconds { (local.second(), local.second()) } else { (0, 59) };
        let bound =
            |second: u32| local.with_second(second).and_then(|at| at.checked_sub_signed(shift)).unwrap_or(local);
        Self::bounded(Moment::Clock(clock), bound(first), bound(last), zone.is_some())
    }

    fn bounded(moment: Moment, lo: NaiveDateTime, hi: NaiveDateTime, zoned: bool) -> Self {
        let span = Span { start_lo: Some(lo), start_hi: Some(hi), end_lo: Some(lo), end_hi: Some(hi), zoned };
        Self::assemble(Form::Moment(moment), span, span)
    }
}

fn four_digits(day: NaiveDate) -> bool {
    (-9999..=9999).contains(&day.year())
}

impl From<DateTime<Utc>> for Date {
    fn from(at: DateTime<Utc>) -> Self {
        Self::from_datetime(at.with_timezone(&Utc.fix()))
    }
}
