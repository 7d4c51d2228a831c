//! Passwords that the case's locked files are tried with. Their words go in, and come out only where somebody asks.

use std::{collections::HashSet, path::PathBuf};

use facts::PasswordId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Case;
use ts_rs::TS;

use super::{
    Answer,
    cases::{n_jobs, sandbox},
    request, rereading,
};
use crate::{
    Code, Desk, Error, Job, Result,
    library::{self, moment, open, open_mut},
    taking_in::{self, Summary},
};

const LABEL_CHARS: usize = 80;

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct AddPassword {
    case: PathBuf,
    password: String,
    /// What to call it; numbered where nothing is said.
    label: Option<String>,
    jobs: Option<usize>,
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    without_sandbox: bool,
}

#[derive(Serialize, TS)]
pub(super) struct PasswordAdded {
    id: String,
    label: String,
    /// Whether the case had it before.
    had: bool,
    /// How many locked documents were tried.
    tried: u64,
    /// How many of them have nothing locked in them any more.
    opened: u64,
    #[serde(flatten)]
    summary: Summary,
    /// In documents whose words are others now.
    #[serde(flatten)]
    held: rereading::Held,
}

pub(super) fn add(desk: &Desk, job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let AddPassword { case, password, label, jobs, without_sandbox } = request(value)?;
    if password.is_empty() || password.chars().count() > ingest::passwords::MOST_CHARS {
        let message = format!("A password has 1 to {} characters.", ingest::passwords::MOST_CHARS);
        return Err(Error::new(Code::Usage, message));
    }
    let mut case = open_mut(desk, &case)?;
    let before = case.passwords()?;
    let known = before.iter().find(|known| known.word == password);
    if known.is_none() && before.len() >= ingest::passwords::MOST {
        let message = format!("A case has at most {} passwords. Nothing was added.", ingest::passwords::MOST);
        return Err(
            Error::new(Code::Refused, message).hint("Remove those that no longer serve: casebound password remove")
        );
    }
    let label = match known {
        Some(known) => known.label.clone(),
        None => called(label.as_deref(), before.len() + 1)?,
    };
    let had = known.is_some();
    let mut tx = case.begin(&desk.author, "adding a password")?;
    let id = tx.add_password(&label, &password)?;
    tx.commit()?;
    let shut = taking_in::shut(&case)?;
    let tried = shut.len() as u64;
    let cited = rereading::cited_texts(&case)?;
    let summary =
        taking_in::reread(desk, job, &mut case, shut.clone(), n_jobs(desk, jobs)?, sandbox(desk, without_sandbox))?;
    let still: HashSet<_> = taking_in::shut(&case)?.into_iter().collect();
    let opened = shut.iter().filter(|document| !still.contains(document)).count() as u64;
    let failed = summary.stopped;
    let held = rereading::hold_since(&case, &cited)?;
    let answer = PasswordAdded { id: id.to_string(), label, had, tried, opened, summary, held };
    Ok(Answer { failed, ..Answer::of(answer)? })
}

fn called(label: Option<&str>, number: usize) -> Result<String> {
    let label = label.map(|label| label.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default();
    match label.chars().count() {
        0 => Ok(format!("password {number}")),
        1..=LABEL_CHARS => Ok(label),
        _ => Err(Error::new(Code::Usage, format!("A label has at most {LABEL_CHARS} characters."))),
    }
}

#[derive(Deserialize, TS)]
#[ts(optional_fields)]
pub(super) struct ListPasswords {
    case: PathBuf,
    /// Whether the words are shown, too.
    #[serde(default)]
    #[ts(as = "Option<bool>", optional)]
    show: bool,
}

#[derive(Serialize, TS)]
pub(super) struct Passwords {
    passwords: Vec<PasswordLine>,
    /// How many documents are locked, or hold something that is.
    shut: u64,
}

#[derive(Serialize, TS)]
struct PasswordLine {
    id: String,
    label: String,
    by: String,
    since: String,
    /// The password itself; null unless it was asked for.
    word: Option<String>,
}

pub(super) fn list(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let ListPasswords { case, show } = request(value)?;
    Answer::of(listed(&open(desk, &case)?, show)?)
}

fn listed(case: &Case, show: bool) -> Result<Passwords> {
    let people = case.people()?;
    let line = |password: store::Password| PasswordLine {
        id: password.id.to_string(),
        label: password.label,
        by: people.get(&password.author).cloned().unwrap_or_default(),
        since: moment(password.at),
        word: show.then_some(password.word),
    };
    let passwords = case.passwords()?.into_iter().map(line).collect();
    Ok(Passwords { passwords, shut: taking_in::shut(case)?.len() as u64 })
}

pub(super) fn remove(desk: &Desk, _job: &mut Job<'_>, value: Value) -> Result<Answer> {
    let super::OfId { case, id } = request(value)?;
    let mut case = open_mut(desk, &case)?;
    let found = meant(&case, &id)?;
    case.remove_password(found, &desk.author)?;
    Answer::of(listed(&case, false)?)
}

/// The password that a person means: by its label, else by its id.
fn meant(case: &Case, text: &str) -> Result<PasswordId> {
    let passwords = case.passwords()?;
    let mut labelled = passwords.iter().filter(|password| password.label == text);
    match (labelled.next(), labelled.next()) {
        (Some(password), None) => Ok(password.id),
        _ => library::by_prefix("password", text, passwords, |p| p.id.to_string()).map(|password| password.id),
    }
}
