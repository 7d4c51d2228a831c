//! A document that only the second engine opens: what it tells beside its words is what the first would have told.

use super::*;

/// What there is no call for.
pub const UNSOUGHT: &str = "only the second engine could open it: XMP properties, form fields outside its pages, \
    associated files and actions of buttons and on opening were not looked for";

/// Nothing is locked, and no password is asked for; but the first engine wants one.
const LOCKED: &str = "/Encrypt<</Filter/Standard/V 4/R 4/P -4/CF<<>>/StmF/Identity/StrF/Identity>>";

/// A document of these objects; the first is the catalog.
fn document(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut file = String::from("%PDF-1.7\n");
    let mut offsets = Vec::new();
    for (number, object) in (1..).zip(objects) {
        offsets.push(file.len());
        file += &format!("{number} 0 obj\n{object}\nendobj\n");
    }
    let (table, size) = (file.len(), objects.len() + 1);
    file += &format!("xref\n0 {size}\n0000000000 65535 f \n");
    for offset in offsets {
        file += &format!("{offset:010} 00000 n \n");
    }
    file += &format!("trailer\n<</Size {size}/Root 1 0 R{trailer}>>\nstartxref\n{table}\n%%EOF\n");
    file.into_bytes()
}

fn stream(dict: &str, content: &str) -> String {
    format!("<<{dict}/Length {}>>\nstream\n{content}\nendstream", content.len())
}

/// A document of two pages, with what `catalog` and `marks` of its first page say; objects from 7 on are `more`.
fn pages(catalog: &str, marks: &str, more: &[String], trailer: &str) -> Vec<u8> {
    let page = |content: u32, marks: &str| {
        let font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>";
        format!("<</Type/Page/Parent 2 0 R/Contents {content} 0 R/Resources<</Font<</F1 {font}>>>>/Annots[{marks}]>>")
    };
    let words = |words: &str| stream("", &format!("BT /F1 12 Tf 72 700 Td ({words}) Tj ET"));
    let mut objects = vec![
        format!("<</Type/Catalog/Pages 2 0 R{catalog}>>"),
        "<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2/MediaBox[0 0 600 800]>>".to_owned(),
        page(5, marks),
        page(6, ""),
        words("eight crates of fans"),
        words("two more crates"),
    ];
    objects.extend_from_slice(more);
    document(&objects, trailer)
}

