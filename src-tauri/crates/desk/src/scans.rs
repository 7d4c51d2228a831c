//! What the last scans of stored text found, kept for their next pages.

use std::{
    collections::VecDeque,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use search::{DocSet, Hit};
use serde::Serialize;
use ts_rs::TS;

/// Scans that are kept: the one at hand, and those one goes back to.
const MOST_SCANS: usize = 4;
/// Places that are kept of all of them: some 40 MB.
const MOST_PLACES: usize = 1_000_000;

/// What a scan found.
#[derive(Debug, Default)]
pub struct Scanned {
    /// Every scope that matches, by document, unit and row.
    pub places: Vec<Hit>,
    /// Documents whose stored text could not be read, those left out that count as unreadable anyway.
    pub n_failed: u64,
    /// What was not looked into, if the time was up first.
    pub cut: Option<CutShort>,
    /// The documents that were looked into to their end, if the time was up first: a longer search goes on from there.
    pub done: DocSet,
    /// Why no text could be passed over, if the index could not tell beforehand where to look.
    pub unfiltered: Option<String>,
}

/// What a search had no time for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct CutShort {
    /// After how many seconds the time was up.
    pub seconds: u64,
    /// Documents that were to be looked into.
    pub of: u64,
    /// Those of them that were not looked into at all.
    pub documents: u64,
    /// Those that were looked into in part.
    pub partly: u64,
}

impl CutShort {
    /// Whether a search that may take so long, or as long as it takes, can be answered by what was found by then.
    fn is_enough(self, seconds: Option<u64>) -> bool {
        seconds.is_some_and(|seconds| seconds <= self.seconds)
    }
}

/// All that decides what a scan finds.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// The case.
    pub root: PathBuf,
    /// `exact` or `regex`.
    pub mode: &'static str,
    /// What is looked for.
    pub typed: String,
    /// The documents that are looked into; all if `None`.
    pub only: Option<DocSet>,
    /// Of the texts as they were.
    pub stamp: [u64; 4],
}

type Kept = (Asked, Arc<Scanned>);

/// What scans found, the latest first.
#[derive(Debug, Clone, Default)]
pub struct Scans(Arc<Mutex<VecDeque<Kept>>>);

impl Scans {
    /// What this scan found, if it is still known. One that was cut short answers for its next pages, not for a search
    /// that may take longer.
    pub(crate) fn get(&self, asked: &Asked, seconds: Option<u64>) -> Option<Arc<Scanned>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop_stale(&mut kept, asked);
        let fits = |scanned: &Scanned| scanned.cut.is_none_or(|cut| cut.is_enough(seconds));
        let idx = kept.iter().position(|(of, scanned)| of == asked && fits(scanned))?;
        let found = kept.remove(idx)?;
        let scanned = Arc::clone(&found.1);
        kept.push_front(found);
        Some(scanned)
    }

    /// What an earlier scan for the same found before its time was up.
    pub(crate) fn begun(&self, asked: &Asked) -> Option<Arc<Scanned>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop_stale(&mut kept, asked);
        kept.iter().find(|(of, scanned)| of == asked && scanned.cut.is_some()).map(|(_, scanned)| Arc::clone(scanned))
    }

    /// Keeps what a scan found; the oldest go where it gets too much. One that could not read every text is not kept: the
    /// medium may be there again the next time.
    pub(crate) fn keep(&self, asked: Asked, scanned: &Arc<Scanned>) {
        if scanned.n_failed > 0 {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop_stale(&mut kept, &asked);
        kept.retain(|(of, _)| *of != asked);
        kept.push_front((asked, Arc::clone(scanned)));
        let mut n_places = 0;
        let n_kept = kept.iter().take(MOST_SCANS).take_while(|(_, scanned)| {
            n_places += scanned.places.len();
            n_places <= MOST_PLACES
        });
        let n_kept = n_kept.count();
        kept.truncate(n_kept);
    }
}

