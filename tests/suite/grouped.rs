//! Hits by document, the same whichever way they are looked for, and their pages.

use std::sync::Arc;

use desk::{CancelToken, Event, Host, Job};
use serde_json::{Value, json};

use crate::bench::Bench;

/// Three documents: one with hits in two of its rows, one with a single strong hit, one without.
fn with_hits() -> Bench {
    let bench = Bench::with_case();
    bench.file("in/rows.csv", "no,goods\n1,crates\n2,nothing\n3,crates and more of everything one could name\n");
    bench.file("in/strong.txt", "Crates, crates, crates.\n");
    bench.file("in/weak.txt", "Nothing of it.\n");
    bench.done(&["ingest", "tern", "in"]);
    bench
}

fn places(answer: &Value) -> Vec<(String, u64, u64, u64)> {
    let n = |hit: &Value, name: &str| hit[name].as_u64().unwrap_or(0);
    let hits = answer["hits"].as_array().unwrap().iter();
    hits.map(|hit| (hit["path"].as_str().unwrap().to_owned(), n(hit, "row"), n(hit, "nth"), n(hit, "in_document")))
        .collect()
}

#[test]
fn hits_of_a_document_stand_together_in_every_mode() {
    let bench = with_hits();
    for mode in [&["crates"][..], &["--exact", "rates"], &["--regex", "[cC]rat.s"], &["--sort", "date", "crates"]] {
        let search = |more: &[&str]| bench.json(&[&["search", "tern", "--group"], more, mode].concat());
        let whole = search(&[]);
        assert_eq!((&whole["total"], &whole["documents"]), (&json!(3), &json!(2)), "{mode:?}");
        let mut all = places(&whole);
        let pages: Vec<_> =
            ["0", "1", "2"].iter().flat_map(|n| places(&search(&["--limit", "1", "--offset", n]))).collect();
        assert_eq!(pages, all, "{mode:?}");
        let third = search(&["--limit", "0", "--find", "rows.csv:1:row=4"]);
        let at = all.iter().position(|(_, row, ..)| *row == 4).unwrap();
        assert_eq!(third["found_at"], at, "{mode:?}");
        for no_hit in ["rows.csv:1:row=3", "gone.txt:1"] {
            assert_eq!(search(&["--find", no_hit])["found_at"], Value::Null);
        }
        all.sort();
        let row = |row, nth| ("rows.csv".to_owned(), row, nth, 2);
        assert_eq!(all, [row(2, 1), row(4, 2), ("strong.txt".to_owned(), 0, 1, 1)], "{mode:?}");
    }
    let single = bench.json(&["search", "tern", "crates"]);
    assert_eq!((&single["documents"], &single["hits"][0]["nth"]), (&Value::Null, &Value::Null));
    for wrong in
        [&["--find", "rows.csv:1"][..], &["--group", "--find", "rows.csv"], &["--group", "--find", "rows.csv:1:row=x"]]
    {
        assert_eq!(bench.run(&[&["search", "tern"], wrong, &["crates"]].concat()).code, 2, "{wrong:?}");
    }
}

#[test]
fn the_next_page_of_a_scan_looks_through_nothing_again_until_the_texts_change() {
    let bench = with_hits();
    let page = |offset: u64, filter: &str| {
        let mut n_scans = 0;
        let mut events = |event| n_scans = n_scans.max(u64::from(matches!(event, Event::Progress(_))));
        let mut job = Job { events: &mut events, cancel: CancelToken::default() };
        let (case, query) = (bench.dir().join("tern"), ["rates"]);
        let request = json!({ "case": case, "query": query, "exact": true, "group": true, "limit": 1, "offset": offset, "filter": filter });
        let answer = desk::command::run(bench.desk(), &mut job, &["search"], request).unwrap().value;
        (answer["total"].as_u64().unwrap(), n_scans)
    };
    assert_eq!([page(0, ""), page(1, ""), page(2, "")], [(3, 1), (3, 0), (3, 0)]);
    assert_eq!([page(0, "type:text"), page(0, "type:text"), page(0, "")], [(1, 1), (1, 0), (3, 0)]);
    bench.done(&["mark", "tern", "strong.txt", "--seen", "yes"]);
    assert_eq!([page(0, "-has:seen"), page(1, ""), page(0, "-has:seen")], [(2, 1), (3, 0), (2, 0)]);
    bench.done(&["mark", "tern", "strong.txt", "--seen", "no"]);
    assert_eq!(page(0, "-has:seen"), (3, 1), "what a filter stands for is looked up anew");
    bench.file("more/new.txt", "More crates.\n");
    bench.done(&["ingest", "tern", "more"]);
    assert_eq!(page(0, ""), (4, 1));
    bench.done(&["erase", "tern", "new.txt", "--reason", "error"]);
    assert_eq!(page(0, ""), (3, 1));
    bench.file("more/other.txt", "Other crates.\n");
    std::fs::remove_file(bench.dir().join("more/new.txt")).unwrap();
    bench.done(&["ingest", "tern", "more"]);
    assert_eq!(page(0, ""), (4, 1));
}

#[test]
fn a_place_whose_document_was_erased_is_no_hit() {
    let bench = with_hits();
    let find = |place: &str| {
        let answer = bench.json(&["search", "tern", "--group", "--find", place, "crates"]);
        (answer["found_at"].clone(), answer["total"].clone())
    };
    let strong = bench.json(&["search", "tern", "--exact", "Crates, crates"])["hits"][0]["document"].clone();
    let place = format!("{}:1", strong.as_str().unwrap());
    assert_eq!(find(&place), (json!(2), json!(3)));
    bench.done(&["erase", "tern", "strong.txt", "--reason", "error"]);
    assert_eq!(find(&place), (Value::Null, json!(2)));
}

#[test]
fn the_window_finds_what_the_command_line_finds() {
    let bench = with_hits();
    let host = Host::new(bench.desk().clone(), Arc::new(|_| {}));
    for (flag, query) in [("", "crates"), ("--exact", "rates"), ("--regex", "[cC]rat.s")] {
        for (sort, group) in [("relevance", false), ("relevance", true), ("date", false), ("date", true)] {
            let flags: Vec<&str> =
                [flag, if group { "--group" } else { "" }].into_iter().filter(|f| !f.is_empty()).collect();
            // A desk of its own, as each call of the command line has: nothing is kept from one to the next.
            let mut line = bench.command(
                &[&["search", "tern", "--json", "--sort", sort, "--limit", "2"], &flags[..], &[query]].concat(),
            );
            let line = serde_json::from_slice::<Value>(&line.output().unwrap().stdout).unwrap();
            let asked = json!({
                "case": bench.dir().join("tern"), "sort": sort, "limit": 2, "query": [query],
                "exact": flag == "--exact", "regex": flag == "--regex", "group": group,
            });
            // Twice: the second time a scan is answered from what the first one found.
            for _ in 0..2 {
                assert_eq!(host.call("search", asked.clone()).unwrap(), line, "{flag} {sort} {group}");
            }
        }
    }
}
