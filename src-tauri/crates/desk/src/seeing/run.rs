//! The one thread of a run that writes: pages are kept as they come, then folded into texts and put into the index.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    path::PathBuf,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError};
use facts::DocumentId;
use ingest::sandbox::SandboxReport;
use store::{CaseMut, Made, Maker, SeenPage};

use super::{
    folding::{self, Folded},
    looker::{Look, Message, Shared},
    waiting::Wishes,
};
use crate::{
    Code, Desk, Error, Event, Job, Progress, Result,
    privilege::Matcher,
    sameness, searching, setting_aside,
    taking_in::{self, outcome},
};

/// Pages are kept so often: what is lost with the power is a few seconds' work.
const KEEP_EVERY: Duration = Duration::from_secs(3);
/// Documents whose last page was looked at become searchable so often: each time the index is opened and written.
const FOLD_EVERY: Duration = Duration::from_secs(20);
/// A long document becomes searchable as far as it has come so often: each time its text is written anew.
const FOLD_PARTLY_EVERY: Duration = Duration::from_secs(300);
/// Documents that are written at once.
const MOST_AT_ONCE: usize = 64;
/// Pages that are held while somebody else writes; then the lookers wait.
const MOST_HELD: usize = 64;
const TICK: Duration = Duration::from_millis(100);
/// How often somebody who writes is asked whether they have finished.
const ASK_EVERY: Duration = Duration::from_millis(500);

/// What was done.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Tally {
    pub pages: u64,
    pub with_words: u64,
    pub failed: u64,
}

/// A document at hand.
struct AtHand {
    path: String,
    n_left: usize,
    /// Whether pages of it were kept that are not part of its text.
    is_ahead: bool,
}

pub(super) struct Run<'a> {
    desk: &'a Desk,
    case: &'a mut CaseMut,
    shared: &'a Shared,
    /// What reads, as units name it.
    engine: String,
    documents: HashMap<DocumentId, AtHand>,
    /// Documents whose every page was kept.
    finished: VecDeque<DocumentId>,
    held: Vec<(Look, Box<SeenPage>)>,
    /// What confined the lookers, where that was not all.
    unconfined: Option<SandboxReport>,
    tally: Tally,
    progress: Progress,
    started: Instant,
    kept_at: Instant,
    folded_at: Instant,
    folded_partly_at: Instant,
    asked_at: Option<Instant>,
}

