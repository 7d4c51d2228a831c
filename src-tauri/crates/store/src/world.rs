//! What the store may know of the world outside the case: nothing here reads a clock, a random device or a home folder.

use std::{path::PathBuf, sync::Arc};

/// Fills a buffer with bytes nobody can guess.
pub type Random = dyn Fn(&mut [u8]) + Send + Sync;

/// The world as its caller gives it.
#[derive(Clone)]
pub struct World {
    /// Milliseconds since 1970 in UTC.
    pub now_ms: Arc<dyn Fn() -> u64 + Send + Sync>,
    /// Fills a buffer with bytes nobody can guess.
    pub random: Arc<Random>,
    /// A folder of this installation, outside any case: knows which replicas are ours.
    pub profile: PathBuf,
    /// How this machine and process are called in a lock: `host, process 4711`.
    pub process: String,
}

impl World {
    pub(crate) fn now(&self) -> u64 {
        (self.now_ms)()
    }

    pub(crate) fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.random)(&mut bytes);
        bytes
    }

    pub(crate) fn uuid(&self) -> uuid::Uuid {
        facts::v7(self.now(), self.random_bytes())
    }
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").field("profile", &self.profile).field("process", &self.process).finish_non_exhaustive()
    }
}
