//! What is recorded of documents and of everything found inside them, at any depth, undone records included: what was
//! taken back is still in the log.

use std::collections::{HashMap, HashSet};

use anchor::{Anchor, TextHash};
use facts::{DocumentId, SourceId};
use rusqlite::Connection;
use serde::de::DeserializeOwned;

use crate::{NewAcquisition, Result, oplog::cbor};

/// What must go with documents that are erased.
#[derive(Debug, Default)]
pub(crate) struct Within {
    /// For every one of the documents: the subjects of operations whose values tell of it.
    pub subjects: HashMap<DocumentId, Vec<Vec<u8>>>,
    /// Findings that go because of the path they were found by, though the document they lie in stays.
    pub stranded: Vec<Stranded>,
}

/// A finding in a document that was itself found in an erased one, and elsewhere.
#[derive(Debug)]
pub(crate) struct Stranded {
    /// The finding as it was recorded.
    pub finding: NewAcquisition,
    /// The document it lies in.
    pub parent: DocumentId,
    /// What of its path is its own: `//` and the name inside the parent.
    pub inside: String,
}

/// Looks through the log once, whatever the number of documents; `made` are texts of other documents that were made from
/// theirs.
pub(crate) fn within(conn: &Connection, documents: &[DocumentId], made: &HashSet<TextHash>) -> Result<Within> {
    let erased: HashSet<DocumentId> = documents.iter().copied().collect();
    let is_erased = |id: &DocumentId| erased.contains(id);
    let mut within = Within::default();
    let mut findings: Vec<(Vec<u8>, NewAcquisition)> = Vec::new();
    each_recorded(conn, "acquisition.add", |subject, finding: NewAcquisition| {
        if finding.path.contains("//") || [finding.document, finding.parent].iter().flatten().any(is_erased) {
            findings.push((subject, finding));
        }
    })?;
    // What lies in something has the longer path, so what it lies in has been looked at before it.
    findings.sort_by_key(|(_, finding)| finding.path.len());
    // By document and path, not by path alone: another file may have been found at the same path on another day.
    let mut places: HashMap<(DocumentId, &str), DocumentId> = HashMap::new();
    let mut nameless: HashMap<(SourceId, &str), DocumentId> = HashMap::new();
    for (subject, finding) in &findings {
        let around = prefixes(&finding.path).find_map(|prefix| {
            let root = match finding.parent {
                Some(parent) => places.get(&(parent, prefix)),
                None => nameless.get(&(finding.source, prefix)),
            };
            root.map(|root| (*root, prefix.len()))
        });
        let itself = finding.document.filter(is_erased).or(finding.parent.filter(is_erased));
        let Some(root) = itself.or(around.map(|(root, _)| root)) else { continue };
        within.subjects.entry(root).or_default().push(subject.clone());
        nameless.insert((finding.source, &finding.path), root);
        if let Some(document) = finding.document {
            places.insert((document, &finding.path), root);
        }
        if let (None, Some((_, len)), Some(parent)) = (itself, around, finding.parent) {
            let inside = finding.path[len..].to_owned();
            within.stranded.push(Stranded { finding: finding.clone(), parent, inside });
        }
    }
    for kind in ["citation.add", "text.add"] {
        each_recorded(conn, kind, |subject, value: OfDocument| {
            if is_erased(&value.document) {
                within.subjects.entry(value.document).or_default().push(subject);
            } else if value.rests_on(&subject, made) {
                within.subjects.entry(documents[0]).or_default().push(subject);
            }
        })?;
    }
    Ok(within)
}

#[derive(serde::Deserialize)]
struct OfDocument {
    document: DocumentId,
    /// Of a citation.
    #[serde(default)]
    anchors: Vec<Anchor>,
}

impl OfDocument {
    /// Whether it is one of these texts, or cites one.
    fn rests_on(&self, subject: &[u8], texts: &HashSet<TextHash>) -> bool {
        let is_text = <[u8; 32]>::try_from(subject).is_ok_and(|hash| texts.contains(&TextHash::from_bytes(hash)));
        is_text || self.anchors.iter().filter_map(Anchor::version).any(|version| texts.contains(version))
    }
}

/// Hands subject and value of every operation of a kind to `each`, as far as its value is there and can be read.
pub(crate) fn each_recorded<T: DeserializeOwned>(
    conn: &Connection,
    kind: &str,
    mut each: impl FnMut(Vec<u8>, T),
) -> Result<()> {
    let mut query = conn.prepare("SELECT subject, value FROM op WHERE kind = ? AND value NOT NULL")?;
    let mut rows = query.query([kind])?;
    while let Some(row) = rows.next()? {
        let value: Vec<u8> = row.get(1)?;
        if let Ok(value) = cbor::decode(&value) {
            each(row.get(0)?, value);
        }
    }
    Ok(())
}

/// The paths a path may lie in, longest first: what stands before each `//`.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    path.rmatch_indices("//").map(|(at, _)| &path[..at])
}