impl<'a> Run<'a> {
    pub fn new(desk: &'a Desk, case: &'a mut CaseMut, shared: &'a Shared, todo: Wishes, engine: String) -> Run<'a> {
        let now = Instant::now();
        let total = todo.wishes.iter().map(|wish| wish.pages.len() as u64).sum();
        let at_hand = |path: String, n_left| AtHand { path, n_left, is_ahead: n_left == 0 };
        let mut documents: HashMap<_, _> =
            todo.wishes.into_iter().map(|wish| (wish.document, at_hand(wish.path, wish.pages.len()))).collect();
        documents.extend(todo.looked_at.iter().map(|id| (*id, at_hand(String::new(), 0))));
        Run {
            desk,
            case,
            shared,
            engine,
            documents,
            finished: todo.looked_at.into(),
            held: Vec::new(),
            unconfined: None,
            tally: Tally::default(),
            progress: Progress { doing: "reading pictures".into(), total, ..Progress::default() },
            started: now,
            kept_at: now,
            folded_at: now,
            folded_partly_at: now,
            asked_at: None,
        }
    }

    pub fn root(&self) -> PathBuf {
        self.case.root().to_path_buf()
    }

    pub fn n_pages(&self) -> usize {
        usize::try_from(self.progress.total).unwrap_or(usize::MAX)
    }

    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// Takes what the lookers find until they are done, and makes it last.
    pub fn work(&mut self, job: &mut Job<'_>, found: &Receiver<Message>) -> Result<()> {
        loop {
            match found.recv_timeout(TICK) {
                Ok(Message::Looked(look, page, report)) => self.take(look, page, report),
                Ok(Message::Broken(error)) => {
                    // What was found before is kept if it can be; this is what there is to say.
                    let _ = self.keep().and_then(|_| self.fold_finished(job, true));
                    return Err(error);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if !self.held.is_empty() && self.kept_at.elapsed() >= KEEP_EVERY {
                self.keep()?;
            }
            let is_late = self.folded_partly_at.elapsed() >= FOLD_PARTLY_EVERY;
            if is_late || (!self.finished.is_empty() && self.folded_at.elapsed() >= FOLD_EVERY) {
                self.fold_finished(job, is_late)?;
            }
            self.shared.waits.store(self.held.len() >= MOST_HELD, Ordering::Relaxed);
            self.tell(job);
        }
        // The last of it waits for whoever writes, unless it is stopped: then the next run looks at these pages again.
        loop {
            let is_done = self.keep()? && self.fold_finished(job, true)?;
            if is_done || job.cancel.is_cancelled() {
                break;
            }
            std::thread::sleep(TICK);
            self.tell(job);
        }
        self.tell(job);
        Ok(())
    }

    fn take(&mut self, look: Look, page: Box<SeenPage>, report: SandboxReport) {
        self.tally.pages += 1;
        self.tally.with_words += u64::from(!page.unit.text.is_empty());
        self.tally.failed += u64::from(page.failed.is_some());
        self.progress.done += 1;
        self.progress.problems += u64::from(page.failed.is_some());
        if let Some(at_hand) = self.documents.get(&look.document) {
            self.progress.current.clone_from(&at_hand.path);
        }
        if report.off.is_some() {
            self.unconfined = Some(report);
        }
        self.held.push((look, page));
    }

    /// Whether somebody else was found writing so lately that asking again is too early.
    fn is_early(&self) -> bool {
        self.asked_at.is_some_and(|at| at.elapsed() < ASK_EVERY)
    }

    /// Does something with the right to write; false where somebody else has it, or the files being taken in go first.
    fn writing(&mut self, work: impl FnOnce(&mut Run<'a>) -> Result<()>) -> Result<bool> {
        if self.is_early() {
            return Ok(false);
        }
        match self.case.hold_at_once("reading pictures").map_err(Error::from) {
            Ok(_) => {}
            Err(error) if error.code == Code::Locked => {
                self.asked_at = Some(Instant::now());
                return Ok(false);
            }
            Err(error) => return Err(error),
        }
        self.asked_at = None;
        let done = work(self);
        self.case.release();
        done.map(|()| true)
    }

    /// Keeps the pages that are held; false where that must wait.
    fn keep(&mut self) -> Result<bool> {
        if self.held.is_empty() {
            return Ok(true);
        }
        self.writing(|run| {
            let mut tx = run.case.begin(&run.desk.author, "reading pictures")?;
            let mut erased = HashSet::new();
            for (look, page) in &run.held {
                match tx.keep_seen(&look.document, look.page, &run.engine, page) {
                    Err(store::Error::Erased { .. }) => drop(erased.insert(look.document)),
                    other => other?,
                }
            }
            tx.commit()?;
            run.documents.retain(|id, _| !erased.contains(id));
            for (look, _) in run.held.drain(..) {
                let Some(at_hand) = run.documents.get_mut(&look.document) else { continue };
                at_hand.is_ahead = true;
                at_hand.n_left = at_hand.n_left.saturating_sub(1);
                if at_hand.n_left == 0 {
                    run.finished.push_back(look.document);
                }
            }
            run.kept_at = Instant::now();
            Ok(())
        })
    }

    /// Folds documents into the case whose every page was kept, and the others too where `all`; false where that must wait.
    fn fold_finished(&mut self, job: &mut Job<'_>, all: bool) -> Result<bool> {
        let mut ready: Vec<DocumentId> = self.finished.iter().copied().collect();
        if all {
            let unfinished = self.documents.iter().filter(|(_, at_hand)| at_hand.is_ahead && at_hand.n_left > 0);
            ready.extend(unfinished.map(|(id, _)| *id));
        }
        let mut is_done = true;
        if !ready.is_empty() {
            is_done = self.writing(|run| run.fold(job, &ready))?;
        }
        if is_done {
            self.folded_at = Instant::now();
            if all {
                self.folded_partly_at = self.folded_at;
            }
        }
        Ok(is_done)
    }

    fn fold(&mut self, job: &mut Job<'_>, ready: &[DocumentId]) -> Result<()> {
        let mut index = searching::open_for_writing(self.case, job)?;
        // Somebody may have added to the list since.
        let matcher = Matcher::new(&self.case.privilege_rules()?)?;
        let mut n_aside = 0;
        for group in ready.chunks(MOST_AT_ONCE) {
            let before = self.fold_group(group, matcher.as_ref())?;
            for id in group {
                index.add(self.case, id)?;
                if !before.contains(id) && self.case.is_shut(id)? {
                    n_aside += 1;
                    setting_aside::withdraw(self.case, &mut index, id)?;
                }
                if let Some(at_hand) = self.documents.get_mut(id) {
                    at_hand.is_ahead = false;
                }
            }
        }
        if n_aside > 0 {
            setting_aside::with_insides(self.desk, self.case, &mut index)?;
            index.purge(self.desk)?;
        }
        index.commit()?;
        // Whatever was finished is among what was ready.
        self.finished.clear();
        Ok(())
    }

    /// Writes the texts and readings of some documents, as they are with the pages that were looked at. Says which of them
    /// had been set aside before.
    fn fold_group(&mut self, group: &[DocumentId], matcher: Option<&Matcher>) -> Result<HashSet<DocumentId>> {
        let (mut folded, mut shut) = (Vec::new(), HashSet::new());
        for id in group {
            if self.case.is_shut(id)? {
                shut.insert(*id);
            }
            folded.push((*id, folding::fold(self.case, id, matcher)?));
        }
        let mut tx = self.case.begin(&self.desk.author, "reading pictures")?;
        for (id, folded) in folded {
            let Some(Folded { mut reading, text, derived_from, gist }) = folded else { continue };
            if let Some(report) = &self.unconfined {
                reading.sandbox = outcome::sandbox(report);
            }
            let aside = gist.aside();
            if let Some(text) = text {
                let hash = text.hash;
                let made = Made::extracted(&self.engine, env!("CARGO_PKG_VERSION"), reading.language.clone());
                tx.add_text(id, text, Made { maker: Maker::Ocr, derived_from, ..made })?;
                tx.keep_sketch(&sameness::kept(id, hash, &gist.sketch()))?;
            }
            tx.add_reading(id, &reading)?;
            if matcher.is_some() {
                tx.set_aside_unread(&id, aside)?;
            }
            tx.forget_seen(&id)?;
        }
        tx.commit()?;
        Ok(shut)
    }

    /// Compares the new texts with the others, unless somebody else writes: then they do when they are done.
    pub fn compare(&mut self, job: &mut Job<'_>) -> Result<()> {
        if self.tally.pages > 0 {
            self.writing(|run| taking_in::compare(run.case, job))?;
        }
        Ok(())
    }

    fn tell(&mut self, job: &mut Job<'_>) {
        self.progress.elapsed_ms = self.started.elapsed().as_millis() as u64;
        (job.events)(Event::Progress(self.progress.clone()));
    }
}
