//! A folder that is watched: what appears in it is taken in, once nobody writes to it any more.
//!
//! The folder is looked through every few seconds: that works on every medium, network folders included, where being told
//! of changes does not. The case is held only while something is taken in.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

use serde::Serialize;
use ts_rs::TS;

use super::{Intake, Summary, can_be_given, reader, room::leave_room, scan, take_in_found};
use crate::{Code, Desk, Error, Event, Job, Progress, Result, library};

/// The folder is looked through so often at most …
const EVERY: Duration = Duration::from_secs(2);
/// … and less often where looking takes long.
const SHARE_OF_LOOKING: u32 = 20;
const AT_LEAST_EVERY: Duration = Duration::from_secs(120);
/// How long a stop may go unheard.
const TICK: Duration = Duration::from_millis(100);
/// How programs name what they are still writing.
const UNFINISHED: [&str; 5] = [".part", ".partial", ".crdownload", ".download", ".tmp"];

/// What came of watching a folder.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Watched {
    /// The folder.
    pub folder: PathBuf,
    /// Files and files inside files that were new in the ledger.
    pub added: u64,
    /// Documents of the case that could not be read, or not fully.
    #[serde(rename = "unreadable")]
    pub n_unreadable: u64,
}

/// Watches a folder until it is stopped. A file is taken in once it has stayed as it is for `settle`.
pub fn watch(
    desk: &Desk,
    job: &mut Job<'_>,
    case: &Path,
    folder: &Path,
    intake: &Intake,
    settle: Duration,
) -> Result<Watched> {
    {
        let case = library::open(desk, case)?;
        can_be_given(&[folder.to_path_buf()], &case)?;
        if !folder.is_dir() {
            let message = format!("{} is no folder. Nothing is watched.", folder.display());
            return Err(Error::new(Code::File, message));
        }
    }
    let mut watch =
        Watch { desk, case, folder, intake, settling: Settling::default(), settle, added: 0, is_gone: false };
    while !job.cancel.is_cancelled() {
        let started = Instant::now();
        watch.look(job)?;
        let pause = (started.elapsed() * SHARE_OF_LOOKING).clamp(EVERY.min(settle.max(TICK)), AT_LEAST_EVERY);
        rest(job, pause);
    }
    let n_unreadable = library::open(desk, case)?.n_unreadable()?;
    Ok(Watched { folder: folder.to_path_buf(), added: watch.added, n_unreadable })
}

fn rest(job: &Job<'_>, pause: Duration) {
    let since = Instant::now();
    while since.elapsed() < pause && !job.cancel.is_cancelled() {
        std::thread::sleep(TICK.min(pause));
    }
}

struct Watch<'a> {
    desk: &'a Desk,
    case: &'a Path,
    folder: &'a Path,
    intake: &'a Intake,
    settling: Settling,
    settle: Duration,
    added: u64,
    /// Whether the folder was not there at the last look.
    is_gone: bool,
}

