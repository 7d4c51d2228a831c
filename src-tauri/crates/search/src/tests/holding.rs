//! The sieve before an exact search: it may let too much through, never too little.

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::index_of;
use crate::{Index, Sieve};

fn units(index: &Index, needle: &str) -> Option<Vec<u64>> {
    let sieve = Sieve::of(needle)?;
    Some(index.units_holding(&[sieve], &|| false).unwrap()?.into_keys().collect())
}

#[test]
fn parts_of_words_are_found_in_them() {
    let texts = [
        ("Meridian Vale shipped H100 boards", None),
        ("the vale of meridians", None),
        ("深圳市华岭半导体有限公司", None),
        ("ガリレオ計画", None),
        ("a-b", None),
    ];
    let dir = tempfile::tempdir().unwrap();
    let index = index_of(dir.path(), &texts);
    let check = |needle: &str, expect: &[u64]| assert_eq!(units(&index, needle).unwrap(), expect, "{needle}");
    check("ridian", &[0, 1]);
    check("ridian Va", &[0]);
    check("idian Vale shi", &[0]);
    check("vale of mer", &[1]);
    check("华岭", &[2]);
    check("岭华", &[2]);
    check("計", &[3]);
    check("nowhere", &[]);
    assert_eq!(units(&index, "—"), None);
    assert_eq!(units(&index, "ガ"), None);
    assert_eq!(units(&index, "ＡＢ"), None);
    assert_eq!(Sieve::of("a quarter").unwrap().fineness(), 7);
    assert_eq!(Sieve::of("的").unwrap().fineness(), 2);
}

#[test]
fn when_the_time_is_up_it_says_nothing_rather_than_too_little() {
    let texts = [("Meridian Vale shipped H100 boards", None), ("the vale of meridians", None)];
    let dir = tempfile::tempdir().unwrap();
    let index = index_of(dir.path(), &texts);
    for needle in ["ridian", "meridian ", "nowhere"] {
        let sieves = [Sieve::of(needle).unwrap()];
        assert_eq!(index.units_holding(&sieves, &|| true).unwrap(), None, "{needle}");
        let n_asked = std::cell::Cell::new(0);
        let late = || n_asked.replace(n_asked.get() + 1) >= 1000;
        assert!(index.units_holding(&sieves, &late).unwrap().is_some(), "{needle}");
        assert!(n_asked.get() > 0, "{needle}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn whatever_stands_in_a_text_passes(
        texts in prop::collection::vec(
            prop_oneof![
                "[a-cA-C é.,-]{0,30}",
                "[кй\u{306}\u{301}е ёü ßﬁ深圳ガカ\u{3099}서울a1-]{0,20}",
                "[ab]{120,300}",
                "([ab]{1,4}[ \n-]){0,9}",
            ],
            1..6,
        ),
        from in 0..200_usize,
        n in 1..200_usize,
        which in 0..6_usize,
    ) {
        let texts: Vec<String> = texts.iter().map(|text| text.nfc().collect()).collect();
        let of = &texts[which % texts.len()];
        let needle: String = of.chars().skip(from % of.chars().count().max(1)).take(n).collect();
        let dir = tempfile::tempdir().unwrap();
        let all: Vec<(&str, Option<&str>)> = texts.iter().map(|text| (text.as_str(), None)).collect();
        let index = index_of(dir.path(), &all);
        if let Some(found) = units(&index, &needle) {
            for (doc, text) in texts.iter().enumerate() {
                prop_assert!(!text.contains(&needle) || found.contains(&(doc as u64)), "{:?} in {:?}", needle, text);
            }
        }
    }
}
