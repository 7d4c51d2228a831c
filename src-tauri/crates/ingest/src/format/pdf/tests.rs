#![allow(clippy::unwrap_used)]

use anchor::{Unit, WordBox};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use super::super::lock::OPENED;
use super::super::probe::{Probe, probe, probe_locked};
use super::super::{Failure, MetaKey, ProblemCode};
use super::{locked, read};

/// A PDF of these objects; the first is the catalog, the second the page tree.
fn pdf(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut offsets = Vec::new();
    for (i, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        file.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", i + 1).as_bytes());
    }
    let xref = file.len();
    file.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    for offset in offsets {
        file.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
    }
    let size = objects.len() + 1;
    let trailer = format!("trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{xref}\n%%EOF\n");
    file.extend_from_slice(trailer.as_bytes());
    file
}

pub(super) fn stream(dict: &str, content: &str) -> String {
    format!("<<{dict}/Length {}>>\nstream\n{content}\nendstream", content.len())
}

const FONTS: &str = "/F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>\
    /G<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/UniGB-UCS2-H/DescendantFonts[5 0 R]>>\
    /V<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/UniGB-UCS2-V/DescendantFonts[5 0 R]>>\
    /H<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding\
    /Differences[97/afii57689/afii57676/afii57669/afii57677]>>>>\
    /U<</Type/Font/Subtype/Type1/BaseFont/Odd/Encoding<</Type/Encoding/Differences[1/g1/g2/g3/g4]>>>>";

const SIMSUN: &str = "<</Type/Font/Subtype/CIDFontType0/BaseFont/SimSun/DW 1000\
    /CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor<</Type/FontDescriptor/FontName/SimSun/Flags 4>>>>";

/// A document of one page, 600 by 800 points unless `page` says otherwise.
pub(super) fn document(page: &str, content: &str, more: &[String], catalog: &str, trailer: &str) -> Vec<u8> {
    let mut objects = vec![
        format!("<</Type/Catalog/Pages 2 0 R{catalog}>>"),
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 600 800]>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<<{FONTS}>>>>{page}>>"),
        stream("", content),
        SIMSUN.to_owned(),
    ];
    objects.extend_from_slice(more);
    pdf(&objects, trailer)
}

pub(super) fn page(page: &str, content: &str) -> Probe {
    let (read, probe) = probe(read, &document(page, content, &[], "", ""));
    read.unwrap();
    for unit in &probe.units {
        assert_boxes(unit);
    }
    probe
}

/// Boxes cover exactly the words, in order, inside the page.
fn assert_boxes(unit: &Unit) {
    let chars: Vec<char> = unit.text.chars().collect();
    let mut covered = vec![false; chars.len()];
    let mut last = 0;
    for b in &unit.boxes {
        assert!(b.start >= last && b.start < b.end && b.end as usize <= chars.len(), "{b:?}");
        last = b.end;
        covered[b.start as usize..b.end as usize].fill(true);
        let page = unit.page.unwrap();
        assert!(b.x >= 0.0 && b.y >= 0.0 && b.width >= 0.0 && b.height >= 0.0, "{b:?}");
        assert!(b.x + b.width <= page.width + 0.1 && b.y + b.height <= page.height + 0.1, "{b:?}");
    }
    for (c, covered) in chars.iter().zip(covered) {
        assert_eq!(covered, !c.is_whitespace(), "{:?}", unit.text);
    }
    assert!(anchor::text::is_unit_text(&unit.text));
}

#[track_caller]
fn check(content: &str, text: &str) {
    assert_eq!(page("", content).text(), text);
}

#[track_caller]
fn check_box(found: &WordBox, x: f32, y: f32) {
    assert!((found.x - x).abs() < 0.6 && (found.y - y).abs() < 0.6, "{found:?}");
}

/// Lines of text, each `(x, y, words)`, in 10 points.
pub(super) fn lines(lines: &[(u32, u32, &str)]) -> String {
    let line = |(x, y, words): &(u32, u32, &str)| format!("BT /F1 10 Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET\n");
    lines.iter().map(line).collect()
}

#[test]
fn words_lines_and_paragraphs() {
    check(&lines(&[(72, 700, "Hello world")]), "Hello world");
    check("BT /F1 10 Tf 72 700 Td [(Tab)-20(le)-400(two)] TJ ET", "Table two");
    let text = lines(&[(72, 700, "one"), (72, 688, "two"), (72, 676, "three"), (72, 640, "four")]);
    check(&text, "one\ntwo\nthree\n\nfour");
    // Drawn in any order.
    check(&lines(&[(72, 688, "two"), (95, 700, "b"), (72, 700, "one")]), "one b\ntwo");
    check(&lines(&[(72, 700, "a con-"), (72, 688, "tract")]), "a con-\ntract");
}

