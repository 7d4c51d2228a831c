#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::read;
use crate::format::probe::{Probe, damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey, ProblemCode};

fn given(bytes: &[u8]) -> Probe {
    let (outcome, found) = probe(read, bytes);
    assert_eq!(outcome, Ok(()));
    found
}

#[test]
fn alike_records_make_a_table() {
    let list = br#"[{"ship": "Nova", "tons": 12.50, "ports": ["Oslo", "Genoa"]}, {"ship": "Ara", "note": null},
        {"tons": 3, "ship": "L\u00e9a\n2", "new": true, "ship": "twice"}]"#;
    let found = given(list);
    let table = found.units[0].table.as_ref().unwrap();
    assert_eq!(table.header, ["ship", "tons", "ports", "note", "new"]);
    assert_eq!(
        found.text(),
        "ship\ttons\tports\tnote\tnew\nNova\t12.50\tOslo; Genoa\nAra\nLéa 2\t3\t\t\ttrue\tship: twice"
    );
    assert_eq!(table.raw[0].value, "Léa\n2");
    assert_eq!(found.units[0].label, "rows 1–4");

    let lines = b"{\"a\": 1, \"b\": \"x\"}\n{\"a\": 2, \"b\": \"y\"}\n";
    assert_eq!(given(lines).text(), "a\tb\n1\tx\n2\ty");
}

#[test]
fn records_behind_the_first_thousand_need_not_be_alike() {
    let mut lines: Vec<String> = (0..1200).map(|n| format!("{{\"a\": {n}, \"b\": \"x\"}}")).collect();
    lines.push("{\"a\": {\"c\": [1, 2]}, \"late\": [[3], {\"d\": 4}]}".to_owned());
    lines.push("17".to_owned());
    let found = given(lines.join("\n").as_bytes());
    let text = found.text();
    assert!(text.ends_with("1199\tx\n{c: [1; 2]}\t\tlate: [3]; {d: 4}\n\t\t17"), "{}", &text[text.len() - 80..]);
}

#[test]
fn values_behind_a_long_list_are_read() {
    let behind = "\n{\"note\": \"after\", \"list\": [{\"x\": 1}]}\n\"loose\"";
    for record in ["{\"a\": 1, \"b\": 2}", "{\"a\": {\"deep\": 1}}"] {
        let list = vec![record; 1200].join(", ");
        let found = given(format!("[{list}]{behind}").as_bytes());
        let last = found.units.last().unwrap();
        assert_eq!(last.text, "note: after\nlist:\n  - x: 1\nloose");
        assert_eq!(last.label, "part 1");
        assert_eq!(found.text().matches('1').count() - 1, found.text().matches("deep: 1").count().max(1200));
    }
}

