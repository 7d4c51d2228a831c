//! Saved searches, what is new of them, and lists of hits as files.

use std::{fs, io::Read};

use serde_json::Value;

use crate::bench::Bench;

fn line(bench: &Bench, name: &str) -> Value {
    let list = bench.json(&["saved", "list", "tern"]);
    let found = list["saved"].as_array().unwrap().iter().find(|line| line["name"] == name).cloned();
    found.unwrap_or_else(|| panic!("{name} is not in {list}"))
}

fn counts(bench: &Bench, name: &str) -> (Option<u64>, Option<u64>) {
    let line = line(bench, name);
    (line["total"].as_u64(), line["new"].as_u64())
}

#[test]
fn what_comes_after_a_look_is_new_and_nothing_else_is() {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "crates in hall three\n");
    bench.file("in/b.csv", "thing,where\ncrates,hall\nboxes,hall\n");
    bench.done(&["ingest", "tern", "in"]);
    bench.done(&["saved", "add", "tern", "--name", "Hall", "hall"]);
    bench.done(&["saved", "add", "tern", "--exact", "--", "hall three"]);
    assert_eq!((counts(&bench, "Hall"), counts(&bench, "hall three")), ((Some(3), Some(0)), (None, Some(0))));
    bench.file("more/c.txt", "hall three is empty, hall four is not\n");
    bench.file("more/d.csv", "what,where\ncrate,hall\ncrate,yard\n");
    bench.file("more/e.txt", "nothing of that\n");
    bench.done(&["ingest", "tern", "more"]);
    assert_eq!((counts(&bench, "Hall"), counts(&bench, "hall three")), ((Some(5), Some(2)), (None, Some(1))));
    let new = bench.json(&["saved", "run", "tern", "Hall", "--new"]);
    let mut paths: Vec<&str> =
        new["found"]["hits"].as_array().unwrap().iter().map(|hit| hit["path"].as_str().unwrap()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["c.txt", "d.csv"]);
    assert_eq!(bench.json(&["saved", "run", "tern", "Hall"])["found"]["total"], 5);
    // Known files that come again are nothing new.
    bench.done(&["ingest", "tern", "more"]);
    assert_eq!(counts(&bench, "Hall"), (Some(5), Some(2)));
    bench.done(&["saved", "seen", "tern", "Hall"]);
    assert_eq!((counts(&bench, "Hall"), counts(&bench, "hall three")), ((Some(5), Some(0)), (None, Some(1))));
}

#[test]
fn what_was_seen_is_what_an_answer_had_looked_into() {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "crates in the hall\n");
    bench.done(&["ingest", "tern", "in"]);
    bench.done(&["saved", "add", "tern", "crates"]);
    let as_of = bench.json(&["search", "tern", "crates"])["as_of"].to_string();
    bench.file("in/b.txt", "more crates\n");
    bench.done(&["ingest", "tern", "in"]);
    // Whoever looked at the answer of before has not seen what came since.
    bench.done(&["saved", "seen", "tern", "--as-of", &as_of, "crates"]);
    assert_eq!(counts(&bench, "crates"), (Some(2), Some(1)));
    assert_eq!(bench.json(&["search", "tern", "--since", &as_of, "crates"])["total"], 1);
}

