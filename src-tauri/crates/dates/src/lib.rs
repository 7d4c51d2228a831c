//! Partial dates: what is known about when something happened, and no more.
//!
//! A [`Date`] is one expression of the Extended Date/Time Format (EDTF, ISO 8601-2:2019 Annex A): levels 0 and 1, plus the
//! quarters, thirds and halves of level 2, times without seconds, and intervals between times. It keeps the wording it was read from,
//! knows its earliest and latest moment, answers before, after and overlaps with yes, no or maybe, and has a total order for drawing.
//!
//! [`find`] finds dates in running text, with every reading that the words allow.
//!
//! Deliberately not here: sets of dates, calendars other than the Gregorian, and the clock.
//!
//! Start at [`Date::parse`]; [`Date::before`] says how uncertainty and zones are treated; [`conflicts`] is what the timeline asks;
//! `find/mod.rs` says how text is read.

mod build;
mod date;
mod error;
mod explain;
mod find;
mod form;
mod ftm;
mod label;
mod mail;
mod parse;
mod precision;
mod relation;
mod serial;
mod span;
#[cfg(test)]
mod tests;

pub use date::Date;
pub use error::DateError;
pub use find::{Found, Reading, find};
pub use precision::Precision;
pub use relation::{Truth, conflicts};
