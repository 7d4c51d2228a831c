//! How many hits each document has.

use std::collections::HashMap;

use crate::matching::merged;
use crate::{DocSet, Error, Hit, Index, Query, Resolver};

/// Documents up to this number have a place each; it is local numbers, which begin at 1, that are counted.
const DENSE: u64 = 1 << 24;

/// Hits by document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    dense: Vec<u32>,
    others: HashMap<u64, u32>,
}

impl Tally {
    /// Counts one hit of a document.
    pub(crate) fn count(&mut self, doc: u64) {
        self.add(doc, 1);
    }

    fn add(&mut self, doc: u64, n: u32) {
        let place = if doc < DENSE {
            let idx = doc as usize;
            if idx >= self.dense.len() {
                self.dense.resize((idx + 1).next_power_of_two(), 0);
            }
            &mut self.dense[idx]
        } else {
            self.others.entry(doc).or_default()
        };
        *place = place.saturating_add(n);
    }

    /// Every document with hits, and how many it has.
    pub fn iter(&self) -> impl Iterator<Item = (u64, u32)> + '_ {
        let dense = (0..).zip(&self.dense).map(|(doc, &n)| (doc, n)).filter(|(_, n)| *n > 0);
        dense.chain(self.others.iter().map(|(&doc, &n)| (doc, n)))
    }
}

impl<'a> FromIterator<&'a Hit> for Tally {
    fn from_iter<I: IntoIterator<Item = &'a Hit>>(hits: I) -> Self {
        let mut tally = Tally::default();
        hits.into_iter().for_each(|hit| tally.count(hit.doc));
        tally
    }
}

impl Index {
    /// Counts what [`Index::search`] finds, by document, in one pass and without looking at how good a hit is.
    ///
    /// # Errors
    /// As [`Index::search`].
    pub fn tally(&self, query: &Query, resolver: &Resolver<'_>, within: Option<&DocSet>) -> Result<Tally, Error> {
        let resolved = self.resolved(query, resolver)?;
        let tallies = self.compiled(query, &resolved, within)?.each_entry(Tally::default, Tally::count)?;
        Ok(merged(tallies, |tally, more| more.iter().for_each(|(doc, n)| tally.add(doc, n))))
    }
}
