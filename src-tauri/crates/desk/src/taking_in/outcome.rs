//! From how a reading went to the state and the words of the ledger.

mod amount;

use std::time::Duration;

use ingest::{
    format::{Failure, MetaKey, Problem, ProblemCode},
    host::{Outcome, Reading},
    kind::Kind,
    sandbox::{OffBecause, SandboxReport},
};
use serde_json::{Value, json};
use store::{NewReading, State};

use super::sink::Found;
use crate::dating;

/// The reading of a document, without its text; `took` is how long it was read.
pub(super) fn reading(went: &Reading, found: &Found, took: Duration) -> NewReading {
    let (state, reason) = verdict(went, found);
    let kind = went.kind.or(found.kind);
    let first = |key| found.meta.get(&key).and_then(|values: &Vec<String>| values.first().cloned());
    let details = details(found, went.outcome == Outcome::Done, took);
    NewReading {
        state,
        reason,
        kind: kind.map(|k| k.as_str().to_owned()).unwrap_or_default(),
        mime: kind.map(|k| k.mime().to_owned()).unwrap_or_default(),
        parser: found.gist.most_used(),
        parser_version: super::version().to_owned(),
        sandbox: sandbox(&went.sandbox),
        text: None,
        units: found.gist.n_units,
        language: ingest::language(&found.gist.sample).map(str::to_owned).or_else(|| first(MetaKey::Language)),
        date: dating::own_date(&details["meta"], found.gist.date_line.as_ref()),
        details,
    }
}

/// What the ledger says of bytes that were erased, for this class of reason, and came again.
pub(super) fn erased_before(reason: &str) -> String {
    format!("these bytes were erased before ({reason}); they were not taken in again")
}

fn verdict(went: &Reading, found: &Found) -> (State, String) {
    let kept = |state: State, words: String| {
        if found.gist.n_with_text > 0 {
            (State::Partly, format!("{words}; what came before was kept"))
        } else {
            (state, words)
        }
    };
    match &went.outcome {
        Outcome::Done => whole(&Whole {
            problems: &found.problems,
            units: found.gist.n_units,
            with_text: found.gist.n_with_text,
            waiting: found.unseen.len(),
            has_children: found.n_children > 0,
            is_recording: found.kind.is_some_and(|kind| is_recording(kind.as_str())),
        }),
        Outcome::Failed(Failure::Encrypted) => (State::Encrypted, locked(&found.problems)),
        Outcome::Failed(Failure::Corrupt(why)) => kept(State::Corrupt, format!("damaged: {why}")),
        Outcome::Failed(Failure::Unsupported) => (State::Unsupported, without_reader(went.kind)),
        Outcome::Failed(Failure::LimitHit(what)) => {
            let kept = amount::kept(went, found).unwrap_or_else(|| "nothing of it was read".into());
            (State::LimitHit, format!("{what}; {kept}"))
        }
        Outcome::Failed(Failure::ReadError(why)) => kept(State::ReadError, format!("the medium failed: {why}")),
        Outcome::Failed(Failure::Stopped) => (State::Queued, "stopped before it was read".into()),
        Outcome::ParserFailed(why) => (State::ParserFailed, format!("our reader failed: {why}")),
        Outcome::Killed => (State::ParserFailed, "its worker was ended from outside, twice".into()),
        Outcome::TimedOut(why) => match amount::kept(went, found) {
            Some(kept) => (State::LimitHit, format!("reading was {why}; {kept}")),
            None => (State::TimedOut, format!("reading was {why}; nothing of it was read by then")),
        },
        Outcome::OutOfMemory => {
            let kept = amount::kept(went, found).unwrap_or_else(|| "nothing of it was read by then".into());
            (State::LimitHit, format!("it needs more memory than a reader may hold; {kept}"))
        }
    }
}

/// How a document is locked: as its reader says, where that is not simply by a password.
fn locked(problems: &[Problem]) -> String {
    let told = problems.iter().find(|problem| problem.code == ProblemCode::Encrypted);
    told.map_or_else(|| "locked by a password".to_owned(), |problem| problem.message.clone())
}

/// Why a kind of file is not read, and what opens it.
fn without_reader(kind: Option<Kind>) -> String {
    let (what, opens) = match kind {
        Some(Kind::Djvu) => ("scanned pages packed as DjVu", "DjView or Okular shows them and saves them as PDF"),
        Some(Kind::Mdb) => ("a database of Access", "Access or LibreOffice Base opens it and saves its tables as CSV"),
        Some(Kind::Postscript) => ("pages for a printer (PostScript)", "Ghostscript turns them into PDF"),
        Some(Kind::Cab) => ("an archive of Windows (CAB)", "7-Zip unpacks it"),
        Some(Kind::Parquet) => ("a table packed as Parquet", "DuckDB or pandas saves it as CSV"),
        Some(Kind::Executable) => return "a program; programs are neither run nor read, the bytes are kept".to_owned(),
        Some(Kind::Unknown) => return "what kind of file this is could not be told; the bytes are kept".to_owned(),
        kind => {
            let kind = kind.map_or("this kind", Kind::as_str);
            return format!("there is no reader for {kind} files yet; the bytes are kept");
        }
    };
    format!("{what}: there is no reader for it yet, the bytes are kept; {opens}")
}

