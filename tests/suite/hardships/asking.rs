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
fn what_is_not_there_is_named() {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "words and words");
    bench.take_in();
    check(&bench, &["ledger", "nowhere"], 1, &["nowhere is not a case"]);
    check(&bench, &["new", "in"], 1, &["not empty"]);
    check(&bench, &["text", "tern", "b.txt"], 1, &["b.txt"]);
    check(&bench, &["text", "tern", "a.txt", "--unit", "2"], 1, &["2"]);
    check(&bench, &["cite", "tern", "a.txt", "--unit", "1", "--quote", "phrases"], 1, &["a.txt", "unit 1"]);
    check(&bench, &["cite", "tern", "a.txt", "--unit", "1", "--quote", "words"], 1, &["--occurrence"]);
    check(&bench, &["cite", "tern", "a.txt", "--unit", "7", "--quote", "words"], 1, &["7"]);
    check(&bench, &["undo", "tern"], 1, &["nothing to undo"]);
    check(&bench, &["erase", "tern", "abcdef", "--reason", "law"], 1, &["abcdef"]);
}
