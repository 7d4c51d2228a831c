//! Which copies of which cases this installation knows, kept outside any case folder.
//!
//! A copied or restored folder carries the old log but must not continue its chains: two copies that both wrote
//! "operation 8 of replica r" would fork. So a replica belongs to one folder (path and file number) of one
//! installation, and only as long as the log in it ends where we last left it.
//!
//! A folder is known by a hash of its path: a person may not want this computer to name the cases that were open on it.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

use facts::{CaseId, ReplicaId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{Error, Result, World};

/// One known copy of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Copy {
    /// A hash of the case and the folder's absolute path.
    place: String,
    /// The folder's file number, where the system has such.
    inode: u64,
    /// The replica this copy writes as; `None` until it writes.
    pub replica: Option<ReplicaId>,
    /// How far its chain had come when we last began to commit: no number up to it is given out again.
    pub seq: u64,
    /// How far it had come when we last finished committing: a log that ends before it was cut.
    #[serde(default)]
    pub kept: u64,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Copies {
    copies: Vec<Copy>,
}

/// Finds what we know of the case folder at `root`; `None` if it comes from elsewhere.
pub(crate) fn find(world: &World, case: CaseId, root: &Path) -> Result<Option<Copy>> {
    let (place, inode) = identity(case, root)?;
    Ok(read(&file(world, case)).copies.into_iter().find(|c| c.place == place && c.inode == inode))
}

/// Remembers the copy at `root` and how far it is about to come.
pub(crate) fn remember(world: &World, case: CaseId, root: &Path, replica: Option<ReplicaId>, seq: u64) -> Result<()> {
    update(world, case, root, |before| {
        let kept = before.filter(|copy| copy.replica == replica).map_or(0, |copy| copy.kept);
        (replica, seq, kept)
    })
}

/// Remembers that the copy at `root` has come as far as `seq` for good.
pub(crate) fn remember_kept(world: &World, case: CaseId, root: &Path, replica: ReplicaId, seq: u64) -> Result<()> {
    update(world, case, root, |_| (Some(replica), seq, seq))
}

fn update(
    world: &World,
    case: CaseId,
    root: &Path,
    change: impl FnOnce(Option<&Copy>) -> (Option<ReplicaId>, u64, u64),
) -> Result<()> {
    let (place, inode) = identity(case, root)?;
    let file = file(world, case);
    let mut known = read(&file);
    let (replica, seq, kept) = change(known.copies.iter().find(|c| c.place == place && c.inode == inode));
    known.copies.retain(|c| c.place != place);
    known.copies.push(Copy { place, inode, replica, seq, kept });
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    // It tells how many cases there are: nobody else's business.
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(Error::file("cannot make the profile folder", folder))?;
    let text = serde_json::to_string_pretty(&known).map_err(|e| Error::Damaged(e.to_string()))?;
    // Two copies of a case may be written at the same time, by two programs or by one.
    static N_WRITTEN: AtomicU64 = AtomicU64::new(0);
    let n_written = N_WRITTEN.fetch_add(1, Ordering::Relaxed);
    let fresh = file.with_extension(format!("{}-{n_written}.new", std::process::id()));
    std::fs::write(&fresh, text).map_err(Error::file("cannot write the profile", &fresh))?;
    std::fs::rename(&fresh, &file).map_err(Error::file("cannot write the profile", &file))
}

fn file(world: &World, case: CaseId) -> PathBuf {
    world.profile.join("cases").join(format!("{case}.json"))
}

/// A list that is missing or cannot be read knows no copies: their folders then count as coming from elsewhere.
fn read(file: &Path) -> Copies {
    std::fs::read(file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

fn identity(case: CaseId, root: &Path) -> Result<(String, u64)> {
    let path = root.canonicalize().map_err(Error::file("cannot find the case", root))?;
    #[cfg(unix)]
    let inode = {
        use std::os::unix::fs::MetadataExt;
        path.metadata().map_err(Error::file("cannot look at the case", root))?.ino()
    };
    #[cfg(not(unix))]
    let inode = 0;
    let mut hasher = Sha256::new();
    for part in [case.to_string().as_bytes(), path.as_os_str().as_encoded_bytes()] {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    let place = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((place, inode))
}
