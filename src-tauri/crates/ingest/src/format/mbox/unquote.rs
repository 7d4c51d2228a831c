//! Lines that begin with "From " were given a `>` when they were put into the mailbox, and `>From ` another: one is
//! taken away from each, as "mboxrd" has it.

use std::io::{self, Read};

const BLOCK: usize = 64 << 10;
const WORD: &[u8] = b"From ";
/// More marks than this before the word are no quotation.
const MOST_MARKS: usize = 64;

/// A message as it was before it was quoted.
pub(super) struct Unquoted<R> {
    stored: R,
    block: Vec<u8>,
    given: Vec<u8>,
    n_taken: usize,
    place: Place,
}

/// Where in a line the next byte stands.
#[derive(Clone, Copy)]
enum Place {
    /// Behind so many marks at its start, and so many letters of the word. These are held back.
    Start {
        n_marks: usize,
        n_letters: usize,
    },
    Within,
}

const START: Place = Place::Start { n_marks: 0, n_letters: 0 };

impl<R: Read> Unquoted<R> {
    pub(super) fn new(stored: R) -> Unquoted<R> {
        Unquoted { stored, block: vec![0; BLOCK], given: Vec::new(), n_taken: 0, place: START }
    }

    fn feed(&mut self, mut rest: &[u8]) {
        while let [byte, after @ ..] = rest {
            match self.place {
                Place::Within => {
                    let end = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
                    self.given.extend_from_slice(&rest[..end]);
                    if rest[..end].ends_with(b"\n") {
                        self.place = START;
                    }
                    rest = &rest[end..];
                }
                Place::Start { n_marks, n_letters: 0 } if *byte == b'>' && n_marks < MOST_MARKS => {
                    self.place = Place::Start { n_marks: n_marks + 1, n_letters: 0 };
                    rest = after;
                }
                Place::Start { n_marks: 1.., n_letters } if WORD.get(n_letters) == Some(byte) => {
                    self.hold(n_letters + 1);
                    rest = after;
                }
                Place::Start { .. } => self.release(0),
            }
        }
    }

    fn hold(&mut self, n: usize) {
        match &mut self.place {
            Place::Start { n_letters, .. } if n < WORD.len() => *n_letters = n,
            Place::Start { n_letters, .. } => {
                *n_letters = n;
                self.release(1);
            }
            Place::Within => {}
        }
    }

    /// Gives what was held back, less so many marks.
    fn release(&mut self, n_dropped: usize) {
        if let Place::Start { n_marks, n_letters } = self.place {
            self.given.extend(std::iter::repeat_n(b'>', n_marks.saturating_sub(n_dropped)));
            self.given.extend_from_slice(&WORD[..n_letters.min(WORD.len())]);
        }
        self.place = Place::Within;
    }
}

impl<R: Read> Read for Unquoted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.n_taken == self.given.len() {
            self.given.clear();
            self.n_taken = 0;
            let mut block = std::mem::take(&mut self.block);
            let outcome = self.stored.read(&mut block);
            if let Ok(n_read) = outcome {
                self.feed(&block[..n_read]);
            }
            self.block = block;
            if outcome? == 0 {
                self.release(0);
                if self.given.is_empty() {
                    return Ok(0);
                }
            }
        }
        let rest = &self.given[self.n_taken..];
        let n = rest.len().min(buf.len());
        buf[..n].copy_from_slice(&rest[..n]);
        self.n_taken += n;
        Ok(n)
    }
}
