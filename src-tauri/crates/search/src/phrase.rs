//! Words in a row: how phrases follow positions, and the engine's query for a word, a phrase or a phrase with a prefix.

use std::ops::Range;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{BlockSegmentPostings, Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SeekDangerResult, SegmentReader, TERMINATED, Term};

use crate::near::{Stand, groups, stands_of};

/// Scores are multiples of one in so many. Sums of such numbers are exact, so that a score does not depend on the order in
/// which the engine adds its parts, and pages stay the same however the index is laid out.
pub(crate) const SCORE_STEPS: f32 = 1024.0;

/// The token number after a word at this [`crate::Token`] position; a joined word counts for two tokens.
fn after(position: u32) -> u32 {
    (position >> 1) + 1 + (position & 1)
}

/// One step along a phrase: from the token numbers reached so far to those after one more token. `positions` are
/// [`crate::Token`] positions in rising order.
pub(crate) fn follow(reached: &[u32], positions: &[u32], next: &mut Vec<u32>) {
    next.clear();
    let mut at = 0;
    for &position in positions {
        let index = position >> 1;
        while reached.get(at).is_some_and(|&reached| reached < index) {
            at += 1;
        }
        match reached.get(at) {
            None => break,
            Some(&reached) if reached == index => next.push(after(position)),
            Some(_) => {}
        }
    }
    next.dedup();
}

/// Terms of one field in a row.
#[derive(Debug, Clone)]
pub(crate) struct Phrase {
    pub field: Field,
    /// The field in which a row goes on beyond the end of the text, if it may: of its words all but the first.
    pub ahead: Option<Field>,
    /// For every word the terms that it may be met as, at least one.
    pub terms: Vec<Vec<String>>,
    /// What one more term after them may begin with; empty if there is none.
    pub prefix: Vec<String>,
    /// Where the terms are several rows that need only be near each other: how many terms each row has, and how many words
    /// there may be from the first to the last.
    pub near: Option<(Vec<usize>, u32)>,
    /// Multiplies the score.
    pub boost: Score,
}

impl Query for Phrase {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let term = |text: &String| Term::from_field_text(self.field, text);
        let terms: Vec<Vec<Term>> = self.terms.iter().map(|forms| forms.iter().map(term).collect()).collect();
        let scores = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } if !terms.is_empty() => {
                let firsts: Vec<Term> = terms.iter().filter_map(|forms| forms.first().cloned()).collect();
                Scores::of(Bm25Weight::for_terms(statistics_provider, &firsts)?.boost_by(self.boost))
            }
            _ => Scores::none(),
        };
        let (prefix, near) = (self.prefix.clone(), self.near.clone());
        Ok(Box::new(PhraseWeight { field: self.field, ahead: self.ahead, terms, prefix, near, scores }))
    }
}

struct PhraseWeight {
    field: Field,
    ahead: Option<Field>,
    terms: Vec<Vec<Term>>,
    prefix: Vec<String>,
    near: Option<(Vec<usize>, u32)>,
    scores: Scores,
}

impl PhraseWeight {
    fn phrase_scorer(&self, reader: &SegmentReader) -> tantivy::Result<Option<PhraseScorer>> {
        let index = reader.inverted_index(self.field)?;
        let ahead = self.ahead.map(|ahead| reader.inverted_index(ahead)).transpose()?;
        let in_row = self.terms.len() + usize::from(!self.prefix.is_empty()) > 1;
        let option = if in_row { IndexRecordOption::WithFreqsAndPositions } else { IndexRecordOption::WithFreqs };
        let mut slots = Vec::new();
        for (slot_idx, forms) in self.terms.iter().enumerate() {
            let mut all = Vec::new();
            for term in forms {
                all.extend(index.read_postings(term, option)?);
                if let Some(ahead) = ahead.as_ref().filter(|_| slot_idx > 0) {
                    all.extend(ahead.read_postings(term, option)?);
                }
            }
            if all.is_empty() {
                return Ok(None);
            }
            slots.push(Slot::new(all));
        }
        if !self.prefix.is_empty() {
            let mut all = Vec::new();
            let ahead = ahead.as_ref().filter(|_| !slots.is_empty());
            for index in std::iter::once(&index).chain(ahead) {
                for prefix in &self.prefix {
                    let mut terms = index.terms().range().ge(prefix).into_stream()?;
                    while terms.advance() && terms.key().starts_with(prefix.as_bytes()) {
                        all.push(index.read_postings_from_terminfo(terms.value(), option)?);
                    }
                }
            }
            if all.is_empty() {
                return Ok(None);
            }
            slots.push(Slot::new(all));
        }
        let mut rarest_first: Vec<usize> = (0..slots.len()).collect();
        rarest_first.sort_by_key(|&slot| slots[slot].size_hint());
        Ok(Some(PhraseScorer {
            slots,
            rarest_first,
            near: self.near.clone(),
            scores: self.scores.clone(),
            norms: self.norms(reader),
            doc: 0,
            freq: 0,
            reached: Vec::new(),
            next: Vec::new(),
            positions: Vec::new(),
        }))
    }
}

