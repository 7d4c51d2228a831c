#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use proptest::prelude::*;
use rust_xlsxwriter::{Chart, ChartType, ExcelDateTime, Format, Note, Shape, Workbook};

use super::read;
use crate::format::probe::{damage, probe, probe_with};
use crate::format::{Failure, Limits, MetaKey};

fn sample() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Shipments").unwrap();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let price = Format::new().set_num_format("#,##0.00");
    for (column, header) in ["container", "weight", "date", "price", "note"].iter().enumerate() {
        sheet.write_string(0, column as u16, *header).unwrap();
    }
    sheet.write_string(1, 0, "0042").unwrap();
    sheet.write_number(1, 1, 1_234_567_890_123_456.0).unwrap();
    sheet.write_datetime_with_format(1, 2, ExcelDateTime::parse_from_str("2025-03-04").unwrap(), &date).unwrap();
    sheet.write_number_with_format(1, 3, 1234.5, &price).unwrap();
    sheet.write_string(1, 4, "two\nlines").unwrap();
    sheet.write_boolean(3, 0, true).unwrap();
    sheet.write_number(3, 1, 12.0).unwrap();
    sheet.write_string(5000, 0, "far below").unwrap();
    let hidden = workbook.add_worksheet().set_name("内部").unwrap();
    hidden.write_string(4, 2, "海晏").unwrap();
    hidden.set_hidden(true);
    workbook.save_to_buffer().unwrap()
}

#[test]
fn cells_keep_what_is_stored_and_what_is_shown() {
    let (outcome, found) = probe(read, &sample());
    assert_eq!(outcome, Ok(()));
    let labels: Vec<&str> = found.units.iter().map(|unit| unit.label.as_str()).collect();
    assert_eq!(labels, ["Shipments rows 1–4", "Shipments row 5001", "内部 row 5"]);
    assert_eq!(
        found.units[0].text,
        "container\tweight\tdate\tprice\tnote\n0042\t1234567890123456\t2025-03-04\t1,234.50\ttwo lines\n\nTRUE\t12"
    );
    let table = found.units[0].table.as_ref().unwrap();
    assert_eq!(table.header, ["container", "weight", "date", "price", "note"]);
    let raw: Vec<(u32, u32, &str)> =
        table.raw.iter().map(|cell| (cell.row, cell.column, cell.value.as_str())).collect();
    assert_eq!(raw, [(2, 2, "45720"), (2, 3, "1234.5"), (2, 4, "two\nlines")]);
    assert_eq!(found.units[2].text, "\t\t海晏");
    assert_eq!(found.metas(MetaKey::Finding), ["the sheet 内部 is hidden; it was read"]);
}

#[test]
fn comments_and_pictures_are_not_lost() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_string(0, 0, "weight").unwrap();
    sheet.insert_note(0, 0, &Note::new("who weighed this?").set_author("Ivo Tan").add_author_prefix(false)).unwrap();
    let (outcome, found) = probe(read, &workbook.save_to_buffer().unwrap());
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.units[1].label, "comments");
    assert_eq!(found.units[1].text, "Sheet1 A1, Ivo Tan: who weighed this?");
}

#[test]
fn what_is_hidden_or_stands_over_the_cells_is_told() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Shipments").unwrap();
    for row in 0..6 {
        sheet.write_number(row, 0, row).unwrap();
    }
    sheet.set_row_hidden(2).unwrap();
    sheet.set_row_hidden(3).unwrap();
    sheet.set_column_hidden(1).unwrap();
    sheet.insert_shape(8, 0, &Shape::textbox().set_text("not for the buyer")).unwrap();
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values("Shipments!$A$1:$A$2").set_name("shipped");
    chart.title().set_name("Servers");
    sheet.insert_chart(12, 0, &chart).unwrap();
    let (outcome, found) = probe(read, &workbook.save_to_buffer().unwrap());
    assert_eq!(outcome, Ok(()));
    let units: Vec<(&str, &str)> = found.units.iter().map(|unit| (unit.label.as_str(), unit.text.as_str())).collect();
    assert_eq!(units[1], ("text boxes", "not for the buyer"));
    assert_eq!(units[2], ("charts", "Servers\n\tshipped\n\t0\n\t1"));
    assert_eq!(
        found.metas(MetaKey::Finding),
        ["in the sheet Shipments, rows 3–4 and column B are hidden; all was read"]
    );
}

