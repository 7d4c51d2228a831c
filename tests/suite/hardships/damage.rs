//! Cases whose files were changed, lost or come from the future.

use std::{fs, path::PathBuf};

use serde_json::Value;

use crate::bench::Bench;

/// A case of two documents with a citation each.
fn cited() -> Bench {
    let bench = Bench::with_case();
    for (file, words) in [("a.txt", "alpenglow over the yard"), ("b.txt", "breakwater at the pier")] {
        bench.file(&format!("in/{file}"), words);
        bench.done(&["ingest", "tern", "in"]);
        bench.done(&["cite", "tern", file, "--unit", "1", "--quote", words]);
    }
    bench
}

/// The file in the case that holds these bytes.
fn stored(bench: &Bench, bytes: &str) -> PathBuf {
    let mut files = bench.walk("tern").into_iter();
    files.find(|path| fs::read(path).unwrap() == bytes.as_bytes()).expect("the original is in the case")
}

/// What `verify` counts, and that it ends with 1.
fn verified(bench: &Bench) -> Value {
    let ran = bench.run(&["verify", "tern", "--json"]);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn changed_bytes_flip_the_citations_they_carry_and_no_other() {
    let bench = cited();
    fs::write(stored(&bench, "alpenglow over the yard"), "alpenglow over the yarn").unwrap();
    let answer = verified(&bench);
    assert_eq!((&answer["blobs"]["changed"], &answer["blobs"]["missing"]), (&1.into(), &0.into()));
    assert_eq!((&answer["citations"]["in_place"], &answer["citations"]["no_source"]), (&1.into(), &1.into()));
    assert_eq!(answer["problems"][0]["was"], "alpenglow over the yard");
    assert_eq!(bench.run(&["check", "tern"]).code, 1);
}

#[test]
fn missing_bytes_are_missed_and_the_words_still_found() {
    let bench = cited();
    fs::remove_file(stored(&bench, "breakwater at the pier")).unwrap();
    let answer = verified(&bench);
    assert_eq!((&answer["blobs"]["changed"], &answer["blobs"]["missing"]), (&0.into(), &1.into()));
    assert_eq!((&answer["citations"]["in_place"], &answer["citations"]["no_source"]), (&1.into(), &1.into()));
    assert_eq!(bench.json(&["search", "tern", "breakwater"])["total"], 1);
    assert!(bench.run(&["check", "tern"]).out.contains("missing"));
}

#[test]
fn an_index_that_is_lost_or_damaged_is_made_anew() {
    let bench = cited();
    fs::remove_dir_all(bench.dir().join("tern/index")).unwrap();
    assert_eq!(bench.json(&["search", "tern", "alpenglow"])["total"], 1);
    bench.sound();
    for path in bench.walk("tern/index") {
        fs::write(path, "not an index").unwrap();
    }
    assert_eq!(bench.json(&["search", "tern", "breakwater"])["total"], 1);
    bench.done(&["reindex", "tern"]);
    assert_eq!(bench.json(&["search", "tern", "at"])["total"], 1);
    bench.sound();
}

#[test]
fn a_case_of_a_newer_program_is_refused_and_left_alone() {
    let bench = cited();
    let marker = bench.dir().join("tern/case.casebound");
    let ours = fs::read_to_string(&marker).unwrap();
    fs::write(&marker, ours.replace("format 1", "format 2")).unwrap();
    for args in [["ledger", "tern"].as_slice(), &["ingest", "tern", "in"], &["check", "tern"]] {
        let ran = bench.run(args);
        assert_eq!(ran.code, 1);
        assert!(ran.err.contains("written by a newer Casebound"), "{}", ran.err);
    }
    fs::write(&marker, ours).unwrap();
    bench.sound();
}

#[test]
fn a_database_that_is_none_or_gone_is_refused_in_words_that_help() {
    let bench = cited();
    let database = bench.dir().join("tern/case.sqlite");
    let refused = |how_it_is: &str| {
        for args in [["ledger", "tern"].as_slice(), &["ingest", "tern", "in"], &["search", "tern", "words"]] {
            let ran = bench.run(args);
            assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{}", ran.err);
            for words in [how_it_is, "originals are still in the folder vault", "Restore a copy"] {
                assert!(ran.err.contains(words), "{words:?} is not in {}", ran.err);
            }
            for words in ["is safe", "casebound check"] {
                assert!(!ran.err.contains(words), "nobody knows, and nobody is sent in a circle: {}", ran.err);
            }
        }
    };
    fs::write(&database, "these are no tables, whatever they say".repeat(400)).unwrap();
    refused("is damaged");
    fs::remove_file(&database).unwrap();
    refused("is missing");
    assert!(!database.exists(), "no empty one is made in its place");
}

#[test]
fn a_history_whose_end_was_cut_off_is_told_in_words() {
    let bench = cited();
    let (database, earlier) = (bench.dir().join("tern/case.sqlite"), bench.dir().join("earlier"));
    fs::copy(&database, &earlier).unwrap();
    bench.done(&["cite", "tern", "a.txt", "--unit", "1", "--quote", "yard"]);
    bench.sound();
    fs::copy(&earlier, &database).unwrap();
    let ran = bench.run(&["check", "tern"]);
    assert_eq!(ran.code, 1);
    for words in ["cut short", "1 change recorded here before is missing at its end", "an older copy"] {
        assert!(ran.out.contains(words), "{words:?} is not in {}", ran.out);
    }
}
