//! A list of names against everything in a case.
//!
//! A list is read ([`list`]), kept for whoever made it ([`kept`]), and looked for in all texts at once ([`run`]): as typed
//! ([`exact`]) and in the ways of [`search::Layer`]. Each count is the total of a search for that name alone. What was found
//! is kept, too, so that the next run can say what is different.

mod exact;
pub mod kept;
pub mod list;
pub mod run;

use serde::{Deserialize, Serialize};
use store::Case;
use ts_rs::TS;

use crate::{Desk, Job, Result};
use kept::Sweep;

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

/// Looks for the lists that watch new material in what was read after `sequence`, and tells what stands in it. The files are
/// taken in, whatever comes of this: that it failed is told, too.
pub fn tell_of_new(desk: &Desk, job: &mut Job<'_>, case: &Case, sequence: u64) {
    if job.cancel.is_cancelled() {
        return;
    }
    if let Err(error) = look_for_watched(desk, job, case, sequence) {
        job.note(format!("The new material was not looked through for the names of your lists: {}", error.message));
    }
}

fn look_for_watched(desk: &Desk, job: &mut Job<'_>, case: &Case, sequence: u64) -> Result<()> {
    for Sweep { list, .. } in kept::all(case, &desk.author)?.into_iter().filter(|sweep| sweep.list.watch) {
        let found = run::run(desk, job, case, &list, run::Where::ReadAfter(sequence))?;
        let names: Vec<&str> = found.names_found(&list).collect();
        if !names.is_empty() {
            job.note(new_hits(&list.name, &names));
        }
    }
    Ok(())
}

/// How many names are told one by one.
const MOST_TOLD: usize = 5;

fn new_hits(sweep: &str, names: &[&str]) -> String {
    let told = names.iter().take(MOST_TOLD).copied().collect::<Vec<_>>().join(", ");
    let more = names.len().saturating_sub(MOST_TOLD);
    let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("Sweep \"{sweep}\": the new material names {told}{rest}.")
}