const RELATED: &str = r#"<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/xlMacrosheet" Target="macrosheets/sheet1.xml"/><Relationship Id="r3" Type="http://x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r4" Type="http://x/styles" Target="styles.xml"/><Relationship Id="r5" Type="http://x/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook><sheets><sheet name="Loads" sheetId="1" r:id="r1"/><sheet name="Macro1" sheetId="2" state="veryHidden" r:id="r2"/><sheet name="Lost" sheetId="3" r:id="r9"/><sheet name="Drawn" sheetId="4" state="hidden" r:id="r5"/></sheets></workbook>"#;
const CELLS: &str = r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c t="s"><v>1</v></c></row><row r="2" hidden="1"><c r="A2" t="inlineStr"><is><r><t>MSKU</t></r><r><t>1234565</t></r></is></c><c r="B2" s="1"><v>1234.5</v></c><c r="C2" s="2"><v>45720</v></c><c r="D2" t="b"><v>1</v></c><c r="E2" t="e"><v>#N/A</v></c></row><row><c t="str"><f>A1</f><v>a &amp; b</v></c><c/><c><v>7</v></c></row></sheetData></worksheet>"#;
const MACROS: &str = r#"<xm:macrosheet><sheetData><row r="1"><c r="A1"><f>EXEC("crates.exe")</f><v>0</v></c></row></sheetData></xm:macrosheet>"#;
const TEXTS: &str =
    r#"<sst><si><t>container</t></si><si><r><t>wei</t></r><r><t>ght</t></r><rPh><t>no</t></rPh></si></sst>"#;
const STYLES: &str = r##"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="#,##0.00"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"><alignment/></xf></cellXfs></styleSheet>"##;

/// A workbook with a sheet of macros.
fn with_macros(cells: &str, texts: &str) -> Vec<u8> {
    pack(&[
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATED),
        ("xl/worksheets/sheet1.xml", cells),
        ("xl/macrosheets/sheet1.xml", MACROS),
        ("xl/sharedStrings.xml", texts),
        ("xl/styles.xml", STYLES),
        ("xl/chartsheets/sheet1.xml", "<chartsheet/>"),
    ])
}

#[test]
fn sheets_of_macros_do_not_lose_the_others() {
    let (outcome, found) = probe(read, &with_macros(CELLS, TEXTS));
    assert_eq!(outcome, Ok(()));
    assert_eq!(
        found.text(),
        "container\tweight\nMSKU1234565\t1,234.50\t2025-03-04\tTRUE\t#N/A\na & b\t\t7\n---\n=EXEC(\"crates.exe\")"
    );
    assert_eq!(
        found.metas(MetaKey::Finding),
        [
            "it contains macros: the sheet Macro1 is made of them",
            "the sheet Macro1 is hidden so that the program does not offer to show it; it was read",
            "the sheet Drawn is hidden; it was read",
            "in the sheet Loads, row 2 is hidden; all was read",
        ]
    );
    let told: Vec<&str> = found.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(told, ["the sheet Lost could not be read to its end: where its cells are is not said"]);

    let (outcome, found) = probe(read, &with_macros(&CELLS[..CELLS.find("<c r=\"C2\"").unwrap()], &TEXTS[..70]));
    assert_eq!(outcome, Ok(()));
    assert!(found.text().starts_with("container\nMSKU1234565\t1,234.50\n---\n"), "{}", found.text());
    assert_eq!(
        found.problems.last().unwrap().message,
        "the sheet Lost could not be read to its end: where its cells are is not said"
    );
    assert!(
        found
            .problems
            .iter()
            .any(|problem| problem.message == "the sheet Loads could not be read to its end: it breaks off")
    );
}

