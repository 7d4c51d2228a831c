//! A thread that copies, hashes and reads files, one after another, with a worker process of its own.

use std::{
    fs::File,
    io::Read,
    path::Path,
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

use facts::{DocumentId, SourceId};
use ingest::{
    format::{Failure, Limits},
    host::{self, Outcome, Settings, Worker},
    passwords::Passwords,
    sandbox::Sandbox,
};
use store::{
    Case, Maker, NewAcquisition, State,
    vault::{Bytes, Staged},
};

use super::{
    checkpoint::Checkpoint,
    child::Arrived,
    committer::{FoundPlace, Message, ReadDocument, Shared, must_read},
    outbox::Outbox,
    outcome,
    queue::{Queue, Queued, Task},
    scan::{Finding, Trouble},
    sink::Collector,
};
use crate::{CancelToken, Code, Desk, Error, Result, privilege::Matcher, sameness, seeing::folding};

/// How a reader works.
#[derive(Clone)]
pub(super) struct Setting {
    pub source: Option<SourceId>,
    pub sandbox: Sandbox,
    pub take_erased_again: bool,
    pub passwords: Passwords,
    pub matcher: Option<Arc<Matcher>>,
}

struct Reader<'a> {
    case: Case,
    worker: Worker,
    setting: Setting,
    shared: &'a Shared,
    cancel: &'a CancelToken,
    to_committer: &'a Outbox,
}

/// Works off tasks until there are no more or it is stopped.
pub(super) fn run(
    desk: &Desk,
    root: &Path,
    setting: Setting,
    shared: &Shared,
    cancel: &CancelToken,
    queue: &Queue,
    to_committer: &Outbox,
) {
    let case = match Case::open(root, &desk.world) {
        Ok(case) => case,
        Err(error) => return drop(to_committer.send(Message::Broken(error.into()))),
    };
    let settings = Settings { n_workers: 1, sandbox: setting.sandbox, ..desk.reading };
    let worker = Worker::new(Arc::new(desk.worker.clone()), settings);
    let mut reader = Reader { case, worker, setting, shared, cancel, to_committer };
    while let Some(task) = queue.next() {
        if shared.over.load(Ordering::Relaxed) {
            return;
        }
        let is_stopped = cancel.is_cancelled();
        let (current, done) = match task {
            // What is not looked at now is found again next time.
            Task::File(finding) if is_stopped => (finding.path, Ok(Done::default())),
            Task::Document(queued) if is_stopped => (queued.path, Ok(Done::default())),
            Task::File(finding) => (finding.path.clone(), guarded(|| reader.file(&finding))),
            Task::Document(queued) => (queued.path.clone(), guarded(|| reader.document(&queued))),
        };
        let message = match done {
            Ok(Done { bytes, trouble }) => Message::Finished { bytes, current, trouble },
            Err(error) => Message::Broken(error),
        };
        if to_committer.send(message).is_err() {
            return;
        }
    }
}

/// A panic of ours ends the job with an error instead of leaving the others waiting for this thread.
fn guarded(work: impl FnOnce() -> Result<Done>) -> Result<Done> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Error::internal("a file", &"a reading thread panicked")))
}

/// What a task came to.
#[derive(Default)]
struct Done {
    bytes: u64,
    trouble: bool,
}

/// A file's bytes: copied, or known to be in the case already.
struct Taken {
    id: DocumentId,
    bytes: u64,
    staged: Option<Staged>,
}

/// Why a file could not be copied.
enum Copying {
    Medium(std::io::Error),
    Vault(Error),
    Stopped,
}

