#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use proptest::prelude::*;

use super::super::read;
use crate::format::probe::{damage, probe};
use crate::format::{Failure, MetaKey, ProblemCode};

const BODY: &str = r#"<office:automatic-styles><style:style style:name="ta1"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>
<table:table table:name="Loads"><table:shapes><draw:frame><draw:text-box><text:p>a box</text:p></draw:text-box></draw:frame></table:shapes>
<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>
<table:table-header-rows><table:table-row><table:table-cell office:value-type="string"><text:p>container</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>weight</text:p></table:table-cell><table:table-cell office:value-type="string"><text:p>left</text:p></table:table-cell></table:table-row></table:table-header-rows>
<table:table-row><table:table-cell office:value-type="string"><office:annotation><dc:creator>Ivo</dc:creator><text:p>is this so?</text:p></office:annotation><text:p>MSKU<text:s text:c="2"/>1234565</text:p><text:p>sealed</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="1234.5"><text:p>1,234.50</text:p></table:table-cell><table:table-cell office:value-type="date" office:date-value="2025-03-04T10:15:00"><text:p>04/03/25</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16381"/></table:table-row>
<table:table-row table:number-rows-repeated="2"/>
<table:table-row table:visibility="filter"><table:table-cell/><table:table-cell table:number-columns-repeated="2" office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell></table:table-row>
<table:table-row table:number-rows-repeated="1048571"><table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>
<table:table table:name="Notes" table:style-name="ta1"><table:table-row table:number-rows-repeated="3"><table:table-cell office:value-type="percentage" office:value="0.25"><text:p>25%</text:p></table:table-cell></table:table-row></table:table>
</office:spreadsheet></office:body>"#;

fn packed(body: &str) -> Vec<u8> {
    packed_with(body, &[])
}

fn packed_with(body: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let content = format!("<office:document-content>{body}</office:document-content>");
    let usual = [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content.as_str())];
    for (name, text) in usual.iter().chain(others) {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn flat(body: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\"?><office:document office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\"><office:meta><dc:title>Loads of March</dc:title></office:meta>{body}</office:document>"
    )
    .into_bytes()
}

#[test]
fn cells_keep_what_is_stored_and_what_is_shown() {
    for bytes in [packed(BODY), flat(BODY)] {
        let (outcome, found) = probe(read, &bytes);
        assert_eq!(outcome, Ok(()));
        let units: Vec<(&str, &str)> =
            found.units.iter().map(|unit| (unit.label.as_str(), unit.text.as_str())).collect();
        assert_eq!(
            units,
            [
                (
                    "Loads rows 1–5",
                    "container\tweight\tleft\nMSKU  1234565 sealed\t1,234.50\t2025-03-04 10:15:00\n\n\n\tTRUE\tTRUE"
                ),
                ("Notes rows 1–3", "25%\n25%\n25%"),
                ("comments", "Loads A2, Ivo: is this so?"),
                ("text boxes", "a box"),
            ]
        );
        let raw = &found.units[0].table.as_ref().unwrap().raw;
        let raw: Vec<(u32, u32, &str)> = raw.iter().map(|cell| (cell.row, cell.column, cell.value.as_str())).collect();
        assert_eq!(raw, [(2, 0, "MSKU  1234565\nsealed"), (2, 1, "1234.5"), (2, 2, "2025-03-04T10:15:00")]);
        assert_eq!(
            found.metas(MetaKey::Finding),
            [
                "in the sheet Loads, row 5 and column C are hidden; all was read",
                "the sheet Notes is hidden; it was read"
            ]
        );
        assert!(found.problems.is_empty(), "{:?}", found.problems);
    }
    assert_eq!(probe(read, &flat(BODY)).1.metas(MetaKey::Title), ["Loads of March"]);
}

#[test]
fn what_is_folded_away_is_hidden() {
    let row = "<table:table-row><table:table-cell office:value=\"7\"/></table:table-row>";
    let body = format!(
        "<office:body><table:table table:name=\"S\"><table:table-column/><table:table-column-group table:display=\"false\"><table:table-column table:number-columns-repeated=\"2\"/></table:table-column-group>{row}<table:table-row-group table:display=\"false\">{row}<table:table-row-group>{row}</table:table-row-group></table:table-row-group>{row}</table:table></office:body>"
    );
    let (outcome, found) = probe(read, &packed(&body));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.text(), "7\n7\n7\n7");
    let told = ["in the sheet S, rows 2–3 and columns B–C are hidden; all was read"];
    assert_eq!(found.metas(MetaKey::Finding), told);
}

