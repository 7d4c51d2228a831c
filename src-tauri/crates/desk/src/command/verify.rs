//! Checking again: citations against texts, bytes against checksums, the case against itself.

use std::{collections::HashMap, path::PathBuf};

use anchor::{
    Anchor,
    attach::{Hold, attach_all, combine},
};
use facts::{Citation, DocumentId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{
    Case,
    vault::{Condition, Key},
};
use ts_rs::TS;

use super::{Answer, OfCase, request};
use crate::{Desk, Event, Job, Progress, Result, findings::StoredUnits, known::words, library::open};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Verify {
    case: PathBuf,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    citations: bool,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    bytes: bool,
}

#[derive(Serialize, Default, TS)]
pub(super) struct VerifyAnswer {
    blobs: Blobs,
    pub(super) citations: Citations,
    pub(super) problems: Vec<CitationProblem>,
}

#[derive(Serialize, Default, TS)]
pub(super) struct Blobs {
    ok: u64,
    changed: u64,
    missing: u64,
}

#[derive(Serialize, Default, TS)]
pub(super) struct Citations {
    in_place: u64,
    moved: u64,
    lost: u64,
    no_source: u64,
}

#[derive(Serialize, TS)]
pub(super) struct CitationProblem {
    citation: String,
    document: String,
    unit: Option<u32>,
    was: String,
    now: &'static str,
    why: String,
}

pub(super) fn verify(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Verify { case, citations, bytes } = request(value)?;
    let case = open(desk, &case)?;
    let everything = citations == bytes;
    let mut answer = VerifyAnswer::default();
    let mut conditions = HashMap::new();
    if bytes || everything {
        let documents = case.documents()?;
        let total = documents.len() as u64;
        for (done, document) in documents.into_iter().enumerate() {
            let condition = case.examine(Key::Document(document.id))?;
            conditions.insert(document.id, condition);
            count(&mut answer.blobs, condition);
            for version in case.text_versions(&document.id)? {
                count(&mut answer.blobs, case.examine(Key::Text(version.hash))?);
            }
            let progress =
                Progress { doing: "checking files".into(), done: done as u64 + 1, total, ..Progress::default() };
            (job.events)(Event::Progress(progress));
        }
    }
    if citations || everything {
        let all = case.citations()?;
        for of_document in all.chunk_by(|a, b| a.document == b.document) {
            let document = of_document[0].document;
            let condition = match conditions.get(&document) {
                Some(condition) => *condition,
                None => {
                    let condition = case.examine(Key::Document(document))?;
                    if !bytes {
                        count(&mut answer.blobs, condition);
                    }
                    condition
                }
            };
            check_document(&case, &document, condition, of_document, &mut answer)?;
        }
    }
    let failed = answer.blobs.changed + answer.blobs.missing > 0;
    Ok(Answer { failed, ..Answer::of(answer)? })
}

/// Checks the citations of one document, and its bytes.
pub(super) fn check_cited(case: &Case, citations: &[Citation], answer: &mut VerifyAnswer) -> Result<()> {
    let Some(document) = citations.first().map(|citation| citation.document) else { return Ok(()) };
    let condition = case.examine(Key::Document(document))?;
    check_document(case, &document, condition, citations, answer)
}

fn count(blobs: &mut Blobs, condition: Condition) {
    match condition {
        Condition::Ok => blobs.ok += 1,
        Condition::Changed => blobs.changed += 1,
        Condition::Missing => blobs.missing += 1,
    }
}

/// Checks every citation of one document: one look at its bytes, one pass over its current text.
fn check_document(
    case: &Case,
    document: &DocumentId,
    condition: Condition,
    citations: &[Citation],
    answer: &mut VerifyAnswer,
) -> Result<()> {
    let mut all = |now: &'static str, why: &str| {
        for citation in citations {
            note(answer, citation, now, why.to_owned());
        }
    };
    match condition {
        Condition::Changed => {
            all("no_source", "the original bytes are not the ones that were taken in");
            return Ok(());
        }
        Condition::Missing => {
            all("no_source", "the original bytes are missing");
            return Ok(());
        }
        Condition::Ok => {}
    }
    // A box lies on the bytes themselves: while they are the same it is in its place, even where a newer engine draws
    // them a little differently. Its hash knows the picture again in other bytes.
    let (on_bytes, in_text): (Vec<&Citation>, Vec<&Citation>) = citations.iter().partition(|c| is_on_bytes(c));
    answer.citations.in_place += on_bytes.len() as u64;
    if in_text.is_empty() {
        return Ok(());
    }
    check_in_text(case, document, &in_text, answer)
}

/// Whether none of its places is one in a text.
fn is_on_bytes(citation: &Citation) -> bool {
    !citation.anchors.is_empty() && citation.anchors.iter().all(|anchor| anchor.version().is_none())
}