/// Comments, links, fields, files, headings, labels and properties.
fn full(trailer: &str) -> Vec<u8> {
    let marks = "<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(Mira Quell)/M(D:20240305102030Z)/Contents(ask him)>>\
        <</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(Ole)/IRT 8 0 R/Contents<FEFF6DF15733>/CreationDate(D:202403)>>\
        <</Type/Annot/Subtype/Redact/Rect[0 0 9 9]/T(Counsel)>>\
        <</Type/Annot/Subtype/Highlight/Rect[0 0 9 9]>>\
        <</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://freight.example/t)>>>>\
        <</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(run.exe)>>>>\
        <</Type/Annot/Subtype/Link/Rect[0 0 9 9]/Dest[4 0 R/Fit]>>\
        <</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS<</F(b.txt)/EF<</F 15 0 R>>>>>>\
        8 0 R 9 0 R 10 0 R 11 0 R 12 0 R 13 0 R";
    let more = [
        // 7 and 8: a field whose mark is one of its own.
        "<</T(cargo)/FT/Tx/V(twelve tons)/Kids[8 0 R]>>".to_owned(),
        "<</Type/Annot/Subtype/Widget/Parent 7 0 R/Rect[72 600 300 614]/F 4>>".to_owned(),
        "<</Type/Annot/Subtype/Widget/FT/Tx/T(note)/V 18 0 R/F 2/Rect[72 580 300 594]>>".to_owned(),
        "<</Type/Annot/Subtype/Widget/FT/Btn/T(paid)/V/Yes/AS/Yes/Rect[72 560 84 572]>>".to_owned(),
        "<</Type/Annot/Subtype/Widget/FT/Btn/T(kept)/V/Off/AS/Off/Rect[72 540 84 552]>>".to_owned(),
        "<</Type/Annot/Subtype/Widget/FT/Ch/Ff 2097152/T(ports)/V[(Tern)(Heron)]/Opt[(Gull)(Tern)(Heron)]\
            /Rect[72 500 300 530]>>"
            .to_owned(),
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(seal)/Rect[72 480 300 494]/V 17 0 R>>".to_owned(),
        stream("/Params<</ModDate(D:20240305)>>", "a,b"),
        stream("", "second"),
        "<</Title(Report \\(draft\\))/Author<FEFF674E96F7>/CreationDate(D:20240305102030+08'00')/ModDate(D:202404)\
            /Creator(Writer )/Producer(Printer)>>"
            .to_owned(),
        // 17 and 18: values that stand by themselves.
        "<</Type/Sig/Filter/Adobe.PPKLite/Name(A. Vole)/M(D:20240306)/Reason(approved)/Location(Tern)>>".to_owned(),
        "(twice)".to_owned(),
    ];
    let catalog = "/PageLabels<</Nums[0<</S/r/St 4>>1<</P(Annex )/S/D>>]>>\
        /Outlines<</First<</Title(One)/Dest[3 0 R/Fit]/First<</Title(Below)/A<</S/GoTo/D(next)>>>>\
        /Next<</Title<FEFF6E05>/A<</S/GoToR/F(other.pdf)/D[0/Fit]>>>>>>>>\
        /AcroForm<</XFA[(template)14 0 R]/Fields[7 0 R 9 0 R 10 0 R 11 0 R 12 0 R 13 0 R]>>\
        /Names<</Dests<</Names[(next)[4 0 R/Fit]]>>/EmbeddedFiles<</Names[(x)<</F(list.csv)/UF<FEFF6E055355002E006300730076>/EF<</F 14 0 R>>>>]>>\
        /JavaScript<</Names[(s)<</S/JavaScript/JS(app.beep\\(\\))>>]>>>>";
    pages(catalog, marks, &more, &format!("/Info 16 0 R{trailer}"))
}

fn sorted(kept: &Kept) -> Vec<(MetaKey, &str)> {
    let mut metas: Vec<_> = kept.metas.iter().map(|(key, value)| (*key, value.as_str())).collect();
    metas.sort_unstable();
    metas
}

fn files(kept: &Kept) -> Vec<(&str, Option<&str>, &[u8])> {
    let mut files: Vec<_> = kept
        .children
        .iter()
        .map(|(child, bytes)| (child.name.as_str(), child.modified.as_deref(), bytes.as_slice()))
        .collect();
    files.sort_unstable();
    files
}

#[test]
fn the_second_engine_alone_tells_what_the_first_does() {
    let (outcome, by_first) = read(&full(""), None);
    assert_eq!((outcome, by_first.units[0].engine.as_str()), (Outcome::Done, "hayro"));
    let (outcome, by_second) = read(&full(LOCKED), None);
    assert_eq!((outcome, by_second.units[0].engine.as_str()), (Outcome::Done, "pdfium"));
    let units = |kept: &Kept| kept.units.iter().map(|unit| (unit.label.clone(), unit.text.clone())).collect::<Vec<_>>();
    assert_eq!(units(&by_second), units(&by_first));
    assert!(by_second.units[0].text.contains("twelve tons"), "typed, and not drawn: {:?}", by_second.units[0].text);
    assert_eq!(by_second.units[0].label, "p. iv (1 in the file)");
    assert_eq!(files(&by_second), files(&by_first));
    assert_eq!(files(&by_second).len(), 2);

    let (mut first, mut second) = (sorted(&by_first), sorted(&by_second));
    let signed = |(_, value): &(MetaKey, &str)| value.starts_with("signed in ");
    let by_whom = first.extract_if(.., |meta| signed(meta)).map(|(_, value)| value).collect::<Vec<_>>();
    assert_eq!(by_whom, ["signed in seal by A. Vole, 2024-03-06, in Tern: approved; the signature was not tested"]);
    let by_whom = second.extract_if(.., |meta| signed(meta)).map(|(_, value)| value).collect::<Vec<_>>();
    assert_eq!(by_whom, ["signed in seal, 2024-03-06: approved; the signature was not tested"]);
    assert_eq!(second, first);
    assert!(second.contains(&(MetaKey::Finding, "form field ports: Tern, Heron")), "{second:?}");
    let who = UNSOUGHT.replace("it: XMP", "it: who signed, and where, XMP");
    assert_eq!(by_second.problems, [who]);
}