#[test]
fn formulas_that_nobody_worked_out_are_told() {
    let cell = |attributes: &str| format!("<table:table-cell {attributes}/>");
    let row = [
        r#"table:formula="of:=1+1""#,
        r#"table:formula="of:=2+2" office:value-type="float" office:value="4""#,
        r#"table:formula="of:=&quot;&quot;" office:value-type="string""#,
    ];
    let row: String = row.iter().map(|attributes| cell(attributes)).collect();
    let body = format!(
        "<office:body><office:spreadsheet><table:table table:name=\"S\"><table:table-row>{row}\
         <table:table-cell table:formula=\"of:=3\"></table:table-cell></table:table-row></table:table>\
         </office:spreadsheet></office:body>"
    );
    let (_, found) = probe(read, &packed(&body));
    let told: Vec<&str> = found.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(told, ["in the sheet S, what 2 formulas come to is not stored: A1, D1 are shown empty"]);
}

#[test]
fn what_was_changed_is_told() {
    let changes = r#"<table:tracked-changes>
<table:cell-content-change table:id="ct1"><table:cell-address table:column="1" table:row="2" table:table="0"/><office:change-info><dc:creator>Mara Veld</dc:creator><dc:date>2025-03-04T10:15:00</dc:date></office:change-info><table:previous><table:change-track-table-cell office:value-type="float" office:value="12"><text:p>12 crates</text:p></table:change-track-table-cell></table:previous></table:cell-content-change>
<table:deletion table:type="row" table:position="4" table:table="0"><office:change-info><dc:creator>Ivo Tan</dc:creator></office:change-info><table:deletions><table:cell-content-deletion><table:cell-address table:column="0" table:row="4" table:table="0"/><table:change-track-table-cell office:value="7"/></table:cell-content-deletion></table:deletions></table:deletion>
<table:insertion table:type="column" table:position="1" table:count="2" table:table="0"/><table:movement/><table:cell-content-change/></table:tracked-changes>"#;
    let body = BODY.replace("<office:spreadsheet>", &format!("<office:spreadsheet>{changes}"));
    for bytes in [packed(&body), flat(&body)] {
        let (outcome, found) = probe(read, &bytes);
        assert_eq!(outcome, Ok(()));
        let last = found.units.last().unwrap();
        assert_eq!(
            (last.label.as_str(), last.text.as_str()),
            (
                "tracked changes",
                "Loads B3, Mara Veld, 2025-03-04T10:15:00: was 12 crates\nLoads row 5, Ivo Tan: was deleted: 7\n\
                 Loads columns B–C: were inserted\ncells were moved\nwas empty"
            )
        );
        let told = found.metas(MetaKey::Finding);
        assert_eq!(told.last(), Some(&"changes were tracked: 5 (by Ivo Tan, Mara Veld)"));
    }
    let cut = &body[..body.find("12 crates").unwrap()];
    assert!(matches!(probe(read, &packed(cut)).0, Err(Failure::Corrupt(_))));
}

#[test]
fn headers_are_read_without_what_stands_for_fields() {
    let around = r#"<office:master-styles><style:master-page style:name="Default"><style:header><text:p><text:sheet-name>???</text:sheet-name></text:p></style:header><style:footer><text:p>Page <text:page-number>1</text:page-number></text:p></style:footer></style:master-page>
<style:master-page style:name="Report"><style:header><style:region-left><text:p><text:sheet-name>???</text:sheet-name> (<text:title>???</text:title>)</text:p></style:region-left><style:region-right><text:p>Strictly private</text:p><text:p><text:date>00/00/0000</text:date>, <text:time>00:00:00</text:time></text:p></style:region-right></style:header></style:master-page></office:master-styles>"#;
    let body = "<office:body><table:table table:name=\"S\"/></office:body>";
    let styles = format!("<office:document-styles>{around}</office:document-styles>");
    let all = [("styles.xml", styles.as_str())];
    for bytes in [packed_with(body, &all), flat(&format!("{around}{body}"))] {
        let (outcome, found) = probe(read, &bytes);
        assert_eq!(outcome, Ok(()));
        let units: Vec<(&str, &str)> =
            found.units.iter().map(|unit| (unit.label.as_str(), unit.text.as_str())).collect();
        assert_eq!(units, [("header", "Strictly private"), ("footer", "Page")]);
    }
}

