//! Random edits, every character tagged, so that the true place is always known.
//!
//! What is found must be the place that was cited: its own characters, or, where an edit put the same words anew,
//! neighbours that were the neighbours before, or surroundings equal in full on both sides, which nobody could tell
//! from what was cited.

use std::collections::HashSet;

use proptest::prelude::*;
use proptest::sample::Index;

use super::*;
use crate::exact::is_passed;

type Tagged = Vec<Vec<(char, u32)>>;

#[derive(Debug, Clone)]
enum Edit {
    Insert(Index, Index, String),
    Delete(Index, Index, usize),
    Replace(Index, Index, usize, String),
    Move(Index, Index),
    Split(Index, Index),
    Join(Index),
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

fn text(words: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(word(), words).prop_map(|words| words.concat())
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = any::<Index>;
    prop_oneof![
        (at(), at(), text(1..5)).prop_map(|(u, c, t)| Edit::Insert(u, c, t)),
        (at(), at(), 1usize..20).prop_map(|(u, c, n)| Edit::Delete(u, c, n)),
        (at(), at(), 1usize..8, text(1..4)).prop_map(|(u, c, n, t)| Edit::Replace(u, c, n, t)),
        (at(), at()).prop_map(|(from, to)| Edit::Move(from, to)),
        (at(), at()).prop_map(|(u, c)| Edit::Split(u, c)),
        at().prop_map(Edit::Join),
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
        Edit::Join(unit) => {
            let idx = unit.index(n_units);
            if idx + 1 < n_units {
                let rest = units.remove(idx + 1);
                units[idx].extend(rest);
            }
        }
    }
}

fn plain(units: &Tagged) -> Vec<Unit> {
    let text = |unit: &Vec<(char, u32)>| unit.iter().map(|c| c.0).collect::<String>();
    units.iter().map(|unit| page(&text(unit))).collect()
}

/// The characters that count on each side of a place: up to 32 of the text, passed-over ones left out.
fn around(text: &str, span: Span) -> (String, String) {
    let chars: Vec<char> = text.chars().collect();
    let (start, end) = (span.start.0 as usize, span.end.0 as usize);
    let words = |chars: &[char]| chars.iter().filter(|c| !is_passed(**c)).collect();
    let before = words(&chars[start.saturating_sub(32)..start]);
    (before, words(&chars[end..(end + 32).min(chars.len())]))
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

        let context = around(&old[unit_idx].text, anchor.span());
        let needle = Needle::new(&anchor.quote).unwrap();
        let same = old.iter().flat_map(|unit| {
            needle.find_overlapping(&unit.text).map(|span| around(&unit.text, span)).collect::<Vec<_>>()
        });
        let unique = same.filter(|other| *other == context).count() == 1;
        let truth = tags(&units[unit_idx], anchor.span());

        for edit in &edits {
            apply(&mut units, edit, &mut next);
        }
        let new = plain(&units);
        let anchor = Anchor::Text(anchor);
        let found = attach(&anchor, &TextHash::from_bytes(NEW), new.as_slice()).unwrap();
        match found.outcome {
            Outcome::InPlace { unit, place: Place::Span(span) }
            | Outcome::Moved { unit, place: Place::Span(span) } => {
                let unit_idx = unit as usize - 1;
                let alike = around(&new[unit_idx].text, span) == context;
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
