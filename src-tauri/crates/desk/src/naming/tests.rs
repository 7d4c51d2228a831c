#![allow(clippy::unwrap_used)]

use facts::EntityId;
use proptest::prelude::*;
use search::tokens;

use super::Names;

const NAMES: [&str; 7] =
    ["Pellworm Freight", "Pellworm", "Müller & Söhne", "深圳锦芯", "ООО Берёза", "ﬁnch", "Straße 9"];

fn id(n: u128) -> EntityId {
    EntityId::from_uuid(uuid::Uuid::from_u128(n))
}

fn names() -> Names {
    Names::new(NAMES.iter().zip(0..).map(|(name, n)| (id(n), *name))).unwrap()
}

/// Rows of a text and the names in it, parted by ` | `.
#[track_caller]
fn check(rows: &[(&str, &str)]) {
    for (text, expect) in rows {
        let found: Vec<String> = names()
            .find(text)
            .iter()
            .map(|named| text.chars().skip(named.start as usize).take((named.end - named.start) as usize).collect())
            .collect();
        assert_eq!(found.join(" | "), *expect, "{text}");
    }
}

#[test]
fn names_are_found_as_whole_words_in_any_folding() {
    check(&[
        ("Pellworm Freight paid Pellworm.", "Pellworm Freight | Pellworm"),
        ("PELLWORM\nFREIGHT", "PELLWORM\nFREIGHT"),
        ("Pellworms and SuperPellworm", ""),
        ("Pell-\nworm Freight", "Pell-\nworm Freight"),
        ("Pellworm\tFreight", "Pellworm"),
        ("Pellworm\n\nFreight", "Pellworm"),
        ("Muller & Sohne, Mu\u{308}ller Söhne", "Muller & Sohne | Mu\u{308}ller Söhne"),
        ("由深圳锦芯公司签署", "深圳锦芯"),
        ("ооо «береза»", "ооо «береза"),
        ("a finch, a ﬁnch", "finch | ﬁnch"),
        ("Pellworm Pellworm Freight Freight", "Pellworm | Pellworm Freight"),
        ("", ""),
    ]);
}

#[test]
fn a_shared_name_names_all_who_go_by_it() {
    let names = Names::new([(id(1), "Halcyon"), (id(2), "HALCYON"), (id(3), "H")]).unwrap();
    assert_eq!(names.find("Halcyon, H")[0].entities, [id(1), id(2)]);
    assert_eq!(names.find("Halcyon, H").len(), 1);
    assert_eq!(Names::new([]).unwrap().find("Halcyon"), []);
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(NAMES.to_vec()).prop_map(str::to_owned),
        proptest::sample::select(NAMES.to_vec()).prop_map(str::to_uppercase),
        proptest::sample::select(vec![" ", "-\n", "\t", "\u{ad}", "İ", "㍿", "ﷺ", "e\u{301}", ".", "𝔭ellworm"])
            .prop_map(str::to_owned),
        "\\PC{0,6}",
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn what_is_found_reads_as_a_name(text in text()) {
        let words = |text: &str| tokens(text).filter(|t| !t.joined).map(|t| t.term).collect::<String>();
        let known: Vec<String> = NAMES.iter().map(|name| words(name)).collect();
        let mut end = 0;
        for named in names().find(&text) {
            prop_assert!(end <= named.start && named.start < named.end);
            end = named.end;
            let slice: String = text.chars().skip(named.start as usize).take((named.end - named.start) as usize).collect();
            prop_assert!(known.contains(&words(&slice)), "{slice}");
        }
    }
}
