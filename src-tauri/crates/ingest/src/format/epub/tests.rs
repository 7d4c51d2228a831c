#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::read;
use crate::format::probe::{damage, probe};
use crate::format::{Failure, MetaKey, ProblemCode};

const CONTAINER: &str = r#"<?xml version="1.0"?><container><rootfiles>
    <rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#;
const PACKAGE: &str = r#"<?xml version="1.0"?><package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
    <dc:title>The Harbour &amp; the Hall</dc:title><dc:creator>Mara Lindqvist</dc:creator><dc:creator>Ivo Tan</dc:creator>
    <dc:language>en</dc:language><dc:date>2025-03</dc:date><meta property="dcterms:modified">2025-03-04T10:15:16Z</meta>
    <meta name="generator" content="Pressmaker 2"/></metadata><manifest>
    <item id="two" href="text/chapter%202.xhtml" media-type="application/xhtml+xml"/>
    <item id="one" href="text/one.xhtml" media-type="application/xhtml+xml"/>
    <item id="note" href="text/note.xhtml" media-type="application/xhtml+xml"/>
    <item id="toc" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="look" href="look.css" media-type="text/css"/>
    <item id="pic" href="img/dock.png" media-type="image/png"/></manifest>
    <spine><itemref idref="one"/><itemref idref="two"/><itemref idref="two"/><itemref idref="none"/></spine></package>"#;
const ONE: &str = r#"<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x.js"/>
    </head><body><a id="p1"/><h1>The harbour</h1><p>Crates came at night.</p><img src="../img/dock.png" alt="The dock"/></body></html>"#;
const TWO: &str = "<html><body><p>深圳</p><img src='https://pixel.example.org/a.gif'/></body></html>";

fn book(more: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let usual = [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("OEBPS/book.opf", PACKAGE),
        ("OEBPS/text/chapter 2.xhtml", TWO),
        ("OEBPS/text/one.xhtml", ONE),
        ("OEBPS/text/note.xhtml", "<p>a note</p>"),
        ("OEBPS/nav.xhtml", "<h1>Contents</h1>"),
        ("OEBPS/look.css", "p {}"),
        ("OEBPS/img/dock.png", "\u{89}PNG"),
        ("OEBPS/unlisted.txt", "left behind"),
    ];
    let usual = usual.iter().filter(|(name, _)| !more.iter().any(|(other, _)| other == name));
    for (name, text) in usual.chain(more).filter(|(_, text)| !text.is_empty()) {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn encryption(path: &str, method: &str) -> String {
    format!(
        "<encryption><enc:EncryptedData><enc:EncryptionMethod Algorithm=\"{method}\"/><ds:KeyInfo/><enc:CipherData>\
         <enc:CipherReference URI=\"{path}\"/></enc:CipherData></enc:EncryptedData></encryption>"
    )
}

#[test]
fn chapters_come_in_reading_order() {
    let (outcome, found) = probe(read, &book(&[]));
    assert_eq!(outcome, Ok(()));
    let labels: Vec<&str> = found.units.iter().map(|unit| unit.label.as_str()).collect();
    assert_eq!(labels, ["section 1: The harbour", "section 2", "page in no order"]);
    assert_eq!(found.text(), "The harbour\n\nCrates came at night.\n\nThe dock\n---\n深圳\n---\na note");
    assert_eq!(found.metas(MetaKey::Title), ["The Harbour & the Hall"]);
    assert_eq!(found.metas(MetaKey::Author), ["Mara Lindqvist", "Ivo Tan"]);
    assert_eq!(found.metas(MetaKey::Language), ["en"]);
    assert_eq!(found.metas(MetaKey::Published), ["2025-03"]);
    assert_eq!(found.metas(MetaKey::Modified), ["2025-03-04T10:15:16Z"]);
    assert_eq!(found.metas(MetaKey::Application), ["Pressmaker 2"]);
    assert_eq!(found.metas(MetaKey::RemoteReference), ["https://pixel.example.org/a.gif"]);
    assert_eq!(found.names(), ["OEBPS/img/dock.png", "OEBPS/unlisted.txt"]);
    assert!(found.problems.is_empty(), "{:?}", found.problems);
}

#[test]
fn what_is_locked_or_missing_is_told() {
    let sealed = encryption("OEBPS/text/one.xhtml", "http://www.w3.org/2001/04/xmlenc#aes128-cbc");
    let (outcome, found) = probe(read, &book(&[("META-INF/encryption.xml", &sealed)]));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.problems[0].code, ProblemCode::Encrypted);
    assert_eq!(found.text(), "深圳\n---\na note");
    let both =
        [sealed.as_str(), &encryption("OEBPS/text/chapter%202.xhtml", "x"), &encryption("OEBPS/text/note.xhtml", "x")];
    let (outcome, found) = probe(read, &book(&[("META-INF/encryption.xml", &both.concat())]));
    assert_eq!(outcome, Err(Failure::Encrypted));
    assert_eq!(found.metas(MetaKey::Title).len(), 1);
    // Typefaces that are veiled lock nothing.
    let veiled = encryption("OEBPS/text/one.xhtml", "http://www.idpf.org/2008/embedding");
    assert!(probe(read, &book(&[("META-INF/encryption.xml", &veiled)])).1.text().contains("Crates"));

    let (outcome, found) = probe(read, &book(&[("OEBPS/text/one.xhtml", "")]));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.problems[0].message, "a chapter is listed and not there: OEBPS/text/one.xhtml");
    // The list is found by its ending where nothing says where it is.
    assert!(probe(read, &book(&[("META-INF/container.xml", "")])).1.text().contains("Crates"));
    let (outcome, _) = probe(read, &book(&[("META-INF/container.xml", ""), ("OEBPS/book.opf", "")]));
    assert!(matches!(outcome, Err(Failure::Corrupt(_))));
    let (_, found) = probe(read, &book(&[("OEBPS/book.opf", &PACKAGE[..PACKAGE.find("<spine>").unwrap() + 3])]));
    assert!(found.text().contains("Crates") && !found.problems.is_empty());
}

proptest! {
    #[test]
    fn damaged_books_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..8),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &damage(&book(&[]), &changes, cut));
        let damaged = damage(PACKAGE.as_bytes(), &changes, cut);
        let (_, found) = probe(read, &book(&[("OEBPS/book.opf", &String::from_utf8_lossy(&damaged))]));
        prop_assert!(found.units.iter().all(|unit| anchor::text::is_unit_text(&unit.text)));
    }
}
