//! Erasing: the one thing that destroys. Values, bytes and texts go for good; a tombstone stays.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use anchor::TextHash;
use facts::{CitationId, DocumentId, EntityId, PersonId, SourceId, StatementId};
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::{
    Case, CaseMut, Error, Result, table,
    transaction::{Transaction, operations},
    vault::{Key, Place},
    within::{Stranded, each_recorded, within},
};

/// Why something must go. Only the class is kept, never a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EraseReason {
    /// Lawyer and client, doctor and patient.
    Privilege,
    /// It would give a source away.
    Source,
    /// A law or a court says so.
    Law,
    /// It should never have been taken in.
    Error,
}

/// What is to be erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A document, its texts, its citations, the documents found nowhere but in it, and what a limit cut short of any of
    /// them; of others, texts that were made from its own, with what cites them.
    Document(DocumentId),
    /// An entity, link or event with its statements.
    Entity(EntityId),
    /// One statement.
    Statement(StatementId),
    /// One citation.
    Citation(CitationId),
    /// The names of a person who works on the case; the pseudonymous key stays.
    Person(PersonId),
    /// A source's code name and all else that is known of it; its documents stay.
    Source(SourceId),
}

/// What was erased.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased {
    /// Documents, the one asked for first.
    pub documents: Vec<DocumentId>,
    /// How many recorded values were destroyed.
    pub n_values: u64,
    /// How many stored files were destroyed.
    pub n_blobs: u64,
    /// Documents that stay and lose a text that was made from an erased one's.
    pub wordless: Vec<DocumentId>,
    /// Documents that still hold the bytes of an erased one, as an archive holds its files, or what is whole the part that
    /// a limit left of it.
    pub still_in: Vec<DocumentId>,
}

impl Case {
    /// What an id's bytes stand for in the history, undone things included, as far as it can be erased.
    pub fn recorded(&self, subject: &[u8]) -> Result<Option<Target>> {
        let mut query = self.conn.prepare("SELECT kind FROM op WHERE subject = ? AND value IS NOT NULL")?;
        let kinds: Vec<String> = query.query_map([subject], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let id = uuid::Uuid::from_slice(subject).unwrap_or_default();
        Ok(kinds.iter().find_map(|kind| match kind.as_str() {
            "document.add" => Some(Target::Document(DocumentId::from_bytes(subject.try_into().ok()?))),
            "entity.add" => Some(Target::Entity(id.into())),
            "statement.add" => Some(Target::Statement(id.into())),
            "citation.add" => Some(Target::Citation(id.into())),
            "person.add" => Some(Target::Person(id.into())),
            "source.add" => Some(Target::Source(id.into())),
            _ => None,
        }))
    }
}

impl CaseMut {
    /// Erases `target`. The caller purges the index afterwards. What rested on it stays and shows as unsupported.
    ///
    /// A legal hold refuses it ([`Error::Held`]).
    pub fn erase(&mut self, target: Target, reason: EraseReason, author: &str) -> Result<Erased> {
        let mut tx = self.begin(author, "erasing")?;
        tx.case().refuse_held(target)?;
        let mut erased = Erased::default();
        let mut doomed: Vec<Place> = Vec::new();
        let mut alone = |what: &'static str, uuid: &uuid::Uuid| {
            let subject = uuid.as_bytes();
            bury(&mut tx, what, subject, &[subject.to_vec()], &table::word(&reason), &mut erased)
        };
        match target {
            Target::Document(id) => erase_documents(&mut tx, id, reason, &mut erased, &mut doomed)?,
            Target::Entity(id) => erase_entity(&mut tx, id, reason, &mut erased)?,
            Target::Statement(id) => alone("statement", id.as_uuid())?,
            Target::Citation(id) => alone("citation", id.as_uuid())?,
            Target::Person(id) => alone("person", id.as_uuid())?,
            Target::Source(id) => alone("source", id.as_uuid())?,
        }
        for doomed in doomed.iter().filter_map(Place::doomed) {
            tx.conn().execute("INSERT OR IGNORE INTO doomed (name) VALUES (?)", [doomed.to_string()])?;
        }
        // Drawn pages go before the change is made, so that none outlives it, and once more for one drawn meanwhile.
        let pages = tx.case().pages()?;
        let forget_pages = || erased.documents.iter().try_for_each(|document| pages.forget(document));
        forget_pages()?;
        tx.commit()?;
        forget_pages()?;
        erased.n_blobs = self.destroy_doomed()?;
        self.leave_no_trace()?;
        Ok(erased)
    }

