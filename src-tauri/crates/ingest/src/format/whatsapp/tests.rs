#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::line::begins;
use super::order::Order;
use super::{looks_like_one, read};
use crate::format::probe::{Probe, damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey, ProblemCode};

const PHONE: &str = "[31/12/2024, 22:15:16] Mara Lindqvist: \u{200e}Messages and calls are end-to-end encrypted.\r\n\
    [31/12/2024, 22:15:20] Mara Lindqvist: The crates left:\r\neight of them\r\n\r\nand more\r\n\
    \u{200e}[01/01/2025, 08:00:00] ~\u{202f}Ivo Tan: \u{200e}<attached: 00000003-PHOTO.jpg>\r\n\
    [01/01/2025, 08:01:00] Ivo: \u{200e}image omitted\r\n[01/01/2025, 08:02:00] Mara changed the subject to \"Crates: all\"\r\n";

const OTHER: &str = "12/31/24, 10:15\u{202f}PM - Messages and calls are end-to-end encrypted. Tap to learn more.\n\
    12/31/24, 10:16\u{202f}PM - Mara: Happy - new: year\n1/1/25, 12:05\u{202f}AM - Ivo: <Media omitted>\n1/1/25, 12:06\u{202f}AM - Ivo:\n";

fn check(text: &str, units: &[&str]) -> Probe {
    let (outcome, found) = probe(read, text.as_bytes());
    assert_eq!(outcome, Ok(()));
    let texts: Vec<&str> = found.units.iter().map(|unit| unit.text.as_str()).collect();
    assert_eq!(texts, units);
    found
}

#[test]
fn both_kinds_of_phones_are_read() {
    let found = check(
        PHONE,
        &[
            "Mara Lindqvist, 2024-12-31 22:15:16 (31/12/2024, 22:15:16)\n\u{200e}Messages and calls are end-to-end encrypted.",
            "Mara Lindqvist, 2024-12-31 22:15:20 (31/12/2024, 22:15:20)\nThe crates left:\neight of them\n\nand more",
            "~\u{202f}Ivo Tan, 2025-01-01 08:00:00 (01/01/2025, 08:00:00)\n\u{200e}<attached: 00000003-PHOTO.jpg>",
            "Ivo, 2025-01-01 08:01:00 (01/01/2025, 08:01:00)\n\u{200e}image omitted",
            "2025-01-01 08:02:00 (01/01/2025, 08:02:00)\nMara changed the subject to \"Crates: all\"",
        ],
    );
    assert_eq!(found.units[4].label, "message 5");
    assert_eq!(found.metas(MetaKey::From), ["Mara Lindqvist", "~\u{202f}Ivo Tan", "Ivo"]);
    assert_eq!(found.metas(MetaKey::Created), ["2024-12-31T22:15:16"]);
    assert_eq!(found.metas(MetaKey::Modified), ["2025-01-01T08:02:00"]);
    assert_eq!(found.metas(MetaKey::Finding), ["one file was sent in the chat and left out of the export"]);
    assert!(found.problems.is_empty());
    let found = check(
        OTHER,
        &[
            "2024-12-31 22:15 (12/31/24, 10:15\u{202f}PM)\nMessages and calls are end-to-end encrypted. Tap to learn more.",
            "Mara, 2024-12-31 22:16 (12/31/24, 10:16\u{202f}PM)\nHappy - new: year",
            "Ivo, 2025-01-01 00:05 (1/1/25, 12:05\u{202f}AM)\n<Media omitted>",
            "Ivo, 2025-01-01 00:06 (1/1/25, 12:06\u{202f}AM)",
        ],
    );
    assert_eq!(found.metas(MetaKey::Created), ["2024-12-31T22:15"]);
    assert_eq!(found.metas(MetaKey::Modified), ["2025-01-01T00:06"]);
}

