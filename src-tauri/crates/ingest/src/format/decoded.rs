//! Text of any encoding as it is read, without holding it.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding};

const BLOCK: usize = 256 << 10;

/// A stream of text.
pub(crate) struct Decoded<R> {
    bytes: R,
    decoder: Decoder,
    block: Vec<u8>,
    is_over: bool,
    /// Whether bytes had to be replaced so far.
    pub(crate) is_damaged: bool,
}

impl<R: Read> Decoded<R> {
    pub(crate) fn new(bytes: R, encoding: &'static Encoding) -> Decoded<R> {
        let decoder = encoding.new_decoder_without_bom_handling();
        Decoded { bytes, decoder, block: vec![0; BLOCK], is_over: false, is_damaged: false }
    }

    /// Whether all has been read.
    pub(crate) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Appends at least `n` bytes of text where there are as many.
    pub(crate) fn fill(&mut self, text: &mut String, n: usize) -> io::Result<()> {
        let wanted = text.len().saturating_add(n);
        while text.len() < wanted && !self.is_over {
            let n_read = match self.bytes.read(&mut self.block) {
                Ok(n_read) => n_read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            self.is_over = n_read == 0;
            let mut rest = &self.block[..n_read];
            loop {
                text.reserve(self.decoder.max_utf8_buffer_length(rest.len()).unwrap_or(BLOCK));
                let (result, n_taken, is_replaced) = self.decoder.decode_to_string(rest, text, self.is_over);
                self.is_damaged |= is_replaced;
                rest = &rest[n_taken..];
                if result == CoderResult::InputEmpty {
                    break;
                }
            }
        }
        Ok(())
    }
}

/// Text of any encoding as bytes of UTF-8.
pub(crate) struct Recoded<R> {
    decoded: Decoded<R>,
    text: String,
    at: usize,
}

impl<R: Read> Recoded<R> {
    pub(crate) fn new(bytes: R, encoding: &'static Encoding) -> Recoded<R> {
        Recoded { decoded: Decoded::new(bytes, encoding), text: String::new(), at: 0 }
    }

    /// Whether bytes had to be replaced so far.
    pub(crate) fn is_damaged(&self) -> bool {
        self.decoded.is_damaged
    }
}

impl<R: Read> Read for Recoded<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.text.len() {
            self.text.clear();
            self.at = 0;
            self.decoded.fill(&mut self.text, 1)?;
        }
        let rest = &self.text.as_bytes()[self.at..];
        let n_read = rest.len().min(buf.len());
        buf[..n_read].copy_from_slice(&rest[..n_read]);
        self.at += n_read;
        Ok(n_read)
    }
}
