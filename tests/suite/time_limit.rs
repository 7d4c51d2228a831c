//! An exact search or a pattern that has only so much time: what it had no time for is said, and nothing else is cut short.

use desk::{CancelToken, Event, Job};
use serde_json::{Value, json};

use crate::bench::Bench;

/// A pattern the index can tell nothing of.
const OPEN: &str = "[a-z]+ [0-9]+";

/// A desk with five letters, on which a second goes by at each look at the clock: one for each document.
fn in_a_hurry() -> Bench {
    let mut bench = Bench::with_case();
    for n in 1..=5 {
        bench.file(&format!("in/{n}.txt"), format!("crate {n} stands in the hall\n"));
    }
    bench.done(&["ingest", "tern", "in"]);
    bench.hurry();
    bench
}

#[test]
fn what_there_was_no_time_for_is_said() {
    let bench = in_a_hurry();
    let cut = bench.json(&["search", "tern", "--regex", "--time-limit", "3", "--", OPEN]);
    assert_eq!(cut["cut_short"], json!({ "seconds": 3, "of": 5, "documents": 3, "partly": 0 }));
    // Whatever was not looked into is new when it comes to `--since`.
    assert_eq!((&cut["total"], &cut["as_of"]), (&json!(2), &json!(0)));
    let told = bench.done(&["search", "tern", "--regex", "--time-limit", "3", "--", OPEN]);
    assert!(
        told.out.ends_with(
            "at least 2 hits; the time was up after 3 seconds: 3 of 5 documents were not looked into \
             (--time-limit 0 looks everywhere)\n"
        ),
        "{}",
        told.out
    );
    for seconds in ["0", "60"] {
        let whole = bench.json(&["search", "tern", "--regex", "--time-limit", seconds, "--", OPEN]);
        assert_eq!((&whole["total"], &whole["cut_short"]), (&json!(5), &Value::Null));
    }
    // The same where the index does tell where to look.
    let cut = bench.json(&["search", "tern", "--exact", "--time-limit", "4", "--", "stands"]);
    assert!(cut["cut_short"]["documents"].as_u64() >= Some(1) && cut["total"].as_u64() >= Some(1), "{cut}");
    assert_eq!(cut["total"].as_u64().unwrap() + cut["cut_short"]["documents"].as_u64().unwrap(), 5);
    assert_eq!(cut["unfiltered"], Value::Null);
}

#[test]
fn a_longer_search_goes_on_where_the_time_was_up() {
    let bench = in_a_hurry();
    let look = |seconds| bench.json(&["search", "tern", "--regex", "--time-limit", seconds, "--", OPEN]);
    let cut = look("3");
    assert_eq!((&cut["total"], &cut["cut_short"]["documents"]), (&json!(2), &json!(3)));
    // From the beginning, four seconds would be enough for three documents.
    let whole = look("4");
    assert_eq!((&whole["total"], &whole["cut_short"]), (&json!(5), &Value::Null));
    let mut paths: Vec<&str> =
        whole["hits"].as_array().unwrap().iter().filter_map(|hit| hit["path"].as_str()).collect();
    paths.dedup();
    assert_eq!(paths.len(), 5, "{paths:?}");
}

#[test]
fn a_long_document_may_be_looked_into_in_part() {
    let mut bench = Bench::with_case();
    bench.file("in/long.txt", "crate 1 stands in the hall\n\n".repeat(10_000));
    bench.done(&["ingest", "tern", "in"]);
    bench.hurry();
    let cut = bench.json(&["search", "tern", "--regex", "--time-limit", "3", "--", OPEN]);
    assert_eq!(cut["cut_short"], json!({ "seconds": 3, "of": 1, "documents": 0, "partly": 1 }));
    assert_eq!(cut["total"], 2);
    let told = bench.done(&["search", "tern", "--regex", "--time-limit", "3", "--", OPEN]);
    assert!(told.out.contains("after 3 seconds: 1 of 1 document was looked into only in part"), "{}", told.out);
}

