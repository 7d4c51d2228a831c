//! Two documents side by side, with their differences.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Case, Document};
use ts_rs::TS;

use super::{Answer, request};
use crate::{
    Code, Desk, Error, Job, Result,
    comparison::{self, Beside, Compared, MOST_WORDS, Numbers, Passage, Side},
    dating,
    library::{distinct, open, why_no_text},
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Compare {
    case: PathBuf,
    doc: String,
    other: String,
    /// How many differences to show.
    limit: Option<usize>,
    offset: Option<usize>,
}

#[derive(Serialize, TS)]
pub(super) struct CompareAnswer {
    left: ComparedDocument,
    right: ComparedDocument,
    /// How many rows differ.
    differences: u64,
    /// Words, characters of scripts without spaces, and signs that are the same in both.
    same: u64,
    /// Those that stand in the first alone, and in the second alone.
    alone: [u64; 2],
    /// The rows of a page of differences, with those around them that are the same.
    rows: Vec<CompareRow>,
}

#[derive(Serialize, TS)]
struct ComparedDocument {
    document: String,
    path: String,
    kind: String,
    date: Option<String>,
    sources: Vec<String>,
    /// Whether it is longer than what was compared.
    cut: bool,
}

#[derive(Serialize, TS)]
struct CompareRow {
    /// `same`, `changed`, `left` or `right` for what stands in one alone, `folded` for rows that are the same and left out.
    kind: &'static str,
    /// Which difference it is, from 1; null where it is none.
    nth: Option<u64>,
    /// How many rows are left out.
    folded: u64,
    left: Option<ComparedPassage>,
    right: Option<ComparedPassage>,
}

#[derive(Serialize, TS)]
struct ComparedPassage {
    /// The unit it begins in, from 1.
    unit: u32,
    /// What that is called.
    label: String,
    /// Where it begins in the unit's text, in Unicode scalars.
    start: u32,
    text: String,
    /// What differs: start and end in Unicode scalars of `text`.
    marks: Vec<[u32; 2]>,
}

const DEFAULT_LIMIT: usize = 200;
/// So many rows that are the same are shown around a difference.
const AROUND: usize = 2;

pub(super) fn compare(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Compare { case, doc, other, limit, offset } = request(value)?;
    let case = open(desk, &case)?;
    let (left, right) = (case.find_document(&doc)?, case.find_document(&other)?);
    if left.id == right.id {
        return Err(Error::new(Code::Usage, "A document is the same as itself. Name two."));
    }
    let mut numbers = Numbers::default();
    let (one, of_one) = side(&case, job, &left, &doc, &mut numbers)?;
    let (two, of_two) = side(&case, job, &right, &other, &mut numbers)?;
    if one.is_cut || two.is_cut {
        job.note(format!("Only the first {MOST_WORDS} words of each were compared."));
    }
    let Compared { rows, n_same, n_alone } = comparison::compare(&one, &two, &mut || going_on(job))?;
    let differences = rows.iter().filter(|row| !row.is_same).count() as u64;
    Answer::of(CompareAnswer {
        left: about(&case, &left, one.is_cut)?,
        right: about(&case, &right, two.is_cut)?,
        differences,
        same: n_same,
        alone: n_alone,
        rows: shown(rows, [&of_one, &of_two], offset.unwrap_or(0), limit.unwrap_or(DEFAULT_LIMIT)),
    })
}

fn going_on(job: &Job<'_>) -> Result<()> {
    match job.cancel.is_cancelled() {
        true => Err(Error::new(Code::Stopped, "Comparing was stopped.")),
        false => Ok(()),
    }
}

/// What the units of a document are called, the first one first.
type Labels = Vec<String>;

/// A document's text, as far as it is compared.
fn side(case: &Case, job: &Job<'_>, document: &Document, name: &str, numbers: &mut Numbers) -> Result<(Side, Labels)> {
    case.refuse_set_aside(&document.id)?;
    let reading = case.reading(&document.id)?.map(|reading| reading.result);
    let Some(hash) = reading.as_ref().and_then(|reading| reading.text) else {
        let message = format!("{name} has no text to compare: {}.", why_no_text(reading.as_ref()));
        return Err(Error::new(Code::NotFound, message));
    };
    let mut pack = case.text(&hash)?;
    let (mut side, mut labels) = (Side::default(), Labels::new());
    for number in 1..=pack.n_units() {
        going_on(job)?;
        let unit = pack.unit(number)?;
        labels.push(unit.map(|unit| unit.label.clone()).unwrap_or_default());
        let Some(unit) = unit else { continue };
        if !side.add(number, &unit.text, unit.table.is_some(), numbers) {
            break;
        }
    }
    Ok((side, labels))
}

fn about(case: &Case, document: &Document, cut: bool) -> Result<ComparedDocument> {
    let reading = case.reading(&document.id)?.map(|reading| reading.result);
    let (places, sources) = (case.acquisitions(&document.id)?, case.sources()?);
    let names = places.iter().filter_map(|place| sources.get(&place.source)).map(|source| source.code_name.clone());
    Ok(ComparedDocument {
        document: document.id.to_string(),
        path: places.first().map(|place| place.path.clone()).unwrap_or_default(),
        kind: reading.as_ref().map(|reading| reading.kind.clone()).unwrap_or_default(),
        date: reading.as_ref().and_then(dating::date),
        sources: distinct(names),
        cut,
    })
}

/// The differences of a page, with what is around them; what is left out is counted.
fn shown(rows: Vec<Beside>, labels: [&Labels; 2], offset: usize, limit: usize) -> Vec<CompareRow> {
    let different = (0..rows.len()).filter(|idx| !rows[*idx].is_same);
    let mut keep = vec![false; rows.len()];
    let mut last = 0;
    for idx in different.skip(offset).take(limit) {
        let to = (idx + AROUND + 1).min(rows.len());
        keep[idx.saturating_sub(AROUND)..to].iter_mut().for_each(|keep| *keep = true);
        last = to;
    }
    let mut found: Vec<CompareRow> = Vec::new();
    let mut n_different = 0;
    for (idx, row) in rows.into_iter().enumerate() {
        n_different += u64::from(!row.is_same);
        if keep[idx] {
            let nth = (!row.is_same).then_some(n_different);
            found.push(line(row, labels, nth));
        } else if row.is_same || idx < last {
            match found.last_mut() {
                Some(last) if last.kind == FOLDED => last.folded += 1,
                _ => found.push(CompareRow { kind: FOLDED, nth: None, folded: 1, left: None, right: None }),
            }
        }
    }
    found
}

const FOLDED: &str = "folded";

fn line(row: Beside, [of_left, of_right]: [&Labels; 2], nth: Option<u64>) -> CompareRow {
    let kind = match (&row.left, &row.right) {
        _ if row.is_same => "same",
        (Some(_), Some(_)) => "changed",
        (Some(_), None) => "left",
        _ => "right",
    };
    let passage = |Passage { unit, start, text, marks }: Passage, labels: &Labels| {
        let label = labels.get(unit.saturating_sub(1) as usize).cloned().unwrap_or_default();
        ComparedPassage { unit, label, start, text, marks }
    };
    let (left, right) = (row.left.map(|one| passage(one, of_left)), row.right.map(|one| passage(one, of_right)));
    CompareRow { kind, nth, folded: 0, left, right }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_near_a_difference_is_shown_and_the_rest_is_counted() {
        let row = |is_same| Beside { left: None, right: None, is_same };
        let kinds = |n: usize, different: &[usize], offset, limit| -> Vec<(u64, Option<u64>)> {
            let rows = (0..n).map(|idx| row(!different.contains(&idx))).collect();
            shown(rows, [&Labels::new(), &Labels::new()], offset, limit)
                .into_iter()
                .map(|row| (row.folded, row.nth))
                .collect()
        };
        assert_eq!(kinds(3, &[], 0, 9), [(3, None)]);
        assert_eq!(kinds(6, &[5], 0, 9), [(3, None), (0, None), (0, None), (0, Some(1))]);
        assert_eq!(kinds(12, &[0, 9], 0, 1), [(0, Some(1)), (0, None), (0, None), (8, None)]);
        assert_eq!(kinds(12, &[0, 9], 1, 1), [(7, None), (0, None), (0, None), (0, Some(2)), (0, None), (0, None)]);
    }
}
