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