#[test]
fn saved_searches_are_the_cases_and_what_was_seen_is_each_persons_own() {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "crates in the hall\n");
    bench.done(&["ingest", "tern", "in"]);
    bench.done(&["saved", "add", "tern", "--name", "Crates", "--filter", "type:text", "crates"]);
    let other = bench.json(&["saved", "list", "--author", "Ilse Tarn", "tern"]);
    assert_eq!((&other["saved"][0]["name"], &other["saved"][0]["new"]), (&"Crates".into(), &Value::Null));
    let ran = bench.run(&["saved", "add", "tern", "--name", "Crates", "boxes"]);
    assert!(ran.code == 1 && ran.err.contains("already"), "{}", ran.err);
    bench.done(&["saved", "rename", "tern", "Crates", "--name", "All crates"]);
    assert_eq!(counts(&bench, "All crates"), (Some(1), Some(0)));
    bench.done(&["undo", "tern"]);
    bench.done(&["saved", "remove", "tern", "Crates"]);
    assert_eq!(bench.json(&["saved", "list", "tern"])["saved"], Value::Array(Vec::new()));
    bench.done(&["undo", "tern"]);
    assert_eq!(counts(&bench, "Crates"), (Some(1), Some(0)));
    // What cannot be looked for is not saved.
    let ran = bench.run(&["saved", "add", "tern", "\"crates"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    bench.sound();
}

#[test]
fn a_document_that_is_released_is_new() {
    let bench = Bench::with_case();
    bench.done(&["privilege", "add", "tern", "--word", "counsel"]);
    bench.file("in/a.txt", "crates, said counsel\n");
    bench.done(&["ingest", "tern", "in"]);
    bench.done(&["saved", "add", "tern", "crates"]);
    assert_eq!(counts(&bench, "crates"), (Some(0), Some(0)));
    bench.done(&["privilege", "release", "tern", "a.txt", "--because", "a public letter"]);
    assert_eq!(counts(&bench, "crates"), (Some(1), Some(1)));
    bench.done(&["saved", "seen", "tern", "crates"]);
    assert_eq!(counts(&bench, "crates"), (Some(1), Some(0)));
}

#[test]
fn every_hit_goes_to_the_file_with_its_citations_and_no_cell_is_a_formula() {
    let bench = Bench::with_case();
    let rows: String = (0..130).map(|n| format!("=crate {n},hall\n")).collect();
    bench.file("in/list.csv", format!("thing,where\n{rows}"));
    bench.file("in/=note.txt", "=SUM(crate) stands here\n");
    bench.done(&["ingest", "tern", "in", "--source", "KIOSK", "--kind", "news"]);
    let cited = bench.json(&["cite", "tern", "list.csv", "--unit", "1", "--row", "3"]);
    let id = cited["citation"].as_str().unwrap();
    for file in ["hits.csv", "hits.json", "hits.xlsx"] {
        let answer = bench.json(&["search", "tern", "--export", file, "crate"]);
        assert_eq!((&answer["total"], &answer["exported"]["hits"]), (&131.into(), &131.into()), "{file}");
    }
    let csv = fs::read_to_string(bench.dir().join("hits.csv")).unwrap();
    assert!(csv.contains("'=note.txt") && csv.contains("\"'=SUM(crate) stands here\"") | csv.contains(",'=SUM(crate)"));
    assert!(csv.lines().any(|line| line.contains(id)) && csv.matches(id).count() == 1, "{csv}");
    let json: Value = serde_json::from_str(&fs::read_to_string(bench.dir().join("hits.json")).unwrap()).unwrap();
    let hits = json["hits"].as_array().unwrap();
    assert_eq!((hits.len(), &json["total"]), (131, &131.into()));
    let with_citation: Vec<&Value> =
        hits.iter().filter(|hit| !hit["citations"].as_array().unwrap().is_empty()).collect();
    assert_eq!((with_citation.len(), &with_citation[0]["row"]), (1, &3.into()));
    assert_eq!(with_citation[0]["quotes"], serde_json::json!(["crate"]));
    let mut book = zip::ZipArchive::new(fs::File::open(bench.dir().join("hits.xlsx")).unwrap()).unwrap();
    let mut sheet = String::new();
    book.by_name("xl/worksheets/sheet1.xml").unwrap().read_to_string(&mut sheet).unwrap();
    assert!(!sheet.contains("<f>") && sheet.matches("<row ").count() == 132, "{}", sheet.len());
    let left = fs::read_dir(bench.dir()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert!(!left.into_iter().any(|name| name.contains(".part")));
}

#[test]
fn a_file_that_is_there_stays_and_protected_sources_stay_unnamed() {
    let bench = Bench::with_case();
    bench.file("leak/dorn.txt", "crates for Maret Dorn\n");
    bench.file("news/paper.txt", "crates in the paper\n");
    bench.done(&["ingest", "tern", "leak", "--source", "HERON", "--kind", "received"]);
    bench.done(&["ingest", "tern", "news", "--source", "KIOSK", "--kind", "news"]);
    bench.file("out.csv", "mine");
    let ran = bench.run(&["search", "tern", "--export", "out.csv", "crates"]);
    assert!(ran.code == 1 && ran.err.contains("exists"), "{}", ran.err);
    assert_eq!(fs::read_to_string(bench.dir().join("out.csv")).unwrap(), "mine");
    assert_eq!(bench.run(&["search", "tern", "--export", "out.doc", "crates"]).code, 2);
    for file in ["out.csv", "out.json"] {
        let answer = bench.json(&["search", "tern", "--export", file, "--force", "crates"]);
        assert_eq!((&answer["exported"]["hits"], &answer["exported"]["unnamed"]), (&2.into(), &1.into()));
        let text = fs::read_to_string(bench.dir().join(file)).unwrap();
        assert!(!text.to_lowercase().contains("dorn") && !text.contains("HERON"), "{text}");
        assert!(text.contains("protected source") && text.contains("paper.txt"), "{text}");
    }
    // What hits can be narrowed by names every source.
    bench.done(&["search", "tern", "--export", "out.json", "--facets", "--force", "crates"]);
    let text = fs::read_to_string(bench.dir().join("out.json")).unwrap();
    assert!(!text.contains("HERON"), "{text}");
    bench.done(&["search", "tern", "--export", "out.csv", "--force", "--with-protected", "--exact", "crates"]);
    let text = fs::read_to_string(bench.dir().join("out.csv")).unwrap();
    assert!(text.contains("Maret Dorn") && text.contains("HERON"), "{text}");
}

#[test]
fn a_file_does_not_say_the_name_of_a_protected_source_that_was_asked_for() {
    let bench = Bench::with_case();
    bench.file("leak/a.txt", "crates of the leak\n");
    bench.file("news/b.txt", "crates in the paper\n");
    bench.done(&["ingest", "tern", "leak", "--source", "Blue Heron", "--kind", "received"]);
    bench.done(&["ingest", "tern", "news", "--source", "KIOSK", "--kind", "news"]);
    let whole = |file: &str| {
        let bytes = fs::read(bench.dir().join(file)).unwrap();
        let Ok(mut book) = zip::ZipArchive::new(std::io::Cursor::new(&bytes)) else {
            return String::from_utf8(bytes).unwrap();
        };
        let mut text = String::new();
        for part in 0..book.len() {
            book.by_index(part).unwrap().read_to_string(&mut text).unwrap();
        }
        text
    };
    let asked: [&[&str]; 4] = [
        &["--", "crates (source:\"blue heron\" OR source:KIOSK)"],
        &["--filter", "source:\"Blue Heron\"", "--", "crates"],
        &["--filter", "source:\"Blue Heron\"", "--exact", "--", "crates"],
        &["--", "crates -source:\"BLUE heron\" source:kiosk"],
    ];
    for asked in asked {
        for file in ["out.json", "out.csv", "out.xlsx"] {
            let export = &["search", "tern", "--force", "--export", file];
            let answer = bench.json(&[&export[..], asked].concat());
            assert!(
                answer["filters"].to_string().to_lowercase().contains("blue heron"),
                "whoever asks sees it: {answer}"
            );
            let text = whole(file);
            assert!(!text.to_lowercase().contains("heron"), "{asked:?}: {text}");
            assert!(text.contains("protected source") || file == "out.csv", "{asked:?}: {text}");
            bench.json(&[&export[..], &["--with-protected"], asked].concat());
            assert!(whole(file).to_lowercase().contains("heron") || file == "out.csv", "{asked:?}");
        }
    }
    // A sheet says what it could not look into, and what narrowed it down.
    bench.done(&["search", "tern", "--force", "--export", "out.xlsx", "--filter", "source:KIOSK", "crates"]);
    let text = whole("out.xlsx");
    assert!(text.contains("source:KIOSK") && text.contains("whose words are not read off them yet"), "{text}");
}

#[test]
fn a_search_is_saved_in_each_of_its_orders() {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "crates\n");
    bench.done(&["ingest", "tern", "in"]);
    for order in ["relevance", "date", "oldest", "added", "path"] {
        let saved = bench.json(&["saved", "add", "tern", "--name", order, "--sort", order, "crates"]);
        assert_eq!(saved["saved"][0]["sort"], order);
        assert_eq!(bench.json(&["saved", "run", "tern", order])["found"]["total"], 1);
    }
    let ran = bench.run(&["saved", "add", "tern", "--name", "size", "--sort", "size", "crates"]);
    assert!(ran.code != 0 && ran.err.contains("size"), "{}", ran.err);
}
