//! Bytes that stand packed with LZMA in others, as 7z archives and xz files hold them, read as if they stood there as they
//! are. What lies before them in the same stream has to be unpacked first, from the nearest place on that needs nothing
//! before it; how far that is can be asked for without unpacking. Reading on from where another reader of the stream
//! stopped costs nothing, going back means to begin there again.

mod chunks;
mod lzma;
#[cfg(test)]
mod tests;

use std::{
    io::{Read, Result, Seek, SeekFrom},
    sync::{Arc, Mutex, PoisonError},
};

use super::Bytes;
use chunks::{Chunk, Chunks};
use lzma::{Coded, Lzma, MOST_PER_SYMBOL, Symbol, Window, broken};

/// No more bytes are unpacked to come to those that are wanted: else they are kept by themselves.
pub(super) const MOST_REACH: u64 = 32 << 20;
/// What unpacking may look back to: what packing at the highest level of xz and 7z takes.
const MOST_WINDOW: u32 = 64 << 20;
const AT_ONCE: usize = 64 << 10;
/// Of the places in a stream from which it can be unpacked, those are remembered that lie at least so far apart, and at
/// most so many.
const APART: u64 = 512 << 10;
const MOST_PLACES: usize = 4096;

/// How a stream is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// LZMA alone: the model's numbers in one byte, and how far is looked back.
    Lzma {
        /// As it is written: `(pb * 5 + lp) * 9 + lc`.
        numbers: u8,
        /// In bytes.
        window: u32,
    },
    /// LZMA2, with how far is looked back as it is written, in one byte.
    Lzma2 {
        /// From 0 to 40.
        window: u8,
    },
    /// A whole xz file whose blocks are packed with LZMA2 and nothing else.
    Xz,
}

impl Form {
    /// As it is written down.
    pub(super) fn word(self) -> String {
        match self {
            Form::Lzma { numbers, window } => format!("lzma:{numbers}:{window}"),
            Form::Lzma2 { window } => format!("lzma2:{window}"),
            Form::Xz => "xz".to_owned(),
        }
    }

    pub(super) fn parse(word: &str) -> Option<Form> {
        let mut parts = word.split(':');
        let form = match (parts.next()?, parts.next(), parts.next()) {
            ("lzma", Some(numbers), Some(window)) => {
                Form::Lzma { numbers: numbers.parse().ok()?, window: window.parse().ok()? }
            }
            ("lzma2", Some(window), None) => Form::Lzma2 { window: window.parse().ok()? },
            ("xz", None, None) => Form::Xz,
            _ => return None,
        };
        parts.next().is_none().then_some(form)
    }
}

/// Where a reader of a stream stopped, for the next one.
#[derive(Debug, Clone, Default)]
pub struct Left(Arc<Mutex<Option<Box<Run>>>>);

/// Packed bytes and how far they are unpacked.
#[derive(Debug)]
pub(super) struct Unpacked {
    packed: Bytes,
    form: Form,
    start: u64,
    /// Where in what comes out the bytes begin that are read.
    skip: u64,
    left: Left,
    run: Option<Box<Run>>,
}

/// A place on the way through a stream.
struct Run {
    form: Form,
    start: u64,
    unpacker: Unpacker,
    ahead: Ahead,
}

impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes out", self.unpacker.n_out)
    }
}

/// How far the pieces of a stream were looked at, which is not how far it is unpacked.
struct Ahead {
    chunks: Chunks,
    n_out: u64,
    /// Pieces that need nothing before them, the first one first: what comes out before, and the way there.
    fresh: Vec<(u64, Chunks)>,
    apart: u64,
}

impl Unpacked {
    pub fn new(packed: Bytes, form: Form, start: u64, skip: u64, left: Left) -> Unpacked {
        Unpacked { packed, form, start, skip, left, run: None }
    }

    /// The same bytes, to be read by somebody else.
    pub fn again(&self) -> Result<Unpacked> {
        Ok(Unpacked::new(self.packed.again()?, self.form, self.start, self.skip, Left::default()))
    }

    /// How many bytes have to be unpacked to come to the first one, whoever was here before.
    pub fn reach(&mut self) -> Result<u64> {
        let at = self.skip;
        let (packed, run) = self.run()?;
        Ok(at - run.ahead.fresh_before(packed, run.form, at)?.0)
    }

    /// Reads some bytes from `at`. Fails with [`std::io::ErrorKind::InvalidData`] where they are no such stream, or too few.
    pub fn read_at(&mut self, at: u64, buffer: &mut [u8]) -> Result<usize> {
        let at = at.checked_add(self.skip).ok_or_else(broken)?;
        let (packed, run) = self.run()?;
        match run.read_at(packed, at, buffer) {
            Ok(0) if !buffer.is_empty() => Err(broken()),
            Ok(n_read) => Ok(n_read),
            Err(error) => {
                // It stopped anywhere: who comes next begins anew.
                run.rewind()?;
                Err(error)
            }
        }
    }