#[test]
fn columns_are_read_one_after_the_other() {
    let mut text =
        vec![(72, 760, "A title that spans the two columns of this page, from one side to the other side of it")];
    for i in 0..6 {
        text.push((72, 700 - 12 * i, "left column, a line of plain words"));
        text.push((310, 705 - 12 * i, "right column, a line of plain words"));
    }
    let read = page("", &lines(&text)).text();
    let (left, right) = (read.rfind("left").unwrap(), read.find("right").unwrap());
    assert!(left < right, "{read}");
    assert!(read.starts_with("A title"), "{read}");
}

#[test]
fn tables_keep_their_rows() {
    let mut text = Vec::new();
    for (y, [a, b, c]) in
        [(700, ["Part", "Serial", "Units"]), (688, ["GX-1", "0012", "4"]), (676, ["GX-2", "0013", "15"])]
    {
        text.extend([(72, y, a), (200, y, b), (330, y, c)]);
    }
    check(&lines(&text), "Part\tSerial\tUnits\nGX-1\t0012\t4\nGX-2\t0013\t15");
}

#[test]
fn boxes_are_in_page_space() {
    let hello = lines(&[(72, 700, "Hello world")]);
    let plain = page("", &hello);
    check_box(&plain.units[0].boxes[0], 72.0, 92.0);
    assert_eq!(plain.units[0].boxes[1].start, 6);
    assert!((plain.units[0].boxes[0].width - 22.78).abs() < 0.1);

    let cropped = page("/CropBox[50 100 550 750]", &hello);
    check_box(&cropped.units[0].boxes[0], 22.0, 42.0);
    assert_eq!(cropped.units[0].page.unwrap().width, 500.0);

    // Turned a quarter clockwise: what ran to the right runs down, from the right edge.
    let turned = page("/Rotate 90", &hello);
    assert_eq!(turned.text(), "Hello world");
    let first = turned.units[0].boxes[0];
    check_box(&first, 698.0, 72.0);
    assert!(first.height > first.width);
    assert_eq!(turned.units[0].page.unwrap().width, 800.0);
}

#[test]
fn directions_are_read_each_for_itself() {
    let margin = "BT /F1 8 Tf 0 1 -1 0 20 100 Tm (Received by post) Tj 0 1 -1 0 30 100 Tm (second line) Tj ET\n";
    let text = lines(&[(72, 700, "The body of the letter is longer than its margin")]);
    check(
        &(margin.to_owned() + &text),
        &format!("{}\n\nReceived by post\nsecond line", "The body of the letter is longer than its margin"),
    );
    // In a mirror, lines follow each other upwards.
    check("BT /F1 10 Tf 1 0 0 -1 72 100 Tm (first) Tj 1 0 0 -1 72 112 Tm (second) Tj ET", "first\nsecond");
}

#[test]
fn chinese_without_embedded_font() {
    let read = page("", "BT /G 10 Tf 72 700 Td <6DF1573356FD963F> Tj <00410042> Tj ET");
    assert_eq!(read.text(), "深圳国阿AB");
    // One box where each character has the same share, one for the Latin letters.
    assert_eq!(read.units[0].boxes.len(), 2);
    assert_eq!(read.units[0].boxes[0].end, 4);
    assert!((read.units[0].boxes[0].width - 40.0).abs() < 0.1);
    check("BT /V 10 Tf 300 700 Td <6DF15733> Tj ET BT /V 10 Tf 280 700 Td <516C53F8> Tj ET", "深圳\n公司");
}

#[test]
fn hebrew_drawn_from_the_left_is_turned_round() {
    // afii57689 is shin, then lamed, vav, final mem: drawn from the left as mem, vav, lamed, shin.
    check("BT /H 10 Tf 72 700 Td (dcba) Tj ET", "שלום");
}