#[test]
fn rings_in_a_damaged_document_are_walked_once() {
    // Labels in a ring may end the engine's worker: the words are read by another.
    let more = [
        "<</Kids[7 0 R 7 0 R]>>".to_owned(),
        "<</Title(Round)/Next 9 0 R/First 8 0 R>>".to_owned(),
        "<</Title(And round)/Next 8 0 R/First 8 0 R>>".to_owned(),
        "<</Kids[10 0 R 10 0 R]>>".to_owned(),
        "<</T(ring)/FT/Tx/Parent 11 0 R/Kids[11 0 R 11 0 R]>>".to_owned(),
    ];
    let widget = "<</Type/Annot/Subtype/Widget/FT/Tx/Parent 11 0 R/V(typed)/Rect[72 600 300 614]>>";
    for (catalog, heading) in [
        ("/PageLabels 7 0 R", None),
        ("/Outlines<</First 8 0 R>>", Some(&["Round", "And round"][..])),
        ("/Names<</EmbeddedFiles 10 0 R>>", None),
        ("/AcroForm<</Fields[11 0 R]>>", None),
    ] {
        let (outcome, kept) = read(&pages(catalog, widget, &more, LOCKED), None);
        assert_eq!(outcome, Outcome::Done, "{catalog}");
        let texts: Vec<_> = kept.units.iter().map(|unit| unit.text.lines().next().unwrap_or_default()).collect();
        assert_eq!(texts, ["eight crates of fans", "two more crates"], "{catalog}");
        if let Some(heading) = heading {
            let told: Vec<_> = kept.metas.iter().filter(|(key, _)| *key == MetaKey::Outline).collect();
            assert_eq!(told.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>(), heading);
        }
        assert!(kept.problems.last().unwrap().starts_with("only the second engine could open it"), "{catalog}");
    }
}

#[test]
fn where_it_fails_over_more_than_words_the_words_are_read() {
    let bytes = full(LOCKED);
    let check = |token: &str, labels: &[&str], unsought: &str| {
        let (outcome, kept) = read(&bytes, Some(token));
        assert_eq!(outcome, Outcome::Done, "{token}");
        assert_eq!(kept.units.iter().map(|unit| unit.label.as_str()).collect::<Vec<_>>(), labels, "{token}");
        assert!(kept.metas.is_empty() && kept.children.is_empty(), "{token}: {:?}", kept.metas);
        let over = "it, and it failed over more than words: ";
        assert_eq!(kept.problems, [UNSOUGHT.replace("it: ", &format!("{over}{unsought}, "))], "{token}");
    };
    let named = ["p. iv (1 in the file)", "p. Annex 1 (2 in the file)"];
    let rest = "headings, scripts, attached files";
    let all = format!("comments, form fields and links, {rest}");
    check("bare 0", &["p. 1", "p. 2"], &format!("page labels, {all}"));
    check("unmarked 0", &named, &all);
    let from = "comments, form fields and links from p. Annex 1 (2 in the file) on";
    check("unmarked 1", &named[1..], &format!("{from}, {rest}"));
    check("unmarked 2", &[], rest);
}
