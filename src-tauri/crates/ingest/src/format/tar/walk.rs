//! From one entry to the next, over whatever stands between them.

use super::header::{BLOCK, EntryKind, Header, Role};
use super::pax::Extra;
use crate::format::medium::Medium;
use crate::format::{Emit, Failure};

/// Names and properties past this length are not read.
const MOST_EXTRA: u64 = 1 << 20;
const SCAN_BYTES: usize = 64 << 10;
const BLOCKS_PER_SIGN: u64 = 1024;

/// A walk over an archive.
pub(super) struct Walk {
    at: u64,
    len: u64,
    /// Whether blocks of zeros came last.
    is_marked: bool,
    n_blocks: u64,
}

/// What comes next.
pub(super) enum Step {
    Entry(Box<Entry>),
    /// So many bytes that are no entry.
    Foreign(u64),
    /// The end, marked as such or not.
    End {
        is_marked: bool,
    },
}

/// One entry, with all that is told of it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) kind: EntryKind,
    pub(super) raw_name: Vec<u8>,
    pub(super) raw_link: Vec<u8>,
    pub(super) seconds: Option<i64>,
    pub(super) size: u64,
    /// How many of its bytes are there.
    pub(super) n_here: u64,
    pub(super) data_at: u64,
    /// Where the next entry begins.
    pub(super) next_at: u64,
}

impl Walk {
    pub(super) fn new(at: u64, len: u64) -> Walk {
        Walk { at: at.min(len), len, is_marked: false, n_blocks: 0 }
    }

    pub(super) fn next(&mut self, medium: &mut Medium<'_>, out: &mut dyn Emit) -> Result<Step, Failure> {
        let mut extra = Extra::default();
        loop {
            let mut block = [0; BLOCK];
            let n_read = medium.read_at(self.at, &mut block)?;
            if n_read == 0 {
                return Ok(Step::End { is_marked: self.is_marked });
            }
            if block[..n_read].iter().all(|byte| *byte == 0) {
                self.is_marked = true;
                self.scan(medium, out, |block| block.iter().any(|byte| *byte != 0))?;
                continue;
            }
            let Some(header) = Header::parse(&block).filter(|_| n_read == BLOCK) else {
                let from = self.at;
                self.is_marked = false;
                self.scan(medium, out, |block| {
                    block.first_chunk().is_some_and(|block| Header::parse(block).is_some())
                        || block.iter().all(|byte| *byte == 0)
                })?;
                return Ok(Step::Foreign(self.at - from));
            };
            self.is_marked = false;
            self.sign(1, out)?;
            self.at += BLOCK as u64;
            match header.role {
                Role::Entry(kind) => return self.entry(kind, header, extra, medium),
                Role::LongName => extra.raw_name = self.extra(header.size, medium)?.map(terminated),
                Role::LongLink => extra.raw_link = self.extra(header.size, medium)?.map(terminated),
                Role::Pax => {
                    if let Some(records) = self.extra(header.size, medium)? {
                        extra.take(&records);
                    }
                }
                Role::Aside => self.pass(header.size),
            }
        }
    }

    fn entry(
        &mut self,
        kind: EntryKind,
        header: Header,
        extra: Extra,
        medium: &mut Medium<'_>,
    ) -> Result<Step, Failure> {
        let mut has_more_map = header.has_more_map;
        while has_more_map {
            let mut block = [0; BLOCK];
            has_more_map = medium.read_at(self.at, &mut block)? == BLOCK && block[504] != 0;
            self.pass(BLOCK as u64);
        }
        let is_sparse = extra.is_sparse && kind == EntryKind::File;
        let has_bytes = matches!(kind, EntryKind::File | EntryKind::Sparse | EntryKind::Continued);
        let size = if has_bytes { extra.size.unwrap_or(header.size) } else { header.size };
        let data_at = self.at;
        self.pass(size);
        Ok(Step::Entry(Box::new(Entry {
            kind: if is_sparse { EntryKind::Sparse } else { kind },
            raw_name: extra.raw_name.unwrap_or(header.raw_name),
            raw_link: extra.raw_link.unwrap_or(header.raw_link),
            seconds: extra.seconds.or(header.seconds),
            size,
            n_here: size.min(self.len - data_at),
            data_at,
            next_at: self.at,
        })))
    }

    /// The bytes behind a header that are told of the next one; `None` where there are too many.
    fn extra(&mut self, size: u64, medium: &mut Medium<'_>) -> Result<Option<Vec<u8>>, Failure> {
        let at = self.at;
        self.pass(size);
        let n_bytes = size.min(self.len - at);
        if n_bytes > MOST_EXTRA {
            return Ok(None);
        }
        medium.part(at, n_bytes).map(Some)
    }

    /// Passes over bytes and what fills their last block.
    fn pass(&mut self, size: u64) {
        let padded = size.div_ceil(BLOCK as u64).saturating_mul(BLOCK as u64);
        self.at = self.at.saturating_add(padded).min(self.len);
    }

    /// Goes on, block by block, until one is wanted or none is left.
    fn scan(
        &mut self,
        medium: &mut Medium<'_>,
        out: &mut dyn Emit,
        is_wanted: impl Fn(&[u8]) -> bool,
    ) -> Result<(), Failure> {
        // The first block has been looked at.
        self.pass(1);
        let mut buf = vec![0; SCAN_BYTES];
        loop {
            let n_read = medium.read_at(self.at, &mut buf)?;
            if n_read == 0 {
                return Ok(());
            }
            for block in buf[..n_read].chunks(BLOCK) {
                if is_wanted(block) {
                    return Ok(());
                }
                self.pass(1);
            }
            self.sign((n_read / BLOCK) as u64, out)?;
        }
    }

    /// Gives a sign of life now and then.
    fn sign(&mut self, n_blocks: u64, out: &mut dyn Emit) -> Result<(), Failure> {
        let before = self.n_blocks / BLOCKS_PER_SIGN;
        self.n_blocks += n_blocks;
        if self.n_blocks / BLOCKS_PER_SIGN > before { out.alive() } else { Ok(()) }
    }
}

fn terminated(mut name: Vec<u8>) -> Vec<u8> {
    name.truncate(name.iter().position(|byte| *byte == 0).unwrap_or(name.len()));
    name
}
