//! Questions that cannot be understood, and answers that say so.

use crate::bench::Bench;

/// Runs a command that has to be refused with `code`, in words that hold `words`, and leave nothing on standard output.
#[track_caller]
fn check(bench: &Bench, args: &[&str], code: u8, words: &[&str]) {
    let ran = bench.run(args);
    assert_eq!(ran.code, code, "{args:?}: {}{}", ran.out, ran.err);
    assert_eq!(ran.out, "", "{args:?}");
    for words in words {
        assert!(ran.err.contains(words), "{args:?}: {words:?} is not in {}", ran.err);
    }
}

#[test]
fn a_command_line_that_cannot_be_understood_ends_with_2() {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "words");
    let table: &[(&[&str], &[&str])] = &[
        (&["nonsense"], &["nonsense"]),
        (&["ingest"], &["CASE"]),
        (&["ingest", "tern"], &["PATH"]),
        (&["ledger", "tern", "--nonsense"], &["--nonsense"]),
        (&["ledger", "tern", "--state", "lost"], &["lost is not a state", "indexed"]),
        (&["retry", "tern", "--state", "lost"], &["lost is not a state"]),
        (&["ingest", "tern", "in", "--kind", "gossip"], &["gossip", "received"]),
        (&["ingest", "tern", "in", "--jobs", "0"], &["At least one"]),
        (&["ingest", "tern", "in", "--jobs", "many"], &["many"]),
        (&["search", "tern", "--sort", "size", "words"], &["size"]),
        (&["search", "tern", "--exact", "--regex", "words"], &[]),
        (&["erase", "tern", "abcd", "--reason", "boredom"], &["boredom"]),
    ];
    for (args, words) in table {
        check(&bench, args, 2, words);
    }
}

#[test]
fn a_query_that_cannot_be_understood_points_at_the_place() {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "words");
    bench.take_in();
    let table: &[(&str, u32, &str)] = &[
        ("(words", 1, "not closed"),
        ("words)", 6, "closes nothing"),
        ("\"words", 1, "not closed"),
        ("words AND", 7, "nothing after it"),
        ("OR", 1, "nothing before it"),
        ("colour:red words", 1, "no field colour"),
        ("词 date:yesterday", 8, "yesterday"),
    ];
    for (query, place, words) in table {
        check(&bench, &["search", "tern", "--", query], 1, &[words, &format!("(at character {place})")]);
    }
}

#[test]
fn a_value_that_no_document_can_have_points_at_the_place_and_lists_those_there_are() {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "The buyer shall take delivery of the goods at the port of discharge within ten days.");
    bench.done(&["ingest", "tern", "in", "--source", "HERON"]);
    let table: &[(&str, u32, &str)] = &[
        ("buyer source:HERRON", 14, "HERON"),
        ("buyer type:word", 12, "text"),
        ("buyer lang:english", 12, "en"),
        ("buyer lang:qq", 12, "en"),
        ("buyer entity:Nobody", 14, "Nobody"),
    ];
    for (query, place, words) in table {
        check(&bench, &["search", "tern", "--", query], 1, &[words, &format!("(at character {place})")]);
    }
    // What could be and is not finds nothing, and says so beside the zero.
    for (query, note) in [("type:docx", "of type docx; types here: text"), ("lang:zh", "in zh; languages here: en")] {
        let ran = bench.run(&["search", "tern", "--json", "--", "buyer", query]);
        let answer: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!((ran.code, &answer["total"]), (0, &0.into()), "{query}");
        let told = answer["notes"][0].as_str().unwrap();
        assert!(told.contains(note) && ran.err.contains(note), "{query}: {told} {}", ran.err);
    }
    for query in ["source:heron", "type:text", "type:text/plain", "lang:en"] {
        let answer = bench.json(&["search", "tern", "--", "buyer", query]);
        assert_eq!((&answer["total"], answer["notes"].as_array().unwrap().len()), (&1.into(), 0), "{query}");
    }
}

