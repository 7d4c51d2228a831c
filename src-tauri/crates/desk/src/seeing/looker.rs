//! A thread that looks at pages, one after another, with a worker process of its own.

use std::{
    collections::VecDeque,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use crossbeam_channel::Sender;
use facts::DocumentId;
use ingest::{
    format::Failure,
    host::{Outcome, SeeJob, Settings, Worker},
    sandbox::{Sandbox, SandboxReport},
    sight::{Models, Seen},
};
use store::{Case, SeenPage};

use super::folding::blank;
use crate::{CancelToken, Code, Desk, Error, Result, taking_in};

/// One page to look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    pub document: DocumentId,
    pub page: u32,
}

/// What lookers tell the one thread that writes.
pub(super) enum Message {
    Looked(Look, Box<SeenPage>, SandboxReport),
    /// No page can be looked at.
    Broken(Error),
}

/// What lookers share.
pub(super) struct Shared {
    pub looks: Mutex<VecDeque<Look>>,
    /// Set while somebody else writes in the case: what is found now could not be kept.
    pub waits: AtomicBool,
    /// Set when nobody takes what is found any more.
    pub over: AtomicBool,
}

/// How often a looker that waits looks whether it still has to.
const NAP: Duration = Duration::from_millis(100);

/// Looks at pages until there are no more or it is stopped.
pub(super) fn run(
    desk: &Desk,
    root: &Path,
    (models, sandbox): (Models, Sandbox),
    shared: &Shared,
    cancel: &CancelToken,
    found: &Sender<Message>,
) {
    let work = std::panic::AssertUnwindSafe(|| {
        let case = Case::open(root, &desk.world)?;
        let settings = Settings { n_workers: 1, sandbox, ..Settings::SEEING };
        let mut worker = Worker::with_models(Arc::new(desk.worker.clone()), settings, models);
        while !cancel.is_cancelled() && !shared.over.load(Ordering::Relaxed) {
            if shared.waits.load(Ordering::Relaxed) {
                std::thread::sleep(NAP);
                continue;
            }
            let next = shared.looks.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            let Some(look) = next else { break };
            let Some((page, report)) = at(&case, &mut worker, look, cancel)? else { break };
            if found.send(Message::Looked(look, Box::new(page), report)).is_err() {
                break;
            }
        }
        Ok(())
    });
    let done = std::panic::catch_unwind(work)
        .unwrap_or_else(|_| Err(Error::internal("a page", &"a reading thread panicked")));
    if let Err(error) = done {
        // Nobody hears it where another thread broke before.
        let _ = found.send(Message::Broken(error));
    }
}

/// Looks at one page; `None` where it was stopped.
fn at(case: &Case, worker: &mut Worker, look: Look, cancel: &CancelToken) -> Result<Option<(SeenPage, SandboxReport)>> {
    let failed = |why: String| SeenPage {
        unit: blank(look.page),
        unread: Vec::new(),
        notes: Vec::new(),
        failed: Some(why),
    };
    let mut file = match case.original(&look.document) {
        Ok(file) => file,
        Err(store::Error::Blob { trouble, .. }) => {
            let report = SandboxReport { limits: true, seccomp: true, landlock: None, off: None };
            return Ok(Some((failed(format!("its bytes in the case are {trouble}")), report)));
        }
        Err(error) => return Err(error.into()),
    };
    let len = file.metadata().map_err(|error| Error::internal("a document", &error))?.len();
    let job = SeeJob { key: *look.document.as_bytes(), len, name: None, unit: look.page };
    match worker.see(&mut file, job, cancel.flag()) {
        _ if cancel.is_cancelled() => Ok(None),
        Ok(seeing) => Ok(Some((
            match seeing.page {
                Ok(seen) => kept(seen),
                Err(outcome) => failed(in_words(outcome)),
            },
            seeing.sandbox,
        ))),
        Err(ingest::Error::Blind(why)) => {
            let message = "What reads words off pictures cannot be used. No page was looked at.";
            Err(Error::new(Code::Worker, message).hint("Install Casebound again.").detail(why))
        }
        Err(error) => Err(taking_in::worker_error(&error)),
    }
}

fn kept(seen: Seen) -> SeenPage {
    let notes = seen.notes.iter().map(ToString::to_string).collect();
    SeenPage { unit: seen.unit, unread: seen.unread, notes, failed: None }
}

fn in_words(outcome: Outcome) -> String {
    match outcome {
        Outcome::Failed(Failure::Unsupported) => "pictures of this kind cannot be drawn yet".to_owned(),
        Outcome::Failed(Failure::Corrupt(why)) => why,
        Outcome::Failed(failure) => failure.to_string(),
        Outcome::ParserFailed(why) | Outcome::TimedOut(why) => why,
        Outcome::OutOfMemory => "it needs more memory than a worker may hold".to_owned(),
        Outcome::Done => "nothing was seen".to_owned(),
    }
}
