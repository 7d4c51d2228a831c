//! Commands for a program that stays open, as the window does: calls, long jobs with events, and stopping them.
//!
//! The desktop app and the window's test host are thin shells over [`Host`].

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use crate::{
    CancelToken, Code, Desk, Error, Event, Job, Result, command,
    pages::{self, Pages},
};

/// What a host tells its window, on one channel.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[ts(rename = "AppEvent")]
pub enum HostEvent {
    /// Something a running job tells.
    Job {
        /// Which job.
        job: u64,
        /// What it tells.
        event: Event,
    },
    /// A job has ended, well or not.
    JobDone {
        /// Which job.
        job: u64,
        /// Its answer.
        #[ts(type = "unknown")]
        ok: Option<Value>,
        /// Why it failed.
        error: Option<Error>,
    },
    /// Something in a case was changed by a command of this window.
    Changed {
        /// The command's words: `entity add`.
        what: String,
    },
    /// A case is to be opened: its marker was opened on the desktop, or a second start named it.
    OpenCase {
        /// The case folder or its marker.
        path: String,
    },
    /// A link to a place in a case was opened in another program.
    OpenLink {
        /// As it was copied: `casebound:CASE/search?q=…`.
        link: String,
    },
    /// The window is drawn on a safe, slower way, because it came up blank otherwise.
    SafeDrawing,
    /// Files are dragged over the window or dropped on it.
    Drop {
        /// Absolute paths; empty while hovering where the system does not tell yet.
        paths: Vec<String>,
        /// What the pointer did.
        phase: DropPhase,
    },
}

/// What the pointer did with files it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DropPhase {
    /// It came over the window or moved there.
    Over,
    /// It let go of them.
    Drop,
    /// It left again.
    Leave,
}

/// Where events go.
pub type Listener = dyn Fn(HostEvent) + Send + Sync;

/// Progress is told so often: more would only redraw numbers nobody can read.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// Commands for a program that stays open.
pub struct Host {
    desk: RwLock<Desk>,
    listener: Arc<Listener>,
    jobs: Mutex<HashMap<u64, CancelToken>>,
    next: AtomicU64,
    /// Where the sample case is built.
    sample: Option<PathBuf>,
    /// Of the cases whose pages are looked at, the one looked at last first.
    pages: Mutex<Vec<(PathBuf, Arc<Pages>)>>,
    /// Copies that were written for other programs since the start.
    copies: Mutex<HashMap<PathBuf, CopyMade>>,
}

/// A copy of a document that was written where the person chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyMade {
    /// Of its pixels or words: any program may open it.
    Safe,
    /// The bytes as they came: a program that opens them may run them.
    Original,
}

/// Workers that draw pages of one case: one for the page and one for its neighbour.
const N_ARTISTS: usize = 2;
/// Cases whose workers stay up.
const MOST_CASES: usize = 3;

impl Host {
    /// A host over a desk. `listener` is called from many threads.
    pub fn new(desk: Desk, listener: Arc<Listener>) -> Host {
        Host {
            desk: RwLock::new(desk),
            listener,
            jobs: Mutex::default(),
            next: AtomicU64::new(1),
            sample: None,
            pages: Mutex::default(),
            copies: Mutex::default(),
        }
    }

    /// Has the sample case built in `folder`, unless it is there already: whoever asks for it gets to it.
    #[must_use]
    pub fn with_sample_in(self, folder: PathBuf) -> Host {
        Host { sample: Some(folder), ..self }
    }

    /// The desk as it is now.
    pub fn desk(&self) -> Desk {
        self.desk.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Tells the window something.
    pub fn tell(&self, event: HostEvent) {
        (self.listener)(event);
    }

    /// Runs a command to its end on the calling thread, which must not be the one that draws. `name` is the command's
    /// words: `entity add`.
    pub fn call(&self, name: &str, request: Value) -> Result<Value> {
        self.run(name, request, &CancelToken::default(), &mut |_| {})
    }

    /// Starts a command on a thread of its own and says by which number its events go.
    pub fn start(self: &Arc<Self>, name: &str, request: Value) -> u64 {
        let job = self.next.fetch_add(1, Ordering::Relaxed);
        let cancel = CancelToken::default();
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).insert(job, cancel.clone());
        let (host, name) = (Arc::clone(self), name.to_owned());
        std::thread::spawn(move || {
            let mut told: Option<Instant> = None;
            let mut last = None;
            let mut events = |event| {
                if matches!(event, Event::Progress(_)) && told.is_some_and(|at| at.elapsed() < TELL_EVERY) {
                    last = Some(event);
                    return;
                }
                told = Some(Instant::now());
                last = None;
                if matches!(event, Event::TookIn { .. }) {
                    host.tell(HostEvent::Changed { what: name.clone() });
                }
                host.tell(HostEvent::Job { job, event });
            };
            let answer = host.run(&name, request, &cancel, &mut events);
            if let Some(event) = last {
                host.tell(HostEvent::Job { job, event });
            }
            host.jobs.lock().unwrap_or_else(PoisonError::into_inner).remove(&job);
            host.tell(match answer {
                Ok(value) => HostEvent::JobDone { job, ok: Some(value), error: None },
                Err(error) => HostEvent::JobDone { job, ok: None, error: Some(error) },
            });
        });
        job
    }