#[test]
fn what_is_seen_decides() {
    check("BT 3 Tr /F1 10 Tf 72 700 Td (scanned words) Tj ET", "scanned words");
    let twice = lines(&[(72, 700, "Bold")]) + "BT /F1 10 Tf 1 0 0 1 72.3 700 Tm (Bold) Tj ET";
    check(&twice, "Bold");
    check("BT /F1 10 Tf 72 700 Td [(B)] TJ -0.2 0 Td (B) Tj 6.87 0 Td (o) Tj 0.2 0 Td (o) Tj ET", "Bo");
    check("BT /F1 10 Tf 72 700 Td (The 1) Tj /F1 6 Tf 5 Ts (st) Tj /F1 10 Tf 0 Ts ( day) Tj ET", "The 1st day");
    check("BT /F1 10 Tf 4 Tc 72 700 Td (SPACED) Tj ET", "SPACED");
    check("q 0 0 100 800 re W n BT /F1 10 Tf 72 700 Td (in) Tj 100 0 Td (out) Tj ET Q", "in");
    check("BT /F1 10 Tf 72 700 Td (in) Tj 900 0 Td (out) Tj ET", "in");
    check("BT /F1 10 Tf 72 700 Td /Span<</ActualText(file)>>BDC (f1le) Tj EMC ( name) Tj ET", "file name");
    // A blank without width is no blank.
    check("BT /F1 10 Tf 72 700 Td [(wo)( )278(rd)] TJ ET", "word");
}

#[test]
fn unknown_characters_are_counted() {
    let read = page("", "BT /F1 10 Tf 72 700 Td (nineteen letters ok) Tj /U 10 Tf 200 0 Td (\\001) Tj ET");
    assert_eq!(read.text(), "nineteen letters ok\t\u{fffd}");
    assert_eq!(read.units[0].quality, Some(17.0 / 18.0));
    assert_eq!(read.problems[0].code, ProblemCode::Quality);

    let read = page("", "BT /U 10 Tf 72 700 Td (\\001\\002\\003) Tj ET");
    assert_eq!((read.text().as_str(), read.units[0].quality), ("", Some(0.0)));
    assert_eq!(read.problems.last().unwrap().code, ProblemCode::NoText);
    assert_eq!(read.unseen, [1], "its letters can be looked at");
}

#[test]
fn pages_without_text_say_so() {
    let read = page("", "0 0 100 100 re f");
    assert_eq!((read.text().as_str(), read.units[0].quality), ("", None));
    assert_eq!(read.problems[0].message, "the page is blank");
    assert_eq!(read.unseen, [0; 0]);
    let read = page("", "q 100 0 0 100 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID x EI Q");
    assert_eq!(read.problems[0].message, "the page is a picture, and its words have not been read yet");
    assert_eq!((read.problems[0].code, read.problems[0].unit), (ProblemCode::NoText, Some(1)));
    assert_eq!(read.unseen, [1]);
}

#[test]
fn a_page_whose_drawing_is_damaged_is_not_blank() {
    let check = |bytes: &[u8], message: &str| {
        let (read, probe) = probe(read, bytes);
        read.unwrap();
        let told: Vec<&str> = probe.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(told, [message]);
    };
    let with = |content: &str| document("", content, &[], "", "");
    let packed = |content: &str| {
        let whole = String::from_utf8(with("stand-in")).unwrap();
        whole.replace(&stream("", "stand-in"), &stream("/Filter/FlateDecode", content)).into_bytes()
    };
    let (blank, damaged) = ("the page is blank", "what the page shows is damaged and could not be read");
    check(&with(" \n "), blank);
    check(&with("q 1 0 0 1 0 0 cm Q"), blank);
    check(&with("kx!! ~~ zz 12 by far"), damaged);
    check(&packed("this was never deflated, or was written over"), damaged);
    let lost = String::from_utf8(with("stand-in")).unwrap().replace("/Contents 4 0 R", "/Contents 9 0 R");
    check(lost.as_bytes(), damaged);
}

#[test]
fn properties_references_and_comments() {
    let annots = "/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://freight.example/t)>>>>\
        <</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(run.exe)/Next<</S/JavaScript/JS(x)>>>>>>\
        <</Type/Annot/Subtype/Text/Contents(ask Mira)>>\
        <</Type/Annot/Subtype/Widget/FT/Tx/Rect[72 690 300 704]/V<FEFF6DF15733>>>]";
    let info = "/Info<</Title(Report \\(draft\\))/Author<FEFF674E96F7>/CreationDate(D:20240305102030+08'00')/ModDate(D:202404)\
        /Creator(Writer)/Producer(Printer)>>";
    let (result, read) = probe(read, &document(annots, "", &[], "", info));
    result.unwrap();
    assert_eq!(read.text(), "深圳\n\ncomment: ask Mira");
    assert_eq!(read.metas(MetaKey::Title), ["Report (draft)"]);
    assert_eq!(read.metas(MetaKey::Author), ["李雷"]);
    assert_eq!(read.metas(MetaKey::Created), ["2024-03-05T10:20:30+08:00"]);
    assert_eq!(read.metas(MetaKey::Modified), ["2024-04"]);
    assert_eq!(read.metas(MetaKey::Application), ["Writer; Printer"]);
    assert_eq!(read.metas(MetaKey::RemoteReference), ["https://freight.example/t", "run.exe"]);
    assert_eq!(read.metas(MetaKey::Finding), ["the document contains scripts", "comment on p. 1: ask Mira"]);
}

