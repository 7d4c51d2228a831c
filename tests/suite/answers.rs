//! What an answer says besides its hits: what they can be narrowed by, in which order they come, what stands for what, why
//! a document is found or not.

use std::io::{Cursor, Write};

use serde_json::{Value, json};

use crate::bench::Bench;

const LEASE: &str = "The lease of sixty-four servers was signed in the port office by a clerk who kept one copy for himself \
and sent the other one north with the crew of the night boat, as the harbour master had told him to do that week.";

/// Two sources, three kinds, four dates, two documents that are nearly the same.
fn with_documents() -> Bench {
    let bench = Bench::with_case();
    bench.file("leak/first.txt", format!("12 March 2024\n\n{LEASE}"));
    bench.file("leak/second.txt", format!("14 March 2024\n\n{LEASE} So it was."));
    bench.file(
        "leak/rows.csv",
        "no,goods,port\n1,lease of a crane,Lysaker\n2,crates,lease of a quay\n3,nothing,Lysaker\n",
    );
    bench.file("news/report.html", "<html><head><meta name=\"date\" content=\"2025-01-20\"></head><body><p>No lease was found, the paper says.</p><p>Servers were.</p></body></html>");
    bench.file("news/undated.md", "A lease, and servers, too. Nobody knows when.\n");
    bench.done(&["ingest", "tern", "leak", "--source", "HERON", "--kind", "received"]);
    bench.done(&["ingest", "tern", "news", "--source", "KIOSK", "--kind", "news"]);
    bench.json(&["similar", "tern"]);
    bench
}

fn paths(answer: &Value) -> Vec<&str> {
    let mut paths: Vec<&str> =
        answer["hits"].as_array().unwrap().iter().map(|hit| hit["path"].as_str().unwrap()).collect();
    paths.dedup();
    paths
}

/// The values of a field with their documents and hits.
fn values(answer: &Value, field: &str) -> Vec<(String, u64, u64)> {
    let fields = answer["facets"]["fields"].as_array().unwrap();
    let facet = fields.iter().find(|facet| facet["field"] == field).unwrap();
    let n = |value: &Value, name: &str| value[name].as_u64().unwrap();
    let values = facet["values"].as_array().unwrap().iter();
    values.map(|value| (value["value"].as_str().unwrap().to_owned(), n(value, "documents"), n(value, "hits"))).collect()
}

#[test]
fn a_program_that_stays_open_keeps_up_with_every_change() {
    let bench = with_documents();
    let look =
        ["search", "tern", "--json", "--facets", "--sort", "date", "lease OR harbour OR has:problem OR type:csv"];
    let mut before = bench.done_staying(&look).out;
    bench.file("more/late.txt", "Der Hafen und die lease vom 3. Mai 2021: harbour");
    bench.file("more/broken.pdf", "%PDF-1.4 nothing");
    bench.file("more/key.txt", "lease, privileged and confidential");
    let changes: [&[&str]; 9] = [
        &["mark", "tern", "second.txt", "--tag", "port"],
        &["ingest", "tern", "more", "--source", "WHARF", "--kind", "received"],
        &["mark", "tern", "late.txt", "--tag", "harbour"],
        &["retry", "tern"],
        &["reread", "tern", "second.txt"],
        &["ingest", "tern", "more/key.txt", "--source", "KIOSK"],
        &["erase", "tern", "first.txt", "--reason", "error"],
        &["reindex", "tern"],
        &["erase", "tern", "late.txt", "--reason", "error"],
    ];
    let mut n_changed = 0;
    for (number, change) in changes.into_iter().enumerate() {
        // By the program that stays open, or by another.
        if number % 2 == 0 {
            bench.done_staying(change)
        } else {
            bench.done(change)
        };
        let after = bench.done_staying(&look).out;
        assert_eq!(after, bench.done_afresh(&look).out, "{change:?}");
        n_changed += u32::from(after != before);
        before = after;
    }
    assert!(n_changed >= 4, "{n_changed}");
}

