//! What was read off pictures is told of, compared and set aside like any other text.

use crate::bench::{Bench, samples};

const SCAN: &str = "gate-pass-scan.pdf";

fn with_scan() -> Bench {
    let bench = Bench::that_sees();
    bench.file(&format!("in/{SCAN}"), std::fs::read(samples().join("leak").join(SCAN)).unwrap());
    bench
}

#[test]
fn a_scan_whose_words_are_on_the_privilege_list_is_set_aside() {
    let bench = with_scan();
    bench.file("in/note.txt", "Two trucks.");
    bench.done(&["privilege", "add", "tern", "--word", "office equipment"]);
    bench.run(&["ingest", "tern", "in"]);
    let unread = bench.json(&["search", "tern", "trucks"]);
    assert_eq!((&unread["total"], &unread["quarantined"], &unread["waiting"]), (&1.into(), &0.into(), &1.into()));

    bench.run(&["ocr", "tern"]);
    let found = bench.json(&["search", "tern", "trucks"]);
    assert_eq!((&found["total"], &found["quarantined"], &found["waiting"]), (&1.into(), &1.into(), &0.into()));
    assert_eq!(bench.json(&["ledger", "tern", "--state", "set_aside"])["rows"][0]["path"], SCAN);
    let shut = bench.run(&["text", "tern", SCAN]);
    assert!(shut.err.contains("matches office equipment"), "{}", shut.err);
    bench.done(&["reindex", "tern"]);
    assert_eq!(bench.json(&["search", "tern", "trucks"])["total"], 1);

    // Whoever decides that it may be read finds its words.
    bench.done(&["privilege", "release", "tern", SCAN, "--because", "no lawyer wrote it"]);
    assert_eq!(bench.json(&["search", "tern", "trucks"])["total"], 2);
    // Nor is that decision taken back by another look.
    bench.done(&["ocr", "tern", "--again", SCAN]);
    assert_eq!(bench.json(&["search", "tern", "trucks"])["quarantined"], 0);
    bench.sound();
}

#[test]
fn a_document_that_is_set_aside_is_looked_at_and_still_shown_to_nobody() {
    let bench = with_scan();
    bench.run(&["ingest", "tern", "in"]);
    bench.done(&["privilege", "add", "tern", "--word", "office equipment"]);
    bench.run(&["ocr", "tern"]);
    bench.done(&["privilege", "keep", "tern", SCAN, "--because", "a lawyer's"]);
    bench.run(&["ocr", "tern", "--again", SCAN]);
    let found = bench.json(&["search", "tern", "trucks"]);
    assert_eq!((&found["total"], &found["quarantined"]), (&0.into(), &1.into()));
    assert_eq!(bench.run(&["text", "tern", SCAN]).code, 1);
    bench.sound();
}

#[test]
fn a_line_put_right_that_is_on_the_list_sets_its_document_aside() {
    let bench = with_scan();
    bench.done(&["privilege", "add", "tern", "--name", "Ida Kolb"]);
    bench.done(&["ingest", "--ocr", "tern", "in"]);
    let text = bench.json(&["text", "tern", SCAN]);
    let lines = text["units"][0]["text"].as_str().unwrap().split('\n');
    let line = (lines.take_while(|line| !line.contains("TRUCKS")).count() + 1).to_string();
    let put = bench.json(&["correct", "tern", SCAN, "--unit", "1", "--line", &line, "4 TRUCKS for Ida Kolb"]);
    assert_eq!(put["set_aside"], "matches Ida Kolb", "{put}");
    let found = bench.json(&["search", "tern", "trucks"]);
    assert_eq!((&found["total"], &found["quarantined"]), (&0.into(), &1.into()));
    bench.sound();
}

#[test]
fn scans_of_one_page_are_nearly_the_same_know_their_language_and_are_found_as_scans() {
    let bench = Bench::that_sees();
    let contract = std::fs::read(samples().join("leak/contract-VX-2024-0219.pdf")).unwrap();
    bench.file("in/contract.pdf", contract);
    bench.done(&["ingest", "tern", "in"]);
    for (name, dpi) in [("one.png", "150"), ("two.png", "180")] {
        let to = bench.dir().join("scans").join(name);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        let to = to.to_str().unwrap().to_owned();
        bench.done(&["page", "tern", "contract.pdf", "--unit", "1", "--dpi", dpi, "--out", &to]);
    }
    bench.done(&["ingest", "--ocr", "tern", "scans"]);
    let like = bench.json(&["similar", "tern", "one.png"]);
    assert!(like.to_string().contains("two.png"), "{like}");
    let documents = bench.json(&["documents", "tern"]);
    let scans = documents["documents"].as_array().unwrap().iter().filter(|d| d["kind"] == "png");
    assert_eq!(scans.map(|d| d["language"].as_str()).collect::<Vec<_>>(), [Some("en"), Some("en")]);
    let of = |query: &str| bench.json(&["search", "tern", "--", query])["total"].as_u64().unwrap();
    assert_eq!(of("contract has:ocr"), 2);
    assert_eq!(of("contract -has:ocr"), of("contract path:contract.pdf"));
    bench.sound();
}

#[test]
fn looking_at_pages_says_how_citations_hold_in_what_reads_otherwise_now() {
    let bench = with_scan();
    bench.run(&["ingest", "tern", "in"]);
    bench.done(&["cite", "tern", SCAN, "--unit", "1", "--box", "10,10,200,40"]);
    let looked = bench.json(&["ocr", "tern"]);
    assert_eq!(
        (&looked["citations"]["in_place"], &looked["problems"]),
        (&1.into(), &serde_json::json!([])),
        "{looked}"
    );
    // The same words again: nothing is another.
    let again = bench.json(&["ocr", "tern", "--again"]);
    assert_eq!((&again["pages"], &again["citations"]["in_place"]), (&1.into(), &0.into()));
    bench.sound();
}

#[test]
fn what_is_cited_off_a_picture_is_marked_as_such() {
    let bench = with_scan();
    bench.file("in/note.txt", "Two trucks.");
    bench.done(&["ingest", "--ocr", "tern", "in"]);
    let of_scan = bench.json(&["cite", "tern", SCAN, "--unit", "1", "--quote", "TRUCKS"]);
    let of_note = bench.json(&["cite", "tern", "note.txt", "--unit", "1", "--quote", "trucks"]);
    assert_eq!((&of_scan["parts"][0]["by_ocr"], &of_note["parts"][0]["by_ocr"]), (&true.into(), &false.into()));
    // Put right since or not: what was cited is what was read off.
    bench.done(&["correct", "tern", SCAN, "--unit", "1", "--line", "1", "GATE PASS 1188"]);
    let shown = bench.done(&["citation", "tern", of_scan["citation"].as_str().unwrap()]);
    assert!(shown.out.contains("\"TRUCKS\", read off the picture (OCR)"), "{}", shown.out);
}
