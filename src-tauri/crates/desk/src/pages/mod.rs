//! Pages as pictures: what the reader shows, what `page` writes, and the crops that boxes are cited by.
//!
//! [`Pages`] is for a host that lives long, as the window does: a few workers stay up, the newest wish is served first,
//! and what was drawn is kept with the case. A single picture is drawn by [`artist::Artist`] alone.

pub(crate) mod address;
pub(crate) mod artist;
pub(crate) mod crop;
mod fonts;
mod kept;
pub(crate) mod png;
pub(crate) mod region;

use std::{
    path::Path,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

use anchor::PageBox;
use facts::DocumentId;
pub use ingest::draw::{Engine, Picture, Turn};
use serde::{Deserialize, Serialize};
use store::{Case, vault::pages::PageCache};
use ts_rs::TS;

use crate::{CancelToken, Code, Desk, Error, Result, library};
use artist::Artist;
use png::Effort;

/// Fewest and most pixels a point that are drawn.
const SCALES: (f32, f32) = (0.05, 40.0);

/// A worker without work for so long is let go: its memory is the reader's, and another is up in a moment.
const REST: Duration = Duration::from_secs(4);

/// A page that somebody wants to see.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// The document.
    pub document: DocumentId,
    /// The unit's number, from 1.
    pub unit: u32,
    /// Pixels a point (1/72 inch): the zoom times the screen's pixels a point. Rounded to thousandths.
    pub scale: f32,
    /// How it is turned, beyond what the file says.
    pub turn: Turn,
    /// Which engine is asked, where there is a choice.
    pub engine: Engine,
}

/// A drawn page.
#[derive(Debug, Clone, PartialEq)]
pub struct DrawnPage {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Pixels a point as drawn: less than wanted where the page would be too large, or a picture enlarged. A word box
    /// times this is where its ink is.
    pub scale: f32,
    /// The visible page in points, before the turn.
    pub page: PageBox,
    /// What drew it, with its version.
    pub engine: String,
    /// What the page does not show as its maker meant it.
    pub notes: Vec<PageNote>,
    /// A PNG file.
    pub png: Vec<u8>,
}

/// Something that a drawn page does not show as its maker meant it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PageNote {
    /// A lowercase word: `font_missing`, `font_broken`, `picture_broken`, `marks_not_drawn`, `second_engine`,
    /// `printer_dots`.
    pub code: String,
    /// In words.
    pub message: String,
}

/// Takes what came of a wish.
type Reply = Box<dyn FnOnce(Result<DrawnPage>) + Send>;

/// Draws pages of one case until it is dropped.
pub struct Pages {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared {
    cache: PageCache,
    wishes: Mutex<Wishes>,
    changed: Condvar,
}

#[derive(Default)]
struct Wishes {
    /// The newest last.
    waiting: Vec<Wish>,
    /// What each thread is at, to stop it at the end.
    in_hand: Vec<Option<CancelToken>>,
    is_over: bool,
}

struct Wish {
    wanted: Wanted,
    cancel: CancelToken,
    reply: Reply,
}

impl Pages {
    /// For the case at `path`, with so many workers: two draw a page and its neighbour at once.
    pub fn open(desk: &Desk, path: &Path, n_workers: usize) -> Result<Pages> {
        Pages::open_resting_after(REST, desk, path, n_workers)
    }

    /// As [`Pages::open`]; a worker without work for this long is let go until there is some.
    pub fn open_resting_after(rest: Duration, desk: &Desk, path: &Path, n_workers: usize) -> Result<Pages> {
        let case = Case::open(path, &desk.world)?;
        let n_threads = n_workers.max(1);
        let wishes = Wishes { in_hand: vec![None; n_threads], ..Wishes::default() };
        let shared = Shared { cache: case.pages()?, wishes: Mutex::new(wishes), changed: Condvar::new() };
        let shared = Arc::new(shared);
        let fonts = Arc::new(fonts::Fonts::new(desk.font_dirs.clone()));
        let threads = (0..n_threads).map(|number| {
            let (desk, root, shared) = (desk.clone(), case.root().to_path_buf(), shared.clone());
            let artist = Artist::with_fonts(&desk, fonts.clone());
            std::thread::spawn(move || work(&desk, &root, number, artist, &shared, rest))
        });
        Ok(Pages { threads: threads.collect(), shared })
    }

    /// Asks for a page and returns at once. `reply` is called when it is there, or cannot be, from a thread of ours; once
    /// `cancel` is set the page is drawn no further, and `reply` learns [`Code::Stopped`].
    pub fn ask(&self, wanted: Wanted, cancel: CancelToken, reply: impl FnOnce(Result<DrawnPage>) + Send + 'static) {
        let wanted = rounded(wanted);
        if let Some(page) = kept::get(&self.shared.cache, &wanted) {
            return reply(Ok(page));
        }
        self.shared.lock().waiting.push(Wish { wanted, cancel, reply: Box::new(reply) });
        self.shared.changed.notify_one();
    }

