#![allow(clippy::unwrap_used)]

use std::io::Write;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use proptest::prelude::*;

use super::{is_packed, read};
use crate::format::probe::{Probe, damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey, ProblemCode};

const PAGE: &[u8] = b"<!DOCTYPE html><title>Servers</title><p>Servers left Johor";
/// The SHA-1 of [`PAGE`], in base 32.
const PAGE_SHA1: &str = "sha1:7FH5LGTLBUJS5QM4IQFOBRDVAJMKFV4X";

/// [`PAGE`] packed with Brotli.
#[rustfmt::skip]
const BROTLI: &[u8] = &[
    0x1b, 0x39, 0x00, 0xe0, 0x8c, 0x93, 0xa5, 0x4e, 0x65, 0x15, 0x4a, 0x1e, 0xa5, 0xb7, 0x7e, 0x41,
    0x83, 0x93, 0x03, 0x0e, 0x39, 0x60, 0xff, 0x76, 0xb0, 0x96, 0x40, 0xc2, 0x81, 0x43, 0x6e, 0xbb,
    0x1d, 0x38, 0xa0, 0x92, 0x8e, 0x01, 0x60, 0xee, 0x61, 0x5d, 0x40, 0x25, 0x7d, 0x61, 0xed, 0x03,
];

