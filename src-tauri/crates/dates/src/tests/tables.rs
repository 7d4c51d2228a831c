use chrono::{DateTime, NaiveDate, NaiveDateTime};

use super::date;
use crate::{Date, DateError, Precision, Truth, conflicts};

/// Rows of `text | canonical text | earliest | latest | label | FollowTheMoney prefix`; `=` repeats the text, `-` is none,
/// a bound that is a day stands for its first or last second.
#[track_caller]
fn check(table: &str) {
    for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let [text, edtf, earliest, latest, label, ftm] = cells(row);
        let date = date(text);
        let bound = |at: Option<NaiveDateTime>, whole_day: &str| {
            let at = at.map_or("-".to_owned(), |at| at.format("%Y-%m-%d %H:%M:%S").to_string());
            at.strip_suffix(whole_day).map_or(at.clone(), |day| day.trim_end().to_owned())
        };
        let is = [
            date.edtf().to_owned(),
            bound(date.earliest(), "00:00:00"),
            bound(date.latest(), "23:59:59"),
            date.label(),
            date.ftm_prefix().unwrap_or("-".to_owned()),
        ];
        let edtf = if edtf == "=" { text } else { edtf };
        assert_eq!(is, [edtf, earliest, latest, label, ftm], "{row}");
    }
}

#[track_caller]
fn cells<const N: usize>(row: &str) -> [&str; N] {
    let cells: Vec<_> = row.split('|').map(str::trim).collect();
    cells.try_into().unwrap_or_else(|_| panic!("{row}: not {N} cells"))
}

#[test]
fn days_and_longer() {
    check(
        "
        2025-03-04  | = | 2025-03-04  | 2025-03-04  | 4 March 2025              | 2025-03-04
        2025-03     | = | 2025-03-01  | 2025-03-31  | March 2025                | 2025-03
        2024-02     | = | 2024-02-01  | 2024-02-29  | February 2024             | 2024-02
        2025        | = | 2025-01-01  | 2025-12-31  | 2025                      | 2025
        2025-03-XX  | = | 2025-03-01  | 2025-03-31  | March 2025, day unknown   | 2025-03
        2025-XX     | = | 2025-01-01  | 2025-12-31  | 2025, month unknown       | 2025
        2025-XX-XX  | = | 2025-01-01  | 2025-12-31  | 2025, day unknown         | 2025
        202X        | = | 2020-01-01  | 2029-12-31  | 2020s                     | -
        20XX        | = | 2000-01-01  | 2099-12-31  | 2000–2099                 | -
        2025-21     | = | 2025-03-01  | 2025-05-31  | spring 2025               | 2025
        2025-24     | = | 2025-12-01  | 2026-02-28  | winter 2025–2026          | -
        2025-26     | = | 2025-06-01  | 2025-08-31  | summer 2025 (northern)    | 2025
        2025-31     | = | 2025-03-01  | 2025-05-31  | autumn 2025 (southern)    | 2025
        2025-33     | = | 2025-01-01  | 2025-03-31  | first quarter of 2025     | 2025
        2025-36     | = | 2025-10-01  | 2025-12-31  | fourth quarter of 2025    | 2025
        2025-38     | = | 2025-05-01  | 2025-08-31  | second third of 2025      | 2025
        2025-41     | = | 2025-07-01  | 2025-12-31  | second half of 2025       | 2025
        -0043-03-15 | = | -0043-03-15 | -0043-03-15 | 15 March 44 BC            | -
        0987        | = | 0987-01-01  | 0987-12-31  | 987                       | -
        Y12345      | = | +12345-01-01 | +12345-12-31 | 12345                   | -
        ",
    );
    assert_eq!(date(" 2025-03\n"), date("2025-03"));
}

#[test]
fn marks() {
    check(
        "
        2024~       | =           | 2024-01-01 | 2024-12-31 | about 2024                 | -
        ~2024       | 2024~       | 2024-01-01 | 2024-12-31 | about 2024                 | -
        2025-03~    | =           | 2025-03-01 | 2025-03-31 | about March 2025           | 2025
        2025-01?    | =           | 2025-01-01 | 2025-01-31 | perhaps January 2025       | -
        2025-03-04% | =           | 2025-03-04 | 2025-03-04 | perhaps about 4 March 2025 | 2025-03
        2025-02-28~ | =           | 2025-02-28 | 2025-02-28 | about 28 February 2025     | 2025
        2025-?03-04 | =           | 2025-03-04 | 2025-03-04 | perhaps 4 March 2025       | 2025-03
        ",
    );
}