    /// The way through the stream, as far as somebody came.
    fn run(&mut self) -> Result<(&mut Bytes, &mut Run)> {
        if self.run.is_none() {
            let left = self.left.0.lock().unwrap_or_else(PoisonError::into_inner).take();
            self.run = Some(match left {
                Some(left) => left,
                None => Box::new(Run::new(self.form, self.start)?),
            });
        }
        let run = self.run.as_deref_mut().ok_or_else(broken)?;
        Ok((&mut self.packed, run))
    }
}

impl Drop for Unpacked {
    fn drop(&mut self) {
        if let Some(run) = self.run.take() {
            *self.left.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(run);
        }
    }
}

impl Run {
    fn new(form: Form, start: u64) -> Result<Run> {
        let chunks = Chunks::new(form, start)?;
        let unpacker = Unpacker::new(form, chunks.clone(), start)?;
        Ok(Run { form, start, unpacker, ahead: Ahead::new(chunks) })
    }

    /// Goes back to the beginning; what was seen of what lies ahead stays known.
    fn rewind(&mut self) -> Result<()> {
        self.unpacker = Unpacker::new(self.form, Chunks::new(self.form, self.start)?, self.start)?;
        Ok(())
    }

    fn read_at(&mut self, packed: &mut Bytes, at: u64, buffer: &mut [u8]) -> Result<usize> {
        if self.unpacker.n_out > at {
            self.rewind()?;
        }
        if at - self.unpacker.n_out > AT_ONCE as u64 {
            let (n_before, way) = self.ahead.fresh_before(packed, self.form, at)?;
            if *n_before > self.unpacker.n_out {
                self.unpacker.jump(way.clone(), *n_before);
            }
        }
        let mut passed = vec![0; AT_ONCE.min((at - self.unpacker.n_out) as usize)];
        while self.unpacker.n_out < at {
            let most = passed.len().min((at - self.unpacker.n_out) as usize);
            if self.unpacker.read(packed, &mut passed[..most])? == 0 {
                return Err(broken());
            }
        }
        self.unpacker.read(packed, buffer)
    }
}

impl Ahead {
    fn new(chunks: Chunks) -> Ahead {
        Ahead { fresh: vec![(0, chunks.clone())], chunks, n_out: 0, apart: APART }
    }

    /// Of the places that are remembered, the last one before `at`.
    fn fresh_before(&mut self, packed: &mut Bytes, form: Form, at: u64) -> Result<&(u64, Chunks)> {
        // LZMA alone is one piece.
        while self.n_out <= at && !matches!(form, Form::Lzma { .. }) {
            let way = self.chunks.here();
            let Some(chunk) = self.chunks.next(packed)? else { return Err(broken()) };
            if chunk.is_fresh {
                self.remember(way);
            }
            self.n_out += chunk.n_unpacked;
        }
        let n_before = self.fresh.partition_point(|(n_out, _)| *n_out <= at);
        n_before.checked_sub(1).and_then(|idx| self.fresh.get(idx)).ok_or_else(broken)
    }

    fn remember(&mut self, way: Chunks) {
        let last = self.fresh.last().map_or(0, |(n_out, _)| *n_out);
        if self.n_out - last < self.apart {
            return;
        }
        if self.fresh.len() == MOST_PLACES {
            // Every second one has to do.
            let mut stays = false;
            self.fresh.retain(|_| {
                stays = !stays;
                stays
            });
            self.apart = self.apart.saturating_mul(2);
        }
        self.fresh.push((self.n_out, way));
    }
}

/// Unpacks one piece after another.
struct Unpacker {
    form: Form,
    chunks: Chunks,
    n_out: u64,
    chunk: Option<Chunk>,
    /// What of the piece at hand is still to come out.
    n_left: u64,
    /// Where more packed bytes are, of a plain piece or of LZMA alone.
    at: u64,
    /// Of a repetition: how many bytes are still to come, and from how far back.
    repeats: (u32, u32),
    lzma: Option<Lzma>,
    coded: Coded,
    window: Window,
    is_over: bool,
    /// Whether what comes next must need nothing of what came before.
    must_be_fresh: bool,
}

impl Unpacker {
    fn new(form: Form, chunks: Chunks, start: u64) -> Result<Unpacker> {
        let window = match form {
            Form::Lzma { window, .. } if window > MOST_WINDOW => return Err(broken()),
            Form::Lzma { window, .. } => Window::new(window.max(1 << 12) as usize),
            _ => Window::new(1),
        };
        Ok(Unpacker {
            form,
            chunks,
            n_out: 0,
            chunk: None,
            n_left: 0,
            at: start,
            repeats: (0, 0),
            lzma: None,
            coded: Coded::default(),
            window,
            is_over: false,
            must_be_fresh: true,
        })
    }

