//! What state each document is in, and what a search cannot look into: one rule, used by every view.
//!
//! A document is as bad as its best place. If any place gave its whole bytes, its state is what came of reading them.
//! If none did, because each was a broken or locked part of something, the state of the place found first is its state,
//! whatever could be read of what was kept. What a limit cut short is a duplicate once another reading came further.

use std::collections::{BTreeSet, HashMap};

use anchor::TextHash;
use facts::DocumentId;
use rusqlite::{Connection, OptionalExtension};

use super::{
    acquisition::{SUPERSEDED, cut_short, whole_of},
    from_word,
    reading::State,
};
use crate::{Result, privilege};

/// Documents that no place gave whole, with the state of the place found first.
const BROKEN: &str = "SELECT a.document, a.state, min(a.ordinal) FROM acquisition a \
     WHERE a.document NOT NULL AND a.state NOT NULL \
     AND NOT EXISTS (SELECT 1 FROM acquisition b WHERE b.document = a.document AND b.state IS NULL) \
     GROUP BY a.document";

/// What a search cannot look into, in documents and in files that could not become one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unsearched {
    /// They were looked at and could not be read, or not fully.
    pub unreadable: u64,
    /// They were taken in and wait to be read.
    pub queued: u64,
    /// They are set aside: nobody looks into them unasked.
    pub set_aside: u64,
}

/// The current text of a document, as a pass over all texts needs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentText {
    /// The document's local number.
    pub ordinal: u64,
    /// The text.
    pub hash: TextHash,
    /// Whether the document counts as unreadable, though this much of it was read.
    pub is_unreadable: bool,
}

/// The state of every document.
pub(crate) fn all(conn: &Connection) -> Result<HashMap<DocumentId, State>> {
    let mut query = conn.prepare("SELECT d.id, r.state FROM document d LEFT JOIN reading r ON r.document = d.id")?;
    let rows =
        query.query_map([], |row| Ok((DocumentId::from_bytes(row.get(0)?), row.get::<_, Option<String>>(1)?)))?;
    let mut states = HashMap::new();
    for row in rows {
        let (id, word) = row?;
        states.insert(id, word.as_deref().map_or(Ok(State::Queued), from_word)?);
    }
    for (id, state) in broken(conn)? {
        states.insert(id, state);
    }
    for id in privilege::shut(conn)? {
        states.insert(id, State::SetAside);
    }
    Ok(states)
}

/// The state of one document, and why.
pub(crate) fn of(conn: &Connection, id: &DocumentId) -> Result<(State, String)> {
    if let Some(aside) = privilege::standing(conn, id)?.filter(privilege::SetAside::is_shut) {
        return Ok((State::SetAside, aside.because));
    }
    let broken = conn
        .prepare_cached(
            "SELECT state, reason FROM acquisition a WHERE document = ?1 AND state NOT NULL \
             AND NOT EXISTS (SELECT 1 FROM acquisition b WHERE b.document = ?1 AND b.state IS NULL) \
             ORDER BY ordinal LIMIT 1",
        )?
        .query_row([id.as_bytes()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?)))
        .optional()?;
    if let Some((state, reason)) = broken {
        return match whole_of(conn, id)? {
            Some(whole) => {
                let reason = format!("a limit cut it short; another reading came further: document {}", whole.short());
                Ok((State::Duplicate, reason))
            }
            None => Ok((from_word(&state)?, reason.unwrap_or_default())),
        };
    }
    let read = super::reading::get(conn, id)?.map(|reading| (reading.result.state, reading.result.reason));
    Ok(read.unwrap_or((State::Queued, String::new())))
}

/// Counts over indexes, but for the few documents that no place gave whole.
pub(crate) fn unsearched(conn: &Connection) -> Result<Unsearched> {
    let readable = readable_words();
    let count = |sql: &str| -> Result<u64> { Ok(conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?) };
    let lost = count(&format!(
        "SELECT count(DISTINCT a.path) FROM acquisition a \
         WHERE a.document IS NULL AND a.state NOT IN ({readable}) AND NOT {SUPERSEDED}"
    ))?;
    let unread: Vec<String> =
        State::ALL.iter().filter(|s| s.is_unreadable()).map(|s| format!("'{}'", s.as_str())).collect();
    let badly_read = count(&format!("SELECT count(*) FROM reading WHERE state IN ({})", unread.join(", ")))?;
    let queued = count("SELECT count(*) FROM document")?.saturating_sub(count("SELECT count(*) FROM reading")?);
    let mut counts = Unsearched { unreadable: lost + badly_read, queued, set_aside: 0 };
    // What is set aside is counted so, and not for how it was read.
    let shut = privilege::shut(conn)?;
    for id in &shut {
        match read_as(conn, id)? {
            None => counts.queued = counts.queued.saturating_sub(1),
            Some(read) => counts.unreadable -= u64::from(read.is_unreadable()).min(counts.unreadable),
        }
        counts.set_aside += 1;
    }
    for (id, state) in broken(conn)?.into_iter().filter(|(id, _)| !shut.contains(id)) {
        match read_as(conn, &id)? {
            None => {
                counts.queued = counts.queued.saturating_sub(1);
                counts.unreadable += u64::from(state.is_unreadable());
            }
            Some(read) => {
                counts.unreadable += u64::from(state.is_unreadable() && !read.is_unreadable());
                counts.unreadable -= u64::from(read.is_unreadable() && !state.is_unreadable()).min(counts.unreadable);
            }
        }
    }
    Ok(counts)
}

