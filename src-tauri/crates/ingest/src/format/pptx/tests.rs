#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::read;
use crate::format::ooxml::{Which, chart, shapes};
use crate::format::probe::{damage, probe};
use crate::format::{Failure, MetaKey, ProblemCode};

fn pack(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn paragraph(text: &str) -> String {
    format!("<a:p><a:r><a:t>{text}</a:t></a:r></a:p>")
}

fn shape(place: &str, text: &str) -> String {
    let place = if place.is_empty() { String::new() } else { format!(r#"<p:ph type="{place}"/>"#) };
    format!("<p:sp><p:nvPr>{place}</p:nvPr><p:txBody>{}</p:txBody></p:sp>", paragraph(text))
}

fn relation(id: &str, kind: &str, target: &str) -> String {
    format!(r#"<Relationship Id="{id}" Type="http://x/relationships/{kind}" Target="{target}"/>"#)
}

const CHART: &str = r#"<c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>Servers</a:t></a:r></a:p></c:rich></c:tx></c:title>
<c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>shipped</c:v></c:pt></c:strCache></c:strRef></c:tx>
<c:cat><c:strRef><c:strCache><c:pt idx="0"><c:v>March</c:v></c:pt><c:pt idx="1"><c:v>April</c:v></c:pt></c:strCache></c:strRef></c:cat>
<c:val><c:numRef><c:numCache><c:formatCode>General</c:formatCode><c:pt idx="0"><c:v>12</c:v></c:pt><c:pt idx="1"><c:v>64</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser></c:chart>"#;

fn sample() -> Vec<u8> {
    let first = format!(
        r#"<p:sld><p:cSld>{}{}{}<p:graphicFrame><a:tbl><a:tr><a:tc>{}</a:tc><a:tc>{}</a:tc></a:tr><a:tr><a:tc>{}</a:tc><a:tc>{}</a:tc></a:tr></a:tbl></p:graphicFrame>
        <p:sp><p:nvSpPr><p:cNvPr id="9" hidden="1" descr="the yard"><a:hlinkClick action="ppaction://program"/><a:hlinkHover action="ppaction://macro?name=Load"/></p:cNvPr></p:nvSpPr>{}</p:sp></p:cSld></p:sld>"#,
        shape("", "from Port &amp; Sons"),
        shape("title", "Deliveries"),
        shape("sldNum", "2"),
        paragraph("container"),
        paragraph("weight"),
        paragraph("A"),
        paragraph("12"),
        paragraph("not for the buyer"),
    );
    let related = [
        relation("r1", "chart", "../charts/chart1.xml"),
        relation("r2", "diagramData", "../diagrams/data1.xml"),
        relation("r3", "notesSlide", "../notesSlides/notesSlide1.xml"),
        relation("r4", "comments", "../comments/comment1.xml"),
        relation("r5", "slideLayout", "../slideLayouts/slideLayout1.xml"),
        r#"<Relationship Id="r6" Type="http://x/hyperlink" Target="https://asterholm.example/" TargetMode="External"/>"#.to_owned(),
    ];
    let aside = |x: i64, text: &str| {
        let xfrm = format!(r#"<a:xfrm><a:off x="{x}" y="0"/><a:ext cx="1000" cy="1000"/></a:xfrm>"#);
        format!("<p:sp><p:spPr>{xfrm}</p:spPr><p:txBody>{}</p:txBody></p:sp>", paragraph(text))
    };
    let notes = [shape("sldNum", "1"), shape("hdr", "Board only"), shape("body", "say nothing of the buyer")].concat();
    let answered = r#"<p188:cmLst><p188:cm authorId="{B}" created="2025-03-06T08:00:00Z"><p188:replyLst><p188:reply authorId="0"><p188:txBody><a:p><a:r><a:t>no</a:t></a:r></a:p></p188:txBody></p188:reply></p188:replyLst><p188:txBody><a:p><a:r><a:t>agreed?</a:t></a:r></a:p></p188:txBody></p188:cm></p188:cmLst>"#;
    let presentation = r#"<p:presentation><p:sldSz cx="9144000" cy="6858000"/><p:sldIdLst><p:sldId id="257" r:id="rB"/><p:sldId id="256" r:id="rA"/></p:sldIdLst></p:presentation>"#;
    pack(&[
        ("ppt/presentation.xml", presentation),
        (
            "ppt/_rels/presentation.xml.rels",
            &[relation("rA", "slide", "slides/slide1.xml"), relation("rB", "slide", "slides/slide2.xml")].concat(),
        ),
        (
            "ppt/slides/slide1.xml",
            &format!(
                r#"<p:sld show="0">{}{}{}<p:grpSp>{}</p:grpSp></p:sld>"#,
                shape("", "left out of the show"),
                aside(9_143_000, "at the edge"),
                aside(-1000, "beside it"),
                aside(-1000, "in a group"),
            ),
        ),
        ("ppt/slides/_rels/slide1.xml.rels", &relation("r1", "comments", "../comments/modernComment_1.xml")),
        ("ppt/slides/slide2.xml", &first),
        ("ppt/slides/_rels/slide2.xml.rels", &related.concat()),
        ("ppt/slides/slide7.xml", &format!("<p:sld>{}</p:sld>", shape("", "forgotten"))),
        ("ppt/charts/chart1.xml", CHART),
        ("ppt/charts/_rels/chart1.xml.rels", &relation("r1", "chartUserShapes", "../drawings/drawing1.xml")),
        (
            "ppt/drawings/drawing1.xml",
            &format!("<c:userShapes><cdr:sp>{}</cdr:sp></c:userShapes>", paragraph("seized")),
        ),
        (
            "ppt/diagrams/data1.xml",
            "<dgm:dataModel><dgm:pt><dgm:t><a:p><a:r><a:t>buyer</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:dataModel>",
        ),
        ("ppt/notesSlides/notesSlide1.xml", &notes),
        (
            "ppt/notesSlides/_rels/notesSlide1.xml.rels",
            r#"<Relationship Id="r1" Type="http://x/hyperlink" Target="https://kelvara.example/" TargetMode="External"/>"#,
        ),
        ("ppt/commentAuthors.xml", r#"<p:cmAuthorLst><p:cmAuthor id="0" name="Ivo Tan"/></p:cmAuthorLst>"#),
        (
            "ppt/authors.xml",
            r#"<p188:authorLst><p188:author id="{B}" name="Mara Veld" userId="S::mara@asterholm.example::1f2e" providerId="AD"/></p188:authorLst>"#,
        ),
        (
            "ppt/comments/comment1.xml",
            r#"<p:cmLst><p:cm authorId="0" dt="2025-03-05T09:00:00.000"><p:pos x="1"/><p:text>is this so?</p:text></p:cm></p:cmLst>"#,
        ),
        ("ppt/comments/modernComment_1.xml", answered),
        ("ppt/slideLayouts/slideLayout1.xml", &shape("title", "Click to edit")),
        (
            "ppt/slideLayouts/_rels/slideLayout1.xml.rels",
            &relation("r1", "slideMaster", "../slideMasters/slideMaster1.xml"),
        ),
        ("ppt/slideMasters/slideMaster1.xml", &shape("", "Asterholm confidential")),
        ("ppt/media/image1.png", "pixels"),
        ("ppt/embeddings/sheet1.xlsx", "cells"),
        ("ppt/vbaProject.bin", "macros"),
        ("docProps/core.xml", "<cp:coreProperties><dc:title>Plan</dc:title></cp:coreProperties>"),
    ])
}

#[test]
fn slides_come_in_their_order_with_all_their_words() {
    let (outcome, found) = probe(read, &sample());
    assert_eq!(outcome, Ok(()));
    let units: Vec<(&str, &str)> = found.units.iter().map(|unit| (unit.label.as_str(), unit.text.as_str())).collect();
    let slide = "Deliveries\nfrom Port & Sons\n\ncontainer\tweight\nA\t12\n\nnot for the buyer\n\n\
        Servers\n\tshipped\nMarch\t12\nApril\t64\n\nseized\n\nbuyer";
    assert_eq!(
        units,
        [
            ("slide 1", slide),
            ("slide 1 notes", "Board only\n\nsay nothing of the buyer"),
            ("slide 1 comments", "Ivo Tan, 2025-03-05T09:00:00: is this so?"),
            ("slide 1 descriptions of pictures", "the yard"),
            ("slide 2", "left out of the show\n\nat the edge\n\nbeside it\n\nin a group"),
            ("slide 2 comments", "Mara Veld, 2025-03-06T08:00:00Z: agreed?\n\nIvo Tan: no"),
            ("unlisted slide 1", "forgotten"),
            ("slide masters", "Asterholm confidential"),
        ]
    );
    assert_eq!(found.names(), ["image1.png", "sheet1.xlsx"]);
    assert_eq!(found.metas(MetaKey::Title), ["Plan"]);
    assert_eq!(found.metas(MetaKey::RemoteReference), ["https://asterholm.example/", "https://kelvara.example/"]);
    assert_eq!(
        found.metas(MetaKey::Finding),
        [
            "named among its writers: Ivo Tan",
            "named among its writers: Mara Veld (mara@asterholm.example)",
            "it contains macros",
            "a click on a slide would start another program",
            "a click on a slide would run a macro",
            "slide 2 is hidden; it was read",
            "one slide lies in the file but not in the presentation; it was read",
            "one shape stands beside its slide and is not shown; its words are in the text",
            "one part is marked not to be shown; the words are in the text",
        ]
    );
    assert!(found.problems.is_empty(), "{:?}", found.problems);
}

#[test]
fn shapes_say_what_they_show() {
    let check = |xml: &str, text: &str| assert_eq!(shapes(xml, Which::All).text, text, "{xml}");
    check("<a:p><a:r><a:t>one</a:t></a:r><a:br/><a:r><a:t>two</a:t></a:r></a:p>", "one\ntwo");
    check("<a:p><a:r><a:t>spl</a:t></a:r><a:r><a:t>it</a:t></a:r></a:p>", "split");
    check(&format!("<mc:Choice>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback>", shape("", "once")), "once");
    check(&format!("{}<p:sp", shape("", "kept")), "kept");
    assert!(shapes("<p:sp><a:t>kept</a:t><p:sp", Which::All).fault.is_some());
    assert_eq!(shapes(&shape("dt", "4 March"), Which::Notes).text, "");
    check(&"<p:grpSp><a:tbl><a:tr><a:tc>".repeat(50_000), "");
    assert!(!shapes(r#"<p:sld show="1"/>"#, Which::All).is_hidden);
}

#[test]
fn charts_of_many_series_stay_small() {
    let series: String =
        (0..3000).map(|n| format!(r#"<c:ser><c:val><c:pt idx="{n}"><c:v>{n}</c:v></c:pt></c:val></c:ser>"#)).collect();
    let (text, fault) = chart(&series);
    assert_eq!(fault, None);
    assert_eq!(text.lines().count(), 3000);
    assert!(text.len() < 100_000, "{}", text.len());
}

#[test]
fn broken_presentations_are_told() {
    assert!(matches!(probe(read, b"").0, Err(Failure::Corrupt(_))));
    assert!(matches!(probe(read, b"PK\x03\x04").0, Err(Failure::Corrupt(_))));
    assert!(matches!(probe(read, &pack(&[("ppt/presentation.xml", "<p:presentation/>")])).0, Err(Failure::Corrupt(_))));

    let lost = pack(&[
        ("ppt/presentation.xml", r#"<p:sldIdLst><p:sldId r:id="a"/><p:sldId r:id="b"/></p:sldIdLst><"#),
        ("ppt/_rels/presentation.xml.rels", &relation("a", "slide", "slides/slide1.xml")),
        ("ppt/slides/slide3.xml", &shape("", "still here")),
    ]);
    let (outcome, found) = probe(read, &lost);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.text(), "still here");
    let told: Vec<&str> = found.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(told.len(), 3);
    assert_eq!(
        told[1..],
        ["it lists 2 slides, but only 1 can be told apart", "the part of slide 1 is missing from the file"]
    );
    assert!(found.problems.iter().all(|problem| problem.code == ProblemCode::Unreadable));

    let whole = sample();
    let list = whole.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let (outcome, found) = probe(read, &whole[..list]);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.units.len(), 8);
    assert_eq!(found.problems.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_presentations_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &damage(&sample(), &changes, cut));
    }

    #[test]
    fn damaged_shapes_never_panic(pieces in prop::collection::vec(prop::sample::select(vec![
        "<p:sp>", "</p:sp>", "<a:p>", "</a:p>", "<a:t>", "</a:t>", "words", "<a:tbl>", "</a:tbl>", "<a:tr>", "<a:tc>", "</a:tc>",
        "<mc:Fallback>", "</mc:Fallback>", "<p:ph type='title'/>", "&amp;", "&#xd800;", "<", "<c:ser>", "<c:tx>", "<c:pt idx='9'>",
        "<c:v>", "</c:v>", "<c:cat>", "<c:val>", "</c:ser>", "\u{0}",
    ]), 0..60)) {
        let xml = pieces.concat();
        let _ = (shapes(&xml, Which::All), chart(&xml));
    }
}
