//! Many names at once, letter by letter: what an exact search finds, by one pass of an automaton.
//!
//! The automaton runs over a text without its white space and soft hyphens, which is all that the exact matcher takes
//! lightly; whatever it meets there, the matcher itself then looks for.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use anchor::Needle;

use crate::{Error, Result};

/// Names, made ready.
pub struct Exact {
    needles: Vec<Option<Needle>>,
    automaton: AhoCorasick,
    /// Which name each pattern of the automaton is.
    of_pattern: Vec<u32>,
}

impl Exact {
    /// Makes names ready.
    pub fn new<'a>(names: impl Iterator<Item = &'a str>) -> Result<Exact> {
        let needles: Vec<Option<Needle>> = names.map(Needle::as_typed).collect();
        let (mut patterns, mut of_pattern) = (Vec::new(), Vec::new());
        for (number, needle) in (0..).zip(&needles) {
            if let Some(needle) = needle {
                let mut pattern = String::new();
                squeeze(needle.text(), &mut pattern);
                patterns.push(pattern);
                of_pattern.push(number);
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&patterns)
            .map_err(|error| Error::internal("the list of names", &error))?;
        Ok(Exact { needles, automaton, of_pattern })
    }

    /// One who looks through texts.
    pub fn looker(&self) -> Looker<'_> {
        Looker { exact: self, squeezed: String::new(), seen: vec![0; self.needles.len()], n_texts: 0 }
    }
}

/// Looks through texts, one after the other.
pub struct Looker<'a> {
    exact: &'a Exact,
    squeezed: String,
    /// For every name: the text it was last looked for in.
    seen: Vec<u64>,
    n_texts: u64,
}

impl Looker<'_> {
    /// Calls `found` once with the number of each name that stands in `text`.
    pub fn look(&mut self, text: &str, mut found: impl FnMut(usize)) {
        self.n_texts += 1;
        self.squeezed.clear();
        squeeze(text, &mut self.squeezed);
        for hit in self.exact.automaton.find_overlapping_iter(&self.squeezed) {
            let number = self.exact.of_pattern[hit.pattern().as_usize()] as usize;
            if std::mem::replace(&mut self.seen[number], self.n_texts) != self.n_texts
                && self.exact.needles[number].as_ref().is_some_and(|needle| needle.is_in(text))
            {
                found(number);
            }
        }
    }
}

fn squeeze(text: &str, squeezed: &mut String) {
    const SOFT_HYPHEN: char = '\u{ad}';
    squeezed.extend(text.chars().filter(|c| !c.is_whitespace() && *c != SOFT_HYPHEN));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_name_is_found_where_its_needle_is(
            names in prop::collection::vec("[aB ．深圳\\n\u{ad}]{1,4}", 1..6),
            texts in prop::collection::vec("[aB ．深圳\\n\u{ad}]{0,12}", 1..6),
        ) {
            let exact = Exact::new(names.iter().map(String::as_str)).expect("names");
            let mut looker = exact.looker();
            for text in &texts {
                let text = anchor::text::unit_text(text);
                let mut found = Vec::new();
                looker.look(&text, |name| found.push(name));
                found.sort_unstable();
                let is_in = |name: &String| Needle::as_typed(name).is_some_and(|needle| needle.is_in(&text));
                let expect: Vec<usize> = (0..names.len()).filter(|&number| is_in(&names[number])).collect();
                prop_assert_eq!(found, expect, "{:?} in {:?}", names, text);
            }
        }
    }
}