impl Reader<'_> {
    fn send(&self, message: Message) -> Result<()> {
        self.to_committer.send(message).map_err(|_| Error::new(Code::Stopped, "It was stopped."))
    }

    fn file(&mut self, finding: &Finding) -> Result<Done> {
        let Some(source) = self.setting.source else { return Ok(Done::default()) };
        let mut acquisition = NewAcquisition {
            document: None,
            source,
            parent: None,
            path: finding.path.clone(),
            raw_path: finding.raw_path.clone(),
            locator: None,
            modified: if finding.pasted.is_some() { None } else { modified(&finding.place) },
            state: None,
            reason: None,
            bytes: Some(finding.bytes),
        };
        let mut lost = |state, reason: String| {
            acquisition.state = Some(state);
            acquisition.reason = Some(reason);
        };
        let taken = match &finding.trouble {
            Some(Trouble::Skipped(why)) => {
                lost(State::Skipped, why.clone());
                None
            }
            Some(Trouble::Unreadable(why)) => {
                lost(State::ReadError, why.clone());
                None
            }
            None => match self.take_up(finding, acquisition.modified.as_deref()) {
                Ok(taken) => Some(taken),
                Err(Copying::Medium(error)) => {
                    lost(State::ReadError, error.to_string());
                    None
                }
                Err(Copying::Vault(error)) => return Err(error),
                Err(Copying::Stopped) => return Ok(Done::default()),
            },
        };
        let Some(Taken { id, bytes, staged }) = taken else {
            self.lost(acquisition, false)?;
            return Ok(Done { bytes: 0, trouble: true });
        };
        if let Some((_, reason)) = self.passed_over(&id)? {
            // Its name went with it and is not written down again; the id tells nobody what it was.
            let acquisition = NewAcquisition {
                path: store::name_of_erased(&id),
                raw_path: None,
                modified: None,
                state: Some(State::Skipped),
                reason: Some(outcome::erased_before(&reason)),
                ..acquisition
            };
            self.lost(acquisition, true)?;
            return Ok(Done { bytes, trouble: true });
        }
        acquisition.document = Some(id);
        acquisition.bytes = None;
        let is_ours = must_read(&self.case, &id, self.setting.take_erased_again)? && self.shared.claim(id);
        // What is inflated for the reading is there as long as it goes on.
        let mut at_hand = None;
        let handle = match &staged {
            Some(staged) if is_ours => Some(staged.reopen()?),
            None if is_ours => {
                let (handle, in_file) = self.case.original_at_hand(&id)?;
                at_hand = in_file;
                Some(handle)
            }
            _ => None,
        };
        let queued = Queued { id, source, path: finding.path.clone(), depth: 0 };
        self.send(Message::Found(Box::new(FoundPlace {
            acquisition,
            bytes: staged.map(Arrived::Staged),
            depth: 0,
            in_hand: is_ours,
            erased_before: false,
        })))?;
        let trouble = match handle {
            Some(mut handle) => self.read(&mut handle, bytes, &queued)?,
            None => false,
        };
        drop(at_hand);
        Ok(Done { bytes, trouble })
    }

    /// Tells of something that did not become a document.
    fn lost(&self, acquisition: NewAcquisition, erased_before: bool) -> Result<()> {
        let found = FoundPlace { acquisition, bytes: None, depth: 0, in_hand: true, erased_before };
        self.send(Message::Found(Box::new(found)))
    }

    /// When and why a document was erased, if that keeps it out.
    fn passed_over(&self, id: &DocumentId) -> Result<Option<(u64, String)>> {
        if self.setting.take_erased_again { Ok(None) } else { Ok(self.case.erased(id.as_bytes())?) }
    }

    fn document(&mut self, queued: &Queued) -> Result<Done> {
        let (mut handle, at_hand) = match self.case.original_at_hand(&queued.id) {
            Ok(opened) => opened,
            // The vault lost it: the ledger keeps it queued, and check and verify say what is missing.
            Err(store::Error::Blob { .. }) => return Ok(Done { bytes: 0, trouble: true }),
            Err(error) => return Err(error.into()),
        };
        let bytes = handle.len();
        let trouble = self.read(&mut handle, bytes, queued)?;
        // What was inflated for the reading goes with it; some systems remove no file that is open.
        drop(handle);
        drop(at_hand);
        Ok(Done { bytes: 0, trouble })
    }

    /// Copies a file into the vault, unless it looks like one that is there and its bytes say so, too.
    fn take_up(&self, finding: &Finding, modified: Option<&str>) -> Result<Taken, Copying> {
        let vault = |error: store::Error| Copying::Vault(error.into());
        if self.case.seems_known(&finding.path, modified, finding.bytes).map_err(vault)? {
            let (sha256, bytes) = self.hash(finding)?;
            let id = self.case.document_id(&sha256);
            if self.case.has_bytes(&id).map_err(vault)? {
                return Ok(Taken { id, bytes, staged: None });
            }
        }
        // Should the file change between the two looks, what was copied counts.
        let staged = self.copy(finding)?;
        Ok(Taken { id: self.case.document_id(&staged.sha256()), bytes: staged.len(), staged: Some(staged) })
    }

    /// Reads a file through. The medium is only ever read.
    fn each_part(&self, finding: &Finding, mut each: impl FnMut(&[u8]) -> Result<(), Copying>) -> Result<(), Copying> {
        if let Some(pasted) = &finding.pasted {
            return each(pasted);
        }
        let mut file = open_plain(&finding.place).map_err(Copying::Medium)?;
        let mut buffer = vec![0; 256 << 10];
        loop {
            if self.cancel.is_cancelled() {
                return Err(Copying::Stopped);
            }
            match file.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(n) => each(&buffer[..n])?,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Copying::Medium(error)),
            }
        }
    }

    fn hash(&self, finding: &Finding) -> Result<([u8; 32], u64), Copying> {
        let (mut hasher, mut len) = (store::vault::Hasher::new(), 0);
        self.each_part(finding, |part| {
            hasher.update(part);
            len += part.len() as u64;
            Ok(())
        })?;
        Ok((hasher.finish(), len))
    }

    fn copy(&self, finding: &Finding) -> Result<Staged, Copying> {
        let mut staged = self.case.vault().stage().map_err(|e| Copying::Vault(e.into()))?;
        self.each_part(finding, |part| {
            std::io::Write::write_all(&mut staged, part).map_err(|e| {
                let error = match e.kind() {
                    std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => store::Error::Full.into(),
                    _ => Error::new(Code::File, "A file could not be copied into the case.").detail(e),
                };
                Copying::Vault(error)
            })
        })?;
        Ok(staged)
    }

    /// Reads one document in the worker and sends what came of it. Says whether there was trouble.
    fn read(&mut self, handle: &mut Bytes, len: u64, queued: &Queued) -> Result<bool> {
        let started = Instant::now();
        let passwords = &self.setting.passwords.clone();
        let again = self.setting.take_erased_again;
        // What was passed over before the checkpoint is wanted now.
        let is_wanted_whole = again && self.case.n_passed_over_in(&queued.id)? > 0;
        let mut before = if is_wanted_whole { None } else { self.case.checkpoint(&queued.id)? };
        let mut is_last = false;
        let (went, pack, found, go_on) = loop {
            let matcher = self.setting.matcher.clone();
            let checkpoint = before.as_deref().and_then(|text| Checkpoint::read(text, matcher.as_deref()));
            let same = handle.again().map_err(|error| Error::internal("a document", &error))?;
            let mut collector =
                Collector::new(&self.case, self.to_committer, queued, again, matcher, checkpoint.as_ref(), same)?;
            let resume = checkpoint.as_ref().map(|c| c.token.as_str());
            let limits = Limits { depth: queued.depth, ..Limits::DESKTOP };
            let job = host::Job { len, name: Some(&queued.path), limits, resume, passwords };
            let went = match self.worker.read(handle, job, &mut collector, self.cancel.flag()) {
                Ok(went) => went,
                // What was cut short by a stop stays queued and is read again: nothing of it is recorded.
                Err(_) if self.cancel.is_cancelled() => return Ok(false),
                Err(ingest::Error::Sink(error)) => return Err(sink_error(error)),
                Err(error) => return Err(worker_error(&error)),
            };
            let is_cut_short = self.cancel.is_cancelled() && went.outcome != Outcome::Done;
            if is_cut_short || went.outcome == Outcome::Failed(Failure::Stopped) {
                return Ok(false);
            }
            if went.outcome == Outcome::Killed && !is_last {
                // Not the document's fault, unless it happens again.
                is_last = true;
                before = collector.reached.or(before);
                continue;
            }
            // Time and memory may be enough for the rest.
            let is_capped = matches!(went.outcome, Outcome::TimedOut(_) | Outcome::OutOfMemory);
            let reached = collector.reached.take().or(before.filter(|_| checkpoint.is_some()));
            let (pack, found) = collector.finish(&went.outcome).map_err(sink_error)?;
            break (went, pack, found, reached.filter(|_| is_capped));
        };
        let mut reading = outcome::reading(&went, &found, started.elapsed());
        let mut gist = found.gist;
        let mut text = if gist.n_units > 0 { Some(pack.finish()?) } else { None };
        let mut maker = Maker::Extracted;
        reading.text = text.as_ref().map(|t| t.hash);
        if let Some(earlier) = self.case.reading(&queued.id)?.map(|earlier| earlier.result) {
            let came_further = earlier.text.is_some() && gist.n_units < earlier.units;
            if went.outcome != Outcome::Done && came_further {
                keep_earlier_text(&mut reading, earlier);
                text = None;
            } else {
                let matcher = self.setting.matcher.as_deref();
                let carried = folding::carry_over(&self.case, &queued.id, &earlier, &reading, text.as_ref(), matcher)?;
                if let Some(mut folded) = carried {
                    // What was read off pictures once is not lost by reading again.
                    maker = Maker::Ocr;
                    folded.gist.matched.join(gist.matched);
                    (reading, gist) = (folded.reading, folded.gist);
                    text = folded.text.or(text);
                }
            }
        }
        let trouble = reading.state.is_unreadable();
        let matched = std::mem::take(&mut gist.matched);
        let hash = reading.text.filter(|_| text.is_some());
        let sketch = hash.map(|hash| sameness::kept(queued.id, hash, &gist.sketch()));
        let read = ReadDocument { document: queued.id, reading, text, maker, matched, sketch, go_on };
        self.send(Message::Read(Box::new(read)))?;
        Ok(trouble)
    }
}

