//! Why one document is found by a query, or what was missing.

use std::path::{Path, PathBuf};

use facts::DocumentId;
use search::{DocSet, Explaining, Field, Marks, Query, Scope, Sort};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Case, State};
use ts_rs::TS;

use super::{
    Answer,
    attributes::{Attributes, filter_of},
    explained::{Shown, Whole},
    literal::Literal,
    request,
};
use crate::{
    Code, Desk, Error, Job, Result,
    library::{open, open_mut},
    renewing, searching,
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Explain {
    case: PathBuf,
    doc: String,
    /// Fields alone, as a search takes them beside its words.
    filter: Option<String>,
    /// Look for the text as typed.
    #[serde(default)]
    exact: bool,
    /// Look for a regular expression.
    #[serde(default)]
    regex: bool,
    query: Vec<String>,
}

#[derive(Serialize, TS)]
pub(super) struct ExplainAnswer {
    document: String,
    path: String,
    state: &'static str,
    query: String,
    understood: String,
    /// Whether a search finds it.
    found: bool,
    /// In how many of its pages, messages, sections or rows.
    hits: u64,
    /// Why its words, or some of them, cannot be found; empty if all can.
    unsearched: String,
    /// The query, part by part.
    tree: ExplainPart,
    /// The filter, part by part.
    filter: Option<ExplainPart>,
    /// What would find it.
    hint: Option<ExplainHint>,
}

/// A query that would find the document.
#[derive(Serialize, TS)]
pub(super) struct ExplainHint {
    says: String,
    query: String,
}

/// A part of a query and how it stands in the document.
#[derive(Serialize, TS)]
pub(super) struct ExplainPart {
    /// The part, as it was understood.
    pub text: String,
    /// What it is: `and`, `or`, `not`, `word`, `phrase`, `prefix`, `near`, `like`, `document`, `field`,
    /// `exact`, `regex`.
    pub kind: &'static str,
    pub standing: ExplainStanding,
    /// The same in words.
    pub says: String,
    /// In how many pages, messages, sections or rows it holds.
    pub units: u64,
    /// The first of them; of words that stand there but not together, the first of those.
    pub places: Vec<ExplainPlace>,
    pub parts: Vec<ExplainPart>,
}

/// How a part of a query stands in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub(super) enum ExplainStanding {
    /// It holds where the document is found.
    Matched,
    /// It holds in the document, but in none of the places where the others do.
    Elsewhere,
    /// Its words are there, but not in a row or not near each other.
    Loose,
    /// It is not there.
    Absent,
    /// What must not be there is there.
    Forbidden,
    /// Nobody can tell, as the words cannot be looked into.
    Unknown,
}

#[derive(Serialize, TS)]
pub(super) struct ExplainPlace {
    pub unit: u32,
    pub row: Option<u32>,
    pub label: String,
    pub snippet: String,
    pub snippet_spans: Vec<[u32; 2]>,
    /// Whether words stand before the snippet and after it.
    pub snippet_cut: [bool; 2],
}

/// Where an entry stands.
pub(super) struct At {
    pub unit: u32,
    pub row: Option<u32>,
}

pub(super) fn explain(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Explain { case: path, doc, filter, exact, regex, query: words } = request(value)?;
    let typed = words.join(" ");
    let about = || About::of(open(desk, &path)?, desk, &doc, filter.as_deref());
    match (exact, regex) {
        (true, true) => Err(Error::new(Code::Usage, "Choose one: --exact or --regex.")),
        (true, false) => about()?.literal(&typed, &Literal::exact(&typed)?),
        (false, true) => about()?.literal(&typed, &Literal::regex(&typed)?),
        (false, false) => {
            let query = Query::parse(&typed).map_err(search::Error::from)?;
            about()?.query(desk, job, &path, typed, &query)
        }
    }
}

/// The document a search is explained for.
struct About {
    case: Case,
    document: store::Document,
    attributes: Attributes,
    filter: Option<Query>,
    /// Whether the filter lets it by.
    passes: bool,
    state: State,
}

impl About {
    fn of(case: Case, desk: &Desk, doc: &str, filter: Option<&str>) -> Result<About> {
        let filter = filter_of(filter)?;
        let document = case.find_document(doc)?;
        let attributes = Attributes::load(desk, &case)?;
        let state = attributes.catalogue.document(document.ordinal).map_or(State::Queued, |known| known.state);
        let passes = match &filter {
            Some(filter) => attributes.filter(&case, filter)?.contains(document.ordinal),
            None => true,
        };
        Ok(About { case, document, attributes, filter, passes, state })
    }

