#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::read;
use crate::format::probe::{Probe, damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey, ProblemCode};

const CALENDAR: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Kelvara//Desk 1//EN\r\nMETHOD:REQUEST\r\nX-WR-CALNAME:Shipping\r\n\
    BEGIN:VTIMEZONE\r\nTZID:Asia/Singapore\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
    BEGIN:VEVENT\r\nSUMMARY:Crates\\, eight of them\r\nDTSTART;TZID=Asia/Singapore:20250304T101500\r\n\
    DTEND;TZID=Asia/Singapore:20250304T113016\r\nDESCRIPTION:First line\\nsecond li\r\n ne with 货\r\n 物\r\n\
    ORGANIZER;CN=\"Tan, Ivo; ops\":mailto:ivo@kelvara.example\r\n\
    ATTENDEE;ROLE=OPT-PARTICIPANT;PARTSTAT=DECLINED;CN=Mara Lindqvist;SENT-BY=\"mailto:x@kelvara.example\":MAILTO:mara@asterholm.example\r\n\
    ATTACH:https://files.kelvara.example/list.pdf\r\n\
    ATTACH;ENCODING=BASE64;VALUE=BINARY;FMTTYPE=text/csv;X-FILENAME=list.csv:YSxiCjEs\r\n Mgo=\r\n\
    BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\n\
    BEGIN:VEVENT\r\nSUMMARY:All day\r\nDTSTART;VALUE=DATE:20250305\r\nEXDATE:20250312T080000Z,20250319T080000Z\r\nEND:VEVENT\r\n\
    BEGIN:VTODO\r\nSUMMARY:Pay\r\nEND:VTODO\r\nEND:VCALENDAR\r\n";

fn labels(found: &Probe) -> Vec<&str> {
    found.units.iter().map(|unit| unit.label.as_str()).collect()
}

#[test]
fn entries_are_units_in_words() {
    let (outcome, found) = probe(read, CALENDAR.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(labels(&found), ["calendar", "event 1", "event 2", "task 1"]);
    assert_eq!(found.units[0].text, "Method: REQUEST\nCalendar: Shipping");
    assert_eq!(
        found.units[1].text,
        "Summary: Crates, eight of them\nStart: 2025-03-04 10:15 Asia/Singapore\nEnd: 2025-03-04 11:30:16 Asia/Singapore\n\
         Description: First line\nsecond line with 货物\nOrganizer: Tan, Ivo; ops <ivo@kelvara.example>\n\
         Attendee: Mara Lindqvist <mara@asterholm.example> (declined, optional, sent by x@kelvara.example)\n\
         Attachment: https://files.kelvara.example/list.pdf\nAttachment: list.csv\n\
         Reminder Action: DISPLAY\nReminder Trigger: -PT15M"
    );
    assert_eq!(
        found.units[2].text,
        "Summary: All day\nStart: 2025-03-05\nNot on: 2025-03-12 08:00 UTC, 2025-03-19 08:00 UTC"
    );
    assert_eq!(found.names(), ["list.csv"]);
    assert_eq!(found.children[0].1, b"a,b\n1,2\n");
    assert_eq!(found.metas(MetaKey::Title), ["Shipping"]);
    assert_eq!(found.metas(MetaKey::Application), ["-//Kelvara//Desk 1//EN"]);
    assert_eq!(found.metas(MetaKey::RemoteReference), ["https://files.kelvara.example/list.pdf"]);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
}

#[test]
fn a_fold_within_a_character_does_not_break_it() {
    let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:货物已经从深圳出发\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let at = text.find('物').unwrap() + 1;
    let mut bytes = text.as_bytes().to_vec();
    bytes.splice(at..at, *b"\r\n ");
    let (_, found) = probe(read, &bytes);
    assert_eq!(found.text(), "Summary: 货物已经从深圳出发");
    assert_eq!(found.metas(MetaKey::Title), ["货物已经从深圳出发"]);
    let wide: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(probe(read, &wide).1.text(), "Summary: 货物已经从深圳出发");
}

#[test]
fn the_old_form_is_read() {
    let old = "BEGIN:VCALENDAR\nVERSION:1.0\nBEGIN:VEVENT\nSUMMARY;CHARSET=GBK;ENCODING=QUOTED-PRINTABLE:=BB=F5=\n=CE=EF\n\
        DALARM:20250304T080000Z;PT5M;2;wake\nEND:VEVENT\nEND:VCALENDAR\n";
    let (_, found) = probe(read, old.as_bytes());
    assert_eq!(found.text(), "Summary: 货物\nReminder: 20250304T080000Z;PT5M;2;wake");
}

#[test]
fn torn_calendars_keep_their_entries() {
    let torn = CALENDAR.replacen("END:VEVENT\r\n", "", 1);
    let (_, found) = probe(read, torn.as_bytes());
    assert_eq!(labels(&found), ["calendar", "event 1", "event 2", "task 1"]);
    assert!(found.problems[0].message.starts_with("event 1 has no end"), "{:?}", found.problems);
    let cut = &CALENDAR.as_bytes()[..CALENDAR.find("ORGANIZER").unwrap()];
    let (outcome, found) = probe(read, cut);
    assert_eq!(outcome, Ok(()));
    assert!(found.text().contains("second line with 货物"));
    assert_eq!(found.problems.len(), 2, "the event and the calendar have no end");
    let (_, found) =
        probe(read, b"BEGIN:VEVENT\nSUMMARY:a\nwords that are no property\nEND:VEVENT\nEND:VEVENT\nDTSTART:2025\n");
    assert_eq!(found.text(), "Summary: a\nwords that are no property\n---\nEND:VEVENT\nStart: 2025");
    assert_eq!(found.problems[0].code, ProblemCode::Quality);
    let broken = CALENDAR.replace("YSxiCjEs", "Y\u{1}\u{2}xi");
    let (_, found) = probe(read, broken.as_bytes());
    assert!(found.children[0].0.broken.is_some());
}

#[test]
fn limits_hold() {
    let check = |limits: Limits| {
        assert!(matches!(probe_with(read, CALENDAR.as_bytes(), limits, None).0, Err(Failure::LimitHit(_))))
    };
    check(Limits { max_text_bytes: 150, ..Limits::DESKTOP });
    check(Limits { max_children: 0, ..Limits::DESKTOP });
    let deep = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{}SUMMARY:x\n", "BEGIN:VALARM\n".repeat(10_000));
    let (outcome, found) = probe(read, deep.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert!(found.text().contains("Summary: x"));
}

proptest! {
    #[test]
    fn damaged_calendars_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..40),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let (outcome, found) = probe(read, &damage(CALENDAR.as_bytes(), &changes, cut));
        prop_assert_eq!(outcome, Ok(()));
        prop_assert!(found.units.iter().all(|unit| anchor::text::is_unit_text(&unit.text)));
    }

    #[test]
    fn any_lines_never_panic(text in "(BEGIN:|END:|VEVENT|VCALENDAR|;|=|:|\"|\\\\|\r|\n|[ -~]|\\PC){0,200}") {
        prop_assert_eq!(probe(read, text.as_bytes()).0, Ok(()));
    }
}