    /// Overwrites what was deleted; [`Error::StillHeld`] where somebody who reads keeps old pages.
    pub(crate) fn leave_no_trace(&self) -> Result<()> {
        // Deleted rows are overwritten as they go (secure_delete); this takes the free pages and the old log away too.
        self.conn.execute_batch("VACUUM")?;
        match self.write_back(PATIENCE)? {
            true => Ok(()),
            false => Err(Error::StillHeld),
        }
    }

    /// The document and every document that was found nowhere but in it: what erasing it erases.
    pub fn erased_with(&self, document: DocumentId) -> Result<Vec<DocumentId>> {
        with_children(&self.conn, document)
    }

    /// Every document that was found nowhere but in these, in how many of them it may be, or in what is only within them;
    /// each with the one of these that leads to it; so is what a limit left of any of them. What `stands_alone` says of is
    /// passed over with all in it.
    pub fn only_within(
        &self,
        documents: &[DocumentId],
        stands_alone: impl Fn(&DocumentId) -> bool,
    ) -> Result<Vec<(DocumentId, DocumentId)>> {
        only_within(&self.conn, documents, stands_alone)
    }
}

/// How long erasing waits for those who read to let go of old pages.
const PATIENCE: Duration = Duration::from_secs(2);

fn erase_documents(
    tx: &mut Transaction<'_>,
    root: DocumentId,
    reason: EraseReason,
    erased: &mut Erased,
    doomed: &mut Vec<Place>,
) -> Result<()> {
    erased.documents = with_children(tx.conn(), root)?;
    erased.still_in = holders(tx, &erased.documents)?;
    tx.part_from(&erased.documents)?;
    let made = table::text::made_from(tx.conn(), &erased.documents)?;
    let mut within = within(tx.conn(), &erased.documents, &made.iter().map(|(text, _)| *text).collect())?;
    for (text, document) in made {
        forget_text(tx, text, doomed)?;
        let reading = table::reading::get(tx.conn(), &document)?.map(|reading| reading.result);
        if let Some(alone) = reading.filter(|r| r.text == Some(text)).and_then(|r| r.alone()) {
            tx.add_reading(document, &alone)?;
            crate::sketch::forget(tx.conn(), &document)?;
        }
        erased.wordless.push(document);
    }
    for document in erased.documents.clone() {
        let inside = within.subjects.remove(&document).unwrap_or_default();
        erase_document(tx, document, inside, reason, erased, doomed)?;
    }
    find_elsewhere(tx, within.stranded)
}

fn erase_entity(tx: &mut Transaction<'_>, id: EntityId, reason: EraseReason, erased: &mut Erased) -> Result<()> {
    let subject = *id.as_uuid().as_bytes();
    let id = id.to_string();
    let mut subjects = Vec::new();
    for kind in ["statement.add", "judgement.add"] {
        each_recorded(tx.conn(), kind, |subject, value: serde_json::Value| {
            if ["entity", "left", "right"].iter().any(|field| value[field] == id) {
                subjects.push(subject);
            }
        })?;
    }
    subjects.push(subject.to_vec());
    bury(tx, "entity", &subject, &subjects, &table::word(&reason), erased)
}

/// The document, every document that was found nowhere but in it or in what is erased with it, and what a limit left of
/// any of them.
pub(crate) fn with_children(conn: &Connection, root: DocumentId) -> Result<Vec<DocumentId>> {
    if table::document::get(conn, &root)?.is_none() {
        return Err(Error::NotFound { what: "document", id: root.to_string() });
    }
    let within = only_within(conn, &[root], |_| false)?;
    Ok(std::iter::once(root).chain(within.into_iter().map(|(id, _)| id)).collect())
}

/// As [`CaseMut::only_within`].
fn only_within(
    conn: &Connection,
    roots: &[DocumentId],
    stands_alone: impl Fn(&DocumentId) -> bool,
) -> Result<Vec<(DocumentId, DocumentId)>> {
    let mut found: Vec<(DocumentId, DocumentId)> = roots.iter().map(|root| (*root, *root)).collect();
    let mut known: HashSet<DocumentId> = roots.iter().copied().collect();
    let mut parts: HashMap<DocumentId, Vec<DocumentId>> = HashMap::new();
    for (part, whole) in table::acquisition::cut_short(conn)? {
        parts.entry(whole).or_default().push(part);
    }
    let mut next = 0;
    while next < found.len() {
        let (parent, root) = found[next];
        next += 1;
        let mut parts = parts.remove(&parent).unwrap_or_default();
        parts.sort();
        found.extend(parts.into_iter().filter(|part| known.insert(*part)).map(|part| (part, root)));
        for child in ids(
            conn,
            "SELECT DISTINCT document FROM acquisition WHERE parent = ? AND document NOT NULL",
            parent.as_bytes(),
        )? {
            let Ok(bytes) = <[u8; 32]>::try_from(child) else {
                continue;
            };
            let child = DocumentId::from_bytes(bytes);
            if known.contains(&child) || stands_alone(&child) {
                continue;
            }
            let places = table::acquisition::of_document(conn, &child)?;
            let only_inside = places.iter().all(|a| a.parent.is_some_and(|p| known.contains(&p)));
            if only_inside {
                known.insert(child);
                found.push((child, root));
            }
        }
    }
    Ok(found.split_off(roots.len()))
}

