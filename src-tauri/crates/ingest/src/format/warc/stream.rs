//! The bytes of an archive, unpacked where each record is packed by itself; after damage the next record is looked for.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom};

use flate2::bufread::GzDecoder;

use crate::format::medium::Medium;
use crate::format::unpacking::{Broken, problem};
use crate::format::{Failure, Limits, ProblemCode};

const BUFFER: usize = 64 << 10;
const SMALL_BYTES: u64 = 1 << 20;
/// What begins a packed record (RFC 1952, 2.3).
const MAGIC: [u8; 3] = [0x1f, 0x8b, 0x08];

type Raw<'a, 'm> = BufReader<Counted<'a, 'm>>;

/// An archive's bytes from its start to its end.
pub(super) struct Stream<'a, 'm> {
    state: State<'a, 'm>,
    /// Where the packed record that is being unpacked begins.
    begun: u64,
    buffer: Vec<u8>,
    at: usize,
    /// Whether nothing more comes before [`Stream::go_on`].
    is_torn: bool,
    /// Bytes unpacked so far, and how many there may be.
    n_out: u64,
    most_out: u64,
}

enum State<'a, 'm> {
    Plain(Raw<'a, 'm>),
    Between(Raw<'a, 'm>),
    Within(Box<GzDecoder<Raw<'a, 'm>>>),
    Over,
}

/// Bytes of the file, counted: looking for records again and again must end.
struct Counted<'a, 'm> {
    medium: &'a mut Medium<'m>,
    at: u64,
    left: u64,
}

impl Read for Counted<'_, '_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n_read = self.medium.read(buf)?;
        self.at += n_read as u64;
        self.left = self.left.checked_sub(n_read as u64).ok_or_else(|| too_much("it is damaged in too many places"))?;
        Ok(n_read)
    }
}

impl<'a, 'm> Stream<'a, 'm> {
    pub(super) fn open(medium: &'a mut Medium<'m>, len: u64, limits: Limits) -> Result<Stream<'a, 'm>, Failure> {
        let mut head = [0; MAGIC.len()];
        medium.read_at(0, &mut head)?;
        medium.seek(SeekFrom::Start(0)).map_err(|error| Failure::ReadError(error.to_string()))?;
        let left = len.saturating_mul(8).saturating_add(SMALL_BYTES);
        let raw = BufReader::with_capacity(BUFFER, Counted { medium, at: 0, left });
        let state = if head == MAGIC { State::Between(raw) } else { State::Plain(raw) };
        let most_out = len.saturating_mul(limits.max_ratio).saturating_add(SMALL_BYTES);
        Ok(Stream { state, begun: 0, buffer: Vec::new(), at: 0, is_torn: false, n_out: 0, most_out })
    }

