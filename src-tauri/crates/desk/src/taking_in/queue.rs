//! Work for readers: what somebody waits for first, then what is read quickly, then the rest; each in the order it came.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
};

use facts::{CaseId, DocumentId};

use super::scan::Finding;
use crate::Wanted;

/// Files up to this size are read in a moment, whatever they are …
const QUICK_BYTES: u64 = 4 << 20;
/// … but for those that take seconds a MiB.
const QUICK_BYTES_OF_HEAVY: u64 = 512 << 10;
const HEAVY: [&str; 8] = ["pdf", "tif", "tiff", "7z", "xz", "xls", "xlsx", "xlsb"];

/// Work for a reader.
pub(super) enum Task {
    /// A file that was found.
    File(Finding),
    /// A document whose bytes are in the case.
    Document(Queued),
}

/// A document that waits to be read.
#[derive(Debug, Clone)]
pub(super) struct Queued {
    pub id: DocumentId,
    pub source: facts::SourceId,
    pub path: String,
    pub depth: u32,
}

/// The work that waits.
pub(super) struct Queue {
    case: CaseId,
    wanted: Wanted,
    waiting: Mutex<Waiting>,
    woken: Condvar,
}

#[derive(Default)]
struct Waiting {
    quick: VecDeque<Entry>,
    slow: VecDeque<Entry>,
    /// Documents by id. Entries of those that were taken before their turn stay behind, and stand for nothing.
    documents: HashMap<DocumentId, Queued>,
    /// Those that somebody waited for, until they are read.
    in_demand: HashSet<DocumentId>,
    is_closed: bool,
}

enum Entry {
    File(Finding),
    Document(DocumentId),
}

impl Queue {
    /// An empty queue for one case.
    pub fn new(case: CaseId, wanted: Wanted) -> Queue {
        Queue { case, wanted, waiting: Mutex::default(), woken: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds work with so many bytes to it.
    pub fn push(&self, task: Task, bytes: u64) {
        let mut waiting = self.lock();
        let (entry, is_slow) = match task {
            Task::File(finding) => {
                let is_slow = is_slow(&finding.path, bytes);
                (Entry::File(finding), is_slow)
            }
            Task::Document(queued) => {
                let (id, is_slow) = (queued.id, is_slow(&queued.path, bytes));
                waiting.documents.insert(id, queued);
                (Entry::Document(id), is_slow)
            }
        };
        if is_slow {
            waiting.slow.push_back(entry)
        } else {
            waiting.quick.push_back(entry)
        }
        drop(waiting);
        self.woken.notify_one();
    }

    /// Waits for work; `None` once the queue is closed.
    pub fn next(&self) -> Option<Task> {
        let mut waiting = self.lock();
        loop {
            if waiting.is_closed {
                return None;
            }
            if let Some(id) = self.wanted.take(self.case, |id| waiting.documents.contains_key(id))
                && let Some(queued) = waiting.documents.remove(&id)
            {
                waiting.in_demand.insert(id);
                return Some(Task::Document(queued));
            }
            match waiting.pop() {
                Some(task) => return Some(task),
                None => waiting = self.woken.wait(waiting).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// Whether somebody waited for one of these documents, which are read now.
    pub fn was_in_demand(&self, read: &[DocumentId]) -> bool {
        let mut waiting = self.lock();
        !waiting.in_demand.is_empty() && read.iter().filter(|id| waiting.in_demand.remove(id)).count() > 0
    }

    /// Lets everybody go who waits.
    pub fn close(&self) {
        self.lock().is_closed = true;
        self.woken.notify_all();
    }
}

impl Waiting {
    fn pop(&mut self) -> Option<Task> {
        while let Some(entry) = self.quick.pop_front().or_else(|| self.slow.pop_front()) {
            match entry {
                Entry::File(finding) => return Some(Task::File(finding)),
                Entry::Document(id) => {
                    if let Some(queued) = self.documents.remove(&id) {
                        return Some(Task::Document(queued));
                    }
                }
            }
        }
        None
    }
}

/// Whether a file of this name and size will take a while.
fn is_slow(path: &str, bytes: u64) -> bool {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_heavy = HEAVY.iter().any(|heavy| ending.eq_ignore_ascii_case(heavy));
    bytes > if is_heavy { QUICK_BYTES_OF_HEAVY } else { QUICK_BYTES }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(n: u8, path: &str) -> (DocumentId, Task) {
        let id = DocumentId::from_bytes([n; 32]);
        let source = facts::SourceId::from_uuid(uuid::Uuid::nil());
        (id, Task::Document(Queued { id, source, path: path.into(), depth: 0 }))
    }

    fn next(queue: &Queue) -> String {
        match queue.next() {
            Some(Task::Document(queued)) => queued.path,
            Some(Task::File(finding)) => finding.path,
            None => "nothing".into(),
        }
    }

    #[test]
    fn what_is_waited_for_comes_first_and_what_is_slow_last() {
        let (case, other) = (CaseId::from_uuid(uuid::Uuid::nil()), CaseId::from_uuid(uuid::Uuid::max()));
        let wanted = Wanted::default();
        let queue = Queue::new(case, wanted.clone());
        let ids: Vec<_> = [("a.pdf", 600 << 10), ("b.txt", 600 << 10), ("c.PDF", 5), ("d.mbox", 9 << 20), ("e.txt", 1)]
            .into_iter()
            .enumerate()
            .map(|(n, (path, bytes))| {
                let (id, task) = document(n as u8, path);
                queue.push(task, bytes);
                id
            })
            .collect();
        wanted.ask(case, DocumentId::from_bytes([99; 32]));
        wanted.ask(case, ids[2]);
        wanted.ask(case, ids[3]);
        wanted.ask(other, ids[4]);
        let order: Vec<_> = ids.iter().map(|_| next(&queue)).collect();
        assert_eq!(order, ["d.mbox", "c.PDF", "b.txt", "e.txt", "a.pdf"]);
        assert!(!queue.was_in_demand(&[ids[0], ids[1]]));
        assert!(queue.was_in_demand(&[ids[0], ids[2]]));
        assert!(!queue.was_in_demand(&[ids[2]]), "that was told");
        queue.push(document(7, "f.txt").1, 1);
        queue.close();
        assert_eq!(next(&queue), "nothing");
    }

    #[test]
    fn who_waits_is_woken() {
        let queue = Queue::new(CaseId::from_uuid(uuid::Uuid::nil()), Wanted::default());
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| (next(&queue), next(&queue)));
            queue.push(document(1, "a.txt").1, 1);
            queue.push(document(2, "b.txt").1, 1);
            assert_eq!(waits.join().ok(), Some(("a.txt".to_owned(), "b.txt".to_owned())));
            let waits = scope.spawn(|| next(&queue));
            queue.close();
            assert_eq!(waits.join().ok().as_deref(), Some("nothing"));
        });
    }
}
