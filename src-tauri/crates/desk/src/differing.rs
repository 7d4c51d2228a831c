//! Where two sequences differ, in time that grows with their length and not with its square.
//!
//! First the least change is looked for (Myers 1986), as long as it is small. Else what stands in both just once, in the
//! same order, holds the two together (Cohen's patience diff), and what lies between is compared by itself. What then is
//! still too different is told as replaced.

use std::{collections::HashMap, ops::Range};

/// A stretch of two sequences: the same in both, or put in the place of one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// In the first.
    pub left: Range<usize>,
    /// In the second; as long as that in the first where they are the same.
    pub right: Range<usize>,
    /// Whether they are the same.
    pub is_same: bool,
}

/// So many steps of change are looked for before the sequences are held together by what stands in them once.
const FEW_STEPS: usize = 64;
/// So many where nothing holds them together.
const MOST_STEPS: usize = 400;
/// How often what lies between is held together in turn.
const DEEPEST: usize = 12;

/// The stretches of two sequences, in order; together they cover both, and no two of a kind follow each other.
pub fn stretches(left: &[u32], right: &[u32]) -> Vec<Stretch> {
    let mut pairs = Vec::new();
    pair(left, right, 0..left.len(), 0..right.len(), 0, &mut pairs);
    let mut stretches: Vec<Stretch> = Vec::new();
    let (mut at_left, mut at_right) = (0, 0);
    for (l, r, len) in pairs.into_iter().chain([(left.len(), right.len(), 0)]) {
        if l > at_left || r > at_right {
            stretches.push(Stretch { left: at_left..l, right: at_right..r, is_same: false });
        }
        if len > 0 {
            match stretches.last_mut() {
                Some(last) if last.is_same => (last.left.end, last.right.end) = (l + len, r + len),
                _ => stretches.push(Stretch { left: l..l + len, right: r..r + len, is_same: true }),
            }
        }
        (at_left, at_right) = (l + len, r + len);
    }
    stretches
}

/// Where both are the same: where in the first, where in the second, how long.
type Pair = (usize, usize, usize);

fn pair(a: &[u32], b: &[u32], in_a: Range<usize>, in_b: Range<usize>, depth: usize, pairs: &mut Vec<Pair>) {
    let (mut in_a, mut in_b) = (in_a, in_b);
    let n_before = a[in_a.clone()].iter().zip(&b[in_b.clone()]).take_while(|(a, b)| a == b).count();
    if n_before > 0 {
        pairs.push((in_a.start, in_b.start, n_before));
    }
    (in_a.start, in_b.start) = (in_a.start + n_before, in_b.start + n_before);
    let ends = a[in_a.clone()].iter().rev().zip(b[in_b.clone()].iter().rev());
    let n_after = ends.take_while(|(a, b)| a == b).count();
    (in_a.end, in_b.end) = (in_a.end - n_after, in_b.end - n_after);
    if !in_a.is_empty() && !in_b.is_empty() {
        pair_middle(a, b, in_a.clone(), in_b.clone(), depth, pairs);
    }
    if n_after > 0 {
        pairs.push((in_a.end, in_b.end, n_after));
    }
}

fn pair_middle(a: &[u32], b: &[u32], in_a: Range<usize>, in_b: Range<usize>, depth: usize, pairs: &mut Vec<Pair>) {
    let mut by_steps = |most| {
        let found = least_change(&a[in_a.clone()], &b[in_b.clone()], most)?;
        pairs.extend(found.into_iter().map(|(l, r, len)| (in_a.start + l, in_b.start + r, len)));
        Some(())
    };
    if by_steps(FEW_STEPS).is_some() {
        return;
    }
    let held = if depth < DEEPEST { held_together(&a[in_a.clone()], &b[in_b.clone()]) } else { Vec::new() };
    if held.is_empty() {
        // If that is too much as well, one stands in the place of the other.
        let _ = by_steps(MOST_STEPS);
        return;
    }
    let (mut at_a, mut at_b) = (in_a.start, in_b.start);
    for (l, r) in held {
        let (l, r) = (in_a.start + l, in_b.start + r);
        pair(a, b, at_a..l, at_b..r, depth + 1, pairs);
        pairs.push((l, r, 1));
        (at_a, at_b) = (l + 1, r + 1);
    }
    pair(a, b, at_a..in_a.end, at_b..in_b.end, depth + 1, pairs);
}

