//! Making the search index anew, and what an answer says of an index of an older form.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{Answer, request};
use crate::{
    Desk, Job, Result,
    library::{open, open_mut},
    renewing::{self, Making, Why},
    sameness,
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Reindex {
    case: PathBuf,
    /// Only if the one there is missing, damaged or of an older form.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    if_needed: bool,
}

#[derive(Serialize, TS)]
pub(super) struct Reindexed {
    /// Whether it was made anew.
    made: bool,
    documents: u64,
    entries: u64,
    bytes: u64,
}

pub(super) fn reindex(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Reindex { case: path, if_needed } = request(value)?;
    let made = match if_needed {
        true => renewing::is_needed(&open(desk, &path)?)? && renewing::renew(desk, &path, job, Why::Needed)?,
        false => {
            let made = renewing::renew(desk, &path, job, Why::Wanted)?;
            let mut case = open_mut(desk, &path)?;
            case.hold("comparing texts")?;
            case.discard_sketches()?;
            sameness::settle(&mut case, job)?;
            made
        }
    };
    let case = open(desk, &path)?;
    let index = search::Index::open(&case.index_dir())?;
    let documents = case.read_after(0)?.len() as u64;
    Answer::of(Reindexed { made, documents, entries: index.n_entries(), bytes: index.size_on_disk()? })
}

/// What an answer says of the index it was taken from.
pub(super) fn told(older: &Making) -> String {
    let Making { is_made, done, total } = *older;
    match is_made {
        true => format!("The search index is of an older form. It is being made anew: {done} of {total} documents."),
        false => {
            "The search index is of an older form; some words may not be found by every spelling. To make it anew: \
                  casebound reindex CASE"
                .to_owned()
        }
    }
}
