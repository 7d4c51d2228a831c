//! The bytes of a child while they stream in: compared with those they are said to stand in, or staged.

use std::io::{ErrorKind, Read, Write};

use facts::DocumentId;
use ingest::{format::Packing, host::SinkError};
use store::{
    Case,
    vault::{self, Bytes, Derived, Form, Hasher, Left, Staged},
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
    /// The parent's from there on, unpacked where they stand packed there.
    parent: Bytes,
    /// How many of them lie before the child's.
    skipped: u64,
    within: DocumentId,
    at: u64,
    packing: vault::Packing,
    len: u64,
    hasher: Hasher,
}

/// A child's bytes, all of them.
pub(super) enum Arrived {
    Staged(Staged),
    Standing(Derived),
}

/// How the vault calls what a worker says of where a child stands.
pub(super) fn packing(told: Packing) -> vault::Packing {
    match told {
        Packing::Plain => vault::Packing::Plain,
        Packing::Deflated => vault::Packing::Deflated,
        Packing::Lzma { numbers, window, skip } => vault::Packing::Lzma { form: Form::Lzma { numbers, window }, skip },
        Packing::Lzma2 { window, skip } => vault::Packing::Lzma { form: Form::Lzma2 { window }, skip },
        Packing::Xz => vault::Packing::Lzma { form: Form::Xz, skip: 0 },
    }
}

impl Arriving {
    /// Bytes that are to be stored.
    pub fn staged(case: &Case) -> Result<Arriving, SinkError> {
        Ok(Arriving::Staged(case.vault().stage()?))
    }

    /// Bytes that are said to stand in those of the document they were found in. A worker's word is not taken for it. Where
    /// too much would have to be unpacked to come to them they are to be stored. `left` is where the last ones of the same
    /// stream ended.
    pub fn standing(
        case: &Case,
        within: DocumentId,
        parent: Bytes,
        (at, packing): (u64, vault::Packing),
        left: &Left,
    ) -> Result<Arriving, SinkError> {
        let (parent, skipped) = match packing {
            vault::Packing::Plain => (Some(parent), at),
            vault::Packing::Deflated => (Some(parent.inflating_from(at)), 0),
            vault::Packing::Lzma { form, skip } => (parent.unpacking_from(at, form, skip, left)?, 0),
        };
        let Some(mut parent) = parent else { return Arriving::staged(case) };
        std::io::Seek::seek(&mut parent, std::io::SeekFrom::Start(skipped))?;
        Ok(Arriving::Standing(Standing { parent, skipped, within, at, packing, len: 0, hasher: Hasher::new() }))
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
                let Standing { within, at, packing, len, hasher, .. } = standing;
                Arrived::Standing(Derived { within, at, bytes: len, sha256: hasher.finish(), packing })
            }
            Arriving::Standing(mut standing) => Arrived::Staged(standing.part(case)?),
        })
    }
}

impl Standing {
    /// Whether these bytes are the parent's next; then they are passed over.
    fn goes_on_with(&mut self, bytes: &[u8]) -> Result<bool, SinkError> {
        let mut same = Vec::with_capacity(bytes.len());
        match (&mut self.parent).take(bytes.len() as u64).read_to_end(&mut same) {
            // They end, or are no deflated bytes at all.
            Err(error) if error.kind() == ErrorKind::InvalidData => return Ok(false),
            read => read?,
        };
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
        std::io::Seek::seek(&mut self.parent, std::io::SeekFrom::Start(self.skipped))?;
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