    /// Draws a page and waits for it.
    pub fn draw(&self, wanted: Wanted, cancel: &CancelToken) -> Result<DrawnPage> {
        let (tell, told) = crossbeam_channel::bounded(1);
        self.ask(wanted, cancel.clone(), move |page| {
            // nobody waits any more
            let _ = tell.send(page);
        });
        told.recv().unwrap_or_else(|_| Err(stopped()))
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        let left = {
            let mut wishes = self.shared.lock();
            wishes.is_over = true;
            wishes.in_hand.iter().flatten().for_each(CancelToken::cancel);
            std::mem::take(&mut wishes.waiting)
        };
        self.shared.changed.notify_all();
        for wish in left {
            (wish.reply)(Err(stopped()));
        }
        for thread in self.threads.drain(..) {
            // a thread that panicked has told its last wish so
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Wishes> {
        self.wishes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The newest wish, waiting for one; `None` when all is over. Where none comes for so long, `idle` is called once.
    fn next(&self, thread: usize, rest: Duration, idle: impl FnOnce()) -> Option<Wish> {
        let mut idle = Some(idle);
        let mut wishes = self.lock();
        loop {
            if wishes.is_over {
                return None;
            }
            match wishes.waiting.pop() {
                Some(wish) => {
                    wishes.in_hand[thread] = Some(wish.cancel.clone());
                    return Some(wish);
                }
                None if idle.is_none() => wishes = self.changed.wait(wishes).unwrap_or_else(PoisonError::into_inner),
                None => {
                    let (guard, wait) = self.changed.wait_timeout(wishes, rest).unwrap_or_else(PoisonError::into_inner);
                    wishes = guard;
                    if wait.timed_out() && wishes.waiting.is_empty() {
                        drop(wishes);
                        if let Some(idle) = idle.take() {
                            idle();
                        }
                        wishes = self.lock();
                    }
                }
            }
        }
    }

    fn is_quiet(&self) -> bool {
        self.lock().waiting.is_empty()
    }
}

/// Serves wishes, one after another.
fn work(desk: &Desk, root: &Path, number: usize, mut artist: Artist, shared: &Shared, rest: Duration) {
    let mut case = None;
    while let Some(Wish { wanted, cancel, reply }) = shared.next(number, rest, || artist.rest()) {
        let drawn = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            if cancel.is_cancelled() {
                return Err(stopped());
            }
            let case = match &mut case {
                Some(case) => case,
                none => none.insert(library::open(desk, root)?),
            };
            case.refuse_set_aside(&wanted.document)?;
            serve(case, &mut artist, shared, &wanted, &cancel)
        }));
        let (page, later) = match drawn {
            Ok(Ok((page, later))) => (Ok(page), later),
            Ok(Err(error)) => (Err(error), None),
            Err(_) => (Err(Error::internal("a page", &"a drawing thread panicked")), None),
        };
        shared.lock().in_hand[number] = None;
        reply(page);
        // A page of what is set aside is drawn anew for everybody who opened it.
        let is_aside = |case: &Case| !matches!(case.standing(&wanted.document), Ok(None));
        if let (Some(picture), Some(case)) = (later, case.as_ref().filter(|case| !is_aside(case))) {
            // Nobody waits for this: smaller where there is time, and a page that cannot be kept is drawn again.
            let effort = if shared.is_quiet() { Effort::Small } else { Effort::Fast };
            let _ = kept::put(&shared.cache, case, &wanted, &picture, effort);
        }
    }
}

/// The page, and its picture if that is still to be kept.
fn serve(
    case: &Case,
    artist: &mut Artist,
    shared: &Shared,
    wanted: &Wanted,
    cancel: &CancelToken,
) -> Result<(DrawnPage, Option<Picture>)> {
    // it may have been drawn while this wish waited
    if let Some(page) = kept::get(&shared.cache, wanted) {
        return Ok((page, None));
    }
    let picture = artist.draw(case, wanted, cancel)?;
    let page = DrawnPage {
        width: picture.canvas.width,
        height: picture.canvas.height,
        scale: picture.canvas.scale,
        page: picture.canvas.page,
        engine: picture.canvas.drawer.name().to_owned(),
        notes: notes(&picture),
        png: png::encode(&picture, Effort::Fast)?,
    };
    Ok((page, Some(picture)))
}

fn notes(picture: &Picture) -> Vec<PageNote> {
    let note = |note: &ingest::draw::Note| PageNote { code: note.code().to_owned(), message: note.to_string() };
    picture.canvas.notes.iter().map(note).collect()
}

fn rounded(wanted: Wanted) -> Wanted {
    let scale = if wanted.scale.is_finite() { wanted.scale.clamp(SCALES.0, SCALES.1) } else { 1.0 };
    Wanted { scale: (scale * 1000.0).round() / 1000.0, ..wanted }
}

fn stopped() -> Error {
    Error::new(Code::Stopped, "It was stopped.")
}
