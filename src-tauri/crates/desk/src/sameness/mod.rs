//! Documents that are nearly the same, told by their words: grouped and shown, never hidden.
//!
//! A sketch of each text is made when it is taken in and kept with the case; groups are made from the sketches alone, at
//! the end of a run, so no text is read twice. Both are derived: what is missing, as in a case of an earlier version, is
//! made by [`settle`].

mod few;
mod groups;
pub mod sketch;
#[cfg(test)]
mod tests;

use anchor::TextHash;
use facts::DocumentId;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use sketch::{Passages, Sketch, Sketcher, VERSION};
use store::{Case, CaseMut, Kin, NewSketch, vault::pack::PackReader};

use crate::{Code, Event, Job, Progress, Result};

/// How many sketches are kept at once: one that was made is not lost by a stop soon after.
const BATCH: usize = 256;

/// How many texts are looked at by all cores before it is asked whether to stop.
const AT_ONCE: usize = 32;

/// A sketch as it is kept.
pub fn kept(document: DocumentId, text: TextHash, sketch: &Sketch) -> NewSketch {
    NewSketch { document, text, version: VERSION, words: sketch.words, bins: sketch.passages.to_bytes() }
}

/// Makes the sketches that are missing, and the groups if any text came, went or changed since they were made.
pub fn settle(case: &mut CaseMut, job: &mut Job<'_>) -> Result<()> {
    let missing = case.unsketched(VERSION)?;
    let total = missing.len() as u64;
    let (mut made, mut done) = (Vec::new(), 0);
    for some in missing.chunks(AT_ONCE) {
        if job.cancel.is_cancelled() {
            break;
        }
        let open = |(document, text): &(DocumentId, TextHash)| (*document, *text, case.text_for_us(text));
        let texts: Vec<_> = some.iter().map(open).collect();
        let sketches: Vec<Result<NewSketch>> =
            texts.into_par_iter().map(|(document, text, pack)| sketch_of(document, text, pack?)).collect();
        for sketch in sketches {
            match sketch {
                Ok(sketch) => made.push(sketch),
                // A text that is damaged is told of by every search; here it is alike to none.
                Err(error) if error.code == Code::Damaged => {}
                Err(error) => return Err(error),
            }
        }
        if made.len() >= BATCH {
            case.keep_sketches(&std::mem::take(&mut made))?;
        }
        done += some.len() as u64;
        (job.events)(Event::Progress(Progress { doing: "comparing".into(), done, total, ..Progress::default() }));
    }
    if !made.is_empty() {
        case.keep_sketches(&made)?;
    }
    if job.cancel.is_cancelled() { Ok(()) } else { regroup(case) }
}

/// Whether every text was compared with every other, as the texts are now.
pub fn is_settled(case: &Case) -> Result<bool> {
    Ok(case.kin_is_settled(VERSION)?)
}

/// Makes the groups anew from the sketches there are, if any text came, went or changed since they were made.
pub fn regroup(case: &mut CaseMut) -> Result<()> {
    if !case.kin_is_settled(VERSION)? {
        let groups = groups_of(case)?;
        case.settle_kin(&groups, VERSION)?;
    }
    Ok(())
}

/// How many documents have words that were not compared with the others yet.
pub fn n_behind(case: &Case) -> Result<u64> {
    if is_settled(case)? { Ok(0) } else { Ok(case.unsketched(VERSION)?.len() as u64) }
}

fn sketch_of(document: DocumentId, text: TextHash, mut pack: PackReader) -> Result<NewSketch> {
    let mut sketcher = Sketcher::default();
    for number in 1..=pack.n_units() {
        if let Some(unit) = pack.unit(number)? {
            sketcher.unit(unit);
        }
    }
    Ok(kept(document, text, &sketcher.finish()))
}

/// Every group of two and more, in the order the documents came.
fn groups_of(case: &Case) -> Result<Vec<Kin>> {
    let (mut ids, mut texts): (Vec<DocumentId>, Vec<Passages>) = (Vec::new(), Vec::new());
    case.each_sketch(VERSION, |id, bytes| {
        let passages = Passages::from_bytes(bytes);
        if !passages.is_empty() {
            ids.push(id);
            texts.push(passages);
        }
    })?;
    let leaders = groups::leaders(&texts);
    let mut sizes = vec![0_u32; ids.len()];
    leaders.iter().for_each(|leader| sizes[*leader as usize] += 1);
    let in_group = ids.iter().zip(&leaders).filter(|(_, leader)| sizes[**leader as usize] > 1);
    Ok(in_group.map(|(id, leader)| (*id, ids[*leader as usize])).collect())
}

/// What is known of a document's words.
pub struct Likeness {
    /// Hash of its words in order.
    pub words: [u8; 32],
    passages: Passages,
}

impl Likeness {
    /// That of a document; `None` where it has no text, or its text was not looked at yet.
    pub fn of(case: &Case, document: &DocumentId) -> Result<Option<Likeness>> {
        let found = case.sketch(document, VERSION)?;
        Ok(found.map(|(words, bytes)| Likeness { words, passages: Passages::from_bytes(&bytes) }))
    }

    /// Whether the text is long enough to be compared.
    pub fn is_comparable(&self) -> bool {
        !self.passages.is_empty()
    }

    /// The share of passages both have, from 0 to 1, of long texts within a few hundredths; 1 only for equal words.
    pub fn share(&self, other: &Likeness) -> Option<f64> {
        if self.words == other.words {
            return Some(1.0);
        }
        // Passages can agree throughout where single words differ: that is not called all.
        Some(self.passages.in_common(&other.passages)?.share().min(0.995))
    }

    /// Every document that is nearly the same, in the order they came, whatever group it is in. It looks at each sketch
    /// of the case once.
    pub fn near(&self, case: &Case) -> Result<Vec<DocumentId>> {
        let mut near = Vec::new();
        if self.passages.is_empty() {
            return Ok(near);
        }
        case.each_sketch(VERSION, |id, bytes| {
            if self.passages.in_common(&Passages::from_bytes(bytes)).is_some_and(|common| common.is_near()) {
                near.push(id);
            }
        })?;
        Ok(near)
    }
}
