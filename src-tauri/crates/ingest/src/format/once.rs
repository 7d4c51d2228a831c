//! Texts that pages share, as headers and footers are, each kept once and in order.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Texts that all differ.
#[derive(Debug, Default)]
pub(crate) struct Once {
    texts: Vec<String>,
    /// Which texts have a hash: hardly ever more than one.
    places: HashMap<u64, Vec<usize>>,
}

impl Once {
    /// Adds a text that is not there yet and has words in it.
    pub(crate) fn add(&mut self, text: String) {
        let mut hash = DefaultHasher::new();
        text.hash(&mut hash);
        let places = self.places.entry(hash.finish()).or_default();
        if !text.is_empty() && !places.iter().any(|place| self.texts[*place] == text) {
            places.push(self.texts.len());
            self.texts.push(text);
        }
    }
}

impl std::ops::Deref for Once {
    type Target = [String];

    fn deref(&self) -> &[String] {
        &self.texts
    }
}
