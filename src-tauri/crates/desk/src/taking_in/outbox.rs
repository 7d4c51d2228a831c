//! The way from the readers to the committer. Much may wait on it, so that nobody stands still while a group is written; but
//! of what keeps a file open only so much, of which some systems give a process 256.

use std::{
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::committer::Message;

/// Messages that may wait: 32 MiB at most, where each holds as much as is kept in memory of one blob.
const WAITING: usize = 512;
/// Of them, with a file that is open.
const WAITING_FILES: usize = 48;
/// How often one who waits looks whether there is still somebody to wait for.
const TICK: Duration = Duration::from_millis(100);

/// What readers put their findings into.
#[derive(Clone)]
pub(super) struct Outbox {
    sender: Sender<Message>,
    files: Arc<Files>,
}

/// Where the committer takes them from.
pub(super) struct Inbox {
    receiver: Receiver<Message>,
    files: Arc<Files>,
}

/// How many messages on the way keep a file open.
#[derive(Default)]
struct Files {
    n: Mutex<usize>,
    fewer: Condvar,
    /// Set when nobody takes them any more.
    is_over: AtomicBool,
}

/// Nobody takes what is found any more.
#[derive(Debug)]
pub(super) struct Gone;

/// Both ends.
pub(super) fn way() -> (Outbox, Inbox) {
    let (sender, receiver) = bounded(WAITING);
    let files = Arc::new(Files::default());
    (Outbox { sender, files: files.clone() }, Inbox { receiver, files })
}

impl Outbox {
    /// Sends a message, and waits where too many are on their way.
    pub fn send(&self, message: Message) -> Result<(), Gone> {
        if message.holds_file() {
            self.files.take()?;
        }
        self.sender.send(message).map_err(|_| Gone)
    }
}

impl Inbox {
    /// The next message.
    pub fn next(&self, patience: Duration) -> Result<Message, RecvTimeoutError> {
        let message = self.receiver.recv_timeout(patience)?;
        if message.holds_file() {
            self.files.give_back();
        }
        Ok(message)
    }

    pub fn is_empty(&self) -> bool {
        self.receiver.is_empty()
    }
}

impl Drop for Inbox {
    fn drop(&mut self) {
        self.files.is_over.store(true, Ordering::Relaxed);
    }
}

impl Files {
    fn take(&self) -> Result<(), Gone> {
        let mut n = self.n.lock().unwrap_or_else(PoisonError::into_inner);
        while *n >= WAITING_FILES {
            if self.is_over.load(Ordering::Relaxed) {
                return Err(Gone);
            }
            (n, _) = self.fewer.wait_timeout(n, TICK).unwrap_or_else(PoisonError::into_inner);
        }
        *n += 1;
        Ok(())
    }

    fn give_back(&self) {
        *self.n.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.fewer.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_so_many_open_files_wait_and_who_waits_in_vain_is_told() {
        let files = Files::default();
        (0..WAITING_FILES).for_each(|_| files.take().expect("room"));
        std::thread::scope(|scope| {
            let one_more = scope.spawn(|| files.take());
            assert!(!one_more.is_finished());
            files.give_back();
            one_more.join().expect("an end").expect("room");
        });
        files.is_over.store(true, Ordering::Relaxed);
        assert!(matches!(files.take(), Err(Gone)));
    }

    #[test]
    fn what_is_sent_comes_in_order_until_nobody_takes_it() {
        let (outbox, inbox) = way();
        let done = |bytes| Message::Finished { bytes, current: String::new(), trouble: false };
        (0..WAITING as u64).for_each(|bytes| outbox.send(done(bytes)).expect("room"));
        for expect in 0..WAITING as u64 {
            assert!(matches!(inbox.next(TICK), Ok(Message::Finished { bytes, .. }) if bytes == expect));
        }
        assert!(inbox.is_empty());
        drop(inbox);
        assert!(outbox.send(done(0)).is_err());
    }
}
