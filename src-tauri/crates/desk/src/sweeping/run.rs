//! Looking for all names of a list in all texts of a case.

use std::{
    collections::HashSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use search::{Layer, Layers, Names, Sweeper};
use store::{Case, CurrentText};

use super::{
    exact::{Exact, Looker},
    kept::{Found, List, Tally},
};
use crate::{Code, Desk, Error, Event, Job, Progress, Result, searching};

/// How many documents a thread takes at a time.
const STRIDE: usize = 16;
/// How often it is told how far it is.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// Where to look.
#[derive(Debug, Clone, Copy)]
pub enum Where {
    /// In everything; what came after this, an entry of the log, is new, if there was a time before.
    Everything(Option<u64>),
    /// Only in what came after this.
    After(u64),
}

/// Looks for the names; [`Found`] has no times yet, and a tally for each name that was found.
pub fn run(desk: &Desk, job: &mut Job<'_>, case: &Case, list: &List, place: Where) -> Result<Found> {
    // Asked first: what comes while this runs may be looked into and counts as new the next time, but is never passed over.
    let sequence = case.sequence()?;
    let mut texts = case.current_texts()?;
    let since = match place {
        Where::Everything(since) => since,
        Where::After(sequence) => Some(sequence),
    };
    let fresh: HashSet<u64> =
        since.map(|since| case.come_since(since)).transpose()?.unwrap_or_default().into_iter().collect();
    if matches!(place, Where::After(_)) {
        texts.retain(|text| fresh.contains(&text.ordinal));
    }
    let layers = Layers { fuzzy: list.fuzzy, transliterated: list.transliterate };
    let names = Names::new(list.names.iter().map(String::as_str), layers);
    let exact = Exact::new(list.names.iter().map(String::as_str))?;
    let shared = Shared {
        texts: &texts,
        fresh: &fresh,
        names: &names,
        exact: &exact,
        next: AtomicUsize::new(0),
        n_failed: AtomicU64::new(0),
    };
    let tallies = in_threads(desk, job, case, &shared)?;
    let unsearched = case.unsearched()?;
    Ok(Found {
        sequence,
        unreadable: unsearched.unreadable + shared.n_failed.into_inner(),
        behind: unsearched.queued,
        quarantined: unsearched.set_aside,
        waiting: case.n_waiting_pages()?,
        tallies: tallies.into_iter().filter(|tally| tally.counts.is_any()).collect(),
        ..Found::default()
    })
}

/// Sets what was found against what was found before.
pub fn compared(mut found: Found, before: Option<&Found>) -> Found {
    let Some(before) = before else { return found };
    found.before_at = Some(before.at);
    let mut all: Vec<Tally> = Vec::with_capacity(found.tallies.len());
    let (mut now, mut then) =
        (found.tallies.iter().peekable(), before.tallies.iter().filter(|t| t.counts.is_any()).peekable());
    loop {
        let name = match (now.peek(), then.peek()) {
            (None, None) => break,
            (Some(now), Some(then)) => now.name.min(then.name),
            (Some(only), None) => only.name,
            (None, Some(only)) => only.name,
        };
        let now = now.next_if(|tally| tally.name == name).copied().unwrap_or(Tally { name, ..Tally::default() });
        let then = then.next_if(|tally| tally.name == name);
        let changed = now.print != then.map_or(0, |then| then.print);
        all.push(Tally { before: then.map(|then| then.counts).unwrap_or_default(), changed, ..now });
    }
    found.tallies = all;
    found
}

/// What all threads look at.
struct Shared<'a> {
    texts: &'a [CurrentText],
    fresh: &'a HashSet<u64>,
    names: &'a Names,
    exact: &'a Exact,
    next: AtomicUsize,
    n_failed: AtomicU64,
}

