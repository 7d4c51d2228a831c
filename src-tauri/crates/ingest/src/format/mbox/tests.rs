#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::postmark::judge;
use super::read;
use crate::format::probe::{Probe, damage, probe, probe_limited, probe_with};
use crate::format::{Failure, Limits, MetaKey, ProblemCode};

const FIRST: &str = "From mara@asterholm.example Tue Mar  4 10:15:16 2025\n\
    From: Mara <mara@asterholm.example>\nSubject: =?utf-8?Q?Fracht_f=C3=BCr_M=C3=A4rz?=\n\nThe crates left.\n\n\
    >From here they go by sea.\n>>From the quay, he said.\n> From nobody\n\n";
const SECOND: &str = "From - Wed Mar  5 08:00:00 2025\nFrom: Ivo <ivo@kelvara.example>\nTo: Mara <mara@asterholm.example>\n\nReceived.\n\n";
const THIRD: &str = "From 16400001@xxx Thu Mar 06 09:30:00 +0100 2025\nSubject: a/b\nFrom: Ivo\n\nlast words\n";

fn check(bytes: &[u8], names: &[&str]) -> Probe {
    let (outcome, found) = probe(read, bytes);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.names(), names, "{}", String::from_utf8_lossy(bytes));
    found
}

fn child(found: &Probe, index: usize) -> &str {
    str::from_utf8(&found.children[index].1).unwrap()
}

#[test]
fn every_message_is_a_child_with_its_own_bytes() {
    let found =
        check(&[FIRST, SECOND, THIRD].concat().into_bytes(), &["Fracht für März.eml", "message 2.eml", "a-b.eml"]);
    assert_eq!(
        child(&found, 0),
        "From: Mara <mara@asterholm.example>\nSubject: =?utf-8?Q?Fracht_f=C3=BCr_M=C3=A4rz?=\n\nThe crates left.\n\n\
         From here they go by sea.\n>From the quay, he said.\n> From nobody\n"
    );
    assert!(child(&found, 1).ends_with("\n\nReceived.\n"));
    assert_eq!(child(&found, 2), "Subject: a/b\nFrom: Ivo\n\nlast words\n");
    assert_eq!(found.children[1].0.locator, "message 2");
    let dates: Vec<_> = found.children.iter().map(|(child, _)| child.modified.clone().unwrap()).collect();
    assert_eq!(dates, ["2025-03-04T10:15:16", "2025-03-05T08:00:00", "2025-03-06T09:30:00+01:00"]);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
}

#[test]
fn line_ends_of_both_kinds_are_kept() {
    let dos = [FIRST, SECOND].concat().replace('\n', "\r\n");
    let found = check(dos.as_bytes(), &["Fracht für März.eml", "message 2.eml"]);
    assert!(
        child(&found, 0)
            .ends_with("\r\n\r\nFrom here they go by sea.\r\n>From the quay, he said.\r\n> From nobody\r\n")
    );
    assert!(child(&found, 1).ends_with("\r\n\r\nReceived.\r\n"));
}

#[test]
fn lines_that_begin_a_message_are_told_from_words() {
    let check = |before: &str, rest: &str, expect: Option<Option<&str>>| {
        let found = judge(before.as_bytes(), rest.as_bytes());
        assert_eq!(found.map(|line| line.date), expect.map(|date| date.map(str::to_owned)), "{before:?} {rest:?}");
    };
    let dated = "From a@b.example Tue Mar  4 10:15:16 2025\n";
    check("", "From whoever\nwords", Some(None));
    check("x\n\n", &format!("{dated}no header"), Some(Some("2025-03-04T10:15:16")));
    check("x\r\n\r\n", dated, Some(Some("2025-03-04T10:15:16")));
    check("xyz\n", &format!("{dated}no header"), None);
    check("xyz\n", &format!("{dated}To: b"), Some(Some("2025-03-04T10:15:16")));
    check("wxyz", &format!("{dated}To: b"), None);
    check("x\n\n", "From here we sail:\nNote: take care\n", None);
    check("x\n\n", "From 10:15 on, 2025\nNote: take care\n", Some(None));
    check("x\n\n", "From 10:15 on, 2025\nwe waited\n", None);
    check("x\n\n", "From a@b.example\nReceived: by x\n", Some(None));
    check("x\n\n", "From a@b.example\nNote: x\n", None);
    check("x\n\n", "From a Tue, 4 Mar 2025 10:15:16 +0800\nTo: b", Some(Some("2025-03-04T10:15:16+08:00")));
    check("x\n\n", "From a Tue Mar  4 10:15:16 EST 2025\nTo: b", Some(Some("2025-03-04T10:15:16-05:00")));
    check("x\n\n", "From a Tue Mar  4 10:15 2025 remote from c\nTo: b", Some(Some("2025-03-04T10:15")));
}

