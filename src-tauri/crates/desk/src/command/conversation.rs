//! The conversation a message belongs to, and what of it is not in the case.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use dates::Date;
use facts::{DocumentId, SourceId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Case, MailRole, NewReading, Source};
use ts_rs::TS;

use super::{Answer, request};
use crate::{
    Desk, Job, Result, conversation, dating,
    library::{distinct, open, open_mut},
    sameness::Likeness,
};

#[derive(Deserialize, TS)]
#[ts(optional_fields, rename = "ConversationOf")]
pub(super) struct OfMessage {
    case: PathBuf,
    doc: String,
}

#[derive(Serialize, TS)]
pub(super) struct ConversationAnswer {
    /// The document that was asked about.
    of: String,
    /// How many different messages of it are in the case.
    total: u64,
    /// The messages, the oldest first.
    messages: Vec<MessageLine>,
    /// Messages that are named and not in the case.
    missing: Vec<MissingLine>,
    /// Whether it goes on beyond what was followed.
    goes_on: bool,
}

#[derive(Serialize, TS)]
pub(super) struct MessageLine {
    document: String,
    path: String,
    /// Its number: `Message-ID`.
    number: Option<String>,
    from: Option<String>,
    subject: Option<String>,
    date: Option<String>,
    /// The number of the message it answers, in the case or not.
    answers: Option<String>,
    /// The same message, found elsewhere: the same number and the same words.
    copies: Vec<CopyLine>,
    /// Whether another document has this number and other words.
    differs: bool,
    /// Whether it is set aside, as it may be privileged: who wrote it and what about are left out.
    set_aside: bool,
}

/// The same message in another place.
#[derive(Serialize, TS)]
pub(super) struct CopyLine {
    document: String,
    path: String,
    sources: Vec<String>,
}

#[derive(Serialize, TS)]
pub(super) struct MissingLine {
    number: String,
    /// Whether a message answers it; else it is only referred to.
    answered: bool,
    /// Documents that name it.
    named_by: Vec<String>,
}

pub(super) fn conversation(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let OfMessage { case: path, doc } = request(value)?;
    let case = up_to_date(desk, &path)?;
    let document = case.find_document(&doc)?.id;
    let found = conversation::around(&case, document)?;
    let places = Places { case: &case, sources: case.sources()? };
    let mut messages: Vec<(Option<i64>, MessageLine)> = Vec::new();
    // Equal messages stand together, by their number and their words.
    let mut at: HashMap<(String, [u8; 32]), usize> = HashMap::new();
    let mut numbers: HashMap<String, u32> = HashMap::new();
    for message in found.messages {
        let words = Likeness::of(&case, &message.document)?.map(|likeness| likeness.words);
        let key = message.id.clone().zip(words);
        if let Some(idx) = key.as_ref().and_then(|key| at.get(key)) {
            messages[*idx].1.copies.push(places.copy(&message.document)?);
            continue;
        }
        at.extend(key.map(|key| (key, messages.len())));
        if let Some(id) = &message.id {
            *numbers.entry(id.clone()).or_default() += 1;
        }
        let reading = case.reading(&message.document)?.map(|r| r.result);
        messages.push((sent(reading.as_ref()), places.message(&message, reading.as_ref())?));
    }
    for (_, line) in &mut messages {
        line.differs = line.number.as_ref().is_some_and(|number| numbers[number] > 1);
    }
    messages.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.path.cmp(&other.path)));
    let missing = found.missing.into_iter().map(|missing| MissingLine {
        number: missing.id,
        answered: missing.is_answered,
        named_by: missing.named_by.iter().map(ToString::to_string).collect(),
    });
    Answer::of(ConversationAnswer {
        of: document.to_string(),
        total: messages.len() as u64,
        messages: messages.into_iter().map(|(_, line)| line).collect(),
        missing: missing.collect(),
        goes_on: found.goes_on,
    })
}

/// The case, brought up to date where an older version made it: message numbers were not kept apart then.
fn up_to_date(desk: &Desk, path: &Path) -> Result<Case> {
    let case = open(desk, path)?;
    if case.knows_mail_ids()? {
        return Ok(case);
    }
    drop(open_mut(desk, path)?);
    open(desk, path)
}

/// When a message was sent; those that do not say come first.
fn sent(reading: Option<&NewReading>) -> Option<i64> {
    let date = Date::parse(&dating::date(reading?)?).ok()?;
    date.earliest().or_else(|| date.latest()).map(|time| time.and_utc().timestamp())
}

/// Documents that are the same message as this one: the same number, the same words.
pub(super) fn copies(case: &Case, document: &DocumentId) -> Result<Vec<CopyLine>> {
    let Some(own) = Likeness::of(case, document)? else { return Ok(Vec::new()) };
    let places = Places { case, sources: case.sources()? };
    let mut lines = Vec::new();
    for (_, id) in case.mail_ids(document)?.into_iter().filter(|(role, _)| *role == MailRole::Own) {
        for (role, other) in case.mails_with(&id, MOST_COPIES)? {
            if role == MailRole::Own
                && other != *document
                && Likeness::of(case, &other)?.is_some_and(|likeness| likeness.words == own.words)
            {
                lines.push(places.copy(&other)?);
            }
        }
    }
    Ok(lines)
}

/// As many are looked at for one document.
const MOST_COPIES: usize = 200;

struct Places<'a> {
    case: &'a Case,
    sources: HashMap<SourceId, Source>,
}

impl Places<'_> {
    fn copy(&self, document: &DocumentId) -> Result<CopyLine> {
        let found_at = self.case.acquisitions(document)?;
        let names = found_at.iter().filter_map(|a| self.sources.get(&a.source)).map(|s| s.code_name.clone());
        Ok(CopyLine {
            document: document.to_string(),
            path: found_at.first().map(|a| a.path.clone()).unwrap_or_default(),
            sources: distinct(names),
        })
    }

    fn message(&self, message: &conversation::Message, reading: Option<&NewReading>) -> Result<MessageLine> {
        let CopyLine { document, path, .. } = self.copy(&message.document)?;
        let set_aside = match self.case.refuse_set_aside(&message.document) {
            Err(store::Error::SetAside { .. }) => true,
            other => other.map(|()| false)?,
        };
        let told = reading.filter(|_| !set_aside);
        let meta = |key: &str| told.and_then(|r| r.details["meta"][key][0].as_str()).map(str::to_owned);
        Ok(MessageLine {
            document,
            path,
            number: message.id.clone(),
            from: meta("from"),
            subject: meta("subject"),
            date: reading.and_then(dating::date),
            answers: message.answers.clone(),
            copies: Vec::new(),
            differs: false,
            set_aside,
        })
    }
}