#[test]
fn hits_are_counted_by_what_their_documents_have_in_every_mode() {
    let bench = with_documents();
    let of = |list: &[(&str, u64, u64)]| list.iter().map(|(v, d, h)| ((*v).to_owned(), *d, *h)).collect::<Vec<_>>();
    for mode in [&["lease"][..], &["--exact", "lease"], &["--regex", "\\blease\\b"], &["--group", "lease"]] {
        let answer = bench.json(&[&["search", "tern", "--facets"], mode].concat());
        assert_eq!(answer["total"], 6, "{mode:?}");
        assert_eq!(values(&answer, "source"), of(&[("HERON", 3, 4), ("KIOSK", 2, 2)]), "{mode:?}");
        assert_eq!(values(&answer, "state"), of(&[("indexed", 5, 6)]), "{mode:?}");
        let types = values(&answer, "type");
        assert_eq!(types.iter().map(|(_, documents, _)| documents).sum::<u64>(), 5);
        assert!(types.contains(&("csv".to_owned(), 1, 2)), "{types:?}");
        let dates = &answer["facets"]["dates"];
        let in_bars: u64 = dates["bars"].as_array().unwrap().iter().map(|bar| bar["documents"].as_u64().unwrap()).sum();
        assert_eq!(in_bars + dates["undated"]["documents"].as_u64().unwrap(), 5, "{dates}");
    }
    // The counts are of what was found: with a value left out, none of its documents is counted.
    let without = bench.json(&["search", "tern", "--facets", "--", "lease -source:HERON"]);
    assert_eq!((&without["total"], values(&without, "source")), (&json!(2), of(&[("KIOSK", 2, 2)])));
    let filtered = bench.json(&["search", "tern", "--facets", "--filter", "-source:HERON", "lease"]);
    assert_eq!(filtered["facets"], without["facets"], "the same words mean the same");
    assert_eq!(bench.json(&["search", "tern", "lease"])["facets"], Value::Null);
}

#[test]
fn each_value_finds_what_it_counts() {
    let bench = with_documents();
    bench.file("more/british.html", "<html lang=\"en-GB\"><body>Lease</body></html>");
    bench.file("more/english.html", "<html lang=\"en\"><body>Lease!</body></html>");
    bench.done(&["ingest", "tern", "more", "--source", "Port Office"]);
    bench.done(&["mark", "tern", "british.html", "--tag", "to check"]);
    let answer = bench.json(&["search", "tern", "--facets", "lease"]);
    let languages = values(&answer, "lang");
    assert!(languages.iter().any(|(value, documents, _)| value == "en-gb" && *documents == 1), "{languages:?}");
    for field in ["source", "type", "lang", "state", "tag"] {
        for (value, documents, hits) in values(&answer, field) {
            let filter = format!("{field}:\"{value}\"");
            let kept = bench.json(&["search", "tern", "--group", "--filter", &filter, "lease"]);
            assert_eq!((&kept["documents"], &kept["total"]), (&documents.into(), &hits.into()), "{filter}");
        }
    }
}

#[test]
fn what_is_wrong_with_a_filter_is_said_of_the_filter() {
    let bench = Bench::with_case();
    for command in [&["search", "tern"][..], &["explain", "tern", "a.txt"]] {
        let ran = bench.run(&[command, &["--json", "--filter", "source:HERON AND", "crates"]].concat());
        assert_eq!(ran.code, 1, "{}", ran.out);
        assert!(ran.err.contains("In the filter: AND has nothing after it (at character 14)."), "{}", ran.err);
        // The window marks a place in the words of the search, which is not where it lies.
        assert!(!ran.err.contains("\"at\""), "{}", ran.err);
    }
}

#[test]
fn a_span_of_time_is_shown_finer() {
    let bench = with_documents();
    let dates =
        |zoom: &str| bench.json(&["search", "tern", "--facets", "--zoom", zoom, "lease"])["facets"]["dates"].clone();
    let year = dates("2024");
    assert_eq!(
        (&year["step"], &year["bars"]),
        (&json!("month"), &json!([{ "date": "2024-03", "documents": 2, "hits": 2 }]))
    );
    assert_eq!((&year["from"], &year["to"]), (&json!("2024-01-01"), &json!("2024-12-31")));
    let month = dates("2024-03");
    let days: Vec<&Value> = month["bars"].as_array().unwrap().iter().map(|bar| &bar["date"]).collect();
    assert_eq!((month["step"].as_str(), days), (Some("day"), vec![&json!("2024-03-12"), &json!("2024-03-14")]));
    assert_eq!(bench.run(&["search", "tern", "--facets", "--zoom", "spring", "lease"]).code, 2);
    assert_eq!(bench.run(&["search", "tern", "--zoom", "2024", "lease"]).code, 2);
}

