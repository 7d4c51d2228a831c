//! What Casebound promises: facts rest on words, checking finds exactly what changed, and what is erased is gone.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::bench::Bench;

/// A case with two letters, a citation in each, and a company that rests on the first.
fn letters() -> (Bench, Vec<String>) {
    let bench = Bench::with_case();
    bench.file("in/first.txt", "Quillmarrow ordered sixty-four servers in March.\n");
    bench.file("in/second.txt", "Brindlewick paid for them in April.\n");
    bench.done(&["ingest", "tern", "in"]);
    let cite = |doc: &str, quote: &str| {
        let cited = bench.json(&["cite", "tern", doc, "--unit", "1", "--quote", quote]);
        cited["citation"].as_str().unwrap().to_owned()
    };
    let citations = vec![cite("first.txt", "sixty-four servers"), cite("second.txt", "paid for them")];
    bench.done(&["entity", "add", "tern", "--schema", "Company", "--name", "Quillmarrow", "--cite", &citations[0]]);
    (bench, citations)
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

fn holds(dir: &Path, words: &str) -> bool {
    let words = words.as_bytes();
    files(dir).iter().any(|path| {
        let bytes = [path.as_os_str().as_encoded_bytes(), &std::fs::read(path).unwrap()].concat();
        bytes.windows(words.len()).any(|w| w == words)
    })
}

fn problems(verified: &Value) -> Vec<(&str, &str)> {
    let problems = verified["problems"].as_array().unwrap();
    problems.iter().map(|p| (p["citation"].as_str().unwrap(), p["now"].as_str().unwrap())).collect()
}

fn verified(bench: &Bench) -> Value {
    let ran = bench.run(&["verify", "tern", "--json"]);
    serde_json::from_str(&ran.out).unwrap()
}

#[test]
fn a_changed_file_flips_exactly_the_citations_it_touches() {
    let (bench, citations) = letters();
    assert_eq!(verified(&bench)["citations"]["in_place"], 2);
    let vault = bench.dir().join("tern/vault");
    let original = files(&vault).into_iter().find(|p| std::fs::read(p).unwrap().starts_with(b"Quillmarrow")).unwrap();
    let bytes = std::fs::read(&original).unwrap();
    std::fs::write(&original, bytes.to_ascii_uppercase()).unwrap();
    let after = verified(&bench);
    assert_eq!(problems(&after), [(citations[0].as_str(), "no_source")]);
    assert_eq!((&after["citations"]["in_place"], &after["blobs"]["changed"]), (&1.into(), &1.into()));
    std::fs::remove_file(&original).unwrap();
    assert_eq!(verified(&bench)["blobs"]["missing"], 1);
    std::fs::write(&original, bytes).unwrap();
    assert_eq!(verified(&bench)["citations"]["in_place"], 2, "put back, all is well again");
}

#[test]
fn a_changed_text_flips_exactly_the_citations_it_touches() {
    let (bench, citations) = letters();
    let vault = bench.dir().join("tern/vault");
    let texts: Vec<_> = files(&vault).into_iter().filter(|p| std::fs::read(p).unwrap().starts_with(b"CBTP1")).collect();
    assert_eq!(texts.len(), 2);
    for text in texts {
        let bytes = std::fs::read(&text).unwrap();
        let mut changed = bytes.clone();
        changed[20] ^= 1;
        std::fs::write(&text, changed).unwrap();
        let after = verified(&bench);
        let [(citation, "lost")] = problems(&after)[..] else { panic!("{after:#}") };
        assert!(citations.iter().any(|c| c == citation));
        std::fs::write(&text, bytes).unwrap();
    }
    assert_eq!(verified(&bench)["citations"]["in_place"], 2);
}

#[test]
fn what_is_erased_is_nowhere_in_the_folder() {
    let (bench, _) = letters();
    let name = "Odalys Fennimore-Tack";
    bench.file(&format!("more/{name}.txt"), format!("The papers come from {name}.\n"));
    bench.done(&["ingest", "tern", "more", "--source", "HERON"]);
    let path = format!("{name}.txt");
    bench.done(&["cite", "tern", &path, "--unit", "1", "--quote", name]);
    assert!(holds(&bench.dir().join("tern"), name), "else the test shows nothing");
    assert_eq!(bench.json(&["search", "tern", "--", "fennimore"])["total"], 1);

    let erased = bench.json(&["erase", "tern", &path, "--reason", "source"]);
    assert_eq!(erased["blobs"], 2);
    assert!(!holds(&bench.dir().join("tern"), name));
    // The index folds its words, so it is asked in its own spelling, too.
    for word in ["fennimore", "odalys"] {
        assert!(!holds(&bench.dir().join("tern"), word), "{word}");
        assert_eq!(bench.json(&["search", "tern", "--", word])["total"], 0);
    }
    assert_eq!(bench.ledger().state(""), "erased");
    bench.sound();
    // The same bytes coming again are not taken in unasked.
    let again = bench.json(&["ingest", "tern", "more", "--source", "HERON"]);
    assert_eq!((&again["states"]["skipped"], &again["erased_before"]), (&1.into(), &1.into()));
    let ledger = bench.ledger();
    let skipped = ledger.paths().into_iter().find(|p| p.starts_with("(erased)")).unwrap();
    assert!(ledger.entry(skipped).reason.contains("erased"));
    assert!(!holds(&bench.dir().join("tern"), name), "its name does not come back either");
    assert_eq!(bench.json(&["ingest", "tern", "more", "--source", "HERON"])["added"], 0);
}

#[test]
fn erased_bytes_do_not_come_back_inside_something_else() {
    let bench = Bench::with_case();
    let memo = "The memo nobody may keep.\n";
    bench.file("in/memo.txt", memo);
    bench.done(&["ingest", "tern", "in"]);
    bench.done(&["erase", "tern", "memo.txt", "--reason", "privilege"]);
    let mail = format!(
        "From: a@example.org\r\nTo: b@example.org\r\nSubject: the memo\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nSee there.\r\n\
         --x\r\nContent-Type: text/plain; name=secret-name.txt\r\nContent-Disposition: attachment; \
         filename=secret-name.txt\r\n\r\n{memo}\r\n--x--\r\n"
    );
    bench.file("more/mail.eml", mail);
    bench.done(&["ingest", "tern", "more"]);
    let ledger = bench.ledger();
    let inside = ledger.paths().into_iter().find(|p| p.starts_with("mail.eml//")).unwrap();
    assert_eq!(ledger.state(inside), "skipped");
    assert!(!inside.contains("secret-name"), "{inside}");
    assert_eq!(bench.json(&["documents", "tern"])["total"], 1, "the mail alone");
    bench.sound();
}

#[test]
fn a_copied_case_is_sound_and_searched_at_once() {
    let bench = Bench::with_case();
    bench.file("in/a.txt", "words");
    bench.take_in();
    for (to, first, then) in [("one", "check", "search"), ("two", "search", "check")] {
        let mut copy = std::process::Command::new("cp");
        assert!(copy.arg("-a").args(["tern", to]).current_dir(bench.dir()).status().unwrap().success());
        for command in [first, then] {
            let words: &[&str] = if command == "search" { &["words"] } else { &[] };
            let ran = bench.run(&[&[command, to], words].concat());
            assert_eq!(ran.code, 0, "{command} {to}: {}{}", ran.out, ran.err);
        }
    }
}

#[test]
fn a_damaged_text_hides_no_other_and_is_counted() {
    let (bench, _) = letters();
    let vault = bench.dir().join("tern/vault");
    let text = files(&vault).into_iter().find(|p| std::fs::read(p).unwrap().starts_with(b"CBTP1")).unwrap();
    std::fs::write(&text, b"CBTP1\nnothing").unwrap();
    std::fs::remove_dir_all(bench.dir().join("tern/index")).unwrap();
    let found = bench.json(&["search", "tern", "quillmarrow", "OR", "brindlewick"]);
    assert_eq!((&found["total"], &found["unreadable"]), (&1.into(), &1.into()));
}

#[test]
fn what_rested_on_erased_words_shows_as_unsupported() {
    let (bench, _) = letters();
    let supported = |bench: &Bench| bench.json(&["entity", "list", "tern"])["entities"][0]["supported"].clone();
    assert_eq!(supported(&bench), true);
    bench.done(&["erase", "tern", "first.txt", "--reason", "law"]);
    assert_eq!(supported(&bench), false);
    bench.sound();
}

#[test]
fn a_fact_without_words_to_rest_on_is_refused() {
    let (bench, _) = letters();
    let before = bench.json(&["log", "tern"])["total"].clone();
    for args in [
        &["entity", "add", "tern", "--schema", "Company", "--name", "Brindlewick"][..],
        &["event", "add", "tern", "--date", "2025-03", "--title", "It happened"],
        &["entity", "add", "tern", "--schema", "Starship", "--name", "x", "--cite", "0000"],
        &["event", "add", "tern", "--date", "2025-13", "--title", "x"],
    ] {
        let ran = bench.run(args);
        assert_eq!(ran.code, 1, "{args:?}: {}", ran.err);
        assert!(!ran.err.is_empty());
    }
    assert_eq!(bench.json(&["log", "tern"])["total"], before, "nothing was recorded");
}

#[test]
fn a_connection_that_is_denied_says_so_and_only_its_own_kind_is_withdrawn() {
    let (bench, citations) = letters();
    let add = |name: &str| {
        let args = ["entity", "add", "tern", "--schema", "Company", "--name", name, "--cite", &citations[1]];
        bench.json(&args)["id"].as_str().unwrap().to_owned()
    };
    let (owner, owned) = (add("Brindlewick"), add("Dielu"));
    let ends = ["--from", &owner, "--to", &owned, "--standing", "denied", "--cite", &citations[1]];
    bench.done(&[&["link", "add", "tern", "--schema", "Ownership"][..], &ends].concat());
    let links = bench.done(&["link", "list", "tern"]).out;
    assert!(links.contains("Brindlewick owns Dielu (denied)"), "{links}");
    assert!(bench.done(&["entity", "show", "tern", &owner]).out.contains("(denied)"));
    for kind in ["event", "link"] {
        let ran = bench.run(&[kind, "withdraw", "tern", &owner]);
        assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    }
    assert!(bench.done(&["entity", "list", "tern"]).out.contains("Brindlewick"));
}

#[test]
fn a_split_restores_exactly_what_was() {
    let (bench, citations) = letters();
    let add = |name: &str| {
        let args = ["entity", "add", "tern", "--schema", "Company", "--name", name, "--cite", &citations[1]];
        bench.json(&args)["id"].as_str().unwrap().to_owned()
    };
    let (left, right) = (add("Brindlewick"), add("Brindlewick Trading"));
    let pages = || {
        let all = bench.json(&["entity", "list", "tern"]);
        // What people judged is history, and stays.
        let known = |id: &str| {
            let mut page = bench.json(&["entity", "show", "tern", id]);
            page.as_object_mut().unwrap().remove("judgements").unwrap();
            page
        };
        (all, known(&left), known(&right))
    };
    let before = pages();
    bench.done(&["entity", "merge", "tern", &left, &right, "--because", "one address"]);
    let merged = bench.json(&["entity", "show", "tern", &right]);
    assert_eq!(merged["members"].as_array().unwrap().len(), 2);
    assert_eq!(merged["statements"].as_array().unwrap().len(), 2);
    bench.done(&["entity", "split", "tern", &left, &right]);
    assert_eq!(pages(), before);
    bench.sound();
}

#[test]
fn the_sample_case_tells_its_story() {
    let bench = Bench::new();
    let demo = bench.run(&["demo", "sample", "--json"]);
    assert_eq!(demo.code, 3, "some of its files cannot be read, on purpose: {}", demo.err);
    let demo: Value = serde_json::from_str(&demo.out).unwrap();
    let at_least = |what: &str, n: u64| assert!(demo[what].as_u64().unwrap() >= n, "{what}: {demo:#}");
    at_least("entities", 12);
    at_least("links", 10);
    at_least("events", 15);
    let timeline = bench.json(&["timeline", "sample"]);
    let events = timeline["events"].as_array().unwrap();
    assert_eq!(timeline["total"], events.len());
    assert!(events.iter().all(|e| e["supported"] == true && !e["citations"].as_array().unwrap().is_empty()));
    assert!(events.iter().any(|e| e["conflict"] == true));
    let standings: std::collections::BTreeSet<_> = events
        .iter()
        .flat_map(|e| e["dates"].as_array().unwrap())
        .map(|date| date["standing"].as_str().unwrap())
        .collect();
    assert!(standings.len() >= 3, "{standings:?}");
    let verified = bench.json(&["verify", "sample"]);
    assert_eq!(verified["citations"]["in_place"], demo["citations"]);
    assert_eq!(bench.run(&["check", "sample"]).code, 0);
}