fn in_threads(desk: &Desk, job: &mut Job<'_>, case: &Case, shared: &Shared<'_>) -> Result<Vec<Tally>> {
    let started = Instant::now();
    let n_texts = shared.texts.len();
    let all = Mutex::new(tallies(shared.names.len()));
    let failure = Mutex::new(None);
    let (cancel, root) = (job.cancel.clone(), case.root().to_path_buf());
    std::thread::scope(|scope| {
        let mut threads = Vec::new();
        for _ in 0..desk.n_jobs.clamp(1, n_texts.div_ceil(STRIDE).max(1)) {
            threads.push(scope.spawn(|| {
                let case = match Case::open(&root, &desk.world) {
                    Ok(case) => case,
                    Err(error) => {
                        *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(Error::from(error));
                        return;
                    }
                };
                let mut looking = Looking::new(shared);
                loop {
                    let from = shared.next.fetch_add(STRIDE, Ordering::Relaxed);
                    if from >= n_texts || cancel.is_cancelled() {
                        break;
                    }
                    for text in &shared.texts[from..n_texts.min(from + STRIDE)] {
                        // What is unreadable anyway is counted already.
                        if looking.look(&case, text).is_err() && !text.is_unreadable {
                            shared.n_failed.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                }
                add(&mut all.lock().unwrap_or_else(PoisonError::into_inner), &looking.tallies);
            }));
        }
        let mut told = Instant::now();
        while !threads.iter().all(|thread| thread.is_finished()) {
            std::thread::sleep(Duration::from_millis(1));
            if told.elapsed() >= TELL_EVERY {
                told = Instant::now();
                tell(job, shared.next.load(Ordering::Relaxed).min(n_texts), n_texts, started);
            }
        }
    });
    if let Some(error) = failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    if job.cancel.is_cancelled() {
        return Err(Error::new(Code::Stopped, "The sweep was stopped before it had looked everywhere."));
    }
    tell(job, n_texts, n_texts, started);
    Ok(all.into_inner().unwrap_or_else(PoisonError::into_inner))
}

fn tell(job: &mut Job<'_>, done: usize, total: usize, started: Instant) {
    let elapsed_ms = started.elapsed().as_millis() as u64;
    let (done, total) = (done as u64, total as u64);
    (job.events)(Event::Progress(Progress {
        doing: "sweeping".into(),
        done,
        total,
        elapsed_ms,
        ..Progress::default()
    }));
}

fn tallies(n_names: usize) -> Vec<Tally> {
    (0..n_names as u32).map(|name| Tally { name, ..Tally::default() }).collect()
}

fn add(all: &mut [Tally], some: &[Tally]) {
    for (to, from) in all.iter_mut().zip(some) {
        to.counts.exact += from.counts.exact;
        to.counts.folded += from.counts.folded;
        to.counts.fuzzy += from.counts.fuzzy;
        to.counts.transliterated += from.counts.transliterated;
        to.documents += from.documents;
        to.new += from.new;
        to.print = to.print.wrapping_add(from.print);
    }
}

/// One thread's looking.
struct Looking<'a> {
    shared: &'a Shared<'a>,
    sweeper: Sweeper<'a>,
    exact: Looker<'a>,
    tallies: Vec<Tally>,
    /// For every name: the document it was found in last.
    last_in: Vec<Option<u64>>,
    /// What the text at hand has: the name, and the ways it was found in.
    here: Vec<(u32, u8)>,
}

const EXACT: u8 = 1;

fn way(layer: Layer) -> u8 {
    match layer {
        Layer::Folded => 2,
        Layer::Fuzzy => 4,
        Layer::Transliterated => 8,
    }
}

impl<'a> Looking<'a> {
    fn new(shared: &'a Shared<'a>) -> Looking<'a> {
        Looking {
            shared,
            sweeper: shared.names.sweeper(),
            exact: shared.exact.looker(),
            tallies: tallies(shared.names.len()),
            last_in: vec![None; shared.names.len()],
            here: Vec::new(),
        }
    }

    fn look(&mut self, case: &Case, text: &CurrentText) -> Result<()> {
        // What is set aside is not among the texts that are looked through.
        let mut pack = case.text_for_us(&text.hash)?;
        searching::each_scope(&mut pack, |scope| {
            self.here.clear();
            let here = &mut self.here;
            self.sweeper.look(scope.text, scope.ahead, |name, layer| here.push((name as u32, way(layer))));
            self.exact.look(scope.text, |name| here.push((name as u32, EXACT)));
            self.here.sort_unstable();
            for of_name in self.here.chunk_by(|one, two| one.0 == two.0) {
                let name = of_name[0].0 as usize;
                let ways = of_name.iter().fold(0, |ways, (_, way)| ways | way);
                let tally = &mut self.tallies[name];
                let counts = &mut tally.counts;
                counts.exact += u32::from(ways & EXACT != 0);
                counts.folded += u32::from(ways & way(Layer::Folded) != 0);
                counts.fuzzy += u32::from(ways & way(Layer::Fuzzy) != 0);
                counts.transliterated += u32::from(ways & way(Layer::Transliterated) != 0);
                tally.new += u32::from(self.shared.fresh.contains(&text.ordinal));
                if self.last_in[name].replace(text.ordinal) != Some(text.ordinal) {
                    tally.documents += 1;
                }
                tally.print = tally.print.wrapping_add(print(text.ordinal, scope.unit, scope.row, ways));
            }
            Ok(())
        })
    }
}

/// Tells a place from others; the sum of them tells a set of places from others, in whichever order they are met (FNV-1a).
fn print(ordinal: u64, unit: u32, row: Option<u32>, ways: u8) -> u64 {
    let row = row.map_or(0, |row| u64::from(row) + 1);
    let parts = [ordinal, u64::from(unit), row, u64::from(ways)];
    let bytes = parts.iter().flat_map(|part| part.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::{super::Counts, *};

    fn tally(name: u32, folded: u32, print: u64) -> Tally {
        Tally { name, counts: Counts { folded, ..Counts::default() }, print, ..Tally::default() }
    }

    #[test]
    fn a_second_run_says_what_is_different() {
        let found = |tallies| Found { tallies, at: 1, ..Found::default() };
        let before = found(vec![tally(0, 2, 7), tally(2, 1, 8), tally(3, 1, 9)]);
        let after = compared(found(vec![tally(0, 2, 7), tally(1, 1, 4), tally(3, 1, 5)]), Some(&before));
        let told: Vec<(u32, u32, u32, bool)> =
            after.tallies.iter().map(|t| (t.name, t.before.folded, t.counts.folded, t.changed)).collect();
        assert_eq!(told, [(0, 2, 2, false), (1, 0, 1, true), (2, 1, 0, true), (3, 1, 1, true)]);
        // What is gone is told once.
        let again = compared(found(vec![tally(0, 2, 7)]), Some(&after));
        assert_eq!(again.tallies.iter().map(|t| t.name).collect::<Vec<_>>(), [0, 1, 3]);
        assert_eq!(compared(found(Vec::new()), None).before_at, None);
    }
}
