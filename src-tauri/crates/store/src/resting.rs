//! What other people's work rests on: it is not pulled away from under them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rusqlite::{Connection, params};

use crate::{
    Result,
    oplog::{OpId, Operation},
    preference,
    table::{self, correction},
    transaction::{Transaction, operation},
};

/// What of one kind rests on something, and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resting {
    /// `statement`, `tie`, `preference`, `judgement`, `citation` or `correction`.
    pub what: &'static str,
    /// How many.
    pub count: u64,
    /// Names of those who made them, empty for somebody who did not say. The same person in another copy of the case
    /// counts as another.
    pub by: BTreeSet<String>,
}

/// What rests on operations that are about to be taken back, made by others or in another copy of the case.
pub(crate) fn resting_on(tx: &Transaction<'_>, taken_back: &[Operation]) -> Result<Vec<Resting>> {
    let conn = tx.conn();
    let mut found: BTreeMap<&'static str, HashSet<OpId>> = BTreeMap::new();
    for op in taken_back {
        let subject = op.head.subject.as_slice();
        match op.head.kind.as_str() {
            "entity.add" => {
                let id = uuid::Uuid::from_slice(subject).unwrap_or_default().to_string();
                let statements = "SELECT op FROM statement WHERE entity = ?1 OR value = ?2";
                gather(conn, &mut found, "statement", statements, params![subject, id])?;
                let judgements = "SELECT op FROM judgement WHERE \"left\" = ?1 OR \"right\" = ?1";
                gather(conn, &mut found, "judgement", judgements, params![subject])?;
                let said_by = "SELECT op FROM citation WHERE said_by LIKE '%' || ?1 || '%'";
                gather(conn, &mut found, "citation", said_by, params![id])?;
            }
            "statement.add" => {
                gather(conn, &mut found, "tie", "SELECT op FROM tie WHERE statement = ?", params![subject])?;
                let preferred = "SELECT op FROM register WHERE subject = ? AND field = ? AND value <> 'null'";
                gather(conn, &mut found, "preference", preferred, params![subject, preference::FIELD])?;
            }
            "citation.add" => {
                gather(conn, &mut found, "tie", "SELECT op FROM tie WHERE citation = ?", params![subject])?;
            }
            // A later correction was made of the text that this one made.
            "text.correct" => {
                let time = op.head.time.stored();
                gather(conn, &mut found, "correction", correction::LATER, params![subject, time])?;
            }
            _ => {}
        }
    }
    let ours: HashSet<OpId> = taken_back.iter().map(|op| op.id).collect();
    let names = table::person::names(conn)?;
    let mut resting = Vec::new();
    for (what, ids) in found {
        let (mut count, mut by) = (0, BTreeSet::new());
        for id in ids.difference(&ours) {
            let Some(op) = operation(conn, *id)? else { continue };
            if op.head.who != tx.who() || op.head.replica != tx.replica() {
                count += 1;
                by.insert(names.get(&op.head.who).cloned().unwrap_or_default());
            }
        }
        if count > 0 {
            resting.push(Resting { what, count, by });
        }
    }
    Ok(resting)
}

fn gather(
    conn: &Connection,
    found: &mut BTreeMap<&'static str, HashSet<OpId>>,
    what: &'static str,
    sql: &str,
    params: impl rusqlite::Params,
) -> Result<()> {
    let mut query = conn.prepare_cached(sql)?;
    let rows = query.query_map(params, |row| row.get(0).map(OpId))?;
    let ids = found.entry(what).or_default();
    for id in rows {
        ids.insert(id?);
    }
    Ok(())
}
