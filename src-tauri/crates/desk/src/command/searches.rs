//! Searching, three ways.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use search::{DocSet, Fold, Grouped, Grouping, Hit, Page, Query, Tally};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Case;
use ts_rs::TS;

use super::{
    Answer,
    attributes::{Attributes, filter_of},
    chips::{self, Chip},
    counting::{self, HitFacets},
    exporting::{Export, Exported},
    found::{HitLine, Looked, Marked, Marker, Shown, lines},
    literal::Literal,
    ordering::{Alike, SortBy, at},
    reindexing, request,
    saved::Kept,
    scan::{self, Limit, Sought},
};
use crate::{
    Code, Desk, Error, Job, Result,
    library::{open, open_mut},
    renewing::{self, Making},
    scans::{self, CutShort},
    searching,
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Search {
    case: PathBuf,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    exact: bool,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    regex: bool,
    /// How many seconds an exact search or a pattern may take: then it answers with what was found by then, and says what
    /// was not looked into. 0: as long as it takes, as a file of hits is given unasked.
    pub(super) time_limit: Option<u64>,
    limit: Option<usize>,
    pub(super) offset: Option<usize>,
    sort: Option<SortBy>,
    /// The hits of a document stand together, as one reads them; documents by their best hit.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    group: bool,
    /// Where in the grouped list a place stands: `DOC:UNIT`, `DOC:UNIT:row=R`.
    find: Option<String>,
    /// Of documents that are nearly the same only the one with the best hit is listed.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    fold: bool,
    /// Documents of which those that are nearly the same are listed all the same.
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    open: Vec<String>,
    /// Fields alone: only documents that fit are looked into, whatever the mode.
    filter: Option<String>,
    /// Only documents that came after an earlier answer: its `as_of`.
    since: Option<u64>,
    /// Does not wait for an index that is being made anew: answers from the one of before, or says how far it is.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    pub(super) now: bool,
    /// Writes every hit to a file there: `.csv`, `.xlsx` or `.json`.
    export: Option<PathBuf>,
    /// Names and quotes protected sources in that file, too.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    with_protected: bool,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    force: bool,
    /// Counts the hits by what their documents have.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    facets: bool,
    /// The span of time whose dates are told apart: `2025`, `2025-03`, `2023..2025`.
    zoom: Option<String>,
    query: Vec<String>,
}

/// The ways to look, as they are called everywhere.
pub(super) const MODES: [&str; 3] = ["words", "exact", "regex"];

impl Search {
    /// A search as it was kept, for a page of so many hits. It takes as long as it takes: a count that was cut short is none.
    pub(super) fn kept(case: PathBuf, asked: &Kept, since: Option<u64>, limit: usize) -> Search {
        Search {
            case,
            exact: asked.mode == "exact",
            regex: asked.mode == "regex",
            time_limit: (asked.mode != MODES[0]).then_some(0),
            limit: Some(limit),
            offset: None,
            sort: SortBy::called(&asked.sort),
            group: false,
            find: None,
            fold: false,
            open: Vec::new(),
            filter: Some(asked.filter.clone()).filter(|filter| !filter.is_empty()),
            since,
            now: true,
            export: None,
            with_protected: false,
            force: false,
            facets: false,
            zoom: None,
            query: vec![asked.query.clone()],
        }
    }
}

#[derive(Serialize, TS)]
pub(super) struct SearchAnswer {
    query: String,
    understood: String,
    mode: &'static str,
    /// How many hits there are; how many at least where it was cut short.
    pub(super) total: u64,
    /// What was not looked into, as the time was up.
    pub(super) cut_short: Option<CutShort>,
    /// Why no text could be passed over, where the index could not tell beforehand where to look.
    unfiltered: Option<String>,
    /// Documents that could not be read, or not fully.
    pub(super) unreadable: u64,
    /// Documents taken in whose words cannot be found yet.
    pub(super) behind: u64,
    /// Documents that are set aside as they may be privileged: their words are not looked into.
    pub(super) quarantined: u64,
    /// Pages and pictures whose words wait to be read off them.
    pub(super) waiting: u64,
    /// Documents that the hits are in, where they are grouped.
    documents: Option<u64>,
    /// How many of them are left where those that are nearly the same count once, if they are folded.
    groups: Option<u64>,
    /// How many hits the pages run over, where they are grouped: all but those that are folded away.
    shown: Option<u64>,
    /// Where in the whole list the place asked for stands, from 0; null if it is no hit.
    found_at: Option<u64>,
    /// What narrows the search down, as it was understood.
    filters: Vec<Chip>,
    hits: Vec<HitLine>,
    /// What its hits can be narrowed by, if that was asked.
    facets: Option<HitFacets>,
    /// What was understood and stands for no document: `type:docx` where there is none.
    notes: Vec<String>,
    /// How far the case had come that was looked into: what `since` takes. Cut short, no farther than before.
    pub(super) as_of: u64,
    /// Where the index is of an older form that still answers: how far another one is.
    index: Option<Making>,
    /// The file that was written.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    exported: Option<Exported>,
}

impl SearchAnswer {
    /// What was asked, how it was understood, the way of looking, and what the filter leaves.
    pub(super) fn asked(&self) -> [(&'static str, String); 4] {
        let filters = self.filters.iter().filter_map(Chip::of_filter).collect::<Vec<_>>().join(" AND ");
        [
            ("Search", self.query.clone()),
            ("Understood as", self.understood.clone()),
            ("Way of looking", self.mode.to_owned()),
            ("Filter", filters),
        ]
    }
}

pub(super) const DEFAULT_LIMIT: usize = 20;
/// How many seconds texts are looked through unless a search says otherwise.
const DEFAULT_SECONDS: u64 = 60;

pub(super) fn search(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let answer = answer(desk, job, &request(value)?)?;
    for note in &answer.notes {
        job.note(note.as_str());
    }
    if let Some(older) = &answer.index {
        job.note(reindexing::told(older));
    }
    Answer::of(answer)
}

/// Does what a search asks for.
pub(super) fn answer(desk: &Desk, job: &mut Job<'_>, request: &Search) -> Result<SearchAnswer> {
    if request.exact && request.regex {
        return Err(Error::new(Code::Usage, "Choose one: --exact or --regex."));
    }
    let is_grouped = request.group || request.fold;
    if request.find.is_some() && !is_grouped {
        return Err(Error::new(Code::Usage, "--find says where a place stands among grouped hits: add --group."));
    }
    if !request.open.is_empty() && !request.fold {
        return Err(Error::new(Code::Usage, "--open shows what --fold would fold away: add --fold."));
    }
    if request.zoom.is_some() && !request.facets {
        return Err(Error::new(Code::Usage, "--zoom says which dates --facets tells apart: add --facets."));
    }
    if request.time_limit.is_some() && !(request.exact || request.regex) {
        return Err(Error::new(
            Code::Usage,
            "--time-limit is for --exact and --regex: words are looked up in the index.",
        ));
    }
    if request.time_limit.is_some_and(|seconds| seconds > 0) && request.export.is_some() {
        return Err(Error::new(Code::Usage, "--export writes every hit, so it takes no --time-limit."));
    }
    let case = open(desk, &request.case)?;
    let typed = request.query.join(" ");
    let mut page = Page { offset: request.offset.unwrap_or(0), limit: request.limit.unwrap_or(DEFAULT_LIMIT) };
    let export = Export::of(&case, request.export.as_deref(), request.with_protected, request.force)?;
    if export.is_some() {
        page = Page { offset: 0, limit: usize::MAX };
    }
    let asked = Asked {
        typed: &typed,
        page,
        sort: request.sort.unwrap_or(SortBy::Relevance),
        filter: filter_of(request.filter.as_deref())?,
        since: request.since.map(|since| case.come_since(since)).transpose()?.map(DocSet::from_iter),
        is_grouped,
        sought: request.find.as_deref().map(|text| at(&case, text)).transpose()?.flatten(),
        alike: request.fold.then(|| Alike::load(&case, &request.open)).transpose()?,
        facets: request.facets.then_some(request.zoom.as_deref()),
        now: request.now,
        seconds: match request.time_limit {
            Some(seconds) => (seconds > 0).then_some(seconds),
            None => export.is_none().then_some(DEFAULT_SECONDS),
        },
        since_before: request.since.unwrap_or(0),
        export,
    };
    if request.exact {
        scanned(desk, job, &case, &asked, &Literal::exact(asked.typed)?)
    } else if request.regex {
        scanned(desk, job, &case, &asked, &Literal::regex(asked.typed)?)
    } else {
        indexed(desk, job, &case, &request.case, &asked)
    }
}

/// What is asked, whichever way it is looked for.
struct Asked<'a> {
    typed: &'a str,
    page: Page,
    sort: SortBy,
    filter: Option<Query>,
    since: Option<DocSet>,
    is_grouped: bool,
    sought: Option<search::At>,
    alike: Option<Alike>,
    /// Whether hits are counted by what their documents have, and for which span of time.
    facets: Option<Option<&'a str>>,
    now: bool,
    /// How long texts are looked through at most.
    seconds: Option<u64>,
    /// How far had been looked before.
    since_before: u64,
    export: Option<Export<'a>>,
}

impl Asked<'_> {
    /// What is known of documents, where anything that is asked needs it.
    fn attributes(&self, desk: &Desk, case: &Case, query: Option<&Query>) -> Result<Option<Attributes>> {
        let is_needed = self.sort.needs_attributes()
            || self.facets.is_some()
            || self.filter.is_some()
            || query.is_some_and(|query| !query.field_terms().is_empty());
        is_needed.then(|| Attributes::load(desk, case)).transpose()
    }

    /// The documents the filter leaves; of these, those that came since.
    fn only(&self, case: &Case, attributes: Option<&Attributes>) -> Result<Option<DocSet>> {
        let only = match (attributes, &self.filter) {
            (Some(attributes), Some(filter)) => Some(attributes.filter(case, filter)?),
            _ => None,
        };
        Ok(match (only, &self.since) {
            (Some(only), Some(since)) => Some(only.iter().filter(|doc| since.contains(*doc)).collect()),
            (None, Some(since)) => Some(since.clone()),
            (only, None) => only,
        })
    }

    /// The answer, once it is known what was found: with its hits, or with the file that they were written to.
    fn answer(
        &self,
        job: &mut Job<'_>,
        case: &Case,
        found: Found,
        attributes: Option<&Attributes>,
        mark: &Marker<'_>,
    ) -> Result<SearchAnswer> {
        let Found {
            mode,
            understood,
            total,
            cut_short,
            unfiltered,
            tally,
            grouped,
            hits,
            unsearched,
            query,
            as_of,
            index,
        } = found;
        let searching::Unsearched { unreadable, behind, quarantined } = unsearched;
        let mut notes = attributes.map(Attributes::notes).unwrap_or_default();
        notes.extend(self.alike.as_ref().and_then(|alike| alike.note.clone()));
        let facets = match (self.facets, attributes) {
            (Some(zoom), Some(attributes)) => Some(counting::facets(case, &attributes.catalogue, &tally, zoom)?),
            _ => None,
        };
        let answer = SearchAnswer {
            query: self.typed.to_owned(),
            understood,
            mode,
            total,
            cut_short,
            unfiltered,
            unreadable,
            behind,
            quarantined,
            waiting: case.n_waiting_pages()?,
            documents: grouped.as_ref().map(|grouped| grouped.documents),
            groups: grouped.as_ref().filter(|_| self.alike.is_some()).map(|grouped| grouped.groups),
            shown: grouped.as_ref().map(|grouped| grouped.shown),
            found_at: grouped.as_ref().and_then(|grouped| grouped.at),
            filters: chips::chips(case, query.as_ref(), self.filter.as_ref())?,
            hits: Vec::new(),
            facets,
            notes,
            as_of,
            index,
            exported: None,
        };
        Ok(match &self.export {
            Some(export) => {
                let unnamed = |query: Option<&Query>| query.and_then(|query| export.unnamed(&query.to_string()));
                let of_query = unnamed(query.as_ref());
                let of_filter = unnamed(self.filter.as_ref());
                let about = if of_query.is_some() || of_filter.is_some() {
                    let filters = chips::chips(
                        case,
                        of_query.as_ref().or(query.as_ref()),
                        of_filter.as_ref().or(self.filter.as_ref()),
                    )?;
                    let told = |named: &str| of_query.as_ref().map_or(named.to_owned(), Query::to_string);
                    &SearchAnswer {
                        query: told(&answer.query),
                        understood: told(&answer.understood),
                        unfiltered: answer.unfiltered.clone(),
                        filters,
                        hits: Vec::new(),
                        facets: None,
                        notes: answer.notes.iter().filter(|note| !export.names(note)).cloned().collect(),
                        exported: None,
                        ..answer
                    }
                } else {
                    &answer
                };
                let exported = Some(export.write(job, case, about, &hits, mark)?);
                SearchAnswer { exported, ..answer }
            }
            None => SearchAnswer { hits: lines(case, &hits, mark)?, ..answer },
        })
    }
}