/// A reading that failed takes no words away that an earlier one found: what is told of pages goes with them.
fn keep_earlier_text(reading: &mut store::NewReading, earlier: store::NewReading) {
    reading.text = earlier.text;
    reading.units = earlier.units;
    reading.language = earlier.language;
    reading.reason.push_str("; the words that an earlier reading found are kept");
    for key in ["looked", "failed", "unread", "unseen", "waiting"] {
        reading.details[key] = earlier.details[key].clone();
    }
}

fn sink_error(error: host::SinkError) -> Error {
    match error.downcast::<store::Error>() {
        Ok(error) => (*error).into(),
        Err(error) => match error.downcast::<std::io::Error>() {
            Ok(error) if error.kind() == std::io::ErrorKind::StorageFull => store::Error::Full.into(),
            Ok(error) => Error::new(Code::File, "What was read could not be kept.").detail(error),
            Err(error) => Error::new(Code::Stopped, "It was stopped.").detail(error),
        },
    }
}

/// Why no worker could be had.
pub(crate) fn worker_error(error: &ingest::Error) -> Error {
    let error_text = std::error::Error::source(error).map_or_else(|| error.to_string(), |s| format!("{error}: {s}"));
    match error {
        ingest::Error::Sandbox(_) => Error::new(
            Code::Worker,
            "The process that reads files could not be confined on this machine. Nothing was read.",
        )
        .hint("To read files without that protection, add --without-sandbox; the ledger will say so.")
        .detail(error_text),
        _ => Error::new(Code::Worker, "The process that reads files could not be started. Nothing was read.")
            .hint("Install Casebound again.")
            .detail(error_text),
    }
}

/// Opens a plain file for reading: never through a link that took its place, never waiting on a pipe.
fn open_plain(place: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits().cast_signed());
    }
    let file = options.open(place)?;
    if !file.metadata()?.is_file() {
        return Err(std::io::Error::other("it is no longer a file"));
    }
    Ok(file)
}

pub(super) fn modified(place: &Path) -> Option<String> {
    let time = place.symlink_metadata().ok()?.modified().ok()?;
    let seconds = match time.duration_since(std::time::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_secs()).ok()?,
        Err(before) => -i64::try_from(before.duration().as_secs()).ok()?,
    };
    // Some file systems hold times that no calendar has.
    let time = chrono::DateTime::from_timestamp(seconds, 0)?;
    Some(dates::Date::from(time).edtf().to_owned())
}