#[test]
fn times() {
    check(
        "
        2025-03-04T10:15 | = | 2025-03-04 10:15:00 | 2025-03-04 10:15:59 | 4 March 2025, 10:15 | 2025-03-04
        2025-03-04T10:15:30 | = | 2025-03-04 10:15:30 | 2025-03-04 10:15:30 | 4 March 2025, 10:15:30 | 2025-03-04
        2025-03-04T10:15Z | = | 2025-03-04 10:15:00 | 2025-03-04 10:15:59 | 4 March 2025, 10:15 UTC | 2025-03-04T10:15
        2025-03-04T04:15+08:00 | = | 2025-03-03 20:15:00 | 2025-03-03 20:15:59 | 4 March 2025, 04:15 UTC+08:00 | 2025-03-03T20:15
        2025-03-04T22:15-09:30 | = | 2025-03-05 07:45:00 | 2025-03-05 07:45:59 | 4 March 2025, 22:15 UTC-09:30 | 2025-03-05T07:45
        2016-12-31T23:59:60Z | = | 2016-12-31 23:59:59 | 2016-12-31 | 31 December 2016, 23:59:60 UTC | 2016-12-31T23:59:59
        ",
    );
    let canonical = |text: &str, edtf: &str| assert_eq!(date(text).edtf(), edtf);
    canonical("2025-03-04T10:15:30.250+0800", "2025-03-04T10:15:30+08:00");
    canonical("2025-03-04T10:15+08", "2025-03-04T10:15+08:00");
    canonical("2025-03-04T10:15-00:00", "2025-03-04T10:15Z");
}

#[test]
fn intervals() {
    check(
        "
        2025-03/2025-05       | = | 2025-03-01 | 2025-05-31 | March 2025 to May 2025             | 2025
        2025-03-04/2025-03-09 | = | 2025-03-04 | 2025-03-09 | 4 March 2025 to 9 March 2025       | 2025-03
        2025-03-04/2025-03    | = | 2025-03-04 | 2025-03-31 | 4 March 2025 to March 2025         | 2025-03
        2024/2025-02          | = | 2024-01-01 | 2025-02-28 | 2024 to February 2025              | -
        ../2025-05            | = | -          | 2025-05-31 | up to May 2025                     | -
        2025-05/..            | = | 2025-05-01 | -          | from May 2025 on                   | -
        /2025                 | = | -          | 2025-12-31 | up to 2025, start unknown          | -
        2025/                 | = | 2025-01-01 | -          | from 2025, end unknown             | -
        2024~/2025-05?        | = | 2024-01-01 | 2025-05-31 | about 2024 to perhaps May 2025     | -
        202X/203X             | = | 2020-01-01 | 2039-12-31 | 2020s to 2030s                     | -
        2025-03-04T10:15Z/2025-03-04T12:00:00Z | = | 2025-03-04 10:15:00 | 2025-03-04 12:00:00 | 4 March 2025, 10:15 UTC to 4 March 2025, 12:00:00 UTC | 2025-03-04
        ",
    );
}

