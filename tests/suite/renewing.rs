//! An index that is lost, or of an older form: searches go on, and another takes its place.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::bench::Bench;

fn filled() -> Bench {
    let bench = Bench::with_case();
    for n in 0..12 {
        bench.file(&format!("in/{n}.txt"), format!("crate {n} stands in the hall\n"));
    }
    bench.done(&["ingest", "tern", "in"]);
    bench
}

/// The folder of the index that answers.
fn current(bench: &Bench) -> PathBuf {
    let index = bench.dir().join("tern/index");
    let name = fs::read_to_string(index.join("current")).unwrap();
    index.join(name)
}

/// Makes the index one of an earlier form, which folded letters otherwise.
fn age(bench: &Bench) {
    let stamp = current(bench).join("stamp.json");
    let mut found: Value = serde_json::from_slice(&fs::read(&stamp).unwrap()).unwrap();
    found["folding"] = (found["folding"].as_u64().unwrap() - 1).into();
    fs::write(stamp, found.to_string()).unwrap();
}

fn total(bench: &Bench, query: &str) -> Value {
    bench.json(&["search", "tern", query])["total"].clone()
}

#[test]
fn an_index_of_an_older_form_answers_until_another_is_made() {
    let bench = filled();
    age(&bench);
    let found = bench.json(&["search", "tern", "crate"]);
    assert_eq!((&found["total"], &found["index"]["is_made"]), (&12.into(), &false.into()));
    assert!(bench.done(&["search", "tern", "crate"]).err.contains("older form"));
    bench.sound();
    let made = bench.json(&["reindex", "tern", "--if-needed"]);
    assert_eq!((&made["made"], &made["documents"], &made["entries"]), (&true.into(), &12.into(), &12.into()));
    let found = bench.json(&["search", "tern", "crate"]);
    assert_eq!((&found["total"], &found["index"]), (&12.into(), &Value::Null));
    assert_eq!(bench.json(&["reindex", "tern", "--if-needed"])["made"], false);
    bench.sound();
}

#[test]
fn taking_in_makes_another_index_first_and_loses_nothing() {
    let bench = filled();
    age(&bench);
    bench.file("more/z.txt", "one more crate\n");
    bench.done(&["ingest", "tern", "more"]);
    let found = bench.json(&["search", "tern", "crate"]);
    assert_eq!((&found["total"], &found["index"], &found["behind"]), (&13.into(), &Value::Null, &0.into()));
    bench.sound();
}

#[test]
fn what_is_set_aside_or_erased_is_in_no_answer_of_an_older_index() {
    let bench = filled();
    age(&bench);
    bench.done(&["privilege", "add", "tern", "--word", "crate 3"]);
    assert_eq!(total(&bench, "crate"), 11);
    let told = bench.json(&["explain", "tern", "3.txt", "crate"]);
    assert_eq!((&told["state"], &told["found"], &told["hits"]), (&"set_aside".into(), &false.into(), &0.into()));
    let bench = filled();
    age(&bench);
    bench.done(&["erase", "tern", "5.txt", "--reason", "error"]);
    assert!(!bench.dir().join("tern/index/current").exists(), "words that were erased are in no index");
    assert_eq!(total(&bench, "crate"), 11);
    bench.sound();
}

#[test]
fn a_lost_index_is_made_anew_by_the_search_that_misses_it() {
    let bench = filled();
    for spoil in [0, 1, 2] {
        let dir = current(&bench);
        match spoil {
            0 => fs::remove_dir_all(bench.dir().join("tern/index")).unwrap(),
            1 => fs::remove_dir_all(&dir).unwrap(),
            _ => fs::write(dir.join("stamp.json"), "{\"format\":99,\"folding\":99}").unwrap(),
        }
        assert_eq!(total(&bench, "crate"), 12, "{spoil}");
        bench.sound();
    }
}

#[test]
fn what_was_left_half_made_is_gone_on_with_and_never_answers() {
    let bench = filled();
    let index = bench.dir().join("tern/index");
    // As a maker leaves it that is killed before its first commit.
    let half = index.join("9");
    fs::create_dir(&half).unwrap();
    fs::write(half.join("begun"), "0\n").unwrap();
    assert_eq!(total(&bench, "crate"), 12);
    bench.done(&["reindex", "tern"]);
    assert!(current(&bench) != half && !half.exists());
    assert_eq!(folders(&index).len(), 1, "what is out of use is gone");
    assert_eq!(total(&bench, "crate"), 12);
    bench.sound();
}

#[test]
fn while_somebody_writes_an_older_index_answers_too() {
    let bench = filled();
    age(&bench);
    let held = bench.hold("tern");
    assert_eq!(total(&bench, "crate"), 12);
    drop(held);
}

fn folders(dir: &Path) -> Vec<PathBuf> {
    fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
}