    /// Goes on with a piece that needs nothing before it.
    fn jump(&mut self, chunks: Chunks, n_out: u64) {
        self.chunks = chunks;
        self.n_out = n_out;
        self.n_left = 0;
        self.repeats = (0, 0);
        self.must_be_fresh = true;
    }

    /// Unpacks some bytes; 0 at the end.
    fn read(&mut self, packed: &mut Bytes, out: &mut [u8]) -> Result<usize> {
        let mut n = 0;
        while n < out.len() {
            if self.n_left == 0 && !self.begin(packed)? {
                break;
            }
            let most = out.len().min(n.saturating_add(usize::try_from(self.n_left).unwrap_or(usize::MAX)));
            let before = n;
            match self.chunk {
                Some(chunk) if chunk.is_plain => {
                    read_at(packed, self.at, &mut out[n..most])?;
                    out[n..most].iter().for_each(|byte| self.window.push(*byte));
                    self.at += (most - n) as u64;
                    n = most;
                }
                _ => n = self.unpack(packed, out, n, most)?,
            }
            self.n_left -= (n - before) as u64;
            self.n_out += (n - before) as u64;
        }
        Ok(n)
    }

    /// Goes to the next piece; false at the end.
    fn begin(&mut self, packed: &mut Bytes) -> Result<bool> {
        if self.is_over {
            return Ok(false);
        }
        if let Form::Lzma { numbers, .. } = self.form {
            self.refill(packed)?;
            self.lzma = Some(Lzma::new(numbers)?);
            self.n_left = u64::MAX;
            self.coded.begin()?;
            return Ok(true);
        }
        let Some(chunk) = self.chunks.next(packed)? else {
            self.is_over = true;
            return Ok(false);
        };
        if chunk.is_fresh {
            if self.window.len() < chunk.window as usize {
                self.window = Window::new(chunk.window as usize);
            }
            self.window.empty();
            self.lzma = None;
        } else if self.must_be_fresh {
            return Err(broken());
        }
        self.must_be_fresh = false;
        (self.n_left, self.at, self.chunk) = (chunk.n_unpacked, chunk.at, Some(chunk));
        if chunk.is_plain {
            return Ok(true);
        }
        match (chunk.numbers, &mut self.lzma) {
            (Some(numbers), lzma) => *lzma = Some(Lzma::new(numbers)?),
            (None, Some(lzma)) if chunk.resets_state => lzma.forget()?,
            (None, Some(_)) => {}
            (None, None) => return Err(broken()),
        }
        self.coded.bytes.resize(chunk.n_packed as usize, 0);
        self.coded.at = 0;
        read_at(packed, chunk.at, &mut self.coded.bytes)?;
        self.coded.begin()?;
        Ok(true)
    }

    /// Unpacks into `out` between two places; returns how far it came.
    fn unpack(&mut self, packed: &mut Bytes, out: &mut [u8], from: usize, most: usize) -> Result<usize> {
        let mut n = from;
        while n < most {
            let (n_more, back) = self.repeats;
            if n_more > 0 {
                let n_now = (n_more as usize).min(most - n);
                for byte in &mut out[n..n + n_now] {
                    *byte = self.window.back(back);
                    self.window.push(*byte);
                }
                n += n_now;
                self.repeats.0 -= n_now as u32;
                continue;
            }
            if self.chunk.is_none() && self.coded.bytes.len() - self.coded.at < MOST_PER_SYMBOL {
                self.refill(packed)?;
            }
            let lzma = self.lzma.as_mut().ok_or_else(broken)?;
            match lzma.symbol(&mut self.coded, &self.window)? {
                Symbol::Byte(byte) => {
                    self.window.push(byte);
                    out[n] = byte;
                    n += 1;
                }
                // None goes on in the next piece.
                Symbol::Repeat(n_more, _) if u64::from(n_more) > self.n_left - (n - from) as u64 => {
                    return Err(broken());
                }
                Symbol::Repeat(n_more, back) => self.repeats = (n_more, back),
                Symbol::End if self.chunk.is_none() => {
                    self.is_over = true;
                    self.n_left = (n - from) as u64;
                    break;
                }
                Symbol::End => return Err(broken()),
            }
        }
        Ok(n)
    }

    /// Brings more packed bytes of LZMA alone to hand, as far as there are any.
    fn refill(&mut self, packed: &mut Bytes) -> Result<()> {
        self.coded.bytes.drain(..self.coded.at);
        self.coded.at = 0;
        packed.seek(SeekFrom::Start(self.at))?;
        let n_read = packed.take(AT_ONCE as u64).read_to_end(&mut self.coded.bytes)?;
        self.at += n_read as u64;
        Ok(())
    }
}

fn read_at(packed: &mut Bytes, at: u64, buffer: &mut [u8]) -> Result<()> {
    packed.seek(SeekFrom::Start(at))?;
    packed.read_exact(buffer).map_err(|error| match error.kind() {
        std::io::ErrorKind::UnexpectedEof => broken(),
        _ => error,
    })
}
