#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Read, Write};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::read;
use super::walk::{Content, Styles, walk};
use crate::format::lock::tests::{locked_package, opened};
use crate::format::probe::{damage, probe};
use crate::format::{Failure, MetaKey, ProblemCode};
use crate::kind::Kind;

fn pack(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn read_words(xml: &str) -> Content {
    walk(xml, &mut Styles::default())
}

const BODY: &str = r#"<office:document-content><office:automatic-styles><style:style style:name="T1"><style:text-properties text:display="none"/></style:style>
</office:automatic-styles><office:body><office:text><text:tracked-changes>
<text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>Mara Veld</dc:creator><dc:date>2025-03-04T10:15:00</dc:date></office:change-info><text:p>never left</text:p></text:deletion></text:changed-region>
<text:changed-region text:id="c2"><text:insertion><office:change-info><dc:creator>Ivo Tan</dc:creator><dc:date>2025-03-05T09:00:00</dc:date></office:change-info></text:insertion></text:changed-region>
<text:changed-region text:id="c3"><text:format-change><office:change-info><dc:creator>Ilse Brandt</dc:creator></office:change-info></text:format-change></text:changed-region></text:tracked-changes>
<text:h>Memo</text:h>
<text:p>Eight<text:s text:c="4"/>servers <text:change text:change-id="c1"/><text:change-start text:change-id="c2"/><text:span>left</text:span><text:change-end text:change-id="c2"/><text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>a note</text:p></text:note-body></text:note> &amp; came<office:annotation><dc:creator>Ivo Tan</dc:creator><dc:date>2025-03-05T09:00:00</dc:date><text:p>is this so?</text:p></office:annotation>.<text:span text:style-name="T1"> Not for the buyer.</text:span></text:p>
<text:list><text:list-item><text:p>first</text:p></text:list-item><text:list-item><text:p>second</text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>container</text:p></table:table-cell><table:table-cell><text:p>weight</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>A</text:p></table:table-cell><table:table-cell><text:p>12</text:p></table:table-cell></table:table-row></table:table>
<text:p><draw:frame><draw:text-box><text:p>in a box</text:p></draw:text-box><svg:desc>a drawing</svg:desc></draw:frame>around it, <text:a xlink:href="https://asterholm.example/">see there</text:a></text:p>
</office:text></office:body></office:document-content>"#;

fn sample() -> Vec<u8> {
    pack(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", BODY),
        (
            "styles.xml",
            "<style:master-page><style:header><text:tracked-changes><text:changed-region><text:deletion><text:p>Draft</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>Confidential</text:p></style:header><style:footer><text:p>Asterholm</text:p></style:footer></style:master-page>",
        ),
        (
            "meta.xml",
            r#"<office:meta><meta:initial-creator>Mara</meta:initial-creator><dc:creator>Ivo</dc:creator><dc:title>A &amp; B</dc:title><meta:creation-date>2025-03-04T10:15:00.5</meta:creation-date><dc:date>2025-03-05T09:00:00</dc:date><meta:generator>Writer</meta:generator><dc:description>for the board</dc:description><meta:keyword>servers</meta:keyword><meta:print-date>2025-03-05T10:00:00</meta:print-date><meta:editing-cycles>12</meta:editing-cycles><meta:editing-duration>PT3H20M5S</meta:editing-duration><meta:user-defined meta:name="Matter">4471</meta:user-defined></office:meta>"#,
        ),
        (
            "META-INF/manifest.xml",
            r#"<manifest:manifest><manifest:file-entry manifest:full-path="content.xml"/></manifest:manifest>"#,
        ),
        ("Object 1/content.xml", "<chart:chart><chart:title><text:p>Weights</text:p></chart:title></chart:chart>"),
        ("Object 2", "another program's"),
        (
            "settings.xml",
            r#"<config:config-item config:name="Other">x</config:config-item><config:config-item config:name="PrinterName">Kestrel on floor 2</config:config-item>"#,
        ),
        ("Pictures/a.png", "pixels"),
        ("Basic/Standard/Module1.xml", "<script/>"),
        ("Versions/Version1", "older"),
    ])
}

