//! Sketches of texts, and the groups of nearly equal documents made from them: what is kept, not what it means.
//!
//! Both are functions of the current texts and no part of the log, as the index is: what is gone is made anew, and what
//! came with a case from elsewhere is not used.

use std::collections::HashMap;

use anchor::TextHash;
use facts::DocumentId;
use rusqlite::{Connection, OptionalExtension, params};

use crate::{Case, CaseMut, Result, Transaction};

/// The sketch of a text, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSketch {
    /// Whose it is.
    pub document: DocumentId,
    /// Of which text it was made.
    pub text: TextHash,
    /// By which version of the maker.
    pub version: u32,
    /// Hash of the words in order.
    pub words: [u8; 32],
    /// The bins; empty where the text is too short.
    pub bins: Vec<u8>,
}

/// A document and the one that leads its group.
pub type Kin = (DocumentId, DocumentId);

/// Says for which state of the texts the groups hold, in `meta`.
const SETTLED: &str = "kin";

impl Case {
    /// Whether there are sketches that may be used: not in a case of an older version that was not written to yet, nor in
    /// one from elsewhere that cannot be.
    pub fn has_sketches(&self) -> Result<bool> {
        Ok(is_there(&self.conn)? && self.index_is_ours()?)
    }

    /// Documents whose current text has no sketch of this version, with that text.
    pub fn unsketched(&self, version: u32) -> Result<Vec<(DocumentId, TextHash)>> {
        let sql = match self.has_sketches()? {
            true => {
                "SELECT r.document, r.text FROM reading r WHERE r.text NOT NULL AND NOT EXISTS \
                 (SELECT 1 FROM sketch s WHERE s.document = r.document AND s.text = r.text AND s.version = ?)"
            }
            false => "SELECT document, text FROM reading WHERE text NOT NULL AND ? NOT NULL",
        };
        let mut query = self.conn.prepare(sql)?;
        let rows = query
            .query_map([version], |row| Ok((DocumentId::from_bytes(row.get(0)?), TextHash::from_bytes(row.get(1)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Hands out the bins of every document that has some, in the order the documents came.
    pub fn each_sketch(&self, version: u32, mut each: impl FnMut(DocumentId, &[u8])) -> Result<()> {
        if !self.has_sketches()? {
            return Ok(());
        }
        let mut query = self.conn.prepare(
            "SELECT d.id, s.bins FROM document d JOIN sketch s ON s.document = d.id \
             JOIN reading r ON r.document = d.id AND r.text = s.text WHERE s.version = ? AND s.bins <> x'' \
             ORDER BY d.ordinal",
        )?;
        let mut rows = query.query([version])?;
        while let Some(row) = rows.next()? {
            each(DocumentId::from_bytes(row.get(0)?), row.get_ref(1)?.as_blob().unwrap_or_default());
        }
        Ok(())
    }

    /// The words' hash and the bins of one document.
    pub fn sketch(&self, document: &DocumentId, version: u32) -> Result<Option<([u8; 32], Vec<u8>)>> {
        if !self.has_sketches()? {
            return Ok(None);
        }
        let mut query = self.conn.prepare_cached(
            "SELECT s.words, s.bins FROM sketch s JOIN reading r ON r.document = s.document AND r.text = s.text \
             WHERE s.document = ? AND s.version = ?",
        )?;
        Ok(query.query_row(params![document.as_bytes(), version], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    /// Every document of a group of two and more, in the order the documents came.
    pub fn kin(&self) -> Result<Vec<Kin>> {
        if !self.has_sketches()? {
            return Ok(Vec::new());
        }
        kin(&self.conn)
    }

    /// Every document of a group of two and more with the one that leads it, by their local numbers.
    pub fn kin_by_ordinal(&self) -> Result<Vec<(u64, u64)>> {
        if !self.has_sketches()? {
            return Ok(Vec::new());
        }
        let mut query = self.conn.prepare_cached(
            "SELECT d.ordinal, l.ordinal FROM kin k JOIN document d ON d.id = k.document JOIN document l ON l.id = k.leader",
        )?;
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The others in the group of a document.
    pub fn kin_of(&self, document: &DocumentId) -> Result<Vec<DocumentId>> {
        if !self.has_sketches()? {
            return Ok(Vec::new());
        }
        let mut query = self.conn.prepare_cached(
            "SELECT document FROM kin WHERE leader = (SELECT leader FROM kin WHERE document = ?1) AND document <> ?1",
        )?;
        let rows = query.query_map([document.as_bytes()], |row| row.get(0).map(DocumentId::from_bytes))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many others are in the group of each of these documents, in their order.
    pub fn n_kin(&self, documents: &[DocumentId]) -> Result<Vec<u32>> {
        if !self.has_sketches()? {
            return Ok(vec![0; documents.len()]);
        }
        let mut query = self
            .conn
            .prepare_cached("SELECT count(*) FROM kin WHERE leader = (SELECT leader FROM kin WHERE document = ?)")?;
        let n_kin = |document: &DocumentId| -> Result<u32> {
            let n: u32 = query.query_row([document.as_bytes()], |row| row.get(0))?;
            Ok(n.saturating_sub(1))
        };
        documents.iter().map(n_kin).collect()
    }

    /// Whether the groups were made from the texts as they are now, by this version.
    pub fn kin_is_settled(&self, version: u32) -> Result<bool> {
        if !self.has_sketches()? {
            return Ok(false);
        }
        let mut query = self.conn.prepare_cached("SELECT value FROM meta WHERE key = ?")?;
        let settled: Option<Vec<u8>> = query.query_row([SETTLED], |row| row.get(0)).optional()?;
        Ok(settled == Some(stamp(version, self.texts_stamp()?)))
    }

    /// Forgets every sketch and every group; they can be made again.
    pub fn discard_sketches(&self) -> Result<()> {
        if is_there(&self.conn)? {
            self.conn.execute_batch("DELETE FROM sketch; DELETE FROM kin; DELETE FROM meta WHERE key = 'kin'")?;
        }
        Ok(())
    }
}

impl Transaction<'_> {
    /// Keeps a text's sketch, in the place of an earlier one. No operation: it says nothing that the text does not.
    pub fn keep_sketch(&mut self, sketch: &NewSketch) -> Result<()> {
        put(self.conn(), sketch)
    }
}

impl CaseMut {
    /// Keeps sketches, in the place of earlier ones.
    pub fn keep_sketches(&mut self, sketches: &[NewSketch]) -> Result<()> {
        self.derived("comparing texts", |conn| sketches.iter().try_for_each(|sketch| put(conn, sketch)))
    }

    /// Keeps groups in the place of those that were, made from the texts as they are now. Only what changed is written.
    pub fn settle_kin(&mut self, groups: &[Kin], version: u32) -> Result<()> {
        let stamp = stamp(version, self.texts_stamp()?);
        self.derived("comparing texts", |conn| {
            let mut before: HashMap<DocumentId, DocumentId> = kin(conn)?.into_iter().collect();
            let mut set = conn.prepare_cached("INSERT OR REPLACE INTO kin (document, leader) VALUES (?, ?)")?;
            for (document, leader) in groups {
                if before.remove(document) != Some(*leader) {
                    set.execute([document.as_bytes(), leader.as_bytes()])?;
                }
            }
            let mut forget = conn.prepare_cached("DELETE FROM kin WHERE document = ?")?;
            for gone in before.keys() {
                forget.execute([gone.as_bytes()])?;
            }
            conn.prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)")?
                .execute(params![SETTLED, stamp])?;
            Ok(())
        })
    }
}

/// Takes out what is known of a document that is erased. Its group may be without its leader until it is made anew.
pub(crate) fn forget(conn: &Connection, document: &DocumentId) -> Result<()> {
    for table in ["sketch", "kin"] {
        conn.execute(&format!("DELETE FROM {table} WHERE document = ?"), [document.as_bytes()])?;
    }
    Ok(())
}

fn put(conn: &Connection, sketch: &NewSketch) -> Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO sketch (document, text, version, words, bins) VALUES (?, ?, ?, ?, ?)")?
        .execute(params![
            sketch.document.as_bytes(),
            sketch.text.as_bytes(),
            sketch.version,
            sketch.words,
            sketch.bins
        ])?;
    Ok(())
}

fn kin(conn: &Connection) -> Result<Vec<Kin>> {
    let mut query =
        conn.prepare("SELECT k.document, k.leader FROM kin k JOIN document d ON d.id = k.document ORDER BY d.ordinal")?;
    let rows =
        query.query_map([], |row| Ok((DocumentId::from_bytes(row.get(0)?), DocumentId::from_bytes(row.get(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn stamp(version: u32, texts: [u64; 4]) -> Vec<u8> {
    let mut stamp = version.to_be_bytes().to_vec();
    stamp.extend(texts.iter().flat_map(|n| n.to_be_bytes()));
    stamp
}

fn is_there(conn: &Connection) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM sqlite_schema WHERE name = 'sketch'")?.exists([])?)
}
