//! All that a case knows, loaded once for a command, and citations as people read them.

use std::collections::{BTreeSet, HashMap, HashSet};

use anchor::{Anchor, RegionAnchor};
use facts::{
    Citation, CitationId, DocumentId, Entity, EntityId, Judgement, Preference, SaidBy, SourceId, Statement,
    StatementId, Tie, Vocabulary, knowledge::CitedBy, knowledge::Knowledge, origin, same::Clusters,
};
use ingest::PageLabels;
use serde::Serialize;
use serde_json::Value;
use store::Case;
use ts_rs::TS;

use crate::{Result, deriving, library::UnitWords, transcripts};

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
    /// Which statements people prefer to their rivals.
    pub preferences: Vec<Preference>,
    clusters: Clusters,
    /// What was withdrawn and is still named by facts that were not.
    withdrawn: Vec<Entity>,
    /// What was erased and is still named.
    erased: Vec<EntityId>,
    paths: HashMap<DocumentId, String>,
    /// Of documents that are cited: where they came from.
    whence: HashMap<DocumentId, Whence>,
    /// Of documents that are cited: what kind they are.
    kinds: HashMap<DocumentId, String>,
    /// And what their pages are called.
    labels: HashMap<DocumentId, PageLabels>,
}

/// Where a document came from: code names, in order.
#[derive(Debug, Clone, Default)]
pub struct Whence {
    /// The sources it was found in.
    pub sources: BTreeSet<String>,
    /// The sources that these go back to.
    pub origins: BTreeSet<String>,
}

/// A citation as it speaks to a statement, with the place and the words.
#[derive(Debug, Clone, Serialize, TS)]
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
        let mut statements: HashMap<EntityId, Vec<Statement>> = HashMap::new();
        for statement in case.statements()? {
            statements.entry(statement.entity).or_default().push(statement);
        }
        let (mut entities, mut withdrawn) = (Vec::new(), Vec::new());
        for row in case.entities()? {
            let statements = statements.remove(&row.id).unwrap_or_default();
            let entity = Entity { id: row.id, schema: row.schema, statements };
            if row.withdrawn { withdrawn.push(entity) } else { entities.push(entity) }
        }
        let erased = erased(case, &entities, &withdrawn)?;
        let judgements = case.judgements()?;
        let citations = case.citations()?;
        let cited: HashSet<DocumentId> = citations.iter().map(|c| c.document).collect();
        let sources = case.sources()?;
        let derivations = deriving::derivations(&sources);
        let code_name = |id: &SourceId| deriving::code_name(&sources, id);
        let mut origins: HashMap<SourceId, BTreeSet<String>> = HashMap::new();
        let (mut paths, mut whence) = (HashMap::new(), HashMap::<DocumentId, Whence>::new());
        for acquisition in case.all_acquisitions()? {
            if let Some(document) = acquisition.document.filter(|d| cited.contains(d)) {
                let from = whence.entry(document).or_default();
                from.sources.insert(code_name(&acquisition.source));
                let of_source = || origin::origins(acquisition.source, &derivations).iter().map(code_name).collect();
                from.origins.extend(origins.entry(acquisition.source).or_insert_with(of_source).iter().cloned());
                paths.entry(document).or_insert(acquisition.path);
            }
        }
        let (mut kinds, mut labels) = (HashMap::new(), HashMap::new());
        for document in &cited {
            let Some(reading) = case.reading(document)?.map(|reading| reading.result) else { continue };
            let kept = reading.details["meta"]["page_labels"].as_array().into_iter().flatten();
            labels.insert(*document, PageLabels::of_kept(kept.filter_map(Value::as_str)));
            kinds.insert(*document, reading.kind);
        }
        let clusters = Clusters::of(&judgements);
        let (ties, preferences) = (case.ties()?, case.preferences()?);
        Ok(Known {
            entities,
            ties,
            citations,
            judgements,
            preferences,
            clusters,
            withdrawn,
            erased,
            paths,
            whence,
            kinds,
            labels,
        })
    }

    /// The index that views are made from.
    pub fn knowledge(&self) -> Knowledge<'_> {
        Knowledge::new(Vocabulary::standard(), &self.clusters, &self.entities, &self.ties, &self.citations)
            .with_gone(&self.withdrawn, &self.erased)
            .with_preferences(&self.preferences)
    }

    /// What entities are called, each by its own statements, whatever it was merged with.
    pub fn own_names(&self, ids: &[EntityId]) -> Vec<String> {
        let apart = Clusters::default();
        let knowledge = Knowledge::new(Vocabulary::standard(), &apart, &self.entities, &[], &[])
            .with_gone(&self.withdrawn, &self.erased);
        ids.iter().map(|id| knowledge.name(*id)).collect()
    }

    /// Citations by id, for [`Known::spoken`].
    pub fn by_id(&self) -> HashMap<CitationId, &Citation> {
        self.citations.iter().map(|c| (c.id, c)).collect()
    }

    /// Statements by id, withdrawn ones too.
    pub fn statements(&self) -> HashMap<StatementId, &Statement> {
        self.entities.iter().flat_map(|e| &e.statements).map(|s| (s.id, s)).collect()
    }

    /// Where the document of a citation came from.
    pub fn whence(&self, document: &DocumentId) -> Whence {
        self.whence.get(document).cloned().unwrap_or_default()
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
            label: place(
                &citation.anchors,
                self.kinds.get(&citation.document).map_or("", String::as_str),
                self.labels.get(&citation.document),
            ),
            quote: citation.anchors.iter().filter_map(Anchor::quote).collect::<Vec<_>>().join(" … "),
        })
    }
}