#[test]
fn dates_and_times_of_many_countries() {
    let check = |line: &str, order: Order, expect: Option<&str>| {
        let start = begins(line, None);
        let moment = start.as_ref().and_then(|start| start.moment(order)).map(|moment| moment.to_string());
        assert_eq!(moment.as_deref(), expect, "{line}");
    };
    check("31.12.24, 22:15 - A: x", Order::DayMonthYear, Some("2024-12-31 22:15:00"));
    check("31.12.2024 22.15 - A: x", Order::DayMonthYear, Some("2024-12-31 22:15:00"));
    check("31/12/2024 à 22:15 - A: x", Order::DayMonthYear, Some("2024-12-31 22:15:00"));
    check("31-12-2024 22:15 - A: x", Order::DayMonthYear, Some("2024-12-31 22:15:00"));
    check("31. 12. 2024, 9:05 - A: x", Order::DayMonthYear, Some("2024-12-31 09:05:00"));
    check("[2024/12/31 下午10:15:16] A: x", Order::DayMonthYear, Some("2024-12-31 22:15:16"));
    check("[31/12/24, 10:15:16 p. m.] A: x", Order::DayMonthYear, Some("2024-12-31 22:15:16"));
    check("2024-12-31, 12:00 a.m. - A: x", Order::YearMonthDay, Some("2024-12-31 00:00:00"));
    check("24/12/31, 12:00 - A: x", Order::YearMonthDay, Some("2024-12-31 12:00:00"));
    check("31/12/2024, 22:15 - A: x", Order::MonthDayYear, None);
    check("31/12/2024, 25:15 - A: x", Order::DayMonthYear, None);
    check("31/12/2024 and so on, 22:15 - A: x", Order::DayMonthYear, None);
    check("12345/12/2024, 22:15 - A: x", Order::DayMonthYear, None);
    check("words", Order::DayMonthYear, None);
    check("٣١\u{200f}/١٢\u{200f}/٢٠٢٤, ١٠:١٥ م - A: x", Order::DayMonthYear, Some("2024-12-31 22:15:00"));
    check("۲۰۲۴/۱۲/۳۱, ۱۰:۱۵ - A: x", Order::YearMonthDay, Some("2024-12-31 10:15:00"));
    check("३१/१२/२४, १०:१५ अपराह्न - A: x", Order::DayMonthYear, Some("2024-12-31 22:15:00"));
    check("31/12/2567 22:15 - A: x", Order::DayMonthYear, Some("2024-12-31 22:15:00"));
    check("1403/10/11, 22:15 - A: x", Order::YearMonthDay, None);
    check("2024-12-31 22 h 15 - A: x", Order::YearMonthDay, Some("2024-12-31 22:15:00"));
    check("2024/12/31 晚上10:15 - A: x", Order::YearMonthDay, Some("2024-12-31 22:15:00"));
    check("2024/12/31 凌晨12:15 - A: x", Order::YearMonthDay, Some("2024-12-31 00:15:00"));
    check("2024/12/31 中午12:15 - A: x", Order::YearMonthDay, Some("2024-12-31 12:15:00"));
    check("31.12.2024 10:15 ÖS - A: x", Order::DayMonthYear, Some("2024-12-31 22:15:00"));
    check("31/12/24, 10:15 CH - A: x", Order::DayMonthYear, Some("2024-12-31 22:15:00"));
    check("31/12/2016 10:15 da tarde - A: x", Order::DayMonthYear, Some("2016-12-31 22:15:00"));
    check("31/12/24, 10:15 Uhr - A: x", Order::DayMonthYear, Some("2024-12-31 10:15:00"));
    // A word for the half of the day that is not known: better no time than a wrong one.
    check("31/12/24, 10:15 xyz - A: x", Order::DayMonthYear, None);
    check("31/12/24, 22:15 xyz - A: x", Order::DayMonthYear, Some("2024-12-31 22:15:00"));
}

#[test]
fn the_order_of_days_and_months_is_found_from_the_whole() {
    let check = |dates: &[&str], expect: &[&str], n_problems: usize| {
        let text: String = dates.iter().map(|date| format!("{date}, 10:15 - Ivo: x\n")).collect();
        let (_, found) = probe(read, text.as_bytes());
        let heads: Vec<String> =
            found.units.iter().map(|unit| unit.text.lines().next().unwrap_or("").to_owned()).collect();
        for (head, expect) in heads.iter().zip(expect) {
            assert!(head.starts_with(&format!("Ivo, {expect}")), "{head} {expect}");
        }
        assert_eq!(found.problems.len(), n_problems, "{:?}", found.problems);
    };
    check(&["01/02/25", "01/03/25", "13/03/25"], &["2025-02-01", "2025-03-01", "2025-03-13"], 0);
    check(&["01/02/25", "01/13/25"], &["2025-01-02", "2025-01-13"], 0);
    check(&["11/03/25", "02/04/25"], &["2025-03-11", "2025-04-02"], 0);
    check(&["04/04/25", "05/05/25"], &["2025-04-04", "2025-05-05"], 0);
    check(&["01/02/25", "01/03/25"], &["01/02/25, 10:15", "01/03/25, 10:15"], 1);
    check(&["13/02/25", "14/02/25", "02/15/25"], &["2025-02-13", "2025-02-14", "02/15/25, 10:15"], 1);
}

