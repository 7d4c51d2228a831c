//! Files that many small blobs share: written in one transaction, and destroyed a part at a time.

use std::{fmt, io::Write};

use rusqlite::{Connection, params};

use super::{
    At, Codec, Key, Place, Staged, Vault,
    files::{blank, is_our_name, shred},
};
use crate::{Error, Result};

/// Fewer small blobs than this have files of their own.
const SHARE_FROM: usize = 8;
/// A shared file is not longer than this.
const MOST_BYTES: u64 = 64 << 20;

/// What is to be destroyed: a file, or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Doomed {
    name: String,
    part: Option<(u64, u64)>,
}

impl Doomed {
    /// As it was written down; `None` for what is not ours to destroy.
    pub(crate) fn parse(text: &str) -> Option<Doomed> {
        let mut words = text.split('+');
        let name = words.next().filter(|name| is_our_name(name))?.to_owned();
        let part = match (words.next(), words.next(), words.next()) {
            (None, ..) => None,
            (Some(start), Some(len), None) => Some((start.parse().ok()?, len.parse().ok()?)),
            _ => return None,
        };
        Some(Doomed { name, part })
    }
}

impl fmt::Display for Doomed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.part {
            Some((start, len)) => write!(f, "{}+{start}+{len}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

impl Place {
    /// What has to be destroyed for its bytes to be gone; `None` where they are another document's, too.
    pub(crate) fn doomed(&self) -> Option<Doomed> {
        match &self.at {
            At::File { name, start } if self.codec != Codec::Within => {
                Some(Doomed { name: name.clone(), part: start.map(|start| (start, self.bytes)) })
            }
            _ => None,
        }
    }
}

impl Vault {
    /// Puts small blobs, whose rows are written, into files they share. Gives back what is to be settled; the few of a
    /// small change are given back as they are.
    pub(crate) fn share(&self, conn: &Connection, small: Vec<(Key, Staged)>) -> Result<Vec<Staged>> {
        if small.len() < SHARE_FROM {
            return Ok(small.into_iter().map(|(_, staged)| staged).collect());
        }
        let mut files: Vec<Staged> = Vec::new();
        let mut update = conn.prepare_cached("UPDATE blob SET name = ?, start = ? WHERE key = ? AND name = ?")?;
        for (key, staged) in small {
            let bytes = staged.small().unwrap_or_default();
            if files.last().is_none_or(|file| file.len() + bytes.len() as u64 > MOST_BYTES) {
                // It takes over the name of the first in it, which has no file.
                files.push(Staged::new(self.staging().join(staged.name()), staged.name().to_owned()));
            }
            let Some(file) = files.last_mut() else { break };
            // Where other bytes took its place meanwhile, no row has its name.
            if update.execute(params![file.name(), file.len(), key.bytes(), staged.name()])? > 0 {
                file.write_all(bytes).map_err(Error::file("cannot write a file in", &self.staging()))?;
            }
        }
        Ok(files)
    }

    /// Destroys bytes that no row names any more: overwritten, synced, and unlinked with the last of their file. False
    /// where a row does name them.
    pub(crate) fn destroy(&self, conn: &Connection, doomed: &Doomed) -> Result<bool> {
        let Doomed { name, part } = doomed;
        let start = part.map(|(start, _)| start);
        if conn.prepare_cached("SELECT 1 FROM blob WHERE name = ? AND start IS ?")?.exists(params![name, start])? {
            return Ok(false);
        }
        self.opened.forget();
        if let Some((start, len)) = part {
            blank(&self.path(name), *start, *len)?;
        }
        if !conn.prepare_cached("SELECT 1 FROM blob WHERE name = ?")?.exists([name])? {
            shred(&self.path(name))?;
        }
        Ok(true)
    }
}
