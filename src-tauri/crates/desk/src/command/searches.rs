//! Searching, three ways, and making the index anew.

use std::{collections::HashMap, path::PathBuf, sync::Arc};

use anchor::{Needle, TextIndex};
use search::{Hit, Order, Page, Query, Sort};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Case, vault::pack::PackReader};
use ts_rs::TS;

use super::{
    Answer,
    attributes::Attributes,
    request,
    scan::{self, Sought},
};
use crate::{
    Code, Desk, Error, Job, Result, dating,
    library::{open, open_mut},
    sameness, scans, searching,
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
    limit: Option<usize>,
    offset: Option<usize>,
    sort: Option<SortBy>,
    /// The hits of a document stand together, as one reads them; documents by their best hit.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    group: bool,
    /// Where in the grouped list a place stands: `DOC:UNIT`, `DOC:UNIT:row=R`.
    find: Option<String>,
    /// Fields alone: only documents that fit are looked into, whatever the mode.
    filter: Option<String>,
    query: Vec<String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq, TS)]
#[serde(rename_all = "snake_case")]
pub(super) enum SortBy {
    Relevance,
    Date,
}

#[derive(Serialize, TS)]
pub(super) struct SearchAnswer {
    query: String,
    understood: String,
    mode: &'static str,
    total: u64,
    /// Documents that could not be read, or not fully.
    unreadable: u64,
    /// Documents taken in whose words cannot be found yet.
    behind: u64,
    /// Documents that are set aside as they may be privileged: their words are not looked into.
    quarantined: u64,
    /// Documents that the hits are in, where they are grouped.
    documents: Option<u64>,
    /// Where in the whole list the place asked for stands, from 0; null if it is no hit.
    found_at: Option<u64>,
    hits: Vec<HitLine>,
    /// What was understood and stands for no document: `type:docx` where there is none.
    notes: Vec<String>,
}

#[derive(Serialize, TS)]
pub(super) struct HitLine {
    document: String,
    path: String,
    unit: u32,
    row: Option<u32>,
    label: String,
    score: f32,
    snippet: String,
    snippet_spans: Vec<[u32; 2]>,
    spans: Vec<[u32; 2]>,
    date: Option<String>,
    sources: Vec<String>,
    kind: String,
    /// Which one of its document's hits it is, from 1, where they are grouped.
    nth: Option<u32>,
    /// How many its document has, where they are grouped.
    in_document: Option<u32>,
    /// How many other documents its document is nearly the same as.
    nearly_same: u32,
    /// Whether it was found by transliteration alone: nothing of it is as it was typed.
    transliterated: bool,
}

/// A hit to be shown: its place, and which one of how many of its document it is.
struct Shown {
    place: Hit,
    among: Option<(u32, u32)>,
}

/// Finds the spans that matched in the text of a hit's scope.
type Marker<'a> = dyn Fn(&Hit, &str, Option<&str>) -> Marked + 'a;

/// What of a scope matched.
struct Marked {
    spans: Vec<[u32; 2]>,
    /// Whether it would not have without transliteration.
    is_transliterated: bool,
}

const SNIPPET_CHARS: usize = 160;
const DEFAULT_LIMIT: usize = 20;

pub(super) fn search(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let request: Search = request(value)?;
    if request.exact && request.regex {
        return Err(Error::new(Code::Usage, "Choose one: --exact or --regex."));
    }
    let case = open(desk, &request.case)?;
    let typed = request.query.join(" ");
    let page = Page { offset: request.offset.unwrap_or(0), limit: request.limit.unwrap_or(DEFAULT_LIMIT) };
    let by_date = request.sort == Some(SortBy::Date);
    let filter = request.filter.as_deref().map(str::trim).filter(|f| !f.is_empty());
    let filter = filter.map(Query::parse).transpose().map_err(search::Error::from)?;
    let sought = request.find.as_deref().map(|text| at(&case, text)).transpose()?.flatten();
    if request.find.is_some() && !request.group {
        return Err(Error::new(Code::Usage, "--find says where a place stands among grouped hits: add --group."));
    }
    let asked = Asked { typed: &typed, page, by_date, filter: filter.as_ref(), is_grouped: request.group, sought };
    let answer = if request.exact {
        exact(desk, job, &case, &asked)?
    } else if request.regex {
        regex(desk, job, &case, &asked)?
    } else {
        indexed(desk, &case, &request.case, &asked)?
    };
    for note in &answer.notes {
        job.note(note.as_str());
    }
    Answer::of(answer)
}