/// Checks citations against a document's current text.
fn check_in_text(case: &Case, document: &DocumentId, citations: &[&Citation], answer: &mut VerifyAnswer) -> Result<()> {
    let mut all = |now: &'static str, why: &str| {
        for citation in citations {
            note(answer, citation, now, why.to_owned());
        }
    };
    let Some(version) = case.reading(document)?.and_then(|r| r.result.text) else {
        all("lost", "the document has no text now; the cited version still shows the words");
        return Ok(());
    };
    if case.examine(Key::Text(version))? != Condition::Ok {
        all("lost", "the stored text is damaged; reading the document again makes it anew");
        return Ok(());
    }
    let units = StoredUnits::new(case.text_for_us(&version)?);
    let anchors: Vec<&Anchor> = citations.iter().flat_map(|c| &c.anchors).collect();
    let outcomes: Vec<_> = attach_all(&anchors, &version, &units)?.into_iter().map(|a| a.outcome).collect();
    let mut from = 0;
    for citation in citations {
        let of_citation = &outcomes[from..from + citation.anchors.len()];
        from += citation.anchors.len();
        match combine(of_citation) {
            Hold::InPlace | Hold::NotText => answer.citations.in_place += 1,
            Hold::Moved => note(answer, citation, "moved", "the same words stand elsewhere in the current text".into()),
            Hold::Lost => note(
                answer,
                citation,
                "lost",
                "the current text no longer has these words in one certain place; the cited version still shows them"
                    .into(),
            ),
        }
    }
    Ok(())
}

fn note(answer: &mut VerifyAnswer, citation: &Citation, now: &'static str, why: String) {
    match now {
        "moved" => answer.citations.moved += 1,
        "lost" => answer.citations.lost += 1,
        _ => answer.citations.no_source += 1,
    }
    answer.problems.push(CitationProblem {
        citation: citation.id.to_string(),
        document: citation.document.to_string(),
        unit: citation.anchors.first().and_then(Anchor::unit),
        was: words(&citation.anchors),
        now,
        why,
    });
}

#[derive(Serialize, TS)]
pub(super) struct CheckAnswer {
    sound: bool,
    database: String,
    log: LogLines,
    tables_that_differ: Vec<String>,
    blobs_ok: u64,
    blobs_changed: Vec<String>,
    blobs_missing: Vec<String>,
    files_unnamed: u64,
    index: IndexReport,
}

#[derive(Serialize, TS)]
struct LogLines {
    operations: u64,
    troubles: Vec<LogTrouble>,
    missing_at_end: u64,
}

#[derive(Serialize, TS)]
struct LogTrouble {
    operation: String,
    replica: String,
    seq: u64,
    why: String,
}

#[derive(Serialize, TS)]
pub(super) struct IndexReport {
    /// `ok`, or what is wrong.
    state: String,
    entries: u64,
    behind: u64,
}

pub(super) fn check(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfCase { case } = request(value)?;
    let case = open(desk, &case)?;
    let report = case.check()?;
    let index = check_index(&case)?;
    let sound = report.is_sound() && matches!(index.state.as_str(), "ok" | NOT_MADE | OLDER);
    let trouble = |t: &store::oplog::ChainTrouble| LogTrouble {
        operation: t.operation.to_string(),
        replica: t.replica.to_string(),
        seq: t.seq,
        why: t.why.to_owned(),
    };
    let log = LogLines {
        operations: report.log.operations,
        troubles: report.log.troubles.iter().map(trouble).collect(),
        missing_at_end: report.log.missing_at_end,
    };
    let answer = CheckAnswer {
        sound,
        database: report.database,
        log,
        tables_that_differ: report.tables_that_differ,
        blobs_ok: report.blobs_ok,
        blobs_changed: report.blobs_changed,
        blobs_missing: report.blobs_missing,
        files_unnamed: report.files_unnamed,
        index,
    };
    Ok(Answer { failed: !sound, ..Answer::of(answer)? })
}

/// An index that is not there is made by the next search: nothing is wrong with the case.
const NOT_MADE: &str = "not made yet";
/// Nor with one of an older form: it is made anew by what needs it.
const OLDER: &str = "of an older form, to be made anew";

/// The index against the case: its files against their checksums, and what it holds against what was read.
fn check_index(case: &Case) -> Result<IndexReport> {
    let wrong = |state: String| Ok(IndexReport { state, entries: 0, behind: 0 });
    if !case.index_is_ours()? {
        return wrong("it came with the case from elsewhere and is not used".into());
    }
    let index = match search::Index::open_read_only(&case.index_dir()) {
        Ok(index) => index,
        Err(search::Error::Missing { .. }) => return wrong(NOT_MADE.into()),
        Err(search::Error::Outdated { .. }) => return wrong(OLDER.into()),
        Err(error) => return wrong(error.to_string()),
    };
    let damaged = index.damaged_files()?;
    let behind = case.read_after(index.sequence()?)?.len() as u64;
    let mut entries = 0;
    for text in case.current_texts()? {
        entries += count_scopes(case, &text.hash).unwrap_or(0);
    }
    let state = match () {
        () if !damaged.is_empty() => format!("{} of its files are damaged", damaged.len()),
        () if behind == 0 && entries != index.n_entries() => {
            format!("it has {} entries and should have {entries}", index.n_entries())
        }
        () => "ok".into(),
    };
    Ok(IndexReport { state, entries: index.n_entries(), behind })
}

fn count_scopes(case: &Case, hash: &anchor::TextHash) -> Result<u64> {
    let mut n_scopes = 0;
    crate::searching::each_scope(&mut case.text(hash)?, |_| {
        n_scopes += 1;
        Ok(())
    })?;
    Ok(n_scopes)
}
