//! Documents that are nearly the same: all groups of a case, or what is like one document.

use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
};

use facts::DocumentId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Case, Source};
use ts_rs::TS;

use super::{Answer, request};
use crate::{
    Code, Desk, Job, Result, dating,
    library::{distinct, open, open_mut},
    sameness::{self, Likeness},
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Similar {
    case: PathBuf,
    /// What is like this document; left out, all groups.
    doc: Option<String>,
    limit: Option<usize>,
    offset: Option<usize>,
}

#[derive(Serialize, TS)]
pub(super) struct SimilarAnswer {
    /// The document that was asked about.
    of: Option<String>,
    /// Whether its text is too short to be compared: a few words are like too many others.
    too_short: bool,
    /// How many documents are like it, or how many groups there are.
    total: u64,
    /// What is like the document that was asked about, the nearest first.
    documents: Vec<SimilarLine>,
    /// Groups, the largest first.
    groups: Vec<SimilarGroup>,
    /// How many documents have words that were not compared yet.
    behind: u64,
    /// How many documents that would be among these are set aside as they may be privileged: what they are like says what
    /// is in them, so they are left out.
    quarantined: u64,
}

#[derive(Serialize, TS)]
pub(super) struct SimilarGroup {
    /// How many documents are in it.
    total: u64,
    /// The one that came first, then others as they came, not all where there are many.
    documents: Vec<SimilarLine>,
}

#[derive(Serialize, TS)]
pub(super) struct SimilarLine {
    document: String,
    path: String,
    kind: String,
    date: Option<String>,
    sources: Vec<String>,
    /// The share of its passages (of five words, of short texts three) that both have, from 0 to 1: with the document asked
    /// about, or of the first of the group. 1 where no word differs.
    share: Option<f64>,
}

const DEFAULT_LIMIT: usize = 50;
const SHOWN_OF_GROUP: usize = 20;
/// For one document as many others are looked at first: more than that is work of its own.
const FEW: u64 = 256;

pub(super) fn similar(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Similar { case: path, doc, limit, offset } = request(value)?;
    let mut case = open(desk, &path)?;
    if !sameness::is_settled(&case)? && (doc.is_none() || sameness::n_behind(&case)? <= FEW) {
        settle(desk, job, &path)?;
        case = open(desk, &path)?;
    }
    let behind = sameness::n_behind(&case)?;
    if behind > 0 {
        let what = if behind == 1 { "1 document was".to_owned() } else { format!("{behind} documents were") };
        job.note(format!("{what} not compared yet. To do it: casebound similar CASE"));
    }
    let page = (offset.unwrap_or(0), limit.unwrap_or(DEFAULT_LIMIT));
    let of = doc.map(|doc| case.find_document(&doc)).transpose()?.map(|document| document.id);
    if let Some(of) = &of {
        // What it is like says what is in it.
        case.refuse_set_aside(of)?;
    }
    let lines = Lines { sources: case.sources()?, case: &case };
    let answer = match of {
        Some(of) => lines.like(&of, page)?,
        None => lines.groups(page)?,
    };
    Answer::of(SimilarAnswer { behind, ..answer })
}

/// Compares what was not yet, where the case can be written now; else the answer says what it lacks.
fn settle(desk: &Desk, job: &mut Job<'_>, path: &Path) -> Result<()> {
    let done = open_mut(desk, path).and_then(|mut case| {
        case.hold_at_once("comparing texts")?;
        sameness::settle(&mut case, job)
    });
    match done {
        Err(error) if !matches!(error.code, Code::Locked | Code::ReadOnly | Code::NoSpace) => Err(error),
        _ => Ok(()),
    }
}

struct Lines<'a> {
    case: &'a Case,
    sources: HashMap<facts::SourceId, Source>,
}

