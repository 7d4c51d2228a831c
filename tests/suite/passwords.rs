//! Locked files: shut until the case has their password, and the password nowhere but where it is kept.

use std::io::{Cursor, Write};

use zip::{ZipWriter, unstable::write::FileOptionsExt, write::SimpleFileOptions};

use crate::bench::Bench;

const WORD: &str = "graureiher-am-teich";

/// An archive with one file that anybody can read and two that are locked.
fn archive(place: &str) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default();
    let locked = plain.with_deprecated_encryption(WORD.as_bytes()).unwrap();
    for (name, options) in [("open.txt", plain), ("memo.txt", locked), ("plan.txt", locked)] {
        writer.start_file(name, options).unwrap();
        writer.write_all(format!("The {name} speaks of eight crates for the {place}.").as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_password_opens_what_was_shut_and_is_told_to_nobody() {
    let bench = Bench::with_case();
    bench.file("in/box.zip", archive("hall"));
    bench.take_in().expect(&[
        ("box.zip", "partly"),
        ("box.zip//memo.txt", "encrypted"),
        ("box.zip//open.txt", "indexed"),
        ("box.zip//plan.txt", "encrypted"),
    ]);
    assert_eq!(bench.json(&["password", "list", "tern"])["shut"], 1);

    let wrong = bench.done_typing("teal", &["password", "add", "tern", "--json"]);
    let wrong: serde_json::Value = serde_json::from_str(&wrong.out).unwrap();
    assert_eq!((&wrong["label"], &wrong["tried"], &wrong["opened"]), (&"password 1".into(), &1.into(), &0.into()));
    let right = bench.done_typing(WORD, &["password", "add", "tern", "--label", "the second call"]);
    assert!(right.out.contains("Tried on 1 locked document, opened 1."), "{}", right.out);
    bench.ledger().expect(&[
        ("box.zip", "indexed"),
        ("box.zip//memo.txt", "indexed"),
        ("box.zip//open.txt", "indexed"),
        ("box.zip//plan.txt", "indexed"),
    ]);
    assert_eq!(bench.json(&["search", "tern", "crates"])["total"], 3);
    bench.sound();

    // What comes later is tried with it at once.
    bench.file("in/later.zip", archive("quay"));
    bench.done(&["ingest", "tern", "in"]);
    assert_eq!(bench.ledger().state("later.zip"), "indexed");

    let told = [
        bench.done(&["log", "tern", "--json"]).out,
        bench.done(&["log", "tern"]).out,
        bench.done(&["password", "list", "tern"]).out,
        bench.done(&["reveals", "tern", "box.zip"]).out,
        bench.done(&["ledger", "tern", "--json"]).out,
        right.out,
    ];
    assert!(told.iter().all(|text| !text.contains(WORD)), "{told:#?}");
    assert!(told[2].contains("the second call"));
    assert!(bench.done(&["password", "list", "tern", "--show"]).out.contains(WORD), "unless somebody asks");

    bench.done(&["password", "remove", "tern", "the second call"]);
    let everything = bench.walk("tern").into_iter().map(|path| std::fs::read(path).unwrap());
    assert!(everything.into_iter().all(|bytes| !bytes.windows(WORD.len()).any(|found| found == WORD.as_bytes())));
    assert_eq!(bench.json(&["search", "tern", "crates"])["total"], 6, "what it opened stays open");
    bench.sound();
}

#[test]
fn what_cannot_be_a_password_is_refused() {
    let bench = Bench::with_case();
    let ran = bench.run(&["password", "add", "tern"]);
    assert_eq!((ran.code, ran.err.lines().next()), (2, Some("A password has 1 to 255 characters.")));
    let ran = bench.run(&["password", "remove", "tern", "none such"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("There is no password none such"), "{}", ran.err);
}