impl PhraseWeight {
    /// The term, if it is but one with one form: most of what a query is made of.
    fn only_term(&self) -> Option<&Term> {
        match self.terms.as_slice() {
            [forms] if self.prefix.is_empty() && self.near.is_none() && forms.len() == 1 => forms.first(),
            _ => None,
        }
    }

    fn norms(&self, reader: &SegmentReader) -> FieldNormReader {
        let norms = reader.get_fieldnorms_reader(self.field);
        norms.unwrap_or_else(|_| FieldNormReader::constant(reader.max_doc(), 1))
    }
}

impl Weight for PhraseWeight {
    fn scorer(&self, reader: &SegmentReader, _boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        if let Some(term) = self.only_term() {
            let index = reader.inverted_index(self.field)?;
            return Ok(match index.read_block_postings(term, IndexRecordOption::WithFreqs)? {
                Some(block) => {
                    Box::new(OneTerm { block, at: 0, scores: self.scores.clone(), norms: self.norms(reader) })
                }
                None => Box::new(EmptyScorer),
            });
        }
        Ok(match self.phrase_scorer(reader)? {
            Some(mut scorer) => {
                scorer.find(0);
                Box::new(scorer)
            }
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, _reader: &SegmentReader, _doc: DocId) -> tantivy::Result<Explanation> {
        Ok(Explanation::new("words in a row", 0.0))
    }
}

/// One term, wherever it stands.
pub(crate) struct OneTerm {
    /// Of its entries, those unpacked together. After the last one stands [`TERMINATED`].
    block: BlockSegmentPostings,
    /// Where in them.
    at: usize,
    scores: Scores,
    norms: FieldNormReader,
}

impl OneTerm {
    /// Visits its entries within `part`, which is no earlier than where it stands: block by block, which takes less than
    /// going from entry to entry.
    pub fn each_within<E>(
        &mut self,
        part: Range<DocId>,
        is_scored: bool,
        mut visit: impl FnMut(DocId, Score) -> Result<(), E>,
    ) -> Result<(), E> {
        self.seek(part.start);
        loop {
            for (idx, &entry) in self.block.docs().iter().enumerate().skip(self.at) {
                if entry >= part.end {
                    return Ok(());
                }
                let score = || self.scores.score(self.norms.fieldnorm_id(entry), self.block.freq(idx));
                visit(entry, if is_scored { score() } else { 0.0 })?;
            }
            self.next_block();
            if self.doc() == TERMINATED {
                return Ok(());
            }
        }
    }

    fn next_block(&mut self) {
        self.block.advance();
        self.at = 0;
    }
}

impl DocSet for OneTerm {
    fn advance(&mut self) -> DocId {
        self.at += 1;
        if self.at >= self.block.block_len().max(1) {
            self.next_block();
        }
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() < target {
            self.at = self.block.seek(target);
        }
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.block.doc(self.at)
    }

    fn size_hint(&self) -> u32 {
        self.block.doc_freq()
    }
}

impl Scorer for OneTerm {
    fn score(&mut self) -> Score {
        self.scores.score(self.norms.fieldnorm_id(self.doc()), self.block.freq(self.at))
    }
}

/// How many steps a score is, which is never less than nothing: without a call into the mathematical library for each hit.
pub(crate) fn steps(score: Score) -> u32 {
    (score * SCORE_STEPS + 0.5) as u32
}

/// How good matches are, in steps; all the same where nobody asks.
#[derive(Clone)]
struct Scores(Option<Arc<ByNorm>>);

struct ByNorm {
    bm25: Bm25Weight,
    /// Of what stands there once, twice and so on, by the norm of the text: worked out once, not for each hit.
    few_times: [[Score; 256]; 3],
}

impl Scores {
    fn none() -> Scores {
        Scores(None)
    }

    fn of(bm25: Bm25Weight) -> Scores {
        let few_times =
            std::array::from_fn(|idx| std::array::from_fn(|norm| in_steps(&bm25, norm as u8, idx as u32 + 1)));
        Scores(Some(Arc::new(ByNorm { bm25, few_times })))
    }

    fn score(&self, norm: u8, freq: u32) -> Score {
        let Some(by_norm) = &self.0 else { return 1.0 };
        match by_norm.few_times.get((freq as usize).wrapping_sub(1)) {
            Some(of_norm) => of_norm[usize::from(norm)],
            None => in_steps(&by_norm.bm25, norm, freq),
        }
    }
}

fn in_steps(bm25: &Bm25Weight, norm: u8, freq: u32) -> Score {
    steps(bm25.score(norm, freq)) as Score / SCORE_STEPS
}

/// The postings of one place in the phrase: of one term, or of all terms with a prefix.
struct Slot {
    postings: Vec<SegmentPostings>,
    doc: DocId,
}

impl Slot {
    fn new(postings: Vec<SegmentPostings>) -> Slot {
        let doc = postings.iter().map(DocSet::doc).min().unwrap_or(TERMINATED);
        Slot { postings, doc }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            self.doc = TERMINATED;
            for postings in &mut self.postings {
                let doc = if postings.doc() < target { postings.seek(target) } else { postings.doc() };
                self.doc = self.doc.min(doc);
            }
        }
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.postings.iter().map(|postings| postings.size_hint()).fold(0, u32::saturating_add)
    }

    fn positions(&mut self, positions: &mut Vec<u32>) {
        positions.clear();
        let mut n_forms = 0;
        for postings in self.postings.iter_mut().filter(|postings| postings.doc() == self.doc) {
            postings.append_positions_with_offset(0, positions);
            n_forms += 1;
        }
        if n_forms > 1 {
            positions.sort_unstable();
            // A word has one place, whichever of its forms is met there.
            positions.dedup();
        }
    }
}

/// Terms in a row, or near each other.
pub(crate) struct PhraseScorer {
    /// At least one.
    slots: Vec<Slot>,
    /// In this order they are looked for: what is rare rules out most.
    rarest_first: Vec<usize>,
    near: Option<(Vec<usize>, u32)>,
    scores: Scores,
    norms: FieldNormReader,
    doc: DocId,
    freq: u32,
    reached: Vec<u32>,
    next: Vec<u32>,
    positions: Vec<u32>,
}

impl PhraseScorer {
    /// Goes to the first match at or after `target`.
    fn find(&mut self, mut target: DocId) -> DocId {
        loop {
            match self.look_at(target) {
                SeekDangerResult::Found => return self.doc,
                SeekDangerResult::SeekLowerBound(next) if next >= TERMINATED => {
                    self.doc = TERMINATED;
                    return TERMINATED;
                }
                SeekDangerResult::SeekLowerBound(next) => target = next,
            }
        }
    }