/// What was found, whichever way.
struct Found {
    mode: &'static str,
    understood: String,
    total: u64,
    cut_short: Option<CutShort>,
    unfiltered: Option<String>,
    tally: Tally,
    grouped: Option<Grouped>,
    hits: Vec<Shown>,
    unsearched: searching::Unsearched,
    /// Where it is made of words and fields.
    query: Option<Query>,
    as_of: u64,
    index: Option<Making>,
}

/// Runs something with the grouping that is asked for.
fn grouping<T>(asked: &Asked<'_>, run: impl FnOnce(Grouping<'_>) -> T) -> T {
    let find = asked.sought;
    match &asked.alike {
        Some(alike) => {
            let (group_of, is_open) = (|doc| alike.group_of(doc), |group| alike.is_open(group));
            run(Grouping { find, fold: Some(Fold { group_of: &group_of, is_open: &is_open }) })
        }
        None => run(Grouping { find, fold: None }),
    }
}

fn shown(asked: &Asked<'_>, found: &search::GroupedHit) -> Shown {
    let (among, alike) = if asked.is_grouped { (Some((found.nth, found.of)), Some(found.alike)) } else { (None, None) };
    Shown { place: found.hit, among, alike: alike.filter(|(_, of)| *of > 1) }
}

fn indexed(desk: &Desk, job: &mut Job<'_>, case: &Case, path: &Path, asked: &Asked<'_>) -> Result<SearchAnswer> {
    let query = Query::parse(asked.typed).map_err(search::Error::from)?;
    let last = case.sequence()?;
    let renew = || renewing::for_search(desk, path, case, job, asked.now);
    let open = searching::open_for_search(desk, case, || open_mut(desk, path), renew)?;
    let as_of = if case.read_after(open.sequence)?.is_empty() { last.max(open.sequence) } else { open.sequence };
    let attributes = asked.attributes(desk, case, Some(&query))?;
    let attributes = attributes.as_ref();
    let only = open.within(case, asked.only(case, attributes)?)?;
    let resolver = |field: search::Field, value: &str| match attributes {
        Some(attributes) => attributes.resolve(case, field, value),
        None => Ok(DocSet::new()),
    };
    let catalogue = attributes.map(|known| &*known.catalogue);
    let key = |doc: u64| asked.sort.key(catalogue, doc);
    let sort = asked.sort.with(&key);
    let index = &open.index;
    let (total, tally, grouped, hits, resolved) = if asked.is_grouped {
        let (mut grouped, resolved) = grouping(asked, |grouping| {
            index.search_by_document(&query, &resolver, only.as_ref(), sort, asked.page, grouping)
        })?;
        let hits: Vec<Shown> = grouped.hits.iter().map(|found| shown(asked, found)).collect();
        (grouped.total, std::mem::take(&mut grouped.tally), Some(grouped), hits, resolved)
    } else {
        let found = index.search(&query, &resolver, only.as_ref(), sort, asked.page)?;
        let hits = found.hits.iter().map(|&place| Shown { place, among: None, alike: None }).collect();
        let tally = match asked.facets {
            Some(_) => index.tally(&query, &resolver, only.as_ref())?,
            None => Tally::default(),
        };
        (found.total, tally, None, hits, found.resolved)
    };
    let as_typed = query.without_transliteration();
    let find = |place: &Hit, &Looked { text, ahead, language }: &Looked<'_>| {
        let scope = search::Scope { text, ahead, language, doc: place.doc, resolved: &resolved };
        let marks = search::marks(&query, &scope);
        let is_typed = || as_typed.as_ref().is_none_or(|typed| search::marks(typed, &scope).is_some());
        let is_transliterated = marks.is_some() && !is_typed();
        Marked { marks: marks.unwrap_or_default(), is_transliterated }
    };
    let mark = Marker { find: &find, may_run_on: query.may_run_on() };
    let unsearched = open.unsearched(case)?;
    let understood = query.to_string();
    let found = Found {
        mode: MODES[0],
        understood,
        total,
        cut_short: None,
        unfiltered: None,
        tally,
        grouped,
        hits,
        unsearched,
        query: Some(query.clone()),
        as_of,
        index: open.older,
    };
    asked.answer(job, case, found, attributes, &mark)
}

