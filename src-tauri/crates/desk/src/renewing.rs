//! Making the index anew beside the one that answers.
//!
//! Making it takes no lock of the case, so that everybody goes on working: only putting it in its place does, for a moment.
//! What is read meanwhile is taken up last; what is set aside or erased meanwhile gives up what was made so far
//! (`IndexWriter::purge`), and it is begun again. Cut short, the next one goes on from its last commit.

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use search::{Index, Shelf};
use serde::Serialize;
use store::{Case, CaseMut};
use ts_rs::TS;

use crate::{
    Code, Desk, Error, Event, Job, Progress, Result,
    library::open_mut,
    searching::{OpenWriter, is_lost, not_ahead, open_older, open_ours, write_beside},
};

/// In the folder of what is being made: what was set aside when it was begun.
const BEGUN: &str = "begun";
/// In the same folder: how many readings it holds, and of how many.
const PROGRESS: &str = "progress";
/// In the same folder: it only needs to be put in its place.
const READY: &str = "ready";
/// In the folder above: held by whoever makes one. A process that dies lets go of it.
const LOCK: &str = "making.lock";

/// What is lost at most when it is cut short. Each time both threads wait for each other and small files are left to be
/// merged: every twenty seconds, a million entries took 71 seconds to index, without 62.
const COMMIT_EVERY: Duration = Duration::from_secs(120);
const TELL_EVERY: Duration = Duration::from_millis(200);
/// How often it is begun again because something was erased or set aside meanwhile.
const MOST_TRIES: u32 = 20;
/// How often and how long it is looked whether somebody really makes one.
const MOST_LOOKS: u32 = 20;
const LOOK: Duration = Duration::from_millis(25);
/// So many documents are put into an index before anybody would look at a bar.
pub const FEW: u64 = 300;

/// How far an index is that is being made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Making {
    /// Whether somebody is at it.
    pub is_made: bool,
    /// Documents it holds.
    pub done: u64,
    /// Documents it will hold.
    pub total: u64,
}

/// Why an index is made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Somebody wants it so.
    Wanted,
    /// The one there cannot be used, or is of an older form; else it stays.
    Needed,
}

/// How far another index is.
pub fn making(case: &Case) -> Result<Making> {
    let shelf = Shelf::new(&case.index_dir());
    let is_made = matches!(take_lock(&shelf), Ok(None));
    let told = shelf.making().and_then(|dir| std::fs::read_to_string(dir.join(PROGRESS)).ok());
    let counts = told.as_deref().and_then(|told| told.split_once(' '));
    let counts = counts.and_then(|(done, total)| Some((done.parse().ok()?, total.trim().parse().ok()?)));
    let (done, total) = match counts {
        Some(counts) => counts,
        None => (0, case.read_after(0)?.len() as u64),
    };
    Ok(Making { is_made, done, total })
}

/// For a search whose index is lost: comes back when it is made anew. Where `now` is set it does not wait for that, but
/// says how far it is; a few documents are no wait.
pub fn for_search(desk: &Desk, path: &Path, case: &Case, job: &mut Job<'_>, now: bool) -> Result<()> {
    if now && case.read_after(0)?.len() as u64 > FEW {
        let Making { done, total, .. } = making(case)?;
        let message =
            format!("The search index is being made anew: {done} of {total} documents. No document is affected.");
        return Err(Error::new(Code::Indexing, message).hint(
            "The search answers as soon as it is ready. Until then, look word for word: exact search needs no index.",
        ));
    }
    // While somebody else is writing, it could not be put in its place.
    if let Err(error) = open_mut(desk, path).and_then(|mut case| Ok(case.hold_at_once("making the search index")?)) {
        return Err(match error.code {
            Code::Locked => Error::new(
                Code::Locked,
                "The search index is not there yet, and somebody else is writing in this case.",
            )
            .hint("Try again when it has finished, or search word for word with --exact.")
            .detail(error.message),
            _ => error,
        });
    }
    renew(desk, path, job, Why::Needed).map(drop)
}

