use anchor::{Unit, UnitKind};

use super::{
    groups::{LEAST_AGREEING, leaders},
    sketch::{Bins, N_BINS, Sketch, Sketcher, from_bytes, n_agreeing, to_bytes},
};

fn unit(kind: UnitKind, text: &str) -> Unit {
    Unit {
        kind,
        label: String::new(),
        text: text.into(),
        engine: String::new(),
        quality: None,
        page: None,
        boxes: Vec::new(),
        table: None,
    }
}

fn sketch(text: &str) -> Sketch {
    let mut sketcher = Sketcher::default();
    sketcher.unit(&unit(UnitKind::Section, text));
    sketcher.finish()
}

fn bins(text: &str) -> Bins {
    sketch(text).bins.expect("long enough")
}

/// Words that mean nothing, the same for the same seed.
fn words(seed: u64, n: usize) -> Vec<String> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    (0..n).map(|_| format!("w{}", next() % 3_000)).collect()
}

/// The words with one in twenty put otherwise.
fn changed(of: &[String], seed: u64) -> Vec<String> {
    let dice = words(seed, of.len());
    let roll = |die: &String| die[1..].parse::<u32>().is_ok_and(|n| n % 20 == 0);
    of.iter().zip(&dice).map(|(word, die)| if roll(die) { format!("x{word}") } else { word.clone() }).collect()
}

#[test]
fn texts_that_differ_in_how_they_are_set_alone_have_the_same_sketch() {
    let text = words(7, 200).join(" ");
    let set = text.replacen(' ', "\n\n  ", 90).to_uppercase();
    assert_eq!(sketch(&text), sketch(&set));
    let (whole, torn) = (format!("{text} shipment {text}"), format!("{text} ship-\nment {text}"));
    assert_eq!(sketch(&whole), sketch(&torn), "a word hyphenated at a line end is the word");
    assert_ne!(sketch(&text).words, sketch(&format!("{text} more")).words);
}

#[test]
fn of_messages_the_headers_do_not_count() {
    let body = words(3, 80).join(" ");
    let of = |headers: &str| {
        let mut sketcher = Sketcher::default();
        sketcher.unit(&unit(UnitKind::Message, &format!("{headers}\n\n{body}")));
        sketcher.finish()
    };
    assert_eq!(of("From: a@heron.example\nTo: b@heron.example"), of("From: c@tern.example\nSubject: as agreed"));
}

#[test]
fn short_and_empty_texts_and_endless_repetition_have_no_bins() {
    for text in
        ["", "Thanks, see you tomorrow", &"ha ".repeat(5_000), &"one two three four five six seven ".repeat(400)]
    {
        assert_eq!(sketch(text).bins, None, "{}", &text[..text.len().min(20)]);
    }
    let chinese = "买方应在货物到达目的港后十日内提货，并支付全部仓储费用及其他相关费用。双方同意本合同自签字之日起生效，有效期为一年。";
    assert!(sketch(chinese).bins.is_some(), "of Chinese every character is a word");
}

#[test]
fn copies_with_one_word_in_twenty_changed_are_found() {
    let (mut n_grouped, n) = (0, 300);
    for seed in 0..n {
        let text = words(seed, 400);
        let pair = [bins(&text.join(" ")), bins(&changed(&text, seed + 10_000).join(" "))];
        n_grouped += u64::from(leaders(&pair) == [0, 0]);
    }
    assert!(n_grouped * 1000 >= n * 970, "{n_grouped} of {n}");
}

#[test]
fn texts_that_have_little_in_common_are_not_grouped() {
    let all: Vec<Bins> = (0..400).map(|seed| bins(&words(seed, 300).join(" "))).collect();
    assert_eq!(leaders(&all), Vec::from_iter(0..400));
    let half: Vec<String> = words(1, 300).into_iter().chain(words(2, 300)).collect();
    let other: Vec<String> = words(1, 300).into_iter().chain(words(3, 300)).collect();
    assert_eq!(leaders(&[bins(&half.join(" ")), bins(&other.join(" "))]), [0, 1], "a third of the passages");
}

#[test]
fn a_group_does_not_drift_away_from_its_leader() {
    let mut text = words(5, 400);
    let mut chain = Vec::new();
    for step in 0..40 {
        chain.push(bins(&text.join(" ")));
        text = changed(&text, 50_000 + step);
    }
    let found = leaders(&chain);
    assert!(found.iter().any(|leader| *leader > 0), "the last is nothing like the first");
    for (text, leader) in chain.iter().zip(&found) {
        assert!(n_agreeing(text, &chain[*leader as usize]) >= LEAST_AGREEING);
    }
}

#[test]
fn what_comes_later_moves_nobody_and_equal_texts_by_the_thousand_are_one_group() {
    let text = words(9, 100);
    let mut all = vec![bins(&text.join(" ")); 20_000];
    all.push(bins(&words(10, 100).join(" ")));
    all.push(bins(&changed(&text, 11).join(" ")));
    let found = leaders(&all);
    assert_eq!(found[..20_000], [0].repeat(20_000));
    assert_eq!(found[20_000], 20_000);
    assert_eq!(leaders(&all[..20_000]), found[..20_000]);
}

#[test]
fn bins_come_back_as_they_were_stored_and_nothing_else_does() {
    let bins = bins(&words(4, 100).join(" "));
    assert_eq!(from_bytes(&to_bytes(&bins)), Some(bins));
    for len in [0, 1, 2 * N_BINS - 1, 2 * N_BINS + 2] {
        assert_eq!(from_bytes(&vec![7; len]), None);
    }
}

proptest::proptest! {
    #[test]
    fn any_text_has_a_sketch_however_it_is_cut_into_units(text in ".{0,400}", at in 0_usize..400) {
        let whole = sketch(&text);
        let at = text.floor_char_boundary(at.min(text.len()));
        // Cut where no word is.
        let at = text[at..].find(' ').map_or(text.len(), |space| at + space);
        let mut sketcher = Sketcher::default();
        sketcher.unit(&unit(UnitKind::Section, &text[..at]));
        sketcher.unit(&unit(UnitKind::Section, &text[at..]));
        // A word hyphenated across the cut is two words then.
        if !text[..at].trim_end().ends_with(['-', '\u{2010}', '\u{ad}']) {
            proptest::prop_assert_eq!(sketcher.finish(), whole);
        }
    }
}
