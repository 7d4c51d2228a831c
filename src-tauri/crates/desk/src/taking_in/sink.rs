//! Where a reading's findings go: units into a text pack, children into the vault, the rest into memory, bounded.

use std::{collections::BTreeMap, io::Write};

use anchor::{Unit, UnitKind};
use crossbeam_channel::Sender;
use facts::DocumentId;
use ingest::{
    format::{Child, MetaKey, Problem, ProblemCode},
    host::{Sink, SinkError},
    kind::Kind,
};
use store::{
    Case, NewAcquisition, State,
    vault::{Staged, pack::PackWriter},
};

use super::{
    committer::{FoundPlace, Message, Queued},
    outcome,
};
use crate::seeing::PageList;

/// Enough words to tell a language by.
pub(crate) const SAMPLE_BYTES: usize = 16 << 10;
/// A document has few properties and problems; a hostile one does not fill memory with them.
pub(crate) const MOST_NOTES: usize = 1_000;

/// Collects one reading.
pub(super) struct Collector<'a> {
    case: &'a Case,
    to_committer: &'a Sender<Message>,
    of: &'a Queued,
    take_erased_again: bool,
    pack: PackWriter,
    child: Option<(Child, Staged)>,
    /// What was found, as far as it has come.
    pub found: Found,
}

/// What a reading found besides units and children.
#[derive(Default)]
pub(super) struct Found {
    pub kind: Option<Kind>,
    pub meta: BTreeMap<MetaKey, Vec<String>>,
    pub problems: Vec<Problem>,
    pub n_problems: u64,
    pub engines: BTreeMap<String, u32>,
    pub n_with_text: u32,
    pub n_units: u32,
    pub n_children: u64,
    pub sample: String,
    /// Pages that are pictures whose words nobody has read.
    pub unseen: PageList,
    n_meta: usize,
}

impl<'a> Collector<'a> {
    /// Starts a reading of `of`.
    pub fn new(
        case: &'a Case,
        to_committer: &'a Sender<Message>,
        of: &'a Queued,
        take_erased_again: bool,
    ) -> store::Result<Collector<'a>> {
        let pack = PackWriter::new(&of.id, case.vault().stage()?)?;
        Ok(Collector { case, to_committer, of, take_erased_again, pack, child: None, found: Found::default() })
    }

    /// Ends it.
    pub fn finish(self) -> (PackWriter, Found) {
        (self.pack, self.found)
    }

    fn send(&self, message: Message) -> Result<(), SinkError> {
        self.to_committer.send(message).map_err(|_| "the committer is gone".into())
    }

    fn found_inside(&self, child: Child, staged: Staged, broken: Option<Problem>) -> Result<(), SinkError> {
        let id: DocumentId = self.case.document_id(&staged.sha256());
        if let (false, Some((_, reason))) = (self.take_erased_again, self.case.erased(id.as_bytes())?) {
            return self.found_erased(child, &id, &reason);
        }
        let broken = broken.or(child.broken);
        let state = broken.as_ref().map(|problem| match problem.code {
            ProblemCode::Encrypted => State::Encrypted,
            ProblemCode::Limit => State::LimitHit,
            _ => State::Corrupt,
        });
        let is_hollow = staged.is_empty() && broken.is_some();
        let document = (!is_hollow).then_some(id);
        let acquisition = NewAcquisition {
            document,
            source: self.of.source,
            parent: Some(self.of.id),
            path: format!("{}//{}", self.of.path, child.name),
            raw_path: child.raw_name.map(|raw| store::to_hex(&raw)),
            locator: Some(child.locator),
            modified: child.modified,
            state,
            reason: broken.map(|problem| problem.message),
            bytes: is_hollow.then_some(0),
        };
        let staged = (!is_hollow).then_some(staged);
        self.send(Message::Found(Box::new(FoundPlace {
            acquisition,
            staged,
            depth: self.of.depth + 1,
            in_hand: false,
            erased_before: false,
        })))
    }

    /// Bytes that were erased before are not taken in again because something else holds them, too.
    fn found_erased(&self, child: Child, id: &DocumentId, reason: &str) -> Result<(), SinkError> {
        let acquisition = NewAcquisition {
            document: None,
            source: self.of.source,
            parent: Some(self.of.id),
            path: format!("{}//{}", self.of.path, store::name_of_erased(id)),
            raw_path: None,
            locator: Some(child.locator),
            modified: None,
            state: Some(State::Skipped),
            reason: Some(outcome::erased_before(reason)),
            bytes: None,
        };
        let depth = self.of.depth + 1;
        let found = FoundPlace { acquisition, staged: None, depth, in_hand: false, erased_before: true };
        self.send(Message::Found(Box::new(found)))
    }
}