    /// Why its words are found, or not.
    fn query(&self, desk: &Desk, job: &mut Job<'_>, path: &Path, typed: String, query: &Query) -> Result<Answer> {
        let About { case, document, attributes, state, .. } = self;
        let index = searching::open_for_search(
            desk,
            case,
            || open_mut(desk, path),
            || renewing::for_search(desk, path, case, job, false),
        )?;
        let resolver = |field: Field, value: &str| attributes.resolve(case, field, value);
        let only = index.within(case, Some(DocSet::from_iter([document.ordinal])))?;
        let none = search::Page { offset: 0, limit: 0 };
        let answer = index.index.search(query, &resolver, only.as_ref(), Sort::Relevance, none)?;
        let is_current =
            !index.lacking.contains(&document.ordinal) && !case.read_after(index.sequence)?.contains(&document.id);
        let mut explaining = Explaining::new(query);
        let language = case.reading(&document.id)?.and_then(|reading| reading.result.language);
        let entries = self.entries(|scope| {
            let searching::Scope { text, ahead, .. } = scope;
            let (language, doc, resolved) = (language.as_deref(), document.ordinal, &answer.resolved);
            explaining.look(&Scope { text, ahead, language, doc, resolved });
        })?;
        let root = explaining.done(document.ordinal, &answer.resolved);
        let shown = self.shown(&entries);
        let tree = shown.part(&root, if root.n > 0 { Whole::Holds } else { Whole::Apart })?;
        // Fields and negations alone ask nothing of one place.
        let can_widen = shown.has_text && self.passes && root.n == 0 && root.of_document;
        let hint = can_widen.then(|| ExplainHint {
            says: "All that is asked for is in this document, but not in one place of it. To ask it of the whole document:"
                .to_owned(),
            query: format!("in:document ({query})"),
        });
        let unsearched = unsearched(case, &document.id, *state, is_current, shown.has_text)?;
        self.answer(&shown, typed, query.to_string(), answer.total, Told { unsearched, tree, hint })
    }

    /// Why a text as typed, or a regular expression, is found, or not.
    fn literal(&self, typed: &str, literal: &Literal) -> Result<Answer> {
        let About { case, document, state, .. } = self;
        let words = as_words(literal, typed);
        let resolved = search::Resolved::default();
        let mut by_words = words.as_ref().map(Explaining::new);
        let (mut found, mut n_seen, mut n) = (Vec::new(), 0, 0);
        let entries = self.entries(|scope| {
            let searching::Scope { text, ahead, .. } = scope;
            let spans = literal.find(text);
            if !spans.is_empty() {
                n += 1;
                if found.len() < search::MOST_NAMED {
                    found.push((n_seen, Marks { spans, ..Marks::default() }));
                }
            }
            if let Some(by_words) = &mut by_words {
                by_words.look(&Scope { text, ahead, language: None, doc: document.ordinal, resolved: &resolved });
            }
            n_seen += 1;
        })?;
        let shown = self.shown(&entries);
        let has_words = by_words.is_some_and(|by_words| by_words.done(document.ordinal, &resolved).n > 0);
        let hint = words.filter(|_| has_words && n == 0).map(|words| ExplainHint {
            says: "Its words stand in this document, written otherwise. To search for the words:".to_owned(),
            query: words.to_string(),
        });
        let unsearched = unsearched(case, &document.id, *state, true, shown.has_text)?;
        let tree = shown.literal(typed, literal, &found, n)?;
        self.answer(&shown, typed.to_owned(), typed.to_owned(), n, Told { unsearched, tree, hint })
    }

    /// Looks at each entry of its current text; none where it is set aside or has no words.
    fn entries(&self, mut look: impl FnMut(searching::Scope<'_>)) -> Result<Vec<At>> {
        let mut entries = Vec::new();
        let reading = self.case.reading(&self.document.id)?.map(|reading| reading.result);
        let text = reading.and_then(|reading| reading.text).filter(|_| self.state != State::SetAside);
        if let Some(hash) = text {
            searching::each_scope(&mut self.case.text(&hash)?, |scope| {
                entries.push(At { unit: scope.unit, row: scope.row });
                look(scope);
                Ok(())
            })?;
        }
        Ok(entries)
    }

    fn shown<'a>(&'a self, entries: &'a [At]) -> Shown<'a> {
        Shown {
            case: &self.case,
            document: self.document.id,
            ordinal: self.document.ordinal,
            entries,
            attributes: &self.attributes,
            has_text: !entries.is_empty(),
        }
    }

    fn answer(&self, shown: &Shown<'_>, query: String, understood: String, n: u64, told: Told) -> Result<Answer> {
        let Told { unsearched, tree, hint } = told;
        Answer::of(ExplainAnswer {
            document: self.document.id.to_string(),
            path: self.case.acquisitions(&self.document.id)?.first().map(|a| a.path.clone()).unwrap_or_default(),
            state: self.state.as_str(),
            query,
            understood,
            found: n > 0 && self.passes,
            hits: if self.passes { n } else { 0 },
            unsearched,
            tree,
            filter: self.filter.as_ref().map(|filter| shown.filter_part(filter)).transpose()?,
            hint,
        })
    }
}

/// What was found out of a document.
struct Told {
    unsearched: String,
    tree: ExplainPart,
    hint: Option<ExplainHint>,
}

/// What was typed, as words in a row.
fn as_words(literal: &Literal, typed: &str) -> Option<Query> {
    let is_exact = matches!(literal, Literal::Exact(_));
    is_exact.then(|| Query::parse(&format!("\"{}\"", typed.replace('"', " "))).ok()).flatten()
}

/// Why words of a document cannot be found.
fn unsearched(case: &Case, document: &DocumentId, state: State, is_current: bool, has_text: bool) -> Result<String> {
    let reason = case.reading(document)?.map(|reading| reading.result.reason).unwrap_or_default();
    let because = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    Ok(match state {
        State::SetAside => "It is set aside, as it may be privileged: no search looks into it.".to_owned(),
        State::Queued => "It has not been read yet, so none of its words can be found.".to_owned(),
        _ if has_text && !is_current => "The search index does not hold its words as they are now.".to_owned(),
        state if state.is_unreadable() && has_text => {
            format!("Not all of it could be read{because}. What could not be read is not found.")
        }
        state if state.is_unreadable() => format!("None of its words could be read{because}."),
        _ if !has_text => "It has no words.".to_owned(),
        _ => String::new(),
    })
}
