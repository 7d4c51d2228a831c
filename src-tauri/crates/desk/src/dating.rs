//! When a document is from: every date that speaks of it, by one rule, and which of them is taken for its own.
//!
//! What a document says of itself comes first, then what its sender's or maker's machine wrote, last what a file system
//! knows, which is the time of a copy as often as not: that tells of the file and is never the document's date.

use dates::{Date, Precision, find};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Acquisition, NewReading};

/// Where a date comes from, the most trustworthy first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whence {
    /// The header of a message.
    Sent,
    /// What a page says of its publication.
    Published,
    /// A line near the top that holds nothing but a date, or a place and a date.
    DateLine,
    /// A camera's clock.
    TakenAt,
    /// When a message arrived.
    Received,
    /// A property of the file: when it was made. A template keeps that of its first use.
    Created,
    /// A property of the file: when it was changed last.
    Modified,
    /// When a page was saved.
    SavedAt,
    /// What an archive says of its entry.
    Entry,
    /// What the file system said of the file.
    File,
}

impl Whence {
    /// The word used on the wire.
    pub fn word(self) -> &'static str {
        match self {
            Whence::Sent => "sent",
            Whence::Published => "published",
            Whence::DateLine => "date_line",
            Whence::TakenAt => "taken_at",
            Whence::Received => "received",
            Whence::Created => "created",
            Whence::Modified => "modified",
            Whence::SavedAt => "saved_at",
            Whence::Entry => "entry",
            Whence::File => "file",
        }
    }

    /// Whether it can be the document's own date; else it tells of the file.
    pub fn is_of_document(self) -> bool {
        self <= Whence::Created
    }
}

/// The properties that hold dates, by the names readers give them.
const PROPERTIES: [(Whence, &str); 7] = [
    (Whence::Sent, "sent"),
    (Whence::Published, "published"),
    (Whence::TakenAt, "taken_at"),
    (Whence::Received, "received"),
    (Whence::Created, "created"),
    (Whence::Modified, "modified"),
    (Whence::SavedAt, "saved_at"),
];

/// A date that speaks of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// The date, EDTF.
    pub date: String,
    /// Where it comes from.
    pub whence: Whence,
    /// The line it stands in, of a date line.
    pub words: Option<String>,
    /// Whether it is what a clock shows that was never set.
    pub is_unset: bool,
}

/// A line of a text that says when the text is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateLine {
    /// The date, EDTF.
    pub date: String,
    /// The line as it stands there.
    pub line: String,
}

/// Every date that speaks of a document, the most trustworthy first.
pub fn dates(reading: &NewReading, found_at: &[Acquisition]) -> Vec<Dated> {
    let details = &reading.details;
    let mut all = of_words(&details["meta"], date_line_of(details).as_ref());
    for place in found_at {
        let whence = if place.parent.is_some() { Whence::Entry } else { Whence::File };
        all.extend(place.modified.iter().filter_map(|date| dated(date, whence)));
    }
    all.sort_by_key(|dated| dated.whence);
    let mut seen = std::collections::HashSet::new();
    all.retain(|dated| seen.insert((dated.date.clone(), dated.whence)));
    all
}

/// The document's own date; `None` where nothing but the file's is known.
pub fn date(reading: &NewReading) -> Option<String> {
    // A reading that says what it found of a date line was dated by this very rule, once and for all lists.
    if reading.details.get("date_line").is_some() {
        return reading.date.clone();
    }
    own(&of_words(&reading.details["meta"], date_line_of(&reading.details).as_ref()))
        // A reading of an earlier version told its date and may have told it otherwise.
        .or_else(|| reading.date.clone())
}

/// The document's own date, of what a reader told of it.
pub fn own_date(meta: &Value, date_line: Option<&DateLine>) -> Option<String> {
    own(&of_words(meta, date_line))
}

fn own(all: &[Dated]) -> Option<String> {
    let best =
        all.iter().filter(|dated| dated.whence.is_of_document() && !dated.is_unset).min_by_key(|dated| dated.whence);
    best.map(|dated| dated.date.clone())
}

fn of_words(meta: &Value, date_line: Option<&DateLine>) -> Vec<Dated> {
    let of = |key: &str| meta[key].as_array().into_iter().flatten().filter_map(Value::as_str);
    let told = PROPERTIES.iter().flat_map(|(whence, key)| of(key).filter_map(move |date| dated(date, *whence)));
    let line = date_line
        .and_then(|line| Some(Dated { words: Some(line.line.clone()), ..dated(&line.date, Whence::DateLine)? }));
    told.chain(line).collect()
}

fn dated(edtf: &str, whence: Whence) -> Option<Dated> {
    let date = Date::parse(edtf).ok()?;
    let is_unset = whence >= Whence::TakenAt && is_unset(&date);
    Some(Dated { date: date.edtf().to_owned(), whence, words: None, is_unset })
}

/// The first days that computers and cameras count from.
fn is_unset(date: &Date) -> bool {
    let first_days = ["1601-01-01", "1899-12-30", "1904-01-01", "1970-01-01", "1980-01-01", "2000-01-01"];
    let day = date.earliest().map(|time| time.date().to_string());
    // A whole year or month is a statement of somebody, no clock's.
    date.precision() <= Precision::Day && day.is_some_and(|day| first_days.contains(&day.as_str()))
}

fn date_line_of(details: &Value) -> Option<DateLine> {
    serde_json::from_value(details["date_line"].clone()).ok()
}

