//! Cases as earlier versions left them: each in `tests/cases` opens, is brought up to date and is sound.

use std::path::Path;

use crate::bench::Bench;

/// Unpacks `tests/cases/NAME.zip` as the case `old`.
fn unpacked(name: &str) -> Bench {
    let bench = Bench::new();
    let packed = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(format!("{name}.zip"));
    let mut archive = zip::ZipArchive::new(std::fs::File::open(packed).unwrap()).unwrap();
    archive.extract(bench.dir().join("old")).unwrap();
    bench
}

/// The schema that this version writes. Each has a case of its own in `tests/cases`: the next migration is tested on it.
const NEWEST: u32 = 6;

/// What a case holds, as its version counted it.
struct Held {
    changes: u64,
    in_place: u64,
    moved: u64,
}

/// What the first two have: a letter, a table and one event.
const SMALL: Held = Held { changes: 29, in_place: 1, moved: 0 };

#[test]
fn a_case_of_the_first_schema_is_read_as_it_is_then_brought_up_to_date() {
    is_read_then_brought_up_to_date(1, &SMALL);
}

#[test]
fn a_case_of_the_second_schema_is_read_as_it_is_then_brought_up_to_date() {
    is_read_then_brought_up_to_date(2, &SMALL);
}

#[test]
fn a_case_of_the_newest_schema_is_read_as_it_is_and_keeps_what_is_not_in_the_log() {
    let bench = is_read_then_brought_up_to_date(NEWEST, &Held { changes: 109, in_place: 2, moved: 1 });
    // What is worked out from texts and readings; what an archive holds for its child; who may not see what.
    assert_eq!(bench.json(&["similar", "old"])["groups"].as_array().map(Vec::len), Some(1));
    let conversation = bench.json(&["conversation", "old", "second.eml"]);
    assert_eq!(conversation["missing"][0]["number"], "zero@tallow.example", "{conversation}");
    let found = bench.json(&["search", "old", "weighbridge OR advice"]);
    assert_eq!((&found["quarantined"], &found["waiting"]), (&1.into(), &1.into()));
    assert_eq!(bench.json(&["password", "list", "old"])["passwords"][0]["label"], "the second call");
    assert_eq!(bench.json(&["saved", "list", "old"])["saved"][0]["name"], "crates");
    assert_eq!(bench.run(&["erase", "old", "letter.txt", "--reason", "error"]).code, 1, "it is held");
    assert!(bench.done(&["text", "old", "gate-pass-scan.pdf"]).out.contains("A line that was put right"));
}

fn is_read_then_brought_up_to_date(schema: u32, held: &Held) -> Bench {
    let bench = unpacked(&format!("schema-{schema}"));
    let copy = bench.dir().join("old/case.sqlite.before");
    let version = || {
        let bytes = std::fs::read(bench.dir().join("old/case.sqlite")).unwrap();
        // `PRAGMA user_version`: https://www.sqlite.org/fileformat.html, 1.3.
        u32::from_be_bytes(bytes[60..64].try_into().unwrap())
    };
    assert_eq!(version(), schema);
    let read = |bench: &Bench| {
        ["ledger", "documents", "log", "timeline", "verify"].map(|command| bench.json(&[command, "old"]))
    };
    let before = read(&bench);
    assert_eq!(version(), schema, "reading brings nothing up to date");
    assert_eq!((&before[2]["total"], &before[3]["total"]), (&held.changes.into(), &1.into()));
    let citations = &before[4]["citations"];
    assert_eq!((&citations["in_place"], &citations["moved"]), (&held.in_place.into(), &held.moved.into()));
    if schema < NEWEST {
        // What a migration that was cut short leaves behind is no obstacle.
        std::fs::write(&copy, "half a copy").unwrap();
    }
    assert_eq!(bench.json(&["search", "old", "servers"])["total"], 1);
    assert_eq!(version(), NEWEST);
    assert!(!copy.exists(), "it would keep what is erased later");
    assert_eq!(read(&bench), before);
    assert_eq!(bench.run(&["check", "old"]).code, 0);
    bench.done(&["cite", "old", "letter.txt", "--unit", "1", "--quote", "Quillmarrow"]);
    assert_eq!(bench.run(&["check", "old"]).code, 0);
    bench
}
