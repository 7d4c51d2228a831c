use chrono::NaiveDateTime;

use crate::date::Date;
use crate::span::Span;

/// An answer about dates that may be known only in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Truth {
    /// It holds, wherever in its bounds each date lies.
    Yes,
    /// It cannot hold.
    No,
    /// It depends on what is not known.
    Maybe,
}

impl Date {
    /// Whether this date ends before the other begins.
    ///
    /// A single date is something that begins and ends anywhere within it: of two things "in March 2025" either may be first.
    /// An interval begins within its first and ends within its last date. An open or unknown end says nothing:
    /// `../2025-05` is something that begins and ends anywhere up to May.
    ///
    /// A date marked `~`, `?` or `%` may lie one unit of its precision to either side: `2024~` is not surely before March 2025.
    ///
    /// Two dates without a zone are compared by the calendar and the clock on the wall. Against a time with a zone, a date without one may
    /// be from any clock on earth (UTC−12:00 to UTC+14:00) and is widened by so much.
    #[must_use]
    pub fn before(&self, other: &Self) -> Truth {
        let (a, b) = aligned(&self.doubted, &other.doubted);
        if surely_before(&a, &b) {
            Truth::Yes
        } else if a.end_lo.zip(b.start_hi).is_some_and(|(end, start)| end >= start) {
            Truth::No
        } else {
            Truth::Maybe
        }
    }

    /// Whether this date begins after the other ends: [`Date::before`] the other way round.
    #[must_use]
    pub fn after(&self, other: &Self) -> Truth {
        other.before(self)
    }

    /// Whether the two share a moment: `No` when one is surely before the other, `Yes` when neither can be.
    /// `2025-03/2025-05` surely overlaps 10 April, and only maybe 10 March. Reads dates as [`Date::before`].
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> Truth {
        match (self.before(other), self.after(other)) {
            (Truth::Yes, _) | (_, Truth::Yes) => Truth::No,
            (Truth::No, Truth::No) => Truth::Yes,
            _ => Truth::Maybe,
        }
    }
}

/// Whether some two of the dates surely do not overlap: sources which give them for one thing disagree. Linear in their number.
#[must_use]
pub fn conflicts<'a>(dates: impl IntoIterator<Item = &'a Date>) -> bool {
    let (mut zoned, mut local, mut anywhere) = (Extremes::default(), Extremes::default(), Extremes::default());
    for Date { doubted, .. } in dates {
        if doubted.zoned {
            zoned.take(doubted);
        } else {
            local.take(doubted);
            anywhere.take(&doubted.in_any_zone());
        }
    }
    zoned.before(&zoned) || local.before(&local) || zoned.before(&anywhere) || anywhere.before(&zoned)
}

/// What decides whether any date of one group is surely before any of another.
#[derive(Default)]
struct Extremes {
    first_end: Option<NaiveDateTime>,
    last_start: Option<NaiveDateTime>,
}

impl Extremes {
    fn take(&mut self, span: &Span) {
        self.first_end = self.first_end.into_iter().chain(span.end_hi).min();
        self.last_start = self.last_start.max(span.start_lo);
    }

    fn before(&self, other: &Self) -> bool {
        self.first_end.zip(other.last_start).is_some_and(|(end, start)| end < start)
    }
}

fn surely_before(a: &Span, b: &Span) -> bool {
    a.end_hi.zip(b.start_lo).is_some_and(|(end, start)| end < start)
}

fn aligned(a: &Span, b: &Span) -> (Span, Span) {
    match (a.zoned, b.zoned) {
        (true, false) => (*a, b.in_any_zone()),
        (false, true) => (a.in_any_zone(), *b),
        _ => (*a, *b),
    }
}
