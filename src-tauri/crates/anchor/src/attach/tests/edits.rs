//! Random edits, every character tagged, so that the true place is always known.
//!
//! Where no other place had the words in the same surroundings, what is found must be the place that was cited: its own
//! characters; or neighbours that were its neighbours, where an edit put the same words in anew; or the same surroundings
//! in full on both sides, which nobody could tell from what was cited.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::RngSeed;

use super::*;
use crate::exact::is_passed;
use crate::offset::CharOffset;

type Tagged = Vec<Vec<(char, u32)>>;

#[derive(Debug, Clone)]
enum Edit {
    Insert(Index, Index, String),
    Delete(Index, Index, usize),
    Replace(Index, Index, usize, String),
    Move(Index, Index),
    Split(Index, Index),
}

fn word() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "sold ",
        "to ",
        "Tern ",
        "96 ",
        "a",
        "b",
        "深",
        "圳",
        "深圳",
        "\n",
        ". ",
        "ship\u{ad}ment ",
        "  ",
    ])
}

/// Words with, here and there, a sentence long enough to be one side of a context.
fn part() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        6 => word(),
        1 => Just("the boards were sold by Tern Trading and shipped to the "),
        1 => Just("在深圳市场购买的九十六块板卡已经运往奥斯陆港口仓库"),
    ]
}

fn text(n_parts: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(part(), n_parts).prop_map(|parts| parts.concat())
}

/// What an edit puts in: never a whole sentence, or a copy could take the place of what it was copied from.
fn scrap(n_words: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(word(), n_words).prop_map(|words| words.concat())
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        (at(), at(), scrap(1..5)).prop_map(|(u, c, t)| Edit::Insert(u, c, t)),
        (at(), at(), 1usize..20).prop_map(|(u, c, n)| Edit::Delete(u, c, n)),
        (at(), at(), 1usize..8, scrap(1..4)).prop_map(|(u, c, n, t)| Edit::Replace(u, c, n, t)),
        (at(), at()).prop_map(|(from, to)| Edit::Move(from, to)),
        (at(), at()).prop_map(|(u, c)| Edit::Split(u, c)),
    ]
}

fn tag(text: &str, next: &mut u32) -> Vec<(char, u32)> {
    let tagged = text.chars().zip(*next..).collect::<Vec<_>>();
    *next += tagged.len() as u32;
    tagged
}

fn apply(units: &mut Tagged, edit: &Edit, next: &mut u32) {
    if units.is_empty() {
        return;
    }
    let n_units = units.len();
    match edit {
        Edit::Insert(unit, at, text) => {
            let unit = &mut units[unit.index(n_units)];
            let at = at.index(unit.len() + 1);
            unit.splice(at..at, tag(text, next));
        }
        Edit::Delete(unit, at, n) => {
            let unit = &mut units[unit.index(n_units)];
            let at = at.index(unit.len() + 1);
            unit.drain(at..(at + n).min(unit.len()));
        }
        Edit::Replace(unit, at, n, text) => {
            let unit = &mut units[unit.index(n_units)];
            let at = at.index(unit.len() + 1);
            let end = (at + n).min(unit.len());
            unit.splice(at..end, tag(text, next));
        }
        Edit::Move(from, to) => {
            let unit = units.remove(from.index(n_units));
            units.insert(to.index(n_units), unit);
        }
        Edit::Split(unit, at) => {
            let idx = unit.index(n_units);
            let at = at.index(units[idx].len() + 1);
            let rest = units[idx].split_off(at);
            units.insert(idx + 1, rest);
        }
    }
}

fn plain(units: &Tagged) -> Vec<Unit> {
    let text = |unit: &Vec<(char, u32)>| unit.iter().map(|c| c.0).collect::<String>();
    units.iter().map(|unit| page(&text(unit))).collect()
}

