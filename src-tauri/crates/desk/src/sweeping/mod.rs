//! A list of names against everything in a case.
//!
//! A list is read ([`list`]), kept for whoever made it ([`kept`]), and looked for in all texts at once ([`run`]): as typed
//! ([`exact`]) and in the ways of [`search::Layer`]. Each count is the total of a search for that name alone. What was found
//! is kept, too, so that the next run can say what is different, and what came since then can be told ([`news`]).

mod exact;
pub mod kept;
pub mod list;
pub mod news;
pub mod run;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The most names of a list, and the longest of them, in characters.
pub const MOST_NAMES: usize = 50_000;
/// See [`MOST_NAMES`].
pub const LONGEST_NAME: usize = 300;

/// How often a name stands in the case, in each of four ways: in so many pages, messages, sections or rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(rename = "SweepCounts")]
pub struct Counts {
    /// Letter by letter, as an exact search finds it.
    pub exact: u32,
    /// By its words, as the search folds them.
    pub folded: u32,
    /// With words one letter off; the folded ones are among them. 0 where it was not asked for.
    pub fuzzy: u32,
    /// In other scripts; the folded ones are among them. 0 where it was not asked for.
    pub transliterated: u32,
}

impl Counts {
    /// Whether there is anything.
    pub fn is_any(&self) -> bool {
        *self != Counts::default()
    }

    /// How many places there are in the way that finds most.
    pub fn most(&self) -> u32 {
        self.exact.max(self.folded).max(self.fuzzy).max(self.transliterated)
    }
}