/// Of the entities that statements name: those that are not in the case because they were erased.
fn erased(case: &Case, entities: &[Entity], withdrawn: &[Entity]) -> Result<Vec<EntityId>> {
    let there: HashSet<EntityId> = entities.iter().chain(withdrawn).map(|e| e.id).collect();
    let named = entities.iter().flat_map(|e| &e.statements).filter_map(|s| s.value.parse::<EntityId>().ok());
    let missing: HashSet<EntityId> = named.filter(|id| !there.contains(id)).collect();
    let mut erased = Vec::new();
    for id in missing {
        if case.erased(id.as_uuid().as_bytes())?.is_some() {
            erased.push(id);
        }
    }
    Ok(erased)
}

/// Who in a source says something, as a name.
pub fn speaker(knowledge: &Knowledge<'_>, said_by: Option<&SaidBy>) -> Option<String> {
    said_by.map(|who| match who {
        SaidBy::Entity(id) => knowledge.name(*id),
        SaidBy::Words(words) => words.clone(),
    })
}

/// A statement's value as people read it: an entity by its name, else the value.
pub fn shown(knowledge: &Knowledge<'_>, statement: &Statement) -> String {
    match statement.value.parse::<EntityId>() {
        Ok(id) => knowledge.name(id),
        Err(_) => statement.value.clone(),
    }
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

fn place(anchors: &[Anchor], kind: &str, labels: Option<&PageLabels>) -> String {
    let name = |unit: u32| labels.map_or_else(|| unit.to_string(), |labels| labels.name(unit));
    let time = anchors.iter().find_map(|anchor| match anchor {
        Anchor::Time(time) => Some(transcripts::shown(time)),
        _ => None,
    });
    if let Some(time) = time {
        return time;
    }
    match anchors.first() {
        Some(Anchor::Cells(cells)) if cells.sheet.is_empty() => format!("row {}", cells.row),
        Some(Anchor::Cells(cells)) => format!("{} row {}", cells.sheet, cells.row),
        Some(Anchor::Region(region)) => format!("p. {}, marked area", name(region.unit)),
        Some(anchor) => {
            let named = |unit| format!("{} {}", UnitWords::of(kind).one, name(unit));
            anchor.unit().map_or_else(|| anchor.kind().to_owned(), named)
        }
        None => String::new(),
    }
}
