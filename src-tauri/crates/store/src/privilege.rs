//! What may be between a lawyer and a client: the list of names it is told by, and the documents that are set aside for it.
//!
//! A rule is a value of the register `privilege_rule` of an id of its own. A document's standing is a value of the register
//! `set_aside`; of values that compete, one that keeps it aside is enough. Who opened a document, and why, is a value of the
//! register `opened/PERSON`. None of them is taken back by `undo`: they are changed by name, never by the way.

use std::collections::{BTreeMap, HashSet};

use facts::{DocumentId, PersonId, RuleId};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::{Case, Error, Result, Transaction, table};

const RULE: &str = "privilege_rule";
/// The register of a document's standing.
pub(crate) const STANDING: &str = "set_aside";
const OPENED: &str = "opened/";

/// What a rule looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKind {
    /// The part of a mail address behind the @, and all below it.
    Domain,
    /// A name, whole, in words or addresses.
    Name,
    /// A word or words, whole.
    Word,
}

/// A rule that documents are set aside by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// What it looks for.
    pub kind: RuleKind,
    /// The domain, name or word.
    pub text: String,
    /// Who made it.
    pub author: PersonId,
    /// When, in milliseconds since 1970.
    pub at: u64,
}

#[derive(Serialize, Deserialize)]
struct RuleValue {
    kind: RuleKind,
    text: String,
}

/// How it stands with a document that was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nobody has decided.
    Aside,
    /// Somebody decided that it stays aside.
    Kept,
    /// Somebody decided that it may be read like any other.
    Released,
}

/// A document's standing, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetAside {
    /// How it stands.
    pub standing: Standing,
    /// What it matched, or why it was released or kept.
    pub because: String,
}

impl SetAside {
    /// Whether its words are shown to nobody who has not opened it.
    pub fn is_shut(&self) -> bool {
        self.standing != Standing::Released
    }
}

impl Case {
    /// The list of rules, in the order they were made.
    pub fn privilege_rules(&self) -> Result<Vec<Rule>> {
        let mut rules = Vec::new();
        for (subject, value, author, at) in table::register::made(&self.conn, RULE)? {
            let value: Option<RuleValue> = table::from_json(&value)?;
            let Some(RuleValue { kind, text }) = value else { continue };
            rules.push(Rule { id: table::id(subject), kind, text, author: table::id(author), at });
        }
        Ok(rules)
    }

    /// Every document that was ever set aside, with its standing.
    pub fn set_aside(&self) -> Result<BTreeMap<DocumentId, SetAside>> {
        all(&self.conn)
    }

    /// A document's standing, if it was ever set aside.
    pub fn standing(&self, document: &DocumentId) -> Result<Option<SetAside>> {
        standing(&self.conn, document)
    }

    /// Whether a document is set aside, whoever has opened it.
    pub fn is_shut(&self, document: &DocumentId) -> Result<bool> {
        is_shut(&self.conn, document)
    }

    /// Why this person opened a document that is set aside, if they did.
    pub fn opened_because(&self, document: &DocumentId, author: &str) -> Result<Option<String>> {
        let Some(who) = table::person::find(&self.conn, author)?.filter(|_| !author.is_empty()) else {
            return Ok(None);
        };
        let reasons = self.register(document.as_bytes(), &format!("{OPENED}{who}"))?;
        Ok(reasons.last().and_then(|reason| reason.as_str().map(str::to_owned)))
    }

    /// Refuses the words of a document that is set aside to everybody who has not opened it, with [`Error::SetAside`].
    pub fn refuse_set_aside(&self, document: &DocumentId) -> Result<()> {
        let Some(aside) = self.standing(document)?.filter(SetAside::is_shut) else { return Ok(()) };
        match self.opened_because(document, self.reader())? {
            Some(_) => Ok(()),
            None => {
                let path = self.acquisitions(document)?.into_iter().next().map(|place| place.path);
                Err(Error::SetAside { what: path.unwrap_or_else(|| document.short()), because: aside.because })
            }
        }
    }
}

