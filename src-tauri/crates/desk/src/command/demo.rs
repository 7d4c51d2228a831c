//! The sample case: an invented investigation, built as a reporter would build it.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use facts::{
    CitationId, EntityId, SaidBy, Stance, Standing, Translation, Verdict, Vocabulary,
    author::{Cited, Draft, Fact},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{
    Audience, CaseMut, NewSource, SourceKind, Transaction, table::citation::NewCitation, table::judgement::NewJudgement,
};
use ts_rs::TS;

use super::{Answer, count_states, request};
use crate::{
    Code, Desk, Error, Job, Result,
    findings::{self, Wanted},
    recording::{self, Schemata},
    taking_in::{self, Intake},
};

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct Demo {
    dir: Option<PathBuf>,
}

#[derive(Serialize, TS)]
pub(super) struct DemoAnswer {
    path: PathBuf,
    name: String,
    documents: u64,
    citations: u64,
    entities: u64,
    links: u64,
    events: u64,
    states: std::collections::BTreeMap<&'static str, u64>,
}

/// What `story.json` holds. Keys are names inside that file alone.
#[derive(Deserialize)]
struct Story {
    name: String,
    sources: Vec<StorySource>,
    citations: serde_json::Map<String, Value>,
    entities: Vec<StoryEntity>,
    links: Vec<StoryLink>,
    events: Vec<StoryEvent>,
    judgements: Vec<StoryJudgement>,
}

#[derive(Deserialize)]
struct StorySource {
    key: String,
    folder: String,
    kind: SourceKind,
    access: Option<Audience>,
    #[serde(flatten)]
    details: serde_json::Map<String, Value>,
}

#[derive(Deserialize)]
struct StoryCitation {
    file: String,
    unit: u32,
    quote: Option<String>,
    row: Option<u32>,
    #[serde(default)]
    columns: Vec<String>,
    said_by: Option<StorySpeaker>,
    translation: Option<Translation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum StorySpeaker {
    Entity(String),
    Words(String),
}

#[derive(Deserialize)]
struct StoryCite {
    key: String,
    #[serde(default)]
    stance: Stance,
}

#[derive(Deserialize)]
struct StoryStatement {
    prop: String,
    value: Option<String>,
    entity: Option<String>,
    original: Option<String>,
    #[serde(default)]
    standing: Standing,
    cite: Vec<StoryCite>,
}

#[derive(Deserialize)]
struct StoryEntity {
    key: String,
    schema: String,
    statements: Vec<StoryStatement>,
}

#[derive(Deserialize)]
struct StoryLink {
    schema: String,
    from: String,
    to: String,
    #[serde(default)]
    standing: Standing,
    cite: Vec<StoryCite>,
    #[serde(default)]
    statements: Vec<StoryStatement>,
}

#[derive(Deserialize)]
struct StoryEvent {
    schema: String,
    title: String,
    #[serde(default)]
    standing: Standing,
    dates: Vec<StoryDate>,
    #[serde(default)]
    participants: Vec<StoryParticipant>,
    cite: Vec<StoryCite>,
    #[serde(default)]
    statements: Vec<StoryStatement>,
}

#[derive(Deserialize)]
struct StoryDate {
    date: String,
    original: Option<String>,
    #[serde(default)]
    standing: Standing,
    cite: Vec<StoryCite>,
}

#[derive(Deserialize)]
struct StoryParticipant {
    entity: String,
    role: String,
}

#[derive(Deserialize)]
struct StoryJudgement {
    left: String,
    right: String,
    verdict: Verdict,
    reason: Option<String>,
}

pub(super) fn demo(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let Demo { dir } = request(value)?;
    let dir = dir.unwrap_or_else(|| "casebound-sample".into());
    let samples = desk.samples.as_deref().ok_or_else(|| {
        Error::new(Code::File, "The sample files are not beside the program.").hint("Install Casebound again.")
    })?;
    let story = read(&samples.join("story.json"))?;
    let mut case = CaseMut::create(&dir, &story.name, &desk.author, &desk.world)?;
    let mut unreadable = 0;
    for source in &story.sources {
        let intake = Intake {
            paths: vec![samples.join(&source.folder)],
            source: NewSource {
                code_name: source.key.to_uppercase(),
                kind: source.kind,
                audience: source.access,
                details: source.details.clone(),
            },
            derived_from: Vec::new(),
            n_jobs: desk.n_jobs.max(1),
            sandbox: desk.sandbox,
            take_erased_again: false,
        };
        let summary = taking_in::take_in(desk, job, &mut case, &intake)?;
        if summary.stopped {
            return Err(Error::new(Code::Stopped, "The sample case was stopped half way.")
                .hint("Remove the folder and start again."));
        }
        unreadable = summary.n_unreadable;
    }
    let mut builder = Builder {
        desk,
        case: &mut case,
        citations: HashMap::new(),
        entities: HashMap::new(),
        schemata: Schemata::default(),
    };
    builder.build(&story)?;
    let answer = DemoAnswer {
        path: dir,
        name: story.name,
        documents: case.documents()?.len() as u64,
        citations: case.citations()?.len() as u64,
        entities: story.entities.len() as u64,
        links: story.links.len() as u64,
        events: story.events.len() as u64,
        states: count_states(case.ledger()?.into_iter().map(|row| row.state)),
    };
    Ok(Answer { unreadable: unreadable > 0, ..Answer::of(answer)? })
}

fn read(path: &Path) -> Result<Story> {
    let broken = || Error::new(Code::File, "The story of the sample case cannot be read.");
    let text = std::fs::read_to_string(path).map_err(|e| broken().detail(e))?;
    serde_json::from_str(&text).map_err(|e| broken().detail(e))
}

/// Builds the story step by step, each step a change of its own as a person would make it.
struct Builder<'a> {
    desk: &'a Desk,
    case: &'a mut CaseMut,
    citations: HashMap<String, CitationId>,
    entities: HashMap<String, EntityId>,
    schemata: Schemata,
}

