//! A pool of workers for any number of the caller's threads.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use crate::Error;
use crate::format::Source;
use crate::host::{Job, Reading, Settings, Sink, Worker, WorkerCommand};

/// Workers that wait for files. They are started when first needed and killed with the pool.
pub struct Pool {
    command: Arc<WorkerCommand>,
    settings: Settings,
    idle: Mutex<Idle>,
    returned: Condvar,
}

struct Idle {
    workers: Vec<Worker>,
    n_out: usize,
}

impl Pool {
    /// A pool without a worker yet.
    #[must_use]
    pub fn new(command: WorkerCommand, settings: Settings) -> Self {
        let idle = Mutex::new(Idle { workers: Vec::new(), n_out: 0 });
        Pool { command: Arc::new(command), settings, idle, returned: Condvar::new() }
    }

    /// Reads one file in a free worker, waiting for one if all are at work. See [`Worker::read`].
    pub fn read(
        &self,
        file: &mut dyn Source,
        job: Job,
        sink: &mut dyn Sink,
        cancel: &AtomicBool,
    ) -> Result<Reading, Error> {
        let mut taken = Taken { pool: self, worker: Some(self.take()) };
        let worker = taken.worker.as_mut().expect("a taken worker stays until it is dropped");
        worker.read(file, job, sink, cancel)
    }

    /// A worker for the caller alone, outside the count.
    #[must_use]
    pub fn worker(&self) -> Worker {
        Worker::new(Arc::clone(&self.command), self.settings)
    }

    fn take(&self) -> Worker {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while idle.n_out >= self.settings.n_workers.max(1) {
            idle = self.returned.wait(idle).unwrap_or_else(PoisonError::into_inner);
        }
        idle.n_out += 1;
        idle.workers.pop().unwrap_or_else(|| self.worker())
    }
}

/// Gives a worker back even where a sink panics.
struct Taken<'a> {
    pool: &'a Pool,
    worker: Option<Worker>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let mut idle = self.pool.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.n_out -= 1;
        idle.workers.extend(self.worker.take());
        drop(idle);
        self.pool.returned.notify_one();
    }
}
