//! The memo: a Word document written by hand, with a comment and tracked changes (ECMA-376, parts 1 and 2).

use super::archive::{self, Entry};

/// The file's bytes.
pub(super) fn memo() -> Vec<u8> {
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES.to_owned()),
        ("_rels/.rels", RELATIONS.to_owned()),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONS.to_owned()),
        ("word/document.xml", document()),
        ("word/comments.xml", comments()),
        ("docProps/core.xml", CORE.to_owned()),
    ];
    let entries = parts.map(|(name, xml)| {
        Entry::new(name, format!("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n{xml}"))
    });
    archive::write(&entries)
}

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

const CONTENT_TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
    <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
    <Override PartName=\"/word/document.xml\" \
    ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>\
    <Override PartName=\"/word/comments.xml\" \
    ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml\"/>\
    <Override PartName=\"/docProps/core.xml\" \
    ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/></Types>";

const RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
    Target=\"word/document.xml\"/><Relationship Id=\"rId2\" \
    Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" \
    Target=\"docProps/core.xml\"/></Relationships>";

const DOCUMENT_RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
    <Relationship Id=\"rId1\" \
    Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments\" \
    Target=\"comments.xml\"/></Relationships>";

const CORE: &str = "<cp:coreProperties \
    xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
    xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
    xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>Hall 3 after the move</dc:title>\
    <dc:creator>Hafizal Brindoro</dc:creator>\
    <dcterms:created xsi:type=\"dcterms:W3CDTF\">2024-11-26T09:14:00Z</dcterms:created></cp:coreProperties>";

fn document() -> String {
    let body = [
        paragraph(&run("Memo: Hall 3 after the move")),
        paragraph(&run("From Hafizal Brindoro, 26 November 2024")),
        paragraph(&run(
            "Hall 3 was empty by the evening of 24 November 2024. The crew left two pallets of packing foam and a box of \
             asset labels, which I keep.",
        )),
        paragraph(&format!(
            "<w:commentRangeStart w:id=\"0\"/>{}<w:del w:id=\"1\" {AUTHOR}><w:r><w:delText>Shenzhen</w:delText></w:r></w:del>\
             <w:ins w:id=\"2\" {AUTHOR}>{}</w:ins>{}<w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r>",
            run("The units go to "),
            run("storage"),
            run("."),
        )),
        paragraph(&run("The empty boxes went in on the same nights. The next visit is not before spring.")),
        table(&[
            ["Night", "Rows", "Crates"],
            ["18 November", "12 and 13", "16"],
            ["20 November", "14 to 16", "24"],
            ["23 November", "17 to 19", "24"],
        ]),
    ];
    format!("<w:document xmlns:w=\"{WORD}\"><w:body>{}<w:sectPr/></w:body></w:document>", body.concat())
}

const AUTHOR: &str = "w:author=\"H. Brindoro\" w:date=\"2024-11-26T11:40:00Z\"";

fn comments() -> String {
    format!(
        "<w:comments xmlns:w=\"{WORD}\"><w:comment w:id=\"0\" w:author=\"M. Fenwickham\" \
         w:date=\"2024-11-27T08:05:00Z\">{}</w:comment></w:comments>",
        paragraph(&run("That is not what we were told on Friday."))
    )
}

fn run(text: &str) -> String {
    format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn paragraph(runs: &str) -> String {
    format!("<w:p>{runs}</w:p>")
}

fn table(rows: &[[&str; 3]]) -> String {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", paragraph(&run(text)));
    let row = |cells: &[&str; 3]| format!("<w:tr>{}</w:tr>", cells.map(cell).concat());
    format!("<w:tbl>{}</w:tbl>", rows.iter().map(row).collect::<String>())
}
