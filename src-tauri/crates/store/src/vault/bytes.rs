//! The bytes of a blob, read from any place: a file of its own, a part of a shared one, memory, or other bytes that they
//! are part of or stand packed in.

use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    sync::Arc,
};

use super::{
    inflated::{Inflated, Marks},
    unpacked::{Form, Left, MOST_REACH, Unpacked},
};

/// Bytes that can be read from any place.
#[derive(Debug)]
pub struct Bytes {
    body: Body,
    at: u64,
    len: u64,
}

#[derive(Debug)]
enum Body {
    /// In a file, from `start`.
    File {
        file: File,
        start: u64,
    },
    Memory(Arc<[u8]>),
    /// Part of others, from `start`.
    Part {
        of: Box<Bytes>,
        start: u64,
    },
    Inflated(Box<Inflated>),
    Unpacked(Box<Unpacked>),
}

impl Bytes {
    fn of(body: Body, len: u64) -> Bytes {
        Bytes { body, at: 0, len }
    }

    /// `len` bytes of a file, from `start`.
    pub(super) fn part(file: File, start: u64, len: u64) -> Bytes {
        Bytes::of(Body::File { file, start }, len)
    }

    /// Bytes in memory.
    pub fn memory(bytes: Arc<[u8]>) -> Bytes {
        let len = bytes.len() as u64;
        Bytes::of(Body::Memory(bytes), len)
    }

    /// `len` bytes of others, from `start`.
    pub(super) fn within(of: Bytes, start: u64, len: u64) -> Bytes {
        Bytes::of(Body::Part { of: Box::new(of), start }, len)
    }

    /// `len` bytes that stand deflated in others, from `start`.
    pub(super) fn deflated_in(packed: Bytes, start: u64, len: u64, marks: Marks) -> Bytes {
        Bytes::of(Body::Inflated(Box::new(Inflated::new(packed, start, len, marks))), len)
    }

    /// As if these bytes held others, deflated, from `start` on. How many is not known: reading past them fails.
    pub fn inflating_from(self, start: u64) -> Bytes {
        Bytes::deflated_in(self, start, u64::MAX, Marks::default())
    }

    /// `len` bytes of a stream that stands packed in others, `skip` bytes from its beginning.
    pub(super) fn packed_in(packed: Bytes, start: u64, form: Form, skip: u64, len: u64, left: Left) -> Bytes {
        Bytes::of(Body::Unpacked(Box::new(Unpacked::new(packed, form, start, skip, left))), len)
    }

    /// As if these bytes held others, packed, from `start` on, and of those only what comes after `skip` bytes was wanted.
    /// How many is not known: reading past them fails. `None` where too many would have to be unpacked to come there, or
    /// none could be. `left` is where the last reader of the same stream stopped.
    pub fn unpacking_from(self, start: u64, form: Form, skip: u64, left: &Left) -> std::io::Result<Option<Bytes>> {
        let mut bytes = Bytes::packed_in(self, start, form, skip, u64::MAX, left.clone());
        match bytes.reach() {
            Ok(reach) => Ok((reach <= MOST_REACH).then_some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// How many bytes have to be unpacked to come to the first.
    pub(super) fn reach(&mut self) -> std::io::Result<u64> {
        match &mut self.body {
            Body::Unpacked(unpacked) => unpacked.reach(),
            _ => Ok(0),
        }
    }

    /// The same bytes, read from the start.
    pub fn again(&self) -> std::io::Result<Bytes> {
        let body = match &self.body {
            // One position for both, but each read finds its place first, and only one of us reads at a time.
            Body::File { file, start } => Body::File { file: file.try_clone()?, start: *start },
            Body::Memory(bytes) => Body::Memory(Arc::clone(bytes)),
            Body::Part { of, start } => Body::Part { of: Box::new(of.again()?), start: *start },
            Body::Inflated(inflated) => Body::Inflated(Box::new(inflated.again()?)),
            Body::Unpacked(unpacked) => Body::Unpacked(Box::new(unpacked.again()?)),
        };
        Ok(Bytes { body, at: 0, len: self.len })
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl Read for Bytes {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let left = usize::try_from(self.len.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let most = left.min(buffer.len());
        let n_read = match &mut self.body {
            _ if most == 0 => 0,
            Body::File { file, start } => {
                file.seek(SeekFrom::Start(start.saturating_add(self.at)))?;
                file.read(&mut buffer[..most])?
            }
            Body::Memory(bytes) => {
                // Within the length, so within what a usize can count.
                let from = self.at as usize;
                buffer[..most].copy_from_slice(&bytes[from..from + most]);
                most
            }
            Body::Part { of, start } => {
                of.seek(SeekFrom::Start(start.saturating_add(self.at)))?;
                of.read(&mut buffer[..most])?
            }
            Body::Inflated(inflated) => inflated.read_at(self.at, &mut buffer[..most])?,
            Body::Unpacked(unpacked) => unpacked.read_at(self.at, &mut buffer[..most])?,
        };
        self.at += n_read as u64;
        Ok(n_read)
    }
}

impl Seek for Bytes {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = at.ok_or_else(|| std::io::Error::from(std::io::ErrorKind::InvalidInput))?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_part_of_a_file_reads_as_one_in_memory_does() {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(b"beforeThe crates left.behind").expect("written");
        let mut both = [Bytes::part(file, 6, 16), Bytes::memory(b"The crates left.".as_slice().into())];
        for bytes in &mut both {
            let mut text = String::new();
            assert_eq!(bytes.len(), 16);
            bytes.read_to_string(&mut text).expect("read");
            assert_eq!(text, "The crates left.");
            assert_eq!(bytes.read(&mut [0; 4]).expect("read"), 0, "not a byte of what lies behind");
            for (to, rest) in [
                (SeekFrom::Start(11), "left."),
                (SeekFrom::End(-2), "t."),
                (SeekFrom::Current(-16), "The crates left."),
            ] {
                bytes.seek(to).expect("found");
                let mut text = String::new();
                bytes.read_to_string(&mut text).expect("read");
                assert_eq!(text, rest);
            }
            assert!(bytes.seek(SeekFrom::End(-17)).is_err());
            assert_eq!(bytes.seek(SeekFrom::End(5)).expect("past the end"), 21);
            assert_eq!(bytes.read(&mut [0; 4]).expect("read"), 0);
        }
    }
}
