//! Looking through stored text word for word, for exact and regular-expression searches.

use std::{
    collections::HashSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use search::{DocSet, Hit, Sieve};
use store::{Case, CurrentText};

use crate::{
    Code, Desk, Error, Event, Job, Progress, Result,
    scans::{CutShort, Scanned},
    searching,
};

/// How many documents a thread takes at a time.
const STRIDE: usize = 32;
/// How often it is told how far it is.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// What to look for, and by which words its places can be told beforehand.
pub(super) struct Sought<'a> {
    /// Whether a text holds it.
    pub is_match: &'a (dyn Fn(&str) -> bool + Sync),
    /// Whatever holds it passes one of these; none if nothing is known of it.
    pub sieves: Vec<Sieve>,
    /// Why nothing is known of it, if so: the words before "so no text could be passed over".
    pub unknown: &'static str,
}

/// How long may be looked.
pub(super) struct Limit<'a> {
    /// So many seconds; as long as it takes if `None`.
    pub seconds: Option<u64>,
    /// Whether they are over.
    pub is_over: &'a (dyn Fn() -> bool + Sync),
}

/// Looks through the current text of every document, or of those in `only`, until the time is up. What was `begun` before
/// is not looked through again.
pub(super) fn scan(
    desk: &Desk,
    job: &mut Job<'_>,
    case: &Case,
    only: Option<&DocSet>,
    sought: &Sought<'_>,
    limit: &Limit<'_>,
    begun: Option<&Scanned>,
) -> Result<Scanned> {
    let started = Instant::now();
    let mut texts = case.current_texts()?;
    texts.retain(|text| only.is_none_or(|only| only.contains(text.ordinal)));
    let cancel = job.cancel.clone();
    let must_end = || cancel.is_cancelled() || (limit.is_over)();
    let filter = Filter::of(case, &sought.sieves, &must_end);
    texts.retain(|text| filter.passes(text));
    let unfiltered = match filter {
        Filter::None if sought.sieves.is_empty() => Some(sought.unknown),
        Filter::None => Some("The search index cannot be used"),
        Filter::Units(_) | Filter::Late => None,
    };
    if let Some(why) = unfiltered.filter(|_| !texts.is_empty()) {
        job.note(notice(why, texts.len(), limit.seconds));
    }
    let n_texts = texts.len();
    texts.retain(|text| begun.is_none_or(|begun| !begun.done.contains(text.ordinal)));
    let n_before = n_texts - texts.len();
    tell(job, n_before, n_texts, started);
    let shared = Shared { texts: &texts, n_before, filter: &filter, is_match: sought.is_match, must_end: &must_end };
    let looked =
        if matches!(filter, Filter::Late) { Looked::default() } else { shared.look(desk, job, case, started)? };
    if job.cancel.is_cancelled() {
        return Err(Error::new(Code::Stopped, "The search was stopped before it had looked everywhere."));
    }
    let Looked { mut places, whole, partly, n_failed } = looked;
    let n_whole = n_before + whole.len();
    let before = begun.into_iter().flat_map(|begun| begun.done.iter());
    let done: DocSet = whole.into_iter().chain(before).collect();
    let found = begun.into_iter().flat_map(|begun| begun.places.iter().filter(|place| begun.done.contains(place.doc)));
    places.extend(found);
    tell(job, n_whole + partly, n_texts, started);
    places.sort_by_key(|p| (p.doc, p.unit, p.row, p.start));
    let cut = CutShort {
        seconds: limit.seconds.unwrap_or_default(),
        of: n_texts as u64,
        documents: (n_texts - n_whole - partly) as u64,
        partly: partly as u64,
    };
    let is_cut = n_whole < n_texts;
    Ok(Scanned {
        places,
        n_failed,
        cut: is_cut.then_some(cut),
        done: if is_cut { done } else { DocSet::new() },
        unfiltered: unfiltered.map(|why| format!("{why}, so no text could be passed over.")),
    })
}

/// What is told before all is looked through.
fn notice(why: &str, n_texts: usize, seconds: Option<u64>) -> String {
    let texts = match n_texts {
        1 => "the whole text of 1 document is".to_owned(),
        n => format!("the whole text of {n} documents is"),
    };
    let most = match seconds {
        None => String::new(),
        Some(1) => ", for 1 second at most".to_owned(),
        Some(seconds) => format!(", for {seconds} seconds at most"),
    };
    format!("{why}, so {texts} looked through{most}.")
}

/// What came of looking.
#[derive(Default)]
struct Looked {
    places: Vec<Hit>,
    /// Documents that were looked into to their end, or could not be read.
    whole: Vec<u64>,
    /// Documents that were begun.
    partly: usize,
    /// Documents whose stored text could not be read, those left out that count as unreadable anyway.
    n_failed: u64,
}

/// What all threads look at.
struct Shared<'a> {
    texts: &'a [CurrentText],
    /// How many were looked through before.
    n_before: usize,
    filter: &'a Filter,
    is_match: &'a (dyn Fn(&str) -> bool + Sync),
    must_end: &'a (dyn Fn() -> bool + Sync),
}

