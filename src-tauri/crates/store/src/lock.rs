//! Who may write. One file in the case, locked through the system: a process that dies lets go by dying. Who holds it
//! stands in a file beside it, for on Windows nobody else can read a file that is locked; what stays there tells the next
//! one that its writer did not finish.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Write},
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use crate::{Error, Result, World, disk};

/// Who holds or held the lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// Machine and process.
    pub who: String,
    /// Milliseconds since 1970, UTC.
    pub since_ms: u64,
    /// What it is doing: `taking in files`.
    pub purpose: String,
}

/// The right to write, until dropped.
#[derive(Debug)]
pub struct Held {
    file: File,
    holder: PathBuf,
    /// The one before died holding the lock.
    pub left_by: Option<Holder>,
}

/// How often and how long a short write waits for another short write to end.
const PATIENCE: (u32, Duration) = (40, Duration::from_millis(50));

/// Takes the lock, waiting two seconds at most; else says who has it.
pub fn take(path: &Path, world: &World, purpose: &str) -> Result<Held> {
    try_take(path, world, purpose, PATIENCE.0)
}

/// As [`take`], without waiting.
pub fn take_at_once(path: &Path, world: &World, purpose: &str) -> Result<Held> {
    try_take(path, world, purpose, 0)
}

/// Opens the lock file for writing; never through a link, which could lead anywhere.
pub(crate) fn open(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    disk::no_follow(&mut options);
    options.open(path)
}

fn try_take(path: &Path, world: &World, purpose: &str, most_waits: u32) -> Result<Held> {
    let file = open(path).map_err(Error::file("cannot open the lock", path))?;
    let beside = holder_file(path);
    let mut tries = 0;
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if tries < most_waits => {
                tries += 1;
                std::thread::sleep(PATIENCE.1);
            }
            Err(TryLockError::WouldBlock) => {
                let holder = read_holder(&beside).unwrap_or_else(|| Holder {
                    who: "another program".into(),
                    since_ms: world.now(),
                    purpose: "writing".into(),
                });
                return Err(Error::Locked { holder });
            }
            Err(TryLockError::Error(error)) => return Err(Error::file("cannot lock", path)(error)),
        }
    }
    let left_by = read_holder(&beside);
    let holder = Holder { who: world.process.clone(), since_ms: world.now(), purpose: purpose.into() };
    write_holder(&beside, &holder).map_err(Error::file("cannot write who holds the lock", &beside))?;
    Ok(Held { file, holder: beside, left_by })
}

/// Where it stands who holds the lock of this path.
pub(crate) fn holder_file(lock: &Path) -> PathBuf {
    lock.with_extension("holder")
}

fn read_holder(path: &Path) -> Option<Holder> {
    let mut options = OpenOptions::new();
    options.read(true);
    disk::no_follow(&mut options);
    let mut text = String::new();
    options.open(path).ok()?.take(4096).read_to_string(&mut text).ok()?;
    serde_json::from_str(&text).ok()
}

fn write_holder(path: &Path, holder: &Holder) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    disk::no_follow(&mut options);
    options.open(path)?.write_all(serde_json::to_string(holder)?.as_bytes())
}

impl Drop for Held {
    fn drop(&mut self) {
        // Where no name stands its holder finished; failing to remove it only makes the next one look twice.
        let _ = std::fs::remove_file(&self.holder);
        let _ = self.file.unlock();
    }
}
