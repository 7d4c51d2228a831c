//! More like this: the words that tell a text from others, and the entries in which many of them stand.
//!
//! Words are weighed as in Lucene's MoreLikeThis: how often they stand in the text, times how rare they are in the index.
//! Characters of scripts without spaces say little alone; two in a row are taken for a word.

use std::collections::HashMap;

use tantivy::Term;
use tantivy::query::{BooleanQuery, Occur, Query as EngineQuery};

use crate::error::guarded;
use crate::matching::{Columns, merged};
use crate::phrase::{Phrase, SCORE_STEPS};
use crate::tokens::{Token, tokens};
use crate::{DocSet, Error, Hit, Index, Page};

/// So many words of a text are looked at: more tell nothing more of what it is about.
const MOST_READ: usize = 200_000;
/// So many different words are weighed, those that stand there most often.
const MOST_WEIGHED: usize = 4_000;
/// So many words are looked for.
const MOST_WORDS: usize = 30;
/// A word that stands in more than one in so many entries tells nothing, once there are some entries.
const TOO_COMMON: u64 = 5;
const SOME: u64 = 40;
/// Of the words that are looked for at least one in so many must stand in an entry.
const AT_LEAST: usize = 4;

/// The words that tell a text from others, the most telling first.
#[derive(Debug, Clone, PartialEq)]
pub struct Like(Vec<Telling>);

#[derive(Debug, Clone, PartialEq)]
struct Telling {
    /// One folded word, or two characters in a row.
    terms: Vec<String>,
    weight: f32,
    /// As it stands in the text, where it stands first.
    written: String,
}

/// Documents that are like a text.
#[derive(Debug, Clone, PartialEq)]
pub struct LikeHits {
    /// How many documents have an entry that is like it.
    pub total: u64,
    /// Those of the page asked for, the likest first.
    pub hits: Vec<LikeHit>,
}

/// A document that is like a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LikeHit {
    /// Its entry that is likest, with the score.
    pub hit: Hit,
    /// How many of its entries are like it.
    pub entries: u32,
}

/// Gathers the words of a text, part by part.
#[derive(Default)]
struct Gathered {
    /// How often a word stands there, and as what it was written first.
    words: HashMap<Vec<String>, (u32, String)>,
    n_read: usize,
}

impl Gathered {
    /// False when enough was read.
    fn add(&mut self, text: &str) -> bool {
        let mut before: Option<Token> = None;
        for token in tokens(text).filter(|token| !token.joined) {
            self.n_read += 1;
            if self.n_read > MOST_READ {
                return false;
            }
            let written = token.as_written(text).unwrap_or_default();
            if token.stands_alone() {
                let pair = before.as_ref().filter(|before| before.stands_alone() && before.end == token.start);
                if let Some(first) = pair {
                    let both = format!("{}{written}", first.as_written(text).unwrap_or_default());
                    self.count(vec![first.term.clone(), token.term.clone()], &both);
                }
            } else if token.term.chars().nth(1).is_some() && !is_short_number(&token.term) {
                self.count(vec![token.term.clone()], written);
            }
            before = Some(token);
        }
        true
    }

    fn count(&mut self, terms: Vec<String>, written: &str) {
        self.words.entry(terms).or_insert_with(|| (0, written.to_owned())).0 += 1;
    }
}

fn is_short_number(term: &str) -> bool {
    term.len() < 4 && term.bytes().all(|b| b.is_ascii_digit())
}

