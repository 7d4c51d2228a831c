//! Entities, connections and events: adding, listing, merging, withdrawing, tying.

use std::path::PathBuf;

use facts::{
    EntityId, Standing, StatementId, Verdict, Vocabulary,
    author::{self, Draft},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Case, CaseMut, table::judgement::NewJudgement, table::tie::NewTie};
use ts_rs::TS;

use super::{Answer, OfId, request};
use crate::{
    CancelToken, Code, Desk, Error, Job, Result,
    known::Known,
    library::{self, open_mut},
    lookup::entity,
    placing,
    recording::{self, Recorded, Schemata},
};

/// What adding something answers.
#[derive(Serialize, TS)]
pub(super) struct Added {
    id: String,
    statements: Vec<String>,
    warnings: Vec<String>,
}

impl From<Recorded> for Added {
    fn from(recorded: Recorded) -> Added {
        Added {
            id: recorded.entity.to_string(),
            statements: recorded.statements.iter().map(ToString::to_string).collect(),
            warnings: recorded.warnings,
        }
    }
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct EntityAdd {
    case: PathBuf,
    schema: String,
    name: String,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    prop: Vec<String>,
    standing: Option<String>,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    cite: Vec<String>,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    at: Vec<String>,
    said_by: Option<String>,
}

pub(super) fn entity_add(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let EntityAdd { case, schema, name, prop, standing, cite, at, said_by } = request(value)?;
    let mut case = open_mut(desk, &case)?;
    let draft = Draft::new(schema).with("name", name);
    add(desk, &job.cancel, &mut case, draft, &Common { prop, standing, cite, at, said_by }, &[])
}

/// What every fact is given with.
struct Common {
    prop: Vec<String>,
    standing: Option<String>,
    cite: Vec<String>,
    at: Vec<String>,
    /// Who in the source says it, at the places of `at`.
    said_by: Option<String>,
}

/// Checks and records a draft, then those who took part in it.
fn add(
    desk: &Desk,
    cancel: &CancelToken,
    case: &mut CaseMut,
    mut draft: Draft,
    common: &Common,
    participants: &[(EntityId, Option<String>)],
) -> Result<Answer> {
    for prop in &common.prop {
        let Some((key, value)) = prop.split_once('=') else {
            return Err(Error::new(Code::Usage, format!("{prop} is not KEY=VALUE.")));
        };
        let names_entity = Vocabulary::standard()
            .property(&draft.schema, key)
            .is_some_and(|property| property.kind == facts::PropertyType::Entity);
        let value = if names_entity { entity(case, value)?.to_string() } else { value.to_owned() };
        draft = draft.with(key, value);
    }
    let standing = standing(common.standing.as_deref())?;
    let mut citations = recording::cited(case, &common.cite)?;
    let said_by = common.said_by.clone().map(|who| super::citing::speaker(case, who)).transpose()?;
    let places = placing::places(desk, cancel, case, &common.at, said_by.as_ref())?;
    let mut schemata = Schemata::of(case)?;
    let mut tx = case.begin(&desk.author, "recording a fact")?;
    // Cited and recorded together: one undo takes both back.
    citations.extend(placing::cite(&mut tx, places)?);
    let checked = recording::check(&schemata, draft.standing(standing).resting_on(&citations))?;
    let schema = checked.schema.clone();
    let recorded = recording::record(&mut tx, checked)?;
    schemata.add(recorded.entity, &schema);
    for (entity, role) in participants {
        let draft = Draft::participation(recorded.entity, *entity, role.as_deref());
        let checked = recording::check(&schemata, draft.standing(standing).resting_on(&citations))?;
        recording::record(&mut tx, checked)?;
    }
    tx.commit()?;
    Answer::of(Added::from(recorded))
}

/// A standing as a person wrote it; what nobody says otherwise is reported.
pub(super) fn standing(word: Option<&str>) -> Result<Standing> {
    let Some(word) = word else { return Ok(Standing::default()) };
    Standing::ALL.into_iter().find(|s| s.word() == word).ok_or_else(|| {
        let known: Vec<_> = Standing::ALL.iter().map(|s| s.word()).collect();
        Error::new(Code::Usage, format!("{word} is not a way to know a fact."))
            .hint(format!("After --standing: {}", known.join(", ")))
    })
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct LinkAdd {
    case: PathBuf,
    schema: String,
    from: String,
    to: String,
    date: Option<String>,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    prop: Vec<String>,
    standing: Option<String>,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    cite: Vec<String>,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    at: Vec<String>,
    said_by: Option<String>,
}

pub(super) fn link_add(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let LinkAdd { case, schema, from, to, date, prop, standing, cite, at, said_by } = request(value)?;
    let mut case = open_mut(desk, &case)?;
    let (from, to) = (entity(&case, &from)?, entity(&case, &to)?);
    let mut draft = Draft::link(Vocabulary::standard(), &schema, from, to).map_err(recording::refused)?;
    if let Some(date) = date {
        draft = draft.with("date", date);
    }
    add(desk, &job.cancel, &mut case, draft, &Common { prop, standing, cite, at, said_by }, &[])
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct EventAdd {
    case: PathBuf,
    schema: Option<String>,
    date: String,
    title: String,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    participant: Vec<String>,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    prop: Vec<String>,
    standing: Option<String>,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    cite: Vec<String>,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    at: Vec<String>,
    said_by: Option<String>,
}

pub(super) fn event_add(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let EventAdd { case, schema, date, title, participant, prop, standing, cite, at, said_by } = request(value)?;
    let mut case = open_mut(desk, &case)?;
    let schema = schema.unwrap_or_else(|| "Event".into());
    let draft = Draft::event(Vocabulary::standard(), &schema, &title, &date).map_err(recording::refused)?;
    let participants = participant.iter().map(|text| taking_part(&case, text)).collect::<Result<Vec<_>>>()?;
    add(desk, &job.cancel, &mut case, draft, &Common { prop, standing, cite, at, said_by }, &participants)
}

/// Who took part, and as what: `ENT` or `ENT:ROLE`. Names and roles may have colons of their own, so each place is tried,
/// the whole first, then from the last colon on.
fn taking_part(case: &Case, text: &str) -> Result<(EntityId, Option<String>)> {
    let missing = match entity(case, text) {
        Err(error) if error.code == Code::NotFound => error,
        found => return Ok((found?, None)),
    };
    let mut first = None;
    for (at, _) in text.rmatch_indices(':') {
        match entity(case, &text[..at]) {
            Err(error) if error.code == Code::NotFound => first = first.or(Some(error)),
            found => {
                let role = text[at + 1..].trim();
                return Ok((found?, (!role.is_empty()).then(|| role.to_owned())));
            }
        }
    }
    Err(first.unwrap_or(missing))
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Judge {
    case: PathBuf,
    left: String,
    right: Option<String>,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    unsure: bool,
    because: Option<String>,
}

#[derive(Serialize, TS)]
pub(super) struct Judged {
    judgements: Vec<String>,
    #[ts(type = "\"yes\" | \"no\" | \"unsure\"")]
    verdict: Verdict,
    entities: Vec<String>,
    names: Vec<String>,
}

pub(super) fn entity_merge(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    judge(desk, request(value)?, |unsure| if unsure { Verdict::Unsure } else { Verdict::Yes })
}

pub(super) fn entity_split(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    judge(desk, request(value)?, |_| Verdict::No)
}

fn judge(desk: &Desk, judge: Judge, verdict: fn(bool) -> Verdict) -> Result<Answer> {
    let mut case = open_mut(desk, &judge.case)?;
    let left = entity(&case, &judge.left)?;
    let judgements = case.judgements()?;
    let others = match &judge.right {
        Some(right) => vec![entity(&case, right)?],
        None => facts::same::to_split(&judgements, left),
    };
    if others.contains(&left) {
        return Err(Error::new(Code::Refused, "These are one and the same entity already."));
    }
    if others.is_empty() {
        return Err(Error::new(Code::Refused, "It was not judged the same as any other."));
    }
    let verdict = verdict(judge.unsure);
    let clusters = facts::same::Clusters::of(&judgements);
    if verdict == Verdict::Yes && others.iter().all(|other| clusters.canonical(*other) == clusters.canonical(left)) {
        return Err(Error::new(Code::Refused, "They were judged the same before."));
    }
    let mut entities = vec![left];
    entities.extend(others);
    let names = Known::load(&case)?.own_names(&entities);
    let mut tx = case.begin(&desk.author, "judging")?;
    let mut judgements = Vec::new();
    for right in &entities[1..] {
        let new = NewJudgement { left, right: *right, verdict, reason: judge.because.clone() };
        judgements.push(tx.add_judgement(&new)?.to_string());
    }
    tx.commit()?;
    Answer::of(Judged { judgements, verdict, entities: entities.iter().map(ToString::to_string).collect(), names })
}

#[derive(Serialize, TS)]
pub(super) struct Withdrawn {
    id: String,
    what: &'static str,
}

pub(super) fn withdraw(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    withdraw_any(desk, request(value)?, |_| true, "")
}

pub(super) fn link_withdraw(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    withdraw_any(desk, request(value)?, |schema| schema.edge.is_some(), "connection")
}

pub(super) fn event_withdraw(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    withdraw_any(desk, request(value)?, |schema| schema.is_event, "event")
}

/// Withdraws what an id means, if its schema is of the kind that was named.
fn withdraw_any(desk: &Desk, of: OfId, is_meant: fn(&facts::Schema) -> bool, kind: &str) -> Result<Answer> {
    let OfId { case, id } = of;
    let mut case = open_mut(desk, &case)?;
    let found = entity(&case, &id);
    if let Ok(found) = &found {
        let schema = author::Known::schema_of(&Schemata::of(&case)?, *found).unwrap_or_default();
        if !Vocabulary::standard().schema(&schema).is_none_or(is_meant) {
            let message = format!("{id} is a {schema}, not a kind of {kind}. Nothing was withdrawn.");
            return Err(Error::new(Code::Refused, message));
        }
    }
    let statement = match &found {
        Err(error) if error.code == Code::NotFound => Some(statement(&case, &id)?),
        _ => None,
    };
    let mut tx = case.begin(&desk.author, "withdrawing")?;
    let withdrawn = match statement {
        Some(statement) => {
            tx.withdraw_statement(statement)?;
            Withdrawn { id: statement.to_string(), what: "statement" }
        }
        None => {
            let entity = found?;
            tx.withdraw_entity(entity)?;
            Withdrawn { id: entity.to_string(), what: "entity" }
        }
    };
    tx.commit()?;
    Answer::of(withdrawn)
}

fn statement(case: &Case, prefix: &str) -> Result<StatementId> {
    let live = case.statements()?.into_iter().filter(|s| s.withdrawn.is_none());
    Ok(library::by_prefix("statement", prefix, live, |s| s.id.to_string())?.id)
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Tie {
    case: PathBuf,
    fact: String,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    cite: Vec<String>,
    #[serde(default)]
    #[ts(as = "Option<Vec<String>>", optional)]
    at: Vec<String>,
    said_by: Option<String>,
}

#[derive(Deserialize, TS)]
pub(super) struct Untie {
    case: PathBuf,
    fact: String,
    cite: Vec<String>,
}

#[derive(Serialize, TS)]
pub(super) struct Tied {
    ties: Vec<String>,
}

pub(super) fn tie(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Tie { case, fact, cite, at, said_by } = request(value)?;
    let mut case = open_mut(desk, &case)?;
    let statements = statements(&case, &fact)?;
    let mut citations = if at.is_empty() { some_cited(&case, &cite)? } else { recording::cited(&case, &cite)? };
    let said_by = said_by.map(|who| super::citing::speaker(&case, who)).transpose()?;
    let places = placing::places(desk, &job.cancel, &case, &at, said_by.as_ref())?;
    let held = case.ties()?;
    let mut tx = case.begin(&desk.author, "tying")?;
    citations.extend(placing::cite(&mut tx, places)?);
    let mut ties = Vec::new();
    for statement in statements {
        for cited in &citations {
            let new = NewTie { citation: cited.citation, statement, stance: cited.stance };
            let is_there =
                |t: &facts::Tie| t.citation == new.citation && t.statement == new.statement && t.stance == new.stance;
            match held.iter().find(|t| is_there(t)) {
                Some(tie) => ties.push(tie.id.to_string()),
                None => ties.push(tx.add_tie(&new)?.to_string()),
            }
        }
    }
    tx.commit()?;
    Answer::of(Tied { ties })
}

#[derive(Serialize, TS)]
pub(super) struct Untied {
    removed: u64,
}

pub(super) fn untie(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Untie { case, fact, cite } = request(value)?;
    let mut case = open_mut(desk, &case)?;
    let statements = statements(&case, &fact)?;
    let citations = some_cited(&case, &cite)?;
    let names_stance = cite.iter().any(|text| text.contains(':'));
    let wanted: Vec<_> = case
        .ties()?
        .into_iter()
        .filter(|t| statements.contains(&t.statement))
        .filter(|t| citations.iter().any(|c| c.citation == t.citation && (!names_stance || c.stance == t.stance)))
        .collect();
    if wanted.is_empty() {
        return Err(Error::new(Code::NotFound, format!("{fact} is not tied to these citations.")));
    }
    let mut tx = case.begin(&desk.author, "untying")?;
    for tie in &wanted {
        tx.remove_tie(tie.id)?;
    }
    tx.commit()?;
    Answer::of(Untied { removed: wanted.len() as u64 })
}

fn some_cited(case: &Case, texts: &[String]) -> Result<Vec<author::Cited>> {
    if texts.is_empty() {
        return Err(Error::new(Code::Usage, "Say which citation, with --cite ID."));
    }
    recording::cited(case, texts)
}

/// The live statements of `FACT` or `FACT.PROP`: a statement's own id, or an entity. Names may have full stops of their
/// own, so the whole is tried first.
fn statements(case: &Case, text: &str) -> Result<Vec<StatementId>> {
    match of_fact(case, text, None) {
        Err(error) if error.code == Code::NotFound => match text.rsplit_once('.') {
            Some((fact, property)) => of_fact(case, fact, Some(property)),
            None => Err(error),
        },
        found => found,
    }
}

fn of_fact(case: &Case, text: &str, property: Option<&str>) -> Result<Vec<StatementId>> {
    let entity = match entity(case, text) {
        Err(error) if error.code == Code::NotFound => return Ok(vec![statement(case, text)?]),
        found => found?,
    };
    let is_wanted = |s: &facts::Statement| {
        s.entity == entity && s.withdrawn.is_none() && property.is_none_or(|property| s.property == property)
    };
    let found: Vec<_> = case.statements()?.into_iter().filter(is_wanted).map(|s| s.id).collect();
    if found.is_empty() {
        let message = format!("{text} has no {}.", property.unwrap_or("facts"));
        return Err(
            Error::new(Code::NotFound, message).hint("See what is stated of it with: casebound entity show CASE ID")
        );
    }
    Ok(found)
}
