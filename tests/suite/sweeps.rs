//! A list of names against everything: each count is what a search for that name gives.

use desk::{CancelToken, Event, Job};
use serde_json::{Value, json};

use crate::bench::Bench;

/// A case with words in four scripts, some of them in a table.
fn case() -> Bench {
    let bench = Bench::with_case();
    bench.file("in/letter.txt", "Meridian Reach signed in Shenzhen.\nMeridan Reach did not.");
    bench.file("in/news.txt", "鹭岛贸易在深圳设有办事处。");
    bench.file("in/note.txt", "Офис в городе Шэньчжэнь. Подписал Иван Щербаков.");
    bench.file("in/list.csv", "name,place\nMeridian Reach,Shenzhen\nIvan Shcherbakov,Omsk\n");
    bench.done(&["ingest", "tern", "in"]);
    bench
}

const NAMES: &str =
    "No,Company\n1,Meridian Reach\n2,深圳\n3,\n4,Ivan Shcherbakov\n5,Nobody Anywhere\n6,Meridian Reach\n";

fn row<'a>(answer: &'a Value, name: &str) -> &'a Value {
    answer["rows"].as_array().unwrap().iter().find(|row| row["name"] == name).unwrap()
}

fn counts(answer: &Value, name: &str) -> [u64; 4] {
    let counts = &row(answer, name)["counts"];
    ["exact", "folded", "fuzzy", "transliterated"].map(|way| counts[way].as_u64().unwrap())
}

fn total(bench: &Bench, args: &[&str]) -> u64 {
    bench.json(&[&["search", "tern"], args].concat())["total"].as_u64().unwrap()
}

#[test]
fn each_count_is_the_total_of_a_search() {
    let bench = case();
    bench.file("names.csv", NAMES);
    let answer = bench.json(&["sweep", "tern", "--list", "names.csv", "--fuzzy", "--transliterate"]);
    assert_eq!((&answer["names"], &answer["found"], &answer["column"]), (&4.into(), &3.into(), &"Company".into()));
    for name in ["Meridian Reach", "深圳", "Ivan Shcherbakov", "Nobody Anywhere"] {
        let (fuzzy, translit) = (format!("fuzzy:\"{name}\""), format!("translit:\"{name}\""));
        let searched = [
            total(&bench, &["--exact", "--", name]),
            total(&bench, &["--", &format!("\"{name}\"")]),
            total(&bench, &["--", &fuzzy]),
            total(&bench, &["--", &translit]),
        ];
        assert_eq!(counts(&answer, name), searched, "{name}");
    }
    assert_eq!(counts(&answer, "深圳"), [1, 1, 1, 4]);
    assert_eq!(counts(&answer, "Ivan Shcherbakov"), [1, 1, 1, 2]);
    assert_eq!(counts(&answer, "Meridian Reach")[1..3], [2, 2]);
    let bad: Vec<(u64, &str)> = answer["bad"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bad| (bad["row"].as_u64().unwrap(), bad["reason"].as_str().unwrap()))
        .collect();
    assert_eq!(bad, [(4, "there is no name in its cell"), (7, "the same name stands in row 2")]);
    // What was found by transliteration alone says so.
    let found = bench.json(&["search", "tern", "--", "translit:深圳"]);
    let marked = found["hits"].as_array().unwrap().iter().filter(|hit| hit["transliterated"] == true).count();
    assert_eq!(marked, 3);
    bench.sound();
}

