//! Acquisitions: every place a document was found, and every file that could not become one. The ledger's rows.

use std::collections::HashMap;

use facts::{AcquisitionId, DocumentId, SourceId};
use rusqlite::{Connection, OptionalExtension, Row, params, types::ValueRef};
use serde::{Deserialize, Serialize};

use super::{at, document::from_hex, from_word, id, payload, reading::State, tombstone, who, word};
use crate::{
    Result,
    oplog::{OpId, Operation},
};

/// Value of `acquisition.add`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAcquisition {
    /// The document found; `None` if the file could not be taken in.
    pub document: Option<DocumentId>,
    /// Where it came from.
    pub source: SourceId,
    /// The document it was found in.
    pub parent: Option<DocumentId>,
    /// Path relative to the root that was given, or the parent's path, `//` and the name inside it. Readable.
    pub path: String,
    /// The path's or name's bytes where they are not the UTF-8 of its last part, as hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_path: Option<String>,
    /// Where in the parent: `entry 3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locator: Option<String>,
    /// When the file or entry was last changed, EDTF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    /// Set where this very finding has a state of its own: `read_error`, `skipped`, a broken archive entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<State>,
    /// Why, in words; goes with `state`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Bytes of a file that could not become a document, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
}

/// One place a document was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acquisition {
    /// Its id.
    pub id: AcquisitionId,
    /// The document, if it became one.
    pub document: Option<DocumentId>,
    /// Its source.
    pub source: SourceId,
    /// The document it was found in.
    pub parent: Option<DocumentId>,
    /// Readable path.
    pub path: String,
    /// The path's or name's own bytes, where they are not those of its last part.
    pub raw_path: Option<Vec<u8>>,
    /// Last change, EDTF.
    pub modified: Option<String>,
    /// What kept it from being had whole there; `None` where nothing did.
    pub state: Option<State>,
}

/// A place of a document that was read, with what is asked of many at once.
#[derive(Debug, Clone)]
pub struct ReadPlace {
    /// Where it was found.
    pub found: Acquisition,
    /// Its kind, told by content.
    pub kind: String,
    /// Its current text.
    pub text: Option<anchor::TextHash>,
    /// The texts that were made from its transcripts, as JSON, where it has any.
    pub transcripts: Option<String>,
    /// Whether it has words that are no transcript's.
    pub has_own_words: bool,
}

/// A finding, as it was written into the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// Its number in the ledger.
    pub ordinal: u64,
    /// Whether it was not there before.
    pub is_new: bool,
    /// Whether it was not, while its very bytes were: found at another place, or from another source.
    pub is_copy: bool,
}

/// A finding that lies in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inside {
    /// Its number in the ledger.
    pub ordinal: u64,
    /// Whether it was passed over because it had been erased.
    pub is_passed_over: bool,
}

/// A row of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerRow {
    /// Readable path; empty once erased.
    pub path: String,
    /// The document, if it became one.
    pub document: Option<DocumentId>,
    /// The document it was found in.
    pub parent: Option<DocumentId>,
    /// The source it came from; none once erased.
    pub source: Option<SourceId>,
    /// Kind of file; empty if it was never looked at.
    pub kind: String,
    /// Its one state.
    pub state: State,
    /// Why, in words.
    pub reason: String,
    /// Size in bytes, where known.
    pub bytes: u64,
    /// Units of text.
    pub units: u32,
    /// What confined the reader: `seccomp, landlock`, `off`; empty if nothing was read.
    pub sandbox: String,
}

pub(super) fn apply(conn: &Connection, op: &Operation) -> Result<()> {
    let value: NewAcquisition = payload(op)?;
    conn.prepare_cached(
        "INSERT OR IGNORE INTO acquisition (id, document, source, parent, path, raw_path, locator, modified, state, \
         reason, bytes, author, at, op) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![
        op.head.subject,
        value.document.map(|d| *d.as_bytes()),
        value.source.as_uuid().as_bytes(),
        value.parent.map(|d| *d.as_bytes()),
        value.path,
        value.raw_path.map(String::into_bytes),
        value.locator,
        value.modified,
        value.state.map(|s| word(&s)),
        value.reason,
        value.bytes,
        who(op),
        at(op),
        op.id.0
    ])?;
    Ok(())
}

