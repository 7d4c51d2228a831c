//! When a document is from: told apart from when its file is from, with whence each date is.

use serde_json::Value;

use crate::bench::Bench;

/// Date, whence, and whether it is taken for the document's own.
fn dates(bench: &Bench, doc: &str) -> Vec<(String, String, bool)> {
    let page = bench.json(&["document", "tern", doc]);
    let word = |line: &Value, key: &str| line[key].as_str().unwrap().to_owned();
    let lines = page["dates"].as_array().unwrap();
    let own = lines.iter().find(|line| line["own"] == true).map(|line| line["date"].clone());
    assert_eq!(own.unwrap_or_default(), page["date"], "{page:#}");
    lines.iter().map(|l| (word(l, "date"), word(l, "from"), l["own"] == true)).collect()
}

#[test]
fn the_date_of_a_file_is_not_the_date_of_the_document() {
    let bench = Bench::with_case();
    let letter = bench.file(
        "in/letter.txt",
        "Vextorium Components B.V.\n\nRotterdam, 8 May 2025\n\nDear Sir,\nthe goods left on 3 May 2025.",
    );
    bench.file("in/note.txt", "The goods left on 3 May 2025.");
    bench.file(
        "in/mail.eml",
        "From: lin@heron.example\nDate: Tue, 05 Nov 2024 10:00:00 +0800\nSubject: x\n\nSingapore, 1 November 2024\n\nSee below.\n",
    );
    for file in [letter, bench.dir().join("in/note.txt"), bench.dir().join("in/mail.eml")] {
        let file = std::fs::File::options().write(true).open(file).unwrap();
        file.set_modified(std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000)).unwrap();
    }
    bench.take_in();
    let of_file = ("2001-09-09T01:46:40Z".to_owned(), "file".to_owned(), false);
    assert_eq!(dates(&bench, "letter.txt"), [("2025-05-08".into(), "date_line".into(), true), of_file.clone()]);
    assert_eq!(dates(&bench, "note.txt"), std::slice::from_ref(&of_file));
    let of_mail = dates(&bench, "mail.eml");
    assert_eq!(
        of_mail.iter().map(|(_, from, own)| (from.as_str(), *own)).collect::<Vec<_>>(),
        [("sent", true), ("date_line", false), ("file", false)]
    );
    let found = |query: &str| bench.json(&["search", "tern", query])["total"].clone();
    assert_eq!(found("date:2025-05 goods"), 1, "the note has no date of its own");
    assert_eq!(found("date:2001 goods"), 0);
    assert!(bench.done(&["document", "tern", "letter.txt"]).out.contains("in its text: \"Rotterdam, 8 May 2025\""));
}