#[test]
fn items_of_a_feed_are_documents() {
    let feed = br#"{"version": "https://jsonfeed.org/version/1.1", "title": "Quayside", "description": "Ships",
        "home_page_url": "https://quayside.example.org/", "authors": [{"name": "Mara"}], "language": "en", "items": [
        {"id": "1", "url": "https://quayside.example.org/1", "title": "Servers left", "content_html": "<p>One &amp; two</p>",
         "summary": "One & two", "date_published": "2025-03-04T10:15:00Z", "tags": ["ships", "cargo"],
         "attachments": [{"url": "https://quayside.example.org/a.mp3", "size_in_bytes": 7}]},
        {"id": 2, "content_text": "plain\nwords", "_more": {"x": null}}], "user_comment": "for programs"}"#;
    let found = given(feed);
    assert!(found.units.is_empty());
    assert_eq!(found.names(), ["Servers left.json", "item 2.json"]);
    let first = given(&found.children[0].1);
    assert!(first.children.is_empty());
    assert_eq!(
        first.text(),
        "Servers left\n\nid: 1\nurl: https://quayside.example.org/1\ndate published: 2025-03-04T10:15:00Z\ntags: ships\n\
         tags: cargo\nattachments url: https://quayside.example.org/a.mp3\nattachments size in bytes: 7\n\nOne & two"
    );
    assert_eq!(first.metas(MetaKey::Title), ["Servers left"]);
    assert_eq!(first.metas(MetaKey::Published), ["2025-03-04T10:15:00Z"]);
    assert_eq!(first.metas(MetaKey::Address), ["https://quayside.example.org/1"]);
    // A number stays one: the item is kept as it is written.
    assert!(found.children[1].1.windows(8).any(|part| part == b"\"id\": 2,"));
    assert_eq!(given(&found.children[1].1).text(), "id: 2\n\nplain\nwords");
    assert_eq!(found.metas(MetaKey::Title), ["Quayside"]);
    assert_eq!(found.metas(MetaKey::Subject), ["Ships"]);
    assert_eq!(found.metas(MetaKey::Author), ["Mara"]);
    assert_eq!(found.metas(MetaKey::Address), ["https://quayside.example.org/"]);
    // Cut off within an item.
    let (outcome, found) = probe(read, &feed[..feed.len() / 2]);
    assert!(matches!(outcome, Err(Failure::Corrupt(_))));
    assert!(found.text().starts_with("Servers left"));
    let (outcome, found) = probe(read, &feed[..feed.len() - 45]);
    assert!(matches!(outcome, Err(Failure::Corrupt(_))));
    assert_eq!(found.names(), ["Servers left.json", "item 2.json"]);
    assert!(found.children[1].0.broken.is_some());
    let (_, cut) = probe(read, &found.children[1].1);
    assert!(cut.text().contains("plain"));
}

#[test]
fn items_that_are_longer_than_a_piece_are_kept_whole() {
    let words = "a \\\"word\\\" ".repeat(20_000);
    let item = |n: u32| format!("{{\"id\": {n}, \"content_text\": \"{words}\"}}");
    let items: Vec<String> = (1..=3).map(item).collect();
    let feed = format!("{{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [{}]}}", items.join(", "));
    let found = given(feed.as_bytes());
    assert_eq!(found.children.len(), 3);
    for (item, (_, document)) in items.iter().zip(&found.children) {
        assert!(str::from_utf8(document).unwrap().contains(item));
    }
}

#[test]
fn other_values_make_an_outline() {
    let found = given(
        br#"{"case": "Harbour", "parties": [{"name": "Ana", "aliases": ["A.", "An"]}, {}, ["x", ["y"]]],
        "empty": null, "text": "two\nlines", "deep": {"n": -1.5e3}}"#,
    );
    let expect = "case: Harbour\nparties:\n  - name: Ana\n    aliases:\n      - A.\n      - An\n  - {}\n  - - x\n    - - y\n\
        empty:\ntext: two\n  lines\ndeep:\n  n: -1.5e3";
    assert_eq!(found.text(), expect);
    assert_eq!(found.units[0].label, "part 1");

    let found = given(br#"[{"a": {"b": 1}}, {"a": {"b": 2}}, "loose"]"#);
    assert_eq!(found.text(), "a:\n  b: 1\n\na:\n  b: 2\nloose");
    assert_eq!(found.units[0].label, "records 1–3");
}

#[test]
fn long_values_are_cut_into_units() {
    let record = |n: u32| format!("{{\"n\": {{\"number\": {n}, \"words\": \"{}\"}}}}", "word ".repeat(400));
    let lines: Vec<String> = (1..=30).map(record).collect();
    let found = given(lines.join("\n").as_bytes());
    assert_eq!(found.units[0].label, "records 1–5");
    assert_eq!(found.units[1].label, "records 6–10");
    assert_eq!(found.text().matches("number:").count(), 30);

    let long = format!("[{{\"a\": {{\"b\": \"{}\"}}}}, {{\"a\": {{\"b\": 2}}}}]", "word ".repeat(40_000));
    let found = given(long.as_bytes());
    assert_eq!(found.units[1].label, "record 1, part 2");
    assert_eq!(found.units.last().unwrap().label, "record 2");
    assert_eq!(found.text().matches("word").count(), 40_000);
    let tight = Limits { max_text_bytes: 1000, ..Limits::DESKTOP };
    assert!(matches!(probe_with(read, long.as_bytes(), tight, None).0, Err(Failure::LimitHit(_))));
}

