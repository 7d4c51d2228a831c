//! Words with who changed or said them, and when.

use chrono::NaiveDateTime;
use quick_xml::events::BytesStart;

use crate::format::moment::edtf;
use crate::format::ooxml::attr;
use crate::format::said::said;
use crate::format::tracked::inserted;

/// Words with who changed or said them.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) author: String,
    /// EDTF.
    pub(super) date: Option<String>,
    pub(super) words: String,
    /// What its last paragraph is called, where it is a comment.
    pub(super) paragraph: String,
}

impl Change {
    pub(super) fn of(tag: &BytesStart<'_>) -> Change {
        let date = attr(tag, "date").unwrap_or_default();
        let utc = attr(tag, "dateUtc");
        Change {
            author: attr(tag, "author").unwrap_or_default(),
            date: utc.and_then(|utc| zoned(&date, &utc)).or_else(|| edtf(&date)),
            ..Change::default()
        }
    }

    /// `author, date: words`.
    pub(super) fn line(&self) -> String {
        said(&self.author, self.date.as_deref(), &self.words)
    }

    /// The same of an insertion, whose words stand in the text, too.
    pub(super) fn inserted(&self) -> String {
        inserted(&self.author, self.date.as_deref(), &self.words)
    }
}

/// A moment with its zone, from what the clock showed, which programs write as if it were UTC, and what it was in UTC.
pub(super) fn zoned(clock: &str, utc: &str) -> Option<String> {
    const FORM: &str = "%Y-%m-%dT%H:%M:%S";
    let moment = |written: &str| NaiveDateTime::parse_from_str(written.trim_end_matches('Z'), FORM).ok();
    let clock = moment(clock)?;
    let minutes = clock.signed_duration_since(moment(utc)?).num_minutes();
    if minutes % 15 != 0 || minutes.abs() > 14 * 60 {
        return None;
    }
    let (sign, hours, rest) = (if minutes < 0 { '-' } else { '+' }, minutes.abs() / 60, minutes.abs() % 60);
    edtf(&format!("{}{sign}{hours:02}:{rest:02}", clock.format(FORM)))
}