fn scanned(desk: &Desk, job: &mut Job<'_>, case: &Case, asked: &Asked<'_>, literal: &Literal) -> Result<SearchAnswer> {
    let mode = literal.mode();
    let is_match = |text: &str| literal.is_in(text);
    let sought = Sought { is_match: &is_match, sieves: literal.sieves(), unknown: literal.unknown() };
    let sequence = case.sequence()?;
    let attributes = asked.attributes(desk, case, None)?;
    let attributes = attributes.as_ref();
    let key = scans::Asked {
        root: case.root().to_path_buf(),
        mode,
        typed: asked.typed.to_owned(),
        only: asked.only(case, attributes)?,
        stamp: case.texts_stamp()?,
    };
    let found = match desk.scans.get(&key, asked.seconds) {
        Some(found) => found,
        None => {
            let (seconds, now_ms) = (asked.seconds, || (desk.world.now_ms)());
            let started = now_ms();
            let is_over =
                || seconds.is_some_and(|seconds| now_ms().saturating_sub(started) >= seconds.saturating_mul(1000));
            let limit = Limit { seconds, is_over: &is_over };
            let begun = desk.scans.begun(&key);
            let only = key.only.as_ref();
            let found = Arc::new(scan::scan(desk, job, case, only, &sought, &limit, begun.as_deref())?);
            desk.scans.keep(key, &found);
            found
        }
    };
    let catalogue = attributes.map(|known| &*known.catalogue);
    let key = |doc: u64| asked.sort.key(catalogue, doc);
    // Grouped or not: whatever they are ordered by, the places of a document stand together.
    let sort = asked.sort.with(&key);
    let mut grouped = grouping(asked, |grouping| search::by_document(&found.places, sort, asked.page, grouping));
    let hits: Vec<Shown> = grouped.hits.iter().map(|found| shown(asked, found)).collect();
    let find = |_: &Hit, looked: &Looked<'_>| Marked::of(literal.find(looked.text));
    let mark = Marker { find: &find, may_run_on: false };
    let unsearched = case.unsearched()?;
    let found = Found {
        mode,
        understood: asked.typed.to_owned(),
        total: grouped.total,
        cut_short: found.cut,
        unfiltered: found.unfiltered.clone(),
        tally: std::mem::take(&mut grouped.tally),
        grouped: asked.is_grouped.then_some(grouped),
        hits,
        unsearched: searching::Unsearched {
            unreadable: unsearched.unreadable + found.n_failed,
            behind: unsearched.queued,
            quarantined: unsearched.set_aside,
        },
        query: None,
        // Whatever came is new until it was looked into.
        as_of: if found.cut.is_some() { asked.since_before } else { sequence },
        index: None,
    };
    asked.answer(job, case, found, attributes, &mark)
}
