#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::change::{Change, zoned};
use super::read;
use super::styles::{Styles, styles};
use super::threads::Threads;
use super::words::Words;
use crate::format::probe::{damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey};

fn words(xml: &str) -> Words {
    super::words::words(xml, &Styles::default())
}

const RELATIONS: &str = r#"<Relationships>
<Relationship Id="r1" Type="http://x/hyperlink" Target="https://asterholm.example/a?b=1&amp;c=2" TargetMode="External"/>
<Relationship Id="r2" Type="http://x/header" Target="header1.xml"/>
<Relationship Id="r3" Type="http://x/attachedTemplate" Target="https://evil.example/t.dotm" TargetMode="External"/>
</Relationships>"#;

fn document(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let main = format!("<w:document><w:body>{body}</w:body></w:document>");
    for (name, text) in parts.iter().copied().chain([("word/document.xml", main.as_str())]) {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn sample() -> Vec<u8> {
    let body = r#"<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Memo</w:t></w:r></w:p>
        <w:p><w:r><w:t xml:space="preserve">Eight servers </w:t></w:r><w:del w:author="Mara" w:date="2025-03-04T10:15:00Z"><w:r><w:delText>never left</w:delText></w:r></w:del>
        <w:ins w:author="Ivo" w:date="2025-03-05T09:00:00Z"><w:r><w:t>left</w:t></w:r><w:del w:author="Mara"><w:r><w:delText> late</w:delText></w:r></w:del></w:ins><w:r><w:rPr><w:rPrChange w:author="Ilse"><w:rPr/></w:rPrChange></w:rPr><w:t> &amp; came.</w:t></w:r></w:p>
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>container</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>weight</w:t></w:r></w:p></w:tc></w:tr>
        <w:tr><w:tc><w:p><w:r><w:t>A</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
        <w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>in a box</w:t></w:r></w:p></w:txbxContent></mc:Choice>
        <mc:Fallback><w:txbxContent><w:p><w:r><w:t>in a box</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>around it</w:t></w:r></w:p>"#;
    document(
        body,
        &[
            ("word/_rels/document.xml.rels", RELATIONS),
            ("word/header1.xml", "<w:hdr><w:p><w:r><w:t>Confidential</w:t></w:r></w:p></w:hdr>"),
            (
                "word/footnotes.xml",
                r#"<w:footnotes><w:footnote w:type="separator"><w:p/></w:footnote><w:footnote w:id="1"><w:p><w:r><w:t>a note</w:t></w:r></w:p></w:footnote></w:footnotes>"#,
            ),
            (
                "word/comments.xml",
                r#"<w:comments><w:comment w:author="Ivo Tan" w:date="2025-03-05T09:00:00Z"><w:p><w:r><w:t>is this so?</w:t></w:r></w:p></w:comment></w:comments>"#,
            ),
            ("word/media/image1.png", "pixels"),
            (
                "word/charts/chart1.xml",
                r#"<c:chart><c:ser><c:tx><c:v>shipped</c:v></c:tx><c:cat><c:pt idx="0"><c:v>March</c:v></c:pt></c:cat><c:val><c:pt idx="0"><c:v>12</c:v></c:pt></c:val></c:ser></c:chart>"#,
            ),
            ("word/vbaProject.bin", "macros"),
            (
                "docProps/core.xml",
                "<cp:coreProperties><dc:title>A &amp; B</dc:title><dc:creator>Mara</dc:creator><cp:lastModifiedBy>Ivo</cp:lastModifiedBy><dcterms:created>2025-03-04T10:15:00Z</dcterms:created></cp:coreProperties>",
            ),
        ],
    )
}

#[test]
fn all_words_are_found_in_their_places() {
    let (outcome, found) = probe(read, &sample());
    assert_eq!(outcome, Ok(()));
    let units: Vec<(&str, &str)> = found.units.iter().map(|unit| (unit.label.as_str(), unit.text.as_str())).collect();
    assert_eq!(
        units,
        [
            ("section 1", "Memo\nEight servers left & came.\n\ncontainer\tweight\nA\t12\n\naround it\nin a box"),
            ("footnotes", "a note"),
            ("comments", "Ivo Tan, 2025-03-05T09:00:00Z: is this so?"),
            ("header", "Confidential"),
            ("charts", "\tshipped\nMarch\t12"),
            ("inserted text", "Ivo, 2025-03-05T09:00:00Z: left"),
            ("deleted text", "Mara, 2025-03-04T10:15:00Z: never left\nMara: late"),
        ]
    );
    assert_eq!(found.names(), ["image1.png"]);
    assert_eq!(found.metas(MetaKey::Title), ["A & B"]);
    assert_eq!(found.metas(MetaKey::Created), ["2025-03-04T10:15:00Z"]);
    assert_eq!(
        found.metas(MetaKey::RemoteReference),
        ["https://asterholm.example/a?b=1&c=2", "https://evil.example/t.dotm"]
    );
    assert_eq!(
        found.metas(MetaKey::Finding),
        [
            "last saved by Ivo",
            "it contains macros",
            "it would load a template from elsewhere",
            "changes were tracked: 1 insertion, 2 deletions, 1 other change \
             (insertions by Ivo; deletions by Mara; other changes by Ilse)",
        ]
    );
}

#[test]
fn what_it_says_of_itself_is_told() {
    let parts = [
        // Where some programs keep what others keep in docProps/core.xml.
        (
            "package/services/metadata/core-properties/4471.psmdcp",
            "<cp:coreProperties><dc:creator>Mara Veld</dc:creator><dc:description>for the board</dc:description><cp:keywords>servers</cp:keywords><cp:category>loads</cp:category><cp:contentStatus>Draft</cp:contentStatus><cp:revision>12</cp:revision><cp:lastPrinted>2025-03-04T10:15:00Z</cp:lastPrinted></cp:coreProperties>",
        ),
        (
            "docProps/app.xml",
            "<Properties><Template>Board letter.dotx</Template><TotalTime>200</TotalTime><Manager>Ilse Brandt</Manager><Company>Asterholm</Company><HyperlinkBase>https://asterholm.example/</HyperlinkBase></Properties>",
        ),
        (
            "docProps/custom.xml",
            r#"<Properties><property pid="2" name="_AuthorEmail"><vt:lpwstr>mara@asterholm.example</vt:lpwstr></property><property pid="3" name="Matter"><vt:i4>4471</vt:i4></property></Properties>"#,
        ),
        (
            "word/people.xml",
            r#"<w15:people><w15:person w15:author="Mara Veld"><w15:presenceInfo w15:providerId="AD" w15:userId="S::mara@asterholm.example::1f2e"/></w15:person><w15:person w15:author="Ivo Tan"><w15:presenceInfo w15:providerId="None" w15:userId="Ivo Tan"/></w15:person></w15:people>"#,
        ),
    ];
    let (outcome, found) = probe(read, &document("<w:p><w:r><w:t>words</w:t></w:r></w:p>", &parts));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.metas(MetaKey::Author), ["Mara Veld"]);
    assert_eq!(found.metas(MetaKey::RemoteReference), ["https://asterholm.example/"]);
    assert_eq!(
        found.metas(MetaKey::Finding),
        [
            "a remark on the document: for the board",
            "keywords: servers",
            "category: loads",
            "status: Draft",
            "saved 12 times by its own count",
            "last printed 2025-03-04T10:15:00Z",
            "made from the template Board letter.dotx",
            "edited for 3 h 20 min in all",
            "manager: Ilse Brandt",
            "made with a program registered to Asterholm",
            "property _AuthorEmail: mara@asterholm.example",
            "property Matter: 4471",
            "named among its writers: Mara Veld (mara@asterholm.example)",
            "named among its writers: Ivo Tan",
        ]
    );
}

#[test]
fn what_lies_elsewhere_is_told_whatever_part_names_it() {
    let relation = |kind: &str, target: &str| {
        format!(
            r#"<Relationships><Relationship Id="r1" Type="http://x/{kind}" Target="{target}" TargetMode="External"/></Relationships>"#
        )
    };
    let check = |template: &str, finding: &str| {
        let settings = r#"<w:settings><w:docVars><w:docVar w:name="Matter" w:val="4471"/></w:docVars><w:mailMerge><w:connectString w:val="Data Source=C:\Users\mveld\list.xlsx"/></w:mailMerge></w:settings>"#;
        let parts = [
            ("word/settings.xml", settings),
            ("word/_rels/settings.xml.rels", &relation("attachedTemplate", template)),
            ("word/_rels/footnotes.xml.rels", &relation("hyperlink", "https://asterholm.example/")),
        ];
        let body = r#"<w:p><w:r><w:instrText>INCLUDEPICTURE "\\\\FILER3\\a.png"</w:instrText></w:r></w:p>"#;
        let (outcome, found) = probe(read, &document(body, &parts));
        assert_eq!(outcome, Ok(()));
        let mut references = found.metas(MetaKey::RemoteReference);
        references.sort_unstable();
        assert_eq!(references, [r"\\FILER3\a.png", template, "https://asterholm.example/"]);
        let variables = ["variable Matter: 4471", r"property data source: Data Source=C:\Users\mveld\list.xlsx"];
        assert_eq!(found.metas(MetaKey::Finding), [&variables[..], &[finding]].concat());
    };
    check("file:///C:\\forms\\Board%20letter.dotx", r"made from the template C:\forms\Board%20letter.dotx");
    check("file:///\\\\FILER3\\t.dotm", "it would load a template from elsewhere");
    check("http://asterholm.example/t.dotm", "it would load a template from elsewhere");
}

#[test]
fn what_is_hidden_is_told_and_what_is_hidden_on_the_web_alone_is_not() {
    let list = styles(
        r#"<w:style w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId="Deeper"><w:basedOn w:val="Secret"/></w:style>
        <w:style w:styleId="Shown"><w:basedOn w:val="Secret"/><w:rPr><w:vanish w:val="0"/></w:rPr></w:style>"#,
    );
    let check = |body: &str, n_hidden: u32| {
        let found = super::words::words(body, &list);
        assert_eq!((found.text.as_str(), found.n_hidden), ("a", n_hidden), "{body}");
    };
    let run = |properties: &str| format!("<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>a</w:t></w:r></w:p>");
    check(&run("<w:vanish/>"), 1);
    check(&run("<w:webHidden/>"), 0);
    check(&run(r#"<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"#), 0);
    check(&run(r#"<w:rStyle w:val="Deeper"/>"#), 1);
    check(&run(r#"<w:rStyle w:val="Shown"/>"#), 0);
    check(&run(r#"<w:rStyle w:val="Deeper"/><w:vanish w:val="0"/>"#), 0);
    check("<w:p><w:pPr><w:pPrChange><w:pPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>", 0);
    check(r#"<w:p><w:pPr><w:pStyle w:val="Secret"/></w:pPr><w:r><w:t>a</w:t></w:r></w:p>"#, 1);
    check("<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>", 1);
}

#[test]
fn stamps_and_pictures_wherever_they_lie_are_given() {
    let header = r#"<w:hdr><w:p><w:r><w:pict><v:shape><v:textpath string="CONFIDENTIAL"/></v:shape></w:pict></w:r></w:p></w:hdr>"#;
    let related = r#"<Relationships><Relationship Id="r1" Type="http://x/header" Target="header1.xml"/><Relationship Id="r2" Type="http://x/image" Target="/art/a.png"/></Relationships>"#;
    let drawing = r#"<w:p><w:r><w:drawing><wp:docPr name="Picture 1" descr="the yard &amp; its gate"/><pic:cNvPr name="yard 2.jpg" descr="C:\Users\mveld\yard 2.jpg"/></w:drawing><w:t>a</w:t></w:r></w:p>"#;
    let parts = [
        ("word/header1.xml", header),
        ("word/_rels/document.xml.rels", related),
        ("media/b.png", "pixels"),
        ("art/a.png", "pixels"),
        ("art/c.png", "of nobody"),
    ];
    let (outcome, found) = probe(read, &document(drawing, &parts));
    assert_eq!(outcome, Ok(()));
    let described = "the yard & its gate\nC:\\Users\\mveld\\yard 2.jpg\nyard 2.jpg";
    assert_eq!(found.text(), format!("a\n---\nCONFIDENTIAL\n---\n{described}"));
    assert_eq!(found.metas(MetaKey::Finding), [r"a picture came from C:\Users\mveld\yard 2.jpg"]);
    assert_eq!(found.names(), ["b.png", "a.png"]);
}

#[test]
fn answers_stand_behind_what_they_answer() {
    let comment = |author: &str, paragraph: &str, words: &str| {
        format!(
            r#"<w:comment w:author="{author}" w:date="2025-03-05T09:00:00Z"><w:p w14:paraId="x"><w:r><w:t>it is:</w:t></w:r></w:p><w:p w14:paraId="{paragraph}"><w:r><w:t>{words}</w:t></w:r></w:p></w:comment>"#
        )
    };
    let comments = [comment("Ivo", "3", "no"), comment("Mara", "1", "so?"), comment("Ilse", "2", "late")].concat();
    let parts = [
        ("word/comments.xml", comments.as_str()),
        (
            "word/commentsExtended.xml",
            r#"<w15:commentsEx><w15:commentEx w15:paraId="1"/><w15:commentEx w15:paraId="2"/><w15:commentEx w15:paraId="3" w15:paraIdParent="1"/></w15:commentsEx>"#,
        ),
        (
            "word/commentsIds.xml",
            r#"<w16cid:commentsIds><w16cid:commentId w16cid:paraId="3" w16cid:durableId="d3"/></w16cid:commentsIds>"#,
        ),
        (
            "word/commentsExtensible.xml",
            r#"<w16cex:commentsExtensible><w16cex:commentExtensible w16cex:durableId="d3" w16cex:dateUtc="2025-03-05T01:00:00Z"/></w16cex:commentsExtensible>"#,
        ),
    ];
    let (outcome, found) = probe(read, &document("<w:p><w:r><w:t>a</w:t></w:r></w:p>", &parts));
    assert_eq!(outcome, Ok(()));
    let lines = ["Mara, 2025-03-05T09:00:00Z: it is:\nso?", "Ivo, 2025-03-05T09:00:00+08:00: it is:\nno"];
    assert_eq!(found.units[1].text, [lines[0], lines[1], "Ilse, 2025-03-05T09:00:00Z: it is:\nlate"].join("\n\n"));
    let mut circle = Threads::default();
    circle.take(r#"<commentEx paraId="1" paraIdParent="2"/><commentEx paraId="2" paraIdParent="1"/>"#);
    let comments = ["1", "2"].map(|paragraph| Change { paragraph: paragraph.to_owned(), ..Change::default() });
    assert_eq!(circle.ordered(comments.to_vec()).len(), 2);
}

#[test]
fn times_have_the_zone_that_can_be_told() {
    let check = |clock: &str, utc: &str, expect: Option<&str>| {
        assert_eq!(zoned(clock, utc).as_deref(), expect, "{clock} {utc}");
    };
    check("2025-03-05T09:00:00Z", "2025-03-05T01:00:00Z", Some("2025-03-05T09:00:00+08:00"));
    check("2025-03-05T21:00:00", "2025-03-06T00:30:00Z", Some("2025-03-05T21:00:00-03:30"));
    check("2025-03-05T09:00:00Z", "2025-03-05T01:01:00Z", None);
    check("2025-03-05T09:00:00Z", "2025-03-07T09:00:00Z", None);
    check("", "2025-03-05T01:00:00Z", None);
    let body = r#"<w:p><w:ins w:author="Ivo" w:date="2025-03-05T09:00:00Z" w16du:dateUtc="2025-03-05T01:00:00Z"><w:r><w:t>a</w:t></w:r></w:ins></w:p>"#;
    assert_eq!(words(body).inserted[0].line(), "Ivo, 2025-03-05T09:00:00+08:00: a");
}

#[test]
fn data_that_programs_keep_beside_the_text_are_read() {
    let parts = [
        (
            "customXml/item1.xml",
            "<p:properties><SharedWithUsers><UserInfo><DisplayName>Ilse Brandt</DisplayName><AccountId>7</AccountId></UserInfo></SharedWithUsers><Empty/></p:properties>",
        ),
        ("customXml/item2.xml", "<FormTemplates><Display>DocumentLibraryForm</Display></FormTemplates>"),
        ("customXml/itemProps1.xml", "<a>of nobody</a>"),
    ];
    let (outcome, found) = probe(read, &document("<w:p><w:r><w:t>a</w:t></w:r></w:p>", &parts));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.text(), "a\n---\nDisplayName: Ilse Brandt\nAccountId: 7");
    assert_eq!(found.metas(MetaKey::Finding), ["named beside the text: Ilse Brandt"]);
}

#[test]
fn paragraphs_fields_and_marks() {
    let check = |body: &str, text: &str| assert_eq!(words(body).text, text, "{body}");
    let run = |inner: &str| format!("<w:p><w:r>{inner}</w:r></w:p>");
    check(&run("<w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t>"), "a\tb\nc");
    check(&[run("<w:t>a</w:t>"), run(""), run("<w:t>b</w:t>")].concat(), "a\n\nb");
    check(&run("<w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t>"), "a\u{2011}b");
    let form = |inner: &str| run(&format!("<w:t>at </w:t><w:fldChar><w:ffData>{inner}</w:ffData></w:fldChar>"));
    let list = r#"<w:listEntry w:val="Porto"/><w:listEntry w:val="Gdynia"/></w:ddList>"#;
    check(&form(&format!(r#"<w:ddList><w:result w:val="1"/>{list}"#)), "at Gdynia");
    check(&form(&format!("<w:ddList>{list}")), "at Porto");
    check(&form(r#"<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>"#), "at ☒");
    check(&form(r#"<w:checkBox><w:default w:val="0"/></w:checkBox>"#), "at ☐");
    check("<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>a</w:t></w:r></w:p>", "a");
    check(&run("<w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t>"), "hidden");
    assert_eq!(words(&run("<w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t>")).n_hidden, 1);
    let field = run("<w:instrText> HYPERLINK \"https://a.example/\" </w:instrText></w:r><w:r><w:t>a link</w:t>");
    check(&field, "a link");
    assert_eq!(super::field_target(&words(&field).fields[0]).as_deref(), Some("https://a.example/"));
    check("<w:p><w:r><w:t>kept</w:t></w:r></w:p><w:p <", "kept");
    assert!(words("<w:p><w:r><w:t>kept</w:t></w:r></w:p><w:p <").fault.is_some());
    let deep = format!("{}{}", "<w:tbl><w:tr><w:tc>".repeat(50_000), run("<w:t>core</w:t>"));
    check(&deep, "core");
    let deep = format!("{}{}", "<w:txbxContent>".repeat(50_000), run("<w:t>core</w:t>"));
    check(&deep, "core");
}

#[test]
fn broken_documents_keep_what_can_be_read() {
    assert!(matches!(probe(read, b"").0, Err(Failure::Corrupt(_))));
    assert!(matches!(probe(read, b"PK\x03\x04").0, Err(Failure::Corrupt(_))));
    let whole = document("<w:p><w:r><w:t>kept words</w:t></w:r></w:p>", &[]);
    let list = whole.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let (outcome, found) = probe(read, &whole[..list]);
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.text(), "kept words");
    assert_eq!(found.problems.len(), 1);

    let (outcome, found) = probe_with(read, &sample(), Limits { depth: 16, ..Limits::DESKTOP }, None);
    assert!(matches!(outcome, Err(Failure::LimitHit(_))));
    assert_eq!(found.units.len(), 7);
}

#[test]
fn long_documents_come_in_sections() {
    let paragraph = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "words ".repeat(100));
    let (outcome, found) = probe(read, &document(&paragraph.repeat(300), &[]));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.units.last().unwrap().label, "section 3");
}

proptest! {
    #[test]
    fn damaged_documents_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &damage(&sample(), &changes, cut));
    }

    #[test]
    fn damaged_words_never_panic(pieces in prop::collection::vec(prop::sample::select(vec![
        "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "words", "<w:tbl>", "</w:tbl>", "<w:tr>", "<w:tc>", "</w:tc>",
        "<w:del>", "</w:del>", "<w:delText>", "<w:txbxContent>", "</w:txbxContent>", "<mc:Fallback>", "</mc:Fallback>", "&amp;",
        "&#xd800;", "<w:instrText>", "</w:instrText>", "<w:sym w:char='D800'/>", "<w:br/>", "<", "<![CDATA[x]]>", "\u{0}",
    ]), 0..60)) {
        let _ = words(&pieces.concat());
    }
}

/// What is told of a body with these styles.
fn findings(body: &str, styles: &str) -> Vec<String> {
    let styles = format!("<w:styles>{styles}</w:styles>");
    let (outcome, found) = probe(read, &document(body, &[("word/styles.xml", &styles)]));
    assert_eq!(outcome, Ok(()));
    found.metas(MetaKey::Finding).into_iter().map(str::to_owned).collect()
}

fn run(look: &str, words: &str) -> String {
    format!(r#"<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>"#)
}

const WHITE: &str = r#"<w:color w:val="FFFFFF"/>"#;

#[test]
fn white_words_on_white_are_told() {
    let told = ["hidden words in paragraph 2, in white: “paid by Tern”"];
    let check = |look: &str, expect: &[&str]| {
        let body = format!("<w:p/><w:p>{}{}{}</w:p>", run("", "seen "), run(look, "paid "), run(look, "by Tern"));
        assert_eq!(findings(&body, ""), expect, "{look}");
    };
    check(WHITE, &told);
    check(r#"<w:color w:val="fefefe"/>"#, &told);
    check(r#"<w:color w:val="FFFFFF" w:themeColor="background1"/>"#, &told);
    check(r#"<w:color w:themeColor="background1"/>"#, &told);
    check(r#"<w:color w:val="auto"/>"#, &[]);
    check(r#"<w:color w:val="F0F0F0"/>"#, &[]);
    check(r#"<w:color w:val="A6A6A6" w:themeColor="background1" w:themeShade="A6"/>"#, &[]);
    check(&format!(r#"{WHITE}<w:highlight w:val="black"/>"#), &[]);
    check(&format!(r#"{WHITE}<w:highlight w:val="none"/>"#), &told);
    check(&format!(r#"{WHITE}<w:shd w:val="clear" w:color="auto" w:fill="1F3864"/>"#), &[]);
    check(&format!(r#"{WHITE}<w:shd w:val="solid" w:color="1F3864" w:fill="FFFFFF"/>"#), &[]);
    check(&format!(r#"{WHITE}<w:shd w:val="clear" w:color="auto" w:fill="auto"/>"#), &told);
    check(
        &format!(r#"<w:rPrChange w:author="Mara"><w:rPr>{WHITE}</w:rPr></w:rPrChange>"#),
        &["changes were tracked: 2 other changes (other changes by Mara)"],
    );
}

#[test]
fn what_is_behind_white_words_may_be_a_paragraph_a_table_a_box_or_a_picture() {
    let white = run(WHITE, "paid by Tern");
    let dark = r#"<w:shd w:val="clear" w:fill="1F3864"/>"#;
    let table = |table: &str, cell: &str| {
        let cells = format!("<w:tc><w:tcPr>{cell}</w:tcPr><w:p>{white}</w:p></w:tc><w:tc><w:p>{white}</w:p></w:tc>");
        format!("<w:tbl><w:tblPr>{table}</w:tblPr><w:tr>{cells}</w:tr></w:tbl>")
    };
    let styles = r#"<w:style w:type="table" w:styleId="Grid"/><w:style w:type="table" w:styleId="Dark"><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr></w:tblStylePr><w:tblStylePr w:type="band1Horz"><w:tcPr><w:shd w:val="clear" w:fill="FFFFFF"/></w:tcPr></w:tblStylePr></w:style><w:style w:type="table" w:styleId="Darker"><w:basedOn w:val="Dark"/></w:style><w:style w:type="character" w:styleId="Pale"><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:pPr><w:shd w:val="clear" w:fill="1F3864"/></w:pPr><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>"#;
    let check = |body: &str, n: usize| {
        let told = findings(body, styles);
        assert_eq!(told.len(), n, "{body}: {told:?}");
    };
    check(&format!("<w:p><w:pPr>{dark}</w:pPr>{white}</w:p>"), 0);
    check(&format!("<w:p><w:pPr>{dark}</w:pPr></w:p><w:p>{white}</w:p>"), 1);
    check(&table("", ""), 2);
    check(&table("", dark), 1);
    check(&table(dark, ""), 0);
    check(&table(r#"<w:tblStyle w:val="Grid"/>"#, ""), 2);
    check(&table(r#"<w:tblStyle w:val="Darker"/>"#, ""), 0);
    check(&format!("{}<w:p>{white}</w:p>", table(dark, "")), 1);
    check(&format!("<w:p>{}</w:p>", run(r#"<w:rStyle w:val="Pale"/>"#, "paid by Tern")), 1);
    check(&format!("<w:p>{}</w:p>", run(r#"<w:rStyle w:val="Pale"/><w:color w:val="000000"/>"#, "paid by Tern")), 0);
    check(r#"<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Memo of Tern</w:t></w:r></w:p>"#, 0);
    check(&format!("<w:p><w:r><w:txbxContent><w:p>{white}</w:p></w:txbxContent></w:r></w:p>"), 0);
    check(&format!("<w:p><w:del w:author=\"\">{white}</w:del></w:p>"), 1);
    check(&format!("<w:p>{}</w:p>", run(WHITE, ". 7")), 0);
    let behind = |length: u32| {
        format!(
            r#"<w:p><w:r><w:drawing><wp:anchor behindDoc="1"><wp:extent cx="{length}" cy="{length}"/></wp:anchor></w:drawing></w:r>{white}</w:p>"#
        )
    };
    assert_eq!(findings(&behind(900_000), ""), ["hidden words in paragraph 1, in white: “paid by Tern”"]);
    assert_eq!(
        findings(&behind(9_000_000), ""),
        ["hidden words in paragraph 1, in white, in a document with something large behind its text: “paid by Tern”"]
    );
}

#[test]
fn white_words_of_a_header_are_told_and_many_are_counted() {
    let white = run(WHITE, "paid by Tern");
    let body = format!("<w:p>{white}</w:p>").repeat(23);
    let header = format!("<w:hdr><w:p>{white}</w:p></w:hdr>");
    let (_, found) = probe(read, &document("<w:p/>", &[("word/header2.xml", &header)]));
    assert_eq!(found.metas(MetaKey::Finding), ["hidden words in paragraph 1 of its header, in white: “paid by Tern”"]);
    let told = findings(&body, "");
    assert_eq!((told.len(), told[20].as_str()), (21, "hidden words in 3 further places, in white"));
}
