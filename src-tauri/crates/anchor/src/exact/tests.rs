#![allow(clippy::unwrap_used)]
use super::*;
use proptest::prelude::*;

fn check(needle: &str, text: &str, expect: &[(u32, u32)]) {
    let found = Needle::new(needle).unwrap().find_all(text);
    let found: Vec<_> = found.iter().map(|span| (span.start.0, span.end.0)).collect();
    assert_eq!(found, expect, "`{needle}` in `{text}`");
}

#[test]
fn words_are_found_as_typed() {
    check("H100", "8 H100, 4 H100", &[(2, 6), (10, 14)]);
    check("h100", "8 H100", &[]);
    check("cafe", "café", &[]);
    check("cafe\u{301}", "le café", &[(3, 7)]);
    check("aa", "aaaaa", &[(0, 2), (2, 4)]);
    check("of\u{FB01}ce", "the office", &[(4, 10)]);
    check("x", "", &[]);
}

#[test]
fn white_space_equals_white_space() {
    check("  bill of\r\nlading ", "a bill  of\u{a0}\n lading.", &[(2, 19)]);
    check("bill of", "billof", &[]);
    check("billof", "bill of", &[]);
    check("bill of", "bill\tof", &[(0, 7)]);
}

#[test]
fn a_line_break_between_cjk_is_nothing_or_white_space() {
    check("深圳市场", "在深\n圳市\n  场里", &[(1, 9)]);
    check("深\n圳", "深圳", &[(0, 2)]);
    check("深\n圳", "深 圳", &[(0, 3)]);
    check("深 圳", "深\n圳", &[(0, 3)]);
    check("深圳", "深 圳", &[]);
    check("深 圳", "深圳", &[]);
    check("한국", "한\n국", &[(0, 3)]);
    check("深H", "深\nH", &[]);
    check("深 H", "深\nH", &[(0, 3)]);
}

#[test]
fn soft_hyphens_are_passed_over() {
    check("shipment", "a ship\u{ad}ment b", &[(2, 11)]);
    check("ship\u{ad}ment", "a shipment b", &[(2, 10)]);
    check("\u{ad}a", "\u{ad}\u{ad}a\u{ad}", &[(2, 3)]);
    check("a b", "a\u{ad} \u{ad}b", &[(0, 5)]);
    check("深圳", "深\u{ad}\n\u{ad}圳", &[(0, 5)]);
}

#[test]
fn white_space_at_the_ends_counts_only_as_typed() {
    assert!(Needle::new(" \n\u{ad}").is_none());
    assert!(Needle::as_typed(" \n\u{ad}").is_none());
    assert_eq!(Needle::new(" \u{ad} a b \u{ad}").unwrap().text(), "a b");
    let needle = Needle::as_typed(" H100").unwrap();
    assert_eq!(needle.find_all("GH100 x  H100"), [Span::new(7, 13)]);
    let needle = Needle::as_typed("a ").unwrap();
    assert_eq!(needle.find_all("a a b a"), [Span::new(0, 2), Span::new(2, 4)]);
    let needle = Needle::as_typed(" a ").unwrap();
    assert_eq!(needle.find_all(" a a "), [Span::new(0, 3)]);
    assert_eq!(needle.find_overlapping(" a a ").count(), 2);
}

#[test]
fn words_are_found_over_unit_borders() {
    let check = |needle: &str, units: &[&str], expect: &[&[(usize, u32, u32)]]| {
        let found = find_across(units, &Needle::as_typed(needle).unwrap());
        let found: Vec<Vec<_>> = found
            .iter()
            .map(|parts| parts.iter().map(|p| (p.unit_idx, p.span.start.0, p.span.end.0)).collect())
            .collect();
        assert_eq!(found, expect, "`{needle}` in {units:?}");
    };
    check("sold to", &["who sold", "to whom; sold to"], &[&[(0, 4, 8), (1, 0, 2)], &[(1, 9, 16)]]);
    check("soldto", &["sold", "to"], &[]);
    check("深圳", &["在深", "圳市"], &[&[(0, 1, 2), (1, 0, 1)]]);
    check("a b c", &["a\n", "", " b", "c"], &[&[(0, 0, 2), (2, 0, 2), (3, 0, 1)]]);
    check("a ", &["a", "b"], &[&[(0, 0, 1)]]);
    check("a", &[], &[]);
}

/// The rules once more, slow and plain: both sides as characters with what stands before each.
fn naive(needle: &Needle, text: &str) -> Vec<Span> {
    let mut atoms: Vec<(char, Run, u32)> = Vec::new();
    let mut run = Run::default();
    for (i, c) in text.chars().enumerate().filter(|(_, c)| *c != SOFT_HYPHEN) {
        if c.is_whitespace() {
            run.take(c);
        } else {
            atoms.push((c, run, i as u32));
            run = Run::default();
        }
    }
    let mut spans: Vec<Span> = Vec::new();
    for window in atoms.windows(needle.chars.len()) {
        let same = window.iter().map(|atom| atom.0).eq(needle.chars.iter().copied());
        let gaps = window[1..].iter().zip(&needle.gaps).all(|(atom, gap)| gap.accepts(atom.1));
        let start = window[0].2;
        if same && gaps && spans.last().is_none_or(|last| last.end.0 <= start) {
            spans.push(Span::new(start, window[window.len() - 1].2 + 1));
        }
    }
    spans
}

proptest! {
    #[test]
    fn find_all_agrees_with_the_plain_rules(
        text in "[ab深圳 \n\u{ad}]{0,60}",
        needle in "[ab深圳 \n\u{ad}]{1,6}",
    ) {
        if let Some(needle) = Needle::new(&needle) {
            prop_assert_eq!(needle.find_all(&text), naive(&needle, &text));
        }
    }

    #[test]
    fn a_cut_finds_its_place(text in "[ab深圳 \n\u{ad}]{1,60}", cut in 0usize..60, len in 1usize..20) {
        let chars: Vec<char> = text.chars().collect();
        let start = cut.min(chars.len() - 1);
        let quote: String = chars[start..].iter().take(len).collect();
        if let Some(needle) = Needle::new(&quote) {
            let lead = quote.chars().take_while(|c| is_passed(*c)).count();
            let at = (start + lead) as u32;
            prop_assert!(needle.find_overlapping(&text).any(|span| span.start.0 == at));
        }
    }

    #[test]
    fn typed_text_is_never_refused_with_a_panic(text in "\\PC{0,40}", needle in "\\PC{0,4}") {
        if let Some(needle) = Needle::as_typed(&needle) {
            needle.find_all(&text);
            find_across(&[&text, &text], &needle);
        }
    }
}
