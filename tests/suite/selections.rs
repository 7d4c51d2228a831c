//! Selected words: what they offer, and how they are cited.

use serde_json::Value;

use crate::bench::Bench;

const NOTE: &str = "The crates of Pellworm Freight left on 3 March 2025. Nobody signed for them.\n";

fn with_notes() -> Bench {
    let bench = Bench::with_case();
    bench.file("in/a.txt", NOTE);
    bench.file("in/b.txt", "On 3 March 2025 the crates left, says Pellworm Freight. It was a Monday.\n");
    bench.file("in/c.txt", "The crates of PELLWORM FREIGHT left on 9 March 2025.\n");
    bench.done(&["ingest", "tern", "in"]);
    bench
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// The characters from the first of `words` to past their last, in `all`.
fn span(all: &str, words: &str) -> (String, String) {
    let start = all[..all.find(words).unwrap()].chars().count();
    (start.to_string(), (start + words.chars().count()).to_string())
}

fn suggest(bench: &Bench, doc: &str, all: &str, words: &str) -> Value {
    let (start, end) = span(all, words);
    bench.json(&["suggest", "tern", doc, "--unit", "1", "--start", &start, "--end", &end])
}

#[test]
fn words_are_cited_by_where_they_stand() {
    let bench = with_notes();
    // One more at each end: white space is left out.
    let cited = bench.json(&["cite", "tern", "a.txt", "--unit", "1", "--start", "3", "--end", "11"]);
    assert_eq!(
        cited["parts"][0],
        serde_json::json!({"unit": 1, "start": 4, "end": 10, "quote": "crates", "by_ocr": false})
    );
    for (args, words) in [
        (&["--start", "3", "--end", "4"][..], "cannot be cited"),
        (&["--start", "9", "--end", "4"], "nothing from 9 to 4"),
        (&["--start", "0", "--end", "900"], "nothing from 0 to 900"),
        (&["--start", "0"], "Say what to cite"),
        (&["--start", "0", "--end", "4", "--quote", "The"], "Say what to cite"),
        (&["--start", "0", "--to-unit", "2", "--end", "4"], "there is no"),
    ] {
        let ran = bench.run(&[&["cite", "tern", "a.txt", "--unit", "1"], args].concat());
        assert!(ran.code != 0 && ran.err.contains(words), "{args:?}: {}{}", ran.out, ran.err);
    }
    bench.sound();
}

#[test]
fn a_selection_goes_on_in_the_next_unit() {
    let bench = Bench::with_case();
    let page = |n: usize| format!("Page {n} begins. {}\n\n", "All crates were counted twice. ".repeat(2_000));
    bench.file("in/long.txt", &(page(1) + &page(2)));
    bench.done(&["ingest", "tern", "in"]);
    let units = bench.json(&["text", "tern", "long.txt"]);
    let first = text(&units["units"][0]["text"]).chars().count();
    let start = (first - 14).to_string();
    let cited =
        bench.json(&["cite", "tern", "long.txt", "--unit", "1", "--start", &start, "--to-unit", "2", "--end", "6"]);
    let parts = cited["parts"].as_array().unwrap();
    assert_eq!(parts.iter().map(|part| part["unit"].as_u64().unwrap()).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(parts[1]["quote"], "Page 2");
    assert_eq!(bench.json(&["verify", "tern"])["citations"]["in_place"], 1);
}

#[test]
fn one_step_cites_and_records_and_one_undo_takes_both_back() {
    let bench = with_notes();
    let (start, end) = span(NOTE, "left on 3 March 2025");
    let at = format!("a.txt:1:{start}:{end}");
    let event =
        bench.json(&["event", "add", "tern", "--date", "2025-03-03", "--title", "The crates left", "--at", &at]);
    let shown = bench.json(&["timeline", "tern"]);
    assert_eq!(shown["events"][0]["id"], event["id"]);
    assert_eq!(shown["events"][0]["sources"][0]["quote"], "left on 3 March 2025");
    let citation = text(&shown["events"][0]["citations"][0]);
    bench.done(&["undo", "tern"]);
    assert_eq!(bench.json(&["timeline", "tern"])["total"], 0);
    assert!(bench.run(&["uses", "tern", &citation]).err.contains("There is no"), "the citation went with it");
    // What is refused leaves no citation behind.
    let ran = bench.run(&["event", "add", "tern", "--date", "2025-13", "--title", "It left", "--at", &at]);
    assert_eq!(ran.code, 1, "{}", ran.out);
    assert_eq!(bench.json(&["verify", "tern"])["citations"]["in_place"], 0);
    let ran = bench.run(&["entity", "add", "tern", "--schema", "Company", "--name", "P", "--at", "a.txt:1:4"]);
    assert!(ran.err.contains("a.txt:1:4 is not a place"), "{}", ran.err);
    bench.sound();
}

#[test]
fn selected_words_offer_what_is_known_of_them() {
    let bench = with_notes();
    let (start, end) = span(NOTE, "Pellworm Freight");
    let at = format!("a.txt:1:{start}:{end}");
    let company =
        bench.json(&["entity", "add", "tern", "--schema", "Company", "--name", "Pellworm Freight", "--at", &at]);
    let company = text(&company["id"]);
    let (start, end) = span(NOTE, "left on 3 March 2025");
    let at = format!("a.txt:1:{start}:{end}");
    let event = bench.json(&[
        "event",
        "add",
        "tern",
        "--date",
        "2025-03-03",
        "--title",
        "The crates left",
        "--participant",
        &format!("{company}:sender"),
        "--at",
        &at,
    ]);
    let event = text(&event["id"]);

    let own = suggest(&bench, "a.txt", NOTE, "3 March");
    assert_eq!(own["sentence"], "The crates of Pellworm Freight left on 3 March 2025.");
    assert_eq!(own["dates"][0]["words"], "3 March 2025");
    assert_eq!(own["dates"][0]["readings"][0]["date"], "2025-03-03");
    assert_eq!(own["dates"][0]["in_selection"], true);
    assert_eq!(
        (&own["entities"][0]["id"], &own["entities"][0]["in_selection"]),
        (&company.clone().into(), &false.into())
    );
    assert_eq!(own["cited"].as_array().unwrap().len(), 1);
    assert_eq!(own["cited"][0]["facts"].as_array().unwrap().len(), 1, "{own:#}");
    assert_eq!(own["cited"][0]["facts"][0]["id"], event.as_str());
    assert_eq!(own["cited"][0]["facts"][0]["date"], "2025-03-03");
    assert_eq!(own["same"], serde_json::json!([]), "it rests on these very words");

    let second = "On 3 March 2025 the crates left, says Pellworm Freight. It was a Monday.\n";
    let second = suggest(&bench, "b.txt", second, "the crates left");
    assert_eq!(second["cited"], serde_json::json!([]));
    assert_eq!(
        (&second["same"][0]["id"], &second["same"][0]["relation"]),
        (&event.clone().into(), &"second_source".into())
    );

    let against = "The crates of PELLWORM FREIGHT left on 9 March 2025.\n";
    let against = suggest(&bench, "c.txt", against, "left on 9 March 2025");
    assert_eq!(against["entities"][0]["words"], "PELLWORM FREIGHT");
    assert_eq!((&against["same"][0]["id"], &against["same"][0]["relation"]), (&event.into(), &"contradiction".into()));
    assert_eq!(
        against["same"][0]["why"],
        "9 March 2025 is 6 days from its date, 3 March 2025; Pellworm Freight took part and the words are alike."
    );
}

#[test]
fn relative_words_are_reckoned_from_the_document() {
    let bench = Bench::with_case();
    let mail = "From: a@pellworm.example\nTo: b@pellworm.example\nDate: Tue, 20 May 2025 10:00:00 +0800\n\
                Subject: crates\n\nThe crates left last Friday.\n";
    bench.file("in/mail.eml", mail);
    bench.done(&["ingest", "tern", "in"]);
    let all = text(&bench.json(&["text", "tern", "mail.eml"])["units"][0]["text"]);
    let found = suggest(&bench, "mail.eml", &all, "last Friday");
    assert_eq!(found["dates"][0]["readings"][0]["date"], "2025-05-16", "{found:#}");
    assert_eq!(found["dates"][0]["readings"][0]["how"], "Friday before 20 May 2025");
}
