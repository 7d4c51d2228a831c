//! The sketch of a text: the little that is kept of it to tell its copies and near copies among any number of texts.
//!
//! MinHash in one permutation (Li, Owen and Zhang 2012) over every five words in a row, 128 bins, empty ones filled from
//! others (Shrivastava 2017). A word is what a search takes for one, so capitals, marks, white space and words hyphenated
//! at a line end make no difference, and Chinese, Japanese and Korean count by the character. The share of bins in which
//! two sketches agree estimates the share of five-word passages that both texts have, within a few per cent. Short texts
//! are compared exactly, by shorter passages ([`few`](super::few)).

use anchor::{Unit, UnitKind};
use sha2::{Digest, Sha256};

use super::few::{Few, Gathering};

/// Changes whenever a text may get another sketch than before: sketches of another version are made anew.
pub const VERSION: u32 = 2;
/// How many bins.
pub const N_BINS: usize = 128;
/// Words in a row that are one passage.
const PASSAGE: usize = 5;
/// A text of fewer passages, or of the same few over and over, is like too many others to say anything.
const LEAST_PASSAGES: u64 = 24;
const LEAST_BINS: usize = 12;

/// The bins of a text.
pub type Bins = [u16; N_BINS];

/// What is kept of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// SHA-256 of its words in order: equal for texts that differ in nothing but how they are set.
    pub words: [u8; 32],
    /// What it is compared by.
    pub passages: Passages,
}

/// What a text is compared by; nothing where it is too short.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passages {
    /// Of a text of 28 words and more.
    pub bins: Option<Bins>,
    /// Of one of 60 words and fewer.
    pub few: Option<Few>,
}

/// How much two texts have in common: the more, the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Common {
    /// In 65,536ths.
    share: u32,
}

impl Common {
    fn new(n: usize, of: usize) -> Common {
        Common { share: (n * SHARES / of.max(1)) as u32 }
    }

    /// The share of their passages that both have, from 0 to 1.
    pub fn share(self) -> f64 {
        f64::from(self.share) / SHARES as f64
    }

    /// Two texts are nearly the same from 44 in 100 of their passages on: with one word in twenty changed, it is about 63 of
    /// a long text and 73 of a short one.
    pub fn is_near(self) -> bool {
        self.share >= (SHARES * 7 / 16) as u32
    }
}

const SHARES: usize = 1 << 16;

impl Passages {
    /// Whether there is anything to compare.
    pub fn is_empty(&self) -> bool {
        self.bins.is_none() && self.few.is_none()
    }

    /// What two texts have in common; `None` where one is too short, or too long for the other.
    pub fn in_common(&self, other: &Passages) -> Option<Common> {
        if let (Some(own), Some(others)) = (&self.few, &other.few) {
            let (n_both, n_all) = own.in_common(others);
            return Some(Common::new(n_both, n_all));
        }
        Some(Common::new(n_agreeing(self.bins.as_ref()?, other.bins.as_ref()?), N_BINS))
    }

    /// As it is stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        let bins = self.bins.iter().flatten().flat_map(|bin| bin.to_le_bytes());
        bins.chain(self.few.iter().flat_map(Few::to_bytes)).collect()
    }

    /// As it was stored; nothing of what cannot have been.
    pub fn from_bytes(bytes: &[u8]) -> Passages {
        let (bins, rest) = match bytes.split_at_checked(2 * N_BINS) {
            Some((bins, rest)) => (bins_of(bins), rest),
            None => (None, bytes),
        };
        Passages { bins, few: Few::from_bytes(rest) }
    }
}

/// Makes the sketch of a text, unit by unit, in memory that does not grow with it.
pub struct Sketcher {
    window: [u64; PASSAGE],
    n_words: u64,
    least: [u64; N_BINS],
    few: Gathering,
    words: Sha256,
    /// Words that are not hashed yet: many short pieces take much longer than one long one.
    unhashed: Vec<u8>,
}

/// How much is hashed at a time.
const HASHED_BYTES: usize = 4 << 10;