#[test]
fn errors_name_the_part_that_is_wrong() {
    // `text | at | message`
    let table = "
        | 0 | the date is empty
        2025-13 | 5 | month 13 is not a month
        2025-00-01 | 5 | month 00 is not a month
        2025-06-31 | 8 | day 31 does not exist in 2025-06
        2023-02-29 | 8 | day 29 does not exist in 2023-02
        2025-06-00~ | 8 | day 00 does not exist in 2025-06
        2025-06-31T10:00 | 8 | day 31 does not exist in 2025-06
        2025-03/2025-13 | 13 | month 13 is not a month
        2025-3-04 | 5 | `3` is not a month of two digits
        2025-03-4 | 8 | `4` is not a day of two digits
        2025-21-04 | 8 | season or quarter 21 cannot have a day
        2025-03-04-05 | 10 | `-05` is not expected here
        2025-03x | 5 | `03x` is not a month of two digits
        März 2025 | 0 | `März 2025` is not a year of four digits
        20250304 | 0 | `20250304` is not a year of four digits
        -0000 | 0 | `-0000` is not a year of four digits
        Y2025 | 0 | `Y2025` is not a year of four digits
        Y999999 | 0 | year Y999999 is beyond the years that can be calculated with
        Y99999999999999999999 | 0 | year Y99999999999999999999 is beyond the years that can be calculated with
        Y17E7 | 0 | years with an exponent or significant digits are not taken
        1950S2 | 0 | years with an exponent or significant digits are not taken
        04/03/2025 | 5 | a day is written 2025-03-04, and an interval has one slash
        2025-05/2025-03 | 8 | interval ends before it begins
        2025-05-02/2025-05-01 | 11 | interval ends before it begins
        ../.. | 0 | an interval needs a date at one end at least
        / | 0 | an interval needs a date at one end at least
        ..2025/2026 | 0 | `..` stands alone at an end of an interval
        [2025,2026] | 0 | a set of dates is not one date: use an interval
        2025-03T10:15 | 0 | a time of day needs a full date before it
        T10:15 | 0 | a time of day needs a full date before it
        2025-03-04T10 | 11 | `10` is not a time of day as hh:mm or hh:mm:ss
        2025-03-04T10:15:3 | 11 | `10:15:3` is not a time of day as hh:mm or hh:mm:ss
        2025-03-04T24:00 | 11 | hour 24 is not an hour
        2025-03-04T10:60 | 14 | minute 60 is not a minute
        2025-03-04T10:15:61 | 17 | second 61 is not a second
        2025-03-04T10:15~ | 16 | a time of day cannot be marked about or uncertain
        2025-03-04~T10:15 | 10 | a time of day cannot be marked about or uncertain
        2025-03-04T10:15+25:00 | 16 | `+25:00` is not a zone: use Z, +hh:mm or -hh:mm
        2025-03-04T10:15Z/2025-03-05 | 18 | one end of the interval has a zone and the other has none
    ";
    let check = |text: &str, at: &str, message: &str| {
        let error = Date::parse(text).unwrap_err();
        assert_eq!([&error.at().to_string(), &error.to_string()], [at, message], "{text}");
    };
    for row in table.lines().filter(|row| row.contains('|')) {
        let [text, at, message] = cells(row);
        check(text, at, message);
    }
    let unspecified = "unspecified digits can only come last, as in 2025-03-XX, 2025-XX, 202X or 20XX";
    for (text, at) in
        [("2XXX", "1"), ("20X5", "2"), ("2025-1X", "6"), ("2025-XX-12", "5"), ("202X-03", "3"), ("2025-03-1X", "9")]
    {
        check(text, at, unspecified);
    }
    check(&"9".repeat(10_000), "0", &format!("`{}…` is not a year of four digits", "9".repeat(40)));
}