#[test]
fn that_the_index_cannot_tell_where_to_look_is_said_before_anybody_looks() {
    let bench = in_a_hurry();
    let events = |flag: &str, query: &str| {
        let mut told = Vec::new();
        let mut job = Job { events: &mut |event| told.push(event), cancel: CancelToken::default() };
        let request = json!({ "case": bench.dir().join("tern"), flag: true, "query": [query] });
        let answer = desk::command::run(bench.desk(), &mut job, &["search"], request).unwrap().value;
        (told, answer)
    };
    let (told, answer) = events("regex", OPEN);
    let Some((Event::Note { message }, rest)) = told.split_first() else { panic!("{told:?}") };
    assert_eq!(
        message,
        "This pattern has no fixed letters to look up in the search index, so the whole text of 5 documents is looked through, \
         for 60 seconds at most."
    );
    // Told once, and how far it is from the start to the end.
    let far: Vec<(u64, u64)> = rest
        .iter()
        .map(|event| match event {
            Event::Progress(progress) => (progress.done, progress.total),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!((far.first(), far.last()), (Some(&(0, 5)), Some(&(5, 5))));
    assert!(answer["unfiltered"].as_str().unwrap().starts_with("This pattern"), "{answer}");
    // The next page looks through nothing.
    assert_eq!(events("regex", OPEN), (Vec::new(), answer));
    let (told, answer) = events("exact", "…");
    assert!(matches!(&told[0], Event::Note { message } if message.starts_with("There are no letters")), "{told:?}");
    assert_eq!(answer["total"], 0);
    let (told, answer) = events("regex", "crate [0-9]");
    assert!(told.iter().all(|event| matches!(event, Event::Progress(_))), "{told:?}");
    assert_eq!((&answer["total"], &answer["unfiltered"]), (&json!(5), &Value::Null));
    // On the command line it stands on standard error, once.
    let ran = bench.done(&["search", "tern", "--regex", "--time-limit", "0", "--", "[a-z]+ [1-9]"]);
    assert_eq!(
        ran.err,
        "This pattern has no fixed letters to look up in the search index, so the whole text of 5 documents is looked through.\n"
    );
}

#[test]
fn a_file_of_hits_a_count_and_a_sweep_take_as_long_as_they_take() {
    let bench = in_a_hurry();
    bench.done(&["saved", "add", "tern", "--name", "Numbers", "--regex", "--", OPEN]);
    for n in 0..70 {
        bench.file(&format!("more/{n}.txt"), format!("box {n} stands in the yard\n"));
    }
    bench.done(&["ingest", "tern", "more"]);
    let cut = bench.json(&["search", "tern", "--regex", "--", OPEN]);
    assert_eq!(cut["cut_short"]["seconds"], 60, "there is a limit unasked: {cut}");
    let whole = bench.json(&["search", "tern", "--regex", "--export", "hits.json", "--", OPEN]);
    assert_eq!(
        (&whole["total"], &whole["exported"]["hits"], &whole["cut_short"]),
        (&75.into(), &75.into(), &Value::Null)
    );
    let ran = bench.json(&["saved", "run", "tern", "--new", "--time-limit", "9", "Numbers"]);
    assert_eq!((&ran["saved"]["new"], &ran["found"]["cut_short"]["of"]), (&Value::Null, &70.into()));
    assert_eq!(ran["saved"]["error"]["message"], "The time was up before all that is new was counted.");
    // Nobody has seen what was not looked into.
    assert_eq!(ran["found"]["as_of"], ran["saved"]["since"]);
    let list = bench.json(&["saved", "list", "tern"]);
    assert_eq!((&list["saved"][0]["new"], &list["saved"][0]["error"]), (&70.into(), &Value::Null));
    bench.file("names.txt", "stands\n");
    let swept = bench.json(&["sweep", "tern", "--list", "names.txt"]);
    assert_eq!(swept["rows"][0]["documents"], 75, "{swept}");
}

#[test]
fn a_limit_is_refused_where_it_would_mean_nothing() {
    let bench = in_a_hurry();
    for args in [
        &["search", "tern", "--time-limit", "5", "crate"][..],
        &["search", "tern", "--regex", "--time-limit", "5", "--export", "hits.csv", "--", OPEN],
    ] {
        let ran = bench.run(args);
        assert!(ran.code == 2 && ran.err.contains("--time-limit"), "{}", ran.err);
    }
    assert!(!bench.dir().join("hits.csv").exists());
}