#[test]
fn chats_are_told_from_logs_and_notes() {
    let check = |text: &str, expect: bool| assert_eq!(looks_like_one(text), expect, "{text}");
    check(PHONE, true);
    check(OTHER, true);
    check("31/12/2024 22:15 - A: x\n31/12/2024 22:16 - B: y\n31/12/2024 22:17 - A: z\n", true);
    check("31/12/2024 22:15 - INFO: x\n31/12/2024 22:16 - INFO: y\n31/12/2024 22:17 - WARN: z\n", false);
    check("2024-12-31 22:15 - a: x\n2024-12-31 22:15 - b: x\n2024-12-31 22:15 - c: x\n", false);
    check("[2024-12-31 22:15:16] INFO: a\n[2024-12-31 22:15:16] INFO: b\n[2024-12-31 22:15:16] x: c\n", false);
    check(
        "2024-12-31 22:15:16,123 - app - INFO: started\n2024-12-31 22:15:16,123 - app - INFO: x\n2024-12-31 22:15:16,123 - app - INFO: x\n",
        false,
    );
    check("31/12/2024, 22:15 - we met Ivo\nand went on\n", false);
    let notice = "2024-12-31 22:15 - Meddelanden och samtal är krypterade\n";
    check(&format!("{notice}2024-12-31 22:15 - Mara: x\n2024-12-31 22:16 - Ivo: x\n2024-12-31 22:17 - Ivo: y\n"), true);
    check("2024/12/31 22:15 - 陈明: x\n2024/12/31 22:16 - Ivo: x\n2024/12/31 22:17 - Ivo: y\n", true);
    check(
        "2024. 12. 31. 오후 10:15 - Mara: x\n2024. 12. 31. 오후 10:16 - Ivo: x\n2024. 12. 31. 오후 10:17 - Ivo: y\n",
        true,
    );
    check(
        "2024-12-31 22:15:16 - Main Loop: x\n2024-12-31 22:15:16 - Main Loop: x\n2024-12-31 22:15:17 - x: y\n",
        false,
    );
    check("", false);
}

#[test]
fn files_that_were_left_out_are_counted_in_any_language() {
    let chat = "[30.12.24, 22:15:17] Mara: \u{200e}Bild weggelassen\n[30.12.24, 22:15:18] Mara: \u{200e}Du hast die Gruppe \
        erstellt\n[31.12.24, 22:15:17] Ivo: das habe ich weggelassen\n";
    let (_, found) = probe(read, chat.as_bytes());
    assert_eq!(found.metas(MetaKey::Finding), ["one file was sent in the chat and left out of the export"]);
}

#[test]
fn torn_chats_keep_what_can_be_read() {
    let (_, found) = probe(read, format!("lost words\n{OTHER}").as_bytes());
    assert_eq!(
        (found.units[0].label.as_str(), found.units[0].text.as_str()),
        ("before the first message", "lost words")
    );
    assert!(matches!(probe(read, b"no chat at all").0, Err(Failure::Corrupt(_))));
    let raw = [
        OTHER.as_bytes(),
        "12/31/24, 10:17 PM - Ivo: 货物已经从深圳出发，请查收附件，货物已经从深圳出发。\n".as_bytes(),
        b"\xff\xfe words",
    ]
    .concat();
    let (_, found) = probe(read, &raw);
    assert!(found.problems.iter().any(|problem| problem.code == ProblemCode::Encoding), "{:?}", found.problems);
    let (outcome, _) = probe_with(read, OTHER.as_bytes(), Limits { max_text_bytes: 100, ..Limits::DESKTOP }, None);
    assert!(matches!(outcome, Err(Failure::LimitHit(_))));
}

proptest! {
    #[test]
    fn damaged_chats_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..40),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        for whole in [PHONE, OTHER] {
            let damaged = damage(whole.as_bytes(), &changes, cut);
            looks_like_one(&String::from_utf8_lossy(&damaged));
            let (_, found) = probe(read, &damaged);
            prop_assert!(found.units.iter().all(|unit| anchor::text::is_unit_text(&unit.text)));
        }
    }

    #[test]
    fn any_lines_never_panic(text in "([0-9]{1,5}|[/.:,\\[\\]]| - |AM|下午|\n|[ -~]|\\PC){0,200}") {
        let _ = probe(read, text.as_bytes());
    }
}
