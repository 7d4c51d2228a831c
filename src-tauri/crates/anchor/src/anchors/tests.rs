#![allow(clippy::unwrap_used)]
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::error::Error;
use crate::unit::tests::{page, sheet};

fn version() -> TextHash {
    TextHash::from_bytes([7; 32])
}

#[test]
fn a_text_anchor_holds_words_and_context() {
    let text = "x".repeat(40) + "\nKestrel sold  to \u{ad}深圳" + &"y".repeat(40);
    let anchor = TextAnchor::make(version(), 3, &text, Span::new(40, 60), 2).unwrap();
    assert_eq!(anchor.quote, "Kestrel sold  to \u{ad}深");
    assert_eq!(anchor.span(), Span::new(41, 60));
    assert_eq!(anchor.prefix, "x".repeat(31) + "\n");
    assert_eq!(anchor.suffix, "圳".to_owned() + &"y".repeat(31));
    let anchor = TextAnchor::make(version(), 3, "ab", Span::new(0, 2), 1).unwrap();
    assert_eq!((anchor.prefix.as_str(), anchor.suffix.as_str()), ("", ""));
}

#[test]
fn a_span_without_words_is_refused() {
    let check = |span: Span, expect: Error| {
        assert_eq!(TextAnchor::make(version(), 1, "a  b", span, 1).unwrap_err(), expect);
    };
    let outside = |start, end| Error::OutsideText { unit: 1, start, end, len: 4 };
    check(Span::new(0, 5), outside(0, 5));
    check(Span::new(3, 2), outside(3, 2));
    check(Span::new(1, 3), Error::NoWords { unit: 1, start: 1, end: 3 });
    check(Span::new(2, 2), Error::NoWords { unit: 1, start: 2, end: 2 });
}

#[test]
fn a_cells_anchor_knows_its_row() {
    let unit = sheet("Bills", 5, &["no", "ship", "from", "to"], "1\tAda\t\tOslo\tx\n2\t\t \t\t");
    let make = |row, columns: &[u32]| CellsAnchor::make(version(), 2, &unit, row, columns);
    let shown = |cells: &[Cell]| -> Vec<String> {
        cells.iter().map(|cell| format!("{} {}={}", cell.index, cell.header, cell.value)).collect()
    };
    let anchor = make(5, &[3, 1]).unwrap();
    assert_eq!(shown(&anchor.columns), ["1 ship=Ada", "3 to=Oslo"]);
    assert_eq!(shown(&anchor.keys), ["0 no=1", "4 =x"]);
    assert_eq!((anchor.row, anchor.unit, anchor.sheet.as_str()), (5, 2, "Bills"));
    let unsaid = sheet("Bills", 1, &[], "1\tN/A\t无\tOslo");
    assert_eq!(shown(&CellsAnchor::make(version(), 1, &unsaid, 1, &[0]).unwrap().keys), ["3 =Oslo"]);
    assert_eq!(shown(&make(6, &[]).unwrap().columns), ["0 no=2"]);
    assert_eq!(make(6, &[1]).unwrap_err(), Error::EmptyCells { row: 6 });
    assert_eq!(make(5, &[5]).unwrap_err(), Error::NoSuchColumn { row: 5, column: 5, n_columns: 5 });
    assert_eq!(make(7, &[]).unwrap_err(), Error::NoSuchRow { unit: 2, row: 7, first: 5, last: 6 });
    let none = CellsAnchor::make(version(), 1, &page("a"), 1, &[]);
    assert_eq!(none.unwrap_err(), Error::NotATable { unit: 1 });
}

#[test]
fn json_shapes() {
    let check = |anchor: Anchor, expect: Value| {
        let json = serde_json::to_value(&anchor).unwrap();
        assert_eq!(json, expect);
        assert_eq!(serde_json::from_value::<Anchor>(json).unwrap(), anchor);
        assert_eq!(anchor.kind(), expect["kind"].as_str().unwrap_or(""));
    };
    let hash = "07".repeat(32);
    check(
        TextAnchor::make(version(), 1, "a b c", Span::new(2, 3), 1).unwrap().into(),
        json!({"kind": "text", "version": hash, "unit": 1, "start": 2, "end": 3, "quote": "b",
            "prefix": "a ", "suffix": " c", "occurrences": 1}),
    );
    check(
        CellsAnchor::make(version(), 1, &sheet("S", 1, &["h"], "v\tk"), 1, &[0]).unwrap().into(),
        json!({"kind": "cells", "version": hash, "unit": 1, "sheet": "S", "row": 1,
            "columns": [{"index": 0, "header": "h", "value": "v"}],
            "keys": [{"index": 1, "header": "", "value": "k"}], "occurrences": 1}),
    );
    check(
        Anchor::Region(region("")),
        json!({"kind": "region", "unit": 2, "x": 1.5, "y": 0.1, "width": 30.0, "height": 4.0, "crop_hash": "ab"}),
    );
    check(
        Anchor::Region(region("hand 1")),
        json!({"kind": "region", "unit": 2, "x": 1.5, "y": 0.1, "width": 30.0, "height": 4.0, "crop_hash": "ab",
            "engine": "hand 1"}),
    );
    check(Anchor::Time(TimeAnchor { from_ms: 5, to_ms: 9 }), json!({"kind": "time", "from_ms": 5, "to_ms": 9}));
    check(Anchor::Unknown(json!({"no": "kind"})), json!({"no": "kind"}));
}

fn region(engine: &str) -> RegionAnchor {
    let (crop_hash, engine) = ("ab".to_owned(), engine.to_owned());
    RegionAnchor { unit: 2, x: 1.5, y: 0.1, width: 30.0, height: 4.0, crop_hash, engine }
}

#[test]
fn what_is_no_anchor_is_refused() {
    for json in [r#"[]"#, r#""text""#, r#"{"kind":"text"}"#, r#"{"kind":"time","from_ms":-1,"to_ms":2}"#] {
        assert!(serde_json::from_str::<Anchor>(json).is_err(), "{json}");
    }
}

proptest! {
    #[test]
    fn unknown_kinds_come_back_as_they_were(
        kind in "[a-z]{1,3}-new",
        fields in prop::collection::btree_map("[a-z]{1,5}", ("\\PC{0,6}", any::<i64>(), any::<bool>()), 0..5),
    ) {
        let mut object = serde_json::Map::new();
        for (name, (text, number, flag)) in fields {
            object.insert(name, json!([text, {"n": number, "f": flag}, null]));
        }
        object.insert("kind".to_owned(), kind.into());
        let text = Value::Object(object).to_string();
        let anchor: Anchor = serde_json::from_str(&text).unwrap();
        prop_assert!(matches!(anchor, Anchor::Unknown(_)));
        prop_assert_eq!(serde_json::to_string(&anchor).unwrap(), text);
    }
}