/// A record; `more` are further lines of its head.
fn record(kind: &str, address: &str, more: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2025-03-04T10:15:16Z\r\n\
         WARC-Record-ID: <urn:uuid:1>\r\n{more}Content-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn answer(address: &str, more: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 OK\r\nServer: x\r\n{headers}\r\n");
    let more = format!("Content-Type: application/http; msgtype=response\r\n{more}");
    record("response", address, &more, &[head.as_bytes(), body].concat())
}

fn html(address: &str, more: &str) -> Vec<u8> {
    answer(address, more, "Content-Type: text/html\r\n", PAGE)
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn records() -> Vec<Vec<u8>> {
    let about = b"software: Crawler 3.1\r\nformat: WARC file version 1.1\r\n";
    let missing = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>not here";
    let http = "Content-Type: application/http; msgtype=response\r\n";
    vec![
        record("warcinfo", "", "Content-Type: application/warc-fields\r\n", about),
        record("request", "https://news.example.org/", "Content-Type: application/http\r\n", b"GET / HTTP/1.1\r\n\r\n"),
        html("https://news.example.org/", ""),
        answer("https://news.example.org/a.css", "", "Content-Type: text/css\r\n", b"p {}"),
        answer("https://news.example.org/bill.pdf", "", "Content-Type: application/pdf\r\n", b"%PDF-1.4"),
        record("response", "https://news.example.org/gone", http, missing),
        record(
            "revisit",
            "https://news.example.org/two",
            "WARC-Refers-To-Target-URI: https://news.example.org/\r\n",
            b"",
        ),
        record("resource", "urn:text:one", "Content-Type: text/plain\r\n", b"words of the page"),
        record("metadata", "https://news.example.org/", "", b"fetchTimeMs: 12"),
    ]
}

fn given(bytes: &[u8]) -> Probe {
    let (outcome, found) = probe(read, bytes);
    assert_eq!(outcome, Ok(()));
    found
}

#[test]
fn records_are_listed_and_answers_opened() {
    let whole: Vec<u8> = records().concat();
    let by_record: Vec<u8> = records().iter().flat_map(|record| packed(record)).collect();
    assert!(is_packed(&by_record) && !is_packed(&packed(b"words")) && !is_packed(&whole));
    for bytes in [whole.clone(), by_record, packed(&whole)] {
        let found = given(&bytes);
        let names = ["news.example.org/index", "news.example.org/bill.pdf", "urn:text:one"];
        assert_eq!(found.names(), names);
        assert_eq!(found.children[0].1, PAGE);
        assert_eq!(found.children[0].0.locator, "record 3");
        assert_eq!(found.children[0].0.modified.as_deref(), Some("2025-03-04T10:15:16Z"));
        assert_eq!(found.children[0].0.raw_name.as_deref(), Some(&b"https://news.example.org/"[..]));
        assert_eq!(found.children[2].1, b"words of the page");
        assert!(found.children.iter().all(|(child, _)| child.broken.is_none()));
        let text = found.text();
        let rows: Vec<&str> = text.lines().collect();
        assert_eq!(rows[0], "Record\tKind\tDate\tAddress\tAnswer\tMedia type\tBytes\tNote");
        assert_eq!(rows[3], "3\tresponse\t2025-03-04T10:15:16Z\thttps://news.example.org/\t200\ttext/html\t113");
        assert!(rows[7].ends_with("the same as https://news.example.org/"), "{}", rows[7]);
        assert_eq!(rows.len(), 10);
        assert_eq!(found.units[0].label, "records rows 1–10");
        assert_eq!(found.metas(MetaKey::Application), ["Crawler 3.1"]);
        assert_eq!(found.metas(MetaKey::Created), ["2025-03-04T10:15:16Z"]);
        assert_eq!(
            found.metas(MetaKey::Finding),
            [
                "listed and not opened: answers without success (1), notes of the program that made it (2), questions (1), \
              records that point to earlier ones (1), style sheets, scripts and typefaces (1)"
            ]
        );
        assert!(found.problems.is_empty(), "{:?}", found.problems);
    }
}

#[test]
fn answers_are_unpacked_as_they_were_packed() {
    let check = |headers: &str, body: &[u8]| {
        let found = given(&answer("http://a.example/x", "", headers, body));
        assert_eq!(found.children[0].0.broken, None, "{headers}");
        assert_eq!(String::from_utf8_lossy(&found.children[0].1), String::from_utf8_lossy(PAGE), "{headers}");
    };
    let chunked = |bytes: &[u8]| {
        let (one, two) = bytes.split_at(7);
        [
            format!("{:x};x=y\r\n", one.len()).as_bytes(),
            one,
            format!("\r\n{:X}\r\n", two.len()).as_bytes(),
            two,
            b"\r\n0\r\n\r\n",
        ]
        .concat()
    };
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(PAGE).unwrap();
    let zlib = zlib.finish().unwrap();
    check("", PAGE);
    check("Transfer-Encoding: chunked\r\n", &chunked(PAGE));
    check("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", &chunked(&packed(PAGE)));
    check("Content-Encoding: gzip\r\n", &packed(PAGE));
    check("Content-Encoding: deflate\r\n", &zlib);
    check("Content-Encoding: deflate\r\n", &zlib[2..zlib.len() - 4]);
    check("Content-Encoding: zstd\r\n", &zstd::encode_all(PAGE, 3).unwrap());
    check("Content-Encoding: br\r\n", BROTLI);
    // The program unpacked it and left the words.
    for coding in ["gzip", "deflate", "br", "zstd"] {
        check(&format!("Transfer-Encoding: chunked\r\nContent-Encoding: {coding}\r\n"), PAGE);
    }
    let found = given(&answer("http://a.example/x", "", "Content-Encoding: compress\r\n", PAGE));
    let broken = found.children[0].0.broken.as_ref().unwrap();
    assert_eq!(broken.message, "it is packed in a way that is not read yet (compress)");
    assert_eq!(found.children[0].1, PAGE);
    // A piece is missing.
    let cut = chunked(PAGE);
    let found = given(&answer("http://a.example/x", "", "Transfer-Encoding: chunked\r\n", &cut[..40]));
    assert_eq!(found.children[0].0.broken.as_ref().map(|broken| broken.code), Some(ProblemCode::Checksum));
}

#[test]
fn what_was_cut_off_or_leads_elsewhere_is_told() {
    let http = "Content-Type: application/http; msgtype=response\r\n";
    let moved = b"HTTP/1.1 302 Found\r\nLocation: https://b.example/\r\n\r\n";
    let whole = [
        html("http://a.example/1", "WARC-Truncated: length\r\n"),
        html("http://a.example/2", "WARC-Segment-Number: 1\r\n"),
        record("continuation", "http://a.example/2", "WARC-Segment-Number: 2\r\n", b"more"),
        record("response", "http://a.example/3", http, moved),
    ];
    let found = given(&whole.concat());
    let broken: Vec<&str> =
        found.children.iter().map(|(child, _)| child.broken.as_ref().map_or("", |broken| &broken.message)).collect();
    let expect =
        ["the program that archived it kept only its beginning (length)", "its further parts are records of their own"];
    assert_eq!(broken, expect);
    let notes: Vec<String> =
        found.text().lines().map(|line| line.rsplit('\t').next().unwrap_or_default().to_owned()).collect();
    assert_eq!(
        (&notes[1], &notes[2], &notes[4]),
        (&expect[0].to_owned(), &expect[1].to_owned(), &"leads to https://b.example/".to_owned())
    );
}

#[test]
fn digests_are_compared() {
    let check = |bytes: &[u8], agrees: bool| {
        let found = given(bytes);
        let broken = found.children[0].0.broken.as_ref().map(|broken| broken.message.as_str());
        assert_eq!(broken, (!agrees).then_some("its bytes do not agree with the digest given"));
        let told: Vec<&str> = found.problems.iter().map(|problem| problem.message.as_str()).collect();
        let expect = ["the bytes of record 1 do not agree with the digest given"];
        assert_eq!(told, if agrees { &[][..] } else { &expect[..] });
        assert_eq!(found.text().contains("its digest does not agree"), !agrees);
    };
    let good = html("http://a.example/", &format!("WARC-Payload-Digest: {PAGE_SHA1}\r\n"));
    check(&good, true);
    check(&packed(&good), true);
    check(&html("http://a.example/", "WARC-Payload-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n"), false);
    check(&html("http://a.example/", "WARC-Block-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n"), false);
    check(&html("http://a.example/", "WARC-Payload-Digest: md5:AAAA\r\n"), true);
    // Taken of what was packed for the way, or of what it was before.
    let headers = "Content-Encoding: gzip\r\n";
    check(&answer("http://a.example/", &format!("WARC-Payload-Digest: {PAGE_SHA1}\r\n"), headers, &packed(PAGE)), true);
}

#[test]
fn damage_costs_the_records_it_is_in() {
    let torn_at = |bytes: &mut Vec<u8>, at: usize| bytes[at] ^= 0xff;
    let parts: Vec<Vec<u8>> = (1..=4).map(|n| packed(&html(&format!("http://a.example/{n}"), ""))).collect();
    // In the midst of the second packed record.
    let mut bytes = parts.concat();
    torn_at(&mut bytes, parts[0].len() + parts[1].len() / 2);
    let found = given(&bytes);
    let whole: Vec<&str> = found
        .children
        .iter()
        .filter(|(child, _)| child.broken.is_none())
        .map(|(child, _)| child.name.as_str())
        .collect();
    assert!(
        whole.contains(&"a.example/1") && whole.contains(&"a.example/3") && whole.contains(&"a.example/4"),
        "{whole:?}"
    );
    assert!(found.problems.iter().any(|problem| problem.message.contains("what follows was looked for")));

    // Bytes of something else between two records, packed or not.
    let bytes = [&parts[0][..], b"nothing packed", &parts[1]].concat();
    assert_eq!(given(&bytes).names(), ["a.example/1", "a.example/2"]);
    let plain =
        [html("http://a.example/1", ""), b"nothing of\r\nnote\r\n".to_vec(), html("http://a.example/2", "")].concat();
    let found = given(&plain);
    assert_eq!(found.names(), ["a.example/1", "a.example/2"]);
    assert_eq!(found.problems[0].message, "14 bytes between the records are no part of any and were not read");

    // Cut off.
    let whole = html("http://a.example/1", "");
    let found = given(&whole[..whole.len() - 20]);
    assert_eq!(found.children[0].0.broken.as_ref().map(|broken| broken.message.as_str()), Some("its bytes break off"));
    // A record that does not say how long it is.
    let silent = String::from_utf8(whole.clone()).unwrap().replace("Content-Length", "Content-Long");
    let found = given(&[silent.as_bytes(), &whole].concat());
    assert_eq!(found.children.len(), 1);
    assert!(matches!(probe(read, b"nothing").0, Err(Failure::Corrupt(_))));
    assert!(matches!(probe(read, &packed(b"nothing")).0, Err(Failure::Corrupt(_))));
}

#[test]
fn limits_hold() {
    let bomb = packed(&answer("http://a.example/", "", "Content-Type: text/css\r\n", &vec![b'x'; 40 << 20]));
    assert!(matches!(probe(read, &bomb).0, Err(Failure::LimitHit(_))));
    let whole: Vec<u8> = records().concat();
    let few = Limits { max_children: 1, ..Limits::DESKTOP };
    let (outcome, found) = probe_with(read, &whole, few, None);
    assert!(matches!(outcome, Err(Failure::LimitHit(_))));
    assert_eq!(found.children.len(), 1);
    let deep = Limits { depth: 16, ..Limits::DESKTOP };
    assert!(matches!(probe_with(read, &whole, deep, None).0, Err(Failure::LimitHit(_))));
}

#[test]
fn a_reading_goes_on_after_a_checkpoint() {
    let whole: Vec<u8> = (1..=4).flat_map(|n| html(&format!("http://a.example/{n}"), "")).collect();
    // Rows up to the third, and the documents they list, were given.
    let (outcome, found) = probe_with(read, &whole, Limits::DESKTOP, Some("3"));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.names(), ["a.example/3", "a.example/4"]);
    assert!(found.text().starts_with("2\tresponse"), "{}", found.text());
}

proptest! {
    #[test]
    fn damaged_archives_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..10),
        cut in prop_oneof![Just(0usize), any::<usize>()],
        is_packed in any::<bool>(),
    ) {
        let whole: Vec<u8> = records().iter().flat_map(|record| if is_packed { packed(record) } else { record.clone() }).collect();
        let (_, found) = probe(read, &damage(&whole, &changes, cut));
        prop_assert!(found.units.iter().all(|unit| anchor::text::is_unit_text(&unit.text)));
    }

    #[test]
    fn any_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for start in [&b"WARC/1.0\r\nContent-Length: 20\r\n"[..], &[0x1f, 0x8b, 0x08], b""] {
            let _ = probe(read, &[start, &bytes].concat());
        }
    }
}