#[test]
fn a_document_is_narrowed_by_whom_it_is_cited_for() {
    let bench = with_documents();
    let cited = bench.json(&["cite", "tern", "first.txt", "--unit", "1", "--quote", "harbour master"]);
    let citation = cited["citation"].as_str().unwrap();
    let made = bench.json(&["entity", "add", "tern", "--schema", "Person", "--name", "Ilse Varn", "--cite", citation]);
    let answer = bench.json(&["search", "tern", "--facets", "lease"]);
    let named = values(&answer, "entity");
    assert_eq!(named.iter().map(|(_, d, h)| (*d, *h)).collect::<Vec<_>>(), [(1, 1)], "{made}");
    let query = format!("lease entity:{}", named[0].0);
    let found = bench.json(&["search", "tern", &query]);
    assert_eq!(paths(&found), ["first.txt"]);
    assert_eq!(found["filters"][0]["fields"][0]["name"], "Ilse Varn");
    assert_eq!(found["filters"][0]["rest"], "lease");
    assert_eq!(bench.json(&["search", "tern", "--", &format!("lease -entity:{}", named[0].0)])["total"], 5);
}

#[test]
fn hits_come_in_the_order_that_was_asked_for() {
    let bench = with_documents();
    let sorted = |sort: &str, more: &[&str]| {
        let answer = bench.json(&[&["search", "tern", "--group", "--sort", sort], more].concat());
        paths(&answer).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    for mode in [&["lease"][..], &["--exact", "lease"]] {
        let by_path = sorted("path", mode);
        assert_eq!(by_path, ["first.txt", "report.html", "rows.csv", "second.txt", "undated.md"], "{mode:?}");
        let oldest = sorted("oldest", mode);
        assert_eq!(oldest[..3], ["first.txt", "second.txt", "report.html"], "{mode:?}");
        assert_eq!(sorted("date", mode)[..3], ["report.html", "second.txt", "first.txt"], "{mode:?}");
        let added = sorted("added", mode);
        let is_news = |path: &String| path == "report.html" || path == "undated.md";
        assert!(added[..2].iter().all(is_news) && !added[2..].iter().any(is_news), "{added:?}");
    }
    assert_eq!(bench.run(&["search", "tern", "--sort", "size", "lease"]).code, 2);
}

#[test]
fn documents_that_are_nearly_the_same_stand_for_one_another() {
    let bench = with_documents();
    for mode in [&["port"][..], &["--exact", "port"]] {
        let search = |more: &[&str]| bench.json(&[&["search", "tern"], more, mode].concat());
        let plain = search(&["--group"]);
        let folded = search(&["--fold"]);
        assert_eq!((&folded["total"], &folded["documents"]), (&plain["total"], &plain["documents"]), "{mode:?}");
        let n = |value: &Value| value.as_u64().unwrap();
        assert_eq!(n(&folded["groups"]), n(&folded["documents"]) - 1);
        assert_eq!(n(&folded["shown"]), n(&folded["total"]) - 1);
        assert_eq!(folded["hits"].as_array().unwrap().len() as u64, n(&folded["shown"]));
        let alike = |hit: &&Value| hit["alike_of"] == 2;
        let lead = folded["hits"].as_array().unwrap().iter().find(alike).unwrap();
        assert_eq!(lead["alike_nth"], 1);
        let open = search(&["--fold", "--open", lead["document"].as_str().unwrap()]);
        assert_eq!(open["shown"], plain["total"]);
        let shown: Vec<&Value> = open["hits"].as_array().unwrap().iter().filter(alike).collect();
        assert_eq!(shown.iter().map(|hit| n(&hit["alike_nth"])).collect::<Vec<_>>(), [1, 2]);
    }
    assert_eq!(bench.run(&["search", "tern", "--open", "first.txt", "lease"]).code, 2);
    // A file of what is listed says what is not in it.
    let told = bench.done(&["search", "tern", "--fold", "--export", "folded.csv", "lease"]).err;
    assert!(told.contains("Wrote 5 hits to") && told.contains("1 more is folded away"), "{told}");
}

#[test]
fn a_phrase_runs_on_over_a_border_and_cells_are_named() {
    let bench = Bench::with_case();
    // Sections of a long text are cut between paragraphs, here between these two.
    let filler = "The crane stood still all day and nobody came to move it.\n\n".repeat(1_090);
    let long = "It stood there. ".repeat(200);
    bench.file("in/long.txt", format!("{filler}They named the Aurora\n\nHoldings of Penang. {long}\n\n{filler}"));
    bench.file("in/rows.csv", "goods,by,to\ncrates,Aurora,Holdings\nHoldings,of,Penang\n");
    bench.done(&["ingest", "tern", "in", "--source", "KIOSK", "--kind", "news"]);
    let answer = bench.json(&["search", "tern", "\"aurora holdings of penang\""]);
    assert_eq!(answer["total"], 1, "rows do not run on");
    let text = |unit: &Value| {
        let unit = unit.to_string();
        bench.json(&["text", "tern", "long.txt", "--unit", &unit])["units"][0]["text"].as_str().unwrap().to_owned()
    };
    let hit = &answer["hits"][0];
    let cut = |text: &str, span: &Value| {
        let [start, end] = [0, 1].map(|idx| span[idx].as_u64().unwrap() as usize);
        text.chars().skip(start).take(end - start).collect::<String>()
    };
    let on = &hit["runs_on"];
    assert_eq!((&hit["unit"], &on["unit"]), (&json!(1), &json!(2)));
    let ends = [cut(&text(&hit["unit"]), &hit["spans"][0]), cut(&text(&on["unit"]), &on["spans"][0])];
    assert_eq!(ends, ["Aurora", "Holdings of Penang"]);
    let row = bench.json(&["search", "tern", "type:csv aurora holdings"]);
    assert_eq!((&row["total"], &row["hits"][0]["cells"]), (&json!(1), &json!([1, 2])));
    // A file has both ends of it.
    bench.done(&["search", "tern", "--export", "hits.json", "\"aurora holdings of penang\""]);
    let written: Value = serde_json::from_slice(&std::fs::read(bench.dir().join("hits.json")).unwrap()).unwrap();
    let row = &written["hits"][0];
    assert_eq!((&row["quotes"], &row["runs_on"]), (&json!(["Aurora", "Holdings of Penang"]), &hit["runs_on"]));
}

#[test]
fn it_is_said_why_a_document_is_found_or_what_was_missing() {
    let bench = with_documents();
    let explain = |doc: &str, query: &str| bench.json(&["explain", "tern", doc, "--", query]);
    let standing = |part: &Value| part["standing"].as_str().unwrap().to_owned();
    let found = explain("first.txt", "lease \"port office\" -zebra");
    assert_eq!((&found["found"], &found["hits"]), (&json!(true), &json!(1)));
    let parts = found["tree"]["parts"].as_array().unwrap();
    assert!(parts.iter().all(|part| standing(part) == "matched"), "{found:#}");
    assert_eq!(parts[1]["places"][0]["unit"], 1);

    let apart = explain("rows.csv", "crane crates");
    assert_eq!((&apart["found"], standing(&apart["tree"])), (&json!(false), "loose".to_owned()));
    assert_eq!(standing(&apart["tree"]["parts"][0]), "elsewhere");
    assert_eq!(apart["tree"]["parts"][0]["says"], "in this document (in 1 place), but not where the rest is");
    let hint = apart["hint"]["query"].as_str().unwrap();
    assert_eq!(hint, "in:document (crane AND crates)");
    let widened = bench.json(&["search", "tern", hint]);
    assert_eq!(paths(&widened), ["rows.csv"]);

    let missing = explain("rows.csv", "crane zebra type:pdf");
    let kinds: Vec<String> = missing["tree"]["parts"].as_array().unwrap().iter().map(standing).collect();
    assert_eq!(kinds, ["elsewhere", "absent", "absent"]);
    assert!(missing["tree"]["parts"][2]["says"].as_str().unwrap().contains("its type is csv"));
    assert_eq!(missing["hint"], Value::Null);
    // There is no place where the rest is.
    assert_eq!(missing["tree"]["parts"][0]["says"], "in this document, in 1 place");
    let without = explain("first.txt", "lease zebra -crane");
    assert_eq!(without["tree"]["parts"][2]["says"], "1 place is without it");

    let loose = explain("first.txt", "\"office port\"");
    assert_eq!((standing(&loose["tree"]), &loose["hint"]), ("loose".to_owned(), &Value::Null));
    let scattered = explain("rows.csv", "\"crane crates\"");
    assert_eq!(standing(&scattered["tree"]), "loose");
    assert!(scattered["tree"]["says"].as_str().unwrap().starts_with("its words are in this document, but no page"));
    let forbidden = explain("first.txt", "lease -servers");
    assert_eq!(standing(&forbidden["tree"]["parts"][1]), "forbidden");

    let filtered = bench.json(&["explain", "tern", "first.txt", "--filter", "-source:HERON", "lease"]);
    assert_eq!((&filtered["found"], standing(&filtered["filter"])), (&json!(false), "forbidden".to_owned()));

    // Whatever a search finds is explained as found, and nothing else is.
    for query in [
        "lease",
        "lease servers",
        "lease OR zebra",
        "-lease",
        "\"port office\" source:HERON",
        "in:document (crane crates)",
    ] {
        let hits = bench.json(&["search", "tern", "--", query]);
        for doc in ["first.txt", "second.txt", "rows.csv", "report.html", "undated.md"] {
            let n = hits["hits"].as_array().unwrap().iter().filter(|hit| hit["path"] == doc).count();
            let explained = explain(doc, query);
            assert_eq!(
                (explained["hits"].as_u64(), &explained["found"]),
                (Some(n as u64), &json!(n > 0)),
                "{query} {doc}"
            );
        }
    }
    for (way, query) in
        [("--exact", "port office"), ("--exact", "PORT OFFICE"), ("--regex", "port|crane"), ("--regex", "z{3}")]
    {
        let hits = bench.json(&["search", "tern", way, "--", query]);
        for doc in ["first.txt", "rows.csv"] {
            let n = hits["hits"].as_array().unwrap().iter().filter(|hit| hit["path"] == doc).count();
            let explained = bench.json(&["explain", "tern", doc, way, "--", query]);
            let told = (explained["hits"].as_u64(), explained["tree"]["standing"] == "matched");
            assert_eq!(told, (Some(n as u64), n > 0), "{query} {doc}");
        }
    }
    let exact = bench.json(&["explain", "tern", "first.txt", "--exact", "--", "PORT OFFICE"]);
    assert_eq!(
        (&exact["tree"]["says"], &exact["hint"]["query"]),
        (&json!("does not stand in this document so"), &json!("\"PORT OFFICE\""))
    );
    assert_eq!(bench.run(&["explain", "tern", "first.txt", "--exact", "--regex", "lease"]).code, 2);
    let shown = bench.done(&["explain", "tern", "rows.csv", "crane crates"]).out;
    assert!(
        shown.starts_with("rows.csv is not found.\n") && shown.contains("in:document (crane AND crates)"),
        "{shown}"
    );
}

#[test]
fn a_document_that_cannot_be_searched_says_so() {
    let bench = Bench::with_case();
    bench.file("in/broken.zip", "PK\u{3}\u{4} and no more");
    bench.file("in/empty.txt", "");
    bench.done(&["ingest", "tern", "in"]);
    let explained = bench.json(&["explain", "tern", "broken.zip", "lease"]);
    assert_eq!((&explained["found"], &explained["tree"]["standing"]), (&json!(false), &json!("unknown")));
    assert!(explained["unsearched"].as_str().unwrap().starts_with("None of its words could be read"), "{explained}");
    assert_eq!(bench.json(&["explain", "tern", "empty.txt", "lease"])["unsearched"], "It has no words.");
    assert_eq!(bench.run(&["explain", "tern", "empty.txt", "\"lease"]).code, 1);
}

#[test]
fn each_thing_a_document_can_have_is_a_field() {
    let bench = with_documents();
    bench.done(&["cite", "tern", "first.txt", "--unit", "1", "--quote", "harbour master"]);
    bench.file("more/box.zip", zipped());
    bench.file("more/broken.zip", "PK\u{3}\u{4} and no more");
    bench.done(&["ingest", "tern", "more"]);
    bench.done(&["mark", "tern", "second.txt", "--tag", "port", "--seen", "yes"]);
    let total = |query: &str| bench.json(&["search", "tern", "--", query])["total"].as_u64().unwrap();
    assert_eq!(total("has:citation"), 1);
    assert_eq!((total("lease has:citation"), total("lease -has:citation")), (1, 6));
    assert_eq!((total("lease has:tag"), total("lease has:seen"), total("lease tag:port")), (1, 1, 1));
    let documents = |query: &str| {
        let explained = |doc: &str| bench.json(&["explain", "tern", doc, query])["tree"]["standing"] == "matched";
        ["box.zip", "broken.zip", "first.txt"].map(explained)
    };
    assert_eq!(documents("has:attachment"), [true, false, false]);
    assert_eq!(documents("has:problem"), [false, true, false]);
    assert_eq!(documents("state:indexed"), [true, false, true]);
    assert_eq!(documents("state:unreadable"), [false, true, false]);
    let wrong = bench.run(&["search", "tern", "has:wings"]);
    assert!(wrong.code == 1 && wrong.err.contains("citation, attachment"), "{}", wrong.err);
    assert_eq!(bench.run(&["search", "tern", "state:nowhere"]).code, 1);
}

/// An archive with a note in it.
fn zipped() -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("note.txt", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(b"A note on the lease.").unwrap();
    archive.finish().unwrap().into_inner()
}
