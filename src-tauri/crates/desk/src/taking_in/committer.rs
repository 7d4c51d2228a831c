//! The one thread that writes: what the readers found goes into the case in groups, then into the index.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use crossbeam_channel::RecvTimeoutError;
use facts::{DocumentId, SourceId};
use store::{Case, CaseMut, Found, Maker, NewAcquisition, NewReading, NewSketch, vault::pack::StagedText};

use super::{
    child::Arrived,
    group::Written,
    outbox::{self, Inbox},
    queue::{Queue, Queued, Task},
    reader,
    scan::Finding,
    tally::Tally,
};
use crate::{
    Desk, Error, Event, Job, Progress, Result,
    privilege::{Matched, Matcher},
    searching::IndexWriter,
    setting_aside,
};

/// What is to be done.
pub(super) struct Plan {
    pub source: Option<SourceId>,
    pub findings: Vec<Finding>,
    pub n_jobs: usize,
    pub sandbox: ingest::sandbox::Sandbox,
    pub take_erased_again: bool,
    pub retry: Vec<DocumentId>,
}

/// What readers tell the committer, in order.
pub(super) enum Message {
    /// A place where a document, or something that cannot be one, was found.
    Found(Box<FoundPlace>),
    /// What came of reading a document.
    Read(Box<ReadDocument>),
    /// How far a long reading has come.
    Checkpoint { document: DocumentId, text: String },
    /// A task is done.
    Finished { bytes: u64, current: String, trouble: bool },
    /// Readers cannot work at all.
    Broken(Error),
}

impl Message {
    /// Whether it keeps a file open.
    pub fn holds_file(&self) -> bool {
        match self {
            Message::Found(found) => found.bytes.as_ref().is_some_and(Arrived::holds_file),
            Message::Read(read) => read.text.as_ref().is_some_and(StagedText::holds_file),
            _ => false,
        }
    }
}

/// A place where something was found.
pub(super) struct FoundPlace {
    pub acquisition: NewAcquisition,
    pub bytes: Option<Arrived>,
    /// How deep in containers it lies.
    pub depth: u32,
    /// Whether the reader that found it reads it, too.
    pub in_hand: bool,
    /// Whether it was passed over because it had been erased.
    pub erased_before: bool,
}

/// A document that was read.
pub(super) struct ReadDocument {
    pub document: DocumentId,
    pub reading: NewReading,
    pub text: Option<StagedText>,
    /// How the text came about.
    pub maker: Maker,
    /// What of the privilege list its words and properties match.
    pub matched: Matched,
    pub sketch: Option<NewSketch>,
    /// The checkpoint from which another reading goes on, where a limit ended this one that need not end the next.
    pub go_on: Option<String>,
}

/// What readers share.
pub(super) struct Shared {
    /// Documents that are being read or were read in this run.
    pub claimed: Mutex<HashSet<DocumentId>>,
    /// Set when the committer has given up.
    pub over: AtomicBool,
}

impl Shared {
    /// Takes a document to read; false if somebody has it.
    pub fn claim(&self, id: DocumentId) -> bool {
        self.claimed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(id)
    }
}

/// A group is written when it has so many messages, staged bytes, or is so old.
const GROUP_MESSAGES: usize = 512;
/// Every staged file is an open file, of which some systems give a process 256.
const GROUP_STAGED: usize = 96;
const GROUP_BYTES: u64 = 64 << 20;
const GROUP_AGE: Duration = Duration::from_millis(700);
/// The index is committed so often: a commit costs a few milliseconds and a small segment.
const INDEX_AGE: Duration = Duration::from_secs(15);
const TICK: Duration = Duration::from_millis(100);

/// Runs readers and committer until everything is done or it is stopped.
pub(super) fn run(
    desk: &Desk,
    job: &mut Job<'_>,
    case: &mut CaseMut,
    index: &mut IndexWriter,
    plan: Plan,
) -> Result<Tally> {
    let shared = Shared { claimed: Mutex::default(), over: AtomicBool::new(false) };
    let queue = Queue::new(case.id(), desk.wanted.clone());
    let (to_committer, messages) = outbox::way();
    let mut committer = Committer::new(desk, case, index, &queue, &plan);
    committer.queue_left_over(&shared, plan.retry)?;
    for finding in plan.findings {
        committer.total_bytes += finding.bytes;
        let bytes = finding.bytes;
        committer.queue(Task::File(finding), bytes);
    }
    let cancel = job.cancel.clone();
    let passwords = super::words(committer.case)?;
    let matcher = Matcher::new(&committer.case.privilege_rules()?)?.map(Arc::new);
    committer.matcher = matcher.clone();
    let done = std::thread::scope(|scope| {
        for _ in 0..plan.n_jobs {
            let to_committer = to_committer.clone();
            let (queue, shared, cancel, root) = (&queue, &shared, &cancel, committer.case.root().to_path_buf());
            let reads = reader::Setting {
                source: plan.source,
                sandbox: plan.sandbox,
                take_erased_again: plan.take_erased_again,
                passwords: passwords.clone(),
                matcher: matcher.clone(),
            };
            scope.spawn(move || reader::run(desk, &root, reads, shared, cancel, queue, &to_committer));
        }
        drop(to_committer);
        let work = std::panic::AssertUnwindSafe(|| committer.work(job, &shared, &messages));
        let done = std::panic::catch_unwind(work)
            .unwrap_or_else(|_| Err(Error::internal("what was found", &"the writing thread panicked")));
        shared.over.store(true, Ordering::Relaxed);
        if done.is_err() {
            // Nobody waits for readings that will not be kept.
            cancel.cancel();
        }
        // Readers end when nobody hands out tasks or takes what they find.
        queue.close();
        drop(messages);
        done
    });
    done?;
    Ok(committer.tally)
}

