//! What somebody looks at that was not read yet: it is read next.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use facts::{CaseId, DocumentId};

/// Nobody waits for more than these.
const MOST: usize = 16;

/// Documents that somebody waits for, the latest first. Shared by all who work at one desk.
#[derive(Debug, Clone, Default)]
pub struct Wanted(Arc<Mutex<VecDeque<(CaseId, DocumentId)>>>);

impl Wanted {
    /// Asks for a document to be read before others.
    pub(crate) fn ask(&self, case: CaseId, document: DocumentId) {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.retain(|one| *one != (case, document));
        asked.truncate(MOST - 1);
        asked.push_front((case, document));
    }

    /// Takes the document of a case that was asked for last, of those that `is_waiting`.
    pub(crate) fn take(&self, case: CaseId, is_waiting: impl Fn(&DocumentId) -> bool) -> Option<DocumentId> {
        let mut asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let idx = asked.iter().position(|(of, document)| *of == case && is_waiting(document))?;
        asked.remove(idx).map(|(_, document)| document)
    }
}
