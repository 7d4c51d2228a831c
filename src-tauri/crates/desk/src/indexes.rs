//! The index that was searched last, kept open for the next search.
//!
//! Opening it, reading its pages in anew and letting go of it again takes longer than most searches do. It is let go of
//! soon after the last search, as its files cannot be removed on every system while somebody holds them, and before
//! anything is taken out of it for good.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    thread,
    time::{Duration, Instant},
};

use search::{Index, Shelf};
use store::Case;

use crate::searching::{not_ahead, open_ours};

/// How long it is kept after a search: while somebody types, and not much longer.
const KEPT_FOR: Duration = Duration::from_secs(5);

/// What is kept open. Clones keep the same.
#[derive(Debug, Clone, Default)]
pub struct Indexes(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    index: Option<(Index, Instant)>,
    /// Whether a thread waits to let go of it.
    is_watched: bool,
}

impl Indexes {
    /// The index of a case as it is now, as [`open_ours`] opens it.
    pub(crate) fn ours(&self, case: &Case) -> Result<Index, search::Error> {
        let dir = Shelf::new(&case.index_dir()).current();
        // Not locked while it is opened: whoever looks elsewhere need not wait.
        let known = self.lock().index.as_ref().map(|(index, _)| index.clone()).filter(|index| index.dir() == dir);
        let known = known.filter(|index| index.keep_up().is_ok());
        let index = match known {
            Some(index) => not_ahead(case, index),
            None => open_ours(case),
        };
        match &index {
            Ok(index) => self.keep(index),
            Err(_) => self.forget(),
        }
        index
    }

    /// Lets go of what is kept.
    pub(crate) fn forget(&self) {
        self.lock().index = None;
    }

    fn keep(&self, index: &Index) {
        let mut kept = self.lock();
        kept.index = Some((index.clone(), Instant::now()));
        if !kept.is_watched {
            let all = Arc::downgrade(&self.0);
            // Without a thread to let go of it nothing is kept.
            match thread::Builder::new().name("kept-index".into()).spawn(move || let_go(&all)) {
                Ok(_) => kept.is_watched = true,
                Err(_) => kept.index = None,
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Waits until nobody has searched for a while.
fn let_go(all: &Weak<Mutex<Kept>>) {
    loop {
        thread::sleep(KEPT_FOR);
        let Some(kept) = all.upgrade() else { return };
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.index.as_ref().is_none_or(|(_, last)| last.elapsed() >= KEPT_FOR) {
            *kept = Kept::default();
            return;
        }
    }
}
