//! Preferences: of statements that rival each other, the one that somebody prefers, and why.
//!
//! A preference is a value of the register `preferred` of the statement it is for, so that it is undone, rebuilt and
//! erased with all else that is said about the statement; taking it back sets another value.

use facts::{Preference, StatementId};
use rusqlite::Connection;

use crate::{Case, Error, Result, Transaction, table};

/// The register's field.
pub(crate) const FIELD: &str = "preferred";

impl Case {
    /// Every preference that stands, oldest first; where several were recorded for one statement, the last.
    pub fn preferences(&self) -> Result<Vec<Preference>> {
        let mut query =
            self.conn.prepare("SELECT subject, value, author, at FROM register WHERE field = ? ORDER BY at, op")?;
        let mut rows = query.query([FIELD])?;
        let mut preferences: Vec<Preference> = Vec::new();
        while let Some(row) = rows.next()? {
            let value: String = row.get(1)?;
            let Some(because) = table::from_json::<Option<String>>(&value)? else { continue };
            let (statement, author, at) = (table::id(row.get(0)?), table::id(row.get(2)?), row.get(3)?);
            preferences.retain(|earlier| earlier.statement != statement);
            preferences.push(Preference { statement, because, author, at });
        }
        Ok(preferences)
    }
}

impl Transaction<'_> {
    /// Prefers a statement to `rivals`. What the same person preferred among them before is taken back with it; what
    /// others prefer stays theirs.
    pub fn prefer(&mut self, statement: StatementId, rivals: &[StatementId], because: &str) -> Result<()> {
        for rival in rivals {
            if preferred_by(self.conn(), *rival)?.is_some_and(|who| who == *self.who().as_uuid().as_bytes()) {
                self.stop_preferring(*rival)?;
            }
        }
        self.set(statement.as_uuid().as_bytes(), FIELD, &because)
    }

    /// Takes back that a statement is preferred, whoever prefers it; [`Error::NotFound`] if nobody does.
    pub fn stop_preferring(&mut self, statement: StatementId) -> Result<()> {
        if preferred_by(self.conn(), statement)?.is_none() {
            return Err(Error::NotFound { what: "preference for", id: statement.to_string() });
        }
        self.set(statement.as_uuid().as_bytes(), FIELD, &None::<String>)
    }
}

/// Who prefers a statement; of several who did so without knowing of each other, the last.
fn preferred_by(conn: &Connection, statement: StatementId) -> Result<Option<[u8; 16]>> {
    let mut query = conn.prepare_cached(
        "SELECT author FROM register WHERE subject = ? AND field = ? AND value <> 'null' ORDER BY at DESC, op LIMIT 1",
    )?;
    let mut rows = query.query(rusqlite::params![statement.as_uuid().as_bytes(), FIELD])?;
    Ok(rows.next()?.map(|row| row.get(0)).transpose()?)
}