fn holders(tx: &Transaction<'_>, erased: &[DocumentId]) -> Result<Vec<DocumentId>> {
    let mut holders = Vec::new();
    let is_erased: HashSet<&DocumentId> = erased.iter().collect();
    let cut = table::acquisition::cut_short(tx.conn())?;
    for id in erased {
        holders.extend(cut.get(id).filter(|whole| !is_erased.contains(whole)));
        let places = table::acquisition::of_document(tx.conn(), id)?;
        holders.extend(places.into_iter().filter_map(|a| a.parent).filter(|p| !is_erased.contains(p)));
    }
    holders.sort();
    holders.dedup();
    Ok(holders)
}

fn erase_document(
    tx: &mut Transaction<'_>,
    document: DocumentId,
    inside: Vec<Vec<u8>>,
    reason: EraseReason,
    erased: &mut Erased,
    doomed: &mut Vec<Place>,
) -> Result<()> {
    let mut subjects = vec![document.as_bytes().to_vec()];
    subjects.extend(inside);
    for version in table::text::of_document(tx.conn(), &document)? {
        forget_text(tx, version.hash, doomed)?;
    }
    forget_bytes(tx, Key::Document(document), doomed)?;
    tx.conn().execute("DELETE FROM checkpoint WHERE document = ?", [document.as_bytes()])?;
    crate::sketch::forget(tx.conn(), &document)?;
    table::seen::forget(tx.conn(), &document)?;
    bury(tx, "document", document.as_bytes(), &subjects, &table::word(&reason), erased)
}

fn forget_text(tx: &Transaction<'_>, text: TextHash, doomed: &mut Vec<Place>) -> Result<()> {
    forget_bytes(tx, Key::Text(text), doomed)
}

fn forget_bytes(tx: &Transaction<'_>, key: Key, doomed: &mut Vec<Place>) -> Result<()> {
    doomed.extend(tx.case().vault().place(tx.conn(), key)?);
    crate::vault::forget(tx.conn(), key)
}

/// Records where findings lie whose record went with an erased document's path, though the document they lie in stays.
fn find_elsewhere(tx: &mut Transaction<'_>, stranded: Vec<Stranded>) -> Result<()> {
    for Stranded { mut finding, parent, inside } in stranded {
        let Some(place) = table::acquisition::of_document(tx.conn(), &parent)?.into_iter().next() else { continue };
        finding.path = format!("{}{inside}", place.path);
        finding.source = place.source;
        tx.add_acquisition(&finding)?;
    }
    Ok(())
}

/// Destroys the values of every operation about `subjects` and sets the tombstone. The erasing operation names the
/// operations whose values it destroyed, so that verifying the log can tell erasure from tampering.
pub(crate) fn bury(
    tx: &mut Transaction<'_>,
    what: &'static str,
    subject: &[u8],
    subjects: &[Vec<u8>],
    reason: &str,
    erased: &mut Erased,
) -> Result<()> {
    let mut base = Vec::new();
    for one in subjects {
        for op in operations(tx.conn(), "WHERE subject = ? AND value IS NOT NULL", [one])? {
            table::forget(tx.conn(), &op)?;
            base.push(op.id);
        }
    }
    if base.is_empty() {
        return Err(Error::NotFound { what, id: table::document::to_hex(subject) });
    }
    for op in &base {
        tx.conn().prepare_cached("UPDATE op SET value = NULL, salt = NULL WHERE id = ?")?.execute(params![op.0])?;
    }
    erased.n_values += base.len() as u64;
    let field = format!("{what}:{reason}");
    tx.push::<()>("erase", subject, Some(&field), base, None).map(drop)
}

fn ids(conn: &Connection, sql: &str, of: &[u8]) -> Result<Vec<Vec<u8>>> {
    let mut query = conn.prepare(sql)?;
    let rows = query.query_map([of], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
