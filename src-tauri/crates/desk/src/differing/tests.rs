use super::*;

fn letters(text: &str) -> Vec<u32> {
    text.chars().map(u32::from).collect()
}

/// Deleted letters in brackets, added ones in braces.
#[track_caller]
fn check(left: &str, right: &str, expect: &str) {
    let (a, b): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let mut shown = String::new();
    for stretch in stretches(&letters(left), &letters(right)) {
        let (out, put): (String, String) = (a[stretch.left].iter().collect(), b[stretch.right].iter().collect());
        match stretch.is_same {
            true => shown.push_str(&out),
            false => {
                let brackets = [("[", out, "]"), ("{", put, "}")].into_iter().filter(|(_, text, _)| !text.is_empty());
                brackets.for_each(|(open, text, close)| shown.push_str(&format!("{open}{text}{close}")));
            }
        }
    }
    assert_eq!(shown, expect);
}

#[test]
fn the_least_change_is_told() {
    check("", "", "");
    check("abc", "abc", "abc");
    check("", "abc", "{abc}");
    check("abc", "", "[abc]");
    check("abc", "xyz", "[abc]{xyz}");
    check("abcd", "acd", "a[b]cd");
    check("acd", "abcd", "a{b}cd");
    check("abxcd", "abycd", "ab[x]{y}cd");
    check("abcabba", "cbabac", "[ab]c{b}ab[b]a{c}");
}

fn noise(seed: u64, n: usize, among: u64) -> Vec<u32> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % among
    };
    (0..n).map(|_| next() as u32).collect()
}

#[test]
fn long_sequences_that_have_nothing_or_little_to_hold_on_to_end_soon() {
    // A square of these would be 10^12 steps.
    let (a, b) = (noise(1, 1_000_000, 50), noise(2, 1_000_000, 50));
    assert!(covers(&a, &b));
    let (a, b) = (noise(1, 1_000_000, 400_000_000), noise(2, 1_000_000, 400_000_000));
    assert!(covers(&a, &b));
    let reversed: Vec<u32> = (0..1_000_000).rev().collect();
    assert!(covers(&Vec::from_iter(0..1_000_000), &reversed));
}

#[test]
fn a_few_changes_in_a_long_text_are_found_one_by_one() {
    let a = noise(3, 200_000, 5_000);
    let mut b = a.clone();
    for at in (500..200_000).step_by(1_000) {
        b[at] = 9_999;
    }
    let changed = stretches(&a, &b).into_iter().filter(|stretch| !stretch.is_same);
    let changed: Vec<_> =
        changed.map(|stretch| (stretch.left.start, stretch.left.len(), stretch.right.len())).collect();
    assert_eq!(changed, (500..200_000).step_by(1_000).map(|at| (at, 1, 1)).collect::<Vec<_>>());
}

fn covers(a: &[u32], b: &[u32]) -> bool {
    let (mut at_a, mut at_b, mut was_same) = (0, 0, None);
    for Stretch { left, right, is_same } in stretches(a, b) {
        let is_right = if is_same { !left.is_empty() && a[left.clone()] == b[right.clone()] } else { true };
        let is_in_order = left.start == at_a && right.start == at_b && was_same != Some(is_same);
        if !is_right || !is_in_order || (left.is_empty() && right.is_empty()) {
            return false;
        }
        (at_a, at_b, was_same) = (left.end, right.end, Some(is_same));
    }
    (at_a, at_b) == (a.len(), b.len())
}

/// The most that can stay the same, the slow way.
fn most_same(a: &[u32], b: &[u32]) -> usize {
    let mut row = vec![0; b.len() + 1];
    for x in a {
        let mut diagonal = 0;
        for (at, y) in b.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if x == y { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[b.len()]
}

proptest::proptest! {
    #[test]
    fn any_two_sequences_are_covered_and_the_same_is_the_same(
        a in proptest::collection::vec(0_u32..6, 0..300),
        b in proptest::collection::vec(0_u32..6, 0..300),
    ) {
        proptest::prop_assert!(covers(&a, &b));
    }

    #[test]
    fn where_little_is_changed_as_much_as_can_be_stays_the_same(
        a in proptest::collection::vec(0_u32..4, 0..30),
        b in proptest::collection::vec(0_u32..4, 0..30),
    ) {
        let n_same: usize = stretches(&a, &b).iter().filter(|s| s.is_same).map(|s| s.left.len()).sum();
        proptest::prop_assert_eq!(n_same, most_same(&a, &b));
    }
}