#[test]
fn what_has_no_text_says_why() {
    let bench = Bench::with_case();
    for name in ["gate-pass-scan.pdf", "minutes-locked.pdf"] {
        let bytes = std::fs::read(crate::bench::samples().join("leak").join(name)).unwrap();
        bench.file(&format!("in/{name}"), bytes);
    }
    bench.file("in/scan.djvu", b"AT&TFORM\0\0\0\x10DJVMDIRM".as_slice());
    bench.run(&["ingest", "tern", "in"]);
    let ledger = bench.json(&["ledger", "tern"]);
    for (state, why) in [
        ("no_text", "a picture, and its words have not been read yet"),
        ("encrypted", "locked by a password"),
        ("unsupported", "DjView or Okular shows them and saves them as PDF"),
    ] {
        let rows = ledger["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["state"] == state).unwrap_or_else(|| panic!("no {state}: {ledger:#}"));
        let path = row["path"].as_str().unwrap();
        check(&bench, &["cite", "tern", path, "--unit", "1", "--quote", "words"], 1, &[path, why]);
        assert!(bench.done(&["text", "tern", path]).out.contains(why), "{path}");
        let answer = bench.json(&["text", "tern", path]);
        assert_eq!(answer["state"], state);
        assert!(!answer["reason"].as_str().unwrap().is_empty());
    }
}

#[test]
fn the_files_a_timeline_is_written_to_are_named_and_never_overwritten_unasked() {
    let bench = Bench::with_case();
    bench.file("events.csv", "mine");
    check(
        &bench,
        &["timeline", "tern", "--csv", "events.csv", "--svg", "new.svg"],
        1,
        &["events.csv exists", "--force"],
    );
    assert!(!bench.dir().join("new.svg").exists(), "neither was written");
    assert_eq!(std::fs::read_to_string(bench.dir().join("events.csv")).unwrap(), "mine");
    let ran = bench.done(&["timeline", "tern", "--csv", "events.csv", "--svg", "new.svg", "--force"]);
    assert!(ran.err.contains("a table of 0 events to") && ran.err.contains("new.svg"), "{}", ran.err);
    assert!(std::fs::read_to_string(bench.dir().join("events.csv")).unwrap().starts_with("id,date"));
    check(&bench, &["timeline", "tern", "--from", "2025", "--to", "2024"], 2, &["2024", "before the beginning"]);
    bench.done(&["timeline", "tern", "--from", "2025", "--to", "2025-03"]);
}

#[test]
fn who_signs_nothing_hears_how_to_sign() {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "words");
    let unsigned = bench.run(&["ingest", "tern", "in", "--author", "", "--json"]);
    assert_eq!(unsigned.err.matches("Signed by nobody").count(), 1, "{}", unsigned.err);
    serde_json::from_str::<serde_json::Value>(&unsigned.out).unwrap();
    for args in [&["ingest", "tern", "in"][..], &["documents", "tern", "--author", ""]] {
        let ran = bench.done(args);
        assert!(!ran.err.contains("Signed"), "{args:?}: {}", ran.err);
    }
}

#[test]
fn what_is_not_there_is_named() {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "words and words");
    bench.take_in();
    check(&bench, &["ledger", "nowhere"], 1, &["nowhere is not a case"]);
    check(&bench, &["new", "in"], 1, &["not empty"]);
    check(&bench, &["text", "tern", "b.txt"], 1, &["b.txt"]);
    check(&bench, &["text", "tern", "a.txt", "--unit", "2"], 1, &["1 section", "no section 2"]);
    check(&bench, &["cite", "tern", "a.txt", "--unit", "1", "--quote", "phrases"], 1, &["in section 1 of a.txt"]);
    check(&bench, &["cite", "tern", "a.txt", "--unit", "1", "--quote", "words"], 1, &["--occurrence"]);
    check(&bench, &["cite", "tern", "a.txt", "--unit", "7", "--quote", "words"], 1, &["7"]);
    check(&bench, &["undo", "tern"], 1, &["nothing to undo"]);
    check(&bench, &["erase", "tern", "abcdef", "--reason", "law"], 1, &["abcdef"]);
}