#[test]
fn objects_macros_and_addresses_are_told() {
    let body = r#"<office:body><table:table table:name="S"><table:table-row><table:table-cell office:value-type="string"><draw:caption><text:p>not for the buyer</text:p></draw:caption><text:p>see <text:a xlink:href="https://crates.example/">here</text:a></text:p></table:table-cell></table:table-row></table:table></office:body>"#;
    let chart = "<office:document-content><office:body><office:chart><chart:chart><chart:title><text:p>Servers by port</text:p></chart:title></chart:chart></office:chart></office:body></office:document-content>";
    let bytes = packed_with(body, &[("Object 1/content.xml", chart), ("Scripts/python/run.py", "print(1)")]);
    let (outcome, found) = probe(read, &bytes);
    assert_eq!(outcome, Ok(()));
    let units: Vec<(&str, &str)> = found.units.iter().map(|unit| (unit.label.as_str(), unit.text.as_str())).collect();
    assert_eq!(
        units,
        [("S row 1", "see here"), ("text boxes", "not for the buyer"), ("embedded objects", "Servers by port")]
    );
    assert_eq!(found.metas(MetaKey::Finding), ["it contains macros"]);
    assert_eq!(found.metas(MetaKey::RemoteReference), ["https://crates.example/"]);
}

#[test]
fn what_is_repeated_without_end_is_told() {
    let row = |n: &str, cell: &str| {
        format!(
            "<office:body><table:table table:name=\"S\"><table:table-row table:number-rows-repeated=\"{n}\">{cell}</table:table-row></table:table></office:body>"
        )
    };
    let one = "<table:table-cell office:value-type=\"string\"><text:p>x</text:p></table:table-cell>";
    let (outcome, found) = probe(read, &packed(&row("999999999", one)));
    assert_eq!(outcome, Ok(()));
    assert_eq!(found.units.last().unwrap().label, "S rows 9501–10000");
    assert_eq!(found.problems[0].code, ProblemCode::Limit);
    assert_eq!(found.problems[0].message, "in the sheet S, row 1 stands 1048576 times; 10000 of them are shown");

    let words = "y".repeat(100_000);
    let wide = format!(
        "<table:table-cell table:number-columns-repeated=\"999999999\" office:value-type=\"string\"><text:p>{words}</text:p></table:table-cell>"
    );
    let (outcome, found) = probe(read, &packed(&row("1", &wide)));
    assert_eq!(outcome, Ok(()));
    assert!(found.text().len() < 3 << 20);
}

#[test]
fn little_is_never_repeated_into_very_much() {
    let words = "y".repeat(100);
    let wide = format!(
        "<table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"string\"><text:p>{words}</text:p></table:table-cell>"
    );
    let row = format!("<table:table-row table:number-rows-repeated=\"10000\">{wide}</table:table-row>");
    let once = format!("<table:table-row>{wide}</table:table-row>");
    let sheet = |name: &str, rows: &str| format!("<table:table table:name=\"{name}\">{rows}</table:table>");
    let body = format!("<office:body>{}{}</office:body>", sheet("S", &row.repeat(3)), sheet("T", &once.repeat(100)));
    let (outcome, found) = probe(read, &packed(&body));
    assert_eq!(outcome, Ok(()));
    let n_bytes: usize = found.units.iter().map(|unit| unit.text.len()).sum();
    assert!(n_bytes > 60 << 20 && n_bytes < 80 << 20, "{n_bytes}");
    let told: Vec<&str> = found.problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(told[0], "in the sheet S, row 1 stands 10000 times; 40 of them are shown");
    assert!(told[1].starts_with("in the sheet S, from row 10001 on cells that stand many times"), "{told:?}");
    assert!(told[2].starts_with("in the sheet T, from row 1 on cells that stand many times"), "{told:?}");
}

#[test]
fn broken_bodies_are_told_and_kept_as_far_as_they_go() {
    let cut = &BODY[..BODY.find("<table:table-row table:number-rows-repeated=\"2\"").unwrap()];
    let (outcome, found) = probe(read, &packed(cut));
    assert!(matches!(outcome, Err(Failure::Corrupt(_))));
    assert!(found.text().starts_with("container\tweight\tleft\nMSKU"));
    assert!(matches!(probe(read, &packed("")).0, Ok(())));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn damaged_sheets_never_panic(
        changes in prop::collection::vec((any::<usize>(), any::<u8>()), 0..12),
        cut in prop_oneof![Just(0usize), any::<usize>()],
        is_flat in any::<bool>(),
    ) {
        let whole = if is_flat { flat(BODY) } else { packed(BODY) };
        let _ = probe(read, &damage(&whole, &changes, cut));
    }
}
