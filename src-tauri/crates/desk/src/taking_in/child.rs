//! The bytes of a child while they stream in: compared with those they are said to stand in, or staged.

use std::io::{Read, Write};

use facts::DocumentId;
use ingest::host::SinkError;
use store::{
    Case,
    vault::{Bytes, Derived, Hasher, Staged},
};

/// A child's bytes, as far as they have come.
pub(super) enum Arriving {
    /// To be stored.
    Staged(Staged),
    /// So far the same as those of the parent from a place on.
    Standing(Standing),
}

/// Bytes that stand in those of the parent, as far as they were compared.
pub(super) struct Standing {
    parent: Bytes,
    within: DocumentId,
    at: u64,
    len: u64,
    hasher: Hasher,
}

/// A child's bytes, all of them.
pub(super) enum Arrived {
    Staged(Staged),
    Standing(Derived),
}

impl Arriving {
    /// Bytes that are to be stored.
    pub fn staged(case: &Case) -> Result<Arriving, SinkError> {
        Ok(Arriving::Staged(case.vault().stage()?))
    }

    /// Bytes that are said to stand in those of the document they were found in. A worker's word is not taken for it.
    pub fn standing(within: DocumentId, mut parent: Bytes, at: u64) -> Result<Arriving, SinkError> {
        std::io::Seek::seek(&mut parent, std::io::SeekFrom::Start(at))?;
        Ok(Arriving::Standing(Standing { parent, within, at, len: 0, hasher: Hasher::new() }))
    }

    /// Takes the next bytes.
    pub fn take(&mut self, case: &Case, bytes: &[u8]) -> Result<(), SinkError> {
        if let Arriving::Standing(standing) = self {
            if standing.goes_on_with(bytes)? {
                return Ok(());
            }
            *self = Arriving::Staged(standing.part(case)?);
        }
        match self {
            Arriving::Staged(staged) => Ok(staged.write_all(bytes)?),
            Arriving::Standing(_) => Ok(()),
        }
    }

    /// Ends it. A child that is not whole has bytes of its own.
    pub fn end(self, case: &Case, is_whole: bool) -> Result<Arrived, SinkError> {
        Ok(match self {
            Arriving::Staged(staged) => Arrived::Staged(staged),
            Arriving::Standing(standing) if is_whole && standing.len > 0 => {
                let Standing { within, at, len, hasher, .. } = standing;
                Arrived::Standing(Derived { within, at, bytes: len, sha256: hasher.finish() })
            }
            Arriving::Standing(mut standing) => Arrived::Staged(standing.part(case)?),
        })
    }
}

impl Standing {
    /// Whether these bytes are the parent's next; then they are passed over.
    fn goes_on_with(&mut self, bytes: &[u8]) -> Result<bool, SinkError> {
        let mut same = Vec::with_capacity(bytes.len());
        (&mut self.parent).take(bytes.len() as u64).read_to_end(&mut same)?;
        if same != bytes {
            return Ok(false);
        }
        self.len += bytes.len() as u64;
        self.hasher.update(bytes);
        Ok(true)
    }

    /// What was the same so far, to be stored.
    fn part(&mut self, case: &Case) -> Result<Staged, SinkError> {
        let mut staged = case.vault().stage()?;
        std::io::Seek::seek(&mut self.parent, std::io::SeekFrom::Start(self.at))?;
        std::io::copy(&mut (&mut self.parent).take(self.len), &mut staged)?;
        Ok(staged)
    }
}

impl Arrived {
    /// SHA-256 of the bytes.
    pub fn sha256(&self) -> [u8; 32] {
        match self {
            Arrived::Staged(staged) => staged.sha256(),
            Arrived::Standing(derived) => derived.sha256,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        matches!(self, Arrived::Staged(staged) if staged.is_empty())
    }

    /// How many of them are to be stored.
    pub fn stored_bytes(&self) -> u64 {
        match self {
            Arrived::Staged(staged) => staged.len(),
            Arrived::Standing(_) => 0,
        }
    }

    /// Whether a file is open for them.
    pub fn holds_file(&self) -> bool {
        matches!(self, Arrived::Staged(staged) if staged.holds_file())
    }
}