/// What is to be read for its language: of a message without its headers, which are English whoever writes it.
fn body(unit: &Unit) -> &str {
    let has_headers = || {
        let names = ["From: ", "To: ", "Cc: ", "Bcc: ", "Date: ", "Subject: "];
        unit.text.lines().next().is_some_and(|line| names.iter().any(|name| line.starts_with(name)))
    };
    match unit.text.split_once("\n\n") {
        Some((_, body)) if unit.kind == UnitKind::Message && has_headers() => body,
        _ => &unit.text,
    }
}

impl Sink for Collector<'_> {
    fn kind(&mut self, kind: Kind) -> Result<(), SinkError> {
        self.found.kind = Some(kind);
        Ok(())
    }

    fn unit(&mut self, unit: Unit) -> Result<(), SinkError> {
        let found = &mut self.found;
        found.n_units += 1;
        if !unit.text.trim().is_empty() {
            found.n_with_text += 1;
            if found.sample.len() < SAMPLE_BYTES {
                let text = body(&unit);
                let end = text.floor_char_boundary(SAMPLE_BYTES - found.sample.len());
                found.sample.push_str(&text[..end]);
                found.sample.push('\n');
            }
        }
        match found.engines.get_mut(&unit.engine) {
            Some(count) => *count += 1,
            None => drop(found.engines.insert(unit.engine.clone(), 1)),
        }
        Ok(self.pack.unit(unit)?)
    }

    fn child_start(&mut self, child: Child) -> Result<(), SinkError> {
        self.found.n_children += 1;
        self.child = Some((child, self.case.vault().stage()?));
        Ok(())
    }

    fn child_bytes(&mut self, bytes: &[u8]) -> Result<(), SinkError> {
        match &mut self.child {
            Some((_, staged)) => Ok(staged.write_all(bytes)?),
            None => Err("bytes of no child".into()),
        }
    }

    fn child_end(&mut self, broken: Option<Problem>) -> Result<(), SinkError> {
        match self.child.take() {
            Some((child, staged)) => self.found_inside(child, staged, broken),
            None => Err("the end of no child".into()),
        }
    }

    fn meta(&mut self, key: MetaKey, value: String) -> Result<(), SinkError> {
        self.found.n_meta += 1;
        if self.found.n_meta <= MOST_NOTES {
            self.found.meta.entry(key).or_default().push(value);
        }
        Ok(())
    }

    fn problem(&mut self, problem: Problem) -> Result<(), SinkError> {
        self.found.n_problems += 1;
        if self.found.problems.len() < MOST_NOTES {
            self.found.problems.push(problem);
        }
        Ok(())
    }

    fn unseen(&mut self, page: u32) -> Result<(), SinkError> {
        self.found.unseen.push(page);
        Ok(())
    }

    fn checkpoint(&mut self, token: &str) -> Result<(), SinkError> {
        // A reading that goes on starts a new text: only what went out as children may be left behind.
        if self.found.n_units > 0 {
            return Ok(());
        }
        self.send(Message::Checkpoint { document: self.of.id, token: token.to_owned() })
    }
}
