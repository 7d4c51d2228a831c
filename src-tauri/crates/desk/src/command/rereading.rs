//! Reading documents again with the readers of this version, and what became of the citations in them.

use std::{collections::HashSet, path::PathBuf};

use anchor::TextHash;
use facts::DocumentId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Case;
use ts_rs::TS;

use super::{Answer, cases, request, verify};
use crate::{
    Desk, Job, Result,
    library::open_mut,
    taking_in::{self, Summary},
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Reread {
    case: PathBuf,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    doc: Vec<String>,
    /// Only documents of this kind, as the ledger names it.
    format: Option<String>,
    jobs: Option<usize>,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    without_sandbox: bool,
}

/// What `reread` answers.
#[derive(Serialize, TS)]
pub(super) struct RereadAnswer {
    /// How many documents were to be read again.
    documents: u64,
    /// Of them, how many have other words than before.
    changed: u64,
    #[serde(flatten)]
    held: Held,
    #[serde(flatten)]
    summary: Summary,
}

/// How the citations hold in documents that were read again.
#[derive(Serialize, TS)]
pub(super) struct Held {
    citations: verify::Citations,
    /// Those that are not where they were.
    problems: Vec<verify::CitationProblem>,
}

pub(super) fn reread(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Reread { case, doc, format, jobs, without_sandbox } = request(value)?;
    let mut case = open_mut(desk, &case)?;
    let named = doc.iter().map(|doc| Ok(case.find_document(doc)?.id)).collect::<Result<HashSet<_>>>()?;
    let readings = case.readings_since(0)?.into_iter().filter(|reading| match (&format, named.is_empty()) {
        // Asked for nothing in particular: what an earlier version read.
        (None, true) => reading.result.parser_version != taking_in::version(),
        (format, all) => {
            let is_of_kind = format.as_ref().is_none_or(|kind| reading.result.kind == *kind);
            is_of_kind && (all || named.contains(&reading.document))
        }
    });
    let before: Vec<_> = readings.map(|reading| (reading.document, reading.result.text)).collect();
    let documents: Vec<DocumentId> = before.iter().map(|(document, _)| *document).collect();
    let (n_jobs, sandbox) = (cases::n_jobs(desk, jobs)?, cases::sandbox(desk, without_sandbox));
    let summary = taking_in::reread(desk, job, &mut case, documents.clone(), n_jobs, sandbox)?;
    let mut changed = 0;
    for (document, text) in before {
        changed += u64::from(case.reading(&document)?.is_none_or(|reading| reading.result.text != text));
    }
    let held = hold_now(&case, &documents)?;
    let (unreadable, failed) = (summary.n_unreadable > 0, summary.stopped);
    let answer = RereadAnswer { documents: documents.len() as u64, changed, held, summary };
    Ok(Answer { unreadable, failed, ..Answer::of(answer)? })
}

/// The texts that are cited, each with its document: what there was before something changes them.
pub(super) fn cited_texts(case: &Case) -> Result<Vec<(DocumentId, Option<TextHash>)>> {
    let mut texts = Vec::new();
    for of_document in case.citations()?.chunk_by(|a, b| a.document == b.document) {
        let document = of_document[0].document;
        texts.push((document, case.reading(&document)?.and_then(|reading| reading.result.text)));
    }
    Ok(texts)
}

/// How the citations in documents hold whose text is another now than `before`.
pub(super) fn hold_since(case: &Case, before: &[(DocumentId, Option<TextHash>)]) -> Result<Held> {
    let mut changed = Vec::new();
    for (document, text) in before {
        if case.reading(document)?.and_then(|reading| reading.result.text) != *text {
            changed.push(*document);
        }
    }
    hold_now(case, &changed)
}

/// How the citations in these documents hold.
fn hold_now(case: &Case, documents: &[DocumentId]) -> Result<Held> {
    let wanted: HashSet<_> = documents.iter().collect();
    let mut answer = verify::VerifyAnswer::default();
    for of_document in case.citations()?.chunk_by(|a, b| a.document == b.document) {
        if wanted.contains(&of_document[0].document) {
            verify::check_cited(case, of_document, &mut answer)?;
        }
    }
    Ok(Held { citations: answer.citations, problems: answer.problems })
}
