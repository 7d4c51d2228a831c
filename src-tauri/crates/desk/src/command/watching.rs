//! Watching a folder.

use std::{path::PathBuf, time::Duration};

use serde::Deserialize;
use serde_json::Value;
use ts_rs::TS;

use super::{
    Answer,
    cases::{self, SourceForm},
    request,
};
use crate::{
    Desk, Job, Result,
    taking_in::{self, Intake},
};

/// How long a file must stay as it is, unless it is said.
const SETTLE_SECONDS: u64 = 3;

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Watch {
    case: PathBuf,
    folder: PathBuf,
    #[serde(flatten)]
    source: SourceForm,
    /// How many seconds a file must stay as it is before it is taken in.
    #[ts(type = "number", optional)]
    settle: Option<u64>,
    jobs: Option<usize>,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    without_sandbox: bool,
}

pub(super) fn watch(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Watch { case, folder, source, settle, jobs, without_sandbox } = request(value)?;
    let derived_from = source.derived_from.clone();
    let intake = Intake {
        paths: vec![folder.clone()],
        source: source.checked()?,
        derived_from,
        n_jobs: cases::n_jobs(desk, jobs)?,
        sandbox: cases::sandbox(desk, without_sandbox),
        take_erased_again: false,
    };
    let settle = Duration::from_secs(settle.unwrap_or(SETTLE_SECONDS));
    let watched = taking_in::watch(desk, job, &case, &folder, &intake, settle)?;
    let unreadable = watched.n_unreadable > 0;
    Ok(Answer { unreadable, ..Answer::of(watched)? })
}
