use super::{Dated, Ground, named};
use crate::id::{CitationId, EntityId, StatementId};
use crate::knowledge::{Knowledge, Whole};
use crate::model::Standing;
use crate::vocabulary::Edge;

/// Something that joins two others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The link's own id.
    pub id: EntityId,
    /// Its schema.
    pub schema: String,
    /// The verb between its ends.
    pub label: String,
    /// Whether the ends differ in role.
    pub directed: bool,
    /// Where it starts: one end, or more where sources differ.
    pub from: Vec<End>,
    /// Where it ends.
    pub to: Vec<End>,
    /// In what roles, in the sources' words.
    pub roles: Vec<String>,
    /// When.
    pub dates: Vec<Dated>,
    /// All citations that speak to it, sorted.
    pub citations: Vec<CitationId>,
    /// Live statements that no citation supports.
    pub unsupported: Vec<StatementId>,
    /// What it names that is no longer in the case.
    pub gone: Vec<EntityId>,
    /// Live dates that cannot be read.
    pub unread: Vec<StatementId>,
}

/// One end of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct End {
    /// The statement.
    pub statement: StatementId,
    /// The thing there, as the whole it belongs to.
    pub entity: EntityId,
    /// What to call it.
    pub name: String,
    /// In what role it is said.
    pub standing: Standing,
}

/// All links, by rising id. Participations are not among them: they are parts of events.
#[must_use]
pub fn links(knowledge: &Knowledge<'_>) -> Vec<Link> {
    knowledge
        .wholes()
        .filter(|whole| whole.schema != "Participation")
        .filter_map(|whole| {
            let edge = whole.schema(knowledge.vocabulary())?.edge.as_ref()?;
            Some(link(knowledge, whole, edge))
        })
        .collect()
}

/// What people would say of an entity: of a link or a part in an event its ends, "Ilse Vane directs Quillmarrow (director)",
/// of anything else its name.
#[must_use]
pub fn said(knowledge: &Knowledge<'_>, id: EntityId) -> String {
    let edge = knowledge.whole(id).and_then(|whole| {
        let edge = whole.schema(knowledge.vocabulary())?.edge.as_ref()?;
        Some(link(knowledge, whole, edge))
    });
    let Some(link) = edge.filter(|link| !link.from.is_empty() && !link.to.is_empty()) else {
        return knowledge.name(id);
    };
    let names = |ends: &[End]| ends.iter().map(|end| end.name.as_str()).collect::<Vec<_>>().join(" / ");
    let roles = if link.roles.is_empty() { String::new() } else { format!(" ({})", link.roles.join(", ")) };
    format!("{} {} {}{roles}", names(&link.from), link.label, names(&link.to))
}

fn link(knowledge: &Knowledge<'_>, whole: &Whole<'_>, edge: &Edge) -> Link {
    let (mut from, mut to, mut roles) = (Vec::new(), Vec::new(), Vec::new());
    let mut ground = Ground::default();
    for statement in whole.live() {
        ground.take(knowledge, whole, statement);
        let end = || {
            let entity = named(knowledge, statement)?;
            let (name, standing) = (knowledge.name(entity), statement.standing);
            Some(End { statement: statement.id, entity, name, standing })
        };
        match &*statement.property {
            property if property == edge.source => from.extend(end()),
            property if property == edge.target => to.extend(end()),
            "role" | "relationship" => roles.push(statement.value.clone()),
            _ => {}
        }
    }
    let Ground { dates, citations, unsupported, gone, unread } = ground.settled();
    from.sort_by_key(|end| end.statement);
    to.sort_by_key(|end| end.statement);
    roles.sort_unstable();
    roles.dedup();
    Link {
        id: whole.id,
        schema: whole.schema.clone(),
        label: edge.label.clone(),
        directed: edge.directed,
        from,
        to,
        roles,
        dates,
        citations,
        unsupported,
        gone,
        unread,
    }
}