const COLUMNS: &str = "id, document, source, parent, path, raw_path, modified, state";
const N_COLUMNS: usize = 8;

fn from_row(row: &Row<'_>) -> rusqlite::Result<Acquisition> {
    Ok(Acquisition {
        id: id(row.get(0)?),
        document: row.get::<_, Option<_>>(1)?.map(DocumentId::from_bytes),
        source: id(row.get(2)?),
        parent: row.get::<_, Option<_>>(3)?.map(DocumentId::from_bytes),
        path: row.get(4)?,
        raw_path: row.get::<_, Option<Vec<u8>>>(5)?.and_then(|hex| from_hex(str::from_utf8(&hex).ok()?)),
        modified: row.get(6)?,
        // A word that only a later version knows says at least that it is not whole.
        state: row.get::<_, Option<String>>(7)?.map(|word| from_word(&word).unwrap_or(State::Corrupt)),
    })
}

/// Every acquisition, in the order they were made.
pub(crate) fn all(conn: &Connection) -> Result<Vec<Acquisition>> {
    let mut query = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM acquisition ORDER BY ordinal"))?;
    let rows = query.query_map([], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Where one document was found, in the order it was found.
pub(crate) fn of_document(conn: &Connection, document: &DocumentId) -> Result<Vec<Acquisition>> {
    let mut query =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM acquisition WHERE document = ? ORDER BY ordinal"))?;
    let rows = query.query_map([document.as_bytes()], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What was found in one document, in the order it was found.
pub(crate) fn inside(conn: &Connection, parent: &DocumentId) -> Result<Vec<Acquisition>> {
    let mut query =
        conn.prepare_cached(&format!("SELECT {COLUMNS} FROM acquisition WHERE parent = ? ORDER BY ordinal"))?;
    let rows = query.query_map([parent.as_bytes()], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// By the path: see [`THIS_FINDING`].
const BESIDE: &str = "path >= ? AND path < ? AND +source = ? AND +parent IS ?";

/// What was found in the same place under a name that begins alike: the path up to a point, and what stands behind it.
pub(crate) fn beside(conn: &Connection, found: &Acquisition, until_point: &str) -> Result<Vec<Acquisition>> {
    const MOST: u32 = 500;
    // The point's next neighbour is what parts folders.
    let (from, to) = (format!("{until_point}."), format!("{until_point}/"));
    let mut query = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM acquisition WHERE {BESIDE} AND document NOT NULL ORDER BY ordinal LIMIT {MOST}"
    ))?;
    let source = found.source.as_uuid().as_bytes();
    let rows = query.query_map(params![from, to, source, found.parent.map(|d| *d.as_bytes())], from_row)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Where documents of these kinds lie, and those that `engine` read, in the order they were found: one pass over the
/// readings, whatever their number.
pub(crate) fn of_readings(conn: &Connection, kinds: &[&str], engine: &str) -> Result<Vec<ReadPlace>> {
    let columns = COLUMNS.split(", ").map(|column| format!("a.{column}")).collect::<Vec<_>>().join(", ");
    let mut query = conn.prepare_cached(&format!(
        "SELECT {columns}, r.kind, r.text, json_extract(r.details, '$.transcripts'), \
         CASE json_type(r.details, '$.alone') WHEN 'object' THEN json_extract(r.details, '$.alone.text') ELSE r.text END \
         FROM reading r CROSS JOIN acquisition a ON a.document = r.document \
         WHERE r.kind IN (SELECT value FROM json_each(?)) OR r.parser = ? ORDER BY a.ordinal"
    ))?;
    let rows = query.query_map(params![super::to_json(&kinds)?, engine], |row| {
        Ok(ReadPlace {
            found: from_row(row)?,
            kind: row.get(N_COLUMNS)?,
            text: row.get::<_, Option<_>>(N_COLUMNS + 1)?.map(anchor::TextHash::from_bytes),
            transcripts: row.get(N_COLUMNS + 2)?,
            has_own_words: row.get_ref(N_COLUMNS + 3)? != ValueRef::Null,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// By its path alone: no parent is what every file of a folder has, and one attachment may be in every mail, so that by
/// another index each finding would be compared with all before it.
const THIS_FINDING: &str = "SELECT ordinal FROM acquisition WHERE path = ? AND +source = ? AND +document IS ? \
     AND +parent IS ? AND +locator IS ? AND +state IS ?";

/// The number of this very finding, if it is known: the same bytes (or the same trouble) from the same source at the same
/// place.
pub(crate) fn ordinal(conn: &Connection, new: &NewAcquisition) -> Result<Option<u64>> {
    Ok(conn
        .prepare_cached(THIS_FINDING)?
        .query_row(
            params![
                new.path,
                new.source.as_uuid().as_bytes(),
                new.document.map(|d| *d.as_bytes()),
                new.parent.map(|d| *d.as_bytes()),
                new.locator,
                new.state.map(|s| word(&s)),
            ],
            |row| row.get(0),
        )
        .optional()?)
}

/// Whether a document stands anywhere in the ledger.
pub(crate) fn is_found(conn: &Connection, document: &DocumentId) -> Result<bool> {
    let mut query = conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM acquisition WHERE document = ?)")?;
    Ok(query.query_row([document.as_bytes()], |row| row.get(0))?)
}

/// The number of a finding.
pub(crate) fn ordinal_of(conn: &Connection, id: AcquisitionId) -> Result<u64> {
    Ok(conn
        .prepare_cached("SELECT ordinal FROM acquisition WHERE id = ?")?
        .query_row([id.as_uuid().as_bytes()], |row| row.get(0))?)
}

/// Findings in a document, at any depth.
pub(crate) fn all_inside(conn: &Connection, document: &DocumentId) -> Result<Vec<Inside>> {
    let mut query = conn.prepare_cached(
        "WITH RECURSIVE inside(ordinal, document, passed_over) AS (\
         SELECT ordinal, document, document IS NULL AND state = 'skipped' AND path LIKE '%//(erased) %' \
         FROM acquisition WHERE parent = ?1 \
         UNION SELECT a.ordinal, a.document, a.document IS NULL AND a.state = 'skipped' AND a.path LIKE '%//(erased) %' \
         FROM acquisition a JOIN inside i ON a.parent = i.document) \
         SELECT ordinal, coalesce(passed_over, 0) FROM inside",
    )?;
    let rows = query
        .query_map([document.as_bytes()], |row| Ok(Inside { ordinal: row.get(0)?, is_passed_over: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether a file of this path, size and time was taken in.
pub(crate) fn seems_known(conn: &Connection, path: &str, modified: Option<&str>, bytes: u64) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "SELECT 1 FROM acquisition a JOIN document d ON d.id = a.document \
             WHERE a.path = ? AND +a.parent IS NULL AND a.modified IS ? AND d.bytes = ?",
        )?
        .exists(params![path, modified, bytes])?)
}

/// What the ledger calls bytes that were erased and came again: their name went with them, and the id tells nobody
/// outside the case what they were. Inside a container it stands after `//`.
pub fn name_of_erased(document: &DocumentId) -> String {
    format!("(erased) {}", document.short())
}

/// The operations behind the ledger's rows that say a document was passed over because it had been erased.
pub(crate) fn passed_over(conn: &Connection, document: &DocumentId) -> Result<Vec<OpId>> {
    let name = name_of_erased(document);
    let mut query = conn.prepare(
        "SELECT op FROM acquisition WHERE document IS NULL AND state = 'skipped' \
         AND (path = ?1 OR substr(path, -length(?2)) = ?2) ORDER BY ordinal",
    )?;
    let rows = query.query_map(params![name, format!("//{name}")], |row| row.get(0).map(OpId))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many findings in a document, at any depth, were passed over because they had been erased.
pub(crate) fn count_passed_over(conn: &Connection, document: &DocumentId) -> Result<u64> {
    let sql = "WITH RECURSIVE inside(path, document, state) AS (\
         SELECT path, document, state FROM acquisition WHERE parent = ?1 \
         UNION SELECT a.path, a.document, a.state FROM acquisition a JOIN inside i ON a.parent = i.document) \
         SELECT count(*) FROM inside WHERE document IS NULL AND state = 'skipped' AND path LIKE '%//(erased) %'";
    Ok(conn.prepare_cached(sql)?.query_row([document.as_bytes()], |row| row.get(0))?)
}

/// Whether finding `a`, which gave no document, was found again later and then did.
pub(crate) const SUPERSEDED: &str = "(a.document IS NULL AND EXISTS (SELECT 1 FROM acquisition b WHERE \
     b.path = a.path AND b.source = a.source AND b.parent IS a.parent AND b.document NOT NULL AND b.ordinal > a.ordinal))";

/// Of finding `a`, which a limit cut short: the document that another reading kept of the same part of the same document,
/// the whole of it or else more of it.
pub(crate) const WHOLE: &str = "(SELECT b.document FROM acquisition b JOIN document e ON e.id = b.document WHERE \
     a.state = 'limit_hit' AND a.document NOT NULL AND b.path = a.path AND +b.source = a.source \
     AND +b.parent IS a.parent AND +b.locator IS a.locator AND +b.document <> a.document AND (b.state IS NULL \
     OR b.state = 'limit_hit' AND e.bytes > (SELECT f.bytes FROM document f WHERE f.id = a.document)) \
     ORDER BY b.state NOT NULL, e.bytes DESC LIMIT 1)";

/// Documents that a limit cut short wherever they were found, each with the one that is whole, or more of it, where every
/// place of it has one.
pub(crate) fn cut_short(conn: &Connection) -> Result<HashMap<DocumentId, DocumentId>> {
    let mut query = conn.prepare_cached(&cut_short_where("a.document NOT NULL"))?;
    let rows =
        query.query_map([], |row| Ok((DocumentId::from_bytes(row.get(0)?), DocumentId::from_bytes(row.get(1)?))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// As [`cut_short`], of one document.
pub(crate) fn whole_of(conn: &Connection, id: &DocumentId) -> Result<Option<DocumentId>> {
    let mut query = conn.prepare_cached(&cut_short_where("a.document = ?1"))?;
    Ok(query.query_row([id.as_bytes()], |row| row.get(1)).optional()?.map(DocumentId::from_bytes))
}

fn cut_short_where(documents: &str) -> String {
    format!(
        "SELECT document, max(whole) FROM (SELECT a.document AS document, {WHOLE} AS whole FROM acquisition a \
         WHERE {documents} AND a.state = 'limit_hit' AND NOT EXISTS \
         (SELECT 1 FROM acquisition c WHERE c.document = a.document AND c.state IS NOT 'limit_hit')) \
         GROUP BY document HAVING count(whole) = count(*)"
    )
}

/// The whole ledger, in the order things were found: a row per file and per child, each in one state.
pub(crate) fn ledger(conn: &Connection) -> Result<Vec<LedgerRow>> {
    let sql = format!(
        "SELECT a.path, a.document, a.parent, a.state, a.reason, a.bytes, d.bytes, r.kind, r.state, r.reason, r.units, \
         r.sandbox, \
         (SELECT f.path FROM acquisition f WHERE f.document = a.document AND f.state IS NULL ORDER BY f.ordinal LIMIT 1), \
         (SELECT min(f.ordinal) FROM acquisition f WHERE f.document = a.document AND f.state IS NULL) < a.ordinal, \
         a.source, {WHOLE} FROM acquisition a LEFT JOIN document d ON d.id = a.document LEFT JOIN reading r ON r.document = a.document \
         WHERE NOT {SUPERSEDED} ORDER BY a.ordinal"
    );
    let aside = crate::privilege::all(conn)?;
    let is_shut = |id: &DocumentId| aside.get(id).is_some_and(crate::SetAside::is_shut);
    let mut query = conn.prepare_cached(&sql)?;
    let mut rows = query.query([])?;
    let mut ledger = Vec::new();
    let mut cut = Vec::new();
    while let Some(row) = rows.next()? {
        let own_state: Option<String> = row.get(3)?;
        let read_state: Option<String> = row.get(8)?;
        let is_repeat = row.get::<_, Option<bool>>(13)?.unwrap_or(false);
        let read_reason = || row.get::<_, Option<String>>(9).map(Option::unwrap_or_default);
        let whole = row.get::<_, Option<_>>(15)?.map(DocumentId::from_bytes);
        let (state, reason) = match (own_state, read_state) {
            (Some(_), _) if whole.is_some() => (State::Duplicate, String::new()),
            (Some(state), _) => (from_word(&state)?, row.get::<_, Option<String>>(4)?.unwrap_or_default()),
            (None, state) if is_repeat => {
                let twin: String = row.get::<_, Option<String>>(12)?.unwrap_or_default();
                let is_aside = row.get::<_, Option<_>>(1)?.is_some_and(|id| is_shut(&DocumentId::from_bytes(id)));
                let state =
                    if is_aside { word(&State::SetAside) } else { state.unwrap_or_else(|| word(&State::Queued)) };
                (State::Duplicate, format!("same bytes as {twin} ({state})"))
            }
            (None, Some(state)) => (from_word(&state)?, read_reason()?),
            (None, None) => (State::Queued, "not read yet".into()),
        };
        let document = row.get::<_, Option<_>>(1)?.map(DocumentId::from_bytes);
        let shut = document.and_then(|id| aside.get(&id)).filter(|aside| aside.is_shut() && state != State::Duplicate);
        let (state, reason) = match shut {
            Some(aside) => (State::SetAside, format!("it may be privileged: {}", aside.because)),
            None => (state, reason),
        };
        cut.extend(whole.map(|whole| (ledger.len(), whole)));
        ledger.push(LedgerRow {
            path: row.get(0)?,
            document,
            parent: row.get::<_, Option<_>>(2)?.map(DocumentId::from_bytes),
            source: Some(id(row.get(14)?)),
            kind: row.get::<_, Option<_>>(7)?.unwrap_or_default(),
            state,
            reason,
            bytes: row.get::<_, Option<u64>>(6)?.or(row.get(5)?).unwrap_or(0),
            units: row.get::<_, Option<_>>(10)?.unwrap_or(0),
            sandbox: row.get::<_, Option<_>>(11)?.unwrap_or_default(),
        });
    }
    tell_of_cut(&mut ledger, &cut);
    for (id, reason) in tombstone::documents(conn)? {
        ledger.push(LedgerRow {
            path: String::new(),
            document: Some(DocumentId::from_bytes(id)),
            parent: None,
            source: None,
            kind: String::new(),
            state: State::Erased,
            reason: format!("erased: {reason}"),
            bytes: 0,
            units: 0,
            sandbox: String::new(),
        });
    }
    Ok(ledger)
}

/// Says of rows that a limit cut short how it stands with what another reading kept.
fn tell_of_cut(ledger: &mut [LedgerRow], cut: &[(usize, DocumentId)]) {
    let mut states: HashMap<DocumentId, State> = cut.iter().map(|(_, whole)| (*whole, State::Queued)).collect();
    for row in ledger.iter().filter(|row| row.state != State::Duplicate) {
        if let Some(state) = row.document.and_then(|id| states.get_mut(&id)) {
            *state = row.state;
        }
    }
    for (idx, whole) in cut {
        ledger[*idx].reason = format!("a limit cut it short; another reading came further ({})", word(&states[whole]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_looked_for_by_their_path() {
        let conn = Connection::open_in_memory().expect("a database");
        crate::migrate::migrate(&conn).expect("migrated");
        for asked in [THIS_FINDING, &format!("SELECT 1 FROM acquisition WHERE {BESIDE} ORDER BY ordinal")] {
            let sql = format!("EXPLAIN QUERY PLAN {}", asked.replace('?', "NULL"));
            let plan: String = conn.query_row(&sql, [], |row| row.get("detail")).expect("a step");
            assert!(plan.contains("acquisition_path"), "{asked}: {plan}");
        }
    }
}
