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

/// The schema that this version writes.
const NEWEST: u32 = 6;

#[test]
fn a_case_of_the_first_schema_is_read_as_it_is_then_brought_up_to_date() {
    is_read_then_brought_up_to_date(1);
}

#[test]
fn a_case_of_the_second_schema_is_read_as_it_is_then_brought_up_to_date() {
    is_read_then_brought_up_to_date(2);
}

fn is_read_then_brought_up_to_date(schema: u32) {
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
    assert_eq!((&before[2]["total"], &before[3]["total"]), (&29.into(), &1.into()));
    assert_eq!(before[4]["citations"]["in_place"], 1);
    // What a migration that was cut short leaves behind is no obstacle.
    std::fs::write(&copy, "half a copy").unwrap();
    assert_eq!(bench.json(&["search", "old", "servers"])["total"], 1);
    assert_eq!(version(), NEWEST);
    assert!(!copy.exists(), "it would keep what is erased later");
    assert_eq!(read(&bench), before);
    assert_eq!(bench.run(&["check", "old"]).code, 0);
    bench.done(&["cite", "old", "letter.txt", "--unit", "1", "--quote", "Quillmarrow"]);
    assert_eq!(bench.run(&["check", "old"]).code, 0);
}
