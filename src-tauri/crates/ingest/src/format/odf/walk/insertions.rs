//! Insertions that were tracked (ODF 1.3, part 3, 5.5): who made each stands before the text, what was inserted in it.

use std::collections::HashMap;

use crate::format::flow::Flow;
use crate::format::moment::edtf;
use crate::format::tracked::inserted;

/// Insertions over each other beyond this number are not followed: each would hold the same words.
const MOST_OPEN: usize = 16;

/// Insertions, those told of and those being read.
#[derive(Debug, Default)]
pub(super) struct Insertions {
    /// What the change being described is called.
    pub(super) id: String,
    /// Who made each, and when.
    known: HashMap<String, (String, Option<String>)>,
    open: Vec<(String, Flow)>,
}

impl Insertions {
    /// Takes who made the insertion that is being described.
    pub(super) fn tell(&mut self, author: &str, date: &str) {
        self.known.insert(std::mem::take(&mut self.id), (author.to_owned(), edtf(date)));
    }

    pub(super) fn start(&mut self, id: String) {
        if self.known.contains_key(&id) && self.open.len() < MOST_OPEN {
            self.open.push((id, Flow::default()));
        }
    }

    pub(super) fn put(&mut self, put: impl Fn(&mut Flow)) {
        self.open.iter_mut().for_each(|(_, flow)| put(flow));
    }

    /// Ends an insertion. Returns its line, if it has words.
    pub(super) fn end(&mut self, id: &str) -> Option<String> {
        let place = self.open.iter().position(|(open, _)| open == id)?;
        let (id, flow) = self.open.swap_remove(place);
        let words = flow.finish();
        let (author, date) = self.known.get(&id)?;
        (!words.is_empty()).then(|| inserted(author, date.as_deref(), &words))
    }

    /// Ends all that are open.
    pub(super) fn finish(&mut self) -> Vec<String> {
        let ids: Vec<String> = self.open.iter().map(|(id, _)| id.clone()).collect();
        ids.iter().filter_map(|id| self.end(id)).collect()
    }
}
