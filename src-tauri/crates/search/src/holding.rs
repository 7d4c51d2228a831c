//! Which entries can hold a text just as it is typed: a sieve before stored text is looked through.
//!
//! An exact search knows nothing of words, the index knows nothing else. But whatever stands in a text stands in its words:
//! a whole word of what is looked for is a word of the text, and the part of a word at either end is a part of one. Letters
//! are folded more coarsely than an exact search compares them, so that the sieve lets too much through, never too little.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet as _, SegmentReader, TERMINATED};

use crate::error::guarded;
use crate::folding::begins_cluster;
use crate::matching::Columns;
use crate::tokens::{LONGEST, Token, tokens};
use crate::{Error, Index};

/// What the words of an entry must be like for a text to stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sieve(Vec<Piece>);

/// A word, or part of one, in folded letters.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    term: String,
    /// The word may begin before it.
    open_before: bool,
    /// The word may go on after it.
    open_after: bool,
}

/// After so many words of the index it is asked whether the time is up.
const TERMS_AT_ONCE: u32 = 1024;

/// Units of documents, by the document's ordinal.
pub type Units = BTreeMap<u64, BTreeSet<u32>>;

impl Sieve {
    /// For a text that is normalised as stored texts are; `None` if nothing in it narrows the search down.
    pub fn of(text: &str) -> Option<Sieve> {
        let chars: Vec<char> = text.chars().collect();
        // What belongs to a letter that is not there, or is passed over, parts nothing.
        let firm_from = chars.iter().take_while(|&&c| !begins_cluster(c)).count();
        let firm_to = chars.len() - chars.iter().rev().take_while(|&&c| !begins_cluster(c)).count();
        let mut pieces = Vec::new();
        let all: Vec<Token> = tokens(text).filter(|token| !token.joined).collect();
        for (idx, token) in all.iter().enumerate() {
            // A run of letters that was cut is cut elsewhere in a text where it begins earlier.
            let runs_on = |first: &Token, second: &Token| {
                first.end == second.start && !first.stands_alone() && !second.stands_alone()
            };
            let before = idx.checked_sub(1).and_then(|idx| all.get(idx));
            let is_cut = before.is_some_and(|before| runs_on(before, token))
                || all.get(idx + 1).is_some_and(|after| runs_on(token, after));
            // Between such letters an exact search takes a line break for nothing, which cuts words in two.
            let mut letters = chars[token.start as usize..token.end as usize].iter();
            let is_wide = letters.any(|&c| c >= '\u{1100}' && !('\u{1e00}'..='\u{1fff}').contains(&c));
            if is_cut || (is_wide && !token.stands_alone()) {
                continue;
            }
            let (at_start, at_end) = (token.start as usize <= firm_from, token.end as usize >= firm_to);
            if token.stands_alone() {
                // What follows a kana or a Korean letter may change it.
                if token.term.chars().all(is_han) || !(at_start || at_end) {
                    pieces.push(Piece { term: token.term.clone(), open_before: false, open_after: at_end });
                }
                continue;
            }
            let term = match at_start || at_end {
                false => token.term.clone(),
                true => firm(&chars[token.start as usize..token.end as usize], at_start, at_end),
            };
            if !term.is_empty() {
                pieces.push(Piece { term, open_before: at_start, open_after: at_end });
            }
        }
        (!pieces.is_empty()).then_some(Sieve(pieces))
    }

