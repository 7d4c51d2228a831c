use proptest::prelude::*;

use super::{Cell, Table};
use crate::format::probe::Probe;

/// The header found in a sheet whose rows are lines, their cells parted by bars.
fn header_of(sheet: &str) -> Vec<String> {
    let mut probe = Probe::default();
    let mut table = Table::new(&mut probe, "test", "", u64::MAX);
    for (row, line) in (1..).zip(sheet.lines()) {
        let cells: Vec<Cell<'_>> = line.split('|').map(|cell| Cell::plain(cell.trim())).collect();
        table.row(row, &cells).expect("a row");
    }
    table.finish().expect("an end");
    probe.units[0].table.clone().expect("a table").header
}

const BODY: &str = "\
Asterholm Ltd|MSKU1234565|24,000 KGS|2025-03-04
Haiyan Trading|TCLU7654321|1,200 KGS|2025-03-09
Nordvik AS|N/A|NULL|2025-03-11
Asterholm Ltd|MSCU1112223|900 KGS|2025-04-02
Corvane SA|CSQU3054383|12,500 KGS|2025-04-04
";

#[test]
fn the_row_that_names_the_columns_is_found() {
    fn check(above: &str, body: &str, expect: &[&str]) {
        assert_eq!(header_of(&format!("{above}{body}")), expect, "{above}{body}");
    }
    const NAMES: [&str; 4] = ["Shipper", "Container", "Weight", "Date"];
    const HEAD: &str = "Shipper|Container|Weight|Date\n";
    let under = |title: &str| check(&format!("{title}{HEAD}"), BODY, &NAMES);
    under("");
    under("Imports of March\n\n");
    under("Imports of March\nReport generated|2025-04-05 10:12\n\n");
    under("Report generated|by customs\nFrom|2025-03-01\nTo|2025-03-31\n\n\n");
    under("Register|of|imports|\n");
    under("Parties||Cargo|\n");
    under("Parties|Parties|Cargo|Cargo\n");
    under("发货人|箱号|重量|日期\n");
    under(&"one of many notes above the table\n".repeat(40));

    // In the other order, and with units below the names.
    check(
        "Shipper|Container|Weight|Date\n发货人|集装箱号|货物重量|发货日期\n",
        BODY,
        &["发货人", "集装箱号", "货物重量", "发货日期"],
    );
    check("发货人|箱号|重量|日期\n-|no|kg|d\n", BODY, &["发货人", "箱号", "重量", "日期"]);
    // One column is named twice, one not at all.
    check("Name|Container|Weight|Name\n", BODY, &["Name", "Container", "Weight", "Name"]);
    check("Shipper|Container||Date\n", BODY, &["Shipper", "Container", "", "Date"]);
    // Years are names where they stand over numbers.
    check("Country|2023|2024\n", "Norway|1,200|18\nCyprus|7|900\n", &["Country", "2023", "2024"]);
    // A table of texts alone has the first of its rows.
    check("Name|Town\n", "Ivo Tan|Porto\nMara Veld|Gdynia\n", &["Name", "Town"]);
    check("Name|Town|\n", "Ivo Tan|Porto|friend\nMara Veld|Gdynia|\n", &["Name", "Town"]);
    check("a|b\n", "", &["a", "b"]);
}

#[test]
fn a_sheet_without_names_has_no_header() {
    let check = |sheet: &str| assert!(header_of(sheet).is_empty(), "{sheet}");
    check(BODY);
    check("1|two\n3|four\n");
    check("a|a\nb|c\nd|e\n");
    check("Imports of March\nall of them\n");
    check("2023|2024|2025\n1|2|3\n");
    check("Asterholm Ltd|12|2025-03-04\nHaiyan Trading|unknown|never\nNordvik AS|9|2025-03-11\n");
    check(&format!("{BODY}Total|see above|none|never\n"));
}

#[test]
fn all_blocks_have_the_header_of_the_first() {
    let wide = "x".repeat(40_000);
    let mut probe = Probe::default();
    let mut table = Table::new(&mut probe, "test", "", u64::MAX);
    for row in 1..=6 {
        table.row(row, &[Cell::plain(wide.as_str())]).expect("a row");
    }
    table.row(7, &[Cell::plain("Name"), Cell::plain("Weight")]).expect("a row");
    table.row(8, &[Cell::plain("Asterholm"), Cell::plain("12")]).expect("a row");
    table.finish().expect("an end");
    assert!(probe.units.len() > 2);
    assert!(probe.units.iter().all(|unit| unit.table.as_ref().is_some_and(|table| table.header.is_empty())));
}

proptest! {
    #[test]
    fn any_rows_can_be_looked_at(
        rows in prop::collection::vec((0u32..2000, prop::collection::vec("[a名12\t-]{0,4}", 0..6)), 0..80),
    ) {
        let mut probe = Probe::default();
        let mut table = Table::new(&mut probe, "test", "", u64::MAX);
        for (row, cells) in &rows {
            let cells: Vec<Cell<'_>> = cells.iter().map(|cell| Cell::plain(cell.as_str())).collect();
            table.row(*row, &cells).expect("a row");
        }
        table.finish().expect("an end");
        let headers: Vec<_> = probe.units.iter().flat_map(|unit| &unit.table).map(|table| &table.header).collect();
        prop_assert!(headers.windows(2).all(|pair| pair[0] == pair[1]));
    }
}
