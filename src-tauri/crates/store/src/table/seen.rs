//! Pages that were looked at and are not part of a text yet: what a run that was cut short need not do again.

use anchor::Unit;
use facts::DocumentId;
use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// What a look at a page came to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeenPage {
    /// The page with the words that were found on it, if any.
    pub unit: Unit,
    /// Where something like text stands that was not read: x, y, width and height in points.
    pub unread: Vec<[f32; 4]>,
    /// What else is to be said of it, in words.
    pub notes: Vec<String>,
    /// Why it could not be looked at, if it could not.
    pub failed: Option<String>,
}

/// Largest page that is unpacked: a worker gives no larger one.
const MOST_BYTES: usize = 64 << 20;
const ZSTD_LEVEL: i32 = 3;

pub(crate) fn keep(conn: &Connection, document: &DocumentId, number: u32, engine: &str, page: &SeenPage) -> Result<()> {
    let damaged = |why: &dyn std::fmt::Display| Error::Damaged(format!("a page cannot be packed: {why}"));
    let plain = postcard::to_stdvec(page).map_err(|e| damaged(&e))?;
    let packed = zstd::bulk::compress(&plain, ZSTD_LEVEL).map_err(|e| damaged(&e))?;
    conn.prepare_cached("INSERT OR REPLACE INTO seen_page (document, unit, engine, page) VALUES (?, ?, ?, ?)")?
        .execute(params![document.as_bytes(), number, engine, packed])?;
    Ok(())
}

/// The pages of a document, by number. One that cannot be unpacked counts as not looked at.
pub(crate) fn of_document(conn: &Connection, document: &DocumentId) -> Result<Vec<(u32, SeenPage)>> {
    let mut query = conn.prepare_cached("SELECT unit, page FROM seen_page WHERE document = ? ORDER BY unit")?;
    let rows = query.query_map([document.as_bytes()], |row| Ok((row.get(0)?, row.get::<_, Vec<u8>>(1)?)))?;
    let mut pages = Vec::new();
    for row in rows {
        let (number, packed) = row?;
        pages.extend(unpacked(&packed).map(|page| (number, page)));
    }
    Ok(pages)
}

fn unpacked(packed: &[u8]) -> Option<SeenPage> {
    let len = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten()?;
    let len = usize::try_from(len).ok().filter(|len| *len <= MOST_BYTES)?;
    postcard::from_bytes(&zstd::bulk::decompress(packed, len).ok()?).ok()
}

/// Every page by document, number and what looked at it.
pub(crate) fn all(conn: &Connection) -> Result<Vec<(DocumentId, u32, String)>> {
    let mut query = conn.prepare_cached("SELECT document, unit, engine FROM seen_page ORDER BY document, unit")?;
    let rows = query.query_map([], |row| Ok((DocumentId::from_bytes(row.get(0)?), row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn forget(conn: &Connection, document: &DocumentId) -> Result<()> {
    conn.prepare_cached("DELETE FROM seen_page WHERE document = ?")?.execute([document.as_bytes()])?;
    Ok(())
}