#[test]
fn escapes_are_read() {
    let found = given(br#"{"a": "\ud83d\ude00 \ud83d \u00e9\t\"\\\/", "b": "\ud83d\n"}"#);
    assert_eq!(found.text(), "a: \u{1f600} \u{fffd} é\t\"\\/\nb: \u{fffd}");
    // Half a pair with another escape behind it, wherever the buffer ends.
    let (outcome, found) = probe(read, b"{\"a\":\"\\ud800\\");
    assert!(outcome.is_err() || !found.problems.is_empty(), "{outcome:?}");
    for n in (1 << 18) - 40..(1 << 18) + 4 {
        let text = format!("{{\"a\":\"{}\\ud800\\n!\"}}", "x".repeat(n));
        let read = given(text.as_bytes()).text();
        assert!(read.contains('\u{fffd}') && read.ends_with('!'), "{n}");
    }
}

#[test]
fn what_comes_before_a_fault_is_kept() {
    let check = |text: &str, expect: &str, why: &str| {
        let (outcome, found) = probe(read, text.as_bytes());
        assert_eq!(found.text(), expect);
        match outcome {
            Err(Failure::Corrupt(words)) => assert!(words.contains(why), "{words}"),
            other => panic!("{other:?}"),
        }
    };
    check("{\"a\": \"one\", \"b\": [2, \"thr", "a: one\nb:\n  - 2", "breaks off within a value on line 1");
    check("{\"a\": 1,\n\"b\": oops}", "a: 1", "line 2 is not JSON");
    check("[{\"a\": {}}, {\"a\": {\"b\": 1]", "a:\n\na:\n  b: 1", "line 1 is not JSON");
    check("[01]", "", "not JSON");
    assert!(matches!(probe(read, "[".repeat(500).as_bytes()).0, Err(Failure::LimitHit(_))));
}

#[test]
fn damaged_lines_are_told_and_the_others_read() {
    let found = given(b"{\"a\": 1, \"b\": 1}\n{\"a\": 2, oops\n{\"a\": 3, \"b\": 3}\nnot at all\n{\"a\": 5, \"b\": 5}");
    assert_eq!(found.text(), "a\tb\n1\t1\n2\n3\t3\n\n5\t5");
    assert_eq!(found.problems[0].code, ProblemCode::Unreadable);
    assert_eq!(found.problems[0].message, "2 lines are damaged and were read only in part, line 2 first");
}

#[test]
fn other_encodings_are_read() {
    let wide: Vec<u8> = "\u{feff}{\"name\": \"Леа\"}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(given(&wide).text(), "name: Леа");
}

proptest! {
    #[test]
    fn damaged_texts_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..8),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        for whole in [
            &br#"[{"ship": "Nova", "tons": 12.50, "ports": ["Oslo"]}, {"ship": "A\u00e9ra", "note": null}]"#[..],
            b"{\"a\": 1, \"b\": {\"c\": [1, [2]]}}\n{\"a\": 2}\n[3]\n",
            br#"{"version": "https://jsonfeed.org/version/1", "items": [{"id": 1, "tags": ["a"]}, {"id": 2}]}"#,
            b"[{\"a\": 1}, {\"a\": 2}]\n{\"b\": [1, {\"c\": 2}]}",
        ] {
            let _ = probe(read, &damage(whole, &changes, cut));
        }
    }

    #[test]
    fn any_pieces_never_panic(text in r#"[\[\]{}:,"a1\\u \n-]{0,80}"#) {
        let _ = probe(read, text.as_bytes());
    }

    #[test]
    fn no_text_is_lost(words in prop::collection::vec("[a-z]{3,8}", 1..20)) {
        let nested = serde_json::json!({ "list": words, "inner": { "words": words } });
        let (outcome, found) = probe(read, nested.to_string().as_bytes());
        prop_assert_eq!(outcome, Ok(()));
        for word in &words {
            prop_assert!(found.text().matches(word.as_str()).count() >= 2);
        }
    }
}