impl Watch<'_> {
    /// Looks through the folder once, and takes in what has settled.
    fn look(&mut self, job: &mut Job<'_>) -> Result<()> {
        let is_gone = !self.folder.is_dir();
        if is_gone != self.is_gone {
            self.is_gone = is_gone;
            let folder = self.folder.display();
            job.note(match is_gone {
                true => format!("{folder} is not there now. Watching goes on when it is back."),
                false => format!("{folder} is there again."),
            });
        }
        if !is_gone {
            let root = self.case.canonicalize().unwrap_or_else(|_| self.case.to_path_buf());
            let root = if root.is_file() { root.parent().unwrap_or(&root).to_path_buf() } else { root };
            let mut found = scan::scan(&[self.folder.to_path_buf()], &root, &job.cancel);
            // A folder that vanished meanwhile, and what vanished from it, is nothing that was found.
            found.retain(|finding| !is_unfinished(&finding.path) && finding.place.symlink_metadata().is_ok());
            let settled = self.settling.settled(found, Instant::now(), self.settle);
            if !settled.is_empty() && !job.cancel.is_cancelled() {
                self.take(job, settled)?;
            }
        }
        let (done, total) = (self.added, self.added + self.settling.n_waiting());
        let (doing, current) = ("watching".to_owned(), self.folder.display().to_string());
        (job.events)(Event::Progress(Progress { doing, done, total, current, ..Progress::default() }));
        Ok(())
    }

    fn take(&mut self, job: &mut Job<'_>, settled: Vec<scan::Finding>) -> Result<()> {
        let started = Instant::now();
        let mut case = library::open_mut(self.desk, self.case)?;
        let mut new = Vec::new();
        for finding in settled {
            let modified = reader::modified(&finding.place);
            let is_known = case.seems_known(&finding.path, modified.as_deref(), finding.bytes)?;
            if is_known && finding.trouble.is_none() { self.settling.taken(&finding) } else { new.push(finding) }
        }
        if new.is_empty() {
            return Ok(());
        }
        leave_room(&case, new.iter())?;
        match take_in_found(self.desk, job, &mut case, self.intake, new.clone(), started) {
            Ok(Summary { added, .. }) => {
                self.added += added;
                if !job.cancel.is_cancelled() {
                    new.iter().for_each(|finding| self.settling.taken(finding));
                }
                (job.events)(Event::TookIn { added });
                Ok(())
            }
            // Somebody else writes in the case: another look comes soon.
            Err(error) if error.code == Code::Locked => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Whether a file's name says that it is still being written.
fn is_unfinished(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    name.starts_with("~$") || name.starts_with(".~lock.") || UNFINISHED.iter().any(|end| name.ends_with(end))
}

/// What a file looked like, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Look {
    bytes: u64,
    modified: Option<SystemTime>,
}

/// Which files have stayed as they are for long enough.
#[derive(Debug, Default)]
struct Settling {
    waiting: HashMap<PathBuf, (Look, Instant)>,
    taken: HashMap<PathBuf, Look>,
}

impl Settling {
    /// Of all files that are there, those that have settled and were not taken as they are.
    fn settled(&mut self, found: Vec<scan::Finding>, now: Instant, settle: Duration) -> Vec<scan::Finding> {
        let mut waiting = HashMap::new();
        let mut settled = Vec::new();
        for finding in found {
            let look = look(&finding);
            if self.taken.get(&finding.place) == Some(&look) {
                continue;
            }
            let since = match self.waiting.remove(&finding.place) {
                Some((before, since)) if before == look => since,
                _ => now,
            };
            waiting.insert(finding.place.clone(), (look, since));
            if now.duration_since(since) >= settle {
                settled.push(finding);
            }
        }
        // What is not there any more waits for nothing.
        self.waiting = waiting;
        settled
    }

    /// A file is in the case, as it was found.
    fn taken(&mut self, finding: &scan::Finding) {
        if let Some((look, _)) = self.waiting.remove(&finding.place) {
            self.taken.insert(finding.place.clone(), look);
        }
    }

    fn n_waiting(&self) -> u64 {
        self.waiting.len() as u64
    }
}

fn look(finding: &scan::Finding) -> Look {
    let modified = finding.place.symlink_metadata().ok().and_then(|meta| meta.modified().ok());
    Look { bytes: finding.bytes, modified }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(place: &Path, bytes: u64) -> scan::Finding {
        let path = place.display().to_string();
        scan::Finding { place: place.into(), path, raw_path: None, bytes, pasted: None, trouble: None }
    }

    #[test]
    fn a_file_is_taken_once_it_stays_as_it_is_and_again_when_it_changes() {
        let (a, b) = (Path::new("a.txt"), Path::new("b.txt"));
        let (start, second) = (Instant::now(), Duration::from_secs(1));
        let mut settling = Settling::default();
        let mut look = |found: &[(&Path, u64)], after: u32, take: bool| -> Vec<String> {
            let found = found.iter().map(|(place, bytes)| finding(place, *bytes)).collect();
            let settled = settling.settled(found, start + second * after, second * 2);
            settled.iter().filter(|_| take).for_each(|finding| settling.taken(finding));
            settled.into_iter().map(|finding| finding.path).collect()
        };
        assert!(look(&[(a, 5)], 0, true).is_empty());
        assert!(look(&[(a, 9), (b, 1)], 1, true).is_empty(), "it grows");
        assert!(look(&[(a, 9), (b, 1)], 2, true).is_empty());
        assert_eq!(look(&[(a, 9), (b, 1)], 3, false), ["a.txt", "b.txt"]);
        assert_eq!(look(&[(a, 9), (b, 1)], 4, true), ["a.txt", "b.txt"], "what could not be taken is offered again");
        assert!(look(&[(a, 9)], 9, true).is_empty());
        assert!(look(&[(a, 10), (b, 1)], 10, true).is_empty(), "one has changed, one came back as it was");
        assert_eq!(look(&[(a, 10), (b, 1)], 12, true), ["a.txt"]);
    }

    #[test]
    fn what_is_still_written_is_let_be() {
        for name in ["in/letter.pdf.part", "Unconfirmed 3.CRDOWNLOAD", "~$letter.docx", "x/.~lock.list.ods#"] {
            assert!(is_unfinished(name), "{name}");
        }
        for name in ["part", "in.part/letter.pdf", "letter~$.docx"] {
            assert!(!is_unfinished(name), "{name}");
        }
    }
}