    /// Whether `target` matches; if not, where to look next.
    fn look_at(&mut self, target: DocId) -> SeekDangerResult {
        for &slot in &self.rarest_first {
            let doc = self.slots[slot].seek(target);
            if doc != target {
                return SeekDangerResult::SeekLowerBound(doc);
            }
        }
        self.doc = target;
        self.freq = match self.slots.as_slice() {
            _ if self.near.is_some() => self.count_groups(),
            [slot] => slot.postings.iter().filter(|p| p.doc() == target).map(Postings::term_freq).sum(),
            _ => self.count_phrases(),
        };
        if self.freq > 0 { SeekDangerResult::Found } else { SeekDangerResult::SeekLowerBound(target + 1) }
    }

    fn count_phrases(&mut self) -> u32 {
        let Some((first, rest)) = self.slots.split_first_mut() else { return 0 };
        first.positions(&mut self.positions);
        self.reached.clear();
        self.reached.extend(self.positions.iter().map(|&position| after(position)));
        self.reached.dedup();
        for slot in rest {
            slot.positions(&mut self.positions);
            follow(&self.reached, &self.positions, &mut self.next);
            std::mem::swap(&mut self.reached, &mut self.next);
            if self.reached.is_empty() {
                return 0;
            }
        }
        self.reached.len() as u32
    }
}

impl PhraseScorer {
    fn count_groups(&mut self) -> u32 {
        let Some((rows, widest)) = &self.near else { return 0 };
        let mut slots = self.slots.iter_mut();
        let stands: Vec<Vec<Stand>> = rows
            .iter()
            .map(|&n_terms| {
                let of_slot = |slot: &mut Slot| {
                    let mut positions = Vec::new();
                    slot.positions(&mut positions);
                    positions
                };
                stands_of(&slots.by_ref().take(n_terms).map(of_slot).collect::<Vec<_>>())
            })
            .collect();
        let mut n_groups = 0;
        groups(&stands, *widest, |_| n_groups += 1);
        n_groups
    }
}

impl DocSet for PhraseScorer {
    fn advance(&mut self) -> DocId {
        if self.doc >= TERMINATED {
            return TERMINATED;
        }
        self.find(self.doc + 1)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target >= TERMINATED {
            self.doc = TERMINATED;
            return TERMINATED;
        }
        if self.doc < target { self.find(target) } else { self.doc }
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        if target >= TERMINATED {
            self.doc = TERMINATED;
            return SeekDangerResult::SeekLowerBound(TERMINATED);
        }
        self.look_at(target)
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.slots.iter().map(Slot::size_hint).min().unwrap_or(0)
    }

    fn cost(&self) -> u64 {
        u64::from(self.size_hint()).saturating_mul(self.slots.len() as u64)
    }
}

impl Scorer for PhraseScorer {
    fn score(&mut self) -> Score {
        self.scores.score(self.norms.fieldnorm_id(self.doc), self.freq)
    }
}