/// What belongs to another case, or to texts as they were before, is of no use and may tell of what was erased.
fn drop_stale(kept: &mut VecDeque<Kept>, asked: &Asked) {
    kept.retain(|(of, _)| of.root == asked.root && of.stamp == asked.stamp);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(typed: &str) -> Asked {
        Asked { root: "tern".into(), mode: "exact", typed: typed.into(), only: None, stamp: [3, 2, 0, 0] }
    }

    fn found(n: usize) -> Arc<Scanned> {
        let place = Hit { doc: 1, unit: 1, row: None, start: 0, score: 0.0 };
        Arc::new(Scanned { places: vec![place; n], ..Scanned::default() })
    }

    #[test]
    fn what_was_found_is_known_until_anything_it_depends_on_changes() {
        let scans = Scans::default();
        scans.keep(asked("a"), &found(2));
        assert_eq!(scans.get(&asked("a"), None).map(|scanned| scanned.places.len()), Some(2));
        assert!(scans.get(&asked("b"), None).is_none());
        assert!(scans.get(&Asked { only: Some(DocSet::new()), ..asked("a") }, None).is_none());
        assert!(scans.get(&Asked { mode: "regex", ..asked("a") }, None).is_none());
        assert!(scans.get(&asked("a"), None).is_some());
        assert!(scans.get(&Asked { stamp: [3, 2, 1, 0], ..asked("a") }, None).is_none());
        assert!(scans.get(&asked("a"), None).is_none(), "nothing is left of texts as they were before");
    }

    #[test]
    fn nothing_is_kept_of_a_case_that_was_left_or_could_not_be_read() {
        let scans = Scans::default();
        scans.keep(asked("a"), &found(2));
        scans.keep(Asked { root: "other".into(), ..asked("b") }, &found(1));
        assert!(scans.get(&asked("a"), None).is_none());
        scans.keep(asked("c"), &Arc::new(Scanned { n_failed: 1, ..Scanned::default() }));
        assert!(scans.get(&asked("c"), None).is_none());
    }

    #[test]
    fn what_was_cut_short_stands_for_no_longer_search() {
        let scans = Scans::default();
        let cut = CutShort { seconds: 60, of: 9, documents: 4, partly: 1 };
        scans.keep(asked("a"), &Arc::new(Scanned { cut: Some(cut), ..Scanned::default() }));
        assert_eq!(scans.get(&asked("a"), Some(60)).and_then(|scanned| scanned.cut), Some(cut), "its next page");
        assert!(scans.get(&asked("a"), Some(30)).is_some());
        assert!(scans.get(&asked("a"), Some(61)).is_none() && scans.get(&asked("a"), None).is_none());
        assert!(scans.begun(&asked("a")).is_some() && scans.begun(&asked("b")).is_none());
        scans.keep(asked("a"), &found(2));
        assert_eq!(scans.get(&asked("a"), Some(60)).map(|scanned| scanned.places.len()), Some(2), "the whole instead");
        assert!(scans.begun(&asked("a")).is_none(), "it is at its end");
    }

    #[test]
    fn only_so_much_is_kept() {
        let scans = Scans::default();
        for typed in ["a", "b", "c", "d"] {
            scans.keep(asked(typed), &found(1));
        }
        // Looked at again, it is not the one to go.
        assert!(scans.get(&asked("a"), None).is_some());
        scans.keep(asked("e"), &found(1));
        assert!(scans.get(&asked("a"), None).is_some() && scans.get(&asked("b"), None).is_none());
        scans.keep(asked("f"), &found(MOST_PLACES));
        assert!(scans.get(&asked("f"), None).is_some() && scans.get(&asked("a"), None).is_none());
        scans.keep(asked("g"), &found(MOST_PLACES + 1));
        assert!(scans.get(&asked("g"), None).is_none() && scans.get(&asked("f"), None).is_none());
    }
}
