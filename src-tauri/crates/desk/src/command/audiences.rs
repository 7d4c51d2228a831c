//! Who may see a document. Exports go by it.

use std::collections::{HashMap, HashSet};

use facts::{DocumentId, SourceId};
use store::{Acquisition, Audience, Case, LedgerRow, Source};

use crate::Result;

/// Who may see each document: the strictest of its sources decides, those of what it was found in included.
pub(super) struct Audiences {
    own: HashMap<DocumentId, Audience>,
    parents: HashMap<DocumentId, Vec<DocumentId>>,
    known: HashMap<DocumentId, Audience>,
}

impl Audiences {
    pub fn new(places: &HashMap<DocumentId, Vec<Acquisition>>, sources: &HashMap<SourceId, Source>) -> Audiences {
        let parents = |places: &Vec<Acquisition>| places.iter().filter_map(|a| a.parent).collect();
        Audiences {
            own: places.iter().map(|(id, places)| (*id, strictest(places, sources))).collect(),
            parents: places.iter().map(|(id, places)| (*id, parents(places))).collect(),
            known: HashMap::new(),
        }
    }

    pub fn of(&mut self, id: &DocumentId) -> Audience {
        if let Some(audience) = self.known.get(id) {
            return *audience;
        }
        let mut audience = self.own.get(id).copied().unwrap_or(Audience::Protect);
        // Bytes cannot hold themselves, but a damaged case could say so: what is looked at counts as known.
        self.known.insert(*id, audience);
        for parent in self.parents.get(id).cloned().unwrap_or_default() {
            audience = audience.max(self.of(&parent));
        }
        self.known.insert(*id, audience);
        audience
    }
}

/// Who may see what was found in these places. Of a source that was erased nothing is known: the strictest is assumed,
/// whatever other sources say.
pub(super) fn strictest(places: &[Acquisition], sources: &HashMap<SourceId, Source>) -> Audience {
    let audiences = places.iter().map(|a| sources.get(&a.source).map_or(Audience::Protect, |s| s.audience));
    audiences.max().unwrap_or(Audience::Protect)
}

/// What exports leave unnamed: sources that are shown to nobody beyond the case, and all that came from them alone or
/// lies in it.
#[derive(Default)]
pub(super) struct Protected {
    documents: HashSet<String>,
    /// Where these were found, in small letters.
    paths: Vec<String>,
    sources: HashSet<SourceId>,
    /// Code names of these sources, in small letters.
    names: HashSet<String>,
}

impl Protected {
    /// All that is protected in a case.
    pub fn of_case(case: &Case) -> Result<Protected> {
        let sources = case.sources()?;
        let places = places(case)?;
        let mut audiences = Audiences::new(&places, &sources);
        let mut documents: Vec<DocumentId> = case.documents()?.into_iter().map(|document| document.id).collect();
        documents.retain(|id| audiences.of(id) == Audience::Protect);
        let found = documents.iter().filter_map(|id| places.get(id)).flatten();
        let paths = found.map(|place| place.path.to_lowercase()).collect();
        let documents = documents.iter().map(ToString::to_string).collect();
        let protected: Vec<&Source> = sources.values().filter(|s| s.audience == Audience::Protect).collect();
        Ok(Protected {
            documents,
            paths,
            sources: protected.iter().map(|s| s.id).collect(),
            names: protected.iter().map(|s| s.code_name.to_lowercase()).collect(),
        })
    }

    /// Whether a document, as its id is written, stays unnamed.
    pub fn document(&self, id: &str) -> bool {
        self.documents.contains(id)
    }

    /// Whether a row of the ledger stays unnamed. What was never taken in is its source's alone; reasons name files, too.
    pub fn row(&self, row: &LedgerRow) -> bool {
        let is_of = |id: Option<DocumentId>| id.is_some_and(|id| self.document(&id.to_string()));
        is_of(row.document)
            || is_of(row.parent)
            || (row.document.is_none() && row.source.is_some_and(|source| self.source(&source)))
    }

    /// Whether what a search says of paths fits one that stays unnamed.
    pub fn path(&self, asked: &str) -> bool {
        let asked = asked.to_lowercase();
        self.paths.iter().any(|path| asked.split('*').all(|part| path.contains(part)))
    }

    /// Whether there is a document that stays unnamed.
    pub fn any_document(&self) -> bool {
        !self.documents.is_empty()
    }

    /// Whether a source that a search names by its code name stays unnamed.
    pub fn named(&self, code_name: &str) -> bool {
        self.names.contains(&code_name.to_lowercase())
    }

    /// Whether a text names a source that stays unnamed.
    pub fn names(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.names.iter().any(|name| text.contains(name))
    }

    /// Whether what came from a source stays unnamed.
    pub fn source(&self, id: &SourceId) -> bool {
        self.sources.contains(id)
    }
}

/// What stands in an export for a name or words that stay out of it.
pub(super) const PROTECTED: &str = "protected source";

/// Says how much stayed unnamed.
pub(super) fn told(unnamed: u64) -> String {
    let places = if unnamed == 1 { "1 place".to_owned() } else { format!("{unnamed} places") };
    format!("Names and words of protected sources stay out of it, in {places}. --with-protected writes them, too.")
}

/// Where each document was found.
pub(super) fn places(case: &Case) -> Result<HashMap<DocumentId, Vec<Acquisition>>> {
    let mut places: HashMap<DocumentId, Vec<Acquisition>> = HashMap::new();
    for acquisition in case.all_acquisitions()? {
        if let Some(id) = acquisition.document {
            places.entry(id).or_default().push(acquisition);
        }
    }
    Ok(places)
}
