//! The order of day, month and year in the dates of a chat.

use chrono::NaiveDateTime;

use super::line::Start;

/// Which number of a date comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayMonthYear,
    MonthDayYear,
    YearMonthDay,
}

/// What the dates of a chat show.
#[derive(Debug, Default)]
pub(super) struct Tally {
    n_dates: u64,
    n_year_first: u64,
    /// Dates that are not the same with day and month changed.
    n_different: u64,
    orders: [Fit; 3],
}

const ORDERS: [Order; 3] = [Order::DayMonthYear, Order::MonthDayYear, Order::YearMonthDay];

/// How dates fit an order.
#[derive(Debug, Default)]
struct Fit {
    n_impossible: u64,
    /// How often a message would be older than the one before it.
    n_backwards: u64,
    last: Option<NaiveDateTime>,
}

impl Tally {
    /// Looks at one more date.
    pub(super) fn feed(&mut self, start: &Start<'_>) {
        self.n_dates += 1;
        self.n_year_first += u64::from(start.is_year_first);
        self.n_different += u64::from(start.moment(Order::DayMonthYear) != start.moment(Order::MonthDayYear));
        for (order, fit) in ORDERS.into_iter().zip(&mut self.orders) {
            match start.moment(order) {
                Some(moment) => {
                    fit.n_backwards += u64::from(fit.last.is_some_and(|last| moment < last));
                    fit.last = Some(moment);
                }
                None => fit.n_impossible += 1,
            }
        }
    }

    /// The order; `None` where two are as good as each other.
    pub(super) fn order(&self) -> Option<Order> {
        if self.n_year_first == self.n_dates {
            return Some(Order::YearMonthDay);
        }
        // A year of two digits comes first only in dates that fit no other order.
        let faults = |fit: &Fit| (fit.n_impossible, fit.n_backwards);
        let [day, month, year] = &self.orders;
        match faults(day).cmp(&faults(month)) {
            _ if faults(year).0 < faults(day).0.min(faults(month).0) => Some(Order::YearMonthDay),
            std::cmp::Ordering::Less => Some(Order::DayMonthYear),
            std::cmp::Ordering::Greater => Some(Order::MonthDayYear),
            // In dates such as 04/04 one order is as good as the other, and both are right.
            std::cmp::Ordering::Equal => (self.n_different == 0).then_some(Order::DayMonthYear),
        }
    }
}
