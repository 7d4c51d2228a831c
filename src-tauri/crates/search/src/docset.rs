//! Sets of documents, given by the caller.

use roaring::RoaringTreemap;

/// A set of document ordinals: all with a tag, from a source, within a span of dates.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DocSet(RoaringTreemap);

impl DocSet {
    /// The empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one document; true if it was not in the set.
    pub fn insert(&mut self, doc: u64) -> bool {
        self.0.insert(doc)
    }

    /// Whether the document is in the set.
    pub fn contains(&self, doc: u64) -> bool {
        self.0.contains(doc)
    }

    /// How many documents there are.
    pub fn len(&self) -> u64 {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keeps only what is in the other set, too.
    pub(crate) fn keep(&mut self, other: &DocSet) {
        self.0 &= &other.0;
    }

    /// Adds what is in the other set.
    pub(crate) fn add(&mut self, other: &DocSet) {
        self.0 |= &other.0;
    }

    /// Takes out what is in the other set.
    pub(crate) fn remove(&mut self, other: &DocSet) {
        self.0 -= &other.0;
    }

    /// The documents in rising order.
    pub fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        self.0.iter()
    }
}

impl FromIterator<u64> for DocSet {
    fn from_iter<I: IntoIterator<Item = u64>>(docs: I) -> Self {
        Self(docs.into_iter().collect())
    }
}
