//! Making a case, taking material in, and the ledger that accounts for it.

use std::{collections::BTreeMap, path::PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Audience, CaseMut, NewSource, SourceKind, State};
use ts_rs::TS;

use super::{Answer, OfCase, request, rereading};
use crate::{
    Code, Desk, Error, Job, Result,
    library::{self, open},
    seeing::{self, Looked},
    taking_in::{self, Intake, Summary},
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct New {
    case: PathBuf,
    name: Option<String>,
}

/// What `new` answers.
#[derive(Serialize, TS)]
pub(super) struct Made {
    case: String,
    name: String,
    path: PathBuf,
}

pub(super) fn new(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let New { case: path, name } = request(value)?;
    let name = name
        .unwrap_or_else(|| path.file_name().map_or_else(|| "case".to_owned(), |n| n.to_string_lossy().into_owned()));
    let case = CaseMut::create(&path, &name, &desk.author, &desk.world)?;
    Answer::of(Made { case: case.id().to_string(), name, path })
}

/// What opening a case answers.
#[derive(Serialize, TS)]
pub(super) struct CaseAnswer {
    id: String,
    name: String,
    path: PathBuf,
    writable: bool,
    /// Why it cannot be changed, if it cannot.
    reason: Option<String>,
    counts: Counts,
}

/// How much is in a case.
#[derive(Serialize, TS)]
struct Counts {
    documents: u64,
    entities: u64,
    links: u64,
    events: u64,
    citations: u64,
    unreadable: u64,
    /// Pages and pictures whose words wait to be read off them.
    waiting: u64,
}

pub(super) fn case(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfCase { case } = request(value)?;
    let case = open(desk, &case)?;
    let name = case.name()?;
    super::settings::remember(desk, &case, &name)?;
    let vocabulary = facts::Vocabulary::standard();
    let (mut entities, mut links, mut events) = (0, 0, 0);
    for entity in case.entities()?.into_iter().filter(|e| !e.withdrawn) {
        match vocabulary.schema(&entity.schema) {
            Some(schema) if schema.edge.is_some() => links += 1,
            Some(schema) if schema.is_event => events += 1,
            _ => entities += 1,
        }
    }
    let reason = match case.mode() {
        store::Mode::Writable => None,
        store::Mode::ReadOnly(why) => Some(why.to_string()),
    };
    Answer::of(CaseAnswer {
        id: case.id().to_string(),
        name,
        path: case.root().to_path_buf(),
        writable: reason.is_none(),
        reason,
        counts: Counts {
            documents: case.documents()?.len() as u64,
            entities,
            links,
            events,
            citations: case.citations()?.len() as u64,
            unreadable: case.n_unreadable()?,
            waiting: case.n_waiting_pages()?,
        },
    })
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Ingest {
    case: PathBuf,
    paths: Vec<PathBuf>,
    #[serde(flatten)]
    source: SourceForm,
    jobs: Option<usize>,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    take_erased_again: bool,
    /// Whether the words on pictures are read afterwards, too.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    ocr: bool,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    without_sandbox: bool,
}

pub(super) fn ingest(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Ingest { case, paths, source, jobs, take_erased_again, ocr, without_sandbox } = request(value)?;
    let derived_from = source.derived_from.clone();
    let source = source.checked()?;
    let mut case = library::open_mut(desk, &case)?;
    let intake = Intake {
        paths,
        source,
        derived_from,
        n_jobs: n_jobs(desk, jobs)?,
        sandbox: sandbox(desk, without_sandbox),
        take_erased_again,
    };
    let mut summary = taking_in::take_in(desk, job, &mut case, &intake)?;
    if ocr && !summary.stopped {
        let (n_jobs, sandbox) = (intake.n_jobs, intake.sandbox);
        let wanted =
            seeing::Wanted { only: Vec::new(), again: false, engine: None, languages: Vec::new(), n_jobs, sandbox };
        let looked = seeing::see(desk, job, &mut case, &wanted)?;
        (summary.states, summary.n_unreadable) = (looked.states, looked.n_unreadable);
        (summary.waiting, summary.stopped) = (looked.waiting, looked.stopped);
        summary.seconds += looked.seconds;
    }
    answer(summary)
}

#[derive(Deserialize, TS)]
pub(super) struct EstimateOf {
    case: PathBuf,
    paths: Vec<PathBuf>,
}

pub(super) fn estimate(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let EstimateOf { case, paths } = request(value)?;
    Answer::of(taking_in::estimate(&open(desk, &case)?, &paths, job)?)
}

/// Where material comes from, as a form or a command line says it.
#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct SourceForm {
    source: Option<String>,
    #[ts(type = "\"received\" | \"filing\" | \"register\" | \"news\" | \"interview\" | \"own\"", optional)]
    kind: Option<SourceKind>,
    #[ts(type = "\"open\" | \"internal\" | \"protect\"", optional)]
    audience: Option<Audience>,
    obtained: Option<String>,
    attribution: Option<String>,
    reliability: Option<String>,
    credibility: Option<String>,
    /// Code names of the sources it derives from.
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    pub(super) derived_from: Vec<String>,
}

impl SourceForm {
    /// The source it describes.
    pub(super) fn checked(self) -> Result<NewSource> {
        let grades = grades(self.reliability, self.credibility)?;
        let told = [("obtained", self.obtained), ("attribution", self.attribution)];
        let details = told
            .into_iter()
            .chain(grades)
            .filter_map(|(key, value)| Some((key.to_owned(), value.filter(|v| !v.trim().is_empty())?.into())));
        Ok(NewSource {
            code_name: self
                .source
                .map(|s| s.trim().to_owned())
                .filter(|s| !s.is_empty())
                .unwrap_or_else(|| "unsorted".into()),
            kind: self.kind.unwrap_or(SourceKind::Received),
            audience: self.audience,
            details: details.collect(),
        })
    }
}

/// The grades of a source, by their fields.
pub(super) fn grades(
    reliability: Option<String>,
    credibility: Option<String>,
) -> Result<[(&'static str, Option<String>); 2]> {
    Ok([grade("reliability", reliability, "A B C D E F")?, grade("credibility", credibility, "1 2 3 4 5 6")?])
}

/// A grade of a source: one of the Admiralty's letters or figures.
fn grade(what: &'static str, text: Option<String>, known: &str) -> Result<(&'static str, Option<String>)> {
    match text {
        Some(text) if !known.split(' ').any(|grade| grade == text) => {
            let message = format!("{text} is not a grade of {what}.");
            Err(Error::new(Code::Usage, message).hint(format!("Grades of {what} are: {known}")))
        }
        text => Ok((what, text)),
    }
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Retry {
    case: PathBuf,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    doc: Vec<String>,
    state: Option<String>,
    jobs: Option<usize>,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    without_sandbox: bool,
}

/// What `retry` answers.
#[derive(Serialize, TS)]
pub(super) struct RetryAnswer {
    #[serde(flatten)]
    summary: Summary,
    /// In documents whose words are others now.
    #[serde(flatten)]
    held: rereading::Held,
}

pub(super) fn retry(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Retry { case, doc, state, jobs, without_sandbox } = request(value)?;
    let states = state.as_deref().map(library::states).transpose()?;
    let mut case = library::open_mut(desk, &case)?;
    let sandbox = sandbox(desk, without_sandbox);
    let only = doc.iter().map(|doc| Ok(case.find_document(doc)?.id)).collect::<Result<Vec<_>>>()?;
    let wanted = taking_in::Again { states, only };
    let before = rereading::cited_texts(&case)?;
    let summary = taking_in::retry(desk, job, &mut case, &wanted, n_jobs(desk, jobs)?, sandbox)?;
    let (unreadable, failed) = (summary.n_unreadable > 0, summary.stopped);
    let held = rereading::hold_since(&case, &before)?;
    Ok(Answer { unreadable, failed, ..Answer::of(RetryAnswer { summary, held })? })
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Ocr {
    case: PathBuf,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    doc: Vec<String>,
    /// Whether pages that were looked at before are looked at again.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    again: bool,
    /// What reads: `models`, which is left out, `tesseract`, or `fast`: that for pages it reads well, models for the rest.
    engine: Option<String>,
    /// Languages that Tesseract is told, by its own names.
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    language: Vec<String>,
    jobs: Option<usize>,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    without_sandbox: bool,
}

/// What `ocr` answers.
#[derive(Serialize, TS)]
pub(super) struct OcrAnswer {
    #[serde(flatten)]
    looked: Looked,
    /// In documents whose words are others now.
    #[serde(flatten)]
    held: rereading::Held,
}

pub(super) fn ocr(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Ocr { case, doc, again, engine, language, jobs, without_sandbox } = request(value)?;
    let mut case = library::open_mut(desk, &case)?;
    let only = doc.iter().map(|doc| Ok(case.find_document(doc)?.id)).collect::<Result<Vec<_>>>()?;
    let (n_jobs, sandbox) = (n_jobs(desk, jobs)?, sandbox(desk, without_sandbox));
    let before = rereading::cited_texts(&case)?;
    let looked = seeing::see(
        desk,
        job,
        &mut case,
        &seeing::Wanted { only, again, engine, languages: language, n_jobs, sandbox },
    )?;
    if looked.pages == 0 && !doc.is_empty() && !again {
        job.note("No page waits there. To look again at what was read before, add --again.");
    }
    let (unreadable, failed) = (looked.n_unreadable > 0, looked.stopped);
    let held = rereading::hold_since(&case, &before)?;
    Ok(Answer { unreadable, failed, ..Answer::of(OcrAnswer { looked, held })? })
}

pub(super) fn sandbox(desk: &Desk, without: bool) -> ingest::sandbox::Sandbox {
    if without { ingest::sandbox::Sandbox::Off } else { desk.sandbox }
}

pub(super) fn n_jobs(desk: &Desk, asked: Option<usize>) -> Result<usize> {
    match asked {
        Some(0) => Err(Error::new(Code::Usage, "At least one file must be read at once.")),
        Some(n) => Ok(n.min(256)),
        None => Ok(desk.n_jobs.max(1)),
    }
}

fn answer(summary: Summary) -> Result<Answer> {
    let (unreadable, failed) = (summary.n_unreadable > 0, summary.stopped);
    Ok(Answer { unreadable, failed, ..Answer::of(summary)? })
}

/// How many rows are in each state that occurs.
pub(crate) fn count_states(states: impl Iterator<Item = State>) -> BTreeMap<&'static str, u64> {
    let mut counts = BTreeMap::new();
    for state in states {
        *counts.entry(state.as_str()).or_insert(0) += 1;
    }
    counts
}
