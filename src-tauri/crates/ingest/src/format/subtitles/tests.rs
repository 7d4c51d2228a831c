#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::read;
use crate::format::probe::{damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey, ProblemCode};

const SRT: &str = "1\r\n00:00:01,000 --> 00:00:04,074\r\n<i>The ship left</i>\r\n{\\an8}on Monday.\r\n\r\n2\r\n\
    01:02:03,5 --> 01:02:05,000  X1:40 X2:600\r\n- Who paid?\r\n- 5 < 6 & nobody knows\r\n\r\n";
const VTT: &str = "WEBVTT - Call of the 4th of March\nKind: captions\n\nSTYLE\n::cue { color: red }\n\n\
    NOTE checked by hand\n\nintro\n00:01.000 --> 00:04.000 align:start\n<v.loud Ana Sol>The chips are <b>here</b> &amp; there\n\
    <v Boris>since <00:00:02.500>Monday</v>\n\n00:05.000 --> 00:06.000\nand on\n";

#[test]
fn cues_become_lines_with_their_times() {
    let (outcome, found) = probe(read, SRT.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(
        found.text(),
        "00:00:01–00:00:04 The ship left on Monday.\n01:02:03–01:02:05 - Who paid?\n- 5 < 6 & nobody knows"
    );
    assert_eq!(found.units[0].label, "00:00:01–01:02:05");
    assert!(found.problems.is_empty());

    let (outcome, found) = probe(read, VTT.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.metas(MetaKey::Title), ["Call of the 4th of March"]);
    assert_eq!(
        found.text(),
        "NOTE checked by hand\nintro\n00:00:01–00:00:04 Ana Sol: The chips are here & there\nBoris: since Monday\n00:00:05–00:00:06 and on"
    );
}

#[test]
fn words_in_angle_brackets_are_no_marks() {
    let check = |line: &str, said: &str| {
        for head in ["1\n", "WEBVTT\n\n"] {
            let (_, found) = probe(read, format!("{head}00:00:01.000 --> 00:00:02.000\n{line}\n").as_bytes());
            assert_eq!(found.text(), format!("00:00:01–00:00:02 {said}"), "{line}");
        }
    };
    check("press <enter> or <Esc>", "press <enter> or <Esc>");
    check("write to <mara@example.org> now", "write to <mara@example.org> now");
    check("the value <x> is <b>bold</b> <font color='red'>red</font>", "the value <x> is bold red");
    check("<I>Who</I> <c.loud>paid</c><br/>?", "Who paid?");
}

#[test]
fn what_stands_oddly_is_kept() {
    let odd =
        "loose words\n\n1\n00:00:01,000 --> 00:00:02,000\none\n\n42\n\nmore of it\n\n2\n00:00:aa --> 00:00:03\ntwo\n";
    let (outcome, found) = probe(read, odd.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.text(), "loose words\n00:00:01–00:00:02 one 42 more of it 2 00:00:aa --> 00:00:03 two");
    assert_eq!(found.problems[0].code, ProblemCode::Quality);
}

#[test]
fn many_cues_are_several_units() {
    let cues: Vec<String> =
        (0..100).map(|n| format!("{n}\n00:{:02}:{:02},000 --> 00:59:59,000\nwords\n\n", n / 60, n % 60)).collect();
    let (outcome, found) = probe(read, cues.concat().as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.units.len(), 3);
    assert_eq!(found.units[1].label, "00:00:40–00:59:59");
    assert_eq!(found.text().matches("words").count(), 100);
    let tight = Limits { max_text_bytes: 100, ..Limits::DESKTOP };
    assert!(matches!(probe_with(read, cues.concat().as_bytes(), tight, None).0, Err(Failure::LimitHit(_))));
}

#[test]
fn other_encodings_are_read() {
    let wide: Vec<u8> = format!("\u{feff}{SRT}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (_, found) = probe(read, &wide);
    assert!(found.text().contains("The ship left on Monday."));
}

proptest! {
    #[test]
    fn damaged_tracks_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        cut in any::<usize>(),
    ) {
        let _ = probe(read, &damage(SRT.as_bytes(), &changes, cut));
        let _ = probe(read, &damage(VTT.as_bytes(), &changes, cut));
    }

    #[test]
    fn no_word_is_lost(text in "[a-z<>{}&\\\\ \n]{0,200}") {
        let (outcome, found) = probe(read, format!("1\n00:00:01,000 --> 00:00:02,000\nstart\n{text}\nend").as_bytes());
        prop_assert_eq!(outcome, Ok(()));
        prop_assert!(found.text().contains("start") && found.text().ends_with("end"));
    }
}
