//! All that a case knows, loaded once for a command, and citations as people read them.

use std::collections::{HashMap, HashSet};

use anchor::{Anchor, RegionAnchor};
use facts::{
    Citation, CitationId, DocumentId, Entity, EntityId, Judgement, SaidBy, Tie, Vocabulary, knowledge::CitedBy,
    knowledge::Knowledge, same::Clusters,
};
use serde::Serialize;
use store::Case;

use crate::Result;

/// What a case knows: what views are made of.
pub struct Known {
    /// Entities, links and events that were not withdrawn, with all their statements.
    pub entities: Vec<Entity>,
    /// Ties that hold.
    pub ties: Vec<Tie>,
    /// Citations.
    pub citations: Vec<Citation>,
    /// Judgements, oldest first.
    pub judgements: Vec<Judgement>,
    clusters: Clusters,
    paths: HashMap<DocumentId, String>,
}

/// A citation as it speaks to a statement, with the place and the words.
#[derive(Debug, Clone, Serialize)]
pub struct Spoken {
    /// The citation.
    pub citation: String,
    /// `supports`, `contradicts` or `context`.
    pub stance: &'static str,
    /// Who in the source says it.
    pub said_by: Option<String>,
    /// The document.
    pub document: String,
    /// Where it was found.
    pub path: String,
    /// The unit, from 1.
    pub unit: Option<u32>,
    /// The place in words.
    pub label: String,
    /// The words.
    pub quote: String,
}

impl Known {
    /// Loads it.
    pub fn load(case: &Case) -> Result<Known> {
        let mut statements: HashMap<EntityId, Vec<facts::Statement>> = HashMap::new();
        for statement in case.statements()? {
            statements.entry(statement.entity).or_default().push(statement);
        }
        let entities = case
            .entities()?
            .into_iter()
            .filter(|e| !e.withdrawn)
            .map(|e| Entity { id: e.id, schema: e.schema, statements: statements.remove(&e.id).unwrap_or_default() })
            .collect();
        let judgements = case.judgements()?;
        let citations = case.citations()?;
        let cited: HashSet<DocumentId> = citations.iter().map(|c| c.document).collect();
        let mut paths = HashMap::new();
        for acquisition in case.all_acquisitions()? {
            if let Some(document) = acquisition.document.filter(|d| cited.contains(d)) {
                paths.entry(document).or_insert(acquisition.path);
            }
        }
        let clusters = Clusters::of(&judgements);
        Ok(Known { entities, ties: case.ties()?, citations, judgements, clusters, paths })
    }

    /// The index that views are made from.
    pub fn knowledge(&self) -> Knowledge<'_> {
        Knowledge::new(Vocabulary::standard(), &self.clusters, &self.entities, &self.ties, &self.citations)
    }

    /// Citations by id, for [`Known::spoken`].
    pub fn by_id(&self) -> HashMap<CitationId, &Citation> {
        self.citations.iter().map(|c| (c.id, c)).collect()
    }

    /// A tie with the place and the words it points at.
    pub fn spoken(
        &self,
        knowledge: &Knowledge<'_>,
        by_id: &HashMap<CitationId, &Citation>,
        cited: &CitedBy,
    ) -> Option<Spoken> {
        let citation = by_id.get(&cited.citation)?;
        Some(Spoken {
            citation: cited.citation.to_string(),
            stance: cited.stance.word(),
            said_by: speaker(knowledge, cited.said_by.as_ref()),
            document: citation.document.to_string(),
            path: self.paths.get(&citation.document).cloned().unwrap_or_default(),
            unit: citation.anchors.first().and_then(Anchor::unit),
            label: place(&citation.anchors),
            quote: citation.anchors.iter().filter_map(Anchor::quote).collect::<Vec<_>>().join(" … "),
        })
    }
}

/// Who in a source says something, as a name.
pub fn speaker(knowledge: &Knowledge<'_>, said_by: Option<&SaidBy>) -> Option<String> {
    said_by.map(|who| match who {
        SaidBy::Entity(id) => knowledge.name(*id),
        SaidBy::Words(words) => words.clone(),
    })
}

/// The words that anchors point at; for a box its place, which has no words.
pub fn words(anchors: &[Anchor]) -> String {
    let of = |anchor: &Anchor| match anchor {
        Anchor::Region(region) => Some(marked_area(region)),
        anchor => anchor.quote(),
    };
    anchors.iter().filter_map(of).collect::<Vec<_>>().join(" … ")
}

fn marked_area(region: &RegionAnchor) -> String {
    format!("p. {}, marked area", region.unit)
}

fn place(anchors: &[Anchor]) -> String {
    match anchors.first() {
        Some(Anchor::Cells(cells)) if cells.sheet.is_empty() => format!("row {}", cells.row),
        Some(Anchor::Cells(cells)) => format!("{} row {}", cells.sheet, cells.row),
        Some(Anchor::Region(region)) => marked_area(region),
        Some(anchor) => anchor.unit().map_or_else(|| anchor.kind().to_owned(), |unit| format!("unit {unit}")),
        None => String::new(),
    }
}