#[test]
fn all_words_of_a_text_are_found_in_their_places() {
    let (outcome, found) = probe(read, &sample());
    assert_eq!(outcome, Ok(()));
    let units: Vec<(&str, &str)> = found.units.iter().map(|unit| (unit.label.as_str(), unit.text.as_str())).collect();
    let body = "Memo\nEight servers left & came. Not for the buyer.\nfirst\nsecond\n\n\
        container\tweight\nA\t12\n\naround it, see there\nin a box";
    assert_eq!(
        units,
        [
            ("section 1", body),
            ("footnotes", "a note"),
            ("comments", "Ivo Tan, 2025-03-05T09:00:00: is this so?"),
            ("header", "Confidential"),
            ("footer", "Asterholm"),
            ("embedded objects", "Weights"),
            ("descriptions of pictures", "a drawing"),
            ("inserted text", "Ivo Tan, 2025-03-05T09:00:00: left"),
            ("deleted text", "Mara Veld, 2025-03-04T10:15:00: never left\nDraft"),
        ]
    );
    assert_eq!(found.names(), ["Object 2", "a.png", "Version1"]);
    assert_eq!(found.metas(MetaKey::Title), ["A & B"]);
    assert_eq!(found.metas(MetaKey::Author), ["Mara"]);
    assert_eq!(found.metas(MetaKey::Created), ["2025-03-04T10:15:00"]);
    assert_eq!(found.metas(MetaKey::RemoteReference), ["https://asterholm.example/"]);
    assert_eq!(
        found.metas(MetaKey::Finding),
        [
            "last saved by Ivo",
            "a remark on the document: for the board",
            "keywords: servers",
            "last printed 2025-03-05T10:00:00",
            "saved 12 times by its own count",
            "edited for 3 h 20 min in all",
            "property Matter: 4471",
            "set up for the printer Kestrel on floor 2",
            "it contains macros",
            "earlier versions of it are kept inside",
            "changes were tracked: 1 insertion, 2 deletions, 1 other change \
             (insertions by Ivo Tan; deletions by Mara Veld; other changes by Ilse Brandt)",
            "one part is marked not to be shown; the words are in the text",
        ]
    );
    assert!(found.problems.is_empty(), "{:?}", found.problems);
}

#[test]
fn slides_have_their_notes_and_comments() {
    let content = r#"<office:automatic-styles><style:style style:name="dp2"><style:drawing-page-properties presentation:visibility="hidden"/></style:style></office:automatic-styles>
        <office:presentation><presentation:footer-decl presentation:name="f">Asterholm 2025</presentation:footer-decl>
        <draw:page draw:style-name="dp1"><draw:frame presentation:class="title"><draw:text-box><text:p>Deliveries</text:p></draw:text-box></draw:frame>
        <draw:custom-shape draw:layer="aside"><svg:desc>the yard</svg:desc><text:p>from port</text:p></draw:custom-shape>
        <office:annotation><dc:creator>Ivo</dc:creator><text:p>which port?</text:p></office:annotation>
        <presentation:notes><draw:page-thumbnail/><draw:frame><draw:text-box><text:p>say nothing</text:p></draw:text-box></draw:frame></presentation:notes></draw:page>
        <draw:page draw:style-name="dp2"><draw:frame><draw:text-box><text:p>left out</text:p></draw:text-box></draw:frame></draw:page></office:presentation>"#;
    let masters = r#"<draw:layer-set><draw:layer draw:name="layout"/><draw:layer draw:name="aside" draw:display="none"/></draw:layer-set><style:master-page><draw:frame presentation:class="title"><draw:text-box><text:p>Click to edit</text:p></draw:text-box></draw:frame>
        <draw:frame><draw:text-box><text:p>On every slide</text:p></draw:text-box></draw:frame>
        <presentation:notes><draw:frame><draw:text-box><text:p>number</text:p></draw:text-box></draw:frame></presentation:notes></style:master-page>"#;
    let (outcome, found) = probe(read, &pack(&[("content.xml", content), ("styles.xml", masters)]));
    assert_eq!(outcome, Ok(()));
    let units: Vec<(&str, &str)> = found.units.iter().map(|unit| (unit.label.as_str(), unit.text.as_str())).collect();
    assert_eq!(
        units,
        [
            ("slide 1", "Deliveries\n\nfrom port"),
            ("slide 1 notes", "say nothing"),
            ("slide 1 comments", "Ivo: which port?"),
            ("slide 1 descriptions of pictures", "the yard"),
            ("slide 2", "left out"),
            ("footer", "Asterholm 2025"),
            ("slide masters", "On every slide"),
        ]
    );
    assert_eq!(
        found.metas(MetaKey::Finding),
        ["slide 2 is hidden; it was read", "one part is marked not to be shown; the words are in the text",]
    );
}