/// What a reading that came to its end found.
pub(crate) struct Whole<'a> {
    pub problems: &'a [Problem],
    pub units: u32,
    pub with_text: u32,
    /// Pages that wait to be looked at.
    pub waiting: u32,
    pub has_children: bool,
    /// Whether there are no pages to look at.
    pub is_recording: bool,
}

/// State and reason of a document that was read to its end.
pub(crate) fn whole(found: &Whole<'_>) -> (State, String) {
    let n_without_text = found.problems.iter().filter(|p| p.code == ProblemCode::NoText).count();
    let broken = [ProblemCode::Unreadable, ProblemCode::Encrypted, ProblemCode::Limit, ProblemCode::Checksum];
    let first_broken = found.problems.iter().find(|p| broken.contains(&p.code));
    if found.with_text == 0 {
        // Where nothing waits to be looked at, damage is the reason, not that there are no words.
        if n_without_text > 0 && (found.waiting > 0 || first_broken.is_none()) {
            let reason = match found.waiting {
                _ if found.is_recording => "a recording: what is said and seen in it is not read",
                0 => "no words were found on its pages",
                _ => "its pages are pictures; their text is not read yet",
            };
            let damage = first_broken.map(|problem| format!("; {}", problem.message)).unwrap_or_default();
            return (State::NoText, format!("{reason}{damage}"));
        }
        if let Some(problem) = first_broken {
            return (State::Partly, problem.message.clone());
        }
        if !found.has_children {
            return (State::Empty, "there is nothing in it".into());
        }
    }
    if let Some(problem) = first_broken {
        return (State::Partly, problem.message.clone());
    }
    if n_without_text > 0 {
        return (State::Partly, format!("{n_without_text} of {} pages have no text", found.units));
    }
    (State::Indexed, String::new())
}

/// What confined a worker, in words.
pub(crate) fn sandbox(report: &SandboxReport) -> String {
    match report.off {
        Some(OffBecause::Asked) => "off, as asked".into(),
        Some(OffBecause::Platform) => "off, none for this system".into(),
        None => match report.landlock {
            Some(version) => format!("limits, seccomp, landlock {version}"),
            None => "limits, seccomp".into(),
        },
    }
}

fn details(found: &Found, is_whole: bool, took: Duration) -> Value {
    json!({
        "meta": found.meta,
        "problems": found.problems,
        "n_problems": found.n_problems,
        "n_meta": found.n_meta,
        "engines": found.gist.engines,
        "quality": found.gist.quality,
        "date_line": found.gist.date_line,
        "ms": took.as_millis() as u64,
        "whole": is_whole,
        "unseen": found.unseen,
        "waiting": found.unseen.len(),
    })
}

/// Kinds in which there are no pages to look at.
pub(crate) const RECORDINGS: [&str; 2] = [Kind::Audio.as_str(), Kind::Video.as_str()];

/// Whether there are no pages to look at.
pub(crate) fn is_recording(kind: &str) -> bool {
    RECORDINGS.contains(&kind)
}

/// Whether a password may open the document, or more of it.
pub(super) fn is_shut(reading: &store::Reading) -> bool {
    let problems = reading.result.details["problems"].as_array();
    reading.result.state == State::Encrypted
        || problems.is_some_and(|problems| problems.iter().any(|problem| problem["code"] == "encrypted"))
}

/// Whether a reading came to its end, so that its state says what was found and not how it broke off.
pub(crate) fn is_whole(reading: &NewReading) -> bool {
    match reading.details["whole"].as_bool() {
        Some(is_whole) => is_whole,
        // Older programs did not record it.
        None => reading.state == State::NoText || reading.reason.ends_with(" pages have no text"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_that_breaks_off_says_so_while_its_words_wait() {
        let problem = |code, message: &str| Problem { code, message: message.to_owned(), unit: Some(1) };
        let waits = problem(ProblemCode::NoText, "the page is a picture");
        let broken = problem(ProblemCode::Unreadable, "the picture breaks off");
        let check = |problems: &[Problem], reason: &str| {
            let found =
                Whole { problems, units: 1, with_text: 0, waiting: 1, has_children: false, is_recording: false };
            assert_eq!(whole(&found), (State::NoText, reason.to_owned()));
        };
        check(std::slice::from_ref(&waits), "its pages are pictures; their text is not read yet");
        check(&[waits, broken], "its pages are pictures; their text is not read yet; the picture breaks off");
    }
}
