//! Bytes that stand deflated (RFC 1951) in others, read as if they stood there as they are, from any place.
//!
//! A stream can only be inflated from its beginning on. So the state is kept now and then, with the 32 KiB that what
//! follows may look back to, and a place that was passed once is found again from the nearest such mark. Memory is bounded
//! whatever the length. Nothing that comes out is trusted for it: who writes it down holds it against its checksum.

use std::{
    io::{Error, ErrorKind, Read, Result, Seek, SeekFrom},
    sync::{Arc, Mutex, PoisonError},
};

use miniz_oxide::inflate::{
    TINFLStatus,
    core::{
        DecompressorOxide, TINFL_LZ_DICT_SIZE, decompress,
        inflate_flags::{TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_IGNORE_ADLER32},
    },
};

use super::Bytes;

/// What a stream may look back to, and how many bytes of it are at hand.
const WINDOW: usize = TINFL_LZ_DICT_SIZE;
/// Marks of one stream are at least so far apart, and at most so many.
const APART: u64 = 1 << 20;
const MOST_MARKS: u64 = 64;

/// Deflated bytes and how far they are inflated.
#[derive(Debug)]
pub(super) struct Inflated {
    packed: Bytes,
    /// Where in `packed` they begin.
    start: u64,
    /// How many bytes come out.
    len: u64,
    marks: Marks,
    run: Run,
    input: Vec<u8>,
    /// What of `input` was not used yet.
    unused: std::ops::Range<usize>,
}

/// Marks on the way through one stream: more than one reader may use and make them.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks(Arc<Mutex<Made>>);

#[derive(Debug, Default)]
struct Made {
    /// In order.
    marks: Vec<Arc<Run>>,
    /// Where the last reader ended: what is read next often follows.
    last: Option<Arc<Run>>,
}

impl Made {
    /// The nearest mark that is not behind `at`.
    fn before(&self, at: u64) -> Option<Arc<Run>> {
        let nearest = self.marks.partition_point(|mark| mark.n_out <= at).checked_sub(1).map(|idx| &self.marks[idx]);
        let last = self.last.as_ref().filter(|last| last.n_out <= at || last.has(at));
        let both = nearest.into_iter().chain(last);
        both.max_by_key(|mark| mark.n_out).map(Arc::clone)
    }
}

/// A place on the way through a stream.
#[derive(Clone)]
struct Run {
    state: Box<DecompressorOxide>,
    /// The last bytes that came out, byte `n` of all at `n % WINDOW`.
    window: Vec<u8>,
    n_in: u64,
    n_out: u64,
    is_over: bool,
}

impl std::fmt::Debug for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes into {}", self.n_in, self.n_out)
    }
}

impl Run {
    fn new() -> Run {
        Run { state: Box::new(DecompressorOxide::new()), window: vec![0; WINDOW], n_in: 0, n_out: 0, is_over: false }
    }

    /// Whether a byte that came out is still at hand.
    fn has(&self, at: u64) -> bool {
        at < self.n_out && self.n_out - at <= WINDOW as u64
    }

    /// Whether a place lies behind those that can still be reached.
    fn is_past(&self, at: u64) -> bool {
        at < self.n_out && !self.has(at)
    }
}

impl Inflated {
    /// `len` bytes that stand deflated in `packed`, from `start`.
    pub fn new(packed: Bytes, start: u64, len: u64, marks: Marks) -> Inflated {
        Inflated { packed, start, len, marks, run: Run::new(), input: Vec::new(), unused: 0..0 }
    }

    /// The same bytes, to be read by somebody else.
    pub fn again(&self) -> Result<Inflated> {
        Ok(Inflated::new(self.packed.again()?, self.start, self.len, self.marks.clone()))
    }

    /// Reads some bytes from `at`, which is before the end. Fails with [`ErrorKind::InvalidData`] where they are no
    /// deflated bytes, or too few.
    pub fn read_at(&mut self, at: u64, buffer: &mut [u8]) -> Result<usize> {
        self.go_to(at);
        while !self.run.has(at) {
            let inflated = self.inflate_some();
            // What came out before the fault is sound.
            if !self.run.has(at) {
                inflated?;
            }
        }
        let from = (at % WINDOW as u64) as usize;
        let n = buffer.len().min(WINDOW - from).min((self.run.n_out - at) as usize);
        buffer[..n].copy_from_slice(&self.run.window[from..from + n]);
        Ok(n)
    }

    /// Goes to the place nearest before `at` that is known, where that is nearer than here.
    fn go_to(&mut self, at: u64) {
        if self.run.has(at) {
            return;
        }
        let before = self.marks.0.lock().unwrap_or_else(PoisonError::into_inner).before(at);
        let is_past = self.run.is_past(at);
        match before {
            Some(mark) if is_past || mark.n_out > self.run.n_out => self.run = Run::clone(&mark),
            None if is_past => self.run = Run::new(),
            _ => return,
        }
        self.unused = 0..0;
    }

    /// Inflates as much as fits before the window wraps.
    fn inflate_some(&mut self) -> Result<()> {
        if self.run.is_over {
            return Err(broken("it ends early"));
        }
        let mut flags = TINFL_FLAG_IGNORE_ADLER32 | TINFL_FLAG_HAS_MORE_INPUT;
        if self.unused.is_empty() && !self.refill()? {
            flags = TINFL_FLAG_IGNORE_ADLER32;
        }
        let run = &mut self.run;
        let to = (run.n_out % WINDOW as u64) as usize;
        let (status, n_in, n_out) =
            decompress(&mut run.state, &self.input[self.unused.clone()], &mut run.window, to, flags);
        self.unused.start += n_in;
        run.n_in += n_in as u64;
        run.n_out += n_out as u64;
        match status {
            TINFLStatus::Done => run.is_over = true,
            TINFLStatus::HasMoreOutput => {}
            TINFLStatus::NeedsMoreInput if flags & TINFL_FLAG_HAS_MORE_INPUT != 0 => {}
            TINFLStatus::NeedsMoreInput | TINFLStatus::FailedCannotMakeProgress => return Err(broken("it breaks off")),
            _ => return Err(broken("it is no deflated stream")),
        }
        self.mark();
        Ok(())
    }

    /// Reads more of the packed bytes; false at their end.
    fn refill(&mut self) -> Result<bool> {
        self.input.resize(WINDOW, 0);
        self.packed.seek(SeekFrom::Start(self.start.saturating_add(self.run.n_in)))?;
        let n_read = self.packed.read(&mut self.input)?;
        self.unused = 0..n_read;
        Ok(n_read > 0)
    }

    fn mark(&self) {
        let apart = APART.max(self.len / MOST_MARKS);
        let marks = &mut self.marks.0.lock().unwrap_or_else(PoisonError::into_inner).marks;
        if self.run.n_out >= marks.last().map_or(0, |mark| mark.n_out).saturating_add(apart) {
            marks.push(Arc::new(self.run.clone()));
        }
    }
}

impl Drop for Inflated {
    fn drop(&mut self) {
        if self.run.n_out > 0 {
            let last = Arc::new(std::mem::replace(&mut self.run, Run::new()));
            self.marks.0.lock().unwrap_or_else(PoisonError::into_inner).last = Some(last);
        }
    }
}

fn broken(what: &'static str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}
