//! Message numbers: which a message has, answers and refers to. Taken from what its reading told of its headers.

use std::collections::HashMap;

use facts::DocumentId;
use rusqlite::{Connection, params};

use crate::{Case, Result};

/// What a number is to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MailRole {
    /// It is its own: `Message-ID`.
    Own,
    /// It is that of the message it answers: `In-Reply-To`.
    Answers,
    /// It is that of a message that came before: `References`.
    Refers,
}

impl MailRole {
    const ALL: [(MailRole, &str, &str); 3] = [
        (MailRole::Own, "own", "message_id"),
        (MailRole::Answers, "answers", "in_reply_to"),
        (MailRole::Refers, "refers", "references"),
    ];

    fn of(word: &str) -> MailRole {
        MailRole::ALL.iter().find(|(_, known, _)| *known == word).map_or(MailRole::Refers, |(role, ..)| *role)
    }
}

/// The longest number that is kept: headers are lines, and this one is no name of anything.
const LONGEST: usize = 1_000;

/// Takes the numbers out of what a reading told, in the place of those of an earlier one. The migration that made the
/// table does the same in SQL.
pub(super) fn apply(conn: &Connection, document: &[u8], details: &serde_json::Value) -> Result<()> {
    forget(conn, document)?;
    for (_, word, key) in MailRole::ALL {
        for (n, value) in details["meta"][key].as_array().into_iter().flatten().enumerate() {
            let id = value.as_str().unwrap_or_default().trim_matches([' ', '<', '>']);
            if (1..=LONGEST).contains(&id.chars().count()) {
                conn.prepare_cached("INSERT OR IGNORE INTO mail_id (id, document, role, n) VALUES (?, ?, ?, ?)")?
                    .execute(params![id, document, word, n])?;
            }
        }
    }
    Ok(())
}

pub(super) fn forget(conn: &Connection, document: &[u8]) -> Result<()> {
    conn.prepare_cached("DELETE FROM mail_id WHERE document = ?")?.execute([document])?;
    Ok(())
}

impl Case {
    /// Whether message numbers are known: not in a case of an older version that was not written to yet.
    pub fn knows_mail_ids(&self) -> Result<bool> {
        Ok(self.conn.prepare_cached("SELECT 1 FROM sqlite_schema WHERE name = 'mail_id'")?.exists([])?)
    }

    /// The numbers a message has, answers and refers to, each role in the order of the headers.
    pub fn mail_ids(&self, document: &DocumentId) -> Result<Vec<(MailRole, String)>> {
        if !self.knows_mail_ids()? {
            return Ok(Vec::new());
        }
        let mut query = self.conn.prepare_cached("SELECT role, id FROM mail_id WHERE document = ? ORDER BY role, n")?;
        let rows =
            query.query_map([document.as_bytes()], |row| Ok((MailRole::of(&row.get::<_, String>(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Messages that have, answer or refer to a number, as many as `most`.
    pub fn mails_with(&self, id: &str, most: usize) -> Result<Vec<(MailRole, DocumentId)>> {
        if !self.knows_mail_ids()? {
            return Ok(Vec::new());
        }
        let mut query = self.conn.prepare_cached(
            "SELECT m.role, m.document FROM mail_id m JOIN document d ON d.id = m.document WHERE m.id = ? \
             ORDER BY d.ordinal, m.role LIMIT ?",
        )?;
        let rows = query.query_map(params![id, most], |row| {
            Ok((MailRole::of(&row.get::<_, String>(0)?), DocumentId::from_bytes(row.get(1)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many other documents are the same message: of the same number, with the same words. Those with none are not
    /// named.
    pub fn mail_copies(&self) -> Result<HashMap<DocumentId, u32>> {
        if !self.knows_mail_ids()? || !self.has_sketches()? {
            return Ok(HashMap::new());
        }
        // Counted per number and words, so that a thousand copies are a thousand rows and not a million pairs.
        let mut query = self.conn.prepare(
            "WITH message AS (SELECT m.id, s.words, m.document FROM mail_id m JOIN sketch s ON s.document = m.document \
             WHERE m.role = 'own'), \
             many AS (SELECT id, words, count(*) AS n FROM message GROUP BY id, words HAVING n > 1) \
             SELECT message.document, max(many.n) - 1 FROM many JOIN message USING (id, words) GROUP BY message.document",
        )?;
        let rows = query.query_map([], |row| Ok((DocumentId::from_bytes(row.get(0)?), row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
