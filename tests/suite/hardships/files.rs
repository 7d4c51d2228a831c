//! Files that are not what they seem, or not files at all.

use std::{ffi::OsStr, fs, os::unix};

use unix::ffi::OsStrExt;

use crate::bench::{Bench, samples};

#[test]
fn an_empty_folder_gives_an_empty_ledger() {
    let bench = Bench::with_case();
    fs::create_dir_all(bench.dir().join("in/within")).unwrap();
    bench.take_in().expect(&[]);
}

#[test]
fn an_empty_file_is_empty_whatever_its_name() {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "");
    bench.file("in/b.pdf", "");
    let ledger = bench.take_in();
    ledger.expect(&[("a.txt", "empty"), ("b.pdf", "duplicate")]);
    assert!(ledger.entry("b.pdf").reason.contains("a.txt (empty)"));
}

#[test]
fn kinds_are_told_by_content_not_by_name() {
    let bench = Bench::with_case();
    bench.file("in/contract.txt", fs::read(samples().join("leak/contract-VX-2024-0219.pdf")).unwrap());
    bench.file("in/note.pdf", "Plain words under the name of a page.\n");
    bench.take_in().expect(&[("contract.txt", "indexed"), ("note.pdf", "indexed")]);
    let documents = bench.json(&["documents", "tern"]);
    let kinds: Vec<_> =
        documents["documents"].as_array().unwrap().iter().map(|d| (&d["paths"][0], &d["kind"])).collect();
    assert!(kinds.contains(&(&"contract.txt".into(), &"pdf".into())), "{kinds:?}");
    assert!(kinds.contains(&(&"note.pdf".into(), &"text".into())), "{kinds:?}");
}

#[test]
fn megabytes_of_text_that_is_no_utf8_are_searched_between_the_broken_bytes() {
    let bench = Bench::with_case();
    let mut bytes = b"head lanternfish\n".to_vec();
    for n in 0..100_000 {
        bytes.extend_from_slice(format!("line {n} ").as_bytes());
        bytes.extend_from_slice(b"\xff\xfe \x80\x81 broken\n");
    }
    bytes.extend_from_slice(b"tail sandpiper\n");
    bench.file("in/broken.txt", bytes);
    bench.take_in().expect(&[("broken.txt", "indexed")]);
    for word in ["lanternfish", "sandpiper"] {
        assert_eq!(bench.json(&["search", "tern", word])["total"], 1, "{word}");
    }
}

#[test]
fn names_are_kept_as_they_are_and_shown_readably() {
    let bench = Bench::with_case();
    bench.file("in/采购 合同.txt", "first words");
    bench.file("in/two\nlines.txt", "second words");
    fs::write(bench.dir().join("in").join(OsStr::from_bytes(b"caf\xe9.txt")), "third words").unwrap();
    let ledger = bench.take_in();
    assert_eq!(ledger.paths(), ["café.txt", "two\nlines.txt", "采购 合同.txt"]);
    for line in bench.done(&["ledger", "tern"]).out.lines().take(4) {
        assert!(line.starts_with("STATE") || line.starts_with("indexed"), "a name broke the table: {line:?}");
    }
    let log = bench.done(&["log", "tern", "--json"]).out;
    assert!(log.contains("636166e92e747874"), "the name's raw bytes are kept");
    bench.done(&["text", "tern", "采购 合同.txt"]);
    bench.done(&["text", "tern", "two\nlines.txt"]);
}

#[test]
fn links_and_pipes_are_passed_over_and_accounted_for() {
    let bench = Bench::with_case();
    let outside = bench.file("outside.txt", "words that were not given");
    bench.file("in/plain.txt", "plain words");
    let within = |name: &str| bench.dir().join("in").join(name);
    unix::fs::symlink(&outside, within("link.txt")).unwrap();
    unix::fs::symlink(bench.dir(), within("link-to-folder")).unwrap();
    unix::fs::symlink("/nowhere/at/all", within("dangling")).unwrap();
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, within("pipe"), rustix::fs::FileType::Fifo, mode, 0).unwrap();
    let ledger = bench.take_in();
    ledger.expect(&[
        ("dangling", "skipped"),
        ("link-to-folder", "skipped"),
        ("link.txt", "skipped"),
        ("pipe", "skipped"),
        ("plain.txt", "indexed"),
    ]);
    assert!(ledger.entry("dangling").reason.contains("/nowhere/at/all"));
    assert!(ledger.entry("pipe").reason.contains("pipe"));
    assert_eq!(bench.json(&["search", "tern", "given"])["total"], 0);
}

#[test]
fn what_may_not_be_read_is_a_read_error_and_the_rest_goes_on() {
    if rustix::process::geteuid().is_root() {
        // Permissions do not bind the superuser; links and pipes above are what such a run can be refused.
        return;
    }
    use fs::Permissions;
    use unix::fs::PermissionsExt;
    let bench = Bench::with_case();
    let locked = bench.file("in/locked.txt", "no words for us");
    bench.file("in/open.txt", "open words");
    let folder = bench.file("in/shut/within.txt", "nor these").parent().unwrap().to_path_buf();
    fs::set_permissions(&locked, Permissions::from_mode(0o000)).unwrap();
    fs::set_permissions(&folder, Permissions::from_mode(0o000)).unwrap();
    let ledger = bench.take_in();
    fs::set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
    ledger.expect(&[("locked.txt", "read_error"), ("open.txt", "indexed"), ("shut", "read_error")]);
    assert!(ledger.entry("locked.txt").reason.contains("denied"));
}

#[test]
fn the_case_folder_inside_what_is_taken_in_is_passed_over() {
    let bench = Bench::new();
    bench.file("in/a.txt", "words");
    bench.done(&["new", "in/tern"]);
    for _ in 0..2 {
        let summary = bench.json(&["ingest", "in/tern", "in"]);
        assert_eq!(summary["found"], 1);
    }
    bench.done(&["check", "in/tern"]);
}

#[test]
fn a_path_that_is_not_there_takes_nothing_in() {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "words");
    let ran = bench.run(&["ingest", "tern", "in", "missing"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("missing") && ran.err.contains("Nothing was taken in"), "{}", ran.err);
    bench.ledger().expect(&[]);
}

#[test]
fn a_file_that_only_looks_known_is_taken_in_and_a_lost_original_is_put_back() {
    let bench = Bench::with_case();
    let path = bench.file("in/a.txt", "alpenglow words");
    let when = fs::metadata(&path).unwrap().modified().unwrap();
    bench.take_in().expect(&[("a.txt", "indexed")]);
    // The same path, size and time, and other bytes.
    fs::write(&path, "breakwater word").unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_modified(when).unwrap();
    assert_eq!(bench.json(&["ingest", "tern", "in"])["added"], 1);
    assert_eq!(bench.json(&["search", "tern", "breakwater"])["total"], 1);
    assert_eq!(bench.json(&["documents", "tern"])["total"], 2);
    let stored = |bytes: &str| bench.walk("tern").into_iter().find(|p| fs::read(p).unwrap() == bytes.as_bytes());
    fs::remove_file(stored("breakwater word").unwrap()).unwrap();
    assert_eq!(bench.run(&["check", "tern"]).code, 1);
    let again = bench.json(&["ingest", "tern", "in"]);
    assert_eq!((&again["added"], &again["known"]), (&0.into(), &1.into()));
    assert!(stored("breakwater word").is_some());
    bench.sound();
}
