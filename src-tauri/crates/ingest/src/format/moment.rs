//! Times as programs write them, as EDTF.

use chrono::{DateTime, NaiveDateTime};
use dates::Date;

/// A time in one of the forms that programs write (EDTF, RFC 3339, RFC 5322, JavaScript), as EDTF; `None` for others.
/// A time without a zone stays one.
pub(crate) fn edtf(written: &str) -> Option<String> {
    let written = written.trim();
    if let Ok(moment) = DateTime::parse_from_rfc3339(written) {
        return Some(Date::from_datetime(moment).edtf().to_owned());
    }
    if let Ok(date) = Date::parse(written) {
        return Some(date.edtf().to_owned());
    }
    // What a browser adds in brackets is the zone's name in its own language.
    let bare = written.split(" (").next().unwrap_or(written);
    const ZONED: [&str; 4] =
        ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f%z", "%Y-%m-%d %H:%M:%S%.f %z", "%a %b %d %Y %H:%M:%S GMT%z"];
    for form in ZONED {
        if let Ok(moment) = DateTime::parse_from_str(bare, form) {
            return Some(Date::from_datetime(moment).edtf().to_owned());
        }
    }
    const BARE: [&str; 6] = [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%d %H:%M",
        "%Y/%m/%d %H:%M:%S",
        "%Y:%m:%d %H:%M:%S",
        "%a %b %d %H:%M:%S %Y",
    ];
    for form in BARE {
        if let Ok(moment) = NaiveDateTime::parse_from_str(bare, form) {
            return Some(Date::from_naive(moment).edtf().to_owned());
        }
    }
    Date::from_mail_header(bare).ok().map(|date| date.edtf().to_owned())
}

/// A time in seconds since 1970, in UTC, as EDTF. What programs write that know no time is none.
pub(crate) fn of_seconds(seconds: i64) -> Option<String> {
    let time = DateTime::from_timestamp(seconds, 0).filter(|_| seconds > 0)?;
    let edtf = time.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    // Years of more than four digits are damage, not dates.
    (edtf.len() == "2025-03-04T10:15:16Z".len()).then_some(edtf)
}

#[cfg(test)]
mod tests {
    use super::{edtf, of_seconds};

    #[test]
    fn seconds_become_edtf() {
        assert_eq!(of_seconds(1_741_083_316).as_deref(), Some("2025-03-04T10:15:16Z"));
        assert_eq!(of_seconds(0), None);
        assert_eq!(of_seconds(-1), None);
        assert_eq!(of_seconds(i64::MAX), None);
        assert_eq!(of_seconds(1 << 40), None);
    }

    #[test]
    fn written_times_become_edtf() {
        let check = |written: &str, expect: Option<&str>| assert_eq!(edtf(written).as_deref(), expect, "{written}");
        check("2025-03-04", Some("2025-03-04"));
        check("2025-03-04T10:15:16+08:00", Some("2025-03-04T10:15:16+08:00"));
        check("2025-03-04T10:15:16.123Z", Some("2025-03-04T10:15:16Z"));
        check("2025-03-04T10:15:16+0800", Some("2025-03-04T10:15:16+08:00"));
        check("2025-03-04 10:15:16", Some("2025-03-04T10:15:16"));
        check("Tue, 04 Mar 2025 10:15:16 +0100", Some("2025-03-04T10:15:16+01:00"));
        check("Tue Mar 04 2025 10:15:16 GMT+0800 (China Standard Time)", Some("2025-03-04T10:15:16+08:00"));
        check("TUE MAR 04 10:15:16 2025", Some("2025-03-04T10:15:16"));
        check("2025:03:04 10:15:16", Some("2025-03-04T10:15:16"));
        check("yesterday", None);
        check("", None);
    }
}