#[test]
fn again_shows_what_is_different_and_a_watched_list_tells_of_new_material() {
    let bench = case();
    bench.file("names.txt", "Meridian Reach\nOriel Freight\n");
    bench.done(&["sweep", "tern", "--list", "names.txt", "--watch"]);
    let again = bench.json(&["sweep", "again", "tern", "names"]);
    assert_eq!((&again["changed"], again["rows"].as_array().unwrap().len()), (&0.into(), 0));
    bench.file("later/oriel.txt", "Oriel Freight took the crates.");
    let told = bench.done(&["ingest", "tern", "later"]).err;
    assert!(told.contains("Sweep \"names\": the new material names Oriel Freight."), "{told}");
    let again = bench.json(&["sweep", "again", "tern", "names"]);
    let rows = again["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (&rows[0]["name"], &rows[0]["new"], &rows[0]["before"]["folded"]),
        (&"Oriel Freight".into(), &1.into(), &0.into())
    );
    assert_eq!(bench.json(&["sweep", "show", "tern", "names"])["found"], 2);
    // Nothing of it stands in the log, and it goes without a trace.
    bench.done(&["sweep", "remove", "tern", "names"]);
    let log = bench.done(&["log", "tern", "--json"]).out;
    assert!(!log.contains("Oriel Freight"), "{log}");
    assert!(bench.json(&["sweep", "list", "tern"])["sweeps"].as_array().unwrap().is_empty());
    bench.sound();
}

#[test]
fn what_is_set_aside_is_not_looked_into_and_counted() {
    let bench = Bench::with_case();
    bench.file("in/advice.eml", "From: ida@brand-kolb.example\r\nSubject: x\r\n\r\nAbout Meridian Reach.\r\n");
    bench.file("in/letter.txt", "Meridian Reach");
    bench.done(&["privilege", "add", "tern", "--domain", "brand-kolb.example"]);
    bench.done(&["ingest", "tern", "in"]);
    bench.file("names.txt", "Meridian Reach\n");
    let answer = bench.json(&["sweep", "tern", "--list", "names.txt"]);
    assert_eq!(counts(&answer, "Meridian Reach"), [1, 1, 0, 0]);
    assert_eq!(answer["quarantined"], 1);
}

#[test]
fn a_table_of_it_holds_no_formula_and_lists_that_cannot_be_read_say_why() {
    let bench = case();
    bench.file("names.txt", "=Meridian Reach\n");
    bench.done(&["sweep", "tern", "--list", "names.txt", "--csv", "out.csv"]);
    let table = std::fs::read_to_string(bench.dir().join("out.csv")).unwrap();
    assert!(table.contains("1,'=Meridian Reach,0,2,"), "{table}");
    let ran = bench.run(&["sweep", "tern", "--list", "names.txt", "--csv", "out.csv"]);
    assert!(ran.code != 0 && ran.err.contains("exists"), "{}", ran.err);
    let ran = bench.run(&["sweep", "tern", "--list", "in/list.csv", "--column", "owner"]);
    assert!(ran.code == 2 && ran.err.contains("name, place"), "{}", ran.err);
    let ran = bench.run(&["sweep", "tern"]);
    assert!(ran.code == 2 && ran.err.contains("--list"), "{}", ran.err);
    bench.file("none.txt", "…\n");
    assert_eq!(bench.run(&["sweep", "tern", "--list", "none.txt"]).code, 1);
}

/// Takes a folder in and is stopped when all of it is read and nothing else is done. Says what was told.
fn ingest_and_stop(bench: &Bench, folder: &str) -> Vec<Event> {
    let cancel = CancelToken::default();
    let (stop, mut told) = (cancel.clone(), Vec::new());
    let mut events = |event: Event| match event {
        Event::Progress(progress) if progress.total > 0 && progress.done == progress.total => stop.cancel(),
        Event::Progress(_) => {}
        other => told.push(other),
    };
    let mut job = Job { events: &mut events, cancel };
    let request = json!({ "case": bench.dir().join("tern"), "paths": [bench.dir().join(folder)], "source": "HERON" });
    let summary = desk::command::run(bench.desk(), &mut job, &["ingest"], request).unwrap().value;
    assert_eq!((&summary["added"], &summary["stopped"]), (&json!(1), &json!(true)));
    told
}

