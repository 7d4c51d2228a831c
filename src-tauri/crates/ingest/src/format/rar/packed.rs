//! Unpacking, and the memory it may take.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use flate2::Crc;
use rars::codec::Error;
use rars::codec::rar13::Unpack15;
use rars::codec::rar20::Unpack20;
use rars::codec::rar29::Unpack29;
use rars::codec::rar50::{DecodedChunk, StreamDecodeError, Unpack50Decoder};

use super::entry::{Entry, Method};
use crate::format::unpacking::problem;
use crate::format::{Problem, ProblemCode};

/// Most that packed bytes may refer back to, or that are held where they are unpacked at once.
const MOST_MEMORY: u64 = 256 << 20;

/// Unpacks one file after another: those that are packed as one need what came before.
#[derive(Default)]
pub(super) struct Unpacker {
    codec: Option<Codec>,
    n_unpacked: u64,
}

enum Codec {
    Fifteen(Box<Unpack15>),
    Twenty(Box<Unpack20>),
    TwentyNine(Box<Unpack29>),
    Fifty(Box<Unpack50Decoder>),
}

impl Unpacker {
    /// Whether a file is packed as one with those before it.
    pub(super) fn follows(&self, entry: &Entry, is_solid: bool) -> bool {
        let has_history = entry.is_solid && (is_solid || matches!(entry.method, Method::Fifty { .. }));
        let may_be_first = matches!(entry.method, Method::Fifteen) && self.n_unpacked == 0;
        entry.method != Method::Stored && has_history && !may_be_first
    }

    /// Why a file cannot be unpacked here and now.
    pub(super) fn hindrance(&self, entry: &Entry, follows: bool) -> Option<Problem> {
        let is_there = match (&self.codec, entry.method) {
            (Some(Codec::Fifteen(_)), Method::Fifteen)
            | (Some(Codec::Twenty(_)), Method::Twenty)
            | (Some(Codec::TwentyNine(_)), Method::TwentyNine)
            | (Some(Codec::Fifty(_)), Method::Fifty { .. }) => true,
            _ => !follows || is_nothing(entry),
        };
        if !is_there {
            let message = "it cannot be reached: what was packed before it is damaged or not here";
            return Some(problem(ProblemCode::Unreadable, message.to_owned()));
        }
        let memory = match entry.method {
            Method::Stored => 0,
            Method::Fifteen | Method::Twenty | Method::TwentyNine => entry.packed,
            Method::Fifty { dictionary, .. } if follows => dictionary,
            Method::Fifty { dictionary, .. } => dictionary.min(entry.size.unwrap_or(u64::MAX)),
            Method::Unknown(_) => return None,
        };
        (memory > MOST_MEMORY)
            .then(|| problem(ProblemCode::Limit, "it would take too much memory to unpack".to_owned()))
    }

    /// Forgets what came before, where a file that is not unpacked is part of it.
    pub(super) fn leave_out(&mut self, entry: &Entry) {
        if entry.method != Method::Stored {
            self.codec = None;
        }
    }

    /// Unpacks a file and compares its checksum. After a fault none that is packed as one with it can be unpacked.
    pub(super) fn unpack(
        &mut self,
        entry: &Entry,
        follows: bool,
        bytes: &mut impl Read,
        to: &mut dyn Write,
    ) -> Result<(), Problem> {
        let mut to = Summed { to, crc: Crc::new() };
        if let Method::Stored = entry.method {
            let copied = io::copy(bytes, &mut to);
            copied.map_err(|error| problem(ProblemCode::Unreadable, error.to_string()))?;
        } else if !is_nothing(entry) {
            let mut codec = match self.codec.take() {
                Some(codec) if follows => codec,
                _ => Codec::new(entry.method)?,
            };
            // One file is not worth the archive: a panic costs its bytes alone.
            let unpacked = catch_unwind(AssertUnwindSafe(|| codec.unpack(entry, follows, bytes, &mut to)));
            unpacked.unwrap_or_else(|_| Err(damaged()))?;
            self.codec = Some(codec);
            self.n_unpacked += 1;
        }
        if entry.sum.is_some_and(|sum| sum != to.crc.sum()) {
            let message = "its checksum is not the one given: some of its bytes are wrong";
            return Err(problem(ProblemCode::Checksum, message.to_owned()));
        }
        Ok(())
    }
}

impl Codec {
    fn new(method: Method) -> Result<Codec, Problem> {
        match method {
            Method::Fifteen => Ok(Codec::Fifteen(Box::new(Unpack15::new()))),
            Method::Twenty => Ok(Codec::Twenty(Box::new(Unpack20::new()))),
            Method::TwentyNine => Ok(Codec::TwentyNine(Box::new(Unpack29::new()))),
            Method::Fifty { .. } => Ok(Codec::Fifty(Box::new(Unpack50Decoder::new()))),
            Method::Stored | Method::Unknown(_) => {
                Err(problem(ProblemCode::Unreadable, "packed by a method that is not known here".to_owned()))
            }
        }
    }

    fn unpack(
        &mut self,
        entry: &Entry,
        follows: bool,
        mut bytes: &mut impl Read,
        to: &mut Summed<'_>,
    ) -> Result<(), Problem> {
        let size = usize::try_from(entry.size.unwrap_or_default()).unwrap_or(usize::MAX);
        match self {
            Codec::Fifteen(codec) => codec.decode_member_from_reader(bytes, size, follows, to),
            Codec::Twenty(codec) => codec.decode_member_from_reader(bytes, size, to),
            Codec::TwentyNine(codec) => codec.decode_member_from_reader(bytes, size, to),
            Codec::Fifty(codec) => {
                let Method::Fifty { version, dictionary } = entry.method else { return Err(damaged()) };
                let dictionary = usize::try_from(dictionary).unwrap_or(usize::MAX);
                let sink = |chunk: DecodedChunk<'_>| to.chunk(chunk);
                let unpacked = codec.decode_member_from_reader_with_dictionary_to_sink(
                    &mut bytes, version, size, dictionary, follows, sink,
                );
                return unpacked.map_err(|error| match error {
                    StreamDecodeError::Decode(error) => fault(&error),
                    StreamDecodeError::FilteredMember | StreamDecodeError::Sink(_) => damaged(),
                });
            }
        }
        .map_err(|error| fault(&error))
    }
}

fn is_nothing(entry: &Entry) -> bool {
    entry.packed == 0 && entry.size == Some(0)
}

fn fault(error: &Error) -> Problem {
    match error {
        Error::NeedMoreInput => problem(ProblemCode::Checksum, "its bytes break off".to_owned()),
        Error::WorkspaceLimitExceeded(_) => {
            problem(ProblemCode::Unreadable, "it would take too much memory to unpack".to_owned())
        }
        _ => damaged(),
    }
}

fn damaged() -> Problem {
    problem(ProblemCode::Checksum, "its packed bytes are damaged".to_owned())
}

/// A file's bytes and their checksum, on their way.
struct Summed<'a> {
    to: &'a mut dyn Write,
    crc: Crc,
}

impl Summed<'_> {
    fn chunk(&mut self, chunk: DecodedChunk<'_>) -> io::Result<()> {
        match chunk {
            DecodedChunk::Bytes(bytes) => self.write_all(bytes),
            DecodedChunk::Repeated { byte, len } => io::copy(&mut io::repeat(byte).take(len as u64), self).map(|_| ()),
        }
    }
}

impl Write for Summed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.to.write(bytes)?;
        self.crc.update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
