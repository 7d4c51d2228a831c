//! Archives that are broken, hostile or come twice.

use std::{
    fs,
    io::{Cursor, Write},
};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::bench::{Bench, samples};

/// An archive of entries, packed.
fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn an_archive_of_no_bytes_is_empty_and_one_without_entries_is_not_trouble() {
    let bench = Bench::with_case();
    bench.file("in/zero.zip", "");
    bench.file("in/none.zip", archive(&[]));
    bench.take_in().expect(&[("none.zip", "empty"), ("zero.zip", "empty")]);
}

#[test]
fn what_a_truncated_archive_still_holds_is_kept() {
    let bench = Bench::with_case();
    let words: Vec<u8> = (0..4000).flat_map(|n| format!("line {n} of the second\n").into_bytes()).collect();
    let mut bytes = archive(&[("first.txt", b"the first is whole: kittiwake"), ("second.txt", &words)]);
    bytes.truncate(bytes.len() / 2);
    bench.file("in/cut.zip", bytes);
    let ledger = bench.take_in();
    assert_eq!(ledger.state("cut.zip"), "partly");
    assert_eq!(ledger.state("cut.zip//first.txt"), "indexed");
    assert!(matches!(ledger.state("cut.zip//second.txt"), "partly" | "corrupt"), "{ledger:?}");
    assert_eq!(bench.json(&["search", "tern", "kittiwake"])["total"], 1);
}

#[test]
fn a_bomb_stops_at_a_limit_and_its_neighbours_are_read() {
    let bench = Bench::with_case();
    let bomb = archive(&[("zeros.txt", &vec![b'0'; 48 << 20])]);
    assert!(bomb.len() < 100_000);
    bench.file("in/bomb.zip", bomb);
    bench.file("in/plain.txt", "plain words");
    let ledger = bench.take_in();
    ledger.expect(&[("bomb.zip", "limit_hit"), ("bomb.zip//zeros.txt", "limit_hit"), ("plain.txt", "indexed")]);
    assert!(ledger.entry("bomb.zip").reason.contains("200 times"));
    let stored: u64 = bench.walk("tern").iter().map(|path| path.metadata().unwrap().len()).sum();
    assert!(stored < 16 << 20, "{stored} bytes were kept of a bomb");
}

#[test]
fn names_that_climb_out_are_names_and_nothing_more() {
    let bench = Bench::with_case();
    let names = ["../../climbed.txt", "/rooted.txt", "..\\dos.txt", "C:\\drive.txt", "a/../../b.txt"];
    let entries: Vec<_> = names.iter().map(|name| (*name, name.as_bytes())).collect();
    bench.file("in/climb.zip", archive(&entries));
    let ledger = bench.take_in();
    assert_eq!(ledger.paths().len(), 1 + names.len());
    for path in bench.walk("..") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        assert!(!names.iter().any(|n| n.ends_with(&name)), "{} was written", path.display());
    }
    assert!(!fs::exists("/rooted.txt").unwrap());
}

#[test]
fn a_link_in_an_archive_is_not_followed() {
    let bench = Bench::with_case();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("link", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    zip.start_file("plain.txt", SimpleFileOptions::default()).unwrap();
    zip.write_all(b"plain words").unwrap();
    bench.file("in/link.zip", zip.finish().unwrap().into_inner());
    let ledger = bench.take_in();
    ledger.expect(&[("link.zip", "indexed"), ("link.zip//link", "skipped"), ("link.zip//plain.txt", "indexed")]);
    assert_eq!(ledger.entry("link.zip//link").reason, "a link to /etc/passwd; links are not followed");
}

#[test]
fn archives_in_archives_are_opened_so_deep_and_no_deeper() {
    let bench = Bench::with_case();
    let mut bytes = b"at the bottom".to_vec();
    for level in 0..20 {
        let name = if level == 0 { "bottom.txt" } else { "inner.zip" };
        bytes = archive(&[(name, &bytes)]);
    }
    bench.file("in/deep.zip", bytes);
    let ledger = bench.take_in();
    assert_eq!(ledger.paths().len(), 17);
    assert_eq!(ledger.paths().iter().filter(|path| ledger.state(path) == "limit_hit").count(), 1);
}

#[test]
fn the_insides_of_a_container_that_comes_twice_are_counted_twice_and_kept_once() {
    let bench = Bench::with_case();
    let bytes = fs::read(samples().join("leak/archive.zip")).unwrap();
    bench.file("in/a.zip", &bytes);
    bench.file("in/b.zip", &bytes);
    bench.file("in/readme.txt", "a file of its own");
    let ledger = bench.take_in();
    let first: Vec<_> = ledger.paths().into_iter().filter(|path| path.starts_with("a.zip//")).collect();
    assert!(first.len() >= 5, "{first:?}");
    let n_documents = bench.json(&["documents", "tern"])["total"].as_u64().unwrap();
    assert_eq!(n_documents, first.len() as u64 + 2);
    assert_eq!(ledger.state("b.zip"), "duplicate");
    for path in first {
        assert_eq!(ledger.state(path), "indexed", "{path}");
    }
}

#[test]
fn an_archive_without_its_end_is_not_taken_for_the_one_it_holds() {
    let bench = Bench::with_case();
    let mut bytes = fs::read(samples().join("leak/archive.zip")).unwrap();
    bytes.truncate(bytes.len() - 30);
    bench.file("in/cut.zip", bytes);
    let ledger = bench.take_in();
    assert_eq!(ledger.state("cut.zip"), "partly");
    assert_eq!(ledger.state("cut.zip//readme.txt"), "indexed");
}

#[test]
fn a_broken_part_whose_bytes_were_kept_is_broken_everywhere_until_it_comes_whole() {
    let bench = Bench::with_case();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("kept.txt", SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).unwrap();
    zip.write_all(b"the kittiwake landed").unwrap();
    let mut bytes = zip.finish().unwrap().into_inner();
    let at = bytes.windows(9).position(|w| w == b"kittiwake").unwrap();
    bytes[at] = b'm';
    bench.file("in/broken.zip", bytes);
    let ledger = bench.take_in();
    ledger.expect(&[("broken.zip", "indexed"), ("broken.zip//kept.txt", "corrupt")]);
    let state = || {
        let answer = bench.json(&["documents", "tern"]);
        let documents = answer["documents"].as_array().unwrap();
        let kept = documents.iter().find(|d| d["paths"][0] == "broken.zip//kept.txt").unwrap();
        kept["state"].as_str().unwrap().to_owned()
    };
    let unreadable = |mode: &[&str]| bench.json(&[&["search", "tern"], mode, &["--", "mittiwake"]].concat());
    assert_eq!(state(), "corrupt");
    for mode in [&[][..], &["--exact"]] {
        let found = unreadable(mode);
        assert_eq!((&found["total"], &found["unreadable"], &found["behind"]), (&1.into(), &1.into(), &0.into()));
    }
    bench.file("more/whole.txt", "the mittiwake landed");
    bench.done(&["ingest", "tern", "more"]);
    assert_eq!(state(), "indexed");
    for mode in [&[][..], &["--exact"]] {
        assert_eq!(unreadable(mode)["unreadable"], 0);
    }
}