#[test]
fn what_came_before_a_stop_is_told_of_the_next_time() {
    let bench = case();
    bench.file("names.txt", "Meridian Reach\nOriel Freight\nBluegate Holdings\n");
    bench.done(&["sweep", "tern", "--list", "names.txt", "--watch"]);
    bench.file("later/oriel.txt", "Oriel Freight took the crates.");
    assert_eq!(ingest_and_stop(&bench, "later"), []);
    // With the next ingest, whatever that brings …
    bench.file("more/note.txt", "Nobody is named here.");
    let told = bench.done(&["ingest", "tern", "more"]).err;
    assert!(told.contains("Sweep \"names\": the new material names Oriel Freight.\n"), "{told}");
    // … or when the case is opened, which asks for it; and once.
    bench.file("last/bluegate.txt", "Bluegate Holdings paid for them.");
    assert_eq!(ingest_and_stop(&bench, "last"), []);
    let news = bench.json(&["sweep", "news", "tern"]);
    assert_eq!(news["told"][0]["names"], json!(["Bluegate Holdings"]));
    assert_eq!(bench.json(&["sweep", "news", "tern"])["told"], json!([]));
    // Both stand with the list until it is looked for again.
    assert_eq!(bench.json(&["sweep", "list", "tern"])["sweeps"][0]["news"], 2);
    let names = json!(["Oriel Freight", "Bluegate Holdings"]);
    assert_eq!(bench.json(&["sweep", "show", "tern", "names"])["news"], names);
    let again = bench.json(&["sweep", "again", "tern", "names"]);
    assert_eq!((&again["changed"], &again["news"]), (&json!(2), &json!([])));
    assert_eq!(bench.json(&["sweep", "list", "tern"])["sweeps"][0]["news"], 0);
    assert_eq!(bench.json(&["sweep", "news", "tern"])["told"], json!([]));
    bench.sound();
}

#[test]
fn what_was_told_goes_with_the_list_and_what_is_released_is_told_of() {
    let bench = Bench::with_case();
    bench.file("in/letter.txt", "Nobody is named here.");
    bench.done(&["privilege", "add", "tern", "--domain", "brand-kolb.example"]);
    bench.done(&["ingest", "tern", "in"]);
    bench.file("names.txt", "Meridian Reach\n");
    bench.done(&["sweep", "tern", "--list", "names.txt", "--watch"]);
    bench.file("more/advice.eml", "From: ida@brand-kolb.example\r\nSubject: x\r\n\r\nAbout Meridian Reach.\r\n");
    let told = bench.done(&["ingest", "tern", "more"]).err;
    assert!(!told.contains("Meridian"), "{told}");
    bench.done(&["privilege", "release", "tern", "advice.eml", "--because", "an invitation"]);
    assert_eq!(bench.json(&["sweep", "news", "tern"])["told"][0]["names"], json!(["Meridian Reach"]));
    bench.done(&["sweep", "remove", "tern", "names"]);
    assert!(bench.json(&["sweep", "list", "tern"])["sweeps"].as_array().unwrap().is_empty());
    bench.sound();
}

#[test]
fn a_list_is_read_however_it_comes() {
    let bench = case();
    bench.file("one.csv", "Supplier\nMeridian Reach\nNobody Anywhere\n");
    let answer = bench.json(&["sweep", "tern", "--list", "one.csv", "--column", "Supplier"]);
    assert_eq!((&answer["names"], &answer["found"]), (&2.into(), &1.into()));
    bench.file("two.csv", "name\nMeridian Reach\nNobody Anywhere\n");
    assert_eq!(bench.json(&["sweep", "tern", "--list", "two.csv"])["names"], 2);
    // One stray quotation mark makes one name of three lines.
    bench.file("stray.csv", "name,x\n\"Meridian Reach,1\nEastwind Ltd,2\n\"Oriel Freight,3\nShenzhen,4\n");
    let answer = bench.json(&["sweep", "tern", "--list", "stray.csv"]);
    let notes = answer["notes"].to_string();
    assert!(notes.contains("Several lines stand in one cell in row 2"), "{notes}");
}