#[test]
fn paragraphs_marks_and_hidden_words() {
    let check = |xml: &str, text: &str| assert_eq!(read_words(xml).text, text, "{xml}");
    check("<text:p>a<text:tab/>b<text:line-break/>c</text:p>", "a\tb\nc");
    check("<text:p>a</text:p><text:p/><text:p>b</text:p>", "a\n\nb");
    check("outside<text:p>a</text:p>outside", "a");
    check("<text:p>a<text:hidden-text text:string-value='secret'>secret</text:hidden-text></text:p>", "asecret");
    check("<text:p>kept</text:p><text:p", "kept");
    check(
        "<text:p>on <text:title>Loads</text:title> by <text:author-name>Ivo</text:author-name></text:p>",
        "on Loads by Ivo",
    );
    check("<text:p>a<draw:frame><svg:title>a drawing</svg:title></draw:frame>b</text:p>", "ab");
    assert_eq!(read_words("<text:p><svg:title>a</svg:title><svg:desc> b &amp;\n c").descriptions.concat(), "a");
    check("<text:p>one<text:note><text:note-body><text:p>open", "one");
    assert_eq!(read_words("<text:p>one<text:note><text:note-body><text:p>open").footnotes, ["open"]);
    assert_eq!(read_words("<text:section text:display='none'><text:p>a</text:p></text:section>").n_hidden, 1);
    check(&format!("{}<text:p>core", "<text:p><draw:text-box>".repeat(50_000)), "core");
    check(&format!("{}<text:p>core", "<table:table><table:table-row><table:table-cell>".repeat(50_000)), "core");
}

#[test]
fn clicks_and_events_that_would_run_something_are_told() {
    let check = |listener: &str, findings: &[&str]| {
        let content = format!("<office:event-listeners>{listener}</office:event-listeners><text:p>a</text:p>");
        let packed = probe(read, &pack(&[("content.xml", content.as_str())])).1;
        let flat = probe(read, format!("<office:document>{content}</office:document>").as_bytes()).1;
        for found in [packed, flat] {
            assert_eq!(found.metas(MetaKey::Finding), findings, "{listener}");
        }
    };
    check(r#"<presentation:event-listener script:event-name="dom:click" presentation:action="next-page"/>"#, &[]);
    check(
        r#"<presentation:event-listener script:event-name="dom:click" presentation:action="execute" xlink:href="a.exe"/>"#,
        &["a click on a slide would start another program"],
    );
    check(
        r#"<script:event-listener script:event-name="dom:load" xlink:href="vnd.sun.star.script:Standard.Module1.Load"/>"#,
        &["something that happens in it would run a macro"],
    );
}

#[test]
fn pages_of_a_drawing_are_pages() {
    let content = r#"<office:body><office:drawing><draw:page><draw:custom-shape><text:p>Asterholm</text:p></draw:custom-shape><draw:connector><text:p>owns</text:p></draw:connector></draw:page>
        <draw:page><draw:g><draw:rect><text:p>Kelvara</text:p></draw:rect></draw:g></draw:page></office:drawing></office:body>"#;
    let (outcome, found) = probe(read, &pack(&[("content.xml", content)]));
    assert_eq!(outcome, Ok(()));
    let units: Vec<(&str, &str)> = found.units.iter().map(|unit| (unit.label.as_str(), unit.text.as_str())).collect();
    assert_eq!(units, [("page 1", "Asterholm\n\nowns"), ("page 2", "Kelvara")]);
}

#[test]
fn documents_in_one_stream_are_read_with_their_pictures() {
    let meta = "<office:meta><dc:title>A &amp; B</dc:title><dc:creator>Ivo</dc:creator></office:meta>";
    let body = BODY
        .replace("office:document-content", "office:document")
        .replace("<office:automatic-styles>", &format!("{meta}<office:automatic-styles>"));
    let picture = "<text:p><draw:frame><draw:image><office:binary-data>cGl4\n  ZWxz</office:binary-data></draw:image></draw:frame></text:p></office:text>";
    let xml = format!("<?xml version=\"1.0\"?>{}", body.replace("</office:text>", picture));
    let (outcome, found) = probe(read, xml.as_bytes());
    assert_eq!(outcome, Ok(()));
    assert!(found.text().starts_with("Memo\nEight servers left & came."), "{}", found.text());
    assert_eq!(found.metas(MetaKey::Title), ["A & B"]);
    assert_eq!(found.names(), ["picture 1"]);
    assert_eq!(found.children[0].1, b"pixels");

    let (outcome, found) = probe(read, &xml.as_bytes()[..xml.len() / 2]);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.problems[0].code, ProblemCode::Unreadable);
    assert!(matches!(probe(read, b"<html>words</html>").0, Err(Failure::Corrupt(_))));
}