#[test]
fn before_after_overlaps() {
    use Truth::{Maybe, No, Yes};
    let check = |a: &str, b: &str, before: Truth, after: Truth, overlaps: Truth| {
        let (a, b) = (date(a), date(b));
        assert_eq!((a.before(&b), a.after(&b), a.overlaps(&b)), (before, after, overlaps), "{a} and {b}");
        assert_eq!((b.after(&a), b.before(&a), b.overlaps(&a)), (before, after, overlaps), "{b} and {a}");
    };
    check("2025-03", "2025-04-01", Yes, No, No);
    check("2025-03", "2025-03-15", Maybe, Maybe, Maybe);
    check("2025-03-04", "2025-03-04", Maybe, Maybe, Maybe);
    check("2025-03-04T10:15:30Z", "2025-03-04T18:15:30+08:00", No, No, Yes);
    check("2025-03/2025-05", "2025-04-10", No, No, Yes);
    check("2025-03/2025-05", "2025-03-10", No, Maybe, Maybe);
    check("2025-01-01/2025-12-31", "2025-03", No, No, Yes);
    check("../2025-05", "2025-06", Yes, No, No);
    check("../2025-05", "2020", Maybe, Maybe, Maybe);
    check("2025-05/", "2030", Maybe, Maybe, Maybe);
    check("2025-05/..", "2025-04", No, Yes, No);
    // About 2024 may be early 2025, but not 2026.
    check("2024~", "2025-03", Maybe, Maybe, Maybe);
    check("2024~", "2026-01", Yes, No, No);
    check("2025-03-31?", "2025-04-01", Maybe, Maybe, Maybe);
    check("2025-03-31?", "2025-04-02", Yes, No, No);
    // Without a zone: by the wall calendar among themselves, by any clock on earth against a time with a zone.
    check("2025-03-04", "2025-03-05", Yes, No, No);
    check("2025-03-04", "2025-03-05T11:00Z", Maybe, Maybe, Maybe);
    check("2025-03-04", "2025-03-05T12:00Z", Yes, No, No);
    check("2025-03-05", "2025-03-04T09:59Z", No, Yes, No);
    check("2025-03-05", "2025-03-04T10:00Z", Maybe, Maybe, Maybe);
}

#[test]
fn conflicting_sources() {
    let check = |texts: &[&str], expect: bool| {
        let dates: Vec<_> = texts.iter().copied().map(date).collect();
        assert_eq!(conflicts(&dates), expect, "{texts:?}");
    };
    check(&[], false);
    check(&["2025-03-04"], false);
    check(&["2025-03-04", "2025-03", "2025"], false);
    check(&["2025-03-04", "2025-03", "2025-03-05"], true);
    check(&["2025-03~", "2025-04"], false);
    check(&["../2025-05", "2025-06"], true);
    check(&["../2025-05", "2024/"], false);
    check(&["2025-03-04", "2025-03-04T23:30Z", "2025-03-05T03:00Z"], true);
    check(&["2025-03-04", "2025-03-04T23:30Z"], false);
    check(&["2025-03-04", "2025-03-06T00:00Z"], true);
}

#[test]
fn order_for_drawing() {
    let sorted = "../2025-05 /2025 2024~ 2025-03-01 2025-03 2025-21 2025-03-04 2025-03-04~ 2025-03-04/2025-03-09 \
                  2025-03-04/.. 2025-03-04T09:00 2025-03-04T10:15 2025-03-04T10:15Z";
    let mut dates: Vec<_> = sorted.split(' ').rev().map(date).collect();
    dates.sort();
    let texts: Vec<_> = dates.iter().map(Date::edtf).collect();
    assert_eq!(texts.join(" "), sorted);
}

#[test]
fn precisions() {
    let check = |text: &str, expect: Precision| assert_eq!(date(text).precision(), expect, "{text}");
    check("2025-03-04T10:15:30Z", Precision::Second);
    check("2025-03-04T10:15", Precision::Minute);
    check("2025-03-04", Precision::Day);
    check("2025-03-XX", Precision::Month);
    check("2025-24", Precision::Season);
    check("2025-34", Precision::Quarter);
    check("2025-37", Precision::ThirdOfYear);
    check("2025-40", Precision::HalfYear);
    check("2025-XX-XX", Precision::Year);
    check("Y12345", Precision::Year);
    check("202X", Precision::Decade);
    check("20XX", Precision::Century);
    check("2025-03-04/2026", Precision::Year);
    check("../2025-05", Precision::Month);
}

