//! What the window asks for: marks, filters, searches that were made, pasted words, settings, jobs.

use std::sync::{Arc, Mutex};

use desk::{Host, HostEvent};
use serde_json::{Value, json};

use crate::bench::Bench;

fn with_notes() -> Bench {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "The crates of Pellworm Freight left on 3 March 2025.\n");
    bench.file("in/b.txt", "Nobody counted the crates.\n");
    bench.done(&["ingest", "tern", "in", "--source", "KITE"]);
    bench
}

fn found(bench: &Bench, args: &[&str]) -> Vec<String> {
    let answer = bench.json(&[&["search", "tern"], args].concat());
    let hits = answer["hits"].as_array().unwrap();
    hits.iter().map(|hit| hit["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn marks_are_shown_and_filter_every_way_of_searching() {
    let bench = with_notes();
    bench.done(&[
        "mark",
        "tern",
        "a.txt",
        "--seen",
        "yes",
        "--starred",
        "yes",
        "--tag",
        "end user",
        "--note",
        "ask Kim",
    ]);
    let documents = bench.json(&["documents", "tern"]);
    let a = &documents["documents"][0];
    assert_eq!(
        (&a["seen"], &a["starred"], &a["tags"], &a["note"]),
        (&json!(true), &json!(true), &json!(["end user"]), &json!("ask Kim"))
    );
    assert_eq!(bench.json(&["tags", "tern"])["tags"], json!([{"tag": "end user", "documents": 1}]));
    for (filter, expect) in [
        ("has:seen", vec!["a.txt"]),
        ("-has:seen", vec!["b.txt"]),
        ("has:star tag:\"end user\"", vec!["a.txt"]),
        ("has:note OR -has:tag", vec!["a.txt", "b.txt"]),
        ("source:KITE -path:b", vec!["a.txt"]),
    ] {
        for mode in [&["crates"][..], &["--exact", "crates"], &["--regex", "crat.s"]] {
            let mut paths = found(&bench, &[&["--filter", filter], mode].concat());
            paths.sort();
            assert_eq!(paths, expect, "{filter} {mode:?}");
        }
    }
    bench.done(&["mark", "tern", "a.txt", "--seen", "no", "--untag", "end user"]);
    assert_eq!(bench.json(&["tags", "tern"])["tags"], json!([]));
    assert_eq!(found(&bench, &["--filter", "has:seen", "crates"]), [""; 0]);
    bench.sound();
}

#[test]
fn a_filter_that_cannot_be_says_so() {
    let bench = with_notes();
    for (filter, words) in
        [("crates", "looks for words"), ("has:wings", "has: knows"), ("tag:none", "no such tag"), ("source:", "")]
    {
        let ran = bench.run(&["search", "tern", "--filter", filter, "crates"]);
        assert!(ran.code != 0 && ran.err.contains(words), "{filter}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn undo_passes_marks_over_and_redo_is_not_lost_by_them() {
    let bench = with_notes();
    let cited = bench.json(&["cite", "tern", "a.txt", "--unit", "1", "--quote", "3 March 2025"]);
    bench.done(&["mark", "tern", "a.txt", "--seen", "yes"]);
    bench.done(&["undo", "tern"]);
    assert_eq!(bench.json(&["document", "tern", "a.txt"])["citations"], json!([]));
    bench.done(&["mark", "tern", "b.txt", "--seen", "yes"]);
    bench.done(&["redo", "tern"]);
    let page = bench.json(&["document", "tern", "a.txt"]);
    assert_eq!(page["citations"][0]["citation"], cited["citation"]);
    assert_eq!(page["marks"]["seen"], true);
    bench.sound();
}

#[test]
fn a_document_a_page_and_a_citation_are_shown_whole() {
    let bench = with_notes();
    let cited = bench.json(&["cite", "tern", "a.txt", "--unit", "1", "--quote", "3 March 2025"]);
    let id = cited["citation"].as_str().unwrap();
    let event =
        bench.json(&["event", "add", "tern", "--date", "2025-03-03", "--title", "The crates left", "--cite", id]);
    let page = bench.json(&["document", "tern", "a.txt"]);
    assert_eq!(page["found"][0]["source"], "KITE");
    let facts = page["citations"][0]["facts"].as_array().unwrap();
    assert!(facts.iter().all(|fact| fact["id"] == event["id"]) && facts.len() == 2, "{facts:?}");
    let unit = bench.json(&["unit", "tern", "a.txt"]);
    let (start, end) = (unit["cited"][0]["start"].as_u64().unwrap(), unit["cited"][0]["end"].as_u64().unwrap());
    let words: String =
        unit["text"].as_str().unwrap().chars().skip(start as usize).take((end - start) as usize).collect();
    assert_eq!((words.as_str(), &unit["cited"][0]["hold"]), ("3 March 2025", &json!("in_place")));
    let citation = bench.json(&["citation", "tern", id]);
    assert_eq!((&citation["state"], &citation["parts"][0]["start"]), (&json!("in_place"), &json!(start)));
    assert_eq!(citation["covered"], false);
}

#[test]
fn one_more_statement_is_cited_and_undone_in_one_step() {
    let bench = with_notes();
    let entity = bench.json(&[
        "entity",
        "add",
        "tern",
        "--schema",
        "Company",
        "--name",
        "Pellworm Freight",
        "--at",
        "a.txt:1:14:30",
    ]);
    let id = entity["id"].as_str().unwrap();
    let before = bench.json(&["entity", "show", "tern", id]);
    bench.done(&[
        "entity",
        "state",
        "tern",
        id,
        "--prop",
        "alias=Pellworm",
        "--at",
        "a.txt:1:14:22",
        "--said-by",
        "a driver",
    ]);
    let after = bench.json(&["entity", "show", "tern", id]);
    assert_eq!(after["statements"].as_array().unwrap().len(), before["statements"].as_array().unwrap().len() + 1);
    assert!(after.to_string().contains("a driver"));
    let ran = bench.run(&["entity", "state", "tern", id, "--prop", "wings=2", "--at", "a.txt:1:14:22"]);
    assert!(ran.code != 0 && ran.err.contains("wings"), "{}", ran.err);
    bench.done(&["undo", "tern"]);
    assert_eq!(bench.json(&["entity", "show", "tern", id]), before);
    let mentions = bench.json(&["entity", "mentions", "tern", id]);
    assert_eq!(
        (&mentions["names"], &mentions["found"]["hits"][0]["path"]),
        (&json!(["Pellworm Freight"]), &json!("a.txt"))
    );
    // A name with quotes of its own, and one without a letter, which no text can be searched for.
    for name in ["«Pellworm» Freight", "…"] {
        let alias = format!("alias={name}");
        bench.done(&["entity", "state", "tern", id, "--prop", &alias, "--at", "a.txt:1:14:22"]);
    }
    let mentions = bench.json(&["entity", "mentions", "tern", id]);
    assert_eq!((&mentions["names"], &mentions["found"]["total"]), (&json!(["Pellworm Freight"]), &json!(1)));
    bench.sound();
}

#[test]
fn pasted_words_are_a_document_like_any_other() {
    let bench = with_notes();
    let pasted = bench.json(&[
        "paste",
        "tern",
        "Call: at noon",
        "--text",
        "She said the lorry was empty.",
        "--source",
        "PLOVER",
        "--kind",
        "interview",
    ]);
    assert_eq!(pasted["path"], "Call- at noon.txt");
    assert_eq!(found(&bench, &["lorry"]), ["Call- at noon.txt"]);
    let sources = bench.json(&["sources", "tern"]);
    let plover = sources["sources"].as_array().unwrap().iter().find(|s| s["name"] == "PLOVER").unwrap();
    assert_eq!((&plover["audience"], &plover["documents"]), (&json!("protect"), &json!(1)));
    for args in [&["paste", "tern", "x"][..], &["paste", "tern", " ", "--text", "words"]] {
        assert_ne!(bench.run(args).code, 0, "{args:?}");
    }
    bench.sound();
}

#[test]
fn settings_are_remembered_and_the_list_of_cases_can_be_switched_off() {
    let bench = with_notes();
    bench.done(&["settings", "--author", "R. Okafor", "--theme", "dark"]);
    bench.done(&["case", "tern"]);
    let settings = bench.json(&["settings"]);
    assert_eq!((&settings["author"], &settings["theme"]), (&json!("R. Okafor"), &json!("dark")));
    assert_eq!(settings["recents"].as_array().unwrap().len(), 1);
    assert_eq!(bench.json(&["settings", "--recents-on", "no"])["recents"], json!([]));
    bench.done(&["case", "tern"]);
    assert_eq!(bench.json(&["settings"])["recents"], json!([]));
}

#[test]
fn a_host_runs_jobs_tells_of_them_and_of_changes() {
    let bench = with_notes();
    let told = Arc::new(Mutex::new(Vec::new()));
    let (done, ended) = std::sync::mpsc::channel();
    let heard = Arc::clone(&told);
    let host = Arc::new(Host::new(
        bench.desk().clone(),
        Arc::new(move |event: HostEvent| {
            let is_end = matches!(event, HostEvent::JobDone { .. });
            heard.lock().unwrap().push(serde_json::to_value(event).unwrap());
            if is_end {
                done.send(()).unwrap();
            }
        }),
    ));
    let case = bench.dir().join("tern");
    let searched = host.call("search", json!({ "case": case, "query": ["crates"] })).unwrap();
    assert_eq!(searched["total"], 2);
    assert!(told.lock().unwrap().is_empty(), "looking changes nothing");
    host.call("mark", json!({ "case": case, "doc": ["a.txt"], "seen": "yes" })).unwrap();
    assert_eq!(told.lock().unwrap().pop(), Some(json!({ "kind": "changed", "what": "mark" })));
    bench.file("more/c.txt", "More crates.\n");
    let job = host.start("ingest", json!({ "case": case, "paths": [bench.dir().join("more")], "source": "KITE" }));
    ended.recv().unwrap();
    let told = told.lock().unwrap();
    let last: &Value = told.last().unwrap();
    assert_eq!(
        (&last["kind"], &last["job"], &last["ok"]["added"]),
        (&json!("job-done"), &json!(job), &json!(1)),
        "{told:?}"
    );
    assert!(told.iter().any(|event| event["event"]["event"] == "progress"), "{told:?}");
    let wrong = host.call("no such command", json!({})).unwrap_err();
    assert_eq!(wrong.code, desk::Code::Usage);
}

#[test]
fn searches_that_were_made_are_kept_for_whoever_made_them() {
    let bench = with_notes();
    let host = Host::new(bench.desk().clone(), Arc::new(|_| {}));
    let case = bench.dir().join("tern");
    let add = |query: &str, walked: u64| {
        let add =
            json!({ "query": query, "mode": "words", "filter": "", "sort": "relevance", "total": 2, "walked": walked });
        host.call("searches", json!({ "case": case, "add": add })).unwrap()["queries"].clone()
    };
    add("crates", 0);
    add("lorry", 0);
    let queries = add("crates", 2);
    let kept: Vec<(&Value, &Value)> = queries.as_array().unwrap().iter().map(|q| (&q["query"], &q["walked"])).collect();
    assert_eq!(kept, [(&json!("crates"), &json!(2)), (&json!("lorry"), &json!(0))]);
    assert_eq!(queries[0]["place"], Value::Null);
    let add = json!({ "query": "crates", "mode": "words", "filter": "", "sort": "relevance", "total": 2, "walked": 2, "place": "b.txt:1" });
    let queries = host.call("searches", json!({ "case": case, "add": add })).unwrap()["queries"].clone();
    assert_eq!(queries[0]["place"], "b.txt:1");
    bench.done(&["searches", "tern", "--clear"]);
    assert_eq!(bench.json(&["searches", "tern"])["queries"], json!([]));
    bench.sound();
}
