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
mod tests;
