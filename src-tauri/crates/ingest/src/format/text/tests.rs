//! Encodings, and where sections are cut.
#![allow(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::format::probe::{Probe, probe};

fn text_of(bytes: &[u8]) -> Probe {
    let (outcome, found) = probe(read, bytes);
    outcome.unwrap();
    found
}

#[test]
fn encodings_are_found() {
    let check = |bytes: &[u8], encoding: &str, expect: &str| {
        let found = text_of(bytes);
        assert_eq!((found.metas(MetaKey::Encoding), found.text().as_str()), (vec![encoding], expect));
        assert_eq!(found.problems, []);
    };
    let wide = |text: &str, big: bool| -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    check(b"plain", "utf-8", "plain");
    check("Zürich – 深圳".as_bytes(), "utf-8", "Zürich – 深圳");
    check("\u{feff}marked".as_bytes(), "utf-8", "marked");
    check(&wide("\u{feff}Zürich 深圳", false), "utf-16le", "Zürich 深圳");
    check(&wide("\u{feff}Zürich 深圳", true), "utf-16be", "Zürich 深圳");
    check(&wide("no mark, but Latin letters", false), "utf-16le", "no mark, but Latin letters");
    let chinese = "深圳市恒远物流有限公司与卖方签订的采购合同，货物于三月运抵仓库。";
    check(&encoding_rs::GBK.encode(chinese).0, "gbk", chinese);
    let japanese = "これは日本語の文章です。倉庫に保管されています。";
    check(&encoding_rs::SHIFT_JIS.encode(japanese).0, "shift_jis", japanese);
    check(&encoding_rs::ISO_2022_JP.encode(japanese).0, "iso-2022-jp", japanese);
    let russian = "Поставка оборудования в адрес покупателя согласно договору";
    check(&encoding_rs::WINDOWS_1251.encode(russian).0, "windows-1251", russian);
    check(
        &encoding_rs::WINDOWS_1252.encode("Lieferung nach Zürich für die Käuferin").0,
        "windows-1252",
        "Lieferung nach Zürich für die Käuferin",
    );
}

#[test]
fn an_encoding_that_shows_late_is_found() {
    let chinese = "深圳市恒远物流有限公司与卖方签订的采购合同，货物于三月运抵仓库。";
    let mut bytes = "only ASCII for a long while\n".repeat(20_000).into_bytes();
    bytes.extend_from_slice(&encoding_rs::GBK.encode(chinese).0);
    let found = text_of(&bytes);
    assert_eq!(found.metas(MetaKey::Encoding), ["gbk"]);
    assert!(found.text().ends_with(chinese));
}

#[test]
fn damaged_bytes_are_replaced_and_told() {
    let mut bytes =
        "Zürich, Genève, Köln, Málaga, Århus, Łódź, Malmö, Besançon, Nîmes, Brașov – ".repeat(3).into_bytes();
    bytes.extend_from_slice(b"\xff end");
    let found = text_of(&bytes);
    assert_eq!(found.metas(MetaKey::Encoding), ["utf-8"]);
    assert!(found.text().ends_with("\u{fffd} end"));
    assert_eq!(found.problems[0].code, ProblemCode::Encoding);
    // a character cut off by the end of the file
    let found = text_of(&"Łódź Łódź Łódź Łódź Łódź".as_bytes()[..35]);
    assert_eq!(found.problems.len(), 1);
}

#[test]
fn nothing_but_white_space_has_no_sections() {
    for bytes in [&b""[..], b" ", b"\r\n\r\n\t"] {
        assert_eq!(text_of(bytes).units, []);
    }
}

#[test]
fn sections_are_cut_at_paragraphs_then_lines_then_words() {
    let check = |text: String, ends: &str| {
        let found = text_of(text.as_bytes());
        assert!(found.units.len() > 1);
        assert!(found.units.iter().all(|unit| unit.text.len() <= MAX_SECTION), "too long");
        let n = found.units.len();
        for (number, unit) in found.units.iter().enumerate() {
            assert_eq!(unit.label, format!("section {}", number + 1));
            assert!(number + 1 == n || unit.text.ends_with(ends), "{:?}", &unit.text[unit.text.len() - 20..]);
        }
    };
    check("words of a line\nand another\n\n".repeat(8000), "and another");
    check("words of a line\r\nand another\r\n\r\n".repeat(8000), "and another");
    check("words of a line.\n".repeat(12_000), "line.");
    check("word ".repeat(40_000), "word");
    check("深".repeat(60_000), "深");
    // letters that are longer once composed: each becomes three characters of three bytes
    check("\u{fb2c}".repeat(50_000), "\u{5c1}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_word_is_lost(words in proptest::collection::vec("[a-zé深]{1,9}", 1..9), gap in "[ \n]{1,3}", times in 1_usize..6000) {
        let line = words.join(&gap) + &gap;
        let text = line.repeat(times);
        let found = text_of(text.as_bytes());
        let given: Vec<&str> = found.units.iter().flat_map(|unit| unit.text.split_whitespace()).collect();
        let all: Vec<&str> = text.split_whitespace().collect();
        prop_assert_eq!(given, all);
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..3000)) {
        let (outcome, found) = probe(read, &bytes);
        prop_assert!(outcome.is_ok());
        prop_assert!(found.units.iter().all(|unit| anchor::text::is_unit_text(&unit.text)));
    }
}
