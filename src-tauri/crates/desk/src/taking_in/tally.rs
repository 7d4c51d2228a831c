//! What a run found, each finding once: a container that is gone on with tells of what it told of before.

use store::Found;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Tally {
    found: Marks,
    added: u64,
    same: u64,
    erased_before: Marks,
}

impl Tally {
    /// Counts a finding, unless it was counted.
    pub fn count(&mut self, found: Found, erased_before: bool) {
        self.found.mark(found.ordinal);
        self.added += u64::from(found.is_new);
        self.same += u64::from(found.is_copy);
        if erased_before {
            self.erased_before.mark(found.ordinal);
        }
    }

    /// Files and files inside files that were found.
    pub fn found(&self) -> u64 {
        self.found.n_marked
    }

    /// Of them, new in the ledger.
    pub fn added(&self) -> u64 {
        self.added
    }

    /// Of those, with the very bytes of a document that was there.
    pub fn same(&self) -> u64 {
        self.same
    }

    /// Of them, passed over because they had been erased.
    pub fn erased_before(&self) -> u64 {
        self.erased_before.n_marked
    }
}

/// A bit for every row of the ledger: a hundred million of them take 12 MB.
#[derive(Debug, Default)]
struct Marks {
    words: Vec<u64>,
    n_marked: u64,
}

impl Marks {
    fn mark(&mut self, ordinal: u64) {
        let (word, bit) = ((ordinal / 64) as usize, 1 << (ordinal % 64));
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        self.n_marked += u64::from(self.words[word] & bit == 0);
        self.words[word] |= bit;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_twice_counts_once() {
        let mut tally = Tally::default();
        for (ordinal, is_new, erased) in [(1, true, false), (700, true, true), (1, false, false), (64, false, false)] {
            let is_copy = is_new && ordinal != 700;
            tally.count(Found { ordinal, is_new, is_copy }, erased);
        }
        assert_eq!((tally.found(), tally.added(), tally.same(), tally.erased_before()), (3, 2, 1, 1));
    }
}
