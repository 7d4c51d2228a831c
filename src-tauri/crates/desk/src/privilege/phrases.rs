//! Many phrases looked for in one pass, word by word, as the search folds and parts words.
//!
//! A tree of words: each phrase is a way through it, a word that has two spellings (`muller`, `mueller`) two ways. No text
//! is looked at twice, whatever the number of phrases.

use std::collections::{BTreeMap, HashMap};

use search::{Token, runs_on, tokens};

pub const NO_WORD: &str = "has no letter and no digit";
const TOO_MANY: &str = "can be spelt in too many ways";
/// Ways one phrase may take through the tree.
const MOST_WAYS: usize = 64;

/// Phrases, made ready to be looked for.
#[derive(Debug, Default)]
pub struct Phrases {
    /// The node that a word leads to from a node; 0 is where all begin.
    next: HashMap<usize, HashMap<Box<str>, usize>>,
    n_nodes: usize,
    /// What phrases end at a node, as they are shown.
    ends: BTreeMap<usize, Vec<String>>,
}

impl Phrases {
    /// Adds a phrase; `Err` says why it could not be looked for.
    pub fn add(&mut self, phrase: &str, shown: &str) -> Result<(), &'static str> {
        let mut ways = vec![0];
        let mut n_words = 0;
        for token in tokens(phrase).filter(|token| !token.joined) {
            for forms in pieces(&token) {
                n_words += 1;
                if ways.len() * forms.len() > MOST_WAYS {
                    return Err(TOO_MANY);
                }
                ways = ways
                    .iter()
                    .flat_map(|&from| forms.iter().map(move |form| (from, *form)))
                    .map(|(from, form)| self.step(from, form))
                    .collect();
            }
        }
        if n_words == 0 {
            return Err(NO_WORD);
        }
        for node in ways {
            let ends = self.ends.entry(node).or_default();
            if !ends.iter().any(|end| end == shown) {
                ends.push(shown.to_owned());
            }
        }
        Ok(())
    }

    fn step(&mut self, from: usize, form: &str) -> usize {
        let n_nodes = &mut self.n_nodes;
        *self.next.entry(from).or_default().entry(form.into()).or_insert_with(|| {
            *n_nodes += 1;
            *n_nodes
        })
    }

    /// Whether a phrase is shown so.
    pub fn has(&self, shown: &str) -> bool {
        self.ends.values().flatten().any(|end| end == shown)
    }

    /// Tells of every phrase that stands in a text, as often as it does.
    pub fn each_in<'a>(&'a self, text: &str, mut tell: impl FnMut(&'a str)) {
        if self.ends.is_empty() {
            return;
        }
        // Where phrases that have begun stand: before the word at hand, after it, and behind the second half of a word
        // that was hyphenated.
        let (mut before, mut after, mut behind) = (Vec::new(), Vec::new(), Vec::new());
        for token in tokens(text) {
            if token.joined {
                behind = self.take(&token, before.clone(), &mut tell);
                continue;
            }
            before = std::mem::take(&mut after);
            after = self.take(&token, before.clone(), &mut tell);
            // The joined word comes between its halves: what it led to holds once the second is passed.
            after.append(&mut behind);
            after.sort_unstable();
            after.dedup();
        }
    }

    /// Where a word leads from some nodes and from the beginning.
    fn take<'a>(&'a self, token: &Token, mut at: Vec<usize>, tell: &mut impl FnMut(&'a str)) -> Vec<usize> {
        for forms in pieces(token) {
            let mut led = Vec::new();
            for from in at.into_iter().chain([0]) {
                let Some(words) = self.next.get(&from) else { continue };
                led.extend(forms.iter().filter_map(|form| words.get(*form)));
            }
            led.sort_unstable();
            led.dedup();
            led.iter().filter_map(|node| self.ends.get(node)).flatten().for_each(|shown| tell(shown));
            at = led;
        }
        at
    }
}

/// The forms of a word; of one whose script writes no spaces those of its characters, since it may be many words.
fn pieces(token: &Token) -> Vec<Vec<&str>> {
    if !token.term.contains(runs_on) {
        return vec![token.forms().collect()];
    }
    token.term.char_indices().map(|(at, c)| vec![&token.term[at..at + c.len_utf8()]]).collect()
}
