use anchor::{Unit, UnitKind};

use super::{
    groups::leaders,
    sketch::{N_BINS, Passages, Sketch, Sketcher},
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

fn bins(text: &str) -> Passages {
    let passages = sketch(text).passages;
    assert!(passages.bins.is_some(), "long enough");
    passages
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
fn a_few_words_and_endless_repetition_are_not_compared() {
    let repeated = ["ha ".repeat(5_000), "ha ".repeat(20), "one two three four five six seven ".repeat(400)];
    for text in ["", "Thanks, see you tomorrow"].into_iter().chain(repeated.iter().map(String::as_str)) {
        assert!(sketch(text).passages.is_empty(), "{}", &text[..text.len().min(20)]);
    }
    let chinese = "买方应在货物到达目的港后十日内提货，并支付全部仓储费用及其他相关费用。双方同意本合同自签字之日起生效，有效期为一年。";
    assert!(sketch(chinese).passages.bins.is_some(), "of Chinese every character is a word");
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

/// The least of 1,000 pairs that are found, by how many words a text has, where one word in twenty is put otherwise, one
/// at least.
#[test]
fn short_copies_with_one_word_in_twenty_changed_are_found() {
    for (n_words, least) in [(8, 990), (12, 990), (20, 990), (27, 990), (28, 990), (40, 980), (60, 970), (61, 900)] {
        let (mut n_found, n) = (0, 500_u64);
        for seed in 0..n {
            let text = words(seed, n_words);
            let mut other = text.clone();
            for (at, word) in other.iter_mut().enumerate() {
                if at % 20 == seed as usize % n_words.min(20) {
                    word.insert(0, 'x');
                }
            }
            assert_ne!(text, other);
            let pair = [text, other].map(|words| sketch(&words.join(" ")).passages);
            n_found += u64::from(leaders(&pair) == [0, 0]);
        }
        assert!(n_found * 1000 >= n * least, "of {n_words} words, {n_found} of {n}");
    }
}

#[test]
fn a_short_text_and_one_that_grew_by_a_word_are_compared() {
    let text = words(21, 61);
    for n in [8, 27, 59] {
        let pair = [n, n + 1].map(|n| sketch(&text[..n].join(" ")).passages);
        assert_eq!(leaders(&pair), [0, 0], "{n}");
    }
    let [short, long] = [8, 61].map(|n| sketch(&text[..n].join(" ")).passages);
    assert_eq!(short.in_common(&long), None);
}

#[test]
fn short_texts_of_other_words_are_not_grouped_however_they_begin() {
    let greeting = "Dear colleague, please find attached ";
    let all: Vec<Passages> =
        (0..400).map(|seed| sketch(&format!("{greeting}{}", words(seed, 14).join(" "))).passages).collect();
    assert_eq!(leaders(&all), Vec::from_iter(0..400));
}

#[test]
fn texts_that_have_little_in_common_are_not_grouped() {
    let all: Vec<Passages> = (0..400).map(|seed| bins(&words(seed, 300).join(" "))).collect();
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
        assert!(text.in_common(&chain[*leader as usize]).is_some_and(|common| common.is_near()));
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
fn passages_come_back_as_they_were_stored_and_nothing_else_does() {
    for n in [0, 7, 8, 27, 28, 60, 61, 300] {
        let passages = sketch(&words(4, n).join(" ")).passages;
        assert_eq!((passages.bins.is_some(), passages.few.is_some()), (n >= 28, (8..=60).contains(&n)), "{n}");
        assert_eq!(Passages::from_bytes(&passages.to_bytes()), passages);
    }
    for len in [1, 2 * N_BINS - 1, 4 * 7, 4 * 63] {
        assert!(Passages::from_bytes(&vec![7; len]).is_empty(), "{len}");
    }
}

#[test]
fn what_stands_behind_the_words_makes_no_two_pages_alike() {
    let page = |seed: u64| {
        let mut sketcher = Sketcher::default();
        sketcher.unit(&unit(UnitKind::Web, &words(seed, 200).join(" ")));
        let links = unit(UnitKind::Web, &words(7, 3_000).join(" "));
        sketcher.unit(&Unit { label: "where its links lead, part 1".into(), ..links });
        sketcher.finish().passages
    };
    assert_eq!(leaders(&[page(1), page(2)]), [0, 1]);
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
