//! Names of the case that stand in a text, in any folding that the search takes for the same word.
//!
//! Text and names go through the search's own tokens, so a name is found where whole words of the text are its words; a Han, kana or
//! Hangul character is a word by itself, so names in those scripts are found anywhere. Offsets come from the tokens and so are
//! those of the text, however much longer or shorter folding makes it.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, MatchKind};
use facts::{EntityId, knowledge::Knowledge};
use search::{Token, tokens};

use crate::{Error, Result};

/// Properties that are names.
const NAMES: [&str; 3] = ["name", "alias", "previousName"];

/// Around each word, so that a match begins and ends with whole words; neither is ever part of one.
const OPEN: char = '\u{1}';
const CLOSE: char = '\u{2}';
/// Where no name goes on: between cells and between paragraphs.
const BREAK: char = '\u{3}';

/// The names of all entities of a case that are neither connections nor events.
pub struct Names {
    automaton: AhoCorasick,
    whose: Vec<Vec<EntityId>>,
}

/// A name that stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// First scalar of the name in the text.
    pub start: u32,
    /// One past its last.
    pub end: u32,
    /// Who goes by it; several where a name is shared.
    pub entities: Vec<EntityId>,
}

impl Names {
    /// Of all that is known.
    pub fn of(knowledge: &Knowledge<'_>) -> Result<Names> {
        let vocabulary = knowledge.vocabulary();
        let is_thing = |schema: &str| vocabulary.schema(schema).is_none_or(|s| s.edge.is_none() && !s.is_event);
        let things = knowledge.wholes().filter(|whole| is_thing(&whole.schema));
        Names::new(things.flat_map(|whole| {
            let names = whole.live().filter(|statement| NAMES.contains(&&*statement.property));
            names.map(|statement| (whole.id, statement.value.as_str()))
        }))
    }

    /// Of entities and their names. A name of one letter is passed over: it would stand everywhere.
    pub fn new<'a>(named: impl IntoIterator<Item = (EntityId, &'a str)>) -> Result<Names> {
        let mut by_pattern: HashMap<String, Vec<EntityId>> = HashMap::new();
        for (entity, name) in named {
            let words: Vec<Token> = tokens(name).filter(|token| !token.joined).collect();
            if words.iter().map(|word| word.term.chars().count()).sum::<usize>() < 2 {
                continue;
            }
            let mut pattern = String::new();
            words.iter().for_each(|word| push(&mut pattern, word));
            let entities = by_pattern.entry(pattern).or_default();
            if !entities.contains(&entity) {
                entities.push(entity);
            }
        }
        let mut patterns: Vec<_> = by_pattern.into_iter().collect();
        patterns.sort();
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(patterns.iter().map(|(pattern, _)| pattern))
            .map_err(|error| Error::internal("the names of this case", &error))?;
        Ok(Names { automaton, whose: patterns.into_iter().map(|(_, entities)| entities).collect() })
    }

    /// The names in a text, in order and apart; where one name begins another, the longer one.
    pub fn find(&self, text: &str) -> Vec<Named> {
        let all: Vec<Token> = tokens(text).collect();
        let apart: Vec<Token> = all.iter().filter(|token| !token.joined).cloned().collect();
        let mut found = self.find_in(text, &apart);
        if apart.len() < all.len() {
            found.extend(self.find_in(text, &rejoined(all)));
            found.sort_by_key(|named| (named.start, std::cmp::Reverse(named.end)));
            let mut end = 0;
            found.retain(|named| {
                let is_apart = named.start >= end;
                end = if is_apart { named.end } else { end };
                is_apart
            });
        }
        found
    }

    fn find_in(&self, text: &str, words: &[Token]) -> Vec<Named> {
        let (haystack, starts) = folded_text(text, words);
        let word_at = |byte: usize| starts.partition_point(|start| *start <= byte).checked_sub(1);
        self.automaton
            .find_iter(&haystack)
            .filter_map(|found| {
                let first = words.get(word_at(found.start())?)?;
                let last = words.get(word_at(found.end() - 1)?)?;
                let entities = self.whose.get(found.pattern().as_usize())?.clone();
                Some(Named { start: first.start, end: last.end, entities })
            })
            .collect()
    }
}

fn push(folded: &mut String, word: &Token) {
    folded.push(OPEN);
    folded.push_str(&word.term);
    folded.push(CLOSE);
}

/// The words with their bounds, and breaks where the text has a tab or a blank line between two of them; and where each
/// word begins in that, in bytes.
fn folded_text(text: &str, words: &[Token]) -> (String, Vec<usize>) {
    let mut chars = text.chars();
    let mut at = 0;
    let mut folded = String::new();
    let mut starts = Vec::with_capacity(words.len());
    for word in words {
        let gap = word.start.saturating_sub(at) as usize;
        let mut n_lines = 0;
        let mut parts = false;
        for c in chars.by_ref().take(gap) {
            n_lines += usize::from(c == '\n');
            parts |= c == '\t' || n_lines > 1;
        }
        if parts {
            folded.push(BREAK);
        }
        // A ligature can be two words of one character: then nothing is passed over.
        let n_chars = word.end.saturating_sub(word.start.max(at)) as usize;
        if n_chars > 0 {
            let _ = chars.nth(n_chars - 1);
        }
        at = at.max(word.end);
        starts.push(folded.len());
        push(&mut folded, word);
    }
    (folded, starts)
}

/// Words that were hyphenated at a line end in one piece, their halves left out.
fn rejoined(all: Vec<Token>) -> Vec<Token> {
    let mut words: Vec<Token> = Vec::with_capacity(all.len());
    let mut end = 0;
    for word in all {
        if word.joined {
            words.pop();
            end = word.end;
            words.push(word);
        } else if word.start >= end {
            words.push(word);
        }
    }
    words
}

#[cfg(test)]
#[path = "naming/tests.rs"]
mod tests;