#[test]
fn a_stated_length_is_believed_only_where_it_is_right() {
    let body = "He wrote:\n\nFrom x@y.example Mon Jan  6 07:00:00 2025\nTo: z\n\n>From old\n";
    let stated = |n: usize| {
        format!("From a@b.example Tue Mar  4 10:15:16 2025\nSubject: long\nContent-Length: {n}\n\n{body}\n{SECOND}")
    };
    let found = check(stated(body.len()).as_bytes(), &["long.eml", "message 2.eml"]);
    assert!(child(&found, 0).ends_with(body), "nothing was quoted, nothing is unquoted");
    assert!(found.problems.is_empty());
    for lie in [0, body.len() - 5, body.len() + 20, usize::MAX] {
        let found = check(stated(lie).as_bytes(), &["long.eml", "message 2.eml", "message 3.eml"]);
        assert_eq!(found.problems[0].code, ProblemCode::Checksum, "{lie}");
        assert!(found.problems[0].message.contains("message 1"));
    }
}

#[test]
fn damage_is_told_and_the_rest_is_read() {
    let found = check(format!("junk\n\n{FIRST}").as_bytes(), &["Fracht für März.eml"]);
    assert_eq!(found.problems[0].message, "6 bytes before the first message belong to none and are left out");

    let zeros = "\0".repeat(5000);
    let found = check(format!("{SECOND}{zeros}{THIRD}").as_bytes(), &["message 1.eml", "a-b.eml"]);
    assert_eq!(found.problems[0].message, "behind message 1, 5000 bytes are zeros and are left out");
    assert!(child(&found, 0).ends_with("Received.\n"));
    assert!(found.children[0].0.broken.is_none());

    let torn = SECOND.replace("Received.", &format!("Rec{zeros}eived."));
    let found = check(format!("{torn}{THIRD}").as_bytes(), &["message 1.eml", "a-b.eml"]);
    assert!(found.children[0].0.broken.as_ref().unwrap().message.contains("zeros"));
    assert_eq!(found.children[0].1.len(), torn.len() - 1 - torn.find('\n').unwrap() - 1);

    let found = check(format!("From a Tue Mar  4 10:15:16 2025\n\n{SECOND}").as_bytes(), &["message 2.eml"]);
    assert!(found.problems[0].message.contains("message 1 is empty"));
    let found = check(b"From a Tue Mar  4 10:15:16 2025\nwords without headers\n", &["message 1.eml"]);
    assert!(found.children[0].0.broken.is_some());
    assert!(matches!(probe(read, b"").0, Err(Failure::Corrupt(_))));
    assert!(matches!(probe(read, b"From: nobody\n\n").0, Err(Failure::Corrupt(_))));
}

#[test]
fn deleted_messages_are_given_and_told() {
    let mark = |status: &str| SECOND.replace("To: Mara", &format!("X-Mozilla-Status: {status}\nTo: Mara"));
    let whole = [mark("0001"), mark("0009"), mark("junk"), mark("0008")].concat();
    let names = ["message 1.eml", "message 2.eml", "message 3.eml", "message 4.eml"];
    let found = check(whole.as_bytes(), &names);
    assert_eq!(
        found.metas(MetaKey::Finding),
        ["2 messages are marked as deleted and still there, the first is message 2"]
    );
    let found = check(mark("0008").replace('\n', "\r\n").as_bytes(), &names[..1]);
    assert_eq!(found.metas(MetaKey::Finding), ["message 1 is marked as deleted and still there"]);
}