/// What stands in both just once: the longest row of it that is in the same order in both.
fn held_together(a: &[u32], b: &[u32]) -> Vec<(usize, usize)> {
    #[derive(Default)]
    struct Stands {
        in_a: (u32, usize),
        in_b: (u32, usize),
    }
    let mut stands: HashMap<u32, Stands> = HashMap::with_capacity(a.len());
    for (at, item) in a.iter().enumerate() {
        let of = stands.entry(*item).or_default();
        of.in_a = (of.in_a.0 + 1, at);
    }
    for (at, item) in b.iter().enumerate() {
        if let Some(of) = stands.get_mut(item) {
            of.in_b = (of.in_b.0 + 1, at);
        }
    }
    let once = a.iter().filter_map(|item| {
        let of = &stands[item];
        (of.in_a.0 == 1 && of.in_b.0 == 1).then_some((of.in_a.1, of.in_b.1))
    });
    longest_rising(&once.collect::<Vec<_>>())
}

/// Of pairs that rise in the first the longest row that rises in the second, too.
fn longest_rising(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // Of all rows of a length, the number of the pair that ends lowest.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (idx, (_, right)) in pairs.iter().enumerate() {
        let len = ends.partition_point(|&end| pairs[end].1 < *right);
        before.push(len.checked_sub(1).map(|shorter| ends[shorter]));
        match ends.get_mut(len) {
            Some(end) => *end = idx,
            None => ends.push(idx),
        }
    }
    let mut row = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(idx) = at {
        row.push(pairs[idx]);
        at = before[idx];
    }
    row.reverse();
    row
}

/// What stays the same in the least change from one to the other; `None` if that takes more than `most` steps.
fn least_change(a: &[u32], b: &[u32], most: usize) -> Option<Vec<Pair>> {
    let (n, m) = (a.len() as isize, b.len() as isize);
    if (n - m).unsigned_abs() > most {
        return None;
    }
    // How far each diagonal has come, for every number of steps.
    let mut trace: Vec<Vec<isize>> = Vec::new();
    let middle = most as isize + 1;
    let mut far = vec![0_isize; 2 * most + 3];
    let mut n_steps = None;
    'steps: for d in 0..=most as isize {
        for k in (-d..=d).step_by(2) {
            let at = (middle + k) as usize;
            let down = k == -d || (k != d && far[at - 1] < far[at + 1]);
            let mut x = if down { far[at + 1] } else { far[at - 1] + 1 };
            while x < n && x - k < m && x - k >= 0 && a[x as usize] == b[(x - k) as usize] {
                x += 1;
            }
            far[at] = x;
            if x >= n && x - k >= m {
                n_steps = Some(d);
                break 'steps;
            }
        }
        trace.push(far[(middle - d) as usize..=(middle + d) as usize].to_vec());
    }
    let mut pairs = Vec::new();
    let (mut x, mut y) = (n, m);
    for d in (1..=n_steps?).rev() {
        let before = &trace[(d - 1) as usize];
        let reach = |k: isize| before.get((k + d - 1) as usize).copied().filter(|_| k.abs() < d).unwrap_or(-1);
        let k = x - y;
        let down = k == -d || (k != d && reach(k - 1) < reach(k + 1));
        let from_k = if down { k + 1 } else { k - 1 };
        let from_x = reach(from_k);
        let (start_x, start_y) = if down { (from_x, from_x - k) } else { (from_x + 1, from_x + 1 - k) };
        if x > start_x {
            pairs.push((start_x as usize, start_y as usize, (x - start_x) as usize));
        }
        (x, y) = (from_x, from_x - from_k);
    }
    if x > 0 {
        pairs.push((0, 0, x as usize));
    }
    pairs.reverse();
    Some(pairs)
}

#[cfg(test)]
mod tests {
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
                    let brackets =
                        [("[", out, "]"), ("{", put, "}")].into_iter().filter(|(_, text, _)| !text.is_empty());
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
}
