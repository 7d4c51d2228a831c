//! Sources: where material came from, under a code name. Every field is a register.

use std::collections::HashMap;

use facts::SourceId;
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::{id, register};
use crate::{Result, oplog::Operation};

/// The field that names the sources a source derives from.
pub const DERIVED_FROM: &str = "derived_from";

/// How material reached the newsroom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// Handed over by somebody.
    Received,
    /// Filed with an authority.
    Filing,
    /// A public register.
    Register,
    /// Published.
    News,
    /// Said to us.
    Interview,
    /// Made by us.
    Own,
}

/// Who may see a source's documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Anyone.
    Open,
    /// The newsroom.
    Internal,
    /// As few as can be.
    Protect,
}

impl SourceKind {
    /// Who may see material of this kind unless somebody says otherwise.
    pub fn default_audience(self) -> Audience {
        match self {
            SourceKind::Received | SourceKind::Interview | SourceKind::Own => Audience::Protect,
            SourceKind::Filing | SourceKind::Register | SourceKind::News => Audience::Open,
        }
    }
}

/// A source that is not in the case yet.
#[derive(Debug, Clone)]
pub struct NewSource {
    /// Never a real name: it stays in the history.
    pub code_name: String,
    /// How it came.
    pub kind: SourceKind,
    /// Who may see it; by its kind if nobody says otherwise.
    pub audience: Option<Audience>,
    /// What else is known of it, each a field of its own: `obtained`, `attribution`, `reliability`…
    pub details: serde_json::Map<String, serde_json::Value>,
}

impl NewSource {
    /// A source of which nothing else is known.
    pub fn new(code_name: impl Into<String>, kind: SourceKind) -> NewSource {
        NewSource { code_name: code_name.into(), kind, audience: None, details: serde_json::Map::new() }
    }
}

/// A source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// Code name.
    pub code_name: String,
    /// How it came.
    pub kind: SourceKind,
    /// Who may see it.
    pub audience: Audience,
    /// The sources it derives from; none where it stands on its own.
    pub derived_from: Vec<SourceId>,
}

pub(super) fn apply(conn: &Connection, op: &Operation) -> Result<()> {
    conn.execute("INSERT OR REPLACE INTO source (id, op) VALUES (?, ?)", rusqlite::params![op.head.subject, op.id.0])?;
    Ok(())
}

/// Every source, by id. Of competing values of a field the one set last is shown.
pub(crate) fn all(conn: &Connection) -> Result<HashMap<SourceId, Source>> {
    let ids: Vec<[u8; 16]> =
        conn.prepare_cached("SELECT id FROM source")?.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
    let mut sources = HashMap::new();
    for bytes in ids {
        let field = |name: &str| -> Result<Option<String>> {
            let values = register::current(conn, &bytes, name)?;
            Ok(values.last().and_then(|(_, v)| v.as_str().map(str::to_owned)))
        };
        let kind = super::from_word(&field("kind")?.unwrap_or_else(|| "received".into()))?;
        let audience = match field("audience")? {
            Some(word) => super::from_word(&word)?,
            None => SourceKind::default_audience(kind),
        };
        let derived_from = match register::current(conn, &bytes, DERIVED_FROM)?.pop() {
            Some((_, value)) => serde_json::from_value(value).unwrap_or_default(),
            None => Vec::new(),
        };
        let code_name = field("code_name")?.unwrap_or_default();
        let source = Source { id: id(bytes), code_name, kind, audience, derived_from };
        sources.insert(source.id, source);
    }
    Ok(sources)
}