impl Builder<'_> {
    fn build(&mut self, story: &Story) -> Result<()> {
        // Entities come first with what names them, because citations may say who speaks; the rest follows.
        let citations = story
            .citations
            .iter()
            .map(|(key, value)| {
                let citation: StoryCitation = serde_json::from_value(value.clone()).map_err(|e| {
                    Error::new(Code::File, format!("The story's citation {key} cannot be read.")).detail(e)
                })?;
                Ok((key.clone(), citation))
            })
            .collect::<Result<Vec<_>>>()?;
        let speaks = |c: &StoryCitation| matches!(c.said_by, Some(StorySpeaker::Entity(_)));
        for (key, citation) in citations.iter().filter(|(_, c)| !speaks(c)) {
            self.cite(key, citation)?;
        }
        let (waiting, ready): (Vec<_>, Vec<_>) =
            story.entities.iter().partition(|e| self.lacks_citation(&e.statements));
        for entity in ready {
            self.entity(entity)?;
        }
        for (key, citation) in citations.iter().filter(|(_, c)| speaks(c)) {
            self.cite(key, citation)?;
        }
        for entity in waiting {
            self.entity(entity)?;
        }
        for link in &story.links {
            self.link(link)?;
        }
        for event in &story.events {
            self.event(event)?;
        }
        for judgement in &story.judgements {
            let new = NewJudgement {
                left: self.entity_of(&judgement.left)?,
                right: self.entity_of(&judgement.right)?,
                verdict: judgement.verdict,
                reason: judgement.reason.clone(),
            };
            self.change(|tx| tx.add_judgement(&new).map(drop).map_err(Error::from))?;
        }
        Ok(())
    }

    fn change<T>(&mut self, make: impl FnOnce(&mut Transaction<'_>) -> Result<T>) -> Result<T> {
        let mut tx = self.case.begin(&self.desk.author, "building the sample case")?;
        let made = make(&mut tx)?;
        tx.commit()?;
        Ok(made)
    }

    fn lacks_citation(&self, statements: &[StoryStatement]) -> bool {
        statements.iter().flat_map(|s| &s.cite).any(|cite| !self.citations.contains_key(&cite.key))
            || statements.iter().any(|s| s.entity.is_some())
    }

    fn cite(&mut self, key: &str, citation: &StoryCitation) -> Result<()> {
        // The story names files from the samples folder; the case knows them from their source's folder.
        let path = citation.file.split_once('/').map_or(citation.file.as_str(), |(_, path)| path);
        let document = self.case.find_document(path)?.id;
        let wanted = match (&citation.quote, citation.row) {
            (Some(quote), _) => Wanted::Quote { quote: quote.clone(), occurrence: None },
            (None, Some(row)) => Wanted::Row { row, columns: citation.columns.clone() },
            (None, None) => return Err(Error::new(Code::File, format!("The story's citation {key} cites nothing."))),
        };
        let found = findings::find(self.case, &document, path, citation.unit, &wanted)
            .map_err(|e| Error { message: format!("{key}: {}", e.message), ..e })?;
        let said_by = match &citation.said_by {
            None => None,
            Some(StorySpeaker::Words(words)) => Some(SaidBy::Words(words.clone())),
            Some(StorySpeaker::Entity(key)) => Some(SaidBy::Entity(self.entity_of(key)?)),
        };
        let anchors = found.into_iter().map(|f| f.anchor).collect();
        let new = NewCitation { document, anchors, said_by, translation: citation.translation.clone() };
        let id = self.change(|tx| Ok(tx.add_citation(&new)?))?;
        self.citations.insert(key.to_owned(), id);
        Ok(())
    }

    fn entity(&mut self, entity: &StoryEntity) -> Result<()> {
        let mut draft = Draft::new(&entity.schema);
        draft.facts = self.facts(&entity.statements)?;
        let id = self.record(draft)?;
        self.entities.insert(entity.key.clone(), id);
        Ok(())
    }

    fn link(&mut self, link: &StoryLink) -> Result<()> {
        let (from, to) = (self.entity_of(&link.from)?, self.entity_of(&link.to)?);
        let draft = Draft::link(Vocabulary::standard(), &link.schema, from, to).map_err(refused)?;
        let mut draft = draft.standing(link.standing).resting_on(&self.cited(&link.cite)?);
        draft.facts.extend(self.facts(&link.statements)?);
        self.record(draft).map(drop)
    }

    fn event(&mut self, event: &StoryEvent) -> Result<()> {
        let cited = self.cited(&event.cite)?;
        let mut draft =
            Draft::new(&event.schema).with("name", &event.title).standing(event.standing).resting_on(&cited);
        for date in &event.dates {
            let mut fact = Fact::new("date", &date.date);
            fact.original.clone_from(&date.original);
            fact.standing = date.standing;
            fact.citations = self.cited(&date.cite)?;
            draft.facts.push(fact);
        }
        draft.facts.extend(self.facts(&event.statements)?);
        let id = self.record(draft)?;
        for participant in &event.participants {
            let entity = self.entity_of(&participant.entity)?;
            let draft = Draft::participation(id, entity, Some(&participant.role));
            self.record(draft.standing(event.standing).resting_on(&cited))?;
        }
        Ok(())
    }

    fn record(&mut self, draft: Draft) -> Result<EntityId> {
        let schema = draft.schema.clone();
        let checked = recording::check(&self.schemata, draft)?;
        let recorded = self.change(|tx| recording::record(tx, checked))?;
        self.schemata.add(recorded.entity, &schema);
        Ok(recorded.entity)
    }

    fn facts(&self, statements: &[StoryStatement]) -> Result<Vec<Fact>> {
        statements
            .iter()
            .map(|statement| {
                let value = match (&statement.value, &statement.entity) {
                    (Some(value), _) => value.clone(),
                    (None, Some(key)) => self.entity_of(key)?.to_string(),
                    (None, None) => String::new(),
                };
                let mut fact = Fact::new(&statement.prop, value);
                fact.original.clone_from(&statement.original);
                fact.standing = statement.standing;
                fact.citations = self.cited(&statement.cite)?;
                Ok(fact)
            })
            .collect()
    }

    fn cited(&self, cites: &[StoryCite]) -> Result<Vec<Cited>> {
        let missing = |key: &str| Error::new(Code::File, format!("The story has no citation {key}."));
        cites
            .iter()
            .map(|cite| {
                let citation = *self.citations.get(&cite.key).ok_or_else(|| missing(&cite.key))?;
                Ok(Cited { citation, stance: cite.stance })
            })
            .collect()
    }

    fn entity_of(&self, key: &str) -> Result<EntityId> {
        let missing = || Error::new(Code::File, format!("The story has no entity {key}."));
        self.entities.get(key).copied().ok_or_else(missing)
    }
}

fn refused(error: facts::Error) -> Error {
    Error::new(Code::Refused, format!("The story cannot be recorded: {error}."))
}
