//! Words near each other, in any order.

use std::fmt;

use crate::tokens::{Token, tokens};

/// The most words that may be asked for at once, and the widest they may stand apart.
pub(crate) const MOST_WORDS: usize = 8;
pub(crate) const WIDEST: u32 = 100;

/// Words that stand near each other: `"vessel crew"~5`. What is written without a space between is a row of its own: each
/// of `"深圳 有限公司"~5` is found as a phrase.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// As typed, without quotes.
    text: String,
    /// How many other words may stand between them, all gaps taken together.
    within: u32,
    /// Tokens in a row, at least one; at least two such rows.
    pub(crate) rows: Vec<Vec<Token>>,
}

impl Near {
    /// The rows of `text`; fewer than two are no reason to look nearby.
    pub(crate) fn new(text: &str, within: u32) -> Near {
        let row = |word: &str| tokens(word).filter(|token| !token.joined).collect::<Vec<_>>();
        let rows = text.split_whitespace().map(row).filter(|row| !row.is_empty()).collect();
        Near { text: text.to_owned(), within, rows }
    }

    /// How many words there may be from the first to the last of them. A word hyphenated at a line end counts as two.
    pub(crate) fn widest(&self) -> u32 {
        self.within + self.rows.iter().map(Vec::len).sum::<usize>() as u32
    }
}

impl fmt::Display for Near {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"~{}", self.text, self.within)
    }
}

/// Where a row stands: the number of its first token, and of the token after its last.
pub(crate) type Stand = (u32, u32);

/// Finds what stands near each other. `stands` has the places of every row, in rising order; each row takes one, none
/// takes a word of another, and from the first word to the last there are at most `widest` words. Calls `found` once for
/// each place that such a group begins at, with the places the narrowest one takes.
pub(crate) fn groups(stands: &[Vec<Stand>], widest: u32, mut found: impl FnMut(&[Stand])) {
    if stands.is_empty() || stands.iter().any(Vec::is_empty) {
        return;
    }
    let soonest: Vec<Vec<Stand>> = stands.iter().map(|row| soonest(row)).collect();
    let mut begins: Vec<u32> = stands.iter().flatten().map(|stand| stand.0).collect();
    begins.sort_unstable();
    begins.dedup();
    for begin in begins {
        if let Some(taken) = narrowest(stands, &soonest, begin, widest) {
            found(&taken);
        }
    }
}

/// For every place: of it and those after it, the one that ends first.
fn soonest(row: &[Stand]) -> Vec<Stand> {
    let mut soonest = row.to_vec();
    for at in (1..row.len()).rev() {
        if soonest[at].1 < soonest[at - 1].1 {
            soonest[at - 1] = soonest[at];
        }
    }
    soonest
}

/// The narrowest group whose first word is token number `begin`.
fn narrowest(stands: &[Vec<Stand>], soonest: &[Vec<Stand>], begin: u32, widest: u32) -> Option<Vec<Stand>> {
    let n_rows = stands.len();
    let all = (1_usize << n_rows) - 1;
    // For every choice of rows: the least end when they are placed from `begin` on, and the row placed last with its place.
    let mut least: Vec<Option<(u32, usize, Stand)>> = vec![None; all + 1];
    for chosen in 1..=all {
        for row in (0..n_rows).filter(|row| chosen & (1 << row) != 0) {
            let before = chosen & !(1 << row);
            let stand = if before == 0 {
                let at = stands[row].partition_point(|stand| stand.0 < begin);
                stands[row].get(at).copied().filter(|stand| stand.0 == begin)
            } else {
                least[before].and_then(|(end, ..)| {
                    let at = stands[row].partition_point(|stand| stand.0 < end);
                    soonest[row].get(at).copied()
                })
            };
            let Some(stand) = stand.filter(|stand| stand.1 - begin <= widest) else { continue };
            if least[chosen].is_none_or(|(end, ..)| stand.1 < end) {
                least[chosen] = Some((stand.1, row, stand));
            }
        }
    }
    let mut taken = Vec::with_capacity(n_rows);
    let mut chosen = all;
    while chosen != 0 {
        let (_, row, stand) = least[chosen]?;
        taken.push(stand);
        chosen &= !(1 << row);
    }
    Some(taken)
}

/// Where a row stands: `positions` are those of each of its tokens, in rising order ([`Token`] positions).
pub(crate) fn stands_of(positions: &[Vec<u32>]) -> Vec<Stand> {
    let Some(first) = positions.first() else { return Vec::new() };
    // In the order of where they go on.
    let mut reached: Vec<Stand> = first.iter().map(|position| (position >> 1, position >> 1)).collect();
    reached.dedup();
    for of_token in positions {
        let mut next = Vec::new();
        for &position in of_token {
            let index = position >> 1;
            let from = reached.partition_point(|stand| stand.1 < index);
            let due = reached[from..].iter().take_while(|stand| stand.1 == index);
            next.extend(due.map(|stand| (stand.0, index + 1 + (position & 1))));
        }
        next.sort_unstable_by_key(|stand| (stand.1, stand.0));
        next.dedup();
        reached = next;
    }
    reached.sort_unstable();
    reached
}
