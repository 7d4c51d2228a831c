use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use chrono::NaiveDateTime;

use crate::error::DateError;
use crate::form::{End, Form, Moment};
use crate::parse::parse;
use crate::precision::Precision;
use crate::span::Span;

/// A partial date or an interval, with the wording it was read from.
///
/// Two dates are equal when canonical text and original wording are. `Ord` is [`Date::cmp_for_drawing`].
///
/// Serialised for people (JSON) as the canonical text, or as `{"edtf", "original"}` when there is an original;
/// in binary formats always as these two fields. Reading takes either and checks the text.
#[derive(Clone)]
pub struct Date {
    pub(crate) form: Form,
    edtf: String,
    original: Option<String>,
    written: Span,
    pub(crate) doubted: Span,
}

impl Date {
    /// Reads one EDTF expression; white space around it is passed over, a fraction of a second is dropped.
    ///
    /// Taken are `2025`, `2025-03`, `2025-03-04`, `2025-03-04T10:15` and `…:30`, with `Z`, `+08`, `+0800` or `+08:00`; `~` about,
    /// `?` uncertain, `%` both; `2025-03-XX`, `2025-XX`, `202X`, `20XX`; seasons `2025-21` to `-32`, quarters `-33` to `-36`,
    /// thirds `-37` to `-39`, halves `-40` and `-41`; `-0043`, `Y12345`; intervals `a/b` of all these, with `..` for an open
    /// and nothing for an unknown end. Intervals are inclusive.
    ///
    /// # Errors
    /// The first part that is wrong, with its place: see [`DateError`]. Level 2 beyond the above is refused by name.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let form = parse(text)?;
        let out_of_range = || DateError::YearOutOfRange { at: 0, found: form.to_string() };
        let written = Span::written(&form).ok_or_else(out_of_range)?;
        let doubted = Span::doubted(&form).ok_or_else(out_of_range)?;
        Ok(Self::assemble(form, written, doubted))
    }

    pub(crate) fn assemble(form: Form, written: Span, doubted: Span) -> Self {
        Self { form, edtf: form.to_string(), original: None, written, doubted }
    }

    /// The same date with the wording of its source, word for word.
    #[must_use]
    pub fn with_original(self, original: impl Into<String>) -> Self {
        Self { original: Some(original.into()), ..self }
    }

    /// The canonical EDTF text; [`Date::parse`] of it gives this date again.
    #[must_use]
    pub fn edtf(&self) -> &str {
        &self.edtf
    }

    /// The wording of the source, if kept.
    #[must_use]
    pub fn original(&self) -> Option<&str> {
        self.original.as_deref()
    }

    /// The first second of the date as written, marks like `~` aside; `None` when its start is open or unknown.
    /// In UTC when [`Date::has_zone`], else as a clock on the wall shows it. Years beyond chrono's ±262 000 are never parsed.
    #[must_use]
    pub const fn earliest(&self) -> Option<NaiveDateTime> {
        self.written.start_lo
    }

    /// The last second of the date as written (23:59:59 for a day); `None` when its end is open or unknown. Zone as [`Date::earliest`].
    #[must_use]
    pub const fn latest(&self) -> Option<NaiveDateTime> {
        self.written.end_hi
    }

    /// Whether its times name their zone. An interval has a zone at both ends or at none; an open end has none to name.
    #[must_use]
    pub const fn has_zone(&self) -> bool {
        self.written.zoned
    }

    /// How finely the date is known.
    #[must_use]
    pub fn precision(&self) -> Precision {
        Precision::of_form(&self.form)
    }

    /// Whether the date has two ends, known or not.
    #[must_use]
    pub const fn is_interval(&self) -> bool {
        matches!(self.form, Form::Interval(..))
    }

    /// Whether any part is marked `~` or `%`.
    #[must_use]
    pub fn is_approximate(&self) -> bool {
        self.any(edtf_core::Date::is_approximate)
    }

    /// Whether any part is marked `?` or `%`.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        self.any(edtf_core::Date::is_uncertain)
    }

    /// A total order for drawing: by earliest (none first), latest (none last), precision (finer first), canonical text, original.
    /// Wall-clock times and UTC are compared as they stand. What is surely before what is asked with [`Date::before`].
    #[must_use]
    pub fn cmp_for_drawing(&self, other: &Self) -> Ordering {
        let latest = |date: &Self| (date.latest().is_none(), date.latest());
        self.earliest()
            .cmp(&other.earliest())
            .then_with(|| latest(self).cmp(&latest(other)))
            .then_with(|| self.precision().cmp(&other.precision()))
            .then_with(|| self.edtf.cmp(&other.edtf))
            .then_with(|| self.original.cmp(&other.original))
    }

    fn any(&self, holds: impl Fn(&edtf_core::Date) -> bool) -> bool {
        let moment = |moment: &Moment| matches!(moment, Moment::Calendar(date) if holds(date));
        let end = |end: &End| matches!(end, End::Known(known) if moment(known));
        match &self.form {
            Form::Moment(only) => moment(only),
            Form::Interval(start, finish) => end(start) || end(finish),
        }
    }
}

impl PartialEq for Date {
    fn eq(&self, other: &Self) -> bool {
        self.edtf == other.edtf && self.original == other.original
    }
}

impl Eq for Date {}

impl Hash for Date {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.edtf, &self.original).hash(state);
    }
}

impl PartialOrd for Date {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Date {
    fn cmp(&self, other: &Self) -> Ordering {
        self.cmp_for_drawing(other)
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        Self::parse(text)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.edtf)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Date").field("edtf", &self.edtf).field("original", &self.original).finish()
    }
}
