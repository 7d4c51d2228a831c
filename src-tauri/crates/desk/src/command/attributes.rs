//! What is known of documents besides their words, as sets that a query's fields stand for.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap, HashSet},
};

use dates::{Date, Truth};
use facts::{DocumentId, PropertyType, same::Clusters};
use ingest::kind::Kind;
use search::{DocSet, Field, Query, Unresolved};
use store::{Case, NewReading};

use super::marks::{self, Marks};
use crate::{
    Code, Desk, Error, dating,
    library::{distinct, reads_pictures},
};

/// One document, as fields see it.
struct Known {
    ordinal: u64,
    id: DocumentId,
    paths: Vec<String>,
    sources: Vec<String>,
    has_children: bool,
    reading: Option<NewReading>,
}

/// Every document of a case, as fields see it.
pub(super) struct Attributes {
    documents: Vec<Known>,
    date_keys: HashMap<u64, i64>,
    /// Code names of all sources, those without documents included.
    sources: BTreeSet<String>,
    /// What a person should know about fields that were right and found nothing.
    notes: RefCell<Vec<String>>,
    /// What the person who asks has marked.
    marks: HashMap<DocumentId, Marks>,
}

impl Attributes {
    /// Loads them: linear in documents.
    pub fn load(desk: &Desk, case: &Case) -> crate::Result<Attributes> {
        let sources = case.sources()?;
        let mut places: HashMap<DocumentId, (Vec<String>, Vec<String>)> = HashMap::new();
        let mut parents = HashSet::new();
        for acquisition in case.all_acquisitions()? {
            parents.extend(acquisition.parent);
            if let Some(id) = acquisition.document {
                let (paths, names) = places.entry(id).or_default();
                paths.push(acquisition.path.to_lowercase());
                names.extend(sources.get(&acquisition.source).map(|s| s.code_name.to_lowercase()));
            }
        }
        let mut readings: HashMap<_, _> = case.readings_since(0)?.into_iter().map(|r| (r.document, r.result)).collect();
        let documents: Vec<Known> = case
            .documents()?
            .into_iter()
            .map(|d| {
                let (paths, sources) = places.remove(&d.id).unwrap_or_default();
                let has_children = parents.contains(&d.id);
                Known { ordinal: d.ordinal, id: d.id, paths, sources, has_children, reading: readings.remove(&d.id) }
            })
            .collect();
        let date_keys = documents.iter().filter_map(|d| Some((d.ordinal, date_key(d.date()?.as_ref()?)?))).collect();
        let sources = sources.into_values().map(|source| source.code_name).collect();
        Ok(Attributes { documents, date_keys, sources, notes: RefCell::default(), marks: marks::all(desk, case)? })
    }

    /// What was right and found nothing: fields whose value no document of the case has.
    pub fn notes(&self) -> Vec<String> {
        distinct(self.notes.borrow().iter().cloned())
    }

    /// A number that sorts a document by its date; undated ones sort before all others.
    pub fn date_key(&self, ordinal: u64) -> i64 {
        self.date_keys.get(&ordinal).copied().unwrap_or(i64::MIN)
    }

    /// The documents that a field's value stands for.
    pub fn resolve(&self, case: &Case, field: Field, value: &str) -> Result<DocSet, Unresolved> {
        let wanted = value.to_lowercase();
        match field {
            Field::Title => Ok(self.of(|d| d.titles().any(|t| contains_words(&t, value)))),
            Field::Path => Ok(self.of(|d| d.paths.iter().any(|p| p.contains(&wanted)))),
            Field::Type => self.of_type(&wanted),
            Field::Lang => self.of_language(&wanted),
            Field::Source => self.of_source(&wanted),
            Field::Date => self.dated(value),
            Field::Entity => cited_for(case, value).map(|cited| self.of(|d| cited.contains(&d.id))),
            Field::Has => self.having(case, &wanted),
            Field::Tag => self.tagged(value),
        }
    }

