//! The row that names the columns of a sheet: found, chosen by hand, taken back, and no citation loosened by it.

use serde_json::{Value, json};

use crate::bench::Bench;

/// Two titles, the names, 700 rows: two blocks.
fn with_filing() -> Bench {
    let bench = Bench::with_case();
    let rows: String = (1..=700).map(|n| format!("Oarlock & Fenn,PT-{n:04},{},2024-04-11\n", n * 3)).collect();
    bench.file(
        "in/bills.csv",
        format!("Bills of lading,,,\nReport generated,2024-05-01,,\nshipper,bill,boxes,date\n{rows}"),
    );
    bench.file("in/note.txt", "No table here.\n");
    bench.done(&["ingest", "tern", "in"]);
    bench
}

fn only(answer: Value) -> Value {
    answer["sheets"][0].clone()
}

#[test]
fn the_header_is_found_below_titles_and_named_in_every_block() {
    let bench = with_filing();
    let sheet = only(bench.json(&["sheet", "tern", "bills.csv"]));
    assert_eq!((&sheet["first_row"], &sheet["last_row"], &sheet["units"]), (&json!(1), &json!(703), &json!(2)));
    assert_eq!((&sheet["header_row"], &sheet["chosen"]), (&json!(3), &json!(false)));
    for unit in ["1", "2"] {
        let table = bench.json(&["unit", "tern", "bills.csv", "--unit", unit])["table"].clone();
        assert_eq!(table["header"], json!(["shipper", "bill", "boxes", "date"]));
        assert_eq!(table["header_row"], 3);
    }
    let shown = bench.done(&["sheet", "tern", "bills.csv"]).out;
    assert_eq!(shown, "rows 1 to 703\n  row 3 names the columns: shipper | bill | boxes | date\n");
    let ran = bench.run(&["sheet", "tern", "note.txt"]);
    assert!(ran.code == 1 && ran.err.contains("has no table"), "{}", ran.err);
}

#[test]
fn another_row_can_be_chosen_and_what_is_cited_stays_in_place() {
    let bench = with_filing();
    bench.done(&["cite", "tern", "bills.csv", "--unit", "2", "--row", "600", "--columns", "bill,boxes"]);
    let version = bench.json(&["text", "tern", "bills.csv", "--unit", "1"])["version"].clone();

    let chosen = only(bench.json(&["sheet", "tern", "bills.csv", "--header-row", "4"]));
    assert_eq!((&chosen["header_row"], &chosen["chosen"]), (&json!(4), &json!(true)));
    assert_eq!(chosen["header"], json!(["Oarlock & Fenn", "PT-0001", "3", "2024-04-11"]));
    let unit = bench.json(&["unit", "tern", "bills.csv", "--unit", "2"]);
    assert_eq!((&unit["table"]["header"], &unit["table"]["header_row"]), (&chosen["header"], &json!(4)));
    assert_eq!(unit["cited"][0]["hold"], "in_place");

    // Columns are asked for by the names that are shown; the anchor keeps those of its text.
    bench.done(&["cite", "tern", "bills.csv", "--unit", "2", "--row", "601", "--columns", "PT-0001"]);
    assert_ne!(bench.run(&["cite", "tern", "bills.csv", "--unit", "2", "--row", "602", "--columns", "bill"]).code, 0);
    assert_eq!(bench.json(&["text", "tern", "bills.csv", "--unit", "1"])["version"], version);
    assert_eq!(bench.json(&["verify", "tern"])["citations"]["in_place"], 2);

    let none = only(bench.json(&["sheet", "tern", "bills.csv", "--no-header"]));
    assert_eq!((&none["header_row"], &none["header"]), (&Value::Null, &json!([])));
    assert!(bench.done(&["undo", "tern"]).out.contains("header of a sheet chosen"));
    assert_eq!(only(bench.json(&["sheet", "tern", "bills.csv"]))["header_row"], 4);
    let read = only(bench.json(&["sheet", "tern", "bills.csv", "--as-read"]));
    assert_eq!((&read["header_row"], &read["chosen"]), (&json!(3), &json!(false)));
    bench.sound();
}

#[test]
fn a_row_that_cannot_name_the_columns_is_refused() {
    let bench = with_filing();
    let check = |args: &[&str], words: &str| {
        let ran = bench.run(&[&["sheet", "tern", "bills.csv"], args].concat());
        assert!(ran.code != 0 && ran.err.contains(words), "{args:?}: {}", ran.err);
    };
    check(&["--header-row", "704"], "is not in the sheet");
    check(&["--header-row", "0"], "is not in the sheet");
    check(&["--sheet", "March", "--header-row", "2"], "has no sheet March");
    check(&["--header-row", "2", "--as-read"], "Say one");
}
