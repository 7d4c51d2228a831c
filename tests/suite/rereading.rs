//! Reading again: single documents that failed, and what an earlier version read, with the citations in it.

use anchor::{Unit, UnitKind};
use store::{CaseMut, State, vault::pack::PackWriter};

use crate::bench::Bench;

/// How often documents were read.
fn n_readings(bench: &Bench) -> usize {
    let case = store::Case::open(&bench.dir().join("tern"), &bench.desk().world).unwrap();
    case.log().unwrap().iter().filter(|op| op.head.kind == "document.read").count()
}

/// Gives a document the text that an earlier version had read, a section for each of its paragraphs.
fn read_before(bench: &Bench, path: &str, text: &str, state: State) {
    let mut case = CaseMut::open(&bench.dir().join("tern"), &bench.desk().world).unwrap();
    let document = case.find_document(path).unwrap().id;
    let mut reading = case.reading(&document).unwrap().unwrap().result;
    let mut pack = PackWriter::new(&document, case.vault().stage().unwrap()).unwrap();
    let sections = (1..).zip(text.split("\n\n"));
    for (number, section) in sections {
        pack.unit(Unit {
            kind: UnitKind::Section,
            label: format!("section {number}"),
            text: section.into(),
            engine: "text".into(),
            quality: None,
            page: None,
            boxes: Vec::new(),
            table: None,
        })
        .unwrap();
        reading.units = number;
    }
    let pack = pack.finish().unwrap();
    reading.text = Some(pack.hash);
    reading.parser_version = "0.0.1".into();
    reading.state = state;
    let mut tx = case.begin("Mara Quell", "reading").unwrap();
    tx.add_text(document, pack, store::Made::extracted("text", "0.0.1", None)).unwrap();
    tx.add_reading(document, &reading).unwrap();
    tx.commit().unwrap();
}

#[test]
fn what_an_earlier_version_read_is_read_again_and_its_citations_are_told_of() {
    let bench = Bench::with_case();
    bench.file("in/letter.txt", "The crates left on Monday. They came back on Friday.\n");
    bench.file("in/other.txt", "Nothing of it.\n");
    bench.done(&["ingest", "tern", "in"]);
    let text = "Page 1 of 1\nThe crates left on Monday. They came hack on Friday.";
    read_before(&bench, "letter.txt", text, State::Indexed);
    for quote in ["crates left", "came hack"] {
        bench.done(&["cite", "tern", "letter.txt", "--unit", "1", "--quote", quote]);
    }
    let n_before = n_readings(&bench);
    let answer = bench.json(&["reread", "tern"]);
    assert_eq!((&answer["documents"], &answer["changed"]), (&1.into(), &1.into()));
    let citations = &answer["citations"];
    assert_eq!((&citations["in_place"], &citations["moved"], &citations["lost"]), (&0.into(), &1.into(), &1.into()));
    let lost = &answer["problems"].as_array().unwrap()[1];
    assert_eq!((&lost["was"], &lost["now"]), (&"came hack".into(), &"lost".into()));
    assert_eq!(n_readings(&bench), n_before + 1);
    // Nothing of an earlier version is left; asked for by kind or name, it is read all the same.
    assert_eq!(bench.json(&["reread", "tern"])["documents"], 0);
    assert_eq!(bench.json(&["reread", "tern", "--format", "text"])["documents"], 2);
    assert_eq!(bench.json(&["reread", "tern", "other.txt"])["changed"], 0);
    let said = bench.done(&["reread", "tern", "letter.txt"]).out;
    assert!(said.contains("Citations in them: 0 in place, 1 moved, 1 lost"), "{said}");
    bench.sound();
}

#[test]
fn a_reading_that_comes_less_far_than_an_earlier_one_takes_no_words_away() {
    let bench = Bench::with_worker_that_hangs();
    bench.file("in/letter.txt", "!!panic late");
    bench.done(&["ingest", "tern", "in"]);
    read_before(&bench, "letter.txt", "The crates left on Monday.\n\nThey came back on Friday.", State::LimitHit);
    bench.done(&["retry", "tern", "letter.txt"]);
    let ledger = bench.ledger();
    let (state, reason) = (ledger.state("letter.txt"), &ledger.entry("letter.txt").reason);
    assert_eq!(state, "parser_failed");
    assert!(reason.contains("after a unit"), "{reason}");
    assert!(reason.ends_with("; the words that an earlier reading found are kept"), "{reason}");
    assert_eq!(bench.json(&["search", "tern", "Friday"])["total"], 1);
    assert_eq!(bench.json(&["text", "tern", "letter.txt"])["units"].as_array().unwrap().len(), 2);
    bench.sound();
}

#[test]
fn a_single_document_can_be_retried() {
    let bench = Bench::with_case();
    bench.file("in/a.pdf", "%PDF-1.7 broken");
    bench.file("in/b.pdf", "%PDF-1.7 broken, too");
    bench.done(&["ingest", "tern", "in"]);
    let n_before = n_readings(&bench);
    bench.done(&["retry", "tern", "b.pdf"]);
    assert_eq!(n_readings(&bench), n_before + 1);
    bench.done(&["retry", "tern"]);
    assert_eq!(n_readings(&bench), n_before + 3);
}

#[test]
fn a_document_that_is_retried_says_how_its_citations_hold() {
    let bench = Bench::with_case();
    bench.file("in/letter.txt", "The crates left on Monday. They came back on Friday.\n");
    bench.file("in/other.txt", "Nothing of it.\n");
    bench.done(&["ingest", "tern", "in"]);
    let text = "Page 1 of 1\nThe crates left on Monday. They came hack on Friday.";
    read_before(&bench, "letter.txt", text, State::Partly);
    for (path, quote) in [("letter.txt", "crates left"), ("letter.txt", "came hack"), ("other.txt", "Nothing")] {
        bench.done(&["cite", "tern", path, "--unit", "1", "--quote", quote]);
    }
    let answer = bench.json(&["retry", "tern", "letter.txt", "other.txt"]);
    let citations = &answer["citations"];
    // What reads as before is not counted.
    assert_eq!((&citations["in_place"], &citations["moved"], &citations["lost"]), (&0.into(), &1.into(), &1.into()));
    assert_eq!(answer["problems"][1]["was"], "came hack");
    read_before(&bench, "letter.txt", text, State::Partly);
    let said = bench.done(&["retry", "tern", "letter.txt"]).out;
    assert!(said.contains("Citations of what reads otherwise now: 0 in place, 1 moved, 1 lost"), "{said}");
    assert!(!bench.done(&["retry", "tern", "other.txt"]).out.contains("Citations"));
    bench.sound();
}
