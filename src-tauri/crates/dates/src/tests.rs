#![allow(clippy::unwrap_used, clippy::panic, reason = "tests stop at what should not be")]

mod find;
mod properties;
mod tables;

use crate::Date;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}