#[test]
fn forms_signatures_and_comments_are_told_with_their_people() {
    let annots = "/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(Mira Quell)/M(D:20240305102030Z)/Contents(ask him)>>\
        <</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(Ole)/IRT 1 0 R/Contents(I did)>>\
        <</Type/Annot/Subtype/Redact/Rect[0 0 9 9]/T(Counsel)>>\
        <</Type/Annot/Subtype/Highlight/Rect[0 0 9 9]>>]";
    let form = "/AcroForm<</XFA(x)/Fields[<</T(cargo)/FT/Tx/Kids[<</T(weight)/V(12 t)>><</T(note)/F 2/V(twice)>><</T(empty)>>]>>\
        <</T(paid)/FT/Btn/V/Yes>><</T(kept)/FT/Btn/V/Off>><</T(ports)/FT/Ch/V[(Tern)(Heron)]>>\
        <</T(seal)/FT/Sig/V<</Name(A. Vole)/M(D:20240306)/Reason(approved)/Location(Tern)>>>>]>>";
    let (result, read) = probe(read, &document(annots, "", &[], form, ""));
    result.unwrap();
    let expect = [
        "comment on p. 1 by Mira Quell, 2024-03-05T10:20:30Z: ask him",
        "answer to a comment on p. 1 by Ole: I did",
        "mark for a redaction that was not carried out on p. 1 by Counsel",
        "its form is of a kind (XFA) that may show other words in other programs",
        "form field cargo.weight: 12 t",
        "form field cargo.note, hidden: twice",
        "form field paid: Yes",
        "form field ports: Tern, Heron",
        "signed in seal by A. Vole, 2024-03-06, in Tern: approved; the signature was not tested",
    ];
    assert_eq!(read.metas(MetaKey::Finding), expect);
}

#[test]
fn pages_have_their_labels_and_headings_lead_to_them() {
    let labels = "/PageLabels<</Kids[<</Nums[0<</S/r/St 4>>]>>]>>";
    let outline = "/Outlines<</First<</Title(One)/Dest[3 0 R/Fit]/First<</Title(Below)/A<</S/GoTo/D[3 0 R]>>>>\
        /Next<</Title<FEFF6E05>>>>>>>";
    let catalog = format!("{labels}{outline}");
    let (result, read) = probe(read, &document("", &lines(&[(72, 700, "words")]), &[], &catalog, ""));
    result.unwrap();
    assert_eq!(read.units[0].label, "p. iv (1 in the file)");
    assert_eq!(read.metas(MetaKey::PageLabels), ["1 r 4"]);
    let page = "p. iv (1 in the file)";
    assert_eq!(read.metas(MetaKey::Outline), [&format!("One, {page}"), &format!("One › Below, {page}"), "清"]);
    // Places that have a name: in a dictionary, or in a tree.
    let named = "/Outlines<</First<</Title(A)/Dest/a/Next<</Title(B)/Dest(b)/Next<</Title(C)/A<</S/GoTo/D(c)>>\
        /Next<</Title(D)/Dest(nowhere)>>>>>>>>>>/Dests<</a[3 0 R/Fit]>>\
        /Names<</Dests<</Kids[<</Names[(b)[3 0 R/Fit](c)<</D[3 0 R/Fit]>>]>>6 0 R]>>>>";
    let ring = ["<</Kids[6 0 R]>>".to_owned()];
    let (_, read) = probe(super::read, &document("", "", &ring, named, ""));
    assert_eq!(read.metas(MetaKey::Outline), ["A, p. 1", "B, p. 1", "C, p. 1", "D"]);
    // What is counted as everywhere needs no label.
    let plain = document("", "", &[], "/PageLabels<</Nums[0<</S/D>>]>>", "");
    let (_, read) = probe(super::read, &plain);
    assert_eq!((read.metas(MetaKey::PageLabels), read.units[0].label.as_str()), (vec![], "p. 1"));
    // Headings in a ring, labels in a ring.
    let ring = "/PageLabels 6 0 R/Outlines<</First 7 0 R>>";
    let more = ["<</Kids[6 0 R 6 0 R]>>".to_owned(), "<</Title(Round)/Next 7 0 R/First 7 0 R>>".to_owned()];
    let (result, read) = probe(super::read, &document("", "", &more, ring, ""));
    result.unwrap();
    assert_eq!((read.metas(MetaKey::Outline), read.units[0].label.as_str()), (vec!["Round"], "p. 1"));
}

