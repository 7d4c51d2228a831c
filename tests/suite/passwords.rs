//! Locked files: shut until the case has their password, and the password nowhere but where it is kept.

use std::io::{Cursor, Write};

use base64::{Engine, engine::general_purpose::STANDARD};
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
    let around = bench.json(&["document", "tern", "box.zip"]);
    let states = around["children"].as_array().unwrap().iter().map(|child| child["state"].as_str().unwrap());
    assert_eq!(states.collect::<Vec<_>>(), ["indexed", "encrypted", "encrypted"]);

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

/// A PDF that [`WORD`] locks (RC4, 128 bits); its one page is a picture of "GATE PASS 1187". Made with pypdf.
const SCAN: &str = "\
    JVBERi0xLjMKJeLjz9MKMiAwIG9iago8PAovVHlwZSAvUGFnZXMKL0NvdW50IDEKL0tpZHMgWyA0IDAgUiBdCj4+CmVuZG9iagozIDAgb2JqCjw8Ci\
    9UeXBlIC9DYXRhbG9nCi9QYWdlcyAyIDAgUgo+PgplbmRvYmoKNCAwIG9iago8PAovVHlwZSAvUGFnZQovUmVzb3VyY2VzIDw8Ci9YT2JqZWN0IDw8\
    Ci9JIDUgMCBSCj4+Cj4+Ci9NZWRpYUJveCBbIDAuMCAwLjAgMTY1LjYgNDguOTYgXQovUGFyZW50IDIgMCBSCi9Db250ZW50cyA2IDAgUgo+Pgplbm\
    RvYmoKNSAwIG9iago8PAovVHlwZSAvWE9iamVjdAovU3VidHlwZSAvSW1hZ2UKL1dpZHRoIDM0NQovSGVpZ2h0IDEwMgovQml0c1BlckNvbXBvbmVu\
    dCAxCi9Db2xvclNwYWNlIC9EZXZpY2VHcmF5Ci9GaWx0ZXIgL0ZsYXRlRGVjb2RlCi9MZW5ndGggNDM3Cj4+CnN0cmVhbQqHTUgCDn3Iu06ecboVx/\
    gFy9ZuUJPc96stD2UQVPCb3xcRSqRzTBu5buIKUBeeAsGD1pNXnt1zGwGkOUhrIXkhoeVrDBkQ6dptRKfFvr8SVkfTVeYnaLkSvqOC4w/ZEEt+Yi3P\
    oMPiW59xaxUs4nCaU+cHo8y6LeL8Vn1ZSPlV6rRcvTUIrZ9zwiqJc0UU3bWDLwTX5EkfdIt1bIG+Sxusbv1UhlcebDysNjKxXeBcB+0vxOgbD7bpW4\
    utR/EOTcYgnCMif3YBKr77jOFTcdm8HvKosjS6XEpbdd+TumKBL7pOwY6F7Is/RtvQg7Uj9xDPx9B5pRBN8cTQ9OURJg7FmmM+yvME7DpIQraoGZGF\
    0GmhBI2L+n3o7ybmzocxRHxv5tMJlgiubaWxjuj5mR+s0dze2u6ufW7j1PYkdF6QFeNzlPhyGpu1rzXjuDJOg8SpMvWYRxS/tXqPz0IHwtxTWM/N5O\
    K/xBXuRputXqMKZNd0L75B47FCWMxP14FpgK/QJ+vRpancF+KRXDX5zOWWpDHE8Z/K6jWDj/nHKd/w9ueLQRvCTjRU8TvfvTD7oIIJwUOZZwplbmRz\
    dHJlYW0KZW5kb2JqCjYgMCBvYmoKPDwKL0xlbmd0aCAzNwo+PgpzdHJlYW0Kdn81VL+KWrbLS3A0KpdnRdOZVrS1WulpiQD7RoIwVXG7XvNHJAplbm\
    RzdHJlYW0KZW5kb2JqCjcgMCBvYmoKPDwKL1YgMgovUiAzCi9MZW5ndGggMTI4Ci9QIDQyOTQ5NjcyOTIKL0ZpbHRlciAvU3RhbmRhcmQKL08gPGVm\
    NzNjMzZhNDkwMWVmMGQ1OGFhMjBmZjA4ZjAzM2M1NjI0ZGEwNDFlNDgzMjgxNzIzNDFlZjA5OTc5ZTI0MDg+Ci9VIDw4ZmI0OTUwODNlMmQ2YTcwOT\
    NkOGE3NzQ2M2M3OGMyODI4YmY0ZTVlNGU3NThhNDE2NDAwNGU1NmZmZmEwMTA4Pgo+PgplbmRvYmoKeHJlZgowIDgKMDAwMDAwMDAwMSA2NTUzNSBm\
    IAowMDAwMDAwMDAwIDAwMDAxIGYgCjAwMDAwMDAwMTUgMDAwMDAgbiAKMDAwMDAwMDA3NCAwMDAwMCBuIAowMDAwMDAwMTIzIDAwMDAwIG4gCjAwMD\
    AwMDAyNjEgMDAwMDAgbiAKMDAwMDAwMDg2OCAwMDAwMCBuIAowMDAwMDAwOTU1IDAwMDAwIG4gCnRyYWlsZXIKPDwKL1NpemUgOAovUm9vdCAzIDAg\
    UgovSUQgWyA8YWJmNDQyYTJjODI2N2YyYzY0MzMyNjkxNjNhOWEzMzQ+IDxhYmY0NDJhMmM4MjY3ZjJjNjQzMzI2OTE2M2E5YTMzND4gXQovRW5jcn\
    lwdCA3IDAgUgo+PgpzdGFydHhyZWYKMTE3MAolJUVPRgo=";

#[test]
fn the_pages_of_a_locked_scan_wait_to_be_looked_at_once_it_is_open() {
    let bench = Bench::that_sees();
    bench.file("in/scan.pdf", STANDARD.decode(SCAN).unwrap());
    bench.take_in().expect(&[("scan.pdf", "encrypted")]);
    assert_eq!(bench.json(&["search", "tern", "gate"])["waiting"], 0, "nobody can look at a locked page");

    let opened = bench.done_typing(WORD, &["password", "add", "tern", "--json"]);
    let opened: serde_json::Value = serde_json::from_str(&opened.out).unwrap();
    assert_eq!((&opened["opened"], &opened["waiting"]), (&1.into(), &1.into()));
    bench.ledger().expect(&[("scan.pdf", "no_text")]);
    assert_eq!(bench.json(&["search", "tern", "gate"])["waiting"], 1);

    bench.done(&["ocr", "tern"]);
    let found = bench.json(&["search", "tern", "gate"]);
    assert_eq!((&found["total"], &found["waiting"]), (&1.into(), &0.into()));
    // What was read off it stays when the password goes; the page cannot be drawn without.
    bench.done(&["password", "remove", "tern", "password 1"]);
    assert_eq!(bench.json(&["search", "tern", "gate"])["total"], 1);
    bench.sound();
}