/// How many lines from the top are looked at, and how long one may be.
const LINES: usize = 12;
const LONGEST: usize = 60;
/// What may stand before a date and say that it is the document's.
const LABELS: [&str; 20] = [
    "date",
    "dated",
    "date of issue",
    "issue date",
    "issued",
    "issued on",
    "report date",
    "invoice date",
    "letter date",
    "datum",
    "fecha",
    "data",
    "date d'émission",
    "дата",
    "日期",
    "签发日期",
    "日付",
    "날짜",
    "التاريخ",
    "tarih",
];

/// The date line of a text: the first line near its top that holds a day and nothing but a label or a place besides.
pub fn date_line(text: &str) -> Option<DateLine> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(LINES);
    lines.filter(|line| line.chars().count() <= LONGEST).find_map(|line| {
        let found = find(line, None);
        let [found] = found.as_slice() else { return None };
        let [reading] = found.readings.as_slice() else { return None };
        let rest = line.replacen(&found.words, "\u{0}", 1);
        let (before, after) = rest.split_once('\u{0}')?;
        let is_day = reading.date.precision() <= Precision::Day && !reading.date.is_interval();
        let is_own = after.trim_matches(['.', ' ', ')', '）']).is_empty() && (is_label(before) || is_place(before));
        (is_day && is_own).then(|| DateLine { date: reading.date.edtf().to_owned(), line: line.to_owned() })
    })
}

fn is_label(before: &str) -> bool {
    let label = search::folded(before);
    let label = label.trim().trim_end_matches(':').trim();
    label.is_empty() || LABELS.iter().any(|known| search::folded(known) == label)
}

/// "Singapore, " or "Johor Bahru, the ": few words, each with a capital, and a comma.
fn is_place(before: &str) -> bool {
    let Some((place, link)) = before.rsplit_once([',', '，']) else { return false };
    let words: Vec<&str> = place.split_whitespace().collect();
    let is_name = |word: &&str| {
        word.chars().next().is_some_and(|first| first.is_uppercase() || !first.is_ascii())
            && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'))
    };
    (1..=3).contains(&words.len())
        && words.iter().all(is_name)
        && matches!(link.trim(), "" | "the" | "den" | "le" | "el")
}

/// A date of an answer (EDTF) as people read it, `summer 2024` for `2024-22`; what is no such date stays as it is.
#[must_use]
pub fn date_words(edtf: &str) -> String {
    Date::parse(edtf).map_or_else(|_| edtf.to_owned(), |date| date.label())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_most_trustworthy_date_is_the_documents() {
        let check = |meta: Value, line: Option<&str>, expect: Option<&str>| {
            let line = line.map(|date| DateLine { date: date.into(), line: date.into() });
            assert_eq!(own_date(&meta, line.as_ref()).as_deref(), expect, "{meta}");
        };
        check(json!({"created": ["2024-01-02"], "sent": ["2024-03-01T10:00:00Z"]}), None, Some("2024-03-01T10:00:00Z"));
        check(json!({"created": ["2019-01-02"]}), Some("2024-05-06"), Some("2024-05-06"));
        check(json!({"created": ["2019-01-02"], "taken_at": ["2018-07-01"]}), None, Some("2018-07-01"));
        check(json!({"modified": ["2019-01-02"], "saved_at": ["2019-01-03"]}), None, None);
        check(json!({"created": ["1601-01-01T00:00:00Z"]}), None, None);
        check(json!({"created": ["1970"]}), None, Some("1970"));
        check(json!({"created": ["no date", "2020-02-02"], "sent": "not a list"}), None, Some("2020-02-02"));
        check(json!(null), None, None);
    }

    #[test]
    fn a_date_line_holds_a_day_and_nothing_but_a_label_or_a_place() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(date_line(text).map(|line| line.date).as_deref(), expect, "{text}");
        };
        check("Vextorium Components B.V.\n\nSingapore, 8 May 2025\n\nDear Sir", Some("2025-05-08"));
        check("Johor Bahru, the 12 March 2025", Some("2025-03-12"));
        check("Date: 2024-11-08\nVisit of 5 November 2024", Some("2024-11-08"));
        check("海关总署\n日期：2024-02-19\n提单", Some("2024-02-19"));
        check("签发日期： 2024年2月19日", Some("2024-02-19"));
        check("Date：2024-02-19", Some("2024-02-19"));
        check("ＤＡＴＥ：２０２４-０２-１９", Some("2024-02-19"));
        check("14 February 2025.", Some("2025-02-14"));
        for none in [
            "",
            "The visit took place on 5 November 2024.",
            "Due date: 5 November 2024",
            "Date of birth: 5 November 1984",
            "03/04/2025",
            "March 2025",
            "Valid 1 May 2025 to 3 June 2025",
            "Page 3, 5 November 2024",
        ] {
            check(none, None);
        }
        check(&format!("{}5 November 2024", "line\n".repeat(LINES)), None);
    }

    #[test]
    fn dates_are_read_as_people_say_them() {
        let check = |edtf: &str, expect: &str| assert_eq!(date_words(edtf), expect);
        check("2024-22", "summer 2024");
        check("2023-11-14/..", "from 14 November 2023 on");
        check("", "");
        check("one day", "one day");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_looked_at_without_harm(text in "\\PC{0,80}(\n\\PC{0,80}){0,4}") {
            let _ = date_line(&text);
        }
    }
}