#[test]
fn metadata_streams_tell_what_the_dictionary_does_not() {
    let xmp = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='r'>\
        <rdf:Description xmp:CreatorTool='Writer' xmp:CreateDate='2024-03-05T10:20:30+08:00'>\
        <dc:title><rdf:Alt><rdf:li xml:lang='x-default'>Report &amp; annex</rdf:li></rdf:Alt></dc:title>\
        <dc:creator><rdf:Seq><rdf:li>Li Lei</rdf:li><rdf:li>Mira</rdf:li></rdf:Seq></dc:creator>\
        <xmp:ModifyDate>2024-04-01</xmp:ModifyDate><xmpMM:OriginalDocumentID>uuid:7</xmpMM:OriginalDocumentID>\
        <xmpMM:History><rdf:Seq><rdf:li stEvt:softwareAgent='Old Writer' stEvt:instanceID='uuid:1'/></rdf:Seq></xmpMM:History>\
        </rdf:Description></rdf:RDF></x:xmpmeta>";
    let more = [stream("/Type/Metadata/Subtype/XML", xmp)];
    let info = "/Info<</Title(Report)/Author(Mira)/CreationDate(D:20240305102030+08'00')/Creator(Writer)>>";
    let (result, read) = probe(read, &document("", "", &more, "/Metadata 6 0 R", info));
    result.unwrap();
    assert_eq!(read.metas(MetaKey::Title), ["Report", "Report & annex"]);
    assert_eq!(read.metas(MetaKey::Author), ["Mira", "Li Lei"]);
    assert_eq!(read.metas(MetaKey::Created), ["2024-03-05T10:20:30+08:00"]);
    assert_eq!(read.metas(MetaKey::Modified), ["2024-04-01"]);
    assert_eq!(read.metas(MetaKey::Application), ["Writer", "Old Writer"]);
    assert_eq!(read.metas(MetaKey::Finding), ["made from the document with the id uuid:7"]);
    let broken = [stream("", &xmp[..xmp.len() / 2])];
    let (result, read) = probe(super::read, &document("", "", &broken, "/Metadata 6 0 R", ""));
    result.unwrap();
    assert_eq!(read.metas(MetaKey::Title), ["Report & annex"]);
}

#[test]
fn attachments_are_children_each_once() {
    let file = "<</Type/Filespec/F(list.csv)/UF<FEFF6E055355002E006300730076>/EF<</F 6 0 R>>>>";
    let more = [stream("/Params<</ModDate(D:20240305)>>", "a,b"), stream("", "second")];
    let names = format!("/Names<</EmbeddedFiles<</Kids[<</Names[(x){file}]>>]>>>>/AF[{file}]");
    let annots = "/Annots[<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS<</F(b.txt)/EF<</F 7 0 R>>>>>>]";
    let (result, read) = probe(read, &document(annots, "", &more, &names, ""));
    result.unwrap();
    assert_eq!(read.names(), ["清单.csv", "b.txt"]);
    let (first, bytes) = &read.children[0];
    assert_eq!((first.locator.as_str(), first.modified.as_deref()), ("attachment 1", Some("2024-03-05")));
    assert_eq!(bytes, b"a,b");
}

#[test]
fn damaged_and_locked_files() {
    let whole = document("", &lines(&[(72, 700, "still here")]), &[], "", "");
    let text = |bytes: &[u8]| {
        let (result, read) = probe(read, bytes);
        result.map(|()| read.text())
    };
    assert_eq!(text(&whole), Ok("still here".to_owned()));
    // The table at the end points nowhere, or is missing.
    let end = whole.windows(9).position(|w| w == b"startxref").unwrap();
    let mut wild = whole[..end].to_vec();
    wild.extend_from_slice(b"startxref\n99999\n%%EOF");
    assert_eq!(text(&wild), Ok("still here".to_owned()));
    let table = whole.windows(5).position(|w| w == b"xref\n").unwrap();
    assert_eq!(text(&whole[..table]), Ok("still here".to_owned()));
    assert!(matches!(text(&whole[..60]), Err(Failure::Corrupt(_))));
    assert!(matches!(text(b"%PDF-1.7\nnothing of the kind"), Err(Failure::Corrupt(_))));
    assert!(matches!(text(b""), Err(Failure::Corrupt(_))));

    let secret = "ab".repeat(32);
    let locked = format!("/ID[<00><00>]/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -4/O<{secret}>/U<{secret}>>>");
    assert_eq!(text(&document("", "", &[], "", &locked)), Err(Failure::Encrypted));
}

