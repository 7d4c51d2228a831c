//! The file under a reader, watched: libraries mix up "the disk failed" and "the bytes are wrong", this does not.

use std::io::{self, Read, Seek, SeekFrom};

use super::{Failure, Source};

/// A source that remembers when it could not be read.
pub(crate) struct Medium<'a> {
    source: &'a mut dyn Source,
    fault: Option<String>,
}

impl<'a> Medium<'a> {
    pub(crate) fn new(source: &'a mut dyn Source) -> Medium<'a> {
        Medium { source, fault: None }
    }

    /// The failure to report where a library said `otherwise`: the medium's own fault goes first.
    pub(crate) fn blame(&mut self, otherwise: Failure) -> Failure {
        match self.fault.take() {
            Some(fault) => Failure::ReadError(fault),
            None => otherwise,
        }
    }

    /// Fails if the medium did.
    pub(crate) fn check(&mut self) -> Result<(), Failure> {
        match self.fault.take() {
            Some(fault) => Err(Failure::ReadError(fault)),
            None => Ok(()),
        }
    }

    /// Fills `buf` from `at` as far as the file goes, and says how far that was.
    pub(crate) fn read_at(&mut self, at: u64, buf: &mut [u8]) -> Result<usize, Failure> {
        let mut n_read = 0;
        let found = self.seek(SeekFrom::Start(at)).and_then(|_| {
            while n_read < buf.len() {
                match self.read(&mut buf[n_read..]) {
                    Ok(0) => break,
                    Ok(n) => n_read += n,
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(n_read)
        });
        found.map_err(|error| self.blame(Failure::ReadError(error.to_string())))
    }

    /// At most `most` bytes from `at`, as far as the file goes. The caller has made sure that they are not too many.
    pub(crate) fn part(&mut self, at: u64, most: u64) -> Result<Vec<u8>, Failure> {
        let mut bytes = vec![0; usize::try_from(most).unwrap_or(usize::MAX)];
        let n_read = self.read_at(at, &mut bytes)?;
        bytes.truncate(n_read);
        Ok(bytes)
    }

    fn note<T>(&mut self, outcome: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &outcome
            && error.kind() != io::ErrorKind::Interrupted
            && error.kind() != io::ErrorKind::InvalidInput
        {
            self.fault.get_or_insert_with(|| error.to_string());
        }
        outcome
    }
}

impl Read for Medium<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let outcome = self.source.read(buf);
        self.note(outcome)
    }
}

impl Seek for Medium<'_> {
    fn seek(&mut self, place: SeekFrom) -> io::Result<u64> {
        // A library that seeks before the start of the file has misread the file; the medium is well.
        let outcome = self.source.seek(place);
        self.note(outcome)
    }
}
