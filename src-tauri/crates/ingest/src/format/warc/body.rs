//! A record's bytes, counted and compared with the digests that its head gives.

use std::cell::RefCell;
use std::io::{self, BufRead, ErrorKind, Read};

use super::digest::Digest;
use super::record::Head;
use super::stream::{Stream, read_ready};
use crate::format::ProblemCode;
use crate::format::unpacking::{Broken, problem};

/// The bytes that belong to one record.
pub(super) struct Body<'s, 'a, 'm> {
    stream: &'s mut Stream<'a, 'm>,
    left: u64,
    block: Option<Digest>,
    payload: Option<Digest>,
    is_payload: bool,
}

impl<'s, 'a, 'm> Body<'s, 'a, 'm> {
    pub(super) fn new(head: &Head, stream: &'s mut Stream<'a, 'm>) -> Self {
        let digest = |written: &Option<String>| written.as_deref().and_then(Digest::of);
        let (block, payload) = (digest(&head.block_digest), digest(&head.payload_digest));
        // Of a record that points to another, the payload is the other's.
        let payload = payload.filter(|_| head.kind != "revisit");
        Body { stream, left: head.len, block, payload, is_payload: false }
    }

    /// What comes from here on is what was asked for, not the server's words about it.
    pub(super) fn begin_payload(&mut self) {
        self.is_payload = true;
    }

    /// Whether these bytes come next.
    pub(super) fn begins_with(&mut self, bytes: &[u8]) -> io::Result<bool> {
        Ok(self.left >= bytes.len() as u64 && self.stream.begins_with(bytes)?)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.left == 0
    }

    /// The digest of what was asked for, to be fed with what that is once it is unpacked.
    pub(super) fn payload_digest(&self) -> Option<Digest> {
        self.payload.clone()
    }

    /// Passes over the rest.
    pub(super) fn drain(&mut self) -> io::Result<()> {
        io::copy(self, &mut io::sink()).map(|_| ())
    }

    /// Whether the bytes, all of which were read, are not those the head tells of. Programs disagree on what the digest
    /// of a payload is taken of: packed for the way or not. So it counts only where there is no other, and where
    /// `unpacked` disagrees, too.
    pub(super) fn disagrees(&self, unpacked: Option<&Digest>) -> bool {
        match (&self.block, &self.payload) {
            (Some(block), _) => !block.agrees(),
            (None, Some(payload)) => !payload.agrees() && unpacked.is_some_and(|unpacked| !unpacked.agrees()),
            (None, None) => false,
        }
    }
}

impl Read for Body<'_, '_, '_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        read_ready(self, buf)
    }
}

impl BufRead for Body<'_, '_, '_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.left == 0 {
            return Ok(&[]);
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX);
        let ready = self.stream.fill_buf()?;
        if ready.is_empty() {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        Ok(&ready[..ready.len().min(most)])
    }

    fn consume(&mut self, n: usize) {
        let taken = &self.stream.ready()[..n.min(self.stream.ready().len())];
        if let Some(digest) = &mut self.block {
            digest.feed(taken);
        }
        if let Some(digest) = self.payload.as_mut().filter(|_| self.is_payload) {
            digest.feed(taken);
        }
        self.left = self.left.saturating_sub(n as u64);
        self.stream.consume(n);
    }
}

/// A record's bytes lent to what unpacks them.
pub(super) struct Lent<'b, 's, 'a, 'm>(pub(super) &'b RefCell<Body<'s, 'a, 'm>>);

impl Read for Lent<'_, '_, '_, '_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.0.borrow_mut().read(buf)
    }
}

/// What is said of bytes that are not those a digest was taken of.
pub(super) const DISAGREES: &str = "its bytes do not agree with the digest given";

/// What was asked for, unpacked: at its end the digests are compared.
pub(super) struct Judged<'b, 's, 'a, 'm> {
    pub(super) bytes: &'b mut dyn Read,
    pub(super) body: &'b RefCell<Body<'s, 'a, 'm>>,
    /// Taken of what is unpacked.
    pub(super) seen: Option<Digest>,
}

impl Read for Judged<'_, '_, '_, '_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n_read = self.bytes.read(buf)?;
        if n_read > 0 || buf.is_empty() {
            if let Some(digest) = &mut self.seen {
                digest.feed(&buf[..n_read]);
            }
            return Ok(n_read);
        }
        let mut body = self.body.borrow_mut();
        body.drain()?;
        if body.disagrees(self.seen.as_ref()) {
            return Err(io::Error::other(Broken(problem(ProblemCode::Checksum, DISAGREES.to_owned()))));
        }
        Ok(0)
    }
}
