//! Which texts are nearly the same, in time that grows with their number and not with its square.
//!
//! Two texts are compared only where four bins in a row of their sketches agree at one of 32 places; of two texts with one
//! word in twenty changed, 996 in 1,000 do; two short ones where one of the eight least of their passages is the same. A
//! text belongs to the earliest text it is nearly the same as which leads a
//! group, so nothing drifts from copy to copy into something else, and what comes later moves nobody who is in a group.

use super::sketch::{Bins, N_BINS, Passages};

const BANDS: usize = 32;
const ROWS: usize = N_BINS / BANDS;
/// With how many earlier texts one is compared at most. A thousand copies of a form all fall together with the first
/// and with the one before them: that is enough to find their group.
const MOST_COMPARED: usize = 16;
/// Passages of short texts are looked at in so many rounds, each in the memory of one band.
const ROUNDS: u32 = 8;
const NOBODY: u32 = u32::MAX;

/// The leader of every text's group, by number; one that leads none but itself is alone.
///
/// Texts are given in the order they came.
pub fn leaders(texts: &[Passages]) -> Vec<u32> {
    let near = earlier_and_near(texts);
    let mut leaders: Vec<u32> = Vec::with_capacity(texts.len());
    for (idx, text) in texts.iter().enumerate() {
        let candidates = near[idx].iter().take_while(|earlier| **earlier != NOBODY);
        let compared = candidates.filter_map(|earlier| {
            let leader = leaders[*earlier as usize];
            Some((text.in_common(&texts[leader as usize])?, std::cmp::Reverse(leader)))
        });
        let best = compared.filter(|(common, _)| common.is_near()).max();
        leaders.push(best.map_or(idx as u32, |(_, std::cmp::Reverse(leader))| leader));
    }
    leaders
}

/// For every text, earlier ones that share a band with it, or a passage.
fn earlier_and_near(texts: &[Passages]) -> Vec<[u32; MOST_COMPARED]> {
    let mut near = vec![[NOBODY; MOST_COMPARED]; texts.len()];
    let mut keyed: Vec<(u64, u32)> = Vec::with_capacity(texts.len());
    for band in 0..BANDS {
        keyed.clear();
        let with_bins = texts.iter().zip(0..).filter_map(|(text, idx)| Some((text.bins.as_ref()?, idx)));
        keyed.extend(with_bins.map(|(bins, idx)| (key(bins, band), idx)));
        remember_neighbours(&mut keyed, &mut near);
    }
    for round in 0..ROUNDS {
        keyed.clear();
        for (text, idx) in texts.iter().zip(0..) {
            let passages = text.few.iter().flat_map(|few| few.keys());
            keyed.extend(passages.filter(|key| *key % ROUNDS == round).map(|key| (u64::from(*key), idx)));
        }
        remember_neighbours(&mut keyed, &mut near);
    }
    near
}

/// Remembers for each text the first with the same key, and the one before it.
fn remember_neighbours(keyed: &mut [(u64, u32)], near: &mut [[u32; MOST_COMPARED]]) {
    keyed.sort_unstable();
    for bucket in keyed.chunk_by(|a, b| a.0 == b.0) {
        for pair in bucket.windows(2) {
            let (text, before) = (pair[1].1, pair[0].1);
            remember(&mut near[text as usize], bucket[0].1);
            remember(&mut near[text as usize], before);
        }
    }
}

fn key(bins: &Bins, band: usize) -> u64 {
    bins[band * ROWS..][..ROWS].iter().fold(0, |key, bin| (key << 16) | u64::from(*bin))
}

fn remember(near: &mut [u32; MOST_COMPARED], text: u32) {
    if let Some(slot) = near.iter_mut().find(|slot| **slot == NOBODY || **slot == text) {
        *slot = text;
    }
}