/// Makes the index anew beside the one there and puts it in its place. Says whether it did: where it is only `Needed` the
/// one there may be good.
///
/// # Errors
/// [`Code::Stopped`]; the next one goes on where this stopped.
pub fn renew(desk: &Desk, path: &Path, job: &mut Job<'_>, why: Why) -> Result<bool> {
    let mut case = open_mut(desk, path)?;
    if !case.index_is_ours()? {
        return Err(Error::new(Code::ReadOnly, "The search index of this case cannot be written."));
    }
    let shelf = Shelf::new(&case.index_dir());
    let _lock = wait_for_lock(&case, &shelf, job)?;
    if why == Why::Needed && open_ours(&case).is_ok() {
        return Ok(false);
    }
    let mut anew = why == Why::Wanted;
    for _ in 0..MOST_TRIES {
        let made = make(&case, &shelf, job, anew)?;
        anew = false;
        if let Some(dir) = made
            && put_in_place(&mut case, &shelf, &dir, job)?
        {
            return Ok(true);
        }
    }
    Err(Error::new(Code::Locked, "The search index could not be made anew while documents are set aside or erased.")
        .hint("Try again when that has finished."))
}

/// As [`renew`], for somebody who holds the case's lock, and goes on writing it. `None` where somebody else is making it
/// already: that one takes up what is read meanwhile.
pub fn make_holding(case: &CaseMut, job: &mut Job<'_>) -> Result<Option<OpenWriter>> {
    let shelf = Shelf::new(&case.index_dir());
    for _ in 0..MOST_LOOKS {
        // A look at how far one is holds the lock, too, but not for long.
        let Some(_lock) = take_lock(&shelf)? else {
            std::thread::sleep(LOOK);
            continue;
        };
        // Nobody sets anything aside while this one holds the case.
        return match make(case, &shelf, job, false)? {
            Some(dir) => put_forward(case, &shelf, &dir).map(Some),
            None => Ok(None),
        };
    }
    Ok(None)
}

/// For somebody who holds the case's lock and has no index to write: the one that was made meanwhile, if it is ready.
pub fn adopt(case: &Case) -> Result<Option<OpenWriter>> {
    let shelf = Shelf::new(&case.index_dir());
    match shelf.making().filter(|dir| dir.join(READY).is_file()) {
        Some(dir) => put_forward(case, &shelf, &dir).map(Some),
        None => Ok(None),
    }
}

/// Waits for the right to write in the case, and puts what was made in its place. False if it was given up meanwhile.
fn put_in_place(case: &mut CaseMut, shelf: &Shelf, dir: &Path, job: &mut Job<'_>) -> Result<bool> {
    loop {
        if shelf.current() == dir {
            // Somebody who was writing took it.
            return Ok(true);
        }
        if shelf.making().as_deref() != Some(dir) {
            return Ok(false);
        }
        match case.hold_at_once("putting the search index in its place") {
            Ok(_) => break,
            Err(store::Error::Locked { .. }) => pause(job)?,
            Err(error) => return Err(error.into()),
        }
    }
    let done = match (shelf.current() == dir, shelf.making().as_deref() == Some(dir)) {
        (true, _) => Ok(true),
        (_, false) => Ok(false),
        _ => put_forward(case, shelf, dir).map(|_| true),
    };
    case.release();
    done
}

/// Brings what was made up to now, and lets it answer. The caller holds the case's lock.
fn put_forward(case: &Case, shelf: &Shelf, dir: &Path) -> Result<OpenWriter> {
    let mut open = OpenWriter::over(not_ahead(case, Index::open(dir)?)?)?;
    open.catch_up(case)?;
    let begun = std::fs::read_to_string(dir.join(BEGUN)).unwrap_or_default();
    if begun != begun_now(case)? {
        // Read before it was begun, released since: no later reading tells of it.
        for document in case.set_aside()?.keys() {
            open.add(case, document)?;
        }
        open.commit()?;
    }
    shelf.put_forward(dir)?;
    for name in [READY, PROGRESS, BEGUN] {
        // They mean nothing in the index that answers.
        let _ = std::fs::remove_file(dir.join(name));
    }
    Ok(open)
}