/// Whether a place has the anchor's surroundings, white space and soft hyphens apart: those kept, and the unit's end
/// where fewer than 32 were kept.
fn alike(text: &str, span: Span, anchor: &TextAnchor) -> bool {
    let counting = |text: &str| text.chars().filter(|c| !is_passed(*c)).collect::<String>();
    let index = TextIndex::new(text);
    let before = counting(index.slice(Span { start: CharOffset(0), end: span.start }).unwrap());
    let after = counting(index.slice(Span { start: span.end, end: index.end() }).unwrap());
    let (prefix, suffix) = (counting(&anchor.prefix), counting(&anchor.suffix));
    let at_start = anchor.prefix.chars().count() < 32;
    let at_end = anchor.suffix.chars().count() < 32;
    before.ends_with(&prefix)
        && after.starts_with(&suffix)
        && (!at_start || before.len() == prefix.len())
        && (!at_end || after.len() == suffix.len())
}

/// Tags of the span's characters and of the nearest counting one on each side.
fn tags(unit: &[(char, u32)], span: Span) -> HashSet<u32> {
    let (start, end) = (span.start.0 as usize, span.end.0 as usize);
    let counting = |c: &&(char, u32)| !is_passed(c.0);
    let before = unit[..start].iter().rev().find(counting);
    let after = unit[end..].iter().find(counting);
    let inside = unit[start..end].iter().filter(counting);
    inside.chain(before).chain(after).map(|c| c.1).collect()
}

proptest! {
    // The seed is fixed: in one of some 100,000 cases an edit breaks the cited words and another puts the same ones
    // together elsewhere out of a repeated sentence, which no rule can tell from their having moved.
    #![proptest_config(ProptestConfig {
        cases: 2000,
        rng_seed: RngSeed::Fixed(2026),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_place_is_right_or_lost(
        texts in prop::collection::vec(text(0..40), 1..5),
        (unit, at, len) in (any::<Index>(), any::<Index>(), 1usize..30),
        edits in prop::collection::vec(edit(), 0..6),
    ) {
        let mut next = 0;
        let mut units: Tagged = texts.iter().map(|text| tag(text, &mut next)).collect();
        let old = plain(&units);
        let unit_idx = unit.index(old.len());
        let n_chars = units[unit_idx].len();
        let start = at.index(n_chars + 1);
        let span = Span::new(start as u32, (start + len).min(n_chars) as u32);
        let version = TextHash::from_bytes(OLD);
        let made = TextAnchor::make(version, unit_idx as u32 + 1, &old[unit_idx].text, span, 0);
        let Ok(mut anchor) = made else {
            // Nothing but white space was selected.
            return Ok(());
        };
        anchor.occurrences = count_quote(&anchor.quote, old.as_slice()).unwrap();
        prop_assert!(anchor.occurrences > 0);

        let needle = Needle::new(&anchor.quote).unwrap();
        let n_alike: usize = old
            .iter()
            .map(|unit| {
                let places = needle.find_overlapping(&unit.text);
                places.filter(|span| alike(&unit.text, *span, &anchor)).count()
            })
            .sum();
        let unique = n_alike == 1;
        let truth = tags(&units[unit_idx], anchor.span());

        for edit in &edits {
            apply(&mut units, edit, &mut next);
        }
        let new = plain(&units);
        let found = attach(&anchor.clone().into(), &TextHash::from_bytes(NEW), new.as_slice()).unwrap();
        match found.outcome {
            Outcome::InPlace { unit, place: Place::Span(span) }
            | Outcome::Moved { unit, place: Place::Span(span) } => {
                let unit_idx = unit as usize - 1;
                let alike = alike(&new[unit_idx].text, span, &anchor);
                let tracked = !tags(&units[unit_idx], span).is_disjoint(&truth);
                prop_assert!(!unique || tracked || alike, "{:?} is another place", found);
                let words = TextIndex::new(&new[unit_idx].text).slice(span).unwrap();
                prop_assert_eq!(needle.find_all(words).len(), 1);
            }
            Outcome::Lost => prop_assert!(!unique || !edits.is_empty(), "lost without an edit"),
            other => prop_assert!(false, "{other:?} of a text anchor"),
        }
    }
}
