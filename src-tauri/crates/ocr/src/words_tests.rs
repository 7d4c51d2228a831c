#![allow(clippy::unwrap_used)]
use proptest::prelude::*;

use super::*;

/// Letters drawn one after the other: every letter takes its width in columns, `_` is paper, `~` is paper where the model
/// nearly read a space, and a space is one that it read.
fn read(drawn: &[(&str, usize)]) -> Vec<Run> {
    let (mut at, mut glyphs, mut inked) = (0, Vec::new(), Vec::new());
    let mut space = 0.001;
    for (text, width) in drawn {
        if *text == "~" {
            space = 0.06;
        } else if *text != "_" {
            let x = at as f32 + *width as f32 / 2.0;
            glyphs.push(Glyph { text: (*text).to_owned(), x, confidence: 0.5, space });
            space = 0.001;
        }
        if !["_", "~", " "].contains(text) {
            inked.push(at + 1..at + width - 1);
        }
        at += width;
    }
    words(&glyphs, &Ink::drawn(at, &inked))
}

fn text(runs: &[Run]) -> String {
    runs.iter().map(|run| format!("{}{}", if run.is_spaced { " " } else { "|" }, run.text)).collect()
}

#[test]
fn words_are_parted_where_the_page_shows_it() {
    let check = |drawn: &[(&str, usize)], expected: &str| assert_eq!(text(&read(drawn)), expected, "{drawn:?}");
    check(&[], "");
    check(&[(" ", 10)], "");
    check(&[("n", 16), ("o", 16), (" ", 10), ("w", 16)], "|no w");
    // The model forgot the space.
    check(&[("o", 16), ("n", 16), ("_", 16), ("i", 16), ("t", 16)], "|on it");
    check(&[("1", 16), ("1", 16), ("_", 12), ("J", 16), ("u", 16), ("n", 16)], "|11 Jun");
    let model = [("H", 16), ("1", 16), ("0", 16), ("0", 16)];
    check(&[&[("8", 16), ("_", 12), ("×", 16), ("_", 12)], &model[..]].concat(), "|8 × H100");
    check(&[&[("8", 16), ("×", 16)], &model[..]].concat(), "|8×H100");
    // Figures stand apart of themselves.
    check(&[("1", 16), ("1", 16), ("_", 10), ("1", 16), ("9", 16), ("8", 16)], "|11198");
    check(&[("e", 16), (".", 8), ("_", 10), ("g", 16), ("g", 16)], "|e.gg");
}

#[test]
fn spaces_that_nearly_were_read_need_less_paper() {
    let check = |drawn: &[(&str, usize)], expected: &str| assert_eq!(text(&read(drawn)), expected, "{drawn:?}");
    let model = [("H", 16), ("1", 16), ("0", 16), ("0", 16)];
    check(&[&[("8", 16), ("~", 6), ("x", 16), ("~", 8)], &model[..]].concat(), "|8 x H100");
    check(&[&[("8", 16), ("_", 6), ("x", 16), ("_", 8)], &model[..]].concat(), "|8xH100");
    // Without paper there is none, however likely.
    check(&[&[("8", 16), ("~", 2), ("x", 16), ("~", 2)], &model[..]].concat(), "|8xH100");
    check(&[("N", 16), ("o", 16), (".", 8), ("~", 10), ("2", 16), ("5", 16)], "|No. 25");
    check(&[("N", 16), ("o", 16), (".", 8), ("_", 10), ("2", 16), ("5", 16)], "|No.25");
    // No figure is torn.
    check(&[("8", 16), (".", 8), ("~", 10), ("2", 16), ("5", 16)], "|8.25");
    // A one is narrow, not apart.
    check(&[("2", 16), ("1", 16), ("~", 4), ("1", 16), ("8", 16)], "|2118");
}

#[test]
fn letters_of_scripts_without_spaces_are_words() {
    let check = |drawn: &[(&str, usize)], expected: &str| assert_eq!(text(&read(drawn)), expected, "{drawn:?}");
    check(&[("深", 38), ("圳", 38)], "|深|圳");
    check(&[("深", 38), ("，", 20), ("_", 20), ("圳", 38)], "|深，|圳");
    check(&[("《", 38), ("深", 38), ("》", 38)], "|《深》");
    check(&[("年", 38), ("2", 18), ("0", 18), ("日", 38)], "|年|20|日");
    // A space read between such letters is none unless it is wide.
    check(&[("深", 38), (" ", 8), ("圳", 38)], "|深|圳");
    check(&[("深", 38), ("_", 34), ("圳", 38)], "|深 圳");
}

#[test]
fn marks_that_fill_a_place_are_wide() {
    let check = |letters: &[(&str, f32)], expected: &str| {
        let mut glyphs: Vec<Glyph> = letters
            .iter()
            .map(|(text, x)| Glyph { text: (*text).to_owned(), x: *x, confidence: 1.0, space: 0.0 })
            .collect();
        widen_marks(&mut glyphs);
        assert_eq!(glyphs.iter().map(|glyph| glyph.text.as_str()).collect::<String>(), expected);
    };
    check(&[("略", 0.0), ("少", 40.0), (":", 70.0), ("这", 120.0)], "略少：这");
    check(&[("略", 0.0), ("少", 40.0), (":", 62.0), ("6", 108.0)], "略少：6");
    check(&[("略", 0.0), ("少", 40.0), (":", 62.0), ("这", 90.0)], "略少:这");
    check(&[("略", 0.0), ("少", 40.0), ("6", 62.0), (",", 72.0), ("1", 120.0)], "略少6,1");
    check(&[("a", 0.0), (",", 40.0), ("b", 80.0)], "a,b");
    check(&[], "");
}

#[test]
fn boxes_end_where_the_ink_ends() {
    let runs = read(&[("n", 20), ("o", 20), (" ", 12), ("w", 20)]);
    assert_eq!((runs[0].right, runs[1].left), (39.0, 53.0));
    assert!((0.0..=2.0).contains(&runs[0].left) && (70.0..=74.0).contains(&runs[1].right), "{runs:?}");
    assert!(runs.iter().all(|run| (run.confidence - 0.5).abs() < 1e-6));
}

#[test]
fn pieces_of_a_line_are_joined() {
    let check = |a: &str, b: &str, gap: f32, expected: bool| {
        assert_eq!(parts_found_apart(a, b, gap, 48.0), expected, "{a} {b} {gap}");
    };
    check("one", "two", 8.0, true);
    check("on", "e", 2.0, false);
    check("深", "圳", 10.0, false);
    check("深", "圳", 40.0, true);
    check("说：", "“我", 40.0, false);
    check("单位：", "深圳", 60.0, true);
}

proptest! {
    #[test]
    fn any_letters_are_put_together(
        letters in proptest::collection::vec(("[a1 深：《.]", -50f32..2000.0, 0f32..=1.0), 0..60),
        inked in proptest::collection::vec(0usize..900, 0..40),
    ) {
        let glyphs: Vec<Glyph> =
            letters.into_iter().map(|(text, x, confidence)| Glyph { text, x, confidence, space: confidence }).collect();
        let inked: Vec<_> = inked.iter().map(|start| *start..start + 30).collect();
        widen_marks(&mut glyphs.clone());
        let runs = words(&glyphs, &Ink::drawn(1000, &inked));
        let all: String = runs.iter().map(|run| run.text.as_str()).collect();
        let expected: String = glyphs.iter().filter(|glyph| !glyph.is_space()).map(|glyph| glyph.text.as_str()).collect();
        prop_assert_eq!(all, expected);
    }
}