#[test]
fn words_of_diagrams_are_read() {
    let drawn = "<dgm:dataModel><dgm:ptLst><dgm:pt><dgm:t><a:bodyPr/><a:p><a:r><a:t>Veld Holding</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt><dgm:t><a:p><a:r><a:t>Crates Ltd</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>";
    let (_, found) = probe(read, &with_parts("", &[("xl/diagrams/data1.xml", drawn)]));
    let units: Vec<(&str, &str)> = found.units.iter().map(|unit| (unit.label.as_str(), unit.text.as_str())).collect();
    assert_eq!(units, [("text boxes", "Veld Holding\nCrates Ltd")]);
}

fn pack(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn sheets_of_opendocument_keep_their_comments_and_pictures() {
    let content = r#"<office:document-content><office:body><office:spreadsheet><table:table table:name="Loads"><table:table-row><table:table-cell office:value-type="string"><office:annotation><dc:creator>Ivo</dc:creator><text:p>who weighed this?</text:p></office:annotation><text:p>weight</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;
    let (outcome, found) = probe(
        read,
        &pack(&[
            ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", content),
            ("meta.xml", "<office:meta><dc:title>Loads</dc:title></office:meta>"),
            ("META-INF/manifest.xml", "<manifest:manifest/>"),
            ("Pictures/a.png", "pixels"),
        ]),
    );
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.text(), "weight\n---\nLoads A1, Ivo: who weighed this?");
    assert_eq!(found.names(), ["a.png"]);
    assert_eq!(found.metas(MetaKey::Title), ["Loads"]);
}

#[test]
fn what_lies_in_an_older_workbook_is_given_even_where_its_cells_are_lost() {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_storage("MBD0001").unwrap();
    file.create_storage("_VBA_PROJECT_CUR").unwrap();
    for path in ["MBD0001/Package", "Workbook"] {
        file.create_stream(path).unwrap().write_all(b"not what it should be").unwrap();
    }
    file.flush().unwrap();
    let (outcome, found) = probe(read, &file.into_inner().into_inner());
    assert!(matches!(outcome, Err(Failure::Corrupt(_))));
    assert_eq!(found.names(), ["object 1"]);
    assert_eq!(found.metas(MetaKey::Finding), ["it contains macros"]);
}

#[test]
fn headers_addresses_and_hidden_charts_are_told() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet().set_name("Shipments").unwrap();
    sheet.write_number(0, 0, 7).unwrap();
    sheet.set_header("&L&\"Arial,Bold\"Loads of March&RVeld && Sons");
    sheet.set_footer("&CPage &P of &N");
    sheet.write_url(1, 0, "https://crates.example/").unwrap();
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values("Shipments!$A$1:$A$2");
    let drawn = workbook.add_chartsheet().set_name("Drawn").unwrap();
    drawn.insert_chart(0, 0, &chart).unwrap();
    drawn.set_hidden(true);
    drawn.set_header("&CStrictly private");
    let (outcome, found) = probe(read, &workbook.save_to_buffer().unwrap());
    assert_eq!(outcome, Ok(()));
    let units: Vec<(&str, &str)> = found.units.iter().map(|unit| (unit.label.as_str(), unit.text.as_str())).collect();
    let margins = [("header", "Loads of March\nVeld & Sons\nStrictly private"), ("footer", "Page of")];
    assert_eq!(units[units.len() - 2..], margins);
    assert_eq!(found.metas(MetaKey::Finding), ["the sheet Drawn is hidden; it was read"]);
    assert_eq!(found.metas(MetaKey::RemoteReference), ["https://crates.example/"]);
}

