//! What is known of documents besides their words, as sets that a query's fields stand for.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashSet},
    sync::Arc,
};

use dates::{Date, Truth};
use facts::{DocumentId, PropertyType, same::Clusters};
use ingest::kind::Kind;
use search::{DocSet, Field, Query, SyntaxError, Unresolved};
use store::{Case, State};

use super::marks::Marks;
use crate::{
    Code, Desk, Error,
    catalogue::{Catalogue, Catalogues, Known},
    library::distinct,
};

/// Every document of a case, as fields see it.
pub(super) struct Attributes {
    pub(super) catalogue: Arc<Catalogue>,
    /// What a person should know about fields that were right and found nothing.
    notes: RefCell<Vec<String>>,
}

impl Attributes {
    /// Loads them: linear in documents, unless they are known from before.
    pub fn load(desk: &Desk, case: &Case) -> crate::Result<Attributes> {
        Ok(Attributes { catalogue: Catalogues::of(desk, case)?, notes: RefCell::default() })
    }

    /// What was right and found nothing: fields whose value no document of the case has.
    pub fn notes(&self) -> Vec<String> {
        distinct(self.notes.borrow().iter().cloned())
    }

    /// The documents that a field's value stands for.
    pub fn resolve(&self, case: &Case, field: Field, value: &str) -> Result<DocSet, Unresolved> {
        let wanted = value.to_lowercase();
        match field {
            // What a document that is set aside is called says what it is about: nobody is told.
            Field::Title => {
                Ok(self.of(|d| d.state != State::SetAside && d.titles.iter().any(|t| contains_words(t, value))))
            }
            Field::Path => Ok(self.of(|d| d.paths.iter().any(|p| p.contains(&wanted)))),
            Field::Type => self.of_type(&wanted),
            Field::Lang => self.of_language(&wanted),
            Field::Source => self.of_source(&wanted),
            Field::Date => self.dated(value),
            Field::Entity => cited_for(case, value).map(|cited| self.of(|d| cited.contains(&d.id))),
            Field::Has => self.having(case, &wanted),
            Field::Tag => self.tagged(value),
            Field::State => self.in_state(&wanted),
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
            Query::Words(_) | Query::Parts(_) | Query::Near(_) | Query::Pattern(_) | Query::Alike(_) => {
                let message = format!("A filter is made of fields; {query} looks for words.");
                Err(Error::new(Code::Query, message).hint("Put words into the search itself."))
            }
        }
    }

    fn of(&self, is_wanted: impl Fn(&Known) -> bool) -> DocSet {
        self.catalogue.those(is_wanted)
    }

    fn of_type(&self, wanted: &str) -> Result<DocSet, Unresolved> {
        let here = || listed(self.catalogue.kinds.all().iter().cloned());
        if !Kind::ALL.iter().any(|kind| kind.as_str() == wanted || kind.mime() == wanted) {
            return Err(refuse("there is no such type of document", &format!("types in this case are {}", here())));
        }
        let kinds = self.catalogue.kinds.places_of(|kind| kind == wanted);
        let mimes = self.catalogue.mimes.places_of(|mime| mime == wanted);
        let found = self.of(|d| {
            d.kind.is_some_and(|kind| kinds.contains(&kind)) || d.mime.is_some_and(|mime| mimes.contains(&mime))
        });
        Ok(self.noted(found, || format!("No document of this case is of type {wanted}; types here: {}.", here())))
    }

    fn of_language(&self, wanted: &str) -> Result<DocSet, Unresolved> {
        let all = &self.catalogue.languages;
        let here = || listed(all.all().iter().cloned());
        let main = wanted.split('-').next().unwrap_or_default();
        let is_language = main.len() <= 3 && facts::value::check(PropertyType::Language, main).is_ok();
        if !is_language && !all.all().iter().any(|language| language == wanted) {
            let hint = format!("languages are codes, as in lang:en; in this case they are {}", here());
            return Err(refuse("there is no such language code", &hint));
        }
        let places = all.places_of(|language| language == wanted || language.split('-').next() == Some(wanted));
        let found = self.of(|d| d.language.is_some_and(|language| places.contains(&language)));
        Ok(self.noted(found, || format!("No document of this case is in {wanted}; languages here: {}.", here())))
    }

    fn of_source(&self, wanted: &str) -> Result<DocSet, Unresolved> {
        let places = self.catalogue.sources.places_of(|name| name.to_lowercase() == wanted);
        if places.is_empty() {
            let hint = format!("sources of this case are {}", listed(self.catalogue.sources.all().iter().cloned()));
            return Err(refuse("there is no source of this code name", &hint));
        }
        let found = self.of(|d| d.sources.iter().any(|name| places.contains(name)));
        Ok(self.noted(found, || format!("No document of this case comes from the source {wanted}.")))
    }

    /// One of the states of the ledger, or all in which a search may miss words.
    fn in_state(&self, wanted: &str) -> Result<DocSet, Unresolved> {
        let one = State::ALL.into_iter().find(|state| state.as_str() == wanted);
        if one.is_none() && wanted != "unreadable" {
            let hint = format!(
                "states are {}, and unreadable for all that could not be read",
                State::ALL.map(State::as_str).join(", ")
            );
            return Err(refuse("there is no such state", &hint));
        }
        let found = self.of(|d| one.map_or_else(|| d.state.is_unreadable(), |one| d.state == one));
        Ok(self.noted(found, || format!("No document of this case is in the state {wanted}.")))
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
        Ok(self.of(|d| d.date.as_ref().is_some_and(|date| date.overlaps(&wanted) != Truth::No)))
    }

    fn having(&self, case: &Case, wanted: &str) -> Result<DocSet, Unresolved> {
        match wanted {
            "citation" => {
                let cited: HashSet<_> = case.citations().map_err(failed)?.into_iter().map(|c| c.document).collect();
                Ok(self.of(|d| cited.contains(&d.id)))
            }
            "attachment" => Ok(self.of(|d| d.has_children)),
            "ocr" => Ok(self.of(|d| d.has_ocr)),
            "problem" => Ok(self.of(|d| d.has_problem)),
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
        self.of(|d| self.catalogue.marks.get(&d.id).is_some_and(&is_wanted))
    }

    fn tagged(&self, value: &str) -> Result<DocSet, Unresolved> {
        let wanted = value.to_lowercase();
        let is_it = |tag: &String| tag.to_lowercase() == wanted;
        if !self.catalogue.marks.values().flat_map(|m| &m.tags).any(is_it) {
            let here = self.catalogue.marks.values().flat_map(|m| m.tags.iter().cloned());
            return Err(refuse("there is no such tag", &format!("tags of this case are {}", listed(here))));
        }
        Ok(self.marked(|m| m.tags.iter().any(is_it)))
    }
}

/// What narrows a search down beside its words; nothing if that is empty.
pub(super) fn filter_of(typed: Option<&str>) -> crate::Result<Option<Query>> {
    let typed = typed.map(str::trim).filter(|typed| !typed.is_empty());
    typed.map(Query::parse).transpose().map_err(|SyntaxError { at, message, hint, .. }| {
        // The place is one of the filter: in the words of the search it would be another.
        Error::new(Code::Query, format!("In the filter: {message} (at character {}).", at + 1)).hint(hint)
    })
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
