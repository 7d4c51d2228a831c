//! Looking at entities, connections, and what rests on what.

use std::{collections::BTreeMap, path::PathBuf};

use facts::{
    EntityId, Gone, Knowledge, Preference, Statement, StatementId, Verdict, Vocabulary, Whole,
    knowledge::newest,
    uses::{self, Subject},
    views,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Case;
use ts_rs::TS;

use super::{
    Answer, OfId,
    preferring::{PreferredBy, preferred_by},
    request,
};
use crate::{
    Code, Desk, Error, Job, Result,
    known::{Known, Spoken, shown, words},
    library::{self, moment, open},
    lookup::entity,
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct EntityList {
    case: PathBuf,
    schema: Option<String>,
}

#[derive(Serialize, TS)]
pub(super) struct Entities {
    total: u64,
    entities: Vec<EntityLine>,
}

#[derive(Serialize, TS)]
pub(super) struct EntityLine {
    id: String,
    schema: String,
    name: String,
    members: Vec<String>,
    statements: u64,
    supported: bool,
}

pub(super) fn entity_list(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let EntityList { case, schema } = request(value)?;
    let vocabulary = Vocabulary::standard();
    if let Some(schema) = schema.as_deref().filter(|s| vocabulary.schema(s).is_none()) {
        return Err(Error::new(Code::Usage, format!("There is no kind of thing called {schema}.")));
    }
    let known = Known::load(&open(desk, &case)?)?;
    let knowledge = known.knowledge();
    let is_wanted = |name: &str| match &schema {
        Some(wanted) => vocabulary.is_a(name, wanted),
        // Connections and events have lists of their own.
        None => vocabulary.schema(name).is_none_or(|s| s.edge.is_none() && !s.is_event),
    };
    let mut entities: Vec<EntityLine> = knowledge
        .wholes()
        .filter(|whole| is_wanted(&whole.schema))
        .map(|whole| EntityLine {
            id: whole.id.to_string(),
            schema: whole.schema.clone(),
            name: whole.name.clone(),
            members: whole.members.iter().map(|m| m.id.to_string()).collect(),
            statements: whole.live().count() as u64,
            supported: whole.live().all(|s| knowledge.is_supported(s.id)),
        })
        .collect();
    entities.sort_by(|a, b| (&a.schema, &a.name, &a.id).cmp(&(&b.schema, &b.name, &b.id)));
    Answer::of(Entities { total: entities.len() as u64, entities })
}

#[derive(Serialize, TS)]
pub(super) struct EntityPage {
    id: String,
    schema: String,
    name: String,
    members: Vec<String>,
    statements: Vec<StatementLine>,
    links: Vec<LinkLine>,
    events: Vec<EntityEvent>,
    unsure: Vec<Named>,
    /// What people judged about it and others, oldest first.
    judgements: Vec<JudgementLine>,
}

#[derive(Serialize, TS)]
pub(super) struct JudgementLine {
    id: String,
    left: Named,
    right: Named,
    #[ts(type = "\"yes\" | \"no\" | \"unsure\"")]
    verdict: Verdict,
    reason: Option<String>,
    author: String,
    at: String,
}

#[derive(Serialize, TS)]
pub(super) struct StatementLine {
    id: String,
    entity: String,
    property: String,
    value: String,
    /// The value as people read it: an entity by its name, else the value.
    shown: String,
    original: Option<String>,
    language: Option<String>,
    standing: &'static str,
    author: String,
    at: String,
    withdrawn: bool,
    supported: bool,
    /// Who prefers it to its rivals, if somebody does.
    preferred: Option<PreferredBy>,
    ties: Vec<Spoken>,
}

#[derive(Serialize, TS)]
pub(super) struct Named {
    id: String,
    name: String,
}

#[derive(Serialize, TS)]
pub(super) struct EntityEvent {
    id: String,
    date: String,
    title: String,
    standing: Option<&'static str>,
    supported: bool,
    because: Option<String>,
}

#[derive(Serialize, TS)]
pub(super) struct LinkLine {
    id: String,
    schema: String,
    label: String,
    from: Named,
    to: Named,
    dates: Vec<String>,
    roles: Vec<String>,
    /// How it is said that the two are connected: an allegation is never shown as if it were known.
    standing: Option<&'static str>,
    supported: bool,
    /// Why it is not supported, where no citation could mend that: an end was withdrawn.
    because: Option<String>,
    citations: Vec<String>,
}

pub(super) fn entity_show(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfId { case, id } = request(value)?;
    let case = open(desk, &case)?;
    let id = entity(&case, &id)?;
    let known = Known::load(&case)?;
    let knowledge = known.knowledge();
    let by_id = known.by_id();
    let people = case.people()?;
    let missing = || Error::not_found("entity", &id.to_string());
    let whole = knowledge.whole(id).ok_or_else(missing)?;
    let counting = counting(&knowledge, whole);
    let statement = |s: &Statement| StatementLine {
        preferred: preferred_by(knowledge.preference(s.id), &people, &counting),
        id: s.id.to_string(),
        entity: s.entity.to_string(),
        property: s.property.clone(),
        value: s.value.clone(),
        shown: shown(&knowledge, s),
        original: s.original.clone(),
        language: s.language.clone(),
        standing: s.standing.word(),
        author: people.get(&s.author).cloned().unwrap_or_default(),
        at: moment(s.at),
        withdrawn: s.withdrawn.is_some(),
        supported: knowledge.is_supported(s.id),
        ties: knowledge.cited_by(s.id).iter().filter_map(|c| known.spoken(&knowledge, &by_id, c)).collect(),
    };
    let statements = whole.members.iter().flat_map(|m| &m.statements).map(statement).collect();
    let touches = |ends: &[views::End]| ends.iter().any(|end| end.entity == whole.id);
    let all = views::links(&knowledge);
    let links = all.iter().filter(|l| touches(&l.from) || touches(&l.to));
    let links = links.map(|link| link_line(&knowledge, link)).collect();
    let filter = facts::timeline::Filter { entities: vec![whole.id], ..Default::default() };
    let events = facts::timeline::timeline(&knowledge, &filter)
        .into_iter()
        .map(|row| EntityEvent {
            standing: super::timeline::standing(&knowledge, &row).map(facts::Standing::word),
            id: row.event.id.to_string(),
            date: row.date.map(|d| d.edtf().to_owned()).unwrap_or_default(),
            title: row.event.title,
            supported: !row.unsupported,
            because: lost(&knowledge, &row.event.gone, "a participant"),
        })
        .collect();
    let unsure = known
        .judgements
        .iter()
        .filter(|j| j.verdict == Verdict::Unsure)
        .filter_map(|j| match (knowledge.canonical(j.left), knowledge.canonical(j.right)) {
            (left, right) if left == right => None,
            (left, right) if left == whole.id => Some(right),
            (left, right) if right == whole.id => Some(left),
            _ => None,
        })
        .map(|id| Named { id: id.to_string(), name: knowledge.name(id) })
        .collect();
    let own_name = |id: EntityId| Named { id: id.to_string(), name: known.own_names(&[id]).pop().unwrap_or_default() };
    let concerns = |j: &&facts::Judgement| whole.members.iter().any(|m| m.id == j.left || m.id == j.right);
    let judgements = known
        .judgements
        .iter()
        .filter(concerns)
        .map(|j| JudgementLine {
            id: j.id.to_string(),
            left: own_name(j.left),
            right: own_name(j.right),
            verdict: j.verdict,
            reason: j.reason.clone(),
            author: people.get(&j.author).cloned().unwrap_or_default(),
            at: moment(j.at),
        })
        .collect();
    Answer::of(EntityPage {
        id: whole.id.to_string(),
        schema: whole.schema.clone(),
        name: whole.name.clone(),
        members: whole.members.iter().map(|m| m.id.to_string()).collect(),
        statements,
        links,
        events,
        unsure,
        judgements,
    })
}

/// The statements whose preference counts, of each property the one preferred last.
fn counting(knowledge: &Knowledge<'_>, whole: &Whole<'_>) -> Vec<StatementId> {
    let mut by_property: BTreeMap<&str, Vec<&Preference>> = BTreeMap::new();
    for statement in whole.live().filter(|s| s.standing.asserts()) {
        by_property.entry(&statement.property).or_default().extend(knowledge.preference(statement.id));
    }
    let last = by_property.into_values().filter_map(|preferences| newest(preferences.into_iter()));
    last.map(|preference| preference.statement).collect()
}

/// What a fact names that is no longer there, in words: `an end was withdrawn`.
pub(super) fn lost(knowledge: &Knowledge<'_>, gone: &[EntityId], what: &str) -> Option<String> {
    let how = match knowledge.gone(*gone.first()?) {
        Some(Gone::Withdrawn { .. }) => "was withdrawn",
        Some(Gone::Erased) => "was erased",
        None => "is not in this case",
    };
    Some(format!("{what} {how}"))
}

fn link_line(knowledge: &Knowledge<'_>, link: &views::Link) -> LinkLine {
    let end = |ends: &[views::End]| {
        let id = ends.first().map(|e| e.entity.to_string()).unwrap_or_default();
        // Where sources name different things, all of them are shown.
        let name = ends.iter().map(|e| e.name.as_str()).collect::<Vec<_>>().join(" / ");
        Named { id, name }
    };
    LinkLine {
        id: link.id.to_string(),
        schema: link.schema.clone(),
        label: link.label.clone(),
        from: end(&link.from),
        to: end(&link.to),
        dates: spans(&link.dates),
        roles: link.roles.clone(),
        standing: standing(link),
        supported: link.unsupported.is_empty() && link.gone.is_empty(),
        because: lost(knowledge, &link.gone, "an end"),
        citations: link.citations.iter().map(ToString::to_string).collect(),
    }
}

/// The standing of a connection: that of an end which is not plainly documented or reported, else that of the first.
fn standing(link: &views::Link) -> Option<&'static str> {
    let mut ends = link.from.iter().chain(&link.to);
    let first = ends.clone().next();
    let doubtful = ends.find(|end| end.standing.needs_saying());
    doubtful.or(first).map(|end| end.standing.word())
}

/// When a connection held: its dates, and from its beginning to its end where a source gives one of each.
fn spans(dates: &[views::Dated]) -> Vec<String> {
    let of = |property: &str| -> Vec<&str> {
        dates.iter().filter(|d| d.property == property).map(|d| d.date.edtf()).collect()
    };
    let mut spans: Vec<String> = of("date").into_iter().map(str::to_owned).collect();
    match (of("startDate").as_slice(), of("endDate").as_slice()) {
        ([start], [end]) => spans.push(format!("{start}/{end}")),
        (starts, ends) => {
            spans.extend(starts.iter().map(|start| format!("{start}/..")));
            spans.extend(ends.iter().map(|end| format!("../{end}")));
        }
    }
    spans
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct LinkList {
    case: PathBuf,
    entity: Option<String>,
}

#[derive(Serialize, TS)]
pub(super) struct Links {
    total: u64,
    links: Vec<LinkLine>,
}

pub(super) fn link_list(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let LinkList { case, entity: of } = request(value)?;
    let case = open(desk, &case)?;
    let of = of.map(|prefix| entity(&case, &prefix)).transpose()?;
    let known = Known::load(&case)?;
    let knowledge = known.knowledge();
    let of = of.map(|id| knowledge.canonical(id));
    let touches = |ends: &[views::End]| of.is_none_or(|id| ends.iter().any(|end| end.entity == id));
    let all = views::links(&knowledge);
    let touching = all.iter().filter(|l| touches(&l.from) || touches(&l.to));
    let links: Vec<LinkLine> = touching.map(|link| link_line(&knowledge, link)).collect();
    Answer::of(Links { total: links.len() as u64, links })
}

#[derive(Serialize, TS)]
pub(super) struct UsesAnswer {
    of: &'static str,
    id: String,
    citations: Vec<Use>,
    statements: Vec<Use>,
    entities: Vec<Use>,
    ties: Vec<String>,
    /// Statements that nothing else supports.
    only_support: Vec<String>,
}

#[derive(Serialize, TS)]
pub(super) struct Use {
    id: String,
    shown: String,
}

pub(super) fn uses(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfId { case, id } = request(value)?;
    let case = open(desk, &case)?;
    let (of, id, subject) = subject(&case, &id)?;
    let known = Known::load(&case)?;
    let knowledge = known.knowledge();
    let found = uses::uses(subject, &known.entities, &known.ties, &known.citations);
    let by_id = known.by_id();
    let statements = known.statements();
    let say =
        |s: &&Statement| format!("{}: {} {}", views::said(&knowledge, s.entity), s.property, shown(&knowledge, s));
    Answer::of(UsesAnswer {
        of,
        id,
        citations: found
            .citations
            .iter()
            .map(|id| Use { id: id.to_string(), shown: by_id.get(id).map(|c| words(&c.anchors)).unwrap_or_default() })
            .collect(),
        statements: found
            .statements
            .iter()
            .map(|id| Use { id: id.to_string(), shown: statements.get(id).map(say).unwrap_or_default() })
            .collect(),
        entities: found
            .entities
            .iter()
            .map(|id| Use { id: id.to_string(), shown: views::said(&knowledge, *id) })
            .collect(),
        ties: found.ties.iter().map(ToString::to_string).collect(),
        only_support: found.only_support.iter().map(ToString::to_string).collect(),
    })
}

fn subject(case: &Case, text: &str) -> Result<(&'static str, String, Subject)> {
    match case.find_document(text) {
        Ok(document) => return Ok(("document", document.id.to_string(), Subject::Document(document.id))),
        Err(store::Error::NotFound { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    let found = [
        library::by_prefix("citation", text, case.citations()?, |c| c.id.to_string())
            .map(|c| ("citation", c.id.to_string(), Subject::Citation(c.id))),
        entity(case, text).map(|id| ("entity", id.to_string(), Subject::Entity(id))),
        library::by_prefix("statement", text, case.statements()?, |s| s.id.to_string())
            .map(|s| ("statement", s.id.to_string(), Subject::Statement(s.id))),
    ];
    library::one_of("document, citation, entity or statement", text, found)
}
