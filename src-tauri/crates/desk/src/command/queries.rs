//! What somebody searched for, and how far they had read: theirs alone, it never leaves this installation.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::{Answer, request};
use crate::{
    Desk, Job, Result,
    library::{open, open_mut},
};

/// The mark that holds the list.
const QUERIES: &str = "searches";
/// How many searches are kept.
const MOST_KEPT: usize = 200;

/// A search somebody made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub(super) struct QueryLine {
    query: String,
    /// `words`, `exact` or `regex`.
    mode: String,
    filter: String,
    sort: String,
    /// How many hits it had.
    total: u64,
    /// It was cut short: there may be more.
    #[serde(default)]
    at_least: bool,
    /// How many hits had been walked when it was left.
    walked: u64,
    /// Where the last of them stands, as `search --find` takes it: the number alone shifts when documents come.
    #[serde(default)]
    place: Option<String>,
    /// Milliseconds since 1970.
    at: u64,
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Queries {
    case: PathBuf,
    /// A search to put at the head of the list, in place of the same one before.
    add: Option<NewQuery>,
    /// Forgets the whole list.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    clear: bool,
}

#[derive(Deserialize, TS)]
struct NewQuery {
    query: String,
    mode: String,
    filter: String,
    sort: String,
    total: u64,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    at_least: bool,
    walked: u64,
    #[ts(optional)]
    place: Option<String>,
}

#[derive(Serialize, TS)]
pub(super) struct QueriesAnswer {
    queries: Vec<QueryLine>,
}

pub(super) fn queries(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Queries { case: path, add, clear } = request(value)?;
    let case = open(desk, &path)?;
    let kept = case.own_register(&desk.author, case.id().as_uuid().as_bytes(), QUERIES)?.pop();
    let mut queries: Vec<QueryLine> = kept.and_then(|list| serde_json::from_value(list).ok()).unwrap_or_default();
    let is_change = clear || add.is_some();
    if clear {
        queries.clear();
    }
    if let Some(NewQuery { query, mode, filter, sort, total, at_least, walked, place }) = add {
        let at = (desk.world.now_ms)();
        let new = QueryLine { query, mode, filter, sort, total, at_least, walked, place, at };
        let is_same = |old: &QueryLine| old.query == new.query && old.mode == new.mode && old.filter == new.filter;
        queries.retain(|old| !is_same(old));
        queries.insert(0, new);
        queries.truncate(MOST_KEPT);
    }
    if is_change && *case.mode() == store::Mode::Writable {
        let mut case = open_mut(desk, &path)?;
        let subject = *case.id().as_uuid().as_bytes();
        let mut tx = case.begin(&desk.author, "remembering a search")?;
        tx.set_own(&subject, QUERIES, &queries)?;
        tx.commit()?;
    }
    Answer::of(QueriesAnswer { queries })
}
