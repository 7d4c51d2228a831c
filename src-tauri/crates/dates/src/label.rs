//! Plain English for lists and the command line.

use edtf_core::YearKind;

use crate::date::Date;
use crate::form::{Clock, End, Form, Moment, zone};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];
const ORDINALS: [&str; 4] = ["first", "second", "third", "fourth"];

impl Date {
    /// The date in short English: "4 March 2025", "about 2024", "March 2025 to May 2025", "up to May 2025", "2020s".
    ///
    /// `?` reads "perhaps"; `../2025-05` reads "up to May 2025", which includes May, `2025-05/..` "from May 2025 on"; an unknown end says so.
    #[must_use]
    pub fn label(&self) -> String {
        match &self.form {
            Form::Moment(only) => moment(only),
            Form::Interval(End::Known(start), End::Known(end)) => {
                format!("{} to {}", moment(start), moment(end))
            }
            Form::Interval(End::Known(start), End::Open) => format!("from {} on", moment(start)),
            Form::Interval(End::Known(start), End::Unknown) => {
                format!("from {}, end unknown", moment(start))
            }
            Form::Interval(End::Open, End::Known(end)) => format!("up to {}", moment(end)),
            Form::Interval(End::Unknown, End::Known(end)) => {
                format!("up to {}, start unknown", moment(end))
            }
            // The parser refuses an interval without a date.
            Form::Interval(End::Open | End::Unknown, End::Open | End::Unknown) => self.edtf().to_owned(),
        }
    }
}

fn moment(moment: &Moment) -> String {
    match moment {
        Moment::Calendar(date) => format!("{}{}", marks(date), calendar(date)),
        Moment::Clock(clock) => time(clock),
    }
}

/// Marks on single parts are level 2 and rare; they are read as marks on the whole, which says less, never more.
fn marks(date: &edtf_core::Date) -> &'static str {
    match (date.is_uncertain(), date.is_approximate()) {
        (false, false) => "",
        (false, true) => "about ",
        (true, false) => "perhaps ",
        (true, true) => "perhaps about ",
    }
}

fn calendar(date: &edtf_core::Date) -> String {
    let year = year(&date.year.kind);
    let Some(month) = date.month else { return year };
    let day = date.day.map(|day| day.value());
    let Some(month) = month.value() else {
        return format!("{year}, {} unknown", if day.is_some() { "day" } else { "month" });
    };
    let name = |names: &[&'static str], first: u8| names.get(usize::from(month - first)).copied().unwrap_or_default();
    match (month, day) {
        (1..=12, None) => format!("{} {year}", name(&MONTHS, 1)),
        (1..=12, Some(None)) => format!("{} {year}, day unknown", name(&MONTHS, 1)),
        (1..=12, Some(Some(day))) => format!("{day} {} {year}", name(&MONTHS, 1)),
        (21..=24, _) => format!("{} {}", name(&SEASONS, 21), season_year(date, &year, month == 24)),
        (25..=28, _) => format!("{} {} (northern)", name(&SEASONS, 25), season_year(date, &year, month == 28)),
        (29..=32, _) => format!("{} {} (southern)", name(&SEASONS, 29), season_year(date, &year, month == 30)),
        (33..=36, _) => format!("{} quarter of {year}", name(&ORDINALS, 33)),
        (37..=39, _) => format!("{} third of {year}", name(&ORDINALS, 37)),
        _ => format!("{} half of {year}", name(&ORDINALS, 40)),
    }
}

/// A season over the turn of the year names both years.
fn season_year(date: &edtf_core::Date, year: &str, wraps: bool) -> String {
    match date.year.value() {
        Some(first @ 1..) if wraps => format!("{first}–{}", first + 1),
        _ => year.to_owned(),
    }
}

fn year(kind: &YearKind) -> String {
    let plain = |year: i64| {
        if year > 0 { year.to_string() } else { format!("{} BC", 1 - year) }
    };
    match *kind {
        YearKind::Standard { negative, digits } => {
            let value = digits.iter().fold(0, |value, digit| value * 10 + i64::from(digit.unwrap_or(0)));
            match digits {
                [.., None, None] => format!("{value}–{}", value + 99),
                [.., None] => format!("{value}s"),
                _ => plain(if negative { -value } else { value }),
            }
        }
        YearKind::Big { value } => plain(value),
        // The parser refuses exponents.
        YearKind::Exponential { significand, exponent } => format!("{significand}E{exponent}"),
    }
}

fn time(clock: &Clock) -> String {
    let mut text = format!("{}, {:02}:{:02}", calendar(&clock.day), clock.hour, clock.minute);
    if let Some(second) = clock.second {
        text += &format!(":{second:02}");
    }
    match clock.zone {
        None => {}
        Some(0) => text += " UTC",
        Some(minutes) => {
            text += " UTC";
            text += &zone(minutes);
        }
    }
    text
}
