//! Words on pages that are pictures: they wait until everything else is read, and are read off page by page.
//!
//! Threads with a worker process each look at pages ([`looker`]); what they find is kept at once, so that a run that is
//! cut short goes on where it stopped, and becomes part of the documents' texts every now and then ([`folding`]). The
//! right to write is held for moments only: whoever takes in files or cites words meanwhile does not wait for this.

mod engine;
pub(crate) mod folding;
pub(crate) mod line;
mod looker;
pub mod models;
mod page_list;
mod run;
pub(crate) mod waiting;

use std::{
    collections::BTreeMap,
    sync::{Mutex, atomic::AtomicBool},
    time::Instant,
};

use crossbeam_channel::bounded;
use facts::DocumentId;
use serde::Serialize;
use store::CaseMut;
use ts_rs::TS;

use crate::{Desk, Job, Result, command, sweeping::news};
use engine::Engine;
use looker::{Look, Shared};
pub(crate) use page_list::PageList;
use run::Run;

/// What is to be looked at, and how.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Only these documents, if any are named.
    pub only: Vec<DocumentId>,
    /// Whether pages that were looked at before are looked at again.
    pub again: bool,
    /// What reads, by name; the models where none is.
    pub engine: Option<String>,
    /// The languages it is told, if it has to be.
    pub languages: Vec<String>,
    /// Pages looked at once.
    pub n_jobs: usize,
    /// Whether workers must be confined.
    pub sandbox: ingest::sandbox::Sandbox,
}

/// What came of it.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Looked {
    /// Pages and pictures that were looked at this time.
    pub pages: u64,
    /// Of them, with words.
    pub with_words: u64,
    /// Of them, that could not be looked at.
    pub failed: u64,
    /// Pages that a person put right: they were left as they are.
    pub corrected: u64,
    /// Pages and pictures of the case that still wait.
    pub waiting: u64,
    /// The whole ledger by state, as it is now.
    pub states: BTreeMap<&'static str, u64>,
    /// Documents of the case that could not be read, or not fully.
    #[serde(rename = "unreadable")]
    pub n_unreadable: u64,
    /// How long it took.
    pub seconds: f64,
    /// Whether it was stopped before the end; the next run goes on.
    pub stopped: bool,
}

/// Reads the words off pages that are pictures.
pub fn see(desk: &Desk, job: &mut Job<'_>, case: &mut CaseMut, wanted: &Wanted) -> Result<Looked> {
    let started = Instant::now();
    let engine = Engine::of(desk, wanted.engine.as_deref(), &wanted.languages)?;
    let name = engine.name();
    let todo = waiting::wishes(case, wanted, &name)?;
    let looks = todo.wishes.iter().flat_map(|wish| {
        let document = wish.document;
        wish.pages.iter().map(move |&page| Look { document, page })
    });
    let shared =
        Shared { looks: Mutex::new(looks.collect()), waits: AtomicBool::new(false), over: AtomicBool::new(false) };
    let n_corrected = todo.n_corrected;
    let mut run = Run::new(desk, case, &shared, todo, name);
    let (root, cancel) = (run.root(), job.cancel.clone());
    let (to_run, found) = bounded(8);
    std::thread::scope(|scope| {
        for _ in 0..wanted.n_jobs.min(run.n_pages()) {
            let (shared, cancel, root, to_run) = (&shared, &cancel, &root, to_run.clone());
            let means = (engine.clone(), wanted.sandbox);
            scope.spawn(move || looker::run(desk, root, means, shared, cancel, &to_run));
        }
        drop(to_run);
        let done = run.work(job, &found);
        shared.over.store(true, std::sync::atomic::Ordering::Relaxed);
        if done.is_err() {
            // Nobody waits for pages that will not be kept.
            cancel.cancel();
        }
        drop(found);
        done
    })?;
    run.compare(job)?;
    let tally = run.tally();
    case.rest()?;
    news::tell(desk, job, case);
    Ok(Looked {
        pages: tally.pages,
        with_words: tally.with_words,
        failed: tally.failed,
        corrected: n_corrected,
        waiting: case.n_waiting_pages()?,
        states: command::count_states(case.ledger()?.into_iter().map(|row| row.state)),
        n_unreadable: case.n_unreadable()?,
        seconds: started.elapsed().as_secs_f64(),
        stopped: job.cancel.is_cancelled(),
    })
}
