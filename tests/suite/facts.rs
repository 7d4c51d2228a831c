//! Facts on citations: what is refused, what stands side by side, what comes back.

use serde_json::Value;

use crate::bench::Bench;

/// A case of two notes that disagree, and a citation of each: its id.
fn two_notes() -> (Bench, String, String) {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "The crates of Pellworm Freight left on 3 March 2025.\n");
    bench.file("in/b.txt", "Pellworm Freight sent nothing before 9 March 2025.\n");
    bench.done(&["ingest", "tern", "in"]);
    let cite = |file: &str, quote: &str| {
        text(&bench.json(&["cite", "tern", file, "--unit", "1", "--quote", quote])["citation"])
    };
    let (a, b) = (cite("a.txt", "left on 3 March 2025"), cite("b.txt", "nothing before 9 March 2025"));
    (bench, a, b)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn what_rests_on_nothing_or_means_nothing_is_refused_by_name() {
    let (bench, cite, _) = two_notes();
    let cite = cite.as_str();
    let table: &[(&[&str], &str)] = &[
        (&["entity", "add", "tern", "--schema", "Company", "--name", "Pellworm"], "citation"),
        (&["entity", "add", "tern", "--schema", "Firm", "--name", "Pellworm", "--cite", cite], "Firm"),
        (
            &["entity", "add", "tern", "--schema", "Company", "--name", "P", "--prop", "colour=red", "--cite", cite],
            "colour",
        ),
        (
            &["entity", "add", "tern", "--schema", "Company", "--name", "P", "--prop", "colour", "--cite", cite],
            "colour",
        ),
        (
            &["entity", "add", "tern", "--schema", "Company", "--name", "P", "--standing", "sure", "--cite", cite],
            "sure",
        ),
        (&["entity", "add", "tern", "--schema", "Company", "--name", "P", "--cite", "ffffffff"], "ffffffff"),
        (&["entity", "add", "tern", "--schema", "Company", "--name", "P", "--cite", &format!("{cite}:maybe")], "maybe"),
        (&["event", "add", "tern", "--date", "2025-13", "--title", "It left", "--cite", cite], "month 13"),
        (&["event", "add", "tern", "--date", "soon", "--title", "It left", "--cite", cite], "soon"),
        (&["event", "add", "tern", "--date", "2025-03", "--title", "It left"], "citation"),
        (
            &[
                "event",
                "add",
                "tern",
                "--date",
                "2025",
                "--title",
                "It left",
                "--participant",
                "ffffffff:x",
                "--cite",
                cite,
            ],
            "ffffffff",
        ),
        (&["timeline", "tern", "--from", "2025-02-30"], "day 30"),
    ];
    for (args, words) in table {
        let ran = bench.run(args);
        assert!(matches!(ran.code, 1 | 2), "{args:?}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(words), "{args:?}: {words:?} is not in {}", ran.err);
    }
    assert_eq!(bench.json(&["timeline", "tern"])["total"], 0);
    assert!(bench.done(&["entity", "list", "tern"]).out.contains("0 entities"));
}

#[test]
fn sources_that_disagree_stand_side_by_side() {
    let (bench, a, b) = two_notes();
    let args = ["event", "add", "tern", "--date", "2025-03-03", "--title", "The crates left", "--cite", &a];
    let event = text(&bench.json(&args)["id"]);
    bench.done(&["tie", "tern", &format!("{event}.date"), "--cite", &format!("{b}:contradicts")]);
    let timeline = bench.json(&["timeline", "tern"]);
    let dates = timeline["events"][0]["dates"].as_array().unwrap();
    assert_eq!(dates.len(), 1);
    let ties = dates[0]["ties"].as_array().unwrap();
    let stances: Vec<_> = ties.iter().map(|tie| (text(&tie["citation"]), text(&tie["stance"]))).collect();
    assert_eq!(stances, [(a, "supports".to_owned()), (b.clone(), "contradicts".to_owned())]);
    assert!(bench.done(&["uses", "tern", &b]).out.contains("The crates left"));
    bench.done(&["undo", "tern"]);
    assert_eq!(bench.json(&["timeline", "tern"])["events"][0]["dates"][0]["ties"].as_array().unwrap().len(), 1);
    bench.sound();
}

#[test]
fn what_was_merged_is_split_into_exactly_what_it_was() {
    let (bench, a, b) = two_notes();
    let add = |name: &str, cite: &str| {
        text(&bench.json(&["entity", "add", "tern", "--schema", "Company", "--name", name, "--cite", cite])["id"])
    };
    let (one, two) = (add("Pellworm Freight", &a), add("Pellworm Freight Ltd", &b));
    let show = || [&one, &two].map(|id| bench.done(&["entity", "show", "tern", id, "--json"]).out);
    let before = show();
    bench.done(&["entity", "merge", "tern", &one, &two, "--because", "one address"]);
    let merged = bench.json(&["entity", "list", "tern"]);
    assert_eq!(merged["total"], 1, "{merged}");
    bench.done(&["entity", "split", "tern", &one, &two]);
    assert_eq!(bench.json(&["entity", "list", "tern"])["total"], 2);
    assert_eq!(show(), before);
    bench.sound();
}

#[test]
fn what_rested_on_an_erased_document_says_that_nothing_supports_it() {
    let (bench, a, _) = two_notes();
    bench.done(&["event", "add", "tern", "--date", "2025-03-03", "--title", "The crates left", "--cite", &a]);
    bench.done(&["erase", "tern", "a.txt", "--reason", "source"]);
    let timeline = bench.done(&["timeline", "tern"]).out;
    assert!(timeline.contains("○ 3 March 2025  The crates left\n"), "a hollow mark, and no words below: {timeline}");
    assert_eq!(bench.json(&["search", "tern", "--exact", "--", "crates of Pellworm"])["total"], 0);
    bench.sound();
}