#[test]
fn a_locked_text_gives_what_it_gave_before() {
    let mut archive = zip::ZipArchive::new(Cursor::new(sample())).unwrap();
    let mut parts = Vec::new();
    for number in 0..archive.len() {
        let mut part = archive.by_index(number).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        parts.push((part.name().unwrap().into_owned(), bytes));
    }
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), &bytes[..])).collect();
    let locked = locked_package(&parts);
    assert_eq!(probe(read, &locked).0, Err(Failure::Encrypted));
    let (outcome, found) = probe(read, &opened(Kind::Odt, &locked));
    let (_, expected) = probe(read, &sample());
    assert_eq!(outcome, Ok(()));
    assert_eq!((found.text(), found.names()), (expected.text(), expected.names()));
    assert_eq!(found.metas(MetaKey::Finding), expected.metas(MetaKey::Finding));
}

#[test]
fn locked_and_broken_files_are_told() {
    let locked =
        r#"<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>"#;
    let (outcome, _) = probe(read, &pack(&[("content.xml", "noise"), ("META-INF/manifest.xml", locked)]));
    assert_eq!(outcome, Err(Failure::Encrypted));
    let newer = r#"<manifest:file-entry manifest:full-path="encrypted-package"><manifest:encryption-data>
        <manifest:algorithm manifest:algorithm-name="http://www.w3.org/2009/xmlenc11#aes256-gcm"/>
        <manifest:key-derivation manifest:key-derivation-name="urn:example:argon2id"/></manifest:encryption-data></manifest:file-entry>"#;
    let (outcome, found) = probe(read, &pack(&[("encrypted-package", "noise"), ("META-INF/manifest.xml", newer)]));
    assert_eq!(outcome, Err(Failure::Encrypted));
    assert!(found.problems[0].message.contains("LibreOffice 24.8 and later"), "{:?}", found.problems);
    let (outcome, found) = probe(
        read,
        &pack(&[("content.xml", BODY), ("META-INF/manifest.xml", &locked.replace("content.xml", "Pictures/a.png"))]),
    );
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.problems[0].code, ProblemCode::Encrypted);

    assert!(matches!(probe(read, b"").0, Err(Failure::Corrupt(_))));
    assert!(matches!(probe(read, &pack(&[("styles.xml", "<a/>")])).0, Err(Failure::Corrupt(_))));
    let (outcome, found) = probe(read, &pack(&[("content.xml", &BODY[..BODY.len() - 400])]));
    assert_eq!(outcome, Ok(()));
    assert!(found.text().starts_with("Memo\nEight servers left"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &damage(&sample(), &changes, cut));
        let flat = BODY.replace("office:document-content", "office:document");
        let _ = probe(read, &damage(flat.as_bytes(), &changes, cut));
    }

    #[test]
    fn damaged_words_never_panic(pieces in prop::collection::vec(prop::sample::select(vec![
        "<text:p>", "</text:p>", "<text:h>", "</text:h>", "words", "<table:table>", "</table:table>", "<table:table-row>",
        "<table:table-cell>", "</table:table-cell>", "<text:note>", "</text:note>", "<office:annotation>", "</office:annotation>",
        "<dc:creator>", "</dc:creator>", "<text:deletion>", "</text:deletion>",
        "<text:changed-region text:id='c'>", "<text:insertion>", "</text:insertion>", "<text:change-start text:change-id='c'/>",
        "<text:change-end text:change-id='c'/>", "<draw:page>", "</draw:page>", "<draw:text-box>",
        "</draw:text-box>", "<style:master-page>", "<presentation:notes>", "<svg:desc>", "</svg:desc>", "&amp;", "&#xd800;", "<",
        "<![CDATA[x]]>", "\u{0}",
    ]), 0..60)) {
        let _ = read_words(&pieces.concat());
    }
}
