//! What is known of every document besides its words, in little room, and kept for the next search.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use chrono::NaiveDate;
use dates::Date;
use facts::DocumentId;
use search::DocSet;
use store::{Case, NewReading, State};

use crate::{
    Desk, Result,
    command::marks::{self, Marks},
    dating,
    library::reads_pictures,
};

/// A name that many documents share, by its place in a list.
type Name = u32;

/// One document, as fields and facets see it.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its local number.
    pub ordinal: u64,
    /// Its id.
    pub id: DocumentId,
    /// Where it was found, in small letters, the first place first.
    pub paths: Vec<String>,
    /// Sources it was found in, each once.
    pub sources: Vec<Name>,
    /// Kind of file; none while it is queued.
    pub kind: Option<Name>,
    /// Media type.
    pub mime: Option<Name>,
    /// Language, in small letters.
    pub language: Option<Name>,
    /// Its date; none if it has none, or none that can be read.
    pub date: Option<Date>,
    /// What it says it is called, and what a message is about.
    pub titles: Vec<String>,
    /// Whether something was found in it.
    pub has_children: bool,
    /// Whether reading it met problems, or it was not read.
    pub has_problem: bool,
    /// Whether words of it were read off pictures.
    pub has_ocr: bool,
    /// Its state.
    pub state: State,
}

/// Every document of a case, by rising local number.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// The documents.
    pub documents: Vec<Known>,
    /// Code names of sources.
    pub sources: Names,
    /// Kinds of files.
    pub kinds: Names,
    /// Media types.
    pub mimes: Names,
    /// Languages.
    pub languages: Names,
    /// What the person who asks has marked.
    pub marks: HashMap<DocumentId, Marks>,
    /// The place of each document among all paths, in the order of `documents`.
    path_order: OnceLock<Vec<u32>>,
}

/// A list of names, each once.
#[derive(Debug, Default)]
pub struct Names {
    all: Vec<String>,
    places: HashMap<String, Name>,
}

impl Names {
    fn place(&mut self, name: &str) -> Name {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = self.all.len() as Name;
        self.all.push(name.to_owned());
        self.places.insert(name.to_owned(), place);
        place
    }

    /// The names, by their places.
    pub fn all(&self) -> &[String] {
        &self.all
    }

    /// The name at a place.
    pub fn name(&self, place: Name) -> &str {
        self.all.get(place as usize).map_or("", String::as_str)
    }

    /// The places of names that fit.
    pub fn places_of(&self, is_wanted: impl Fn(&str) -> bool) -> HashSet<Name> {
        (0..).zip(&self.all).filter(|(_, name)| is_wanted(name)).map(|(place, _)| place).collect()
    }
}

