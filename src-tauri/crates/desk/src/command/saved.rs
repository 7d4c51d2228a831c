//! Searches that are saved in the case, for all who work on it, and what each finds that is new to who asks.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Case, NewSearch, SavedSearch};
use ts_rs::TS;

use super::{
    Answer,
    ordering::SortBy,
    request,
    searches::{self, MODES, Search, SearchAnswer},
};
use crate::{
    Code, Desk, Error, Job, Result,
    library::{self, open, open_mut},
};

/// Most characters of a name.
const NAME_CHARS: usize = 80;
/// Most searches that a case keeps: each is run to be counted.
const MOST_SAVED: usize = 200;
/// After this nothing came: to see whether a search can be run, and how far the case has come.
const NOTHING_SINCE: u64 = u64::MAX >> 1;

/// No limit of time, as a search takes it, for a list that is counted.
const AS_LONG_AS_IT_TAKES: Option<u64> = Some(0);

/// A search as it is kept.
pub(super) type Kept = NewSearch;

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct SaveSearch {
    case: PathBuf,
    /// Left out, the query is the name.
    name: Option<String>,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    exact: bool,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    regex: bool,
    filter: Option<String>,
    sort: Option<String>,
    /// How far it was looked at: `as_of` of the answer that was saved. Left out, all there is counts as seen.
    as_of: Option<u64>,
    query: Vec<String>,
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct RenameSaved {
    case: PathBuf,
    saved: String,
    name: String,
}

#[derive(Deserialize, TS)]
pub(super) struct OfSaved {
    case: PathBuf,
    saved: String,
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct SavedSeen {
    case: PathBuf,
    saved: String,
    as_of: Option<u64>,
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct RunSaved {
    case: PathBuf,
    saved: String,
    /// Only what came since it was looked at last.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    new: bool,
    /// As a search takes it.
    time_limit: Option<u64>,
    limit: Option<usize>,
    offset: Option<usize>,
}

#[derive(Serialize, TS)]
pub(super) struct SavedAnswer {
    saved: Vec<SavedLine>,
}

#[derive(Serialize, TS)]
pub(super) struct SavedLine {
    id: String,
    name: String,
    query: String,
    mode: String,
    filter: String,
    sort: String,
    /// Who saved it.
    author: String,
    /// When, in milliseconds since 1970.
    at: u64,
    /// When who asks looked at it last, in milliseconds since 1970; null if never.
    seen: Option<u64>,
    /// What `search --since` takes to find what came since then.
    since: Option<u64>,
    /// How many hits it has; null where that would mean looking through every text.
    total: Option<u64>,
    /// How many of them came since; null if it was never looked at, as then all are.
    new: Option<u64>,
    /// Why it could not be counted.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Error>,
}

#[derive(Serialize, TS)]
pub(super) struct SavedFound {
    saved: SavedLine,
    found: SearchAnswer,
}

pub(super) fn add(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let SaveSearch { case: path, name, exact, regex, filter, sort, as_of, query } = request(value)?;
    if exact && regex {
        return Err(Error::new(Code::Usage, "Choose one: --exact or --regex."));
    }
    let query = query.join(" ");
    let mode = MODES[if exact { 1 } else { usize::from(regex) * 2 }];
    let sort = sort.unwrap_or_else(|| SortBy::NAMES[0].into());
    if SortBy::called(&sort).is_none() {
        return Err(Error::new(Code::Usage, format!("{sort} is no order of hits."))
            .hint(format!("Orders are: {}", SortBy::NAMES.join(", "))));
    }
    let name = tidy(&name.unwrap_or_else(|| query.chars().take(NAME_CHARS).collect()))?;
    let search = NewSearch { name, query, mode: mode.into(), filter: filter.unwrap_or_default(), sort };
    // What cannot be looked for is not saved; what it finds now is what was seen.
    let found = searches::answer(desk, job, &Search::kept(path.clone(), &search, Some(NOTHING_SINCE), 0))?;
    let mut case = open_mut(desk, &path)?;
    let saved = case.saved_searches()?;
    if saved.len() >= MOST_SAVED {
        return Err(Error::new(
            Code::Refused,
            format!("A case keeps at most {MOST_SAVED} searches. Nothing was saved."),
        ));
    }
    refuse_double(&saved, &search.name, None)?;
    let mut tx = case.begin(&desk.author, "saving a search")?;
    let id = tx.save_search(&search)?;
    tx.see_search(id, as_of.unwrap_or(found.as_of))?;
    tx.commit()?;
    listed(desk, job, &case, Some(&id.to_string()))
}

pub(super) fn rename(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let RenameSaved { case: path, saved, name } = request(value)?;
    let mut case = open_mut(desk, &path)?;
    let SavedSearch { id, search, .. } = find(&case, &saved)?;
    let search = NewSearch { name: tidy(&name)?, ..search };
    refuse_double(&case.saved_searches()?, &search.name, Some(id))?;
    let mut tx = case.begin(&desk.author, "renaming a saved search")?;
    tx.change_search(id, &search)?;
    tx.commit()?;
    listed(desk, job, &case, Some(&id.to_string()))
}

pub(super) fn remove(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfSaved { case: path, saved } = request(value)?;
    let mut case = open_mut(desk, &path)?;
    let saved = find(&case, &saved)?;
    let mut tx = case.begin(&desk.author, "removing a saved search")?;
    tx.remove_search(saved.id)?;
    tx.commit()?;
    listed(desk, job, &case, None)
}

pub(super) fn list(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let super::OfCase { case } = request(value)?;
    listed(desk, job, &open(desk, &case)?, None)
}

pub(super) fn seen(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let SavedSeen { case: path, saved, as_of } = request(value)?;
    let mut case = open_mut(desk, &path)?;
    let saved = find(&case, &saved)?;
    let as_of = match as_of {
        Some(as_of) => as_of,
        None => searches::answer(desk, job, &Search::kept(path, &saved.search, Some(NOTHING_SINCE), 0))?.as_of,
    };
    let mut tx = case.begin(&desk.author, "marking a search as seen")?;
    tx.see_search(saved.id, as_of)?;
    tx.commit()?;
    listed(desk, job, &case, Some(&saved.id.to_string()))
}

pub(super) fn run(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let RunSaved { case: path, saved, new, time_limit, limit, offset } = request(value)?;
    let case = open(desk, &path)?;
    let saved = find(&case, &saved)?;
    let line = line(desk, job, &case, &saved, time_limit)?;
    if new && line.since.is_none() {
        job.note("You have not looked at this search before: all its hits are new to you.");
    }
    let since = line.since.filter(|_| new);
    let mut asked = Search::kept(path, &saved.search, since, limit.unwrap_or(searches::DEFAULT_LIMIT));
    asked.offset = offset;
    asked.now = false;
    asked.time_limit = time_limit;
    let found = searches::answer(desk, job, &asked)?;
    Answer::of(SavedFound { saved: line, found })
}

/// The list, or one of it.
fn listed(desk: &Desk, job: &mut Job<'_>, case: &Case, only: Option<&str>) -> Result<Answer> {
    let all = case.saved_searches()?;
    let wanted = all.iter().filter(|saved| only.is_none_or(|only| saved.id.to_string() == only));
    let mut lines = Vec::new();
    for saved in wanted {
        if job.cancel.is_cancelled() {
            return Err(Error::new(Code::Stopped, "It was stopped before every search was counted."));
        }
        lines.push(line(desk, job, case, saved, AS_LONG_AS_IT_TAKES)?);
    }
    Answer::of(SavedAnswer { saved: lines })
}

/// A saved search, counted. One that cannot be run any more says so and leaves the others alone.
fn line(
    desk: &Desk,
    job: &mut Job<'_>,
    case: &Case,
    saved: &SavedSearch,
    time_limit: Option<u64>,
) -> Result<SavedLine> {
    let SavedSearch { id, search, author, at } = saved;
    let seen = case.search_seen(&desk.author, *id)?;
    let since = seen.map(|(as_of, _)| as_of);
    let is_words = search.mode == MODES[0];
    let (mut total, mut new, mut error) = (None, None, None);
    let mut count = |since: Option<u64>| -> Result<Option<u64>> {
        let mut asked = Search::kept(case.root().to_path_buf(), search, since, 0);
        if !is_words {
            asked.time_limit = time_limit;
        }
        match searches::answer(desk, job, &asked) {
            Ok(found) if found.cut_short.is_some() => {
                error = Some(Error::new(Code::Stopped, "The time was up before all that is new was counted."));
                Ok(None)
            }
            Ok(found) => Ok(Some(found.total)),
            Err(trouble) if trouble.code == Code::Stopped => {
                Err(Error::new(Code::Stopped, "It was stopped before every search was counted."))
            }
            Err(trouble) => {
                error = Some(trouble);
                Ok(None)
            }
        }
    };
    if since.is_some() {
        new = count(since)?;
    }
    // The others look through every text for it. What could not be counted once is not tried again.
    if is_words && (since.is_none() || new.is_some()) {
        total = count(None)?;
    }
    Ok(SavedLine {
        id: id.to_string(),
        name: search.name.clone(),
        query: search.query.clone(),
        mode: search.mode.clone(),
        filter: search.filter.clone(),
        sort: search.sort.clone(),
        author: case.people()?.remove(author).unwrap_or_default(),
        at: *at,
        seen: seen.map(|(_, at)| at),
        since,
        total,
        new,
        error,
    })
}

/// A saved search by its name, else by the start or end of its id.
fn find(case: &Case, text: &str) -> Result<SavedSearch> {
    let mut all = case.saved_searches()?;
    if let Some(idx) = all.iter().position(|saved| saved.search.name == text) {
        return Ok(all.swap_remove(idx));
    }
    library::by_prefix("saved search", text, all, |saved| saved.id.to_string())
        .map_err(|error| error.hint("Names are listed by: casebound saved list CASE"))
}

fn refuse_double(saved: &[SavedSearch], name: &str, but: Option<facts::SavedSearchId>) -> Result<()> {
    match saved.iter().any(|saved| saved.search.name == name && Some(saved.id) != but) {
        true => Err(Error::new(Code::Exists, format!("There is a saved search called {name} already."))
            .hint("Give it another name.")),
        false => Ok(()),
    }
}

fn tidy(name: &str) -> Result<String> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().count() {
        0 => Err(Error::new(Code::Usage, "A saved search needs a name.")),
        n if n > NAME_CHARS => {
            Err(Error::new(Code::Usage, format!("The name of a saved search has at most {NAME_CHARS} characters.")))
        }
        _ => Ok(name),
    }
}
