//! What could not be read, in plain words, and what each kind of file took.

use serde_json::Value;

use crate::bench::Bench;

fn with_trouble() -> Bench {
    let bench = Bench::with_case();
    bench.file("in/note.txt", "The goods left on 3 May 2025.");
    bench.file("in/copy.txt", "The goods left on 3 May 2025.");
    bench.file("in/torn.pdf", "%PDF-1.4\nnothing more");
    bench.file("in/odd.bin", [0_u8, 1, 2, 3, 0xff, 0xfe, 7].repeat(40));
    bench.take_in();
    bench
}

#[test]
fn what_could_not_be_read_is_told_in_plain_words_and_adds_up() {
    let bench = with_trouble();
    let answer = bench.json(&["ledger", "tern", "--plain"]);
    let unread = &answer["unread"];
    let groups = unread["groups"].as_array().unwrap();
    let sum: u64 = groups.iter().map(|group| group["files"].as_u64().unwrap()).sum();
    assert_eq!((unread["files"].as_u64(), unread["of"].as_u64()), (Some(sum), Some(4)), "{answer:#}");
    assert_eq!(sum, 2);
    for group in groups {
        for words in ["title", "means", "todo"] {
            assert!(!group[words].as_str().unwrap().is_empty(), "{group:#}");
        }
    }
    assert_eq!(answer["rows"], Value::Array(Vec::new()), "the page stands in their place");
    let said = bench.done(&["ledger", "tern", "--plain"]).out;
    assert!(said.starts_with("What we could not read\n\n2 of 4 files could not be read, or not fully.\n"), "{said}");
}

#[test]
fn the_page_goes_to_a_file_without_the_reasons_of_protected_sources() {
    let bench = with_trouble();
    bench.done(&["ledger", "tern", "--text", "page.txt"]);
    let page = std::fs::read_to_string(bench.dir().join("page.txt")).unwrap();
    assert!(page.contains("What can be done:"), "{page}");
    let reason = bench.ledger().entry("torn.pdf").reason.clone();
    assert!(!page.contains(&reason), "received material is protected: {page}");
    assert_eq!(bench.run(&["ledger", "tern", "--text", "page.txt"]).code, 1, "nothing is overwritten unasked");
    bench.done(&["ledger", "tern", "--text", "page.txt", "--with-protected", "--force"]);
    let whole = std::fs::read_to_string(bench.dir().join("page.txt")).unwrap();
    assert!(whole.len() > page.len(), "{whole}");
}

#[test]
fn kinds_of_files_say_how_many_they_are_and_what_they_took() {
    let bench = with_trouble();
    let answer = bench.json(&["ledger", "tern", "--by-format"]);
    let formats = answer["formats"].as_array().unwrap();
    let files: u64 = formats.iter().map(|line| line["files"].as_u64().unwrap()).sum();
    assert_eq!((files, answer["found"].as_u64()), (4, Some(4)));
    let text = formats.iter().find(|line| line["kind"] == "text").unwrap();
    assert_eq!((&text["files"], &text["timed"]), (&2.into(), &1.into()), "the copy was not read again: {text:#}");
    assert_eq!((&text["states"]["indexed"], &text["states"]["duplicate"]), (&1.into(), &1.into()));
    assert!(bench.done(&["ledger", "tern", "--by-format"]).out.contains("MB/S"));
}
