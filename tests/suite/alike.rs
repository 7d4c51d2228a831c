//! Documents that are nearly the same, from files to answers.

use serde_json::Value;

use crate::bench::Bench;

/// A letter of some length; `item` and `place` are what two of them differ in.
fn letter(item: &str, place: &str) -> String {
    let lines = [
        "We confirm that the sixty-four chassis left the hall on the night of the third of December and were loaded",
        "into two trucks whose plates the guard wrote down in his book before he opened the gate for the drivers.",
        "The crates that came in their stead were weighed at the dock and found to be lighter by half than what the",
        "packing list says, which the clerk at the forwarder noticed and was told to leave out of the report he sent.",
    ];
    format!("{}\nEnclosed: {item}.\n{}\nKept at {place}.\n{}", lines[0..2].join("\n"), lines[2], lines[3])
}

fn path(line: &Value) -> &str {
    line["path"].as_str().unwrap()
}

#[test]
fn nearly_equal_documents_are_grouped_and_none_is_hidden() {
    let bench = Bench::with_case();
    bench.file("in/first.txt", letter("the weighing slips", "the office in Johor"));
    bench.file("in/second.txt", letter("the weighing slip", "our office in Johor").to_uppercase());
    bench.file("in/other.txt", "Nothing of the kind was ever said by anybody who had been there. ".repeat(3));
    bench.file("in/short.txt", "We confirm that the sixty-four chassis left the hall.");
    bench.take_in();
    let groups = bench.json(&["similar", "tern"]);
    assert_eq!((&groups["total"], &groups["behind"]), (&1.into(), &0.into()), "{groups:#}");
    let lines = groups["groups"][0]["documents"].as_array().unwrap();
    assert_eq!(lines.iter().map(path).collect::<Vec<_>>(), ["in/first.txt", "in/second.txt"]);
    assert_eq!(lines[0]["share"], Value::Null, "it is what the other is compared with");
    let share = lines[1]["share"].as_f64().unwrap();
    assert!(share > 0.5 && share < 1.0, "{share}");

    let like = bench.json(&["similar", "tern", "in/second.txt"]);
    assert_eq!((&like["total"], path(&like["documents"][0])), (&1.into(), "in/first.txt"));
    assert_eq!(bench.json(&["similar", "tern", "in/short.txt"])["too_short"], true);
    assert_eq!(bench.json(&["document", "tern", "in/first.txt"])["nearly_same"], 1);
    let hits = bench.json(&["search", "tern", "sixty"]);
    assert_eq!(hits["total"], 3, "each is a hit of its own");
    for hit in hits["hits"].as_array().unwrap() {
        assert_eq!(hit["nearly_same"], u32::from(path(hit) != "in/short.txt"));
    }
    let documents = bench.json(&["documents", "tern"]);
    let counts: Vec<_> = documents["documents"].as_array().unwrap().iter().map(|d| d["nearly_same"].clone()).collect();
    assert_eq!(counts.iter().filter(|n| **n == 1).count(), 2);
}

#[test]
fn groups_follow_what_comes_and_goes_and_are_made_anew_with_the_index() {
    let bench = Bench::with_case();
    bench.file("in/first.txt", letter("one", "two"));
    bench.take_in();
    assert_eq!(bench.json(&["similar", "tern"])["total"], 0);
    bench.file("more/second.txt", letter("one", "three"));
    bench.file("more/third.txt", letter("four", "three"));
    bench.done(&["ingest", "tern", "more"]);
    let before = bench.json(&["similar", "tern"]);
    assert_eq!((&before["total"], &before["groups"][0]["total"]), (&1.into(), &3.into()));
    bench.done(&["reindex", "tern"]);
    assert_eq!(bench.json(&["similar", "tern"]), before);
    bench.done(&["erase", "tern", "in/first.txt", "--reason", "error"]);
    let after = bench.json(&["similar", "tern"]);
    assert_eq!((&after["total"], &after["groups"][0]["total"]), (&1.into(), &2.into()));
    bench.done(&["erase", "tern", "more/third.txt", "--reason", "error"]);
    assert_eq!(bench.json(&["similar", "tern"])["total"], 0);
    assert_eq!(bench.run(&["check", "tern"]).code, 0);
}