    /// Asks a job to stop; what is done by then stays done. A job that has ended already is no mistake.
    pub fn cancel(&self, job: u64) {
        if let Some(token) = self.jobs.lock().unwrap_or_else(PoisonError::into_inner).get(&job) {
            token.cancel();
        }
    }

    /// Asks every job to stop, as closing the window does.
    pub fn cancel_all(&self) {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner).values().for_each(CancelToken::cancel);
    }

    /// Whether any job is running.
    pub fn is_busy(&self) -> bool {
        !self.jobs.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// The picture of a page, or of a part of one, as PNG. `path` and `query` are those of the address the window asks for.
    pub fn picture(&self, path: &str, query: &str) -> Result<Vec<u8>> {
        let (case, wanted, part) = pages::address::parse(path, query)?;
        let pages = {
            let mut open = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
            match open.iter().position(|(of, _)| *of == case) {
                Some(idx) => {
                    open[..=idx].rotate_right(1);
                    Arc::clone(&open[0].1)
                }
                None => {
                    let pages = Arc::new(Pages::open(&self.desk(), &case, N_ARTISTS)?);
                    open.truncate(MOST_CASES - 1);
                    open.insert(0, (case, Arc::clone(&pages)));
                    pages
                }
            }
        };
        let page = pages.draw(wanted, &CancelToken::default())?;
        match part {
            Some(part) => pages::crop::cut(&page, &part),
            None => Ok(page.png),
        }
    }

    /// The copy that a command of this host wrote there: a window may have nothing else opened by the system.
    pub fn copy_at(&self, path: &Path) -> Option<CopyMade> {
        self.copies.lock().unwrap_or_else(PoisonError::into_inner).get(path).copied()
    }

    fn run(&self, name: &str, request: Value, cancel: &CancelToken, events: &mut dyn FnMut(Event)) -> Result<Value> {
        let words: Vec<&str> = name.split(' ').collect();
        let desk = self.desk();
        let mut job = Job { events, cancel: cancel.clone() };
        if let (["demo"], Some(folder)) = (words.as_slice(), &self.sample) {
            return self.sample_case(&desk, &mut job, folder);
        }
        // A fault of ours costs one answer, not the program.
        let run = std::panic::AssertUnwindSafe(|| command::run(&desk, &mut job, &words, request));
        let answer = std::panic::catch_unwind(run).unwrap_or_else(|_| {
            Err(Error::new(Code::Internal, format!("Casebound failed at \"{name}\". The case is as it was.")))
        })?;
        match words.as_slice() {
            ["settings"] => self.sign_as(&desk),
            ["copy"] => self.note_copy(&answer.value),
            _ => {}
        }
        if command::find(&words).is_some_and(|command| command.signs) {
            self.tell(HostEvent::Changed { what: name.to_owned() });
        }
        Ok(answer.value)
    }

    /// The sample case, built first where it is not there yet.
    fn sample_case(&self, desk: &Desk, job: &mut Job<'_>, folder: &Path) -> Result<Value> {
        if folder.join("case.casebound").is_file() {
            return Ok(serde_json::json!({ "path": folder }));
        }
        let failed = |e| Error::new(Code::File, format!("{} could not be made.", folder.display())).detail(e);
        std::fs::create_dir_all(folder.parent().unwrap_or(folder)).map_err(failed)?;
        Ok(command::run(desk, job, &["demo"], serde_json::json!({ "dir": folder }))?.value)
    }

    fn note_copy(&self, answer: &Value) {
        let made = if answer["made_of"] == "original" { CopyMade::Original } else { CopyMade::Safe };
        if let Some(path) = answer["path"].as_str() {
            self.copies.lock().unwrap_or_else(PoisonError::into_inner).insert(path.into(), made);
        }
    }

    /// Takes over the name to sign with, after settings were changed.
    fn sign_as(&self, desk: &Desk) {
        let author = command::author(desk);
        let was =
            std::mem::replace(&mut self.desk.write().unwrap_or_else(PoisonError::into_inner).author, author.clone());
        if was != author {
            // What is set aside is drawn for those who opened it.
            self.pages.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }
}
