//! Bounds: when a date begins and ends, at the earliest and at the latest.

use chrono::{Days, Months, NaiveDate, NaiveDateTime, TimeDelta};
use edtf_core::{Bound, BoundDate, Edtf};

use crate::form::{Clock, End, Form, Moment};
use crate::precision::Precision;

/// Hours by which clocks on earth are behind or ahead of UTC: −12:00 (Baker Island) and +14:00 (Line Islands).
const BEHIND_UTC: TimeDelta = TimeDelta::hours(12);
const AHEAD_OF_UTC: TimeDelta = TimeDelta::hours(14);

/// All bounds are whole seconds, inclusive; UTC when `zoned`, else the clock on the wall.
/// `None` is no bound: endlessly early for a `lo`, endlessly late for a `hi`.
/// `start_lo ≤ start_hi`, `end_lo ≤ end_hi`, `start_lo ≤ end_lo`, `start_hi ≤ end_hi`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start_lo: Option<NaiveDateTime>,
    pub(crate) start_hi: Option<NaiveDateTime>,
    pub(crate) end_lo: Option<NaiveDateTime>,
    pub(crate) end_hi: Option<NaiveDateTime>,
    pub(crate) zoned: bool,
}

impl Span {
    /// The bounds as written. `None` when a year lies beyond what chrono calculates with.
    pub(crate) fn written(form: &Form) -> Option<Self> {
        Self::of(form, reach)
    }

    /// The bounds to reason with: a date marked about or uncertain may lie one unit of its precision to either side.
    pub(crate) fn doubted(form: &Form) -> Option<Self> {
        Self::of(form, doubted_reach)
    }

    fn of(form: &Form, reach: impl Fn(&Moment) -> Option<Reach>) -> Option<Self> {
        let (start, end) = match form {
            Form::Moment(moment) => {
                let Reach { lo, hi } = reach(moment)?;
                let zoned = moment.zone().is_some();
                return Some(Self {
                    start_lo: Some(lo),
                    start_hi: Some(hi),
                    end_lo: Some(lo),
                    end_hi: Some(hi),
                    zoned,
                });
            }
            Form::Interval(start, end) => (start, end),
        };
        let known = |end: &End| match end {
            End::Known(moment) => reach(moment).map(|reach| Some((reach, moment.zone().is_some()))),
            End::Open | End::Unknown => Some(None),
        };
        let (start, end) = (known(start)?, known(end)?);
        let zoned = start.or(end).is_some_and(|(_, zoned)| zoned);
        let (start, end) = (start.map(|(reach, _)| reach), end.map(|(reach, _)| reach));
        let (start_lo, end_hi) = (start.map(|start| start.lo), end.map(|end| end.hi));
        let (start_hi, end_lo) = match (start, end) {
            (Some(start), Some(end)) => (Some(start.hi.min(end.hi)), Some(end.lo.max(start.lo))),
            // An open end says as little as an unknown one: `../2025-05` is written both for "since ever, until May"
            // and for "some time, by May at the latest". So begin and end may both lie anywhere on the known side.
            _ => (end_hi, start_lo),
        };
        Some(Self { start_lo, start_hi, end_lo, end_hi, zoned })
    }

    /// The same bounds in UTC, when the zone may have been any.
    pub(crate) fn in_any_zone(self) -> Self {
        let earlier = |at: NaiveDateTime| at.checked_sub_signed(AHEAD_OF_UTC).unwrap_or(NaiveDateTime::MIN);
        let later = |at: NaiveDateTime| at.checked_add_signed(BEHIND_UTC).unwrap_or(NaiveDateTime::MAX);
        Self {
            start_lo: self.start_lo.map(earlier),
            start_hi: self.start_hi.map(later),
            end_lo: self.end_lo.map(earlier),
            end_hi: self.end_hi.map(later),
            zoned: true,
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Reach {
    lo: NaiveDateTime,
    hi: NaiveDateTime,
}

fn reach(moment: &Moment) -> Option<Reach> {
    match moment {
        Moment::Clock(clock) => clock_reach(clock),
        Moment::Calendar(date) => {
            let bounds = Edtf::Date(*date).bounds();
            Some(Reach {
                lo: day(bounds.earliest)?.and_hms_opt(0, 0, 0)?,
                hi: day(bounds.latest)?.and_hms_opt(23, 59, 59)?,
            })
        }
    }
}

fn clock_reach(clock: &Clock) -> Option<Reach> {
    let date = day(Edtf::Date(clock.day).bounds().earliest)?;
    // chrono has no second 60 of its own; a leap second is bounded by the second before it.
    let at = |second: u8| {
        let local = date.and_hms_opt(clock.hour.into(), clock.minute.into(), second.min(59).into())?;
        local.checked_sub_signed(TimeDelta::minutes(clock.zone.unwrap_or(0).into()))
    };
    Some(Reach { lo: at(clock.second.unwrap_or(0))?, hi: at(clock.second.unwrap_or(59))? })
}

fn doubted_reach(moment: &Moment) -> Option<Reach> {
    let Reach { lo, hi } = reach(moment)?;
    let Moment::Calendar(date) = moment else {
        return Some(Reach { lo, hi });
    };
    if !date.is_uncertain() && !date.is_approximate() {
        return Some(Reach { lo, hi });
    }
    let unit = Precision::of(moment);
    let (lo_day, after) = (lo.date(), hi.date().succ_opt());
    // Counting in months from the day after the last keeps the ends of months right.
    let (lo_day, after) = match unit.months() {
        Some(n) => {
            (lo_day.checked_sub_months(Months::new(n)), after.and_then(|day| day.checked_add_months(Months::new(n))))
        }
        None => (lo_day.checked_sub_days(Days::new(1)), after.and_then(|day| day.checked_add_days(Days::new(1)))),
    };
    Some(Reach {
        lo: lo_day.unwrap_or(NaiveDate::MIN).and_hms_opt(0, 0, 0)?,
        hi: after.and_then(|day| day.pred_opt()).unwrap_or(NaiveDate::MAX).and_hms_opt(23, 59, 59)?,
    })
}

fn day(bound: Bound) -> Option<NaiveDate> {
    let Bound::Date(BoundDate { year, month, day }) = bound else {
        return None;
    };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month.into(), day.into())
}