/// Makes an index of all that was read, or goes on with one that was left half made. Gives its folder; `None` if it was
/// given up meanwhile.
fn make(case: &Case, shelf: &Shelf, job: &mut Job<'_>, anew: bool) -> Result<Option<PathBuf>> {
    let left = if anew { None } else { half_made(case, shelf) };
    let (dir, index) = match left {
        Some(left) => left,
        None => begin(case, shelf)?,
    };
    match fill(case, &dir, index, job) {
        Ok(()) => Ok(Some(dir)),
        Err(_) if !dir.is_dir() => Ok(None),
        Err(error) => Err(error),
    }
}

/// What somebody left half made of this case as it is.
fn half_made(case: &Case, shelf: &Shelf) -> Option<(PathBuf, Index)> {
    let dir = shelf.making().filter(|dir| dir.join(BEGUN).is_file())?;
    let index = not_ahead(case, Index::open(&dir).ok()?).ok()?;
    Some((dir, index))
}

fn begin(case: &Case, shelf: &Shelf) -> Result<(PathBuf, Index)> {
    let answers = open_ours(case).is_ok() || open_older(case).is_ok();
    if !answers {
        // It only takes room.
        shelf.discard()?;
    }
    let dir = shelf.begin()?;
    let index = Index::create(&dir)?;
    write_beside(&dir, BEGUN, &begun_now(case)?)?;
    Ok((dir, index))
}

fn begun_now(case: &Case) -> Result<String> {
    Ok(format!("{}\n", case.texts_stamp()?[3]))
}

fn fill(case: &Case, dir: &Path, index: Index, job: &mut Job<'_>) -> Result<()> {
    let mut open = OpenWriter::over(index)?;
    let missing = case.read_after(open.sequence())?;
    let total = case.read_after(0)?.len() as u64;
    let before = total - missing.len() as u64;
    let (mut told, mut kept) = (None::<Instant>, Instant::now());
    for (done, document) in (before..).zip(&missing) {
        if told.is_none_or(|at| at.elapsed() >= TELL_EVERY) {
            told = Some(Instant::now());
            write_beside(dir, PROGRESS, &format!("{done} {total}\n"))?;
        }
        (job.events)(Event::Progress(progress(done, total)));
        if job.cancel.is_cancelled() {
            open.commit()?;
            return Err(stopped());
        }
        open.add(case, document)?;
        if kept.elapsed() >= COMMIT_EVERY {
            kept = Instant::now();
            open.commit()?;
        }
    }
    open.close()?;
    write_beside(dir, PROGRESS, &format!("{total} {total}\n"))?;
    (job.events)(Event::Progress(progress(total, total)));
    write_beside(dir, READY, "")
}

fn progress(done: u64, total: u64) -> Progress {
    Progress { doing: "indexing".into(), done, total, ..Progress::default() }
}

fn stopped() -> Error {
    Error::new(Code::Stopped, "Making the search index anew was stopped. The next time it goes on from there.")
}

/// Takes the right to make an index; `None` if somebody has it.
fn take_lock(shelf: &Shelf) -> Result<Option<File>> {
    let failed = |e: std::io::Error| Error::new(Code::File, "The search index could not be written.").detail(e);
    std::fs::create_dir_all(shelf.dir()).map_err(failed)?;
    let path = shelf.dir().join(LOCK);
    let file = File::options().read(true).write(true).create(true).truncate(false).open(path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Waits until nobody else makes an index, and shows meanwhile how far that is.
fn wait_for_lock(case: &Case, shelf: &Shelf, job: &mut Job<'_>) -> Result<File> {
    loop {
        if let Some(lock) = take_lock(shelf)? {
            return Ok(lock);
        }
        let Making { done, total, .. } = making(case)?;
        (job.events)(Event::Progress(progress(done, total)));
        pause(job)?;
    }
}

fn pause(job: &Job<'_>) -> Result<()> {
    if job.cancel.is_cancelled() {
        return Err(stopped());
    }
    std::thread::sleep(TELL_EVERY);
    Ok(())
}

/// Whether another index has to be made, though one of an older form may answer until then.
pub fn is_needed(case: &Case) -> Result<bool> {
    match open_ours(case) {
        Ok(_) => Ok(false),
        Err(error) if is_lost(&error) => Ok(true),
        Err(error) => Err(error.into()),
    }
}