#[test]
fn mail_headers() {
    let check = |header: &str, edtf: &str| {
        let date = Date::from_mail_header(header).unwrap();
        assert_eq!((date.edtf(), date.original()), (edtf, Some(header.trim())), "{header}");
    };
    check("Tue, 4 Mar 2025 10:15:30 +0800", "2025-03-04T10:15:30+08:00");
    check("Mon, 04 Mar 2025 10:15:30 +0800 (CST)", "2025-03-04T10:15:30+08:00");
    check("4 March 2025 10:15 -0000", "2025-03-04T10:15Z");
    check("Tue,  4 Mar 25 10:15:30 GMT", "2025-03-04T10:15:30Z");
    check("Tue 4 Mar 99 10:15:30 EST", "1999-03-04T10:15:30-05:00");
    check("Tue, 4 Mar 2025 10:15:30 CST", "2025-03-04T10:15:30");
    check("Tue, 4 Mar 2025 10:15:30", "2025-03-04T10:15:30");
    check("Sat, 31 Dec 2016 23:59:60 +0000", "2016-12-31T23:59:59Z");
    let fail = |header: &str, what: &str| {
        let error = Date::from_mail_header(header).unwrap_err();
        assert!(matches!(&error, DateError::Mail { .. }) && error.to_string().ends_with(what), "{header}: {error}");
    };
    fail("", ": no day");
    fail("yesterday", ": no day");
    fail("Tue, 4 Brumaire 2025 10:15", ": no month");
    fail("Tue, 31 Feb 2025 10:15", ": no such day");
    fail("Tue, 4 Mar 2025", ": no time");
    fail("Tue, 4 Mar 2025 25:15", ": no such time");
    fail("Tue, 4 Mär 2025 10:15", ": no month");
}

#[test]
fn built_from_values() {
    let check = |date: Date, edtf: &str| {
        let parsed = super::date(edtf);
        assert_eq!(date, parsed);
        assert_eq!(
            (date.earliest(), date.latest(), date.has_zone()),
            (parsed.earliest(), parsed.latest(), parsed.has_zone()),
            "{edtf}"
        );
    };
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
    let zoned = |text| DateTime::parse_from_rfc3339(text).unwrap();
    check(Date::from_day(day(2025, 3, 4)), "2025-03-04");
    check(Date::from_day(day(-43, 3, 15)), "-0043-03-15");
    check(Date::from_day(day(12345, 3, 4)), "Y12345");
    check(Date::from_day(NaiveDate::MAX), "Y262142");
    check(Date::from_day(NaiveDate::MIN), "Y-262143");
    check(Date::from_naive(day(2025, 3, 4).and_hms_milli_opt(10, 15, 30, 999).unwrap()), "2025-03-04T10:15:30");
    check(Date::from_datetime(zoned("2025-03-04T10:15:30.5+08:00")), "2025-03-04T10:15:30+08:00");
    check(Date::from_datetime(zoned("2025-03-04T00:15:30-09:30")), "2025-03-04T00:15:30-09:30");
    let with_seconds = chrono::FixedOffset::east_opt(29_143).unwrap();
    check(Date::from_datetime(zoned("1900-01-01T00:00:00Z").with_timezone(&with_seconds)), "1900-01-01T00:00:00Z");
    check(Date::from(DateTime::<chrono::Utc>::MAX_UTC), "Y262142");
    check(
        Date::from_datetime(
            DateTime::<chrono::Utc>::MAX_UTC.with_timezone(&chrono::FixedOffset::east_opt(50_400).unwrap()),
        ),
        "Y262142",
    );
}

#[test]
fn original_wording_is_kept_and_told_apart() {
    let plain = date("2025-03");
    let worded = plain.clone().with_original("early spring");
    assert_eq!((worded.edtf(), worded.original()), ("2025-03", Some("early spring")));
    assert_ne!(plain, worded);
    assert!(plain < worded);
}

#[test]
fn json() {
    let check = |date: Date, json: &str| {
        assert_eq!(serde_json::to_string(&date).unwrap(), json);
        assert_eq!(serde_json::from_str::<Date>(json).unwrap(), date);
    };
    check(date("2025-03"), r#""2025-03""#);
    check(date("2025-03").with_original("März 2025"), r#"{"edtf":"2025-03","original":"März 2025"}"#);
    assert_eq!(serde_json::from_str::<Date>(r#"{"edtf":"~2024"}"#).unwrap(), date("2024~"));
    let error = serde_json::from_str::<Date>(r#""2025-13""#).unwrap_err();
    assert!(error.to_string().starts_with("month 13 is not a month"), "{error}");
}

#[test]
fn binary() {
    for date in [date("2025-03"), date("2025-03").with_original("März 2025")] {
        let bytes = postcard::to_stdvec(&date).unwrap();
        assert_eq!(postcard::from_bytes::<Date>(&bytes).unwrap(), date);
    }
}