#[test]
fn dates_are_no_more_precise_than_written() {
    let check = |date: &str, edtf: Option<&str>| assert_eq!(super::meta::pdf_date(date.as_bytes()).as_deref(), edtf);
    check("D:20240305102030Z", Some("2024-03-05T10:20:30Z"));
    check("D:20240305102030-05'30'", Some("2024-03-05T10:20:30-05:30"));
    check("20240305102030", Some("2024-03-05T10:20:30"));
    check("D:2024", Some("2024"));
    check("D:20249905", Some("2024"));
    check("D:", None);
    check("5 March", None);
}

#[test]
fn a_document_with_a_password_for_changing_it_alone_is_read() {
    for text in [locked::OWNED_RC4, locked::OWNED_AES] {
        let (outcome, found) = probe(read, &STANDARD.decode(text).unwrap());
        assert_eq!((outcome, found.text().as_str()), (Ok(()), "eight crates"));
        assert!(found.metas(MetaKey::Finding).is_empty(), "nothing was opened");
    }
}

#[test]
fn a_document_locked_for_certain_people_is_told_as_such() {
    let locked = "/Encrypt<</Filter/Adobe.PubSec/SubFilter/adbe.pkcs7.s5/V 4>>";
    let (outcome, found) = probe(read, &document("", "", &[], "", locked));
    assert_eq!(outcome, Err(Failure::Encrypted));
    assert_eq!(found.problems[0].message, "locked for those who hold certain certificates, not by a password");
}

#[test]
fn a_locked_document_is_opened_by_the_password_that_fits() {
    for text in [locked::RC4, locked::AES] {
        let bytes = STANDARD.decode(text).unwrap();
        assert_eq!(probe(read, &bytes).0, Err(Failure::Encrypted));
        assert_eq!(probe_locked(read, &bytes, &["teal", "herons"]).0, Err(Failure::Encrypted));
        let (outcome, found) = probe_locked(read, &bytes, &["teal", "heron"]);
        assert_eq!((outcome, found.text().as_str()), (Ok(()), "eight crates"));
        assert_eq!(found.metas(MetaKey::Finding), [OPENED]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_panics_on_changed_bytes(changes in prop::collection::vec((0_usize..4000, any::<u8>()), 1..12), cut in 0_usize..4000) {
        let annots = "/Annots[<</Type/Annot/Subtype/Widget/FT/Tx/Rect[72 690 300 704]/V(typed)>>\
            <</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(Mira)/M(D:20240305)/Contents(ask him)>>]";
        let catalog = "/PageLabels<</Nums[0<</S/r/St 4/P(A-)>>]>>/Outlines<</First<</Title(One)/Dest[3 0 R]>>>>\
            /AcroForm<</Fields[<</T(cargo)/FT/Tx/Kids[<</T(weight)/V(12 t)>>]>>]>>/Metadata 6 0 R";
        let more = [stream("", "<x><dc:title><li>Report &amp; annex</li></dc:title></x>")];
        let content = lines(&[(72, 700, "some words"), (72, 688, "more words")]) + "BT /G 10 Tf 72 600 Td <6DF15733> Tj ET";
        let mut bytes = document(annots, &content, &more, catalog, "");
        for (at, byte) in changes {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        if cut < bytes.len() && cut % 3 == 0 {
            bytes.truncate(cut);
        }
        let (_, read) = probe(read, &bytes);
        for unit in &read.units {
            assert_boxes(unit);
        }
    }

    #[test]
    fn nothing_panics_on_any_place(glyphs in prop::collection::vec((-9e3_f32..9e3, -9e3_f32..9e3, -40_f32..40.0, -40_f32..40.0), 1..60)) {
        let mut content = String::from("BT /F1 1 Tf\n");
        for (x, y, a, b) in glyphs {
            content += &format!("{a} {b} {} {a} {} {} Tm (a b) Tj\n", -b, x % 600.0, y % 800.0);
        }
        page("", &(content + "ET"));
    }
}