impl Shared<'_> {
    fn look(&self, desk: &Desk, job: &mut Job<'_>, case: &Case, started: Instant) -> Result<Looked> {
        let n_texts = self.texts.len();
        let next = AtomicUsize::new(0);
        let all = Mutex::new(Looked::default());
        let root = case.root();
        let failure = Mutex::new(None);
        std::thread::scope(|scope| {
            let mut threads = Vec::new();
            for _ in 0..desk.n_jobs.max(1) {
                threads.push(scope.spawn(|| match Case::open(root, &desk.world) {
                    Ok(case) => {
                        let mut looked = self.one_thread(&case, &next);
                        let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                        all.places.append(&mut looked.places);
                        all.whole.append(&mut looked.whole);
                        all.partly += looked.partly;
                        all.n_failed += looked.n_failed;
                    }
                    Err(error) => {
                        *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(Error::from(error));
                    }
                }));
            }
            let mut told = Instant::now();
            while !threads.iter().all(|thread| thread.is_finished()) {
                std::thread::sleep(Duration::from_millis(1));
                if told.elapsed() >= TELL_EVERY {
                    told = Instant::now();
                    let n_taken = next.load(Ordering::Relaxed).min(n_texts);
                    tell(job, self.n_before + n_taken, self.n_before + n_texts, started);
                }
            }
        });
        match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok(all.into_inner().unwrap_or_else(PoisonError::into_inner)),
        }
    }

    fn one_thread(&self, case: &Case, next: &AtomicUsize) -> Looked {
        let mut looked = Looked::default();
        loop {
            let from = next.fetch_add(STRIDE, Ordering::Relaxed);
            if from >= self.texts.len() {
                return looked;
            }
            for text in &self.texts[from..self.texts.len().min(from + STRIDE)] {
                if (self.must_end)() {
                    return looked;
                }
                match self.text(case, text, &mut looked.places) {
                    Ok(true) => looked.whole.push(text.ordinal),
                    Ok(false) => looked.partly += 1,
                    Err(_) => {
                        looked.whole.push(text.ordinal);
                        // What is unreadable anyway is counted already.
                        looked.n_failed += u64::from(!text.is_unreadable);
                    }
                }
            }
        }
    }

    /// Looks into a text; whether to its end.
    fn text(&self, case: &Case, text: &CurrentText, found: &mut Vec<Hit>) -> Result<bool> {
        let doc = text.ordinal;
        // What is set aside is not among the texts that are looked through.
        let mut pack = case.text_for_us(&text.hash)?;
        let units = self.filter.units(doc).unwrap_or_else(|| (1..=pack.n_units()).collect());
        for (idx, number) in units.into_iter().enumerate() {
            if idx > 0 && (self.must_end)() {
                return Ok(false);
            }
            let Some(unit) = pack.unit(number)? else { continue };
            for scope in searching::scopes(number, unit) {
                if (self.is_match)(scope.text) {
                    found.push(Hit { doc, unit: number, row: scope.row, start: scope.start, score: 0.0 });
                }
            }
        }
        Ok(true)
    }
}

fn tell(job: &mut Job<'_>, done: usize, total: usize, started: Instant) {
    let elapsed_ms = started.elapsed().as_millis() as u64;
    let (done, total) = (done as u64, total as u64);
    (job.events)(Event::Progress(Progress {
        doing: "searching".into(),
        done,
        total,
        elapsed_ms,
        ..Progress::default()
    }));
}

/// Where to look.
enum Filter {
    /// As the index knows it.
    Units(Narrowed),
    /// Everywhere: nothing is known beforehand of what is looked for, or there is no index that can be trusted.
    None,
    /// The time was up before the index had told.
    Late,
}

struct Narrowed {
    units: search::Units,
    /// Documents the index does not hold as they are now: looked through whole.
    unknown: HashSet<u64>,
}

impl Filter {
    /// Asks the index where to look.
    fn of(case: &Case, sieves: &[Sieve], must_end: &dyn Fn() -> bool) -> Filter {
        Filter::told(case, sieves, must_end).unwrap_or(Filter::None)
    }

    fn told(case: &Case, sieves: &[Sieve], must_end: &dyn Fn() -> bool) -> Option<Filter> {
        if sieves.is_empty() || !case.index_is_ours().ok()? {
            return None;
        }
        let index = searching::open_for_reading(case).ok()?;
        let mut unknown = index.lacking.iter().copied().collect::<HashSet<u64>>();
        for document in case.read_after(index.sequence).ok()? {
            unknown.insert(case.document(&document).ok()??.ordinal);
        }
        Some(match index.index.units_holding(sieves, must_end).ok()? {
            Some(units) => Filter::Units(Narrowed { units, unknown }),
            None => Filter::Late,
        })
    }

    /// Whether a text is to be looked into at all.
    fn passes(&self, text: &CurrentText) -> bool {
        match self {
            Filter::Units(Narrowed { units, unknown }) => {
                unknown.contains(&text.ordinal) || units.contains_key(&text.ordinal)
            }
            Filter::None | Filter::Late => true,
        }
    }

    /// The units of a document to look into; all if `None`.
    fn units(&self, doc: u64) -> Option<Vec<u32>> {
        match self {
            Filter::Units(Narrowed { units, unknown }) if !unknown.contains(&doc) => {
                Some(units.get(&doc).into_iter().flatten().copied().collect())
            }
            Filter::Units(_) | Filter::None | Filter::Late => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_looked_through_whole_is_told_beforehand() {
        let told = |n, seconds| notice("This cannot be told", n, seconds);
        assert_eq!(told(1, None), "This cannot be told, so the whole text of 1 document is looked through.");
        assert_eq!(
            told(12, Some(60)),
            "This cannot be told, so the whole text of 12 documents is looked through, for 60 seconds at most."
        );
    }
}