impl Index {
    /// The words that tell a text from the others of the index. Parts after the first 200,000 words are not looked at.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Medium`].
    pub fn telling_words<'a>(&self, parts: impl IntoIterator<Item = &'a str>) -> Result<Like, Error> {
        let mut gathered = Gathered::default();
        for part in parts {
            if !gathered.add(part) {
                break;
            }
        }
        let mut often: Vec<_> = gathered.words.into_iter().collect();
        // By the word where equal, so that the same text always asks for the same.
        often.sort_unstable_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
        often.truncate(MOST_WEIGHED);
        let searcher = self.reader.searcher();
        let n_entries = searcher.num_docs();
        let mut telling = Vec::new();
        for (terms, (n, written)) in often {
            let mut rarest = u64::MAX;
            for term in &terms {
                let term = Term::from_field_text(self.fields.text, term);
                rarest = rarest.min(guarded(|| Ok(searcher.doc_freq(&term)?))?);
            }
            let is_common = n_entries >= SOME && terms.len() == 1 && rarest > n_entries / TOO_COMMON;
            if rarest == 0 || is_common {
                continue;
            }
            let rare = (1.0 + n_entries as f64 / rarest as f64).ln();
            let weight = ((1.0 + f64::from(n).ln()) * rare) as f32;
            telling.push(Telling { terms, weight, written });
        }
        telling.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.terms.cmp(&b.terms)));
        telling.truncate(MOST_WORDS);
        Ok(Like(telling))
    }

    /// Documents in an entry of which many of these words stand, by that entry; those of `without` left out, within
    /// `within` if given.
    ///
    /// Takes 48 bytes a document while it runs.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Medium`].
    pub fn search_like(
        &self,
        like: &Like,
        without: &DocSet,
        within: Option<&DocSet>,
        page: Page,
    ) -> Result<LikeHits, Error> {
        let Like(words) = like;
        if words.is_empty() {
            return Ok(LikeHits { total: 0, hits: Vec::new() });
        }
        let clause = |word: &Telling| -> (Occur, Box<dyn EngineQuery>) {
            let terms = word.terms.iter().map(|term| vec![term.clone()]).collect();
            let phrase = Phrase {
                field: self.fields.text,
                ahead: None,
                terms,
                prefix: Vec::new(),
                near: None,
                boost: word.weight,
            };
            (Occur::Should, Box::new(phrase))
        };
        let any = words.iter().map(clause).collect();
        let many = BooleanQuery::with_minimum_required_clauses(any, words.len().div_ceil(AT_LEAST));
        let found = self.as_compiled(Box::new(many), within).each_match(
            HashMap::new,
            |best, _, columns: &Columns<'_>, entry, score| {
                let doc = (columns.doc)(entry);
                if !without.contains(doc) {
                    take(best, LikeHit { hit: columns.hit(entry, score)?, entries: 1 });
                }
                Ok(())
            },
        )?;
        let best = merged(found, |best, more| more.into_values().for_each(|hit| take(best, hit)));
        let total = best.len() as u64;
        let mut hits: Vec<LikeHit> = best.into_values().collect();
        hits.sort_unstable_by_key(|found| (-steps(found.hit.score), found.hit.doc));
        let hits = hits.into_iter().skip(page.offset).take(page.limit).collect();
        Ok(LikeHits { total, hits })
    }
}

/// Counts what was found of a document. Of equal hits the first in the document stands for it.
fn take(best: &mut HashMap<u64, LikeHit>, more: LikeHit) {
    let known = best.entry(more.hit.doc).or_insert(LikeHit { entries: 0, ..more });
    known.entries += more.entries;
    if !stands_before(&known.hit, &more.hit) {
        known.hit = more.hit;
    }
}

fn stands_before(a: &Hit, b: &Hit) -> bool {
    (-steps(a.score), a.unit, a.row, a.start) <= (-steps(b.score), b.unit, b.row, b.start)
}

fn steps(score: f32) -> i64 {
    (score * SCORE_STEPS).round() as i64
}

impl Like {
    /// The words as they were written, the most telling first.
    pub fn words(&self) -> Vec<&str> {
        self.0.iter().map(|word| word.written.as_str()).collect()
    }

    /// Where these words stand in a text: start and end (exclusive) in Unicode scalar values, in order, not overlapping.
    pub fn spans(&self, text: &str) -> Vec<[u32; 2]> {
        let mut spans: Vec<[u32; 2]> = Vec::new();
        self.each_in(text, |_, [start, end]| match spans.last_mut() {
            // Pairs of characters run into each other.
            Some(last) if start < last[1] => last[1] = last[1].max(end),
            _ => spans.push([start, end]),
        });
        spans
    }

    /// Those of the words that stand in a text, the most telling first.
    pub fn common_with(&self, text: &str) -> Vec<&str> {
        let mut there = vec![false; self.0.len()];
        self.each_in(text, |idx, _| there[idx] = true);
        self.0.iter().zip(there).filter(|(_, there)| *there).map(|(word, _)| word.written.as_str()).collect()
    }

    /// Calls `found` with the number of each word that is met, and where.
    fn each_in(&self, text: &str, mut found: impl FnMut(usize, [u32; 2])) {
        let sought: HashMap<Vec<&str>, usize> = self
            .0
            .iter()
            .enumerate()
            .map(|(idx, word)| (word.terms.iter().map(String::as_str).collect(), idx))
            .collect();
        let mut before: Option<Token> = None;
        for token in tokens(text).filter(|token| !token.joined) {
            if token.stands_alone() {
                let pair = before.as_ref().filter(|before| before.stands_alone() && before.end == token.start);
                if let Some(first) = pair
                    && let Some(idx) = sought.get(&vec![first.term.as_str(), token.term.as_str()])
                {
                    found(*idx, [first.start, token.end]);
                }
            } else if let Some(idx) = sought.get(&vec![token.term.as_str()]) {
                found(*idx, [token.start, token.end]);
            }
            before = Some(token);
        }
    }
}