impl Transaction<'_> {
    /// Adds a rule; one that is there gives its id.
    pub fn add_privilege_rule(&mut self, kind: RuleKind, text: &str) -> Result<RuleId> {
        let rules = self.case().privilege_rules()?;
        if let Some(known) = rules.into_iter().find(|known| known.kind == kind && known.text == text) {
            return Ok(known.id);
        }
        let id = RuleId::from_uuid(self.new_uuid());
        self.set(id.as_uuid().as_bytes(), RULE, &RuleValue { kind, text: text.into() })?;
        Ok(id)
    }

    /// Takes a rule off the list. What it set aside stays aside until somebody decides.
    pub fn remove_privilege_rule(&mut self, id: RuleId) -> Result<()> {
        self.set(id.as_uuid().as_bytes(), RULE, &None::<RuleValue>)
    }

    /// Says how it stands with a document.
    pub fn set_standing(&mut self, document: &DocumentId, standing: Standing, because: &str) -> Result<()> {
        self.set(document.as_bytes(), STANDING, &SetAside { standing, because: because.into() })
    }

    /// Sets a document aside that was just read: for this reason, or because it lies in nothing but what is set aside. What
    /// somebody decided on it stays.
    pub fn set_aside_unread(&mut self, document: &DocumentId, because: Option<String>) -> Result<()> {
        if self.case().standing(document)?.is_some() {
            return Ok(());
        }
        match because.map_or_else(|| inside(self.case(), document), |because| Ok(Some(because)))? {
            Some(because) => self.set_standing(document, Standing::Aside, &because),
            None => Ok(()),
        }
    }

    /// Records that the author opens a document that is set aside, and why.
    pub fn open_set_aside(&mut self, document: &DocumentId, because: &str) -> Result<()> {
        let field = format!("{OPENED}{}", self.who());
        self.set(document.as_bytes(), &field, &because)
    }
}

/// Why a document is set aside that lies in nothing but documents that are.
fn inside(case: &Case, document: &DocumentId) -> Result<Option<String>> {
    let mut because = None;
    for place in case.acquisitions(document)? {
        let Some(parent) = place.parent else { return Ok(None) };
        if !is_shut(&case.conn, &parent)? {
            return Ok(None);
        }
        let outer = place.path.rsplit_once("//").map_or("another document", |(outer, _)| outer);
        because.get_or_insert_with(|| format!("it is inside {outer}"));
    }
    Ok(because)
}

/// Whether `undo` passes over a register.
pub(crate) fn is_decided_by_name(field: &str) -> bool {
    field == RULE || field == STANDING || field.starts_with(OPENED)
}

/// Documents that are shut.
pub(crate) fn shut(conn: &Connection) -> Result<HashSet<DocumentId>> {
    Ok(all(conn)?.into_iter().filter(|(_, aside)| aside.is_shut()).map(|(id, _)| id).collect())
}

/// Whether a document is shut.
pub(crate) fn is_shut(conn: &Connection, document: &DocumentId) -> Result<bool> {
    Ok(standing(conn, document)?.is_some_and(|aside| aside.is_shut()))
}

pub(crate) fn standing(conn: &Connection, document: &DocumentId) -> Result<Option<SetAside>> {
    let values = table::register::current(conn, document.as_bytes(), STANDING)?;
    let mut found = None;
    for (_, value) in values {
        found = stricter(found, table::from_json(&value.to_string())?);
    }
    Ok(found)
}

/// How often the standing of a document was changed, and when last: what was found in texts before is of no use then.
pub(crate) fn stamp(conn: &Connection) -> Result<u64> {
    let mut query = conn.prepare_cached("SELECT coalesce(sum(at), 0) FROM register WHERE field = 'set_aside'")?;
    Ok(query.query_row([], |row| row.get::<_, i64>(0))?.cast_unsigned())
}

pub(crate) fn all(conn: &Connection) -> Result<BTreeMap<DocumentId, SetAside>> {
    // Named in full, so that the index of these alone serves it.
    let mut query = conn.prepare_cached("SELECT subject, value FROM register WHERE field = 'set_aside'")?;
    let mut rows = query.query([])?;
    let mut found = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let id = DocumentId::from_bytes(row.get(0)?);
        let value = table::from_json(&row.get::<_, String>(1)?)?;
        if let Some(aside) = stricter(found.remove(&id), value) {
            found.insert(id, aside);
        }
    }
    Ok(found)
}

/// Of two standings the one that shows less.
fn stricter(found: Option<SetAside>, other: SetAside) -> Option<SetAside> {
    match found {
        Some(found) if found.is_shut() || !other.is_shut() => Some(found),
        _ => Some(other),
    }
}