/// How many documents have words that were read after `sequence`, those left out that count as unreadable anyway, or whose
/// words are another's, too.
pub(crate) fn n_behind(conn: &Connection, sequence: u64) -> Result<u64> {
    // The plus keeps SQLite from going through all that was ever read in one of these states.
    let sql = format!(
        "SELECT document FROM reading WHERE ordinal > ? AND text NOT NULL AND +state IN ({})",
        readable_words()
    );
    let (broken, shut) = (broken(conn)?, privilege::shut(conn)?);
    let mut query = conn.prepare_cached(&sql)?;
    let rows = query.query_map([sequence], |row| row.get(0).map(DocumentId::from_bytes))?;
    let mut n_behind = 0;
    for id in rows {
        let id = id?;
        n_behind += u64::from(!broken.contains_key(&id) && !shut.contains(&id));
    }
    Ok(n_behind)
}

/// How many of these documents, by local number, do not count as unreadable and were last read up to `sequence`.
pub(crate) fn n_readable_of(conn: &Connection, ordinals: &BTreeSet<u64>, sequence: u64) -> Result<u64> {
    if ordinals.is_empty() {
        return Ok(0);
    }
    let broken = broken(conn)?;
    let mut query = conn.prepare_cached(
        "SELECT d.id, r.state, r.ordinal FROM document d JOIN reading r ON r.document = d.id WHERE d.ordinal = ?",
    )?;
    let mut n_readable = 0;
    for ordinal in ordinals {
        let row = query
            .query_row([ordinal], |row| {
                Ok((DocumentId::from_bytes(row.get(0)?), row.get::<_, String>(1)?, row.get::<_, u64>(2)?))
            })
            .optional()?;
        let Some((id, word, read_at)) = row else { continue };
        let is_readable =
            !from_word::<State>(&word)?.is_unreadable() && !broken.contains_key(&id) && !privilege::is_shut(conn, &id)?;
        n_readable += u64::from(is_readable && read_at <= sequence);
    }
    Ok(n_readable)
}

/// Documents read after `sequence`, oldest reading first.
pub(crate) fn read_after(conn: &Connection, sequence: u64) -> Result<Vec<DocumentId>> {
    let mut query = conn.prepare_cached("SELECT document FROM reading WHERE ordinal > ? ORDER BY ordinal")?;
    let rows = query.query_map([sequence], |row| row.get(0).map(DocumentId::from_bytes))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Documents that wait to be read, in the order they came.
pub(crate) fn unread(conn: &Connection) -> Result<Vec<DocumentId>> {
    let mut query = conn.prepare(
        "SELECT id FROM document d WHERE NOT EXISTS (SELECT 1 FROM reading r WHERE r.document = d.id) ORDER BY ordinal",
    )?;
    let rows = query.query_map([], |row| row.get(0).map(DocumentId::from_bytes))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The current text of every document that has one and is not set aside, in the order they were read.
pub(crate) fn texts(conn: &Connection) -> Result<Vec<CurrentText>> {
    let (broken, shut) = (broken(conn)?, privilege::shut(conn)?);
    let mut query = conn.prepare(
        "SELECT d.ordinal, r.document, r.state, r.text FROM reading r JOIN document d ON d.id = r.document \
         WHERE r.text NOT NULL ORDER BY r.ordinal",
    )?;
    let mut rows = query.query([])?;
    let mut texts = Vec::new();
    while let Some(row) = rows.next()? {
        let state: State = from_word(&row.get::<_, String>(2)?)?;
        let id = DocumentId::from_bytes(row.get(1)?);
        if shut.contains(&id) {
            continue;
        }
        texts.push(CurrentText {
            ordinal: row.get(0)?,
            hash: TextHash::from_bytes(row.get(3)?),
            is_unreadable: broken.get(&id).copied().unwrap_or(state).is_unreadable(),
        });
    }
    Ok(texts)
}

/// The number of the last reading, how many there are, how much was erased (a number that was erased may come again), and
/// what was set aside or released.
pub(crate) fn texts_stamp(conn: &Connection) -> Result<[u64; 4]> {
    let set_aside = privilege::stamp(conn)?;
    let mut query = conn
        .prepare_cached("SELECT coalesce(max(ordinal), 0), count(*), (SELECT count(*) FROM tombstone) FROM reading")?;
    Ok(query.query_row([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, set_aside]))?)
}

fn broken(conn: &Connection) -> Result<HashMap<DocumentId, State>> {
    let mut query = conn.prepare_cached(BROKEN)?;
    let rows = query.query_map([], |row| Ok((DocumentId::from_bytes(row.get(0)?), row.get::<_, String>(1)?)))?;
    let mut broken = HashMap::new();
    for row in rows {
        let (id, word) = row?;
        broken.insert(id, from_word(&word)?);
    }
    if broken.values().any(|state| *state == State::LimitHit) {
        broken.extend(cut_short(conn)?.into_keys().map(|id| (id, State::Duplicate)));
    }
    Ok(broken)
}

fn read_as(conn: &Connection, id: &DocumentId) -> Result<Option<State>> {
    let word: Option<String> = conn
        .prepare_cached("SELECT state FROM reading WHERE document = ?")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?;
    word.as_deref().map(from_word).transpose()
}

fn readable_words() -> String {
    let words = State::ALL.iter().filter(|s| !s.is_unreadable()).map(|s| format!("'{}'", s.as_str()));
    words.collect::<Vec<_>>().join(", ")
}
