//! Searches that were saved, and what came into the case after one was looked at.
//!
//! A saved search is a value of the register `saved_search` of an id of its own: it belongs to the case, as tags do, and
//! is undone, rebuilt and erased as they are. How far somebody had looked is theirs alone (the mark `search_seen`): it
//! never leaves this installation, as the list of what they searched for does not.

use facts::{PersonId, SavedSearchId};
use serde::{Deserialize, Serialize};

use crate::{Case, Error, Result, Transaction, table};

const SEARCH: &str = "saved_search";
const SEEN: &str = "search_seen";

/// What is saved of a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewSearch {
    /// What it is called.
    pub name: String,
    /// As it was typed.
    pub query: String,
    /// `words`, `exact` or `regex`.
    pub mode: String,
    /// Fields alone, or empty.
    pub filter: String,
    /// `relevance` or another order.
    pub sort: String,
}

/// A search that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSearch {
    /// Its id.
    pub id: SavedSearchId,
    /// What is looked for.
    pub search: NewSearch,
    /// Who saved it so.
    pub author: PersonId,
    /// When, in milliseconds since 1970.
    pub at: u64,
}

/// How far somebody had looked through what a search finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    /// The number of the log's entry it was looked at with.
    as_of: u64,
    /// When, in milliseconds since 1970.
    at: u64,
}

impl Case {
    /// Every saved search, by name; where several were set for one without knowing of each other, the last.
    pub fn saved_searches(&self) -> Result<Vec<SavedSearch>> {
        let mut searches: Vec<SavedSearch> = Vec::new();
        for (subject, value, author, at) in table::register::made(&self.conn, SEARCH)? {
            let id: SavedSearchId = table::id(subject);
            searches.retain(|earlier| earlier.id != id);
            let value: Option<NewSearch> = table::from_json(&value)?;
            let Some(search) = value else { continue };
            searches.push(SavedSearch { id, search, author: table::id(author), at });
        }
        searches.sort_by(|a, b| a.search.name.cmp(&b.search.name).then(a.id.cmp(&b.id)));
        Ok(searches)
    }

    /// With which entry of the log, and when, this person looked at a search last.
    pub fn search_seen(&self, author: &str, id: SavedSearchId) -> Result<Option<(u64, u64)>> {
        let values = self.own_register(author, id.as_uuid().as_bytes(), SEEN)?;
        let Some(value) = values.last() else { return Ok(None) };
        let Seen { as_of, at } = table::from_json(&value.to_string())?;
        Ok(Some((as_of, at)))
    }

    /// Documents, by local number, whose words came after an entry of the log: read then for the first time or anew, or
    /// released then after they were set aside.
    pub fn come_since(&self, sequence: u64) -> Result<Vec<u64>> {
        let mut query = self.conn.prepare_cached(
            "SELECT d.ordinal FROM reading r JOIN document d ON d.id = r.document WHERE r.ordinal > ?1 \
             UNION SELECT d.ordinal FROM register g JOIN op o ON o.id = g.op JOIN document d ON d.id = g.subject \
             WHERE g.field = 'set_aside' AND o.n > ?1 ORDER BY 1",
        )?;
        let rows = query.query_map([sequence], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Transaction<'_> {
    /// Saves a search.
    pub fn save_search(&mut self, search: &NewSearch) -> Result<SavedSearchId> {
        let id = SavedSearchId::from_uuid(self.new_uuid());
        self.set(id.as_uuid().as_bytes(), SEARCH, search)?;
        Ok(id)
    }

    /// Saves another search, or the same under another name, in place of one; [`Error::NotFound`] if there is none.
    pub fn change_search(&mut self, id: SavedSearchId, search: &NewSearch) -> Result<()> {
        self.refuse_unsaved(id)?;
        self.set(id.as_uuid().as_bytes(), SEARCH, search)
    }

    /// Takes a search off the list; [`Error::NotFound`] if it is not on it.
    pub fn remove_search(&mut self, id: SavedSearchId) -> Result<()> {
        self.refuse_unsaved(id)?;
        self.set(id.as_uuid().as_bytes(), SEARCH, &None::<NewSearch>)
    }

    /// Remembers, for the author alone, that they have looked through what a search finds up to this entry of the log.
    pub fn see_search(&mut self, id: SavedSearchId, as_of: u64) -> Result<()> {
        self.refuse_unsaved(id)?;
        let seen = Seen { as_of, at: self.case().world.now() };
        self.set_own(id.as_uuid().as_bytes(), SEEN, &seen)
    }

    fn refuse_unsaved(&self, id: SavedSearchId) -> Result<()> {
        match self.case().saved_searches()?.iter().any(|saved| saved.id == id) {
            true => Ok(()),
            false => Err(Error::NotFound { what: "saved search", id: id.to_string() }),
        }
    }
}
