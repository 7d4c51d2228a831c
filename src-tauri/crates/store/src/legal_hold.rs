//! Legal holds: what somebody has said must not be erased, and why.
//!
//! A hold is a value of the register `legal_hold` of a document or of the whole case; lifting it sets another value. Of
//! values that compete one hold is enough: what is held in any copy of the case stays held until somebody who sees both
//! lifts it.

use std::collections::HashSet;

use facts::{DocumentId, PersonId};
use rusqlite::{Connection, params};

use crate::{
    Case, Error, Result, Target, Transaction,
    oplog::cbor,
    table::{self, citation::NewCitation},
    transaction::operations,
};

/// The register's field.
pub(crate) const FIELD: &str = "legal_hold";

/// What can be held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldOn {
    /// Everything in the case.
    Case,
    /// A document, and what was found in it.
    Document(DocumentId),
}

/// A hold that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegalHold {
    /// On what.
    pub on: HoldOn,
    /// Why, in words.
    pub because: String,
    /// Who said so.
    pub author: PersonId,
    /// When, in milliseconds since 1970.
    pub at: u64,
}

impl Case {
    /// Every hold that stands, the case's own first.
    pub fn legal_holds(&self) -> Result<Vec<LegalHold>> {
        let mut query =
            self.conn.prepare("SELECT subject, value, author, at FROM register WHERE field = ? ORDER BY at")?;
        let mut rows = query.query([FIELD])?;
        let mut holds = Vec::new();
        while let Some(row) = rows.next()? {
            let (subject, value): (Vec<u8>, String) = (row.get(0)?, row.get(1)?);
            let Some(because) = table::from_json::<Option<String>>(&value)? else { continue };
            let on = match <[u8; 32]>::try_from(subject) {
                Ok(id) => HoldOn::Document(DocumentId::from_bytes(id)),
                Err(_) => HoldOn::Case,
            };
            holds.push(LegalHold { on, because, author: table::id(row.get(2)?), at: row.get(3)? });
        }
        holds.sort_by_key(|hold| hold.on != HoldOn::Case);
        Ok(holds)
    }

    /// Refuses what a hold keeps from being erased, with [`Error::Held`].
    pub fn refuse_held(&self, target: Target) -> Result<()> {
        refuse(self, HoldOn::Case)?;
        let conn = &self.conn;
        let mut documents = resting_on(conn, target)?;
        let mut known: HashSet<DocumentId> = documents.iter().copied().collect();
        let mut next = 0;
        // What was found in something that is held is held with it.
        while let Some(document) = documents.get(next).copied() {
            next += 1;
            refuse(self, HoldOn::Document(document))?;
            let parents = "SELECT DISTINCT parent FROM acquisition WHERE document = ? AND parent NOT NULL";
            let parents = document_ids(conn, parents, document.as_bytes())?;
            documents.extend(parents.into_iter().filter(|parent| known.insert(*parent)));
        }
        Ok(())
    }

    fn subject_of(&self, on: HoldOn) -> Vec<u8> {
        match on {
            HoldOn::Case => self.id().as_uuid().as_bytes().to_vec(),
            HoldOn::Document(id) => id.as_bytes().to_vec(),
        }
    }
}

impl Transaction<'_> {
    /// Puts a hold on something, in place of one that stands there.
    pub fn hold_legally(&mut self, on: HoldOn, because: &str) -> Result<()> {
        let subject = self.case().subject_of(on);
        self.set(&subject, FIELD, &because)
    }

    /// Lifts the hold on something; [`Error::NotFound`] if there is none.
    pub fn lift_legal_hold(&mut self, on: HoldOn) -> Result<()> {
        let subject = self.case().subject_of(on);
        if reason(self.conn(), &subject)?.is_none() {
            return Err(Error::NotFound { what: "legal hold on", id: name(self.case(), on)? });
        }
        self.set(&subject, FIELD, &None::<String>)
    }
}

fn refuse(case: &Case, on: HoldOn) -> Result<()> {
    match reason(&case.conn, &case.subject_of(on))? {
        Some(because) => Err(Error::Held { what: name(case, on)?, because }),
        None => Ok(()),
    }
}

fn reason(conn: &Connection, subject: &[u8]) -> Result<Option<String>> {
    let values = table::register::current(conn, subject, FIELD)?;
    Ok(values.iter().find_map(|(_, value)| value.as_str().map(str::to_owned)))
}

fn name(case: &Case, on: HoldOn) -> Result<String> {
    Ok(match on {
        HoldOn::Case => "the whole case".into(),
        HoldOn::Document(id) => match case.acquisitions(&id)?.first() {
            Some(place) => format!("document {} ({})", id.short(), place.path),
            None => format!("document {}", id.short()),
        },
    })
}

/// The documents a target is, holds or rests on.
fn resting_on(conn: &Connection, target: Target) -> Result<Vec<DocumentId>> {
    const TIED: &str = "SELECT DISTINCT c.document FROM citation c JOIN tie t ON t.citation = c.id \
                        JOIN statement s ON s.id = t.statement WHERE";
    match target {
        Target::Document(id) => {
            let mut erased = crate::erase::with_children(conn, id)?;
            // What stays loses the words that were made from theirs.
            let made = table::text::made_from(conn, &erased)?;
            erased.extend(made.into_iter().map(|(_, document)| document));
            Ok(erased)
        }
        Target::Citation(id) => {
            // One that was undone is in the log alone.
            let added = operations(conn, "WHERE subject = ? AND value IS NOT NULL", params![id.as_uuid().as_bytes()])?;
            let cited = added.iter().filter_map(|op| cbor::decode::<NewCitation>(op.value.as_deref()?).ok());
            Ok(cited.map(|citation| citation.document).collect())
        }
        Target::Statement(id) => document_ids(conn, &format!("{TIED} s.id = ?"), id.as_uuid().as_bytes()),
        Target::Entity(id) => document_ids(conn, &format!("{TIED} s.entity = ?"), id.as_uuid().as_bytes()),
        Target::Source(id) => {
            let of_source = "SELECT DISTINCT document FROM acquisition WHERE source = ? AND document NOT NULL";
            document_ids(conn, of_source, id.as_uuid().as_bytes())
        }
        Target::Person(_) => Ok(Vec::new()),
    }
}

fn document_ids(conn: &Connection, sql: &str, of: &[u8]) -> Result<Vec<DocumentId>> {
    let mut query = conn.prepare(sql)?;
    let rows = query.query_map([of], |row| row.get(0).map(DocumentId::from_bytes))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