impl Lines<'_> {
    /// What is like a document: the rest of its group, and what is near to it in no group or in another.
    fn like(&self, of: &DocumentId, (offset, limit): (usize, usize)) -> Result<SimilarAnswer> {
        let own = Likeness::of(self.case, of)?;
        let mut near: HashSet<DocumentId> = self.case.kin_of(of)?.into_iter().collect();
        if let Some(own) = &own {
            near.extend(own.near(self.case)?);
        }
        near.remove(of);
        let (near, quarantined) = self.open_of(near)?;
        let mut shares = Vec::with_capacity(near.len());
        for document in near {
            let other = Likeness::of(self.case, &document)?;
            let share = own.as_ref().zip(other).and_then(|(own, other)| own.share(&other));
            shares.push((document, share));
        }
        shares.sort_by(|a, b| b.1.partial_cmp(&a.1).unwrap_or(std::cmp::Ordering::Equal).then(a.0.cmp(&b.0)));
        let total = shares.len() as u64;
        let shown = shares.iter().skip(offset).take(limit);
        Ok(SimilarAnswer {
            of: Some(of.to_string()),
            too_short: own.is_some_and(|own| !own.is_comparable()),
            total,
            documents: shown.map(|(document, share)| self.line(document, *share)).collect::<Result<_>>()?,
            groups: Vec::new(),
            behind: 0,
            quarantined,
        })
    }

    /// Those that may be shown, and how many may not.
    fn open_of(&self, documents: impl IntoIterator<Item = DocumentId>) -> Result<(Vec<DocumentId>, u64)> {
        let (mut open, mut quarantined) = (Vec::new(), 0);
        for document in documents {
            match self.case.refuse_set_aside(&document) {
                Ok(()) => open.push(document),
                Err(store::Error::SetAside { .. }) => quarantined += 1,
                Err(error) => return Err(error.into()),
            }
        }
        Ok((open, quarantined))
    }

    fn groups(&self, (offset, limit): (usize, usize)) -> Result<SimilarAnswer> {
        let mut groups: Vec<(DocumentId, Vec<DocumentId>)> = Vec::new();
        let mut at: HashMap<DocumentId, usize> = HashMap::new();
        for (document, leader) in self.case.kin()? {
            let idx = *at.entry(leader).or_insert(groups.len());
            if idx == groups.len() {
                groups.push((leader, Vec::new()));
            }
            groups[idx].1.push(document);
        }
        let mut quarantined = 0;
        // A group is shown by the first of those that may be.
        for (leader, documents) in groups.iter_mut().filter(|(_, documents)| documents.len() > 1) {
            let (open, left_out) = self.open_of(std::mem::take(documents))?;
            quarantined += left_out;
            if let Some(first) = open.first().filter(|_| !open.contains(leader)) {
                *leader = *first;
            }
            *documents = open;
        }
        // Erasing can leave a group of one until the texts are compared again.
        groups.retain(|(_, documents)| documents.len() > 1);
        groups.sort_by_key(|(_, documents)| std::cmp::Reverse(documents.len()));
        let total = groups.len() as u64;
        let shown = groups.iter().skip(offset).take(limit);
        let groups = shown.map(|(leader, documents)| self.group(leader, documents)).collect::<Result<_>>()?;
        Ok(SimilarAnswer { of: None, too_short: false, total, documents: Vec::new(), groups, behind: 0, quarantined })
    }

    fn group(&self, leader: &DocumentId, documents: &[DocumentId]) -> Result<SimilarGroup> {
        let first = Likeness::of(self.case, leader)?;
        let mut lines = Vec::new();
        for document in documents.iter().take(SHOWN_OF_GROUP) {
            let other = if document == leader { None } else { Likeness::of(self.case, document)? };
            let share = first.as_ref().zip(other).and_then(|(first, other)| first.share(&other));
            lines.push(self.line(document, share)?);
        }
        Ok(SimilarGroup { total: documents.len() as u64, documents: lines })
    }

    fn line(&self, document: &DocumentId, share: Option<f64>) -> Result<SimilarLine> {
        let reading = self.case.reading(document)?.map(|r| r.result);
        let found_at = self.case.acquisitions(document)?;
        let names = found_at.iter().filter_map(|a| self.sources.get(&a.source)).map(|s| s.code_name.clone());
        Ok(SimilarLine {
            document: document.to_string(),
            path: found_at.first().map(|a| a.path.clone()).unwrap_or_default(),
            kind: reading.as_ref().map(|r| r.kind.clone()).unwrap_or_default(),
            date: reading.as_ref().and_then(dating::date),
            sources: distinct(names),
            share,
        })
    }
}

/// How many others each document is nearly the same as; those alone are not named.
pub(super) fn counts(case: &Case) -> Result<HashMap<DocumentId, u32>> {
    let kin = case.kin()?;
    let mut sizes: HashMap<DocumentId, u32> = HashMap::new();
    kin.iter().for_each(|(_, leader)| *sizes.entry(*leader).or_default() += 1);
    Ok(kin.into_iter().map(|(document, leader)| (document, sizes[&leader] - 1)).collect())
}