    /// The documents that a query made of fields alone stands for.
    pub fn filter(&self, case: &Case, query: &Query) -> crate::Result<DocSet> {
        let both = |parts: &[Query], keep: fn(usize, usize) -> bool| -> crate::Result<DocSet> {
            let sets = parts.iter().map(|part| self.filter(case, part)).collect::<crate::Result<Vec<_>>>()?;
            Ok(self.of(|d| keep(sets.iter().filter(|set| set.contains(d.ordinal)).count(), sets.len())))
        };
        match query {
            Query::And(parts) => both(parts, |n, of| n == of),
            Query::Or(parts) => both(parts, |n, _| n > 0),
            Query::Not(part) => {
                let out = self.filter(case, part)?;
                Ok(self.of(|d| !out.contains(d.ordinal)))
            }
            Query::Field(term) => self.resolve(case, term.field, &term.value).map_err(|unresolved| match unresolved {
                Unresolved::Value { message, hint } => {
                    Error::new(Code::Query, format!("In the filter: {message} ({}:{}).", term.field.name(), term.value))
                        .hint(hint)
                }
                Unresolved::Failed(error) => Error::internal("the filter", &error),
            }),
            // A field is the document's own already.
            Query::InDocument(part) => self.filter(case, part),
            Query::Words(_) | Query::Near(_) | Query::Pattern(_) => {
                let message = format!("A filter is made of fields; {query} looks for words.");
                Err(Error::new(Code::Query, message).hint("Put words into the search itself."))
            }
        }
    }

    fn of(&self, is_wanted: impl Fn(&Known) -> bool) -> DocSet {
        self.documents.iter().filter(|d| is_wanted(d)).map(|d| d.ordinal).collect()
    }

    fn of_type(&self, wanted: &str) -> Result<DocSet, Unresolved> {
        let here = || self.documents.iter().filter_map(|d| d.reading.as_ref()).map(|r| r.kind.clone());
        if !Kind::ALL.iter().any(|kind| kind.as_str() == wanted || kind.mime() == wanted) {
            let hint = format!("types in this case are {}", listed(here()));
            return Err(refuse("there is no such type of document", &hint));
        }
        let found = self.of(|d| d.reading.as_ref().is_some_and(|r| r.kind == wanted || r.mime == wanted));
        Ok(self
            .noted(found, || format!("No document of this case is of type {wanted}; types here: {}.", listed(here()))))
    }

    fn of_language(&self, wanted: &str) -> Result<DocSet, Unresolved> {
        let here = || self.documents.iter().filter_map(Known::language);
        let main = wanted.split('-').next().unwrap_or_default();
        let is_language = main.len() <= 3 && facts::value::check(PropertyType::Language, main).is_ok();
        if !is_language && !here().any(|language| language == wanted) {
            let hint = format!("languages are codes, as in lang:en; in this case they are {}", listed(here()));
            return Err(refuse("there is no such language code", &hint));
        }
        let found = self.of(|d| d.language().is_some_and(|l| l == wanted || l.split('-').next() == Some(wanted)));
        Ok(self
            .noted(found, || format!("No document of this case is in {wanted}; languages here: {}.", listed(here()))))
    }

    fn of_source(&self, wanted: &str) -> Result<DocSet, Unresolved> {
        if !self.sources.iter().any(|name| name.to_lowercase() == wanted) {
            let hint = format!("sources of this case are {}", listed(self.sources.iter().cloned()));
            return Err(refuse("there is no source of this code name", &hint));
        }
        let found = self.of(|d| d.sources.iter().any(|name| name == wanted));
        Ok(self.noted(found, || format!("No document of this case comes from the source {wanted}.")))
    }

    fn noted(&self, found: DocSet, note: impl FnOnce() -> String) -> DocSet {
        if found.is_empty() {
            self.notes.borrow_mut().push(note());
        }
        found
    }

    fn dated(&self, value: &str) -> Result<DocSet, Unresolved> {
        // `a..b` is how a person writes a range; EDTF writes `a/b`, with `..` for an open end.
        let edtf = match value.split_once("..") {
            Some((from, to)) if !value.contains('/') => {
                let end = |s: &str| if s.is_empty() { "..".to_owned() } else { s.to_owned() };
                format!("{}/{}", end(from), end(to))
            }
            _ => value.to_owned(),
        };
        let wanted =
            Date::parse(&edtf).map_err(|e| refuse(&e.to_string(), "write date:2025-03 or date:2025-03..2025-05"))?;
        Ok(self.of(|d| d.date().flatten().is_some_and(|date| date.overlaps(&wanted) != Truth::No)))
    }

    fn having(&self, case: &Case, wanted: &str) -> Result<DocSet, Unresolved> {
        match wanted {
            "citation" => {
                let cited: HashSet<_> = case.citations().map_err(failed)?.into_iter().map(|c| c.document).collect();
                Ok(self.of(|d| cited.contains(&d.id)))
            }
            "attachment" => Ok(self.of(|d| d.has_children)),
            "ocr" => Ok(self.of(Known::has_ocr)),
            "problem" => Ok(self.of(|d| {
                d.reading.as_ref().is_none_or(|r| r.details["problems"].as_array().is_some_and(|p| !p.is_empty()))
            })),
            "seen" => Ok(self.marked(|m| m.seen)),
            "star" => Ok(self.marked(|m| m.starred)),
            "note" => Ok(self.marked(|m| !m.note.is_empty())),
            "tag" => Ok(self.marked(|m| !m.tags.is_empty())),
            _ => Err(refuse(
                "this is not something to have",
                "has: knows citation, attachment, ocr, problem, seen, star, note and tag",
            )),
        }
    }