/// What is asked, whichever way it is looked for.
struct Asked<'a> {
    typed: &'a str,
    page: Page,
    by_date: bool,
    filter: Option<&'a Query>,
    is_grouped: bool,
    sought: Option<search::At>,
}

/// A place of a list of hits, as it is written: `DOC:UNIT`, `DOC:UNIT:row=R`. Nothing where its document is gone: then it
/// is no hit.
fn at(case: &Case, text: &str) -> Result<Option<search::At>> {
    let wrong = || Error::new(Code::Usage, format!("{text} is no place: write DOC:UNIT or DOC:UNIT:row=R."));
    let (before, row) = match text.rsplit_once(":row=") {
        Some((before, row)) => (before, Some(row.parse().map_err(|_| wrong())?)),
        None => (text, None),
    };
    let (doc, unit) = before.rsplit_once(':').ok_or_else(wrong)?;
    let unit = unit.parse().map_err(|_| wrong())?;
    match case.find_document(doc) {
        Ok(document) => Ok(Some((document.ordinal, unit, row))),
        Err(store::Error::NotFound { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn indexed(desk: &Desk, case: &Case, path: &std::path::Path, asked: &Asked<'_>) -> Result<SearchAnswer> {
    let Asked { typed, page, by_date, filter, is_grouped, sought } = *asked;
    let query = Query::parse(typed).map_err(search::Error::from)?;
    let open = searching::open_for_search(case, || open_mut(desk, path))?;
    let needs_attributes = by_date || filter.is_some() || !query.field_terms().is_empty();
    let attributes = needs_attributes.then(|| Attributes::load(desk, case)).transpose()?;
    let only = match (&attributes, filter) {
        (Some(attributes), Some(filter)) => Some(attributes.filter(case, filter)?),
        _ => None,
    };
    let resolver = |field: search::Field, value: &str| match &attributes {
        Some(attributes) => attributes.resolve(case, field, value),
        None => Ok(search::DocSet::new()),
    };
    let key = |doc: u64| attributes.as_ref().map_or(i64::MIN, |a| a.date_key(doc));
    let sort = if by_date { Sort::Key { key: &key, order: Order::Descending } } else { Sort::Relevance };
    let (total, documents, found_at, hits, resolved) = if is_grouped {
        let found = open.index.search_by_document(&query, &resolver, only.as_ref(), sort, page, sought)?;
        let shown = |found: &search::GroupedHit| Shown { place: found.hit, among: Some((found.nth, found.of)) };
        let hits: Vec<Shown> = found.hits.iter().map(shown).collect();
        (found.total, Some(found.documents), found.at, hits, found.resolved)
    } else {
        let found = open.index.search(&query, &resolver, only.as_ref(), sort, page)?;
        let hits = found.hits.iter().map(|&place| Shown { place, among: None }).collect();
        (found.total, None, None, hits, found.resolved)
    };
    let as_typed = query.without_transliteration();
    let mark = |place: &Hit, text: &str, language: Option<&str>| {
        let scope = search::Scope { text, language, doc: place.doc, resolved: &resolved };
        let spans = search::spans(&query, &scope);
        let is_typed = || as_typed.as_ref().is_none_or(|typed| !search::spans(typed, &scope).is_empty());
        Marked { is_transliterated: !spans.is_empty() && !is_typed(), spans }
    };
    let searching::Unsearched { unreadable, behind, quarantined } = open.unsearched(case)?;
    Ok(SearchAnswer {
        query: typed.to_owned(),
        understood: query.to_string(),
        mode: "words",
        total,
        unreadable,
        behind,
        quarantined,
        documents,
        found_at,
        hits: lines(case, &hits, &mark)?,
        notes: attributes.map(|a| a.notes()).unwrap_or_default(),
    })
}

fn exact(desk: &Desk, job: &mut Job<'_>, case: &Case, asked: &Asked<'_>) -> Result<SearchAnswer> {
    let needle = Needle::as_typed(asked.typed)
        .ok_or_else(|| Error::new(Code::Query, "An exact search needs something other than white space."))?;
    let find =
        |text: &str| -> Vec<[u32; 2]> { needle.find_iter(text).map(|span| [span.start.0, span.end.0]).collect() };
    let sought = Sought {
        is_match: &|text: &str| needle.is_in(text),
        sieves: search::Sieve::of(needle.text()).into_iter().collect(),
    };
    scanned(desk, job, case, asked, "exact", &sought, &find)
}

fn regex(desk: &Desk, job: &mut Job<'_>, case: &Case, asked: &Asked<'_>) -> Result<SearchAnswer> {
    let refused = |e: String| Error::new(Code::Query, "The regular expression cannot be understood.").detail(e);
    let pattern = regex::RegexBuilder::new(asked.typed)
        .multi_line(true)
        .size_limit(16 << 20)
        .build()
        .map_err(|e| refused(e.to_string()))?;
    let parsed = regex_syntax::ParserBuilder::new().multi_line(true).build().parse(asked.typed);
    let sieves = scan::sieves_of(&parsed.map_err(|e| refused(e.to_string()))?);
    let find = |text: &str| -> Vec<[u32; 2]> {
        let index = TextIndex::new(text);
        pattern
            .find_iter(text)
            .filter(|m| !m.is_empty())
            .filter_map(|m| index.span_of_bytes(m.range()))
            .map(|span| [span.start.0, span.end.0])
            .collect()
    };
    let is_unbounded = sieves.is_empty();
    let sought = Sought { is_match: &|text: &str| pattern.find_iter(text).any(|m| !m.is_empty()), sieves };
    let mut answer = scanned(desk, job, case, asked, "regex", &sought, &find)?;
    if is_unbounded {
        answer
            .notes
            .push("This pattern neither begins nor ends with fixed letters, so every text was looked through.".into());
    }
    Ok(answer)
}

fn scanned(
    desk: &Desk,
    job: &mut Job<'_>,
    case: &Case,
    asked: &Asked<'_>,
    mode: &'static str,
    sought: &Sought<'_>,
    find: &dyn Fn(&str) -> Vec<[u32; 2]>,
) -> Result<SearchAnswer> {
    let Asked { typed, page, by_date, filter, is_grouped, sought: place } = *asked;
    let attributes = (by_date || filter.is_some()).then(|| Attributes::load(desk, case)).transpose()?;
    let only = match (&attributes, filter) {
        (Some(attributes), Some(filter)) => Some(attributes.filter(case, filter)?),
        _ => None,
    };
    let key = scans::Asked {
        root: case.root().to_path_buf(),
        mode,
        typed: typed.to_owned(),
        only,
        stamp: case.texts_stamp()?,
    };
    let found = match desk.scans.get(&key) {
        Some(found) => found,
        None => {
            let found = Arc::new(scan::scan(desk, job, case, key.only.as_ref(), sought)?);
            desk.scans.keep(key, &found);
            found
        }
    };
    let mut places: Vec<&Hit> = found.places.iter().collect();
    if let Some(attributes) = attributes.as_ref().filter(|_| by_date) {
        places.sort_by_key(|p| (std::cmp::Reverse(attributes.date_key(p.doc)), p.doc, p.unit, p.row));
    }
    // Either way the places of a document stand together.
    let found_at = place.and_then(|at| places.iter().position(|p| (p.doc, p.unit, p.row) == at));
    let mut hits: Vec<Shown> =
        places.iter().skip(page.offset).take(page.limit).map(|&place| Shown { place: *place, among: None }).collect();
    let mut documents = None;
    if is_grouped {
        let mut spans: HashMap<u64, (usize, u32)> = HashMap::new();
        for (idx, place) in places.iter().enumerate() {
            spans.entry(place.doc).or_insert((idx, 0)).1 += 1;
        }
        for (idx, hit) in (page.offset..).zip(&mut hits) {
            hit.among = spans.get(&hit.place.doc).map(|(first, n)| ((idx - first) as u32 + 1, *n));
        }
        documents = Some(spans.len() as u64);
    }
    let mark = |_: &Hit, text: &str, _: Option<&str>| Marked { spans: find(text), is_transliterated: false };
    let unsearched = case.unsearched()?;
    Ok(SearchAnswer {
        query: typed.to_owned(),
        understood: typed.to_owned(),
        mode,
        total: found.places.len() as u64,
        unreadable: unsearched.unreadable + found.n_failed,
        behind: unsearched.queued,
        quarantined: unsearched.set_aside,
        documents,
        found_at: found_at.map(|at| at as u64),
        hits: lines(case, &hits, &mark)?,
        notes: attributes.map(|a| a.notes()).unwrap_or_default(),
    })
}

/// Says everything about the hits of one page.
fn lines(case: &Case, hits: &[Shown], mark: &Marker<'_>) -> Result<Vec<HitLine>> {
    let sources = case.sources()?;
    let mut packs: HashMap<u64, Option<(PackReader, Option<String>)>> = HashMap::new();
    let mut lines = Vec::with_capacity(hits.len());
    for Shown { place, among } in hits {
        let Some(document) = case.document_at(place.doc)? else { continue };
        let reading = case.reading(&document.id)?;
        let found_at = case.acquisitions(&document.id)?;
        let mut line = HitLine {
            document: document.id.to_string(),
            path: found_at.first().map(|a| a.path.clone()).unwrap_or_default(),
            unit: place.unit,
            row: place.row,
            label: String::new(),
            score: place.score,
            snippet: String::new(),
            snippet_spans: Vec::new(),
            spans: Vec::new(),
            date: reading.as_ref().and_then(|r| dating::date(&r.result)),
            sources: Vec::new(),
            kind: reading.as_ref().map(|r| r.result.kind.clone()).unwrap_or_default(),
            nth: among.map(|(nth, _)| nth),
            in_document: among.map(|(_, of)| of),
            nearly_same: case.n_kin(&document.id)?,
            transliterated: false,
        };
        for source in found_at.iter().filter_map(|a| sources.get(&a.source)) {
            if !line.sources.contains(&source.code_name) {
                line.sources.push(source.code_name.clone());
            }
        }
        let pack = packs.entry(place.doc).or_insert_with(|| {
            let reading = reading?.result;
            Some((case.text(&reading.text?).ok()?, reading.language))
        });
        let unit = match pack {
            Some((pack, language)) => pack.unit(place.unit).ok().flatten().map(|unit| (unit, language.as_deref())),
            None => None,
        };
        match unit {
            Some((unit, language)) => show(&mut line, unit, place, language, mark),
            None => line.label = "its stored text cannot be read".into(),
        }
        lines.push(line);
    }
    Ok(lines)
}

fn show(line: &mut HitLine, unit: &anchor::Unit, place: &Hit, language: Option<&str>, mark: &Marker<'_>) {
    line.label = match place.row {
        Some(row) => match &unit.table {
            Some(table) if !table.sheet.is_empty() => format!("{} row {row}", table.sheet),
            _ => format!("row {row}"),
        },
        None => unit.label.clone(),
    };
    let scope = searching::scopes(place.unit, unit).find(|s| s.row == place.row);
    let Some(scope) = scope else { return };
    let Marked { spans, is_transliterated } = mark(place, scope.text, language);
    line.transliterated = is_transliterated;
    let snippet = search::snippet(scope.text, &spans, SNIPPET_CHARS);
    line.snippet = snippet.text;
    line.snippet_spans = snippet.spans;
    line.spans = spans.into_iter().map(|[start, end]| [start + scope.start, end + scope.start]).collect();
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Reindex {
    case: PathBuf,
}

#[derive(Serialize, TS)]
pub(super) struct Reindexed {
    documents: u64,
    entries: u64,
    bytes: u64,
}

pub(super) fn reindex(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Reindex { case } = request(value)?;
    let mut case = open_mut(desk, &case)?;
    case.hold("making the search index anew")?;
    let documents = searching::rebuild(&case, job)?;
    case.discard_sketches()?;
    sameness::settle(&mut case, job)?;
    let index = search::Index::open(&case.index_dir())?;
    Answer::of(Reindexed { documents, entries: index.n_entries(), bytes: index.size_on_disk()? })
}
