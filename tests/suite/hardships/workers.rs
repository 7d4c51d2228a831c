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
