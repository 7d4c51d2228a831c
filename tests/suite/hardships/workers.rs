//! Workers that do not do what workers do: the host lives, and the trouble has words.

use std::path::Path;

use crate::bench::Bench;

/// A worker that is no worker takes nothing in, in plain words, and a good one reads everything afterwards.
#[track_caller]
fn check(program: &str, args: &[&str], words: &str) {
    let bench = Bench::with_worker(Path::new(program), args);
    bench.done(&["new", "tern"]);
    bench.file("in/a.txt", "words to be read");
    let ran = bench.run(&["ingest", "tern", "in"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    for words in ["The process that reads files could not be started. Nothing was read.", words] {
        assert!(ran.err.contains(words), "{words:?} is not in {}", ran.err);
    }
    bench.ledger().expect(&[]);
    bench.sound();
    let good = bench.command(&["ingest", "tern", "in"]).output().unwrap();
    assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stderr));
    bench.ledger().expect(&[("a.txt", "indexed")]);
    bench.sound();
}

#[test]
fn one_that_ends_at_once() {
    check("/bin/true", &[], "it ended");
}

#[test]
fn one_that_fails_at_once() {
    check("/bin/false", &[], "it ended");
}

#[test]
fn one_that_says_back_what_it_hears() {
    check("/bin/cat", &[], "means nothing");
}

#[test]
fn one_that_answers_nonsense() {
    check("/bin/sh", &["-c", "head -c 100000 /dev/urandom"], "does not answer as one");
}

#[test]
fn one_that_answers_nothing_but_zeros() {
    check("/bin/sh", &["-c", "head -c 100000 /dev/zero"], "means nothing");
}

#[test]
fn one_that_is_not_there() {
    check("/nowhere/casebound", &["worker"], "did not start");
}

#[test]
fn one_that_hangs_in_a_container_costs_what_comes_after_and_reading_again_goes_on() {
    let bench = Bench::with_worker_that_hangs();
    bench.file("in/box.txt", "!!children, then hang, but once");
    bench.file("in/nothing.txt", "!!hang");
    let ledger = bench.take_in();
    ledger.expect(&[
        ("box.txt", "limit_hit"),
        ("box.txt//inside 1.txt", "indexed"),
        ("box.txt//inside 2.txt", "indexed"),
        ("nothing.txt", "timed_out"),
    ]);
    let stopped = "reading was stopped after 4 seconds without progress";
    assert_eq!(ledger.entry("box.txt").reason, format!("{stopped}; 2 files read before that are kept"));
    assert_eq!(ledger.entry("nothing.txt").reason, format!("{stopped}; nothing of it was read by then"));
    let found = bench.json(&["search", "tern", "crate"]);
    assert_eq!((&found["total"], &found["unreadable"]), (&2.into(), &2.into()));
    // Only a reading that goes on from the checkpoint comes further.
    bench.done(&["retry", "tern", "--state", "limit_hit"]);
    bench.ledger().expect(&[
        ("box.txt", "indexed"),
        ("box.txt//inside 1.txt", "indexed"),
        ("box.txt//inside 2.txt", "indexed"),
        ("box.txt//inside 3.txt", "indexed"),
        ("box.txt//inside 4.txt", "indexed"),
        ("nothing.txt", "timed_out"),
    ]);
    let found = bench.json(&["search", "tern", "crate"]);
    assert_eq!((&found["total"], &found["unreadable"]), (&4.into(), &1.into()));
    bench.sound();
}

#[test]
fn what_time_left_of_a_file_in_a_container_is_its_duplicate_once_it_is_read_whole() {
    let bench = Bench::with_worker_that_hangs();
    bench.file("in/box.txt", "!!half a child, then hang, but once");
    let ledger = bench.take_in();
    let part = "box.txt//inside 2.txt";
    ledger.expect(&[("box.txt", "limit_hit"), ("box.txt//inside 1.txt", "indexed"), (part, "limit_hit")]);
    let cited = bench.json(&["cite", "tern", part, "--unit", "1", "--quote", "the words"]);
    let id = cited["document"].as_str().unwrap();

    bench.done(&["retry", "tern", "--state", "limit_hit"]);
    let answer = bench.json(&["ledger", "tern"]);
    let rows: Vec<_> = answer["rows"].as_array().unwrap().iter().filter(|row| row["path"] == part).collect();
    let told = |n: usize| (rows[n]["state"].as_str().unwrap(), rows[n]["reason"].as_str().unwrap());
    assert_eq!(told(0), ("duplicate", "a limit cut it short; another reading came further (indexed)"));
    assert_eq!((told(1), rows.len()), (("indexed", ""), 2));
    assert_eq!(bench.json(&["search", "tern", "crate"])["unreadable"], 0);
    // Whoever cited it finds the words where they were, and is told of the whole.
    let citation = bench.json(&["citation", "tern", cited["citation"].as_str().unwrap()]);
    assert_eq!(citation["state"], "in_place");
    let page = bench.json(&["document", "tern", id]);
    assert_eq!(page["state"], "duplicate");
    let whole = rows[1]["document"].as_str().unwrap();
    let named = page["reason"].as_str().unwrap().rsplit(' ').next().unwrap();
    assert!(whole.starts_with(named), "{named} is not {whole}");
    assert_eq!(bench.json(&["document", "tern", part])["id"], whole, "by its path the whole is meant");
    bench.done(&["retry", "tern"]);
    assert_eq!(bench.json(&["ledger", "tern"])["found"], answer["found"]);
    bench.sound();
}
