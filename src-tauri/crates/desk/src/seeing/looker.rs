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
    draw::Turn,
    format::Failure,
    host::{Outcome, SeeJob, Settings, Worker},
    sandbox::{Sandbox, SandboxReport},
    sight::{SCALE, Seen},
    tesseract::{Tesseract, Trouble},
};
use store::{Case, SeenPage};

use super::{engine::Engine, folding::blank};
use crate::{
    CancelToken, Code, Desk, Error, Result,
    pages::{Wanted, artist::Artist},
    taking_in,
};

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
    (engine, sandbox): (Engine, Sandbox),
    shared: &Shared,
    cancel: &CancelToken,
    found: &Sender<Message>,
) {
    let work = std::panic::AssertUnwindSafe(|| {
        let case = Case::open(root, &desk.world)?;
        let mut eye = Eye::of(desk, engine, sandbox);
        while !cancel.is_cancelled() && !shared.over.load(Ordering::Relaxed) {
            if shared.waits.load(Ordering::Relaxed) {
                std::thread::sleep(NAP);
                continue;
            }
            let next = shared.looks.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
            let Some(look) = next else { break };
            let Some((page, report)) = eye.look(&case, look, cancel)? else { break };
            if found.send(Message::Looked(look, Box::new(page), report)).is_err() {
                break;
            }
        }
        Ok(())
    });
    let done =
        std::panic::catch_unwind(work).unwrap_or_else(|_| Err(Error::internal("a page", &"a reading thread panicked")));
    if let Err(error) = done {
        // Nobody hears it where another thread broke before.
        let _ = found.send(Message::Broken(error));
    }
}

/// What looks at pages.
enum Eye {
    Worker(Worker),
    /// Pages are drawn by a worker, and only their pixels are handed on.
    Tesseract {
        artist: Artist,
        program: Tesseract,
        languages: String,
    },
}

/// What a look came to, and what confined whoever looked; `None` where it was stopped.
type Looked = Option<(SeenPage, SandboxReport)>;

/// As every process that looks is confined, unless somebody asked for less.
const CONFINED: SandboxReport = SandboxReport { limits: true, seccomp: true, landlock: None, off: None };

impl Eye {
    fn of(desk: &Desk, engine: Engine, sandbox: Sandbox) -> Eye {
        match engine {
            Engine::Models(models) => {
                let settings = Settings { n_workers: 1, sandbox, ..Settings::SEEING };
                Eye::Worker(Worker::with_models(Arc::new(desk.worker.clone()), settings, models))
            }
            Engine::Tesseract { program, languages } => {
                let desk = Desk { sandbox, ..desk.clone() };
                Eye::Tesseract { artist: Artist::new(&desk), program, languages }
            }
        }
    }

    fn look(&mut self, case: &Case, look: Look, cancel: &CancelToken) -> Result<Looked> {
        let looked = match self {
            Eye::Worker(worker) => by_models(case, worker, look, cancel),
            Eye::Tesseract { artist, program, languages } => {
                by_tesseract(case, artist, (&*program, languages.as_str()), look, cancel)
            }
        };
        // What a stop broke off is no fault of the page.
        if cancel.is_cancelled() { Ok(None) } else { looked }
    }
}

fn by_models(case: &Case, worker: &mut Worker, look: Look, cancel: &CancelToken) -> Result<Looked> {
    let mut file = match case.original(&look.document) {
        Ok(file) => file,
        Err(store::Error::Blob { trouble, .. }) => {
            return Ok(Some((failed(look, format!("its bytes in the case are {trouble}")), CONFINED)));
        }
        Err(error) => return Err(error.into()),
    };
    let len = file.metadata().map_err(|error| Error::internal("a document", &error))?.len();
    let job = SeeJob { key: *look.document.as_bytes(), len, name: None, unit: look.page };
    match worker.see(&mut file, job, cancel.flag()) {
        Ok(seeing) => {
            let page = match seeing.page {
                Ok(seen) => kept(seen),
                Err(outcome) => failed(look, in_words(outcome)),
            };
            Ok(Some((page, seeing.sandbox)))
        }
        Err(ingest::Error::Blind(why)) => {
            let message = "What reads words off pictures cannot be used. No page was looked at.";
            Err(Error::new(Code::Worker, message).hint("Install Casebound again.").detail(why))
        }
        Err(error) => Err(taking_in::worker_error(&error)),
    }
}

fn by_tesseract(
    case: &Case,
    artist: &mut Artist,
    (program, languages): (&Tesseract, &str),
    look: Look,
    cancel: &CancelToken,
) -> Result<Looked> {
    let wanted = Wanted { document: look.document, unit: look.page, scale: SCALE, turn: Turn::None };
    let picture = match artist.draw(case, &wanted, cancel) {
        Ok(picture) => picture,
        Err(error) if matches!(error.code, Code::NotDrawn | Code::Damaged | Code::File) => {
            return Ok(Some((failed(look, error.message), CONFINED)));
        }
        Err(error) => return Err(error),
    };
    match program.read(&picture, look.page, languages, cancel.flag()) {
        Ok(seen) => Ok(Some((kept(seen), CONFINED))),
        Err(Trouble::Stopped) => Ok(None),
        Err(Trouble::Page(why)) => Ok(Some((failed(look, why), CONFINED))),
        Err(Trouble::Program(why)) => {
            let message = "Tesseract could not be run where it can do no harm. No page was looked at.";
            Err(Error::new(Code::Worker, message).hint("Read the pictures without it: leave out --engine.").detail(why))
        }
    }
}

fn failed(look: Look, why: String) -> SeenPage {
    SeenPage { unit: blank(look.page), unread: Vec::new(), notes: Vec::new(), failed: Some(why) }
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
