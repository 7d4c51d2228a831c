use super::*;

/// Marked words in brackets.
fn shown(passage: Option<&Passage>) -> String {
    let Some(passage) = passage else { return "-".into() };
    let mut shown = String::new();
    for (at, c) in (0..).zip(passage.text.chars()) {
        if passage.marks.iter().any(|mark| mark[0] == at) {
            shown.push('[');
        }
        shown.push(c);
        if passage.marks.iter().any(|mark| mark[1] == at + 1) {
            shown.push(']');
        }
    }
    shown
}

fn compared(left: &str, right: &str) -> Compared {
    let mut numbers = Numbers::default();
    let (mut a, mut b) = (Side::default(), Side::default());
    assert!(a.add(1, left, false, &mut numbers) && b.add(1, right, false, &mut numbers));
    compare(&a, &b, &mut || Ok(())).expect("nobody stops it")
}

#[track_caller]
fn check(left: &str, right: &str, expect: &[(&str, &str)]) {
    let compared = compared(left, right);
    let rows: Vec<(String, String)> =
        compared.rows.iter().map(|row| (shown(row.left.as_ref()), shown(row.right.as_ref()))).collect();
    let rows: Vec<(&str, &str)> = rows.iter().map(|(l, r)| (l.as_str(), r.as_str())).collect();
    assert_eq!(rows, expect);
}

#[test]
fn the_words_that_differ_are_marked() {
    check("Sixty units were sent.", "Sixty units were sent.", &[("Sixty units were sent.", "Sixty units were sent.")]);
    check(
        "Quillmarrow sent 64 units in March.",
        "Quillmarrow sent 640 units in late March.",
        &[("Quillmarrow sent [64] units in March.", "Quillmarrow sent [640] units in [late] March.")],
    );
    check("One. Two words", "One. TWO words!", &[("One. [Two] words", "One. [TWO] words[!]")]);
    check("货物已于三月发出。", "货物已于五月发出。", &[("货物已于[三]月发出。", "货物已于[五]月发出。")]);
}

#[test]
fn how_a_text_is_set_is_no_difference() {
    let compared = compared("The crates left\nHall 3 at\nnoon.", "The crates left Hall 3\nat   noon.");
    assert!(compared.rows.iter().all(|row| row.is_same), "{:?}", compared.rows);
    assert_eq!((compared.n_same, compared.n_alone), (8, [0, 0]));
}

#[test]
fn paragraphs_stand_beside_those_they_have_words_of() {
    check(
        "First one here.\n\nIt was left out of there.\n\nThe last one stays.",
        "First one here.\n\nThe last one stays, too.\n\nQuite another matter.",
        &[
            ("First one here.", "First one here."),
            ("[It was left out of there.]", "-"),
            ("The last one stays.", "The last one stays[, too]."),
            ("-", "[Quite another matter.]"),
        ],
    );
    check(
        "One two three four.\n\nFive six.",
        "One two three four. Five six.",
        &[("One two three four.\nFive six.", "One two three four. Five six.")],
    );
}

#[test]
fn paragraphs_know_where_they_begin() {
    let text = "\n\nEins zwei.\nDrei\n\n\nVier 五 fünf.\n";
    let found = paragraphs(text, false);
    assert_eq!(found, [(2, "Eins zwei.\nDrei"), (20, "Vier 五 fünf.")]);
    let chars: Vec<char> = text.chars().collect();
    for (at, paragraph) in found {
        let stands: String = chars[at as usize..][..paragraph.chars().count()].iter().collect();
        assert_eq!(stands, paragraph);
    }
    assert_eq!(paragraphs("a\tb\nc\td", true), [(0, "a\tb"), (4, "c\td")]);
}

proptest::proptest! {
    #[test]
    fn every_word_of_both_stands_in_a_row_once_and_what_is_not_marked_is_the_same(
        left in "([a-c]{1,2}[ .\n]{1,2}){0,40}", right in "([a-c]{1,2}[ .\n]{1,2}){0,40}",
    ) {
        let compared = compared(&left, &right);
        let all = |of: fn(&Beside) -> Option<&Passage>| -> Vec<String> {
            let passages = compared.rows.iter().filter_map(of);
            passages.flat_map(|p| words(&p.text).map(|(.., word)| word.to_owned()).collect::<Vec<_>>()).collect()
        };
        let typed = |text: &str| words(text).map(|(.., word)| word.to_owned()).collect::<Vec<_>>();
        proptest::prop_assert_eq!(all(|row| row.left.as_ref()), typed(&left));
        proptest::prop_assert_eq!(all(|row| row.right.as_ref()), typed(&right));
        for row in &compared.rows {
            let unmarked = |passage: &Option<Passage>| -> Vec<String> {
                let Some(passage) = passage else { return Vec::new() };
                let is_marked = |start: u32| passage.marks.iter().any(|m| m[0] <= start && start < m[1]);
                words(&passage.text).filter(|(start, ..)| !is_marked(*start)).map(|(.., word)| word.to_owned()).collect()
            };
            proptest::prop_assert_eq!(unmarked(&row.left), unmarked(&row.right));
        }
        let n_left = compared.n_same + compared.n_alone[0];
        proptest::prop_assert_eq!(n_left, typed(&left).len() as u64);
    }
}