struct Committer<'a> {
    desk: &'a Desk,
    case: &'a mut CaseMut,
    index: &'a mut IndexWriter,
    queue: &'a Queue,
    tally: Tally,
    /// Known documents whose insides were counted.
    seen: HashSet<DocumentId>,
    outstanding: u64,
    progress: Progress,
    total_bytes: u64,
    started: Instant,
    index_committed: Instant,
    take_erased_again: bool,
    /// The list of what may be privileged, if there is one.
    matcher: Option<Arc<Matcher>>,
    /// Whether what could be searched was set aside.
    was_withdrawn: bool,
    /// Whether something was read that somebody waits for, and was not told of.
    is_awaited: bool,
}

impl<'a> Committer<'a> {
    fn new(
        desk: &'a Desk,
        case: &'a mut CaseMut,
        index: &'a mut IndexWriter,
        queue: &'a Queue,
        plan: &Plan,
    ) -> Committer<'a> {
        let now = Instant::now();
        let progress = Progress {
            doing: match plan.retry.is_empty() {
                true => "taking in",
                false => "reading again",
            }
            .into(),
            ..Progress::default()
        };
        Committer {
            desk,
            case,
            index,
            queue,
            tally: Tally::default(),
            seen: HashSet::new(),
            outstanding: 0,
            progress,
            total_bytes: 0,
            started: now,
            index_committed: now,
            take_erased_again: plan.take_erased_again,
            matcher: None,
            was_withdrawn: false,
            is_awaited: false,
        }
    }

    fn queue(&mut self, task: Task, bytes: u64) {
        self.outstanding += 1;
        self.progress.total += 1;
        self.queue.push(task, bytes);
    }

    fn queue_document(&mut self, queued: Queued) -> Result<()> {
        let bytes = self.case.document(&queued.id)?.map_or(0, |document| document.bytes);
        self.queue(Task::Document(queued), bytes);
        Ok(())
    }

    /// Queues what an earlier run took in and did not read, and what is to be read again.
    fn queue_left_over(&mut self, shared: &Shared, retry: Vec<DocumentId>) -> Result<()> {
        let mut wanted: HashSet<DocumentId> = retry.into_iter().collect();
        wanted.extend(self.case.unread()?);
        if wanted.is_empty() {
            return Ok(());
        }
        let acquisitions = self.case.all_acquisitions()?;
        let parents: HashMap<_, _> = acquisitions.iter().rev().filter_map(|a| Some((a.document?, a.parent))).collect();
        for acquisition in acquisitions {
            let Some(id) = acquisition.document.filter(|id| wanted.contains(id)) else { continue };
            if shared.claim(id) {
                // What came of it before the interruption is not looked at again, but it was found.
                self.count_inside(&id)?;
                let depth = depth(&parents, id);
                let (source, path) = (acquisition.source, acquisition.path);
                self.queue_document(Queued { id, source, path, depth })?;
            }
        }
        Ok(())
    }

    /// Counts what lies in a document, at any depth.
    fn count_inside(&mut self, document: &DocumentId) -> Result<()> {
        for inside in self.case.inside(document)? {
            let is_passed_over = inside.is_passed_over && !self.take_erased_again;
            self.tally.count(Found { ordinal: inside.ordinal, is_new: false, is_copy: false }, is_passed_over);
        }
        Ok(())
    }

    fn work(&mut self, job: &mut Job<'_>, shared: &Shared, messages: &Inbox) -> Result<()> {
        let mut group = Vec::new();
        let (mut group_bytes, mut n_staged) = (0, 0);
        let mut opened = Instant::now();
        while self.outstanding > 0 {
            match messages.next(TICK) {
                Ok(Message::Broken(error)) => return Err(error),
                Ok(message) => {
                    if group.is_empty() {
                        opened = Instant::now();
                    }
                    group_bytes += staged_bytes(&message);
                    n_staged += usize::from(message.holds_file());
                    group.push(message);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Error::internal("the files", &"the reading threads ended early"));
                }
            }
            let is_full = group.len() >= GROUP_MESSAGES
                || group_bytes >= GROUP_BYTES
                || n_staged >= GROUP_STAGED
                || opened.elapsed() >= GROUP_AGE;
            // An empty inbox means every reader is busy or waits for what this group holds.
            let is_quiet = messages.is_empty()
                && group.iter().any(|m| matches!(m, Message::Finished { .. }))
                && group.iter().filter(|m| matches!(m, Message::Finished { .. })).count() as u64 >= self.outstanding;
            if !group.is_empty() && (is_full || is_quiet) {
                self.write(shared, std::mem::take(&mut group))?;
                (group_bytes, n_staged) = (0, 0);
            }
            self.tell(job);
        }
        self.write(shared, group)?;
        match self.was_withdrawn {
            true => self.index.purge(self.desk)?,
            false => self.index.commit()?,
        }
        self.tell(job);
        Ok(())
    }

    /// Writes a group: bytes, then rows, then index entries; then queues the documents found in it.
    fn write(&mut self, shared: &Shared, group: Vec<Message>) -> Result<()> {
        if group.iter().all(|m| matches!(m, Message::Finished { .. })) {
            // Nothing to write: what a stop leaves undone, or files that were passed over.
            for message in group {
                self.finished(message);
            }
            return Ok(());
        }
        let mut written = Written::default();
        let mut tx = self.case.begin(&self.desk.author, "taking in files")?;
        for message in group {
            written.take(&mut tx, message, self.take_erased_again, self.matcher.as_deref())?;
        }
        written.mark(&mut tx)?;
        tx.commit()?;
        let Written { to_read, to_index, done, counted, known, shut, .. } = written;
        self.count(counted, known)?;
        for document in &shut {
            setting_aside::withdraw(self.case, self.index, document)?;
            self.was_withdrawn = true;
        }
        for document in &to_index {
            self.index.add(self.case, document)?;
        }
        self.is_awaited |= self.queue.was_in_demand(&to_index);
        if self.index_committed.elapsed() >= INDEX_AGE {
            self.index.commit()?;
            self.index_committed = Instant::now();
        }
        for queued in to_read {
            if must_read(self.case, &queued.id, self.take_erased_again)? && shared.claim(queued.id) {
                self.queue_document(queued)?;
            }
        }
        for finished in done {
            self.finished(finished);
        }
        Ok(())
    }

    fn count(&mut self, counted: Vec<(Found, bool)>, known: Vec<DocumentId>) -> Result<()> {
        for (found, erased_before) in counted {
            self.tally.count(found, erased_before);
        }
        for document in known {
            // What lies in a known container is not looked at again, but it was found.
            if self.seen.insert(document) {
                self.count_inside(&document)?;
            }
        }
        Ok(())
    }

    fn finished(&mut self, message: Message) {
        if let Message::Finished { bytes, current, trouble } = message {
            self.outstanding -= 1;
            self.progress.done += 1;
            self.progress.bytes += bytes;
            self.progress.current = current;
            self.progress.problems += u64::from(trouble);
        }
    }

    fn tell(&mut self, job: &mut Job<'_>) {
        if std::mem::take(&mut self.is_awaited) {
            (job.events)(Event::TookIn { added: 0 });
        }
        self.progress.total_bytes = self.total_bytes.max(self.progress.bytes);
        self.progress.elapsed_ms = self.started.elapsed().as_millis() as u64;
        (job.events)(Event::Progress(self.progress.clone()));
    }
}

/// Whether a document that was found has to be read: it was not yet, or something in it that was passed over is wanted.
pub(super) fn must_read(case: &Case, id: &DocumentId, take_erased_again: bool) -> Result<bool> {
    Ok(case.reading(id)?.is_none() || (take_erased_again && case.n_passed_over_in(id)? > 0))
}

fn staged_bytes(message: &Message) -> u64 {
    match message {
        Message::Found(found) => found.bytes.as_ref().map_or(0, Arrived::stored_bytes),
        Message::Read(read) => read.text.as_ref().map_or(0, StagedText::stored_bytes),
        Message::Checkpoint { text, .. } => text.len() as u64,
        _ => 0,
    }
}

/// How many containers a document lies in, by the first place it was found.
fn depth(parents: &HashMap<DocumentId, Option<DocumentId>>, id: DocumentId) -> u32 {
    let mut depth = 0;
    let mut at = id;
    while let Some(Some(parent)) = parents.get(&at) {
        depth += 1;
        at = *parent;
        if depth > 64 {
            break;
        }
    }
    depth
}