/// A workbook of one sheet, with parts that stand beside it.
fn with_parts(related: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let of_sheet = format!("<Relationships>{related}</Relationships>");
    let mut parts = vec![
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        ("xl/workbook.xml", r#"<workbook><sheets><sheet name="Loads" sheetId="4" r:id="r1"/></sheets></workbook>"#),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>"),
        ("xl/worksheets/_rels/sheet1.xml.rels", &of_sheet),
    ];
    parts.extend(others);
    pack(&parts)
}

#[test]
fn a_comment_that_can_be_answered_is_given_once() {
    let related = r#"<Relationship Id="r1" Type="http://x/comments" Target="../comments1.xml"/><Relationship Id="r2" Type="http://x/threadedComment" Target="../threadedComments/threadedComment1.xml"/>"#;
    let copy = r#"<comments><authors><author>tc={T}</author><author>Ivo Tan</author></authors><commentList><comment ref="B2" authorId="0"><text><t>[Threaded comment] agreed?</t></text></comment><comment ref="C3" authorId="1"><text><r><t>who weighed </t></r><r><t>this?</t></r></text></comment></commentList></comments>"#;
    let thread = r#"<ThreadedComments><threadedComment ref="B2" id="{T}"><text>agreed?</text></threadedComment><threadedComment ref="B2" id="{U}" parentId="{T}"><text>yes</text></threadedComment></ThreadedComments>"#;
    let newer = ("xl/threadedComments/threadedComment1.xml", thread);
    let both = with_parts(related, &[("xl/comments1.xml", copy), newer]);
    assert_eq!(
        probe(read, &both).1.text(),
        "Loads C3, Ivo Tan: who weighed this?\n\nLoads B2: agreed?\n\nLoads B2: yes"
    );
    // Where the thread itself is lost, its copy is all there is.
    let lost = with_parts(related, &[("xl/comments1.xml", copy)]);
    assert!(probe(read, &lost).1.text().starts_with("Loads B2, tc={T}: [Threaded comment] agreed?"));
}

#[test]
fn changes_that_were_tracked_have_both_wordings() {
    let headers = r#"<headers><header dateTime="2025-03-04T10:15:00" userName="Ivo Tan" r:id="r2"/><header dateTime="2025-03-05T09:00:00" userName="Mara Veld" r:id="r1"/></headers>"#;
    let related = r#"<Relationships><Relationship Id="r1" Type="http://x/revisionLog" Target="revisionLog1.xml"/><Relationship Id="r2" Type="http://x/revisionLog" Target="revisionLog2.xml"/></Relationships>"#;
    let first = r#"<revisions><rcc rId="1" sId="4"><nc r="B2" t="inlineStr"><is><t>12 crates</t></is></nc></rcc><rcc rId="2" sId="4" odxf="1"><oc r="C3"><v>5</v></oc><nc r="C3"><f>2*4</f><v>8</v></nc></rcc></revisions>"#;
    let second = r#"<revisions><rrc rId="3" sId="4" ref="A5:XFD5" action="deleteRow"><rcc rId="0" sId="4"><oc r="A5"><v>7</v></oc><nc r="A5"/></rcc></rrc><rm rId="4" sId="9" source="A1" destination="A9"/><rfmt sId="4" sqref="A1"/><rcc sId="4"><nc r="Z1"/></rcc></revisions>"#;
    let bytes = |second: &str| {
        let others = [
            ("xl/revisions/revisionHeaders.xml", headers),
            ("xl/revisions/_rels/revisionHeaders.xml.rels", related),
            ("xl/revisions/revisionLog2.xml", first),
            ("xl/revisions/revisionLog1.xml", second),
            ("xl/revisions/userNames.xml", r#"<users count="1"><userInfo name="Ilse Brandt" id="-7"/></users>"#),
        ];
        with_parts("", &others)
    };
    let (_, found) = probe(read, &bytes(second));
    assert_eq!(found.units[0].label, "tracked changes");
    assert_eq!(
        found.text(),
        "Loads B2, Ivo Tan, 2025-03-04T10:15:00: was empty, became 12 crates\n\
         Loads C3, Ivo Tan, 2025-03-04T10:15:00: was 5, became 8\n\
         Loads A5:XFD5, Mara Veld, 2025-03-05T09:00:00: rows were deleted\n\
         Loads A5, Mara Veld, 2025-03-05T09:00:00: was 7, was emptied\n\
         A1, Mara Veld, 2025-03-05T09:00:00: was moved to A9"
    );
    assert_eq!(
        found.metas(MetaKey::Finding),
        ["named among its writers: Ilse Brandt", "changes were tracked: 5 (by Ivo Tan, Mara Veld)"]
    );

    let (_, found) = probe(
        read,
        &bytes("<revisions><rcc sId=\"4\"><oc r=\"A1\"><v>7</v></oc><nc r=\"A1\"><v>9</v></nc></rcc><rcc "),
    );
    assert!(found.text().ends_with("was 7, became 9"));
    assert!(found.problems.iter().any(|problem| problem.message.starts_with("xl/revisions/revisionLog1.xml cannot")));
}

#[test]
fn answers_to_comments_have_their_writers() {
    let parts = [
        ("[Content_Types].xml", "<Types/>"),
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        ("xl/workbook.xml", r#"<workbook><sheets><sheet name="Loads" sheetId="1" r:id="r1"/></sheets></workbook>"#),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
        ),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>"),
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            r#"<Relationships><Relationship Id="r1" Type="http://x/threadedComment" Target="../threadedComments/threadedComment1.xml"/></Relationships>"#,
        ),
        ("xl/persons/person.xml", r#"<personList><person displayName="Mara Veld" id="{A}"/></personList>"#),
        (
            "xl/threadedComments/threadedComment1.xml",
            r#"<ThreadedComments><threadedComment ref="B2" dT="2025-03-04T10:15:00.00" personId="{A}"><text>agreed?</text></threadedComment></ThreadedComments>"#,
        ),
    ];
    let (_, found) = probe(read, &pack(&parts));
    assert_eq!(found.text(), "Loads B2, Mara Veld, 2025-03-04T10:15:00: agreed?");
}

#[test]
fn long_sheets_come_in_blocks() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for row in 0..1200 {
        sheet.write_number(row, 0, row).unwrap();
    }
    let (outcome, found) = probe(read, &workbook.save_to_buffer().unwrap());
    assert_eq!(outcome, Ok(()));
    let labels: Vec<&str> = found.units.iter().map(|unit| unit.label.as_str()).collect();
    assert_eq!(labels, ["Sheet1 rows 1–500", "Sheet1 rows 501–1000", "Sheet1 rows 1001–1200"]);
}

#[test]
fn broken_workbooks_are_told() {
    let check = |bytes: &[u8]| assert!(matches!(probe(read, bytes).0, Err(Failure::Corrupt(_))));
    check(b"");
    check(b"PK\x03\x04 not much");
    check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 not much");
    check(b"plain words");
    check(&sample()[..2000]);
    let (outcome, _) = probe_with(read, &sample(), Limits { max_text_bytes: 10, ..Limits::DESKTOP }, None);
    assert!(matches!(outcome, Err(Failure::LimitHit(_))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn damaged_workbooks_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        cut in prop_oneof![Just(0usize), any::<usize>()],
    ) {
        let _ = probe(read, &damage(&sample(), &changes, cut));
    }

    #[test]
    fn damaged_sheets_beside_macros_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        cut in prop_oneof![Just(0usize), any::<usize>()],
        is_cells in any::<bool>(),
    ) {
        let damaged = |xml: &str| String::from_utf8_lossy(&damage(xml.as_bytes(), &changes, cut)).into_owned();
        let (cells, texts) =
            if is_cells { (damaged(CELLS), TEXTS.to_owned()) } else { (CELLS.to_owned(), damaged(TEXTS)) };
        let _ = probe(read, &with_macros(&cells, &texts));
    }
}
