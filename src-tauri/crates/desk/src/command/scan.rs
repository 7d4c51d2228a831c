//! Looking through stored text word for word, for exact and regular-expression searches.

use std::sync::{
    Mutex,
    atomic::{AtomicU64, AtomicUsize, Ordering},
};

use search::Hit;
use store::Case;

use crate::{Desk, Error, Event, Job, Progress, Result, scans::Scanned, searching};

/// How many documents a thread takes at a time.
const STRIDE: usize = 32;

/// Looks through the current text of every document, or of those in `only`.
pub(super) fn scan(
    desk: &Desk,
    job: &mut Job<'_>,
    case: &Case,
    only: Option<&search::DocSet>,
    is_match: &(dyn Fn(&str) -> bool + Sync),
) -> Result<Scanned> {
    let mut texts = case.current_texts()?;
    texts.retain(|text| only.is_none_or(|only| only.contains(text.ordinal)));
    let (next, n_failed) = (AtomicUsize::new(0), AtomicU64::new(0));
    let places = Mutex::new(Vec::new());
    let (cancel, root) = (job.cancel.clone(), case.root().to_path_buf());
    let failure = Mutex::new(None);
    std::thread::scope(|scope| {
        for _ in 0..desk.n_jobs.max(1) {
            scope.spawn(|| {
                let case = match Case::open(&root, &desk.world) {
                    Ok(case) => case,
                    Err(error) => {
                        *failure.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(Error::from(error));
                        return;
                    }
                };
                let mut found = Vec::new();
                loop {
                    let from = next.fetch_add(STRIDE, Ordering::Relaxed);
                    if from >= texts.len() || cancel.is_cancelled() {
                        break;
                    }
                    for text in &texts[from..texts.len().min(from + STRIDE)] {
                        let scanned = scan_text(&case, text.ordinal, &text.hash, is_match, &mut found);
                        // What is unreadable anyway is counted already.
                        if scanned.is_err() && !text.is_unreadable {
                            n_failed.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
                places.lock().unwrap_or_else(std::sync::PoisonError::into_inner).append(&mut found);
            });
        }
    });
    if let Some(error) = failure.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        return Err(error);
    }
    if job.cancel.is_cancelled() {
        return Err(Error::new(crate::Code::Stopped, "The search was stopped before it had looked everywhere."));
    }
    let done = texts.len() as u64;
    (job.events)(Event::Progress(Progress { doing: "searching".into(), done, total: done, ..Progress::default() }));
    let mut places: Vec<Hit> = places.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    places.sort_by_key(|p| (p.doc, p.unit, p.row, p.start));
    Ok(Scanned { places, n_failed: n_failed.into_inner() })
}

fn scan_text(
    case: &Case,
    doc: u64,
    hash: &anchor::TextHash,
    is_match: &dyn Fn(&str) -> bool,
    found: &mut Vec<Hit>,
) -> Result<()> {
    // What is set aside is not among the texts that are looked through.
    let mut pack = case.text_for_us(hash)?;
    for number in 1..=pack.n_units() {
        let Some(unit) = pack.unit(number)? else { continue };
        for scope in searching::scopes(number, unit) {
            if is_match(scope.text) {
                found.push(Hit { doc, unit: number, row: scope.row, start: scope.start, score: 0.0 });
            }
        }
    }
    Ok(())
}
