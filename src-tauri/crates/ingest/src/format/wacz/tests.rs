#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use proptest::prelude::*;
use sha2::{Digest, Sha256};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::read;
use crate::format::probe::{damage, probe};
use crate::format::{Input, Limits, MetaKey};
use crate::kind::{Kind, detect};

const WARC: &[u8] = b"WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n";

fn package(words: &str) -> Vec<u8> {
    package_with(words, "")
}

fn package_with(words: &str, digest: &str) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in
        [("archive/data.warc", WARC), ("pages/pages.jsonl", &b"{}"[..]), ("datapackage.json", words.as_bytes())]
    {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    if !digest.is_empty() {
        writer.start_file("datapackage-digest.json", SimpleFileOptions::default()).unwrap();
        writer.write_all(digest.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn words(hash: &str) -> String {
    format!(
        r#"{{"profile": "data-package", "title": "Servers", "created": "2025-03-04T10:15:16Z", "software": "crawler 1",
        "mainPageUrl": "https://news.example.org/", "mainPageDate": "2025-03-04T09:00:00Z", "resources": [
        {{"name": "data.warc", "path": "archive/data.warc", "hash": "sha256:{hash}", "bytes": 57}},
        {{"name": "lost", "path": "archive/lost.warc", "hash": "sha256:00"}}, {{"path": 7}}]}}"#
    )
}

fn digest() -> String {
    Sha256::digest(WARC).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_package_is_told_and_unpacked() {
    let bytes = package(&words(&digest()));
    let mut source = Cursor::new(&bytes[..]);
    let (len, limits, passwords) = (bytes.len() as u64, Limits::DESKTOP, &crate::passwords::NONE);
    let mut input = Input { bytes: &mut source, len, name: None, limits, resume: None, passwords };
    assert_eq!(detect(&mut input).unwrap(), Kind::Wacz);

    let (outcome, found) = probe(read, &bytes);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.names(), ["archive/data.warc", "pages/pages.jsonl", "datapackage.json"]);
    assert_eq!(found.metas(MetaKey::Title), ["Servers"]);
    assert_eq!(found.metas(MetaKey::Created), ["2025-03-04T10:15:16Z"]);
    assert_eq!(found.metas(MetaKey::SavedAt), ["2025-03-04T09:00:00Z"]);
    assert_eq!(found.metas(MetaKey::Address), ["https://news.example.org/"]);
    let problems: Vec<&str> = found.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(problems, ["a file is listed and not there: archive/lost.warc"]);
    assert_eq!(found.metas(MetaKey::Finding), ["a file is in the package and not on its list: pages/pages.jsonl"]);
}

#[test]
fn the_digest_of_the_whole_is_compared() {
    let whole = words(&digest());
    let own: String = Sha256::digest(&whole).iter().map(|byte| format!("{byte:02x}")).collect();
    let check = |digest: &str, agrees: bool| {
        let (outcome, found) = probe(read, &package_with(&whole, digest));
        assert_eq!(outcome, Ok(()));
        let is_told = found.problems.iter().any(|problem| problem.message.contains("the digest beside it"));
        assert_eq!(is_told, !agrees, "{digest}");
        found
    };
    let signed =
        r#""signedData": {"domain": "archive.example.org", "created": "2025-03-04T10:15:16Z", "signature": "x"}"#;
    let found = check(&format!(r#"{{"path": "datapackage.json", "hash": "sha256:{own}", {signed}}}"#), true);
    assert_eq!(
        found.metas(MetaKey::Finding)[1],
        "it is signed by archive.example.org, 2025-03-04T10:15:16Z; the signature is not checked"
    );
    check(r#"{"path": "datapackage.json", "hash": "sha256:00"}"#, false);
    check("no JSON", false);
}

#[test]
fn what_does_not_agree_is_told() {
    let (_, found) = probe(read, &package(&words("00")));
    assert_eq!(
        found.problems[0].message,
        "a file does not agree with the digest that the package gives: archive/data.warc"
    );
    let (outcome, found) = probe(read, &package("no JSON"));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.problems[0].message, "what the package says of itself cannot be read");
    assert_eq!(found.children.len(), 3);
}

proptest! {
    #[test]
    fn damaged_packages_never_panic(changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..10), cut in any::<usize>()) {
        let _ = probe(read, &damage(&package(&words(&digest())), &changes, cut));
    }
}
