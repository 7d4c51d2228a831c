//! Copies of documents for other programs, and what taking files in would need.

use std::sync::Arc;

use desk::{CopyMade, Host};
use serde_json::{Value, json};

use crate::bench::{Bench, samples};

fn case_of(paths: &[&str]) -> Bench {
    let bench = Bench::with_case();
    for path in paths {
        let name = path.rsplit('/').next().unwrap();
        bench.file(&format!("in/{name}"), std::fs::read(samples().join(path)).unwrap());
    }
    bench.done(&["ingest", "tern", "in"]);
    bench
}

/// What lies in the bench's folder by name, but for the case and what went into it.
fn beside(bench: &Bench) -> Vec<String> {
    let names = std::fs::read_dir(bench.dir()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !["tern", "in"].contains(&name.as_str())).collect();
    names.sort();
    names
}

const CONTRACT: &str = "contract-VX-2024-0219.pdf";
const PAPER: &str = "quayside-semaphore-2025-05-06.html";

#[test]
fn a_safe_copy_has_the_pages_as_pictures_and_nothing_else() {
    let bench = case_of(&["leak/contract-VX-2024-0219.pdf", "leak/gate-pass-scan.pdf"]);
    let made = bench.json(&["copy", "tern", CONTRACT, "--out", "safe.pdf"]);
    assert_eq!((&made["made_of"], &made["units"], &made["missing"]), (&json!("pages"), &json!(2), &json!([])));
    assert_eq!(beside(&bench), ["safe.pdf"]);
    let copy = std::fs::read(bench.dir().join("safe.pdf")).unwrap();
    assert_eq!(made["bytes"], copy.len());
    for word in ["/Info", "/Metadata", "/JavaScript", "/Annots", "/Title", "/Font /Type0", "Quillmarrow", "contract"] {
        assert!(!copy.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
    // Read as any other file: as many pages, of the same size, and no words.
    let other = Bench::with_case();
    other.file("in/safe.pdf", &copy);
    other.done(&["ingest", "tern", "in"]);
    let document = &other.json(&["document", "tern", "safe.pdf"]);
    assert_eq!((&document["units"], &document["state"], &document["meta"]), (&json!(2), &json!("no_text"), &json!({})));
    let drawn = |bench: &Bench, doc: &str| {
        let page = bench.json(&["page", "tern", doc, "--unit", "2", "--out", "page.png", "--force"]);
        let close = |n: &Value| n.as_f64().map(|n| (n / 4.0).round());
        (close(&page["width"]), close(&page["height"]))
    };
    assert_eq!(drawn(&other, "safe.pdf"), drawn(&bench, CONTRACT));
    // A scan has pages and no words to begin with.
    let scan = bench.json(&["copy", "tern", "gate-pass-scan.pdf", "--out", "scan.pdf"]);
    assert_eq!(scan["made_of"], "pages");
}

#[test]
fn what_has_no_pages_is_copied_as_its_words() {
    let bench = case_of(&["news/quayside-semaphore-2025-05-06.html", "leak/serials.csv"]);
    let made = bench.json(&["copy", "tern", PAPER, "--out", "paper.txt"]);
    assert_eq!(made["made_of"], "words");
    let words = std::fs::read_to_string(bench.dir().join("paper.txt")).unwrap();
    let text = bench.json(&["text", "tern", PAPER]);
    assert!(words.contains(text["units"][0]["text"].as_str().unwrap()));
    assert!(!words.contains("<p") && !words.contains("<script"), "{words}");
    assert_eq!(bench.json(&["copy", "tern", "serials.csv", "--out", "rows.txt"])["made_of"], "words");
}

#[test]
fn the_original_is_given_as_it_came_with_what_it_may_contact() {
    let bench = case_of(&["news/quayside-semaphore-2025-05-06.html"]);
    let made = bench.json(&["copy", "tern", PAPER, "--original", "--out", "paper.html"]);
    let came = std::fs::read(bench.dir().join("in").join(PAPER)).unwrap();
    assert_eq!(std::fs::read(bench.dir().join("paper.html")).unwrap(), came);
    let remote = made["remote"].as_array().unwrap();
    assert!(!remote.is_empty() && remote.iter().all(|address| address.as_str().unwrap().contains("//")), "{remote:?}");
    let told = bench.done(&["copy", "tern", PAPER, "--original", "--out", "again.html"]).out;
    assert!(told.contains(remote[0].as_str().unwrap()), "{told}");
}

#[test]
fn damaged_bytes_are_not_given_out_as_the_source() {
    let bench = case_of(&["leak/serials.csv"]);
    let came = std::fs::read(bench.dir().join("in/serials.csv")).unwrap();
    let kept = bench.walk("tern/vault").into_iter().find(|path| std::fs::read(path).unwrap() == came).unwrap();
    let mut damaged = came;
    damaged[0] ^= 1;
    std::fs::write(kept, damaged).unwrap();
    let ran = bench.run(&["copy", "tern", "serials.csv", "--original", "--out", "rows.csv"]);
    assert_eq!((ran.code, beside(&bench)), (1, Vec::<String>::new()), "{}", ran.err);
    assert!(ran.err.starts_with("The original is not as it was taken in. No copy was made."), "{}", ran.err);
}

#[test]
fn what_cannot_be_copied_leaves_nothing_behind() {
    let bench = case_of(&["leak/minutes-locked.pdf", "leak/serials.csv"]);
    let check = |args: &[&str], code: u8, expect: &str| {
        let ran = bench.run(&[&["copy", "tern"], args].concat());
        assert!(ran.code == code && ran.err.contains(expect), "{args:?}: {} {}", ran.code, ran.err);
        assert_eq!(beside(&bench), Vec::<String>::new(), "{args:?}");
    };
    check(&["minutes-locked.pdf", "--out", "safe.pdf"], 1, "the file is locked by a password");
    check(&["serials.csv"], 2, "--out FILE");
    check(&["nothing.csv", "--out", "x.txt"], 1, "There is no document nothing.csv");
    check(&["serials.csv", "--out", "nowhere/x.txt"], 1, "could not be written");
    bench.file("mine.txt", "mine");
    let ran = bench.run(&["copy", "tern", "serials.csv", "--out", "mine.txt"]);
    assert!(ran.code == 1 && ran.err.contains("exists. Nothing was written."), "{}", ran.err);
    assert_eq!(std::fs::read(bench.dir().join("mine.txt")).unwrap(), b"mine");
    bench.done(&["copy", "tern", "serials.csv", "--out", "mine.txt", "--force"]);
    assert_ne!(std::fs::read(bench.dir().join("mine.txt")).unwrap(), b"mine");
    assert_eq!(beside(&bench), ["mine.txt"]);
}

#[test]
fn a_window_may_open_only_copies_it_made() {
    let bench = case_of(&["leak/serials.csv"]);
    let host = Host::new(bench.desk().clone(), Arc::new(|_| {}));
    let copy = |name: &str, original: bool| {
        let (case, out) = (bench.dir().join("tern"), bench.dir().join(name));
        host.call("copy", json!({ "case": case, "doc": "serials.csv", "out": out, "original": original })).unwrap();
        host.copy_at(&out)
    };
    assert_eq!(copy("rows.txt", false), Some(CopyMade::Safe));
    assert_eq!(copy("rows.csv", true), Some(CopyMade::Original));
    assert_eq!(host.copy_at(&bench.dir().join("in/serials.csv")), None);
}

#[test]
fn what_would_be_taken_in_is_counted_before() {
    let bench = case_of(&["leak/serials.csv"]);
    bench.file("more/a.txt", [b'a'; 1000]);
    bench.file("more/b.txt", [b'b'; 500]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("a.txt", bench.dir().join("more/link")).unwrap();
    let seen = bench.json(&["estimate", "tern", "more"]);
    assert_eq!((&seen["files"], &seen["bytes"], &seen["known"]), (&json!(2), &json!(1500), &json!(0)));
    assert_eq!(seen["skipped"], u32::from(cfg!(unix)));
    assert!(seen["needed"].as_u64().unwrap() >= 3000 && seen["free"].as_u64().unwrap() > 0, "{seen}");
    assert_eq!(bench.json(&["estimate", "tern", "in"])["known"], 1);
    let ran = bench.run(&["estimate", "tern", "nowhere"]);
    assert!(ran.code == 1 && ran.err.contains("nowhere cannot be found"), "{}", ran.err);
}