    fn marked(&self, is_wanted: impl Fn(&Marks) -> bool) -> DocSet {
        self.of(|d| self.marks.get(&d.id).is_some_and(&is_wanted))
    }

    fn tagged(&self, value: &str) -> Result<DocSet, Unresolved> {
        let wanted = value.to_lowercase();
        let is_it = |tag: &String| tag.to_lowercase() == wanted;
        if !self.marks.values().flat_map(|m| &m.tags).any(is_it) {
            let here = self.marks.values().flat_map(|m| m.tags.iter().cloned());
            return Err(refuse("there is no such tag", &format!("tags of this case are {}", listed(here))));
        }
        Ok(self.marked(|m| m.tags.iter().any(is_it)))
    }
}

impl Known {
    fn date(&self) -> Option<Option<Date>> {
        let date = dating::date(self.reading.as_ref()?)?;
        Some(Date::parse(&date).ok())
    }

    fn language(&self) -> Option<String> {
        Some(self.reading.as_ref()?.language.as_ref()?.to_lowercase())
    }

    /// Whether words of it were read off pictures.
    fn has_ocr(&self) -> bool {
        let engines = self.reading.as_ref().and_then(|r| r.details["engines"].as_object());
        engines.is_some_and(|engines| engines.keys().any(|engine| reads_pictures(engine)))
    }

    fn titles(&self) -> impl Iterator<Item = String> {
        let meta = self.reading.as_ref().map(|r| &r.details["meta"]);
        let of = |key: &str| match meta.map(|m| &m[key]) {
            Some(serde_json::Value::Array(all)) => all.iter().filter_map(|v| v.as_str()).map(str::to_owned).collect(),
            Some(serde_json::Value::String(one)) => vec![one.clone()],
            _ => Vec::new(),
        };
        [of("title"), of("subject")].into_iter().flatten()
    }
}

fn date_key(date: &Date) -> Option<i64> {
    date.earliest().or_else(|| date.latest()).map(|t| t.and_utc().timestamp())
}

/// Whether the words of `wanted` stand in `text` one after another, folded as in any search.
fn contains_words(text: &str, wanted: &str) -> bool {
    let terms = |text: &str| search::tokens(text).map(|t| t.term).collect::<Vec<_>>();
    let (text, wanted) = (terms(text), terms(wanted));
    !wanted.is_empty() && text.windows(wanted.len()).any(|w| w == wanted)
}

/// Documents cited for the entity of this id or name, and for all that count as the same.
fn cited_for(case: &Case, text: &str) -> Result<HashSet<DocumentId>, Unresolved> {
    let entity = crate::lookup::entity(case, text).map_err(|e| refuse(e.message.trim_end_matches('.'), &e.hint))?;
    let members = Clusters::of(&case.judgements().map_err(failed)?).members(entity);
    let words: HashSet<String> = members.iter().map(ToString::to_string).collect();
    let statements: HashSet<_> = case
        .statements()
        .map_err(failed)?
        .into_iter()
        .filter(|s| members.contains(&s.entity) || words.contains(&s.value))
        .map(|s| s.id)
        .collect();
    let citations: HashSet<_> = case
        .ties()
        .map_err(failed)?
        .into_iter()
        .filter(|t| statements.contains(&t.statement))
        .map(|t| t.citation)
        .collect();
    let all = case.citations().map_err(failed)?;
    Ok(all.into_iter().filter(|c| citations.contains(&c.id)).map(|c| c.document).collect())
}

/// The values that occur, in order; what to say where there are none.
fn listed(values: impl Iterator<Item = String>) -> String {
    let values: BTreeSet<String> = values.filter(|value| !value.is_empty()).collect();
    if values.is_empty() { "none yet".to_owned() } else { Vec::from_iter(values).join(", ") }
}

fn refuse(message: &str, hint: &str) -> Unresolved {
    Unresolved::Value { message: message.to_owned(), hint: hint.to_owned() }
}

fn failed(error: store::Error) -> Unresolved {
    Unresolved::Failed(Box::new(error))
}
