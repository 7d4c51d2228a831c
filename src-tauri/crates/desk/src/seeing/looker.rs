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
    draw::{Engine as Drawing, Turn},
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

impl Shared {
    /// The next page: of the document that somebody has open, if its pages wait, else in the order they came.
    fn next(&self, case: &Case, desk: &Desk) -> Option<Look> {
        let mut looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        let is_waiting = |id: &DocumentId| looks.iter().any(|look| look.document == *id);
        if let Some(wanted) = desk.wanted.take(case.id(), is_waiting) {
            put_first(&mut looks, wanted);
        }
        looks.pop_front()
    }
}

fn put_first(looks: &mut VecDeque<Look>, document: DocumentId) {
    let (first, rest): (VecDeque<_>, VecDeque<_>) = looks.drain(..).partition(|look| look.document == document);
    looks.extend(first.into_iter().chain(rest));
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
            let next = shared.next(&case, desk);
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
    Models(Worker),
    Tesseract(Cell),
    /// The cell first; the models where that read badly.
    Fast(Box<Cell>, Box<Worker>),
}

/// Tesseract in its cell: pages are drawn by a worker, and only their pixels are handed on.
struct Cell {
    artist: Artist,
    program: Tesseract,
    languages: String,
}

/// What a look came to, and what confined whoever looked; `None` where it was stopped.
type Looked = Option<(SeenPage, SandboxReport)>;

/// As every process that looks is confined, unless somebody asked for less.
const CONFINED: SandboxReport = SandboxReport { limits: true, seccomp: true, landlock: None, off: None };

/// How sure Tesseract is, and how many letters it finds at the least, where the models need not look.
const SURE: f32 = 0.93;
const LEAST_LETTERS: usize = 40;

impl Eye {
    fn of(desk: &Desk, engine: Engine, sandbox: Sandbox) -> Eye {
        let worker = |models| {
            let settings = Settings { n_workers: 1, sandbox, ..Settings::SEEING };
            Worker::with_models(Arc::new(desk.worker.clone()), settings, models)
        };
        let cell = |program, languages| {
            let artist = Artist::new(&Desk { sandbox, ..desk.clone() });
            Cell { artist, program, languages }
        };
        match engine {
            Engine::Models(models) => Eye::Models(worker(models)),
            Engine::Tesseract { program, languages } => Eye::Tesseract(cell(program, languages)),
            Engine::Fast { program, languages, models } => {
                Eye::Fast(Box::new(cell(program, languages)), Box::new(worker(models)))
            }
        }
    }

    fn look(&mut self, case: &Case, look: Look, cancel: &CancelToken) -> Result<Looked> {
        let looked = match self {
            Eye::Models(worker) => by_models(case, worker, look, cancel),
            Eye::Tesseract(cell) => by_tesseract(case, cell, look, cancel),
            Eye::Fast(cell, worker) => match by_tesseract(case, cell, look, cancel) {
                Ok(Some((page, report))) if is_well_read(&page) => Ok(Some((page, report))),
                Ok(Some(_)) => by_models(case, worker, look, cancel),
                other => other,
            },
        };
        // What a stop broke off is no fault of the page.
        if cancel.is_cancelled() { Ok(None) } else { looked }
    }
}

/// Whether a page is a clean one that Tesseract read in letters that it knows: of others it is never this sure.
fn is_well_read(page: &SeenPage) -> bool {
    let n_letters = page.unit.text.chars().filter(|c| c.is_alphanumeric()).count();
    page.failed.is_none() && page.unit.quality.is_some_and(|sure| sure >= SURE) && n_letters >= LEAST_LETTERS
}

fn by_models(case: &Case, worker: &mut Worker, look: Look, cancel: &CancelToken) -> Result<Looked> {
    let mut file = match case.original_for_us(&look.document) {
        Ok(file) => file,
        Err(store::Error::Blob { trouble, .. }) => {
            return Ok(Some((failed(look, format!("its bytes in the case are {trouble}")), CONFINED)));
        }
        Err(error) => return Err(error.into()),
    };
    let (len, passwords) = (file.len(), &taking_in::words(case)?);
    let job = SeeJob { key: *look.document.as_bytes(), len, name: None, unit: look.page, passwords };
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
    Cell { artist, program, languages }: &mut Cell,
    look: Look,
    cancel: &CancelToken,
) -> Result<Looked> {
    let Look { document, page: unit } = look;
    let wanted = Wanted { document, unit, scale: SCALE, turn: Turn::None, engine: Drawing::Best };
    let picture = match artist.draw_for_us(case, &wanted, cancel) {
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
        Outcome::ParserFailed(why) => why,
        Outcome::TimedOut(why) => format!("it was {why}"),
        Outcome::Killed => "its worker was ended from outside".to_owned(),
        Outcome::OutOfMemory => "it needs more memory than a worker may hold".to_owned(),
        Outcome::Done => "nothing was seen".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, sure: Option<f32>, failed: bool, expect: bool) {
        let mut page = SeenPage { unit: blank(1), unread: Vec::new(), notes: Vec::new(), failed: None };
        (page.unit.text, page.unit.quality) = (text.to_owned(), sure);
        page.failed = failed.then(|| "no".to_owned());
        assert_eq!(is_well_read(&page), expect, "{text:?} {sure:?} {failed}");
    }

    #[test]
    fn a_document_that_somebody_opens_goes_first_and_the_rest_keeps_its_order() {
        let look = |(document, page)| Look { document: DocumentId::from_bytes([document; 32]), page };
        let mut looks: VecDeque<Look> = [(1, 1), (2, 1), (1, 2), (3, 1), (2, 5)].map(look).into();
        put_first(&mut looks, DocumentId::from_bytes([2; 32]));
        let order: Vec<_> = looks.iter().map(|look| (look.document.as_bytes()[0], look.page)).collect();
        assert_eq!(order, [(2, 1), (2, 5), (1, 1), (1, 2), (3, 1)]);
    }

    #[test]
    fn what_tesseract_is_not_sure_of_is_for_the_models() {
        let page = "GATE PASS No. 4471 for two sealed trucks, yard 3, from Vexa Logistics";
        check(page, Some(0.96), false, true);
        check(page, Some(0.9), false, false);
        check(page, None, false, false);
        check(page, Some(0.96), true, false);
        check("GATE PASS", Some(0.99), false, false);
        check("", Some(0.99), false, false);
    }
}