    /// How many letters its longest piece has, a Chinese character for two: the more, the finer.
    pub fn fineness(&self) -> usize {
        let of = |piece: &Piece| piece.term.chars().map(|c| 1 + usize::from(is_han(c))).sum();
        self.0.iter().map(of).max().unwrap_or(0)
    }
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// The folded letters of a word at an end of what is looked for, without those that what stands beside them in the text
/// might change.
fn firm(word: &[char], at_start: bool, at_end: bool) -> String {
    let mut word = word.to_vec();
    if at_end && word.last().is_some_and(|c| !c.is_ascii()) {
        // The last letter, with all that belongs to it.
        while let Some(c) = word.pop()
            && !begins_cluster(c)
        {}
    }
    let loose = if at_start { word.iter().take_while(|&&c| !begins_cluster(c)).count() } else { 0 };
    let word: String = word[loose..].iter().collect();
    let mut all = tokens(&word);
    match (all.next(), all.next()) {
        (Some(only), None) => only.term,
        _ => String::new(),
    }
}

impl Piece {
    /// Whether a word of the index may hold a piece that it may begin before.
    fn fits(&self, term: &[u8]) -> bool {
        let piece = self.term.as_bytes();
        // A run of letters without end is cut into words, anywhere.
        let is_cut = term.len() + 4 >= LONGEST;
        let stands_in = || term.len() >= piece.len() && term.windows(piece.len()).any(|part| part == piece);
        is_cut || if self.open_after { stands_in() } else { term.ends_with(piece) }
    }
}

impl Index {
    /// The units that may hold what any of the sieves is for. What is in none of them holds it nowhere, as far as the index
    /// knows. `None` if `is_over` said so before all was known: less than all would hide something.
    ///
    /// # Errors
    /// [`Error::Damaged`], [`Error::Medium`].
    pub fn units_holding(&self, any_of: &[Sieve], is_over: &dyn Fn() -> bool) -> Result<Option<Units>, Error> {
        let searcher = self.reader.searcher();
        guarded(|| {
            let mut units = Units::new();
            for segment in searcher.segment_readers() {
                let columns = Columns::of(segment)?;
                let mut found = Entries::none(segment);
                for sieve in any_of {
                    let Some(entries) = self.entries_holding(segment, sieve, is_over)? else { return Ok(None) };
                    found.or(&entries);
                }
                for entry in found.iter().filter(|&entry| !segment.is_deleted(entry)) {
                    let hit = columns.hit(entry, 0.0)?;
                    units.entry(hit.doc).or_default().insert(hit.unit);
                }
            }
            Ok(Some(units))
        })
    }

    fn entries_holding(
        &self,
        segment: &SegmentReader,
        sieve: &Sieve,
        is_over: &dyn Fn() -> bool,
    ) -> Result<Option<Entries>, Error> {
        let mut n_terms = 0_u32;
        let mut must_end = || {
            n_terms = n_terms.wrapping_add(1);
            n_terms % TERMS_AT_ONCE == 1 && is_over()
        };
        let index = segment.inverted_index(self.fields.text)?;
        let mut with_piece: Vec<Entries> = sieve.0.iter().map(|_| Entries::none(segment)).collect();
        let add = |entries: &mut Entries, info: &tantivy::postings::TermInfo| -> Result<(), Error> {
            let mut postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
            while postings.doc() != TERMINATED {
                entries.insert(postings.doc());
                postings.advance();
            }
            Ok(())
        };
        for (piece, entries) in sieve.0.iter().zip(&mut with_piece).filter(|(piece, _)| !piece.open_before) {
            let mut terms = index.terms().range().ge(&piece.term).into_stream()?;
            while terms.advance() && terms.key().starts_with(piece.term.as_bytes()) {
                if must_end() {
                    return Ok(None);
                }
                if piece.open_after || terms.key() == piece.term.as_bytes() {
                    add(entries, terms.value())?;
                }
                if !piece.open_after {
                    break;
                }
            }
        }
        if sieve.0.iter().any(|piece| piece.open_before) {
            let mut terms = index.terms().stream()?;
            while terms.advance() {
                if must_end() {
                    return Ok(None);
                }
                for (piece, entries) in sieve.0.iter().zip(&mut with_piece).filter(|(piece, _)| piece.open_before) {
                    if piece.fits(terms.key()) {
                        add(entries, terms.value())?;
                    }
                }
            }
        }
        let mut all = with_piece.into_iter();
        let mut entries = all.next().unwrap_or_else(|| Entries::none(segment));
        all.for_each(|other| entries.and(&other));
        Ok(Some(entries))
    }
}

/// A set of a segment's entries.
struct Entries(Vec<u64>);

impl Entries {
    fn none(segment: &SegmentReader) -> Entries {
        Entries(vec![0; segment.max_doc().div_ceil(64) as usize])
    }

    fn insert(&mut self, entry: u32) {
        if let Some(bits) = self.0.get_mut(entry as usize / 64) {
            *bits |= 1 << (entry % 64);
        }
    }

    fn or(&mut self, other: &Entries) {
        self.0.iter_mut().zip(&other.0).for_each(|(bits, other)| *bits |= other);
    }

    fn and(&mut self, other: &Entries) {
        self.0.iter_mut().zip(&other.0).for_each(|(bits, other)| *bits &= other);
    }

    fn iter(&self) -> impl Iterator<Item = u32> {
        let of_bits = |(at, &bits): (usize, &u64)| {
            (0..64).filter(move |bit| bits & (1 << bit) != 0).map(move |bit| at as u32 * 64 + bit)
        };
        self.0.iter().enumerate().flat_map(of_bits)
    }
}