#[test]
fn messages_larger_than_any_block_are_whole() {
    let line = ">From the quay, and on and on with words that fill a line\n".repeat(40_000);
    let found = check(format!("{SECOND}{}\n{THIRD}", line).as_bytes(), &["message 1.eml", "a-b.eml"]);
    assert_eq!(child(&found, 0).matches("\nFrom the quay").count(), 40_000);
    assert!(!child(&found, 0).contains(">From"));
}

#[test]
fn limits_hold_and_a_checkpoint_goes_on() {
    let many = [FIRST, SECOND].concat().repeat(40);
    let (outcome, found) = probe(read, many.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert_eq!((found.children.len(), found.checkpoints.len()), (80, 1));
    let (_, rest) = probe_with(read, many.as_bytes(), Limits::DESKTOP, Some(&found.checkpoints[0]));
    assert_eq!(rest.children[..], found.children[64..]);
    let check = |limits: Limits, n_children: usize| drop(probe_limited(read, many.as_bytes(), limits, n_children));
    check(Limits { depth: 16, ..Limits::DESKTOP }, 0);
    check(Limits { max_children: 3, ..Limits::DESKTOP }, 3);
    check(Limits { max_child_bytes: 300, ..Limits::DESKTOP }, 2);
}

#[test]
fn a_reading_goes_on_after_its_checkpoint_and_forgets_nothing() {
    let message = |n: usize| {
        let mark = if n == 3 { "X-Mozilla-Status: 0009\n" } else { "" };
        let length = if n == 5 { "Content-Length: 9000\n" } else { "" };
        format!("From - Wed Mar  5 08:00:00 2025\n{mark}{length}Subject: {n}\nFrom: Ivo\n\nnote {n}\n\n")
    };
    let bytes: String = (1..=200).map(message).collect();
    let (outcome, whole) = probe(read, bytes.as_bytes());
    assert_eq!((outcome, whole.checkpoints.len()), (Ok(()), 3));
    let (outcome, rest) = probe_with(read, bytes.as_bytes(), Limits::DESKTOP, Some(&whole.checkpoints[1]));
    assert_eq!(outcome, Ok(()));
    assert_eq!(rest.names(), whole.names()[128..]);
    assert_eq!(rest.children[0].0.locator, "message 129");
    assert_eq!((rest.meta.len(), rest.problems.len()), (1, 1));
    assert_eq!((rest.meta, rest.problems), (whole.meta, whole.problems));
}

proptest! {
    #[test]
    fn damaged_mailboxes_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..40),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let whole = [FIRST, SECOND, "Content-Length: 30\n", THIRD].concat();
        let (_, found) = probe(read, &damage(whole.as_bytes(), &changes, cut));
        let n_given: usize = found.children.iter().map(|(_, bytes)| bytes.len()).sum();
        prop_assert!(n_given <= whole.len());
    }

    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(prop_oneof![Just(b'>'), Just(b'\n'), Just(0), any::<u8>()], 0..3000)) {
        let _ = probe(read, &bytes);
        let _ = probe(read, &[b"From a@b Tue Mar  4 10:15:16 2025\n", bytes.as_slice()].concat());
    }

    #[test]
    fn what_was_quoted_comes_back(lines in prop::collection::vec("(>{0,3}From |>{0,70}|Fro|words )[a-z ]{0,12}", 1..40)) {
        let body = format!("{}\n", lines.join("\n"));
        let quote = |line: &str| if line.trim_start_matches('>').starts_with("From ") { format!(">{line}") } else { line.to_owned() };
        let quoted: Vec<String> = lines.iter().map(|line| quote(line)).collect();
        let whole = format!("From a@b Tue Mar  4 10:15:16 2025\nSubject: x\n\nhead\n{}\n\n{SECOND}", quoted.join("\n"));
        let (_, found) = probe(read, whole.as_bytes());
        prop_assert_eq!(child(&found, 0), format!("Subject: x\n\nhead\n{body}"));
    }
}
