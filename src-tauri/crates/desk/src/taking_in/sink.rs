//! Where a reading's findings go: units into a text pack, children into the vault, the rest into memory, bounded.

use std::{collections::BTreeMap, sync::Arc};

use anchor::Unit;
use facts::DocumentId;
use ingest::{
    format::{Child, MetaKey, Packing, Problem, ProblemCode},
    host::{Outcome, Sink, SinkError},
    kind::Kind,
};
use store::{
    Case, NewAcquisition, State,
    vault::{self, Bytes, Form, Left, pack::PackWriter},
};

use super::{
    checkpoint::Checkpoint,
    child::{self, Arrived, Arriving},
    committer::{FoundPlace, Message},
    gist::Gist,
    outbox::Outbox,
    outcome,
    queue::Queued,
};
use crate::{privilege::Matcher, seeing::PageList};

/// A document has few properties and problems; a hostile one does not fill memory with them.
pub(crate) const MOST_NOTES: usize = 1_000;

/// Collects one reading.
pub(super) struct Collector<'a> {
    case: &'a Case,
    to_committer: &'a Outbox,
    of: &'a Queued,
    take_erased_again: bool,
    pack: PackWriter,
    child: Option<(Child, Arriving)>,
    matcher: Option<Arc<Matcher>>,
    /// The bytes that are read.
    bytes: Bytes,
    /// Where the next child is said to stand in them, and how far the stream that the last one stood in was unpacked.
    child_at: Option<(u64, vault::Packing)>,
    left: (Option<(u64, Form)>, Left),
    /// What was found, as far as it has come.
    pub found: Found,
    /// The last checkpoint, as it is written down.
    pub reached: Option<String>,
}

/// What a reading found besides units and children.
#[derive(Default)]
pub(super) struct Found {
    pub kind: Option<Kind>,
    pub meta: BTreeMap<MetaKey, Vec<String>>,
    pub problems: Vec<Problem>,
    pub n_problems: u64,
    pub gist: Gist,
    pub n_children: u64,
    /// Pages that are pictures whose words nobody has read.
    pub unseen: PageList,
    pub n_meta: usize,
}

impl<'a> Collector<'a> {
    /// Starts a reading of `of`, or goes on with one that was interrupted.
    pub fn new(
        case: &'a Case,
        to_committer: &'a Outbox,
        of: &'a Queued,
        take_erased_again: bool,
        matcher: Option<Arc<Matcher>>,
        before: Option<&Checkpoint>,
        bytes: Bytes,
    ) -> store::Result<Collector<'a>> {
        let pack = PackWriter::new(&of.id, case.vault().stage()?)?;
        let found = before.map(|before| before.found(matcher.as_deref())).unwrap_or_default();
        let (child, child_at, reached) = (None, None, None);
        Ok(Collector {
            case,
            to_committer,
            of,
            take_erased_again,
            pack,
            child,
            matcher,
            bytes,
            child_at,
            left: Default::default(),
            found,
            reached,
        })
    }

    /// Ends it. A child whose end never came is kept as far as it goes.
    pub fn finish(mut self, outcome: &Outcome) -> Result<(PackWriter, Found), SinkError> {
        if self.child.is_some() {
            self.child_end(Some(ingest::host::cut_short(outcome)))?;
        }
        let n_cut = self.found.n_meta.saturating_sub(MOST_NOTES);
        if n_cut > 0 {
            let message = format!("{n_cut} of its properties are left out: {MOST_NOTES} are kept of a document");
            self.problem(Problem { code: ProblemCode::Limit, message, unit: None })?;
        }
        Ok((self.pack, self.found))
    }

    /// Keeps how far a stream was unpacked as long as children stand in it: it takes much memory.
    fn follow(&mut self, (at, packing): (u64, vault::Packing)) {
        let stream = match packing {
            vault::Packing::Lzma { form, .. } => Some((at, form)),
            _ => None,
        };
        if self.left.0 != stream {
            self.left = (stream, Left::default());
        }
    }

    fn send(&self, message: Message) -> Result<(), SinkError> {
        self.to_committer.send(message).map_err(|_| "the committer is gone".into())
    }

    fn found_inside(&self, child: Child, bytes: Arrived, broken: Option<Problem>) -> Result<(), SinkError> {
        let id: DocumentId = self.case.document_id(&bytes.sha256());
        if let (false, Some((_, reason))) = (self.take_erased_again, self.case.erased(id.as_bytes())?) {
            return self.found_erased(child, &id, &reason);
        }
        let broken = broken.or(child.broken);
        let state = broken.as_ref().map(|problem| match problem.code {
            ProblemCode::Encrypted => State::Encrypted,
            ProblemCode::Limit => State::LimitHit,
            ProblemCode::Link if bytes.is_empty() => State::Skipped,
            _ => State::Corrupt,
        });
        let is_hollow = bytes.is_empty() && broken.is_some();
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
        self.send(Message::Found(Box::new(FoundPlace {
            acquisition,
            bytes: (!is_hollow).then_some(bytes),
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
        let found = FoundPlace { acquisition, bytes: None, depth, in_hand: false, erased_before: true };
        self.send(Message::Found(Box::new(found)))
    }
}

impl Sink for Collector<'_> {
    fn kind(&mut self, kind: Kind) -> Result<(), SinkError> {
        self.found.kind = Some(kind);
        Ok(())
    }

    fn unit(&mut self, unit: Unit) -> Result<(), SinkError> {
        self.found.gist.take(&unit, self.matcher.as_deref());
        Ok(self.pack.unit(unit)?)
    }

    fn child_at(&mut self, at: u64, packing: Packing) -> Result<(), SinkError> {
        let packing = child::packing(packing);
        if self.case.may_hold(&self.of.id, at, packing)? {
            self.child_at = Some((at, packing));
        }
        Ok(())
    }

    fn child_start(&mut self, child: Child) -> Result<(), SinkError> {
        self.found.n_children += 1;
        let arriving = match self.child_at.take() {
            Some(place) => {
                self.follow(place);
                Arriving::standing(self.case, self.of.id, self.bytes.again()?, place, &self.left.1)?
            }
            None => Arriving::staged(self.case)?,
        };
        self.child = Some((child, arriving));
        Ok(())
    }

    fn child_bytes(&mut self, bytes: &[u8]) -> Result<(), SinkError> {
        match &mut self.child {
            Some((_, arriving)) => arriving.take(self.case, bytes),
            None => Err("bytes of no child".into()),
        }
    }

    fn child_end(&mut self, broken: Option<Problem>) -> Result<(), SinkError> {
        match self.child.take() {
            Some((child, arriving)) => {
                let bytes = arriving.end(self.case, broken.is_none() && child.broken.is_none())?;
                self.found_inside(child, bytes, broken)
            }
            None => Err("the end of no child".into()),
        }
    }

    fn meta(&mut self, key: MetaKey, value: String) -> Result<(), SinkError> {
        if let Some(matcher) = &self.matcher {
            matcher.look(&value, &mut self.found.gist.matched);
        }
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
        if self.found.gist.n_units > 0 {
            return Ok(());
        }
        let Some(text) = Checkpoint::write(token, &self.found, self.matcher.as_deref()) else { return Ok(()) };
        self.reached = Some(text.clone());
        self.send(Message::Checkpoint { document: self.of.id, text })
    }
}