    /// Whether nothing follows.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.state, State::Over) && self.at >= self.buffer.len()
    }

    /// What was read and not taken yet.
    pub(super) fn ready(&self) -> &[u8] {
        &self.buffer[self.at..]
    }

    /// Whether these bytes come next.
    pub(super) fn begins_with(&mut self, bytes: &[u8]) -> io::Result<bool> {
        while self.ready().len() < bytes.len() {
            let mut more = vec![0; BUFFER];
            let n_read = self.unpack(&mut more)?;
            if n_read == 0 {
                break;
            }
            self.buffer.drain(..self.at);
            self.at = 0;
            self.buffer.extend_from_slice(&more[..n_read]);
        }
        Ok(self.ready().starts_with(bytes))
    }

    /// After damage: looks for where the next packed record may begin. What is not packed goes on where it stands.
    pub(super) fn go_on(&mut self) -> io::Result<()> {
        self.is_torn = false;
        let mut raw = match std::mem::replace(&mut self.state, State::Over) {
            State::Plain(raw) => {
                self.state = State::Plain(raw);
                return Ok(());
            }
            State::Between(raw) => raw,
            State::Within(decoder) => decoder.into_inner(),
            State::Over => return Ok(()),
        };
        self.buffer.clear();
        self.at = 0;
        seek(&mut raw, self.begun + 1)?;
        if find(&mut raw)? {
            self.begun = place(&raw);
            self.state = State::Between(raw);
        }
        Ok(())
    }

    fn unpack(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.is_torn {
            return Err(ErrorKind::InvalidData.into());
        }
        let outcome = self.unpack_more(buf);
        match &outcome {
            Ok(n_read) => self.n_out += *n_read as u64,
            Err(error) => self.is_torn = error.kind() != ErrorKind::Interrupted,
        }
        if self.n_out > self.most_out { Err(too_much("it unpacks to too many bytes")) } else { outcome }
    }

    fn unpack_more(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Over) {
                State::Over => return Ok(0),
                State::Plain(mut raw) => {
                    let n_read = raw.read(buf)?;
                    if n_read > 0 {
                        self.state = State::Plain(raw);
                    }
                    return Ok(n_read);
                }
                State::Between(mut raw) => {
                    self.begun = place(&raw);
                    let head = raw.fill_buf()?;
                    let (is_over, is_packed) = (head.is_empty(), head.starts_with(&MAGIC[..head.len().min(2)]));
                    if is_over {
                        return Ok(0);
                    }
                    if !is_packed {
                        self.state = State::Between(raw);
                        return Err(io::Error::new(ErrorKind::InvalidData, "no packed record begins here"));
                    }
                    self.state = State::Within(Box::new(GzDecoder::new(raw)));
                }
                State::Within(mut decoder) => match decoder.read(buf) {
                    Ok(0) => self.state = State::Between(decoder.into_inner()),
                    outcome => {
                        self.state = State::Within(decoder);
                        return outcome;
                    }
                },
            }
        }
    }
}

impl Read for Stream<'_, '_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        read_ready(self, buf)
    }
}

impl BufRead for Stream<'_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.buffer.len() {
            let mut buffer = std::mem::take(&mut self.buffer);
            buffer.resize(BUFFER, 0);
            let outcome = self.unpack(&mut buffer);
            buffer.truncate(outcome.as_ref().map_or(0, |n_read| *n_read));
            self.buffer = buffer;
            self.at = 0;
            outcome?;
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, n: usize) {
        self.at = self.buffer.len().min(self.at + n);
    }
}

/// Reads what is ready.
pub(super) fn read_ready(from: &mut impl BufRead, buf: &mut [u8]) -> io::Result<usize> {
    let ready = from.fill_buf()?;
    let n_read = ready.len().min(buf.len());
    buf[..n_read].copy_from_slice(&ready[..n_read]);
    from.consume(n_read);
    Ok(n_read)
}

fn too_much(why: &str) -> io::Error {
    io::Error::other(Broken(problem(ProblemCode::Limit, why.to_owned())))
}

fn place(raw: &Raw<'_, '_>) -> u64 {
    raw.get_ref().at - raw.buffer().len() as u64
}

fn seek(raw: &mut Raw<'_, '_>, place: u64) -> io::Result<()> {
    raw.consume(raw.buffer().len());
    let counted = raw.get_mut();
    counted.medium.seek(SeekFrom::Start(place))?;
    counted.at = place;
    Ok(())
}

/// Goes to the next place where a packed record may begin. Returns whether there is one.
fn find(raw: &mut Raw<'_, '_>) -> io::Result<bool> {
    // A mark that lies across two blocks is found by what was seen of it before.
    let mut seen: Vec<u8> = Vec::new();
    loop {
        let block = raw.fill_buf()?;
        if block.is_empty() {
            return Ok(false);
        }
        let n_old = seen.len();
        seen.extend_from_slice(block);
        let n_block = block.len();
        let found = memchr::memmem::find_iter(&seen, &MAGIC)
            .find(|at| seen.get(at + MAGIC.len()).is_none_or(|flags| flags & 0xe0 == 0));
        if let Some(at) = found {
            let start = place(raw) - n_old as u64 + at as u64;
            return seek(raw, start).map(|()| true);
        }
        raw.consume(n_block);
        let n_kept = seen.len().min(MAGIC.len() - 1);
        seen.drain(..seen.len() - n_kept);
    }
}
