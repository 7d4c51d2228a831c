//! The file of a reading, seen through questions to the host.

use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom};

use super::Talk;
use crate::format::Failure;
use crate::protocol::{Chunk, FrameError, FromWorker, MAX_CHUNK, ToWorker};

/// How many stretches of the file are kept: enough for a directory at the end and data elsewhere.
const N_WINDOWS: usize = 4;
/// First question after a jump; each that goes on where the last ended asks for twice as much, up to a whole chunk.
const FIRST_ASK: usize = 64 << 10;

/// A file on the host's side of the pipe.
pub(super) struct Remote<'a, 'w> {
    wire: &'a RefCell<&'w mut dyn Talk>,
    len: u64,
    at: u64,
    windows: Vec<Window>,
    oldest: usize,
    last_end: u64,
    ask: usize,
    failure: Option<Failure>,
}

struct Window {
    start: u64,
    bytes: Vec<u8>,
}

impl Window {
    fn from(&self, at: u64) -> Option<&[u8]> {
        let skip = usize::try_from(at.checked_sub(self.start)?).ok()?;
        self.bytes.get(skip..).filter(|rest| !rest.is_empty())
    }
}

impl<'a, 'w> Remote<'a, 'w> {
    /// A file of `len` bytes whose first are known.
    pub fn new(wire: &'a RefCell<&'w mut dyn Talk>, len: u64, mut head: Vec<u8>) -> Self {
        head.truncate(usize::try_from(len).unwrap_or(usize::MAX));
        let last_end = head.len() as u64;
        let windows = vec![Window { start: 0, bytes: head }];
        Remote { wire, len, at: 0, windows, oldest: 0, last_end, ask: MAX_CHUNK / 2, failure: None }
    }

    /// Why bytes could not be had, if that happened.
    pub fn failure(self) -> Option<Failure> {
        self.failure
    }

    fn fetch(&mut self) -> Result<(), Failure> {
        self.ask = if self.at == self.last_end { (self.ask * 2).min(MAX_CHUNK) } else { FIRST_ASK };
        let len = (self.ask as u64).min(self.len - self.at);
        let bytes = self.question(self.at, len as u32)?;
        if bytes.is_empty() || bytes.len() as u64 > len {
            return Err(Failure::ReadError("the file ends early".into()));
        }
        self.last_end = self.at + bytes.len() as u64;
        let window = Window { start: self.at, bytes };
        if self.windows.len() < N_WINDOWS {
            self.windows.push(window);
        } else {
            self.windows[self.oldest] = window;
            self.oldest = (self.oldest + 1) % N_WINDOWS;
        }
        Ok(())
    }

    fn question(&self, offset: u64, len: u32) -> Result<Vec<u8>, Failure> {
        let mut wire = self.wire.borrow_mut();
        let gone = |_: FrameError| Failure::Stopped;
        wire.send(&FromWorker::ReadAt { offset, len }).map_err(gone)?;
        wire.flush().map_err(gone)?;
        match wire.receive().map_err(gone)? {
            Some(ToWorker::Bytes(Ok(Chunk(bytes)))) => Ok(bytes),
            Some(ToWorker::Bytes(Err(reason))) => Err(Failure::ReadError(reason)),
            _ => Err(Failure::Stopped),
        }
    }
}

impl Read for Remote<'_, '_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() || self.at >= self.len {
            return Ok(0);
        }
        if !self.windows.iter().any(|window| window.from(self.at).is_some()) {
            if self.failure.is_none() {
                self.failure = self.fetch().err();
            }
            if let Some(failure) = &self.failure {
                return Err(io::Error::other(failure.clone()));
            }
        }
        let Some(known) = self.windows.iter().find_map(|window| window.from(self.at)) else { return Ok(0) };
        let n = known.len().min(out.len());
        out[..n].copy_from_slice(&known[..n]);
        self.at += n as u64;
        Ok(n)
    }
}

impl Seek for Remote<'_, '_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at =
            target.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a place before the file's start"))?;
        Ok(self.at)
    }
}