impl Default for Sketcher {
    fn default() -> Sketcher {
        Sketcher {
            window: [0; PASSAGE],
            n_words: 0,
            least: [u64::MAX; N_BINS],
            few: Gathering::default(),
            words: Sha256::new(),
            unhashed: Vec::with_capacity(HASHED_BYTES),
        }
    }
}

impl Sketcher {
    /// Adds the next unit: of a message its body, since copies of one message come with other headers.
    pub fn unit(&mut self, unit: &Unit) {
        self.text(body(unit));
    }

    fn text(&mut self, text: &str) {
        let mut held: Option<search::Token> = None;
        let mut is_second_half = false;
        let mut tokens = search::tokens(text);
        while let Some(token) = tokens.next() {
            if token.joined {
                // The whole word stands for its two halves, of which the first is held.
                held = Some(token);
                is_second_half = true;
            } else if is_second_half {
                is_second_half = false;
            } else if let Some(word) = held.replace(token) {
                self.word(&word.term);
                tokens.reuse(word);
            }
        }
        if let Some(word) = held {
            self.word(&word.term);
        }
    }

    fn word(&mut self, word: &str) {
        self.unhashed.extend_from_slice(word.as_bytes());
        self.unhashed.push(b'\n');
        if self.unhashed.len() >= HASHED_BYTES {
            self.words.update(&self.unhashed);
            self.unhashed.clear();
        }
        let hash = hash(word.as_bytes());
        self.few.word(hash);
        self.window.rotate_left(1);
        self.window[PASSAGE - 1] = hash;
        self.n_words += 1;
        if self.n_words >= PASSAGE as u64 {
            let passage = self.window.iter().fold(0, |so_far, word| mixed(so_far ^ word));
            let least = &mut self.least[bin_of(passage)];
            *least = passage.min(*least);
        }
    }

    /// Ends it.
    pub fn finish(mut self) -> Sketch {
        self.words.update(&self.unhashed);
        let n_passages = (self.n_words + 1).saturating_sub(PASSAGE as u64);
        let n_filled = self.least.iter().filter(|least| **least != u64::MAX).count();
        let is_enough = n_passages >= LEAST_PASSAGES && n_filled >= LEAST_BINS;
        let passages = Passages { bins: is_enough.then(|| filled(&self.least)), few: self.few.finish() };
        Sketch { words: self.words.finalize().into(), passages }
    }
}

/// Every bin with a value, an empty one with that of another which two like texts find alike.
fn filled(least: &[u64; N_BINS]) -> Bins {
    std::array::from_fn(|bin| {
        let mut from = bin;
        let mut tried = 0_u64;
        while least[from] == u64::MAX {
            tried += 1;
            from = bin_of(mixed(((bin as u64) << 32) | tried));
        }
        (mixed(least[from]) >> 48) as u16
    })
}

fn bin_of(hash: u64) -> usize {
    (hash >> 57) as usize
}

/// FNV-1a: short, and the same everywhere and for ever, as a sketch must be.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The finishing step of SplitMix64: every bit of the input moves every bit of the output.
pub(super) fn mixed(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn bins_of(bytes: &[u8]) -> Option<Bins> {
    let (pairs, []) = bytes.as_chunks::<2>() else { return None };
    let bins: Vec<u16> = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
    bins.try_into().ok()
}

/// In how many bins two texts agree.
fn n_agreeing(a: &Bins, b: &Bins) -> usize {
    a.iter().zip(b).filter(|(a, b)| a == b).count()
}

/// The words of a unit: of a message without its headers, which are English whoever writes it; none where it holds what
/// stands behind the words of others.
pub fn body(unit: &Unit) -> &str {
    let has_headers = || {
        let names = ["From: ", "To: ", "Cc: ", "Bcc: ", "Date: ", "Subject: "];
        unit.text.lines().next().is_some_and(|line| names.iter().any(|name| line.starts_with(name)))
    };
    match unit.text.split_once("\n\n") {
        _ if ingest::format::html::is_behind_words(unit) => "",
        Some((_, body)) if unit.kind == UnitKind::Message && has_headers() => body,
        _ => &unit.text,
    }
}