impl Catalogue {
    /// Makes it: linear in documents. What a document's reading says of it is taken over from `before`, which knew the
    /// case up to the change of that number, unless it was read again since: that is most of the work.
    fn of(desk: &Desk, case: &Case, before: Option<(&Catalogue, u64)>) -> Result<Catalogue> {
        let mut catalogue = Catalogue { marks: marks::all(desk, case)?, ..Catalogue::default() };
        let sources = case.sources()?;
        // Sources without documents are among them.
        let mut code_names: Vec<&str> = sources.values().map(|source| source.code_name.as_str()).collect();
        code_names.sort_unstable();
        code_names.into_iter().for_each(|name| _ = catalogue.sources.place(name));
        let mut places: HashMap<DocumentId, (Vec<String>, Vec<Name>)> = HashMap::new();
        let mut parents = HashSet::new();
        for acquisition in case.all_acquisitions()? {
            parents.extend(acquisition.parent);
            let Some(id) = acquisition.document else { continue };
            let (paths, names) = places.entry(id).or_default();
            paths.push(acquisition.path.to_lowercase());
            if let Some(source) = sources.get(&acquisition.source) {
                let name = catalogue.sources.place(&source.code_name);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        // A reading put right by hand has the number of the change before that.
        let since = before.map_or(0, |(_, sequence)| sequence.saturating_sub(1));
        let mut readings: HashMap<_, _> =
            case.readings_since(since)?.into_iter().map(|r| (r.document, r.result)).collect();
        let states = case.states()?;
        for document in case.documents()? {
            let (paths, sources) = places.remove(&document.id).unwrap_or_default();
            let known = Known {
                ordinal: document.ordinal,
                id: document.id,
                paths,
                sources,
                has_children: parents.contains(&document.id),
                state: states.get(&document.id).copied().unwrap_or(State::Queued),
                ..Known::default()
            };
            let of_before = before.and_then(|(before, _)| {
                let same = before.document(document.ordinal).filter(|same| same.id == document.id)?;
                Some((before, same))
            });
            let known = match (readings.remove(&document.id), of_before) {
                (Some(reading), _) => catalogue.as_read(known, &reading),
                (None, Some((before, same))) => catalogue.as_before(known, same, before),
                (None, None) => known,
            };
            catalogue.documents.push(known);
        }
        catalogue.documents.sort_unstable_by_key(|known| known.ordinal);
        Ok(catalogue)
    }

    /// A document with what its reading says of it.
    fn as_read(&mut self, document: Known, reading: &NewReading) -> Known {
        let named = |names: &mut Names, name: &str| (!name.is_empty()).then(|| names.place(name));
        let language = reading.language.as_deref().unwrap_or_default().to_lowercase();
        Known {
            kind: named(&mut self.kinds, &reading.kind),
            mime: named(&mut self.mimes, &reading.mime),
            language: named(&mut self.languages, &language),
            date: dating::date(reading).and_then(|date| Date::parse(&date).ok()),
            titles: titles(reading),
            has_problem: reading.details["problems"].as_array().is_some_and(|problems| !problems.is_empty()),
            has_ocr: has_ocr(reading),
            ..document
        }
    }

    /// A document with what was known from its reading in an earlier catalogue.
    fn as_before(&mut self, document: Known, known: &Known, before: &Catalogue) -> Known {
        // Names have other places in each catalogue: those that no document has any more are not listed.
        let named =
            |names: &mut Names, old: &Names, place: Option<Name>| place.map(|place| names.place(old.name(place)));
        Known {
            kind: named(&mut self.kinds, &before.kinds, known.kind),
            mime: named(&mut self.mimes, &before.mimes, known.mime),
            language: named(&mut self.languages, &before.languages, known.language),
            date: known.date.clone(),
            titles: known.titles.clone(),
            has_problem: known.has_problem,
            has_ocr: known.has_ocr,
            ..document
        }
    }

    /// A document by its local number.
    pub fn document(&self, ordinal: u64) -> Option<&Known> {
        self.documents.get(self.place(ordinal)?)
    }

    fn place(&self, ordinal: u64) -> Option<usize> {
        // Numbers are given one after another, so that the place is nearly always known.
        let likely = self.documents.first().and_then(|first| usize::try_from(ordinal.checked_sub(first.ordinal)?).ok());
        match likely {
            Some(place) if self.documents.get(place).is_some_and(|known| known.ordinal == ordinal) => Some(place),
            _ => self.documents.binary_search_by_key(&ordinal, |known| known.ordinal).ok(),
        }
    }

    /// The documents that fit.
    pub fn those(&self, is_wanted: impl Fn(&Known) -> bool) -> DocSet {
        self.documents.iter().filter(|known| is_wanted(known)).map(|known| known.ordinal).collect()
    }

    /// A number that sorts a document by the path it was found at first: capitals aside, those without one last.
    pub fn path_key(&self, ordinal: u64) -> i64 {
        let order = self.path_order.get_or_init(|| {
            let mut places: Vec<u32> = (0..self.documents.len() as u32).collect();
            let path = |place: u32| self.documents[place as usize].paths.first();
            places.sort_by_key(|&place| (path(place).is_none(), path(place)));
            let mut order = vec![0; places.len()];
            for (nth, place) in (0..).zip(places) {
                order[place as usize] = nth;
            }
            order
        });
        self.place(ordinal).map_or(i64::MAX, |place| i64::from(order[place]))
    }

    /// A number that sorts a document by its date; `None` if it has none.
    pub fn date_key(&self, ordinal: u64) -> Option<i64> {
        let date = self.document(ordinal)?.date.as_ref()?;
        date.earliest().or_else(|| date.latest()).map(|moment| moment.and_utc().timestamp())
    }
}

impl Default for Known {
    /// A document that nobody has read, which counts as a problem.
    fn default() -> Known {
        Known {
            ordinal: 0,
            id: DocumentId::from_bytes([0; 32]),
            paths: Vec::new(),
            sources: Vec::new(),
            kind: None,
            mime: None,
            language: None,
            date: None,
            titles: Vec::new(),
            has_children: false,
            has_problem: true,
            has_ocr: false,
            state: State::Queued,
        }
    }
}

impl Known {
    /// The first and the last day it may be from; an end that is open or unknown is none.
    pub fn days(&self) -> Option<(Option<NaiveDate>, Option<NaiveDate>)> {
        let date = self.date.as_ref()?;
        Some((date.earliest().map(|moment| moment.date()), date.latest().map(|moment| moment.date())))
    }
}

fn has_ocr(reading: &NewReading) -> bool {
    let engines = reading.details["engines"].as_object();
    engines.is_some_and(|engines| engines.keys().any(|engine| reads_pictures(engine)))
}

fn titles(reading: &NewReading) -> Vec<String> {
    let meta = &reading.details["meta"];
    let of = |key: &str| match &meta[key] {
        serde_json::Value::Array(all) => all.iter().filter_map(|v| v.as_str()).map(str::to_owned).collect(),
        serde_json::Value::String(one) => vec![one.clone()],
        _ => Vec::new(),
    };
    [of("title"), of("subject")].concat()
}

/// Whose catalogue it is, and of which state of which case.
#[derive(Debug, Clone, PartialEq)]
struct Stamp {
    root: PathBuf,
    author: String,
    sequence: u64,
    texts: [u64; 4],
}

impl Stamp {
    /// Whether readings that are the same since then still say the same: nothing was erased, set aside or released, after
    /// which nothing from before may be told.
    fn may_serve(&self, now: &Stamp) -> bool {
        let [.., erased, set_aside] = self.texts;
        self.root == now.root && self.sequence <= now.sequence && [erased, set_aside] == now.texts[2..]
    }
}

type Kept = (Stamp, Arc<Catalogue>);

/// The catalogue that was made last, as long as the case is as it was then.
#[derive(Debug, Clone, Default)]
pub struct Catalogues(Arc<Mutex<Option<Kept>>>);

impl Catalogues {
    /// The catalogue of a case as it is now.
    ///
    /// # Errors
    /// The case cannot be read.
    pub(crate) fn of(desk: &Desk, case: &Case) -> Result<Arc<Catalogue>> {
        let stamp = Stamp {
            root: case.root().to_path_buf(),
            author: desk.author.clone(),
            // Whatever changes what is known is recorded.
            sequence: case.sequence()?,
            texts: case.texts_stamp()?,
        };
        let mut kept = desk.catalogues.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, catalogue)) = kept.as_ref().filter(|(of, _)| *of == stamp) {
            return Ok(Arc::clone(catalogue));
        }
        let before = kept.take().filter(|(of, _)| of.may_serve(&stamp));
        let before = before.as_ref().map(|(of, catalogue)| (&**catalogue, of.sequence));
        let catalogue = Arc::new(Catalogue::of(desk, case, before)?);
        *kept = Some((stamp, Arc::clone(&catalogue)));
        Ok(catalogue)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A catalogue of documents with these dates, of which an empty one is none.
    pub(crate) fn dated(dates: &[&str]) -> Catalogue {
        let known = |(ordinal, date): (u64, &&str)| Known {
            ordinal,
            id: DocumentId::from_bytes([ordinal as u8; 32]),
            date: Date::parse(date).ok(),
            state: State::Indexed,
            ..Known::default()
        };
        Catalogue { documents: (1..).zip(dates).map(known).collect(), ..Catalogue::default() }
    }

    #[test]
    fn paths_and_dates_sort_and_what_has_none_comes_last() {
        let mut catalogue = dated(&["2025", "", "2024"]);
        for (known, path) in catalogue.documents.iter_mut().zip([Some("b.txt"), None, Some("a.txt")]) {
            known.paths.extend(path.map(str::to_owned));
        }
        let keys = |of: &dyn Fn(u64) -> i64| [1, 2, 3].map(of);
        assert_eq!(keys(&|doc| catalogue.path_key(doc)), [1, 2, 0]);
        assert_eq!(catalogue.path_key(9), i64::MAX);
        assert_eq!([1, 2, 3].map(|doc| catalogue.date_key(doc).is_some()), [true, false, true]);
        assert!(catalogue.date_key(1) > catalogue.date_key(3));
    }

    #[test]
    fn a_document_is_found_by_its_number_where_numbers_are_missing() {
        let mut catalogue = dated(&["", "", "", ""]);
        catalogue.documents.remove(1);
        assert_eq!(
            [1, 2, 3, 4, 5].map(|doc| catalogue.document(doc).map(|known| known.ordinal)),
            [Some(1), None, Some(3), Some(4), None]
        );
    }
}
