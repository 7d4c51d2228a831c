//! Short texts, compared exactly: a few words have too few passages of five for a sketch to tell anything by, and a changed
//! word takes five of them. So every three words in a row are kept of them, the beginning and the end counted as words.

use super::sketch::mixed;

/// Words in a row that are one passage.
const PASSAGE: usize = 3;
/// A text of fewer words, or of the same few over and over, is like too many others to say anything.
const LEAST_WORDS: usize = 8;
/// A text of more words has its sketch alone. From 28 on it has both, so that what grew by a word is compared, too.
const MOST_WORDS: usize = 60;
/// What stands for the beginning and the end.
const EDGE: u64 = 0;

/// Every passage of a short text, in the order of their hashes, each once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Few(Box<[u32]>);

/// Gathers the passages of a text while it is short.
#[derive(Debug, Default)]
pub struct Gathering {
    window: [u64; PASSAGE],
    n_words: usize,
    passages: Vec<u32>,
}

impl Gathering {
    /// Adds the hash of the next word.
    pub fn word(&mut self, hash: u64) {
        self.n_words += 1;
        match self.n_words {
            0..=MOST_WORDS => self.push(hash),
            _ => self.passages = Vec::new(),
        }
    }

    fn push(&mut self, hash: u64) {
        self.window.rotate_left(1);
        self.window[PASSAGE - 1] = hash;
        self.passages.push((self.window.iter().fold(0, |so_far, word| mixed(so_far ^ word)) >> 32) as u32);
    }

    /// Ends it; `None` where the text is too short or too long.
    pub fn finish(mut self) -> Option<Few> {
        if !(LEAST_WORDS..=MOST_WORDS).contains(&self.n_words) {
            return None;
        }
        (1..PASSAGE).for_each(|_| self.push(EDGE));
        self.passages.sort_unstable();
        self.passages.dedup();
        (self.passages.len() >= LEAST_WORDS).then(|| Few(self.passages.into()))
    }
}

impl Few {
    /// How many passages both have, and how many there are in all.
    pub fn in_common(&self, other: &Few) -> (usize, usize) {
        let (mut a, mut b, mut n_both) = (0, 0, 0);
        while let (Some(one), Some(another)) = (self.0.get(a), other.0.get(b)) {
            n_both += usize::from(one == another);
            (a, b) = (a + usize::from(one <= another), b + usize::from(another <= one));
        }
        (n_both, self.0.len() + other.0.len() - n_both)
    }

    /// Some of the passages, which two like texts mostly have in common.
    pub fn keys(&self) -> &[u32] {
        const N_KEYS: usize = 8;
        &self.0[..self.0.len().min(N_KEYS)]
    }

    /// As they are stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|passage| passage.to_le_bytes()).collect()
    }

    /// As they were stored; `None` for what cannot have been.
    pub fn from_bytes(bytes: &[u8]) -> Option<Few> {
        let (passages, []) = bytes.as_chunks::<4>() else { return None };
        let passages: Box<[u32]> = passages.iter().map(|passage| u32::from_le_bytes(*passage)).collect();
        let is_ours = (LEAST_WORDS..MOST_WORDS + PASSAGE).contains(&passages.len()) && passages.is_sorted();
        is_ours.then_some(Few(passages))
    }
}
